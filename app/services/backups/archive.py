"""What a backup is on disk: a folder of three files, whole or not there at all.

``office.db`` is the encrypted copy, ``keys.json`` the key slots it opens with, ``backup.json`` says
when and why it was made, with the size and SHA-256 of both. The slots travel inside the folder
because a copy without them opens for nobody; the password that opens a backup is the one in force
when it was made. The folder grows under a name ending in ``.part`` and is renamed when it has been
opened again and found equal, so a folder without that ending counts and no other does.

Nothing in ``backup.json`` is secret or tells a person: an office code, times, sizes, digests.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import ActionableError
from app.models.durable import write_durably
from app.paths import Profile

__all__ = [
    "Backup",
    "BackupDamaged",
    "FileFacts",
    "about",
    "find",
    "read",
    "remove",
    "verify_files",
]

FORMAT = 1
FACTS_FILE = "backup.json"
STORE_FILE, SLOTS_FILE = Profile(Path()).database.name, Profile(Path()).key_slots.name
NAME_FORM = "%Y%m%d-%H%M%S"
DEEPEST = 3
"""How far below a chosen folder backups are looked for: medium, office, backup."""

STEP = 1024 * 1024
Report = Callable[[int, int], None]


class BackupDamaged(ActionableError):
    """A backup that cannot be used; the store in use is not touched."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "S12",
            what,
            safe="正在使用的数据没有变化。",
            do="请改用另一份备份；U盘上的备份有问题时，换一个U盘重新备份。",
        )


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it was when the backup was made."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """One finished backup. ``source`` is the size and time of the store it was made from."""

    folder: Path
    office: str
    made_at: datetime
    reason: str
    store: FileFacts
    slots: FileFacts
    source: tuple[int, int]
    checked_at: datetime

    @property
    def database(self) -> Path:
        """The encrypted copy."""
        return self.folder / STORE_FILE

    @property
    def key_slots(self) -> Path:
        """The slots it opens with."""
        return self.folder / SLOTS_FILE

    @property
    def size(self) -> int:
        """Bytes of all files but the facts."""
        return self.store.size + self.slots.size

    def write_facts(self, folder: Path | None = None) -> None:
        """Put the facts into ``folder`` (or the backup's own) durably."""
        body = {"format": FORMAT, **asdict(self)}
        del body["folder"]
        body["made_at"] = self.made_at.isoformat()
        body["checked_at"] = self.checked_at.isoformat()
        text = json.dumps({"body": body, "sha256": _checksum(body)}, indent=1, ensure_ascii=False)
        write_durably((folder or self.folder) / FACTS_FILE, text.encode())

    def covering(self, source: tuple[int, int]) -> Backup:
        """The same backup, still holding all there is though the store's file moved on."""
        again = replace(self, source=source)
        again.write_facts()
        return again

    def checked(self, now: datetime) -> Backup:
        """The same backup, found good again at ``now``."""
        again = replace(self, checked_at=now)
        again.write_facts()
        return again


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(folder: Path) -> Backup:
    """The backup in ``folder``; raises ``BackupDamaged`` when its facts do not read."""
    try:
        whole = json.loads((folder / FACTS_FILE).read_bytes())
        body = whole["body"]
        if whole["sha256"] != _checksum(body) or body["format"] > FORMAT:
            raise ValueError("checksum or format")
        return Backup(
            folder=folder,
            office=body["office"],
            made_at=datetime.fromisoformat(body["made_at"]),
            reason=body["reason"],
            store=FileFacts(**body["store"]),
            slots=FileFacts(**body["slots"]),
            source=(int(body["source"][0]), int(body["source"][1])),
            checked_at=datetime.fromisoformat(body["checked_at"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BackupDamaged("这份备份的说明文件缺失、损坏，或由更新版本的程序写成。") from error


def find(root: Path) -> list[Backup]:
    """All readable backups in ``root`` and a little below it, the newest first."""
    found = []
    for folder in _folders(root, DEEPEST):
        try:
            found.append(read(folder))
        except BackupDamaged:
            continue
    return sorted(found, key=lambda backup: (backup.made_at, backup.folder.name), reverse=True)


def _folders(root: Path, depth: int) -> Iterator[Path]:
    try:
        if (root / FACTS_FILE).is_file():
            yield root
            return
        below = sorted(path for path in root.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return  # a folder that may not be read holds no backup of ours
    for folder in below if depth else ():
        if folder.suffix != ".part":
            yield from _folders(folder, depth - 1)


def about(path: Path, report: Report | None = None) -> FileFacts:
    """Size and SHA-256 of a file as the disk gives it; raises ``OSError``."""
    digest, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while piece := file.read(STEP):
            digest.update(piece)
            done += len(piece)
            if report is not None:
                report(done, size)
    return FileFacts(done, digest.hexdigest())


def copy_file(source: Path, target: Path, report: Report | None = None) -> None:
    """Copy a file and force it to disk; raises ``OSError``."""
    done, size = 0, source.stat().st_size
    with source.open("rb") as old, target.open("wb") as new:
        while piece := old.read(STEP):
            new.write(piece)
            done += len(piece)
            if report is not None:
                report(done, size)
        new.flush()
        os.fsync(new.fileno())


def verify_files(backup: Backup, report: Report | None = None) -> None:
    """Raises ``BackupDamaged`` unless both files are, bit for bit, what was once checked."""
    for path, wanted in ((backup.database, backup.store), (backup.key_slots, backup.slots)):
        try:
            found = about(path, report)
        except OSError as error:
            raise BackupDamaged("这份备份读不出来：文件缺失，或存放它的磁盘有坏块。") from error
        if found != wanted:
            raise BackupDamaged("这份备份的内容与当初不一样，已经损坏，不能用来恢复。")


def remove(folder: Path) -> None:
    """Take a backup away; its facts go first, so that half of one is never taken for one."""
    (folder / FACTS_FILE).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
