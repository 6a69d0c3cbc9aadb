"""Training days: what one person's attendance is worth in a year, and how that stands.

Office standards §4.2 and its worked examples T1 to T22. A sitting (上午, 下午) is half a day; evenings
and online hours are turned into days at so many 学时 a day. Nothing is rounded but the requirement;
every sitting that does not count says why. Days are exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction

from app.days import show_date
from app.rules.profiles import RuleBook
from app.rules.training_requirement import (
    Away,
    Requirement,
    RoleSpan,
    pace,
    requirement,
)

HALF = Fraction(1, 2)
ONLINE = "online"
LECTURER = "lecturer"
SIGNED, CERTIFICATE = "signed", "certificate"
"""Codes of ``resources/codes``: training_form, attendance_capacity, attendance_proof."""

_WHOLE_SITTINGS = frozenset({"morning", "afternoon"})
_HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person at one sitting. ``hours`` (学时) only where no half day applies."""

    session: str
    day: date
    part: str
    form: str
    level: str
    proof: str = SIGNED
    capacity: str = "learner"
    hours: Fraction | None = None
    rotation: bool = False
    """Whether the session was held for mediators (调解员轮训)."""
    induction: bool = False


class Worth(Enum):
    """What a sitting came to, the best first."""

    CONFIRMED = "confirmed"
    PENDING = "pending"  # 待核: a certificate but no signature
    APART = "apart"  # 网络学习, shown apart
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Credit:
    """One sitting, the days it is worth, and why it is not worth more."""

    sitting: Sitting
    days: Fraction
    worth: Worth
    reason: str = ""


class Standing(Enum):
    """How a person's year stands; the comment is what the table prints."""

    MET = "met"  # 达标
    SHORT = "short"  # 未达标
    ON_TRACK = "on_track"  # 进度正常
    BEHIND = "behind"  # 落后进度
    NO_DUTY = "no_duty"  # 无任务
    INCOMPLETE = "incomplete"  # 数据不全


@dataclass(frozen=True, slots=True)
class TrainingYear:
    """One person's year, seen on a day. Days are exact; ``shown`` writes them."""

    year: int
    as_of: date
    required: Requirement
    target: Requirement
    """What should be done by ``as_of``."""
    confirmed: Fraction
    pending: Fraction
    online: Fraction
    online_counted: Fraction
    credits: tuple[Credit, ...]
    flags: tuple[str, ...]
    standing: Standing
    office: str
    """Where the person is on ``as_of``, or was last."""

    @property
    def missing(self) -> Fraction:
        """Days still to do in the year."""
        return max(self.required.days - self.confirmed, Fraction(0))

    @property
    def online_note(self) -> str:
        """网络学习 3.0天(未计入), or nothing."""
        if not self.online:
            return ""
        counted = f"计入{shown(self.online_counted)}天" if self.online_counted else "未计入"
        return f"网络学习{shown(self.online)}天（{counted}）"

    @property
    def rotation_from(self) -> date | None:
        """The day the person first sat in a mediators' session this year, if they did (I-12)."""
        return min(
            (
                c.sitting.day
                for c in self.credits
                if c.sitting.rotation
                and c.sitting.capacity != LECTURER
                and c.sitting.proof in {SIGNED, CERTIFICATE}
            ),
            default=None,
        )

    @property
    def induction(self) -> Fraction:
        """Confirmed days of induction training (上岗培训), which count as ordinary days too."""
        days = [c.days for c in self.credits if c.sitting.induction and c.worth is Worth.CONFIRMED]
        return sum(days, Fraction(0))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where the year leads."""

    at_this_pace: Fraction
    with_planned: Fraction
    short: Fraction
    """Days missing at the year's end on the better of the two views; 0 if none."""

    @property
    def will_miss(self) -> bool:
        """Whether the requirement will be missed."""
        return self.short > 0


def training_year(
    sittings: Iterable[Sitting],
    roles: Sequence[RoleSpan],
    away: Sequence[Away],
    as_of: date,
    rules: RuleBook,
) -> TrainingYear:
    """One person's year up to ``as_of``; sittings of other years and later days are left out."""
    opening = date(as_of.year, 1, 1)
    mine = [s for s in sittings if opening <= s.day <= as_of]
    judged = _best_first(_judge(s, roles, rules) for s in mine)
    kept, flags = _one_per_sitting(_once(judged))
    capped = _capped(kept, Fraction(rules.resolve("training.date_cap_days", opening).decimal))
    required = requirement(roles, away, as_of.year, rules)
    online = _total(capped, Worth.APART)
    cap = Fraction(rules.resolve("training.online_cap_percent", opening).decimal) / 100
    online_counted = min(online, required.days * cap)
    confirmed = _total(capped, Worth.CONFIRMED) + online_counted
    target = pace(roles, away, as_of, rules)
    return TrainingYear(
        year=as_of.year,
        as_of=as_of,
        required=required,
        target=target,
        confirmed=confirmed,
        pending=_total(capped, Worth.PENDING),
        online=online,
        online_counted=online_counted,
        credits=tuple(capped),
        flags=flags,
        standing=_standing(confirmed, required, target, as_of, capped),
        office=_office(roles, as_of),
    )


def forecast(year: TrainingYear, planned: Fraction = Fraction(0)) -> Forecast:
    """Where the year ends at this pace, and with the days already planned."""
    gone, whole = year.target.exact, year.required.exact
    at_this_pace = year.confirmed * whole / gone if gone else year.confirmed
    with_planned = year.confirmed + planned
    short = max(year.required.days - max(at_this_pace, with_planned), Fraction(0))
    return Forecast(at_this_pace, with_planned, short)


def attainment(years: Iterable[TrainingYear]) -> tuple[int, int]:
    """How many reached their requirement, and how many have one (I-11)."""
    owing = [year for year in years if year.required.owes]
    return sum(year.confirmed >= year.required.days for year in owing), len(owing)


def induction_problem(year: TrainingYear, rules: RuleBook) -> str:
    """What a new entrant's induction lacks (E-1: five days, for reference); or nothing."""
    least = rules.resolve("training.induction_min_days", date(year.year, 1, 1))
    if year.induction >= Fraction(least.decimal):
        return ""
    return f"上岗培训{shown(year.induction)}天，不足{least.decimal}天（{least.why}）"


def removal_problem(*, confirmed: bool, frozen: bool) -> str:
    """Why an attendance may not be deleted (T22); or nothing."""
    if frozen and confirmed:
        return "本年度培训台账已上报冻结，已确认的参训记录不能删除；请登记更正并写明原因。"
    return ""


def shown(days: Fraction) -> str:
    """One decimal, rounded down: 9.75 days are shown as 9.7 and never pass for ten."""
    tenths = int(days * 10)
    return f"{tenths // 10}.{tenths % 10}"


def _best_first(judged: Iterable[Credit]) -> list[Credit]:
    """By day, what is worth most before what is worth less, so that the best is kept."""
    order = list(Worth)
    return sorted(
        judged, key=lambda c: (c.sitting.day, order.index(c.worth), -c.days, c.sitting.session)
    )


def _once(judged: Iterable[Credit]) -> list[Credit]:
    """A session entered twice under one id counts once."""
    found: dict[tuple[str, date, str], Credit] = {}
    for credit in judged:
        found.setdefault((credit.sitting.session, credit.sitting.day, credit.sitting.part), credit)
    return list(found.values())


def _judge(sitting: Sitting, roles: Sequence[RoleSpan], rules: RuleBook) -> Credit:
    """What the sitting is worth by itself."""
    opening = date(sitting.day.year, 1, 1)
    days = _length(sitting, rules, opening)
    if reason := _refusal(sitting, roles, rules, opening):
        return Credit(sitting, Fraction(0), Worth.NOTHING, reason)
    if sitting.form == ONLINE:
        return Credit(sitting, days, Worth.APART, "网络学习另列")
    if sitting.proof == CERTIFICATE:
        return Credit(sitting, days, Worth.PENDING, "只有证书没有签到，待核")
    return Credit(sitting, days, Worth.CONFIRMED)


def _length(sitting: Sitting, rules: RuleBook, opening: date) -> Fraction:
    if sitting.part in _WHOLE_SITTINGS:
        return HALF
    per_day = Fraction(rules.resolve("training.hours_per_day", opening).decimal)
    return (sitting.hours or Fraction(0)) / per_day


def _refusal(sitting: Sitting, roles: Sequence[RoleSpan], rules: RuleBook, opening: date) -> str:
    """Why the sitting is worth nothing; or nothing."""
    levels = rules.resolve("training.county_levels", opening).texts
    forms = rules.resolve("training.counted_forms", opening).texts
    lecturing = sitting.capacity == LECTURER
    checks = (
        (not any(role.covers(sitting.day) for role in roles), "当日没有登记岗位，数据不全"),
        (
            lecturing and not rules.resolve("training.lecturer_counted", opening).flag,
            "授课不计学时",
        ),
        (sitting.form not in {*forms, ONLINE}, "这种形式不计入培训天数"),
        (
            rules.resolve("training.county_level_only", opening).flag
            and sitting.level not in levels,
            "只计县级以上集中培训",
        ),
        (sitting.proof not in {SIGNED, CERTIFICATE}, "没有签到"),
        (sitting.part not in _WHOLE_SITTINGS and not sitting.hours, "没有填学时"),
    )
    return next((reason for holds, reason in checks if holds), "")


def _one_per_sitting(judged: Sequence[Credit]) -> tuple[list[Credit], tuple[str, ...]]:
    """One date and sitting counts once, whichever session; the best of them stays, flagged."""
    best: dict[tuple[object, ...], Credit] = {}
    dropped: list[Credit] = []
    flags = []
    for credit in judged:
        sitting = credit.sitting
        apart = sitting.part == _HOURS or credit.worth in {Worth.APART, Worth.NOTHING}
        key = (sitting.day, sitting.part, sitting.session if apart else "")
        if key not in best:
            best[key] = credit
            continue
        reason = "同一日期同一时段已计入另一班次"
        dropped.append(replace(credit, days=Fraction(0), worth=Worth.NOTHING, reason=reason))
        flags.append(f"{show_date(sitting.day)}同一时段登记了两个班次，只计一次。")
    return [*best.values(), *dropped], tuple(flags)


def _capped(kept: Sequence[Credit], cap: Fraction) -> list[Credit]:
    """At most one day on a date; what is confirmed goes before what is pending."""
    left: dict[date, Fraction] = {}
    capped = []
    for credit in sorted(kept, key=lambda c: (c.sitting.day, c.worth is not Worth.CONFIRMED)):
        if credit.worth not in {Worth.CONFIRMED, Worth.PENDING}:
            capped.append(credit)
            continue
        room = left.get(credit.sitting.day, cap)
        days = min(credit.days, room)
        left[credit.sitting.day] = room - days
        reason = credit.reason if days == credit.days else f"当日最多计{shown(cap)}天"
        capped.append(replace(credit, days=days, reason=reason))
    return capped


def _total(credits_: Iterable[Credit], worth: Worth) -> Fraction:
    return sum((c.days for c in credits_ if c.worth is worth), Fraction(0))


def _standing(
    confirmed: Fraction,
    required: Requirement,
    target: Requirement,
    as_of: date,
    credits_: Iterable[Credit],
) -> Standing:
    if required.owes and confirmed >= required.days:
        return Standing.MET
    if any("数据不全" in c.reason for c in credits_):
        return Standing.INCOMPLETE
    if not required.owes:
        return Standing.NO_DUTY
    if (as_of.month, as_of.day) == (12, 31):
        return Standing.SHORT
    return Standing.ON_TRACK if confirmed >= target.days else Standing.BEHIND


def _office(roles: Sequence[RoleSpan], as_of: date) -> str:
    """The office of the latest post begun by then."""
    begun = [role for role in roles if role.first <= as_of]
    return max(begun, key=lambda r: (r.covers(as_of), r.first)).office if begun else ""
