"""一个搜索框: people, cases and staff by words, numbers or pinyin initials (F34, F35).

Text is split into pairs of neighbouring characters, so that any two characters of a sentence are
found without a dictionary; names are split into single characters as well. The index follows each
saved record in the same transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, delete, func, select, text
from sqlalchemy.orm import Session

from app.models.base import Record
from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase
from app.models.people import Person
from app.models.resettlement import ResettlementPerson
from app.models.search import SearchEntry, SearchInitials
from app.models.training import Staff
from app.services.base import Service
from app.services.pinyin import initials

__all__ = ["Found", "Hit", "SearchService", "follow", "matching"]

NOT_SEARCHED = "扫描件中的文字、已作废的记录不在搜索范围内。"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``kind`` says which page opens it."""

    kind: str  # person, case, corrections, resettlement, staff
    uid: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits, and what was not searched, in words."""

    hits: tuple[Hit, ...]
    not_searched: str = NOT_SEARCHED


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index keeps of one record."""

    kind: str
    title: str
    detail: str
    names: tuple[str, ...]  # found by single characters and by initials
    words: tuple[str | None, ...]  # found by pairs of characters


def _person(record: Person) -> Indexed:
    detail = " ".join(filter(None, (record.address, record.phone)))
    words = (record.id_number, record.phone, record.address, record.credit_code)
    return Indexed("person", record.name, detail, (record.name,), words)


def _case(record: MediationCase) -> Indexed:
    title = record.title or record.parties_text or "未命名的纠纷"
    names = tuple(n for n in re.split(r"[、,,]", record.parties_text) if n)
    words = (record.number, record.title, record.summary, record.facts, record.terms)
    return Indexed("case", title, record.number or "尚未编号", names, words)


def _supervised(record: CorrectionsPerson) -> Indexed:
    names = tuple(filter(None, (record.name, record.former_name)))
    words = (record.id_number, record.phone, record.address, record.number, record.decision_number)
    return Indexed("corrections", record.name, record.address or "", names, words)


def _helped(record: ResettlementPerson) -> Indexed:
    words = (record.id_number, record.phone, record.address, record.number)
    return Indexed("resettlement", record.name, record.address or "", (record.name,), words)


def _staff(record: Staff) -> Indexed:
    return Indexed("staff", record.name, record.phone or "", (record.name,), (record.phone,))


INDEXERS: dict[type[Record], Callable[..., Indexed]] = {
    Person: _person,
    MediationCase: _case,
    CorrectionsPerson: _supervised,
    ResettlementPerson: _helped,
    Staff: _staff,
}
"""How each kind of record is found; a duty adds its own line."""


def _tokens(names: Iterable[str], words: Iterable[str | None]) -> str:
    parts: list[str] = []
    for name in names:
        parts.extend(_singles(name))
        parts.append("|")  # a phrase never runs from one text into the next
        parts.extend(_pairs(name))
        parts.append("|")
    for word in words:
        if word:
            parts.extend(_pairs(word))
            parts.append("|")
    return " ".join(parts)


def _clean(word: str) -> str:
    return re.sub(r"[^\w]", "", word.lower())


def _singles(word: str) -> list[str]:
    return [f"一{c}" for c in _clean(word)]  # marked, so that single and pair never mix


def _pairs(word: str) -> list[str]:
    word = _clean(word)
    return [word[i : i + 2] for i in range(len(word) - 1)] or [word]


def follow(session: Session, office: str, records: Sequence[Record]) -> None:
    """Bring the index up to date with ``records`` inside the transaction that saved them."""
    for record in records:
        indexer = INDEXERS.get(type(record))
        if indexer is None:
            continue
        entry = session.execute(
            select(SearchEntry.number).where(
                SearchEntry.office == record.office, SearchEntry.uid == record.uid
            )
        ).scalar()
        if entry is not None:
            _forget(session, entry)
        if record.deleted:
            continue
        number = entry if entry is not None else _next_number(session, office)
        _remember(session, record, number, indexer(record))


def _next_number(session: Session, office: str) -> int:
    highest = session.execute(select(func.max(SearchEntry.number))).scalar()
    return (highest or 0) + 1


def _forget(session: Session, number: int) -> None:
    session.execute(delete(SearchEntry).where(SearchEntry.number == number))
    session.execute(delete(SearchInitials).where(SearchInitials.number == number))
    session.execute(text("DELETE FROM search_text WHERE rowid = :n"), {"n": number})


def _remember(session: Session, record: Record, number: int, found: Indexed) -> None:
    session.execute(
        SearchEntry.__table__.insert(),  # type: ignore[attr-defined]
        {
            "office": record.office,
            "uid": record.uid,
            "number": number,
            "kind": found.kind,
            "title": found.title[:400],
            "detail": found.detail[:400],
        },
    )
    keys = {key[:60] for name in found.names for key in initials(name)}
    if keys:
        rows = [{"office": record.office, "initials": key, "number": number} for key in keys]
        session.execute(SearchInitials.__table__.insert(), rows)  # type: ignore[attr-defined]
    session.execute(
        text("INSERT INTO search_text(rowid, body) VALUES (:n, :body)"),
        {"n": number, "body": _tokens(found.names, found.words)},
    )


def matching(office: str, typed: str, kind: str) -> Select[Any]:
    """The uids of all entries of one kind that hold what was typed, for narrowing a register."""
    wanted = _clean(typed)
    if wanted.isascii() and wanted.isalpha():
        numbers: Any = select(SearchInitials.number).where(
            SearchInitials.office == office,
            SearchInitials.initials >= wanted,
            SearchInitials.initials < wanted + "{",  # the character after z
        )
    else:
        tokens = _singles(wanted) if len(wanted) == 1 else _pairs(wanted)
        found = text("SELECT rowid FROM search_text WHERE search_text MATCH :phrase")
        numbers = found.bindparams(phrase='"' + " ".join(tokens) + '"').columns(rowid=Integer)
    return select(SearchEntry.uid).where(
        SearchEntry.office == office, SearchEntry.kind == kind, SearchEntry.number.in_(numbers)
    )


class SearchService(Service):
    """The search box."""

    def find(self, typed: str, *, limit: int = 20) -> Found:
        """The newest things that hold what was typed, or whose initials begin with it."""
        wanted = _clean(typed)
        if not wanted:
            return Found(())
        with self._database.begin() as session:
            numbers: list[int] = []
            if wanted.isascii() and wanted.isalpha():
                numbers = self._by_initials(session, wanted, limit)
            if len(numbers) < limit:
                by_text = self._by_text(session, wanted, limit)
                numbers = list(dict.fromkeys((*numbers, *by_text)))[:limit]
            rows = session.execute(
                select(
                    SearchEntry.number,
                    SearchEntry.kind,
                    SearchEntry.uid,
                    SearchEntry.title,
                    SearchEntry.detail,
                ).where(SearchEntry.number.in_(numbers))
            ).all()
        order = {number: place for place, number in enumerate(numbers)}
        rows_in_order = sorted(rows, key=lambda row: order[row.number])
        return Found(tuple(Hit(r.kind, r.uid, r.title, r.detail) for r in rows_in_order))

    def _by_initials(self, session: Session, wanted: str, limit: int) -> list[int]:
        # a range rather than LIKE: LIKE would skip the index
        query = (
            select(SearchInitials.number)
            .where(
                SearchInitials.office == self.office,
                SearchInitials.initials >= wanted,
                SearchInitials.initials < wanted + "{",  # the character after z
            )
            .order_by(SearchInitials.initials)
            .limit(limit)
        )
        return list(session.scalars(query))

    def _by_text(self, session: Session, wanted: str, limit: int) -> list[int]:
        tokens = _singles(wanted) if len(wanted) == 1 else _pairs(wanted)
        phrase = '"' + " ".join(tokens) + '"'
        query = text(
            "SELECT rowid FROM search_text WHERE search_text MATCH :phrase "
            "ORDER BY rowid DESC LIMIT :limit"
        )
        return list(session.execute(query, {"phrase": phrase, "limit": limit}).scalars())

    def rebuild(self, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Throw the index away and build it again; returns the number of entries."""
        done = 0
        with self._database.begin() as session:
            session.execute(delete(SearchEntry))
            session.execute(delete(SearchInitials))
            session.execute(text("DROP TABLE search_text"))
            session.execute(
                text(
                    "CREATE VIRTUAL TABLE search_text USING fts5(body, content='', "
                    "contentless_delete=1, tokenize='unicode61 remove_diacritics 0')"
                )
            )
            total = sum(
                session.execute(select(func.count()).select_from(kind)).scalar_one()
                for kind in INDEXERS
            )
            for kind, indexer in INDEXERS.items():
                for record in session.scalars(select(kind)).yield_per(500):
                    done += 1
                    _remember(session, record, done, indexer(record))
                    progress(done, total)
        return done
