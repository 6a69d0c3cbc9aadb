"""Who signed, what was paid, and the thirty days to the court."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.rules.deadlines import Light
from app.services.mediation import MediationService
from app.services.mediation.procedure import NotAllowed
from tests.conftest import Clock
from tests.services.mediation.conftest import ACCEPTED, AGREED, COMPANY


def agreement_of(desk: MediationService, case: str) -> str:
    return next(p.uid for p in desk.papers.listed(case) if p.form == "mediation.agreement")


def test_everybody_who_must_sign_the_agreement_is_listed(
    desk: MediationService, agree: Callable[..., str]
):
    """人民调解法 29."""
    case = agree()
    expected = [(m.role, m.person) for m in desk.marks.expected(agreement_of(desk, case))]
    assert expected == [
        ("party", "张测试"),
        ("party", "李试样"),
        ("mediator", "测试员丙"),
        ("recorder", "测试员丙"),
        ("committee", "贺兰县习岗镇人民调解委员会"),
    ]


def test_a_company_signs_by_its_head_with_its_seal_and_a_child_by_its_guardian(
    desk: MediationService, facts: dict[str, Any], committee: str, clock: Clock
):
    """S16; 民法典 19, 23."""
    child = {
        "name": "小试",
        "side": "applicant",
        "birth_date": date(2016, 1, 1),
        "guardian_name": "张测试",
    }
    group = {
        "name": "其余10户",
        "side": "applicant",
        "kind": "group",
        "representatives": "代表甲、代表乙",
    }
    parties = [child, group, COMPANY]
    case = desk.cases.open({**facts, "parties": parties}, committee=committee)
    desk.procedure.accept(case, ACCEPTED)
    clock.set(AGREED)
    desk.procedure.agree(case, AGREED)
    marks = [m for m in desk.marks.expected(agreement_of(desk, case)) if m.role == "party"]
    assert [m.person for m in marks] == [
        "小试（法定代理人张测试）",
        "代表甲",
        "代表乙",
        "样品农业科技有限公司（马试）",
    ]
    assert marks[-1].kinds == ("signature", "seal")


def test_other_committees_of_a_joint_mediation_seal_as_well(
    desk: MediationService, agree: Callable[..., str]
):
    """2002 Rules 27."""
    case = agree()
    desk.cases.save(case, {"co_committees": "黎明村人民调解委员会"})
    seals = [
        m.person for m in desk.marks.expected(agreement_of(desk, case)) if m.role == "committee"
    ]
    assert seals == ["贺兰县习岗镇人民调解委员会", "黎明村人民调解委员会"]


def test_the_agreement_binds_from_the_day_of_its_last_mark(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    """人民调解法 29."""
    case = agree()
    paper = agreement_of(desk, case)
    for mark in desk.marks.expected(paper):
        if mark.role != "committee":
            desk.marks.record(
                paper, mark.place, mark.person, mark.kinds, seen_by="测试员丙", seen_on=AGREED
            )
    assert desk.cases.facts(case)["effective_on"] is None
    clock.set(date(2026, 3, 9))
    desk.marks.record_all(paper, seen_by="测试员丙")
    assert desk.cases.facts(case)["effective_on"] == date(2026, 3, 9)
    assert all(mark.whole for mark in desk.marks.expected(paper))
    seal = next(m for m in desk.marks.expected(paper) if m.role == "committee")
    desk.marks.remove(seal.recorded[0].uid)
    assert desk.cases.facts(case)["effective_on"] is None


def test_a_mark_seen_twice_is_noted_once(desk: MediationService, accepted: str):
    paper = desk.papers.listed(accepted)[0].uid
    desk.marks.record_all(paper, seen_by="测试员丙")
    desk.marks.record_all(paper, seen_by="测试员丙")
    assert [len(m.recorded) for m in desk.marks.expected(paper)] == [1, 1, 1, 1]
    papers = desk.papers.listed(accepted)
    assert all(mark.valid for one in papers for mark in desk.marks.expected(one.uid))


def test_instalments_are_paid_one_by_one_each_with_its_receipt(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    case = agree()
    desk.cases.save(
        case,
        {
            "obligations": [
                {
                    "payer": "张测试",
                    "payee": "李试样",
                    "amount": 120_000,
                    "due_on": date(2026, 3, 31),
                },
                {
                    "payer": "张测试",
                    "payee": "李试样",
                    "amount": 80_000,
                    "due_on": date(2026, 4, 30),
                },
            ]
        },
    )
    first, second = (row["uid"] for row in desk.cases.facts(case)["obligations"])
    clock.set(date(2026, 3, 30))
    receipt = desk.performance.perform(first, date(2026, 3, 30))
    assert receipt is not None
    values = desk.papers.values(receipt)
    assert (values["payer"], values["payee"], values["received"]) == ("张测试", "李试样", 120_000)
    assert desk.cases.facts(case)["performance"] == "part"
    assert desk.performance.standing(case).open_amount == 80_000
    clock.set(date(2026, 5, 6))
    assert desk.performance.standing(case).overdue_amount == 80_000
    desk.performance.urge(second, date(2026, 5, 6), "电话督促")
    desk.performance.perform(second, date(2026, 5, 6), amount=30_000)
    assert desk.cases.facts(case)["performance"] == "part"
    desk.performance.perform(second, date(2026, 5, 6))
    facts = desk.cases.facts(case)
    assert (facts["performance"], facts["performed_on"]) == ("done", date(2026, 5, 6))
    assert "电话督促" in facts["obligations"][1]["note"]
    with pytest.raises(NotAllowed):
        desk.performance.perform(first, date(2026, 3, 1))


def test_judicial_confirmation_is_open_for_thirty_days(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    """人民调解法 33: thirty days from validity, the day itself not counted."""
    case = agree(oral=True)
    clock_now = desk.performance.confirmation(case).deadline
    assert clock_now is not None
    assert clock_now.due == date(2026, 4, 7), "4 April is the Qingming holiday"
    assert clock_now.unshifted == date(2026, 4, 4)
    assert clock_now.light(date(2026, 4, 1)) is Light.AMBER
    clock.set(date(2026, 4, 8))
    with pytest.raises(NotAllowed, match="2026年4月7日"):
        desk.performance.apply_for_confirmation(case, date(2026, 4, 8), "贺兰县人民法院")
    paper = desk.performance.apply_for_confirmation(case, date(2026, 4, 7), "贺兰县人民法院")
    assert desk.papers.values(paper)["confirmation_court"] == "贺兰县人民法院"
    clock.set(date(2026, 4, 20))
    desk.performance.rule_on_confirmation(
        case, date(2026, 4, 20), "(2026)宁0122民特5号", confirmed=True
    )
    assert desk.cases.facts(case)["confirmation"] == "confirmed"


def test_what_a_court_would_refuse_is_pointed_out(
    desk: MediationService, agree: Callable[..., str]
):
    """民诉法解释 355."""
    case = agree()
    desk.cases.save(case, {"terms": "双方同意离婚，房屋产权归李试样。"})
    assert not desk.performance.confirmation(case).doubts.open


def test_without_an_agreement_there_is_nothing_to_confirm(desk: MediationService, accepted: str):
    with pytest.raises(NotAllowed, match="还没有达成"):
        desk.performance.apply_for_confirmation(accepted, ACCEPTED, "贺兰县人民法院")
    assert desk.performance.confirmation(accepted).deadline is None
