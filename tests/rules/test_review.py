"""The dossier check: a whole dossier passes, and each rule finds the defect it is for (notes §7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from app.rules.profiles import rule_book
from app.rules.review import (
    CHECKS,
    Dossier,
    MarkSeen,
    PaperSeen,
    PartSeen,
    RosterLine,
    review,
    sheet,
)

TODAY = date(2026, 5, 20)
APPLIED, ACCEPTED, AGREED = date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 5)
DUE, VISITED, FILED = date(2026, 3, 20), date(2026, 3, 25), date(2026, 3, 30)
NUMBER = "(2026)习岗人调字第001号"
SHEET = sheet()

ZHANG = {
    "uid": "p1",
    "name": "张测试",
    "side": "applicant",
    "kind": "natural",
    "id_kind": "resident_id",
    "id_number": "640122197806189995",
    "birth_date": date(1978, 6, 18),
    "sex": "1",
    "phone": "13900000001",
}
LI = {
    "uid": "p2",
    "name": "样品农业科技有限公司",
    "side": "respondent",
    "kind": "legal",
    "credit_code": "91640122MA76A1B23R",
    "legal_representative": "马试",
}
AGENT = {
    "uid": "a1",
    "name": "李代理",
    "powers": ("concede", "attend_and_sign"),
    "mandate_from": AGREED,
}
FACTS: dict[str, Any] = {
    "state": "filed",
    "round": 1,
    "number": NUMBER,
    "title": "张测试与样品农业科技有限公司邻里纠纷",
    "parties": [ZHANG, LI],
    "agents": [AGENT],
    "mediators": [{"name": "测试员甲"}],
    "obligations": [
        {
            "payer": "样品农业科技有限公司",
            "payee": "张测试",
            "amount": 200_000,
            "way": "转账",
            "due_on": DUE,
            "done_on": DUE,
            "done_amount": 200_000,
        }
    ],
    "source": "application",
    "dispute_type": "neighbour",
    "applied_on": APPLIED,
    "accepted_on": ACCEPTED,
    "agreed_on": AGREED,
    "effective_on": AGREED,
    "ended_on": AGREED,
    "agreement_form": "written",
    "claims": "1、要求赔偿2000元。",
    "summary": "污水流入菜地。",
    "facts": "公司的污水流入张测试的菜地，责任在公司。",
    "terms": "公司于2026年3月20日前赔偿张测试2000元（大写：贰仟元整）。",
    "performance_terms": "2026年3月20日前转账。",
    "amount": 200_000,
    "copies": 3,
    "difficulty": "ordinary",
    "complex": False,
    "performance": "done",
    "performed_on": DUE,
    "confirmation": "none",
    "filed_on": FILED,
    "filed_by": "测试员丙",
    "retention": "short",
}
BODY = "告知了权利义务，介绍了调解员。张测试陈述污水流入菜地，公司代表承认管理不善。调解员查明损失并讲明责任，双方同意由公司赔偿二千元，三月二十日前付清。"


def signed(place: str, person: str, role: str, *kinds: str) -> MarkSeen:
    return MarkSeen(place, place, person, role, kinds, dict.fromkeys(kinds, AGREED))


PARTIES_SIGNED = (
    signed("sign_parties", "张测试", "party", "signature", "fingerprint"),
    signed("sign_parties", "样品农业科技有限公司（马试）", "party", "signature", "seal"),
)
MEDIATOR_SIGNED = signed("sign_mediators", "测试员甲", "mediator", "signature")
RECORDER_SIGNED = signed("sign_recorder", "测试员丙", "recorder", "signature")
SEALED = signed("seal_committee", "习岗镇人民调解委员会", "committee", "seal")
NAMES = "张测试、样品农业科技有限公司"


def paper(short: str, dated: date | None, *marks: MarkSeen, **values: Any) -> PaperSeen:
    return PaperSeen(
        uid=short,
        form=f"mediation.{short}",
        title=short,
        values={**FACTS, **values},
        dated_on=dated,
        marks=marks,
    )


PAPERS = (
    paper("application", APPLIED, signed("sign_applicants", "张测试", "party", "signature")),
    paper(
        "acceptance",
        ACCEPTED,
        *PARTIES_SIGNED,
        signed("sign_registrar", "测试员丙", "other", "signature"),
        SEALED,
        registrar="测试员丙",
    ),
    paper("notice", ACCEPTED, *PARTIES_SIGNED),
    paper("identity", None, items=[{"party": "张测试", "note": ""}]),
    replace(
        paper("mandate", ACCEPTED, signed("sign_principal", "张测试", "other", "signature")),
        subject="a1",
    ),
    paper(
        "inquiry",
        ACCEPTED,
        signed("sign_asked", "王某", "other", "signature"),
        MEDIATOR_SIGNED,
        RECORDER_SIGNED,
        session_time="09:00",
        place="菜地",
        asked="王某",
        body=BODY,
    ),
    paper(
        "evidence",
        None,
        items=[{"name": "照片", "origin": "申请人", "purpose": "损失", "original": "copy"}],
    ),
    paper(
        "record",
        AGREED,
        *PARTIES_SIGNED,
        MEDIATOR_SIGNED,
        RECORDER_SIGNED,
        session_time="09:00",
        place="调解室",
        party_names=NAMES,
        participants="村书记马某",
        participants_agreed=True,
        body=BODY,
        result="success",
        recorder="测试员丙",
        dated_on=AGREED,
    ),
    paper("agreement", AGREED, *PARTIES_SIGNED, MEDIATOR_SIGNED, RECORDER_SIGNED, SEALED),
    paper("receipt", DUE),
    paper(
        "revisit",
        VISITED,
        signed("sign_visitor", "测试员甲", "other", "signature"),
        party_names=NAMES,
    ),
    replace(
        paper(
            "cover",
            FILED,
            mediator_names="测试员甲",
            mediated_from=ACCEPTED,
            mediated_to=AGREED,
        ),
        dated=False,
    ),
    replace(
        paper("contents", None),
        dated=False,
        printed={
            "lines": [
                {"title": "人民调解受理登记表", "page": "1"},
                {"title": "人民调解记录", "page": "5-9"},
            ]
        },
        printed_at=datetime(2026, 3, 30, 10, 0),
    ),
    replace(paper("back", FILED), dated=False, printed={"total_pages": 20}),
)
PARTS = (
    PartSeen("application", "受理登记表", True, line="人民调解受理登记表"),
    PartSeen("notice", "告知书", True),
    PartSeen("identity", "身份证明", True),
    PartSeen("record", "调解记录", True, line="人民调解记录"),
    PartSeen("agreement", "协议书", True),
)
WHOLE = Dossier(
    facts=FACTS,
    today=TODAY,
    rules=rule_book("mediation", "640122"),
    papers=PAPERS,
    parts=PARTS,
    scans=(("identity", "p1", "身份证"), ("identity", None, "样品农业科技有限公司营业执照")),
    roster=(RosterLine("m1", "测试员甲", date(2024, 1, 1)),),
    type_label="邻里纠纷",
    params=SHEET.params,
)


def with_facts(**changes: Any) -> Dossier:
    """The whole dossier with other facts, on every paper as well."""
    papers = tuple(
        replace(p, values={**p.values, **{k: v for k, v in changes.items() if k in p.values}})
        for p in PAPERS
    )
    return replace(WHOLE, facts={**FACTS, **changes}, papers=papers)


def with_paper(short: str, *, values: dict[str, Any] | None = None, **changes: Any) -> Dossier:
    """The whole dossier with one paper changed."""
    papers = tuple(
        replace(p, values={**p.values, **(values or {})}, **changes) if p.short == short else p
        for p in PAPERS
    )
    return replace(WHOLE, papers=papers)


def without(*short: str) -> Dossier:
    return replace(WHOLE, papers=tuple(p for p in PAPERS if p.short not in short))


def party(place: int, **changes: Any) -> Dossier:
    parties: list[dict[str, Any]] = [dict(ZHANG), dict(LI)]
    parties[place].update(changes)
    return with_facts(parties=parties)


def obligation(**changes: Any) -> Dossier:
    return with_facts(obligations=[{**FACTS["obligations"][0], **changes}])


def unsigned(short: str, role: str) -> Dossier:
    marks = next(p.marks for p in PAPERS if p.short == short)
    return with_paper(
        short, marks=tuple(replace(m, seen={}) if m.role == role else m for m in marks)
    )


ORAL = replace(
    with_facts(agreement_form="oral"),
    papers=tuple(
        replace(p, form="mediation.oral-agreement") if p.short == "agreement" else p for p in PAPERS
    ),
)
FAILED = replace(
    with_facts(
        agreed_on=None,
        state="failed",
        end_reason="disagreement",
        end_note="分歧较大，已告知可以向法院起诉。",
        obligations=[],
    ),
    papers=tuple(p for p in PAPERS if p.short not in {"agreement", "revisit", "receipt"}),
)
APPLIED_TO_COURT = with_facts(confirmation="applied", confirmation_applied_on=date(2026, 5, 10))
IN_TIME = with_facts(confirmation="applied", confirmation_applied_on=date(2026, 4, 1))


def missing_part(code: str) -> Dossier:
    parts = tuple(replace(p, missing="缺") if p.code == code else p for p in PARTS)
    return replace(WHOLE, parts=parts)


def contents(lines: list[dict[str, str]]) -> Dossier:
    return with_paper("contents", printed={"lines": lines})


SPOILT: list[tuple[str, str, Callable[[], Dossier]]] = [
    ("A1", "no retention on the cover", lambda: with_paper("cover", values={"retention": None})),
    ("A2", "a gap before the number", lambda: replace(WHOLE, number_faults=("有断号",))),
    ("A3", "a title without names", lambda: with_facts(title="邻里纠纷")),
    ("A3", "a title without the type", lambda: with_facts(title="张测试与公司的事")),
    ("A4", "no record", lambda: missing_part("record")),
    ("A4", "no identity", lambda: missing_part("identity")),
    ("A5", "a stray scan", lambda: replace(WHOLE, strays=("照片",))),
    ("A6", "a line without a document", lambda: contents([{"title": "授权委托书", "page": "1"}])),
    ("A7", "falling page numbers", lambda: contents([{"title": "人民调解受理登记表", "page": "7"}, {"title": "人民调解记录", "page": "5"}])),
    ("A7", "a paper changed since", lambda: with_paper("record", changed_at=datetime(2026, 4, 1))),
    ("A7", "too small a total", lambda: with_paper("back", printed={"total_pages": 3})),
    ("B1", "no application and no signature", lambda: replace(unsigned("acceptance", "party"), papers=tuple(p for p in unsigned("acceptance", "party").papers if p.short != "application"))),
    ("B2", "an application that asks nothing", lambda: with_facts(claims=None)),
    ("B2", "an unsigned application", lambda: unsigned("application", "party")),
    ("B3", "a register without a seal", lambda: unsigned("acceptance", "committee")),
    ("B3", "a register without a registrar", lambda: with_paper("acceptance", values={"registrar": None})),
    ("B4", "no identity proof", lambda: replace(WHOLE, scans=())),
    ("B5", "an agent without a mandate", lambda: without("mandate")),
    ("B5", "a mandate without powers", lambda: with_facts(agents=[{**AGENT, "powers": ()}])),
    ("B6", "a child alone", lambda: party(0, birth_date=date(2016, 1, 1), id_number=None)),
    ("B7", "a company without a head", lambda: party(1, legal_representative=None)),
    ("B7", "a company without its seal", lambda: with_paper("agreement", marks=tuple(replace(m, seen={"signature": AGREED}) for m in PAPERS[8].marks))),
    ("C1", "an unsigned notice", lambda: unsigned("notice", "party")),
    ("C1", "told too late", lambda: with_paper("notice", dated_on=date(2026, 3, 6))),
    ("C2", "accepted before the application", lambda: with_facts(applied_on=date(2026, 3, 3))),
    ("C2", "a session after the agreement", lambda: with_paper("record", dated_on=date(2026, 3, 9))),
    ("C2", "a mandate after the agreement", lambda: with_paper("mandate", dated_on=date(2026, 3, 9))),
    ("C3", "a day to come", lambda: with_paper("revisit", dated_on=date(2026, 6, 1))),
    ("C3", "signed without a day", lambda: with_paper("record", dated_on=None)),
    ("C4", "two months without consent", lambda: with_facts(accepted_on=date(2026, 1, 2), applied_on=None)),
    ("C5", "a session after a refusal", lambda: with_facts(refused_on=date(2026, 3, 3))),
    ("C6", "a mediator out of office", lambda: replace(WHOLE, roster=(RosterLine("m1", "测试员甲", None, date(2025, 1, 1)),))),
    ("C6", "a party as mediator", lambda: with_facts(mediators=[{"name": "张测试"}])),
    ("C7", "a guest nobody agreed to", lambda: with_paper("record", values={"participants_agreed": False})),
    ("C7", "a guest who is a party", lambda: with_paper("record", values={"participants": "张测试"})),
    ("D1", "an inquiry without a place", lambda: with_paper("inquiry", values={"place": None})),
    ("D1", "an inquiry nobody signed", lambda: unsigned("inquiry", "other")),
    ("D2", "a record without a result", lambda: with_paper("record", values={"result": None})),
    ("D2", "a record without one party", lambda: with_paper("record", values={"party_names": "张测试"})),
    ("D2", "a record without a recorder", lambda: with_paper("record", marks=(*PARTIES_SIGNED, MEDIATOR_SIGNED))),
    ("D3", "two sessions at once", lambda: with_paper("record", clash="测试员甲同一时间另有一次调解")),
    ("D4", "no evidence of a disputed fact", lambda: without("evidence")),
    ("D4", "evidence of unknown origin", lambda: with_paper("evidence", values={"items": [{"name": "照片"}]})),
    ("D5", "a record of three words", lambda: with_paper("record", values={"body": "达成协议。"})),
    ("D5", "the words of another dossier", lambda: with_paper("record", twin="(2026)习岗人调字第009号")),
    ("E1", "another number on the visit", lambda: with_paper("revisit", values={"number": "第2号"})),
    ("E2", "a misspelt party", lambda: with_paper("agreement", values={"parties": [{**ZHANG, "name": "章测试"}, LI]})),
    ("E2", "a party left out in print", lambda: with_paper("agreement", printed={**FACTS, "parties": [ZHANG]})),
    ("E3", "no facts", lambda: with_facts(facts=" ")),
    ("E3", "nobody responsible", lambda: with_facts(facts="污水流入菜地。", terms="付2000元。")),
    ("E4", "no terms", lambda: with_facts(terms=None)),
    ("E4", "no time limit", lambda: obligation(due_on=None, done_on=None)),
    ("E4", "nobody to pay to", lambda: obligation(payee=None)),
    ("E5", "words and figures differ", lambda: with_facts(terms="公司赔偿2000元（大写：贰万元整），承担责任。")),
    ("E5", "instalments that do not add up", lambda: with_facts(amount=300_000)),
    ("E5", "due before it was agreed", lambda: obligation(due_on=date(2026, 3, 1))),
    ("E6", "a party did not sign", lambda: unsigned("agreement", "party")),
    ("E6", "no seal", lambda: unsigned("agreement", "committee")),
    ("E6", "no recorder", lambda: with_paper("agreement", marks=(*PARTIES_SIGNED, MEDIATOR_SIGNED, SEALED))),
    ("E7", "too few copies", lambda: with_facts(copies=2)),
    ("E8", "a divorce by agreement", lambda: with_facts(terms="双方同意离婚，各自承担责任。")),
    ("E9", "success without an agreement", lambda: without("agreement")),
    ("E9", "an agreement in a failed case", lambda: replace(FAILED, papers=(*FAILED.papers, PAPERS[8]))),
    ("F1", "overdue and nobody urged", lambda: replace(obligation(done_on=None, done_amount=None), facts={**obligation(done_on=None, done_amount=None).facts, "performance": "none"})),
    ("F2", "no visit in time", lambda: without("revisit")),
    ("F2", "a visit before the agreement", lambda: with_paper("revisit", dated_on=date(2026, 3, 3))),
    ("F2", "a visit to somebody else", lambda: with_paper("revisit", values={"party_names": "王某"})),
    ("F3", "too late for the court", lambda: APPLIED_TO_COURT),
    ("F3", "no ruling after sixty days", lambda: replace(IN_TIME, today=date(2026, 7, 1))),
    ("F4", "no other ways told", lambda: replace(FAILED, facts={**FAILED.facts, "end_note": "分歧较大。"})),
    ("F5", "an unsigned oral register", lambda: replace(ORAL, papers=tuple(replace(p, marks=tuple(replace(m, seen={}) for m in p.marks)) if p.short == "oral-agreement" else p for p in ORAL.papers))),
    ("F5", "an oral agreement over contract land", lambda: replace(ORAL, facts={**ORAL.facts, "dispute_type": "forest_land"})),
    ("G1", "no amount for the statistics", lambda: with_facts(amount=None)),
    ("G1", "performed but not noted", lambda: obligation(done_on=None)),
    ("G2", "a wrong check digit", lambda: party(0, id_number="640122197806189990")),
    ("G2", "another birthday", lambda: party(0, birth_date=date(1979, 1, 1))),
    ("G3", "two spellings", lambda: with_paper("application", values={"applicants": [{**ZHANG, "name": "张侧试"}]})),
    ("G4", "complex but simple", lambda: with_facts(complex=True)),
    ("G5", "too short a keeping", lambda: with_facts(dispute_type="homestead")),
    ("G5", "no period of keeping", lambda: with_facts(retention=None)),
]  # fmt: skip


def rules_of(dossier: Dossier) -> dict[str, str]:
    return {f.rule: f.level for f in review(dossier, SHEET).findings}


@pytest.mark.parametrize(
    "dossier", [WHOLE, ORAL, FAILED, IN_TIME], ids=["written", "oral", "failed", "court"]
)
def test_a_whole_dossier_passes_every_rule(dossier: Dossier):
    assert review(dossier, SHEET).findings == ()
    assert (review(dossier, SHEET).score, review(dossier, SHEET).band) == (100, "优秀")


@pytest.mark.parametrize(("rule", "what", "spoil"), SPOILT, ids=[f"{r}: {w}" for r, w, _ in SPOILT])
def test_each_rule_finds_its_defect(rule: str, what: str, spoil: Callable[[], Dossier]):
    assert rule in rules_of(spoil()), what


def test_every_rule_has_its_example_and_every_check_its_rule():
    assert {rule for rule, _, _ in SPOILT} == set(CHECKS) == {rule.id for rule in SHEET.rules}


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        ("A4", lambda: missing_part("record")),
        ("B6", lambda: party(0, birth_date=date(2016, 1, 1), id_number=None)),
        ("C5", lambda: with_facts(refused_on=date(2026, 3, 3))),
        ("E2", lambda: with_paper("agreement", values={"parties": [ZHANG]})),
        ("E6", lambda: unsigned("agreement", "party")),
        ("E9", lambda: without("agreement")),
    ],
)
def test_a_veto_fails_the_dossier_whatever_the_score(rule: str, spoil: Callable[[], Dossier]):
    outcome = review(spoil(), SHEET)
    assert outcome.vetoed
    assert outcome.band == "不合格"
    assert outcome.score > 60
    assert rules_of(spoil())[rule] == "X"


def test_an_agent_who_signed_without_the_power_is_a_veto():
    """民法典 165; check B5."""
    narrow = with_facts(agents=[{**AGENT, "powers": ("evidence",)}])
    assert rules_of(narrow).get("B5") is None, "he did not sign"
    marks = (replace(PARTIES_SIGNED[0], person="张测试（李代理代）"), *PAPERS[8].marks[1:])
    papers = tuple(replace(p, marks=marks) if p.short == "agreement" else p for p in narrow.papers)
    assert rules_of(replace(narrow, papers=papers))["B5"] == "X"


def test_one_mark_is_enough_in_law_and_two_are_the_custom():
    """人民调解法 29: 签名、盖章或者按指印."""
    half = (replace(PARTIES_SIGNED[0], seen={"signature": AGREED}), *PAPERS[8].marks[1:])
    assert rules_of(with_paper("agreement", marks=half)) == {"E6": "W"}


def test_a_broken_rule_costs_once_and_a_group_never_more_than_it_has():
    spoilt = with_paper("cover", values=dict.fromkeys(("filed_by", "filed_on", "retention")))
    assert review(spoilt, SHEET).score == 97
    blank = replace(
        WHOLE, papers=(), scans=(), parts=tuple(replace(p, missing="缺") for p in PARTS)
    )
    groups = {g.id: g.points for g in SHEET.groups}
    assert review(blank, SHEET).score >= 100 - sum(groups.values())
    assert sum(groups.values()) == 100


def test_bands_run_from_excellent_to_failing():
    assert [title for _, title in SHEET.bands] == ["优秀", "良好", "合格"]
    gaps = tuple(replace(p, missing="缺") if p.code in {"notice", "identity"} else p for p in PARTS)
    outcome = review(replace(without("evidence", "notice", "revisit"), scans=(), parts=gaps), SHEET)
    assert not outcome.vetoed
    assert (80 <= outcome.score < 90, outcome.band) == (True, "良好")


def test_a_rule_the_county_switched_off_is_silent():
    rules = tuple(replace(r, enabled=r.id != "D5") for r in SHEET.rules)
    short = with_paper("record", values={"body": "达成协议。"})
    assert review(short, replace(SHEET, rules=rules)).findings == ()


def test_a_case_at_the_door_has_nothing_to_find():
    facts = {"state": "waiting", "parties": [ZHANG, LI], "source": "application"}
    door = replace(WHOLE, facts=facts, papers=(), scans=(), parts=())
    assert review(door, SHEET).findings == ()
