"""A page of the register, a search, a durable save, each on one full store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import text

from app.services.desk import Desk
from app.services.mediation.register import RegisterQuery, RegisterService
from benchmarks.measure import Figure, p95, times

NARROWING = ("王", "王伟", "纠纷", "w", "第00001")
"""Held by every eighth case, by few, by all; as initials, and as a number."""
TYPED = ("王", "李明", "宅基地", "王伟芳", "zm", "lw", "wlx")


def figures(desk: Desk, root: Path) -> Iterator[Figure]:
    """Register, search, save."""
    database = desk._database

    def scan(sql: str) -> None:
        with database.begin() as session:
            session.execute(text(sql)).all()

    rows = times(lambda: scan("SELECT * FROM mediation_case LIMIT 100"), 40)
    queries = [
        RegisterQuery(),
        RegisterQuery(sort="number"),
        RegisterQuery(states=("succeeded",), offset=1000),
        RegisterQuery(text="王"),
    ]
    pages = [t for q in queries for t in times(partial(desk.mediation.register.page, q), 20)]
    yield Figure(
        "register page", p95(pages), "s", p95(rows), "the first 100 rows, as they lie", "0.05 s p95"
    )

    def narrow(word: str) -> None:
        """By a service that has counted nothing yet."""
        RegisterService(database).page(RegisterQuery(text=word))

    narrowed = [t for word in NARROWING for t in times(partial(narrow, word), 10)]
    yield Figure(
        "register page, a word just typed",
        p95(narrowed),
        "s",
        p95(rows),
        "the first 100 rows, as they lie",
        "0.05 s p95",
    )
    found = [t for w in TYPED for t in times(partial(desk.search.find, w), 20)]
    like = times(lambda: scan("SELECT uid FROM person WHERE name LIKE '%王伟%'"), 20)
    yield Figure("search box", p95(found), "s", p95(like), "LIKE over all people", "0.05 s p95")
    uid = desk.mediation.register.page(RegisterQuery(limit=1)).rows[0].uid
    turn = iter(range(10_000))

    def save(fact: str) -> None:
        desk.mediation.cases.save(uid, {fact: f"因排水发生争执，第{next(turn)}次写下。"})

    flushes = p95(times(lambda: _flush(root / "flush"), 60))
    for name, fact in (("save a form", "remark"), ("save a form, words that are found", "summary")):
        saves = p95(times(partial(save, fact), 60))
        yield Figure(name, saves, "s", flushes, "write and fsync 4 KiB", "fsync + 0.02 s p95")


def _flush(path: Path) -> None:
    with path.open("wb") as file:
        file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())
