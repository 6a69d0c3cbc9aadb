"""The typefaces of our papers, with a glyph found for every character that any of them has.

A paper names a typeface (仿宋 for the body, 小标宋-like for titles, 黑体, 楷体); each typeface is a
chain of font files, and every character is taken from the first file of the chain that has it. So
李𠮷娟 or 赵𫖯 prints in any typeface, and the caller never thinks of rare characters. All chains
hold the same files in another order: what is missing in one typeface is missing in all, and
``missing_glyphs`` can name it before anything is printed (F46).

Fonts are registered with reportlab under the typeface's name, so ``canvas.setFont`` and platypus
take them like any font; nothing is read from disk before the first character is measured.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from threading import RLock
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfmetrics

from app.errors import ActionableError
from app.paths import resource_dir
from app.printing.embedding import EmbeddedFont
from app.printing.truetype import FontFile, FontFileError


class Typeface(StrEnum):
    """The typefaces a paper may name; the value is the font name within reportlab."""

    BODY = "仿宋"
    TITLE = "小标宋"
    HEI = "黑体"
    KAI = "楷体"
    RARE = "宋体"


FANG, SONG_TITLE, HEI, KAI, RARE = (
    "JusticeFang.ttf",
    "JusticeSongTitle.ttf",
    "JusticeHei.ttf",
    "LXGWWenKai-Regular.ttf",
    "JusticeRare.ttf",
)
CHAINS: Mapping[Typeface, tuple[str, ...]] = {
    Typeface.BODY: (FANG, RARE, KAI, HEI, SONG_TITLE),
    Typeface.TITLE: (SONG_TITLE, RARE, HEI, KAI, FANG),
    Typeface.HEI: (HEI, RARE, KAI, SONG_TITLE, FANG),
    Typeface.KAI: (KAI, RARE, FANG, HEI, SONG_TITLE),
    Typeface.RARE: (RARE, FANG, KAI, HEI, SONG_TITLE),
}

_lock = RLock()  # papers are printed on worker threads

# Some fonts draw these as narrow Western signs; in Chinese text each fills a full square
# (GB/T 15834-2011), so they are taken from the first font of the chain where it does.
FULL_WIDTH = frozenset("“”‘’—…·")
MISSING_BOX = "□"
DRAWN_BOXES = frozenset("☐☑")  # no font has them; ``Text`` draws them as lines


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one character is set: from which file, how wide (1.0 is a full square)."""

    file: FontFile
    number: int
    width: float
    missing: bool = False
    invisible: bool = False


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that would print as an empty box, and the field it stands in."""

    field: str
    character: str

    def __str__(self) -> str:
        """What the clerk reads, for example “申请人姓名”中的“𬺰”(U+2CEB0)没有字形."""
        code = f"U+{ord(self.character):04X}"
        if is_private_use(self.character):
            return f"“{self.field}”中有自造字（{code}），各台电脑不一样，请换成正式编码的字"
        return f"“{self.field}”中的“{self.character}”（{code}）没有字形，打印时留空框，请手写"


def is_private_use(character: str) -> bool:
    """True for a code that stands for another character on every PC (自造字)."""
    return unicodedata.category(character) == "Co"


def is_invisible(character: str) -> bool:
    """True for what leaves no mark: controls, zero-width signs, variation selectors."""
    return is_selector(character) or (
        unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} and character != "\t"
    )


def is_selector(character: str) -> bool:
    """True for a variation selector: it asks for another shape of the character before it."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _file(name: str) -> FontFile:
    """The file, read once however many threads ask for it at the same time."""
    with _lock:
        return _read(name)


@cache
def _read(name: str) -> FontFile:
    try:
        return FontFile(resource_dir() / "fonts" / name)
    except (OSError, FontFileError) as error:
        raise ActionableError(
            "W03", f"打印用的字体文件 {name} 缺失或损坏。", do="请重新安装本程序，再打印。"
        ) from error


class GlyphTable(dict[str, Glyph]):
    """Characters of one typeface as they were first looked up; read it like a dictionary."""

    def __init__(self, chain: tuple[str, ...]) -> None:
        super().__init__()
        self._chain = chain

    def __missing__(self, character: str) -> Glyph:
        glyph = self[character] = self._find(character)
        return glyph

    def _find(self, character: str) -> Glyph:
        first = _file(self._chain[0])
        if is_invisible(character):
            return Glyph(first, 0, 0.0, invisible=True)
        found = None if is_private_use(character) else self._in_chain(character)
        if found:
            return found
        if character == "\t" or unicodedata.category(character) == "Zs":
            return self[" "]
        box = self[MISSING_BOX]
        return Glyph(box.file, box.number, box.width, missing=True)

    def _in_chain(self, character: str) -> Glyph | None:
        narrow = None
        for name in self._chain:
            file = _file(name)
            if number := file.glyph(ord(character)):
                glyph = Glyph(file, number, file.advance(number) / 1000)
                if glyph.width == 1 or character not in FULL_WIDTH:
                    return glyph
                narrow = narrow or glyph
        return narrow


@dataclass(frozen=True)
class _Metrics:
    """What reportlab asks of a font's face."""

    name: str
    ascent: float
    descent: float
    builtIn: ClassVar[int] = 0  # noqa: N815  reportlab's name


class Font:
    """A typeface as a reportlab font. Get one from ``font``; do not make it."""

    # What reportlab asks of a font: not of one byte, subset while the document grows, not shaped.
    _multiByte = 1  # noqa: N815
    _dynamicFont = 1  # noqa: N815
    shapable = False

    def __init__(self, typeface: Typeface) -> None:
        self.fontName = typeface.value
        self.encoding = typeface.value
        self.glyphs = GlyphTable(CHAINS[typeface])

    @property
    def face(self) -> _Metrics:
        """Line height; all our Chinese fonts share one em square."""
        return _Metrics(self.fontName, 880.0, -120.0)

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802
        """Width of ``text`` in points."""
        glyphs = self.glyphs
        return sum([glyphs[character].width for character in text]) * size

    def encode_pieces(
        self, shown: str, copied: Sequence[str], document: Any
    ) -> Iterator[tuple[str, bytes]]:
        """The runs that print ``shown``: name of the font resource, codes of its glyphs.

        Each character copies from the paper as the text at its place in ``copied``: a narrow
        comma set wide stays as typed, a character keeps its variation selector.
        """
        glyphs = self.glyphs
        pairs = zip([glyphs[character] for character in shown], copied, strict=True)
        for file, run in groupby(pairs, key=lambda pair: pair[0].file):
            target = _embedded(document, file)
            yield (
                target.resource,
                b"".join([target.code(glyph.number, text) for glyph, text in run]),
            )

    def splitString(self, text: str, document: Any) -> list[tuple[str, bytes]]:  # noqa: N802
        """``encode_pieces`` for plain strings, as reportlab calls it; invisible signs are left out.

        The "subset" is the resource's name itself.
        """
        seen = "".join(c for c in text if not is_invisible(c))
        return list(self.encode_pieces(seen, seen, document))

    def getSubsetInternalName(self, subset: str, _document: Any) -> str:  # noqa: N802
        """Name of a subset in the page, for reportlab."""
        return f"/{subset}"


_open_documents: WeakKeyDictionary[Any, dict[FontFile, EmbeddedFont]] = WeakKeyDictionary()


def _embedded(document: Any, file: FontFile) -> EmbeddedFont:
    """The font as it stands in this PDF; all typefaces share it."""
    with _lock:
        fonts = _open_documents.setdefault(document, {})
    found = fonts.get(file)
    if found is None:
        found = fonts[file] = EmbeddedFont(file, document)
    return found


def font(typeface: Typeface) -> Font:
    """The typeface as a reportlab font, registered under its name."""
    with _lock:
        return _font(typeface)


@cache
def _font(typeface: Typeface) -> Font:
    made = Font(typeface)
    pdfmetrics.registerFont(made)
    return made


def register() -> None:
    """Make every typeface known to reportlab. Cheap: no font file is opened."""
    for typeface in Typeface:
        font(typeface)


def missing_glyphs(text: str) -> list[str]:
    """The characters of ``text`` that would print as an empty box, each once, in order.

    Private-use codes are always among them: what they mean depends on the PC they come from.
    Controls and zero-width signs never are, since they print as nothing.
    """
    glyphs = font(Typeface.BODY).glyphs
    return [
        character
        for character in dict.fromkeys(text)
        if glyphs[character].missing and character not in DRAWN_BOXES
    ]


def missing_in_fields(fields: Mapping[str, str]) -> list[MissingGlyph]:
    """``missing_glyphs`` for a whole paper: field label to text, in the paper's order."""
    return [
        MissingGlyph(label, character)
        for label, text in fields.items()
        for character in missing_glyphs(text)
    ]
