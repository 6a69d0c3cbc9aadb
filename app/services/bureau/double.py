"""同一人两所同时在册: a move that one office recorded and the other did not (§8.8 of the notes).

Nothing is overwritten and nothing decided here: both records stand, the county telephones.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.corrections import CorrectionsPerson
from app.services.bureau.board import names_of
from app.services.corrections.states import ON_THE_BOOKS

__all__ = ["CountedTwice", "counted_twice"]


@dataclass(frozen=True, slots=True)
class CountedTwice:
    """One person on the books of several offices; ``records`` are (office, its name, uid)."""

    records: tuple[tuple[str, str, str], ...]

    @property
    def offices(self) -> str:
        """习岗司法所、立岗司法所."""
        return "、".join(name for _, name, _ in self.records)


def counted_twice(session: Session, bureau: str) -> list[CountedTwice]:
    """Everybody whose number is on the books of more than one office, in the order of offices."""
    person = CorrectionsPerson
    standing = (
        person.deleted.is_(False),
        person.id_number.is_not(None),
        person.state.in_(ON_THE_BOOKS),
    )
    numbers = (
        select(person.id_number)
        .where(*standing)
        .group_by(person.id_number)
        .having(func.count(func.distinct(person.office)) > 1)
    )
    query = select(person.id_number, person.office, person.uid).where(
        *standing, person.id_number.in_(numbers)
    )
    names = names_of(session, bureau)
    found: dict[str, list[tuple[str, str, str]]] = {}
    for number, office, uid in session.execute(query.order_by(person.office)):
        found.setdefault(number or "", []).append((office, names.get(office, office), uid))
    return [CountedTwice(tuple(records)) for records in found.values()]
