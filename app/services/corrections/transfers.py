"""执行地变更 (F23): apply, ask the other county, decide, hand over, report there; no gap, no overlap.

实施办法 30, 31. The rhythm ends here with the hand-over; the person is counted here until the day
before reporting there, and there from that day on. What the counties decide is recorded, not made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.days import show_date
from app.forms import corrections_transfer as forms
from app.forms.checks import problems
from app.forms.definition import Form, Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.transfers import CorrectionsTransfer
from app.rules.calendar import work_calendar
from app.rules.profiles import RuleBook
from app.rules.transfers import Due, answer_by, apply_by, files_by, report_by
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.columns import assign, read
from app.services.corrections.entries import Moment, rows_of
from app.services.corrections.records import find_person, refuse, writable
from app.services.corrections.states import ENDED, NotAllowed
from app.services.corrections.steps import take_step
from app.services.rule_books import book

__all__ = ["TransferService", "TransferView", "next_due", "station"]

STATIONS = {
    "answer": "等待对方答复",
    "decide": "等待县级决定",
    "hand_over": "等待移交",
    "report": "等待在新执行地报到",
    "done": "已报到",
    "refused": "不同意变更",
    "cancelled": "没有迁居",
}
"""Where a transfer stands, in the order of the procedure."""


@dataclass(frozen=True, slots=True)
class TransferView:
    """One transfer as the page shows it. ``due`` is by when the next station is to be done."""

    uid: str
    direction: str
    station: str
    words: str
    due: Due | None
    values: dict[str, Any]


def station(transfer: CorrectionsTransfer) -> str:
    """Where a transfer stands: a key of ``STATIONS``."""
    if transfer.cancelled_on:
        return "cancelled"
    if transfer.decision == "refused":
        return "refused"
    if transfer.reported_on:
        return "done"
    if transfer.decided_on is None:
        return "decide" if transfer.answered_on else "answer"
    if transfer.direction == "out" and transfer.handed_over_on is None:
        return "hand_over"
    return "report"


def next_due(transfer: CorrectionsTransfer, rules: RuleBook) -> Due | None:
    """By when the next station is to be done, where a rule says so."""
    where = station(transfer)
    asked = transfer.inquiry_on or transfer.opinion_on or transfer.applied_on
    decided = transfer.decided_on
    if where == "answer":
        return answer_by(asked, rules)
    if where == "hand_over" and decided:
        return files_by(decided, rules, work_calendar())
    if where == "report" and decided:
        return report_by(transfer.told_on or decided, rules)
    return None


class TransferService(Service, work=Work.CASES):
    """Moves of persons out of this office and into it."""

    def check(self, uid: str, direction: str, values: Values) -> list[Problem]:
        """Everything to ask about an application before it is kept."""
        form = _form(direction)
        found = problems(form, values, on=self.today())
        if any(p.blocking for p in found):
            return found
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return [*found, *_check(person, direction, values, self.today(), self._rules(session))]

    def apply(self, uid: str, direction: str, values: Values) -> str:
        """Keep an application to leave (``TRANSFER_OUT``), or the other county's letter.

        Returns the uid of the move. Raises ``NotAllowed`` for who has left, and while another move
        is going on.
        """
        refuse(self.check(uid, direction, values))
        with self._database.begin() as session:
            person = writable(session, self.office, uid)
            if person.state in ENDED:
                raise NotAllowed("这名对象已经离开本所，不能再登记。")
            at = Moment(session, self.office, self.now())
            for other in rows_of(at, CorrectionsTransfer, uid, "applied_on"):
                if station(other) not in {"done", "refused", "cancelled"}:
                    raise NotAllowed("已有一次执行地变更正在办理。", "请先把那一次办完或者取消。")
            transfer = CorrectionsTransfer(office=self.office, person_uid=uid, direction=direction)
            assign(transfer, _form(direction), values)
            session.add(transfer)
            session.flush()
            return transfer.uid

    def edit(self, row_uid: str, values: Values) -> None:
        """Correct the application while nothing was decided. Raises ``NotAllowed`` after that."""
        with self._database.begin() as session:
            transfer, _ = self._find(session, row_uid)
            if transfer.decided_on:
                raise NotAllowed("已经登记决定，申请不能再改。")
            form = _form(transfer.direction)
            refuse(problems(form, values, on=self.today()))
            assign(transfer, form, values)

    def answer(self, row_uid: str, values: Values) -> None:
        """Record what the other county answered (``TRANSFER_ANSWER``)."""
        with self._database.begin() as session:
            transfer, _ = self._open(session, row_uid, {"answer"}, forms.TRANSFER_ANSWER, values)
            self._not_before(values, "answered_on", transfer.applied_on)
            if values["answer"] == "refuse" and not values.get("answer_reason"):
                refuse([Problem("answer_reason", "不同意接收的，请写明理由。")])
            assign(transfer, forms.TRANSFER_ANSWER, values)

    def decide(self, row_uid: str, values: Values) -> None:
        """Record the decision (``TRANSFER_DECISION``); 同意 makes it 待迁出 at the old office."""
        with self._database.begin() as session:
            transfer, person = self._open(
                session, row_uid, {"answer", "decide"}, forms.TRANSFER_DECISION, values
            )
            self._not_before(values, "decided_on", transfer.answered_on or transfer.applied_on)
            assign(transfer, forms.TRANSFER_DECISION, values)
            if values["decision"] == "approved":
                told = transfer.told_on or values["decided_on"]
                transfer.report_by = report_by(told, self._rules(session)).on
                if transfer.direction == "out":
                    self._step(session, person, "moving_out", values["decided_on"], transfer)

    def hand_over(self, row_uid: str, values: Values) -> None:
        """Record the hand-over (``TRANSFER_HANDOVER``): the last day of the rhythm here."""
        with self._database.begin() as session:
            transfer, person = self._open(
                session, row_uid, {"hand_over"}, forms.TRANSFER_HANDOVER, values
            )
            for name in ("handed_over_on", "files_sent_on"):
                self._not_before(values, name, transfer.decided_on)
            assign(transfer, forms.TRANSFER_HANDOVER, values)
            person.left_on = transfer.handed_over_on

    def reported(self, row_uid: str, values: Values) -> None:
        """Record the report at the new place (``TRANSFER_REPORTED``); the count moves that day."""
        with self._database.begin() as session:
            transfer, person = self._open(
                session, row_uid, {"report"}, forms.TRANSFER_REPORTED, values
            )
            self._not_before(values, "reported_on", transfer.handed_over_on or transfer.decided_on)
            assign(transfer, forms.TRANSFER_REPORTED, values)
            after = "moved_out" if transfer.direction == "out" else "enrolled"
            self._step(session, person, after, values["reported_on"], transfer)

    def absent(self, row_uid: str, values: Values) -> None:
        """Record that the new county told us nobody came (``TRANSFER_ABSENT``)."""
        with self._database.begin() as session:
            transfer, _ = self._open(session, row_uid, {"report"}, forms.TRANSFER_ABSENT, values)
            self._not_before(values, "absence_told_on", transfer.decided_on)
            assign(transfer, forms.TRANSFER_ABSENT, values)

    def cancel(self, row_uid: str, values: Values) -> None:
        """Record that the person stays (``TRANSFER_CANCELLED``); the rhythm here goes on."""
        with self._database.begin() as session:
            transfer, person = self._open(
                session,
                row_uid,
                {"answer", "decide", "hand_over", "report"},
                forms.TRANSFER_CANCELLED,
                values,
            )
            assign(transfer, forms.TRANSFER_CANCELLED, values)
            if person.state == "moving_out":
                self._step(session, person, "enrolled", values["cancelled_on"], transfer)

    def transfers(self, uid: str) -> list[TransferView]:
        """All transfers of a person, the newest first."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            at = Moment(session, self.office, self.now())
            rules = self._rules(session)
            return [
                TransferView(
                    uid=t.uid,
                    direction=t.direction,
                    station=station(t),
                    words=STATIONS[station(t)],
                    due=next_due(t, rules),
                    values={"name": person.name, **read(t, forms.TRANSFER_SHEET)},
                )
                for t in reversed(rows_of(at, CorrectionsTransfer, uid, "applied_on"))
            ]

    # --- inside one transaction ------------------------------------------------------------

    def _rules(self, session: Session) -> RuleBook:
        return book(session, self.office, "corrections")

    def _find(
        self, session: Session, row_uid: str
    ) -> tuple[CorrectionsTransfer, CorrectionsPerson]:
        transfer = session.get(CorrectionsTransfer, (self.office, row_uid))
        if transfer is None or transfer.deleted:
            raise Missing("这次执行地变更")
        return transfer, writable(session, self.office, transfer.person_uid)

    def _open(
        self, session: Session, row_uid: str, wanted: set[str], form: Form, values: Values
    ) -> tuple[CorrectionsTransfer, CorrectionsPerson]:
        """The transfer, if it stands where this entry belongs and the entry is filled."""
        refuse(problems(form, values, on=self.today()))
        transfer, person = self._find(session, row_uid)
        if station(transfer) not in wanted:
            raise NotAllowed(
                f"这次变更现在是“{STATIONS[station(transfer)]}”，不能登记“{form.title}”。",
                "请按办理的先后次序登记。",
            )
        return transfer, person

    def _not_before(self, values: Values, name: str, earlier: date | None) -> None:
        day: date = values[name]
        if day > self.today():
            refuse([Problem(name, "这一天还没有到，请核对。")])
        if earlier is not None and day < earlier:
            refuse([Problem(name, f"早于上一个环节（{show_date(earlier)}），请核对。")])

    def _step(
        self,
        session: Session,
        person: CorrectionsPerson,
        after: str,
        on: date,
        transfer: CorrectionsTransfer,
    ) -> None:
        values = {
            "happened_on": on,
            "decided_by": transfer.decided_by,
            "document_number": transfer.decision_number,
            "note": f"{transfer.other_authority}{transfer.other_office or ''}",
        }
        take_step(session, person, after, values, now=self.now(), rules=self._rules(session))


def _form(direction: str) -> Form:
    return forms.TRANSFER_OUT if direction == "out" else forms.TRANSFER_IN


def _check(
    person: CorrectionsPerson, direction: str, values: Values, today: date, rules: RuleBook
) -> Iterable[Problem]:
    if values["applied_on"] > today:
        yield Problem("applied_on", "这一天还没有到，请核对。")
    if direction == "in":
        if person.state != "moving_in":
            yield Problem("applied_on", "迁入登记只用于“待迁入”的对象。")
        return
    if person.state not in {"enrolled", "moving_out"}:
        yield Problem("applied_on", "只有在册、没有脱离监管的对象可以申请变更执行地。")
    move_on = values["move_on"]
    due = apply_by(move_on, rules)
    if values["applied_on"] > due.on:
        yield Problem(
            "applied_on",
            f"一般应当提前一个月申请，最迟{show_date(due.on)}（{due.ruling.rule.article_text}），"
            "请写明原因。",
            blocking=False,
        )
    if person.ends_on and move_on > person.ends_on:
        yield Problem("move_on", "迁居日期在矫正期满以后，不需要变更执行地。")
