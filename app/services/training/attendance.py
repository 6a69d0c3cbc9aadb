"""参训记录: people × sittings, ticked from the sign-in sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import short_day, show_date
from app.forms.codes import table
from app.forms.training import SESSION
from app.models.training import Attendance, Staff, TrainingSession, TrainingYear
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.columns import read
from app.services.settings import read_identity
from app.services.training.sessions import (
    SittingRow,
    attendance_of,
    find_session,
    sittings_of,
)
from app.services.training.staff import TrainingRefused, find_staff, roles_by_staff, roles_on

__all__ = ["AttendanceService", "Grid", "GridPerson"]


@dataclass(frozen=True, slots=True)
class GridPerson:
    """One row of the grid; ``proofs``: sitting uid → ``signed`` or ``certificate``."""

    staff_uid: str
    name: str
    roles: tuple[str, ...]  # held on the session's first day
    capacity: str
    proofs: Mapping[str, str]
    absence_reason: str | None
    score: str | None
    certificate_number: str | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A session as people × sittings."""

    uid: str
    title: str
    sittings: tuple[SittingRow, ...]
    people: tuple[GridPerson, ...]


class AttendanceService(Service, work=Work.CASES):
    """Who came to what."""

    def grid(self, uid: str) -> Grid:
        """People in post on the days of the session (and whoever is already on it) × sittings."""
        with self._database.begin() as session:
            held = find_session(session, self.office, uid)
            posts = roles_by_staff(session, self.office)
            attended = {a.staff_uid: a for a in attendance_of(session, self.office, uid)}
            everybody = session.scalars(
                select(Staff)
                .where(Staff.office == self.office)
                .order_by(Staff.joined_on, Staff.name)
            )
            people = []
            for staff in everybody:
                roles = roles_on(posts.get(staff.uid, ()), held.from_on)
                if roles or staff.uid in attended:
                    people.append(_grid_person(staff, roles, attended.get(staff.uid)))
            people.sort(key=_rank)
            return Grid(held.uid, held.title, tuple(sittings_of(session, held)), tuple(people))

    def tick(
        self,
        uid: str,
        marks: Mapping[str, Mapping[str, str | None]],
        *,
        by: str = "",
        reason: str = "",
    ) -> None:
        """Save ticks: staff uid → sitting uid → ``signed``, ``certificate`` or ``None`` to untick.

        In a year whose table is frozen a change needs a ``reason`` (T22).
        """
        with self._database.begin() as session:
            held = find_session(session, self.office, uid)
            sittings = {s.uid: s for s in sittings_of(session, held)}
            for staff_uid, wanted in marks.items():
                if unknown := set(wanted) - set(sittings):
                    raise Missing(f"这个班次的{len(unknown)}个时段")
                record = self._on_session(session, held, staff_uid)
                proofs = dict(record.proofs)
                for sitting_uid, proof in wanted.items():
                    _check_proof(proof)
                    if proof:
                        proofs[sitting_uid] = proof
                    else:
                        proofs.pop(sitting_uid, None)
                changed = [
                    sittings[s].held_on for s in wanted if proofs.get(s) != record.proofs.get(s)
                ]
                if not changed:
                    continue
                record.correction_reason = self._why(session, changed, reason)
                record.proofs = proofs
                record.confirmed_by = by or record.confirmed_by

    def note_attendance(self, uid: str, staff_uid: str, values: Mapping[str, Any]) -> None:
        """Save ``capacity`` (learner, lecturer), ``absence_reason``, ``score``, ``certificate_number``.

        What ``values`` does not name stays. Raises ``TrainingRefused`` for another capacity.
        """
        allowed = {"capacity", "absence_reason", "score", "certificate_number"}
        if unknown := set(values) - allowed:
            raise KeyError(unknown)
        capacity = values.get("capacity")
        if capacity is not None and capacity not in table("attendance_capacity"):
            raise TrainingRefused("参训身份只有学员和授课。")
        with self._database.begin() as session:
            record = self._on_session(session, find_session(session, self.office, uid), staff_uid)
            for name, value in values.items():
                setattr(record, name, value)

    def sign_in_sheet(self, uid: str, *, blank: bool = False) -> dict[str, Any]:
        """Values of the form ``SIGN_IN_SHEET``; ``blank`` leaves the signatures for the pen."""
        grid = self.grid(uid)
        with self._database.begin() as session:
            sheet = read(find_session(session, self.office, uid), SESSION)
            identity = read_identity(session, self.office)
        unit = identity.name if identity else ""
        people = [
            {
                "number": number,
                "name": person.name,
                "unit": unit,
                "role": person.roles[0] if person.roles else None,
                **({} if blank else _signed_parts(person, grid.sittings)),
                "note": person.absence_reason,
            }
            for number, person in enumerate(grid.people, start=1)
        ]
        came = sum(bool(person.proofs) for person in grid.people)
        days = sorted({s.held_on for s in grid.sittings})
        when = show_date(days[0])
        if days[-1] != days[0]:
            when += f"至{short_day(days[-1])}"
        return {
            **{name: sheet[name] for name in ("title", "organiser", "place", "lecturer")},
            "when": when,
            "expected": len(people),
            "came": None if blank else came,
            "people": people,
        }

    def _on_session(self, session: Session, held: TrainingSession, staff_uid: str) -> Attendance:
        """The person's row on this session, made or taken out of the bin when there is none."""
        find_staff(session, self.office, staff_uid)
        query = select(Attendance).where(
            Attendance.office == self.office,
            Attendance.session_uid == held.uid,
            Attendance.staff_uid == staff_uid,
        )
        record = session.scalars(query.execution_options(include_deleted=True)).first()
        if record is None:
            record = Attendance(
                office=self.office,
                session_uid=held.uid,
                staff_uid=staff_uid,
                capacity="learner",
                proofs={},
            )
            session.add(record)
        record.deleted = False
        return record

    def _why(self, session: Session, changed: Iterable[date], reason: str) -> str | None:
        years = {day.year for day in changed}
        frozen = session.scalars(
            select(TrainingYear.year).where(
                TrainingYear.office == self.office, TrainingYear.year.in_(years)
            )
        ).first()
        if frozen and not reason.strip():
            raise TrainingRefused(
                f"{frozen}年度的培训登记表已经上报，不能直接改动。",
                "确需更正的，写明原因后保存；原来的记录会留在历史里。",
            )
        return reason.strip() or None


def _rank(person: GridPerson) -> tuple[int, str]:
    """The order of posts in their table: the head first; who has none last."""
    order = [entry.code for entry in table("staff_role")]
    return min((order.index(r) for r in person.roles), default=len(order)), person.name


def _check_proof(proof: str | None) -> None:
    if proof not in {None, "signed", "certificate"}:
        raise TrainingRefused("参训凭证只有签到和结业证书。")


def _grid_person(staff: Staff, roles: list[str], record: Attendance | None) -> GridPerson:
    return GridPerson(
        staff_uid=staff.uid,
        name=staff.name,
        roles=tuple(roles),
        capacity=record.capacity if record else "learner",
        proofs=dict(record.proofs) if record else {},
        absence_reason=record.absence_reason if record else None,
        score=record.score if record else None,
        certificate_number=record.certificate_number if record else None,
    )


def _signed_parts(person: GridPerson, sittings: Iterable[SittingRow]) -> dict[str, str]:
    """What the sheet says per part of the day where the signatures are already on paper."""
    parts: dict[str, list[str]] = {}
    for sitting in sittings:
        if person.proofs.get(sitting.uid) == "signed":
            part = sitting.part if sitting.part != "hours" else "evening"
            parts.setdefault(part, []).append(f"{sitting.held_on.month}.{sitting.held_on.day}")
    return {part: "已签 " + "、".join(days) for part, days in parts.items()}
