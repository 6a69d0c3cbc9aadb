"""What the dated rules say about one leave, with everything the store knows about the person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.definition import Values
from app.models.corrections import CorrectionsPerson, CourtOrder, Delegation
from app.models.supervision import Leave
from app.rules.absence import Absence, absence
from app.rules.leave import Circumstances, LeaveRequest, decide_leave, frequent_permit
from app.rules.leave_window import Span, Window
from app.rules.profiles import RuleBook
from app.rules.terms import last_day_of_months
from app.services.corrections.leave_states import DECIDED_DAYS
from app.services.rule_books import book

__all__ = [
    "Assessment",
    "assess",
    "delegation_on",
    "listed_places",
    "orders_during",
    "overstay",
    "permit_months_end",
    "reassess",
    "span_of",
]

LEAVE_MATTER = "leave_7"
"""The delegation that lets an office approve short leave (codes of ``delegation_matter``)."""

ASSESSED = (
    *("kind", "applied_on", "from_on", "until_on", "extends_uid", "changes_uid", "places"),
    "order_conflict",
)
"""What of a leave the rules look at."""

CONTACT_LOST = frozenset({"lost", "out_of_control"})


@dataclass(frozen=True, slots=True)
class Assessment:
    """Who must decide on a leave and why, so that an officer can explain it to the procuratorate.

    ``tier`` is a code of ``leave_tier``; ``end`` the last day that can be approved; ``problems``
    bar the application as it stands; ``explanation`` is the arithmetic in sentences.
    """

    tier: str
    end: date
    days: int
    window: Window | None
    apply_by: date | None
    needs_filing: bool
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    explanation: str
    profile: str  # id of the rule profile that decided
    delegation_uid: str | None
    rule: str = ""  # key of the rule that decided, for the page 依据与规则
    asked: frozenset[date] = frozenset()
    others: frozenset[date] = frozenset()
    window_limit: int | None = None

    @property
    def window_days(self) -> int | None:
        """Days out in the fullest two months, this leave included."""
        return self.window.days if self.window else None


def span_of(leave: Leave) -> Span:
    """The days of a leave as the window counts them: actual ones once the person is back."""
    closed = leave.state == "closed"
    return Span(
        start=leave.approved_from or leave.from_on,
        end=leave.approved_until or leave.until_on,
        actual_start=leave.departed_at.date() if closed and leave.departed_at else None,
        actual_end=leave.returned_at.date() if closed and leave.returned_at else None,
        frequent=leave.kind == "frequent",
    )


def delegation_on(session: Session, office: str, on: date) -> Delegation | None:
    """The delegation to approve short leave in force on a day."""
    query = select(Delegation).where(
        Delegation.office == office,
        Delegation.matter == LEAVE_MATTER,
        Delegation.from_on <= on,
        or_(Delegation.until_on.is_(None), Delegation.until_on >= on),
    )
    return session.scalars(query.order_by(Delegation.from_on.desc()).limit(1)).first()


def assess(
    session: Session, office: str, person: CorrectionsPerson, values: Values, *, but: str = ""
) -> Assessment:
    """Apply the rules of the day of application to ``values``; ``but`` is the leave itself.

    ``values``: kind, applied_on, from_on, until_on, extends_uid, changes_uid, places,
    order_conflict. The leave that is changed (变更) gives way, so its days do not count.
    """
    rules = book(session, office, "corrections")
    on: date = values["applied_on"]
    delegation = delegation_on(session, office, on)
    taken = session.scalars(
        select(Leave).where(
            Leave.office == office,
            Leave.person_uid == person.uid,
            Leave.state.in_(DECIDED_DAYS),
            Leave.uid.not_in([uid for uid in (but, values.get("changes_uid")) if uid]),
        )
    ).all()
    if values.get("kind") == "frequent":
        return _frequent(person, values, rules)
    extended = next((le for le in taken if le.uid == values.get("extends_uid")), None)
    found = decide_leave(
        LeaveRequest(
            start=values["from_on"],
            end=values["until_on"],
            applied_on=on,
            extends=span_of(extended) if extended else None,
            emergency=values.get("kind") == "emergency",
        ),
        [span_of(leave) for leave in taken],
        Circumstances(
            delegated=delegation is not None,
            sentence_end=person.ends_on,
            absent=person.state in CONTACT_LOST or any(_overdue(le, on) for le in taken),
            order_conflict=values.get("order_conflict") != "none"
            and bool(orders_during(session, person, values["from_on"], values["until_on"])),
            entry_until=_entry_until(person, rules, on),
        ),
        rules,
    )
    return Assessment(
        tier=found.tier.value,
        end=found.end,
        days=found.days,
        window=found.window,
        apply_by=found.apply_by,
        needs_filing=found.needs_filing,
        problems=found.problems,
        warnings=found.warnings,
        explanation="".join(found.explanation),
        profile=found.ruling.profile.id,
        delegation_uid=delegation.uid if delegation else None,
        rule=found.ruling.rule.key,
        asked=found.asked,
        others=found.others,
        window_limit=rules.resolve("leave.window_max_days", on).integer_or_none,
    )


def reassess(session: Session, person: CorrectionsPerson, leave: Leave) -> Assessment:
    """What the rules say of a leave as it is kept, beside what is approved and taken now."""
    wanted = {name: getattr(leave, name) for name in ASSESSED}
    return assess(session, leave.office, person, wanted, but=leave.uid)


def orders_during(
    session: Session, person: CorrectionsPerson, first: date, last: date
) -> list[CourtOrder]:
    """禁止令 in force on any day from ``first`` to ``last``."""
    query = select(CourtOrder).where(
        CourtOrder.office == person.office,
        CourtOrder.person_uid == person.uid,
        CourtOrder.deleted.is_(False),
        CourtOrder.from_on <= last,
        CourtOrder.until_on >= first,
    )
    return list(session.scalars(query.order_by(CourtOrder.from_on)))


def listed_places(words: str | None) -> list[str]:
    """The cities and counties of a permit for frequent travel, as typed."""
    return [place for place in re.split(r"[、，；,;\s]+", words or "") if place]


def permit_months_end(first: date, approved_on: date, rules: RuleBook) -> date | None:
    """The last day of a permit that begins on ``first`` (实施办法 29); nothing without such a rule."""
    months = rules.resolve("leave.frequent_valid_months", approved_on).integer_or_none
    return last_day_of_months(first, months) if months else None


def _entry_until(person: CorrectionsPerson, rules: RuleBook, on: date) -> date | None:
    """The last day of the entry period, if the county has one."""
    ruling = rules.find("leave.entry_months", on)
    months = ruling.integer_or_none if ruling else None
    received = person.received_on
    return last_day_of_months(received, months) if received and months else None


def _frequent(person: CorrectionsPerson, values: Values, rules: RuleBook) -> Assessment:
    """经常性跨市、县 is always for the county to approve (实施办法 29)."""
    places = listed_places(values.get("places"))
    permit = frequent_permit(values["from_on"], values["applied_on"], places, rules, person.ends_on)
    problems = list(permit.problems)
    if values["until_on"] > permit.last:
        problems.append(f"有效期最长到{show_date(permit.last)}，请改短。")
    if values["until_on"] < values["from_on"]:
        problems.append("返回日早于离开日。")
    return Assessment(
        tier="county",
        end=min(permit.last, values["until_on"]),
        days=0,
        window=None,
        apply_by=None,
        needs_filing=False,
        problems=tuple(problems),
        warnings=(),
        explanation=f"经常性跨市、县活动由县级社区矫正机构批准（{permit.ruling.why}）。",
        profile=permit.ruling.profile.id,
        delegation_uid=None,
        rule=permit.ruling.rule.key,
    )


def _overdue(leave: Leave, on: date) -> bool:
    return leave.state == "away" and on > (leave.approved_until or leave.until_on)


def overstay(session: Session, leave: Leave, on: date) -> Absence:
    """The absence after the approved days of a leave, seen on day ``on``."""
    rules = book(session, leave.office, "corrections")
    return absence(leave.approved_until or leave.until_on, on, rules)
