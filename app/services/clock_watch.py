"""本机时间: the highest time ever seen, what the county's receipts say, and a doubt kept (trust C3).

A wrong clock never blocks saving and never changes an order. It is said on the desk of the day,
deadlines are counted from the latest time known, and what was written meanwhile is marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.models.account import Account
from app.models.clock import ClockDoubt
from app.models.history import Counter
from app.models.local import Setting
from app.models.sync import OutboxPackage, Receipt
from app.rules.clock import BEHIND, Doubt, doubt
from app.services.access import Work, needs
from app.services.base import Service
from app.services.reminders import Reminder, Target

__all__ = ["CLOCK", "ClockService", "doubted"]

CLOCK = "clock"
"""The page of a reminder about the time: the window asks whether it is right."""
HIGHEST = "clock.highest"


class ClockService(Service, work=Work.ANYONE):
    """Looks at the clock as often as the desk of the day is read."""

    def look(self) -> Doubt | None:
        """Compare the clock with what is known, note a new doubt or the end of one."""
        with self._database.begin() as session:
            now, highest = self.now(), _highest(session, self.office)
            told, sealed = _answered(session, self.office)
            found = doubt(now, highest=highest, told=told, sealed=sealed)
            standing = _standing(session, self.office)
            if self._database.damaged:
                return found  # nothing can be noted any more
            if found is None:
                if standing is not None:
                    self._settle(session, standing)
                if highest is None or now > highest:
                    _remember(session, self.office, now)
            elif standing is None or standing.kind != found.kind:
                if standing is not None:
                    self._settle(session, standing)
                session.add(
                    ClockDoubt(
                        office=self.office,
                        kind=found.kind,
                        minutes=int(found.by.total_seconds() // 60),
                        from_change=_change(session, self.office) + 1,
                        noted_at=now,
                    )
                )
            return found

    @needs(Work.OFFICE)
    def trust(self) -> None:
        """A person compared the clock and says that it is right now."""
        with self._database.begin() as session:
            _remember(session, self.office, self.now())
            session.merge(
                Setting(office=self.office, name=f"{HIGHEST}.trusted", value=_newest(session, self))
            )
            standing = _standing(session, self.office)
            if standing is not None:
                self._settle(session, standing)

    def day(self) -> date:
        """The day from which deadlines are counted: never earlier than the latest one known."""
        with self._database.begin() as session:
            highest = _highest(session, self.office)
        return max(self.today(), highest.date()) if highest else self.today()

    def reminders(self, today: date) -> Iterator[Reminder]:
        """What the desk of the day says of the clock, before all else."""
        found = self.look()
        if found is not None:
            yield Reminder(
                kind="clock.doubt",
                title=f"电脑的时间可能不对：现在显示 {show_date(self.now())} {self.now():%H:%M}",
                due_on=self.today(),
                overdue=True,
                target=Target(CLOCK),
                detail=_why(found),
            )

    def _settle(self, session: Session, standing: ClockDoubt) -> None:
        account = session.get(Account, (self.office, self._database.actor))
        standing.until_change = _change(session, self.office)
        standing.settled_at = self.now()
        standing.settled_by = account.name if account else self._database.actor


def doubted(session: Session, office: str, change: int) -> ClockDoubt | None:
    """The doubt under which an edit of an office was written, if any; for whoever looks at it."""
    rows = session.scalars(select(ClockDoubt).where(ClockDoubt.office == office))
    return next(
        (
            row
            for row in rows
            if row.from_change <= change
            and (row.until_change is None or change <= row.until_change)
        ),
        None,
    )


def _why(found: Doubt) -> str:
    if found.kind == BEHIND:
        return f"比以前用过的时间早了{_spoken(found.by)}。期限按较晚的时间提醒；核对时间后按回车。"
    return f"封包的时间比县局收件还晚{_spoken(found.by)}。请核对电脑的时间后按回车。"


def _spoken(by: timedelta) -> str:
    if by.days:
        return f" {by.days} 天"
    minutes = int(by.total_seconds() // 60)
    return f" {minutes // 60} 小时" if minutes >= 60 else f" {minutes} 分钟"


def _highest(session: Session, office: str) -> datetime | None:
    kept = session.get(Setting, (office, HIGHEST))
    return datetime.fromisoformat(kept.value) if kept else None


def _remember(session: Session, office: str, now: datetime) -> None:
    session.merge(Setting(office=office, name=HIGHEST, value=now.isoformat(timespec="seconds")))


def _answered(session: Session, office: str) -> tuple[datetime | None, datetime | None]:
    """When the county received our newest answered package, and when it was sealed here.

    One that a person has already compared the clock with says nothing any more.
    """
    newest = _newest_answered(session, office)
    if newest is None:
        return None, None
    package, body = newest
    trusted = session.get(Setting, (office, f"{HIGHEST}.trusted"))
    if trusted is not None and trusted.value == package.digest:
        return None, None
    return datetime.fromisoformat(body["received_at"]), package.frozen_at


def _newest(session: Session, service: ClockService) -> str:
    newest = _newest_answered(session, service.office)
    return newest[0].digest if newest else ""


def _newest_answered(session: Session, office: str) -> tuple[OutboxPackage, dict[str, Any]] | None:
    query = (
        select(OutboxPackage, Receipt.body)
        .join(
            Receipt,
            (Receipt.office == OutboxPackage.office) & (Receipt.digest == OutboxPackage.digest),
        )
        .where(OutboxPackage.office == office)
        .order_by(OutboxPackage.epoch.desc(), OutboxPackage.seq.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def _standing(session: Session, office: str) -> ClockDoubt | None:
    return session.scalar(
        select(ClockDoubt).where(ClockDoubt.office == office, ClockDoubt.until_change.is_(None))
    )


def _change(session: Session, office: str) -> int:
    counter = session.get(Counter, (office, "change"))
    return counter.value if counter else 0
