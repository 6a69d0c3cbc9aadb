"""封存 of a minor's record when correction is over (刑诉法 286; 社区矫正法 54; trust D2).

Sealing takes the record out of search, rolls, lists, exports and lists by name; figures keep
counting it. Looking needs a legal basis and two people, and every look is kept. The content still
lies under the key of the store: moving it under a key of its own, with slots for named roles only, is
the place marked in ``SealService.seal``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms import corrections_transfer as forms
from app.forms.checks import problems
from app.forms.corrections import BASIC_SHEET
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.transfers import CorrectionsSeal, SealedView
from app.services.access import Work, needs
from app.services.base import Missing, Service
from app.services.columns import assign, read, row
from app.services.corrections.records import find_person, refuse
from app.services.corrections.states import ENDED, NotAllowed
from app.services.log_kinds import Kind

__all__ = ["SealService", "SealedRow", "two_people"]


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A sealed record as its list shows it: no name, only the first character."""

    uid: str
    number: str
    hint: str
    sealed_on: date
    sealed_by: str
    views: int


class SealService(Service, work=Work.CASES):
    """Sealing, looking, lifting the seal."""

    def seal(self, uid: str, values: Values) -> None:
        """Seal a record (form ``SEAL``); it is found only in ``listed`` from then on."""
        refuse([*problems(forms.SEAL, values, on=self.today()), *two_people(values, "sealed_by")])
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            if not person.juvenile:
                raise NotAllowed("只有决定时未成年的对象需要封存。")
            if person.state not in ENDED:
                raise NotAllowed("矫正还没有结束，不能封存。", "解除、终止或者迁出以后再封存。")
            if not (person.left_on or date.min) <= values["sealed_on"] <= self.today():
                refuse([Problem("sealed_on", "封存日期应当在矫正结束以后、今天以前。")])
            record = CorrectionsSeal(office=self.office, person_uid=uid)
            assign(record, forms.SEAL, values)
            session.add(record)
            # here the content goes under the sealed key, once the vault gives this store one (D2)
            person.sealed = True

    def listed(self) -> list[SealedRow]:
        """Every sealed record, the newest seal first."""
        with self._database.begin() as session:
            people = session.scalars(
                select(CorrectionsPerson).where(
                    CorrectionsPerson.office == self.office, CorrectionsPerson.sealed.is_(True)
                )
            ).all()
            looked = session.scalars(
                select(SealedView.person_uid).where(SealedView.office == self.office)
            ).all()
            rows = []
            for person in people:
                record = self._seal_of(session, person.uid)
                rows.append(
                    SealedRow(
                        uid=person.uid,
                        number=person.number or "没有编号",
                        hint=f"{person.name[:1]}某",
                        sealed_on=record.sealed_on,
                        sealed_by=record.sealed_by,
                        views=sum(uid == person.uid for uid in looked),
                    )
                )
        return sorted(rows, key=lambda r: (r.sealed_on, r.number), reverse=True)

    @needs(Work.SEALED)
    def view(self, uid: str, values: Values) -> dict[str, Any]:
        """The basic sheet of a sealed record, once basis and both viewers are on record."""
        refuse([*problems(forms.SEALED_VIEW, values, on=self.today()), *two_people(values)])
        with self._database.begin() as session:
            person = find_person(session, self.office, uid, sealed=True)
            if not person.sealed:
                raise NotAllowed("这份记录没有封存，照常打开即可。")
            look = SealedView(office=self.office, person_uid=uid, viewed_at=self.now())
            assign(look, forms.SEALED_VIEW, values)
            session.add(look)
            self._database.note(session, Kind.SEALED, uid[:8], basis=values["basis"])
            return read(person, BASIC_SHEET)

    @needs(Work.SEALED)
    def views(self, uid: str) -> list[dict[str, Any]]:
        """Every look at a sealed record, oldest first, with ``viewed_at``."""
        with self._database.begin() as session:
            query = select(SealedView).where(
                SealedView.office == self.office, SealedView.person_uid == uid
            )
            return [
                {"viewed_at": look.viewed_at, **row(look, forms.SEALED_VIEW)}
                for look in session.scalars(query.order_by(SealedView.viewed_at))
            ]

    @needs(Work.SEALED)
    def lift(self, uid: str, values: Values) -> None:
        """Lift a seal on a document that orders it (form ``SEAL_LIFTED``)."""
        refuse(
            [
                *problems(forms.SEAL_LIFTED, values, on=self.today()),
                *two_people(values, "lifted_by"),
            ]
        )
        with self._database.begin() as session:
            person = find_person(session, self.office, uid, sealed=True)
            record = self._seal_of(session, uid)
            if not record.sealed_on <= values["lifted_on"] <= self.today():
                refuse([Problem("lifted_on", "解除封存日期应当在封存以后、今天以前。")])
            assign(record, forms.SEAL_LIFTED, values)
            self._database.note(session, Kind.SEALED, uid[:8], act="lift")
            person.sealed = False

    def _seal_of(self, session: Session, uid: str) -> CorrectionsSeal:
        found = session.scalars(
            select(CorrectionsSeal).where(
                CorrectionsSeal.office == self.office,
                CorrectionsSeal.person_uid == uid,
                CorrectionsSeal.lifted_on.is_(None),
            )
        ).first()
        if found is None:
            raise Missing("这份封存记录")
        return found


SECOND = {
    "sealed_by": "second_person",
    "viewer": "second_viewer",
    "lifted_by": "lifted_second",
}


def two_people(values: Values, first: str = "viewer") -> Iterable[Problem]:
    """D2: two people, not one name written twice."""
    one, other = (str(values.get(name) or "").strip() for name in (first, SECOND[first]))
    if one and one == other:
        yield Problem(SECOND[first], "要有两个人在场，不能写同一个人。")
