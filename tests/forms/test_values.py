"""Values of every kind survive being kept as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.definition import VALUELESS, Field, Form, Kind, PersonRef, TimeRange
from app.forms.values import PACK, UNPACK, empty, from_plain, is_blank, to_plain

COLUMNS = (Field("name", "姓名", Kind.PERSON), Field("due_on", "期限", Kind.DATE))

SAMPLES = {
    Kind.TEXT: "陈𬱖",
    Kind.LONG_TEXT: "一行\n二行",
    Kind.DATE: date(2026, 2, 28),
    Kind.DATETIME: datetime(2026, 3, 5, 9, 30),
    Kind.TIME_RANGE: TimeRange(datetime(2026, 3, 5, 9, 30), datetime(2026, 3, 5, 11, 0)),
    Kind.NUMBER: Decimal("0.30"),
    Kind.MONEY: 123_450,
    Kind.CHOICE: "neighbour",
    Kind.MULTI_CHOICE: ("concede", "attend_and_sign"),
    Kind.BOOL: False,
    Kind.PERSON: PersonRef("买买提·吐尔逊", "card"),
    Kind.ROWS: [{"uid": "r1", "name": PersonRef("张测试"), "due_on": date(2026, 3, 31)}],
}


def test_every_kind_that_holds_a_value_can_be_kept():
    assert set(PACK) == set(UNPACK) == set(SAMPLES) == set(Kind) - VALUELESS


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.value)
def test_a_value_comes_back_as_it_was(kind: Kind):
    field = Field("x", "栏目", kind, columns=COLUMNS)
    kept = json.loads(json.dumps(to_plain((field,), {"x": SAMPLES[kind]}), ensure_ascii=False))
    assert from_plain((field,), kept) == {"x": SAMPLES[kind]}


@given(st.text())
def test_any_text_comes_back_as_it_was(text: str):
    field = Field("x", "栏目", Kind.LONG_TEXT)
    assert from_plain((field,), to_plain((field,), {"x": text})) == {"x": text}


def test_an_open_time_range_and_an_empty_value_come_back():
    field = Field("x", "时间", Kind.TIME_RANGE)
    begun = TimeRange(datetime(2026, 3, 5, 9, 30))
    assert from_plain((field,), to_plain((field,), {"x": begun})) == {"x": begun}
    assert from_plain((field,), to_plain((field,), {"x": None})) == {"x": None}


def test_what_no_field_names_is_left_out():
    form = Form(code="t", title="t", source="", rows=((Field("x", "栏目"),),))
    assert to_plain(form, {"x": "一", "y": "二"}) == {"x": "一"}
    assert from_plain(form, {"x": "一", "y": "二"}) == {"x": "一"}


def test_zero_and_no_are_answers_and_blanks_are_not():
    assert not is_blank(0)
    assert not is_blank(False)
    blanks: list[object] = [None, "", " \n", [], (), PersonRef(" ")]
    assert all(is_blank(value) for value in blanks)


def test_an_empty_field_holds_what_its_kind_holds():
    assert empty(Field("x", "行", Kind.ROWS)) == []
    assert empty(Field("x", "勾", Kind.BOOL)) is False
    assert empty(Field("x", "份", Kind.NUMBER, default=1)) == 1
    assert empty(Field("x", "字")) is None
