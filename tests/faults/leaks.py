"""Planted people, and a search for them wherever they should not be (fault test T5)."""

from __future__ import annotations

import io
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

__all__ = ["Canary", "canaries", "hits", "opened_for_writing"]

RARE = "禤"
"""A family name that stands nowhere else in the program; every planted name begins with it."""
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
MOST_UNPACKED = 64 * 1024 * 1024


@dataclass(frozen=True)
class Canary:
    """One invented person: nobody born later holds an order code from 996 on."""

    name: str
    id_number: str
    born_on: date


def canaries(count: int) -> list[Canary]:
    """So many people, none named or numbered like another."""
    found = []
    for place in range(count):
        born = date(1950, 1, 1) + timedelta(days=59 * place)
        body = f"640122{born:%Y%m%d}99{6 + place % 4}"
        rest = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11
        name = RARE + GIVEN[place // len(GIVEN) % len(GIVEN)] + GIVEN[place % len(GIVEN)]
        found.append(Canary(name, body + "10X98765432"[rest], born))
    assert len({one.name for one in found}) == count
    return found


class Needles:
    """All planted words in every encoding, found by their common beginnings."""

    def __init__(self, planted: list[Canary]) -> None:
        words = [word for one in planted for word in (one.name, one.id_number)]
        self._bytes = {word.encode(code): word for code in ENCODINGS for word in words}
        self._texts = words
        lengths = sorted({len(needle) for needle in self._bytes}, reverse=True)
        numbers = {one.id_number[:8] for one in planted}  # place and century: one for all of them
        beginnings = {start.encode(code) for code in ENCODINGS for start in (RARE, *numbers)}
        self._marker = re.compile(b"|".join(map(re.escape, sorted(beginnings))))
        self._lengths = lengths

    def in_bytes(self, data: bytes) -> set[str]:
        """Planted words that stand in ``data`` as they are."""
        return {
            word
            for mark in self._marker.finditer(data)
            for length in self._lengths
            if (word := self._bytes.get(data[mark.start() : mark.start() + length]))
        }

    def in_text(self, text: str) -> set[str]:
        """Planted words in a text; a PDF's may break a line anywhere."""
        joined = "".join(text.split())
        return {word for word in self._texts if word in joined}


ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")


def unpacked(data: bytes) -> Iterator[bytes]:
    """Whatever in ``data`` unfolds: zlib streams at any place, members of a zip."""
    for mark in ZLIB.finditer(data):
        try:
            plain = zlib.decompressobj().decompress(data[mark.start() :], MOST_UNPACKED)
        except zlib.error:
            continue
        if plain:
            yield plain
    if (at := data.find(b"PK\x03\x04")) >= 0:
        try:
            with zipfile.ZipFile(io.BytesIO(data[at:])) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
            return


def pdf_text(data: bytes) -> str:
    """The words of every PDF in ``data``: glyphs of an embedded font, so no search of bytes."""
    if (at := data.find(b"%PDF-")) < 0:
        return ""
    try:
        reader = PdfReader(io.BytesIO(data[at:]))
        return "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    except (PyPdfError, ValueError, KeyError, OSError):
        return ""


def found_in(data: bytes, needles: Needles) -> set[str]:
    """Every planted word that a finder of these bytes could read."""
    hits = needles.in_bytes(data) | needles.in_text(pdf_text(data))
    for plain in unpacked(data):
        hits |= needles.in_bytes(plain) | needles.in_text(pdf_text(plain))
    return hits


def hits(folders: list[Path], planted: list[Canary]) -> dict[Path, set[str]]:
    """File → planted words in it or in its name; of every file below ``folders``."""
    needles = Needles(planted)
    found: dict[Path, set[str]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            words = needles.in_text(path.name)
            if path.is_file():
                words |= found_in(path.read_bytes(), needles)
            if words:
                found[path] = words
    return found


# --- files that were there for a moment ------------------------------------------------------------

_watching: list[list[Path]] = []
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _hear(event: str, words: tuple[Any, ...]) -> None:
    if event != "open" or not _watching:
        return
    path, mode, flags = words
    writes = bool(flags & _WRITES) if isinstance(flags, int) else False
    if isinstance(path, str | os.PathLike) and (writes or set(mode or "") & set("wax+")):
        _watching[-1].append(Path(os.fspath(path)))


@contextmanager
def opened_for_writing() -> Iterator[list[Path]]:
    """Every file that this process opens for writing meanwhile, however soon it is gone again."""
    if not _watching:
        sys.addaudithook(_hear)  # stays for the life of the process, and hears nothing afterwards
    seen: list[Path] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.pop()
