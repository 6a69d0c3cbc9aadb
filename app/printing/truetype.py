"""A TrueType file: which characters it has, how wide they are, and a cut-down copy of some glyphs.

A Chinese font holds tens of thousands of glyphs, and a paper uses a few hundred. So the file is
mapped into memory and each table is read only where a glyph is asked for: opening a font takes
well under a millisecond, where parsing it whole (as reportlab does) takes 0.1 to 0.4 s.

Reads the fonts that ``resources/fonts/make_fonts.py`` makes: quadratic outlines and a format 12
character map (Microsoft, every Unicode plane). Table layouts: the OpenType specification.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

COPIED_TABLES = ("head", "hhea", "maxp", "cvt ", "fpgm", "prep")
CHECKSUM_MAGIC = 0xB1B0AFBA

# Flags of a composite glyph's parts (OpenType, "glyf").
ARGS_ARE_WORDS, SCALE, MORE_PARTS, TWO_SCALES, MATRIX = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080


class FontFileError(Exception):
    """The font file is not one that our papers can be set in."""


class FontFile:
    """One .ttf file, read where needed.

    Metrics are in thousandths of the font size, as PDF counts them.
    """

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``; raises OSError or FontFileError."""
        self.path = path
        if not path.stat().st_size:
            raise FontFileError(f"{path.name}: empty file")
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        version, count = self._numbers(">IH", 0)
        if version != 0x00010000:
            raise FontFileError(f"{path.name}: not a TrueType font")
        self._tables: dict[str, tuple[int, ...]] = {}
        for number in range(count):
            place = 12 + 16 * number
            tag = self._data[place : place + 4].decode("latin-1")
            self._tables[tag] = self._numbers(">II", place + 8)
        head = self._start("head")
        (self._units,) = self._numbers(">H", head + 18)
        self._bounds = self._numbers(">4h", head + 36)
        (self._long_locations,) = self._numbers(">h", head + 50)
        self._line = self._numbers(">2h", self._start("OS/2") + 68)
        (self._metric_count,) = self._numbers(">H", self._start("hhea") + 34)
        (self.glyph_count,) = self._numbers(">H", self._start("maxp") + 4)

    def _start(self, tag: str) -> int:
        try:
            return self._tables[tag][0]
        except KeyError:
            raise FontFileError(f"{self.path.name}: table {tag} is missing") from None

    def _numbers(self, layout: str, place: int) -> tuple[int, ...]:
        try:
            return struct.unpack_from(layout, self._data, place)
        except struct.error:
            raise FontFileError(f"{self.path.name}: cut short") from None

    def _scaled(self, units: int) -> float:
        return units * 1000 / self._units

    @property
    def ascent(self) -> float:
        """Height of a line's upper edge above the base line."""
        return self._scaled(self._line[0])

    @property
    def descent(self) -> float:
        """Lower edge of a line; negative, below the base line."""
        return self._scaled(self._line[1])

    @property
    def bounds(self) -> tuple[float, ...]:
        """Box around all glyphs: left, bottom, right, top."""
        return tuple(self._scaled(value) for value in self._bounds)

    @cached_property
    def name(self) -> str:
        """PostScript name, as PDF readers list it."""
        start = self._start("name")
        count, strings = self._numbers(">HH", start + 2)
        for number in range(count):
            platform, _, _, name, length, offset = self._numbers(">6H", start + 6 + 12 * number)
            if (platform, name) == (3, 6):
                begin = start + strings + offset
                return self._data[begin : begin + length].decode("utf-16-be")
        raise FontFileError(f"{self.path.name}: no PostScript name")

    @cached_property
    def _character_map(self) -> tuple[array[int], array[int], array[int]]:
        """First code, last code and first glyph of each run of the character map."""
        start = self._start("cmap")
        (count,) = self._numbers(">H", start + 2)
        for number in range(count):
            platform, encoding, offset = self._numbers(">HHI", start + 4 + 8 * number)
            (kind,) = self._numbers(">H", start + offset)
            if (platform, encoding, kind) == (3, 10, 12):
                (runs,) = self._numbers(">I", start + offset + 12)
                values = self._numbers(f">{3 * runs}I", start + offset + 16)
                return (
                    array("L", values[0::3]),
                    array("L", values[1::3]),
                    array("L", values[2::3]),
                )
        raise FontFileError(f"{self.path.name}: no character map for every plane")

    def glyph(self, code: int) -> int:
        """Glyph number of a Unicode code, 0 when the font has none."""
        first, last, glyphs = self._character_map
        run = bisect_right(first, code) - 1
        if run < 0 or code > last[run]:
            return 0
        return glyphs[run] + code - first[run]

    def advance(self, glyph: int) -> float:
        """Width of a glyph."""
        return self._scaled(self._metrics(glyph)[0])

    def _metrics(self, glyph: int) -> tuple[int, int]:
        """Advance and left side bearing in font units."""
        start = self._start("hmtx")
        if glyph < self._metric_count:
            advance, bearing = self._numbers(">Hh", start + 4 * glyph)
            return advance, bearing
        (advance,) = self._numbers(">H", start + 4 * (self._metric_count - 1))
        place = start + 4 * self._metric_count + 2 * (glyph - self._metric_count)
        (bearing,) = self._numbers(">h", place)
        return advance, bearing

    def _outline(self, glyph: int) -> bytes:
        """The glyph's entry in ``glyf``; empty for a blank."""
        loca = self._start("loca")
        if self._long_locations:
            begin, end = self._numbers(">II", loca + 4 * glyph)
        else:
            begin, end = (2 * half for half in self._numbers(">HH", loca + 2 * glyph))
        glyf = self._start("glyf")
        return self._data[glyf + begin : glyf + end]

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A font file holding just ``glyphs``, in this order, the first being the missing glyph.

        The same glyph may be named twice: two characters that look alike then keep two numbers,
        so that each copies from the paper as itself. Made for embedding in a PDF, which has its
        own character map; not for installing.
        """
        order = list(glyphs)
        number_of = {glyph: number for number, glyph in reversed(list(enumerate(order)))}
        outlines: list[bytes] = []
        for glyph in order:  # grows while parts of composite glyphs are found
            outline = bytearray(self._outline(glyph))
            for place in _part_places(outline):
                (part,) = struct.unpack_from(">H", outline, place)
                if part not in number_of:
                    number_of[part] = len(order)
                    order.append(part)
                struct.pack_into(">H", outline, place, number_of[part])
            outlines.append(bytes(outline) + b"\0" * (-len(outline) % 4))
        places = [0]
        for data in outlines:
            places.append(places[-1] + len(data))
        tables = {tag: self._table(tag) for tag in COPIED_TABLES if tag in self._tables}
        tables["head"] = _patched(tables["head"], 8, ">I", 0)
        tables["head"] = _patched(tables["head"], 50, ">h", 1)
        tables["hhea"] = _patched(tables["hhea"], 34, ">H", len(order))
        tables["maxp"] = _patched(tables["maxp"], 4, ">H", len(order))
        tables["hmtx"] = b"".join(struct.pack(">Hh", *self._metrics(glyph)) for glyph in order)
        tables["loca"] = struct.pack(f">{len(places)}I", *places)
        tables["glyf"] = b"".join(outlines)
        return _assemble(tables)

    def _table(self, tag: str) -> bytes:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]


def _part_places(outline: bytes | bytearray) -> Iterator[int]:
    """Where a composite glyph names its parts; nothing for a simple or blank glyph."""
    if len(outline) < 10 or outline[0] < 0x80:  # a negative contour count marks a composite
        return
    place, flags = 10, MORE_PARTS
    while flags & MORE_PARTS:
        (flags,) = struct.unpack_from(">H", outline, place)
        yield place + 2
        place += 8 if flags & ARGS_ARE_WORDS else 6
        place += 2 if flags & SCALE else 4 if flags & TWO_SCALES else 8 if flags & MATRIX else 0


def _patched(table: bytes, place: int, layout: str, value: int) -> bytes:
    changed = bytearray(table)
    struct.pack_into(layout, changed, place, value)
    return bytes(changed)


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _assemble(tables: dict[str, bytes]) -> bytes:
    """Put tables together to a font file with its directory and checksums."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(
        ">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power)
    )
    directory, body, offset = [], [], 12 + 16 * count
    head_at = 0
    for tag, data in sorted(tables.items()):
        if tag == "head":
            head_at = offset
        directory.append(struct.pack(">4sIII", tag.encode(), _checksum(data), offset, len(data)))
        padded = data + b"\0" * (-len(data) % 4)
        body.append(padded)
        offset += len(padded)
    font = header + b"".join(directory) + b"".join(body)
    return _patched(font, head_at + 8, ">I", CHECKSUM_MAGIC - _checksum(font) & 0xFFFFFFFF)
