"""培训年度: what each person owes and has, who will miss it, and the table as it was reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import short_day
from app.forms.codes import label
from app.forms.training import YEAR_REGISTER
from app.forms.values import to_plain
from app.models.training import (
    Staff,
    TrainingYear,
)
from app.rules import training as rule
from app.rules.profiles import RuleBook
from app.rules.training_requirement import Away, RoleSpan
from app.services.access import Work
from app.services.base import Service
from app.services.rule_books import book
from app.services.training.facts import (
    absences,
    planned_sittings,
    sittings_attended,
    titles,
)
from app.services.training.staff import Post, TrainingRefused, find_staff, roles_by_staff

__all__ = ["PersonYear", "YearService", "seen_on"]

VERDICTS = {
    rule.Standing.MET: "达标",
    rule.Standing.SHORT: "未达标",
    rule.Standing.ON_TRACK: "进度正常",
    rule.Standing.BEHIND: "落后进度",
    rule.Standing.NO_DUTY: "无任务",
    rule.Standing.INCOMPLETE: "数据不全",
}


@dataclass(frozen=True, slots=True)
class PersonYear:
    """One person's year with its forecast; ``here`` when this office shows the line (T15)."""

    staff_uid: str
    name: str
    roles: tuple[str, ...]
    year: rule.TrainingYear
    forecast: rule.Forecast
    here: bool


def seen_on(year: int, day: date) -> date:
    """``day`` where it is in the year, else the day of the year nearest to it."""
    return min(max(day, date(year, 1, 1)), date(year, 12, 31))


class YearService(Service, work=Work.CASES):
    """Training days by year."""

    def year(self, year: int, *, as_of: date | None = None) -> list[PersonYear]:
        """Everybody with a post, an attendance or a duty in the year, seen on a day.

        ``as_of`` defaults to today within the year, otherwise to its last day.
        """
        day = self._as_of(year, as_of)
        with self._database.begin() as session:
            return self._people(session, day)

    def person(self, staff_uid: str, year: int, *, as_of: date | None = None) -> PersonYear:
        """One person's year."""
        day = self._as_of(year, as_of)
        with self._database.begin() as session:
            find_staff(session, self.office, staff_uid)
            (found,) = self._people(session, day, only=staff_uid)
            return found

    def table(self, year: int, *, as_of: date | None = None) -> list[dict[str, Any]]:
        """Rows of ``YEAR_REGISTER`` plus ``uid``: people this office answers for on that day."""
        return [self.row(p) for p in self.year(year, as_of=as_of) if p.here]

    def row(self, person: PersonYear) -> dict[str, Any]:
        """One line of the yearly table (``YEAR_REGISTER`` plus ``uid``)."""
        year = person.year
        return {
            "uid": person.staff_uid,
            "name": person.name,
            "role": _roles(person.roles),
            "required_days": _tenth(year.required.days),
            "credited_days": _tenth(year.confirmed),
            "short_days": max(_tenth(year.required.days) - _tenth(year.confirmed), Decimal(0)),
            "pending_days": _tenth(year.pending),
            "online_days": _tenth(year.online),
            "pace_days": _tenth(year.target.days),
            "verdict": VERDICTS[year.standing],
            "forecast": _forecast_text(person.forecast, year),
            "note": "；".join(filter(None, (*year.flags, year.online_note))),
        }

    def will_miss(self, year: int) -> list[PersonYear]:
        """Who will end the year short at the present pace and with what is planned (F27)."""
        return [p for p in self.year(year) if p.here and p.forecast.will_miss]

    def personal_record(
        self, staff_uid: str, year: int, *, as_of: date | None = None
    ) -> dict[str, Any]:
        """Values of the form ``PERSONAL_RECORD``."""
        found = self.person(staff_uid, year, as_of=as_of)
        with self._database.begin() as session:
            named = titles(session, self.office, {c.sitting.session for c in found.year.credits})
        mine = found.year
        return {
            "name": found.name,
            "role": _roles(found.roles),
            "year": year,
            "required_days": rule.shown(mine.required.days),
            "credited_days": rule.shown(mine.confirmed),
            "pending_days": rule.shown(mine.pending),
            "online_days": mine.online_note,
            "verdict": VERDICTS[mine.standing],
            "explanation": _explanation(mine),
            "sessions": [
                {
                    "held_on": short_day(c.sitting.day),
                    "title": named[c.sitting.session][0],
                    "organiser": named[c.sitting.session][1],
                    "sittings": label("sitting", c.sitting.part),
                    "days": rule.shown(c.days),
                    "proof": label("attendance_proof", c.sitting.proof),
                    "reason": c.reason,
                }
                for c in sorted(mine.credits, key=lambda c: (c.sitting.day, c.sitting.part))
            ],
        }

    # --- the year as reported --------------------------------------------------------------

    def freeze(self, year: int) -> None:
        """Keep the year's table as it stands now; later changes need a reason (F70, T22).

        Raises ``TrainingRefused`` for a year that was kept before.
        """
        rows = self.table(year)
        with self._database.begin() as session:
            if self._frozen(session, year):
                raise TrainingRefused(f"{year}年度的培训登记表已经上报过。")
            plain = [{"uid": r["uid"], **to_plain(YEAR_REGISTER.columns, r)} for r in rows]
            session.add(
                TrainingYear(office=self.office, year=year, frozen_on=self.today(), reported=plain)
            )

    def reported(self, year: int) -> tuple[date, list[dict[str, Any]]] | None:
        """The table as it was reported and on which day; ``None`` while the year is open."""
        with self._database.begin() as session:
            frozen = self._frozen(session, year)
            return (frozen.frozen_on, list(frozen.reported)) if frozen else None

    # --- inside one transaction ------------------------------------------------------------

    def _as_of(self, year: int, as_of: date | None) -> date:
        return seen_on(year, as_of or self.today())

    def _frozen(self, session: Session, year: int) -> TrainingYear | None:
        return session.scalars(
            select(TrainingYear).where(
                TrainingYear.office == self.office, TrainingYear.year == year
            )
        ).first()

    def _people(
        self, session: Session, as_of: date, *, only: str | None = None
    ) -> list[PersonYear]:
        rules = book(session, self.office, "training")
        staff = select(Staff).where(Staff.office == self.office)
        if only:
            staff = staff.where(Staff.uid == only)
        posts = roles_by_staff(session, self.office, [only] if only else None)
        away = absences(session, self.office)
        sittings = sittings_attended(session, self.office, as_of.year)
        planned = planned_sittings(session, self.office, as_of)
        found = []
        for person in session.scalars(staff.order_by(Staff.joined_on, Staff.name)):
            mine = posts.get(person.uid, [])
            attended = sittings.get(person.uid, [])
            if only or attended or any(_touches(post, as_of.year) for post in mine):
                absent = away.get(person.uid, [])
                found.append(self._reckon(person, mine, absent, attended, planned, as_of, rules))
        return found

    def _reckon(
        self,
        person: Staff,
        posts: list[Post],
        away: list[Away],
        sittings: list[rule.Sitting],
        to_come: list[tuple[set[str], rule.Sitting]],
        as_of: date,
        rules: RuleBook,
    ) -> PersonYear:
        roles = [RoleSpan(p.role, p.from_on, p.until_on, p.at_office) for p in posts]
        year = rule.training_year(sittings, roles, away, as_of, rules)
        expected = [
            sitting
            for wanted, sitting in to_come
            if not wanted or wanted & {p.role for p in posts if p.covers(sitting.day)}
        ]
        closing = date(as_of.year, 12, 31)
        whole = rule.training_year([*sittings, *expected], roles, away, closing, rules)
        planned = max(whole.confirmed - year.confirmed, Fraction(0))
        held = [p.role for p in posts if p.covers(as_of)] or [p.role for p in posts[-1:]]
        return PersonYear(
            staff_uid=person.uid,
            name=person.name,
            roles=tuple(held),
            year=year,
            forecast=rule.forecast(year, planned),
            here=year.office in {"", self.office},
        )


def _touches(post: Post, year: int) -> bool:
    return post.from_on.year <= year and (post.until_on is None or post.until_on.year >= year)


def _roles(roles: Iterable[str]) -> str:
    return "、".join(label("staff_role", role) for role in roles)


def _tenth(days: Fraction) -> Decimal:
    return Decimal(rule.shown(days))


def _explanation(year: rule.TrainingYear) -> str:
    rules = "；".join(dict.fromkeys(ruling.why for ruling in year.required.rulings))
    exact = f"{float(year.required.exact):.3f}"
    return f"折算{exact}天，取{rule.shown(year.required.days)}天。{rules}"


def _forecast_text(forecast: rule.Forecast, year: rule.TrainingYear) -> str:
    if not year.required.owes:
        return ""
    if not forecast.will_miss:
        return "可以完成"
    return f"按现在进度年底差{rule.shown(forecast.short)}天"
