"""审核: each record an office sent is passed or returned with a reason (F59, F62).

The county writes its own rows only: what it says of a record stands beside it, never in it. A
verdict names how far the record had come when somebody looked; a record that changes afterwards is
shown again, with what changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, tuple_
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.corrections import CorrectionsPerson
from app.models.county import CountyVerdict, ReviewItem
from app.models.history import Counter
from app.models.supervision import Leave
from app.services.access import Work, allowed, needs
from app.services.base import Missing, Service
from app.services.bureau.board import names_of
from app.services.bureau.differences import Difference, differences
from app.services.bureau.intake import OPEN, state_of
from app.services.log_kinds import Kind
from app.services.signing import signed
from app.services.units import KINDS, Stamp, name_of, record_of

__all__ = [
    "ACCEPTED",
    "RETURNED",
    "Returnable",
    "ReviewLine",
    "ReviewPage",
    "ReviewQuery",
    "ReviewService",
    "Said",
    "Standing",
    "next_number",
]

ACCEPTED, RETURNED = "accepted", "returned"
LONGEST_REASON = 2000
"""Characters of a reason: what a clerk reads on the record's own page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQuery:
    """Which records, empty filters let all through; ``states`` as in ``intake.STATES``."""

    office: str = ""
    month: str = ""
    kind: str = ""
    states: tuple[str, ...] = OPEN


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One record on the list; ``stamp`` is how far it had come when it was read."""

    office: str
    office_name: str
    kind: str
    uid: str
    title: str
    month: str
    state: str
    reason: str  # with which it was returned last
    stamp: Stamp

    @property
    def kind_title(self) -> str:
        """调解案件, 外出请假 …"""
        return KINDS[self.kind].title


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Some lines, and how many there are in all."""

    lines: list[ReviewLine]
    total: int


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a record once."""

    verdict: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one record stands in the review, what was said of it, and what changed since then."""

    state: str
    stamp: Stamp
    said: tuple[Said, ...]  # the oldest first
    since: tuple[Difference, ...]


class Returnable(ActionableError):
    """A verdict that cannot be given; nothing was written."""


def next_number(session: Session, office: str) -> int:
    """The next number among all the county says to an office; under ``hold`` of that office."""
    counter = session.get(Counter, (office, "county")) or Counter(
        office=office, name="county", value=0
    )
    counter.value += 1
    session.add(counter)
    return counter.value


class ReviewService(Service, work=Work.CASES):
    """The list of what waits, and the verdicts."""

    @property
    def may_judge(self) -> bool:
        """Whether the account at the desk may pass and return records."""
        return allowed(self._database.roles, Work.REVIEW)

    def page(self, query: ReviewQuery, *, offset: int = 0, limit: int = 100) -> ReviewPage:
        """Records in the order in which they want to be looked at: changed ones first."""
        with self._database.begin() as session:
            where = list(_where(query))
            total = session.scalar(select(func.count()).select_from(ReviewItem).where(*where)) or 0
            urgency = case(
                {state: at for at, state in enumerate(OPEN)}, value=ReviewItem.state, else_=9
            )
            item = ReviewItem
            order = (urgency, item.office, item.month, item.kind, item.epoch, item.change, item.uid)
            chosen = select(ReviewItem).where(*where).order_by(*order)
            items = session.scalars(chosen.offset(offset).limit(limit)).all()
            names = names_of(session, self.office)
            return ReviewPage([_line(session, item, names) for item in items], total)

    def counts(self) -> dict[tuple[str, str], dict[str, int]]:
        """(office, month) → state → records, for the board (F65)."""
        item = ReviewItem
        query = (
            select(item.office, item.month, item.state, func.count())
            .where(*_where(ReviewQuery(states=())))
            .group_by(item.office, item.month, item.state)
        )
        found: dict[tuple[str, str], dict[str, int]] = {}
        with self._database.begin() as session:
            for office, month, state, number in session.execute(query):
                found.setdefault((office, month), {})[state] = number
        return found

    def standing(self, office: str, kind: str, uid: str, *, whole: bool = False) -> Standing | None:
        """What the page of a record shows of its review; ``None`` for what is not reviewed."""
        with self._database.begin() as session:
            item = session.get(ReviewItem, (office, kind, uid))
            if item is None:
                return None
            verdict = session.get(CountyVerdict, (office, kind, uid))
            since: list[Difference] = []
            if verdict is not None and item.state in OPEN:
                seen = (verdict.epoch, verdict.change)
                since = differences(session, office, kind, uid, seen, whole=whole)
            return Standing(item.state, (item.epoch, item.change), _said(verdict), tuple(since))

    @needs(Work.REVIEW)
    def accept(self, lines: Sequence[ReviewLine]) -> int:
        """通过, one or many at once; how many were passed.

        Raises ``Returnable`` when one of them changed since it was read; then none is passed.
        """
        return self._judge(
            [(line.office, line.kind, line.uid, line.stamp) for line in lines], ACCEPTED, ""
        )

    @needs(Work.REVIEW)
    def give_back(self, office: str, kind: str, uid: str, stamp: Stamp, reason: str) -> None:
        """退回, with the reason the office will read on the record; raises ``Returnable``."""
        reason = reason.strip()
        if not reason:
            raise Returnable("Y01", "退回要写明原因。", do="请写清哪里不对、怎样改，司法所照着改。")
        if len(reason) > LONGEST_REASON:
            raise Returnable(
                "Y02",
                f"退回原因超过 {LONGEST_REASON} 字。",
                do="请写短一些；大段的要求请用县局通知。",
            )
        self._judge([(office, kind, uid, stamp)], RETURNED, reason)

    @needs(Work.REVIEW)
    def pass_one(self, office: str, kind: str, uid: str, stamp: Stamp) -> None:
        """通过 of the record on the screen; raises ``Returnable``."""
        self._judge([(office, kind, uid, stamp)], ACCEPTED, "")

    # --- inside one transaction ------------------------------------------------------------

    def _judge(
        self, records: Sequence[tuple[str, str, str, Stamp]], verdict: str, reason: str
    ) -> int:
        with self._database.begin() as session:
            for office in sorted({record[0] for record in records}):
                self._database.hold(session, office)
            for office, kind, uid, stamp in records:
                item = session.get(ReviewItem, (office, kind, uid), populate_existing=True)
                if item is None or item.state == "gone":
                    raise Missing("要审核的记录")
                if (item.epoch, item.change) != stamp:
                    raise Returnable(
                        "Y03",
                        "看过以后又收到了这条记录的新内容，审核意见没有登记。",
                        do="请重新打开这条记录，看过改动再审核。",
                    )
                self._say(session, item, verdict, reason)
            for office in sorted({record[0] for record in records}):
                mine = [[kind, uid] for of, kind, uid, _ in records if of == office]
                self._database.note(session, Kind.VERDICT, office, act=verdict, records=mine)
        return len(records)

    def _say(self, session: Session, item: ReviewItem, verdict: str, reason: str) -> None:
        number, by = next_number(session, item.office), signed(session, self._database)
        key = (item.office, item.kind, item.uid)
        said = session.get(CountyVerdict, key)
        if said is None:
            said = CountyVerdict(office=item.office, kind=item.kind, uid=item.uid, earlier=[])
            session.add(said)
        else:
            before = {"verdict": said.verdict, "reason": said.reason, "by": said.judged_by}
            at = said.judged_at.isoformat(timespec="seconds")
            said.earlier = [*said.earlier, {**before, "at": at}]
        said.number = number
        said.verdict, said.reason = verdict, reason
        said.epoch, said.change = item.epoch, item.change
        said.judged_at, said.judged_by = self.now(), by
        item.state = state_of(
            (item.epoch, item.change), (verdict, (said.epoch, said.change)), deleted=False
        )


def _where(query: ReviewQuery) -> list[ColumnElement[bool]]:
    """Sealed records stand in no list (D2), nor the leaves of whom they are about."""
    item, person = ReviewItem, CorrectionsPerson
    sealed = select(person.office, person.uid).where(person.sealed.is_(True))
    if query.office:
        sealed = sealed.where(person.office == query.office)
    leaves = select(Leave.office, Leave.uid).where(
        tuple_(Leave.office, Leave.person_uid).in_(sealed)
    )
    if query.office:
        leaves = leaves.where(Leave.office == query.office)
    here = tuple_(item.office, item.uid)
    where: list[ColumnElement[bool]] = [here.not_in(sealed), here.not_in(leaves)]
    for column, value in (
        (item.office, query.office),
        (item.month, query.month),
        (item.kind, query.kind),
    ):
        if value:
            where.append(column == value)
    if query.states:
        where.append(item.state.in_(query.states))
    return where


def _line(session: Session, item: ReviewItem, names: dict[str, str]) -> ReviewLine:
    record = record_of(session, item.office, item.kind, item.uid)
    verdict = session.get(CountyVerdict, (item.office, item.kind, item.uid))
    return ReviewLine(
        office=item.office,
        office_name=names.get(item.office, item.office),
        kind=item.kind,
        uid=item.uid,
        title=name_of(session, item.kind, record, at_bureau=True) if record else "（已作废）",
        month=item.month,
        state=item.state,
        reason=_reason(verdict),
        stamp=(item.epoch, item.change),
    )


def _reason(verdict: CountyVerdict | None) -> str:
    return next((said.reason for said in reversed(_said(verdict)) if said.reason), "")


def _said(verdict: CountyVerdict | None) -> tuple[Said, ...]:
    if verdict is None:
        return ()
    earlier: list[Any] = verdict.earlier
    before = [
        Said(one["verdict"], one["reason"], datetime.fromisoformat(one["at"]), one["by"])
        for one in earlier
    ]
    now = Said(verdict.verdict, verdict.reason, verdict.judged_at, verdict.judged_by)
    return (*before, now)
