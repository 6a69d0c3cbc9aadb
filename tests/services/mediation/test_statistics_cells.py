"""Every cell of the mediation tables against a second count, over a year of invented records (§4.1).

What is put into the store is also kept in plain lists; each column is counted from those lists by a
few lines written from its words alone.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.forms.codes import table
from app.forms.report_columns import PROPOSED, report_table
from app.models.base import new_uid
from app.models.mediation import Committee, MediationCase, Mediator, Party, StateChange
from app.models.reporting import ZeroReport
from app.rules.periods import KINDS, period_of
from app.services.mediation import MediationService
from app.services.mediation.statistics import SPLITS, split

TODAY = date(2025, 12, 31)
TYPES = [entry.code for entry in table("dispute_type").at(TODAY)]
SOURCES = [entry.code for entry in table("case_source").at(TODAY)]
VILLAGES = ["640122100200", "640122100201", None]
KIND = {
    "甲村调委会": "village",
    "乙村调委会": "village",
    "镇调委会": "township",
    "商会调委会": "social",
}
Row = dict[str, Any]


class Year:
    """A year of invented disputes, in the store and in lists."""

    def __init__(self, store: Any, seed: int) -> None:
        self.chance, self.office = random.Random(seed), store.office
        self.cases: list[Row] = []
        self.mediators: list[Row] = []
        with store.begin() as session:
            self._session = session
            self.committees = {
                name: self._put(Committee, name=name, short_name=name, kind=kind)
                for name, kind in KIND.items()
            }
            session.flush()
            for name, uid in self.committees.items():
                for number in range(self.chance.randrange(5)):
                    self._mediator(name, uid, number)
            for number in range(60):
                self._case(number)

    def day(self, after: date = date(2024, 11, 1)) -> date:
        return after + timedelta(days=self.chance.randrange(max(1, (TODAY - after).days)))

    def maybe(self, value: Any, share: float = 0.6) -> Any:
        return value if self.chance.random() < share else None

    def _put(self, model: type[Any], **values: Any) -> str:
        uid = values.setdefault("uid", new_uid())
        self._session.add(model(office=self.office, **values))
        return str(uid)

    def _mediator(self, committee: str, uid: str, number: int) -> None:
        pick = self.chance.choice
        begun = self.maybe(self.day(date(2020, 1, 1)), 0.8)
        row = {
            "name": f"测调{number}",
            "full_time": pick([True, False]),
            "sex": pick(["1", "2", None]),
            "ethnic_group": pick(["01", "03", None]),
            "post": pick(["主任", "委员", "聘任", None]),
            "area_code": pick(VILLAGES),
            "duty_area": pick(["东片", None]),
            "certificate_no": pick(["宁调001", None]),
            "certificate_until": self.maybe(self.day()),
            "from_on": begun,
            "until_on": self.maybe(self.day(begun or date(2024, 11, 1)), 0.3),
        }
        self._put(Mediator, committee_uid=uid, **row)
        self.mediators.append({**row, "kind": KIND[committee]})

    def _case(self, number: int) -> None:
        pick, uid = self.chance.choice, new_uid()
        committee = pick(list(KIND))
        steps, outcome, accepted = self._walk()
        row: Row = {
            "applied_on": self.maybe(steps[0][2] if steps else self.day()),
            "accepted_on": accepted,
            "agreed_on": steps_end(steps) if outcome == "success" else None,
            "state": steps[-1][1] if steps else "waiting",
            "source": pick(SOURCES),
            "dispute_type": pick(TYPES),
            "complex": pick([True, False]),
            "area_code": pick(VILLAGES),
            "people_count": pick([None, None, 7]),
            "averted": pick([None, None, "crime", "petition"]),
        }
        row["averted_people"] = pick([None, 4]) if row["averted"] else None
        if outcome == "success":
            row |= {
                "agreement_form": pick(["oral", "written"]),
                "amount": pick([None, 0, 1, 2_000_000, 12_345_678]),
                "performance": pick(["done", "part", "none", None]),
                "confirmation": pick(["none", "applied", "confirmed", "rejected", None]),
            }
        gone = self.chance.random() < 0.07
        self._put(
            MediationCase, uid=uid, committee_uid=self.committees[committee], deleted=gone, **row
        )
        self._session.flush()
        sides = ["applicant", "respondent", *self.chance.choices(["third"], k=pick([0, 1]))]
        heads = [pick([None, None, 12]) for _ in sides]
        for position, (side, head) in enumerate(zip(sides, heads, strict=True)):
            kind = "group" if head else "natural"
            self._put(
                Party,
                case_uid=uid,
                position=position,
                side=side,
                name=f"测当{position}",
                kind=kind,
                member_count=head,
            )
        for before, after, on in steps:
            self._put(StateChange, case_uid=uid, before=before, after=after, happened_on=on)
            self._session.flush()
        if not gone:
            people = row["people_count"]
            people = sum(head or 1 for head in heads) if people is None else people
            first = row["applied_on"] or accepted or (steps[0][2] if steps else None)
            self.cases.append(
                {
                    **row,
                    "uid": uid,
                    "committee": committee,
                    "steps": steps,
                    "outcome": outcome,
                    "people": people,
                    "asked": first,
                }
            )

    def _walk(self) -> tuple[list[tuple[str, str, date]], str, date | None]:
        """Steps as the procedure allows them; how it ended is known from the walk itself."""
        chance, day = self.chance.random(), self.day()
        if chance < 0.1:
            return [], "waiting", None
        if chance < 0.3:
            end = self.chance.choice(["declined", "withdrawn", "transferred"])
            return [("waiting", end, day)], end, None
        steps = [("waiting", "mediating", day)]
        if chance < 0.4:
            return steps, "open", day
        end = self.chance.choice(["succeeded", "succeeded", "failed", "withdrawn", "transferred"])
        steps.append(("mediating", end, self.day(day)))
        outcome = "success" if end == "succeeded" else end
        if chance < 0.6:
            steps.append((end, "filed", steps[-1][2]))
        if chance < 0.5:
            steps.append(("filed", "archived", steps[-1][2]))
        if chance > 0.95:
            steps.append((end, "mediating", steps[-1][2]))
            outcome = "open"
        return steps, outcome, day

    def count(self, first: date, last: date, cases: list[Row] | None = None) -> dict[str, Any]:
        """Every column of the case table by its words."""
        found: Counter[str] = Counter()

        def held(on: date | None) -> bool:
            return on is not None and first <= on <= last

        for case in self.cases if cases is None else cases:
            found["asked"] += held(case["asked"])
            for before, after, on in case["steps"]:
                found["declined"] += after == "declined" and held(on)
                found["withdrawn_before"] += (before, after) == ("waiting", "withdrawn") and held(
                    on
                )
                found["referred_out"] += after == "transferred" and held(on)
            if not held(case["accepted_on"]):
                continue
            found["total"] += 1
            found["people"] += case["people"]
            found["complex"] += case["complex"]
            found[f"committee.{KIND[case['committee']]}"] += 1
            found[f"source.{case['source']}"] += 1
            if case["source"].startswith("referred_"):
                found["source.referred"] += 1
            found[f"type.{case['dispute_type']}"] += 1
            if case["averted"]:
                found[f"averted.{case['averted']}.cases"] += 1
                found[f"averted.{case['averted']}.people"] += case["averted_people"] or 1
            found[case["outcome"]] += 1
            if case["outcome"] == "success":
                found[case["agreement_form"]] += 1
                found["fen"] += case["amount"] or 0
                state = {"done": "performed", "part": "performed_part"}
                found[state.get(case["performance"], "performed_none")] += 1
                asked = case["confirmation"] in ("applied", "confirmed", "rejected")
                found["confirmation_applied"] += asked
                found["confirmed"] += case["confirmation"] == "confirmed"
        fen = found.pop("fen", 0)
        return {**found, "amount": Decimal(fen) / 1_000_000}


def steps_end(steps: list[tuple[str, str, date]]) -> date:
    return next(on for _, after, on in steps if after == "succeeded")


PERIODS = [
    *(period_of("month", date(2025, month, 1)) for month in (1, 6, 12)),
    period_of("quarter", date(2025, 4, 1)),
    period_of("half", date(2025, 7, 1)),
    period_of("year", date(2025, 1, 1)),
]


@pytest.fixture(params=range(3))
def year(request, store, clock):
    clock.set(TODAY)
    return Year(store, request.param)


@pytest.fixture
def desk(store):
    return MediationService(store)


def test_every_cell_is_what_a_second_count_finds(year, desk):
    """Months, a quarter, half a year and the year."""
    for period in PERIODS:
        counted = desk.statistics.counted(period)
        second = year.count(period.first, period.last)
        columns = [c.key for c in counted.table.columns if not c.by_hand]
        found = {key: counted.shown(key, merge_small=False) for key in columns}
        assert {k: (n, second.get(k, 0)) for k, n in found.items() if n != second.get(k, 0)} == {}
        assert set(second) <= set(columns), "counted, and no column shows it"
        assert [
            check.words for check in counted.checks if not check.holds and check.level == "error"
        ] == []


@pytest.mark.parametrize("by", [one for one in SPLITS if one])
def test_a_table_that_is_split_adds_up_and_each_part_is_counted_alone(year, desk, by):
    """By committee, and by the village where the dispute was."""
    for period in PERIODS:
        counted = split(desk.statistics, by).counted(period)
        assert counted.code == f"mediation.{by}"
        for column in counted.table.columns:
            parts = sum(counted.figure(column.key, name) for name in counted.categories)
            assert counted.figure(column.key) == parts, column.key
        for name in counted.categories:
            mine = [
                case
                for case in year.cases
                if name == (case["committee"] if by == "committee" else words_of(case["area_code"]))
            ]
            second = year.count(period.first, period.last, mine)
            for column in counted.table.columns:
                if not column.by_hand and not column.money:
                    assert counted.figure(column.key, name) == second.get(column.key, 0)


def words_of(area: str | None) -> str:
    return table("village").label(area) or "未填发生地"


def test_the_county_counts_with_the_same_columns(year, desk):
    """One definition: the county's figures of an office are the office's own."""
    for period in PERIODS:
        counts = desk.statistics.table(period.first, period.last).counts
        counted = desk.statistics.counted(period)
        for column in counted.table.columns:
            if not column.by_hand:
                assert counts[column.key] == counted.shown(column.key, merge_small=False)
        assert set(counts) == {c.key for c in counted.table.columns if not c.by_hand}


def test_every_number_opens_its_cases(year, desk):
    """F69: a figure is the sum of what its cases are worth, and nothing else is listed."""
    period = PERIODS[-1]
    counted = desk.statistics.counted(period)
    for column in counted.table.columns:
        if column.by_hand:
            assert counted.people(column.key) == ()
            continue
        behind = desk.statistics.behind(period.first, period.last, column.key)
        assert sum(one.worth for one in behind) == counted.shown(column.key, merge_small=False)
        assert tuple(one.uid for one in behind) == counted.people(column.key)
        if column.unit == "件":
            assert len(behind) == counted.figure(column.key)


def test_the_rate_of_success_names_the_cases_above_and_below_the_line(year, desk):
    """§3.3: of all accepted cases, and of those that ended; 96 % is asked (贺司发〔2019〕13号)."""
    period = PERIODS[-1]
    counted = desk.statistics.counted(period)
    whole, ended = counted.rates
    assert set(whole.whole) == set(counted.people("total"))
    assert set(whole.part) == set(counted.people("success")) == set(ended.part)
    assert set(ended.whole) == set(counted.people("total")) - set(counted.people("open"))
    assert (whole.target, whole.met) == ("96%以上", False)
    assert set(whole.against) == set(whole.whole) - set(whole.part)


def test_no_table_holds_a_name(year, desk):
    for period in PERIODS:
        words = str(desk.statistics.counted(period).rows(merge_small=True))
        assert "测当" not in words
        roster = str(desk.roster_figures.counted(period).rows(merge_small=True))
        assert "测调" not in roster


def test_a_figure_of_which_no_record_is_kept_is_left_empty_and_no_nought(year, desk):
    counted = desk.statistics.counted(PERIODS[0])
    by_hand = [c.key for c in counted.table.columns if c.by_hand]
    assert by_hand == ["screenings", "found", "prevented"]
    assert {counted.shown(key, merge_small=False) for key in by_hand} == {""}
    assert not set(by_hand) & set(desk.statistics.table(date(2025, 1, 1), TODAY).counts)


def test_columns_that_were_not_read_anywhere_are_marked(year, desk):
    counted = desk.statistics.counted(PERIODS[0])
    marked = {row["label"] for row in counted.rows(merge_small=True) if PROPOSED in row["label"]}
    assert "涉及当事人数※" in marked
    assert "调解案件总数" not in {label.removesuffix(PROPOSED) for label in marked}
    assert PROPOSED in counted.grounds


def test_an_old_kind_of_dispute_that_was_counted_has_its_column(store, clock, desk):
    clock.set(TODAY)
    year = Year(store, 1)
    with store.begin() as session:
        case = next(c for c in year.cases if c["accepted_on"] and c["accepted_on"].year == 2025)
        session.get(MediationCase, (store.office, case["uid"])).dispute_type = "old_other"
    columns = {c.key for c in desk.statistics.counted(PERIODS[-1]).table.columns}
    assert "type.old_other" in columns
    assert "type.old_other" not in {c.key for c in report_table("mediation", TODAY).columns}


def test_the_months_stated_to_have_had_nothing_are_named(store, clock, desk):
    """F11."""
    clock.set(TODAY)
    with store.begin() as session:
        for month, duty in (("2025-02", "mediation"), ("2025-03", "corrections")):
            session.add(
                ZeroReport(
                    month=month,
                    duty=duty,
                    statement="没有。",
                    filled_by="测",
                    signed_by="测",
                    signed_on=TODAY,
                )
            )
    quarter = period_of("quarter", date(2025, 1, 1))
    assert desk.statistics.counted(quarter).remarks == ("已签零报告的月份：2025-02。",)
    assert desk.statistics.counted(period_of("month", TODAY)).remarks == ()


# --- committees and mediators ---------------------------------------------------------------------


def test_the_roster_is_what_a_second_count_finds(year, desk):
    for period in PERIODS:
        counted = desk.roster_figures.counted(period)
        last, before = period.last, period.first - timedelta(days=1)
        for name, kind in (
            ("", None),
            *((table("committee_kind").label(k), k) for k in dict.fromkeys(KIND.values())),
        ):
            mine = [m for m in year.mediators if kind in (None, m["kind"])]
            here = [m for m in mine if in_office(m, last)]
            certified = [m for m in here if m["certificate_no"]]
            over = [
                m for m in certified if m["certificate_until"] and m["certificate_until"] < last
            ]
            second = {
                "committees": sum(kind in (None, k) for k in KIND.values()),
                "committees_term_over": 0,
                "members": sum(m["post"] in ("主任", "委员") for m in here),
                "mediators": len(here),
                "full_time": sum(m["full_time"] for m in here),
                "part_time": sum(not m["full_time"] for m in here),
                "female": sum(m["sex"] == "2" for m in here),
                "minority": sum(m["ethnic_group"] == "03" for m in here),
                "with_village": sum(bool(m["area_code"] or m["duty_area"]) for m in here),
                "certified": len(certified) - len(over),
                "certificate_over": len(over),
                "uncertified": len(here) - len(certified),
                "appointed": sum(
                    bool(m["from_on"]) and period.first <= m["from_on"] <= last for m in mine
                ),
                "left": sum(bool(m["until_on"]) and before <= m["until_on"] < last for m in mine),
            }
            found = {c.key: counted.figure(c.key, name) for c in counted.table.columns}
            assert found == second, (period.words, name)
        wrong = [c for c in counted.checks if not c.holds and c.level == "error"]
        assert wrong == []


def in_office(mediator: Row, on: date) -> bool:
    begun = mediator["from_on"] is None or mediator["from_on"] <= on
    return begun and (mediator["until_on"] is None or mediator["until_on"] >= on)


def test_every_period_can_be_chosen(year, desk):
    assert {period.kind for period in PERIODS} == set(KINDS)
