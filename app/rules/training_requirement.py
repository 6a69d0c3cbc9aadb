"""How many training days a person owes in a year, and how many by today.

Office standards §4.2 (贺司发〔2019〕13号, part 4: 15 days for a head, 10 for three other posts). All
arithmetic is exact; the one rounding, up to half a day, comes at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.rules.calendar import DAY
from app.rules.profiles import RuleBook, Ruling


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A post held from ``first`` to ``last``, both included; ``last`` open while held."""

    role: str
    first: date
    last: date | None = None
    office: str = ""

    def covers(self, day: date) -> bool:
        """Whether the post was held that day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Away:
    """Sick leave, secondment and the like, both days included."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is owed: the exact sum and the days it is rounded up to, with the rules that decided."""

    exact: Fraction
    days: Fraction
    rulings: tuple[Ruling, ...]

    @property
    def owes(self) -> bool:
        """Whether any post of the year has a requirement at all."""
        return self.exact > 0


def requirement(
    roles: Sequence[RoleSpan], away: Sequence[Away], year: int, rules: RuleBook
) -> Requirement:
    """The days owed for the whole year.

    By days in role, two posts at once giving the higher; a recorded absence of thirty days or more
    leaves the days. The switches ``training.part_year`` and ``training.role_change`` choose the full
    sum, that of the year's last post, or the highest.
    """
    return _owed(roles, away, date(year, 12, 31), rules, scaled=False)


def pace(
    roles: Sequence[RoleSpan], away: Sequence[Away], as_of: date, rules: RuleBook
) -> Requirement:
    """What should be done by ``as_of``: the share of the year's days gone by, rounded up.

    For somebody in one post all year that is the requirement times elapsed days over days in the
    year; for others the days in post that have gone by.
    """
    return _owed(roles, away, as_of, rules, scaled=True)


def year_days(year: int) -> list[date]:
    """Every day of the year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def rounded_up(days: Fraction, step: Fraction) -> Fraction:
    """The next multiple of ``step``, or the number itself if it is one."""
    return -(-days // step) * step


def _owed(
    roles: Sequence[RoleSpan], away: Sequence[Away], until: date, rules: RuleBook, *, scaled: bool
) -> Requirement:
    opening = date(until.year, 1, 1)
    every = year_days(until.year)
    absent = _long_absences(away, rules, opening)
    annual: dict[date, Ruling] = {}
    for day in every:
        held = [_required(span.role, rules, opening) for span in roles if span.covers(day)]
        if held:
            annual[day] = max(held, key=lambda ruling: ruling.decimal)
    exact = _by_switch(annual, absent, every, until, rules)
    if exact is None:
        exact = _sum(annual, absent, until) / len(every)
    elif scaled:
        exact = exact * ((until - opening).days + 1) / len(every)
    step = Fraction(rules.resolve("training.rounding_step", opening).decimal)
    used = tuple(dict.fromkeys(annual.values()))
    return Requirement(exact, rounded_up(exact, step), used)


def _by_switch(
    annual: dict[date, Ruling],
    absent: frozenset[date],
    every: Sequence[date],
    until: date,
    rules: RuleBook,
) -> Fraction | None:
    """The year's full sum where a switch asks for it; nothing where days are counted."""
    opening = every[0]
    change = rules.resolve("training.role_change", opening).text
    if not annual:
        return Fraction(0)
    if change == "year_end":
        return Fraction(annual[max(annual)].decimal)
    if change == "highest":
        return Fraction(max(ruling.decimal for ruling in annual.values()))
    if rules.resolve("training.part_year", opening).text == "full":
        return _sum(annual, frozenset(), every[-1]) / len(annual)
    return None


def _sum(annual: dict[date, Ruling], absent: frozenset[date], until: date) -> Fraction:
    return sum(
        (Fraction(r.decimal) for day, r in annual.items() if day <= until and day not in absent),
        Fraction(0),
    )


def _required(role: str, rules: RuleBook, opening: date) -> Ruling:
    return rules.resolve("training.required_days", opening, cls=role)


def _long_absences(away: Sequence[Away], rules: RuleBook, opening: date) -> frozenset[date]:
    """The days of absences long enough; one still open lasts to the year's end at least."""
    least = rules.resolve("training.absence_min_days", opening).integer
    closing = opening.replace(month=12, day=31)
    days: set[date] = set()
    for stretch in away:
        last = stretch.last or max(closing, stretch.first)
        if (last - stretch.first).days + 1 >= least:
            first = max(stretch.first, opening)
            length = (min(last, closing) - first).days + 1
            days.update(first + i * DAY for i in range(length))
    return frozenset(days)
