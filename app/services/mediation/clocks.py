"""What is due in a case, and what the register shows of it: kept up to date with every save."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.mediation import MediationCase, Obligation, Paper
from app.rules import deadlines
from app.rules.calendar import work_calendar
from app.rules.deadlines import Deadline, Light
from app.rules.obligations import Performance, Promise
from app.rules.profiles import RuleBook
from app.services.mediation.compose import names, title_of
from app.services.mediation.facts import ROW_FACTS, SIDES, records_of, rows_of
from app.services.rule_books import book

__all__ = [
    "CLOCK_COLUMNS",
    "DUE_WORDS",
    "SILENT",
    "Due",
    "dues",
    "is_over",
    "lit",
    "owed_in",
    "promise",
    "refresh",
    "revisited_on",
    "visits_to",
]

CLOCK_COLUMNS = tuple(
    getattr(MediationCase, name)
    for name in (
        "number",
        "parties_text",
        "restricted",
        "state",
        "round",
        "accepted_on",
        "reopened_on",
        "extended_until",
        "reply_due_on",
        "replied_on",
        "agreed_on",
        "effective_on",
        "agreement_form",
        "performance",
        "performed_on",
        "confirmation",
        "confirmation_applied_on",
        "due_on",
    )
)
"""What the clocks read of a case, so that a list of cases is read without its long texts."""

DUE_WORDS = {
    "mediation.limit": "调解期限",
    "mediation.reply": "反馈移送单位",
    "mediation.payment": "履行到期",
    "mediation.revisit": "回访",
    "mediation.confirmation": "司法确认",
    "mediation.ruling": "法院裁定",
    "mediation.limitation": "诉讼时效",
}
"""What a deadline is called where there is room for a word only."""

OPEN = frozenset({"waiting", "mediating"})
NO_AGREEMENT = OPEN | {"withdrawn", "transferred", "declined"}
SILENT = NO_AGREEMENT | {"archived"}
"""States in which nothing that follows an agreement is due."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing due in a case; ``part`` is the paper or page on which it is done."""

    kind: str
    deadline: Deadline
    part: str
    subject: str = ""
    until: date | None = None  # the last day on which it is still a task; then only a finding

    @property
    def on(self) -> date:
        """The last day."""
        return self.deadline.due

    def over(self, today: date) -> bool:
        """Whether it is no task any more: a right that lapsed, a duty missed for too long."""
        return self.until is not None and today > self.until


def refresh(session: Session, case: MediationCase, *, today: date) -> None:
    """Bring title, names and nearest deadline of the register up to date with the facts."""
    parties = [row for row in rows_of(session, case, "parties") if not row.get("left_on")]
    facts = {
        "dispute_type": case.dispute_type,
        **{v: [row for row in parties if row["side"] == side] for v, side in SIDES.items()},
    }
    title = title_of(facts) or None
    _set(case, "parties_text", names(parties)[:400])
    if not case.title_typed:
        _set(case, "title", title)
    obligations = records_of(session, case, ROW_FACTS["obligations"][0])
    rules = book(session, case.office, "mediation")
    waiting = [
        due
        for due in dues(case, obligations, revisited_on(session, case), rules)
        if not due.over(today)
    ]
    nearest = min(waiting, key=lambda due: due.on, default=None)
    _set(case, "due_on", nearest.on if nearest else None)
    _set(case, "due_kind", nearest.kind if nearest else None)
    session.flush()


def revisited_on(session: Session, case: MediationCase) -> date | None:
    """The day of the last return visit of this round."""
    return session.execute(
        select(func.max(Paper.dated_on)).where(
            Paper.office == case.office,
            Paper.case_uid == case.uid,
            Paper.form == "mediation.revisit",
            Paper.round == case.round,
            Paper.deleted.is_(False),
        )
    ).scalar()


def owed_in(session: Session, office: str, cases: Iterable[str]) -> dict[str, list[Obligation]]:
    """The obligations of many cases at once, by case."""
    found: dict[str, list[Obligation]] = {}
    query = select(Obligation).where(Obligation.office == office)
    for some in _hundreds(cases):
        for obligation in session.scalars(query.where(Obligation.case_uid.in_(some))):
            found.setdefault(obligation.case_uid, []).append(obligation)
    return found


def visits_to(
    session: Session, office: str, cases: Iterable[str]
) -> dict[tuple[str, int], date | None]:
    """The last return visit of many cases at once, by case and round."""
    query = (
        select(Paper.case_uid, Paper.round, func.max(Paper.dated_on))
        .where(
            Paper.office == office,
            Paper.form == "mediation.revisit",
            Paper.deleted.is_(False),
        )
        .group_by(Paper.case_uid, Paper.round)
    )
    return {
        (case, round_): last
        for some in _hundreds(cases)
        for case, round_, last in session.execute(query.where(Paper.case_uid.in_(some)))
    }


def _hundreds(uids: Iterable[str]) -> Iterator[list[str]]:
    """A few hundred at a time, as many as one statement takes."""
    rest = list(uids)
    for start in range(0, len(rest), 500):
        yield rest[start : start + 500]


def dues(
    case: MediationCase,
    obligations: Sequence[Obligation],
    revisited: date | None,
    rules: RuleBook,
) -> list[Due]:
    """Everything still due in a case, the nearest first; nothing once it is archived."""
    if case.state == "archived":
        return []  # what is archived is done; what was missed is a finding of the dossier check
    found = [*_open_case(case, rules), *_after_agreement(case, obligations, revisited, rules)]
    return sorted(found, key=lambda due: due.on)


def promise(obligation: Obligation) -> Promise:
    """An obligation as the rules see it."""
    return Promise(
        obligation.due_on,
        obligation.amount,
        obligation.done_amount or (obligation.amount or 0 if obligation.done_on else 0),
        obligation.done_on,
    )


def _open_case(case: MediationCase, rules: RuleBook) -> Iterator[Due]:
    started = case.reopened_on or case.accepted_on
    if case.state == "mediating" and started:
        limit = deadlines.mediation_limit(started, rules, case.extended_until)
        yield Due("mediation.limit", limit, "mediation.record")
    if case.reply_due_on and not case.replied_on and case.state not in {"filed", "archived"}:
        ruling = rules.resolve("reply.remind_days", case.reply_due_on)
        due = case.reply_due_on
        remind = due - timedelta(days=ruling.integer)
        start = case.accepted_on or due
        reply = Deadline("向委托移送单位反馈", start, due, due, remind, ruling)
        yield _duty("mediation.reply", reply, "mediation.reply", rules)


def _after_agreement(
    case: MediationCase,
    obligations: Iterable[Obligation],
    revisited: date | None,
    rules: RuleBook,
) -> Iterator[Due]:
    if case.agreed_on is None or case.state in NO_AGREEMENT:
        return
    days = work_calendar()
    performed = case.performance == Performance.DONE.value
    for obligation in obligations:
        state = promise(obligation).state
        if obligation.due_on and state is not Performance.DONE and not performed:
            paid = deadlines.payment_due(obligation.due_on, case.agreed_on, rules)
            yield _duty("mediation.payment", paid, "obligations", rules, obligation.uid)
    if revisited is None:
        last = max((o.due_on for o in obligations if o.due_on), default=None)
        at_once = performed and case.performed_on == case.agreed_on
        visit = deadlines.revisit_due(case.agreed_on, rules, last_due=last, performed=at_once)
        if visit:
            yield _duty("mediation.revisit", visit, "mediation.revisit", rules)
    start = case.effective_on or (case.agreed_on if case.agreement_form == "oral" else None)
    if start and not performed and case.confirmation in {None, "none"}:
        limit = deadlines.confirmation_limit(start, rules, days)
        yield Due("mediation.confirmation", limit, "mediation.confirmation", until=limit.due)
    if case.confirmation == "applied" and case.confirmation_applied_on:
        ruling = deadlines.ruling_expected(case.confirmation_applied_on, rules)
        yield _duty("mediation.ruling", ruling, "mediation.confirmation-materials", rules)
    open_days = [
        o.due_on for o in obligations if o.due_on and promise(o).state is not Performance.DONE
    ]
    if open_days and not performed:
        lapse = deadlines.limitation(max(open_days), rules, days)
        yield Due("mediation.limitation", lapse, "obligations", until=lapse.due)


def _duty(kind: str, deadline: Deadline, part: str, rules: RuleBook, subject: str = "") -> Due:
    """A duty of the desk; missed for long enough it is a finding and no task."""
    until = deadlines.reminded_until(kind, deadline.due, rules)
    return Due(kind, deadline, part, subject, until)


LAPSING = frozenset({"mediation.confirmation", "mediation.limitation"})
"""Rights of the parties that lapse; they are no duty of the desk."""


def is_over(kind: str, due: date, today: date, rules: RuleBook) -> bool:
    """Whether what was due on a day is no task any more, as the register shows it."""
    until = due if kind in LAPSING else deadlines.reminded_until(kind, due, rules)
    return until is not None and today > until


def lit(due: Due, today: date) -> bool:
    """Whether the desk of the day shows it: from its reminder on, until it is over."""
    if due.over(today):
        return False
    return due.deadline.light(today) is not Light.GREEN


def _set(case: MediationCase, name: str, value: object) -> None:
    if getattr(case, name) != value:
        setattr(case, name, value)
