"""Who needs a guardian when signing (民法典 17–28; mediation notes §8, check B6)."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.capacity import Capacity, guardian_conflict, guardianship, sensitive

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("birth", "capacity", "article"),
    [
        pytest.param(date(2018, 11, 23), Capacity.NONE, "第二十条", id="day before eight"),
        pytest.param(date(2018, 11, 22), Capacity.LIMITED, "第十九条", id="eighth birthday"),
        pytest.param(date(2008, 11, 23), Capacity.LIMITED, "第十九条", id="day before eighteen"),
        pytest.param(date(2008, 11, 22), Capacity.FULL, "第十七条", id="eighteenth birthday"),
    ],
)
def test_capacity_turns_on_the_birthday(birth: date, capacity: Capacity, article: str) -> None:
    """民法典 17, 19, 20; "以上" includes the number (1259)."""
    found = guardianship(birth, ON)
    assert found.capacity is capacity
    assert article in found.article
    assert found.needs_guardian is (capacity is not Capacity.FULL)


@pytest.mark.parametrize(
    ("birth", "needs"),
    [(date(2010, 11, 22), False), (date(2010, 11, 23), True)],
)
def test_from_sixteen_on_own_labour_counts_as_full(birth: date, needs: bool) -> None:
    """民法典 18, second paragraph; not a day before the sixteenth birthday."""
    found = guardianship(birth, ON, self_supporting=True)
    assert found.needs_guardian is needs
    assert guardianship(birth, ON).needs_guardian


def test_an_incapable_adult_needs_a_guardian_in_the_order_of_the_law() -> None:
    """民法典 21, 22, 28."""
    found = guardianship(date(1950, 1, 1), ON, incapable=True)
    assert found.needs_guardian
    assert "依次由配偶，父母、子女" in found.message


def test_the_message_names_age_and_guardians_and_the_day_it_changes() -> None:
    found = guardianship(date(2020, 2, 29), ON)
    assert found.message.startswith("6周岁，不满八周岁")
    assert "祖父母、外祖父母" in found.message
    assert found.changes_on == date(2028, 2, 29)


def test_without_a_birth_date_nobody_is_taken_for_a_child() -> None:
    found = guardianship(None, ON)
    assert not found.needs_guardian
    assert "没有出生日期" in found.message
    assert guardianship(None, ON, incapable=True).needs_guardian


def test_nobody_signs_before_birth() -> None:
    with pytest.raises(ValueError, match="before birth"):
        guardianship(date(2027, 1, 1), ON)


def test_a_guardian_on_the_other_side_is_a_conflict() -> None:
    """民法典 35: in the ward's interest."""
    assert "同时是其他方当事人" in guardian_conflict("王某", ["李某", "王某 "])
    assert guardian_conflict("王某", ["李某"]) == ""
    assert guardian_conflict("", [""]) == ""


def test_data_of_a_child_under_fourteen_are_sensitive() -> None:
    """个人信息保护法 28."""
    assert sensitive(date(2012, 11, 23), ON)
    assert not sensitive(date(2012, 11, 22), ON)
    assert not sensitive(None, ON)
