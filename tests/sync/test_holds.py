"""F60, P5: what is held back stays out of packages, and nothing of it is ever lost.

A machine plays an office that holds and releases cases at random while it writes, seals, loses
sticks and receipts. The model beside it is one sentence: at each sealing the county is to know every
row as it stands, those of held cases as they stood when they were last sent.
"""

from __future__ import annotations

import copy
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
from sqlalchemy import func, select

from app.models.history import bury
from app.models.mediation import MediationCase, Party
from app.models.reporting import LeftOut
from app.services.base import Missing
from app.services.bureau.views import Accepted
from app.services.month_end.holds import HoldService
from app.sync import outbox
from tests.faults.counts import parts, times
from tests.sync.county import XIGANG, County, Office, rows_of
from tests.sync.machine import CountyMachine, play

Rows = dict[str, dict[str, dict[str, Any]]]
TITLES = st.sampled_from(["相邻纠纷", "借款纠纷", "=土地纠纷"])


def hold(office: Office, case: str, month: str = "2026-03") -> str:
    return HoldService(office.store).hold("mediation_case", case, "材料还没有核对", month)


def release(office: Office, hold_uid: str) -> None:
    HoldService(office.store).release(hold_uid)


def retitle(office: Office, case: str, title: str) -> None:
    with office.store.begin() as session:
        session.get_one(MediationCase, (office.code, case)).title = title


def add_party(office: Office, case: str, card: str | None = None) -> str:
    with office.store.begin() as session:
        party = Party(case_uid=case, position=9, side="respondent", name="王五", person_uid=card)
        session.add(party)
        session.flush()
        return party.uid


EACH = 50
"""Lives of a part."""


class HoldingMonths(CountyMachine):
    """One office and its county; every stick still lies about."""

    @initialize()
    def set_up(self) -> None:
        self.county: County = self.open_county()
        self.office: Office = self.county.office()
        self.cases: list[str] = []
        self.held: dict[str, str] = {}  # case → hold
        self.known: Rows = {}
        self.once: list[Rows] = [{}]
        self.sticks: list[Path] = []
        self.receipts: list[Accepted] = []
        self.cases += [self.office.add_case(number) for number in (1, 2)]

    # --- what happens ---

    @rule(kind=st.sampled_from(["case", "title", "party", "card", "gone"]), data=st.data())
    def something_is_written(self, kind: str, data: st.DataObject) -> None:
        if kind == "case":
            self.cases.append(self.office.add_case(len(self.cases) + 1))
            return
        case = data.draw(st.sampled_from(self.cases))
        if kind == "title":
            retitle(self.office, case, data.draw(TITLES))
        elif kind == "gone":
            with self.office.store.begin() as session:
                mine = session.scalars(select(Party).where(Party.case_uid == case))
                bury(list(mine)[:1])
        else:
            card = self.office.add_person("王五") if kind == "card" else None
            add_party(self.office, case, card)

    @rule(data=st.data())
    def a_case_is_held_back_or_released(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(self.cases))
        if case in self.held:
            release(self.office, self.held.pop(case))
        else:
            self.held[case] = hold(self.office, case)

    def sealed(self, *, full: bool) -> Path:
        file = self.office.send(full=full)
        now = rows_of(self.office.store, XIGANG)
        stay = self.staying(now)
        for table, rows in now.items():
            free = {uid: row for uid, row in rows.items() if (table, uid) not in stay}
            self.known.setdefault(table, {}).update(free)
        self.once.append(copy.deepcopy({t: rows for t, rows in self.known.items() if rows}))
        return file

    def staying(self, now: Rows) -> set[tuple[str, str]]:
        """What belongs to held cases, said for this small world only."""
        stay = {("mediation_case", case) for case in self.held}
        cards: dict[str, set[bool]] = {}
        for uid, party in now.get("party", {}).items():
            mine = party["case_uid"] in self.held
            stay |= {("party", uid)} if mine else set()
            if party["person_uid"]:
                cards.setdefault(party["person_uid"], set()).add(mine)
        return stay | {("person", card) for card, by in cards.items() if by == {True}}

    @rule(full=st.booleans(), fate=st.sampled_from(["lost", "arrives", "answered", "answered"]))
    def a_month_ends(self, full: bool, fate: str) -> None:
        self.sticks.append(self.sealed(full=full))
        if fate == "lost":
            return
        self.receipts.append(self.county.accept(self.sticks[-1]))
        if fate == "answered":
            self.county.answer(self.office, self.receipts[-1])

    @precondition(lambda self: self.sticks)
    @rule(data=st.data())
    def a_stick_arrives(self, data: st.DataObject) -> None:
        accepted = self.county.accept(data.draw(st.sampled_from(self.sticks)))
        assert accepted.result in {"merged", "repeated", "superseded", "held"}
        assert all(count.conflicts == 0 for count in accepted.counts)
        self.receipts.append(accepted)

    @precondition(lambda self: self.receipts)
    @rule(data=st.data())
    def a_receipt_comes_home(self, data: st.DataObject) -> None:
        accepted = data.draw(st.sampled_from(self.receipts))
        try:
            self.county.answer(self.office, accepted)
        except Missing:  # withdrawn, because the import was undone
            return

    @rule()
    def the_last_import_is_undone(self) -> None:
        try:
            self.county.bureau.undo(XIGANG)
        except Missing:
            return

    # --- what always holds ---

    @invariant()
    def the_county_knows_held_cases_as_they_were_last_sent(self) -> None:
        if hasattr(self, "county"):
            assert rows_of(self.county.store, XIGANG) in self.once

    @invariant()
    def the_control_totals_are_those_of_the_rows(self) -> None:
        """P4, P9: what a package promises is what the county then counts."""
        if hasattr(self, "county"):
            assert self.county.bureau.recount(XIGANG) == []

    @rule(full=st.booleans())
    def in_the_end_all_is_released_and_arrives(self, full: bool) -> None:
        """P5: nothing that was held is lost, whichever receipts came home meanwhile."""
        for case in list(self.held):
            release(self.office, self.held.pop(case))
        accepted = self.county.accept(self.sealed(full=full))
        if accepted.result == "held":  # the county undid what we have a receipt for
            accepted = self.county.accept(self.sealed(full=True))
        assert accepted.result == "merged"
        assert rows_of(self.county.store, XIGANG) == rows_of(self.office.store, XIGANG)
        with self.office.store.begin() as session:
            assert session.scalar(select(func.count()).select_from(LeftOut)) == 0


@pytest.mark.parametrize("part", parts("M2-holds", EACH))
def test_months_with_records_held_back(store_template: tuple[Path, bytes], part: int):
    runs = min(times("M2-holds"), EACH)
    play(HoldingMonths, store_template, examples=runs, steps=20, part=part)


# --- the same, told one by one -------------------------------------------------------------------


def cases_at(county: County) -> dict[str, str | None]:
    with county.store.begin() as session:
        query = select(MediationCase.uid, MediationCase.title).where(
            MediationCase.office == XIGANG, MediationCase.deleted.is_(False)
        )
        return {row.uid: row.title for row in session.execute(query)}


def test_a_case_held_back_does_not_travel_and_nothing_of_it_does(county: County, office: Office):
    first, second = office.add_case(1), office.add_case(2)
    card = office.add_person("赵六")
    add_party(office, second, card)
    hold(office, second)
    county.answer(office, county.accept(office.send()))
    assert cases_at(county).keys() == {first}
    held = rows_of(county.store, office.code)
    assert {row["case_uid"] for row in held["party"].values()} == {first}
    assert "person" not in held


def test_a_card_that_another_case_names_too_is_sent(county: County, office: Office):
    """A row of a package never refers to one that the county lacks."""
    first, second = office.add_case(1), office.add_case(2)
    card = office.add_person("赵六")
    for case in (first, second):
        add_party(office, case, card)
    hold(office, second)
    county.accept(office.send())
    assert rows_of(county.store, office.code)["person"].keys() == {card}


def test_a_card_is_sent_once_another_case_names_it(county: County, office: Office):
    """Its edit lies before the receipt by then: the receipt must not have swallowed it."""
    first, second = office.add_case(1), office.add_case(2)
    card = office.add_person("赵六")
    add_party(office, second, card)
    hold(office, second)
    county.answer(office, county.accept(office.send()))
    add_party(office, first, card)
    county.answer(office, county.accept(office.send()))
    assert rows_of(county.store, office.code)["person"].keys() == {card}


def test_a_receipt_does_not_swallow_what_was_held(county: County, office: Office):
    """P5: the range begins after the receipt, and the held case was written before it."""
    case = office.add_case(1)
    held = hold(office, case)
    county.answer(office, county.accept(office.send()))
    assert office.reports.status().unsent == 0
    release(office, held)
    assert office.reports.status().unsent == 3
    county.answer(office, county.accept(office.send()))
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)


def test_a_case_reported_before_stays_at_the_county_as_it_was(county: County, office: Office):
    case = office.add_case(1)
    county.answer(office, county.accept(office.send()))
    retitle(office, case, "还没有核对的题目")
    held = hold(office, case)
    county.answer(office, county.accept(office.send()))
    assert cases_at(county) == {case: None}
    release(office, held)
    county.accept(office.send())
    assert cases_at(county) == {case: "还没有核对的题目"}


def test_the_last_sent_version_goes_along_until_a_receipt_covers_it(county: County, office: Office):
    """The first stick is lost; the second must bring what the first held, not what is held back."""
    case = office.add_case(1)
    office.send().unlink()
    retitle(office, case, "还没有核对的题目")
    hold(office, case)
    accepted = county.accept(office.send())
    assert accepted.result == "merged"
    assert cases_at(county) == {case: None}


def test_releasing_while_a_package_is_being_sealed_loses_nothing(county: County, office: Office):
    case = office.add_case(1)
    held = hold(office, case)

    def meanwhile(done: int, _total: int) -> None:
        if done == 0:
            release(office, held)

    package = office.reports.seal_month("2026-03", progress=meanwhile)
    county.answer(office, county.accept(office.export(package)))
    assert cases_at(county) == {}
    assert office.reports.status().unsent == 3
    county.accept(office.send())
    assert cases_at(county).keys() == {case}


def test_a_deletion_is_held_back_too(county: County, office: Office):
    case = office.add_case(1)
    county.answer(office, county.accept(office.send()))
    with office.store.begin() as session:
        bury([session.get_one(MediationCase, (office.code, case))])
    held = hold(office, case)
    assert county.accept(office.send()).result == "merged"
    assert cases_at(county).keys() == {case}
    release(office, held)
    county.accept(office.send())
    assert cases_at(county) == {}


@pytest.mark.parametrize("full", [False, True])
def test_the_package_says_how_much_stayed(office: Office, full: bool):
    office.add_case(1)
    hold(office, office.add_case(2))
    package = office.seal(full=full)
    assert package.held == 1
    assert package.counts == {"committee": 1, "mediation_case": 1, "party": 2}


def test_a_record_held_back_that_was_edited_last_is_not_counted_once_the_rest_is_there(
    county: County, office: Office
):
    """The county's receipt covers every edit up to its own; nothing is left to send, not less."""
    case = office.add_case(1)
    retitle(office, case, "相邻纠纷")
    hold(office, case)
    retitle(office, case, "借款纠纷")
    county.answer(office, county.accept(office.send()))
    assert office.reports.preflight("2026-03").counts == {}
    assert office.seal().counts == {}


def to_send(office: Office) -> dict[str, int]:
    with office.store.begin() as session:
        return outbox.to_send(session, office.code)


def test_what_is_counted_to_be_sent_is_what_the_package_then_holds(county: County, office: Office):
    """Of a case held back its sent version counts, where the package must bring that once more."""
    case = office.add_case(1)
    retitle(office, case, "相邻纠纷")  # the last edit of all that the receipt will cover
    county.answer(office, county.accept(office.send()))
    retitle(office, case, "借款纠纷")
    hold(office, case)
    assert to_send(office) == office.seal().counts == {}
    county.bureau.lift_stop(office.code)
    county.certify(office)  # a new epoch: everything again (C2)
    counted = to_send(office)
    package = office.seal()
    assert counted == package.counts == {"committee": 1, "mediation_case": 1, "party": 2}
    county.answer(office, county.accept(office.export(package)))
    assert cases_at(county) == {case: "相邻纠纷"}
    assert to_send(office) == {}
