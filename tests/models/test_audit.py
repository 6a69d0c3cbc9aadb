"""The log: every edit bound to the one before, nothing of it taken back (trust U1, fault test T4)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.models import audit
from app.models.audit import AuditEntry, walk
from app.models.people import Person

NAME, NUMBER = "测试甲某某", "640122199001019998"


def entries(store):
    with store.begin() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))


def broken(store):
    found = next(walk(store.begin, store.trail), None)
    return found.number if found else None


@pytest.fixture
def busy(store, clock):
    """A store whose log has twelve entries."""
    store.actor = "u2"
    for number in range(12):
        clock.advance(minutes=1)
        with store.begin() as session:
            store.note(session, "print", f"paper-{number}", pages=number)
    return store


# --- what is written -------------------------------------------------------------------------------


def test_a_change_names_its_fields_and_no_value(store):
    """U1: field names and keyed hashes of old and new; no content."""
    store.actor = "u3"
    with store.begin() as session:
        person = Person(name=NAME, id_number=NUMBER)
        session.add(person)
    with store.begin() as session:
        session.get_one(Person, (store.office, person.uid)).name = "测试乙"
    made, changed = entries(store)
    assert (made.actor, made.kind, changed.number) == ("u3", "change", 2)
    new = json.loads(made.detail)["records"][0]
    assert (new["table"], new["uid"]) == ("person", person.uid)
    assert {"name", "id_number"} <= set(new["new"])
    fields = json.loads(changed.detail)["records"][0]["fields"]
    old, now = fields["name"]
    assert old == store.trail.keyed(NAME) != now == store.trail.keyed("测试乙")
    for entry in (made, changed):
        assert NAME not in entry.detail
        assert NUMBER not in entry.detail
    assert broken(store) is None


def test_another_offices_record_makes_no_entry_here(store):
    """A bureau's log tells what the bureau did; an empty entry would be refused by the store."""
    with store.begin() as session:
        session.add(Person(office="640122999", name=NAME))
    assert entries(store) == []


def test_two_stores_hash_one_value_differently(store, tmp_path):
    """A hash cannot be tried out against a list of names without the store's key."""
    from app.models.database import Database
    from app.models.migrate import upgrade

    other = Database(
        tmp_path / "other.db", bytes(range(32)), office=store.office, clock=store.clock
    )
    with other.begin() as session:
        upgrade(session.connection())
    assert other.trail.keyed(NAME) != store.trail.keyed(NAME)
    other.close()


def test_what_did_not_happen_is_not_logged(store):
    def fail() -> None:
        with store.begin() as session:
            session.add(Person(name=NAME))
            store.note(session, "print", "paper")
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert entries(store) == []
    assert broken(store) is None


def test_reading_writes_nothing(busy):
    with busy.begin() as session:
        session.scalars(select(Person)).all()
    assert len(entries(busy)) == 12


def test_an_import_of_many_is_several_short_entries(store):
    with store.begin() as session:
        session.add_all(Person(name=f"测试{n}") for n in range(250))
    sizes = [len(json.loads(entry.detail)["records"]) for entry in entries(store)]
    assert sizes == [100, 100, 50]
    assert broken(store) is None


def test_the_walk_takes_pages_and_follows_a_long_chain(store, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 7)
    for number in range(21):
        with store.begin() as session:
            store.note(session, "print", str(number))
    assert broken(store) is None


# --- nothing is taken back ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'u9' WHERE number = 5",
        "DELETE FROM audit_entry WHERE number = 5",
        "DELETE FROM audit_entry",
    ],
)
def test_the_store_itself_refuses_to_change_the_log(busy, statement):
    with pytest.raises(DBAPIError, match="only added to"), busy.begin() as session:
        session.execute(text(statement))
    assert len(entries(busy)) == 12
    assert broken(busy) is None


def tamper(store, *statements: str) -> None:
    """As somebody with the key and a database tool: the triggers go first."""
    with store.raw() as raw:
        for act in ("update", "delete"):
            raw.execute(f"DROP TRIGGER IF EXISTS audit_entry_no_{act}")
        for statement in statements:
            raw.execute(statement)


EDITS = [
    ("at", "'2020-01-01 00:00:00.000000'"),
    ("actor", "'u1'"),
    ("kind", "'login'"),
    ("subject", "subject || ' '"),
    ("detail", "'{}'"),
    ("hash", "'" + "0" * 64 + "'"),
]


@pytest.mark.parametrize("number", [1, 6, 12])
@pytest.mark.parametrize(("column", "value"), EDITS, ids=[name for name, _ in EDITS])
def test_an_edited_entry_shows(busy, column, value, number):
    tamper(busy, f"UPDATE audit_entry SET {column} = {value} WHERE number = {number}")
    assert broken(busy) in (number, number + 1)


@pytest.mark.parametrize("number", [1, 6, 12])
def test_a_deleted_entry_shows(busy, number):
    tamper(busy, f"DELETE FROM audit_entry WHERE number = {number}")
    assert broken(busy) == number


def test_two_entries_in_each_other_s_place_show(busy):
    tamper(
        busy,
        "UPDATE audit_entry SET number = -1 WHERE number = 3",
        "UPDATE audit_entry SET number = 3 WHERE number = 9",
        "UPDATE audit_entry SET number = 9 WHERE number = -1",
    )
    assert broken(busy) == 3


def test_an_entry_slipped_in_shows(busy):
    tamper(
        busy,
        "INSERT INTO audit_entry SELECT office, 13, at, actor, kind, subject, detail, hash"
        " FROM audit_entry WHERE number = 12",
    )
    assert broken(busy) == 13


@pytest.mark.parametrize("left", [0, 1, 6, 11])
def test_a_cut_tail_shows_with_the_tip_as_it_was(busy, left):
    tamper(busy, f"DELETE FROM audit_entry WHERE number > {left}")
    assert broken(busy) == left + 1


def test_a_tip_set_back_without_the_key_shows(busy):
    """The tip is sealed: setting its numbers right is not enough."""
    tamper(
        busy,
        "DELETE FROM audit_entry WHERE number > 6",
        "UPDATE audit_tip SET number = 6, hash = (SELECT hash FROM audit_entry WHERE number = 6)",
    )
    assert broken(busy) == 7


@pytest.mark.parametrize("statement", ["DELETE FROM audit_tip", "DELETE FROM audit_entry"])
def test_half_of_it_thrown_away_shows(busy, statement):
    tamper(busy, statement)
    assert broken(busy) is not None


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_single_value_is_changed_it_shows(busy, data):
    """T4: all of them, not the ones we thought of."""
    column = data.draw(st.sampled_from([name for name, _ in EDITS if name != "at"]))
    number = data.draw(st.integers(1, 12))
    written = data.draw(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00'"), max_size=8)
    )
    with busy.raw() as raw:
        query = f"SELECT {column} FROM audit_entry WHERE number = ?"
        kept = raw.execute(query, (number,)).fetchone()[0]
        tamper(busy)
        change = f"UPDATE audit_entry SET {column} = ? WHERE number = ?"
        raw.execute(change, (written, number))
    assert (broken(busy) is None) == (written == kept)
    with busy.raw() as raw:
        raw.execute(change, (kept, number))


def test_what_is_saved_while_the_walk_goes_on_belongs_to_it(busy, monkeypatch):
    """A clerk saves between two pages."""
    monkeypatch.setattr(audit, "PAGE", 5)
    seen: list[int] = []

    def stop() -> bool:
        if len(seen) == 1:
            with busy.begin() as session:
                busy.note(session, "print", "meanwhile")
        seen.append(1)
        return False

    assert next(walk(busy.begin, busy.trail, stop=stop), None) is None


def test_times_are_hashed_to_the_last_digit(busy, clock):
    clock.now += timedelta(microseconds=1)
    with busy.begin() as session:
        busy.note(session, "print", "fine")
    assert broken(busy) is None
    tamper(busy, "UPDATE audit_entry SET at = replace(at, '000001', '000002') WHERE number = 13")
    assert broken(busy) == 13
