"""Every edit leaves what stood there before; deleting leaves a tombstone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models.history import bury, versions_of
from app.models.people import Person


@pytest.fixture
def person(store):
    with store.begin() as session:
        made = Person(name="测试人甲", address="立岗镇兰星村")
        session.add(made)
    return made.uid


def test_an_edit_raises_revision_and_change_and_keeps_the_old_values(store, person, clock):
    clock.advance(days=1)
    with store.begin() as session:
        found = session.get_one(Person, (store.office, person))
        before = found.change
        found.address = "立岗镇永兴村"
    with store.begin() as session:
        found = session.get_one(Person, (store.office, person))
        assert (found.revision, found.changed_at) == (2, clock())
        assert found.change > before
        (old,) = versions_of(session, store.office, person)
        assert (old.revision, old.values["address"]) == (1, "立岗镇兰星村")


def test_a_record_is_buried_and_no_longer_seen(store, person):
    with store.begin() as session:
        bury([session.get_one(Person, (store.office, person))])
    with store.begin() as session:
        assert session.scalars(select(Person)).all() == []
        everything = select(Person).execution_options(include_deleted=True)
        assert [p.deleted for p in session.scalars(everything)] == [True]


def test_deleting_a_record_outright_is_refused(store, person):
    with pytest.raises(RuntimeError, match="buried"), store.begin() as session:
        session.delete(session.get_one(Person, (store.office, person)))


def test_a_transaction_that_fails_leaves_nothing(store, person):
    def rename_and_fail():
        with store.begin() as session:
            session.get_one(Person, (store.office, person)).name = "别的名字"
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_and_fail()
    with store.begin() as session:
        assert session.get_one(Person, (store.office, person)).name == "测试人甲"
        assert versions_of(session, store.office, person) == []
