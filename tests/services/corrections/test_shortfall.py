"""本月缺口 (F19): hours and contacts still missing, from the twentieth on (notes §8.6)."""

from __future__ import annotations

from datetime import date, datetime

from app.services.corrections.entries import Moment
from app.services.corrections.rhythm import recent
from app.services.corrections.shortfall import Shortfall, month_shortfalls


def study(desk, uids, day, minutes, **more):
    return desk.hours.record(
        uids,
        {"kind": "study", "happened_on": day, "minutes": minutes, "topic": "法治课", **more},
    )


def of(desk, uid, day) -> Shortfall:
    found: Shortfall | None = desk.shortfalls.of(uid, day)
    assert found is not None
    return found


def test_a_surplus_is_not_carried_over_and_a_shortage_can_be_made_up(desk, persons, sheet, clock):
    """H6: eleven hours in April, five in May: May is short by three."""
    clock.set(date(2019, 6, 3))
    uid = persons.admit(
        sheet(
            decided_on=date(2018, 12, 1),
            effective_on=date(2018, 12, 20),
            starts_on=date(2018, 12, 20),
            ends_on=date(2019, 12, 19),
            reported_on=date(2018, 12, 21),
        )
    )
    study(desk, [uid], date(2019, 4, 10), 660)
    study(desk, [uid], date(2019, 5, 10), 300)
    assert of(desk, uid, date(2019, 4, 1)).study.short == 0
    assert of(desk, uid, date(2019, 5, 1)).study.short == 180
    study(desk, [uid], date(2019, 6, 2), 180, counts_for=date(2019, 5, 15))
    assert of(desk, uid, date(2019, 5, 1)).study.short == 0
    assert of(desk, uid, date(2019, 6, 1)).study.done == 0


def test_from_the_twentieth_the_desk_names_how_many_are_short(desk, person, clock):
    clock.set(datetime(2025, 3, 20, 9, 0))
    assert "corrections.shortfall" not in {r.kind for r in desk.reminders(date(2025, 3, 19))}
    found = {r.kind: r for r in desk.reminders(date(2025, 3, 20))}["corrections.shortfall"]
    assert "1人" in found.title
    assert found.due_on == date(2025, 3, 31)
    (row,) = desk.shortfalls.register_rows(date(2025, 3, 20))
    assert (row["study"], row["study_short"]) == ("0／8小时", "8小时")
    assert "月见面1次" in row["contacts"]


def test_the_desk_takes_the_gaps_from_what_it_reckoned_since_last_month(desk, person, store, clock):
    """The straightforward way reads and reckons the month alone."""
    clock.set(datetime(2025, 3, 20, 9, 0))
    met = {"happened_at": datetime(2025, 3, 19, 9, 0), "place": "本所", "staff": "测所长"}
    met |= {"method": "at_office", "result": "normal"}
    desk.check_ins.record(person, "monthly_meeting", met)
    today = date(2025, 3, 20)
    with store.begin() as session:
        at = Moment(session, store.office, clock())
        known = recent(session, store.office, at.rules, at.now, date(2025, 2, 1))
        alone = month_shortfalls(at, today)
        assert alone
        assert month_shortfalls(at, today, known) == alone


def test_who_cannot_work_owes_study_but_no_service(desk, persons, sheet, in_2025):
    """H5; 12办法 16."""
    uid = persons.admit(sheet(work_capacity="none"))
    month = of(desk, uid, date(2025, 2, 1))
    assert (month.study.minutes, month.service.minutes) == (480, 0)


def test_one_session_for_fifteen_closes_fifteen_gaps(desk, persons, sheet, clock):
    clock.set(date(2025, 3, 25))
    uids = [persons.admit(sheet(name=f"测{n:02d}")) for n in range(15)]
    assert len(desk.shortfalls.month(date(2025, 3, 25))) == 15
    study(desk, uids, date(2025, 3, 22), 480)
    assert {one.study.short for one in desk.shortfalls.month(date(2025, 3, 25))} == {0}


def test_a_detention_prorates_the_month(desk, persons, sheet, clock):
    """H3: fifteen of thirty days: four hours."""
    clock.set(date(2019, 5, 3))
    uid = persons.admit(
        sheet(
            decided_on=date(2018, 12, 1),
            effective_on=date(2018, 12, 20),
            starts_on=date(2018, 12, 20),
            ends_on=date(2019, 12, 19),
            reported_on=date(2018, 12, 21),
        )
    )
    persons.add_row(
        uid,
        "suspension",
        {
            "kind": "administrative_detention",
            "from_on": date(2019, 4, 11),
            "until_on": date(2019, 4, 25),
        },
    )
    assert of(desk, uid, date(2019, 4, 1)).study.minutes == 240
