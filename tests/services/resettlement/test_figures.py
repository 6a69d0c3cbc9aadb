"""Figures and rates: every one opens its persons, and nothing of nothing is no rate (§5.5, §6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.forms.report_columns import report_table
from app.paths import resource_dir
from app.rules.profiles import rule_book
from app.services.resettlement import rates
from app.services.resettlement.register import HelpQuery
from tests.services.resettlement.test_persons import visit

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def rate(desk, key, first=YEAR[0], last=YEAR[1]):
    return next(r for r in desk.rates(first, last) if r.key == key)


def numbers():
    """Valid numbers of invented people."""
    return [
        "640122199001019971",
        "640122199001018493",
        "640122199001017810",
    ]


def test_an_office_with_nobody_has_no_rates(desk):
    for found in desk.rates(*YEAR):
        assert (found.words, found.counts, found.met) == ("—", "0/0", None)


def test_reception_counts_those_released_in_the_period_and_due_here(desk, sheet, clock):
    clock.set(date(2026, 6, 1))
    linked = desk.persons.register(sheet())
    desk.persons.hand_over(linked, {"handover_way": "family", "handed_over_on": date(2026, 1, 12)})
    waiting = desk.persons.register(sheet(name="测未", id_number=""))
    desk.persons.register(sheet(name="测协", id_number="", manager_mode="assist"))
    desk.persons.register(sheet(name="测早", id_number="", released_on=date(2025, 12, 31)))
    elsewhere = desk.persons.register(sheet(name="测外", id_number=""))
    desk.persons.not_due(
        elsewhere, {"not_due_reason": "elsewhere", "handover_note": "户籍在银川市兴庆区。"}
    )
    found = rate(desk, "linked")
    assert (found.counts, found.words, found.met) == ("1/2", "50.0%", False)
    assert set(found.whole) == {linked, waiting}
    assert found.missing == (waiting,)
    assert desk.persons.page(HelpQuery(states=(), uids=found.missing)).rows[0]["name"] == "测未"
    assert "95%以上" in found.target
    assert "刑满和特赦释放" in found.definition


def test_help_counts_a_worker_and_every_contact_owed(desk, sheet, clock):
    clock.set(date(2026, 4, 10))
    good = desk.persons.register(sheet())
    desk.entries.add_row(good, "visit", visit(date(2026, 2, 2)))
    alone = desk.persons.register(sheet(name="测无", id_number="", worker=""))
    desk.entries.add_row(alone, "visit", visit(date(2026, 2, 2)))
    unseen = desk.persons.register(sheet(name="测漏", id_number=""))
    quarter = (date(2026, 1, 1), date(2026, 3, 31))
    found = rate(desk, "helped", *quarter)
    assert found.part == (good,)
    assert set(found.missing) == {alone, unseen}


def test_who_is_back_in_custody_leaves_the_rate_of_help_and_enters_that_of_reoffending(
    desk, sheet, clock
):
    clock.set(date(2026, 6, 1))
    uid = desk.persons.register(sheet())
    desk.persons.register(sheet(name="测二", id_number="", released_on=date(2025, 5, 5)))
    letter = {
        "kind": "filed",
        "happened_on": date(2026, 5, 2),
        "document_number": "（2026）测公函1号",
        "held": True,
    }
    desk.entries.add_row(uid, "reoffence", letter)
    desk.entries.add_row(uid, "reoffence", {**letter, "kind": "convicted"})
    found = rate(desk, "reoffended")
    assert (found.counts, found.words, found.met) == ("1/2", "50.0%", False), "once a year"
    assert uid not in rate(desk, "helped").whole


def test_two_of_a_hundred_fail_below_two_per_cent(desk, sheet, clock):
    """R-101: 2.00 % fails."""
    clock.set(date(2026, 6, 1))
    people = [desk.persons.register(sheet(name=f"测{n}", id_number="")) for n in range(50)]
    letter = {"kind": "filed", "happened_on": date(2026, 5, 2), "document_number": "测公函"}
    desk.entries.add_row(people[0], "reoffence", letter)
    found = rate(desk, "reoffended")
    assert (found.words, found.met) == ("2.0%", False)


def test_the_definitions_are_switches_a_county_may_turn(desk, sheet, clock, monkeypatch, tmp_path):
    """§5.5: no official definition could be read, so each is data with its source."""
    clock.set(date(2026, 6, 1))
    desk.persons.register(sheet(work_capacity="none"))
    desk.persons.register(
        sheet(name="测矫", id_number="", source="corrections", corrections_category="probation")
    )
    assert rate(desk, "linked").counts == "0/1"
    assert rate(desk, "settled").counts == "0/2"
    text = (resource_dir() / "rules" / "resettlement.toml").read_text("utf-8")
    for before, after in (
        ('value = ["prison", "detention_house", "pardon"]', 'value = ["prison", "corrections"]'),
        ('"rate.settled.base", value = "everybody"', '"rate.settled.base", value = "capable"'),
    ):
        assert before in text
        text = text.replace(before, after)
    (tmp_path / "resettlement.toml").write_text(text, "utf-8")
    changed = rule_book("resettlement", "640122", folder=tmp_path)
    monkeypatch.setattr(rates, "book", lambda *_: changed)
    assert rate(desk, "linked").counts == "0/2"
    assert rate(desk, "settled").counts == "0/1"


def test_settled_goes_by_the_newest_entry_on_the_last_day(desk, person, clock):
    clock.set(date(2026, 6, 1))
    assert rate(desk, "settled").words == "0.0%"
    desk.entries.add_row(person, "placement", {"kind": "employed", "from_on": date(2026, 2, 1)})
    assert rate(desk, "settled").words == "100.0%"
    desk.entries.add_row(person, "placement", {"kind": "none", "from_on": date(2026, 5, 1)})
    assert rate(desk, "settled").words == "0.0%"
    assert rate(desk, "settled", date(2026, 1, 1), date(2026, 3, 31)).words == "100.0%"


def test_the_table_balances_and_holds_only_what_the_program_counts(desk, sheet, clock):
    clock.set(date(2026, 6, 1))
    gone = desk.persons.register(sheet())
    desk.persons.register(sheet(name="测二", id_number="", source="detention_house"))
    desk.persons.register(sheet(name="测三", id_number="", released_on=date(2025, 5, 5)))
    desk.entries.end(
        gone, {"reason": "moved_out", "happened_on": date(2026, 3, 3), "document_number": "回函"}
    )
    found = desk.tally(date(2026, 1, 1), date(2026, 3, 31))
    assert {k: found.number(k) for k in ("opening", "new", "ended", "closing")} == {
        "opening": 1,
        "new": 2,
        "ended": 1,
        "closing": 2,
    }
    assert found.people("ended_moved_out") == (gone,)
    assert all(check.holds for check in desk.checks(found))
    keys = {column.key for column in report_table("resettlement").columns}
    assert set(found.entries) <= keys, "a figure nobody shows"


def test_counts_hold_numbers_and_no_names(desk, person):
    assert all(isinstance(v, int | Decimal) for v in desk.counts(*YEAR).values())
