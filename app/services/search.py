"""一个搜索框: people, cases and staff by words, numbers or pinyin initials (F34, F35).

What is kept of each kind of record says ``search_kinds``. The index follows each saved record in
the same transaction: ``follow`` at an office, ``renew`` at a bureau, whose records are written in
bulk and past the session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, inspect, select
from sqlalchemy.orm import Session

from app.models.base import Record
from app.models.corrections import CorrectionsPerson
from app.models.history import as_read
from app.models.mediation import Party
from app.models.resettlement import ResettlementPerson
from app.models.search import SearchEntry, SearchInitials
from app.services.access import Work, needs
from app.services.base import Service
from app.services.pinyin import initials
from app.services.search_kinds import INDEXERS, RECORDS, Indexed, asked, clean, tokens
from app.services.text_index import NUMBER, holding, number_of, of_kind, text_index

__all__ = [
    "Found",
    "Hit",
    "SearchService",
    "follow",
    "matching",
    "rebuild",
    "rebuild_if_empty",
    "renew",
]

NOT_SEARCHED = "扫描件中的文字、已作废和已封存的记录不在搜索范围内。"
BATCH = 500
"""Records read and entered at a time when the index is built anew."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``kind`` says which page opens it."""

    kind: str  # one of ``text_index.KINDS``
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


PRIVATE = "涉及隐私，打开后查看"


def follow(session: Session, office: str, records: Sequence[Record]) -> None:
    """Bring the index up to date with ``records`` inside the transaction that saved them."""
    for record in records:
        indexer = INDEXERS.get(type(record))
        if indexer is None or _stays(session, record, indexer):
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
        _remember_all(session, [(record, indexer(record))], [entry] if entry is not None else [])


def _stays(session: Session, record: Record, indexer: Callable[..., Indexed]) -> bool:
    """Whether the edit changed nothing that the index keeps: most change a date or a step.

    What was put in before it was ever read has no past to compare with: that is entered anew.
    """
    pasts = (attribute.history for attribute in inspect(record, raiseerr=True).attrs)
    if record in session.new or any(past.added and not past.deleted for past in pasts):
        return False
    before = SimpleNamespace(**as_read(record))
    return _found(before) == _found(record) and indexer(before) == indexer(record)


def _found(record: Record | SimpleNamespace) -> bool:
    """Whether a record may be found at all: a deleted or sealed one is not (D2).

    Nor is a minor in help after correction: where they come from would tell what is sealed within
    days. The roll of 安置帮教 has them, as long as they are helped.
    """
    told = getattr(record, "juvenile", False) and getattr(record, "corrections_uid", None)
    return not (record.deleted or getattr(record, "sealed", False) or told)


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
    _remember_all(session, found)


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
            _remember_all(session, found)
            done += len(found)
            progress(done, total)
    return done


def rebuild_if_empty(session: Session, *, at_bureau: bool) -> None:
    """Build the index after a revision that threw it away, because it lies otherwise from now on."""
    if session.scalar(select(SearchEntry.number).limit(1)) is None:
        rebuild(session, at_bureau=at_bureau)


def _forget_all(session: Session, numbers: Sequence[int]) -> None:
    if numbers:
        session.execute(delete(SearchEntry).where(SearchEntry.number.in_(numbers)))
        session.execute(delete(SearchInitials).where(SearchInitials.number.in_(numbers)))
        text_index(session).drop(session, numbers)


def _remember_all(
    session: Session, found: Sequence[tuple[Record, Indexed]], numbers: Sequence[int] = ()
) -> None:
    """Enter ``found``, under new numbers unless it has some."""
    if not numbers:
        turns = text_index(session).turns(session, len(found))
        numbers = [number_of(t, one.kind) for t, (_, one) in zip(turns, found, strict=True)]
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
        {"n": n, "office": record.office, "body": tokens(one.names, one.words)}
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


def _beginning(offices: Sequence[str], wanted: str) -> Select[int]:
    """The numbers of entries whose initials begin with ``wanted``."""
    return select(SearchInitials.number).where(
        SearchInitials.office.in_(offices),
        SearchInitials.initials >= wanted,  # a range rather than LIKE: LIKE would skip the index
        SearchInitials.initials < wanted + "{",  # the character after z
    )


def _of_letters(wanted: str) -> bool:
    return wanted.isascii() and wanted.isalpha()


def _numbers(office: str, typed: str, kind: str) -> Select[int]:
    """The numbers of all entries of one kind that hold what was typed."""
    wanted = clean(typed)
    if _of_letters(wanted):
        return _beginning([office], wanted).where(of_kind(SearchInitials.number, kind))
    return holding(asked(wanted), kind)


def matching(office: str, typed: str, kind: str) -> Select[str]:
    """The uids of all entries of one kind that hold what was typed, for narrowing a register."""
    held = SearchEntry.number.in_(_numbers(office, typed, kind))
    # coalesce keeps the key's index out: what holds the words leads, not every entry of the office
    whose = func.coalesce(SearchEntry.office, "")
    return select(SearchEntry.uid).where(held, whose == office)


def held_by(record: type[Record], office: str, typed: str, kind: str) -> ColumnElement[bool]:
    """The same, asked of each record as it is read: for words that very many of them hold."""
    number = func.coalesce(SearchEntry.number, 0)  # so that the record leads to its entry
    return exists().where(
        SearchEntry.office == record.office,
        SearchEntry.uid == record.uid,
        number.in_(_numbers(office, typed, kind)),
    )


def how_many(office: str, typed: str, kind: str) -> Select[int]:
    """How many they are: one for each record that stands."""
    return matching(office, typed, kind).with_only_columns(func.count())


def _at_first(session: Session, hit: Hit) -> Hit:
    """A hit as the office's box shows it until somebody asks for the whole (E3)."""
    record = session.get(RECORDS[hit.kind], (hit.office, hit.uid))
    if record is None:
        return hit
    told = INDEXERS[type(record)](record).cut()
    private = told.title != hit.title
    return replace(hit, title=told.title, detail=PRIVATE if private else told.detail)


def _without_told(session: Session, hits: Sequence[Hit]) -> list[Hit]:
    """The hits less the cards that lead only to a minor in help after correction (D2, ``_found``)."""
    cards = [hit.uid for hit in hits if hit.kind == "person"]
    if not cards:
        return list(hits)
    helped, tried, party = ResettlementPerson, CorrectionsPerson, Party
    told = session.execute(
        select(helped.office, helped.card_uid).where(
            helped.card_uid.in_(cards),
            helped.juvenile.is_(True),
            helped.corrections_uid.is_not(None),
            ~exists().where(
                tried.office == helped.office,
                tried.card_uid == helped.card_uid,
                tried.sealed.is_(False),
                tried.deleted.is_(False),
            ),
            ~exists().where(party.office == helped.office, party.person_uid == helped.card_uid),
        )
    ).all()
    hidden = {(office, uid) for office, uid in told}
    return [hit for hit in hits if hit.kind != "person" or (hit.office, hit.uid) not in hidden]


class SearchService(Service, work=Work.CASES):
    """The search box."""

    def find(self, typed: str, *, limit: int = 20, cut: bool = False) -> Found:
        """The newest things that hold what was typed, or whose initials begin with it.

        With ``cut``, telephones and addresses are cut and a case that touches privacy is called by
        its number (E3); a bureau's index holds nothing else.
        """
        wanted = clean(typed)
        if not wanted:
            return Found(())
        with self._database.begin() as session:
            numbers: list[int] = []
            if _of_letters(wanted):
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
            hits = _without_told(session, hits)
            return Found(tuple(_at_first(session, hit) for hit in hits) if cut else tuple(hits))

    def offices(self, session: Session) -> Sequence[str]:
        """Whose records the box looks through."""
        return (self.office,)

    def _by_initials(self, session: Session, wanted: str, limit: int) -> list[int]:
        query = _beginning(self.offices(session), wanted)
        return list(session.scalars(query.order_by(SearchInitials.initials).limit(limit)))

    def _by_text(self, session: Session, wanted: str, limit: int) -> list[int]:
        numbers = holding(asked(wanted))
        return list(session.scalars(numbers.order_by(NUMBER.desc()).limit(limit)))

    @needs(Work.ADMIN)
    def rebuild(self, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Throw the index away and build it again; returns the number of entries."""
        with self._database.begin() as session:
            return rebuild(session, progress)
