"""The steps of a case in the law's order, and what the law forbids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.errors import ActionableError
from app.services.mediation import MediationService
from app.services.mediation.procedure import NotAllowed
from tests.conftest import Clock
from tests.services.mediation.conftest import ACCEPTED, AGREED, ZHANG


def test_a_case_goes_from_the_door_to_the_archive(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    case = agree()
    clock.set(date(2026, 4, 10))
    desk.procedure.file(case, date(2026, 4, 9), by="测试员丙", retention="long")
    desk.procedure.archive(case, date(2026, 4, 10), "2号柜")
    steps = [(s.before, s.after, s.happened_on) for s in desk.procedure.steps(case)]
    assert steps == [
        ("waiting", "mediating", ACCEPTED),
        ("mediating", "succeeded", AGREED),
        ("succeeded", "filed", date(2026, 4, 9)),
        ("filed", "archived", date(2026, 4, 10)),
    ]
    forms = {paper.form for paper in desk.papers.listed(case)}
    assert forms >= {"mediation.cover", "mediation.contents", "mediation.back"}
    assert desk.cases.summary(case).state_label == "已归档"


def test_a_dispute_needs_two_sides(desk: MediationService, facts: dict[str, Any], committee: str):
    case = desk.cases.open({**facts, "parties": [ZHANG]}, committee=committee)
    with pytest.raises(NotAllowed, match="两方当事人"):
        desk.procedure.accept(case, ACCEPTED)


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 3)])
def test_acceptance_is_neither_before_the_application_nor_tomorrow(
    desk: MediationService, case: str, day: date
):
    with pytest.raises(NotAllowed):
        desk.procedure.accept(case, day)
    assert desk.cases.summary(case).state == "waiting"


def test_a_step_out_of_order_is_refused_in_words(desk: MediationService, case: str):
    with pytest.raises(NotAllowed, match="“待受理”，不能直接变为“已立卷”"):
        desk.procedure.file(case, ACCEPTED, by="测试员丙", retention="long")


def test_one_clear_refusal_ends_the_mediation(desk: MediationService, accepted: str, clock: Clock):
    """人民调解法 17."""
    desk.procedure.refuse(accepted, ACCEPTED, "李试样不愿调解")
    facts = desk.cases.facts(accepted)
    assert (facts["state"], facts["end_reason"]) == ("withdrawn", "withdrawn")
    clock.set(AGREED)
    with pytest.raises(NotAllowed, match="拒绝调解"):
        desk.procedure.agree(accepted, AGREED)
    desk.procedure.consent(accepted, date(2026, 3, 4))
    desk.procedure.agree(accepted, AGREED)
    assert desk.cases.summary(accepted).state == "succeeded"


def test_a_failed_mediation_keeps_reason_and_remedies(
    desk: MediationService, accepted: str, clock: Clock
):
    """人民调解法 26."""
    clock.set(AGREED)
    desk.procedure.fail(accepted, AGREED, "disagreement", "分歧较大，已告知可以向法院起诉。")
    facts = desk.cases.facts(accepted)
    assert (facts["state"], facts["ended_on"]) == ("failed", AGREED)
    notice = desk.papers.values(desk.papers.add(accepted, "mediation.termination"))
    assert (notice["end_reason"], notice["ended_on"]) == ("disagreement", AGREED)


def test_a_dispute_that_is_not_ours_is_declined_or_passed_on(
    desk: MediationService, facts: dict[str, Any], committee: str
):
    declined = desk.cases.open(facts, committee=committee)
    desk.procedure.decline(declined, ACCEPTED, "已由法院立案。")
    notice = desk.papers.listed(declined)[0]
    assert notice.form == "mediation.not-accepted"
    assert desk.papers.values(notice.uid)["reason"] == "已由法院立案。"
    assert desk.cases.facts(declined)["number"] is None
    passed = desk.cases.open(facts, committee=committee)
    desk.procedure.accept(passed, ACCEPTED)
    letter = desk.procedure.transfer(passed, ACCEPTED, "贺兰县公安局", "涉嫌违反治安管理。")
    assert desk.papers.values(letter)["receiver"] == "贺兰县公安局"
    assert desk.cases.summary(passed).state == "transferred"


def test_an_oral_agreement_takes_the_short_road(desk: MediationService, agree: Callable[..., str]):
    """F5; 人民调解法 28, 30: it binds from the day it was made."""
    case = agree(oral=True)
    desk.dossier.add_wanted(case)
    forms = {paper.form for paper in desk.papers.listed(case)}
    assert {"mediation.acceptance", "mediation.record", "mediation.oral-agreement"} <= forms
    assert "mediation.agreement" not in forms
    assert desk.cases.facts(case)["effective_on"] == AGREED


def test_an_oral_agreement_is_written_down_with_nothing_retyped(
    desk: MediationService, agree: Callable[..., str]
):
    """J3."""
    case = agree(oral=True)
    paper = desk.procedure.make_written(case)
    values = desk.papers.values(paper)
    assert values["terms"] == "张测试于2026年3月31日前赔偿李试样2000元。"
    assert [row["name"].name for row in values["parties"]] == ["张测试", "李试样"]
    assert desk.cases.facts(case)["agreement_form"] == "written"
    assert "mediation.oral-agreement" in {p.form for p in desk.papers.listed(case)}


def test_a_case_opened_again_keeps_what_was_agreed_before(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    """Notes §8: new round, new number with a suffix, the old agreement stays as it was."""
    case = agree()
    old = next(p.uid for p in desk.papers.listed(case) if p.form == "mediation.agreement")
    clock.set(date(2026, 4, 20))
    number = desk.procedure.reopen(case, date(2026, 4, 20), "法院驳回确认申请", "withdrawn")
    assert number == "(2026)习岗人调字第001号-2"
    facts = desk.cases.facts(case)
    assert (facts["state"], facts["terms"], facts["obligations"]) == ("mediating", None, [])
    assert desk.papers.values(old)["terms"] == "张测试于2026年3月31日前赔偿李试样2000元。"
    assert desk.papers.values(old)["number"] == "(2026)习岗人调字第001号"
    desk.cases.save(case, {"terms": "张测试赔偿李试样1500元。"})
    desk.procedure.agree(case, date(2026, 4, 20))
    new = [p for p in desk.papers.listed(case) if p.form == "mediation.agreement"]
    assert [p.round for p in new] == [1, 2]
    assert desk.papers.values(old)["terms"].endswith("2000元。")
    assert desk.procedure.rounds(case)[0]["outcome"] == "withdrawn"


def test_the_last_step_can_be_taken_back(desk: MediationService, agree: Callable[..., str]):
    case = agree()
    number = desk.cases.facts(case)["number"]
    assert desk.procedure.undo(case) == "mediating"
    facts = desk.cases.facts(case)
    assert (facts["agreed_on"], facts["number"]) == (None, number)
    assert facts["terms"], "what was typed stays"
    assert desk.procedure.undo(case) == "waiting"
    with pytest.raises(NotAllowed):
        desk.procedure.undo(case)


def test_without_a_committee_no_case_is_opened(desk: MediationService):
    with pytest.raises(ActionableError, match="调委会"):
        desk.cases.open({"summary": "争吵"})
