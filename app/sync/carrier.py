"""Onto the stick, so that "可以拔出" is true (trust P12).

The file grows beside its target, is forced to the medium, read back, renamed, and read once more.
Whatever fails before the renaming leaves an older file of that name as it was, and no ``.part``.
Read-back passes the system's cache where the system allows (Linux); on Windows it may come from
the cache, so a stick that lies about its size is certain to be found there only after re-plugging.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import ActionableError
from app.models.durable import part_of, replace_durably

__all__ = ["NotCarried", "Written", "carry", "file_name"]

STEP = 64 * 1024
FAT32_LIMIT = 4 * 1024**3 - 1
"""The largest file of a FAT32 stick, which is what most sticks are."""
RESERVE = 1024 * 1024
"""Room for the folder's own entries and the stick's rounding up."""

_OFFICE = re.compile(r"[0-9A-Za-z]{1,20}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")

Progress = Callable[[int, int], None]


class NotCarried(ActionableError):
    """The file is not on the stick; the outbox and an older file on the stick are unchanged."""

    def __init__(self, code: str, what: str, do: str) -> None:
        super().__init__(code, what, safe="本机的数据完好，没有变化。", do=do)


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is on the medium, read back and found equal: it may be pulled out."""

    path: Path
    size: int
    sha256: str


def file_name(
    office: str,
    month: str,
    number: int,
    *,
    volume: int = 1,
    volumes: int = 1,
    suffix: str = ".sfs",
) -> str:
    """``640122100-2026-11-001.sfs``; of several volumes ``…-001-2of6.sfs``.

    Codes and numbers only: a name on a stick tells its finder no person (trust §2).
    """
    if not (_OFFICE.fullmatch(office) and _MONTH.fullmatch(month) and 1 <= volume <= volumes):
        raise ValueError("a file name holds an office code, a month and numbers")
    part = "" if volumes == 1 else f"-{volume}of{volumes}"
    return f"{office}-{month}-{number:03d}{part}{suffix}"


def carry(data: bytes, target: Path, *, progress: Progress | None = None) -> Written:
    """Write ``data`` to ``target``; when this returns, the stick may be pulled out.

    ``progress`` hears bytes done of bytes in all, twice the size since all is read back; raising
    from it cancels. Raises ``NotCarried``, naming the space needed where space is the matter.
    """
    size, digest = len(data), hashlib.sha256(data).hexdigest()
    part = part_of(target)
    _check_room(size, target.parent)
    report = progress or (lambda _done, _all: None)
    try:
        _write(data, part, report)
        if _read_back(part, lambda done: report(size + done, 2 * size)) != digest:
            raise NotCarried(*_UNFAITHFUL)
        replace_durably(part, target)
        if _read_back(target, lambda _done: None) != digest:
            raise NotCarried(*_UNFAITHFUL)
    except OSError as error:
        _remove(part)
        raise _plainly(error, size, target.parent) from error
    except BaseException:
        _remove(part)
        raise
    return Written(target, size, digest)


_UNFAITHFUL = (
    "U04",
    "写到U盘的内容读回来不一样，这个U盘不可靠。",
    "请换一个U盘，再导出一次；不要再用原来的U盘报送。",
)


def _check_room(size: int, folder: Path) -> None:
    if size > FAT32_LIMIT:
        raise NotCarried(
            "U02",
            "文件超过 4 GB，普通U盘存不下这么大的单个文件。",
            "请重新封存这个月，并在封存时把每个文件的大小改小。",
        )
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise _plainly(error, size, folder) from error
    if free < size + RESERVE:
        raise _no_room(size, free)


def _write(data: bytes, part: Path, report: Progress) -> None:
    size = len(data)
    view = memoryview(data)
    with part.open("wb", buffering=0) as file:
        done = 0
        while done < size:
            done += file.write(view[done : done + STEP])
            report(done, 2 * size)
        os.fsync(file.fileno())


def _read_back(path: Path, report: Callable[[int], None]) -> str:
    """SHA-256 of what the medium, not the cache, holds at ``path``."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        done = 0
        while piece := file.read(STEP):
            digest.update(piece)
            done += len(piece)
            report(done)
    return digest.hexdigest()


def _remove(part: Path) -> None:
    """Tidy up; on a stick that was pulled there is nothing to tidy."""
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return


def _plainly(error: OSError, size: int, folder: Path) -> NotCarried:
    """What the system's error means to the person at the desk."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        try:
            free = shutil.disk_usage(folder).free
        except OSError:
            free = 0
        return _no_room(size, free)
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return NotCarried(
            "U03",
            "U盘不能写入：可能打开了写保护，或文件正被别的程序占用。",
            "请关掉U盘上的写保护开关和正在打开的文件，再导出一次。",
        )
    return NotCarried(
        "U05",
        "写U盘时出错：可能被拔出，或U盘有坏块。",
        "请重新插好U盘再导出一次；再次出错时换一个U盘。",
    )


def _no_room(size: int, free: int) -> NotCarried:
    need = -(-(size + RESERVE) // RESERVE)
    return NotCarried(
        "U01",
        f"U盘空间不够：需要 {need} MB，现在只剩 {free // RESERVE} MB。",
        "请删去U盘上不要的文件，或换一个U盘，再导出一次。",
    )
