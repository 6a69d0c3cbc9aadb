"""The dossier check on real dossiers: from the store, through every paper and mark (F8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from app.forms.definition import TimeRange
from app.models.database import Database
from app.models.history import Counter
from app.models.mediation import MediationCase
from app.services.mediation import MediationService
from app.services.mediation.register import RegisterQuery
from app.services.settings import SettingsService
from tests.conftest import Clock
from tests.services.mediation.conftest import ACCEPTED, AGREED
from tests.services.mediation.test_dossier import picture

BODY = "告知了权利义务，介绍了调解员。张测试承认围墙越界，责任在己；李试样要求赔偿。调解员查明界线并讲明道理，双方同意由张测试赔偿二千元，三月三十一日前付清。"


@pytest.fixture
def whole(desk: MediationService, agree: Callable[..., str], clock: Clock) -> str:
    """A case with every paper made, filled in, signed, and the dossier bound."""
    case = agree()
    desk.cases.save(case, {"difficulty": "simple"})
    for place, row in enumerate(desk.cases.facts(case)["parties"]):
        desk.scans.attach(
            case, "identity", picture(("red", "blue")[place]), "身份证", party_uid=row["uid"]
        )
    for form, values in PAPERS.items():
        paper = desk.papers.add(case, form)
        desk.papers.save(paper, values)
    clock.set(date(2026, 3, 31))
    obligation = desk.cases.facts(case)["obligations"][0]["uid"]
    desk.performance.perform(obligation, date(2026, 3, 31))
    clock.set(date(2026, 4, 3))
    visit = desk.papers.add(case, "mediation.revisit")
    desk.papers.save(visit, {"visited_on": date(2026, 4, 3), "findings": "已全部履行，双方和好。"})
    desk.procedure.file(case, date(2026, 4, 3), by="测试员丙", retention="short")
    for card in desk.papers.listed(case):
        desk.marks.record_all(card.uid, seen_by="测试员丙", seen_on=AGREED)
    return case


PAPERS: dict[str, dict[str, Any]] = {
    "mediation.application": {},
    "mediation.acceptance": {},
    "mediation.notice": {"notified_on": ACCEPTED},
    "mediation.identity": {},
    "mediation.record": {
        "session_time": TimeRange(datetime(2026, 3, 5, 9), datetime(2026, 3, 5, 11)),
        "place": "调解室",
        "body": BODY,
        "result": "success",
        "dated_on": AGREED,
    },
    "mediation.agreement": {},
}


def rules(desk: MediationService, case: str) -> set[str]:
    return {finding.rule for finding in desk.review.check(case).findings}


def test_a_dossier_made_with_care_has_nothing_to_find(desk: MediationService, whole: str):
    outcome = desk.review.check(whole)
    assert outcome.findings == ()
    assert (outcome.score, outcome.band) == (100, "优秀")


def test_the_register_remembers_score_and_open_points(desk: MediationService, whole: str):
    scan = desk.scans.listed(whole)[0].uid
    desk.scans.remove(scan)
    outcome = desk.review.check(whole)
    row = desk.register.page(RegisterQuery(incomplete=True)).rows[0]
    assert (row.check_score, row.missing) == (outcome.score, outcome.grave) == (97, 1)


def test_to_look_is_no_edit(desk: MediationService, whole: str, store: Database):
    """A case the bureau returned is not taken for mended because somebody opened the check."""
    desk.scans.remove(desk.scans.listed(whole)[0].uid)

    def stamp() -> tuple[int, int]:
        with store.begin() as session:
            case = session.get_one(MediationCase, (store.office, whole))
            return case.revision, case.change

    before = stamp()
    assert desk.register.page(RegisterQuery(incomplete=True)).total == 0
    assert desk.review.check(whole).score == 97
    assert stamp() == before
    assert desk.register.page(RegisterQuery(incomplete=True)).total == 1


def test_each_finding_says_where_to_mend_it(desk: MediationService, accepted: str):
    found = desk.review.check(accepted).findings
    assert all(finding.form for finding in found)
    seal = next(f for f in found if "印章" in f.message)
    assert (seal.form, seal.field) == ("mediation.acceptance", "seal_committee")


def test_a_correction_that_changes_a_name_is_found(desk: MediationService, whole: str):
    """E2, G3."""
    paper = next(p.uid for p in desk.papers.listed(whole) if p.form == "mediation.agreement")
    rows = desk.papers.values(paper)["parties"]
    rows[0]["name"] = "张侧试"
    desk.papers.save(paper, {"parties": rows}, correct_only={"parties"})
    assert rules(desk, whole) >= {"E2", "G3"}


def test_the_words_of_another_dossier_and_a_mediator_in_two_places_are_found(
    desk: MediationService, whole: str, facts: dict[str, Any], committee: str
):
    """D3, D5."""
    other = desk.cases.open(facts, committee=committee)
    desk.procedure.accept(other, ACCEPTED)
    paper = desk.papers.add(other, "mediation.record")
    desk.papers.save(paper, {**PAPERS["mediation.record"], "place": "村委会"})
    found = {f.rule: f.message for f in desk.review.check(whole).findings}
    assert "村委会" in found["D3"]
    assert "(2026)习岗人调字第002号" in found["D5"]


def test_a_gap_in_the_numbers_is_found(
    store: Database, desk: MediationService, whole: str, facts: dict[str, Any], committee: str
):
    """A2: only a hand in the store can make one."""
    with store.begin() as session:
        session.query(Counter).filter(Counter.name.startswith("n")).one().value = 5
    other = desk.cases.open(facts, committee=committee)
    desk.procedure.accept(other, ACCEPTED)
    assert "A2" in rules(desk, other)
    assert "A2" not in rules(desk, whole)


def test_a_new_style_of_numbers_does_not_make_the_old_ones_wrong(
    store: Database, desk: MediationService, whole: str, facts: dict[str, Any], committee: str
):
    """A2: a number fits the style it was given in."""
    settings = SettingsService(store)
    settings.change_habits({"number_template": "{简称}字〔{年}〕第{序号}号"})
    other = desk.cases.open(facts, committee=committee)
    assert desk.procedure.accept(other, ACCEPTED) == "习岗字〔2026〕第2号"
    settings.change_habits({"number_template": "〔{年}〕{简称}第{序号}号"})
    assert not {"A2"} & (rules(desk, whole) | rules(desk, other))
    with store.begin() as session:
        session.get_one(MediationCase, (store.office, other)).number = "（二〇二六）第2号"
    assert "A2" in rules(desk, other)


def test_a_paper_changed_after_the_contents_were_printed_is_found(
    desk: MediationService, whole: str, clock: Clock
):
    """A6, A7."""
    contents = next(p.uid for p in desk.papers.listed(whole) if p.form == "mediation.contents")
    lines = [
        {"no": line.no, "title": line.title, "page": str(line.no)}
        for line in desk.dossier.contents(whole)
    ]
    desk.papers.freeze_print(contents, {"lines": lines})
    assert rules(desk, whole) == set()
    clock.set(date(2026, 4, 7))
    paper = desk.papers.add(whole, "mediation.evidence")
    item = {"name": "照片", "origin": "张测试", "purpose": "围墙", "original": "photo"}
    desk.papers.save(paper, {"items": [item]})
    assert rules(desk, whole) == {"A6", "A7"}
