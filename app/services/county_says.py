"""What the county has said of this office's records: 退回, 通知, 批复 (F33, F59).

Read from the answers that were taken in (``answers``); the only thing written here is that somebody
has read a notice, which travels up with the next package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.values import from_plain
from app.models.county import CountyDecision, CountyNotice, CountyVerdict, NoticeReading
from app.models.local import Blob
from app.services.access import Work
from app.services.answer_views import Mark, NoticeView, Ruling
from app.services.base import Missing, Service
from app.services.notice_readings import readings
from app.services.proposals import FORMS, Proposal, open_proposals
from app.services.reminders import Reminder, Target
from app.services.signing import signed
from app.services.units import KINDS, Stamp, name_of, record_of, stamps, target_of
from app.sync import holds, outbox

__all__ = ["CountySaysService"]


class CountySaysService(Service, work=Work.CASES):
    """The county's words beside the records of this office."""

    # --- 退回 ---

    def marks(self, kind: str = "") -> list[Mark]:
        """Every record that is returned and not settled, the newest first."""
        with self._database.begin() as session:
            return list(self._marks(session, kind))

    def mark(self, kind: str, uid: str) -> Mark | None:
        """What the county said of one record; ``None`` where nothing waits."""
        return next((mark for mark in self.marks(kind) if mark.uid == uid), None)

    def _marks(self, session: Session, kind: str) -> Iterable[Mark]:
        verdict = CountyVerdict
        query = select(verdict).where(
            verdict.office == self.office, verdict.verdict == "returned", verdict.kind.in_(KINDS)
        )
        if kind:
            query = query.where(verdict.kind == kind)
        returned = session.scalars(query.order_by(verdict.number.desc())).all()
        now: dict[tuple[str, str], Stamp] = {}
        for one in {v.kind for v in returned}:
            uids = [v.uid for v in returned if v.kind == one]
            found = stamps(session, self.office, one, uids)
            now |= {(one, uid): stamp for uid, stamp in found.items()}
        last = outbox.last_frozen(session, self.office) if returned else None
        sealed = (last.epoch, last.change) if last else (0, 0)
        held = {one.record for one in holds.open_holds(session, self.office)}
        for said in returned:
            record = record_of(session, self.office, said.kind, said.uid)
            if record is None:
                continue
            stamp = now.get((said.kind, said.uid), (0, 0))
            state = "returned" if stamp <= (said.epoch, said.change) else "mended"
            stays = {said.uid, getattr(record, "person_uid", "")} & held
            if state == "mended" and stamp <= sealed and not stays:
                state = "sent"
            yield Mark(
                kind=said.kind,
                uid=said.uid,
                title=name_of(session, said.kind, record),
                state=state,
                reason=said.reason,
                judged_at=said.judged_at,
                judged_by=said.judged_by,
                target=target_of(said.kind, record),
            )

    # --- 县局通知 ---

    def notices(self) -> list[NoticeView]:
        """Every notice that was not withdrawn, the newest first."""
        with self._database.begin() as session:
            me = signed(session, self._database)
            query = select(CountyNotice).where(
                CountyNotice.office == self.office, CountyNotice.withdrawn.is_(False)
            )
            order = (CountyNotice.issued_at.desc(), CountyNotice.uid)
            read = readings(session, self.office)
            return [
                _notice(notice, read.get((self.office, notice.uid), {}), me)
                for notice in session.scalars(query.order_by(*order))
            ]

    def attachment(self, uid: str) -> tuple[str, bytes]:
        """Name and bytes of a notice's PDF; raises ``Missing``."""
        with self._database.begin() as session:
            notice = session.get(CountyNotice, (self.office, uid))
            blob = session.get(Blob, (self.office, notice.attachment)) if notice else None
            if notice is None or blob is None:
                raise Missing("这件通知的附件")
            return notice.attachment_name, blob.data

    def tick(self, uid: str) -> None:
        """Note that this account has read the notice; the time goes up with the next package."""
        with self._database.begin() as session:
            if session.get(CountyNotice, (self.office, uid)) is None:
                raise Missing("这件通知")
            me = signed(session, self._database)
            if me in readings(session, self.office).get((self.office, uid), {}):
                return
            session.add(
                NoticeReading(office=self.office, notice_uid=uid, reader=me, read_at=self.now())
            )

    # --- 批复 ---

    def ruling(self, kind: str, uid: str) -> Ruling | None:
        """What the county decided on a proposal; ``None`` where no answer has come."""
        with self._database.begin() as session:
            decision = session.get(CountyDecision, (self.office, kind, uid))
            if decision is None:
                return None
            values = from_plain(FORMS[kind], decision.values)
            return Ruling(kind, uid, values, decision.opinion, decision.made_at)

    # --- 今日 ---

    def reminders(self, today: date) -> list[Reminder]:
        """What is returned and not mended, not read, decided and not recorded."""
        with self._database.begin() as session:
            found = [
                _of_mark(mark) for mark in self._marks(session, "") if mark.state == "returned"
            ]
            decided = {
                (d.kind, d.uid): d.made_at
                for d in session.scalars(
                    select(CountyDecision).where(CountyDecision.office == self.office)
                )
            }
            proposals = open_proposals(session, self.office) if decided else ()
            found += [
                _of_decision(proposal, decided[proposal.kind, proposal.uid])
                for proposal in proposals
                if (proposal.kind, proposal.uid) in decided
            ]
        for notice in self.notices():
            if notice.read_at is None:
                due = notice.due_on or notice.issued_at.date()
                found.append(
                    Reminder(
                        kind="county.notice",
                        title=f"县局通知：{notice.title}",
                        due_on=due,
                        overdue=today > due,
                        target=Target("sync", notice.uid, "notice"),
                        detail="还没有读。" if notice.due_on is None else "还没有读，有办理期限。",
                    )
                )
        return found


def _of_mark(mark: Mark) -> Reminder:
    return Reminder(
        kind="county.returned",
        title=f"县局退回{KINDS[mark.kind].title}：{mark.title}",
        due_on=mark.judged_at.date(),
        overdue=True,
        target=mark.target,
        detail=mark.reason,
    )


def _of_decision(proposal: Proposal, made_at: datetime) -> Reminder:
    return Reminder(
        kind="county.decision",
        title=f"县局批复已到，还没有登记：{proposal.title}",
        due_on=made_at.date(),
        overdue=True,
        target=proposal.target,
        detail="打开后按“按批复登记”，核对文号、日期和结果后保存。",
    )


def _notice(notice: CountyNotice, readers: Mapping[str, datetime], me: str) -> NoticeView:
    return NoticeView(
        uid=notice.uid,
        title=notice.title,
        text=notice.text,
        due_on=notice.due_on,
        issued_at=notice.issued_at,
        issued_by=notice.issued_by,
        attachment_name=notice.attachment_name if notice.attachment else "",
        withdrawn=notice.withdrawn,
        read_at=readers.get(me),
        readers=tuple(readers.items()),
    )
