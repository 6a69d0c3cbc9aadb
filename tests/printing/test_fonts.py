"""Every character of a paper prints, or is named before printing (F46)."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ActionableError
from app.forms.dossier import FiledPaper
from app.forms.registry import form
from app.paths import resource_dir
from app.printing import fonts
from app.printing.dossier import print_paper
from app.printing.fonts import CHAINS, FULL_WIDTH, Typeface, missing_glyphs, missing_in_fields
from app.printing.page import NumberPlace, PageSetup
from app.printing.text import Text
from app.printing.truetype import FontFile, FontFileError
from tests.printing import reading

FOLDER = resource_dir() / "fonts"
FILES = sorted(FOLDER.glob("*.ttf"))

HARD_NAMES = [
    "王㛃",
    "李䶮",
    "陈𬱖",
    "赵𫖯",
    "周𠅤",
    "𠮷田测",
    "吉田测",
    "刘𫒶𪻐",
    "马𪣻",
    "吴𫞩",
    "杨𬍡",
    "何𬺰",
    "测试𰻞𰻞面馆",
    "朱镕测",
    "张喆",
    "禤测",
    "仉测试",
    "亓官测",
    "逄测",
    "金测",
    "阿卜杜拉·买买提",
    "阿卜杜拉•买买提",
    "阿卜杜拉・买买提",
    "古丽巴哈尔·阿不都热合曼",
    "王Ｃ",
    "李II",
]
"""Invented names with characters that printing often loses: Extensions A to G, compatibility."""


# ---- which characters there are --------------------------------------------------------------


@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_hard_name_prints_in_every_typeface(name):
    for typeface in Typeface:
        assert not [c for c in name if fonts.font(typeface).glyphs[c].missing]


def test_all_of_gbk_and_extension_a_prints():
    """What older office programs could type, and the first extension."""
    codes = [bytes((a, b)) for a in range(0x81, 0xFF) for b in range(0x40, 0xFF) if b != 0x7F]
    gbk = {c for code in codes for c in code.decode("gbk", "ignore")}
    extension_a = {chr(code) for code in range(0x3400, 0x4DB6)}
    assert missing_glyphs("".join(sorted(gbk | extension_a))) == []


def test_a_character_without_a_font_is_named_once_with_its_field():
    found = missing_in_fields({"申请人姓名": "李䶵𮯰䶵", "住址": "贺兰县"})
    assert [(item.field, item.character) for item in found] == [("申请人姓名", "𮯰")]
    assert "申请人姓名" in str(found[0])
    assert "U+2EBF0" in str(found[0])


def test_a_private_use_code_is_always_missing_and_asks_for_the_official_character():
    """李 with U+E863 from an old table is 李䶮 to one PC and something else to the next."""
    assert missing_glyphs("李\ue863") == ["\ue863"]
    assert "自造字" in str(missing_in_fields({"姓名": "李\ue863"})[0])


def test_controls_and_zero_width_signs_are_not_missing_and_take_no_room():
    for text in ("王\u200b强", "孙\ufeff燕", "张\u00ad三", "张\x07三", "葛\U000e0101城"):
        assert missing_glyphs(text) == []
        body = fonts.font(Typeface.BODY)
        assert body.stringWidth(text, 10) == pytest.approx(20)


def test_a_missing_character_prints_as_an_empty_box_and_still_copies_as_itself():
    made = reading.printed(Text("李𮯰"))
    assert "李𮯰" in reading.words(made)
    assert fonts.font(Typeface.BODY).glyphs["𮯰"].width == 1


@given(st.text(max_size=40))
def test_any_text_can_be_asked_about(text):
    assert set(missing_glyphs(text)) <= set(text)


@pytest.mark.parametrize("text", ["半个\ud842字", "\uffff\U0010ffff", "سۆزلەر", "ᠮᠣᠩᠭᠣᠯ", "😀"])
def test_what_no_font_has_prints_as_boxes_and_never_stops_the_paper(text):
    """Half a character of a broken file, scripts that our fonts lack, pictures."""
    assert missing_glyphs(text)
    assert reading.printed(Text(text)).pages.total == 1


def test_what_is_missing_in_one_typeface_is_missing_in_all():
    assert len({frozenset(chain) for chain in CHAINS.values()}) == 1


@pytest.mark.parametrize("typeface", Typeface)
def test_quotation_marks_dashes_and_dots_fill_a_full_square(typeface):
    """GB/T 15834-2011 5.1: each takes one character's place."""
    assert {fonts.font(typeface).glyphs[mark].width for mark in FULL_WIDTH} == {1.0}


# ---- in the PDF ------------------------------------------------------------------------------


def test_names_of_every_plane_copy_from_the_paper_as_typed():
    made = reading.printed(*(Text(name) for name in [*HARD_NAMES, "李𠮷娟", "𪚥"]))
    copied = reading.words(made)
    for name in [*HARD_NAMES, "李𠮷娟", "𪚥"]:
        assert name in copied


def test_pdftotext_finds_names_of_every_plane():
    made = reading.printed(*(Text(name) for name in [*HARD_NAMES, "李𠮷娟", "𪚥"]))
    for options in ((), ("-layout",), ("-raw",)):
        copied = reading.pdftotext(made, *options)
        if copied is None:
            pytest.skip("pdftotext is not installed")
        for name in [*HARD_NAMES, "李𠮷娟", "𪚥"]:
            assert name in copied


def test_two_characters_with_one_shape_copy_as_two():
    """金 U+91D1 and its compatibility double U+F90A must not be merged by printing."""
    assert "\u91d1\uf90a\u91d1" in reading.words(reading.printed(Text("\u91d1\uf90a\u91d1")))


def test_a_variation_selector_copies_with_its_character_and_other_invisible_signs_do_not():
    copied = reading.words(reading.printed(Text("葛\U000e0101城与王\u200b强、孙\ufeff燕")))
    assert "葛\U000e0101城" in copied
    assert "王强" in copied
    assert "孙燕" in copied


def test_every_font_is_embedded_as_a_subset_and_none_is_helvetica():
    made = reading.printed(Text("仲裁 2026 ABC 𠮷"), Text(""))
    found = reading.fonts(made)
    assert len(found) == 2
    for name, font in found.items():
        assert name[6] == "+"
        assert "/FontFile2" in reading.descriptor(font)
        assert font["/Encoding"] == "/Identity-H"
    assert b"Helvetica" not in made.pdf


def test_a_page_without_words_names_no_font_at_all():
    made = reading.printed(Text(""), setup=PageSetup(number_place=NumberPlace.NONE))
    assert reading.fonts(made) == {}
    assert b"Helvetica" not in made.pdf


def test_equal_papers_are_equal_files():
    assert reading.printed(Text("李𠮷娟")).pdf == reading.printed(Text("李𠮷娟")).pdf


def test_an_embedded_subset_has_the_outlines_of_the_font_it_comes_from():
    text = "永和é𠮷"
    for file, font in reading.fonts(reading.printed(Text(text))).items():
        data = reading.descriptor(font)["/FontFile2"].get_object().get_data()
        subset = TTFont(BytesIO(data))
        source = TTFont(next(path for path in FILES if file[7:] == FontFile(path).name))
        outlines = [
            source["glyf"][source.getBestCmap()[ord(c)]]
            for c in text
            if fonts.font(Typeface.BODY).glyphs[c].file.name == file[7:]
        ]
        assert outlines
        for number, outline in enumerate(outlines, start=1):
            copy = subset["glyf"][subset.getGlyphName(number)]
            assert (
                copy.getCoordinates(subset["glyf"])[0] == outline.getCoordinates(source["glyf"])[0]
            )


def test_a_composite_glyph_keeps_its_parts_in_a_subset(tmp_path):
    """é is e with an accent, and the accent may itself be made of parts."""
    names = [".notdef", "square", "shifted", "nested"]
    known = dict.fromkeys(names)
    empty, square, shifted, nested = (TTGlyphPen(known) for _ in names)
    square.moveTo((0, 0))
    for corner in ((0, 100), (100, 100), (100, 0)):
        square.lineTo(corner)
    square.closePath()
    shifted.addComponent("square", (1, 0, 0, 1, 300, 0))
    nested.addComponent("shifted", (0.5, 0, 0, 0.5, 10, 600))
    nested.addComponent("square", (1, 0, 0, 1, 0, 0))
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x41: "square", 0x1F600: "nested"})
    pens = (empty, square, shifted, nested)
    builder.setupGlyf(dict(zip(names, (pen.glyph() for pen in pens), strict=True)))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"psName": "Made"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "made.ttf")
    made = FontFile(tmp_path / "made.ttf")
    number = made.glyph(0x1F600)
    subset = TTFont(BytesIO(made.subset([0, number])))
    source = TTFont(tmp_path / "made.ttf")
    copy = subset["glyf"][subset.getGlyphName(1)]
    assert len(subset.getGlyphOrder()) == 4
    original = source["glyf"]["nested"].getCoordinates(source["glyf"])[0]
    assert copy.getCoordinates(subset["glyf"])[0] == original


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_reader_and_fonttools_agree_on_characters_and_widths(path):
    ours, theirs = FontFile(path), TTFont(path, lazy=True)
    mapping, metrics = theirs.getBestCmap(), theirs["hmtx"]
    scale = 1000 / theirs["head"].unitsPerEm
    assert ours.name == theirs["name"].getDebugName(6)
    for code in [*list(mapping)[:: max(1, len(mapping) // 500)], 0x10FFFF, 0]:
        name = mapping.get(code)
        assert ours.glyph(code) == (theirs.getGlyphID(name) if name else 0)
        if name:
            assert ours.advance(ours.glyph(code)) == pytest.approx(metrics[name][0] * scale)


# ---- the files -------------------------------------------------------------------------------


def test_the_font_files_are_those_of_the_list():
    listed = (FOLDER / "SHA256SUMS").read_text("ascii").split("\n")[:-1]
    found = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in FILES]
    assert listed == found
    assert {path.name for path in FILES} == set(CHAINS[Typeface.BODY])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_changed_font_has_a_name_of_its_own_and_says_what_was_changed(path):
    """OFL 1.1 condition 3 (reserved names) and Arphic Public License 2(a)."""
    names = TTFont(path, lazy=True)["name"]
    if names.getDebugName(1).startswith("Justice "):
        assert names.getDebugName(10).startswith("MODIFIED on 20")
        assert names.getDebugName(13)
        for reserved in ("LXGW", "霞鹜", "Noto", "Fandol", "BabelStone"):
            assert reserved not in names.getDebugName(1) + names.getDebugName(4)
    else:
        assert names.getDebugName(10) is None  # carried unchanged under its own name


def test_a_damaged_font_file_says_to_install_again(tmp_path, monkeypatch):
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "JusticeFang.ttf").write_bytes(b"\0\1\0\0" + bytes(100))
    monkeypatch.setattr(fonts, "resource_dir", lambda: tmp_path)
    monkeypatch.setattr(fonts, "_read", fonts._read.__wrapped__)  # the good files stay cached
    with pytest.raises(ActionableError, match="重新安装"):
        fonts.GlyphTable(CHAINS[Typeface.BODY])["张"]


def test_papers_printed_at_once_share_one_reading_of_each_font():
    """Two objects for one file once gave both the same number, and wrong characters."""
    fonts._read.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: id(fonts._file("JusticeFang.ttf")), range(32)))
    assert len(found) == 1


def test_two_objects_for_one_file_in_one_document_keep_their_characters():
    fonts._read.cache_clear()  # the glyph tables still hold the first objects
    filed = FiledPaper(form("mediation.notice"), {})
    made = print_paper(filed, author="640122100", setup=PageSetup())
    assert form("mediation.notice").title in reading.words(made)


@pytest.mark.parametrize("data", [b"", b"OTTO" + bytes(200), b"\0\1\0\0\0\x01" + bytes(20)])
def test_what_is_not_a_truetype_font_is_refused(data, tmp_path):
    path = tmp_path / "x.ttf"
    path.write_bytes(data)
    with pytest.raises(FontFileError):
        FontFile(path)


def test_registering_the_typefaces_opens_no_font_file():
    """The window is up before any font is read; the first paper reads what it needs."""
    code = (
        "from app.printing import fonts; fonts.register();"
        "assert fonts._read.cache_info().currsize == 0;"
        "fonts.missing_glyphs('张三');assert fonts._read.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=resource_dir().parent)
