"""Typed once, shown everywhere: facts, a paper's own words, corrections, printed text (F2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from app.forms.definition import TimeRange
from app.forms.display import wording
from app.forms.registry import form
from app.services.base import Rejected
from app.services.mediation import MediationService
from app.services.trash import TrashService
from tests.conftest import Clock
from tests.services.mediation.conftest import ACCEPTED

SESSION = TimeRange(datetime(2026, 3, 5, 9, 30), datetime(2026, 3, 5, 11, 0))


def test_a_name_typed_at_the_door_stands_on_every_paper(
    desk: MediationService, agree: Callable[..., str]
):
    case = agree()
    for code in ("mediation.application", "mediation.agreement", "mediation.confirmation"):
        values = desk.papers.values(desk.papers.add(case, code))
        rows = values.get("parties") or values["applicants"]
        assert rows[0]["name"].name == "张测试"
    cover = desk.papers.values(desk.papers.add(case, "mediation.cover"))
    assert cover["title"] == "张测试与李试样邻里纠纷"
    assert (cover["mediated_from"], cover["mediated_to"]) == (ACCEPTED, date(2026, 3, 5))


def test_the_opening_sentence_is_filled_from_the_facts(desk: MediationService, accepted: str):
    paper = desk.papers.add(accepted, "mediation.acceptance")
    acceptance = form("mediation.acceptance")
    values = desk.papers.values(paper)
    sentence = wording(acceptance, acceptance.field("opening"), values)
    assert sentence == "2026年3月2日，本人民调解委员会经当事人同意，调解张测试、李试样之间的纠纷。"
    values["opening_form"] = "ground"
    assert "依当事人申请" in wording(acceptance, acceptance.field("opening"), values)
    assert values["source_words"] == "当事人申请"
    desk.cases.save(accepted, {"source": "referred_police", "sender": "习岗派出所"})
    values = desk.papers.values(paper)
    assert (values["source_words"], values["ground"]) == (
        "习岗派出所委托移送",
        "接受习岗派出所委托移送",
    )


def test_a_fact_changed_on_one_paper_changes_on_all(desk: MediationService, accepted: str):
    paper = desk.papers.add(accepted, "mediation.acceptance")
    values = desk.papers.values(paper)
    desk.papers.save(paper, {**values, "summary": "围墙越界，双方争吵。"})
    assert desk.cases.facts(accepted)["summary"] == "围墙越界，双方争吵。"
    assert (
        desk.papers.values(desk.papers.add(accepted, "mediation.application"))["summary"]
        == "围墙越界，双方争吵。"
    )


def test_a_correction_holds_for_one_paper_only(desk: MediationService, accepted: str):
    paper = desk.papers.add(accepted, "mediation.acceptance")
    values = desk.papers.values(paper)
    desk.papers.save(paper, {**values, "summary": "见附页。"}, correct_only={"summary"})
    assert desk.papers.values(paper)["summary"] == "见附页。"
    assert desk.cases.facts(accepted)["summary"] == values["summary"]
    desk.papers.save(paper, {**desk.papers.values(paper), "summary": "见附页二。"})
    assert desk.cases.facts(accepted)["summary"] == values["summary"], "it stays a correction"
    desk.papers.save(paper, {**values, "summary": "越过十八厘米。"}, correct_only=())
    assert desk.cases.facts(accepted)["summary"] == "越过十八厘米。", "switched back: a fact again"
    assert desk.papers.listed(accepted)[0].corrected == ()


def test_a_composed_value_follows_the_facts_until_it_is_typed_over(
    desk: MediationService, accepted: str
):
    paper = desk.papers.add(accepted, "mediation.record")
    desk.papers.save(paper, {**desk.papers.values(paper), "body": "双方到场。"})
    desk.cases.save(accepted, {"dispute_type": "homestead"})
    assert desk.papers.values(paper)["matter"] == "张测试与李试样房屋宅基地纠纷"
    desk.papers.save(paper, {**desk.papers.values(paper), "matter": "围墙纠纷"})
    desk.cases.save(accepted, {"dispute_type": "neighbour"})
    assert desk.papers.values(paper)["matter"] == "围墙纠纷"


def test_a_paper_remembers_its_text_as_printed(desk: MediationService, accepted: str, clock: Clock):
    paper = desk.papers.add(accepted, "mediation.acceptance")
    clock.set(datetime(2026, 3, 2, 10, 0))
    desk.papers.freeze_print(paper)
    desk.cases.save(accepted, {"summary": "改过的情况。"})
    printed = desk.papers.printed(paper)
    assert printed is not None
    assert printed["summary"].startswith("张测试翻建围墙")
    assert desk.papers.changed_since_print(accepted) == {paper: ["纠纷简要情况"]}
    desk.papers.freeze_print(paper)
    assert desk.papers.changed_since_print(accepted) == {}
    assert desk.papers.listed(accepted)[0].printed_at == datetime(2026, 3, 2, 10, 0)


def test_ages_are_those_of_the_papers_day(
    desk: MediationService, facts: dict[str, Any], committee: str
):
    """§5: age is counted at the acceptance on the register, at signing on the agreement."""
    child = {"name": "小试", "side": "third", "birth_date": date(2018, 3, 4)}
    case = desk.cases.open({**facts, "parties": [*facts["parties"], child]}, committee=committee)
    desk.procedure.accept(case, ACCEPTED)
    record = desk.papers.add(case, "mediation.record")
    desk.papers.save(record, {**desk.papers.values(record), "session_time": SESSION})
    assert desk.papers.values(record)["parties"][2]["age"] == 8
    assert desk.cases.facts(case)["parties"][2]["age"] == 7


def test_a_paper_about_one_party_shows_that_party(desk: MediationService, accepted: str):
    uid = desk.cases.facts(accepted)["parties"][1]["uid"]
    paper = desk.papers.add(accepted, "mediation.summons", subject=uid)
    assert desk.papers.values(paper)["addressee"] == "李试样"
    shown = desk.papers.values(paper)
    shown["parties"][0]["phone"] = "13900000009"
    desk.papers.save(paper, shown)
    parties = desk.cases.facts(accepted)["parties"]
    assert [p["name"].name for p in parties] == ["张测试", "李试样"], (
        "the other party is still there"
    )
    assert parties[1]["phone"] == "13900000009"


def test_a_mandate_is_about_one_agent_and_his_principal(desk: MediationService, accepted: str):
    """民法典165: name, matter, powers and period."""
    li = desk.cases.facts(accepted)["parties"][1]
    desk.cases.save(
        accepted,
        {
            "agents": [
                {
                    "party_uid": li["name"]._replace(uid=li["uid"]),
                    "name": "李代理",
                    "powers": ("concede",),
                },
                {"party_uid": li["name"]._replace(uid=li["uid"]), "name": "李代二"},
            ]
        },
    )
    second = desk.cases.facts(accepted)["agents"][1]
    paper = desk.papers.add(accepted, "mediation.mandate", subject=second["uid"])
    values = desk.papers.values(paper)
    assert values["principal"] == "李试样"
    assert [agent["name"].name for agent in values["agents"]] == ["李代二"]


def test_a_second_session_can_start_from_the_words_of_the_first(
    desk: MediationService, accepted: str
):
    first = desk.papers.add(accepted, "mediation.record")
    desk.papers.save(
        first,
        {
            **desk.papers.values(first),
            "place": "村委会",
            "body": "第一次调解。",
            "session_time": SESSION,
        },
    )
    second = desk.papers.add(accepted, "mediation.record", copy_from=first)
    values = desk.papers.values(second)
    assert (values["place"], values["session_time"]) == ("村委会", None)


def test_a_paper_the_case_holds_once_is_not_made_twice(desk: MediationService, accepted: str):
    first = desk.papers.add(accepted, "mediation.acceptance")
    assert desk.papers.add(accepted, "mediation.acceptance") == first


def test_half_a_paper_may_be_saved_but_nonsense_may_not(desk: MediationService, accepted: str):
    paper = desk.papers.add(accepted, "mediation.record")
    desk.papers.save(paper, {"place": "村委会"})
    with pytest.raises(Rejected) as refused:
        desk.papers.save(paper, {"result": "perhaps"})
    assert refused.value.problems[0].field == "result"
    assert {p.field for p in desk.papers.problems(paper)} >= {"session_time", "body", "result"}


def test_no_session_is_held_against_a_clear_refusal(
    desk: MediationService, accepted: str, clock: Clock
):
    """人民调解法 17."""
    desk.procedure.refuse(accepted, date(2026, 3, 2), "李试样拒绝调解")
    clock.set(date(2026, 3, 6))
    paper = desk.papers.add(accepted, "mediation.record")
    with pytest.raises(Rejected, match="拒绝调解"):
        desk.papers.save(paper, {"session_time": SESSION})
    desk.procedure.consent(accepted, date(2026, 3, 4))
    desk.papers.save(paper, {"session_time": SESSION})


def test_a_removed_paper_can_be_brought_back(
    desk: MediationService, trash: TrashService, accepted: str
):
    paper = desk.papers.listed(accepted)[0].uid
    desk.papers.remove(paper)
    assert desk.papers.listed(accepted) == []
    trash.restore("paper", paper)
    assert [p.uid for p in desk.papers.listed(accepted)] == [paper]
