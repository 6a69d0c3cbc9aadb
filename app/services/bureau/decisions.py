"""待批事项: what the offices have put before the county, decided here and told with the next answer.

Source: 社区矫正法 27; 实施办法 27 (外出), 30 (执行地变更), 33-49 (奖惩). The decision is the county's own
paper: its 文号, date and result are typed in as they stand there. The record of the office stays as
it is until the office has recorded the answer itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.forms.checks import problems
from app.forms.definition import Form, Problem, Values
from app.forms.display import show
from app.forms.values import from_plain, to_plain
from app.models.corrections import CorrectionsPerson
from app.models.county import CountyAnswer, CountyDecision
from app.models.supervision import Leave
from app.models.sync import OfficeHead
from app.services.access import Work, needs
from app.services.base import Missing, Rejected, Service
from app.services.bureau.board import names_of
from app.services.bureau.confirmed import confirmed_upto
from app.services.bureau.review import next_number
from app.services.keys import identity_of
from app.services.log_kinds import Kind
from app.services.proposals import FORMS, Proposal, open_proposals, proposal_of
from app.services.signing import signed

__all__ = ["DecisionLine", "DecisionsService", "form_of"]


def form_of(kind: str) -> Form:
    """The form the county fills in for a proposal: the one under which the office records it."""
    return FORMS[kind]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A proposal, and what was decided.

    ``written``: an answer carries the decision; ``told``: the office is known to have it.
    """

    proposal: Proposal
    office_name: str
    decided: str  # 文号、日期、结果 in words; empty: not decided yet
    made_at: datetime | None
    written: bool
    told: bool

    @property
    def state(self) -> str:
        """Where it stands."""
        if not self.decided:
            return "待批，须报上一级" if self.proposal.superior else "待批"
        if self.told:
            return "该所已收到，待其登记"
        return "已写进反馈，等该所导入" if self.written else "已批，随下一份反馈发出"


class DecisionsService(Service, work=Work.CASES):
    """Decisions of a bureau on what its offices proposed."""

    def lines(self) -> list[DecisionLine]:
        """Everything that waits for the county or for the office to record it, the oldest first."""
        with self._database.begin() as session:
            names = names_of(session, self.office)
            found = []
            for office in session.scalars(select(OfficeHead.office).order_by(OfficeHead.office)):
                upto, written = confirmed_upto(session, office), _written_upto(session, office)
                for proposal in open_proposals(session, office, at_bureau=True):
                    made = session.get(CountyDecision, (office, proposal.kind, proposal.uid))
                    found.append(
                        DecisionLine(
                            proposal,
                            names.get(office, office),
                            _decided(made) if made else "",
                            made.made_at if made else None,
                            made is not None and made.number <= written,
                            made is not None and made.number <= upto,
                        )
                    )
        return sorted(found, key=lambda one: (bool(one.decided), one.proposal.asked_on or date.min))

    def draft(self, office: str, kind: str, uid: str) -> dict[str, Any]:
        """What the form begins with: what was decided before, else today and the county's name."""
        with self._database.begin() as session:
            made = session.get(CountyDecision, (office, kind, uid))
            if made is not None:
                return {**from_plain(FORMS[kind], made.values), "opinion": made.opinion}
            name = identity_of(session, self.office).name
            proposal = proposal_of(session, office, kind, uid)
        values: dict[str, Any] = {"decided_on": self.today(), "decided_by": name}
        if proposal is not None and proposal.superior:
            del values["decided_by"]  # the body above decides, and its name is copied
        if kind == "leave":
            values["approved"] = True
        return values

    @needs(Work.REVIEW)
    def decide(self, office: str, kind: str, uid: str, values: Values, opinion: str = "") -> None:
        """Keep what was decided; it goes out with the next answer.

        Raises ``Rejected``; ``Missing`` when the office has recorded or taken back the proposal.
        """
        form = FORMS[kind]
        found = [p for p in problems(form, values, on=self.today()) if p.blocking]
        found += _more(kind, values, self.today())
        if found:
            raise Rejected(found)
        with self._database.begin() as session:
            self._database.hold(session, office)
            proposal = proposal_of(session, office, kind, uid)
            if proposal is None:
                raise Missing("这件待批事项")
            if kind == "leave":
                _fits_the_leave(session.get_one(Leave, (office, uid)), values)
            person = session.get_one(CorrectionsPerson, (office, proposal.person_uid))
            end = values.get("approved_until")
            if end and person.ends_on and end > person.ends_on:
                raise Rejected(
                    [Problem("approved_until", f"批准止日超过了矫正止日（{person.ends_on}）。")]
                )
            number, by = next_number(session, office), signed(session, self._database)
            made = session.get(CountyDecision, (office, kind, uid))
            if made is None:
                made = CountyDecision(office=office, kind=kind, uid=uid)
                session.add(made)
            made.number = number
            made.values = to_plain(form, values)
            made.opinion = opinion.strip()
            made.made_at, made.made_by = self.now(), by
            self._database.note(session, Kind.VERDICT, office, act="decided", records=[[kind, uid]])

    @needs(Work.REVIEW)
    def take_back(self, office: str, kind: str, uid: str) -> None:
        """Forget a decision typed in wrongly, as long as no office can have it.

        Raises ``ActionableError`` once it stands in an answer that was written.
        """
        with self._database.begin() as session:
            self._database.hold(session, office)
            made = session.get(CountyDecision, (office, kind, uid))
            if made is None:
                raise Missing("这件批复")
            if made.number <= _written_upto(session, office):
                raise ActionableError(
                    "Y21",
                    "这件批复已经写进给该所的反馈，不能删去。",
                    do="内容写错了的，请改正后再写一份反馈，该所以后来的为准。",
                )
            session.delete(made)
            self._database.note(
                session, Kind.VERDICT, office, act="undecided", records=[[kind, uid]]
            )


def _fits_the_leave(leave: Leave, values: Values) -> None:
    """What the office would refuse to record is refused here, where it can still be mended."""
    if values["decided_on"] < leave.applied_on:
        raise Rejected([Problem("decided_on", f"批复日期早于申请日期（{leave.applied_on}）。")])
    if not values.get("approved"):
        return
    start = values.get("approved_from") or leave.from_on
    if (end := values.get("approved_until")) and end < start:
        raise Rejected([Problem("approved_until", f"批准止日早于外出起日（{start}）。")])
    if start < values["decided_on"] and leave.kind != "emergency":
        words = f"外出起日（{start}）早于批复日期，不得事后补批；请核对，或者填批准起日。"
        raise Rejected([Problem("approved_from", words)])


def _written_upto(session: Session, office: str) -> int:
    query = select(CountyAnswer.upto).where(CountyAnswer.office == office)
    return max(session.scalars(query), default=0)


def _more(kind: str, values: Values, today: date) -> list[Problem]:
    """What the office's own service will ask for, asked here first."""
    found = []
    if (decided := values.get("decided_on")) and decided > today:
        found.append(Problem("decided_on", "决定日期还没有到，请核对。"))
    if kind == "leave":
        start, end = values.get("approved_from"), values.get("approved_until")
        if start and end and end < start:
            found.append(Problem("approved_until", "批准止日早于起日。"))
        if not values.get("approved"):
            if not values.get("refusal"):
                found.append(Problem("refusal", "不予批准的，要选理由。"))
            if not values.get("refusal_text"):
                found.append(Problem("refusal_text", "不予批准的，要写明说明（法27条）。"))
        else:
            found += [
                Problem(name, "勾了“准予外出”的，这一栏不填；要说的话写在批复意见里。")
                for name in ("refusal", "refusal_text")
                if values.get(name)
            ]
    if kind == "sanction":
        if values.get("result") == "approved" and not values.get("decision_number"):
            found.append(Problem("decision_number", "作出决定的要写文号。"))
        if values.get("result") not in {None, "approved"} and not values.get("reply"):
            found.append(Problem("reply", "不予决定或者退回的，请写明答复的理由。"))
    return found


def _decided(made: CountyDecision) -> str:
    """准予外出，（2026）贺矫外准字第1号，2026年3月2日: what was decided comes first."""
    form = FORMS[made.kind]
    values = from_plain(form, made.values)
    if made.kind == "leave":
        result = "准予外出" if values.get("approved") else "不予批准"
    else:
        field = form.field("result" if made.kind == "sanction" else "decision")
        result = show(field, values.get(field.name))
    day = show(form.field("decided_on"), values.get("decided_on"))
    return "，".join(filter(None, (result, values.get("decision_number"), day)))
