"""Sticks that cannot be used: full, write-protected, pulled out, lying (J15, F5).

Each is a context manager over a folder that stands for the stick; when it ends the stick is well.
``mounted`` gives a real file system where the system lets the test have one.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

__all__ = ["TROUBLES", "Trouble", "forgetful", "full", "mounted", "protected", "pulled_after"]

Trouble = Callable[[pytest.MonkeyPatch, Path], AbstractContextManager[None]]

STEP = 64 * 1024


class _Failing:
    """A file that takes so many bytes more and then fails."""

    def __init__(self, file: Any, room: int, code: int) -> None:
        self._file, self._room, self._code = file, room, code

    def write(self, data: Any) -> int:
        self._room -= len(data)
        if self._room < 0:
            raise OSError(self._code, os.strerror(self._code))
        return int(self._file.write(data))

    def __enter__(self) -> _Failing:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, stick: Path, room: int, code: int) -> Iterator[None]:
    """Each file written below ``stick`` takes ``room`` bytes, then the system says ``code``."""
    real = Path.open

    def open_(path: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
        file = real(path, mode, *args, **more)
        mine = "w" in mode and stick in path.parents
        return _Failing(file, room, code) if mine else file

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_)
        yield


@contextmanager
def full(monkeypatch: pytest.MonkeyPatch, stick: Path) -> Iterator[None]:
    """No room is left, and it is known beforehand."""
    usage = shutil.disk_usage(stick)._replace(free=1024)
    with failing(monkeypatch, stick, 1024, errno.ENOSPC), monkeypatch.context() as patch:
        real = shutil.disk_usage
        patch.setattr(
            shutil,
            "disk_usage",
            lambda at: usage if stick in (Path(at), *Path(at).parents) else real(at),
        )
        yield


@contextmanager
def fills_up(monkeypatch: pytest.MonkeyPatch, stick: Path) -> Iterator[None]:
    """There seemed to be room, and while it was written there was none."""
    with failing(monkeypatch, stick, 100, errno.ENOSPC):
        yield


@contextmanager
def protected(monkeypatch: pytest.MonkeyPatch, stick: Path) -> Iterator[None]:
    """The switch at its side is on: nothing can be made there, neither file nor folder."""
    real, make = Path.open, Path.mkdir

    def open_(path: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
        if "w" in mode and stick in path.parents:
            raise OSError(errno.EROFS, "read-only")
        return real(path, mode, *args, **more)

    def mkdir(path: Path, *args: Any, **more: Any) -> None:
        if stick in path.parents:
            raise OSError(errno.EROFS, "read-only")
        make(path, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_)
        patch.setattr(Path, "mkdir", mkdir)
        yield


@contextmanager
def pulled(monkeypatch: pytest.MonkeyPatch, stick: Path) -> Iterator[None]:
    """Pulled out while it is written."""
    with failing(monkeypatch, stick, 100, errno.EIO):
        yield


@contextmanager
def pulled_after(monkeypatch: pytest.MonkeyPatch, stick: Path, writes: int) -> Iterator[None]:
    """Pulled out after so many steps of 64 KiB."""
    with failing(monkeypatch, stick, writes * STEP, errno.EIO):
        yield


@contextmanager
def forgetful(monkeypatch: pytest.MonkeyPatch, stick: Path) -> Iterator[None]:
    """It says that all was written, and holds one step of it."""
    real = os.fsync

    def fsync(handle: int) -> None:
        os.ftruncate(handle, STEP)
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        yield


TROUBLES: dict[str, tuple[Trouble, str]] = {
    "full": (full, "空间不够"),
    "fills up": (fills_up, "空间不够"),
    "write-protected": (protected, "写保护"),
    "pulled out": (pulled, "拔出"),
}
"""What happens, and a word of the message that names it."""


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own at ``folder``; skips the test where nobody may mount one."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may mount nothing")
    try:
        yield
    finally:
        with suppress(subprocess.CalledProcessError):
            subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)
