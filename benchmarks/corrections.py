"""500 persons with three years of records: open the roll, filter it, reckon what is overdue.

A day's daily control, a call a week, a meeting a month and a visit each quarter for everybody, some
of it missed: over six hundred thousand records. Stands alone: ``python -m benchmarks.corrections``.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert, text

from app.models.base import new_uid
from app.models.corrections import ControlChange, CorrectionsPerson
from app.models.supervision import CheckIn, Leave
from app.paths import Profile
from app.services import setup
from app.services.corrections.register import PersonQuery
from app.services.desk import Desk
from app.services.settings import Identity
from benchmarks.measure import Figure, p95, times
from benchmarks.store import GIVEN, NOW, PASSWORD, SURNAMES, clock

__all__ = ["figures", "insert_rows", "one_person"]

PERSONS, YEARS = 500, 3
OFFICE = "640122102"
MISSED = 0.03
"""Of the duties: so many are not fulfilled."""
BATCH = 20_000


def figures() -> Iterator[Figure]:
    """Roll, filter, overdue, one person's duties and time line; each beside reading the rows raw."""
    with _filled() as desk:
        corrections = desk.corrections
        persons, check_ins = corrections.persons, corrections.check_ins
        one = persons.page(PersonQuery(), limit=1).rows[0]["uid"]

        def scan(sql: str) -> None:
            with desk._database.begin() as session:
                session.execute(text(sql)).all()

        people = p95(times(lambda: scan("SELECT * FROM corrections_person LIMIT 100"), 20))
        recent = f"happened_on >= '{NOW.date() - timedelta(days=150)}'"
        raw = p95(
            times(
                lambda: scan(
                    f"SELECT person_uid, kind, happened_on FROM check_in WHERE {recent}"
                    " AND kind <> 'daily_control'"
                ),
                20,
            )
        )
        yield Figure(
            "corrections roll",
            p95(times(lambda: persons.page(PersonQuery()), 40)),
            "s",
            people,
            "the first 100 rows, as they lie",
            "0.1 s p95",
        )
        yield Figure(
            "corrections roll, filtered",
            p95(times(lambda: persons.page(PersonQuery(text="王", control_class="strict")), 40)),
            "s",
            people,
            "the first 100 rows, as they lie",
            "0.1 s p95",
        )
        yield Figure(
            "corrections overdue",
            p95(times(check_ins.overdue, 30)),
            "s",
            raw,
            "the recent contacts, as they lie",
            "0.1 s p95",
        )
        yield Figure(
            "corrections reminders",
            p95(times(lambda: corrections.reminders(NOW.date()), 20)),
            "s",
            raw,
            "the recent contacts, as they lie",
            "0.1 s p95",
        )
        mine = p95(
            times(lambda: scan(f"SELECT * FROM check_in WHERE person_uid = '{_hex(one)}'"), 20)
        )
        yield Figure(
            "time line of one person",
            p95(times(lambda: corrections.timelines.entries(one), 20)),
            "s",
            mine,
            "the person's check-ins, as they lie",
            "0.1 s p95",
        )
        yield Figure(
            "the whole term as a picture",
            p95(times(lambda: corrections.timelines.picture(one), 20)),
            "s",
            mine,
            "the person's check-ins, as they lie",
            "0.1 s p95",
        )


def _hex(uid: str) -> str:
    return uid.replace("-", "")


@contextmanager
def _filled() -> Iterator[Desk]:
    """A desk over the records, straight through the tables."""
    with TemporaryDirectory() as folder:
        who = Identity(kind="office", code=OFFICE, name="立岗司法所", county_code=OFFICE[:6])
        desk, _ = setup.create(Profile(Path(folder) / "office"), who, PASSWORD, clock=clock)
        chance = Random(20261127)
        people = [one_person(chance) for _ in range(PERSONS)]
        insert_rows(desk, CorrectionsPerson, people)
        insert_rows(desk, ControlChange, [_class(row) for row in people])
        insert_rows(desk, CheckIn, _contacts(people, chance))
        insert_rows(desk, Leave, _leaves(people, chance))
        del people
        gc.collect()
        gc.freeze()  # what filling left behind is not walked while the program is measured
        try:
            yield desk
        finally:
            gc.unfreeze()
            desk.close()


def insert_rows(desk: Desk, model: Any, rows: Any) -> None:
    """Rows straight into the table, as if just typed."""
    batch: list[dict[str, Any]] = []
    with desk._database.begin() as session:
        for number, row in enumerate(rows):
            batch.append({**_record(), "change": number + 10, **row})
            if len(batch) == BATCH:
                session.execute(insert(model), batch)
                batch.clear()
        if batch:
            session.execute(insert(model), batch)


def _record() -> dict[str, Any]:
    return {
        "office": OFFICE,
        "uid": new_uid(),
        "changed_at": NOW,
        "revision": 1,
        "epoch": 1,
        "deleted": False,
    }


def one_person(chance: Random) -> dict[str, Any]:
    """Somebody received some three years ago."""
    started = NOW.date() - timedelta(days=round(365 * YEARS) + chance.randrange(30))
    return {
        "uid": new_uid(),
        "name": chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN),
        "kind": "natural",
        "category": "probation",
        "state": "enrolled",
        "control_class": chance.choice(("strict", "ordinary", "lenient")),
        "starts_on": started,
        "received_on": started,
        "ends_on": NOW.date() + timedelta(days=chance.randrange(20, 700)),
        "resume": [],
        "family": [],
        "juvenile": False,
    }


def _class(person: dict[str, Any]) -> dict[str, Any]:
    return {
        "uid": new_uid(),
        "person_uid": person["uid"],
        "control_class": person["control_class"],
        "from_on": person["received_on"],
    }


def _contacts(people: list[dict[str, Any]], chance: Random) -> Iterator[dict[str, Any]]:
    """Each day, each week, each month, each quarter; a few are missing."""
    for person in people:
        day: date = person["received_on"]
        while day < NOW.date():
            for kind, due in (
                ("daily_control", True),
                ("weekly_voice", day.weekday() == 2),
                ("monthly_meeting", day.day == 12),
                ("home_visit", day.day == 20 and day.month % 3 == 0),
            ):
                if due and chance.random() > MISSED:
                    at = datetime.combine(day, time(10))
                    yield {
                        "uid": new_uid(),
                        "person_uid": person["uid"],
                        "kind": kind,
                        "happened_on": day,
                        "happened_at": at,
                        "late_entry": False,
                        "method": "call",
                        "result": "normal",
                        "values": {},
                    }
            day += timedelta(days=1)


def _leaves(people: list[dict[str, Any]], chance: Random) -> Iterator[dict[str, Any]]:
    """Two leaves a year each, all come back from."""
    for person in people:
        for half in range(2 * YEARS):
            first = person["received_on"] + timedelta(days=180 * half + chance.randrange(100))
            last = first + timedelta(days=chance.randrange(1, 7))
            yield {
                "uid": new_uid(),
                "person_uid": person["uid"],
                "kind": "ordinary",
                "state": "closed",
                "applied_on": first - timedelta(days=4),
                "from_on": first,
                "until_on": last,
                "approved_from": first,
                "approved_until": last,
                "departed_at": datetime.combine(first, time(8)),
                "returned_at": datetime.combine(last, time(17)),
                "reason": "medical",
                "destination": "宁夏中卫市",
                "decided_tier": "office",
                "approved": True,
                "filed_on": first,
            }


if __name__ == "__main__":
    for figure in figures():
        ratio = f"{figure.ratio:.1f} ×" if figure.ratio else ""
        print(
            f"{figure.name:32} {figure.value:8.4f} s  {ratio:>9} {figure.baseline_of} ({figure.budget})"
        )
