"""Which version of the program is in use, and putting a new one beside the others.

    justice-office-desk/            copied here by hand: the first version, which hands over
        versions/standing.json      which one to start, and whether it has proved itself
        versions/0.2.0/             unpacked from an update, complete

A version appears under its name only when every file of it is on disk and hashed, and is used only
once ``standing.json`` says so: a power cut at any moment leaves the old version in use.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from app.models.durable import replace_durably, sync_directory, write_durably
from app.updates.problem import NotUpdated, Why

__all__ = ["FIRST", "Standing", "Versions", "version_key"]

_VERSION = re.compile(r"(0|[1-9][0-9]{0,3})(\.(0|[1-9][0-9]{0,3})){2}")

FIRST = ""
"""The version that was copied here by hand."""
TRIES = 2
"""Starts that may end badly before the version before is used again."""


def version_key(version: str) -> tuple[int, ...]:
    """``0.10.2`` as it is compared; raises ``NotUpdated`` for anything else."""
    if not _VERSION.fullmatch(version):
        raise NotUpdated(Why.MALFORMED, "version")
    return tuple(map(int, version.split(".")))


@dataclass(frozen=True, slots=True)
class Standing:
    """Versions by the names of their folders; ``FIRST`` is the one copied by hand."""

    use: str = FIRST
    before: str = FIRST
    proved: bool = True  # its window has stood once
    starts: int = 0  # begun and not ended in order
    newest: str = ""  # the highest ever installed: nothing older is taken
    failed: tuple[str, ...] = ()


class Versions:
    """The versions below the folder of the program, ``home``."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.root = home / "versions"

    @property
    def standing(self) -> Standing:
        """What is in use; where nothing readable says otherwise, the first version."""
        try:
            values: dict[str, Any] = json.loads((self.root / "standing.json").read_bytes())
            standing = Standing(**{**values, "failed": tuple(values["failed"])})
        except (OSError, ValueError, TypeError, KeyError):
            return Standing()
        return standing if isinstance(standing.use, str) else Standing()

    def put(self, standing: Standing) -> None:
        """Say what is in use, durably; raises ``OSError``, the old words still there."""
        write_durably(self.root / "standing.json", json.dumps(asdict(standing)).encode())

    def folder(self, name: str) -> Path:
        """Where a version lies."""
        return self.root / name if name else self.home

    def is_there(self, name: str, program: str) -> bool:
        """Whether a version can be started."""
        return (self.folder(name) / program).is_file()

    def install(self, version: str, unpack: Callable[[Path], None]) -> None:
        """Unpack ``version`` beside the others and use it from the next start on.

        Raises what ``unpack`` raises, or ``NotUpdated`` where the folder cannot be written; then
        everything is as it was.
        """
        part, final = self.root / f"{version}.part", self.root / version
        try:
            self.root.mkdir(exist_ok=True)
            for leftover in (part, final):  # of an update that was cut off
                if leftover.exists():
                    shutil.rmtree(leftover)
            part.mkdir()
        except OSError:
            raise NotUpdated(Why.NO_PLACE) from None
        try:
            unpack(part)
            for folder, _, _ in os.walk(part):
                sync_directory(Path(folder))
            replace_durably(part, final)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        old = self.standing
        back_to = old.use if old.proved else old.before
        self.put(
            Standing(
                use=version,
                before=back_to,
                proved=False,
                newest=version,
                failed=tuple(f for f in old.failed if f != version),
            )
        )

    def begin(self) -> Standing:
        """Before a version is started: count the start, or fall back when it failed too often."""
        standing = self.standing
        if standing.proved:
            return standing
        if standing.starts >= TRIES:
            back = replace(
                standing,
                use=standing.before,
                proved=True,
                starts=0,
                failed=(*standing.failed, standing.use),
            )
        else:
            back = replace(standing, starts=standing.starts + 1)
        self.put(back)
        return back

    def ended(self) -> None:
        """A start came to an orderly end, even if nobody logged in."""
        standing = self.standing
        if not standing.proved and standing.starts:
            self.put(replace(standing, starts=standing.starts - 1))

    def proved(self) -> None:
        """The window stands: keep this version, and only the one before beside it."""
        standing = self.standing
        if not standing.proved:
            self.put(replace(standing, proved=True, starts=0))
            self._sweep({standing.use, standing.before})

    def _sweep(self, kept: set[str]) -> None:
        for path in self.root.iterdir():
            if path.is_dir() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)
