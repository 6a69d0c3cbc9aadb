"""预释放名单 (F24): the county's list of who comes home; ours, not ours, and who is missing from it.

A line answered 属于本辖区 becomes a person awaited (待释放) in the same transaction, so that 必接必送 and
the reminders begin at once. The answers go back as a table (``PRERELEASE_REGISTER``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.definition import PersonRef, Problem, Values
from app.forms.resettlement import PRERELEASE_REGISTER
from app.forms.resettlement_entries import PRERELEASE
from app.models.resettlement import PrereleaseEntry, ResettlementPerson
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign, read
from app.services.people import complete
from app.services.resettlement.persons import HelpPersons
from app.services.settings import sample_offices

__all__ = ["PrereleaseService"]

COPIED = (
    *("name", "sex", "birth_date", "id_kind", "id_number", "id_reason", "phone", "address"),
    *("offences", "penalty_term", "registered_address"),
)


class PrereleaseService(Service, work=Work.CASES):
    """The lists and their answers."""

    def lists(self) -> list[tuple[str, date, int, int]]:
        """Lists, newest first: name, received on, lines, lines not answered yet."""
        found: dict[tuple[str, date], list[int]] = {}
        with self._database.begin() as session:
            query = select(PrereleaseEntry).where(PrereleaseEntry.office == self.office)
            for entry in session.scalars(query):
                count = found.setdefault((entry.list_name, entry.received_on), [0, 0])
                count[0] += 1
                count[1] += entry.answer is None
        ordered = sorted(found.items(), key=lambda item: (item[0][1], item[0][0]), reverse=True)
        return [(name, on, lines, still) for (name, on), (lines, still) in ordered]

    def keep(self, session: Session, list_name: str, received_on: date, row: Values) -> str:
        """Put one line of a list into the store, inside the import's transaction."""
        entry = PrereleaseEntry(
            office=self.office,
            list_name=list_name,
            received_on=received_on,
            row_number=row.get("row_number"),
        )
        assign(entry, PRERELEASE, complete(row, today=self.today()))
        filled = complete(row, today=self.today())
        entry.id_kind, entry.birth_date = filled.get("id_kind"), filled.get("birth_date")
        session.add(entry)
        session.flush()
        return entry.uid

    def add_missing(self, list_name: str, received_on: date, values: Values) -> str:
        """Add a person the list should have named; they are ours by that very fact."""
        self._check(values)
        with self._database.begin() as session:
            uid = self.keep(session, list_name, received_on, values)
            entry = self._entry(session, uid)
            entry.added = True
            self._answer(session, entry, {**values, "answer": "ours"})
            return uid

    def rows(self, list_name: str, received_on: date) -> list[dict[str, Any]]:
        """The lines of a list as ``PRERELEASE_REGISTER`` shows them, with ``uid``."""
        with self._database.begin() as session:
            query = (
                select(PrereleaseEntry)
                .where(
                    PrereleaseEntry.office == self.office,
                    PrereleaseEntry.list_name == list_name,
                    PrereleaseEntry.received_on == received_on,
                )
                .order_by(PrereleaseEntry.added, PrereleaseEntry.row_number, PrereleaseEntry.change)
            )
            names = [column.name for column in PRERELEASE_REGISTER.columns]
            return [
                {
                    "uid": entry.uid,
                    "resettlement_uid": entry.resettlement_uid,
                    "phone": entry.phone,
                    "penalty_term": entry.penalty_term,
                    **{name: getattr(entry, name) for name in names},
                }
                for entry in session.scalars(query)
            ]

    def answer(self, uids: Sequence[str], values: Values) -> None:
        """Answer several lines alike: ``answer``, ``answered_by``, ``answered_on``, ``note``."""
        if not values.get("answer"):
            raise Rejected([Problem("answer", "“核查结果”还没有填写。")])
        with self._database.begin() as session:
            for uid in uids:
                self._answer(session, self._entry(session, uid), values)

    def edit(self, uid: str, values: Values) -> None:
        """Correct one line, its answer included."""
        self._check(values)
        with self._database.begin() as session:
            entry = self._entry(session, uid)
            assign(entry, PRERELEASE, complete(values, today=self.today()))
            if values.get("answer"):
                self._answer(session, entry, values)

    def values(self, uid: str) -> dict[str, Any]:
        """One line as the form ``PRERELEASE`` holds it."""
        with self._database.begin() as session:
            return read(self._entry(session, uid), PRERELEASE)

    def looks_like(self, address: str | None) -> str:
        """What a registered address says at first sight: ours, another office of this county, or nothing.

        Only a hint: the household register decides. Township and village names come from the
        division codes the program carries.
        """
        if not address:
            return ""
        offices = sample_offices()
        found = [one for one in offices if one.township in address] or [
            one for one in offices if any(name in address for _, name in one.villages)
        ]
        if len(found) != 1:  # two townships have a village of that name
            return ""
        return "像是本辖区" if found[0].code == self.office else f"像是{found[0].township}"

    # --- inside one transaction ------------------------------------------------------------

    def _check(self, values: Values) -> None:
        found = problems(PRERELEASE, values, on=self.today())
        if blocking := [p for p in found if p.blocking]:
            raise Rejected(blocking)

    def _entry(self, session: Session, uid: str) -> PrereleaseEntry:
        entry = session.get(PrereleaseEntry, (self.office, uid))
        if entry is None or entry.deleted:
            raise Missing("名单上的这一行")
        return entry

    def _answer(self, session: Session, entry: PrereleaseEntry, values: Values) -> None:
        if values["answer"] == "not_ours" and not values.get("note"):
            raise Rejected([Problem("note", "不属于本辖区的，请写明是哪里的、依据什么。")])
        entry.answer = values["answer"]
        entry.answered_on = values.get("answered_on") or self.today()
        entry.answered_by = values.get("answered_by")
        entry.note = values.get("note") or entry.note
        if entry.answer == "ours" and entry.resettlement_uid is None:
            entry.resettlement_uid = self._awaited(session, entry)

    def _awaited(self, session: Session, entry: PrereleaseEntry) -> str:
        """The person the line speaks of: known by number, or newly awaited."""
        if entry.id_number:
            known = session.scalars(
                select(ResettlementPerson).where(
                    ResettlementPerson.office == self.office,
                    ResettlementPerson.id_number == entry.id_number,
                    ResettlementPerson.state != "ended",
                )
            ).first()
            if known is not None:
                return known.uid
        values: dict[str, Any] = {name: getattr(entry, name) for name in COPIED}
        values |= {
            "name": PersonRef(entry.name),
            "source": "detention_house" if "看守所" in (entry.prison or "") else "prison",
            "released_from": entry.prison,
            "released_on": entry.release_on,
            "manager_mode": "registered",
        }
        return HelpPersons(self._database).await_person(session, values)
