"""Tables on paper as a clerk reads them: heads, lines that stay whole, places to sign, numbers.

What these tests hold was first seen on paper: a row to sign alone on a page, the second half of a
list without its head, a line parted from its name, a telephone on two lines, a label cut inside
its brackets.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

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
from app.printing.text import CELL, Text
from app.printing.typesetting import PAD
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


def test_who_signs_last_inside_a_box_has_room_to_sign():
    """C20: the label used to stand at the edge, its room beyond it."""
    texts = [
        block
        for grid in paper(form("corrections.c20_record"), {})
        if isinstance(grid, Grid)
        for band in grid._bands
        for box in band.boxes
        for block in box.cell.blocks
        if isinstance(block, Text)
    ]
    signed = next(text for text in texts if "司法所负责人" in "".join(text.lines(400)))
    run, last = signed._set(400), signed._lines[-1]
    room = [run.widths[at] for at in range(last.start, last.inked) if run.shown[at] == PAD]
    assert run.shown[last.inked - 1] == PAD
    assert sum(room) > 2 * 50, "for two people"


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
