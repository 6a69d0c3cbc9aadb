"""一个搜索框: people, cases and staff by words, numbers or pinyin initials (F34, F35).

Text is split into pairs of neighbouring characters, so that any two characters of a sentence are
found without a dictionary; names are split into single characters as well. The index follows each
saved record in the same transaction: ``follow`` at an office, ``renew`` at a bureau, whose records
are written in bulk and past the session.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from app.models.base import Record
from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase
from app.models.people import Person
from app.models.resettlement import ResettlementPerson
from app.models.resettlement_children import PrisonerChild
from app.models.search import SearchEntry, SearchInitials
from app.models.training import Staff
from app.services.access import Work, needs
from app.services.base import Service
from app.services.pinyin import initials
from app.services.text_index import holds, text_index
from app.services.veil import veil

__all__ = ["Found", "Hit", "SearchService", "follow", "matching", "rebuild", "renew"]

NOT_SEARCHED = "扫描件中的文字、已作废和已封存的记录不在搜索范围内。"
BATCH = 500
"""Records read and entered at a time when the index is built anew."""
VEILED_CASE, VEILED_JUVENILE = "涉及隐私的案件", "未成年矫正对象"
VEILED_HELPED, VEILED_CHILD = "未成年帮教对象", "服刑人员未成年子女"
"""What a bureau's list shows where a name must not stand (人民调解法 23; 社区矫正法 54)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``kind`` says which page opens it."""

    kind: str  # person, case, corrections, resettlement, child, staff
    uid: str
    title: str
    detail: str
    office: str = ""  # that owns the record
    whose: str = ""  # its name, at a bureau


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
    beside: tuple[tuple[str, str | None], ...]  # name of a field, its words
    names: tuple[str, ...]  # found by single characters and by initials
    words: tuple[str | None, ...]  # found by pairs of characters
    veiled: str = ""  # what a bureau's list calls it instead, with nothing beside it

    @property
    def detail(self) -> str:
        """What stands beside the title."""
        return " ".join(words for _, words in self.beside if words)

    def for_bureau(self) -> Indexed:
        """Without the name where privacy is touched, numbers and addresses cut (E3)."""
        if self.veiled:
            return replace(self, title=self.veiled, beside=())
        return replace(self, beside=tuple((n, veil(n, w)) for n, w in self.beside if w))

    def cut(self) -> Indexed:
        """As the office's own box shows it at first: people by name, a private case by number."""
        return replace(self, veiled=self.veiled if self.kind == "case" else "").for_bureau()


def _person(record: Person) -> Indexed:
    beside = (("address", record.address), ("phone", record.phone))
    words = (record.id_number, record.phone, record.address, record.credit_code)
    return Indexed("person", record.name, beside, (record.name,), words)


def _case(record: MediationCase) -> Indexed:
    title = record.title or record.parties_text or "未命名的纠纷"
    names = tuple(n for n in re.split(r"[、,,]", record.parties_text) if n)
    words = (record.number, record.title, record.summary, record.facts, record.terms)
    veiled = record.number or VEILED_CASE if record.restricted else ""
    return Indexed("case", title, (("number", record.number or "尚未编号"),), names, words, veiled)


def _supervised(record: CorrectionsPerson) -> Indexed:
    names = tuple(filter(None, (record.name, record.former_name)))
    words = (record.id_number, record.phone, record.address, record.number, record.decision_number)
    veiled = VEILED_JUVENILE if record.juvenile else ""
    return Indexed("corrections", record.name, (("address", record.address),), names, words, veiled)


def _helped(record: ResettlementPerson) -> Indexed:
    words = (record.id_number, record.phone, record.address, record.number)
    beside = (("address", record.address),)
    veiled = VEILED_HELPED if record.juvenile else ""
    return Indexed("resettlement", record.name, beside, (record.name,), words, veiled)


def _child(record: PrisonerChild) -> Indexed:
    """Found by their own name and number only: not under the parent, whose sentence is not theirs."""
    beside = (("address", record.address),)
    words = (record.id_number, record.address)
    return Indexed("child", record.name, beside, (record.name,), words, VEILED_CHILD)


def _staff(record: Staff) -> Indexed:
    return Indexed(
        "staff", record.name, (("phone", record.phone),), (record.name,), (record.phone,)
    )


INDEXERS: dict[type[Record], Callable[..., Indexed]] = {
    Person: _person,
    MediationCase: _case,
    CorrectionsPerson: _supervised,
    ResettlementPerson: _helped,
    PrisonerChild: _child,
    Staff: _staff,
}
"""How each kind of record is found; a duty adds its own line."""
RECORDS: dict[str, type[Record]] = {
    "person": Person,
    "case": MediationCase,
    "corrections": CorrectionsPerson,
    "resettlement": ResettlementPerson,
    "staff": Staff,
}
"""Kind of hit → its record."""
PRIVATE = "涉及隐私，打开后查看"


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


def _asked(wanted: str) -> list[str]:
    return _singles(wanted) if len(wanted) == 1 else _pairs(wanted)


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
            _forget_all(session, [entry])
        if not _found(record):
            continue
        numbers = [entry] if entry is not None else text_index(session).numbers(session, 1)
        _remember_all(session, [(record, indexer(record))], numbers)


def _found(record: Record) -> bool:
    """Whether a record may be found at all: a deleted or sealed one is not (D2)."""
    return not (record.deleted or getattr(record, "sealed", False))


def renew(
    session: Session, office: str, table: str, uids: Sequence[str], *, at_bureau: bool = True
) -> None:
    """Bring the index up to date with some hundred records of one office, however they stand now.

    For whoever merges and undoes in bulk inside the same transaction: a few statements a batch,
    none of which grows with the store.
    """
    kind = next((kind for kind in INDEXERS if kind.__tablename__ == table), None)  # type: ignore[attr-defined]
    if kind is None or not uids:
        return
    standing = session.scalars(
        select(SearchEntry.number).where(SearchEntry.office == office, SearchEntry.uid.in_(uids))
    )
    _forget_all(session, list(standing))
    living = select(kind).where(kind.office == office, kind.uid.in_(uids))
    records = session.scalars(living.execution_options(populate_existing=True))
    found = [(r, INDEXERS[kind](r)) for r in records if _found(r)]
    if at_bureau:
        found = [(record, one.for_bureau()) for record, one in found]
    _remember_all(session, found, text_index(session).numbers(session, len(found)))


def rebuild(
    session: Session,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    at_bureau: bool = False,
) -> int:
    """Throw the index away and build it again; returns the number of entries."""
    session.execute(delete(SearchEntry))
    session.execute(delete(SearchInitials))
    text_index(session).clear(session)
    total = sum(
        session.execute(select(func.count()).select_from(kind)).scalar_one() for kind in INDEXERS
    )
    done = 0
    for kind, indexer in INDEXERS.items():
        for page in session.scalars(select(kind)).yield_per(BATCH).partitions():
            found = [(record, indexer(record)) for record in page if _found(record)]
            if at_bureau:
                found = [(record, one.for_bureau()) for record, one in found]
            _remember_all(session, found, text_index(session).numbers(session, len(found)))
            done += len(found)
            progress(done, total)
    return done


def _forget_all(session: Session, numbers: Sequence[int]) -> None:
    if numbers:
        session.execute(delete(SearchEntry).where(SearchEntry.number.in_(numbers)))
        session.execute(delete(SearchInitials).where(SearchInitials.number.in_(numbers)))
        text_index(session).drop(session, numbers)


def _remember_all(
    session: Session, found: Sequence[tuple[Record, Indexed]], numbers: Sequence[int]
) -> None:
    """Enter ``found`` under ``numbers``."""
    numbered = list(zip(numbers, found, strict=True))
    for table, rows in (
        (SearchEntry, [_entry(record, number, one) for number, (record, one) in numbered]),
        (
            SearchInitials,
            [
                {"office": record.office, "initials": key, "number": number}
                for number, (record, one) in numbered
                for key in {key[:60] for name in one.names for key in initials(name)}
            ],
        ),
    ):
        if rows:
            session.execute(insert(table), rows)
    bodies = [
        {"n": n, "office": record.office, "body": _tokens(one.names, one.words)}
        for n, (record, one) in numbered
    ]
    if bodies:
        text_index(session).put(session, bodies)


def _entry(record: Record, number: int, found: Indexed) -> dict[str, Any]:
    return {
        "office": record.office,
        "uid": record.uid,
        "number": number,
        "kind": found.kind,
        "title": found.title[:400],
        "detail": found.detail[:400],
    }


def matching(office: str, typed: str, kind: str) -> Select[Any]:
    """The uids of all entries of one kind that hold what was typed, for narrowing a register."""
    wanted = _clean(typed)
    if wanted.isascii() and wanted.isalpha():
        held: ColumnElement[bool] = SearchEntry.number.in_(
            select(SearchInitials.number).where(
                SearchInitials.office == office,
                SearchInitials.initials >= wanted,
                SearchInitials.initials < wanted + "{",  # the character after z
            )
        )
    else:
        held = holds(_asked(wanted))
    # coalesce keeps the key's index out: what holds the words leads, not every entry of the office
    whose = func.coalesce(SearchEntry.office, "")
    return select(SearchEntry.uid).where(held, whose == office, SearchEntry.kind == kind)


def _at_first(session: Session, hit: Hit) -> Hit:
    """A hit as the office's box shows it until somebody asks for the whole (E3)."""
    record = session.get(RECORDS[hit.kind], (hit.office, hit.uid))
    if record is None:
        return hit
    told = INDEXERS[type(record)](record).cut()
    private = told.title != hit.title
    return replace(hit, title=told.title, detail=PRIVATE if private else told.detail)


class SearchService(Service, work=Work.CASES):
    """The search box."""

    def find(self, typed: str, *, limit: int = 20, cut: bool = False) -> Found:
        """The newest things that hold what was typed, or whose initials begin with it.

        With ``cut``, telephones and addresses are cut and a case that touches privacy is called by
        its number (E3); a bureau's index holds nothing else.
        """
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
                    SearchEntry.office,
                ).where(SearchEntry.number.in_(numbers))
            ).all()
            order = {number: place for place, number in enumerate(numbers)}
            hits = [
                Hit(row.kind, row.uid, row.title, row.detail, row.office)
                for row in sorted(rows, key=lambda row: order[row.number])
            ]
            return Found(tuple(_at_first(session, hit) for hit in hits) if cut else tuple(hits))

    def offices(self, session: Session) -> Sequence[str]:
        """Whose records the box looks through."""
        return (self.office,)

    def _by_initials(self, session: Session, wanted: str, limit: int) -> list[int]:
        # a range rather than LIKE: LIKE would skip the index
        query = (
            select(SearchInitials.number)
            .where(
                SearchInitials.office.in_(self.offices(session)),
                SearchInitials.initials >= wanted,
                SearchInitials.initials < wanted + "{",  # the character after z
            )
            .order_by(SearchInitials.initials)
            .limit(limit)
        )
        return list(session.scalars(query))

    def _by_text(self, session: Session, wanted: str, limit: int) -> list[int]:
        query = (
            select(SearchEntry.number)
            .where(holds(_asked(wanted)))
            .order_by(SearchEntry.number.desc())
            .limit(limit)
        )
        return list(session.scalars(query))

    @needs(Work.ADMIN)
    def rebuild(self, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Throw the index away and build it again; returns the number of entries."""
        with self._database.begin() as session:
            return rebuild(session, progress)
