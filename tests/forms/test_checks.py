"""What a filled form is refused for, in words a clerk can act on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.forms.checks import CHECKS, problems
from app.forms.definition import VALUELESS, Field, Form, Kind, PersonRef, TimeRange

TODAY = date(2026, 3, 15)


def form(*fields: Field) -> Form:
    return Form(code="t", title="t", source="", rows=(fields,))


def found(field: Field, value: Any, *, complete: bool = True) -> list[str]:
    return [
        p.message for p in problems(form(field), {field.name: value}, on=TODAY, complete=complete)
    ]


def test_every_kind_has_its_check():
    assert set(CHECKS) == set(Kind) - VALUELESS


def test_a_required_field_is_missed_only_when_the_paper_is_to_be_complete():
    field = Field("x", "地点", required=True)
    assert found(field, "  ") == ["“地点”还没有填写。"]
    assert found(field, None, complete=False) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("x", "栏目"), "五" * 20_001),
        (Field("x", "栏目"), "一行\n二行"),
        (Field("x", "栏目"), "响\x07铃"),
        (Field("x", "栏目"), 5),
        (Field("x", "日期", Kind.DATE), date(202, 3, 1)),
        (Field("x", "日期", Kind.DATE), "2026-03-01"),
        (
            Field("x", "时间", Kind.TIME_RANGE),
            TimeRange(datetime(2026, 3, 5, 11), datetime(2026, 3, 5, 9)),
        ),
        (Field("x", "份数", Kind.NUMBER, minimum=2), 1),
        (Field("x", "份数", Kind.NUMBER), True),
        (Field("x", "金额", Kind.MONEY, minimum=0), -1),
        (Field("x", "金额", Kind.MONEY), Decimal("1.5")),
        (Field("x", "性别", Kind.CHOICE, codes="sex"), "男"),
        (Field("x", "权限", Kind.MULTI_CHOICE, codes="agent_power"), ("fly",)),
        (Field("x", "姓名", Kind.PERSON, max_length=10), PersonRef("长" * 11)),
    ],
)
def test_nonsense_is_refused(field: Field, value: Any):
    assert [p.blocking for p in problems(form(field), {"x": value}, on=TODAY)] == [True]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("agreed_on", "日期", Kind.DATE), date(2026, 3, 16)),
        (Field("x", "姓名"), "李\ue863"),
        (Field("x", "类型", Kind.CHOICE, codes="dispute_type"), "labour"),
        (Field("x", "类型", Kind.CHOICE, codes="dispute_type"), "old_family"),
    ],
    ids=["a day to come", "a private character", "a heading", "an old code"],
)
def test_what_is_doubtful_is_told_and_kept(field: Field, value: Any):
    assert [p.blocking for p in problems(form(field), {field.name: value}, on=TODAY)] == [False]


def test_a_problem_in_a_row_names_the_row_and_the_column():
    columns = (Field("name", "姓名", required=True), Field("age", "年龄", Kind.NUMBER, maximum=150))
    field = Field("parties", "当事人", Kind.ROWS, columns=columns)
    rows = [{"name": "张测试", "age": 40}, {"name": "", "age": 151}]
    where = [(p.field, p.row, p.column) for p in problems(form(field), {"parties": rows}, on=TODAY)]
    assert where == [("parties", 1, "name"), ("parties", 1, "age")]


def test_dates_of_one_form_stand_in_the_order_of_the_procedure():
    both = form(
        Field("accepted_on", "受理日期", Kind.DATE), Field("agreed_on", "协议日期", Kind.DATE)
    )
    values = {"accepted_on": date(2026, 3, 5), "agreed_on": date(2026, 3, 2)}
    assert [p.message for p in problems(both, values, on=TODAY)] == [
        "“协议日期”不能早于“受理日期”（2026年3月5日）。"
    ]


def test_rare_characters_of_every_plane_are_welcome():
    """hard-names: characters outside the BMP are names like any other."""
    for name in ("陈𬱖", "周𠅤", "𠮷田测", "李䶮", "阿依古丽·买买提"):
        assert found(Field("x", "姓名"), name) == []
