"""Who decides a leave: the office's opinion, its own approval, the county's answer as it came.

Who must decide is computed by the dated rules and explained; the office approves only what the
county has delegated to it (实施办法 27). For everything else it drafts, and records the answer it was
given with its number and date: no click of the office ever approves what the county must decide.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.checks import problems
from app.forms.definition import Values
from app.forms.leave import LEAVE_ANSWER, LEAVE_OPINION
from app.models.supervision import Leave
from app.rules.calendar import DAY
from app.services.access import Work, needs
from app.services.columns import assign
from app.services.corrections.assessment import Assessment, permit_months_end, reassess, span_of
from app.services.corrections.leave_reading import LeaveReading
from app.services.corrections.leave_states import (
    DECIDED_DAYS,
    ON_LEAVE,
    WAITING,
    find_leave,
    move,
)
from app.services.corrections.persons import find_person, refuse
from app.services.corrections.states import NotAllowed
from app.services.rule_books import book

__all__ = ["LeaveDecisions"]


class LeaveDecisions(LeaveReading):
    """Opinion, approval, refusal, the answer from above."""

    def give_opinion(self, uid: str, values: Values) -> Assessment:
        """Sign the office's opinion (form ``LEAVE_OPINION``); says who has to decide and why."""
        refuse(problems(LEAVE_OPINION, values, on=self.today()))
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            found = self._assess_again(session, leave)
            if found.tier not in WAITING:
                raise NotAllowed(found.explanation, "请缩短外出时间后重新申请。")
            _in_order(leave, values["opinion_on"])
            assign(leave, LEAVE_OPINION, values)
            move(
                session,
                leave,
                WAITING[found.tier],
                on=values["opinion_on"],
                now=self.now(),
                decided_by=values["opinion_by"],
                note=found.explanation,
            )
            return found

    @needs(Work.REVIEW)
    def approve(self, uid: str, *, by: str, on: date, number: str | None = None) -> None:
        """The office approves in its own hand what is delegated to it; ``NotAllowed`` otherwise.

        The reckoning is done again: another leave may have been approved since the opinion.
        """
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            found = self._assess_again(session, leave)
            if leave.state != "opinion_given":
                raise NotAllowed(
                    "这次外出不是等待本所批准的申请。", "须由县级或上一级批准的，登记其批复结果。"
                )
            if found.tier != "office":
                raise NotAllowed(
                    f"本所不能批准这次外出：{found.explanation}",
                    "请呈报县级社区矫正机构，收到批复后登记批准结果。",
                )
            if on > leave.from_on and leave.kind != "emergency":
                raise NotAllowed(
                    "外出日期已过，不能事后批准。", "请撤回后重新申请；确属紧急的按紧急外出补办。"
                )
            _in_order(leave, on)
            self._free(session, leave, leave.from_on, found.end)
            move(
                session,
                leave,
                "approved",
                on=on,
                now=self.now(),
                decided_by=by,
                document_number=number,
            )
            self._decide(leave, approved=True, tier="office", by=by, on=on, number=number)
            self._grant(session, leave, leave.from_on, found.end)

    def refer(self, uid: str) -> Assessment:
        """Send an application on whose reckoning has changed since the opinion (呈报县级)."""
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            found = self._assess_again(session, leave)
            if leave.state != "opinion_given" or found.tier not in {"county", "superior"}:
                raise NotAllowed("这次外出不需要呈报。")
            move(
                session,
                leave,
                WAITING[found.tier],
                on=self.today(),
                now=self.now(),
                note=found.explanation,
            )
            return found

    @needs(Work.REVIEW)
    def refuse(self, uid: str, *, refusal: str, text: str, by: str, on: date) -> None:
        """The office refuses what it was delegated to decide; the reason is told in writing."""
        if not text.strip() or not refusal:
            raise NotAllowed("不予批准要写明理由：有正当理由的应当批准（社区矫正法第二十七条）。")
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            if leave.state != "opinion_given":
                raise NotAllowed("这次外出不是等待本所决定的申请。")
            move(session, leave, "refused", on=on, now=self.now(), decided_by=by, note=text)
            self._decide(leave, approved=False, tier="office", by=by, on=on, number=None)
            leave.refusal, leave.refusal_text = refusal, text

    def record_answer(self, uid: str, values: Values) -> None:
        """Record what the county or the body above it decided (form ``LEAVE_ANSWER``)."""
        refuse(problems(LEAVE_ANSWER, values, on=self.today()))
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            if leave.state not in {"waiting_county", "waiting_superior"}:
                raise NotAllowed("这次外出没有在等待上级批复。")
            approved = bool(values.get("approved"))
            if not approved and not (values.get("refusal") and values.get("refusal_text")):
                raise NotAllowed("不予批准的，要填写批复的理由和说明。")
            person = find_person(session, self.office, leave.person_uid)
            start = values.get("approved_from") or leave.from_on
            end = values.get("approved_until") or min(leave.until_on, person.ends_on or date.max)
            if approved and (end < start or end > (person.ends_on or date.max)):
                raise NotAllowed("批准的起止日期不对：止日早于起日，或者超过了矫正止日。")
            _in_order(leave, values["decided_on"])
            if approved:
                self._not_backdated(session, leave, start, end, values["decided_on"])
                self._free(session, leave, start, end)
            move(
                session,
                leave,
                "approved" if approved else "refused",
                on=values["decided_on"],
                now=self.now(),
                decided_by=values["decided_by"],
                document_number=values["decision_number"],
                note=values.get("refusal_text"),
            )
            self._decide(
                leave,
                approved=approved,
                tier=leave.tier or "county",
                by=values["decided_by"],
                on=values["decided_on"],
                number=values["decision_number"],
            )
            if approved:
                self._grant(session, leave, start, end)
            else:
                leave.refusal, leave.refusal_text = values["refusal"], values["refusal_text"]

    def mark_filed(self, uid: str, on: date) -> None:
        """Note the day on which the county was told of an approval by the office (备案)."""
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            if leave.decided_tier != "office" or not leave.approved:
                raise NotAllowed("只有本所批准的外出需要报县级备案。")
            leave.filed_on = on

    # --- inside one transaction ------------------------------------------------------------

    def _assess_again(self, session: Session, leave: Leave) -> Assessment:
        found = reassess(session, find_person(session, self.office, leave.person_uid), leave)
        leave.tier = found.tier
        leave.window_days = found.window_days
        leave.explanation = found.explanation
        leave.rule_profile = found.profile
        leave.delegation_uid = found.delegation_uid
        return found

    def _not_backdated(
        self, session: Session, leave: Leave, start: date, end: date, decided_on: date
    ) -> None:
        """An approval does not reach back (开化 2024); a permit lasts its six months (办法 29)."""
        if start < decided_on and leave.kind != "emergency":
            raise NotAllowed(
                f"批准起日{show_date(start)}早于批准日期{show_date(decided_on)}，不得事后补批。",
                "请核对批复；批准起日填批准日期或者以后。已经外出的，按紧急外出补办或者逾期处理。",
            )
        if leave.kind == "frequent":
            last = permit_months_end(start, decided_on, book(session, self.office, "corrections"))
            if last is not None and end > last:
                raise NotAllowed(
                    f"从{show_date(start)}起，经常性活动最长批准到{show_date(last)}。",
                    "请核对批复的止日；期满还要去的，另行申请。",
                )

    def _free(self, session: Session, leave: Leave, start: date, end: date) -> None:
        """No day is approved twice: another leave may have been approved since the application."""
        if leave.kind == "frequent":
            return
        query = select(Leave).where(
            Leave.office == self.office,
            Leave.person_uid == leave.person_uid,
            Leave.state.in_(DECIDED_DAYS),
            Leave.kind != "frequent",
            Leave.uid.not_in([uid for uid in (leave.uid, leave.changes_uid) if uid]),
        )
        for other in map(span_of, session.scalars(query)):
            if other.first <= end and start <= other.last:
                raise NotAllowed(
                    f"与已批准的{show_date(other.first)}至{show_date(other.last)}的外出重叠。",
                    "请先取消或者变更那次外出。",
                )

    def _grant(self, session: Session, leave: Leave, start: date, end: date) -> None:
        """The days approved; a 展期 joins the leave it prolongs, a 变更 takes its place."""
        leave.approved_from, leave.approved_until = start, end
        on, now = leave.decided_on or self.today(), self.now()
        if leave.changes_uid:
            before = find_leave(session, self.office, leave.changes_uid)
            if before.state != "approved":
                raise NotAllowed(
                    "要变更的外出已经开始或者已经取消，不能再变更。", "请撤回这份申请。"
                )
            move(session, before, "replaced", on=on, now=now, decided_by=leave.decided_by)
        if leave.extends_uid:
            before = find_leave(session, self.office, leave.extends_uid)
            if before.state not in ON_LEAVE:
                raise NotAllowed("原来的外出已经销假或者取消，展期不再需要。", "请撤回这份申请。")
            if start != (before.approved_until or before.until_on) + DAY:
                raise NotAllowed("展期应当与原来的外出首尾相接。", "请核对批复的起日。")
            before.approved_until = end
            move(session, leave, "joined", on=on, now=now, decided_by=leave.decided_by)

    def _decide(
        self, leave: Leave, *, approved: bool, tier: str, by: str, on: date, number: str | None
    ) -> None:
        leave.approved, leave.decided_tier = approved, tier
        leave.decided_by, leave.decided_on, leave.decision_number = by, on, number


def _in_order(leave: Leave, on: date) -> None:
    if on < leave.applied_on:
        raise NotAllowed(f"日期早于申请日（{show_date(leave.applied_on)}），请核对。")
