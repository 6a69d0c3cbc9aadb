"""The store's own rules: a reserve on the disk (L4), checks beside the work, read-only when damaged (L5)."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from app.models import integrity, room
from app.models.database import StoreUnusable
from app.models.local import Blob, Setting
from app.models.people import Person


@pytest.fixture
def disk(monkeypatch):
    """A disk with as much room as a test says."""

    def leave(size: int) -> None:
        monkeypatch.setattr(room, "free", lambda _: size)

    return leave


def test_a_scan_leaves_the_reserve_alone(store, disk):
    """L4: what is large and can wait is refused before the disk is full."""
    disk(room.RESERVE + 1000)
    with pytest.raises(room.NoRoom) as caught, store.begin() as session:
        session.add(Blob(office=store.office, sha256="0" * 64, data=b"x" * 2000))
    assert "200 MB" in caught.value.what
    with store.begin() as session:
        assert session.scalars(select(Blob)).all() == []
        session.add(Blob(office=store.office, sha256="1" * 64, data=b"x" * 500))


def test_a_form_is_saved_out_of_the_reserve(store, disk):
    """That is what the reserve is for."""
    disk(1_000_000)
    with store.begin() as session:
        session.add(Person(name="最后一位来访人"))


@pytest.mark.parametrize(
    ("left", "size", "fits"),
    [(room.RESERVE, 0, True), (room.RESERVE, 1, False), (room.RESERVE + 10, 10, True)],
)
def test_room_is_counted_beside_the_reserve(tmp_path, disk, left, size, fits):
    disk(left)
    if fits:
        room.require(tmp_path, size, "备份")
    else:
        with pytest.raises(room.NoRoom):
            room.require(tmp_path, size, "备份")


def test_a_closed_store_has_forgotten_its_key(store):
    """L8: what refers to it still reaches no key, whoever keeps it."""
    store.close()
    assert not store._key


def test_a_damaged_store_is_read_and_not_written(store):
    """L5: the file is kept as it is, and the refusal says what to do."""
    with store.begin() as session:
        session.add(Person(name="先前保存的人"))
    store.keep_as_found()
    size = store.path.stat()
    with store.begin() as session:
        assert session.scalars(select(Person.name)).all() == ["先前保存的人"]
    with pytest.raises(StoreUnusable) as caught, store.begin() as session:
        session.add(Person(name="写不进去"))
    assert caught.value.code == "S08"
    assert "备份" in caught.value.do
    assert store.path.stat().st_mtime_ns == size.st_mtime_ns


def test_a_check_steps_back_for_a_save(store, monkeypatch):
    """L5 beside the work: whoever needs the store sends the check away, and is saved at once."""
    with store.begin() as session:
        session.add_all(Person(name=f"甲{n}", note="长" * 2000) for n in range(300))
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    answers: list[object] = ["none yet"]
    checking = threading.Thread(target=lambda: answers.append(store.check(endless)))
    checking.start()
    while not store.busy:
        pass
    with store.begin() as session:
        session.add(Setting(office=store.office, name="typed", value=True))
    checking.join(timeout=20)
    assert answers == ["none yet", None]


def test_a_check_nobody_disturbs_answers(store):
    assert store.check("PRAGMA quick_check") == [("ok",)]
    assert store.check('PRAGMA foreign_key_check("person")') == []


def test_every_check_of_a_sound_store_is_clean(store):
    with store.raw() as raw:
        tables = integrity.table_names(raw)
        assert "person" in tables
        assert integrity.damage(raw) is None
        for thorough in (False, True):
            for _, statement in integrity.steps(tables, thorough=thorough):
                assert not integrity.failed(raw.execute(statement).fetchall()), statement


def test_a_row_that_points_at_nothing_is_damage(store):
    with store.raw() as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        columns = [row[1:] for row in raw.execute("PRAGMA table_info(mediator)")]
        values = {name: "x" if "CHAR" in kind else 0 for name, kind, needed, *_ in columns}
        marks = ", ".join("?" * len(values))
        raw.execute(f"INSERT INTO mediator VALUES ({marks})", list(values.values()))
        assert integrity.damage(raw) == "foreign_key_check"
        tables = integrity.table_names(raw)
        found = [
            name
            for name, statement in integrity.steps(tables, thorough=True)
            if integrity.failed(raw.execute(statement).fetchall())
        ]
        assert found == ["foreign_key_check"]


def test_totals_tell_a_missing_row_and_a_lost_edit(store):
    with store.begin() as session:
        person = Person(name="甲")
        session.add(person)
    with store.raw() as raw:
        before = integrity.control_totals(raw)
    with store.begin() as session:
        session.get_one(Person, (store.office, person.uid)).name = "乙"
    with store.raw() as raw:
        assert not integrity.same(integrity.control_totals(raw), before)
        assert before["person"] == [1, 1]
