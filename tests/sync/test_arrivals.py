"""G4: packages come in any order, some never, some twice; the end is that of the right order."""

from __future__ import annotations

import random
import shutil
from itertools import permutations
from pathlib import Path

import pytest

from app.models.database import Database
from app.services.bureau import BureauService
from app.sync.decision import Arrival, Known, Verdict, decide, missing_numbers
from tests import servers
from tests.faults.counts import TIER, parts, times
from tests.sync.county import BUREAU, County, make_county, rows_of

EACH = 200
"""Orders of a part."""
MONTHS, OFFICES = (12, 7) if TIER else (6, 1)


@pytest.fixture
def posted(make_store, tmp_path, monkeypatch) -> tuple[County, bytes, list[list[Path]]]:
    """A bureau in a file that has received nothing, its key, and the year of each of its offices."""
    monkeypatch.setattr(servers, "SERVER", "")  # its file is copied for each order
    county = make_county(make_store, tmp_path / "stick")
    years = []
    for place in range(OFFICES):
        office = county.office(f"64012210{place}")
        known, files = [], []
        for month in range(1, MONTHS + 1):
            known.append(office.add_person(f"测试{place}-{month}"))
            if month > 2:
                office.rename(known[0], f"更名{month}")
                office.bury(known.pop(1))
            files.append(office.send(f"2026-{month:02}"))
        years.append(files)
    assert isinstance(county.store, Database)
    key = county.store._key
    county.store.close()
    return county, key, years


@pytest.mark.parametrize("part", parts("G4-orders", EACH))
def test_every_order_ends_as_the_right_one(posted, tmp_path, clock, figure, part):
    """With losses and repeats; the newest package of each office arrives. Seeds 4, 5, …"""
    county, key, years = posted
    store: Database = county.store
    dice = random.Random(4 + part)
    wanted = None
    orders = min(times("G4-orders"), EACH)
    for number in range(orders + 1):
        path = Path(shutil.copyfile(store.path, tmp_path / f"bureau-{number}.db"))
        copy = Database(path, key, office=BUREAU, clock=clock)
        bureau = BureauService(copy)
        came = _order(dice, years) if number else [file for year in years for file in year]
        seen: dict[str, set[int]] = {}
        for file in came:
            (parcel,) = bureau.gather([file])
            accepted = bureau.accept(parcel)
            there = seen.setdefault(accepted.office, set())
            again = accepted.result == "repeated"
            if not again:
                there.add(int(file.stem.rsplit("-", 1)[-1]))
                assert accepted.missing == missing_numbers(there, max(there))
        held = {code: rows_of(copy, code) for code in seen}
        wanted = wanted or held
        assert held == wanted
        copy.close()
        path.unlink()
    what = f"{orders} orders of {MONTHS} months × {OFFICES} offices, seed {4 + part}"
    figure(f"{what}: one state, missing lists exact")


def _order(dice: random.Random, years: list[list[Path]]) -> list[Path]:
    """Any order; a third is lost, a third comes twice, the newest of each office arrives."""
    came = [year[-1] for year in years]
    for year in years:
        for file in year[:-1]:
            came += [file] * dice.randrange(3)
    dice.shuffle(came)
    return came


def test_all_720_orders_of_six_packages_are_answered_as_the_model_answers():
    """P7 for each of them: newer than the head is merged, older superseded, the same repeated."""
    digests = [f"{n:064}" for n in range(7)]
    for order in permutations(range(1, 7)):
        head = 0
        packages: dict[tuple[int, int], dict[str, tuple[str, str]]] = {}
        for seq in order:
            before = digests[seq - 1] if seq > 1 else ""
            arrival = Arrival(digests[seq], 1, seq, 0, before)
            known = Known(1 if head else 0, head, packages=packages)
            verdict = decide(arrival, known)
            assert verdict is (Verdict.MERGED if seq > head else Verdict.SUPERSEDED)
            packages[1, seq] = {digests[seq]: (before, str(verdict))}
            head = max(head, seq)
            assert decide(arrival, Known(1, head, packages=packages)) is Verdict.REPEATED
        assert head == 6
