"""A release as one file: who signed it, what it holds, and each file of the program, packed.

The list of files with their sizes and hashes is signed; the packed bytes behind it are not looked
at before the signatures are good, and every file is hashed while it is unpacked. Names are relative
paths of plain characters, so that nothing is ever written outside the new folder.

    magic (8) · format (2) · number of roots (1) · roots · statement · packed files in listed order
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import struct
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO, Any

from app.updates.problem import NotUpdated, Why
from app.updates.signed import UPDATE, Root, Statement, Take, follow, values_of
from app.updates.versions import version_key

__all__ = ["Entry", "Release", "UpdateFile", "pack", "this_system"]

MAGIC = b"\x89SFU\r\n\x1a\n"
FORMAT = 1
FILES_LIMIT = 20_000
FILE_LIMIT = 512 * 1024 * 1024
TOTAL_LIMIT = 2 * 1024 * 1024 * 1024
ROOTS_LIMIT = 16
STEP = 256 * 1024
_PART = re.compile(r"[A-Za-z0-9_+@()=, .~-]{1,120}")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in "123456789"}
)

Report = Callable[[int, int], None]
"""Bytes unpacked, and of how many."""


def this_system() -> str:
    """``linux-x86_64``, ``win32-amd64`` …: what a frozen program is made for."""
    return f"{sys.platform}-{platform.machine().lower()}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the program: its size, the size packed, its SHA-256; or a link within the folder."""

    path: str
    size: int = 0
    packed: int = 0
    sha256: str = ""
    runs: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """What the signed statement says of a version."""

    version: str
    system: str
    least: str  # the oldest version that may take this step
    made: date
    expires: date
    notes: str  # for the clerk
    files: tuple[Entry, ...]

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(entry.size for entry in self.files)

    def to_body(self) -> bytes:
        """As it is signed."""
        values = asdict(self) | {"made": self.made.isoformat(), "expires": self.expires.isoformat()}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_body(cls, body: bytes) -> Release:
        """A release again, every value checked; raises ``NotUpdated``."""
        values = values_of(body, set(cls.__dataclass_fields__))
        try:
            files = tuple(_entry(entry) for entry in values["files"])
            made, expires = (date.fromisoformat(values[name]) for name in ("made", "expires"))
            release = cls(
                str(values["version"]),
                str(values["system"]),
                str(values["least"]),
                made,
                expires,
                str(values["notes"])[:4000],
                files,
            )
        except (KeyError, TypeError, ValueError):
            raise NotUpdated(Why.MALFORMED, "release") from None
        for version in (release.version, release.least):
            version_key(version)
        paths = [entry.path.lower() for entry in files]  # Windows knows no capitals
        if not files or len(files) > FILES_LIMIT or len(set(paths)) != len(paths):
            raise NotUpdated(Why.MALFORMED, "files")
        if release.size > TOTAL_LIMIT:
            raise NotUpdated(Why.MALFORMED, "size")
        return release


def _entry(values: Any) -> Entry:
    entry = Entry(**values)
    sizes = all(type(n) is int and 0 <= n <= FILE_LIMIT for n in (entry.size, entry.packed))
    hashed = re.fullmatch(r"[0-9a-f]{64}", entry.sha256) is not None
    if not sizes or not isinstance(entry.runs, bool) or not _is_plain(entry.path):
        raise NotUpdated(Why.MALFORMED, "entry")
    if entry.link:
        inside = os.path.normpath(PurePosixPath(entry.path).parent / entry.link)
        if entry.size or entry.packed or not _is_plain(Path(inside).as_posix()):
            raise NotUpdated(Why.MALFORMED, "link")
    elif not hashed:
        raise NotUpdated(Why.MALFORMED, "hash")
    return entry


def _is_plain(path: str) -> bool:
    """Relative, of plain characters, and a name on every system."""
    parts = path.split("/")
    return all(
        _PART.fullmatch(part)
        and part not in {".", ".."}
        and part[-1] not in ". "
        and part.split(".")[0].lower() not in _RESERVED
        for part in parts
    )


@dataclass(frozen=True)
class UpdateFile:
    """A release whose signatures are good, and the root that says so."""

    release: Release
    root: Root
    path: Path
    content_at: int

    @classmethod
    def open(cls, path: Path, built_in: Sequence[Statement]) -> UpdateFile:
        """Read the front of an update and prove who released it; raises ``NotUpdated``."""
        with _reading(path) as (file, take):
            if take(len(MAGIC)) != MAGIC:
                raise NotUpdated(Why.NOT_AN_UPDATE)
            number, roots = struct.unpack(">HB", take(3))
            if number != FORMAT or roots > ROOTS_LIMIT:
                raise NotUpdated(Why.MALFORMED, f"format {number}")
            offered = [Statement.read(take) for _ in range(roots)]
            statement = Statement.read(take)
            root = follow(built_in, offered)
            if not root.enough(statement, UPDATE):
                raise NotUpdated(Why.TOO_FEW_SIGNATURES)
            return cls(Release.from_body(statement.body), root, path, file.tell())

    def check(self, *, system: str, newest: str) -> None:
        """Whether it fits here: ``newest`` is the highest version ever used. Raises ``NotUpdated``."""
        if self.release.system != system:
            raise NotUpdated(Why.OTHER_SYSTEM, self.release.system)
        if version_key(self.release.version) <= version_key(newest):
            raise NotUpdated(Why.NOT_NEWER, self.release.version)
        if version_key(newest) < version_key(self.release.least):
            raise NotUpdated(Why.STEP_MISSING, self.release.least)

    def unpack(self, folder: Path, report: Report = lambda _done, _all: None) -> None:
        """Every file into the new ``folder``, hashed and on disk; raises ``NotUpdated``, ``OSError``."""
        done, all_of_it = 0, self.release.size
        with _reading(self.path) as (file, take):
            file.seek(self.content_at)
            for entry in self.release.files:
                target = folder.joinpath(*entry.path.split("/"))
                target.parent.mkdir(parents=True, exist_ok=True)
                if entry.link:
                    target.symlink_to(entry.link)
                    continue
                for size in _unpack(entry, take, target):
                    done += size
                    report(done, all_of_it)
            if file.read(1):
                raise NotUpdated(Why.DAMAGED, "bytes after the end")


def _unpack(entry: Entry, take: Take, target: Path) -> Iterator[int]:
    """One file, piece by piece; never more than it says."""
    packer, hashed, written = zlib.decompressobj(), hashlib.sha256(), 0
    left = entry.packed
    with target.open("xb") as out:
        while left:
            step = min(STEP, left)
            left -= step
            waiting = take(step)
            while waiting:
                try:
                    piece = packer.decompress(waiting, STEP)
                except zlib.error:
                    raise NotUpdated(Why.DAMAGED, "packed") from None
                waiting = packer.unconsumed_tail
                written += len(piece)
                if written > entry.size:
                    raise NotUpdated(Why.DAMAGED, "size")
                out.write(piece)
                hashed.update(piece)
                yield len(piece)
        out.flush()
        os.fsync(out.fileno())
    whole = packer.eof and not packer.unused_data and written == entry.size
    if not whole or hashed.hexdigest() != entry.sha256:
        raise NotUpdated(Why.DAMAGED, "hash")
    target.chmod(0o755 if entry.runs else 0o644)


@contextmanager
def _reading(path: Path) -> Iterator[tuple[IO[bytes], Take]]:
    try:
        file = path.open("rb")
    except OSError:
        raise NotUpdated(Why.UNREADABLE) from None

    def take(count: int) -> bytes:
        try:
            part = file.read(count)
        except OSError:
            raise NotUpdated(Why.UNREADABLE) from None
        if len(part) != count:
            raise NotUpdated(Why.DAMAGED, "cut")
        return part

    with file:
        yield file, take


# --- making one ----------------------------------------------------------------------------------


def pack(
    folder: Path,
    target: Path,
    release: Release,
    *,
    keys: Sequence[bytes],
    roots: Sequence[Statement] = (),
) -> Release:
    """The program in ``folder`` as an update file signed by private ``keys``; for who releases it.

    ``release`` gives everything but the files. The packed files are written beside ``target`` first,
    because the signed list that stands before them holds their sizes.
    """
    body = target.with_name(target.name + ".body")
    try:
        with body.open("wb") as out:
            found = sorted(p for p in folder.rglob("*") if p.is_symlink() or p.is_file())
            entries = tuple(_packed(p, p.relative_to(folder).as_posix(), out) for p in found)
        whole = Release.from_body(replace(release, files=entries).to_body())
        statement = Statement.signed(UPDATE, whole.to_body(), keys)
        with target.open("wb") as out, body.open("rb") as packed:
            out.write(MAGIC + struct.pack(">HB", FORMAT, len(roots)))
            for part in (*roots, statement):
                out.write(part.to_bytes())
            while piece := packed.read(STEP):
                out.write(piece)
    finally:
        body.unlink(missing_ok=True)
    return whole


def _packed(path: Path, name: str, out: IO[bytes]) -> Entry:
    if path.is_symlink():
        return Entry(name, link=path.readlink().as_posix())
    packer, hashed, size, packed = zlib.compressobj(6), hashlib.sha256(), 0, 0
    with path.open("rb") as file:
        while piece := file.read(STEP):
            size += len(piece)
            hashed.update(piece)
            packed += out.write(packer.compress(piece))
    packed += out.write(packer.flush())
    return Entry(name, size, packed, hashed.hexdigest(), runs=os.access(path, os.X_OK))
