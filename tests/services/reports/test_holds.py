"""扣下不报: what may be held back, what is refused, and how it is called."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import ActionableError
from app.models.mediation import MediationCase
from app.models.resettlement import ResettlementPerson
from app.models.training import Attendance, Staff, TrainingSession
from app.services.base import Missing
from app.services.month_end.roots import root_of
from app.services.reminders import Target
from tests.conftest import Clock
from tests.sync.county import County, Office, rows_of


def refused(office: Office, *args: str) -> str:
    with pytest.raises(ActionableError) as error:
        office.reports.holds.hold(*args)
    return error.value.code


def test_a_reason_is_asked_for(office: Office):
    case = office.add_case(1)
    assert refused(office, "mediation_case", case, "  ", "2026-03") == "R06"
    assert refused(office, "mediation_case", case, "长" * 501, "2026-03") == "R07"
    assert office.reports.holds.held() == []


def test_a_record_is_held_once(office: Office, clock: Clock):
    case = office.add_case(1)
    held = office.reports.holds.hold("mediation_case", case, "未核对", "2026-03")
    assert refused(office, "mediation_case", case, "未核对", "2026-03") == "R08"
    office.reports.holds.release(held)
    with pytest.raises(Missing):
        office.reports.holds.release(held)
    clock.advance(minutes=1)
    office.reports.holds.hold("mediation_case", case, "又发现一处", "2026-04")
    assert [h.reason for h in office.reports.holds.history()] == ["又发现一处", "未核对"]


def test_what_does_not_exist_or_belongs_to_something_else_is_not_held(office: Office):
    office.add_case(1)
    with pytest.raises(Missing):
        office.reports.holds.hold("mediation_case", office.add_person("王五"), "x", "2026-03")
    with pytest.raises(ValueError, match="sessions"):
        office.reports.holds.hold("party", "x", "x", "2026-03")


def test_cases_of_privacy_and_minors_are_not_named_in_the_lists(office: Office):
    """Law 15, 23."""
    case = office.add_case(1)
    with office.store.begin() as session:
        found = session.get_one(MediationCase, (office.code, case))
        found.restricted, found.title = True, "不能写出来的题目"
        session.add(
            ResettlementPerson(
                name="未成年的人",
                juvenile=True,
                source="prison",
                manager_mode="household",
                state="helped",
            )
        )
    titles = [one.title for one in office.reports.holds.sending()]
    assert titles[0].startswith("(2026)习岗人调字第001号")
    assert not any("题目" in title or "未成年的人" in title for title in titles)


def test_a_session_is_held_with_its_sheet_but_not_the_staff(county: County, office: Office):
    with office.store.begin() as session:
        course = TrainingSession(
            title="业务培训",
            organiser="县局",
            level="county",
            category="business",
            form="collective",
            from_on=date(2026, 3, 1),
            until_on=date(2026, 3, 1),
        )
        staff = Staff(name="测试员甲")
        session.add_all([course, staff])
        session.flush()
        session.add(Attendance(session_uid=course.uid, staff_uid=staff.uid, capacity="learner"))
        uid = course.uid
    office.reports.holds.hold("training_session", uid, "签到表没有收齐", "2026-03")
    county.accept(office.send())
    assert rows_of(county.store, office.code).keys() == {"staff"}
    (held,) = office.reports.holds.held()
    assert (held.words, held.title, held.rows) == ("培训班次", "业务培训", 2)
    assert held.target == Target("training", uid, "sign_in")


@pytest.mark.parametrize(
    ("target", "record"),
    [
        (Target("mediation", "u", "check"), ("mediation_case", "u")),
        (Target("corrections", "u", "leave/x"), ("corrections_person", "u")),
        (Target("training", "u", "sign_in"), ("training_session", "u")),
        (Target("training", "u", "year"), None),
        (Target("mediation", None, "committees"), None),
    ],
)
def test_a_reminder_says_what_could_be_held_back_for_it(target, record):
    assert root_of(target) == record
