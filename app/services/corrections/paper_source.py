"""What a kind of record must tell so that it has papers in the working file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.definition import Form
from app.models.base import Record
from app.models.corrections import CorrectionsPerson

__all__ = ["Facts", "Source"]

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of record with papers.

    ``papers`` names the forms that one record has by now, ``facts`` gives what they say beyond the
    person, ``day`` puts the records of a person in order. ``filed`` is off for papers that are
    kept elsewhere: a sheet for a whole group names others, too. ``belongs`` leaves out records
    that have no paper.
    """

    model: type[Any]
    forms: tuple[Form, ...]
    papers: Callable[[Any], Iterable[Form]]
    facts: Callable[[Session, Form, Any], Facts]
    day: Callable[[Any], date]
    filed: bool = True
    belongs: Callable[[Session, CorrectionsPerson, Any], bool] = lambda *_: True
    where: Any = True  # a condition on the records that can have papers at all

    def of_person(self, session: Session, person: CorrectionsPerson) -> list[Record]:
        """The living records of a person, oldest first."""
        query = select(self.model).where(
            self.model.office == person.office,
            self.model.person_uid == person.uid,
            self.model.deleted.is_(False),
            self.where,
        )
        found = [r for r in session.scalars(query) if self.belongs(session, person, r)]
        return sorted(found, key=lambda record: (self.day(record), record.change))
