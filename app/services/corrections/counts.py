"""社区矫正统计: every figure of ``resources/reports/corrections*.toml``, with the persons behind it.

Source: §6 of the corrections notes; no names in a statistic, only numbers. A movement belongs to the
day it happened, a check-in to its own day, a missed one to the last day of its period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.forms.codes import table
from app.forms.corrections import month_register
from app.models.corrections import ControlChange, CorrectionsPerson, CorrectionsStep, CourtOrder
from app.models.sanctions import Positioning, Sanction
from app.models.supervision import CheckIn, HoursEntry, Leave, Suspension
from app.rules.checkins import KINDS, Status
from app.rules.identity import age_on
from app.rules.periods import ReportPeriod
from app.services.corrections.counts_events import count_events, inquiries, unreceived
from app.services.corrections.offence_heads import offence_keys
from app.services.corrections.rhythm import Reckoning, watched
from app.services.corrections.states import ENDED, ON_THE_BOOKS
from app.services.reversals import standing
from app.services.rule_books import book
from app.services.tally import Check, Tally

__all__ = ["categories", "checks", "month_counts", "tally"]

FEMALE = "2"
OLD = 60
PROPOSALS = frozenset({"revoke_probation", "revoke_parole", "imprison"})

People = dict[str, CorrectionsPerson]


@dataclass(frozen=True, slots=True)
class _Days:
    """The days a table is about."""

    first: date
    last: date

    def hold(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def month_counts(
    session: Session, office: str, first: date, last: date, now: datetime
) -> dict[str, int]:
    """The figures of ``month_register`` for one office and the days ``first`` to ``last``."""
    found = tally(session, office, first, last, now)
    return dict(found.numbers(column.name for column in month_register(last).columns))


def tally(session: Session, office: str, first: date, last: date, now: datetime) -> Tally:
    """Every figure the program counts for the days ``first`` to ``last``."""
    counts, days = Tally(), _Days(first, last)
    people = _people(session, office)
    steps = _standing_steps(session, office, last)
    _movements(counts, steps, people, first)
    _closing(counts, session, office, _on_the_books(steps, people), last)
    standing = {step.person_uid: step.after for step in steps}
    unreceived(
        counts, session, office, standing, people, book(session, office, "corrections"), last
    )
    _leaves(counts, session, office, days, now.date())
    _check_ins(counts, session, office, days, now)
    _hours(counts, session, office, days)
    _sanctions(counts, session, office, days)
    count_events(counts, session, office, first, last)
    return counts


def _people(session: Session, office: str) -> People:
    query = select(CorrectionsPerson).where(CorrectionsPerson.office == office)
    return {p.uid: p for p in session.scalars(query)}


def categories(session: Session, office: str) -> dict[str, frozenset[str]]:
    """矫正类别 in words → the persons in it; a category is never changed (§6)."""
    people = _people(session, office).values()
    return {
        entry.label: frozenset(p.uid for p in people if p.category == entry.code)
        for entry in table("corrections_category")
    }


def _standing_steps(session: Session, office: str, last: date) -> list[CorrectionsStep]:
    """Steps of persons up to a day that nobody has taken back, in order."""
    query = (
        select(CorrectionsStep)
        .where(
            CorrectionsStep.office == office,
            CorrectionsStep.leave_uid.is_(None),
            CorrectionsStep.happened_on <= last,
        )
        .order_by(CorrectionsStep.happened_on, CorrectionsStep.recorded_at, CorrectionsStep.change)
    )
    return standing(session.scalars(query))


# --- who came and went -----------------------------------------------------------------------------


def _movements(
    counts: Tally, steps: Iterable[CorrectionsStep], people: People, first: date
) -> None:
    opening: dict[str, None] = {}
    for step in steps:
        uid = step.person_uid
        if uid not in people:
            continue
        enters = step.after in ON_THE_BOOKS and step.before not in ON_THE_BOOKS
        leaves = step.after in ENDED and step.before in ON_THE_BOOKS
        counts.add("received_total", uid, enters)
        counts.add("released_total", uid, leaves and step.after == "released")
        if step.happened_on < first:
            if enters:
                opening[uid] = None
            elif leaves:
                opening.pop(uid, None)
            continue
        if enters:
            counts.add("new", uid)
            counts.add("new_moved_in", uid, step.before == "moving_in")
        elif leaves:
            counts.add(step.after, uid)
            if step.reason:
                counts.add(f"{step.after}_{step.reason}", uid)
        counts.add("lost", uid, step.after == "lost")
        counts.add("out_of_control", uid, step.after == "out_of_control")
        counts.add("revocation_proposed", uid, step.after == "revocation_proposed")
        back = step.before in {"lost", "out_of_control"} and step.after == "enrolled"
        counts.add("found", uid, back)
    for uid in opening:
        counts.add("opening", uid)


def _on_the_books(steps: Iterable[CorrectionsStep], people: People) -> People:
    """Who is on the books after the last of ``steps``."""
    state = {step.person_uid: step.after for step in steps}
    return {uid: p for uid, p in people.items() if state.get(uid) in ON_THE_BOOKS}


def _closing(counts: Tally, session: Session, office: str, here: People, last: date) -> None:
    """Who is on the books at the end, by category, sex, age, class and offence."""
    classes = _classes(session, office, last)
    for uid, person in here.items():
        counts.add("closing", uid)
        counts.add(f"closing_{person.category}", uid)
        counts.add("closing_female" if person.sex == FEMALE else "closing_male", uid)
        counts.add("closing_juvenile", uid, person.juvenile)
        counts.add(f"closing_household_{_household(person.household)}", uid)
        old = person.birth_date is not None and age_on(person.birth_date, last) >= OLD
        counts.add("closing_over60", uid, old)
        counts.add(f"closing_{classes.get(uid) or 'unclassed'}", uid)
        for key in offence_keys(person.offence_class, "offence"):
            counts.add(key, uid)
    paused = select(Suspension.person_uid).where(
        Suspension.office == office,
        Suspension.deleted.is_(False),
        Suspension.from_on <= last,
        or_(Suspension.until_on.is_(None), Suspension.until_on >= last),
    )
    orders = select(CourtOrder.person_uid).where(
        CourtOrder.office == office,
        CourtOrder.deleted.is_(False),
        CourtOrder.from_on <= last,
        CourtOrder.until_on >= last,
    )
    for key, query in (("closing_suspended", paused), ("closing_orders", orders)):
        for uid in dict.fromkeys(session.scalars(query)):
            counts.add(key, uid, uid in here)


def _household(code: str | None) -> str:
    return "unknown" if not code else "local" if code == "local" else "elsewhere"


def _classes(session: Session, office: str, last: date) -> dict[str, str]:
    """The control class of everybody on a day."""
    query = (
        select(ControlChange.person_uid, ControlChange.control_class)
        .where(
            ControlChange.office == office,
            ControlChange.deleted.is_(False),
            ControlChange.from_on <= last,
        )
        .order_by(ControlChange.from_on, ControlChange.change)
    )
    return {found.person_uid: found.control_class for found in session.execute(query)}


# --- what was done ---------------------------------------------------------------------------------


def _leaves(counts: Tally, session: Session, office: str, days: _Days, today: date) -> None:
    rules = book(session, office, "corrections")
    for leave in session.scalars(select(Leave).where(Leave.office == office)):
        uid = leave.person_uid
        counts.add("leave_applied", uid, days.hold(leave.applied_on))
        if days.hold(leave.decided_on):
            if not leave.approved:
                counts.add("leave_refused", uid)
            elif leave.kind == "frequent":
                counts.add("leave_frequent", uid)
            else:
                counts.add(f"leave_{leave.decided_tier}", uid)
                short = rules.find("leave.office_max_days", leave.applied_on)
                long = rules.find("leave.county_max_days", leave.applied_on)
                first = leave.approved_from or leave.from_on
                length = ((leave.approved_until or leave.until_on) - first).days + 1
                if short and length <= short.integer:
                    counts.add("leave_short", uid)
                elif long and length <= long.integer:
                    counts.add("leave_middle", uid)
                else:
                    counts.add("leave_long", uid)
        due = leave.approved_until or leave.until_on
        late = bool(leave.late_days) or (leave.state == "away" and today > due)
        counts.add("leave_overdue", uid, late and days.hold(due + timedelta(days=1)))


def _check_ins(counts: Tally, session: Session, office: str, days: _Days, now: datetime) -> None:
    done = (
        select(CheckIn.kind, CheckIn.person_uid, func.count().label("number"))
        .where(
            CheckIn.office == office,
            CheckIn.deleted.is_(False),
            CheckIn.happened_on >= days.first,
            CheckIn.happened_on <= days.last,
        )
        .group_by(CheckIn.kind, CheckIn.person_uid)
    )
    for line in session.execute(done):
        counts.add(f"{line.kind}_done", line.person_uid, line.number)
    reckoning = Reckoning(book(session, office, "corrections"), now, days.first)
    for who in watched(session, office, since=days.first):
        missed = Counter(
            duty.kind
            for duty in reckoning.duties(who, KINDS)
            if duty.status is Status.OVERDUE and days.hold(duty.last)
        )
        for kind, number in missed.items():
            counts.add(f"{kind}_missed", who.uid, number)


def _hours(counts: Tally, session: Session, office: str, days: _Days) -> None:
    query = (
        select(
            HoursEntry.kind,
            HoursEntry.person_uid,
            func.sum(HoursEntry.minutes).label("minutes"),
            func.count().label("times"),
        )
        .where(
            HoursEntry.office == office,
            HoursEntry.deleted.is_(False),
            HoursEntry.happened_on >= days.first,
            HoursEntry.happened_on <= days.last,
        )
        .group_by(HoursEntry.kind, HoursEntry.person_uid)
    )
    for line in session.execute(query):
        counts.add(f"{line.kind}_minutes", line.person_uid, int(line.minutes))
        counts.add(f"{line.kind}_times", line.person_uid, line.times)


def _sanctions(counts: Tally, session: Session, office: str, days: _Days) -> None:
    """奖惩 decided in the period, and what was submitted for a decision; a revoked one never was."""
    query = select(Sanction).where(Sanction.office == office, Sanction.revoked_on.is_(None))
    for one in session.scalars(query):
        if one.kind in PROPOSALS:
            counts.add("revocation_submitted", one.person_uid, days.hold(one.submitted_on))
        decided = one.result == "approved" and days.hold(one.decided_on)
        counts.add(f"sanction_{one.kind}", one.person_uid, decided)
    used = select(Positioning).where(
        Positioning.office == office,
        Positioning.from_on <= days.last,
        Positioning.until_on >= days.last,
        or_(Positioning.removed_on.is_(None), Positioning.removed_on > days.last),
    )
    for uid in dict.fromkeys(p.person_uid for p in session.scalars(used)):
        counts.add("positioned", uid)


# --- what must fit ---------------------------------------------------------------------------------

FLOWS = {
    "new": "新增",
    "released": "解除",
    "terminated": "终止",
    "moved_out": "迁出",
    "inquiry_received": "受理调查评估",
    "inquiry_finished": "完成调查评估",
}

SUMS: dict[str, tuple[str, ...]] = {
    "期末 = 男 + 女": ("closing", "closing_male", "closing_female"),
    "期末 = 各管理类别之和": (
        *("closing", "closing_strict", "closing_ordinary", "closing_lenient"),
        "closing_unclassed",
    ),
    "期末 = 户籍本县 + 户籍外地 + 未填": (
        *("closing", "closing_household_local", "closing_household_elsewhere"),
        "closing_household_unknown",
    ),
    "期末 = 各罪名大类之和": (
        *("closing", "offence_state_security", "offence_public_security", "offence_economic"),
        *("offence_person", "offence_property", "offence_social_order", "offence_bribery"),
        *("offence_other", "offence_unknown"),
    ),
    "再犯罪 = 各罪名大类之和": (
        *("reoffended", "reoffended_state_security", "reoffended_public_security"),
        *("reoffended_economic", "reoffended_person", "reoffended_property"),
        *("reoffended_social_order", "reoffended_bribery", "reoffended_other"),
        "reoffended_unknown",
    ),
    "完成调查评估 = 建议适用 + 建议不适用": (
        *("inquiry_finished", "inquiry_suitable", "inquiry_unsuitable"),
    ),
}
"""A whole and its parts inside one table."""


def checks(session: Session, office: str, period: ReportPeriod, found: Tally) -> list[Check]:
    """勾稽 inside the table per category, with the period before, and with its parts.

    期末 = 期初 + 新增 − 解除 − 终止 − 迁出 counts the same people twice by two roads: those on the books
    by their state at the end, and those who came and went.
    """
    made: list[Check] = []
    everybody = frozenset(_people(session, office))
    for words, inside in {"合计": everybody, **categories(session, office)}.items():

        def number(key: str, inside: frozenset[str] = inside) -> int:
            return found.number(key, inside.__contains__)

        gone = number("released") + number("terminated") + number("moved_out")
        made.append(
            Check(
                f"{words}：期末 = 期初 + 新增 − 解除 − 终止 − 迁出",
                number("closing"),
                number("opening") + number("new") - gone,
            )
        )
    total = found.number
    for words, keys in SUMS.items():
        whole, *parts_of = keys
        made.append(Check(words, total(whole), sum(total(key) for key in parts_of)))
    before = _flows(session, office, period.before)
    made.append(
        Check(f"{period.before.words}期末 = 本期期初", before.number("closing"), total("opening"))
    )
    parts = [_flows(session, office, part) for part in period.parts]
    if parts:
        for key, words in FLOWS.items():
            together = sum(part.number(key) for part in parts)
            made.append(Check(f"本期{words} = 各期{words}之和", total(key), together))
        for one, other, part in zip(parts, parts[1:], period.parts, strict=False):
            made.append(
                Check(
                    f"{part.words}期末 = 下一期期初", one.number("closing"), other.number("opening")
                )
            )
    return made


def _flows(session: Session, office: str, period: ReportPeriod) -> Tally:
    """Movements and who is on the books at the end, without what was done."""
    counts = Tally()
    people = _people(session, office)
    steps = _standing_steps(session, office, period.last)
    _movements(counts, steps, people, period.first)
    for uid in _on_the_books(steps, people):
        counts.add("closing", uid)
    inquiries(counts, session, office, period.first, period.last)
    return counts
