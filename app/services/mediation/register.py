"""调解案件台账: the register of cases, a page at a time, fast at a hundred thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from app.forms.codes import label, table
from app.models.history import Counter
from app.models.mediation import REGISTER_ORDERS, MediationCase
from app.models.store import Store
from app.rules.profiles import RuleBook
from app.services.access import Work
from app.services.base import Service
from app.services.mediation.clocks import DUE_WORDS, is_over
from app.services.mediation.unvisited import unvisited
from app.services.rule_books import book
from app.services.search import held_by, how_many, matching

__all__ = ["MOST_LINES", "Page", "RegisterQuery", "RegisterRow", "RegisterService"]


MOST_LINES = 20_000
"""Of one printed or exported register; more than an office takes down in ten years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterQuery:
    """Which cases, in what order, which page. Empty narrows nothing."""

    states: tuple[str, ...] = ()
    text: str = ""  # names, numbers, words of the case
    committee: str = ""
    dispute_type: str = ""
    source: str = ""
    accepted_from: date | None = None
    accepted_to: date | None = None
    due_by: date | None = None
    incomplete: bool = False  # only cases whose last check found something
    unvisited: bool = False  # only those whose return visit was missed long ago
    undated: bool = False  # only disputes that wait without a day: they count in no month yet
    sort: str = "accepted_on"  # a name of REGISTER_ORDERS
    descending: bool = True
    offset: int = 0
    limit: int = 100


OFTEN = 50
"""A word that so many times a page's cases hold is met at once where the register is read in order."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register. ``days_left`` counts to the nearest deadline."""

    uid: str
    number: str | None
    title: str
    parties: str
    state: str
    state_label: str
    dispute_type: str
    source: str
    accepted_on: date | None
    agreed_on: date | None
    due_on: date | None
    due_kind: str
    days_left: int | None
    check_score: int | None
    missing: int | None
    restricted: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and how many there are in all."""

    rows: list[RegisterRow]
    total: int


class RegisterService(Service, work=Work.CASES):
    """Reads the register."""

    def __init__(self, database: Store) -> None:
        super().__init__(database)
        self._counted: dict[RegisterQuery, int] = {}
        self._counted_at = -1

    def page(self, query: RegisterQuery) -> Page:
        """One page of the cases asked for, and their number."""
        with self._database.begin() as session:
            total = self._total(session, query)
            columns = [getattr(MediationCase, name) for name in COLUMNS]
            often = _only_words(query) and total > OFTEN * (query.offset + query.limit)
            rows = self._order(self._narrow(session, select(*columns), query, often=often), query)
            found = session.execute(rows.offset(query.offset).limit(query.limit)).all()
            rules = book(session, self.office, "mediation")
        return Page([self._row(row, rules) for row in found], total)

    def of(self, uids: Sequence[str]) -> list[RegisterRow]:
        """These cases in this order, a page of them: what stands behind a figure (F69)."""
        columns = [getattr(MediationCase, name) for name in COLUMNS]
        query = select(*columns).where(
            MediationCase.office == self.office, MediationCase.uid.in_(uids)
        )
        with self._database.begin() as session:
            found = {row.uid: row for row in session.execute(query)}
            rules = book(session, self.office, "mediation")
        return [self._row(found[uid], rules) for uid in uids if uid in found]

    def lines(self, query: RegisterQuery) -> list[dict[str, Any]]:
        """Every case asked for as a line of ``CASE_REGISTER``; names that touch privacy stay veiled."""
        rows = self.page(replace(query, offset=0, limit=MOST_LINES)).rows
        return [{**asdict(row), "due_words": _due_words(row)} for row in rows]

    def _total(self, session: Session, query: RegisterQuery) -> int:
        """How many cases there are in all; counted anew only after something was written.

        A look at the dossier check writes open points without being an edit, so these are counted
        each time.
        """
        if query.incomplete:
            gaps: int = session.execute(
                self._narrow(session, select(func.count()), query)
            ).scalar_one()
            return gaps
        counter = session.get(Counter, (self.office, "change"))
        now = counter.value if counter else 0
        if self._counted_at != now:
            self._counted, self._counted_at = {}, now
        key = _as_counted(query)
        if key not in self._counted:
            if _only_words(query):
                counting = how_many(self.office, key.text, "case")  # no case is read for it
            else:
                counting = self._narrow(session, select(func.count()), query)
            self._counted[key] = session.execute(counting).scalar_one()
        return self._counted[key]

    def _narrow(
        self,
        session: Session,
        statement: Select[Any],
        query: RegisterQuery,
        *,
        often: bool = False,
    ) -> Select[Any]:
        case = MediationCase
        statement = statement.select_from(case)
        conditions: list[ColumnElement[bool]] = [case.office == self.office]
        if query.states:
            conditions.append(_one_of(case.state, query.states))
        if query.committee:
            conditions.append(case.committee_uid == query.committee)
        if query.dispute_type:
            conditions.append(
                case.dispute_type.in_(_with_parts("dispute_type", query.dispute_type))
            )
        if query.source:
            conditions.append(_one_of(case.source, _with_parts("case_source", query.source)))
        if query.accepted_from:
            conditions.append(case.accepted_on >= query.accepted_from)
        if query.accepted_to:
            conditions.append(case.accepted_on <= query.accepted_to)
        if query.due_by:
            conditions.append(case.due_on <= query.due_by)
        if query.undated:
            days = (case.applied_on, case.accepted_on)
            conditions += [case.state == "waiting", *(day.is_(None) for day in days)]
        if query.unvisited:
            rules = book(session, self.office, "mediation")
            long_ago = unvisited(session, self.office, rules, self.today())
            conditions.append(case.uid.in_(long_ago[:MOST_LINES]))
        if query.incomplete:
            conditions.append(case.uid.in_(_with_gaps(self.office)))
        if query.text.strip():
            words = (self.office, query.text, "case")
            conditions.append(held_by(case, *words) if often else case.uid.in_(matching(*words)))
        return statement.where(*conditions)

    def _order(self, statement: Select[Any], query: RegisterQuery) -> Select[Any]:
        names = (*REGISTER_ORDERS[query.sort], "uid")
        columns = [getattr(MediationCase, name) for name in names]
        if query.descending:
            columns = [column.desc() for column in columns]
        return statement.order_by(*columns)

    def _row(self, row: Any, rules: RuleBook) -> RegisterRow:
        shown_due = row.due_on
        today = self.today()
        if shown_due and shown_due < today and is_over(row.due_kind, shown_due, today, rules):
            shown_due = None
        return RegisterRow(
            uid=row.uid,
            number=row.number,
            title="（涉及隐私，打开后查看）" if row.restricted else row.title or "",
            parties="***" if row.restricted else row.parties_text,
            state=row.state,
            state_label=label("case_state", row.state),
            dispute_type=label("dispute_type", row.dispute_type),
            source=label("case_source", row.source),
            accepted_on=row.accepted_on,
            agreed_on=row.agreed_on,
            due_on=shown_due,
            due_kind=DUE_WORDS.get(row.due_kind or "", "") if shown_due else "",
            days_left=(shown_due - today).days if shown_due else None,
            check_score=row.check_score,
            missing=row.check_missing,
            restricted=row.restricted,
        )


def _as_counted(query: RegisterQuery) -> RegisterQuery:
    """Without what changes no number: the order, and which page is asked for."""
    return replace(query, sort="", descending=False, offset=0, limit=0)


def _only_words(query: RegisterQuery) -> bool:
    """Whether nothing but words narrows the register."""
    words = RegisterQuery(text=query.text)
    return query.text.strip() != "" and _as_counted(query) == _as_counted(words)


def _due_words(row: RegisterRow) -> str:
    return f"{row.due_kind}{row.due_on:%Y-%m-%d}" if row.due_on else ""


COLUMNS = (
    "uid",
    "number",
    "title",
    "parties_text",
    "state",
    "dispute_type",
    "source",
    "accepted_on",
    "agreed_on",
    "due_on",
    "due_kind",
    "check_score",
    "check_missing",
    "restricted",
)


def _with_gaps(office: str) -> Select[Any]:
    """A list of its own: the few cases that lack something are found by their index, whatever the order."""
    found = aliased(MediationCase)
    return select(found.uid).where(
        found.office == office, found.deleted.is_(False), found.check_missing > 0
    )


def _one_of(column: Any, codes: Sequence[str]) -> ColumnElement[bool]:
    """Equality for one code: the index then keeps the order that is asked for."""
    one: ColumnElement[bool] = column == codes[0] if len(codes) == 1 else column.in_(codes)
    return one


def _with_parts(name: str, code: str) -> list[str]:
    """A code and those that stand under it."""
    return [code, *(entry.code for entry in table(name) if entry.parent == code)]
