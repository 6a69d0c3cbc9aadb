"""零报告 (F11): signed where there is nothing, refused where there is something, carried along."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.data_files import Edition, lay_over
from app.errors import ActionableError
from app.models.mediation import MediationCase, StateChange
from app.models.reporting import ZeroReport
from app.models.training import Staff, StaffRole, TrainingSession
from app.services.base import Missing, Rejected
from app.services.month_end.roots import DUTIES
from tests.conftest import Clock
from tests.sync.county import County, Office


def sign(office: Office, duty: str, month: str = "2026-03", **values: str) -> str:
    draft = office.reports.zero.draft(duty, month)
    filled = {"filled_by": "测试员甲", "signed_by": "测试所长", **values}
    return office.reports.zero.sign(duty, month, draft | filled)


def accepted(office: Office, on: date) -> str:
    uid = office.add_case(1)
    with office.store.begin() as session:
        session.get_one(MediationCase, (office.code, uid)).accepted_on = on
    return uid


def add_session(office: Office, first: date, last: date) -> None:
    with office.store.begin() as session:
        session.add(
            TrainingSession(
                title="业务培训",
                organiser="县局",
                level="county",
                category="business",
                form="collective",
                from_on=first,
                until_on=last,
            )
        )


def code_of(office: Office, duty: str, month: str = "2026-03") -> str:
    with pytest.raises(ActionableError) as refused:
        sign(office, duty, month)
    return refused.value.code


@pytest.mark.parametrize("duty", DUTIES)
def test_a_duty_without_anything_is_stated_and_the_county_has_the_statement(
    county: County, office: Office, duty: str
):
    sign(office, duty)
    county.accept(office.send())
    with county.store.begin() as session:
        (held,) = session.scalars(select(ZeroReport))
    assert (held.office, held.month, held.duty) == (office.code, "2026-03", duty)
    assert "2026年3月" in held.statement
    assert held.signed_by == "测试所长"


def test_the_statement_says_what_a_paper_of_its_day_says(office: Office, clock: Clock):
    """Fixed wording is that of the day of the paper, not of the month it is about."""
    clock.set(date(2026, 4, 2))
    later = """[reporting.zero.training]
text = "经核查，{month}本所没有培训，也没有派人参训。"
source = "贺司发〔2026〕30号"
since = 2026-04-01
confirmed = true
"""
    lay_over([Edition("texts/reporting.toml", later, date(2026, 4, 1))])
    statement = office.reports.zero.draft("training", "2026-03")["statement"]
    assert statement == "经核查，2026年3月本所没有培训，也没有派人参训。"


def test_a_month_with_a_case_is_no_zero(office: Office):
    accepted(office, date(2026, 3, 1))
    assert code_of(office, "mediation") == "R10"
    assert office.reports.zero.listed("2026-03") == []


def test_a_case_that_only_moved_in_the_month_is_something_too(office: Office):
    uid = accepted(office, date(2026, 2, 3))
    sign(office, "mediation")
    with office.store.begin() as session:
        session.add(
            StateChange(
                case_uid=uid, before="mediating", after="agreed", happened_on=date(2026, 3, 31)
            )
        )
    (found,) = [i for i in office.reports.zero.check("2026-03") if i.blocking]
    assert "人民调解零报告与记录不符" in found.title
    assert found.target.part == "zero/mediation"


@pytest.mark.parametrize(
    ("first", "last", "something"),
    [
        (date(2026, 2, 28), date(2026, 3, 1), True),
        (date(2026, 3, 31), date(2026, 4, 2), True),
        (date(2026, 2, 1), date(2026, 2, 28), False),
        (date(2026, 4, 1), date(2026, 4, 1), False),
    ],
)
def test_a_course_counts_in_every_month_it_touches(office: Office, first, last, something):
    add_session(office, first, last)
    figures = {one.duty: one.things for one in office.reports.summary("2026-03").figures}
    assert bool(figures["training"]) is something


def test_a_statement_is_made_once_and_can_be_taken_back_and_made_again(office: Office):
    uid = sign(office, "training")
    assert code_of(office, "training") == "R11"
    office.reports.zero.withdraw(uid)
    with pytest.raises(Missing):
        office.reports.zero.withdraw(uid)
    sign(office, "training")
    assert [one.words for one in office.reports.zero.listed("2026-03")] == ["队伍培训"]


def test_a_month_that_has_not_begun_is_not_stated(office: Office):
    assert code_of(office, "training", "2026-04") == "R09"


def test_nobody_signs_without_a_name(office: Office):
    with pytest.raises(Rejected):
        sign(office, "training", signed_by="")


def test_the_head_is_proposed_by_the_roll_of_the_day(office: Office, clock: Clock):
    with office.store.begin() as session:
        for name, first, last in (
            ("前任所长", date(2024, 1, 1), date(2026, 3, 1)),
            ("现任所长", date(2026, 3, 2), None),
        ):
            person = Staff(name=name)
            session.add(person)
            session.flush()
            session.add(
                StaffRole(
                    staff_uid=person.uid,
                    role="head",
                    at_office=office.code,
                    from_on=first,
                    until_on=last,
                )
            )
    assert office.reports.zero.draft("training", "2026-03")["signed_by"] == "现任所长"
    assert office.reports.summary("2026-03").heads == ("现任所长",)
    clock.set(date(2026, 3, 1))
    assert office.reports.summary("2026-03").heads == ("前任所长",)


def test_before_sealing_a_duty_with_nothing_asks_for_its_statement(office: Office):
    accepted(office, date(2026, 3, 1))
    sign(office, "training")
    listed = [(i.target.part, i.blocking) for i in office.reports.zero.check("2026-03")]
    assert listed == [("zero/corrections", False), ("zero/resettlement", False)]


def test_the_summary_says_what_the_head_confirms(office: Office):
    accepted(office, date(2026, 3, 1))
    sign(office, "training")
    found = office.reports.summary("2026-03")
    assert found.said_of("mediation").startswith("受理 1 件，调解成功 0 件")
    assert found.said_of("training") == "零报告（测试所长，03-02）"
    package = office.reports.seal_month("2026-03", confirmed_by="测试所长")
    assert package.confirmed_by == "测试所长"
