"""Check-ins due and missed (corrections notes §4.2 and §8.5, profile 贺兰2019)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.calendar import work_calendar
from app.rules.checkins import (
    DAILY,
    KINDS,
    MEETING,
    VISIT,
    WEEKLY,
    Contact,
    Duty,
    Exemption,
    Status,
    Stretch,
    Supervised,
    all_duties,
    duties,
    next_due,
    overdue,
    period_of,
)
from app.rules.profiles import LOCAL, RuleBook, RuleProfile, RuleValue, rule_book

D = date
RULES = rule_book("corrections", "640122")
DAYS = work_calendar()


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour)


def owed(
    kind: str,
    person: Supervised,
    now: datetime,
    *contacts: tuple[str, date],
    rules: RuleBook = RULES,
    since: date | None = None,
) -> list[Duty]:
    made = [Contact(k, on) for k, on in contacts]
    return duties(kind, person, made, now, rules, DAYS, since)


def states(found: list[Duty]) -> list[tuple[date, Status]]:
    return [(duty.first, duty.status) for duty in found]


STRICT = Supervised(D(2025, 1, 1), D(2025, 12, 31), ((D(2025, 1, 1), "strict"),))


def test_a_weekly_call_counts_until_sunday_midnight() -> None:
    """§4.3: overdue at Sunday 24:00."""
    monday = D(2025, 5, 5)
    before = owed(WEEKLY, STRICT, at(D(2025, 5, 11), 23), since=monday)
    after = owed(WEEKLY, STRICT, at(D(2025, 5, 12), 0), since=monday)
    assert before[0].status is Status.OPEN
    assert before[0].due_at == datetime(2025, 5, 12)
    assert after[0].status is Status.OVERDUE
    assert after[0].days_late(D(2025, 5, 13)) == 2


def test_a_call_on_sunday_evening_entered_on_monday_counts_for_the_old_week() -> None:
    """§8.5: the day of the event, not of the entry."""
    found = owed(WEEKLY, STRICT, at(D(2025, 5, 12)), (WEEKLY, D(2025, 5, 11)), since=D(2025, 5, 5))
    assert (found[0].status, found[0].done_on) == (Status.DONE, D(2025, 5, 11))
    assert found[1].status is Status.OPEN


def test_two_calls_in_one_week_satisfy_one_week() -> None:
    found = owed(
        WEEKLY,
        STRICT,
        at(D(2025, 5, 19)),
        (WEEKLY, D(2025, 5, 5)),
        (WEEKLY, D(2025, 5, 6)),
        since=D(2025, 5, 5),
    )
    assert [duty.status for duty in found][:2] == [Status.DONE, Status.OVERDUE]


def test_the_week_across_new_year_is_one_week() -> None:
    """§8.5: 2024-12-30 to 2025-01-05."""
    assert period_of("week", D(2025, 1, 1)) == (D(2024, 12, 30), D(2025, 1, 5))
    assert period_of("quarter", D(2024, 2, 29)) == (D(2024, 1, 1), D(2024, 3, 31))
    with pytest.raises(ValueError, match="unknown period"):
        period_of("fortnight", D(2025, 1, 1))


def test_who_comes_to_the_office_need_not_phone_that_week() -> None:
    """Switch ``meeting_satisfies_week``, default yes; a call is no meeting."""
    found = owed(WEEKLY, STRICT, at(D(2025, 5, 12)), (MEETING, D(2025, 5, 7)), since=D(2025, 5, 5))
    assert found[0].status is Status.DONE
    month = owed(MEETING, STRICT, at(D(2025, 6, 1)), (WEEKLY, D(2025, 5, 7)), since=D(2025, 5, 1))
    assert month[0].status is Status.OVERDUE


@pytest.mark.parametrize(
    ("received", "week", "month"),
    [
        pytest.param(D(2025, 5, 20), Status.OPEN, Status.OPEN, id="§8.5 transfer in, a Tuesday"),
        pytest.param(D(2025, 5, 21), Status.OPEN, Status.EXEMPT, id="the twenty-first"),
        pytest.param(D(2025, 5, 22), Status.EXEMPT, Status.EXEMPT, id="a Thursday"),
        pytest.param(D(2025, 5, 19), Status.OPEN, Status.OPEN, id="a Monday"),
    ],
)
def test_a_first_period_entered_late_is_not_owed(
    received: date, week: Status, month: Status
) -> None:
    """§4.2: from Thursday, from the twenty-first."""
    person = Supervised(received, D(2026, 5, 19))
    assert owed(WEEKLY, person, at(received))[0].status is week
    assert owed(MEETING, person, at(received))[0].status is month


@pytest.mark.parametrize(
    ("ends", "week", "month"),
    [
        pytest.param(D(2025, 5, 8), Status.EXEMPT, Status.EXEMPT, id="a Thursday, the eighth"),
        pytest.param(D(2025, 5, 9), Status.OVERDUE, Status.EXEMPT, id="a Friday"),
        pytest.param(D(2025, 6, 10), None, Status.EXEMPT, id="the tenth"),
        pytest.param(D(2025, 6, 11), None, Status.OVERDUE, id="the eleventh"),
    ],
)
def test_a_last_period_left_early_is_not_owed(
    ends: date, week: Status | None, month: Status
) -> None:
    """§4.2: the task exists if the end is four days after Monday, ten days after the first."""
    person = Supervised(D(2025, 1, 1), ends)
    weeks = owed(WEEKLY, person, at(D(2025, 7, 1)))
    months = owed(MEETING, person, at(D(2025, 7, 1)))
    assert week is None or weeks[-1].status is week
    assert months[-1].status is month
    assert months[-1].last == ends


def test_nothing_is_owed_after_the_end() -> None:
    """§8.5: death, 收监, transfer: closed at that date."""
    person = Supervised(D(2025, 1, 1), D(2025, 5, 14))
    found = owed(DAILY, person, at(D(2025, 7, 1)))
    assert found[-1].last == D(2025, 5, 14)


def test_a_change_of_class_takes_effect_with_the_next_period() -> None:
    """普管 pays a home visit a quarter, 严管 a month; a change to 普管 waits for the next month."""
    person = Supervised(
        D(2025, 1, 1), D(2025, 12, 31), ((D(2025, 1, 1), "strict"), (D(2025, 2, 10), "ordinary"))
    )
    found = owed(VISIT, person, at(D(2025, 4, 2)))
    assert [(d.first, d.last) for d in found] == [
        (D(2025, 1, 1), D(2025, 1, 31)),
        (D(2025, 2, 1), D(2025, 2, 28)),
        (D(2025, 3, 1), D(2025, 3, 31)),
        (D(2025, 4, 1), D(2025, 6, 30)),
        (D(2025, 7, 1), D(2025, 9, 30)),
    ]


def test_a_change_to_a_stricter_class_takes_effect_at_once() -> None:
    """Switch ``stricter_at_once``, default yes: the quarter is cut, the month begins."""
    person = Supervised(
        D(2025, 1, 1), D(2025, 12, 31), ((D(2025, 1, 1), "ordinary"), (D(2025, 2, 10), "strict"))
    )
    found = owed(VISIT, person, at(D(2025, 3, 2)))
    assert states(found) == [
        (D(2025, 1, 1), Status.EXEMPT),
        (D(2025, 2, 10), Status.OVERDUE),
        (D(2025, 3, 1), Status.OPEN),
        (D(2025, 4, 1), Status.OPEN),
    ]
    assert "改按新类别" in found[0].note


def test_detention_suspends_and_release_resumes() -> None:
    """§8.5: the meeting of the month is owed again if ten days remain."""
    detained = Stretch(D(2025, 5, 5), D(2025, 5, 21))
    person = Supervised(D(2025, 1, 1), None, suspensions=(detained,))
    assert owed(MEETING, person, at(D(2025, 6, 1)), since=D(2025, 5, 1))[0].status is Status.OVERDUE
    later = Supervised(D(2025, 1, 1), None, suspensions=(Stretch(D(2025, 5, 5), D(2025, 5, 22)),))
    assert (
        owed(MEETING, later, at(D(2025, 6, 1)), since=D(2025, 5, 1))[0].status is Status.SUSPENDED
    )
    weeks = owed(WEEKLY, person, at(D(2025, 5, 28)), since=D(2025, 5, 5))
    assert [d.status for d in weeks] == [
        Status.SUSPENDED,
        Status.SUSPENDED,
        Status.OVERDUE,
        Status.OPEN,
        Status.OPEN,
    ]


def test_an_open_suspension_rests_everything() -> None:
    person = Supervised(D(2025, 1, 1), None, suspensions=(Stretch(D(2025, 5, 5)),))
    found = all_duties(person, [], at(D(2025, 6, 10)), RULES, DAYS, since=D(2025, 5, 5))
    assert overdue([d for d in found if d.kind in {DAILY, WEEKLY}]) == []


def test_a_waived_period_is_not_missed_and_says_why() -> None:
    """§8.5: in hospital, 免报 with 诊断证明."""
    waived = Exemption(MEETING, Stretch(D(2025, 5, 1), D(2025, 5, 31)), "住院，有诊断证明")
    person = Supervised(D(2025, 1, 1), None, exemptions=(waived,))
    found = owed(MEETING, person, at(D(2025, 6, 1)), since=D(2025, 5, 1))
    assert (found[0].status, found[0].note) == (Status.EXEMPT, "住院，有诊断证明")
    calls = owed(WEEKLY, person, at(D(2025, 6, 2)), since=D(2025, 5, 26))
    assert calls[0].status is Status.OVERDUE


def test_the_daily_control_may_be_recorded_until_ten_on_the_next_working_day() -> None:
    """§4.3; Friday's control until Monday ten o'clock."""
    friday = D(2025, 5, 9)
    found = owed(DAILY, STRICT, at(D(2025, 5, 12), 9), since=friday)
    assert found[0].due_at == datetime(2025, 5, 12, 10)
    assert {d.status for d in found} == {Status.OPEN}
    late = owed(DAILY, STRICT, at(D(2025, 5, 12), 10), since=friday)
    assert [d.first for d in overdue(late)] == [friday, D(2025, 5, 10), D(2025, 5, 11)]


def test_the_next_due_is_the_earliest_still_open() -> None:
    now = at(D(2025, 5, 7))
    made = [(DAILY, D(2025, 5, d)) for d in (5, 6, 7)] + [(WEEKLY, D(2025, 5, 6))]
    contacts = [Contact(k, on) for k, on in made]
    found = all_duties(STRICT, contacts, now, RULES, DAYS, since=D(2025, 5, 5))
    coming = next_due(found)
    assert coming is not None
    assert (coming.kind, coming.first) == (DAILY, D(2025, 5, 8))
    weekly = next_due([d for d in found if d.kind == WEEKLY])
    assert weekly is not None
    assert weekly.first == D(2025, 5, 12)
    assert next_due([]) is None


def test_a_county_without_a_rhythm_owes_nothing() -> None:
    """The numbers of 1+X+5 are a local standard, not law."""
    assert owed(WEEKLY, STRICT, at(D(2025, 5, 7)), rules=rule_book("corrections", "640121")) == []


def test_before_the_standard_of_2019_there_was_no_rhythm() -> None:
    person = Supervised(D(2018, 1, 1), D(2021, 1, 1))
    found = owed(MEETING, person, at(D(2019, 3, 5)))
    assert found[0].first == D(2019, 2, 12)


def test_a_profile_may_ask_for_two_in_one_period(tmp_path: Path) -> None:
    """Older local rhythms: 分类B, two talks a month."""
    text = (
        '[[profile]]\nid = "b"\nname = "分类B"\njurisdiction = "000000"\nauthority_doc = "x"\n'
        "effective_from = 2000-01-01\nvalue = [\n"
        '{ key = "checkin.monthly_meeting.period", value = "month" },\n'
        '{ key = "checkin.monthly_meeting.times", value = 2 },\n'
        '{ key = "checkin.stricter_at_once", value = false },\n]\n'
    )
    (tmp_path / "corrections.toml").write_text(text, encoding="utf-8")
    rules = rule_book("corrections", folder=tmp_path)
    person = Supervised(D(2025, 5, 1), None)
    once = owed(MEETING, person, at(D(2025, 6, 1)), (MEETING, D(2025, 5, 7)), rules=rules)
    assert once[0].status is Status.OVERDUE
    both = [(MEETING, D(2025, 5, 7)), (MEETING, D(2025, 5, 20))]
    twice = owed(MEETING, person, at(D(2025, 6, 1)), *both, rules=rules)
    assert (twice[0].status, twice[0].done_on) == (Status.DONE, D(2025, 5, 20))


CHANGES = st.lists(
    st.tuples(st.dates(D(2025, 1, 2), D(2025, 9, 1)), st.sampled_from(["strict", "ordinary"])),
    max_size=3,
    unique_by=lambda change: change[0],
)


@given(
    st.sampled_from(KINDS),
    CHANGES,
    st.lists(st.dates(D(2025, 1, 1), D(2025, 9, 1)), max_size=30),
)
def test_periods_follow_each_other_without_gap_and_no_event_counts_twice(
    kind: str, changes: list[tuple[date, str]], events: list[date]
) -> None:
    classes = ((D(2025, 1, 1), "ordinary"), *sorted(changes))
    person = Supervised(D(2025, 1, 1), D(2025, 8, 20), classes)
    found = owed(kind, person, at(D(2025, 9, 1)), *((kind, on) for on in events))
    assert found[0].first == D(2025, 1, 1)
    assert found[-1].last == D(2025, 8, 20)
    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)
    done = [d.done_on for d in found if d.status is Status.DONE]
    assert len(done) == len(set(done))


def test_a_special_period_is_a_dated_profile_of_the_county() -> None:
    """Spring Festival: two calls a week while the county's notice is in force, one before and after."""
    notice = RuleProfile(
        "festival-2026",
        "春节特殊时期",
        "640122",
        "某县通知",
        D(2026, 2, 9),
        D(2026, 3, 1),
        (RuleValue("checkin.weekly_voice.times", 2, "次"),),
    )
    rules = RuleBook((notice, *RULES.profiles))
    person = Supervised(D(2026, 1, 5), None, ((D(2026, 1, 5), "ordinary"),))
    calls = [(WEEKLY, D(2026, 2, 3)), (WEEKLY, D(2026, 2, 10)), (WEEKLY, D(2026, 2, 17))]
    calls += [(WEEKLY, D(2026, 2, 18)), (WEEKLY, D(2026, 3, 3))]
    found = owed(WEEKLY, person, at(D(2026, 3, 10)), *calls, rules=rules, since=D(2026, 2, 2))
    assert states(found)[:5] == [
        (D(2026, 2, 2), Status.DONE),
        (D(2026, 2, 9), Status.OVERDUE),  # one call of two
        (D(2026, 2, 16), Status.DONE),
        (D(2026, 2, 23), Status.OVERDUE),
        (D(2026, 3, 2), Status.DONE),
    ]


FESTIVAL = RuleProfile(
    "festival",
    "特殊时期：春节",
    LOCAL,
    "贺兰县司法局 贺司通〔2026〕3号",
    D(2026, 2, 10),  # a Tuesday
    D(2026, 2, 26),  # a Thursday
    (
        RuleValue("checkin.weekly_voice.period", "day", confirmed=True),
        RuleValue("checkin.weekly_voice.times", 1, "次", confirmed=True),
    ),
)
ORDINARY = Supervised(D(2026, 1, 5), None, ((D(2026, 1, 5), "ordinary"),))


def test_a_special_period_begins_on_its_day_and_ends_with_it() -> None:
    """A call a day from Tuesday to Thursday two weeks later; a call a week before and after."""
    rules = rule_book("corrections", "640122", local=(FESTIVAL,))
    found = owed(WEEKLY, ORDINARY, at(D(2026, 3, 10)), rules=rules, since=D(2026, 2, 2))
    spans = [(duty.first, duty.last) for duty in found]
    assert spans[:3] == [
        (D(2026, 2, 2), D(2026, 2, 8)),
        (D(2026, 2, 9), D(2026, 2, 9)),  # what is left of the week before it begins
        (D(2026, 2, 10), D(2026, 2, 10)),
    ]
    daily = [duty for duty in found if duty.ruling.profile is FESTIVAL]
    assert len(daily) == 17
    assert all(duty.first == duty.last and duty.status is Status.OVERDUE for duty in daily)
    assert "特殊时期：春节" in daily[0].ruling.why
    assert found[1].status is Status.EXEMPT
    assert found[1].note == "“特殊时期：春节”开始，改按它的节奏。"
    rest = found[19]
    assert (rest.first, rest.last, rest.status) == (D(2026, 2, 27), D(2026, 3, 1), Status.EXEMPT)
    assert rest.note == "当期余下的日子不足，免报。"
    assert (found[20].first, found[20].status) == (D(2026, 3, 2), Status.OVERDUE)


def test_one_call_a_day_does_not_pay_for_another_day() -> None:
    rules = rule_book("corrections", "640122", local=(FESTIVAL,))
    calls = [(WEEKLY, D(2026, 2, 10)), (WEEKLY, D(2026, 2, 10)), (WEEKLY, D(2026, 2, 12))]
    found = owed(WEEKLY, ORDINARY, at(D(2026, 2, 14)), *calls, rules=rules, since=D(2026, 2, 10))
    assert states(found)[:5] == [
        (D(2026, 2, 10), Status.DONE),
        (D(2026, 2, 11), Status.OVERDUE),
        (D(2026, 2, 12), Status.DONE),
        (D(2026, 2, 13), Status.OVERDUE),
        (D(2026, 2, 14), Status.OPEN),
    ]


def test_what_the_county_set_for_the_time_goes_before_what_the_office_recorded() -> None:
    notice = RuleProfile(
        "county-festival",
        "县级春节通知",
        "640122",
        "贺司通〔2026〕5号",
        D(2026, 2, 1),
        D(2026, 3, 1),
        (RuleValue("checkin.weekly_voice.period", "week"),),
    )
    rules = RuleBook((notice, FESTIVAL, *RULES.profiles))
    found = owed(WEEKLY, ORDINARY, at(D(2026, 2, 20)), rules=rules, since=D(2026, 2, 9))
    assert {duty.ruling.profile.id for duty in found[:2]} == {"county-festival"}


def test_the_order_of_documents_special_before_standing() -> None:
    """Set for a time by an authority, recorded by the office, standing."""
    names = [p.name for p in rule_book("corrections", "640122", local=(FESTIVAL,)).profiles]
    assert names[0] == "特殊时期：春节"
    assert "贺兰2019 (1+X+5)" in names[1:]
