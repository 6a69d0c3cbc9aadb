"""请销假: apply, change, prolong, away, back (F17, F18); who decides stands in ``leave_decisions``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.checks import problems
from app.forms.corrections import PERSON_FIELDS
from app.forms.definition import Problem, Values
from app.forms.leave import LEAVE_APPLICATION, LEAVE_RETURN, SPOT_CHECK
from app.models.corrections import CorrectionsPerson
from app.models.supervision import Leave, SpotCheck
from app.rules.absence import Absence
from app.services.columns import assign
from app.services.corrections.assessment import Assessment, assess, overstay
from app.services.corrections.leave_checks import application_problems
from app.services.corrections.leave_decisions import LeaveDecisions
from app.services.corrections.leave_states import PENDING, find_leave, move
from app.services.corrections.persons import find_person, refuse
from app.services.corrections.states import NotAllowed

__all__ = ["LeaveService"]


PERSONAL = {f.name for f in PERSON_FIELDS}
TYPED_TO_APPLY = {f.name for f in LEAVE_APPLICATION.fields() if f.on_screen} - PERSONAL
TYPED_ON_RETURN = {f.name for f in LEAVE_RETURN.fields() if f.on_screen} - PERSONAL
"""What the clerk types; the rest of a paper is the person's, the decision's or computed."""


class LeaveService(LeaveDecisions):
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

    def apply(
        self,
        person_uid: str,
        values: Values,
        *,
        extends: str | None = None,
        changes: str | None = None,
    ) -> str:
        """File an application (form ``LEAVE_APPLICATION``); the uid of the leave.

        ``extends`` is the leave this one prolongs (展期): it starts the day after, and once granted
        its days belong to that leave. ``changes`` is an approved leave that has not begun and gives
        way to this one (变更). Raises ``Rejected`` with plain problems, e.g. when it overlaps.
        """
        with self._database.begin() as session:
            person = find_person(session, self.office, person_uid)
            wanted = {**values, "extends_uid": extends, "changes_uid": changes}
            refuse(self._problems(session, person, wanted, ""))
            leave = Leave(
                office=self.office,
                person_uid=person_uid,
                state="",
                extends_uid=extends,
                changes_uid=changes,
            )
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
            wanted = {
                **values,
                "extends_uid": leave.extends_uid,
                "changes_uid": leave.changes_uid,
            }
            refuse(self._problems(session, person, wanted, uid))
            self._write(leave, wanted)
            self._assess_again(session, leave)

    def withdraw(self, uid: str, reason: str) -> None:
        """The person takes the application back before it is answered (撤回)."""
        self._give_up(uid, "withdrawn", reason)

    def cancel(self, uid: str, reason: str) -> None:
        """An approved leave that will not be taken (取消)."""
        self._give_up(uid, "cancelled", reason)

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
                    f"离开时间不在批准的{show_date(start)}至{show_date(end)}内。",
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
            self._needless(session, leave)
            return over

    def _needless(self, session: Session, leave: Leave) -> None:
        """Who is back needs no 展期 any more: applications still waiting are withdrawn."""
        query = select(Leave).where(
            Leave.office == self.office,
            Leave.extends_uid == leave.uid,
            Leave.state.in_(PENDING),
        )
        for waiting in session.scalars(query):
            move(
                session,
                waiting,
                "withdrawn",
                on=self.today(),
                now=self.now(),
                note="已经返回销假，展期不再需要。",
            )

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

    def _give_up(self, uid: str, after: str, reason: str) -> None:
        if not reason.strip():
            raise NotAllowed("请写明原因。")
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            move(session, leave, after, on=self.today(), now=self.now(), note=reason.strip())

    def _person_facts(self, session: Session, leave: Leave) -> dict[str, Any]:
        return {"name": find_person(session, self.office, leave.person_uid).name}
