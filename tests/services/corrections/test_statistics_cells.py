"""Every cell of the corrections tables against a second count, over a year of invented records.

What is put into the store is also kept in plain lists; each column is counted from those lists by a
few lines written from its words alone. Missed check-ins are proved by ``tests/rules``.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.models.base import new_uid
from app.models.corrections import (
    ControlChange,
    CorrectionsPaper,
    CorrectionsPerson,
    CorrectionsStep,
    CourtOrder,
)
from app.models.corrections_events import (
    CorrectionsIncident,
    CorrectionsInquiry,
    CorrectionsReoffence,
)
from app.models.sanctions import AbsenceEpisode, Positioning, Sanction
from app.models.supervision import CheckIn, HoursEntry, Leave, Suspension
from app.rules.periods import period_of
from app.services.corrections import CorrectionsService
from tests.services.corrections.test_statistics import CATEGORIES, wander

TODAY = date(2025, 12, 31)
ELSEWHERE = (
    *("daily_control_missed", "weekly_voice_missed"),
    *("monthly_meeting_missed", "home_visit_missed"),
)
BOOKS = ("enrolled", "lost", "out_of_control", "revocation_proposed", "moving_out", "term_ending")
GONE = ("released", "terminated", "moved_out")
OFFENCE_COLUMN = {
    "state_security": "state_security",
    "public_security": "public_security",
    "economic": "economic",
    "person": "person",
    "property": "property",
    "social_order": "social_order",
    "drugs": "social_order",
    "social_order_other": "social_order",
    "defence": "other",
    "bribery": "bribery",
    "dereliction": "other",
    "military": "other",
    None: "unknown",
}
SANCTIONS = (
    *("praise", "admonition", "warning", "public_security", "revoke_probation"),
    *("revoke_parole", "imprison", "arrest", "commutation"),
)
Row = dict[str, Any]


class Year:
    """A year of invented records, in the store and in lists."""

    def __init__(self, store: Any, seed: int) -> None:
        self.store, self.chance = store, random.Random(seed)
        self.rows: dict[str, list[Row]] = {}
        self.people: list[Row] = []
        with store.begin() as session:
            self._session = session
            for number in range(30):
                self._person(number)
            self._activities()

    def day(self) -> date:
        return date(2025, 1, 1) + timedelta(days=self.chance.randrange(365))

    def maybe(self, value: Any) -> Any:
        return value if self.chance.random() < 0.6 else None

    def put(self, model: type[Any], **values: Any) -> Row:
        row = {"uid": new_uid(), **values}
        self._session.add(model(office=self.store.office, **row))
        self.rows.setdefault(model.__tablename__, []).append(row)
        return row

    def _person(self, number: int) -> None:
        pick = self.chance.choice
        walk = wander(self.chance, date(2024, 6, 1) + timedelta(days=self.chance.randrange(500)))
        person = {
            "uid": new_uid(),
            "name": f"测{number}",
            "category": pick(CATEGORIES),
            "state": walk[-1][1],
            "received_on": walk[0][0],
            "effective_on": self.maybe(walk[0][0] - timedelta(days=3)),
            "sex": pick(["1", "2"]),
            "juvenile": self.chance.random() < 0.1,
            "birth_date": self.maybe(date(self.chance.randrange(1945, 2007), 3, 1)),
            "household": pick(["local", "province", "elsewhere", "abroad", None]),
            "offence_class": pick(list(OFFENCE_COLUMN)),
        }
        self._session.add(CorrectionsPerson(office=self.store.office, **person))
        person["steps"] = []
        self._session.flush()
        before = ""
        for on, after in walk:
            reason = None
            if after == "released":
                reason = pick(["expired", "pardon"])
            elif after == "terminated":
                reason = pick(
                    ["probation_revoked", "parole_revoked", "imprisoned", "died", "other"]
                )
            person["steps"].append((on, before, after, reason))
            self._session.add(
                CorrectionsStep(
                    office=self.store.office,
                    person_uid=person["uid"],
                    before=before,
                    after=after,
                    happened_on=on,
                    recorded_at=self.store.clock(),
                    reason=reason,
                )
            )
            self._session.flush()
            before = after
        self.people.append(person)
        self._records(person["uid"])

    def _records(self, uid: str) -> None:
        pick, day = self.chance.choice, self.day
        for _ in range(self.chance.randrange(3)):
            first = day()
            known = {"person_uid": uid}
            self.put(
                ControlChange,
                **known,
                control_class=pick(["strict", "ordinary", "lenient"]),
                from_on=day(),
            )
            self.put(
                Suspension,
                **known,
                kind="hospital",
                from_on=first,
                until_on=self.maybe(first + timedelta(days=40)),
            )
            self.put(
                CourtOrder,
                **known,
                kind="activity",
                content="测",
                from_on=first,
                until_on=first + timedelta(days=90),
            )
            self.put(
                Positioning,
                **known,
                ground="warned",
                from_on=first,
                until_on=first + timedelta(days=80),
                decided_by="测",
                decided_on=first,
                decision_number="测",
                removed_on=self.maybe(first + timedelta(days=30)),
            )
            self.put(
                Sanction,
                **known,
                kind=pick(SANCTIONS),
                conduct_on=first,
                facts="测",
                article="测",
                proposed_on=first,
                proposed_by="测",
                submitted_on=self.maybe(day()),
                result=pick(["approved", "refused", None]),
                decided_on=self.maybe(day()),
                revoked_on=TODAY if self.chance.random() < 0.2 else None,
            )
            self._leave(uid)
            done = self.maybe(day())
            self.put(
                CorrectionsInquiry,
                **known,
                commissioned_by="测法院",
                commission_received_on=day(),
                finished_on=done,
                inquiry_result=pick(["suitable", "unsuitable"]) if done else None,
                adopted=pick(["adopted", "not_adopted"]) if done else None,
                adopted_on=self.maybe(day()),
            )
            self.put(
                CorrectionsReoffence,
                **known,
                kind=pick(["administrative", "filed", "convicted"]),
                offence_class=pick(list(OFFENCE_COLUMN)),
                happened_on=day(),
                document_number="测",
            )
            self.put(
                CorrectionsIncident,
                **known,
                kind="other",
                happened_on=day(),
                facts="测",
                staff="测",
            )
            self.put(
                CheckIn,
                **known,
                kind=pick(["daily_control", "weekly_voice", "monthly_meeting", "home_visit"]),
                happened_on=first,
                happened_at=datetime(first.year, first.month, first.day, 9),
                late_entry=False,
                method="call",
                result="normal",
                values={},
            )
            form = pick(["c22_talk", "c27_mind", "c27_help", "c27_help", "c23"])
            kind = pick(["work", "school", "training", "low_income", "legal", "other"])
            self.put(
                CorrectionsPaper,
                **known,
                subject_uid=new_uid(),
                form=f"corrections.{form}",
                form_version="2020",
                dated_on=self.maybe(day()),
                values={"kind": kind} if form == "c27_help" else {},
            )
            if self.chance.random() < 0.2:
                self.put(
                    AbsenceEpisode,
                    **known,
                    cause="no_report",
                    first_absent_on=first,
                    discovered_on=first,
                )

    def _leave(self, uid: str) -> None:
        first = self.day()
        last = first + timedelta(days=self.chance.randrange(45))
        decided = self.maybe(self.day())
        approved = decided is not None and self.chance.random() < 0.7
        self.put(
            Leave,
            person_uid=uid,
            kind=self.chance.choice(["ordinary", "ordinary", "frequent"]),
            state=self.chance.choice(["away", "closed"]) if approved else "submitted",
            applied_on=self.day(),
            from_on=first,
            until_on=last,
            approved_from=first if approved else None,
            approved_until=last - timedelta(days=1) if approved and last > first else None,
            reason="medical",
            destination="测地",
            decided_tier=self.chance.choice(["office", "county", "superior"]) if decided else None,
            decided_on=decided,
            approved=approved if decided else None,
            late_days=self.chance.choice([None, None, 2]) if approved else None,
        )

    def _activities(self) -> None:
        for _ in range(40):
            activity = self.maybe(new_uid())
            who = self.chance.sample(self.people, self.chance.randrange(2, 6) if activity else 1)
            kind, on = self.chance.choice(["study", "service"]), self.day()
            for person in who:
                self.put(
                    HoursEntry,
                    person_uid=person["uid"],
                    kind=kind,
                    happened_on=on,
                    minutes=30 * self.chance.randrange(1, 5),
                    activity_uid=activity,
                )

    # --- the second count --------------------------------------------------------------------

    def state(self, person: Row, day: date) -> str:
        found = ""
        for on, _before, after, _reason in person["steps"]:
            if on <= day:
                found = after
        return found

    def count(self, first: date, last: date) -> dict[str, int]:
        """Every column by its words."""
        found: dict[str, int] = {}

        def add(key: str, yes: Any, amount: int = 1) -> None:
            found[key] = found.get(key, 0) + (amount if yes else 0)

        def held(day: date | None) -> bool:
            return day is not None and first <= day <= last

        def rows(table: str) -> list[Row]:
            return self.rows.get(table, [])

        for person in self.people:
            self._count_person(person, first, last, add, held)
        for row in rows("leave"):
            due = row["approved_until"] or row["until_on"]
            days = (due - (row["approved_from"] or row["from_on"])).days + 1
            yes = held(row["decided_on"])
            plain = yes and row["approved"] and row["kind"] != "frequent"
            add("leave_applied", held(row["applied_on"]))
            add("leave_refused", yes and not row["approved"])
            add("leave_frequent", yes and row["approved"] and row["kind"] == "frequent")
            add("leave_short", plain and days <= 7)
            add("leave_middle", plain and 7 < days <= 30)
            add("leave_long", plain and days > 30)
            for tier in ("office", "county", "superior"):
                add(f"leave_{tier}", plain and row["decided_tier"] == tier)
            late = row["late_days"] or (row["state"] == "away" and due < TODAY)
            add("leave_overdue", late and held(due + timedelta(days=1)))
        for row in rows("check_in"):
            add(f"{row['kind']}_done", held(row["happened_on"]))
        for kind in ("study", "service"):
            mine = [r for r in rows("hours_entry") if r["kind"] == kind and held(r["happened_on"])]
            found[f"{kind}_times"] = len(mine)
            found[f"{kind}_minutes"] = sum(r["minutes"] for r in mine)
            found[f"{kind}_sessions"] = len({r["activity_uid"] or r["uid"] for r in mine})
        for row in rows("sanction"):
            asked = row["kind"] in ("revoke_probation", "revoke_parole", "imprison")
            stands = row["revoked_on"] is None
            add("revocation_submitted", stands and asked and held(row["submitted_on"]))
            decided = stands and row["result"] == "approved" and held(row["decided_on"])
            add(f"sanction_{row['kind']}", decided)
        wearing = {
            row["person_uid"]
            for row in rows("positioning")
            if row["from_on"] <= last <= row["until_on"]
            and (row["removed_on"] is None or row["removed_on"] > last)
        }
        found["positioned"] = len(wearing)
        for row in rows("corrections_inquiry"):
            add("inquiry_received", held(row["commission_received_on"]))
            add("inquiry_finished", held(row["finished_on"]))
            for result in ("suitable", "unsuitable"):
                given = row["inquiry_result"] == result
                add(f"inquiry_{result}", given and held(row["finished_on"]))
            add("inquiry_adopted", row["adopted"] == "adopted" and held(row["adopted_on"]))
        again = newest_offences(
            [r for r in rows("corrections_reoffence") if held(r["happened_on"])]
        )
        found["reoffended"] = len(again)
        for code in again.values():
            add(f"reoffended_{OFFENCE_COLUMN[code]}", True)
            add("reoffended_drugs", code == "drugs")
        found["incidents"] = sum(held(r["happened_on"]) for r in rows("corrections_incident"))
        for row in rows("corrections_paper"):
            form, kind = row["form"], row["values"].get("kind")
            add("talks", form.endswith("c22_talk") and held(row["dated_on"]))
            add("mind_times", form.endswith("c27_mind") and held(row["dated_on"]))
            if form.endswith("c27_help"):
                own = kind in ("work", "school", "training", "low_income")
                add(f"helped_{kind if own else 'other'}", held(row["dated_on"]))
        return found

    def _count_person(
        self,
        person: Row,
        first: date,
        last: date,
        add: Callable[..., None],
        held: Callable[[date | None], bool],
    ) -> None:
        uid = person["uid"]
        add("opening", self.state(person, first - timedelta(days=1)) in BOOKS)
        for on, before, after, reason in person["steps"]:
            came = after in BOOKS and before not in BOOKS
            went = after in GONE and before in BOOKS
            add("new", came and held(on))
            add("new_moved_in", came and held(on) and before == "moving_in")
            add("received_total", came and on <= last)
            add("released_total", went and after == "released" and on <= last)
            add(after, went and held(on)) if after in GONE else None
            if after in ("released", "terminated"):
                add(f"{after}_{reason}", went and held(on))
            for word in ("lost", "out_of_control", "revocation_proposed"):
                add(word, after == word and held(on))
            back = before in ("lost", "out_of_control") and after == "enrolled"
            add("found", back and held(on))
        state = self.state(person, last)
        here = state in BOOKS
        add("closing", here)
        add(f"closing_{person['category']}", here)
        add("closing_male", here and person["sex"] == "1")
        add("closing_female", here and person["sex"] == "2")
        add("closing_juvenile", here and person["juvenile"])
        born = person["birth_date"]
        old = born is not None and date(born.year + 60, born.month, born.day) <= last
        add("closing_over60", here and old)
        local = {"local": "local", None: "unknown"}.get(person["household"], "elsewhere")
        add(f"closing_household_{local}", here)
        classes = [r for r in self.rows.get("control_change", []) if r["person_uid"] == uid]
        held_class = "unclassed"
        for row in sorted(classes, key=lambda r: r["from_on"]):  # stable: later rows win
            if row["from_on"] <= last:
                held_class = row["control_class"]
        add(f"closing_{held_class}", here)
        add(f"offence_{OFFENCE_COLUMN[person['offence_class']]}", here)
        add("offence_drugs", here and person["offence_class"] == "drugs")

        def during(table: str) -> bool:
            return any(
                r["person_uid"] == uid
                and r["from_on"] <= last
                and (r["until_on"] is None or r["until_on"] >= last)
                for r in self.rows.get(table, [])
            )

        add("closing_suspended", here and during("suspension"))
        add("closing_orders", here and during("court_order"))
        effective = person["effective_on"]
        late = effective is not None and effective + timedelta(days=10) < last
        searched = any(
            r["person_uid"] == uid and r["discovered_on"] <= last
            for r in self.rows.get("absence_episode", [])
        )
        awaited = state in ("expected", "overdue_report")
        add("unreceived", awaited and late and not searched)


def newest_offences(rows: list[Row]) -> dict[str, str | None]:
    """Person → the head under which their newest crime was written that says one."""
    found: dict[str, str | None] = {}
    for row in sorted(rows, key=lambda r: r["happened_on"]):  # stable: later rows win
        if row["kind"] != "administrative":
            found[row["person_uid"]] = row["offence_class"] or found.get(row["person_uid"])
    return found


PERIODS = [
    *(period_of("month", date(2025, month, 1)) for month in (2, 7, 11)),
    period_of("quarter", date(2025, 4, 1)),
    period_of("half", date(2025, 7, 1)),
    period_of("year", date(2025, 1, 1)),
]


@pytest.fixture(params=range(3))
def year(request, store, clock):
    clock.set(TODAY)
    return Year(store, request.param)


def test_every_cell_is_what_a_second_count_finds(year, store):
    """§6: months, a quarter, half a year and the year."""
    desk = CorrectionsService(store)
    for period in PERIODS:
        counted, second = desk.counted(period), year.count(period.first, period.last)
        columns = [c.key for c in counted.table.columns if c.key not in ELSEWHERE]
        found = {key: counted.figure(key) for key in columns}
        assert {k: (n, second.get(k, 0)) for k, n in found.items() if n != second.get(k, 0)} == {}
        assert set(second) - set(columns) <= {f"closing_{c}" for c in CATEGORIES}
        assert [check for check in counted.checks if not check.holds] == []
        for column in counted.table.columns:
            parts = sum(counted.figure(column.key, name) for name in counted.categories)
            assert counted.figure(column.key) == parts, column.key
            assert bool(counted.people(column.key)) == bool(counted.figure(column.key))


def test_the_rate_of_reoffending_names_who_is_above_and_below_the_line(year, store):
    period = PERIODS[-1]
    counted = CorrectionsService(store).counted(period)
    (rate,) = counted.rates
    whole = {*counted.people("opening"), *counted.people("new")}
    assert set(rate.whole) == whole
    assert set(rate.part) == set(counted.people("reoffended")) & whole
    assert rate.counts == f"{len(rate.part)}/{len(rate.whole)}"
    assert rate.against == rate.part


def test_no_table_of_the_year_holds_a_name(year, store):
    names = [person["name"] for person in year.people]
    for period in PERIODS:
        words = str(CorrectionsService(store).counted(period).rows(merge_small=True))
        assert not any(name in words for name in names)
