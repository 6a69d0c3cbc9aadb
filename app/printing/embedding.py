"""Put the glyphs that one PDF uses into that PDF, so that its text can be searched and copied.

reportlab embeds a TrueType font as many simple fonts of 256 glyphs each, which cuts a line of
Chinese into pieces, and its ToUnicode table writes characters above U+FFFF wrong (李𠮷娟 would copy
as 李₻娟). We embed each font file once, as a CID font with two-byte codes: one run of text, one
font, and a ToUnicode table that names every character exactly, with its variation selector.
PDF 32000-1:2008, 9.7 (composite fonts) and 9.10.3 (ToUnicode).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from reportlab.pdfbase import pdfdoc

from app.printing.truetype import FontFile

CODES_PER_BLOCK = 100  # the most that one bfchar block of a CMap may list
SYMBOLIC = 4  # font descriptor flag: characters outside the standard Latin set


class EmbeddedFont:
    """One font file inside one PDF document. Glyphs get their number when first used.

    reportlab calls ``addObjects`` when the document is written (a "delayed font").
    """

    def __init__(self, file: FontFile, document: Any) -> None:
        """Announce the font to ``document``, a reportlab PDFDocument."""
        number = len(document.fontMapping) + 1
        self.resource = f"F{number}"
        # by resource, not by name: two objects for one file must not end up under one number
        document.fontMapping[self.resource] = f"/{self.resource}"
        document.delayedFonts.append(self)
        self._tag = "".join(chr(ord("A") + int(digit)) for digit in f"{number:06d}")
        self._file = file
        self._numbers: dict[tuple[int, str], int] = {}
        self._glyphs = [0]
        self._texts = [""]

    def code(self, glyph: int, text: str) -> bytes:
        """The two bytes that show ``glyph`` and copy from the paper as ``text``."""
        number = self._numbers.get((glyph, text))
        if number is None:
            number = self._numbers[glyph, text] = len(self._glyphs)
            self._glyphs.append(glyph)
            self._texts.append(text)
        return number.to_bytes(2, "big")

    def addObjects(self, document: Any) -> None:  # noqa: N802  reportlab's name
        """Write the font with the glyphs used so far into ``document``."""
        name = f"{self._tag}+{self._file.name}"
        program = pdfdoc.PDFStream()
        program.content = self._file.subset(self._glyphs)
        program.filters = [pdfdoc.PDFZCompress]
        program.dictionary["Length1"] = len(program.content)
        unicode_map = pdfdoc.PDFStream()
        unicode_map.content = to_unicode(enumerate(self._texts))
        unicode_map.filters = [pdfdoc.PDFZCompress]
        bounds = [round(value) for value in self._file.bounds]
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{name}",
                "Flags": SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray(bounds),
                "ItalicAngle": 0,
                "Ascent": round(self._file.ascent),
                "Descent": round(self._file.descent),
                "CapHeight": round(self._file.ascent),
                "StemV": 80,
                "FontFile2": document.Reference(program, f"fontFile:{name}"),
            }
        )
        glyphs = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{name}",
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": document.Reference(descriptor, f"fontDescriptor:{name}"),
                "DW": 1000,
                "W": pdfdoc.PDFArray(list(self._widths())),
                "CIDToGIDMap": "/Identity",
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{name}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(glyphs, f"cidFont:{name}")]),
                "ToUnicode": document.Reference(unicode_map, f"toUnicode:{name}"),
            }
        )
        document.idToObject["BasicFonts"].dict[self.resource] = document.Reference(
            font, f"font:{name}"
        )

    def _widths(self) -> Iterator[Any]:
        """The W array: runs of equal width, leaving out the default of a full em."""
        numbered = enumerate(self._file.advance(glyph) for glyph in self._glyphs)
        for width, run in groupby(numbered, key=lambda pair: round(pair[1], 3)):
            if width != 1000:
                numbers = [number for number, _ in run]
                yield from (numbers[0], numbers[-1], width)


def to_unicode(texts: Iterable[tuple[int, str]]) -> str:
    """A ToUnicode CMap: each two-byte code with the text it stands for, in UTF-16."""
    lines = [
        f"<{number:04X}> <{text.encode('utf-16-be', 'replace').hex().upper()}>"
        for number, text in texts
        if text
    ]
    blocks = []
    for start in range(0, len(lines), CODES_PER_BLOCK):
        block = lines[start : start + CODES_PER_BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        )
    )
