"""Rebuild the fonts that print our papers, from Debian's font packages.

Run on a Debian machine: ``python resources/fonts/make_fonts.py [--only NAME] [--into DIR]``. It
fetches the packages with ``apt-get download``, unpacks them without installing anything, and
writes the .ttf files, the licence texts and ``SHA256SUMS``. Takes about five minutes.

Why convert at all: the PDF writer embeds TrueType outlines only, four of the sources are larger
than we need, and a paper must look the same on every PC, so the fonts travel with the program.
What each source allows, and what we changed, stands in ``README.md`` and inside each file.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

HERE = Path(__file__).resolve().parent
CHANGED_ON = "2026-11-22"  # stands in the files, so that a rebuild gives the same bytes
CURVE_ERROR = 0.5  # how far a converted outline may stray, in thousandths of an em

SOURCES = "usr/share/fonts/"
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"
BABELSTONE = f"{SOURCES}truetype/babelstone/BabelStoneHan.ttf"
PACKAGES = (
    "texlive-lang-chinese",
    "fonts-noto-cjk",
    "fonts-lxgw-wenkai",
    "fonts-babelstone-han",
    "unicode-data",
)

# Letters, signs and boxes that papers and foreigners' names use, beside the Chinese characters.
SIGNS = (
    (0x0020, 0x024F),  # Latin with the marks of pinyin and European names
    (0x0300, 0x036F),
    (0x0370, 0x03FF),
    (0x0400, 0x04FF),
    (0x1E00, 0x1EFF),  # Vietnamese
    (0x2000, 0x27BF),  # punctuation, arrows, numbers in circles, boxes, ticks
    (0x2E80, 0x33FF),  # radicals, CJK punctuation, kana, bopomofo, units
    (0xFE10, 0xFE4F),
    (0xFF00, 0xFFEF),
)
# What the rare-character font is taken for. Its symbols are left out: some are CC-BY-SA pictures.
HAN = (
    (0x2E80, 0x2FDF),
    (0x2FF0, 0x303F),
    (0x31C0, 0x31EF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
PRIVATE_USE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))
KEPT_TABLES = {"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"}


@dataclass(frozen=True)
class Recipe:
    """How one font file of ours is made: from what, which characters, under which name."""

    file: str
    family: str
    source: str
    wanted: Callable[[set[int], Path], set[int]]
    changes: str
    number: int = 0  # which font of a collection
    licence: str = ""  # said in the file where the source forgets to


def _within(codes: Iterable[int], ranges: Iterable[tuple[int, int]]) -> set[int]:
    spans = tuple(ranges)
    return {code for code in codes if any(low <= code <= high for low, high in spans)}


def _gbk() -> set[int]:
    """Every character of GBK, the set that older office programs could type."""
    codes = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                codes.add(ord(bytes((lead, trail)).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return codes


def _general_standard(root: Path) -> set[int]:
    """The 8105 characters of 通用规范汉字表 (2013), as the Unicode database lists them."""
    listed = bz2.decompress((root / "usr/share/unicode/Unihan_OtherMappings.txt.bz2").read_bytes())
    found = re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", listed.decode("utf-8"), re.MULTILINE)
    codes = {int(code, 16) for code in found}
    if len(codes) != 8105:
        raise SystemExit(f"通用规范汉字表: {len(codes)} characters instead of 8105")
    return codes


def everything(available: set[int], _root: Path) -> set[int]:
    """All but private use, where a code means something else in every font."""
    return available - _within(available, PRIVATE_USE)


def common(available: set[int], root: Path) -> set[int]:
    """GBK, the 8105 of the general standard, and signs."""
    return available & (_gbk() | _general_standard(root) | _within(available, SIGNS))


def common_and_unserved(available: set[int], root: Path) -> set[int]:
    """The common characters, and Chinese ones that the rare-character font lacks (Extension A)."""
    served = set(TTFont(root / BABELSTONE, lazy=True).getBestCmap())
    return common(available, root) | (_within(available, HAN) - served)


def rare(available: set[int], root: Path) -> set[int]:
    """Chinese characters that the body font lacks."""
    body = set(TTFont(root / FANDOL, lazy=True).getBestCmap())
    return _within(available, HAN) - body


CONVERTED = (
    "outlines converted from cubic (CFF) to quadratic (TrueType), hints and layout tables dropped"
)
RECIPES = (
    Recipe(
        "JusticeFang.ttf",
        "Justice Fang",
        FANDOL,
        everything,
        f"{CONVERTED}, private-use codes dropped",
        licence="GNU General Public License, version 3, with the font exception: a document that "
        "embeds this font is not covered by it. See licences/Fandol-COPYING.txt.",
    ),
    Recipe(
        "JusticeSongTitle.ttf",
        "Justice Song Title",
        f"{SOURCES}opentype/noto/NotoSerifCJK-Bold.ttc",
        common,
        f"subset to GBK, the 8105 of the general standard and signs; {CONVERTED}",
        number=2,
    ),
    Recipe(
        "JusticeHei.ttf",
        "Justice Hei",
        f"{SOURCES}opentype/noto/NotoSansCJK-Regular.ttc",
        common_and_unserved,
        "subset to GBK, the 8105 of the general standard, signs, and Chinese characters that Justice "
        f"Rare lacks; {CONVERTED}",
        number=2,
    ),
    Recipe(
        "JusticeRare.ttf",
        "Justice Rare",
        BABELSTONE,
        rare,
        "subset to the Chinese characters that Justice Fang lacks; hints and layout tables dropped",
    ),
)
UNCHANGED = {"LXGWWenKai-Regular.ttf": f"{SOURCES}truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"}


def unpack_packages(root: Path) -> None:
    """Fetch and unpack the packages below ``root``; nothing is installed."""
    subprocess.run(["apt-get", "download", *PACKAGES], cwd=root, check=True)  # noqa: S603, S607
    for package in sorted(root.glob("*.deb")):
        subprocess.run(["dpkg", "-x", package.name, "."], cwd=root, check=True)  # noqa: S603, S607


def make(recipe: Recipe, root: Path, target: Path) -> None:
    """Write one font: subset, convert the outlines, rename, note the changes."""
    number = recipe.number if recipe.source.endswith(".ttc") else -1
    font = TTFont(root / recipe.source, fontNumber=number, recalcTimestamp=False)
    codes = recipe.wanted(set(font.getBestCmap()), root)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "gasp", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    mapping = font.getBestCmap()
    if "CFF " in font:
        _to_truetype(font)
    font["cmap"].tables = [_cmap(mapping, 4), _cmap(mapping, 12)]
    _rename(font, recipe)
    for tag in set(font.keys()) - KEPT_TABLES - {"GlyphOrder"}:
        del font[tag]
    font["head"].modified = font["head"].created
    font.save(target / recipe.file)
    print(f"{recipe.file}: {len(mapping)} characters", file=sys.stderr)


def _to_truetype(font: TTFont) -> None:
    """Replace cubic outlines by quadratic ones, which PDF embeds as TrueType."""
    outlines, order, glyphs = font.getGlyphSet(), font.getGlyphOrder(), {}
    tolerance = CURVE_ERROR * font["head"].unitsPerEm / 1000
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, tolerance, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, glyphs
    glyf.compile(font)
    for name, glyph in glyphs.items():
        if hasattr(glyph, "xMin"):
            font["hmtx"][name] = (font["hmtx"][name][0], glyph.xMin)
    maxp = font["maxp"]
    maxp.tableVersion, maxp.maxZones = 0x00010000, 1
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(maxp, f"max{field}", 0)
    maxp.maxSizeOfInstructions = maxp.maxComponentElements = 0
    maxp.compile(font)
    post = font["post"]
    post.formatType, post.extraNames, post.mapping, post.glyphOrder = 3.0, [], {}, order
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    font.sfntVersion = "\0\1\0\0"


def _cmap(mapping: dict[int, str], table_format: int) -> CmapSubtable:
    """A Windows character map: format 4 for old readers, format 12 for every plane."""
    table = CmapSubtable.newSubtable(table_format)
    table.platformID, table.language = 3, 0
    table.platEncID = 10 if table_format == 12 else 1
    table.cmap = {
        code: name for code, name in mapping.items() if table_format == 12 or code < 0x10000
    }
    return table


def _rename(font: TTFont, recipe: Recipe) -> None:
    """Give a changed font a name of its own, and say in the file what was changed and when."""
    names = font["name"]
    origin = names.getDebugName(4)
    kept = {number: names.getDebugName(number) for number in (0, 5, 7, 8, 9, 11, 13, 14)}
    notice = (
        f"MODIFIED on {CHANGED_ON} from {origin} ({names.getDebugName(5)}): {recipe.changes}. "
        "Renamed because it is changed. Made by resources/fonts/make_fonts.py."
    )
    kept[13] = kept[13] or recipe.licence
    postscript = recipe.family.replace(" ", "")
    ours = {
        1: recipe.family,
        2: "Regular",
        3: f"{postscript}:{CHANGED_ON}",
        4: recipe.family,
        6: postscript,
        10: notice,
    }
    names.names = []
    for number, text in sorted((kept | ours).items()):
        if text:
            names.setName(text, number, 3, 1, 0x409)


def copy_licences(root: Path, target: Path) -> None:
    """Put the licence text of every source beside the fonts, word for word."""
    docs = root / "usr/share/doc"
    target.mkdir(exist_ok=True)
    fandol = docs / "texlive-doc/fonts/fandol"
    (target / "Fandol-COPYING.txt").write_bytes(
        gzip.decompress((fandol / "COPYING.gz").read_bytes())
    )
    (target / "Fandol-README.txt").write_bytes((fandol / "README").read_bytes())
    for package in ("fonts-noto-cjk", "fonts-lxgw-wenkai", "fonts-babelstone-han"):
        (target / f"{package}-copyright.txt").write_bytes(
            (docs / package / "copyright").read_bytes()
        )
    babelstone = TTFont(root / BABELSTONE, lazy=True)
    arphic = str(babelstone["name"].getDebugName(13)).replace("\r\n", "\n").rstrip()
    (target / "ARPHICPL.txt").write_text(arphic + "\n", encoding="utf-8")


def write_sums(folder: Path) -> None:
    """List the SHA-256 of every font, so that a damaged or mixed-up file is noticed."""
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in sorted(folder.glob("*.ttf"))
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


def main() -> None:
    """Make all fonts, or the one named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=[recipe.file for recipe in RECIPES] + list(UNCHANGED))
    parser.add_argument("--into", type=Path, default=HERE)
    wishes = parser.parse_args()
    wishes.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        unpack_packages(root)
        for recipe in RECIPES:
            if wishes.only in (None, recipe.file):
                make(recipe, root, wishes.into)
        for name, source in UNCHANGED.items():
            if wishes.only in (None, name):
                (wishes.into / name).write_bytes((root / source).read_bytes())
        copy_licences(root, wishes.into / "licences")
    write_sums(wishes.into)


if __name__ == "__main__":
    main()
