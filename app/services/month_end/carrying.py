"""交接登记: which stick or mail copy of a package was written when, who took it, who received it.

A line appears by itself when a package was written and read back; the names are added by hand, and
the receiver signs on the printed page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.definition import Problem, Values
from app.forms.reporting import CARRYING
from app.models.reporting import Carrying
from app.models.sync import OutboxPackage
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.month_end.months import words
from app.sync.outbox import MERGED

__all__ = ["Carried", "CarryingService", "Way", "log"]

Way = str
WAYS: dict[Way, str] = {"stick": "U盘", "mail": "邮件副本"}
"""How a package leaves the office."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One line of the log."""

    uid: str
    epoch: int
    number: int
    package: str  # 2026年11月 第3号包
    way: Way
    way_words: str
    medium: str
    files: int
    size: int
    written_at: datetime
    carried_by: str
    carried_on: date | None
    handed_to: str
    handed_on: date | None
    answer: str  # 已收到回执, or empty
    note: str

    def row(self) -> dict[str, Any]:
        """As ``CARRYING_REGISTER`` prints it; a received package needs no signature any more."""
        return {
            "package": self.package,
            "way_words": self.way_words,
            "medium": self.medium,
            "files": self.files,
            "written_at": self.written_at,
            "carried_by": self.carried_by,
            "carried_on": self.carried_on,
            "handed_to": self.handed_to,
            "handed_on": self.handed_on,
            "answer": self.answer,
            "note": self.note,
        }


def log(
    session: Session,
    package: OutboxPackage,
    *,
    way: Way,
    files: Sequence[Path],
    size: int,
    now: datetime,
    by: str,
) -> str:
    """Note that a package was written; the uid of the line."""
    line = Carrying(
        office=package.office,
        epoch=package.epoch,
        seq=package.seq,
        way=way,
        medium=_medium(files),
        files=len(files),
        size=size,
        written_at=now,
        written_by=by,
    )
    session.add(line)
    session.flush()
    return line.uid


def _medium(files: Sequence[Path]) -> str:
    """The last name of the folder, by which a clerk knows the stick; never a whole path."""
    if not files:
        return ""
    folder = files[0].parent
    return folder.name or folder.drive or str(folder)


class CarryingService(Service, work=Work.CASES):
    """Reads and fills the log. Each public method is one transaction."""

    def listed(self) -> list[Carried]:
        """Every line, the newest first."""
        with self._database.begin() as session:
            query = (
                select(Carrying, OutboxPackage.month, OutboxPackage.answer)
                .join(
                    OutboxPackage,
                    (OutboxPackage.office == Carrying.office)
                    & (OutboxPackage.epoch == Carrying.epoch)
                    & (OutboxPackage.seq == Carrying.seq),
                )
                .where(Carrying.office == self.office)
                .order_by(Carrying.written_at.desc(), Carrying.seq.desc())
            )
            return [_told(*row) for row in session.execute(query)]

    def sheet(self, uid: str) -> dict[str, Any]:
        """Values of ``CARRYING``; who takes it goes today unless it says otherwise."""
        with self._database.begin() as session:
            line = self._find(session, uid)
            return {
                "carried_by": line.carried_by,
                "carried_on": line.carried_on or self.today(),
                "handed_to": line.handed_to,
                "handed_on": line.handed_on,
                "note": line.note,
            }

    def fill(self, uid: str, values: Values) -> None:
        """Keep who took it and who received it."""
        found = [p for p in problems(CARRYING, values, on=self.today()) if p.blocking]
        sent, handed = values.get("carried_on"), values.get("handed_on")
        if sent and handed and handed < sent:
            found.append(Problem("handed_on", "接收日期早于送出日期。"))
        if found:
            raise Rejected(found)
        with self._database.begin() as session:
            line = self._find(session, uid)
            line.carried_by, line.carried_on = values["carried_by"], sent
            line.handed_to, line.handed_on = values.get("handed_to") or "", handed
            line.note = values.get("note") or ""

    def _find(self, session: Session, uid: str) -> Carrying:
        line = session.get(Carrying, (self.office, uid))
        if line is None:
            raise Missing("这条交接登记")
        return line


def _told(line: Carrying, month: str, answer: str) -> Carried:
    return Carried(
        line.uid,
        line.epoch,
        line.seq,
        f"{words(month)}第{line.seq}号包",
        line.way,
        WAYS[line.way],
        line.medium,
        line.files,
        line.size,
        line.written_at,
        line.carried_by,
        line.carried_on,
        line.handed_to,
        line.handed_on,
        "已收到回执" if answer in MERGED else "",
        line.note,
    )
