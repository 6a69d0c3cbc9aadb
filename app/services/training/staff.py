"""工作人员: who works here, in which post from when to when, and long absences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.days import show_date
from app.errors import ActionableError
from app.forms.checks import problems
from app.forms.codes import label
from app.forms.definition import Form, Problem, Values
from app.forms.training import ABSENCE, ROLE, STAFF
from app.models.base import Record
from app.models.history import bury
from app.models.training import Attendance, Staff, StaffAbsence, StaffRole
from app.rules import identity
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign, read, row

__all__ = ["StaffService", "TrainingRefused", "find_staff", "refuse", "roles_by_staff", "roles_on"]

DATED_ROWS: Mapping[str, tuple[type[StaffRole] | type[StaffAbsence], Form]] = {
    "role": (StaffRole, ROLE),
    "absence": (StaffAbsence, ABSENCE),
}


class TrainingRefused(ActionableError):
    """The training records do not allow this."""

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__("T01", what, do=do)


@dataclass(frozen=True, slots=True)
class Post:
    """One role of one person; ``until_on`` is the last day in it."""

    role: str
    at_office: str
    from_on: date
    until_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the person is in this post on that day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def refuse(found: Iterable[Problem]) -> None:
    """Raise ``Rejected`` when any problem keeps the form from being saved."""
    if blocking := [problem for problem in found if problem.blocking]:
        raise Rejected(blocking)


def find_staff(session: Session, office: str, uid: str) -> Staff:
    """The person, or ``Missing``."""
    staff = session.get(Staff, (office, uid))
    if staff is None or staff.deleted:
        raise Missing("这名工作人员")
    return staff


def roles_by_staff(
    session: Session, office: str, uids: Iterable[str] | None = None
) -> dict[str, list[Post]]:
    """The posts of all staff (or of some), each in order of time."""
    query = select(StaffRole).where(StaffRole.office == office).order_by(StaffRole.from_on)
    if uids is not None:
        query = query.where(StaffRole.staff_uid.in_(list(uids)))
    found: dict[str, list[Post]] = {}
    for r in session.scalars(query):
        found.setdefault(r.staff_uid, []).append(Post(r.role, r.at_office, r.from_on, r.until_on))
    return found


def roles_on(posts: Iterable[Post], day: date) -> list[str]:
    """The roles held on a day, in order of appointment."""
    return [post.role for post in posts if post.covers(day)]


class StaffService(Service, work=Work.CASES):
    """Who works here."""

    def check(self, values: Values) -> list[Problem]:
        """Everything to ask about a filled staff form."""
        today = self.today()
        found = problems(STAFF, values, on=today)
        if number := values.get("id_number"):
            verdict = identity.check_resident(number, today=today)
            found += [Problem("id_number", f"{text}。") for text in verdict.problems]
        joined, left = values.get("joined_on"), values.get("left_on")
        if joined and left and left < joined:
            found.append(Problem("left_on", "离所日期早于到所日期。"))
        return found

    def add(self, values: Values, *, role: str | None = None, from_on: date | None = None) -> str:
        """Register a member of staff; with ``role`` also the first post. Returns the uid."""
        refuse(self.check(values))
        with self._database.begin() as session:
            staff = Staff(office=self.office)
            assign(staff, STAFF, values)
            session.add(staff)
            session.flush()
            if role:
                start = from_on or values.get("joined_on") or self.today()
                self._add_row(session, staff, "role", {"role": role, "from_on": start})
            return staff.uid

    def edit(self, uid: str, values: Values) -> None:
        """Save the staff form again."""
        refuse(self.check(values))
        with self._database.begin() as session:
            assign(find_staff(session, self.office, uid), STAFF, values)

    def sheet(self, uid: str) -> dict[str, Any]:
        """The values of the staff form, by field of ``STAFF``."""
        with self._database.begin() as session:
            return read(find_staff(session, self.office, uid), STAFF)

    def delete(self, uid: str) -> None:
        """Take back a registration made by mistake.

        Raises ``TrainingRefused`` for who has attended: leavers stay (F30).
        """
        with self._database.begin() as session:
            staff = find_staff(session, self.office, uid)
            attended = select(Attendance.uid).where(
                Attendance.office == self.office, Attendance.staff_uid == uid
            )
            if session.scalars(attended.limit(1)).first():
                raise TrainingRefused(
                    "这个人已有参训记录，不能删除。", "离开的填写离所日期和免职日，姓名留在历史里。"
                )
            bury([staff])

    def add_row(self, uid: str, name: str, values: Values) -> str:
        """Add a ``role`` or an ``absence``. One role is held once at a time."""
        with self._database.begin() as session:
            return self._add_row(session, find_staff(session, self.office, uid), name, values)

    def edit_row(self, name: str, row_uid: str, values: Values) -> None:
        """Correct a role or an absence, e.g. enter its last day."""
        kind, form = DATED_ROWS[name]
        refuse(problems(form, values, on=self.today()))
        with self._database.begin() as session:
            record = self._row(session, kind, row_uid)
            self._check_overlap(session, record.staff_uid, name, values, but=row_uid)
            assign(record, form, self._with_office(name, values))

    def remove_row(self, name: str, row_uid: str) -> None:
        """Take a role or an absence away; its tombstone stays."""
        with self._database.begin() as session:
            bury([self._row(session, DATED_ROWS[name][0], row_uid)])

    def rows(self, uid: str, name: str) -> list[dict[str, Any]]:
        """The roles or absences of one person (a key of ``DATED_ROWS``), in order of time."""
        kind, form = DATED_ROWS[name]
        with self._database.begin() as session:
            query = select(kind).where(kind.office == self.office, kind.staff_uid == uid)
            records: Iterable[Record] = session.scalars(query.order_by(kind.from_on))
            return [row(record, form) for record in records]

    def roll(self, *, on: date | None = None, everybody: bool = False) -> list[dict[str, Any]]:
        """Rows of ``STAFF_REGISTER`` plus ``uid``; without ``everybody`` only who has not left."""
        on = on or self.today()
        with self._database.begin() as session:
            query = select(Staff).where(Staff.office == self.office)
            if not everybody:
                query = query.where(or_(Staff.left_on.is_(None), Staff.left_on >= on))
            people = list(session.scalars(query.order_by(Staff.joined_on, Staff.name)))
            posts = roles_by_staff(session, self.office)
        return [_roll_row(s, posts.get(s.uid, []), on) for s in people]

    def _add_row(self, session: Session, staff: Staff, name: str, values: Values) -> str:
        kind, form = DATED_ROWS[name]
        refuse(problems(form, values, on=self.today()))
        self._check_overlap(session, staff.uid, name, values)
        record = kind(office=staff.office, staff_uid=staff.uid)
        assign(record, form, self._with_office(name, values))
        session.add(record)
        session.flush()
        return record.uid

    def _with_office(self, name: str, values: Values) -> dict[str, Any]:
        if name != "role":
            return dict(values)
        return {**values, "at_office": values.get("at_office") or self.office}

    def _row(self, session: Session, kind: type[Record], uid: str) -> Any:
        record = session.get(kind, (self.office, uid))
        if record is None or record.deleted:
            raise Missing("这条记录")
        return record

    def _check_overlap(
        self, session: Session, staff_uid: str, name: str, values: Values, but: str = ""
    ) -> None:
        if name != "role":
            return
        start, end = values["from_on"], values.get("until_on") or date.max
        query = select(StaffRole).where(
            StaffRole.office == self.office,
            StaffRole.staff_uid == staff_uid,
            StaffRole.role == values["role"],
            StaffRole.uid != but,
        )
        for other in session.scalars(query):
            if other.from_on <= end and start <= (other.until_on or date.max):
                raise TrainingRefused(
                    f"这个人从{show_date(other.from_on)}起已任{label('staff_role', other.role)}。",
                    "请先给前一条岗位填写免职日。",
                )


def _roll_row(staff: Staff, posts: list[Post], on: date) -> dict[str, Any]:
    held = [post for post in posts if post.covers(on)]
    return {
        "uid": staff.uid,
        "name": staff.name,
        "sex": staff.sex,
        "roles": "、".join(label("staff_role", post.role) for post in held),
        "since": held[-1].from_on if held else None,
        "phone": staff.phone,
        "left_on": staff.left_on,
    }
