"""请销假: apply, opinion, decision, away, back (F17, F18).

Who must decide is computed by the dated rules and explained; the office approves only what the
county has delegated to it (实施办法 27), for everything else it records the answer it was given.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.corrections import PERSON_FIELDS
from app.forms.definition import Problem, Values
from app.forms.leave import (
    LEAVE_ANSWER,
    LEAVE_APPLICATION,
    LEAVE_OPINION,
    LEAVE_RETURN,
    SPOT_CHECK,
)
from app.models.corrections import CorrectionsPerson
from app.models.supervision import Leave, SpotCheck
from app.rules.absence import Absence
from app.services.columns import assign
from app.services.corrections.assessment import Assessment, assess, overstay
from app.services.corrections.leave_checks import application_problems
from app.services.corrections.leave_reading import LeaveReading
from app.services.corrections.leave_states import WAITING, find_leave, move
from app.services.corrections.persons import find_person, refuse
from app.services.corrections.states import NotAllowed

__all__ = ["LeaveService"]


PERSONAL = {f.name for f in PERSON_FIELDS}
TYPED_TO_APPLY = {f.name for f in LEAVE_APPLICATION.fields() if f.on_screen} - PERSONAL
TYPED_ON_RETURN = {f.name for f in LEAVE_RETURN.fields() if f.on_screen} - PERSONAL
"""What the clerk types; the rest of a paper is the person's, the decision's or computed."""


class LeaveService(LeaveReading):
    """Leaves of all persons."""

    # --- before the application is saved ---------------------------------------------------

    def check(self, person_uid: str, values: Values, *, but: str = "") -> list[Problem]:
        """Everything to ask about an application; what is blocking keeps it from being saved.

        ``but`` is the leave being edited, which does not overlap with itself.
        """
        with self._database.begin() as session:
            person = find_person(session, self.office, person_uid)
            return self._problems(session, person, values, but)

    def assess(self, person_uid: str, values: Values, *, but: str = "") -> Assessment | None:
        """Days, the two-month window and who must decide, explained; ``None`` without dates."""
        if not all(values.get(name) for name in ("applied_on", "from_on", "until_on")):
            return None
        with self._database.begin() as session:
            person = find_person(session, self.office, person_uid)
            return assess(session, self.office, person, values, but=but)

    # --- application -----------------------------------------------------------------------

    def apply(self, person_uid: str, values: Values, *, extends: str | None = None) -> str:
        """File an application (form ``LEAVE_APPLICATION``); the uid of the leave.

        ``extends`` is the leave this one prolongs (展期): it starts the day after. Raises
        ``Rejected`` with plain problems, e.g. when it overlaps an approved leave.
        """
        with self._database.begin() as session:
            person = find_person(session, self.office, person_uid)
            wanted = {**values, "extends_uid": extends}
            refuse(self._problems(session, person, wanted, ""))
            leave = Leave(office=self.office, person_uid=person_uid, state="", extends_uid=extends)
            self._write(leave, wanted)
            session.add(leave)
            session.flush()
            # an urgent leave is filed afterwards, so the day of filing is the day of the step
            move(session, leave, "applied", on=wanted["applied_on"], now=self.now())
            self._assess_again(session, leave)
            return leave.uid

    def edit(self, uid: str, values: Values) -> None:
        """Change an application nobody has given an opinion on yet."""
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            if leave.state != "applied":
                raise NotAllowed("已签署意见的申请不能修改。", "请撤回后重新申请。")
            person = find_person(session, self.office, leave.person_uid)
            wanted = {**values, "extends_uid": leave.extends_uid}
            refuse(self._problems(session, person, wanted, uid))
            self._write(leave, wanted)
            self._assess_again(session, leave)

    def withdraw(self, uid: str, reason: str) -> None:
        """The person takes the application back before it is answered (撤回)."""
        self._give_up(uid, "withdrawn", reason)

    def cancel(self, uid: str, reason: str) -> None:
        """An approved leave that will not be taken (取消)."""
        self._give_up(uid, "cancelled", reason)

    # --- opinion and decision --------------------------------------------------------------

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
            leave.approved_from, leave.approved_until = leave.from_on, found.end

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
                leave.approved_from, leave.approved_until = start, end
            else:
                leave.refusal, leave.refusal_text = values["refusal"], values["refusal_text"]

    def mark_filed(self, uid: str, on: date) -> None:
        """Note the day on which the county was told of an approval by the office (备案)."""
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            if leave.decided_tier != "office" or not leave.approved:
                raise NotAllowed("只有本所批准的外出需要报县级备案。")
            leave.filed_on = on

    # --- away and back ---------------------------------------------------------------------

    def depart(self, uid: str, values: Values) -> None:
        """Record the actual departure: ``departed_at``."""
        left = values["departed_at"]
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            start, end = (
                leave.approved_from or leave.from_on,
                leave.approved_until or leave.until_on,
            )
            if leave.kind == "frequent":
                raise NotAllowed("经常性跨市、县活动在有效期内不逐次登记离开和返回。")
            if not start <= left.date() <= end:
                raise NotAllowed(
                    f"离开时间不在批准的{start:%Y年%m月%d日}至{end:%Y年%m月%d日}内。",
                    "提前离开的属于未经批准外出，请另行登记并报告县级。",
                )
            move(session, leave, "away", on=left.date(), now=self.now())
            leave.departed_at = left

    def spot_check(self, uid: str, values: Values) -> str:
        """Keep one look at a person who is away (form ``SPOT_CHECK``)."""
        refuse(problems(SPOT_CHECK, values, on=self.today()))
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            if leave.state not in {"away", "approved"}:
                raise NotAllowed("只有外出期间可以登记抽查。")
            if values["checked_at"] > self.now():
                raise NotAllowed("抽查时间在现在以后。")
            check = SpotCheck(office=self.office, person_uid=leave.person_uid, leave_uid=uid)
            assign(check, SPOT_CHECK, values)
            session.add(check)
            session.flush()
            return check.uid

    def come_back(self, uid: str, values: Values) -> Absence:
        """销假 (form ``LEAVE_RETURN``); the overstay: ``days`` is 0 when in time or early.

        The person is back when they return *and* report (实施办法 28); from then on the actual days
        stand for the approved ones in every later reckoning.
        """
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            left = values.get("departed_at") or leave.departed_at
            wanted = {**self._person_facts(session, leave), **values, "departed_at": left}
            found = problems(LEAVE_RETURN, wanted, on=self.today())
            back, reported = values.get("returned_at"), values.get("back_reported_at")
            if back and left and back < left:
                found.append(Problem("returned_at", "返回时间早于离开时间。"))
            if back and reported and reported < back:
                found.append(Problem("back_reported_at", "到所报告时间早于返回时间。"))
            if reported and reported > self.now():
                found.append(Problem("back_reported_at", "到所报告时间在现在以后。"))
            over = overstay(session, leave, (back or self.now()).date())
            if (late := over.days) and not values.get("late_reason"):
                found.append(Problem("late_reason", f"逾期{late}天返回，请填写逾期原因。"))
            refuse(found)
            if leave.state == "approved" and left is None:
                raise NotAllowed("还没有登记实际离开时间。", "请先填写实际离开时间。")
            move(session, leave, "closed", on=values["back_reported_at"].date(), now=self.now())
            typed = {k: v for k, v in values.items() if k in TYPED_ON_RETURN}
            assign(leave, LEAVE_RETURN, {**typed, "departed_at": left})
            leave.late_days = late
            return over

    # --- inside one transaction ------------------------------------------------------------

    def _problems(
        self, session: Session, person: CorrectionsPerson, values: Values, but: str
    ) -> list[Problem]:
        facts = {f.name: getattr(person, f.name) for f in PERSON_FIELDS}
        found = problems(LEAVE_APPLICATION, {**facts, **values}, on=self.today())
        if any(p.blocking and p.field in {"applied_on", "from_on", "until_on"} for p in found):
            return found
        if not all(values.get(name) for name in ("applied_on", "from_on", "until_on")):
            return found
        return [*found, *application_problems(session, person, values, but=but)]

    def _write(self, leave: Leave, values: Values) -> None:
        assign(leave, LEAVE_APPLICATION, {k: v for k, v in values.items() if k in TYPED_TO_APPLY})

    def _assess_again(self, session: Session, leave: Leave) -> Assessment:
        wanted = {
            name: getattr(leave, name)
            for name in ("kind", "applied_on", "from_on", "until_on", "extends_uid", "places")
        }
        person = find_person(session, self.office, leave.person_uid)
        found = assess(session, self.office, person, wanted, but=leave.uid)
        leave.tier = found.tier
        leave.window_days = found.window_days
        leave.explanation = found.explanation
        leave.rule_profile = found.profile
        leave.delegation_uid = found.delegation_uid
        return found

    def _decide(
        self, leave: Leave, *, approved: bool, tier: str, by: str, on: date, number: str | None
    ) -> None:
        leave.approved, leave.decided_tier = approved, tier
        leave.decided_by, leave.decided_on, leave.decision_number = by, on, number

    def _give_up(self, uid: str, after: str, reason: str) -> None:
        if not reason.strip():
            raise NotAllowed("请写明原因。")
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            move(session, leave, after, on=self.today(), now=self.now(), note=reason.strip())

    def _person_facts(self, session: Session, leave: Leave) -> dict[str, Any]:
        return {"name": find_person(session, self.office, leave.person_uid).name}


def _in_order(leave: Leave, on: date) -> None:
    if on < leave.applied_on:
        raise NotAllowed(f"日期早于申请日（{leave.applied_on:%Y年%m月%d日}），请核对。")
