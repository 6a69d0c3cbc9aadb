"""A disk that fails when told to: between SQLite and the system, in this process (F2).

SQLite reaches files through a table of functions, its VFS. Here the default one is wrapped: opening
and deleting are replaced in place, and each opened file gets a copy of its methods in which
writing, forcing to disk and cutting off are ours. What fails says so as a real disk would.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3._sqlite3 as engine

__all__ = ["KINDS", "Fault", "Operation", "fault", "recorded"]

CODES = {"write": 778, "sync": 1034, "truncate": 1546, "delete": 2570, "open": 14, "full": 13}
"""What SQLite calls it: IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE, IOERR_DELETE, CANTOPEN, FULL."""

KINDS = ("write", "full", "sync", "truncate", "delete", "open")

P, I, L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64  # noqa: E741 - as in sqlite3.h
OPEN = ctypes.CFUNCTYPE(I, P, P, P, I, P)  # the name as a pointer: SQLite keeps it
DELETE = ctypes.CFUNCTYPE(I, P, P, I)
WRITE = ctypes.CFUNCTYPE(I, P, P, I, L)
TRUNCATE = ctypes.CFUNCTYPE(I, P, L)
SYNC = ctypes.CFUNCTYPE(I, P, I)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", I),
        ("file_size", I),
        ("longest_path", I),
        ("next", P),
        ("name", ctypes.c_char_p),
        ("data", P),
        ("open", P),
        ("delete", P),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", I),
        *((name, P) for name in ("close", "read", "write", "truncate", "sync")),
        *((f"more{n}", P) for n in range(14)),
    )


class _File(ctypes.Structure):
    _fields_ = (("methods", ctypes.POINTER(_Methods)),)


@dataclass
class Fault:
    """Fail the ``at``-th operation of ``kind``, once or from then on; ``seen`` counts them."""

    kind: str
    at: int
    persistent: bool
    seen: int = 0

    @property
    def struck(self) -> bool:
        """Whether it came to that."""
        return self.seen >= self.at

    def strikes(self, operation: str) -> bool:
        if operation != ("write" if self.kind == "full" else self.kind):
            return False
        self.seen += 1
        return self.seen == self.at or (self.persistent and self.seen > self.at)


@dataclass(frozen=True)
class Operation:
    """Something that reached the disk: create, write, truncate, sync, delete; or what a test notes.

    ``at`` is a place in the file, its new size, or whether the folder was forced to disk as well.
    """

    kind: str
    path: str
    at: int = 0
    data: bytes = b""


class _Disk:
    """The wrapped VFS; made once, for SQLite keeps the pointers.

    It stands in the way only while it is ``installed``: a store opened afterwards reaches the disk
    without Python, as two threads of a window must, one of which may wait in SQLite for the other.
    """

    def __init__(self) -> None:
        library = ctypes.CDLL(engine.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._vfs = vfs = library.sqlite3_vfs_find(None).contents
        self.fault: Fault | None = None
        self.heard: list[Operation] | None = None
        self._paths: dict[int, str] = {}
        self._methods: dict[int, tuple[Any, ...]] = {}
        self._open, self._delete = OPEN(vfs.open), DELETE(vfs.delete)
        self._theirs = (vfs.open, vfs.delete)
        self._ours = (OPEN(self.open), DELETE(self.delete))

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Files opened while the block runs are ours."""
        vfs = self._vfs
        vfs.open, vfs.delete = (ctypes.cast(one, P).value for one in self._ours)
        try:
            yield
        finally:
            vfs.open, vfs.delete = self._theirs

    def refuses(self, operation: str) -> int:
        """The error of this operation; 0 when the disk is well."""
        if self.fault is not None and self.fault.strikes(operation):
            return CODES[self.fault.kind]
        return 0

    def open(self, vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        path = ctypes.string_at(name).decode() if name else ""
        new = not Path(path).exists()
        code = self.refuses("open") or self._open(vfs, name, file, flags, out)
        if code == 0:
            self._paths[file] = path
            if new:
                self.tell(Operation("create", path))
            there = _File.from_address(file)
            if there.methods:
                there.methods = self._wrapped(there.methods)
        return int(code)

    def delete(self, vfs: int, name: int | None, sync: int) -> int:
        code = self.refuses("delete") or int(self._delete(vfs, name, sync))
        if code == 0 and name:
            self.tell(Operation("delete", ctypes.string_at(name).decode(), sync))
        return code

    def tell(self, operation: Operation) -> None:
        """Note what reached the disk, where somebody listens."""
        if self.heard is not None and operation.path:
            self.heard.append(operation)

    def write(self, theirs: Any, file: int, data: int, count: int, at: int) -> int:
        code = self.refuses("write") or int(theirs(file, data, count, at))
        if code == 0 and self.heard is not None:
            path = self._paths.get(file, "")
            self.tell(Operation("write", path, at, ctypes.string_at(data, count)))
        return code

    def truncate(self, theirs: Any, file: int, size: int) -> int:
        code = self.refuses("truncate") or int(theirs(file, size))
        if code == 0:
            self.tell(Operation("truncate", self._paths.get(file, ""), size))
        return code

    def sync(self, theirs: Any, file: int, flags: int) -> int:
        code = self.refuses("sync") or int(theirs(file, flags))
        if code == 0:
            self.tell(Operation("sync", self._paths.get(file, "")))
        return code

    def _wrapped(self, methods: Any) -> Any:
        """A copy of a table of methods with ours in it; one for each table there is."""
        address = ctypes.addressof(methods.contents)
        if address not in self._methods:
            table = _Methods.from_buffer_copy(methods.contents)
            write, cut, sync = WRITE(table.write), TRUNCATE(table.truncate), SYNC(table.sync)
            ours = (
                WRITE(lambda *words: self.write(write, *words)),
                TRUNCATE(lambda *words: self.truncate(cut, *words)),
                SYNC(lambda *words: self.sync(sync, *words)),
            )
            table.write, table.truncate, table.sync = (ctypes.cast(one, P).value for one in ours)
            self._methods[address] = (ctypes.pointer(table), ours, methods)
        return self._methods[address][0]


_disks: list[_Disk] = []


@contextmanager
def recorded() -> Iterator[list[Operation]]:
    """Every operation on files that are opened while the block runs, in their order (F4)."""
    if not _disks:
        _disks.append(_Disk())
    heard = _disks[0].heard = []
    try:
        with _disks[0].installed():
            yield heard
    finally:
        _disks[0].heard = None


@contextmanager
def fault(kind: str, at: int, *, persistent: bool = False) -> Iterator[Fault]:
    """While the block runs, the disk fails so. Files opened before the first fault are spared."""
    if not _disks:
        _disks.append(_Disk())
    told = _disks[0].fault = Fault(kind, at, persistent)
    try:
        with _disks[0].installed():
            yield told
    finally:
        _disks[0].fault = None
