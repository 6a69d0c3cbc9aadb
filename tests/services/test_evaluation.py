"""卷宗评查 at a bureau: drawn from what offices sent, scored by people, printed per office (F68)."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import ActionableError
from app.models.mediation import MediationCase
from app.rules.evaluation import Mark
from app.services.base import Rejected
from app.services.evaluation.service import EvaluationService
from tests.sync.conftest import county
from tests.sync.county import LIGANG, XIGANG, County, Office, rows_of

__all__ = ["county"]

SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)


def filed(office: Office, number: int, on: date = date(2026, 2, 3)) -> str:
    uid = office.add_case(number, state="filed")
    with office.store.begin() as session:
        session.get_one(MediationCase, (office.code, uid)).filed_on = on
    return uid


@pytest.fixture
def offices(county: County) -> list[Office]:
    """Two offices that have sent five and three bound dossiers, and one still open."""
    made = [county.office(XIGANG), county.office(LIGANG)]
    for office, count in zip(made, (5, 3), strict=True):
        for number in range(1, count + 1):
            filed(office, number)
        office.add_case(90)
        filed(office, 91, date(2025, 12, 31))
        county.accept(office.send())
    return made


@pytest.fixture
def service(county: County, offices: list[Office]) -> EvaluationService:
    return EvaluationService(county.store)


def drawn(service: EvaluationService, seed: str = "摇号37", each: int = 2) -> str:
    return service.draw("一季度评查", SINCE, UNTIL, each, seed=seed)


def test_only_bound_dossiers_of_the_days_can_be_drawn(service):
    assert [count for _, count in service.candidates(SINCE, UNTIL)] == [5, 3]
    uid = drawn(service, each=9)
    listed = service.dossiers(uid)
    assert len(listed) == 8
    assert not any("第090号" in one.number or "第091号" in one.number for one in listed)


def test_the_seed_is_shown_kept_and_draws_the_same_again(service):
    first, again = drawn(service), drawn(service)
    pairs = [{(d.office, d.case) for d in service.dossiers(uid)} for uid in (first, again)]
    assert pairs[0] == pairs[1]
    assert service.rounds()[0].seed == "摇号37"
    assert service.drawn_again(first)
    made = service.draw("无号", SINCE, UNTIL, 1)
    (round_,) = [one for one in service.rounds() if one.uid == made]
    assert len(round_.seed) == 16


def test_dossiers_are_read_by_the_other_office(service):
    for one in service.dossiers(drawn(service)):
        assert one.reader_office != one.office_name
        assert one.reader_office in {f"{XIGANG}所", f"{LIGANG}所"}


def test_the_machine_hints_and_deducts_nothing(service):
    uid = drawn(service)
    one = service.dossiers(uid)[0]
    view = service.score_sheet(uid, one.office, one.case)
    assert view.machine_score is not None
    assert view.machine_score < 100, "an empty dossier has faults"
    assert any(item.hints for item in view.items)
    assert all(item.mark == Mark() for item in view.items)
    assert service.preview(uid, {}) == (100, "优秀")


def test_a_score_is_kept_with_who_gave_it(service):
    uid = drawn(service)
    one = service.dossiers(uid)[0]
    marks = {"1": Mark(4, "封面没有填"), "10": Mark(9, "没有签名")}
    kept = service.score(uid, one.office, one.case, marks, reader="测试员", opinion="请补正。")
    assert (kept.total, kept.band, kept.reader) == (87, "良好", "测试员")
    view = service.score_sheet(uid, one.office, one.case)
    assert view.opinion == "请补正。"
    assert {i.id: i.mark.deduction for i in view.items if i.mark.deduction} == {"1": 4, "10": 9}


def test_what_is_not_right_is_named_by_its_item(service):
    uid = drawn(service)
    one = service.dossiers(uid)[0]
    with pytest.raises(Rejected) as caught:
        service.score(uid, one.office, one.case, {"3": Mark(2)}, reader="")
    assert [p.field for p in caught.value.problems] == ["3", "reader"]
    assert service.dossiers(uid)[0].total is None


def test_results_stand_per_office_and_lead_to_their_dossiers(service):
    """J13: any number opens its cases."""
    uid = drawn(service)
    for place, one in enumerate(service.dossiers(uid)):
        marks = {"15": Mark(10, "没有回访")} if place % 2 else {}
        service.score(uid, one.office, one.case, marks, reader="测试员")
    results = service.results(uid)
    assert [o.mean for o in results.offices] == ["95.0", "95.0"]
    assert [dict(o.bands)["优秀"] for o in results.offices] == [2, 2]
    (lost,) = results.offices[0].deducted
    assert (lost.item, lost.deduction, lost.reason) == ("15", 10, "没有回访")
    assert lost.case in {d.case for d in results.offices[0].dossiers}
    assert results.offices[0].worst == [
        "履行有凭据，按时回访，司法确认依法办理；调解不成的已告知其他途径（10 分）"
    ]


def test_a_round_ends_when_all_is_scored_and_then_stands(service):
    uid = drawn(service, each=1)
    with pytest.raises(ActionableError) as caught:
        service.close(uid)
    assert caught.value.code == "E02"
    for one in service.dossiers(uid):
        service.score(uid, one.office, one.case, {}, reader="测试员")
    assert service.close(uid).closed_at is not None
    with pytest.raises(ActionableError) as caught:
        service.score(uid, one.office, one.case, {}, reader="测试员")
    assert caught.value.code == "E03"


def test_no_row_of_an_office_is_touched(service, county):
    before = rows_of(county.store, XIGANG)
    uid = drawn(service)
    one = service.dossiers(uid)[0]
    service.score_sheet(uid, one.office, one.case)
    service.score(uid, one.office, one.case, {}, reader="测试员")
    assert rows_of(county.store, XIGANG) == before


def test_a_period_without_dossiers_says_so(service):
    with pytest.raises(ActionableError) as caught:
        service.draw("空", date(2027, 1, 1), date(2027, 3, 31), 2)
    assert caught.value.code == "E01"
    with pytest.raises(Rejected):
        service.draw(" ", UNTIL, SINCE, 0)
