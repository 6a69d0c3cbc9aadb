"""Chinese text is set by the rules of punctuation and never loses a character (F43, F47)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.printing import text as typeset
from app.printing.flow import Block
from app.printing.fonts import Typeface
from app.printing.line_breaks import NO_END, NO_START, widened
from app.printing.page import NumberPlace, PageSetup
from app.printing.text import Align, Span, Style, Text, blank, fill, label, tick, whole
from app.printing.typesetting import MAX_GAP, laid_out, measured
from tests.printing import reading

COMMA, COLON, OPEN, CLOSE = "\uff0c", "\uff1a", "\uff08", "\uff09"
PLAIN = Style(size=10.0, leading=15.0)
WIDE = 100.0  # ten characters of PLAIN
BARE = PageSetup(number_place=NumberPlace.NONE)
LEFT, RIGHT = 28 * 72 / 25.4, (210 - 26) * 72 / 25.4  # edges of the text block

CHINESE = st.text(
    st.sampled_from(
        "张三李四𠮷的一是在不了有和人这中大为上个国我以要他时来用们" + "".join(NO_START | NO_END)
    )
    | st.sampled_from("0123456789abcXYZ \u3000\n\u200b\U000e0101☐☑"),
    max_size=120,
)


def lines(content, width=WIDE, style=PLAIN):
    return Text(content, style).lines(width)


# ---- nothing is lost -------------------------------------------------------------------------


@given(st.text(max_size=200) | CHINESE, st.floats(5, 400))
@example("\u200b", 10)
@example("\n\n", 10)
@example("\r\n王\u200b\n", 10)
@example(" " * 30, 10)
def test_the_lines_hold_every_character_once_and_in_order(text, width):
    assert "".join(lines(text, width, typeset.BODY)) == text


@given(st.lists(CHINESE, max_size=5), st.floats(20, 400), st.integers(0, 60))
def test_text_continued_on_other_pages_is_whole_and_in_order(parts, width, height):
    rest: Block = Text([Span(part, underline=n % 2 == 1) for n, part in enumerate(parts)], PLAIN)
    found: list[str] = []
    while halves := rest.split(width, height):
        assert halves[0].height(width) <= height
        found += halves[0].lines(width)  # type: ignore[attr-defined]
        rest = halves[1]
    found += rest.lines(width)  # type: ignore[attr-defined]
    assert "".join(found) == "".join(parts)


def test_long_text_runs_over_several_pages_and_copies_whole():
    story = "".join(f"第{n}次调解，双方就赔偿费用仍有争议。" for n in range(400))
    made = reading.printed(Text(story), setup=BARE)
    assert made.pages.total > 5
    assert reading.words(made) == story


def test_no_page_begins_or_ends_with_a_single_line_of_a_paragraph():
    text = Text("一二三四五六七八九十" * 6, PLAIN)
    halves = text.split(WIDE, 5 * 15)
    assert halves
    upper, lower = halves
    assert (upper.height(WIDE), lower.height(WIDE)) == (4 * 15, 2 * 15)
    assert text.split(WIDE, 15) is None


@pytest.mark.parametrize("count", [2, 3])
def test_a_short_paragraph_is_not_divided(count):
    """C14: 控告。 stood alone above the seal on a second page."""
    text = Text("一二三四五六七八九十" * count, PLAIN)
    assert text.height(WIDE) == count * 15
    assert not any(text.split(WIDE, height) for height in range(count * 15))


# ---- where lines may end ---------------------------------------------------------------------


@given(CHINESE, st.integers(8, 30))
@example("0::,,\uff04\u3000X〈", 8)
def test_no_closing_mark_begins_a_line_and_no_opening_mark_ends_one(text, characters):
    """GB/T 15834-2011 5.1, wherever a line has one place at which it may be broken."""
    found = lines(text, characters * 10)
    for above, below in pairwise(found):
        if above.endswith("\n"):
            continue
        forced = all(held for held in _holds(above))
        assert forced or widened(above.strip() + below)[len(above.strip())] not in NO_START
        assert forced or widened(above).rstrip(" \u3000")[-1:] not in NO_END


def _holds(line):
    run = measured([Span(line)], PLAIN)
    return run.held[1:]


@given(CHINESE, st.integers(8, 30))
def test_no_line_is_wider_than_the_measure(text, characters):
    run = measured([Span(text)], PLAIN)
    width = characters * 10.0
    for line in laid_out(run, PLAIN, width):
        ends = [stretch.x + stretch.width for stretch in line.stretches(run)]
        assert max(ends, default=0.0) <= width + 0.01


def test_a_comma_that_would_begin_a_line_is_squeezed_in_or_takes_a_character_with_it():
    assert lines("一二三四五六、八九十。下一行") == ["一二三四五六、八九十。", "下一行"]
    assert lines("一二三四五六七八九十。下一行") == ["一二三四五六七八九", "十。下一行"]


def test_quotation_marks_stay_with_what_they_enclose():
    assert lines("他当时对我说过：“不”") == ["他当时对我说过：", "“不”"]
    assert lines("一二三四五六七八“九”十") == ["一二三四五六七八", "“九”十"]


def test_a_dash_and_an_ellipsis_are_not_cut_in_two():
    assert lines("一二三四五六七八九——十") == ["一二三四五六七八九", "——十"]
    assert lines("一二三四五六七八九……十") == ["一二三四五六七八九", "……十"]


@pytest.mark.parametrize(
    "word", ["640102199001011234", "2026-03-01", "12,345.67", "SMITH", "12:30"]
)
def test_numbers_dates_and_western_words_are_not_divided(word):
    for before in range(12):
        found = lines("甲" * before + word + "乙", width=110)
        assert any(word in line for line in found)


def test_a_number_longer_than_a_line_is_divided_but_not_lost():
    assert lines("6" * 50) == ["6" * 20, "6" * 20, "6" * 10]


def test_a_name_that_must_stay_whole_goes_on_the_next_line():
    assert lines(["一二三四五六七八", whole("古丽巴哈尔")]) == ["一二三四五六七八", "古丽巴哈尔"]


def test_spaces_at_a_line_end_do_not_begin_the_next_line():
    assert lines("一二三四五六七八九十  下面") == ["一二三四五六七八九十  ", "下面"]


@pytest.mark.parametrize("end", ["了", "了。", "了。”"])
def test_a_character_does_not_stand_alone_in_the_last_line(end):
    """孤字不成行: one of the line above keeps it company."""
    assert lines("一二三四五六七八九十" + end) == ["一二三四五六七八九", "十" + end]


def test_a_number_is_not_torn_apart_to_keep_a_character_company():
    assert lines("一二三四五六七202612人") == ["一二三四五六七202612", "人"]


@pytest.mark.parametrize("unit", list("年月日时分号"))
def test_no_line_begins_with_the_unit_of_a_figure(unit):
    """2027年1月15 | 日 reads as two things."""
    assert lines("一二三四五六七八15" + unit + "止") == ["一二三四五六七八", f"15{unit}止"]


BEFORE_A_NUMBER = "社区矫正对象测秀英，女，1985年6月8日出生，居民身份证号"


@pytest.mark.parametrize("width", range(320, 470, 3))
def test_a_long_number_leaves_no_ragged_line_before_it(width):
    """C14, C18: an ID number does not fit, and the line before it ended far from the edge.

    The marks and the room between characters give way, or the line is spread; nothing is cut.
    """
    for size in (12.0, 14.0):
        style = Style(size=size, leading=20, indent=2)
        run = measured(
            [Span(BEFORE_A_NUMBER + "640122198506089989" + "，居住地贺兰县习岗镇" * 6)], style
        )
        *full, _ = laid_out(run, style, float(width))
        for line in full:
            *_, end = line.stretches(run)
            assert width - 2.5 * size <= end.x + end.width <= width + 0.01
            assert -0.05 * size - 0.01 <= line.gap <= 0.2 * size
        shown = ["".join(run.copied[line.start : line.end]) for line in full]
        assert any("640122198506089989" in line for line in shown)


def test_marks_squeezed_for_a_number_do_not_look_like_half_width_ones():
    """C14 as it stands on A4: 测小丫,女,2009年 looked like commas of a keyboard."""
    style = Style(size=12.0, leading=20, indent=2)
    run = measured([Span(BEFORE_A_NUMBER + "640122198506089989，居住地贺兰县习岗镇")], style)
    first, *_ = laid_out(run, style, 440.0)
    assert first.squeeze <= 0.4 * 12


def test_a_narrow_box_keeps_its_characters_together():
    """司 马 青 云 | 测试: words of a narrow column fell apart."""
    run = measured([Span("司马青云测试人员")], PLAIN)
    first, *_ = laid_out(run, PLAIN, 55.0)
    assert first.gap == 0


# ---- how it looks ----------------------------------------------------------------------------


def test_a_paragraph_begins_two_characters_in():
    made = reading.printed(Text("张三" * 30 + "\n李四"), setup=BARE)
    x = [piece.x for piece in reading.pieces(made)]
    assert x[0] == pytest.approx(LEFT + 2 * 14, abs=0.01)
    assert x[1] == pytest.approx(LEFT, abs=0.01)
    assert x[-1] == pytest.approx(LEFT + 2 * 14, abs=0.01)


def test_a_paragraph_indented_by_hand_is_not_indented_again():
    assert Text("\u3000\u3000张三", typeset.BODY).natural_width() == pytest.approx(4 * 14)


def test_full_lines_reach_both_edges_and_the_last_line_does_not():
    run = measured([Span("一二三四" * 20)], PLAIN)
    *full, last = laid_out(run, PLAIN, 104.0)
    for line in full:
        *_, end = line.stretches(run)
        assert end.x + end.width == pytest.approx(104.0)
    *_, end = last.stretches(run)
    assert end.x + end.width < 104.0


def test_slack_goes_between_characters_and_not_into_numbers():
    run = measured([Span("二零二六年2026-03-01双方")], PLAIN)
    first, _ = laid_out(run, PLAIN, 106.0)
    number = next(s for s in first.stretches(run) if run.shown[s.start] == "2")
    assert number.spacing == 0
    assert first.gap > 0


def test_a_line_that_would_be_pulled_apart_stays_ragged():
    """Beyond a fifth of a character, readers take the gaps for spaces between words."""
    run = measured([Span("身份证640102199001011234")], PLAIN)
    first, _ = laid_out(run, PLAIN, 100.0)
    assert first.gap == 0
    assert MAX_GAP <= 0.2


@pytest.mark.parametrize(
    ("align", "x"), [(Align.CENTRE, 40.0), (Align.RIGHT, 80.0), (Align.LEFT, 0)]
)
def test_lines_stand_where_the_style_wants_them(align, x):
    style = Style(size=10.0, leading=15.0, align=align)
    (line,) = laid_out(measured([Span("张三")], style), style, 100.0)
    assert line.left == pytest.approx(x)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("张三，男", f"张三{COMMA}男"),
        ("时间：12:30", f"时间{COLON}12:30"),
        ("赔偿3,500元", "赔偿3,500元"),
        ("(2026)人调字", f"{OPEN}2026{CLOSE}人调字"),
        ("某村（户籍），现居", f"某村{OPEN}户籍{CLOSE}{COMMA}现居"),
        ("John (Smith), a:b", "John (Smith), a:b"),
        ("好吗？!", "好吗\uff1f\uff01"),
        ("(甲", f"{OPEN}甲"),
    ],
)
def test_a_half_width_mark_beside_chinese_is_shown_full_width(typed, shown):
    assert widened(typed) == shown


def test_a_mark_shown_full_width_copies_as_it_was_typed():
    typed = "某村（户籍），现居：贺兰县"
    assert reading.words(reading.printed(Text(typed), setup=BARE)) == typed


def test_label_and_value_stand_on_one_line_in_two_typefaces():
    made = reading.printed(Text([label("纠纷类型："), "邻里纠纷"], typeset.FIELD), setup=BARE)
    assert len({piece.y for piece in reading.pieces(made)}) == 1
    assert {name[7:] for name in reading.fonts(made)} == {"JusticeHei", "JusticeFang"}


def test_a_long_name_in_a_box_is_set_smaller_to_stay_on_one_line():
    name = "古丽巴哈尔·阿不都热合曼"
    assert len(Text(name, PLAIN).lines(WIDE)) == 2
    assert Text(name, PLAIN, fit=True).lines(WIDE) == [name]
    assert len(Text(name * 2, PLAIN, fit=True).lines(WIDE)) == 3  # would be too small to read
    assert Text("张三", PLAIN, fit=True).natural_width() == 20


# ---- blanks and ruled lines ------------------------------------------------------------------


def test_an_empty_blank_is_ruled_for_the_pen():
    made = reading.printed(Text(["调解", blank("", 6), "之间"], typeset.FIELD), setup=BARE)
    ((left, y, right, y2),) = reading.rules(made)
    assert y == y2
    assert right - left == pytest.approx(6 * 14, abs=0.01)


def test_a_short_value_stands_in_the_middle_of_its_blank():
    made = reading.printed(Text(["甲", blank("张三", 6)], typeset.FIELD), setup=BARE)
    ((left, _, right, _),) = reading.rules(made)
    name = next(piece for piece in reading.pieces(made) if piece.text == "张三")
    assert name.x - left == pytest.approx(right - name.x - 2 * 14, abs=0.01)


def test_a_value_longer_than_its_blank_is_ruled_on_every_line_it_takes():
    made = reading.printed(Text(["甲", blank("张三李四" * 20, 4)], typeset.FIELD), setup=BARE)
    found = reading.rules(made)
    assert len(found) == 3
    assert found[0][2] <= RIGHT + 0.01


def test_a_long_value_is_ruled_to_the_edge_on_each_of_its_lines():
    made = reading.printed(Text([label("情况："), fill("双方" * 40)], typeset.FIELD), setup=BARE)
    found = reading.rules(made)
    assert len(found) == 3
    assert found[0][0] == pytest.approx(LEFT + 3 * 14, abs=3)  # after the label
    assert [rule[0] for rule in found[1:]] == pytest.approx([LEFT, LEFT], abs=0.01)
    assert [rule[2] for rule in found] == pytest.approx([RIGHT] * 3, abs=0.01)


def test_lines_are_left_for_the_pen_where_nothing_is_known():
    made = reading.printed(Text([label("备注："), fill("")], typeset.FIELD, lines=4), setup=BARE)
    found = reading.rules(made)
    assert len(found) == 4
    assert found[0][0] == pytest.approx(LEFT + 3 * 14, abs=0.01)
    assert found[3][0] == pytest.approx(LEFT, abs=0.01)


def test_tick_boxes_are_drawn_as_lines_and_copy_as_signs():
    made = reading.printed(Text(f"{tick(True)}成功 {tick(False)}不成", typeset.FIELD), setup=BARE)
    assert reading.operators(made).count(" re S") == 2
    assert reading.words(made).startswith("☑成功 ☐不成")


# ---- copying and searching -------------------------------------------------------------------

PARTIES = (
    "张三",
    "李𠮷娟",
    "𪚥某",
    "古丽巴哈尔·阿不都热合曼",
    "测试𰻞𰻞面馆",
    "刘𫒶𪻐",
    "欧阳诸葛",
)


@pytest.mark.parametrize("option", [None, "-layout", "-raw"])
def test_searching_finds_every_name_in_text_set_flush_on_both_sides(option):
    """A name may stand anywhere in a stretched line and must not come out with spaces in it."""
    story = "".join(
        f"{number}年{party}称〔{party}〕于2026-03-{number:02}付款{number * 317}元，并无异议。"
        for number in range(10, 30)
        for party in PARTIES
    )
    copied = reading.pdftotext(reading.printed(Text(story)), *([option] if option else []))
    if copied is None:
        pytest.skip("pdftotext is not installed")
    joined = "".join(line.strip() for line in copied.splitlines())
    for party in PARTIES:
        assert joined.count(f"〔{party}〕") == 20


def test_copying_gives_the_words_of_a_flush_text_exactly():
    story = "".join(
        f"{party}与调解员约定于2026年3月{n}日履行。" for n in range(9) for party in PARTIES
    )
    assert reading.words(reading.printed(Text(story), setup=BARE)) == story


def test_a_typeface_named_by_a_span_is_used_for_it_alone():
    made = reading.printed(Text(["甲", Span("乙", typeface=Typeface.KAI)]), setup=BARE)
    assert {name[7:] for name in reading.fonts(made)} == {"JusticeFang", "LXGWWenKai-Regular"}
