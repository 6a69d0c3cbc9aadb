"""What is recorded once has its papers by itself: plan, sanctions, positioning, search, transfer."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.forms.definition import VALUELESS
from app.printing.dossier import missing_in_dossier, print_file
from app.printing.page import PageSetup
from app.services.corrections.paper_records import RECORD_SOURCES
from app.services.corrections.paper_sources import source_of
from tests.services.corrections.test_absences import FOUND, LOST, SEARCH
from tests.services.corrections.test_plan import PLAN
from tests.services.corrections.test_sanctions import ANSWER, DEVICE, proposal
from tests.services.corrections.test_transfers import DECISION, OUT


def forms_in(corrections, person, part):
    parts = {one.part.code: one for one in corrections.file.parts(person)}
    return [item.form.removeprefix("corrections.") for item in parts[part].items]


def test_the_plan_typed_once_is_the_plan_that_prints(corrections, person):
    plan = corrections.persons.add_row(person, "corrections_plan", PLAN)
    adjusted = {
        "adjusted_on": date(2025, 2, 20),
        "reason": "就业",
        "content": "每月走访改为每两月",
        "adjusted_by": "测员",
    }
    corrections.persons.add_row(person, "plan_adjustment", adjusted)
    assert forms_in(corrections, person, "plan") == ["c08"]
    said = corrections.papers.values("corrections.c08", plan)
    assert (said["situation"], said["made_by"]) == ("家庭和睦，务农", "测员")
    assert [row["content"] for row in said["adjustments"]] == ["每月走访改为每两月"]


def test_a_sanction_has_its_sheet_when_proposed_and_its_decision_when_decided(corrections, person):
    """实施办法 34: the office proposes, the county decides in writing."""
    row = corrections.sanctions.propose(person, proposal(submitted_on=date(2025, 2, 21)))
    assert forms_in(corrections, person, "sanctions") == ["c09_admonition"]
    corrections.sanctions.answer(row, ANSWER)
    assert forms_in(corrections, person, "sanctions") == ["c09_admonition", "c14"]
    decision = corrections.papers.filed("corrections.c14", row)
    assert decision.entry.number == "贺矫训〔2025〕3号"
    assert decision.entry.on == date(2025, 2, 26)
    assert decision.values["facts"].startswith("未按规定报告")
    assert decision.values["article"] == "《实施办法》第三十四条"
    assert not corrections.papers.may_number("corrections.c14", row)


def test_a_refused_sanction_has_no_decision(corrections, person):
    row = corrections.sanctions.propose(person, proposal(submitted_on=date(2025, 2, 21)))
    corrections.sanctions.answer(row, {**ANSWER, "result": "refused", "reply": "情节显著轻微"})
    assert forms_in(corrections, person, "sanctions") == ["c09_admonition"]


def test_positioning_has_sheet_and_decision(corrections, person):
    """社区矫正法 29."""
    device = corrections.persons.add_row(person, "positioning", DEVICE)
    assert forms_in(corrections, person, "positioning") == ["c09_positioning", "c19_use"]
    said = corrections.papers.values("corrections.c19_use", device)
    assert (said["from_on"], said["until_on"]) == (date(2025, 1, 15), date(2025, 4, 14))
    assert said["number"] == "贺矫定1号"


def test_a_search_prints_every_attempt(corrections, person):
    """实施办法 38: fixed as evidence."""
    episode = corrections.absences.open(person, LOST)
    corrections.absences.search(episode, SEARCH)
    corrections.absences.found(episode, FOUND)
    assert forms_in(corrections, person, "search") == ["c20_record"]
    said = corrections.papers.values("corrections.c20_record", episode)
    assert [row["target"] for row in said["searches"]] == ["13900000001"]
    assert said["found_on"] == date(2025, 2, 13)


def test_a_move_has_its_papers_as_far_as_it_has_come(corrections, person, clock):
    """实施办法 30, 31."""
    clock.set(datetime(2025, 5, 15, 9))
    row = corrections.transfers.apply(person, "out", OUT)
    assert forms_in(corrections, person, "change") == ["c09_residence", "c13_letter"]
    corrections.transfers.answer(
        row, {"answer": "agree", "answered_on": date(2025, 4, 11), "answer_number": "复1号"}
    )
    corrections.transfers.decide(row, DECISION)
    assert forms_in(corrections, person, "change")[2:] == ["c13_decision", "c13_notice"]
    said = corrections.papers.values("corrections.c13_decision", row)
    assert (said["new_address"], said["number"]) == ("立岗镇兰星村二组", "贺矫变〔2025〕2号")


def test_the_class_set_at_entry_is_no_adjustment(corrections, person):
    assert forms_in(corrections, person, "matters") == []
    change = {"control_class": "ordinary", "from_on": date(2025, 2, 20), "reason": "表现良好"}
    row = corrections.persons.add_row(person, "control_change", change)
    assert forms_in(corrections, person, "matters") == ["c09_control"]
    said = corrections.papers.values("corrections.c09_control", row)
    assert (said["control_class"], said["new_class"]) == ("strict", "ordinary")


def test_the_days_of_summary_and_appraisal_are_those_that_release_asks_for(
    corrections, person, clock
):
    """实施办法 53."""
    clock.set(date(2025, 10, 20))
    corrections.discharge.prepare(person)
    corrections.papers.change("corrections.c28_summary", person, {"summary_on": date(2025, 10, 8)})
    assert corrections.persons.term_end(person)["summary_on"] == date(2025, 10, 8)


def test_a_file_with_all_of_it_prints(corrections, person):
    corrections.persons.add_row(person, "corrections_plan", PLAN)
    corrections.persons.add_row(person, "positioning", DEVICE)
    for kind in ("admonition", "warning", "praise", "public_security", "revoke_probation"):
        corrections.sanctions.propose(person, proposal(kind))
    plan = corrections.file.plan(person)
    assert missing_in_dossier(plan) == []
    assert print_file(plan, author="x", setup=PageSetup()).pages.numbered > 8


@pytest.mark.parametrize(
    "form", [form for source in RECORD_SOURCES for form in source.forms], ids=lambda f: f.code
)
def test_a_paper_of_a_record_shares_field_names_with_it(form):
    """A fact that no column has would always print empty."""
    source = source_of(form)
    assert source is not None
    names = {field.name for field in form.fields() if field.kind not in VALUELESS}
    assert names & set(source.model.__table__.columns.keys())


def test_what_was_tried_is_told_with_plain_days_and_the_guardian_of_a_minor_is_reached(
    corrections, minor, in_2025, persons
):
    """C20: no 05月02日 on paper; a minor without a telephone is looked for by the guardian's."""
    sheet = persons.sheet(minor)
    persons.edit(minor, {**sheet, "phone": None, "guardian_phone": "13900000002"})
    episode = corrections.absences.open(minor, {**LOST, "police_asked_on": date(2025, 2, 6)})
    corrections.absences.search(episode, SEARCH)
    said = corrections.papers.values("corrections.c20_request", episode)
    assert said["tried"] == "2月5日15时，13900000001：没有线索"
    assert said["phone"] == "13900000002（监护人测母）"
    assert corrections.absences.episodes(minor)[0].facts.startswith("2025年2月3日起")


def test_the_notice_of_a_death_bears_the_day_that_was_recorded(corrections, person, clock):
    """社区矫正法 45, 51: typed once, at the end of the term."""
    clock.set(date(2025, 6, 1))
    corrections.persons.terminate(
        person,
        {
            "reason": "died",
            "happened_on": date(2025, 5, 30),
            "decided_by": "贺兰县人民医院",
            "document_number": "死亡证明第1号",
        },
    )
    paper = corrections.papers.add(person, "corrections.c32_death")
    said = corrections.papers.values("corrections.c32_death", paper)
    assert (said["died_on"], said["termination_number"]) == (date(2025, 5, 30), "死亡证明第1号")
