"""Tables on paper as a clerk reads them: heads, lines that stay whole, places to sign, numbers.

What these tests hold was first seen on paper: a row to sign alone on a page, the second half of a
list without its head, a line parted from its name, a telephone on two lines, a label cut inside
its brackets.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from app.forms.corrections import BASIC_SHEET
from app.forms.definition import Field, Kind, Register
from app.forms.pictures import Box, Line, Picture
from app.forms.registry import form
from app.printing.flow import paginate
from app.printing.form_boxes import _is_name
from app.printing.form_pdf import paper
from app.printing.grid import WHOLE, Grid, Row, cell, heading, row
from app.printing.marks import Mark, Place, Places
from app.printing.page import PageSetup, Printed
from app.printing.picture import PictureBlock
from app.printing.register_pdf import register_paper
from app.printing.side_by_side import SideBySide
from app.printing.text import CELL, Text
from tests.printing import reading
from tests.printing.test_looks import DAY, LONG_NAME, WOMAN, pages, printed

LONG = "到医院复查，提前离场，月底前补课。"
HEAD = row(heading("姓名"), heading("签名"))


def line(words: str, note: str = "") -> Row:
    return Row((cell(words), cell(note)), listed=True)


def on_pages(grid: Grid, height: float = 300.0) -> list[str]:
    """The words of each page, boxes joined by a stroke."""
    return [
        "|".join(
            "".join(block.lines(1e6)) if isinstance(block, Text) else ""
            for band in placed[0].block._bands  # type: ignore[attr-defined]
            for box in band.boxes
            for block in box.cell.blocks
        )
        for placed in paginate([grid], 400, height)
    ]


def lines_of(made: Printed, page: int = 0) -> list[str]:
    shown = reading.reader(made).pages[page].extract_text(extraction_mode="layout")
    return [re.sub(r"\s", "", one) for one in str(shown).splitlines()]


# --- where a page ends ---------------------------------------------------------------------------


def test_the_row_to_sign_takes_its_neighbour_along():
    rows = [row(heading(f"第{n}项"), cell("")) for n in range(11)]
    found = on_pages(Grid((1, 3), [*rows, row(heading("签名"), cell(""), least=40)]))
    assert [page.startswith("第10项") for page in found] == [False, True]
    assert "签名" in found[1]


def test_a_box_of_much_text_gives_the_row_to_sign_its_last_lines():
    much = row(heading("意见"), cell(LONG * 21))
    found = on_pages(Grid((1, 3), [much, row(heading("签名"), cell(""), least=60)]), 350)
    assert len(found) == 2
    assert found[1].startswith("意见|")
    assert "补课" in found[1]


@pytest.mark.parametrize("count", range(14, 34))
def test_whoever_signs_a_list_signs_below_a_line_of_it(count):
    lines = [{"no": n + 1, "title": "社区矫正文书送达回证"} for n in range(count)]
    made = pages(printed(form("corrections.handover"), documents=lines, document_count=count))
    assert "送达回证" in made[-1]
    assert "共计" in made[-1]
    assert "移交人" in made[-1]


def test_a_line_of_a_list_stays_whole_and_only_a_very_high_one_is_parted():
    """Overleaf nobody would know whose words they are."""
    lines = [line(f"测{n}", LONG * 12) for n in range(4)]
    found = on_pages(Grid((1, 3), [HEAD, *lines], repeat=1), 500)
    assert [page.count("测") for page in found] == [2, 2]
    high = Grid((1, 3), [HEAD, line("测长", LONG * 60)], repeat=1)
    assert high.height(400) > WHOLE
    assert len(on_pages(high, 500)) > 1


def test_every_sheet_with_a_list_has_its_head_on_every_page():
    """C25: a group of fifty."""
    people = [{"name": f"测{n}", "minutes": 120} for n in range(50)]
    found = pages(printed(form("corrections.c25_study"), attended=people, topic="法律"))
    assert len(found) > 1
    assert all("姓名签名时长" in page for page in found)


def test_a_box_left_for_the_pen_is_not_parted():
    """C25: the first half of an empty box, and overleaf a strip of it."""
    people = [{"name": f"测{n}", "minutes": 120} for n in range(14)]
    found = pages(printed(form("corrections.c25_study"), attended=people, topic="法律"))
    assert sum("学习内容" in page for page in found) == 1
    assert "学习内容主讲人" in found[-1]


def test_nobody_signs_a_group_sheet_overleaf_alone():
    """C25 of thirteen people: 组织人, 见证人 stood on a page of their own."""
    for code, above in (("c25_study", "学习内容"), ("c25_service", "活动情况")):
        for count in range(5, 30):
            people = [{"name": f"测{n}", "minutes": 120} for n in range(count)]
            found = pages(printed(form(f"corrections.{code}"), attended=people, topic="法律"))
            assert above in found[-1], (code, count)


def test_who_signs_right_below_a_list_has_a_line_of_it_on_the_page():
    for count in range(1, 60):
        given = [{"given_on": DAY, "provider": "民政局"}] * count
        found = pages(printed(form("resettlement.child"), helps=given, name="测试"))
        assert re.search(r"提供单位.*民政局.*填表人", found[-1]) or count < 2, count


def test_a_box_for_the_pen_gives_lines_rather_than_begin_a_page():
    """C25: six empty lines for 学习内容 went overleaf for want of one."""
    rows = [row(heading(f"第{n}项"), cell("")) for n in range(5)]
    signed = row(heading("签名"), cell(""), least=40)

    def made(words: str) -> list[str]:
        noted = row(heading("内容"), cell(words, lines=6))
        return on_pages(Grid((1, 3), [*rows, noted, signed]), 250)

    assert len(made("")) == 1
    assert len(made(LONG)) == 1
    assert len(made(LONG * 8)) == 2, "what is written stays"


# --- boxes ---------------------------------------------------------------------------------------


def test_a_telephone_in_a_narrow_box_is_set_smaller_before_it_is_cut():
    narrow = Text("13900000001、0951-8000001", CELL, uncut=True)
    whole = Text("13900000001", CELL).natural_width()
    assert narrow.lines(whole * 0.9)[0] == "13900000001、"
    assert len(Text("13900000001", CELL, uncut=True).lines(whole * 0.4)) > 1, "too small to read"


def test_a_number_that_was_set_smaller_to_fit_is_not_set_larger_again_and_cut():
    """1390000000 | 1 on the sheet of somebody to be released."""
    whole = Text("13900000001", CELL).natural_width()
    for tenth in range(72, 100):
        text = Text("13900000001", CELL, fit=True, uncut=True)
        assert text.lines(whole * tenth / 100) == ["13900000001"], tenth


def test_only_a_name_is_set_smaller_for_its_middle_dot():
    """宁A·12345警（借用派出所公务用车） used to be set so small that nobody could read it."""
    vehicle = Field("vehicle", "车辆")
    assert _is_name(vehicle, "阿卜杜热西提·麦麦提依明")
    assert not _is_name(vehicle, "宁A·12345警（借用派出所公务用车）")
    assert not _is_name(vehicle, "测干事、热依汗古丽·阿不都克里木")


def test_boxes_to_tick_are_not_spread_over_the_line():
    made = printed(form("corrections.c27_help"))
    spaced = [float(gap) for gap in re.findall(r"([\d.]+) Tc", reading.operators(made))]
    assert not any(spaced)


def test_a_label_is_not_cut_inside_its_brackets():
    shown = lines_of(printed(form("resettlement.end")))
    assert any("释放（解除）" in words for words in shown)


def test_who_signs_inside_a_box_has_room_to_sign():
    """C20: the label used to stand at the edge, its room beyond it."""
    (line,) = signing_lines("corrections.c20_record")
    placed = [(wide, placed[0].block) for _, wide, placed in line._placed(400)]
    assert ["".join(b.lines(wide)) for wide, b in placed] == ["查找人：", "司法所负责人："]
    assert all(wide - block.natural_width() > 50 for wide, block in placed), "for two people"


def test_who_signs_by_what_number_and_when_stand_below_each_other_in_all_boxes():
    """C09: they used to stand where the words to their right left them."""
    lines = signing_lines(
        "corrections.c09", opinion_by="测所长", county_number="（2026）贺矫外字第12号"
    )
    assert len(lines) == 3
    places = [[x for x, _, _ in line._placed(380)] for line in lines]
    assert places[0] == places[1] == places[2]
    (two,) = signing_lines("corrections.c09_residence")[2:]  # nothing between signature and day
    assert [x for x, _, _ in two._placed(380)] == places[0]


def signing_lines(code, **values):
    return [
        block
        for grid in paper(form(code), values)
        if isinstance(grid, Grid)
        for band in grid._bands
        for box in band.boxes
        for block in box.cell.blocks
        if isinstance(block, SideBySide)
    ]


def test_below_a_long_opinion_a_line_stays_free_for_the_hand():
    """C09: the signature used to stand close below the last word."""
    short, long = "同意。", "情况属实，理由正当，材料齐全，同意外出，请县级审批。" * 9

    def lines(opinion):
        made = paper(form("corrections.c09"), {"opinion": opinion})
        cells = (c for g in made if isinstance(g, Grid) for b in g._bands for c in b.boxes)
        texts = (b for c in cells for b in c.cell.blocks[:1] if isinstance(b, Text))
        (found,) = [t for t in texts if "".join(t.lines(300)).startswith(opinion[:3])]
        return found.lines(300)

    assert len(lines(short)) == 3
    assert lines(long)[-1] == ""
    assert lines(long)[-2]


def test_people_who_sign_beside_each_other_sign_at_one_height():
    """C22: the place of a finger made one of two lines stand lower."""
    both = Places(Place("被谈话人：", Mark.SIGNATURE_AND_FINGERPRINT), Place("谈话人："), columns=2)
    heights = {y for _, y, _, _ in reading.rules(reading.printed(both))}
    assert len(heights) == 1
    made = printed(form("corrections.c22"))
    assert len(reading.reader(made).pages) == 1
    assert len({y for _, y, _, _ in reading.rules(made)[-2:]}) == 1, "谈话人 and 记录人"


def test_a_day_left_for_the_pen_stays_on_one_line():
    """C19: the stub of a man with a long name."""
    made = printed(form("corrections.c19_use"), **{**WOMAN, "name": LONG_NAME, "decided_on": DAY})
    assert not any(words.endswith("年") or words.startswith("月日") for words in lines_of(made))


# --- registers -----------------------------------------------------------------------------------

ROLL = Register(
    code="test.roll",
    title="名册",
    columns=(
        *(Field(f"c{n}", f"第{n}栏情况") for n in range(16)),
        Field("phone", "电话"),
        Field("on", "日期", Kind.DATE),
        Field("address", "居住地"),
    ),
)


def roll(rows: list[dict[str, Any]], **more: Any) -> Printed:
    return register_paper(ROLL, rows, author="640122100", setup=PageSetup(), **more)


def test_a_telephone_with_words_beside_it_is_not_broken():
    filled = {f"c{n}": "在家务农，情况平稳" for n in range(16)}
    address = "宁夏回族自治区银川市贺兰县习岗镇新胜村第三村民小组十八号楼三单元一千四百零二室"
    row = {"phone": "13900000001转8023、0951-8000001", "on": date(2026, 1, 5), "address": address}
    text = reading.reader(roll([{**filled, **row}])).pages[0].extract_text()
    for number in ("13900000001", "0951-8000001", "2026-01-05"):
        assert number in text, "on one line"


def test_long_texts_get_the_room_that_short_columns_leave():
    register = Register(
        code="test.story",
        title="记录",
        columns=(
            Field("on", "日期", Kind.DATE),
            Field("by", "经办"),
            Field("what", "内容"),
        ),
    )
    rows = [{"on": date(2026, 1, 5), "by": "测员", "what": "情况" * 60}]
    made = register_paper(register, rows, author="x", setup=PageSetup())
    assert max(one.count("情况") for one in lines_of(made)) > 15


def test_lines_to_sign_below_a_table_are_ruled():
    """A row of underscores is a broken line on paper."""
    bare = roll([], below="单位负责人：  填表人：")
    ruled = roll([], below="单位负责人：________  填表人：________")
    assert "_" not in reading.words(ruled)
    assert len(reading.rules(ruled)) == len(reading.rules(bare)) + 2


def test_a_long_name_beside_a_picture_of_days_stays_on_the_page():
    """外出日历: it used to begin beyond the left edge of the paper."""
    names = ("测甲", LONG_NAME, LONG_NAME * 4)
    lines = tuple(Line(name, (Box(),) * 31) for name in names)
    picture = Picture("外出", tuple(str(n + 1) for n in range(31)), lines, (), "外出。")
    made = reading.printed(PictureBlock(picture))
    found = [piece for piece in reading.pieces(made) if "测" in piece.text or "阿" in piece.text]
    assert len(found) == 3
    assert all(piece.x > 28 * 72 / 25.4 for piece in found), "right of the margin"


def test_the_line_that_stays_free_is_none_of_the_words_that_go_along():
    opinion = Text("情况属实，同意外出。" * 40, CELL, free=1)
    parts: Any = opinion.split(300, opinion.height(300) - 1.0)
    upper, rest = parts
    assert [bool(line) for line in rest.lines(300)] == [True, True, False]
    assert all(upper.lines(300))


def test_words_in_a_narrow_box_are_not_spread_over_it():
    """C09 原判刑期, 卷内目录 题名: a line of eight characters was as wide as one of ten."""
    term = "有期徒刑一年，缓刑一年六个月"
    made = printed(form("corrections.c09"), **{**WOMAN, "penalty_term": term})
    (first,) = [p for p in reading.pieces(made) if p.text.startswith("有期徒刑一年，")]
    assert len(first.text) < len(term)
    spaced = [float(gap) for gap in re.findall(r"([\d.]+) Tc", reading.operators(made))]
    assert max(spaced, default=0.0) < 1.0


def test_the_edge_of_the_labels_of_a_receipt_goes_straight_down():
    """送达回证: 收件人签名（盖章） stuck out by a hair."""
    made = printed(form("corrections.delivery"))
    upright = {round(a) for a, b, c, d in reading.rules(made) if a == c and abs(b - d) > 15}
    left = min(upright | {round(28 * 72 / 25.4)})
    assert len([x for x in upright if left < x < left + 95]) == 1


def test_the_term_of_correction_stands_in_one_box():
    """C02: 零月 and 零日 are names of fields, not words of the paper."""
    made = printed(BASIC_SHEET, **{**WOMAN, "term_years": 1, "term_months": 6})
    said = re.sub(r"\s", "", reading.words(made))
    assert "矫正期限1年6个月" in said
    assert "零月" not in said
    assert "零日" not in said


def test_a_long_name_on_an_approval_sheet_can_be_read():
    """C09: it was set at seven points to stay on one line."""
    made = printed(form("corrections.c09"), **{**WOMAN, "name": "阿卜杜热西提·麦麦提依明"})
    assert "阿卜杜热西提·麦麦提依明" in "".join(lines_of(made))
    assert min(float(size) for size in re.findall(r"([\d.]+) Tf", reading.operators(made))) > 9
