"""How values read on paper, on screen and in a spreadsheet."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from app.forms.definition import Field, Form, Kind, PersonRef, TimeRange
from app.forms.display import blank, cell, money_in_words, pieces, show, wording
from app.forms.mediation import PAPERS
from app.rules.money import in_words


def test_dates_and_times_read_as_on_paper():
    assert show(Field("x", "日期", Kind.DATE), date(2026, 3, 15)) == "2026年3月15日"
    at = TimeRange(datetime(2026, 3, 5, 9, 5), datetime(2026, 3, 5, 11, 0))
    assert show(Field("x", "时间", Kind.TIME_RANGE), at) == "2026年3月5日9时05分至11时00分"
    night = TimeRange(datetime(2026, 3, 5, 22, 0), datetime(2026, 3, 6, 1, 0))
    assert show(Field("x", "时间", Kind.TIME_RANGE), night).endswith("至2026年3月6日1时00分")


def test_money_reads_in_figures_and_in_words():
    field = Field("x", "金额", Kind.MONEY, in_words=True)
    assert show(field, 123_450) == "1,234.50元（大写：壹仟贰佰叁拾肆元伍角）"
    assert show(Field("x", "金额", Kind.MONEY), 80_000) == "800.00元"
    assert cell(field, 123_450) == Decimal("1234.5")


@pytest.mark.parametrize(
    "fen", [0, 5, 105, 1_000, 123_450, 10_000_100_000, 100_000_000_00, 99_999_99, 123_456_789_12]
)
def test_the_words_are_those_of_the_money_rules(fen: int):
    assert money_in_words(fen) == in_words(fen)


def test_codes_read_as_labels_and_people_as_names():
    assert show(Field("x", "性别", Kind.CHOICE, codes="sex"), "2") == "女"
    powers = Field("x", "权限", Kind.MULTI_CHOICE, codes="agent_power")
    assert (
        show(powers, ("evidence", "concede")) == "代为收集、提供证据、代为承认、变更和放弃调解请求"
    )
    assert show(Field("x", "姓名", Kind.PERSON), PersonRef("李𠮷娟", "card")) == "李𠮷娟"


def test_nothing_filled_in_leaves_room_for_the_pen():
    field = Field("x", "日期", Kind.DATE)
    assert (show(field, None), cell(field, None)) == ("", None)
    assert "年" in blank(field)


def test_a_fixed_sentence_is_filled_from_the_values_and_blanks_stay_blank():
    form = Form(
        code="t",
        title="t",
        source="",
        rows=(
            (Field("s", "", Kind.FIXED, wording="本协议一式{copies}份，{when}签。"),),
            (Field("copies", "份数", Kind.NUMBER), Field("when", "日期", Kind.DATE)),
        ),
    )
    assert wording(form, form.field("s"), {"copies": 3}) == "本协议一式3份，     年   月   日签。"
    filled = [piece.text for piece in pieces(form, form.field("s"), {"copies": 3}) if piece.filled]
    assert filled == ["3", "     年   月   日"]


def test_a_value_typed_as_a_sentence_leaves_its_full_stop_before_another_sign():
    """C17: 依据…第三十四条。，建议…"""
    field = Field("s", "", Kind.FIXED, wording="依据{basis}，建议处罚。{basis}")
    form = Form(code="t", title="t", source="", rows=((field,), (Field("basis", "依据"),)))
    assert wording(form, field, {"basis": "第三条。"}) == "依据第三条，建议处罚。第三条。"


@pytest.mark.parametrize("form", PAPERS, ids=lambda form: form.code)
def test_every_blank_in_a_papers_wording_is_a_field_of_that_paper(form: Form):
    names = {field.name for field in form.fields()}
    for field in form.fields():
        if field.kind is Kind.FIXED:
            assert {p.name for p in pieces(form, field, {}) if p.filled} <= names
