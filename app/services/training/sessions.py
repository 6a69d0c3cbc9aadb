"""培训班次: a session entered once, with its sittings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.days import short_day
from app.forms.checks import problems
from app.forms.codes import label
from app.forms.definition import Problem, Values
from app.forms.training import SESSION
from app.models.base import new_uid
from app.models.history import bury
from app.models.training import (
    Attendance,
    TrainingSession,
    TrainingSitting,
)
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.columns import assign, read
from app.services.training.staff import (
    TrainingRefused,
    refuse,
)

__all__ = [
    "SessionPage",
    "SessionService",
    "SittingRow",
    "attendance_of",
    "find_session",
    "sittings_of",
]

HALF_DAYS = {"morning", "afternoon"}
PART_ORDER = {"morning": 0, "afternoon": 1, "evening": 2, "hours": 3}


@dataclass(frozen=True, slots=True)
class SittingRow:
    """One column of the grid. ``hours`` in 学时 where the sitting is not a half day."""

    uid: str
    held_on: date
    part: str
    hours: Decimal | None

    @property
    def title(self) -> str:
        """3月20日上午."""
        hours = f"{self.hours.normalize():f}学时" if self.hours else ""
        return f"{short_day(self.held_on)}{label('sitting', self.part)}{hours}"


class SessionPage(NamedTuple):
    """Some sessions by the columns of ``SESSION_REGISTER`` plus ``uid``, and how many in all."""

    rows: list[dict[str, Any]]
    total: int


class SessionService(Service, work=Work.CASES):
    """Sessions and attendance."""

    def check(self, values: Values) -> list[Problem]:
        """Everything to ask about a filled session form."""
        found = problems(SESSION, values, on=self.today())
        seen: set[tuple[date, str]] = set()
        for number, line in enumerate(values.get("sittings") or []):
            held_on, part = line.get("held_on"), line.get("part")
            if held_on is None or part not in PART_ORDER:
                continue
            where = (held_on, part)
            if where in seen:
                found.append(_in_row(number, "part", "同一天的同一时段填了两次"))
            seen.add(where)
            if part in HALF_DAYS and line.get("hours"):
                found.append(_in_row(number, "hours", "上午、下午按半天计，不填学时"))
            if part not in HALF_DAYS and not line.get("hours"):
                found.append(_in_row(number, "hours", "晚上和不分时段的要填学时"))
        return found

    def hold(self, values: Values, *, uid: str | None = None) -> str:
        """Register a session. ``uid`` is that of a session held by the county, entered there.

        Entering the same uid again brings the session up to date, it is not counted twice.
        """
        refuse(self.check(values))
        with self._database.begin() as session:
            found = session.get(TrainingSession, (self.office, uid)) if uid else None
            held = found or TrainingSession(office=self.office, uid=uid or new_uid())
            held.deleted = False
            session.add(held)
            self._fill(session, held, values)
            return held.uid

    def edit(self, uid: str, values: Values) -> None:
        """Change a session; sittings that were taken out lose their signatures, too."""
        refuse(self.check(values))
        with self._database.begin() as session:
            self._fill(session, find_session(session, self.office, uid), values)

    def sheet(self, uid: str) -> dict[str, Any]:
        """The values of the session form; each row of ``sittings`` carries its ``uid``."""
        with self._database.begin() as session:
            held = find_session(session, self.office, uid)
            values = read(held, SESSION)
            values["sittings"] = [
                {"uid": s.uid, "held_on": s.held_on, "part": s.part, "hours": s.hours}
                for s in sittings_of(session, held)
            ]
            return values

    def delete(self, uid: str) -> None:
        """Take a session back; only while nobody has signed in.

        Raises ``TrainingRefused`` after that.
        """
        with self._database.begin() as session:
            held = find_session(session, self.office, uid)
            attended = attendance_of(session, self.office, uid)
            if any(a.proofs for a in attended):
                raise TrainingRefused("这个班次已有人签到，不能删除。", "请先取消签到。")
            bury([held, *attended, *_sitting_records(session, held)])

    def page(self, year: int | None = None, *, offset: int = 0, limit: int = 100) -> SessionPage:
        """Sessions, newest first; of one year, those with a day in it."""
        where = [TrainingSession.office == self.office]
        if year is not None:
            where += [
                TrainingSession.from_on <= date(year, 12, 31),
                TrainingSession.until_on >= date(year, 1, 1),
            ]
        with self._database.begin() as session:
            total = session.scalar(select(func.count()).select_from(TrainingSession).where(*where))
            query = (
                select(TrainingSession)
                .where(*where)
                .order_by(TrainingSession.from_on.desc(), TrainingSession.uid)
            )
            held = list(session.scalars(query.offset(offset).limit(limit)))
            halves, came = self._sizes(session, [h.uid for h in held])
        rows = [
            {
                "uid": h.uid,
                "from_on": h.from_on,
                "until_on": h.until_on,
                "title": h.title,
                "organiser": h.organiser,
                "level": h.level,
                "form": h.form,
                "days": Decimal(halves.get(h.uid, 0)) / 2,
                "attended": came.get(h.uid, 0),
            }
            for h in held
        ]
        return SessionPage(rows, total or 0)

    def _fill(self, session: Session, held: TrainingSession, values: Values) -> None:
        assign(held, SESSION, values)
        lines = values["sittings"]
        held.from_on = min(line["held_on"] for line in lines)
        held.until_on = max(line["held_on"] for line in lines)
        session.flush()
        old = _sitting_records(session, held)
        by_uid, by_time = {s.uid: s for s in old}, {(s.held_on, s.part): s for s in old}
        kept = set()
        for line in lines:
            time = (line["held_on"], line["part"])
            sitting = (
                by_uid.get(line.get("uid", ""))
                or by_time.get(time)
                or TrainingSitting(
                    office=self.office, uid=line.get("uid") or new_uid(), session_uid=held.uid
                )
            )
            sitting.held_on, sitting.part = time
            hours = line.get("hours")
            sitting.hours = round(Decimal(hours) * 100) if hours else None
            session.add(sitting)
            kept.add(sitting.uid)
        gone = {s.uid: s for s in old if s.uid not in kept}
        if gone:
            bury(gone.values())
            for record in attendance_of(session, self.office, held.uid):
                if set(record.proofs) & set(gone):
                    record.proofs = {k: v for k, v in record.proofs.items() if k not in gone}

    def _sizes(self, session: Session, uids: list[str]) -> tuple[Counter[str], Counter[str]]:
        """Half days and people present, per session."""
        sittings = select(TrainingSitting.session_uid).where(
            TrainingSitting.office == self.office,
            TrainingSitting.session_uid.in_(uids),
            TrainingSitting.part.in_(HALF_DAYS),
            TrainingSitting.deleted.is_(False),
        )
        attendance = select(Attendance.session_uid, Attendance.proofs).where(
            Attendance.office == self.office,
            Attendance.session_uid.in_(uids),
            Attendance.deleted.is_(False),
        )
        came = Counter(uid for uid, proofs in session.execute(attendance) if proofs)
        return Counter(session.scalars(sittings)), came


def find_session(session: Session, office: str, uid: str) -> TrainingSession:
    """The session, or ``Missing``."""
    held = session.get(TrainingSession, (office, uid))
    if held is None or held.deleted:
        raise Missing("这个培训班次")
    return held


def attendance_of(session: Session, office: str, uid: str) -> list[Attendance]:
    """Everybody's row on one session."""
    query = select(Attendance).where(Attendance.office == office, Attendance.session_uid == uid)
    return list(session.scalars(query))


def _in_row(number: int, column: str, message: str) -> Problem:
    return Problem(
        "sittings", f"“逐日时段”第{number + 1}行：{message}。", row=number, column=column
    )


def _sitting_records(session: Session, held: TrainingSession) -> list[TrainingSitting]:
    query = select(TrainingSitting).where(
        TrainingSitting.office == held.office, TrainingSitting.session_uid == held.uid
    )
    return sorted(session.scalars(query), key=lambda s: (s.held_on, PART_ORDER.get(s.part, 9)))


def sittings_of(session: Session, held: TrainingSession) -> list[SittingRow]:
    """The sittings of one session, in order of time."""
    return [
        SittingRow(s.uid, s.held_on, s.part, Decimal(s.hours) / 100 if s.hours else None)
        for s in _sitting_records(session, held)
    ]
