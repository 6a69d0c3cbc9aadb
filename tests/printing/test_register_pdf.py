"""Registers on paper: every word arrives, wide ones lie across, the head stands on every page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.forms.corrections import PERSON_REGISTER
from app.forms.definition import Field, Kind, Register
from app.forms.training import YEAR_REGISTER
from app.printing.page import A4, MM, PageSetup
from app.printing.register_pdf import missing_in_register, register_paper
from tests.printing.reading import reader, rules, words

NARROW = Register(
    code="test.narrow",
    title="小台账",
    columns=(
        Field("name", "姓名", weight=2),
        Field("on", "日期", Kind.DATE),
        Field("sex", "性别", Kind.CHOICE, codes="sex"),
    ),
)


def year_row(name: str) -> dict[str, object]:
    return {
        "name": name,
        "role": "专职调解员",
        "required_days": Decimal(10),
        "credited_days": Decimal("6.5"),
        "short_days": Decimal("3.5"),
        "pending_days": Decimal(0),
        "online_days": Decimal(2),
        "pace_days": Decimal("8.9"),
        "verdict": "落后进度",
        "forecast": "按现在进度年底差2.7天",
        "note": "网络学习2.0天（未计入）",
    }


def paper(register, rows, **more):
    return register_paper(register, rows, author="640122100", setup=PageSetup(), **more)


def test_every_word_of_a_register_can_be_copied_from_the_paper():
    """F46: the text of the paper is text."""
    printed = paper(
        NARROW,
        [{"name": "测甲", "on": date(2026, 3, 2), "sex": "1"}],
        title="2026年小台账",
        note="习岗司法所",
    )
    text = words(printed)
    assert all(w in text for w in ("2026年小台账", "习岗司法所", "测甲", "2026-03-02", "男"))
    assert "第1页 共1页" in text


def test_a_narrow_register_stands_upright_and_a_wide_one_lies_across():
    narrow = reader(paper(NARROW, [{"name": "测甲"}])).pages[0].mediabox
    assert (float(narrow.width), float(narrow.height)) == tuple(round(side, 4) for side in A4)
    wide = reader(paper(YEAR_REGISTER, [year_row("测甲")])).pages[0].mediabox
    assert wide.width > wide.height


def test_the_head_stands_on_every_page_and_no_line_is_lost():
    printed = paper(YEAR_REGISTER, [year_row(f"测试{n:03}") for n in range(120)])
    pages = [page.extract_text() for page in reader(printed).pages]
    text = "".join(pages).replace("\n", "")
    assert len(pages) > 2
    assert all("应训" in page for page in pages)
    assert f"第2页 共{len(pages)}页" in text
    assert all(f"测试{n:03}" in text for n in range(120))


def test_without_rows_it_is_an_empty_table_to_fill_in_by_hand():
    assert "姓名" in words(paper(NARROW, []))


def test_a_practice_office_marks_its_registers():
    """F78."""
    printed = register_paper(NARROW, [], author="640122100", setup=PageSetup(practice=True))
    assert "练习" in words(printed)


def test_a_character_no_font_has_is_named_with_its_line_and_column():
    found = missing_in_register(NARROW, [{"name": "好"}, {"name": "\U0003347f"}])
    assert len(found) == 1
    assert "第2行姓名" in str(found[0])


def test_the_same_rows_give_the_same_file():
    rows = [year_row("测甲")]
    assert paper(YEAR_REGISTER, rows).pdf == paper(YEAR_REGISTER, rows).pdf


def test_figures_are_never_broken_where_words_can_give_way():
    """An identity number on two lines is misread."""
    row = {
        "name": "欧阳测试甲",
        "sex": "1",
        "age": 55,
        "id_number": "640122197101019013",
        "offences": "危险驾驶罪、妨害公务罪、寻衅滋事罪",
        "penalty_term": "有期徒刑一年六个月",
        "category": "probation",
        "starts_on": date(2026, 1, 25),
        "ends_on": date(2027, 1, 2),
        "days_left": 45,
        "control_class": "ordinary",
        "state": "enrolled",
        "now": "外出中，11月20日应返",
        "phone": "13900000001",
        "address": "贺兰县习岗镇新胜村三组二十五号",
    }
    text = reader(paper(PERSON_REGISTER, [row] * 3)).pages[0].extract_text()
    for figures in ("640122197101019013", "2026-01-25", "13900000001"):
        assert figures in text, "on one line"


def test_a_table_of_many_columns_is_dealt_out_and_signed_once_at_the_end():
    """A statistic split among twelve committees; no column is lost, and none stands twice."""
    names = [f"c{n}" for n in range(14)]
    heads = ["项目", "合计", *(f"第{n}村" for n in range(12))]
    many = Register(
        code="test.many",
        title="统计表",
        columns=tuple(Field(n, h, Kind.NUMBER) for n, h in zip(names, heads, strict=True)),
    )
    row = {name: f"{700 + number}" for number, name in enumerate(names)}
    printed = paper(many, [row], deal=(2, 5), below="填表人：")
    pages = [page.extract_text() for page in reader(printed).pages]
    assert len(pages) == 3
    for number in range(2, 14):
        assert sum(f"{700 + number}" in page for page in pages) == 1
    assert all("701" in page for page in pages), "the whole stands beside every part"
    assert ["填表人" in page for page in pages] == [False, False, True]
    assert len(reader(paper(many, [row], deal=(2, 12))).pages) == 1


def test_the_columns_of_an_empty_register_have_room_for_the_pen():
    """安置帮教对象花名册: 性别 was as wide as 身份证号."""
    made = paper(PERSON_REGISTER, [])
    assert len(reader(made).pages) == 1
    inner = sorted({round(x, 1) for x, y, x2, y2 in rules(made) if x == x2})
    edges = [15 * MM, *inner, A4[1] - 15 * MM]
    wide = {
        field.name: right - left
        for field, (left, right) in zip(PERSON_REGISTER.columns, pairwise(edges), strict=True)
    }
    assert wide["id_number"] > 2 * wide["sex"]
    assert wide["address"] > 2 * wide["sex"]
