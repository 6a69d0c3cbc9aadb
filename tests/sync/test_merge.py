"""P8: whoever's package comes first, second or twice, the county ends with the same records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, null, select

from app.models.database import Database
from app.models.history import Version, versions_of
from app.models.local import Blob
from app.models.mediation import MediationCase, Paper
from app.models.sync import ReceivedPackage
from app.sync import merge
from app.sync.merge import Effect, Importer, TableChanges, winner
from app.sync.objection import NotMerged
from app.sync.records import Row, decode, encode, table_named
from app.sync.refusal import Refused
from app.sync.undo import undo
from tests.faults.counts import times
from tests.sync.county import XIGANG, County, Office, rows_of

PERSON = table_named("person")
WHEN = datetime(2026, 3, 2, 9, 0)


def uid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def person(number: int = 1, *, epoch: int = 1, revision: int = 1, **values: Any) -> Row:
    """A person as a package holds one."""
    blank = {column.name: None for column in PERSON.columns}
    return blank | {
        "office": XIGANG,
        "uid": uid(number),
        "epoch": epoch,
        "revision": revision,
        "change": revision,
        "changed_at": "2026-03-02T09:00:00",
        "changed_by": "",
        "deleted": False,
        "kind": "natural",
        "name": "王五",
        **values,
    }


versions = st.builds(
    person,
    st.integers(1, 4),
    epoch=st.integers(1, 2),
    revision=st.integers(1, 3),
    name=st.sampled_from(["王五", "王伍", "𠮷田"]),
    deleted=st.booleans(),
)
packages = st.lists(
    st.lists(versions, max_size=4, unique_by=lambda row: row["uid"]), min_size=1, max_size=4
)


def stored(row: Row) -> Row:
    return decode(PERSON, row, XIGANG)


# --- the pure function ---------------------------------------------------------------------------


@settings(max_examples=times("M1-examples"), deadline=None)
@given(versions.map(stored), versions.map(stored))
def test_the_winner_does_not_depend_on_who_came_first(one, other):
    """M1: commutative."""
    assert winner(PERSON, one, other) == winner(PERSON, other, one)


@settings(max_examples=times("M1-examples"), deadline=None)
@given(versions.map(stored), versions.map(stored), versions.map(stored))
def test_the_winner_of_three_does_not_depend_on_the_pairing(a, b, c):
    """M1: associative and idempotent."""
    assert winner(PERSON, winner(PERSON, a, b), c) == winner(PERSON, a, winner(PERSON, b, c))
    assert winner(PERSON, a, a) == a


@pytest.mark.parametrize(
    ("loser", "wins"),
    [
        (person(epoch=1, revision=9), person(epoch=2, revision=1)),
        (person(revision=1), person(revision=2)),
        (person(revision=1, deleted=True), person(revision=2)),
        (
            person(revision=1, changed_at="2039-01-01T00:00:00"),
            person(revision=2, changed_at="2000-01-01T00:00:00"),
        ),
    ],
    ids=["epoch", "revision", "a restored record", "the clock has no say"],
)
def test_epoch_then_revision_decide(loser, wins):
    assert winner(PERSON, stored(loser), stored(wins)) == stored(wins)


# --- the same on a real store --------------------------------------------------------------------


_numbers = count()


def importer_on(connection: Connection, *, write: bool = True) -> Importer:
    """A package of its own, noted as a bureau notes it."""
    digest = f"{next(_numbers):064}"
    connection.execute(
        insert(ReceivedPackage),
        {
            "office": XIGANG,
            "digest": digest,
            "epoch": 1,
            "seq": 1,
            "base_seq": 0,
            "month": "2026-03",
            "records": 0,
            "result": "merged",
            "received_at": WHEN,
        },
    )
    return Importer(
        lambda: nullcontext(connection), office=XIGANG, digest=digest, now=WHEN, write=write
    )


def take(connection: Connection, rows: Sequence[Row]) -> TableChanges:
    """Merge rows of persons; what they did."""
    importer = importer_on(connection)
    list(importer.take("person", rows))
    return importer.changes.tables.get("person", TableChanges())


def people(connection: Connection) -> dict[str, Row]:
    rows = connection.execute(select(PERSON)).mappings()
    return {row["uid"]: encode(PERSON, row) for row in rows}


def after(store: Database, came: Iterable[Sequence[Row]]) -> dict[str, Row]:
    """The people held after these packages, in this order; the store is then as before."""
    with store.begin() as session:
        for rows in came:
            take(session.connection(), rows)
        held = people(session.connection())
        session.rollback()
    return held


REAL = settings(
    max_examples=times("M1-stores"),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@REAL
@given(came=packages, data=st.data())
def test_any_order_with_any_repeats_gives_the_same_store(store, came, data):
    """M1 on SQLite: commutative, associative, idempotent."""
    again = data.draw(st.lists(st.sampled_from(came), max_size=3))
    shuffled = data.draw(st.permutations([*came, *again]))
    assert after(store, came) == after(store, shuffled)


@REAL
@given(came=packages)
def test_the_store_holds_the_greatest_version_of_every_row(store, came):
    wanted: dict[str, Row] = {}
    for row in (row for rows in came for row in rows):
        held = wanted.get(row["uid"])
        wanted[row["uid"]] = (
            row if held is None else encode(PERSON, winner(PERSON, stored(held), stored(row)))
        )
    assert after(store, came) == wanted


# --- what is listed and kept ---------------------------------------------------------------------


@pytest.fixture
def connection(store: Database) -> Any:
    with store.begin() as session:
        yield session.connection()


def test_every_effect_is_counted(connection: Connection):
    """F66."""
    take(connection, [person(1), person(2), person(3, revision=3), person(4)])
    counts = take(
        connection,
        [
            person(1),
            person(2, revision=2, name="王伍"),
            person(3, revision=2),
            person(4, revision=2, deleted=True),
            person(5),
        ],
    )
    assert (counts.unchanged, counts.changed, counts.outdated) == (1, 1, 1)
    assert (counts.deleted, counts.new, counts.conflicts, counts.total) == (1, 1, 0, 5)


def test_the_list_names_the_record_and_the_fields_that_changed(connection: Connection):
    importer = importer_on(connection)
    list(importer.take("person", [person(1, name="王五")]))
    list(importer.take("person", [person(1, revision=2, name="王伍", phone="13900000000")]))
    new, changed = importer.changes.items
    assert (new.effect, new.caption, new.fields) == (Effect.NEW, "王五", ())
    assert (changed.effect, changed.caption) == (Effect.CHANGED, "王伍")
    assert set(changed.fields) == {"name", "phone"}


def test_a_long_list_is_cut_and_says_so(connection: Connection, monkeypatch):
    monkeypatch.setattr(merge, "MOST_ITEMS", 3)
    importer = importer_on(connection)
    list(importer.take("person", [person(n) for n in range(5)]))
    assert (len(importer.changes.items), importer.changes.left_off) == (3, 2)


def test_the_replaced_version_is_kept_in_history(county: County, office: Office):
    """P8, F62: nothing is overwritten silently."""
    person_uid = office.add_person("王五")
    county.accept(office.send())
    office.rename(person_uid, "王伍")
    county.accept(office.send())
    with county.store.begin() as session:
        (old,) = versions_of(session, office.code, person_uid)
        assert (old.values["name"], old.revision) == ("王五", 1)


def test_what_is_empty_at_the_office_is_empty_at_the_bureau(county: County, office: Office):
    """A paper never printed: not a JSON null, which a search for what was never printed would miss."""
    case = office.add_case(1)
    with office.store.begin() as session:
        session.add(Paper(case_uid=case, form="mediation.acceptance", form_version="1"))
    county.accept(office.send())
    with county.store.begin() as session:
        never = select(Paper.form).where(Paper.office == XIGANG, Paper.printed.is_(null()))
        assert session.scalars(never).all() == ["mediation.acceptance"]


@pytest.mark.parametrize(("first", "second"), [("王五", "王伍"), ("王伍", "王五")])
def test_two_versions_of_one_revision_are_reported_and_both_kept(
    connection: Connection, first: str, second: str
):
    """F62: a clone's edit meets the original's, and whichever comes second, wins or loses."""
    take(connection, [person(1, name=first)])
    importer = importer_on(connection)
    list(importer.take("person", [person(1, name=second)]))
    (item,) = importer.changes.items
    assert item.effect is Effect.CONFLICT
    assert importer.changes.tables["person"].conflicts == 1
    held = people(connection)[uid(1)]["name"]
    kept_there = select(Version.__table__.c["values"])
    (kept,) = connection.execute(kept_there).scalars()
    assert {held, kept["name"]} == {"王五", "王伍"}
    assert undo(connection, XIGANG, importer._digest) == 1
    assert people(connection)[uid(1)]["name"] == first
    assert connection.execute(kept_there).all() == []


def test_a_scan_is_kept_once_counted_once_and_goes_with_its_import(connection: Connection):
    """F66: what an import brought is what taking it back removes."""
    scan = (hashlib.sha256(b"scan").hexdigest(), b"scan")
    first = importer_on(connection)
    assert list(first.take_scans([scan, scan])) == [1, 1]
    again = importer_on(connection)
    assert list(again.take_scans([scan])) == [1]
    assert (first.changes.scans, again.changes.scans) == (1, 0)
    blobs = select(Blob.sha256).where(Blob.office == XIGANG)
    assert list(connection.scalars(blobs)) == [scan[0]]
    assert undo(connection, XIGANG, again._digest) == 0
    assert list(connection.scalars(blobs)) == [scan[0]]
    assert undo(connection, XIGANG, first._digest) == 1
    assert list(connection.scalars(blobs)) == []


def test_without_writing_the_same_is_counted_and_nothing_is_written(connection: Connection):
    take(connection, [person(1)])
    rows = [person(1, revision=2, name="王伍"), person(2)]
    trial = importer_on(connection, write=False)
    list(trial.take("person", rows))
    assert people(connection).keys() == {uid(1)}
    real = importer_on(connection)
    list(real.take("person", rows))
    assert trial.changes == real.changes


def test_two_records_may_exchange_a_number_that_must_be_unique(county: County, office: Office):
    """Both rows change in one package; in between both would have the same number."""
    first, second = office.add_case(1), office.add_case(2)
    county.accept(office.send())
    with office.store.begin() as session:
        for case, number in ((first, 90), (second, 1), (first, 2)):
            session.get_one(MediationCase, (office.code, case)).sequence = number
            session.flush()
    assert county.accept(office.send()).result == "merged"
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (person(office="640122102"), "P34"),
        (person(office=None), "P34"),
        (person(nickname="小五"), "P33"),
        (person(name=None), "P19"),
        (person(name=5), "P19"),
        (person(name="名" * 401), "P19"),
        (person() | {"revision": "1"}, "P19"),
        (person(revision=True), "P19"),
        (person(revision=2**63), "P19"),
        (person(deleted=0), "P19"),
        (person(birth_date="1980-02-30"), "P19"),
        (person(birth_date="19800228"), "P19"),
        (person(birth_date="1980-02-28T00:00:00"), "P19"),
        (person(changed_at="2026-03-02T09:00:00+08:00"), "P19"),
        (person(changed_at="yesterday"), "P19"),
        (person(uid="{00000000-0000-4000-8000-000000000001}"), "P19"),
        (person(uid=None), "P19"),
    ],
)
def test_a_row_that_does_not_fit_its_table_is_refused(connection: Connection, row, code):
    """Trust §2: types and lengths are checked before anything touches the store."""
    with pytest.raises((NotMerged, Refused)) as refused:
        take(connection, [row])
    assert refused.value.code == code


def test_what_has_no_name_of_its_own_is_listed_without_one(connection: Connection):
    take(connection, [person(1)])
    importer = importer_on(connection)
    list(importer.take("person", [person(1, revision=2, name="")]))
    assert [item.caption for item in importer.changes.items] == [""]


def test_a_table_this_program_does_not_know_is_refused(connection: Connection):
    with pytest.raises(NotMerged) as refused:
        list(importer_on(connection).take("setting", [{}]))
    assert refused.value.code == "P33"


def test_one_uid_twice_in_a_package_is_refused(connection: Connection):
    with pytest.raises(NotMerged) as refused:
        take(connection, [person(1), person(1, revision=2)])
    assert refused.value.code == "P40"


def test_a_column_the_older_program_did_not_know_gets_its_default(connection: Connection):
    """F64: an office that has not updated yet can still report."""
    row = person(1)
    del row["kind"], row["note"]
    take(connection, [row])
    assert people(connection)[uid(1)] == person(1)


def test_six_packages_arrive_in_every_order(store: Database):
    """G4: all 720 orders end in the same state."""
    came = [
        [person(1), person(2)],
        [person(1, revision=2, name="王伍"), person(3)],
        [person(2, revision=2, deleted=True)],
        [person(3, revision=2, name="赵六"), person(1, revision=2, name="王伍")],
        [person(1, epoch=2, revision=1, name="𠮷田")],
        [person(4), person(2, revision=3, name="孙七")],
    ]
    with store.begin() as session:
        states = list(_every_order(session.connection(), came))
    assert len(states) == 720
    assert all(state == states[0] for state in states)


def _every_order(connection: Connection, came: list[list[Row]]) -> Iterator[dict[str, Row]]:
    """The final state of every order; orders that begin alike share their beginning."""
    if not came:
        yield people(connection)
    for at, rows in enumerate(came):
        step = connection.begin_nested()
        take(connection, rows)
        yield from _every_order(connection, came[:at] + came[at + 1 :])
        step.rollback()
