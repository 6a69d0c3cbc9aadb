"""Two hundred packages at once (fault-tests.md C1, M3): nothing lost, nothing twice."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.sync.decision import Verdict
from tests.sync.county import County, Office, rows_of

OFFICES = tuple(f"64012210{n}" for n in range(7))
MONTHS = 12
IMPORTS = 200
CLERKS = 12
"""Threads that import at the same time."""


def year_of(office: Office, records: int) -> list[Path]:
    """Twelve packages; people are added, renamed and taken off from month to month."""
    files, known = [], []
    for month in range(1, MONTHS + 1):
        known += [office.add_person(f"测试{office.code}-{month}-{n}") for n in range(records)]
        if month > 2:
            office.rename(known[month], f"更名{office.code}-{month}")
            office.bury(known.pop(-records))
        office.add_case(month)
        files.append(office.send(f"2026-{month:02}"))
    return files


@pytest.fixture
def packages(county: County, file_county: County) -> list[list[Path]]:
    """Per office its year in order; both counties hold the same enrolments."""
    found = []
    for code in OFFICES:
        office = county.office(code)
        found.append(year_of(office, records=4))
        _enrol_too(file_county, county, office)
    return found


def _enrol_too(other: County, first: County, office: Office) -> None:
    """The model knows the office's key and answers to the same name and keys."""
    offered = other.bureau.keys.read_offer(office.reports.keys.export_offer(office.stick))
    other.bureau.keys.confirm(office.code, offered.fingerprint)
    with first.store.begin() as session:
        from sqlalchemy import select

        from app.models.sync import OwnKeys

        own = session.scalars(select(OwnKeys)).one()
        private = first.store.reveal(own.private)
    with other.store.begin() as session:
        kept = session.get(OwnKeys, (other.store.office, 1))
        if kept is None:
            kept = OwnKeys(office=other.store.office, number=1, made_at=other.store.clock())
            session.add(kept)
        kept.private = other.store.protect(private)


def drained(county: County) -> dict[str, object]:
    """Everything the county holds of every office, and how far each has come."""
    return {code: rows_of(county.store, code) for code in OFFICES}


def model(file_county: County, packages: list[list[Path]]) -> dict[str, object]:
    """The same packages, each once and in order, one after the other."""
    for year in packages:
        for file in year:
            file_county.accept(file)
    return drained(file_county)


def rush(packages: list[list[Path]], seed: int) -> list[Path]:
    """Two hundred imports: each package at least twice, in any order."""
    chance = random.Random(seed)
    files = [file for year in packages for file in year]
    wanted = files * 2 + chance.sample(files, IMPORTS - 2 * len(files))
    chance.shuffle(wanted)
    return wanted


def test_two_hundred_packages_at_once_are_what_they_are_one_by_one(
    county: County, file_county: County, packages: list[list[Path]]
):
    """C1: no error, no deadlock, each applied once; M3: equal to the sequential model."""
    outcomes: Counter[str] = Counter()
    with ThreadPoolExecutor(CLERKS) as clerks:
        for accepted in clerks.map(county.accept, rush(packages, seed=1)):
            outcomes[accepted.result] += 1
    assert sum(outcomes.values()) == IMPORTS
    assert set(outcomes) <= {Verdict.MERGED, Verdict.SUPERSEDED, Verdict.REPEATED}
    assert drained(county) == model(file_county, packages)
    for code in OFFICES:
        assert county.bureau.recount(code) == []
    newest = [received.number for received in county.bureau.received(limit=1000)]
    assert len(newest) == len(OFFICES) * MONTHS, "each package is in the journal once"
