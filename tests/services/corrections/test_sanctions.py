"""奖惩 and 电子定位: proposed, answered, counted, revoked (法 28, 29; 办法 33-37)."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.base import Rejected
from app.services.corrections.states import NotAllowed


def proposal(kind="admonition", conduct=date(2025, 2, 10), **changes):
    return {
        "kind": kind,
        "conduct_on": conduct,
        "facts": "未按规定报告，经两次催促后报告。",
        "article": "《实施办法》第三十四条",
        "proposed_on": max(conduct, date(2025, 2, 20)),
        "proposed_by": "测员",
        **changes,
    }


ANSWER = {
    "result": "approved",
    "decided_on": date(2025, 2, 26),
    "decided_by": "贺兰县司法局",
    "decision_number": "贺矫训〔2025〕3号",
}


def decide(desk, person, kind="admonition", number="贺矫训〔2025〕3号"):
    row = desk.sanctions.propose(person, proposal(kind))
    desk.sanctions.answer(row, {**ANSWER, "decision_number": number})
    return row


def test_the_office_proposes_and_the_county_decides(desk, person):
    """社区矫正法 28: what is shown as decided has the county's number."""
    row = desk.sanctions.propose(person, proposal(submitted_on=date(2025, 2, 21)))
    assert desk.sanctions.rows(person)[0]["standing"] == "已报县级，等待结果"
    assert desk.sanctions.ladder(person).admonitions == ()
    with pytest.raises(Rejected, match="照抄文号"):
        desk.sanctions.answer(row, {**ANSWER, "decision_number": None})
    desk.sanctions.answer(row, ANSWER)
    assert desk.sanctions.rows(person)[0]["decision_number"] == "贺矫训〔2025〕3号"
    assert desk.sanctions.ladder(person).admonitions == (date(2025, 2, 26),)
    with pytest.raises(NotAllowed, match="不能再改"):
        desk.sanctions.edit(row, proposal())
    with pytest.raises(NotAllowed, match="不能删除"):
        desk.sanctions.remove(row)


def test_a_receipt_bears_the_number_of_the_countys_decision(desk, person):
    """刑事诉讼法 107: the receipt taken along had it, the one in the file did not."""
    row = decide(desk, person)
    given = {
        "recipient": "测甲",
        "way": "direct",
        "delivered_on": date(2025, 2, 28),
        "received_by": "测甲",
        "delivered_by": "测干事",
    }
    delivery = desk.deliveries.record("corrections.c14", row, given)
    assert (
        desk.papers.values("corrections.delivery", delivery)["paper_number"] == "贺矫训〔2025〕3号"
    )
    told = next(e for e in desk.timelines.entries(person) if e.title == "送达文书")
    assert told.words == "《社区矫正训诫决定书》送达测甲，测甲签收"


def test_decisions_of_one_day_are_filed_as_they_were_recorded(desk, person):
    rows = [decide(desk, person, number=f"贺矫训〔2025〕{n}号") for n in range(1, 6)]
    part = next(p for p in desk.file.parts(person) if p.part.code == "sanctions")
    assert [i.paper for i in part.items if i.form == "corrections.c14"] == rows


def test_a_refusal_says_why_and_does_not_count(desk, person):
    row = desk.sanctions.propose(person, proposal())
    with pytest.raises(Rejected, match="理由"):
        desk.sanctions.answer(row, {**ANSWER, "result": "refused"})
    desk.sanctions.answer(row, {**ANSWER, "result": "refused", "reply": "情节显著轻微"})
    assert desk.sanctions.ladder(person).admonitions == ()


def test_two_admonitions_suggest_a_warning_two_warnings_revocation(desk, person):
    """§8.8; 实施办法 35, 46: the program suggests, it decides nothing."""
    decide(desk, person)
    assert desk.sanctions.ladder(person).kind == ""
    second = decide(desk, person, number="贺矫训〔2025〕4号")
    assert desk.sanctions.ladder(person).kind == "warning"
    revoked = {
        "revoked_on": date(2025, 2, 28),
        "revoked_number": "贺矫撤1号",
        "revoked_reason": "事实有误",
    }
    desk.sanctions.revoke(second, revoked)
    assert desk.sanctions.ladder(person).kind == "", "a revoked one does not count"
    assert "已撤销" in desk.sanctions.rows(person)[1]["standing"]
    decide(desk, person, "warning", "贺矫警〔2025〕1号")
    decide(desk, person, "warning", "贺矫警〔2025〕2号")
    ladder = desk.sanctions.ladder(person)
    assert ladder.kind == "revoke_probation"
    assert "由人判断" in ladder.message
    assert desk.persons.card(person).state == "enrolled", "no state follows by itself"


def test_only_a_decision_can_be_revoked(desk, person):
    row = desk.sanctions.propose(person, proposal())
    revoked = {"revoked_on": date(2025, 2, 28), "revoked_number": "1号", "revoked_reason": "误"}
    with pytest.raises(NotAllowed, match="还没有作出决定"):
        desk.sanctions.revoke(row, revoked)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "revoke_parole"}, "kind"),
        ({"kind": "imprison"}, "kind"),
        ({"conduct_on": date(2024, 11, 4)}, "conduct_on"),
        ({"conduct_on": date(2025, 3, 2), "proposed_on": date(2025, 3, 2)}, "conduct_on"),
        ({"proposed_on": date(2025, 2, 9)}, "proposed_on"),
        ({"article": ""}, "article"),
    ],
)
def test_a_proposal_that_cannot_be_right_is_refused(desk, person, changes, field):
    with pytest.raises(Rejected) as refused:
        desk.sanctions.propose(person, {**proposal(), **changes})
    assert field in {p.field for p in refused.value.problems}


def test_the_law_of_the_day_of_the_conduct_is_offered(desk, person, clock):
    """治安法2012 60(4) until 2025-12-31; the revised law's article is not confirmed."""
    clock.set(date(2026, 1, 20))
    old = desk.sanctions.draft(person, "public_security", date(2025, 12, 31))
    new = desk.sanctions.draft(person, "public_security", date(2026, 1, 1))
    assert "第六十条第四项" in old["article"]
    assert "2025年修订" in new["article"]
    asked = desk.sanctions.check(
        person,
        proposal("public_security", date(2026, 1, 1), proposed_on=date(2026, 1, 10)),
    )
    assert ["尚待核对" in p.message for p in asked if p.field == "article"] == [True]
    assert not any(p.blocking for p in asked)


def test_a_parolee_and_the_public_security_law(desk, persons, sheet, in_2025):
    """§8.8: 假释 is not named in 治安法2012 60(4): a warning, no bar."""
    uid = persons.admit(sheet(category="parole"))
    article = "《治安管理处罚法》（2012年修正）第六十条第四项"
    (asked,) = desk.sanctions.check(uid, proposal("public_security", article=article))
    assert "没有列举假释" in asked.message
    assert not asked.blocking


def test_an_article_of_another_kind_is_asked_about(desk, person):
    (asked,) = desk.sanctions.check(person, proposal("warning"))
    assert "第三十五条" in asked.message
    assert not asked.blocking


def test_praise_before_six_months_is_asked_about(desk, person):
    """实施办法 33."""
    (asked,) = [p for p in desk.sanctions.check(person, proposal("praise")) if p.field == "kind"]
    assert not asked.blocking
    late = proposal("praise", date(2025, 2, 1))
    assert desk.sanctions.propose(person, late)


def test_a_minors_guardian_is_told(desk, minor):
    """实施办法 55."""
    row = desk.sanctions.propose(minor, proposal())
    with pytest.raises(Rejected, match="监护人"):
        desk.sanctions.answer(row, ANSWER)
    desk.sanctions.answer(row, {**ANSWER, "guardian_told_on": date(2025, 2, 26)})


def test_a_proposal_of_revocation_holds_the_release_up(desk, persons, person, clock):
    """司办通〔2021〕94号."""
    clock.set(date(2025, 11, 4))
    desk.sanctions.propose(
        person,
        proposal(
            "revoke_probation", proposed_on=date(2025, 10, 20), submitted_on=date(2025, 10, 21)
        ),
    )
    release = {
        "reason": "expired",
        "happened_on": date(2025, 11, 4),
        "decided_by": "贺兰县司法局",
        "document_number": "1号",
        "summary_on": date(2025, 10, 8),
        "appraised_on": date(2025, 10, 30),
    }
    with pytest.raises(NotAllowed, match="94号"):
        persons.release(person, release)


# --- 电子定位 ---------------------------------------------------------------------------------------

DEVICE = {
    "ground": "warned",
    "from_on": date(2025, 1, 15),
    "until_on": date(2025, 4, 14),
    "decided_by": "贺兰县司法局",
    "decided_on": date(2025, 1, 14),
    "decision_number": "贺矫定1号",
}


def test_positioning_lasts_three_months_at_most(persons, person):
    """§8.8; 社区矫正法 29: 2025-01-15 → at most 2025-04-14."""
    with pytest.raises(Rejected, match="2025年4月14日"):
        persons.add_row(person, "positioning", {**DEVICE, "until_on": date(2025, 4, 15)})
    assert persons.add_row(person, "positioning", DEVICE)


def test_a_second_approval_begins_the_day_after_and_a_gap_is_flagged(desk, persons, person, clock):
    persons.add_row(person, "positioning", DEVICE)
    clock.set(date(2025, 4, 20))
    second = {
        **DEVICE,
        "from_on": date(2025, 4, 15),
        "until_on": date(2025, 7, 14),
        "decided_on": date(2025, 4, 10),
        "evaluation": "仍有风险",
    }
    assert persons.ask_row(person, "positioning", second) == []
    gap = {**second, "from_on": date(2025, 4, 18), "until_on": date(2025, 7, 17)}
    (asked,) = persons.ask_row(person, "positioning", gap)
    assert "2025年4月15日至2025年4月17日没有批准" in asked.message
    with pytest.raises(Rejected, match="重叠"):
        persons.add_row(
            person,
            "positioning",
            {**second, "from_on": date(2025, 4, 14), "until_on": date(2025, 7, 13)},
        )
    red = {r.kind: r for r in desk.reminders(date(2025, 4, 20))}["corrections.positioning"]
    assert red.overdue
    persons.add_row(person, "positioning", second)
    assert "corrections.positioning" not in {r.kind for r in desk.reminders(date(2025, 4, 20))}
