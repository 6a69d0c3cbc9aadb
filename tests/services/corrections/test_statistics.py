"""统计表 of corrections: by category, with its cross-checks, every figure opening its persons (§6)."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from app.forms.codes import label
from app.forms.report_columns import report_table
from app.models.corrections import CorrectionsPerson, CorrectionsStep
from app.models.sanctions import Sanction
from app.rules.periods import KINDS, period_of
from app.services.corrections import CorrectionsService
from app.services.corrections.states import TRANSITIONS

CATEGORIES = ("control", "probation", "parole", "outside")
MARCH = period_of("month", date(2025, 3, 1))


@pytest.fixture
def desk(store, clock):
    clock.set(date(2025, 12, 31))
    return CorrectionsService(store)


def put(store, number, category, walk, **facts):
    """A person whose steps are given as (day, state)."""
    with store.begin() as session:
        person = CorrectionsPerson(
            name=f"测{number}",
            category=category,
            state=walk[-1][1],
            received_on=walk[0][0],
            **facts,
        )
        session.add(person)
        session.flush()
        before = ""
        for on, after in walk:
            reason = "expired" if after == "released" else None
            session.add(
                CorrectionsStep(
                    person_uid=person.uid,
                    before=before,
                    after=after,
                    happened_on=on,
                    recorded_at=store.clock(),
                    reason=reason,
                )
            )
            session.flush()
            before = after
        return person.uid


def wander(chance, start):
    """A walk through the states as the procedure allows it."""
    day, state = start, chance.choice(["enrolled", "expected", "moving_in"])
    walk = [(day, state)]
    while state in TRANSITIONS and chance.random() < 0.8:
        day += timedelta(days=chance.randrange(1, 70))
        if day > date(2025, 12, 31):
            break
        state = chance.choice(sorted(TRANSITIONS[state]))
        walk.append((day, state))
    return walk


@pytest.mark.parametrize("seed", range(6))
def test_every_period_balances_whatever_happened(desk, store, seed):
    """期末 = 期初 + 新增 − 解除 − 终止 − 迁出, per category, with the period before and its parts."""
    chance = random.Random(seed)
    for number in range(25):
        start = date(2024, 6, 1) + timedelta(days=chance.randrange(500))
        put(store, number, chance.choice(CATEGORIES), wander(chance, start))
    for kind in KINDS:
        counted = desk.counted(period_of(kind, date(2025, chance.randrange(1, 13), 1)))
        assert [check for check in counted.checks if not check.holds] == []
        assert len(counted.checks) >= 7


def test_a_figure_by_category_adds_up_to_the_whole_and_opens_its_persons(desk, store):
    here = put(store, 1, "probation", [(date(2025, 1, 5), "enrolled")])
    gone = put(store, 2, "parole", [(date(2025, 1, 5), "enrolled"), (date(2025, 3, 9), "released")])
    counted = desk.counted(MARCH)
    for column in counted.table.columns:
        parts = sum(counted.figure(column.key, name) for name in counted.categories)
        assert counted.figure(column.key) == parts, column.key
    assert counted.people("closing") == (here,)
    assert counted.people("released_expired") == (gone,)
    assert counted.people("released", "缓刑") == ()


def test_the_columns_are_data_and_all_of_them_are_counted(desk, store):
    """A column that nobody counts would print nought for ever."""
    with store.begin():
        pass
    put(
        store,
        1,
        "probation",
        [(date(2025, 1, 5), "enrolled")],
        sex="2",
        juvenile=True,
        birth_date=date(1950, 1, 1),
        offence_class="drugs",
    )
    found = desk.counted(MARCH)
    counted = set(found.tally.entries)
    assert {
        "offence_social_order",
        "offence_drugs",
        "closing_over60",
        "closing_juvenile",
    } <= counted
    known = {
        c.key for name in ("corrections", "corrections-month") for c in report_table(name).columns
    }
    assert counted <= known


def test_sanctions_count_when_decided_and_not_once_revoked(desk, store):
    """What the office proposed is no sanction; what was revoked never counts."""
    uid = put(store, 1, "probation", [(date(2025, 1, 5), "enrolled")])
    facts = {
        "person_uid": uid,
        "conduct_on": date(2025, 3, 2),
        "facts": "未按时报到。",
        "article": "实施办法第三十四条",
        "proposed_on": date(2025, 3, 3),
        "proposed_by": "测试员甲",
    }
    decided = {"result": "approved", "decided_on": date(2025, 3, 10)}
    with store.begin() as session:
        session.add_all(
            [
                Sanction(kind="admonition", **facts, **decided),
                Sanction(kind="admonition", **facts),
                Sanction(kind="warning", **facts, **decided, revoked_on=date(2025, 3, 20)),
                Sanction(kind="revoke_probation", **facts, submitted_on=date(2025, 3, 21)),
            ]
        )
    counted = desk.counted(MARCH)
    assert counted.figure("sanction_admonition") == 1
    assert counted.figure("sanction_warning") == 0
    assert counted.people("revocation_submitted") == (uid,)
    assert counted.figure("sanction_revoke_probation") == 0


@pytest.mark.parametrize(("minors", "shown"), [(0, 0), (1, "不足3人"), (2, "不足3人"), (3, 3)])
def test_a_small_number_of_minors_is_merged(desk, store, minors, shown):
    """§6: one minor in a township is a name."""
    for number in range(minors):
        put(store, number, "probation", [(date(2025, 1, 5), "enrolled")], juvenile=True)
    counted = desk.counted(MARCH)
    assert counted.shown("closing_juvenile", merge_small=True) == shown
    assert counted.shown("closing_juvenile", merge_small=False) == minors
    assert counted.shown("closing", merge_small=True) == minors, "only what identifies people"


@pytest.mark.parametrize(
    ("split", "shown"),
    [
        ({"probation": 3, "parole": 1}, ["不分列", "不分列"]),
        ({"probation": 2, "parole": 2}, ["不分列", "不分列"]),
        ({"probation": 1}, ["不分列", "不分列"]),
        ({"probation": 3, "parole": 3}, [3, 3]),
        ({"probation": 4}, [4, 0]),
        ({}, [0, 0]),
    ],
)
def test_a_small_number_of_minors_does_not_follow_from_the_total(desk, store, split, shown):
    """§6: 4 in all and 3 on probation say that one is on parole, though that 1 was merged."""
    number = 0
    for category, minors in split.items():
        for _ in range(minors):
            put(store, number, category, [(date(2025, 1, 5), "enrolled")], juvenile=True)
            number += 1
    counted = desk.counted(MARCH)
    columns = [label("corrections_category", code) for code in ("probation", "parole")]
    found = [counted.shown("closing_juvenile", name, merge_small=True) for name in columns]
    assert found == shown
    open_ = [counted.shown("closing_juvenile", name, merge_small=False) for name in columns]
    assert open_ == [split.get("probation", 0), split.get("parole", 0)]
    assert counted.shown("closing", columns[0], merge_small=True) == split.get("probation", 0)


def test_the_rows_of_an_export_hold_no_name(desk, store):
    put(store, 1, "probation", [(date(2025, 1, 5), "enrolled")])
    rows = desk.counted(MARCH).rows(merge_small=True)
    assert len(rows) == len(report_table("corrections").columns)
    assert "测1" not in str(rows)
