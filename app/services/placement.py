"""Where a data folder may not lie: a network share, a sync folder, a removable drive (trust L3).

A lock on a share can lie, a sync client copies a database half-way through a save, and a stick is
pulled out. The names of sync folders and network file systems are data (``resources/places.toml``).
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from app.errors import ActionableError
from app.paths import resource_dir

__all__ = [
    "BadPlace",
    "Mount",
    "SyncFolder",
    "mount_of",
    "network_filesystems",
    "on_stick",
    "read_mounts",
    "refuse_bad_place",
    "sync_folder",
    "sync_folders",
    "windows_place",
]

REMOVABLE, REMOTE = 2, 4
"""What Windows' ``GetDriveType`` answers for a stick and for a share."""


class BadPlace(ActionableError):
    """The data folder lies where a database is not safe; nothing was written there."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(
            "S10",
            f"数据文件夹在{where}，{why}，所以没有打开。",
            safe="里面的文件没有改动。",
            do="请退出程序，把整个数据文件夹移到本机硬盘上（不要放在同步盘里），再从那里打开；不会移动时请联系县局。",
        )


SHARE = ("网络共享上", "断网或两台电脑同时使用会损坏数据")
STICK = ("U盘或移动硬盘上", "拔出时会损坏数据，丢失时数据也一起丢失")
SYNCED_WHY = "同步软件会在保存到一半时复制文件，并把数据传到网上"


def refuse_bad_place(folder: Path) -> None:
    """Raises ``BadPlace`` unless ``folder`` lies on a fixed disk of this PC, outside sync folders."""
    real = folder.resolve()
    if found := sync_folder(real, sync_folders(), Path.exists):
        raise BadPlace(f"“{found}”同步文件夹里", SYNCED_WHY)
    if sys.platform == "win32":
        place = windows_place(real, _drive_type)
    else:
        place = _linux_place(real)
    if place is not None:
        raise BadPlace(*place)


# --- sync folders -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """One sync program: the names its folder goes by, and the files it leaves in it."""

    title: str
    folders: tuple[str, ...]
    markers: tuple[str, ...]

    def named(self, name: str) -> bool:
        """Whether a folder of this name is this program's; ``*`` at the end stands for anything."""
        low = name.casefold()
        return any(
            low.startswith(known[:-1]) if known.endswith("*") else low == known
            for known in (folder.casefold() for folder in self.folders)
        )


@cache
def _places() -> dict[str, Any]:
    return tomllib.loads((resource_dir() / "places.toml").read_text("utf-8"))


@cache
def sync_folders() -> tuple[SyncFolder, ...]:
    """The sync programs known."""
    return tuple(
        SyncFolder(entry["title"], tuple(entry["folders"]), tuple(entry["markers"]))
        for entry in _places()["sync"]
    )


def sync_folder(
    folder: Path, known: Iterable[SyncFolder], exists: Callable[[Path], bool]
) -> str | None:
    """The sync program in whose folder ``folder`` lies; ``None`` outside of all."""
    places = (folder, *folder.parents)
    for program in known:
        for place in places:
            if program.named(place.name) or any(exists(place / mark) for mark in program.markers):
                return program.title
    return None


# --- Linux --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of ``/proc/self/mountinfo``: where, which file system, which device."""

    point: str
    filesystem: str
    device: str  # major:minor


def network_filesystems() -> frozenset[str]:
    """File systems that reach over a network, or into another computer."""
    return frozenset(_places()["network"]["filesystems"])


def read_mounts(text: str) -> list[Mount]:
    """The lines of mountinfo (proc(5)); a line that does not read is left out."""
    mounts = []
    for line in text.splitlines():
        left, dash, right = line.partition(" - ")
        fields, kind = left.split(" "), right.split(" ")
        if dash and len(fields) >= 6 and kind[0]:
            mounts.append(Mount(_unescape(fields[4]), kind[0], fields[2]))
    return mounts


def _unescape(text: str) -> str:
    r"""A space in a mount point is written ``\040``; Chinese names come as they are."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def mount_of(folder: PurePath, mounts: Sequence[Mount]) -> Mount | None:
    """The mount ``folder`` lies on: the deepest one, and of two on one point the later."""
    above = {str(place) for place in (folder, *folder.parents)}
    found = [mount for mount in mounts if mount.point in above]
    return max(enumerate(found), key=lambda e: (len(e[1].point), e[0]), default=(0, None))[1]


def on_stick(device: str, flags: Iterable[str]) -> bool:
    """Whether a disk is a stick or a USB disk.

    ``device`` is where ``/sys/dev/block/major:minor`` leads, ``flags`` what the ``removable``
    files on the way say. A card reader built in says 1, a USB disk only shows by its path.
    """
    return "/usb" in device or "1" in {flag.strip() for flag in flags}


def _linux_place(folder: Path) -> tuple[str, str] | None:
    mounts = read_mounts(Path("/proc/self/mountinfo").read_text("utf-8", "replace"))
    mount = mount_of(folder, mounts)
    if mount is None:
        return None
    if mount.filesystem in network_filesystems():
        return SHARE
    if mount.point == "/":
        return None  # the disk the system itself runs from is not pulled out
    device = Path(os.path.realpath(f"/sys/dev/block/{mount.device}"))
    switches = [place / "removable" for place in (device, device.parent)]
    flags = [switch.read_text("ascii") for switch in switches if switch.is_file()]
    return STICK if on_stick(str(device), flags) else None


# --- Windows ------------------------------------------------------------------------------------


def windows_place(folder: PurePath, drive_type: Callable[[str], int]) -> tuple[str, str] | None:
    """What is wrong with a place on Windows: a share by its own name or by a letter, a stick."""
    if folder.drive.startswith("\\\\") and not folder.drive.startswith("\\\\?\\"):
        return SHARE
    return {REMOTE: SHARE, REMOVABLE: STICK}.get(drive_type(folder.anchor))


def _drive_type(root: str) -> int:
    if sys.platform != "win32":
        raise NotImplementedError("GetDriveType is a call of Windows")
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(root))
