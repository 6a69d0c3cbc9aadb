"""Papers of the working file: whose number, which words, delivered how (F21)."""

from __future__ import annotations

import threading
from datetime import date, datetime

import pytest

from app.errors import ActionableError
from app.forms.display import wording
from app.forms.fitting import of_age
from app.forms.issuers import Issuer, issued_by
from app.forms.registry import all_forms
from app.services.base import Missing, Rejected
from app.services.corrections.states import NotAllowed
from tests.services.corrections.conftest import SHEET
from tests.services.corrections.test_leaves import ANSWER, DELEGATION, OPINION, application

REQUEST = "corrections.c20_request"


# --- what a paper says ---------------------------------------------------------------------------


def test_a_paper_takes_its_facts_from_the_sheet_and_the_group(corrections, person):
    member = {"name": "测村主任", "role": "committee", "from_on": date(2025, 2, 1)}
    corrections.persons.add_row(person, "group_member", member)
    corrections.papers.add(person, "corrections.c05")
    said = corrections.papers.values("corrections.c05", person)
    assert said["court"] == "贺兰县人民法院"
    assert said["term"] == "一年"
    assert said["county_authority"] == "贺兰县司法局"
    assert [m["name"] for m in said["members"]] == ["测村主任"]
    assert said["orders"] == "无"


def test_a_paper_held_once_is_added_once_and_others_as_often_as_wanted(corrections, person):
    assert corrections.papers.add(person, "corrections.c06") == corrections.papers.add(
        person, "corrections.c06"
    )
    first = corrections.papers.add(person, "corrections.c23")
    second = corrections.papers.add(person, "corrections.c23")
    assert first != second
    corrections.papers.change("corrections.c23", first, {"law": "遵守规定。"})
    assert corrections.papers.values("corrections.c23", second)["law"] is None


def test_a_field_of_a_paper_does_not_take_a_fact_of_the_sheet_that_has_its_name(
    corrections, person, persons
):
    """备注 of the basic sheet is not for the sheet of a leave, nor 报到时间 the day of a report (C23)."""
    persons.edit(
        person, {**persons.sheet(person), "name": "测甲", "remark": "有家族病史，注意保密"}
    )
    leave = corrections.leaves.apply(person, application(date(2025, 3, 10), date(2025, 3, 12)))
    assert corrections.papers.values("corrections.c09", leave)["remark"] is None
    report = corrections.papers.add(person, "corrections.c23")
    assert corrections.papers.values("corrections.c23", report)["reported_on"] is None
    assert corrections.papers.filed("corrections.c23", report).entry.on is None


def test_papers_of_a_minor_know_it_from_the_sheet(corrections, person, minor):
    """The guardian's line (实施办法 55) follows the basic sheet on every paper that has one."""
    papers = ("corrections.c05", "corrections.c07_notice", "corrections.c29", "corrections.c30")
    for form in papers:
        for subject, young in ((person, False), (minor, True)):
            corrections.papers.add(subject, form)
            assert corrections.papers.filed(form, subject).values["juvenile"] is young


def test_an_old_paper_speaks_in_the_words_of_its_time(corrections, persons, in_2025):
    """Corrections notes §0: print the term of the era of the record."""
    old = persons.admit(
        {
            **SHEET,
            "decided_on": date(2018, 3, 1),
            "effective_on": date(2018, 3, 12),
            "starts_on": date(2018, 3, 12),
            "ends_on": date(2019, 3, 11),
            "reported_on": date(2018, 3, 15),
            "declared_on": date(2018, 3, 20),
        }
    )
    corrections.papers.add(old, "corrections.c05")
    filed = corrections.papers.filed("corrections.c05", old)
    whole = "".join(wording(filed.form, f, filed.values) for f in filed.form.fields() if f.wording)
    assert "社区矫正人员测甲" in whole
    assert "《社区矫正实施办法》" in whole
    assert "社区矫正对象" not in whole
    assert "社区矫正法" not in whole
    assert "不少于八小时" in whole, "the 2012 rules had hours"
    assert "训诫" not in whole, "the 2012 rules had no 训诫"


def test_a_paper_of_today_speaks_in_the_words_of_today(corrections, person):
    corrections.papers.add(person, "corrections.c05")
    corrections.papers.change("corrections.c05", person, {"declared_on": date(2024, 11, 10)})
    filed = corrections.papers.filed("corrections.c05", person)
    whole = "".join(wording(filed.form, f, filed.values) for f in filed.form.fields() if f.wording)
    assert "社区矫正对象测甲" in whole
    assert "《中华人民共和国社区矫正法》" in whole


def test_an_assessment_counts_what_was_done_in_its_period(corrections, person, clock):
    clock.set(datetime(2025, 2, 26, 16))
    call = {"happened_at": datetime(2025, 2, 26, 15), "method": "call", "result": "self"}
    corrections.check_ins.record(person, "weekly_voice", {**call, "staff": "测干事"})
    sheet = corrections.papers.add(person, "corrections.c26")
    month = {"from_on": date(2025, 2, 1), "until_on": date(2025, 2, 28)}
    corrections.papers.change("corrections.c26", sheet, month)
    said = corrections.papers.values("corrections.c26", sheet)
    assert (said["calls_done"], said["meetings_done"], said["study_minutes"]) == (1, 0, 0)


def test_a_paper_taken_out_can_be_brought_back(corrections, person):
    sheet = corrections.papers.add(person, "corrections.c23")
    corrections.papers.change("corrections.c23", sheet, {"law": "遵守规定。"})
    corrections.papers.remove("corrections.c23", sheet)
    with pytest.raises(Missing):
        corrections.papers.remove("corrections.c23", sheet)
    corrections.papers.restore("corrections.c23", sheet)
    assert corrections.papers.values("corrections.c23", sheet)["law"] == "遵守规定。"


def test_what_changed_since_the_print_is_named(corrections, person):
    sheet = corrections.papers.add(person, "corrections.c23")
    corrections.papers.mark_printed("corrections.c23", sheet)
    assert corrections.papers.changed_since_print("corrections.c23", sheet) == []
    corrections.papers.change("corrections.c23", sheet, {"review": "认真"})
    assert corrections.papers.changed_since_print("corrections.c23", sheet) == ["审阅意见"]


# --- numbers -------------------------------------------------------------------------------------


def test_the_office_numbers_its_own_papers_by_form_and_year(corrections, person, clock):
    """F3, F21: no gap, no reuse."""
    first, second = (corrections.papers.add(person, REQUEST) for _ in range(2))
    assert corrections.papers.issue(REQUEST, first) == "（2025）习岗矫协查字第1号"
    assert corrections.papers.issue(REQUEST, first) == "（2025）习岗矫协查字第1号", "given once"
    corrections.papers.remove(REQUEST, first)
    assert corrections.papers.issue(REQUEST, second) == "（2025）习岗矫协查字第2号", (
        "never used again"
    )
    clock.set(date(2026, 1, 5))
    assert corrections.papers.issue(REQUEST, corrections.papers.add(person, REQUEST)).startswith(
        "（2026）"
    )


def test_a_number_goes_on_from_a_paper_register_and_never_back(corrections, person):
    corrections.papers.start_numbers_at(REQUEST, 2025, 18)
    assert corrections.papers.issue(REQUEST, corrections.papers.add(person, REQUEST)).endswith(
        "第18号"
    )
    with pytest.raises(ActionableError, match="不能退回"):
        corrections.papers.start_numbers_at(REQUEST, 2025, 18)


def test_a_failed_save_gives_its_number_back(corrections, person, monkeypatch):
    paper = corrections.papers.add(person, REQUEST)

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk gave up")

    with monkeypatch.context() as broken:
        broken.setattr("app.services.corrections.paper_numbers.render", fail)
        with pytest.raises(OSError, match="gave up"):
            corrections.papers.issue(REQUEST, paper)
    assert corrections.papers.issue(REQUEST, paper).endswith("第1号")


def test_threads_in_a_hurry_get_different_numbers_without_a_gap(corrections, person):
    papers = [corrections.papers.add(person, REQUEST) for _ in range(8)]
    numbers: list[str] = []
    threads = [
        threading.Thread(target=lambda p=p: numbers.append(corrections.papers.issue(REQUEST, p)))
        for p in papers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [f"（2025）习岗矫协查字第{n}号" for n in range(1, 9)]


def test_the_counties_numbers_are_typed_in_and_never_minted(corrections, person):
    """Corrections notes §2.2: county documents carry the county's 文号."""
    decision = corrections.papers.add(person, "corrections.c14")
    with pytest.raises(NotAllowed, match="不由本所编号"):
        corrections.papers.issue("corrections.c14", decision)
    corrections.papers.change("corrections.c14", decision, {"number": "（2025）贺司矫训字第3号"})
    assert corrections.papers.issue("corrections.c14", decision) == "（2025）贺司矫训字第3号"
    assert (
        corrections.papers.filed("corrections.c14", decision).entry.number
        == "（2025）贺司矫训字第3号"
    )
    assert issued_by("corrections.c14").issuer is Issuer.COUNTY


def test_a_guardian_signs_what_a_minor_said_at_the_monthly_meeting(
    corrections, person, minor, in_2025
):
    """A line of its own on the record of the talk; an adult's has none."""
    for uid, stands in ((person, False), (minor, True)):
        met = corrections.check_ins.record(
            uid,
            "monthly_meeting",
            {
                "happened_at": datetime(2025, 2, 26, 9),
                "method": "at_office",
                "place": "本所",
                "result": "normal",
                "staff": "测协理员",
                "late_reason": "停电",
            },
        )
        filed = corrections.papers.filed("corrections.c22", met)
        shown = {field.name for field in of_age(filed.form, filed.values).fields()}
        assert ("guardian_mark" in shown) is stands


def test_every_issuer_names_a_paper_there_is():
    for code in all_forms():
        rule = issued_by(code)
        assert not rule.template or rule.issuer in {Issuer.OFFICE, Issuer.DECIDING}
        if rule.template:
            assert all_forms()[code].numbered_by, code


def test_a_notice_of_leave_is_numbered_by_whoever_approved_it(corrections, person, clock):
    corrections.persons.add_delegation(DELEGATION)
    ours = corrections.leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 9)))
    corrections.leaves.give_opinion(ours, OPINION)
    corrections.leaves.approve(ours, by="测所长", on=date(2025, 3, 1))
    assert corrections.papers.may_number("corrections.c11", ours)
    assert corrections.papers.issue("corrections.c11", ours) == "（2025）习岗矫准外字第1号"
    assert corrections.leaves.sheet(ours)["decision_number"] == "（2025）习岗矫准外字第1号"
    assert not corrections.papers.may_number("corrections.c11", ours)


def test_the_counties_answer_keeps_its_own_number_on_the_notice(corrections, person, clock):
    theirs = corrections.leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 14)))
    corrections.leaves.give_opinion(theirs, OPINION)
    clock.set(date(2025, 3, 3))
    corrections.leaves.record_answer(theirs, ANSWER)
    assert not corrections.papers.may_number("corrections.c11", theirs)
    assert corrections.papers.issue("corrections.c11", theirs) == ANSWER["decision_number"]


# --- delivery ------------------------------------------------------------------------------------

HANDED = {
    "recipient": "测甲",
    "way": "direct",
    "delivered_on": date(2025, 3, 1),
    "received_by": "测甲",
    "delivered_by": "测干事",
}


@pytest.fixture
def decision(corrections, person):
    uid = corrections.papers.add(person, "corrections.c14")
    corrections.papers.change(
        "corrections.c14",
        uid,
        {"number": "（2025）贺司矫训字第3号", "decided_on": date(2025, 2, 28)},
    )
    return uid


def test_a_delivery_is_kept_and_has_its_receipt_in_the_file(corrections, person, decision):
    """刑事诉讼法 107."""
    delivery = corrections.deliveries.record("corrections.c14", decision, HANDED)
    assert [
        d["received_by"] for d in corrections.deliveries.of_paper("corrections.c14", decision)
    ] == ["测甲"]
    receipt = corrections.papers.values("corrections.delivery", delivery)
    assert receipt["paper_title"] == "社区矫正训诫决定书"
    assert receipt["paper_number"] == "（2025）贺司矫训字第3号"
    assert (receipt["way"], receipt["delivered_on"]) == ("direct", date(2025, 3, 1))
    parts = {part.part.code: part for part in corrections.file.parts(person)}
    assert [item.paper for item in parts["deliveries"].items] == [delivery]
    corrections.deliveries.remove(delivery)
    assert corrections.deliveries.of_paper("corrections.c14", decision) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_by": None}, "received_by"),
        ({"way": "agent"}, "relation"),
        ({"way": "left", "received_by": None}, "note"),
        ({"way": "post"}, "note"),
        ({"delivered_by": ""}, "delivered_by"),
        ({"delivered_on": date(2025, 2, 27)}, "delivered_on"),
        ({"delivered_on": date(2025, 3, 2)}, "delivered_on"),
    ],
)
def test_a_delivery_that_proves_nothing_is_refused(corrections, decision, changes, field):
    """A refusal to sign is 留置, with its reason; a delivery is never before its paper."""
    with pytest.raises(Rejected) as refused:
        corrections.deliveries.record("corrections.c14", decision, {**HANDED, **changes})
    assert [p.field for p in refused.value.problems] == [field]


def test_a_receipt_to_take_along_names_the_paper_and_leaves_the_rest_to_the_pen(
    corrections, decision
):
    taken = corrections.deliveries.receipt_to_take_along("corrections.c14", decision)
    assert taken.values["paper_number"] == "（2025）贺司矫训字第3号"
    assert taken.values.get("received_by") is None


def test_a_delivery_to_the_person_is_the_signature_on_the_stub(corrections, decision):
    corrections.deliveries.record("corrections.c14", decision, HANDED)
    assert corrections.papers.values("corrections.c14", decision)["signed_on"] == date(2025, 3, 1)
