"""Leave of a person under community corrections: how long, who approves, by when to apply.

The rules of the day of application decide (社区矫正法 27; 司发通〔2020〕59号, articles 26 to 29; before
2020-07-01 司发通〔2012〕12号, article 13). The answer explains itself line by line, so that the office
can defend it; it never approves anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from app.days import show_date
from app.rules.leave_window import (
    Span,
    Window,
    continuous_days,
    days_from_to,
    days_out,
    fullest_window,
)
from app.rules.profiles import RuleBook, Ruling
from app.rules.terms import last_day_of_months


class Tier(Enum):
    """Who decides: codes of ``resources/codes/leave_tier.toml``."""

    OFFICE = "office"
    COUNTY = "county"
    SUPERIOR = "superior"
    FORBIDDEN = "forbidden"


_DECIDES = {
    Tier.OFFICE: "司法所",
    Tier.COUNTY: "县级社区矫正机构",
    Tier.SUPERIOR: "上一级社区矫正机构",
}


ABROAD = "出境不是请假：社区矫正期间不准出境，不予受理，按出入境报备办理。"
INSIDE = "在批准的活动范围内，无需请假。"


@dataclass(frozen=True, slots=True)
class LeaveRequest:
    """What the person asks for. ``extends``: the leave this one continues (展期)."""

    start: date
    end: date
    applied_on: date
    extends: Span | None = None
    emergency: bool = False
    """紧急外出补办: left first, applied afterwards with an explanation."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the office knows about the person on the day of application."""

    delegated: bool
    """Whether a delegation to approve leave of up to seven days was in force."""
    sentence_end: date | None = None
    absent: bool = False
    """Whether an unapproved absence is still open."""
    order_conflict: bool = False
    """Whether a 禁止令 in force may stand against the leave; then the county has to look at it."""
    entry_until: date | None = None
    """The last day of the entry period (入矫教育), if the county has one."""


@dataclass(frozen=True, slots=True)
class LeaveDecision:
    """Who must decide, and all that led to it. ``problems`` bar the request as it stands."""

    tier: Tier
    end: date
    """The last day that can be approved: the end asked for, or the end of the term."""
    days: int
    continuous: int
    window: Window | None
    apply_by: date | None
    needs_filing: bool
    """Whether an approval by the office must be reported to the county (备案)."""
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    explanation: tuple[str, ...]
    ruling: Ruling
    """The rule that decided the tier."""
    asked: frozenset[date] = frozenset()
    """The days asked for, as they count."""
    others: frozenset[date] = frozenset()
    """Days of other leaves that count beside them, earlier and later."""

    @property
    def decides(self) -> str:
        """The body that decides, in words; for a leave nobody may grant, that."""
        return _DECIDES.get(self.tier, "不得批准")


@dataclass(frozen=True, slots=True)
class FrequentPermit:
    """经常性跨市、县活动: the days a permit is valid, the places, and what is wrong with it."""

    first: date
    last: date
    places: frozenset[str]
    problems: tuple[str, ...]
    ruling: Ruling

    def covers(self, place: str, day: date) -> bool:
        """Whether a trip to a county (six digits or more) needs no leave of its own."""
        listed = any(place.startswith(code) for code in self.places)
        return not self.problems and listed and self.first <= day <= self.last


def decide_leave(
    request: LeaveRequest, others: Sequence[Span], person: Circumstances, rules: RuleBook
) -> LeaveDecision:
    """Who must decide on ``request`` beside the approved and taken leaves ``others``.

    A leave that this request changes (变更) is left out of ``others`` by the caller.
    """
    on = request.applied_on
    counting = rules.resolve("leave.day_count", on).text
    end, capped = _capped(request.end, person.sentence_end)
    asked = days_from_to(request.start, end, counting)
    problems = _problems(request, others, person, rules)
    if not asked:
        return _impossible(request, end, problems, rules)
    frequent_counts = rules.resolve("leave.frequent_counts_in_window", on).flag
    away = days_out(others, counting, frequent_counts=frequent_counts)
    continuous = continuous_days(asked, away)
    window = _window(asked, away - asked, rules, on)
    tier, ruling, lines = _tier(continuous, window, person, rules, on)
    apply_by = _apply_by(request, rules)
    first = f"{show_date(request.start)}至{show_date(end)}，共{len(asked)}天。"
    if continuous > len(asked):
        first += f"与前后外出相连，连续{continuous}天。"
    return LeaveDecision(
        tier=tier,
        end=end,
        days=len(asked),
        continuous=continuous,
        window=window,
        apply_by=apply_by,
        needs_filing=tier is Tier.OFFICE
        and rules.resolve("leave.office_needs_delegation", on).flag,
        problems=problems,
        warnings=_warnings(request, person, rules, apply_by=apply_by, capped=capped),
        explanation=(first, *lines),
        ruling=ruling,
        asked=asked,
        others=away - asked,
    )


def frequent_permit(
    start: date,
    approved_on: date,
    places: Iterable[str],
    rules: RuleBook,
    sentence_end: date | None = None,
) -> FrequentPermit:
    """A permit for frequent travel, valid for six months at most (59号 29), to the listed places."""
    ruling = rules.resolve("leave.frequent_valid_months", approved_on)
    months = ruling.integer_or_none
    listed = frozenset(places)
    problems = []
    if start < approved_on:
        problems.append("起始日早于批准日：经常性外出不得事后补批。")
    if not listed:
        problems.append("没有写明经常性去往的市、县。")
    if months is None:
        problems.append(f"“{ruling.profile.name}”没有经常性跨市、县活动的规定，按每次外出请假。")
    last = last_day_of_months(start, months) if months else start
    if sentence_end is not None and sentence_end < last:
        last = sentence_end
    return FrequentPermit(start, last, listed, tuple(problems), ruling)


def destination_advice(
    place: str, *, area: Iterable[str], abroad: bool = False, banned: Iterable[str] = ()
) -> tuple[bool, str]:
    """Whether a destination needs leave, and what to say about it.

    ``place`` and ``area`` are division codes; ``area`` is the person's 活动范围 set by the county
    (59号 26: districts of one city proper are no departure). ``banned`` are places of a 禁止令.
    """
    if abroad:
        return True, ABROAD
    if any(place.startswith(code) for code in banned):
        return True, "目的地在禁止令范围内，须由县级社区矫正机构处理，本所不得批准。"
    if any(place.startswith(code) for code in area):
        return False, INSIDE
    return True, ""


def _capped(end: date, sentence_end: date | None) -> tuple[date, bool]:
    if sentence_end is not None and end > sentence_end:
        return sentence_end, True
    return end, False


def _window(
    asked: frozenset[date], away: frozenset[date], rules: RuleBook, on: date
) -> Window | None:
    """The fullest window, where the rules of the day know one at all."""
    months = rules.resolve("leave.window_months", on).integer_or_none
    return fullest_window(asked, away, months) if months else None


def _tier(
    continuous: int, window: Window | None, person: Circumstances, rules: RuleBook, on: date
) -> tuple[Tier, Ruling, list[str]]:
    county_max = rules.resolve("leave.county_max_days", on)
    above = rules.resolve("leave.above_county", on)
    lines = []
    beyond: Ruling | None = None
    if continuous > county_max.integer:
        beyond = county_max
        lines.append(f"连续{continuous}天，超过{county_max.integer}天（{county_max.why}）。")
    window_max = rules.resolve("leave.window_max_days", on)
    if window is not None:
        limit = window_max.integer
        over = window.days > limit
        lines.append(
            f"两个月窗口{show_date(window.first)}至{show_date(window.last)}内累计{window.days}天"
            f"（本次{window.requested}天，其他{window.other}天），{'超过' if over else '未超过'}{limit}天"
            f"（{window_max.why}）。"
        )
        beyond = window_max if over else beyond
    if beyond is not None:
        forbidden = above.text == "forbidden"
        lines.append(
            f"{'不得批准' if forbidden else '报上一级社区矫正机构批准'}（{above.ground}）。"
        )
        return (Tier.FORBIDDEN if forbidden else Tier.SUPERIOR), above, lines
    return _below(continuous, person, rules, on, lines)


def _below(
    continuous: int, person: Circumstances, rules: RuleBook, on: date, lines: list[str]
) -> tuple[Tier, Ruling, list[str]]:
    """Office or county, once the limits of the county are kept."""
    office_max = rules.resolve("leave.office_max_days", on)
    delegation = rules.resolve("leave.office_needs_delegation", on)
    if continuous > office_max.integer:
        lines.append(f"超过{office_max.integer}天，由县级社区矫正机构批准（{office_max.why}）。")
        return Tier.COUNTY, office_max, lines
    if delegation.flag and not person.delegated:
        lines.append(f"申请日没有县级的委托，由县级社区矫正机构批准（{delegation.why}）。")
        return Tier.COUNTY, delegation, lines
    if person.absent:
        lines.append("有未经批准的离开尚未处理，本所不得批准，报县级社区矫正机构。")
        return Tier.COUNTY, office_max, lines
    if person.order_conflict:
        lines.append(
            "外出期间有禁止令，与目的地或者事由有冲突或者没有核对，由县级社区矫正机构处理。"
        )
        return Tier.COUNTY, office_max, lines
    filing = "，并报县级备案" if delegation.flag else ""
    lines.append(f"{office_max.integer}天以内，由司法所批准{filing}（{office_max.why}）。")
    return Tier.OFFICE, office_max, lines


def _problems(
    request: LeaveRequest, others: Sequence[Span], person: Circumstances, rules: RuleBook
) -> tuple[str, ...]:
    problems = []
    if request.end < request.start:
        problems.append("返回日早于离开日。")
    if person.sentence_end is not None and request.start > person.sentence_end:
        problems.append("离开日在矫正期满之后。")
    if request.applied_on > request.start and not request.emergency:
        problems.append("申请日晚于离开日：不得事后补批，确属紧急的按紧急外出补办。")
    if not rules.resolve("leave.overlap_allowed", request.applied_on).flag:
        problems += [
            f"与{show_date(s.first)}至{show_date(s.last)}的外出重叠；展期或者变更的请选用原外出。"
            for s in others
            if not s.frequent and s.first <= request.end and request.start <= s.last
        ]
    if before := request.extends:
        if request.start != before.end + timedelta(days=1):
            problems.append(f"展期应从{show_date(before.end + timedelta(days=1))}起算。")
        if request.applied_on > before.end:
            problems.append("原批准的外出已经期满，不能展期，按逾期未归处理。")
    return tuple(problems)


def _warnings(
    request: LeaveRequest,
    person: Circumstances,
    rules: RuleBook,
    *,
    apply_by: date | None,
    capped: bool,
) -> tuple[str, ...]:
    warnings = []
    if apply_by is not None and request.applied_on > apply_by:
        warnings.append(f"一般应在{show_date(apply_by)}以前申请，请附情况说明。")
    if capped and person.sentence_end is not None:
        warnings.append(
            f"矫正期到{show_date(person.sentence_end)}届满，只能批准到该日；解矫手续返回后办理。"
        )
    if person.entry_until is not None and request.start <= person.entry_until:
        ruling = rules.resolve("leave.entry_period_warns", request.applied_on)
        if ruling.flag:
            warnings.append(f"尚在入矫初期（至{show_date(person.entry_until)}），请从严掌握。")
    if request.extends is not None:
        warnings.append(f"展期批准以前，仍应在{show_date(request.extends.end)}以前返回。")
    return tuple(warnings)


def _apply_by(request: LeaveRequest, rules: RuleBook) -> date | None:
    """Three days before leaving, as a rule (59号 27); an extension is asked for while away."""
    if request.extends is not None:
        return None
    advance = rules.resolve("leave.advance_days", request.applied_on).integer_or_none
    return None if advance is None else request.start - timedelta(days=advance)


def _impossible(
    request: LeaveRequest, end: date, problems: tuple[str, ...], rules: RuleBook
) -> LeaveDecision:
    """No day is asked for: say why, decide nothing."""
    ruling = rules.resolve("leave.day_count", request.applied_on)
    return LeaveDecision(
        tier=Tier.FORBIDDEN,
        end=end,
        days=0,
        continuous=0,
        window=None,
        apply_by=None,
        needs_filing=False,
        problems=problems or ("按现行计算方法，这次外出不足一天。",),
        warnings=(),
        explanation=(),
        ruling=ruling,
    )
