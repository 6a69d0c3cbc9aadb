"""What to ask about an application for leave before it is saved (实施办法 26-29)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import short_day
from app.forms.codes import label
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.supervision import Leave
from app.rules.leave import ABROAD, INSIDE
from app.services.corrections.assessment import assess, listed_places, orders_during
from app.services.corrections.leave_states import ON_LEAVE, PENDING
from app.services.corrections.states import ON_THE_BOOKS
from app.services.rule_books import book

__all__ = ["application_problems"]


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
    yield from _tied(session, person, values)
    if values.get("kind") != "frequent":
        yield from _permit(session, person, values)
    yield from _destination(session, person, values)


def _orders(session: Session, person: CorrectionsPerson, values: Values) -> Iterator[Problem]:
    """禁止令 in force while away: whoever says there is no conflict says so on the record."""
    for order in orders_during(session, person, values["from_on"], values["until_on"]):
        checked = values.get("order_conflict")
        words = {
            "none": "已核对，与目的地和事由没有冲突。",
            "conflict": "有冲突，须由县级处理，本所不得批准。",
        }
        said = words.get(
            checked or "", "请在“禁止令核对”里写明有无冲突；没有核对的，本所不得批准。"
        )
        yield Problem(
            "order_conflict", f"外出期间禁止令有效：{order.content}。{said}", blocking=False
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
            f"与{short_day(leave.from_on)}至{short_day(leave.until_on)}的申请重叠，那份申请还没有批复。",
            blocking=False,
        )


def _tied(session: Session, person: CorrectionsPerson, values: Values) -> Iterator[Problem]:
    """展期 prolongs a leave somebody is on; 变更 replaces one that has not begun."""
    for name, states, words in (
        ("extends_uid", ON_LEAVE, "原来的外出已经结束，不能展期。"),
        ("changes_uid", frozenset({"approved"}), "只有已批准、还没有离开的外出可以变更。"),
    ):
        leave = session.get(Leave, (person.office, values[name])) if values.get(name) else None
        if leave is not None and leave.state not in states:
            yield Problem("from_on", words)


def _permit(session: Session, person: CorrectionsPerson, values: Values) -> Iterator[Problem]:
    """A place on a permit for frequent travel needs no leave of its own; any other does (办法 29)."""
    query = select(Leave).where(
        Leave.office == person.office,
        Leave.person_uid == person.uid,
        Leave.kind == "frequent",
        Leave.state.in_(ON_LEAVE),
        Leave.approved_from <= values["from_on"],
        Leave.approved_until >= values["until_on"],
    )
    destination = values.get("destination") or ""
    for permit in session.scalars(query):
        places = listed_places(permit.places)
        until = short_day(permit.approved_until or permit.until_on)
        if any(place in destination for place in places):
            words = f"目的地在经常性活动批准的范围内（至{until}），不必逐次请假，电话或微信报告。"
        else:
            words = f"目的地不在经常性活动批准的{'、'.join(places)}以内，须另行请假。"
        yield Problem("destination", words, blocking=False)


def _destination(session: Session, person: CorrectionsPerson, values: Values) -> Iterator[Problem]:
    """Abroad is refused; inside the area the county set no leave is needed (办法 26)."""
    destination = f"{values.get('destination') or ''}、{values.get('places') or ''}"
    words = book(session, person.office, "corrections").find(
        "leave.abroad_words", values["applied_on"]
    )
    if words and any(word in destination for word in words.texts):
        yield Problem("destination", ABROAD)
    areas = [a for a in (person.activity_areas or "").replace(",", "、").split("、") if a]
    if any(area in destination for area in areas):
        yield Problem("destination", f"目的地{INSIDE}", blocking=False)
