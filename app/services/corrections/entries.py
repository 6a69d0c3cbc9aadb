"""Dated rows beside a person: one way to add, correct, take away and list them.

A topic (plan, sanctions, health …) says what its rows are (``Entry``): the table, the form, what is
checked beyond the form, and what follows for the person once a row was written or taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.definition import Form, Problem, Values
from app.models.base import Record
from app.models.corrections import CorrectionsPerson
from app.models.history import bury
from app.rules.profiles import RuleBook
from app.services.base import Missing
from app.services.columns import assign, row
from app.services.corrections.records import find_person, refuse, writable
from app.services.corrections.states import ENDED, NotAllowed
from app.services.rule_books import book

__all__ = ["Entry", "Moment", "add", "ask", "edit", "remove", "rows", "rows_of"]


@dataclass(frozen=True)
class Moment:
    """One transaction at one moment: what a check may look at."""

    session: Session
    office: str
    now: datetime

    @property
    def today(self) -> date:
        """The day at this desk."""
        return self.now.date()

    @cached_property
    def rules(self) -> RuleBook:
        """The rules of corrections this office lives under, read once."""
        return book(self.session, self.office, "corrections")


Check = Callable[[Moment, CorrectionsPerson, Values, Any], Iterable[Problem]]
"""(moment, person, values, the row that is corrected or ``None``) → what is wrong."""
Follow = Callable[[Moment, CorrectionsPerson, Any], None]
"""What follows for the person when a row was written or, marked deleted, taken away."""


def _nothing(*_: Any) -> Iterator[Problem]:
    yield from ()


def _no_more(*_: Any) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A kind of dated rows. ``order`` is the column they are listed by."""

    kind: type[Any]
    form: Form
    order: str
    check: Check = _nothing
    then: Follow = _no_more
    after_end: bool = False
    """Whether a row may still be written when the person has left the books."""


def ask(
    at: Moment, entry: Entry, uid: str, values: Values, row_uid: str | None = None
) -> list[Problem]:
    """Everything to ask about ``values`` before they are kept; nothing is written."""
    record = _find(at, entry, row_uid) if row_uid else None
    person = find_person(at.session, at.office, uid)
    found = problems(entry.form, values, on=at.today)
    if any(p.blocking for p in found):
        return found
    return [*found, *entry.check(at, person, values, record)]


def add(at: Moment, entry: Entry, uid: str, values: Values, **columns: Any) -> str:
    """Keep a new row; ``columns`` are set beside the form. The uid of the row."""
    person = writable(at.session, at.office, uid)
    if person.state in ENDED and not entry.after_end:
        raise NotAllowed("这名对象已经离开本所，不能再登记。")
    refuse(ask(at, entry, uid, values))
    record = entry.kind(office=at.office, person_uid=uid, **columns)
    assign(record, entry.form, values)
    at.session.add(record)
    at.session.flush()
    entry.then(at, person, record)
    at.session.flush()
    return str(record.uid)


def edit(at: Moment, entry: Entry, row_uid: str, values: Values) -> None:
    """Correct a row; what stood there is kept in history."""
    record = _find(at, entry, row_uid)
    person = writable(at.session, at.office, record.person_uid)
    refuse(ask(at, entry, person.uid, values, row_uid))
    assign(record, entry.form, values)
    at.session.flush()
    entry.then(at, person, record)
    at.session.flush()


def remove(at: Moment, entry: Entry, row_uid: str) -> None:
    """Take a row away; its tombstone stays."""
    record = _find(at, entry, row_uid)
    person = writable(at.session, at.office, record.person_uid)
    bury([record])
    at.session.flush()
    entry.then(at, person, record)
    at.session.flush()


def rows_of(at: Moment, kind: type[Any], uid: str, order: str) -> list[Any]:
    """The rows of one kind of a person, in order of time."""
    query = select(kind).where(
        kind.office == at.office, kind.person_uid == uid, kind.deleted.is_(False)
    )
    return list(at.session.scalars(query.order_by(getattr(kind, order), kind.change)))


def rows(at: Moment, entry: Entry, uid: str) -> list[dict[str, Any]]:
    """As plain values, each with its ``uid``."""
    find_person(at.session, at.office, uid)
    return [row(record, entry.form) for record in rows_of(at, entry.kind, uid, entry.order)]


def _find(at: Moment, entry: Entry, row_uid: str) -> Any:
    record: Record | None = at.session.get(entry.kind, (at.office, row_uid))
    if record is None or record.deleted:
        raise Missing("这条记录")
    return record
