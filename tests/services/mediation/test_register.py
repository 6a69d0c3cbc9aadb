"""The register of cases, what is due, and the table of figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from app.forms.mediation.archive import CASE_REGISTER
from app.models.mediation import REGISTER_ORDERS, MediationCase, Obligation, Paper
from app.services.mediation import MediationService
from app.services.mediation.register import RegisterQuery
from tests.conftest import Clock
from tests.services.mediation.conftest import ACCEPTED, AGREED, COMPANY, LI, REMOVED, ZHANG


@pytest.fixture
def many(desk: MediationService, facts: dict[str, Any], committee: str, clock: Clock) -> list[str]:
    """Five cases accepted on five days of March, of two kinds."""
    cases = []
    for day in range(2, 7):
        clock.set(date(2026, 3, day))
        kind = "neighbour" if day % 2 else "wage_arrears"
        case = desk.cases.open(
            {**facts, "applied_on": None, "dispute_type": kind}, committee=committee
        )
        desk.procedure.accept(case, date(2026, 3, day))
        cases.append(case)
    return cases


def test_a_page_of_the_register_with_the_number_of_all(desk: MediationService, many: list[str]):
    page = desk.register.page(RegisterQuery(limit=2, offset=1))
    assert (page.total, [row.uid for row in page.rows]) == (5, [many[3], many[2]])
    assert page.rows[0].number == "(2026)习岗人调字第004号"
    assert page.rows[0].parties == "张测试、李试样"
    assert desk.register.page(RegisterQuery(states=("mediating",))).total == 5


@pytest.mark.parametrize("sort", REGISTER_ORDERS)
def test_the_register_can_be_read_in_every_order_both_ways(
    desk: MediationService, many: list[str], sort: str
):
    up = [r.uid for r in desk.register.page(RegisterQuery(sort=sort, descending=False)).rows]
    down = [r.uid for r in desk.register.page(RegisterQuery(sort=sort)).rows]
    assert up == down[::-1]
    assert sorted(up) == sorted(many)


def test_the_register_is_narrowed_by_what_is_asked(desk: MediationService, many: list[str]):
    def count(**asked: Any) -> int:
        return desk.register.page(RegisterQuery(**asked)).total

    desk.procedure.fail(many[0], date(2026, 3, 6), "disagreement", "已告知可以起诉。")
    assert count(states=("failed",)) == 1
    assert count(dispute_type="labour") == 3, "a heading stands for what is under it"
    assert count(accepted_from=date(2026, 3, 5)) == 2
    assert count(text="李试样") == 5
    assert count(text="第003号") == 1
    assert count(text="查无此人") == 0
    assert count(source="application", committee="none") == 0
    assert count(due_by=date(2026, 4, 3)) == 1, "the first still open is due on 3 April"


def test_a_private_dispute_is_masked_in_lists(desk: MediationService, many: list[str]):
    """人民调解法 15, 23."""
    desk.cases.save(many[0], {"restricted": True})
    row = next(r for r in desk.register.page(RegisterQuery()).rows if r.uid == many[0])
    assert "张测试" not in row.title + row.parties


def test_a_removed_case_is_no_longer_in_the_register(desk: MediationService, many: list[str]):
    desk.cases.remove(many[0], REMOVED)
    assert desk.register.page(RegisterQuery()).total == 4


def test_the_month_runs_from_acceptance_and_turns_amber_on_the_twentieth_day(
    desk: MediationService, accepted: str, clock: Clock
):
    """若干规定 33."""
    assert desk.cases.reminders() == []
    clock.set(date(2026, 3, 22))
    reminder = desk.cases.reminders()[0]
    assert (reminder.kind, reminder.due_on, reminder.overdue) == (
        "mediation.limit",
        date(2026, 4, 2),
        False,
    )
    assert "张测试、李试样" in reminder.title
    clock.set(date(2026, 4, 3))
    assert desk.cases.reminders()[0].overdue
    row = desk.register.page(RegisterQuery()).rows[0]
    assert (row.due_kind, row.days_left) == ("调解期限", -1)
    desk.procedure.extend(accepted, date(2026, 4, 30))
    assert [r.due_on for r in desk.cases.reminders(date(2026, 4, 29))] == [date(2026, 4, 30)]


def test_after_the_agreement_payment_visit_and_court_are_due(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    case = agree(oral=True)
    kinds = {due.kind: due.on for due in desk.cases.summary(case).dues}
    assert kinds["mediation.payment"] == date(2026, 3, 31)
    assert kinds["mediation.confirmation"] == date(2026, 4, 7)
    assert kinds["mediation.revisit"] == date(2026, 4, 4), "at the latest thirty days on"
    clock.set(date(2026, 4, 9))
    lit = {(r.kind, r.overdue) for r in desk.cases.reminders()}
    assert lit == {("mediation.payment", True), ("mediation.revisit", True)}, (
        "a lapsed right is silent"
    )
    visit = desk.papers.add(case, "mediation.revisit")
    desk.papers.save(visit, {"visited_on": date(2026, 4, 9), "findings": "已履行。"})
    obligation = desk.cases.facts(case)["obligations"][0]["uid"]
    desk.performance.perform(obligation, date(2026, 4, 9))
    assert desk.cases.reminders() == []


def test_a_missed_visit_is_a_task_for_a_year_and_a_finding_for_ever(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    """The desk of the day does not nag for thirteen years; the dossier check still says it (F2)."""
    case = agree(oral=True)
    clock.set(date(2027, 4, 4))
    assert "mediation.revisit" in [r.kind for r in desk.cases.reminders()]
    clock.set(date(2027, 4, 5))
    assert "mediation.revisit" not in [r.kind for r in desk.cases.reminders()]
    assert "F2" in [finding.rule for finding in desk.review.check(case).findings]


def test_visits_missed_long_ago_are_one_line_and_a_list_of_their_own(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    """After a year (``remind.years``) a visit is no task of its own, and is not forgotten."""
    case = agree(oral=True)
    clock.set(date(2027, 4, 4))
    assert desk.cases.long_unvisited(date(2027, 4, 4)) == []
    assert desk.register.page(RegisterQuery(unvisited=True)).total == 0
    clock.set(date(2027, 4, 5))
    (line,) = desk.cases.long_unvisited(date(2027, 4, 5))
    assert (line.folded, line.overdue, line.target.part) == (1, False, "unvisited")
    assert "逾期都满1年" in line.detail
    assert [r.uid for r in desk.register.page(RegisterQuery(unvisited=True)).rows] == [case]
    visit = desk.papers.add(case, "mediation.revisit")
    desk.papers.save(visit, {"visited_on": date(2027, 4, 5), "findings": "已履行。"})
    assert desk.cases.long_unvisited(date(2027, 4, 5)) == []
    assert desk.register.page(RegisterQuery(unvisited=True)).total == 0


def test_a_visit_that_was_not_asked_for_is_not_missed_either(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    """Performed on the day of the agreement: the visit may be left out."""
    case = agree(oral=True, due=AGREED)
    obligation = desk.cases.facts(case)["obligations"][0]["uid"]
    desk.performance.perform(obligation, AGREED)
    clock.set(date(2030, 1, 1))
    assert desk.cases.long_unvisited(date(2030, 1, 1)) == []


@pytest.mark.parametrize("seed", range(3))
def test_every_missed_visit_is_either_reminded_of_or_in_the_list(
    desk: MediationService, committee: str, store: Any, clock: Clock, seed: int
):
    """None is in both and none in neither, whatever the days; an archived case is in none."""
    chance = Random(seed)
    today = date(2031, 6, 15)
    clock.set(today)
    missed = set()
    with store.begin() as session:
        for _ in range(60):
            agreed = today - timedelta(days=chance.randrange(40, 900))
            state = chance.choice(["succeeded", "filed", "archived"])
            case = MediationCase(
                committee_uid=committee,
                state=state,
                accepted_on=agreed,
                agreed_on=agreed,
                due_on=today,
                performance="done",
                performed_on=today,
            )
            session.add(case)
            session.flush()
            if chance.random() < 0.5:
                due = agreed + timedelta(days=chance.randrange(60))
                session.add(Obligation(case_uid=case.uid, payer="测", due_on=due, done_on=due))
            if chance.random() < 0.3:
                form = {"form": "mediation.revisit", "form_version": "2010"}
                session.add(Paper(case_uid=case.uid, dated_on=today, **form))
            elif state != "archived":
                missed.add(case.uid)
    shown = {r.target.uid for r in desk.cases.reminders(today) if r.kind == "mediation.revisit"}
    listed = {r.uid for r in desk.register.page(RegisterQuery(unvisited=True)).rows}
    assert shown | listed == missed
    assert shown & listed == set()
    assert listed
    assert [line.folded for line in desk.cases.long_unvisited(today)] == [len(listed)]


def test_performance_is_urged_until_the_right_to_sue_lapses(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    """民法典 188: three years from the breach; then neither task nor line in the register."""
    agree(oral=True)
    clock.set(date(2029, 4, 1))
    assert [r.kind for r in desk.cases.reminders()] == ["mediation.payment", "mediation.limitation"]
    clock.set(date(2029, 4, 3))
    assert desk.cases.reminders() == []
    assert desk.register.page(RegisterQuery()).rows[0].days_left is None


def test_an_archived_case_reminds_of_nothing(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    case = agree(oral=True)
    clock.set(date(2026, 4, 9))
    desk.procedure.file(case, date(2026, 4, 9), by="测试员丙", retention="short")
    assert desk.cases.reminders() != []
    desk.procedure.archive(case, date(2026, 4, 9), "档案室2号柜")
    assert desk.cases.reminders() == []
    assert desk.cases.summary(case).dues == ()
    assert desk.register.page(RegisterQuery()).rows[0].due_on is None


def test_a_body_that_sent_a_dispute_waits_for_its_answer(
    desk: MediationService, facts: dict[str, Any], committee: str
):
    """S37."""
    case = desk.cases.open(
        {
            **facts,
            "source": "referred_police",
            "sender": "习岗派出所",
            "reply_due_on": date(2026, 3, 4),
        },
        committee=committee,
    )
    assert [r.kind for r in desk.cases.reminders()] == ["mediation.reply"]
    paper = desk.papers.add(case, "mediation.reply")
    desk.papers.save(paper, {"replied_on": ACCEPTED, "outcome": "正在调解。"})
    assert desk.cases.reminders() == []


def test_the_same_people_within_ninety_days_are_pointed_out(
    desk: MediationService, many: list[str], facts: dict[str, Any], committee: str
):
    """一案一卷."""
    assert {r.uid for r in desk.cases.related(many[0])} == set(many[1:])
    stranger = desk.cases.open(
        {**facts, "parties": [{"name": "王某", "side": "applicant"}, COMPANY]}, committee=committee
    )
    assert desk.cases.related(stranger) == []
    desk.cases.relate(stranger, many[0])
    assert desk.cases.facts(stranger)["related_uid"] == many[0]


def test_the_table_counts_the_cases_accepted_in_the_period(
    desk: MediationService, many: list[str], facts: dict[str, Any], committee: str, clock: Clock
):
    """Notes §4.1, blocks A to F."""
    clock.set(AGREED)
    desk.cases.save(many[0], {"amount": 123_400, "complex": True, "source": "referred_court"})
    desk.procedure.agree(many[0], AGREED)
    desk.cases.save(many[0], {"performance": "done", "confirmation": "confirmed"})
    desk.procedure.agree(many[1], AGREED, oral=True)
    group = {"name": "其余10户", "side": "applicant", "kind": "group", "member_count": 10}
    desk.cases.save(many[2], {"parties": [ZHANG, group, LI]})
    clock.set(date(2026, 4, 1))
    late = desk.cases.open({**facts, "applied_on": None}, committee=committee)
    desk.procedure.accept(late, date(2026, 4, 1))
    march = desk.statistics.table(date(2026, 3, 1), date(2026, 3, 31))
    total = march.total
    assert (total.total, total.people, total.complex) == (5, 20, 1)
    assert total.by_committee == {"township": 5}
    assert total.by_source == {"application": 4, "referred": 1, "referred_court": 1}
    assert total.by_type == {"neighbour": 2, "wage_arrears": 3}
    assert (total.oral, total.written, total.success) == (1, 1, 2)
    assert (total.amount, total.performed, total.confirmed) == (123_400, 1, 1)
    assert (march.open, march.mismatches) == (3, ())


def test_every_figure_opens_its_cases(desk: MediationService, many: list[str]):
    """L11, F69: the figure is the number of the cases it lists."""
    start, end = date(2026, 3, 1), date(2026, 3, 31)
    table = desk.statistics.table(start, end)
    for code, figure in table.total.by_type.items():
        assert len(desk.statistics.cases_behind(start, end, f"type.{code}")) == figure
    for code, figure in table.total.by_source.items():
        assert len(desk.statistics.cases_behind(start, end, f"source.{code}")) == figure
    for column in ("total", "success", "oral", "written", "performed", "confirmed", "complex"):
        listed = desk.statistics.cases_behind(start, end, column)
        assert len(listed) == getattr(table.total, column)


def test_figures_that_do_not_fit_are_told(
    desk: MediationService, facts: dict[str, Any], committee: str
):
    """L1: a case without a type is missing from block D."""
    case = desk.cases.open({**facts, "dispute_type": None}, committee=committee)
    desk.procedure.accept(case, ACCEPTED)
    table = desk.statistics.table(date(2026, 3, 1), date(2026, 3, 31))
    assert [m.rule for m in table.mismatches] == ["L1"]


def test_the_register_on_paper_is_the_register_on_screen(desk: MediationService, many: list[str]):
    query = RegisterQuery(states=("mediating",), sort="number", descending=False, limit=2)
    shown = desk.register.page(replace(query, limit=1000)).rows
    lines = desk.register.lines(query)
    assert [line["number"] for line in lines] == [row.number for row in shown]
    assert {field.name for field in CASE_REGISTER.columns} <= lines[0].keys()


def test_names_that_touch_privacy_do_not_leave_by_the_register(
    desk: MediationService, many: list[str]
):
    desk.cases.save(many[0], {"restricted": True})
    (line,) = [x for x in desk.register.lines(RegisterQuery()) if x["uid"] == many[0]]
    assert line["parties"] == "***"
