"""M2: whatever happens on the way, the county ends with what the offices hold, and nothing else.

A machine plays months at random: records written, changed and deleted; packages sealed, lost,
delayed, repeated; receipts brought home or forgotten; imports undone. After every step what the
county holds of an office is a state that office once had; when the last package has come, it is
the state the office has now.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)

from app.services.base import Missing
from app.services.bureau.views import Accepted
from app.sync.objection import NotMerged
from tests.sync.county import LIGANG, XIGANG, County, Office, rows_of
from tests.sync.machine import CountyMachine, play

Rows = dict[str, dict[str, dict[str, Any]]]
NAMES = st.sampled_from(["王五", "赵六", "𠮷田", "=孙七"])
OFFICES = st.sampled_from([XIGANG, LIGANG])


class Months(CountyMachine):
    """Two offices and a bureau; every stick that was ever written still lies about."""

    @initialize()
    def set_up(self) -> None:
        self.county: County = self.open_county()
        self.offices: dict[str, Office] = {c: self.county.office(c) for c in (XIGANG, LIGANG)}
        self.people: dict[str, list[str]] = {XIGANG: [], LIGANG: []}
        self.sticks: list[tuple[str, Path]] = []
        self.receipts: list[Accepted] = []
        self.once: dict[str, list[Rows]] = {XIGANG: [{}], LIGANG: [{}]}

    # --- what happens ---

    @rule(code=OFFICES, name=NAMES)
    def write(self, code: str, name: str) -> None:
        self.people[code].append(self.offices[code].add_person(name))

    @rule(code=OFFICES, name=NAMES, data=st.data())
    def change(self, code: str, name: str, data: st.DataObject) -> None:
        if self.people[code]:
            self.offices[code].rename(data.draw(st.sampled_from(self.people[code])), name)

    @rule(code=OFFICES, data=st.data())
    def delete(self, code: str, data: st.DataObject) -> None:
        if self.people[code]:
            gone = data.draw(st.sampled_from(self.people[code]))
            self.people[code].remove(gone)
            self.offices[code].bury(gone)

    @rule(code=OFFICES, full=st.booleans())
    def seal(self, code: str, full: bool) -> None:
        office = self.offices[code]
        self.once[code].append(rows_of(office.store, code))
        self.sticks.append((code, office.send(full=full)))

    @precondition(lambda self: self.sticks)
    @rule(data=st.data())
    def a_stick_arrives(self, data: st.DataObject) -> None:
        """Late, in any order, more than once, or never."""
        code, file = data.draw(st.sampled_from(self.sticks))
        before = rows_of(self.county.store, code)
        try:
            accepted = self.county.accept(file)
        except NotMerged as refused:
            raise AssertionError("an honest package was refused") from refused
        assert accepted.result in {"merged", "repeated", "superseded", "held"}
        if accepted.result != "merged":
            assert rows_of(self.county.store, code) == before
        self.receipts.append(accepted)

    @precondition(lambda self: self.receipts)
    @rule(data=st.data())
    def a_receipt_comes_home(self, data: st.DataObject) -> None:
        accepted = data.draw(st.sampled_from(self.receipts))
        try:
            self.county.answer(self.offices[accepted.office], accepted)
        except Missing:  # withdrawn, because the import was undone
            assert accepted.digest in {
                r.digest for r in self.county.bureau.received() if r.result == "undone"
            }

    @rule(code=OFFICES)
    def the_last_import_is_undone(self, code: str) -> None:
        try:
            self.county.bureau.undo(code)
        except Missing:
            return

    # --- what always holds ---

    @invariant()
    def the_county_holds_a_state_the_office_once_had(self) -> None:
        for code in getattr(self, "offices", {}):
            assert rows_of(self.county.store, code) in self.once[code]

    @invariant()
    def the_totals_are_those_of_the_rows(self) -> None:
        """P9."""
        for code in getattr(self, "offices", {}):
            assert self.county.bureau.recount(code) == []

    @rule(code=OFFICES)
    def in_the_end_everything_has_arrived(self, code: str) -> None:
        """A full package answers every question (P5)."""
        office = self.offices[code]
        self.once[code].append(rows_of(office.store, code))
        accepted = self.county.accept(office.send(full=True))
        assert accepted.result == "merged"
        assert rows_of(self.county.store, code) == rows_of(office.store, code)


def test_a_county_survives_months_of_bad_luck(store_template: tuple[Path, bytes]):
    play(Months, store_template, examples=5, steps=25)


@pytest.mark.parametrize("number", range(1, 4))
def test_a_lost_package_is_made_good_by_the_next(county: County, office: Office, number: int):
    """P5: lost once, twice, three times."""
    for lost in range(number):
        office.add_person(f"第{lost}人")
        office.send().unlink()
    accepted = county.accept(office.send())
    assert accepted.missing == tuple(range(1, number + 1))
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)
