"""暂予监外执行: body reports, rechecks, extensions, the guarantor (办法 24, 49; notes §8.7)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.services.base import Rejected

REPORT = {"kind": "body", "reported_on": date(2025, 2, 10), "findings": "平稳", "staff": "测员"}
RECHECK = {
    "kind": "recheck",
    "reported_on": date(2025, 4, 10),
    "findings": "病情稳定",
    "staff": "测员",
    "hospital": "自治区人民医院",
    "designated": True,
}


def due_days(desk, uid, kind):
    return [d.due_on for d in desk.health.duties(uid) if d.kind == kind]


def test_a_recheck_is_due_every_three_months(desk, outside, clock):
    """§8.7: received 2025-01-15: 04-14, 07-14, 10-14."""
    clock.set(date(2025, 10, 1))
    assert due_days(desk, outside, "recheck") == [
        date(2025, 4, 14),
        date(2025, 7, 14),
        date(2025, 10, 14),
    ]


def test_an_extension_moves_only_its_own_day(desk, persons, outside, clock):
    """§8.7: an approved extension of one to three months."""
    clock.set(date(2025, 5, 20))
    moved = {
        "kind": "recheck",
        "due_on": date(2025, 4, 14),
        "new_due_on": date(2025, 5, 30),
        "reason": "住院手术",
        "approved_by": "银川市司法局",
        "document_number": "银司矫5号",
    }
    persons.add_row(outside, "health_extension", moved)
    assert due_days(desk, outside, "recheck") == [date(2025, 5, 30), date(2025, 7, 14)]
    with pytest.raises(Rejected, match="没有应当报告"):
        persons.add_row(outside, "health_extension", {**moved, "due_on": date(2025, 4, 15)})


def test_the_body_is_reported_every_calendar_month(desk, persons, outside, clock):
    """§8.7; the monthly talk counts once its 身体情况 is written."""
    clock.set(datetime(2025, 3, 10, 9, 0))
    persons.add_row(outside, "health_report", REPORT)
    talk = {
        "happened_at": datetime(2025, 3, 5, 9, 0),
        "place": "本所",
        "staff": "测员",
        "method": "at_office",
        "result": "normal",
        "body": "平稳",
        "late_reason": "补录",
    }
    desk.check_ins.record(outside, "monthly_meeting", talk)
    done = [(d.due_on, d.done_on) for d in desk.health.duties(outside) if d.kind == "body"]
    assert done == [
        (date(2025, 1, 31), None),
        (date(2025, 2, 28), date(2025, 2, 10)),
        (date(2025, 3, 31), date(2025, 3, 5)),
    ]
    late = [r for r in desk.reminders(date(2025, 3, 10)) if r.kind == "corrections.health"]
    assert [r.due_on for r in late if r.overdue] == [date(2025, 1, 31)]
    made_up = {**REPORT, "reported_on": date(2025, 3, 8), "counts_for": date(2025, 1, 20)}
    persons.add_row(outside, "health_report", made_up)
    assert not [
        r for r in desk.reminders(date(2025, 3, 10)) if r.kind == "corrections.health" and r.overdue
    ]


def test_only_medical_parole_is_rechecked_and_only_outside_reports(desk, persons, sheet, person):
    nursing = persons.admit(
        sheet(
            name="测母亲",
            category="outside",
            outside_reason="pregnancy",
            outside_until=date(2025, 3, 20),
            id_number="640122199001018493",
        )
    )
    assert due_days(desk, nursing, "recheck") == []
    assert desk.health.duties(person) == []
    with pytest.raises(Rejected, match="只有暂予监外执行"):
        persons.add_row(person, "health_report", REPORT)


def test_the_end_of_pregnancy_or_nursing_is_announced(desk, persons, sheet, in_2025):
    """实施办法 49: the ground is gone, the term is not."""
    persons.admit(
        sheet(category="outside", outside_reason="pregnancy", outside_until=date(2025, 3, 20))
    )
    ahead = {r.kind: r for r in desk.reminders(date(2025, 3, 1))}["corrections.outside_until"]
    assert not ahead.overdue
    past = {r.kind: r for r in desk.reminders(date(2025, 3, 21))}["corrections.outside_until"]
    assert past.overdue
    assert "收监" in past.detail


def test_a_recheck_names_its_hospital(desk, persons, outside, clock):
    clock.set(date(2025, 4, 12))
    with pytest.raises(Rejected, match="写明医院"):
        persons.add_row(outside, "health_report", {**RECHECK, "hospital": None})
    asked = persons.ask_row(outside, "health_report", {**RECHECK, "designated": False})
    assert [(p.field, p.blocking) for p in asked] == [("designated", False)]
    persons.add_row(outside, "health_report", RECHECK)
    assert [d.done_on for d in desk.health.duties(outside) if d.kind == "recheck"] == [
        date(2025, 4, 10)
    ]


def test_a_guarantor_who_no_longer_fits_is_pointed_out(persons, outside):
    """暂予监外执行规定 11; 实施办法 49."""
    check = {
        "guarantor_name": "测保",
        "checked_on": date(2025, 3, 1),
        "capable": True,
        "at_liberty": True,
        "settled": True,
        "nearby": False,
        "staff": "测员",
    }
    (asked,) = persons.ask_row(outside, "guarantor_check", check)
    assert "同一市、县" in asked.message
    assert "收监" in asked.message
    assert not asked.blocking
    assert persons.ask_row(outside, "guarantor_check", {**check, "nearby": True}) == []
