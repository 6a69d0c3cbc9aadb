"""更新程序: a release file is proved, a backup is made, and the new version waits for the next start.

(trust V1.) Nothing is fetched: the file comes on a stick. The running version is not touched.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import app
from app.models import room
from app.models.store import Store
from app.paths import resource_dir
from app.services.access import Work
from app.services.base import Service
from app.updates import starting
from app.updates.problem import NotUpdated, Why
from app.updates.signed import Statement, read_roots
from app.updates.update_file import UpdateFile, this_system
from app.updates.versions import Versions, version_key

__all__ = ["Offer", "UpdateService", "built_in_roots"]

Report = Callable[[int, int], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """A proved release file, before it is installed."""

    path: Path
    version: str
    made: date
    notes: str
    size: int  # bytes on the disk
    warnings: tuple[str, ...]


def built_in_roots() -> tuple[Statement, ...]:
    """The release keys this program was built with; none where nobody has made any yet."""
    path = resource_dir() / "release" / "roots.sfu"
    return read_roots(path.read_bytes()) if path.is_file() else ()


class UpdateService(Service, work=Work.ADMIN):
    """``backup`` is made before a version is installed (L6)."""

    def __init__(
        self,
        database: Store,
        *,
        backup: Callable[[Report], None],
        roots: Callable[[], tuple[Statement, ...]] = built_in_roots,
        home: Callable[[], Path | None] = starting.home,
    ) -> None:
        super().__init__(database)
        self._backup, self._roots, self._home = backup, roots, home

    @property
    def version(self) -> str:
        """Of the running program."""
        return app.__version__

    def waiting(self) -> str:
        """The version that the next start will use; empty: this one."""
        place = self._home()
        use = Versions(place).standing.use if place else ""
        return use if use and version_key(use) > version_key(self.version) else ""

    def look(self, path: Path) -> Offer:
        """Prove a release file and say what it is; nothing is changed. Raises ``NotUpdated``."""
        update, _ = self._proved(path)
        release, warnings = update.release, []
        if update.root.expires < self.today():
            warnings.append(
                "发布公钥已过有效期，可能有更新的公钥没有送到。请向发放单位核实后再安装。"
            )
        if release.expires < self.today():
            warnings.append("这个更新文件已过有效期，可能有更新的版本。")
        return Offer(
            path, release.version, release.made, release.notes, release.size, tuple(warnings)
        )

    def install(self, path: Path, *, progress: Report = lambda _done, _all: None) -> str:
        """Back up, unpack beside the running version, use it from the next start on.

        Returns the version. Raises ``NotUpdated``, ``NoRoom``, ``BackupFailed``, or what
        ``progress`` raises to cancel; then everything is as it was.
        """
        update, versions = self._proved(path)
        room.require(versions.home, update.release.size, "安装新版本")
        self._backup(progress)
        try:
            versions.install(update.release.version, lambda to: update.unpack(to, progress))
        except OSError as error:
            log.warning("update not installed: %s", type(error).__name__)
            raise NotUpdated(Why.NO_PLACE, "write") from None
        return update.release.version

    def _proved(self, path: Path) -> tuple[UpdateFile, Versions]:
        place = self._home()
        if place is None:
            raise NotUpdated(Why.NOT_FROZEN)
        versions = Versions(place)
        update = UpdateFile.open(path, self._roots())
        known = versions.standing.newest or self.version
        update.check(system=this_system(), newest=max(known, self.version, key=version_key))
        return update, versions
