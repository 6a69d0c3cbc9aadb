"""Training days: the worked examples T1–T22 of the office standards §4.3 (year 2019 unless said)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paths import resource_dir
from app.rules.profiles import RuleBook, rule_book
from app.rules.rotation import OnRegister, percent, rotation
from app.rules.training import (
    Sitting,
    Standing,
    TrainingYear,
    Worth,
    attainment,
    forecast,
    induction_problem,
    removal_problem,
    shown,
    training_year,
)
from app.rules.training_requirement import Away, RoleSpan, pace, requirement

D = date
RULES = rule_book("training", "640122")
END = D(2019, 12, 31)
FIRST = D(2019, 1, 7)
HEAD = [RoleSpan("head", D(2015, 1, 1))]
ASSISTANT = [RoleSpan("judicial_assistant", D(2015, 1, 1))]
MEDIATOR = [RoleSpan("full_time_mediator", D(2015, 1, 1))]


def full_days(count: int, start: date = FIRST, **more: Any) -> list[Sitting]:
    """So many whole days, each a morning and an afternoon."""
    return half_days(count * 2, start, **more)


def half_days(count: int, start: date = FIRST, **more: Any) -> list[Sitting]:
    morning = Sitting("班次", start, "morning", "full_time", "county")
    return [
        replace(
            morning,
            day=start + timedelta(days=i // 2),
            part=("morning", "afternoon")[i % 2],
            **more,
        )
        for i in range(count)
    ]


def evening(day: date, hours: int = 2) -> Sitting:
    return Sitting("夜校", day, "evening", "full_time", "county", hours=Fraction(hours))


def year(
    sittings: list[Sitting],
    roles: list[RoleSpan],
    *,
    as_of: date = END,
    away: list[Away] | None = None,
    rules: RuleBook = RULES,
) -> TrainingYear:
    return training_year(sittings, roles, away or [], as_of, rules)


def changed(tmp_path: Path, key: str, value: str) -> RuleBook:
    """The shipped rules with one default changed, as a county may do."""
    text = (resource_dir() / "rules" / "training.toml").read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        if f'key = "{key}"' in line and "cls" not in line:
            head, _, tail = line.partition("value = ")
            rest = tail[tail.index(", ") :]
            lines.append(f"{head}value = {value}{rest}")
        else:
            lines.append(line)
    (tmp_path / "training.toml").write_text("\n".join(lines), encoding="utf-8")
    return rule_book("training", "640122", folder=tmp_path)


def test_t1_full_and_half_days_reach_fifteen() -> None:
    found = year(full_days(5) + full_days(3, D(2019, 3, 4)) + half_days(14, D(2019, 5, 6)), HEAD)
    assert shown(found.confirmed) == "15.0"
    assert (shown(found.required.days), found.standing) == ("15.0", Standing.MET)


def test_t2_half_a_day_short_is_short() -> None:
    found = year(full_days(5) + full_days(3, D(2019, 3, 4)) + half_days(13, D(2019, 5, 6)), HEAD)
    assert (found.confirmed, found.missing) == (Fraction("14.5"), Fraction("0.5"))
    assert found.standing is Standing.SHORT


EVENINGS = [evening(D(2019, 6, day)) for day in (3, 4, 5)]


@pytest.mark.parametrize(
    ("hours_per_day", "days", "display", "standing"),
    [
        ("6", Fraction(10), "10.0", Standing.MET),
        ("8", Fraction("9.75"), "9.7", Standing.SHORT),
        ("7.5", Fraction("9.8"), "9.8", Standing.SHORT),
    ],
)
def test_t3_evenings_are_turned_into_days_once_and_exactly(
    tmp_path: Path, hours_per_day: str, days: Fraction, display: str, standing: Standing
) -> None:
    rules = changed(tmp_path, "training.hours_per_day", hours_per_day)
    found = year(full_days(9) + EVENINGS, ASSISTANT, rules=rules)
    assert (found.confirmed, shown(found.confirmed)) == (days, display)
    assert found.standing is standing


def test_t4_seven_evenings_are_not_seven_half_days() -> None:
    found = year([evening(D(2019, 6, day)) for day in range(3, 10)], ASSISTANT)
    assert found.confirmed == Fraction(14, 6)
    assert shown(found.confirmed) == "2.3"


def test_t5_a_part_year_owes_its_share_rounded_up_to_half_a_day() -> None:
    found = requirement([RoleSpan("corrections_assistant", D(2019, 9, 1))], [], 2019, RULES)
    assert found.exact == Fraction(10 * 122, 365)
    assert found.days == Fraction("3.5")


PROMOTED = [
    RoleSpan("judicial_assistant", D(2019, 1, 1), D(2019, 6, 30)),
    RoleSpan("head", D(2019, 7, 1)),
]


def test_t6_a_change_of_role_sums_the_shares() -> None:
    found = year(half_days(25), PROMOTED)
    assert found.required.exact == Fraction(10 * 181 + 15 * 184, 365)
    assert (found.required.days, found.confirmed) == (Fraction(13), Fraction("12.5"))
    assert found.standing is Standing.SHORT


@pytest.mark.parametrize("switch", ["year_end", "highest"])
def test_t6_by_switch_the_last_or_the_highest_post_counts_in_full(
    tmp_path: Path, switch: str
) -> None:
    rules = changed(tmp_path, "training.role_change", f'"{switch}"')
    assert requirement(PROMOTED, [], 2019, rules).days == 15


def test_t7_who_left_in_march_of_a_leap_year() -> None:
    left = [RoleSpan("full_time_mediator", D(2015, 1, 1), D(2020, 3, 31))]
    found = requirement(left, [], 2020, RULES)
    assert (found.exact, found.days) == (Fraction(10 * 91, 366), Fraction("2.5"))


def test_a_part_year_owes_everything_by_switch(tmp_path: Path) -> None:
    rules = changed(tmp_path, "training.part_year", '"full"')
    left = [RoleSpan("full_time_mediator", D(2015, 1, 1), D(2020, 3, 31))]
    assert requirement(left, [], 2020, rules).days == 10
    assert pace(ASSISTANT, [], D(2019, 6, 30), rules).exact == Fraction(10 * 181, 365)


def test_t8_two_roles_at_once_owe_the_higher_not_the_sum() -> None:
    assert requirement(HEAD + ASSISTANT, [], 2019, RULES).days == 15


def test_t9_one_session_entered_twice_counts_once() -> None:
    found = year(half_days(1) + half_days(1), ASSISTANT)
    assert (found.confirmed, found.flags) == (Fraction(1, 2), ())


def test_t9_two_sessions_in_one_sitting_count_once_and_are_flagged() -> None:
    found = year(half_days(1) + half_days(1, session="另一班次"), ASSISTANT)
    assert found.confirmed == Fraction(1, 2)
    assert "只计一次" in found.flags[0]
    assert [c.worth for c in found.credits] == [Worth.CONFIRMED, Worth.NOTHING]


def test_t10_a_course_across_new_year_is_split() -> None:
    course = full_days(2, D(2019, 12, 30)) + full_days(2, D(2020, 1, 2))
    assert year(course, ASSISTANT).confirmed == 2
    assert year(course, ASSISTANT, as_of=D(2020, 12, 31)).confirmed == 2


ONLINE = [
    Sitting("网课", D(2019, 4, 1), "hours", "online", "ministry", hours=Fraction(18)),
]


def test_t11_online_hours_are_shown_apart() -> None:
    found = year(ONLINE, MEDIATOR)
    assert found.confirmed == 0
    assert found.online_note == "网络学习3.0天（未计入）"


def test_t11_a_county_may_count_them_up_to_a_share(tmp_path: Path) -> None:
    rules = changed(tmp_path, "training.online_cap_percent", "20")
    found = year(ONLINE, MEDIATOR, rules=rules)
    assert found.confirmed == 2
    assert found.online_note == "网络学习3.0天（计入2.0天）"


def test_t12_a_long_absence_leaves_the_days() -> None:
    sick = [Away(D(2019, 4, 1), D(2019, 6, 30))]
    found = requirement(HEAD, sick, 2019, RULES)
    assert (found.exact, found.days) == (Fraction(15 * 274, 365), Fraction("11.5"))


@pytest.mark.parametrize(
    ("last", "exact"), [(D(2019, 4, 29), 15), (D(2019, 4, 30), Fraction(15 * 335, 365))]
)
def test_an_absence_below_thirty_days_changes_nothing(last: date, exact: Fraction) -> None:
    assert requirement(HEAD, [Away(D(2019, 4, 1), last)], 2019, RULES).exact == exact


def test_an_absence_still_open_lasts_to_the_end_of_the_year() -> None:
    assert requirement(HEAD, [Away(D(2019, 7, 2))], 2019, RULES).exact == Fraction(15 * 182, 365)


def test_t13_the_rotation_is_strict_and_shows_the_lenient_rate_too() -> None:
    register = [OnRegister(f"调解员{i}", D(2015, 1, 1), True) for i in range(38)]
    register += [
        OnRegister("老调解员", D(2015, 1, 1), False),
        OnRegister("新调解员", D(2019, 12, 20), False),
    ]
    found = rotation(register, END, RULES)
    assert (percent(found.strict), percent(found.lenient)) == ("95.00%", "97.44%")
    assert (found.met, found.grace) == (False, ("新调解员",))
    assert rotation(register[:38], END, RULES).met
    empty = rotation([], END, RULES)
    assert (percent(empty.strict), empty.met) == ("—", False)


def test_t14_a_certificate_alone_is_pending() -> None:
    course = full_days(2) + full_days(1, D(2019, 1, 9), proof="certificate")
    found = year(course, ASSISTANT)
    assert (shown(found.confirmed), shown(found.pending)) == ("2.0", "1.0")
    assert found.credits[-1].reason == "只有证书没有签到，待核"


def test_t15_days_follow_the_person_and_are_shown_where_he_is() -> None:
    moved = [
        RoleSpan("judicial_assistant", D(2015, 1, 1), D(2019, 6, 30), "甲所"),
        RoleSpan("judicial_assistant", D(2019, 7, 1), None, "乙所"),
    ]
    found = year(full_days(4) + full_days(7, D(2019, 9, 2)), moved)
    assert (found.confirmed, found.required.days) == (Fraction(11), Fraction(10))
    assert (found.standing, found.office) == (Standing.MET, "乙所")
    assert year([], moved, as_of=D(2019, 6, 30)).office == "甲所"


def test_t16_behind_the_pace_is_not_yet_short() -> None:
    found = year(full_days(7), HEAD, as_of=D(2019, 6, 30))
    assert found.target.exact == Fraction(15 * 181, 365)
    assert found.target.days == Fraction("7.5")
    assert found.standing is Standing.BEHIND
    assert year(half_days(15), HEAD, as_of=D(2019, 6, 30)).standing is Standing.ON_TRACK


def test_t17_a_lecturer_gets_nothing_a_listener_a_day_and_the_rotation() -> None:
    head = year(full_days(2, capacity="lecturer", rotation=True), HEAD)
    listener = year(full_days(2, rotation=True), MEDIATOR)
    assert (head.confirmed, head.rotation_from) == (Fraction(0), None)
    assert head.credits[0].reason == "授课不计学时"
    assert (listener.confirmed, listener.rotation_from) == (Fraction(2), FIRST)


def test_t18_no_date_is_worth_more_than_a_day() -> None:
    found = year([*full_days(1), evening(FIRST)], ASSISTANT)
    assert found.confirmed == 1
    assert found.credits[-1].reason == "当日最多计1.0天"


def test_t19_no_role_on_the_day_is_incomplete_never_silently_nothing() -> None:
    found = year(half_days(1), [RoleSpan("full_time_mediator", D(2019, 6, 1))])
    assert found.confirmed == 0
    assert found.standing is Standing.INCOMPLETE
    assert "数据不全" in found.credits[0].reason


def test_t20_volunteers_owe_nothing_and_their_days_are_kept() -> None:
    found = year(full_days(1), [RoleSpan("volunteer", D(2015, 1, 1))])
    assert (found.required.days, found.confirmed) == (Fraction(0), Fraction(1))
    assert found.standing is Standing.NO_DUTY
    assert attainment([found]) == (0, 0)


def test_t21_one_person_counts_in_both_indicators() -> None:
    """I-11 and I-12."""
    found = year(full_days(9) + full_days(1, D(2019, 9, 2), rotation=True), MEDIATOR)
    assert (found.confirmed, found.rotation_from) == (Fraction(10), D(2019, 9, 2))
    short = year(full_days(9), ASSISTANT)
    assert attainment([found, short]) == (1, 2)


def test_t22_a_confirmed_attendance_of_a_frozen_year_is_corrected_not_deleted() -> None:
    assert "登记更正" in removal_problem(confirmed=True, frozen=True)
    assert removal_problem(confirmed=True, frozen=False) == ""
    assert removal_problem(confirmed=False, frozen=True) == ""


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"form": "shadowing"}, "这种形式不计入培训天数"),
        ({"form": "self_study"}, "这种形式不计入培训天数"),
        ({"form": "office_study"}, "这种形式不计入培训天数"),
        ({"proof": "none"}, "没有签到"),
    ],
)
def test_what_does_not_count_says_why(more: dict[str, Any], reason: str) -> None:
    found = year(full_days(1, **more), ASSISTANT)
    assert (found.confirmed, found.credits[0].reason) == (Fraction(0), reason)


@pytest.mark.parametrize("form", ["full_time", "with_meeting", "court_observation", "party_school"])
def test_four_forms_count(form: str) -> None:
    assert year(full_days(1, form=form), ASSISTANT).confirmed == 1


def test_an_evening_without_hours_is_worth_nothing_and_says_so() -> None:
    found = year([Sitting("夜校", FIRST, "evening", "full_time", "county")], ASSISTANT)
    assert found.credits[0].reason == "没有填学时"


def test_a_county_may_count_only_its_own_level_and_above(tmp_path: Path) -> None:
    """宁夏细则 [E-1]."""
    rules = changed(tmp_path, "training.county_level_only", "true")
    assert year(full_days(1, level="office"), ASSISTANT, rules=rules).confirmed == 0
    assert year(full_days(1, level="city"), ASSISTANT, rules=rules).confirmed == 1


def test_a_lecturer_counts_by_switch(tmp_path: Path) -> None:
    rules = changed(tmp_path, "training.lecturer_counted", "true")
    assert year(full_days(1, capacity="lecturer"), HEAD, rules=rules).confirmed == 1


def test_the_forecast_tells_in_november_who_will_miss_it_and_by_how_much() -> None:
    """Journey J14."""
    found = year(full_days(8), HEAD, as_of=D(2019, 9, 30))
    ahead = forecast(found)
    assert ahead.at_this_pace == Fraction(8 * 365, 273)
    assert (ahead.with_planned, ahead.will_miss) == (Fraction(8), True)
    planned = forecast(found, planned=Fraction(7))
    assert (planned.with_planned, planned.short) == (Fraction(15), Fraction(0))
    assert forecast(year([], ASSISTANT, as_of=D(2019, 1, 1))).will_miss


def test_a_new_entrant_has_five_days_of_induction() -> None:
    found = year(full_days(4, induction=True), ASSISTANT)
    assert (found.confirmed, found.induction) == (Fraction(4), Fraction(4))
    assert "上岗培训4.0天，不足5天" in induction_problem(found, RULES)
    assert induction_problem(year(full_days(5, induction=True), ASSISTANT), RULES) == ""


SITTINGS = st.builds(
    Sitting,
    session=st.sampled_from("ABC"),
    day=st.dates(D(2019, 1, 1), D(2019, 1, 20)),
    part=st.sampled_from(["morning", "afternoon", "evening"]),
    form=st.sampled_from(["full_time", "online", "self_study"]),
    level=st.just("county"),
    proof=st.sampled_from(["signed", "certificate", "none"]),
    hours=st.integers(0, 8).map(Fraction),
)


@given(st.lists(SITTINGS, max_size=40), st.randoms())
def test_no_date_exceeds_a_day_and_the_order_of_entry_does_not_matter(
    sittings: list[Sitting], random: Random
) -> None:
    found = year(sittings, ASSISTANT)
    per_day: dict[date, Fraction] = {}
    for credit in found.credits:
        if credit.worth in {Worth.CONFIRMED, Worth.PENDING}:
            day = credit.sitting.day
            per_day[day] = per_day.get(day, Fraction(0)) + credit.days
    assert all(days <= 1 for days in per_day.values())
    random.shuffle(sittings)
    again = year(sittings, ASSISTANT)
    assert (again.confirmed, again.pending) == (found.confirmed, found.pending)


@given(st.fractions(0, 400))
def test_days_are_shown_rounded_down_and_never_flatter(days: Fraction) -> None:
    text = Decimal(shown(days))
    assert Fraction(text) <= days < Fraction(text) + Fraction(1, 10)
