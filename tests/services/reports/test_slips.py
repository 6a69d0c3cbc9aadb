"""更正单 (F61): what a sealed month reported changes in writing only, and the county is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.models.history import bury
from app.models.mediation import Committee, MediationCase
from app.models.reporting import CorrectionSlip
from app.services.month_end import slips
from app.services.month_end.reported_facts import reported_kinds
from app.services.month_end.slips import CorrectionNeeded, SlipService, because
from app.sync.records import tables
from tests.conftest import Clock
from tests.sync.county import County, Office


@pytest.fixture
def office(county: County) -> Office:
    """An office whose desk keeps what was reported."""
    made = county.office()
    made.store.keepers.append(slips.keep)
    return made


@pytest.fixture
def case(office: Office) -> str:
    """A case of February, reported in March."""
    uid = office.add_case(1)
    change(office, uid, accepted_on=date(2026, 2, 3), dispute_type="neighbour")
    return uid


def change(office: Office, uid: str, **facts: Any) -> None:
    with office.store.begin() as session:
        case = session.get_one(MediationCase, (office.code, uid))
        for name, value in facts.items():
            setattr(case, name, value)


def correct(office: Office, uid: str, **facts: Any) -> None:
    with because("登记时选错", "测试员甲"):
        change(office, uid, **facts)


def numbers(office: Office) -> list[str]:
    return [slip.number for slip in SlipService(office.store).listed()]


def test_before_the_month_is_sealed_a_case_is_simply_changed(office: Office, case: str):
    change(office, case, dispute_type="family", accepted_on=date(2026, 2, 4))
    assert numbers(office) == []


def test_a_reported_fact_is_not_changed_without_a_reason(office: Office, case: str):
    office.seal("2026-02")
    with pytest.raises(CorrectionNeeded) as needed:
        change(office, case, accepted_on=date(2026, 2, 5))
    (fact,) = needed.value.facts
    assert (fact.label, fact.old, fact.new) == ("受理日期", "2026年2月3日", "2026年2月5日")
    with office.store.begin() as session:
        held = session.get_one(MediationCase, (office.code, case))
        assert held.accepted_on == date(2026, 2, 3)


def test_a_slip_keeps_the_old_value_and_the_county_shows_it(
    county: County, office: Office, case: str
):
    office.seal("2026-02")
    correct(office, case, accepted_on=date(2026, 2, 5))
    county.accept(office.send("2026-02"))
    (slip,) = SlipService(county.store).listed()
    assert (slip.office, slip.number, slip.month) == (office.code, "更正〔2026〕第1号", "2026-02")
    assert slip.changes == "受理日期：2026年2月3日 → 2026年2月5日"
    assert (slip.reason, slip.made_by, slip.duty) == ("登记时选错", "测试员甲", "人民调解")
    assert slip.target[:2] == ("mediation", case)
    assert slip.target.office == office.code
    paper = SlipService(county.store).paper(office.code, slip.uid)
    assert paper["number"] == slip.number
    assert [row["old"] for row in paper["items"]] == ["2026年2月3日"]


def test_slips_are_numbered_without_a_gap_and_from_one_in_a_new_year(
    office: Office, case: str, clock: Clock
):
    office.seal("2026-02")
    for day in (5, 6):
        correct(office, case, accepted_on=date(2026, 2, day))
        office.seal("2026-02")
    clock.set(date(2027, 1, 4))
    with because("x", "y"), office.store.begin() as session:  # given up: the number is free again
        session.get_one(MediationCase, (office.code, case)).accepted_on = date(2026, 2, 7)
        session.flush()
        session.rollback()
    correct(office, case, accepted_on=date(2026, 2, 8))
    assert numbers(office) == ["更正〔2027〕第1号", "更正〔2026〕第2号", "更正〔2026〕第1号"]


def test_two_changes_of_one_transaction_stand_on_one_slip(office: Office, case: str):
    office.seal("2026-02")
    with because("核对", "测试员甲"), office.store.begin() as session:
        held = session.get_one(MediationCase, (office.code, case))
        held.accepted_on = date(2026, 2, 5)
        session.flush()
        held.dispute_type = "family"
    (slip,) = SlipService(office.store).listed()
    assert [fact.field for fact in slip.facts] == ["accepted_on", "dispute_type"]


@pytest.mark.parametrize(
    "facts",
    [
        {"agreed_on": date(2026, 3, 2), "agreement_form": "oral"},
        {"state": "agreed"},
        {"title": "相邻纠纷"},
        {"performance": "pending"},
    ],
    ids=["filled for the first time", "the case goes on", "not counted", "on its way"],
)
def test_the_work_of_a_later_month_needs_no_slip(office: Office, case: str, facts):
    office.seal("2026-02")
    change(office, case, **facts)
    assert numbers(office) == []


def test_another_edit_in_between_opens_no_way_around(office: Office, case: str):
    """What counts is the version the county was sent, not the last one."""
    office.seal("2026-02")
    change(office, case, title="相邻纠纷")
    with pytest.raises(CorrectionNeeded):
        change(office, case, accepted_on=date(2026, 2, 5))
    correct(office, case, accepted_on=date(2026, 2, 5))
    change(office, case, accepted_on=date(2026, 2, 6))  # the county has not heard of the fifth yet
    assert len(numbers(office)) == 1


def test_a_slip_that_was_not_sent_says_what_the_record_says(
    county: County, office: Office, case: str
):
    """Changed again before the next package: the slip and the record arrive together, and agree."""
    office.seal("2026-02")
    correct(office, case, accepted_on=date(2026, 2, 5), dispute_type="family")
    change(office, case, accepted_on=date(2026, 2, 6))
    (slip,) = SlipService(office.store).listed()
    assert (
        slip.changes == "受理日期：2026年2月3日 → 2026年2月6日；纠纷类型：邻里纠纷 → 婚姻家庭纠纷"
    )
    county.accept(office.send("2026-02"))
    (slip,) = SlipService(county.store).listed()
    assert "→ 2026年2月6日" in slip.changes
    correct(office, case, accepted_on=date(2026, 2, 7))  # what was sent stays as it is
    assert [slip.changes for slip in SlipService(office.store).listed()][1].startswith(
        "受理日期：2026年2月3日 → 2026年2月6日"
    )


def test_a_record_taken_away_on_a_slip_and_fetched_back_is_said_on_it(office: Office, case: str):
    office.seal("2026-02")
    with because("重复登记", "测试员甲"), office.store.begin() as session:
        bury([session.get_one(MediationCase, (office.code, case))])
    with office.store.begin() as session:
        key, options = (office.code, case), {"include_deleted": True}
        session.get_one(MediationCase, key, execution_options=options).deleted = False
    (slip,) = SlipService(office.store).listed()
    assert slip.changes.endswith("→ 恢复")


def test_a_reported_case_that_is_held_back_is_still_corrected_in_writing(office: Office, case: str):
    office.seal("2026-02")
    change(office, case, title="相邻纠纷")
    office.reports.holds.hold("mediation_case", case, "还没有核对", "2026-02")
    office.seal("2026-02")
    with pytest.raises(CorrectionNeeded):
        change(office, case, accepted_on=date(2026, 2, 5))


def test_what_is_settled_is_a_fact(office: Office, case: str):
    change(office, case, performance="done")
    office.seal("2026-02")
    with pytest.raises(CorrectionNeeded):
        change(office, case, performance="pending")


def test_a_case_of_a_later_month_is_free(office: Office):
    uid = office.add_case(1)
    change(office, uid, accepted_on=date(2026, 3, 1))
    office.seal("2026-02")  # it travels with this package, but its own month is not closed
    change(office, uid, accepted_on=date(2026, 3, 2))
    assert numbers(office) == []


def test_a_record_held_back_was_not_reported(office: Office, case: str):
    """F60 beside F61."""
    office.reports.holds.hold("mediation_case", case, "还没有核对", "2026-02")
    office.seal("2026-02")
    change(office, case, accepted_on=date(2026, 2, 5))
    assert numbers(office) == []


def test_a_reported_record_is_taken_away_in_writing_only(office: Office, case: str):
    office.seal("2026-02")

    def remove() -> None:
        with office.store.begin() as session:
            bury([session.get_one(MediationCase, (office.code, case))])

    with pytest.raises(CorrectionNeeded):
        remove()
    with because("重复登记", "测试员甲"):
        remove()
    (slip,) = SlipService(office.store).listed()
    assert (slip.facts[0].label, slip.facts[0].new) == ("整条记录", "作废")
    assert "受理日期：2026年2月3日" in slip.facts[0].old
    with office.store.begin() as session:
        committee = session.scalars(select(Committee)).one()
        assert slip.facts[0].old.startswith(f"调解委员会：{committee.name}；"), "no number of a row"


def test_a_zero_report_that_was_sent_is_withdrawn_in_writing_only(office: Office):
    """F11."""
    draft = office.reports.zero.draft("training", "2026-02")
    uid = office.reports.zero.sign(
        "training", "2026-02", draft | {"filled_by": "测试员甲", "signed_by": "测试所长"}
    )
    office.seal("2026-02")
    with pytest.raises(CorrectionNeeded):
        office.reports.zero.withdraw(uid)
    with because("补登记了一期培训", "测试员甲"):
        office.reports.zero.withdraw(uid)
    (slip,) = SlipService(office.store).listed()
    assert (slip.title, slip.duty, slip.month) == ("2026年2月零报告", "队伍培训", "2026-02")
    (fact,) = slip.facts
    assert fact.old.startswith("报告内容：")
    assert "所长：测试所长" in fact.old


def test_a_slip_is_written_with_the_change_or_not_at_all(
    office: Office, case: str, monkeypatch: pytest.MonkeyPatch
):
    office.seal("2026-02")

    def fail(*_: object) -> None:
        raise OSError("no room")

    office.store.followers.append(fail)
    with pytest.raises(OSError, match="no room"):
        correct(office, case, accepted_on=date(2026, 2, 5))
    office.store.followers.clear()
    with office.store.begin() as session:
        assert list(session.scalars(select(CorrectionSlip))) == []


def test_every_fact_is_a_column():
    for name, kind in reported_kinds().items():
        missing = [fact for fact in kind.facts if fact not in tables()[name].columns]
        assert missing in ([], ["name", "help_class"]), name  # a visit's sheet shows the person
