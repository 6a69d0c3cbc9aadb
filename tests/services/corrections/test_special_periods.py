"""特殊时期: an office records what the county asks for over a holiday; the county's own rules go first."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.rules.checkins import WEEKLY, Status
from app.services.base import Rejected
from app.services.corrections import CorrectionsService
from app.services.rules import RulesService
from app.services.special_rules import special_profiles

FESTIVAL = {
    "name": "全国两会",
    "from_on": date(2025, 3, 4),  # a Tuesday
    "until_on": date(2025, 3, 11),
    "checkin": "weekly_voice",
    "unit": "day",
    "times": 1,
    "authority": "贺兰县司法局",
    "document_number": "贺司通〔2025〕6号",
}


@pytest.fixture
def in_march(clock, person):
    clock.set(datetime(2025, 3, 6, 12))
    return person


def calls_owed(desk, person):
    found = desk.check_ins.duties(person, since=date(2025, 3, 1))
    return [d for d in found if d.kind == WEEKLY and d.first >= date(2025, 3, 1)]


def test_it_is_owed_from_its_first_day(desk, in_march):
    assert calls_owed(desk, in_march)[0].last == date(2025, 3, 9)
    desk.special_periods.add(FESTIVAL)
    found = calls_owed(desk, in_march)
    assert [(d.first.day, d.status) for d in found][:5] == [
        (3, Status.EXEMPT),
        (4, Status.OVERDUE),
        (5, Status.OVERDUE),
        (6, Status.OPEN),
        (7, Status.OPEN),
    ]
    assert "依据“特殊时期：全国两会”贺兰县司法局 贺司通〔2025〕6号" in found[1].ruling.why


def test_the_bulk_reckoning_says_the_same(desk, in_march, clock):
    """The roll and 今日 reckon many at once; at the end of the period they must not stop early."""
    desk.special_periods.add(FESTIVAL)
    for day in range(3, 18):
        clock.set(datetime(2025, 3, day, 12))
        one = {(d.first, d.last) for d in calls_owed(desk, in_march) if d.status is Status.OVERDUE}
        many = {
            (row.first, row.last)
            for row in desk.check_ins.overdue(since=date(2025, 3, 1))
            if row.kind == WEEKLY and row.first >= date(2025, 3, 1)
        }
        assert many == one, day


def test_it_can_be_for_one_class_only(desk, in_march):
    desk.special_periods.add({**FESTIVAL, "control_class": "lenient"})
    assert calls_owed(desk, in_march)[0].last == date(2025, 3, 9), "strict: as ever"


def test_today_says_what_is_asked_until_when(desk, in_march):
    uid = desk.special_periods.add(FESTIVAL)
    (told,) = [r for r in desk.reminders(date(2025, 3, 6)) if r.kind.endswith("special_period")]
    assert told.title == "特殊时期：全国两会（3月4日至3月11日）：周听声每日一次"
    assert "贺司通〔2025〕6号" in told.detail
    early = desk.reminders(date(2025, 3, 1))
    assert [r.kind for r in early if r.kind.endswith("special_period")], "three days before"
    desk.special_periods.remove(uid)
    assert not [r for r in desk.reminders(date(2025, 3, 6)) if r.kind.endswith("special_period")]


def test_the_rules_page_shows_who_decided_and_what_gave_way(store, desk, in_march):
    desk.special_periods.add(FESTIVAL)
    page = RulesService(store)
    lines = {line.key: line for line in page.in_force("corrections", date(2025, 3, 6))}
    line = lines["checkin.weekly_voice.period"]
    assert (line.said, line.profile, line.local) == ("每日一次", "特殊时期：全国两会", "本所登记")
    assert [(o.profile, o.said) for o in line.others] == [("贺兰2019 (1+X+5)", "每周一次")]
    assert lines["checkin.weekly_voice.times"].title == "周听声的次数"
    after = {line.key: line for line in page.in_force("corrections", date(2025, 3, 12))}
    assert after["checkin.weekly_voice.period"].said == "每周一次"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"until_on": date(2025, 3, 3)}, "不能早于"),
        ({"until_on": date(2026, 3, 5)}, "不超过一年"),
        ({"times": 0}, "次数"),
        ({"name": ""}, "名称"),
    ],
)
def test_what_cannot_be_is_refused(desk, changes, said):
    with pytest.raises(Rejected, match=said):
        desk.special_periods.add({**FESTIVAL, **changes})
    assert desk.special_periods.listed() == []


def test_what_looks_wrong_is_asked_first(desk):
    less = desk.special_periods.ask({**FESTIVAL, "unit": "month"})
    assert ["反而少" in p.message and not p.blocking for p in less] == [True]
    uid = desk.special_periods.add(FESTIVAL)
    twice = desk.special_periods.ask({**FESTIVAL, "from_on": date(2025, 3, 11)})
    assert ["重叠" in p.message for p in twice] == [True]
    assert desk.special_periods.ask({**FESTIVAL}, uid) == [], "not with itself"


def test_a_bureau_reads_it_with_the_month(county, office):
    CorrectionsService(office.store).special_periods.add(FESTIVAL)
    county.accept(office.send())
    with county.store.begin() as session:
        assert [p.name for p in special_profiles(session, office.code)] == ["特殊时期：全国两会"]
