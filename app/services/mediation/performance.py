"""履行与司法确认: what was promised, done and urged; the joint application and its ruling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.days import show_date
from app.models.mediation import MediationCase, Obligation
from app.rules.agreements import Confirmability, confirmability
from app.rules.calendar import work_calendar
from app.rules.deadlines import Deadline, confirmation_limit
from app.rules.obligations import Performance, Standing, standing
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.mediation.clocks import promise, refresh
from app.services.mediation.facts import find_case, records_of
from app.services.mediation.paper_values import add_paper
from app.services.mediation.procedure import NotAllowed, not_ahead
from app.services.rule_books import book

__all__ = ["ConfirmationClock", "PerformanceService"]


@dataclass(frozen=True, slots=True)
class ConfirmationClock:
    """Until when the parties may apply together, and what stands against it."""

    deadline: Deadline | None  # None until the agreement binds
    doubts: Confirmability


class PerformanceService(Service, work=Work.CASES):
    """Obligations of an agreement, and judicial confirmation."""

    def perform(
        self, obligation: str, on: date, *, amount: int | None = None, receipt: bool = True
    ) -> str | None:
        """Note that an obligation was performed; returns the receipt's paper for money.

        ``amount`` (fen) is what came this time; left out, all that was still open. Raises
        ``NotAllowed`` for a day before the agreement or to come.
        """
        with self._database.begin() as session:
            found = self._obligation(session, obligation)
            case = find_case(session, self.office, found.case_uid)
            if case.agreed_on and on < case.agreed_on:
                raise NotAllowed(f"履行日期不能早于协议日期{show_date(case.agreed_on)}。")
            not_ahead(on, self.today())
            came: int | None = None
            if found.amount is not None:
                came = found.amount - (found.done_amount or 0) if amount is None else amount
                found.done_amount = (found.done_amount or 0) + came
            found.done_on = on
            _settle(session, case, on, self.today())
            if came is None or not receipt:
                return None
            paper = add_paper(session, case, "mediation.receipt", subject=found.uid)
            paper.values = {**paper.values, "received": came, "received_on": on.isoformat()}
            paper.dated_on = on
            return paper.uid

    def urge(self, obligation: str, on: date, note: str = "") -> None:
        """督促 (Law 31): note that the debtor was asked to perform."""
        with self._database.begin() as session:
            found = self._obligation(session, obligation)
            not_ahead(on, self.today())
            found.urged_on = on
            if note:
                line = f"{show_date(on)}督促：{note}"
                found.note = f"{found.note}\n{line}" if found.note else line
            refresh(session, find_case(session, self.office, found.case_uid), today=self.today())

    def standing(self, case: str) -> Standing:
        """How the agreement stands today."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            return standing([promise(o) for o in _obligations(session, found)], self.today())

    def confirmation(self, case: str) -> ConfirmationClock:
        """The thirty days of article 33, and what a court might object to."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            rules = book(session, self.office, "mediation")
            on = found.agreed_on or self.today()
            doubts = confirmability(found.dispute_type or "", found.terms or "", on, rules)
            start = found.effective_on
            clock = confirmation_limit(start, rules, work_calendar()) if start else None
            return ConfirmationClock(clock, doubts)

    def apply_for_confirmation(self, case: str, on: date, court: str) -> str:
        """共同申请司法确认; returns the application's paper.

        Raises ``NotAllowed`` without a binding agreement or after the thirty days (Law 33).
        """
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            if found.agreed_on is None or found.state not in {"succeeded", "filed", "archived"}:
                raise NotAllowed("还没有达成调解协议，不能申请司法确认。")
            start = found.effective_on or found.agreed_on
            limit = confirmation_limit(
                start, book(session, self.office, "mediation"), work_calendar()
            )
            not_ahead(on, self.today())
            if on < start:
                raise NotAllowed(
                    f"协议{show_date(start)}才生效，申请日期不能更早。", "请核对日期。"
                )
            if on > limit.due:
                raise NotAllowed(
                    f"申请期限到{show_date(limit.due)}为止（协议{show_date(start)}生效，三十日内）。",
                    "过期后可以就协议的履行或者内容向人民法院起诉。",
                )
            found.confirmation, found.confirmation_applied_on = "applied", on
            found.confirmation_court = court
            paper = add_paper(session, found, "mediation.confirmation")
            add_paper(session, found, "mediation.confirmation-materials")
            refresh(session, found, today=self.today())
            return paper.uid

    def rule_on_confirmation(self, case: str, on: date, ruling_no: str, *, confirmed: bool) -> None:
        """The court's ruling: confirmed, or rejected (then a new round or a suit, 民诉法 206).

        Raises ``NotAllowed`` without an application, and for a day before it or to come.
        """
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            if found.confirmation != "applied":
                raise NotAllowed("还没有登记司法确认的申请。")
            not_ahead(on, self.today())
            if found.confirmation_applied_on and on < found.confirmation_applied_on:
                applied = show_date(found.confirmation_applied_on)
                raise NotAllowed(f"裁定日期不能早于申请日期{applied}。", "请核对日期。")
            found.confirmation = "confirmed" if confirmed else "rejected"
            found.confirmation_ruled_on, found.confirmation_ruling_no = on, ruling_no
            refresh(session, found, today=self.today())

    def _obligation(self, session: Session, uid: str) -> Obligation:
        found = session.get(Obligation, (self.office, uid))
        if found is None or found.deleted:
            raise Missing("这条履行事项")
        return found


def _obligations(session: Session, case: MediationCase) -> Iterable[Obligation]:
    return records_of(session, case, Obligation)


def _settle(session: Session, case: MediationCase, on: date, today: date) -> None:
    """Performance of the whole follows from its parts."""
    now = standing([promise(o) for o in _obligations(session, case)], today)
    case.performance = now.performance.value
    case.performed_on = on if now.performance is Performance.DONE else None
    refresh(session, case, today=today)
