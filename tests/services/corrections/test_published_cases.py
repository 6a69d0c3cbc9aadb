"""Nine published cases replayed: the desk reaches what the page reports, or the test says why not.

``tests/data/corrections-cases.json`` holds facts of published pages; what a page does not give and
a paper needs stands under ``filled`` and is invented.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.corrections_plan import TermChange
from app.rules.terms import Term, sentence_end
from app.services.base import Rejected
from app.services.corrections.states import NotAllowed
from tests.services.corrections.conftest import SHEET
from tests.services.corrections.test_leaves import ANSWER, OPINION, application

D = date
PATH = Path(__file__).parents[2] / "data" / "corrections-cases.json"
CASES = {case["id"]: case for case in json.loads(PATH.read_text("utf-8"))}


def on(case: str, event: str) -> date:
    """The day of the first event that names these words."""
    day = next(e["date"] for e in CASES[case]["timeline"] if event in e["event"])
    return D.fromisoformat(day)


def filled(case: str) -> dict[str, Any]:
    return dict(CASES[case]["filled"])


@pytest.fixture
def admit(desk, clock) -> Callable[..., str]:
    """The person of a case, on the books since the first day of a term of so many years."""

    def go(case: str, starts: date, ends: date, **changes: Any) -> str:
        clock.set(starts)
        own = filled(case)
        known = {name: own[name] for name in ("id_number", "phone", "address") if own.get(name)}
        return str(
            desk.persons.admit(
                {
                    **SHEET,
                    **known,
                    "name": CASES[case]["person"]["name"].split("（")[0].split("(")[0],
                    "sex": "1",
                    "birth_date": D.fromisoformat(own.get("birth_date", "1980-01-01")),
                    "decided_on": starts - timedelta(days=20),
                    "effective_on": starts,
                    "starts_on": starts,
                    "ends_on": ends,
                    "reported_on": starts,
                    "term_years": None,
                    **changes,
                },
                control_class="ordinary",
            )
        )

    return go


def ask(desk: Any, person: str, day: date, first: date, last: date, **changes: Any) -> str:
    """An application signed by the office on the day it was filed."""
    uid = desk.leaves.apply(person, application(first, last, **{"applied_on": day, **changes}))
    desk.leaves.give_opinion(uid, {**OPINION, "opinion_on": day})
    return str(uid)


def granted(desk: Any, uid: str, day: date) -> dict[str, Any]:
    """The leave after the county's answer of a day."""
    desk.leaves.record_answer(uid, {**ANSWER, "decided_on": day})
    return dict(desk.leaves.sheet(uid))


def test_every_case_names_its_page_and_is_replayed():
    assert len(CASES) == 9
    assert all(case["source"].startswith("http") for case in CASES.values())
    here = Path(__file__).read_text("utf-8")
    assert [case for case in CASES if f"def test_{case.lower()}_" not in here] == []


def test_c01_left_the_island_and_was_warned_twice(desk, admit, clock):
    """未请假离岛: the rules of 2012 know no 训诫, so any length is in the range of 警告: as decided.

    The page counts the day of leaving and the day of the call and says seven days; the desk counts
    to the day found from the first day of absence and says six. Both are 未超过十日.
    """
    period = CASES["C01"]["period"]
    starts, ends = D.fromisoformat(period["start"]), D.fromisoformat(period["end"])
    assert sentence_end(starts, Term(years=4)) == ends
    person = admit("C01", starts, ends, term_years=4)
    left, called, decided = on("C01", "未请假"), on("C01", "电话抽检"), on("C01", "警告两次")
    clock.set(decided)
    episode = desk.absences.open(
        person, {"cause": "left_area", "first_absent_on": left, "discovered_on": called}
    )
    desk.absences.found(
        episode,
        {"found_on": called, "excuse": "none", "found_how": "电话查实", "handled_by": "测员"},
    )
    (view,) = desk.absences.episodes(person)
    assert (view.days, view.offer) == (6, "warning")
    for number, facts in enumerate(("未经批准离开所居住市县。", "故意使定位手表与人分离。"), 1):
        row = desk.sanctions.propose(
            person,
            {
                "kind": "warning",
                "conduct_on": left,
                "facts": facts,
                "article": "《社区矫正实施办法》（2012）第二十三条",
                "proposed_on": called,
                "proposed_by": "测员",
            },
            episode_uid=episode if number == 1 else None,
        )
        desk.sanctions.answer(
            row,
            {
                "result": "approved",
                "decided_on": decided,
                "decided_by": "区司法局",
                "decision_number": f"（2020）警字第{number}号",
            },
        )
    assert desk.sanctions.ladder(person).warnings == (decided, decided)
    drawn = [b.sign for line in desk.timelines.picture(person).lines for b in line.boxes if b]
    assert drawn.count("脱") == 7, "the picture shows every day of it, as the page counts"
    assert drawn.count("警") == 1, "two decisions of one day stand in one box"


def test_c02_six_months_of_frequent_travel(desk, admit):
    """批准经常性跨市县活动: several trips, listed cities, six months by month arithmetic."""
    person = admit("C02", D(2021, 6, 1), D(2023, 5, 31))
    approved, own = on("C02", "批准经常性"), filled("C02")
    first, last = (D.fromisoformat(own[k]) for k in ("approval_from", "approval_to"))
    places = "、".join(own["destinations"])
    desk._database.clock.set(approved)
    with pytest.raises(Rejected, match="2022年9月24日"):
        ask(desk, person, approved, first, last + timedelta(days=1), kind="frequent", places=places)
    uid = ask(desk, person, approved, first, last, kind="frequent", places=places)
    assert desk.leaves.sheet(uid)["tier"] == "county", "as the county bureau decided"
    sheet = granted(desk, uid, approved)
    assert (sheet["state"], sheet["approved_until"]) == ("approved", last)
    trip = application(
        D(2022, 5, 3), D(2022, 5, 6), destination="湖北省襄阳市", applied_on=approved
    )
    assert any("不必逐次请假" in p.message for p in desk.leaves.check(person, trip))


def test_c03_three_persons_on_the_second_day_of_the_law(desk, admit, clock):
    """准予请假: thirty days for two of them, a daily commute as a permit; all by the county."""
    decided = on("C03", "开会讨论")
    for each in filled("C03")["decisions"]:
        person = admit("C03", D(2020, 1, 2), D(2022, 1, 1))
        clock.set(decided)
        first, last = D.fromisoformat(each["from"]), D.fromisoformat(each["to"])
        permit = {"kind": "frequent", "places": each["destination"]} if "pattern" in each else {}
        uid = ask(desk, person, decided, first, last, destination=each["destination"], **permit)
        sheet = desk.leaves.sheet(uid)
        assert sheet["tier"] == "county"
        assert permit or sheet["days"] == 30
        assert granted(desk, uid, decided)["state"] == "approved"
        profile = desk.leaves.reckoning(uid).profile
        assert profile == "national-2020", "a day before the law there was no such permit"


def test_c04_applied_for_after_leaving(desk, admit, clock):
    """审批日期滞后: the desk refuses to file what the procuratorate found improper."""
    own = filled("C04")
    applied, left = (D.fromisoformat(own[k]) for k in ("application_date", "actual_from"))
    person = admit("C04", D(2022, 9, 1), D(2025, 8, 31))
    clock.set(applied)
    with pytest.raises(Rejected, match="不得事后补批"):
        ask(desk, person, applied, left, D(2023, 10, 31), kind="frequent", places="外地工程所在市")
    with pytest.raises(Rejected, match="不得事后补批"):
        ask(desk, person, applied, left, D(2023, 5, 25))
    uid = ask(
        desk, person, applied, applied, D(2023, 10, 31), kind="frequent", places="外地工程所在市"
    )
    clock.set(applied + timedelta(days=3))
    with pytest.raises(NotAllowed, match="早于批准日期"):
        granted(desk, uid, applied + timedelta(days=3))


def test_c05_home_is_across_the_border_of_the_province(desk, admit, clock):
    """支持经常性跨区域活动: the page does not show the paper; the six months filled in are valid."""
    own = filled("C05")
    first, last = (D.fromisoformat(own[k]) for k in ("approval_from", "approval_to"))
    person = admit("C05", D(2024, 12, 20), D(2027, 12, 19))
    applied = first - timedelta(days=10)
    clock.set(applied)
    uid = ask(desk, person, applied, first, last, kind="frequent", places=own["destination"])
    sheet = granted(desk, uid, applied)
    assert (sheet["tier"], sheet["approved_until"]) == ("county", D(2025, 8, 31))


def test_c06_the_end_moves_and_the_old_end_is_kept(desk, store, admit, clock):
    """减刑: 考验期缩短一年; tasks follow the new end."""
    period = CASES["C06"]["period"]
    starts, ends, new = (
        D.fromisoformat(period[k]) for k in ("start", "end", "end_after_reduction")
    )
    assert sentence_end(starts, Term(years=4)) == ends
    person = admit("C06", starts, ends, term_years=4)
    clock.set(D(2020, 6, 1))
    desk.persons.add_row(
        person,
        "term_change",
        {
            "kind": "commutation",
            "decided_on": D(2020, 5, 20),
            "decided_by": CASES["C06"]["decided_by"],
            "document_number": "（2020）浙05刑更1号",
            "content": CASES["C06"]["decision"],
            "new_ends_on": new,
        },
    )
    assert desk.persons.card(person).ends_on == new
    with store.begin() as session:
        (change,) = session.scalars(select(TermChange))
        assert (change.old_ends_on, change.new_ends_on) == (ends, new)
    clock.set(new + timedelta(days=1))
    kinds = {r.kind for r in desk.reminders(new + timedelta(days=1))}
    assert "corrections.release" in kinds
    assert desk.timelines.picture(person).lines[-1].label == "2021年3月"


def test_c07_a_minor_stays_under_the_rules_for_minors(desk, admit, clock):
    """未成年: fixed at the decision. The page gives no start: only the month of the end is checked."""
    end = sentence_end(D(2020, 9, 10), Term(years=2, months=2))
    assert (end.year, end.month) == (2022, 11), "63 days after the interview in September"
    person = admit(
        "C07",
        D(2020, 9, 10),
        end,
        decided_on=D(2020, 8, 28),
        effective_on=D(2020, 9, 10),
        juvenile=True,
        guardian_name="赵某",
        guardian_relation="father",
        guardian_phone="13900007007",
    )
    clock.set(D(2022, 10, 20))
    assert desk.persons.card(person).juvenile, "eighteen on 5 October 2022 changes nothing (法 58)"


def test_c08_a_fisherman_waits_for_the_county(desk, admit, clock):
    """建议简化审批: the page ends before the answer, so the desk does too: nothing is approved here."""
    period = CASES["C08"]["period"]
    starts, ends = D.fromisoformat(period["start"]), D.fromisoformat(period["end"])
    assert sentence_end(starts, Term(years=2)) == ends
    person = admit("C08", starts, ends, term_years=2)
    applied = D(2022, 8, 15)
    clock.set(applied)
    uid = ask(
        desk,
        person,
        applied,
        D(2022, 8, 20),
        D(2022, 10, 31),
        kind="frequent",
        places="舟山渔场",
        destination="舟山渔场",
        frequency=filled("C08")["pattern"],
    )
    assert desk.leaves.sheet(uid)["state"] == "waiting_county"
    with pytest.raises(NotAllowed):
        desk.leaves.approve(uid, by="测所长", on=applied)
    assert desk.leaves.sheet(uid)["approved"] is None


def test_c09_rechecks_of_a_parole_for_treatment(desk, admit, clock):
    """保外就医: the prison decides on prolonging; the office owes the recheck every three months.

    The next recheck filled in is 15 August 2013. The desk counts three months on from the first
    day, 16 March 2011, so a recheck period ends on every fifteenth of March, June, September and
    December; a recheck of May stands for June, and the next one after it is due in September.
    """
    own = filled("C09")
    person = admit(
        "C09",
        D(2012, 3, 16),
        D(2013, 9, 15),
        category="outside",
        outside_reason="medical_parole",
    )
    visit = D(2013, 5, 15)
    clock.set(datetime.combine(visit, datetime.min.time()).replace(hour=9))
    desk.persons.add_row(
        person,
        "health_report",
        {
            "kind": "recheck",
            "reported_on": visit,
            "findings": CASES["C09"]["person"]["note"],
            "hospital": own["hospital"],
            "designated": True,
            "staff": "测员",
        },
    )
    clock.set(D(2013, 6, 20))
    rechecks = [d.due_on for d in desk.health.duties(person) if d.kind == "recheck"]
    assert D(2013, 6, 15) in rechecks
    assert D.fromisoformat(own["next_recheck"]) <= max(rechecks)
    assert "身体情况" in {e.title for e in desk.timelines.entries(person)}
