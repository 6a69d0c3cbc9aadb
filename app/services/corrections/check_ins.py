"""日监控, 周听声, 月见面, 家访: records, the day's sheet, what is due and what was missed (F15, F16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.check_ins import CHECK_IN_FORMS, EXEMPTION
from app.forms.checks import problems
from app.forms.definition import Problem, Values
from app.forms.values import to_plain
from app.models.history import bury
from app.models.supervision import CheckIn, CheckInExemption
from app.services.base import Missing, Rejected
from app.services.columns import assign, row
from app.services.corrections.check_in_reading import COLUMNS, CheckInReading
from app.services.corrections.persons import find_person, refuse
from app.services.corrections.rhythm import Watched, entered_late, watched
from app.services.corrections.states import NotAllowed

__all__ = ["CheckInService"]


class CheckInService(CheckInReading):
    """The rhythm of all persons."""

    # --- recording -------------------------------------------------------------------------

    def record(self, person_uid: str, kind: str, values: Values) -> str:
        """Keep one check-in (form ``CHECK_IN_FORMS[kind]``); the uid of the record.

        It counts for the day it happened. Entered after its period was due it is marked 补录 and
        needs ``late_reason``. Raises ``Rejected``.
        """
        with self._database.begin() as session:
            found = self._watched(session, [person_uid], values)
            if not found:
                find_person(session, self.office, person_uid)
                raise NotAllowed("这名对象还没有入矫，不能登记日常监管。")
            return self._record(session, found[0], kind, values)

    def record_batch(
        self,
        kind: str,
        person_uids: Iterable[str],
        values: Values,
        *,
        each: Mapping[str, Values] | None = None,
    ) -> list[str]:
        """Keep the same check-in for several persons at once: all of them or none.

        ``values`` are what they share, ``each`` what one person has of their own. A problem names
        the person. Who already has a record of that kind for that day is left as it is.
        """
        wanted = list(dict.fromkeys(person_uids))
        own = each or {}
        with self._database.begin() as session:
            people = {w.uid: w for w in self._watched(session, wanted, values)}
            if missing := [uid for uid in wanted if uid not in people]:
                raise Missing(f"{len(missing)}名对象")
            day = values["happened_at"].date() if values.get("happened_at") else None
            there = self._already(session, kind, day)
            made: list[str] = []
            found: list[Problem] = []
            for uid in wanted:
                if uid in there:
                    continue
                try:
                    made.append(
                        self._record(session, people[uid], kind, {**values, **own.get(uid, {})})
                    )
                except Rejected as rejected:
                    name = people[uid].name
                    found += [Problem(p.field, f"{name}：{p.message}") for p in rejected.problems]
            refuse(found)
            return made

    def edit(self, uid: str, values: Values) -> None:
        """Correct a record; what stood there is kept in history."""
        with self._database.begin() as session:
            record = self._find(session, uid)
            (who,) = self._watched(session, [record.person_uid], values)
            self._check(session, who, record.kind, values)
            self._fill(session, record, who, values)

    def remove(self, uid: str) -> None:
        """Take a record away; its tombstone stays."""
        with self._database.begin() as session:
            bury([self._find(session, uid)])

    def exempt(self, person_uid: str, values: Values) -> str:
        """Waive one kind of check-in for some days (form ``EXEMPTION``)."""
        refuse(problems(EXEMPTION, values, on=self.today()))
        with self._database.begin() as session:
            find_person(session, self.office, person_uid)
            record = CheckInExemption(office=self.office, person_uid=person_uid)
            assign(record, EXEMPTION, values)
            session.add(record)
            session.flush()
            return record.uid

    def exemptions(self, person_uid: str) -> list[dict[str, Any]]:
        """What was waived for a person."""
        with self._database.begin() as session:
            find_person(session, self.office, person_uid)
            query = select(CheckInExemption).where(
                CheckInExemption.office == self.office, CheckInExemption.person_uid == person_uid
            )
            return [
                row(e, EXEMPTION) for e in session.scalars(query.order_by(CheckInExemption.from_on))
            ]

    # --- inside one transaction ------------------------------------------------------------

    def _watched(self, session: Session, uids: list[str], values: Values) -> list[Watched]:
        moment = values.get("happened_at")
        return watched(
            session, self.office, since=moment.date() if moment else self.today(), uids=uids
        )

    def _record(self, session: Session, who: Watched, kind: str, values: Values) -> str:
        self._check(session, who, kind, values)
        record = CheckIn(office=self.office, person_uid=who.uid, kind=kind)
        self._fill(session, record, who, values)
        session.add(record)
        session.flush()
        return record.uid

    def _check(self, session: Session, who: Watched, kind: str, values: Values) -> None:
        found = problems(CHECK_IN_FORMS[kind], {"name": who.name, **values}, on=self.today())
        moment: datetime | None = values.get("happened_at")
        if moment is not None:
            on, seen = moment.date(), who.supervised
            if moment > self.now():
                found.append(Problem("happened_at", "“时间”还没有到，请核对。"))
            elif on < seen.received_on or (seen.ends_on and on > seen.ends_on):
                found.append(Problem("happened_at", "这一天不在矫正期内。"))
            elif not values.get("late_reason") and entered_late(
                who, self._rules(session), kind, on, self.now()
            ):
                found.append(Problem("late_reason", "已过规定时间，属补录，请写明补录原因。"))
        refuse(found)

    def _fill(self, session: Session, record: CheckIn, who: Watched, values: Values) -> None:
        form = CHECK_IN_FORMS[record.kind]
        moment: datetime = values["happened_at"]
        for name in COLUMNS:
            setattr(record, name, values.get(name) or None)
        record.happened_on = moment.date()
        record.late_entry = entered_late(
            who, self._rules(session), record.kind, record.happened_on, self.now()
        )
        own = [f for f in form.fields() if f.name not in COLUMNS and f.name != "name"]
        record.values = to_plain(own, values)

    def _already(self, session: Session, kind: str, on: date | None) -> set[str]:
        query = select(CheckIn.person_uid).where(
            CheckIn.office == self.office,
            CheckIn.deleted.is_(False),
            CheckIn.kind == kind,
            CheckIn.happened_on == on,
        )
        return set(session.scalars(query))
