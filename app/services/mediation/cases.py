"""案件: opening a case, its facts, taking it off the register, what is due, links between cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from app.days import short_day
from app.errors import ActionableError
from app.forms.checks import problems
from app.forms.codes import label
from app.forms.definition import Field, Form, Kind, Problem, Values
from app.forms.mediation.steps import REMOVE
from app.models.history import bury
from app.models.mediation import Committee, MediationCase, Obligation, Party
from app.rules.money import yuan_text
from app.services.access import Work
from app.services.base import Rejected, Service
from app.services.mediation.clocks import (
    CLOCK_COLUMNS,
    Due,
    dues,
    lit,
    owed_in,
    refresh,
    revisited_on,
    visits_to,
)
from app.services.mediation.facts import (
    ROW_FACTS,
    SIDES,
    fact_fields,
    facts_of,
    find_case,
    records_of,
    save_facts,
)
from app.services.mediation.unvisited import REVISIT, unvisited
from app.services.people import identity_problems
from app.services.reminders import Reminder, Target, by_urgency
from app.services.removal import removal_problems
from app.services.rule_books import book
from app.services.settings import read_habits

__all__ = ["UNVISITED", "CaseService", "CaseSummary", "Related"]

UNVISITED = "unvisited"
"""The part of the register with the return visits missed long ago."""

HORIZON = timedelta(days=100)
"""How far ahead a deadline may lie and still be reminded of today (three months for 时效)."""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """What stands at the top of a case's page."""

    uid: str
    number: str | None
    title: str
    state: str
    state_label: str
    round: int
    formset: str
    committee_uid: str
    committee_name: str
    accepted_on: date | None
    agreed_on: date | None
    agreement_form: str | None
    confirmation: str | None
    dues: tuple[Due, ...]
    check_score: int | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class Related:
    """Another case of the same people."""

    uid: str
    number: str | None
    title: str
    accepted_on: date | None
    shared: tuple[str, ...]  # names
    linked: bool = False  # somebody said that one grew out of the other


class CaseService(Service, work=Work.CASES):
    """Cases and their facts."""

    def open(self, values: Values, *, committee: str | None = None) -> str:
        """A new case at 待受理 with the facts known so far; returns its uid.

        ``committee`` may be left out where the office has one only. Raises ``Rejected``.
        """
        doubtful = self.problems(values)
        _refuse(doubtful)
        with self._database.begin() as session:
            case = MediationCase(
                office=self.office,
                committee_uid=committee or self._only_committee(session),
                state="waiting",
                round=1,
                formset=read_habits(session, self.office, self.today()).formset,
            )
            session.add(case)
            session.flush()
            save_facts(session, case, values, today=self.today())
            refresh(session, case, today=self.today())
            return case.uid

    def facts(self, case: str) -> dict[str, Any]:
        """All facts of a case by field name: columns, rows, ages as of the agreement or the acceptance."""
        with self._database.begin() as session:
            return facts_of(session, find_case(session, self.office, case))

    def save(self, case: str, values: Values) -> list[Problem]:
        """Write the facts in ``values``; returns doubts that did not stop it.

        Other facts stay. A repeated fact is given as its whole list of rows. Raises ``Rejected``.
        """
        doubtful = self.problems(values)
        _refuse(doubtful)
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            save_facts(session, found, values, today=self.today())
            refresh(session, found, today=self.today())
        return doubtful

    def problems(self, values: Values) -> list[Problem]:
        """What is wrong or doubtful with some facts, whatever paper they stand on."""
        form = _facts_form(values)
        found = problems(form, values, on=self.today(), complete=False)
        for name in ("parties", *SIDES, "agents"):
            for number, row in enumerate(values.get(name) or []):
                found.extend(identity_problems(name, row, number, on=self.today()))
        return found

    def summary(self, case: str) -> CaseSummary:
        """What stands at the top of a case's page."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            committee = session.get_one(Committee, (self.office, found.committee_uid))
            return CaseSummary(
                uid=found.uid,
                number=found.number,
                title=found.title or found.parties_text or "未命名的纠纷",
                state=found.state,
                state_label=label("case_state", found.state),
                round=found.round,
                formset=found.formset,
                committee_uid=found.committee_uid,
                committee_name=committee.name,
                accepted_on=found.accepted_on,
                agreed_on=found.agreed_on,
                agreement_form=found.agreement_form,
                confirmation=found.confirmation,
                dues=tuple(self._dues(session, found)),
                check_score=found.check_score,
                deleted=found.deleted,
            )

    def reminders(self, today: date | None = None) -> list[Reminder]:
        """What the desk of the day shows of mediation."""
        today = today or self.today()
        with self._database.begin() as session:
            near = session.scalars(
                select(MediationCase)
                .where(
                    MediationCase.office == self.office,
                    MediationCase.deleted.is_(False),
                    MediationCase.due_on <= today + HORIZON,
                )
                .options(load_only(*CLOCK_COLUMNS))
            ).all()
            rules = book(session, self.office, "mediation")
            owed = owed_in(session, self.office, [case.uid for case in near])
            visits = visits_to(session, self.office, [case.uid for case in near])
            found = [
                _reminder(case, due, today, owed.get(case.uid, ()))
                for case in near
                for due in dues(
                    case,
                    [o for o in owed.get(case.uid, ()) if o.round == case.round],
                    visits.get((case.uid, case.round)),
                    rules,
                )
                if lit(due, today)
            ]
        return by_urgency(found)

    def long_unvisited(self, today: date) -> list[Reminder]:
        """One line for all return visits missed so long ago that each is no task any more."""
        with self._database.begin() as session:
            rules = book(session, self.office, "mediation")
            count = len(unvisited(session, self.office, rules, today))
            ruling = rules.find("remind.years", today, category=REVISIT)
        if not count or ruling is None:
            return []
        return [
            Reminder(
                kind="mediation.unvisited",
                title="以前没有回访的案件",
                due_on=today,
                overdue=False,
                target=Target("mediation", None, UNVISITED),
                detail=f"回访逾期都满{ruling.integer}年，不再逐件提醒；补了回访记录或者归档以后就不再列出。",
                folded=count,
            )
        ]

    def related(self, case: str) -> list[Related]:
        """Cases of the same people within ninety days, and the one linked to it (一案一卷)."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            rules = book(session, self.office, "mediation")
            day = found.accepted_on or self.today()
            span = timedelta(days=rules.resolve("related_case.days", day).integer)
            cards = select(Party.person_uid).where(
                Party.office == self.office,
                Party.case_uid == case,
                Party.person_uid.is_not(None),
                Party.deleted.is_(False),
            )
            rows = session.execute(
                select(MediationCase, Party.name)
                .join(
                    Party,
                    (Party.case_uid == MediationCase.uid) & (Party.office == MediationCase.office),
                )
                .where(
                    MediationCase.office == self.office,
                    MediationCase.uid != case,
                    Party.person_uid.in_(cards),
                )
            ).all()
        shared: dict[MediationCase, list[str]] = {}
        for other, name in rows:
            near = other.accepted_on and abs(other.accepted_on - day) <= span
            if near or other.uid == found.related_uid or other.related_uid == case:
                shared.setdefault(other, []).append(name)
        return [
            Related(
                o.uid,
                o.number,
                "（涉及隐私）" if o.restricted else o.title or o.parties_text,
                o.accepted_on,
                tuple(who),
                linked=o.uid == found.related_uid or o.related_uid == case,
            )
            for o, who in shared.items()
        ]

    def relate(self, case: str, other: str | None) -> None:
        """Link a case to the earlier dispute it grew out of; ``None`` unlinks."""
        with self._database.begin() as session:
            find_case(session, self.office, case).related_uid = (
                find_case(session, self.office, other).uid if other else None
            )

    def remove(self, case: str, values: Values) -> None:
        """Take a case off the register for a reason, a second person being there (D1; ``REMOVE``).

        Its number stays used (F3); it can be brought back. Raises ``Rejected``.
        """
        actor, today = self._database.actor, self.today()
        with self._database.begin() as session:
            if found := removal_problems(session, self.office, actor, REMOVE, values, on=today):
                raise Rejected(found)
            record = find_case(session, self.office, case)
            record.removed_reason = values["reason"]
            record.removed_second = values["second_person"].strip()
            bury([record])

    def _dues(self, session: Session, case: MediationCase) -> list[Due]:
        obligations: Any = records_of(session, case, Obligation)
        rules = book(session, self.office, "mediation")
        found = dues(case, obligations, revisited_on(session, case), rules)
        return [due for due in found if not due.over(self.today())]

    def _only_committee(self, session: Session) -> str:
        uids = session.scalars(
            select(Committee.uid).where(Committee.office == self.office).limit(2)
        ).all()
        if len(uids) != 1:
            raise ActionableError(
                "M05",
                "还没有登记人民调解委员会。" if not uids else "请选择由哪个调委会调解。",
                do="请先在设置里登记调委会和调解员。" if not uids else "在登记页选择调委会。",
            )
        return uids[0]


def _facts_form(values: Values) -> Form:
    """The facts in ``values`` as one form, to run its checks."""
    rows: list[Field] = []
    for name in values:
        if name in ROW_FACTS or name in SIDES:
            columns = ROW_FACTS["parties" if name in SIDES else name][1]
            rows.append(Field(name, ROW_LABELS[name], Kind.ROWS, columns=columns))
        else:
            rows.append(fact_fields()[name])
    return Form(code="mediation.facts", title="案件", rows=((*rows,),), source="")


ROW_LABELS = {
    "parties": "当事人",
    "applicants": "申请人",
    "respondents": "被申请人",
    "agents": "委托代理人",
    "mediators": "人民调解员",
    "obligations": "履行事项",
}


def _refuse(found: Iterable[Problem]) -> None:
    if blocking := [problem for problem in found if problem.blocking]:
        raise Rejected(blocking)


def _reminder(case: MediationCase, due: Due, today: date, owed: Iterable[Obligation]) -> Reminder:
    who = "（涉及隐私）" if case.restricted else case.parties_text
    name = f"{case.number} {who}" if case.number else who
    return Reminder(
        kind=due.kind,
        title=f"{due.deadline.title}：{name}",
        due_on=due.on,
        overdue=today > due.on,
        target=Target("mediation", case.uid, due.part),
        detail=_promised(case, due, today, owed) or due.deadline.note or due.deadline.article,
    )


def _promised(case: MediationCase, due: Due, today: date, owed: Iterable[Obligation]) -> str:
    """Who promised what until when; nothing of it where the case is 涉及隐私."""
    found = next((one for one in owed if due.subject and one.uid == due.subject), None)
    if found is None:
        return ""
    late = today > due.on
    do = "没有履行，请督促并登记。" if late else "到期前提醒当事人，履行后登记。"
    if case.restricted:
        return f"约定的履行{do}" if late else do
    if found.amount:
        left = found.amount - (found.done_amount or 0)
        what = f"付给{found.payee or '对方'}{yuan_text(left, grouped=True)}元"
    else:
        what = found.act or "履行约定事项"
    return f"{found.payer}约定{short_day(due.on)}前{what}，{do}"
