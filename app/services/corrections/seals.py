"""封存 of a minor's record when correction is over (刑诉法 286; 社区矫正法 54; trust D2, D3).

Sealing takes the record out of search, rolls, lists, exports and lists by name; figures keep
counting it. Its content goes under a key of its own, which only named roles can open
(``sealed_content``, ``sealed_access``). Looking needs a legal basis and two people, and every look
is kept. The ledger beside the store sees to it that putting a backup back never unseals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms import corrections_transfer as forms
from app.forms.checks import problems
from app.forms.definition import Problem, Values
from app.forms.dossier import DossierPlan
from app.models.corrections import CorrectionsPerson
from app.models.resettlement import ResettlementPerson
from app.models.seal_ledger import Head, State
from app.models.sealed import SealedContent
from app.models.sealed_keys import SealedKey
from app.models.store import Store
from app.models.transfers import CorrectionsSeal, SealedView
from app.services.access import Work, needs
from app.services.base import Missing, Service
from app.services.columns import assign, row
from app.services.corrections import seal_marks, seal_register
from app.services.corrections.records import find_person, refuse
from app.services.corrections.sealed_content import (
    NotOpened,
    put_back,
    take_out,
)
from app.services.corrections.sealed_file import FILE, SHEET, bound, sheet_of
from app.services.corrections.states import ENDED, NotAllowed
from app.services.log_kinds import Kind
from app.services.reminders import Reminder, Target
from app.services.sealed_access import public_half

__all__ = ["LEDGER", "SealService", "SealedRow", "two_people", "unfinished"]

Looked = TypeVar("Looked")
AGAIN = "恢复备份后程序重新封存"
"""By whom, where the ledger sealed again."""
LEDGER = "seal_ledger"
"""The page of a reminder about the ledger: the window says how to compare."""
NOTHING = Head()
LEDGER_WORDS = {
    State.MISSING: "不见了",
    State.EDITED: "被程序以外的人改过",
    State.CUT: "少了后面的记录",
}


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

    def __init__(self, database: Store) -> None:
        super().__init__(database)
        self._remembered = NOTHING

    def seal(self, uid: str, values: Values) -> list[str]:
        """Seal a record (form ``SEAL``); it is found only in ``listed`` from then on.

        Returns the names of adults whose files were marked 含犯罪记录封存信息.
        """
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
            marked = self._take_out(session, person)
            self._database.note(session, Kind.SEALED, uid[:8], act="seal")
        self._note()
        return marked

    def _take_out(self, session: Session, person: CorrectionsPerson) -> list[str]:
        """Mark the others, then move the content; the names of the marked."""
        public = public_half(session, self.office)
        if public is None:
            raise NotAllowed(
                "本所还没有封存专用的密钥，现在不能封存。",
                "请有“所长”或“审核”角色的同事用自己的账号登录一次，再来封存。",
            )
        marked = seal_marks.sealing(session, self.office, person, public)
        person.sealed = True
        take_out(session, self.office, person.uid, public, self.now())
        return marked

    @needs(Work.ANYONE)
    def catch_up(self, remembered: Head = NOTHING) -> int:
        """Seal again what the ledger knows and this store forgot (D3); returns how many.

        ``remembered`` is the newest entry of the ledger by this user's own folder. Also moves under
        the key what an older program sealed without one, and compares the files of adults with what
        is sealed (``seal_marks``). Runs at each log-in, as soon as there is a sealed key.
        """
        self._remembered = max(self._remembered, remembered)
        with self._database.begin() as session:
            known = seal_register.known_here(self._database, session, self._remembered)
            made = public_half(session, self.office) is not None
            waiting = unfinished(session, self.office, known) if made else []
            for person in waiting:
                if not person.sealed:
                    session.add(
                        CorrectionsSeal(
                            office=self.office,
                            person_uid=person.uid,
                            sealed_on=known[person.uid],
                            basis="five_years",
                            sealed_by=AGAIN,
                            second_person=AGAIN,
                        )
                    )
                self._take_out(session, person)
            if ring := self._database.sealed_ring:
                seal_marks.catch_up(session, self.office, ring)
        self._note()
        return len(waiting)

    def _note(self) -> None:
        """Bring the ledger up to date."""
        seal_register.renew(self._database, self._remembered)

    @needs(Work.SEALED)
    def reminders(self, today: date) -> Iterator[Reminder]:
        """A ledger that somebody else changed, until the seals were compared."""
        with self._database.begin() as session:
            found = seal_register.alarm(session, self.office)
        if found is not None:
            yield Reminder(
                kind="seal.ledger",
                title=f"封存台账{LEDGER_WORDS[found.state]}，请核对封存记录",
                due_on=min(found.noticed_at.date(), today),
                overdue=True,
                target=Target(LEDGER),
                detail="已经封存的没有解开。按回车看怎样核对。",
            )

    @needs(Work.SEALED)
    def ledger_words(self) -> str | None:
        """What is the matter with the ledger, in words; ``None`` when nothing waits."""
        with self._database.begin() as session:
            found = seal_register.alarm(session, self.office)
        return LEDGER_WORDS[found.state] if found else None

    @needs(Work.SEALED)
    def compared(self) -> None:
        """A person compared the seals with the register on paper; noted in the log."""
        with self._database.begin() as session:
            seal_register.settle(self._database, session)

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
                        hint=person.name,
                        sealed_on=record.sealed_on,
                        sealed_by=record.sealed_by,
                        views=sum(uid == person.uid for uid in looked),
                    )
                )
        return sorted(rows, key=lambda r: (r.sealed_on, r.number), reverse=True)

    def holding(self) -> frozenset[str]:
        """Adults whose files are marked 含犯罪记录封存信息 (D2): here, and in help afterwards."""
        with self._database.begin() as session:
            here = select(CorrectionsPerson.uid).where(
                CorrectionsPerson.office == self.office,
                CorrectionsPerson.holds_sealed.is_(True),
                CorrectionsPerson.sealed.is_(False),
            )
            after = select(ResettlementPerson.uid).where(
                ResettlementPerson.office == self.office,
                ResettlementPerson.corrections_uid.in_(here),
            )
            return frozenset((*session.scalars(here), *session.scalars(after)))

    @needs(Work.SEALED)
    def view(self, uid: str, values: Values) -> dict[str, Any]:
        """The basic sheet of a sealed record, once basis and both viewers are on record."""
        return self._look(uid, {**values, "scope": SHEET}, sheet_of)

    @needs(Work.SEALED)
    def view_file(self, uid: str, values: Values) -> DossierPlan:
        """The whole working file of a sealed record, to be bound in memory; asked as for ``view``."""
        return self._look(uid, {**values, "scope": FILE}, bound)

    def _look(self, uid: str, values: Values, read: Callable[..., Looked]) -> Looked:
        refuse([*problems(forms.SEALED_VIEW, values, on=self.today()), *two_people(values)])
        with self._database.begin() as session:
            person = find_person(session, self.office, uid, sealed=True)
            if not person.sealed:
                raise NotAllowed("这份记录没有封存，照常打开即可。")
            look = SealedView(office=self.office, person_uid=uid, viewed_at=self.now())
            assign(look, forms.SEALED_VIEW, values)
            session.add(look)
            noted = {"basis": values["basis"], "scope": values["scope"]}
            self._database.note(session, Kind.SEALED, uid[:8], **noted)
            try:
                return read(session, self._database, uid, self._key())
            except NotOpened:
                raise self._no_way_in() from None

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
    def lift(self, uid: str, values: Values) -> list[str]:
        """Lift a seal on a document that orders it (form ``SEAL_LIFTED``).

        Returns the names of adults whose files are no longer marked 含犯罪记录封存信息.
        """
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
            key = self._key()
            seal_marks.catch_up(session, self.office, self._database.sealed_ring)
            freed = seal_marks.release(session, self.office, uid, self._database.sealed_ring)
            try:
                put_back(session, self.office, uid, key)
            except NotOpened:
                raise self._no_way_in() from None
            person.sealed = False
        self._note()
        return freed

    def _key(self) -> SealedKey:
        key = self._database.sealed_key
        if key is None:
            raise self._no_way_in()
        return key

    @staticmethod
    def _no_way_in() -> NotAllowed:
        return NotAllowed(
            "您的账号还没有封存记录的钥匙。",
            "请已有钥匙的同事（“所长”或“审核”角色）登录一次，再由您重新登录；都没有的，用保险柜里的恢复密钥登录。",
        )

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


def unfinished(session: Session, office: str, known: Mapping[str, date]) -> list[CorrectionsPerson]:
    """Who is sealed, by the rows or by what is ``known`` of the ledger, with content still here."""
    kept = select(SealedContent.person_uid).where(SealedContent.office == office)
    person = CorrectionsPerson
    query = select(person.uid).where(
        person.office == office,
        person.sealed.is_(True) | person.uid.in_(list(known)),
        person.uid.not_in(kept),
    )
    uids = session.scalars(query).all()  # at nearly every log-in nobody
    return [session.get_one(person, (office, uid)) for uid in uids]


def two_people(values: Values, first: str = "viewer") -> Iterable[Problem]:
    """D2: two people, not one name written twice."""
    one, other = (str(values.get(name) or "").strip() for name in (first, SECOND[first]))
    if one and one == other:
        yield Problem(SECOND[first], "要有两个人在场，不能写同一个人。")
