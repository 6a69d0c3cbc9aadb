"""Who may be one person (F67): numbers speak, names alone do not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import identity
from app.rules.same_person import Facts, Mark, likeness, number_key

BORN = date(1968, 4, 5)
OLD = "640122680405998"
NEW = identity.upgrade(OLD)


def test_the_old_and_the_new_spelling_of_a_number_are_one():
    like = likeness(Facts("张三", OLD), Facts("张叁", f" {NEW[:-1]}{NEW[-1].lower()} "))
    assert like.agree == {Mark.NUMBER}
    assert like.differ == {Mark.NAME}
    assert like.worth_a_look


@pytest.mark.parametrize(
    ("other", "worth"),
    [
        (Facts("张三", birth=BORN), True),
        (Facts("张 三", birth=BORN, sex="male"), True),
        (Facts("张三", birth=BORN, sex="female"), False),
        (Facts("张三", "64012219680405996X", BORN), False),  # another number
        (Facts("张三", birth=date(1968, 5, 4)), False),
        (Facts("张三"), False),
        (Facts("张三", phone="13900000001"), False),
        (Facts("李四", birth=BORN), False),
    ],
)
def test_name_and_birth_date_together_are_worth_a_look(other: Facts, worth: bool):
    one = Facts("张三", NEW, BORN, "male", "13900000001")
    assert likeness(one, other).worth_a_look is worth


def test_a_name_and_a_sex_are_only_a_name():
    assert likeness(Facts("张三", sex="male"), Facts("张三", sex="male")).only_the_name
    assert not likeness(Facts("张三", phone="1"), Facts("张三", phone="1")).only_the_name


facts = st.builds(
    Facts,
    st.sampled_from(["张三", "李四"]),
    st.sampled_from(["", OLD, NEW]),
    st.sampled_from([None, BORN]),
    st.sampled_from(["", "male", "female"]),
    st.sampled_from(["", "139"]),
    st.sampled_from(["", "习岗镇"]),
)


@given(facts, facts)
def test_likeness_does_not_depend_on_the_order(one: Facts, other: Facts):
    assert likeness(one, other) == likeness(other, one)
    assert not likeness(one, other).agree & likeness(one, other).differ


def test_what_is_no_resident_number_is_compared_as_typed():
    assert number_key(" h1234567 ") == "H1234567"
