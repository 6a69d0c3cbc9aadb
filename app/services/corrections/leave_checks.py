"""What to ask about an application for leave before it is saved (实施办法 26-29)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.codes import label
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson, CourtOrder
from app.models.supervision import Leave
from app.services.corrections.assessment import assess
from app.services.corrections.leave_states import PENDING
from app.services.corrections.states import ON_THE_BOOKS

__all__ = ["application_problems"]

ABROAD = ("国外", "境外", "出国", "出境", "香港特", "澳门特", "台湾省", "台湾地区")


def application_problems(
    session: Session,
    person: CorrectionsPerson,
    values: Values,
    *,
    but: str = "",
) -> Iterator[Problem]:
    """Problems of an application whose dates are filled in; ``but`` is the leave being edited."""
    if person.state not in ON_THE_BOOKS:
        state = label("corrections_state", person.state)
        yield Problem("from_on", f"对象现在是“{state}”，不在册，不能请假。")
    found = assess(session, person.office, person, values, but=but)
    for text in found.problems:
        yield Problem("from_on", text)
    if found.tier == "forbidden" and not found.problems:
        yield Problem("until_on", found.explanation)
    for text in found.warnings:
        yield Problem("from_on", text, blocking=False)
    late = found.apply_by is not None and values["applied_on"] > found.apply_by
    if (late or values.get("kind") == "emergency") and not values.get("short_notice_reason"):
        yield Problem("short_notice_reason", "没有提前申请的，请填写情况说明。")
    if not values.get("evidence"):
        yield Problem("evidence", "还没有写明证明材料。", blocking=False)
    yield from _orders(session, person, values)
    yield from _pending(session, person, values, but)
    yield from _destination(person, values.get("destination") or "")


def _orders(session: Session, person: CorrectionsPerson, values: Values) -> Iterator[Problem]:
    query = select(CourtOrder).where(
        CourtOrder.office == person.office,
        CourtOrder.person_uid == person.uid,
        CourtOrder.from_on <= values["until_on"],
        CourtOrder.until_on >= values["from_on"],
    )
    for order in session.scalars(query):
        yield Problem(
            "destination",
            f"外出期间禁止令有效：{order.content}。与目的地或事由有冲突的，须由县级处理，本所不得批准。",
            blocking=False,
        )


def _pending(
    session: Session, person: CorrectionsPerson, values: Values, but: str
) -> Iterator[Problem]:
    query = select(Leave).where(
        Leave.office == person.office,
        Leave.person_uid == person.uid,
        Leave.state.in_(PENDING),
        Leave.kind != "frequent",
        Leave.uid != but,
        Leave.from_on <= values["until_on"],
        Leave.until_on >= values["from_on"],
    )
    for leave in session.scalars(query):
        yield Problem(
            "from_on",
            f"与{_day(leave.from_on)}至{_day(leave.until_on)}的申请重叠，那份申请还没有批复。",
            blocking=False,
        )


def _destination(person: CorrectionsPerson, destination: str) -> Iterator[Problem]:
    if any(word in destination for word in ABROAD):
        yield Problem(
            "destination", "出境不是请假：社区矫正期间不准出境，按出入境报备办理。", blocking=False
        )
    areas = [a for a in (person.activity_areas or "").replace(",", "、").split("、") if a]
    if any(area in destination for area in areas):
        yield Problem("destination", "目的地在批准的活动范围内，无需请假。", blocking=False)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
