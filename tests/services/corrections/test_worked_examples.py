"""The worked examples of the corrections notes §8: where each is tested, and those tested here.

The index is the list of the notes, row by row; a row whose test was renamed or taken away fails.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from app.services.corrections.shortfall import share_words
from tests.services.corrections.conftest import SHEET

TESTS = Path(__file__).resolve().parents[2]
RULES, HERE, BUREAU, WINDOW = "rules", "services/corrections", "services/bureau", "ui"

NUMBERED = {
    "P": (14, f"{RULES}/test_terms.py"),
    "T": (6, f"{RULES}/test_leave.py"),
    "W": (12, f"{RULES}/test_leave.py"),
    "H": (8, f"{RULES}/test_hours.py"),
}
"""§8.1, 8.2, 8.3, 8.6: how many examples of each letter, and the module that names them."""

INDEX: dict[str, tuple[str, str]] = {
    "8.1 一年六个月 as 18 months": (f"{RULES}/test_terms.py", "a_year_and_six_months"),
    "8.1 管制 折抵, 20 days are 40": (f"{RULES}/test_terms.py", "custody_takes_two_days_off"),
    "8.1 减刑 keeps the old end": (f"{HERE}/test_plan.py", "commutation_keeps_the_old_end"),
    "8.1 减刑 to a past day": (f"{HERE}/test_plan.py", "commutation_to_a_day_already_past"),
    "8.2 a month's end changes nothing": (f"{RULES}/test_leave.py", "length_decides_who_approves"),
    "8.3 window ends": (f"{RULES}/test_terms.py", "two_whole_months_from_a_first_day"),
    "8.3 unapproved absence": (f"{RULES}/test_leave.py", "an_open_absence_keeps_the_office"),
    "8.3 days of a permit": (f"{RULES}/test_leave.py", "days_of_a_frequent_permit"),
    "8.4 overlapping requests": (f"{HERE}/test_leave_cases.py", "same_day_are_not_both_approved"),
    "8.4 extension": (f"{HERE}/test_leaves.py", "an_extension_is_reckoned_by_its_whole"),
    "8.4 extension not answered": (f"{HERE}/test_leave_cases.py", "until_the_county_answers"),
    "8.4 early return": (f"{HERE}/test_leaves.py", "actual_days_replace_the_approved"),
    "8.4 return day": (f"{RULES}/test_leave.py", "coming_back_on_a_day_of_rest"),
    "8.4 failing to return": (f"{RULES}/test_leave.py", "failing_to_return_leads_step_by_step"),
    "8.4 not reporting": (f"{HERE}/test_desk.py", "late_from_the_tenth"),
    "8.4 Spring Festival, report": (f"{RULES}/test_terms.py", "alarms_after_the_rest"),
    "8.4 Spring Festival, leave": (f"{HERE}/test_leave_cases.py", "the_spring_festival_is_counted"),
    "8.4 apply-by date": (f"{HERE}/test_leave_cases.py", "the_last_day_to_apply"),
    "8.4 sentence ends on leave": (f"{HERE}/test_leave_cases.py", "the_term_may_end_while"),
    "8.4 leave in the entry period": (f"{HERE}/test_leave_cases.py", "leave_in_the_entry_period"),
    "8.4 permit of six months": (f"{RULES}/test_leave.py", "a_permit_for_frequent_travel"),
    "8.4 permit not back-dated": (f"{HERE}/test_leave_cases.py", "before_its_approval"),
    "8.4 unlisted county": (f"{HERE}/test_leave_cases.py", "a_permit_covers_its_places"),
    "8.4 禁止令": (f"{HERE}/test_leave_cases.py", "an_order_in_force_needs_a_look"),
    "8.4 abroad": (f"{HERE}/test_leave_cases.py", "abroad_is_no_leave"),
    "8.5 hospital in the county": (f"{HERE}/test_check_ins.py", "an_exemption_waives_one_period"),
    "8.5 hospital, at the bed": (f"{HERE}/test_worked_examples.py", "at_the_bed_is_a_meeting"),
    "8.5 hospital outside": (f"{HERE}/test_leave_cases.py", "an_urgent_leave_goes_its_whole_way"),
    "8.5 detention": (f"{HERE}/test_check_ins.py", "rests_the_rhythm_but_not_the_term"),
    "8.5 pending case": (f"{HERE}/test_persons.py", "a_pending_arrest_holds_the_release_up"),
    "8.5 released from detention": (f"{RULES}/test_checkins.py", "release_resumes"),
    "8.5 on approved leave": (f"{HERE}/test_check_ins.py", "a_leave_waives_no_call"),
    "8.5 补学": (f"{HERE}/test_desk.py", "made_up_hours_count"),
    "8.5 transfer out": (f"{HERE}/test_transfers.py", "the_rhythm_ends_with_the_hand_over"),
    "8.5 one office each day": (f"{HERE}/test_transfers.py", "exactly_one_office"),
    "8.5 transfer in": (f"{HERE}/test_transfers.py", "the_first_week_and_month"),
    "8.5 death or 收监": (f"{RULES}/test_checkins.py", "nothing_is_owed_after_the_end"),
    "8.5 Sunday night": (f"{HERE}/test_check_ins.py", "a_call_counts_for_its_own_week"),
    "8.5 year-crossing week": (f"{RULES}/test_checkins.py", "the_week_across_new_year"),
    "8.5 its figures": (f"{HERE}/test_worked_examples.py", "by_its_own_day_in_the_figures"),
    "8.6 H7 is a dash": (f"{HERE}/test_worked_examples.py", "without_a_rule_hours_are_a_dash"),
    "8.6 shortage on the twentieth": (f"{HERE}/test_shortfall.py", "from_the_twentieth"),
    "8.7 body reports": (f"{HERE}/test_health.py", "the_body_is_reported_every_calendar_month"),
    "8.7 rechecks": (f"{RULES}/test_health.py", "rechecks_run_by_whole_months"),
    "8.7 extension": (f"{RULES}/test_health.py", "an_extension_moves_its_day"),
    "8.8 two offices": (f"{BUREAU}/test_counted_twice.py", "a_move_in_without_a_move_out"),
    "8.8 release before the end": (f"{HERE}/test_persons.py", "release_before_the_end_only"),
    "8.8 counters": (f"{HERE}/test_sanctions.py", "two_admonitions_suggest_a_warning"),
    "8.8 revoked sanctions": (f"{RULES}/test_sanctions.py", "not_what_was_revoked"),
    "8.8 假释 and 治安": (f"{HERE}/test_sanctions.py", "a_parolee_and_the_public_security_law"),
    "8.8 定位": (f"{RULES}/test_sanctions.py", "three_months_and_the_gap"),
    "8.8 eighteen last month": (f"{HERE}/test_persons.py", "the_age_at_the_decision_is_fixed"),
}
"""Row of the notes → the module, and words of the test's name."""


@pytest.mark.parametrize(("module", "words"), INDEX.values(), ids=INDEX)
def test_each_row_of_the_notes_has_its_test(module: str, words: str):
    names = re.findall(r"^def (test_\w+)", (TESTS / module).read_text("utf-8"), re.MULTILINE)
    assert [name for name in names if words in name] != []


@pytest.mark.parametrize("letter", NUMBERED)
def test_each_numbered_example_is_named_by_its_test(letter: str):
    """P1-P14, T1-T6, W1-W12, H1-H8."""
    count, module = NUMBERED[letter]
    source = (TESTS / module).read_text("utf-8")
    named = {int(n) for n in re.findall(rf'id="{letter}(\d+)\b', source)}
    named |= {
        int(n) for n in re.findall(rf"^def test_{letter.lower()}(\d+)_", source, re.MULTILINE)
    }
    assert named == set(range(1, count + 1))


# --- rows that had no test of their own ----------------------------------------------------------


def test_a_talk_at_the_bed_is_a_meeting(desk, person, clock):
    """§8.5, in hospital in the county: the meeting becomes a visit to the bed; nothing is missed."""
    clock.set(datetime(2025, 2, 26, 16))
    talk = {
        "happened_at": datetime(2025, 2, 26, 15),
        "method": "bedside",
        "result": "normal",
        "staff": "测员",
        "place": "贺兰县人民医院",
    }
    desk.check_ins.record(person, "monthly_meeting", talk)
    met = {d.first: d for d in desk.check_ins.duties(person) if d.kind == "monthly_meeting"}
    assert met[date(2025, 2, 1)].status.value == "done"


def test_a_call_across_new_year_counts_by_its_own_day_in_the_figures(desk, persons, clock):
    """§8.5: 2024-12-30 to 2025-01-05 is one week and one call; the month is that of the call."""
    clock.set(datetime(2025, 1, 6, 9))
    uid = persons.admit(SHEET, control_class="strict")
    desk.check_ins.record(
        uid,
        "weekly_voice",
        {
            "happened_at": datetime(2024, 12, 31, 15),
            "method": "call",
            "result": "self",
            "staff": "测员",
            "late_reason": "元旦值班",
        },
    )
    weeks = {
        d.first: d.status.value for d in desk.check_ins.duties(uid) if d.kind == "weekly_voice"
    }
    assert weeks[date(2024, 12, 30)] == "done"
    december = desk.counts(date(2024, 12, 1), date(2024, 12, 31))
    january = desk.counts(date(2025, 1, 1), date(2025, 1, 31))
    assert (december["weekly_voice_done"], january["weekly_voice_done"]) == (1, 0)


def test_without_a_rule_hours_are_a_dash_and_nobody_is_short(make_store, clock):
    """H7: June 2020 asks for eight hours under the rules of 2012; July, elsewhere, for none."""
    from app.services.corrections import CorrectionsService

    clock.set(date(2020, 7, 25))
    elsewhere = CorrectionsService(make_store(office="110101001"))
    uid = elsewhere.persons.admit(
        {
            **SHEET,
            "decided_on": date(2020, 5, 1),
            "effective_on": date(2020, 5, 12),
            "starts_on": date(2020, 5, 12),
            "ends_on": date(2021, 5, 11),
            "reported_on": date(2020, 5, 18),
        }
    )
    june, july = (elsewhere.shortfalls.of(uid, day) for day in (date(2020, 6, 1), date(2020, 7, 1)))
    assert june is not None
    assert share_words(june.study) == "0／8小时"
    assert july is None or share_words(july.study) == "—"
    assert july is None or july.study.short == 0
