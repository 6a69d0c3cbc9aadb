"""Offices as older programs left them: every table of a revision with rows that refer to others."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from app.models import integrity, keyslots, migrate
from app.models.database import Database
from app.paths import Profile
from tests.conftest import Clock
from tests.real_office import CHEAP, EVENING, LIGANG, PASSWORD

__all__ = ["REVISIONS", "ROWS", "make_old", "older_than"]

ROWS = 2
"""Of each table."""

REVISIONS = sorted(migrate._followed())

KEPT_BY_OTHERS = (
    *("setting", "counter", "alembic_version", "account", "audit_entry", "audit_tip"),
    *("bundle_draft", "bundle_taken", "county_bundle"),
)
"""Rows that must mean something for the store to open; they are left out, or put in below."""
ACCOUNT = (
    *("u1", "所长", None, '["head", "admin"]', "2026-03-02 09:00:00.000000", "", None, None),
)


def older_than(newest: str) -> list[str]:
    return [revision for revision in REVISIONS if revision < newest]


def make_old(profile: Profile, revision: str) -> None:
    """A data folder at ``revision``, with rows in every table it had; ``PASSWORD`` opens it."""
    profile.root.mkdir(parents=True, exist_ok=True)
    key, _ = keyslots.create(profile.key_slots, PASSWORD, cost=CHEAP)
    store = Database(profile.database, key, office=LIGANG.code, clock=Clock(EVENING))
    with store.begin() as session:
        migrate.upgrade(session.connection(), revision)
    with store.raw() as raw:
        raw.execute("PRAGMA foreign_keys=OFF")  # in any order; they are looked at below
        raw.execute("BEGIN IMMEDIATE")
        _insert(raw, "setting", (LIGANG.code, "identity", json.dumps(asdict(LIGANG))))
        for table in integrity.table_names(raw):
            if table not in KEPT_BY_OTHERS and not table.startswith("search_"):
                _fill(raw, table)
        if "account" in integrity.table_names(raw):
            _insert(raw, "account", (LIGANG.code, *ACCOUNT))
        raw.execute("COMMIT")
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    store.close()


def _fill(raw: Any, table: str) -> None:
    about = raw.execute(f'PRAGMA table_info("{table}")').fetchall()
    columns = [(row[1], row[2]) for row in about]
    one_only = [row[1] for row in about if row[5]] == ["office"]
    references = raw.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
    whose = {row[3]: row[2] for row in references if row[3] != "office"}
    for number in range(1, 2 if one_only else ROWS + 1):
        row = (_value(whose.get(name, table), name, kind, number) for name, kind in columns)
        _insert(raw, table, tuple(row))


def _insert(raw: Any, table: str, values: tuple[Any, ...]) -> None:
    marks = ", ".join("?" * len(values))
    raw.execute(f'INSERT INTO "{table}" VALUES ({marks})', values)


def _uid(table: str, number: int) -> str:
    return sha256(f"{table} {number}".encode()).hexdigest()[:32]


def _value(table: str, name: str, kind: str, number: int) -> Any:
    """A uid is that of row n of its table or of the one referred to, where the record is found."""
    if name == "office":
        return LIGANG.code
    if kind in ("INTEGER", "BIGINT"):
        return number
    known = {
        "CHAR(32)": _uid(table, number),
        "BOOLEAN": 0,
        "DATE": "2026-03-02",
        "DATETIME": "2026-03-02 09:00:00.000000",
        "JSON": "{}",
        "BLOB": b"scan",
    }
    return known.get(kind, f"字{number}")
