"""Taking the content of a sealed person out of the tables, and putting it back (trust D2).

What identifies or tells (names, numbers, texts, scans, earlier versions of them) goes under the sealed
key; what only counts (codes, days, states) stays, so that figures keep counting by number. The
emptied rows travel to the bureau like any other edit and take the place of what it holds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, String, Table, Text, delete, inspect, select
from sqlalchemy.orm import Session

from app.models.base import Base, Record
from app.models.history import Version, no_keeper_asked
from app.models.local import Blob, Draft
from app.models.reporting import CorrectionSlip, HeldBack, LeftOut
from app.models.sealed import SealedContent
from app.models.sealed_keys import InvalidTag, Ring, SealedKey, wrap
from app.services.blobs import let_go
from app.services.text_index import text_index
from app.sync.holds import family
from app.sync.records import blob_columns, decode, encode, tables

__all__ = [
    "PERSONS",
    "NotOpened",
    "Opened",
    "drop_versions",
    "look_in",
    "put_back",
    "sealed_blob",
    "take_out",
    "turn_over",
]

PERSONS = "corrections_person"
RECORDS = "records"
REGISTER_OF_SEALS = frozenset({"corrections_seal", "sealed_view"})
"""Who sealed and who looked stays to be seen."""

CODE_LENGTHS = frozenset({7, 20, 64})
"""Text columns so long hold months, codes and keys; all others hold what people wrote."""
ALSO = {PERSONS: ("birth_date", "area_code"), "person": ("birth_date",)}
STAYS = {PERSONS: ("number",)}
"""The county's number of the person: the list of seals goes by it."""
GONE = "（已封存）"

Rows = Mapping[str, Mapping[str, dict[str, Any]]]
"""Table → uid → the row as a package would hold it."""


class NotOpened(Exception):
    """The key at hand does not open this content."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The content of one person."""

    rows: Rows
    buried: tuple[tuple[str, str], ...]  # rows that sealing itself took away
    history: tuple[dict[str, Any], ...]

    @property
    def photo(self) -> str | None:
        """The digest of the photograph."""
        return next((row["photo_sha256"] for row in self.rows.get(PERSONS, {}).values()), None)


def take_out(session: Session, office: str, person: str, public: bytes, now: datetime) -> None:
    """Move everything about a person under the sealed key; the caller marks the person sealed."""
    with no_keeper_asked(session):
        found = _records(session, office, person)
        uids = [record.uid for records in found.values() for record in records]
        rows = {name: _encoded(session, office, name, found[name]) for name in found}
        versions = _versions(session, office, uids)
        digests = _digests(rows.values(), versions)
        buried = [(name, record.uid) for name in found for record in found[name] if _empty(record)]
        content = {"rows": rows, "buried": buried, "history": [_plain(v) for v in versions]}
        packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode())
        _keep(session, office, person, RECORDS, packed, public, now)
    drop_versions(session, office, uids)  # this edit left one of its own
    for digest in digests:
        if (blob := session.get(Blob, (office, digest))) is not None:
            _keep(session, office, person, digest, blob.data, public, now)
            let_go(session, office, digest)
    _forget(session, office, uids)
    text_index(session).forget_for_good(session)


def look_in(session: Session, office: str, person: str, key: SealedKey) -> Opened:
    """What was sealed; raises ``NotOpened``."""
    content = json.loads(zlib.decompress(_open(session, office, person, RECORDS, key)))
    buried = tuple((name, uid) for name, uid in content["buried"])
    return Opened(content["rows"], buried, tuple(content["history"]))


def sealed_blob(session: Session, office: str, person: str, digest: str, key: SealedKey) -> bytes:
    """The bytes of a sealed scan or photograph; raises ``NotOpened``."""
    return _open(session, office, person, digest, key)


def put_back(session: Session, office: str, person: str, key: SealedKey) -> None:
    """Bring everything back as it was; raises ``NotOpened``, nothing is changed then."""
    opened = look_in(session, office, person, key)
    parts = session.scalars(
        select(SealedContent).where(
            SealedContent.office == office, SealedContent.person_uid == person
        )
    ).all()
    for part in parts:
        if part.part != RECORDS:
            data = _open(session, office, person, part.part, key)
            if session.get(Blob, (office, part.part)) is None:
                session.add(Blob(office=office, sha256=part.part, data=data))
    with no_keeper_asked(session):
        for name, rows in opened.rows.items():
            table, kind = tables()[name], _kinds()[name]
            for uid, row in rows.items():
                record = session.get(
                    kind, (office, uid), execution_options={"include_deleted": True}
                )
                if record is not None:
                    _fill(record, table, decode(table, row, office), (name, uid) in opened.buried)
    for version in opened.history:
        at = datetime.fromisoformat(version["replaced_at"])
        session.add(Version(**{**version, "replaced_at": at}))
    for part in parts:
        session.delete(part)
    session.flush()


def turn_over(
    session: Session, office: str, ring: Ring, public: bytes, report: Callable[[int, int], None]
) -> tuple[int, int]:
    """Encrypt all that is sealed to another key; how many parts, and how many nothing opened.

    One part is in memory at a time.
    """
    query = select(SealedContent.person_uid, SealedContent.part)
    parts = session.execute(query.where(SealedContent.office == office)).all()
    unreadable = 0
    for number, (person, part) in enumerate(parts):
        report(number, len(parts))
        kept = session.get_one(SealedContent, (office, person, part))
        bound = _bound(office, person, part)
        content = _by_any(ring, kept.data, bound)
        if content is None:
            unreadable += 1
        else:
            kept.data = wrap(public, content, bound)
            session.flush()
        session.expunge(kept)
    return len(parts) - unreadable, unreadable


def _by_any(ring: Ring, data: bytes, bound: bytes) -> bytes | None:
    for key in ring:
        with suppress(InvalidTag):
            return key.unwrap(data, bound)
    return None


def drop_versions(session: Session, office: str, uids: Iterable[str]) -> None:
    """Forget what stood in these records before."""
    for chunk in _chunks(list(uids)):
        session.execute(delete(Version).where(Version.office == office, Version.record.in_(chunk)))


# --- rows ----------------------------------------------------------------------------------------


@cache
def _kinds() -> Mapping[str, type[Any]]:
    """Table → class of its records."""
    return {
        m.local_table.name: m.class_  # type: ignore[attr-defined]
        for m in Base.registry.mappers
        if issubclass(m.class_, Record)
    }


def _records(session: Session, office: str, person: str) -> dict[str, list[Any]]:
    """Every record of a person, tombstones too: all that refers to it, and a card of its own."""
    found = family(session.connection(), office, [(PERSONS, person)])
    every = {name: set(uids) for name, uids in found.items() if name not in REGISTER_OF_SEALS}
    slips = select(CorrectionSlip.uid).where(
        CorrectionSlip.office == office,
        CorrectionSlip.record_uid.in_(set().union(*every.values())),
    )
    if corrected := set(session.scalars(slips.execution_options(include_deleted=True))):
        every[CorrectionSlip.__tablename__] = corrected
    return {name: _living_and_dead(session, office, name, uids) for name, uids in every.items()}


def _living_and_dead(session: Session, office: str, name: str, uids: Iterable[str]) -> list[Any]:
    kind = _kinds()[name]
    records: list[Any] = []
    for chunk in _chunks(list(uids)):
        query = select(kind).where(kind.office == office, kind.uid.in_(chunk))
        records += session.scalars(query.execution_options(include_deleted=True))
    return records


def _encoded(session: Session, office: str, name: str, records: list[Any]) -> dict[str, Any]:
    table = tables()[name]
    rows: dict[str, Any] = {}
    for chunk in _chunks([record.uid for record in records]):
        query = select(table).where(table.c.office == office, table.c.uid.in_(chunk))
        for row in session.execute(query).mappings():
            rows[row["uid"]] = encode(table, row)
    return rows


@cache
def _content(table: Table) -> tuple[Column[Any], ...]:
    """The columns that identify or tell."""
    always = {*ALSO.get(table.name, ()), *blob_columns(table)}
    return tuple(
        c
        for c in table.columns
        if c.name in always or (_tells(c) and c.name not in STAYS.get(table.name, ()))
    )


def _tells(column: Column[Any]) -> bool:
    match column.type:
        case Text() | JSON():
            return True
        case String():
            return column.type.length not in CODE_LENGTHS
    return False


def _empty(record: Any) -> bool:
    """Take the content out of a record; whether it had to be buried for it."""
    table = inspect(record).mapper.local_table
    buried = False
    for column in _content(table):
        if column.nullable:
            value: Any = None
        elif isinstance(column.type, JSON):
            default: Any = column.default
            value = default.arg(None) if default is not None else {}
        elif column.name in blob_columns(table):  # a scan: nothing is left to be shown
            value, buried = "", True
        elif column.name == "name" and table.name == PERSONS:
            value = f"{record.name[:1]}某"
        else:
            value = GONE
        setattr(record, _attribute(record, column), value)
    if table.name == "person":
        buried = True
    buried = buried and not record.deleted
    if buried:
        record.deleted = True
    return buried


def _fill(record: Any, table: Table, row: Mapping[str, Any], buried: bool) -> None:
    for column in _content(table):
        setattr(record, _attribute(record, column), row[column.name])
    if buried:
        record.deleted = False


def _attribute(record: Any, column: Column[Any]) -> str:
    return str(inspect(record).mapper.get_property_by_column(column).key)


# --- what lies beside the rows -------------------------------------------------------------------


def _versions(session: Session, office: str, uids: list[str]) -> list[Version]:
    found: list[Version] = []
    for chunk in _chunks(uids):
        query = select(Version).where(Version.office == office, Version.record.in_(chunk))
        found += session.scalars(query.order_by(Version.revision))
    return found


def _plain(version: Version) -> dict[str, Any]:
    names = ("office", "uid", "table_name", "record", "revision", "replaced_by", "values")
    return {
        **{name: getattr(version, name) for name in names},
        "replaced_at": version.replaced_at.isoformat(),
    }


def _digests(rows: Iterable[Mapping[str, Any]], versions: Iterable[Version]) -> list[str]:
    """Every scan and photograph the rows name, or once named."""
    known = [row for table in rows for row in table.values()]
    known += [version.values for version in versions]
    found = {
        value: None
        for row in known
        for name, value in row.items()
        if value and (name == "sha256" or name.endswith("_sha256"))
    }
    return list(found)


def _forget(session: Session, office: str, uids: list[str]) -> None:
    """Half-typed forms about the person, and what was held back of them: it goes out emptied."""
    of_them = frozenset(uids)
    drafts = session.scalars(select(Draft).where(Draft.office == office)).all()
    for draft in drafts:
        if any(uid in draft.scope for uid in of_them):
            session.delete(draft)
    for chunk in _chunks(uids):
        for kind in (HeldBack, LeftOut):
            table: Any = kind
            session.execute(delete(kind).where(table.office == office, table.record.in_(chunk)))


# --- under the key -------------------------------------------------------------------------------


def _bound(office: str, person: str, part: str) -> bytes:
    return f"sealed/1/{office}/{person}/{part}".encode()


def _keep(
    session: Session,
    office: str,
    person: str,
    part: str,
    content: bytes,
    public: bytes,
    now: datetime,
) -> None:
    data = wrap(public, content, _bound(office, person, part))
    session.add(
        SealedContent(office=office, person_uid=person, part=part, data=data, sealed_at=now)
    )


def _open(session: Session, office: str, person: str, part: str, key: SealedKey) -> bytes:
    kept = session.get(SealedContent, (office, person, part))
    if kept is None:
        raise NotOpened
    try:
        return key.unwrap(kept.data, _bound(office, person, part))
    except InvalidTag:
        raise NotOpened from None


def _chunks(items: list[Any], size: int = 500) -> Iterator[list[Any]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
