"""教育学习 and 公益活动: hours of one person or of a whole group at once (F19).

Entries only; whether a month has enough of them is a rule of the profile in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.forms.check_ins import HOURS
from app.forms.checks import problems
from app.forms.definition import Problem, Values
from app.models.base import new_uid
from app.models.corrections import CorrectionsPerson
from app.models.history import bury
from app.models.supervision import HoursEntry
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.columns import assign, row
from app.services.corrections.persons import find_person, refuse

__all__ = ["HoursService"]


class HoursService(Service, work=Work.CASES):
    """Hours of study and of service."""

    def record(self, person_uids: Iterable[str], values: Values) -> list[str]:
        """Keep one activity (form ``HOURS``) for all who took part; the uids of the entries."""
        wanted = list(dict.fromkeys(person_uids))
        found = problems(HOURS, values, on=self.today())
        day = values.get("happened_on")
        if day and day > self.today():
            found.append(Problem("happened_on", "“日期”还没有到，请核对。"))
        refuse(found)
        activity = new_uid() if len(wanted) > 1 else None
        with self._database.begin() as session:
            made: list[str] = []
            people: list[CorrectionsPerson] = []
            for uid in wanted:
                person = find_person(session, self.office, uid)
                people.append(person)
                if person.received_on is None or values["happened_on"] < person.received_on:
                    refuse([Problem("happened_on", f"{person.name}这一天还没有入矫。")])
                entry = HoursEntry(office=self.office, person_uid=uid, activity_uid=activity)
                assign(entry, HOURS, values)
                if entry.counts_for:
                    entry.counts_for = entry.counts_for.replace(day=1)
                session.add(entry)
                session.flush()
                made.append(entry.uid)
            refuse(list(_apart(people)))
            return made

    def remove(self, uid: str) -> None:
        """Take an entry away; its tombstone stays."""
        with self._database.begin() as session:
            entry = session.get(HoursEntry, (self.office, uid))
            if entry is None or entry.deleted:
                raise Missing("这条时数记录")
            bury([entry])

    def entries(self, person_uid: str) -> list[dict[str, Any]]:
        """The entries of one person, newest first: fields of the form ``HOURS``, and ``uid``."""
        with self._database.begin() as session:
            find_person(session, self.office, person_uid)
            query = select(HoursEntry).where(
                HoursEntry.office == self.office, HoursEntry.person_uid == person_uid
            )
            found = session.scalars(query.order_by(HoursEntry.happened_on.desc()))
            return [row(entry, HOURS) for entry in found]

    def month(self, first: date, last: date) -> list[dict[str, Any]]:
        """Minutes of study and service per person from ``first`` to ``last``, by name."""
        entry, person = HoursEntry, CorrectionsPerson
        query = (
            select(person.uid, person.name, entry.kind, func.sum(entry.minutes))
            .join(person, (person.office == entry.office) & (person.uid == entry.person_uid))
            .where(
                entry.office == self.office,
                person.sealed.is_(False),
                func.coalesce(entry.counts_for, entry.happened_on) >= first,
                func.coalesce(entry.counts_for, entry.happened_on) <= last,
            )
            .group_by(person.uid, person.name, entry.kind)
            .order_by(person.name, person.uid)
        )
        rows: dict[str, dict[str, Any]] = {}
        with self._database.begin() as session:
            for uid, name, kind, minutes in session.execute(query):
                line = rows.setdefault(
                    uid, {"uid": uid, "name": name, "study_minutes": 0, "service_minutes": 0}
                )
                line[f"{kind}_minutes"] = int(minutes)
        return list(rows.values())


def _apart(people: Iterable[CorrectionsPerson]) -> Iterable[Problem]:
    """社区矫正法 52: correction of minors goes on apart from that of adults."""
    if len({person.juvenile for person in people}) > 1:
        yield Problem(
            "topic", "未成年对象应当与成年人分别进行（社区矫正法第五十二条），请分开登记。"
        )
