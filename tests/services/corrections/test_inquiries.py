"""An open 调查评估 is on the desk of the day until it has an answer (实施办法 14; F77)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.services.corrections import CorrectionsService
from tests.conftest import Clock
from tests.services.corrections.conftest import SHEET

D = date
ASKED = {
    **{name: SHEET[name] for name in ("sex", "birth_date", "address", "offences", "category")},
    "name": "测评",
    "commissioned_by": "贺兰县人民法院",
    "commission_received_on": D(2025, 3, 3),
}


@pytest.fixture
def assessed(desk: CorrectionsService, in_2025: Clock) -> str:
    """Commissioned on Monday 2025-03-03: due by the 17th."""
    in_2025.set(D(2025, 3, 3))
    return desk.persons.assess(ASKED)


def told(desk: CorrectionsService, clock: Clock, day: date) -> list[Any]:
    clock.set(day)
    return [r for r in desk.reminders(day) if r.kind == "corrections.inquiry"]


def change(desk: CorrectionsService, uid: str, **values: Any) -> None:
    (row,) = desk.persons.rows(uid, "inquiry")
    desk.persons.edit_row("inquiry", row["uid"], {**row, **values})


def test_the_reminder_says_by_when_and_how_many_working_days_are_left(desk, assessed, in_2025):
    (line,) = told(desk, in_2025, D(2025, 3, 12))
    assert line.title == "测评的调查评估（贺兰县人民法院委托）应在3月17日前完成，还有3个工作日"
    assert (line.due_on, line.overdue) == (D(2025, 3, 17), False)
    assert (line.target.page, line.target.uid, line.target.part) == (
        *("corrections", assessed),
        "inquiry",
    )
    assert "办法第十四条" in line.detail
    assert "尚待核对原文" in line.detail


def test_after_the_last_day_it_is_late(desk, assessed, in_2025):
    assert not told(desk, in_2025, D(2025, 3, 17))[0].overdue
    (line,) = told(desk, in_2025, D(2025, 3, 19))
    assert line.overdue
    assert line.title.endswith("应在3月17日前完成，已超期2个工作日")


def test_an_opinion_ends_the_reminder(desk, assessed, in_2025):
    in_2025.set(D(2025, 3, 14))
    change(desk, assessed, finished_on=D(2025, 3, 14), inquiry_result="suitable")
    assert told(desk, in_2025, D(2025, 3, 14)) == []


def test_telling_that_it_cannot_be_done_ends_the_reminder(desk, assessed, in_2025):
    """实施办法 14: untrue name or address: the commissioning body is told at once."""
    in_2025.set(D(2025, 3, 10))
    change(desk, assessed, unable_on=D(2025, 3, 10), unable_reason="居住地不真实")
    assert told(desk, in_2025, D(2025, 3, 20)) == []


def test_missing_papers_stop_the_clock_and_their_arrival_starts_it(desk, assessed, in_2025):
    in_2025.set(D(2025, 3, 5))
    change(desk, assessed, papers_asked_on=D(2025, 3, 5))
    (line,) = told(desk, in_2025, D(2025, 4, 1))
    assert not line.overdue
    assert "等委托机关补齐材料（3月5日要求补充），期限还没有起算" in line.title
    change(desk, assessed, papers_complete_on=D(2025, 4, 1))
    (line,) = told(desk, in_2025, D(2025, 4, 2))
    assert line.due_on == D(2025, 4, 16), "4 April 2025 is free"


def test_an_agreed_day_moves_the_reminder_and_is_named(desk, assessed, in_2025):
    in_2025.set(D(2025, 3, 14))
    change(desk, assessed, extended_until=D(2025, 3, 28), extension_ground="电话商定")
    (line,) = told(desk, in_2025, D(2025, 3, 18))
    assert not line.overdue
    assert "应在3月28日前完成，还有8个工作日" in line.title
    assert "商定" in line.detail


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"papers_complete_on": D(2025, 3, 2)}, "papers_complete_on"),
        (
            {"papers_asked_on": D(2025, 3, 6), "papers_complete_on": D(2025, 3, 5)},
            "papers_complete_on",
        ),
        ({"extended_until": D(2025, 3, 28)}, "extension_ground"),
        ({"extension_ground": "电话商定"}, "extension_ground"),
        ({"extended_until": D(2025, 3, 3), "extension_ground": "电话"}, "extended_until"),
        ({"unable_on": D(2025, 3, 6)}, "unable_reason"),
        ({"unable_on": D(2025, 3, 20), "unable_reason": "身份不明"}, "unable_on"),
        (
            {
                "papers_asked_on": D(2025, 3, 5),
                "finished_on": D(2025, 3, 7),
                "inquiry_result": "suitable",
            },
            "papers_complete_on",
        ),
        (
            {
                "unable_on": D(2025, 3, 6),
                "unable_reason": "身份不明",
                "finished_on": D(2025, 3, 7),
                "inquiry_result": "suitable",
            },
            "unable_on",
        ),
    ],
)
def test_what_moves_the_clock_goes_with_its_day_and_its_ground(
    desk, assessed, in_2025, values, field
):
    in_2025.set(D(2025, 3, 12))
    (row,) = desk.persons.rows(assessed, "inquiry")
    found = desk.persons.ask_row(assessed, "inquiry", {**row, **values})
    assert field in {p.field for p in found if p.blocking}


def test_the_most_urgent_comes_first_and_a_sealed_record_is_not_named(
    desk, assessed, in_2025, store
):
    in_2025.set(D(2025, 3, 12))
    fast = desk.persons.assess(
        {**ASKED, "name": "测速", "commission_received_on": D(2025, 3, 11), "fast_track": True}
    )
    assert [row.person_uid for row in desk.inquiries.unanswered()] == [assessed, fast]
    in_2025.set(D(2025, 3, 18))
    rows = desk.inquiries.unanswered()
    assert [(row.name, row.late, row.left) for row in rows] == [
        ("测评", True, -1),
        ("测速", False, 0),
    ]
