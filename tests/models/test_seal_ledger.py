"""The ledger of seals: nobody but the program adds, changes or takes away an entry (trust D3)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.seal_ledger import Act, Head, Ledger, State, key_of, read, write

KEY = key_of(bytes(32))
DAY = date(2026, 3, 1)
UIDS = [f"00000000-0000-4000-8000-{one:012}" for one in range(4)]

states = st.lists(
    st.dictionaries(st.sampled_from(UIDS), st.integers(0, 9).map(lambda n: DAY + timedelta(n))),
    max_size=6,
)
"""What is sealed, time after time."""


def grown(wanted: list[dict[str, date]]) -> Ledger:
    ledger = Ledger()
    for sealed in wanted:
        ledger = ledger.following(KEY, sealed, DAY)
    return ledger


def written(path: Path, ledger: Ledger) -> Path:
    write(path, ledger)
    return path


def file_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledger") / "sealed.json"


@given(wanted=states)
def test_it_says_what_was_sealed_last_and_reads_back_proved(tmp_path_factory, wanted):
    ledger = grown(wanted)
    assert ledger.sealed() == (wanted[-1] if wanted else {})
    assert read(written(file_of(tmp_path_factory), ledger), KEY) == ledger


@given(wanted=states, data=st.data())
def test_whatever_is_changed_is_found_out_and_what_is_before_still_counts(
    tmp_path_factory, wanted, data
):
    ledger = grown(wanted)
    if not ledger.entries:
        return
    path = written(file_of(tmp_path_factory), ledger)
    body = json.loads(path.read_text())
    at = data.draw(st.integers(0, len(body["entries"]) - 1))
    field = data.draw(st.integers(0, 4))
    other = [99, "gap", UIDS[0][:-1] + "9", "2020-01-01", "0" * 64][field]
    body["entries"][at][field] = other
    path.write_text(json.dumps(body))
    found = read(path, KEY)
    assert (found.state, found.entries) == (State.EDITED, ledger.entries[:at])


@given(wanted=states, data=st.data())
def test_a_shorter_one_shows_against_the_newest_entry_remembered(tmp_path_factory, wanted, data):
    ledger = grown(wanted)
    kept = data.draw(st.integers(0, len(ledger.entries)))
    path = written(file_of(tmp_path_factory), Ledger(ledger.entries[:kept]))
    expected = State.WHOLE if kept == len(ledger.entries) else State.CUT
    assert read(path, KEY).against([ledger.head]).state is expected


def test_an_older_memory_agrees_with_a_ledger_that_went_on():
    """A store that was put back remembers less than the ledger beside it."""
    early = grown([{UIDS[0]: DAY}])
    later = early.following(KEY, {UIDS[0]: DAY, UIDS[1]: DAY}, DAY)
    assert later.against([Head(), early.head]).state is State.WHOLE


def test_two_ledgers_that_went_apart_are_told_from_each_other():
    first = grown([{UIDS[0]: DAY}])
    one = first.following(KEY, {UIDS[0]: DAY, UIDS[1]: DAY}, DAY)
    other = first.following(KEY, {UIDS[0]: DAY, UIDS[2]: DAY}, DAY)
    assert one.against([other.head]).state is State.CUT


def test_another_office_s_ledger_proves_nothing(tmp_path):
    path = written(tmp_path / "sealed.json", grown([{UIDS[0]: DAY}]))
    assert read(path, key_of(b"\1" * 32)) == Ledger(state=State.EDITED)


def test_after_a_gap_numbers_go_on_above_all_that_was_known(tmp_path):
    """The lost entries are spoken of once; what is cut after the gap shows again."""
    lost = grown([{UIDS[0]: DAY}, {UIDS[0]: DAY, UIDS[1]: DAY}])
    anew = Ledger().following(KEY, {UIDS[0]: DAY}, DAY, after=lost.head)
    assert [e.act for e in anew.entries] == [Act.GAP, Act.SEAL]
    assert anew.entries[0].number == lost.head.number + 1
    found = read(written(tmp_path / "sealed.json", anew), KEY)
    assert found.against([lost.head, anew.head]).state is State.WHOLE
    assert Ledger(found.entries[:1]).against([anew.head]).state is State.CUT


def test_one_that_never_was_is_not_missed(tmp_path):
    nothing = read(tmp_path / "sealed.json", KEY)
    assert nothing.state is State.MISSING
    assert nothing.against([Head()]).state is State.WHOLE
    assert nothing.against([grown([{UIDS[0]: DAY}]).head]).state is State.MISSING


@pytest.mark.parametrize("text", ["", "[]", "7", '{"format": 2}', '{"format": 2, "entries": [7]}'])
def test_what_does_not_read_is_no_ledger(tmp_path, text):
    path = tmp_path / "sealed.json"
    path.write_text(text)
    assert read(path, KEY).state is State.EDITED
