"""程序: the steps of a case in the law's order, each allowed or refused with its article.

待受理 → 调解中 → 成功 / 不成 / 撤回 / 移送 / 不予受理 → 立卷 → 归档; a closed case may be opened again as a
new round, with what the earlier round agreed kept beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.errors import ActionableError
from app.forms.codes import label
from app.models.history import bury
from app.models.mediation import CaseRound, MediationCase, StateChange
from app.rules.agreements import session_barred
from app.services.access import Work
from app.services.base import Service
from app.services.mediation import numbering
from app.services.mediation.clocks import refresh
from app.services.mediation.facts import ROW_FACTS, facts_of, find_case, records_of
from app.services.mediation.paper_values import add_paper, freeze
from app.services.rule_books import book
from app.services.settings import read_habits

__all__ = ["NotAllowed", "ProcedureService", "Step", "not_ahead"]

ENDS = frozenset({"succeeded", "failed", "withdrawn", "transferred", "declined"})

ALLOWED: Mapping[str, frozenset[str]] = {
    "waiting": frozenset({"mediating", "declined", "withdrawn", "transferred"}),
    "mediating": frozenset({"succeeded", "failed", "withdrawn", "transferred"}),
    **{state: frozenset({"filed", "mediating"}) for state in ENDS},
    "filed": frozenset({"archived", "mediating"}),
    "archived": frozenset({"mediating"}),
}
"""From which state to which."""

ROUND_FACTS = (
    *("agreement_form", "terms", "performance_terms", "agreed_on", "effective_on"),
    *("amount", "copies", "ended_on", "end_reason", "end_note", "performance", "performed_on"),
    *("confirmation", "confirmation_applied_on", "confirmation_court"),
    *("confirmation_ruling_no", "confirmation_ruled_on"),
    *("filed_by", "filed_on", "archived_on", "refused_on", "consented_on", "extended_until"),
)
"""What belongs to one round; a new round begins without it."""

FILING_PAPERS = ("mediation.cover", "mediation.contents", "mediation.back")


class NotAllowed(ActionableError):
    """The law or the order of the procedure does not allow the step."""

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__("M03", what, do=do)


@dataclass(frozen=True, slots=True)
class Step:
    """One step a case has taken."""

    uid: str
    round: int
    before: str
    after: str
    happened_on: date
    reason: str | None


class ProcedureService(Service, work=Work.CASES):
    """Steps of the procedure, each on the day it happened.

    Raises ``NotAllowed``, which says why, for a step that the law or the state of the case does not
    allow, and for a day to come; then nothing has changed.
    """

    def accept(self, case: str, on: date) -> str | None:
        """受理 (Law 17); returns the case's number if numbers are given at acceptance."""
        with self._moving(case) as (session, found):
            parties = records_of(session, found, ROW_FACTS["parties"][0])
            if len({party.side for party in parties}) < 2:
                raise NotAllowed(
                    "至少要有两方当事人才能受理。", "请先登记申请人和被申请人，再受理。"
                )
            if found.applied_on and on < found.applied_on:
                raise NotAllowed(
                    f"受理日期不能早于申请日期{show_date(found.applied_on)}。", "请核对日期。"
                )
            self._not_ahead(on)
            self._step(session, found, "mediating", on)
            found.accepted_on = on
            habits = read_habits(session, self.office, on)
            if habits.number_at == "acceptance":
                numbering.allocate(session, found, on, habits)
            add_paper(session, found, "mediation.acceptance")
            return found.number

    def decline(self, case: str, on: date, reason: str) -> None:
        """不予受理, with the reason that the notice prints (2002 Rules 22, 23)."""
        with self._moving(case) as (session, found):
            self._end(session, found, "declined", on, reason)
            paper = add_paper(session, found, "mediation.not-accepted")
            paper.values = {**paper.values, "reason": reason}

    def refuse(self, case: str, on: date, reason: str = "") -> None:
        """A party clearly refuses (Law 17): no session after that day, unless all agree again."""
        with self._moving(case) as (session, found):
            self._not_ahead(on)
            found.refused_on, found.consented_on = on, None
            if found.state == "mediating":
                found.end_reason = "withdrawn"
                self._end(session, found, "withdrawn", on, reason or "当事人明确拒绝调解")

    def consent(self, case: str, on: date, reason: str = "") -> None:
        """The parties agree again after a refusal: the case goes on."""
        with self._moving(case) as (session, found):
            if found.refused_on is None or on < found.refused_on:
                raise NotAllowed("没有登记过当事人拒绝调解，不需要重新同意。")
            self._not_ahead(on)
            found.consented_on = on
            if found.state == "withdrawn":
                self._step(session, found, "mediating", on, reason or "当事人重新同意调解")
                found.ended_on = found.end_reason = None

    def agree(self, case: str, on: date, *, oral: bool = False) -> str:
        """调解成功 (Law 28-30); returns the number of the case."""
        with self._moving(case) as (session, found):
            if barred := session_barred(on, found.refused_on, found.consented_on):
                raise NotAllowed(barred)
            self._end(session, found, "succeeded", on, None)
            found.agreed_on = on
            found.agreement_form = "oral" if oral else "written"
            found.effective_on = on if oral else None
            found.confirmation = found.confirmation or "none"
            found.performance = found.performance or "none"
            add_paper(session, found, _agreement_paper(found))
            return found.number or ""

    def make_written(self, case: str, on: date | None = None) -> str:
        """Write down an agreement made by word of mouth, nothing typed again; returns the paper.

        It binds anew from the day the written one is signed and sealed; the register of the oral
        one stays in the dossier.
        """
        with self._moving(case) as (session, found):
            if found.agreement_form != "oral" or found.agreed_on is None:
                raise NotAllowed("只有口头协议才能补写成书面协议。")
            found.agreement_form = "written"
            if on:
                found.agreed_on = on
            paper = add_paper(session, found, "mediation.agreement")
            return paper.uid

    def fail(self, case: str, on: date, reason: str, note: str) -> None:
        """调解不成 (Law 26): with the reason and what other ways the parties were told of."""
        with self._moving(case) as (session, found):
            self._end(session, found, "failed", on, note)
            found.end_reason, found.end_note = reason, note

    def withdraw(self, case: str, on: date, note: str) -> None:
        """The applicant takes the application back (Law 23)."""
        with self._moving(case) as (session, found):
            self._end(session, found, "withdrawn", on, note)
            found.end_reason, found.end_note = "withdrawn", note

    def transfer(self, case: str, on: date, receiver: str, reason: str) -> str:
        """移送 to another body; returns the letter's paper."""
        with self._moving(case) as (session, found):
            self._end(session, found, "transferred", on, reason)
            found.receiver = receiver
            paper = add_paper(session, found, "mediation.transfer")
            paper.values = {**paper.values, "reason": reason, "issued_on": on.isoformat()}
            paper.dated_on = on
            return paper.uid

    def extend(self, case: str, until: date) -> str:
        """延期 with all parties' consent; returns the paper they sign."""
        with self._moving(case) as (session, found):
            if found.state != "mediating":
                raise NotAllowed("只有调解中的案件才能延期。")
            found.extended_until = until
            paper = add_paper(session, found, "mediation.extension")
            return paper.uid

    def file(self, case: str, on: date, *, by: str, retention: str) -> None:
        """立卷: cover, contents and back cover join the papers."""
        with self._moving(case) as (session, found):
            ended = found.ended_on or found.agreed_on
            if ended and on < ended:
                raise NotAllowed(f"立卷日期不能早于结案日期{show_date(ended)}。", "请核对日期。")
            self._not_ahead(on)
            self._step(session, found, "filed", on)
            found.filed_on, found.filed_by, found.retention = on, by, retention
            for form in FILING_PAPERS:
                add_paper(session, found, form)

    def archive(self, case: str, on: date, place: str) -> None:
        """归档: where the bound dossier lies."""
        with self._moving(case) as (session, found):
            if found.filed_on and on < found.filed_on:
                raise NotAllowed(f"归档日期不能早于立卷日期{show_date(found.filed_on)}。")
            self._not_ahead(on)
            self._step(session, found, "archived", on)
            found.archived_on, found.archive_place = on, place

    def reopen(self, case: str, on: date, reason: str, outcome: str) -> str | None:
        """A new round (Law 33 para 3; both sides' consent); returns the number with its suffix.

        ``outcome`` says what becomes of the old agreement (code of ``round_outcome``); it stays in
        the dossier as it was.
        """
        with self._moving(case) as (session, found):
            if found.state in {"waiting", "mediating"}:
                raise NotAllowed("案件还没有结束，不需要重新调解。")
            self._not_ahead(on)
            session.add(
                CaseRound(
                    office=self.office,
                    case_uid=found.uid,
                    round=found.round,
                    reopened_on=on,
                    reason=reason,
                    outcome=outcome,
                    facts=freeze(facts_of(session, found)),
                )
            )
            self._step(session, found, "mediating", on, reason)
            first = found.number if found.round == 1 else _first_number(session, found)
            found.round += 1
            found.reopened_on = on
            for name in ROUND_FACTS:
                setattr(found, name, None)
            if first is not None:
                suffix = book(session, self.office, "mediation").resolve("number.round_suffix", on)
                found.number = numbering.in_round(first, found.round, suffix.text)
            session.flush()
            return found.number

    def rounds(self, case: str) -> list[dict[str, Any]]:
        """Earlier rounds, oldest first, and why each was opened again.

        ``round``, ``number``, ``reopened_on``, ``reason``, and as ``outcome`` what became of the
        agreement (code of ``round_outcome``).
        """
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            return [
                {
                    "round": record.round,
                    "number": record.facts.get("number"),
                    "reopened_on": record.reopened_on,
                    "reason": record.reason,
                    "outcome": record.outcome,
                }
                for record in _rounds(session, found)
            ]

    def steps(self, case: str) -> list[Step]:
        """The steps a case has taken, oldest first."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            return [
                Step(s.uid, s.round, s.before, s.after, s.happened_on, s.reason)
                for s in _steps(session, found)
            ]

    def undo(self, case: str) -> str:
        """Take the last step back, as when a button was pressed too early; returns the state.

        A number stays with its case. A re-opening is not taken back.
        """
        with self._moving(case) as (session, found):
            steps = _steps(session, found)
            if not steps or steps[-1].round != found.round:
                raise NotAllowed("没有可以撤销的步骤。")
            last = steps[-1]
            for name in UNDONE.get((last.before, last.after), UNDONE.get(("", last.after), ())):
                setattr(found, name, None)
            found.state = last.before
            bury([last])
            session.flush()
            return found.state

    @contextmanager
    def _moving(self, case: str) -> Iterator[tuple[Session, MediationCase]]:
        """The case in a transaction of its own; what it waits for is reckoned anew at the end."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            yield session, found
            refresh(session, found, today=self.today())

    def _end(
        self, session: Session, case: MediationCase, state: str, on: date, reason: str | None
    ) -> None:
        begun = case.reopened_on or case.accepted_on
        if begun and on < begun:
            raise NotAllowed(f"日期不能早于受理日期{show_date(begun)}。", "请核对日期。")
        self._not_ahead(on)
        self._step(session, case, state, on, reason)
        case.ended_on = on
        if case.accepted_on:
            numbering.allocate(session, case, on, read_habits(session, self.office, on))

    def _step(
        self, session: Session, case: MediationCase, state: str, on: date, reason: str | None = None
    ) -> None:
        if state not in ALLOWED.get(case.state, frozenset()):
            now, then = label("case_state", case.state), label("case_state", state)
            raise NotAllowed(f"案件现在是“{now}”，不能直接变为“{then}”。")
        session.add(
            StateChange(
                office=self.office,
                case_uid=case.uid,
                round=case.round,
                before=case.state,
                after=state,
                happened_on=on,
                reason=reason,
            )
        )
        case.state = state
        session.flush()

    def _not_ahead(self, on: date) -> None:
        not_ahead(on, self.today())


def not_ahead(on: date, today: date) -> None:
    """What happened cannot have happened tomorrow; raises ``NotAllowed``."""
    if on > today:
        raise NotAllowed(f"{show_date(on)}还没有到。", "请核对日期。")


UNDONE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("waiting", "mediating"): ("accepted_on",),
    ("withdrawn", "mediating"): ("consented_on",),
    ("", "succeeded"): ("agreed_on", "ended_on", "agreement_form", "effective_on"),
    ("", "failed"): ("ended_on", "end_reason", "end_note"),
    ("", "withdrawn"): ("ended_on", "end_reason", "refused_on"),
    ("", "transferred"): ("ended_on", "receiver"),
    ("", "declined"): ("ended_on",),
    ("", "filed"): ("filed_on",),
    ("", "archived"): ("archived_on",),
}
"""What a step wrote and its undoing takes away."""


def _agreement_paper(case: MediationCase) -> str:
    oral = case.agreement_form == "oral"
    return "mediation.oral-agreement" if oral else "mediation.agreement"


def _rounds(session: Session, case: MediationCase) -> list[CaseRound]:
    query = select(CaseRound).where(CaseRound.office == case.office, CaseRound.case_uid == case.uid)
    return list(session.scalars(query.order_by(CaseRound.round)))


def _first_number(session: Session, case: MediationCase) -> str | None:
    rounds = _rounds(session, case)
    number = rounds[0].facts.get("number") if rounds else None
    return str(number) if number else None


def _steps(session: Session, case: MediationCase) -> list[StateChange]:
    query = select(StateChange).where(
        StateChange.office == case.office, StateChange.case_uid == case.uid
    )
    return list(session.scalars(query.order_by(StateChange.change)))
