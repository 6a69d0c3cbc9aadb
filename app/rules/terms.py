"""Terms of punishment and of control: where they end, and when to report in.

A term of years or months ends one day before the day of the same number (最高人民法院关于适用刑事诉讼法
的解释, article 202, second paragraph); the Civil Code's periods (``calendar.py``) end on it. The
document served on the person is always right: the formula only warns when it disagrees.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.days import show_date
from app.rules.calendar import DAY, WorkCalendar, is_month_end, month_length, months_later
from app.rules.profiles import RuleBook, Ruling

HALF_MONTH = 15
"""半个月一律按十五日计算 (刑诉解释 202)."""

CUSTODY_FOR_CONTROL = 2
"""判决执行以前先行羁押的,羁押一日折抵管制刑期二日 (刑法 41)."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the judgment words it: 一年六个月, 二个月十五日."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        parts = ((self.years, "年"), (self.months, "个月"), (self.days, "日"))
        return "".join(f"{n}{unit}" for n, unit in parts if n)


@dataclass(frozen=True, slots=True)
class TermCheck:
    """The end the document states beside the one the formula gives."""

    stated: date
    computed: date
    message: str

    @property
    def agrees(self) -> bool:
        """Whether there is nothing to ask."""
        return self.stated == self.computed


@dataclass(frozen=True, slots=True)
class ReportIn:
    """By when a person must come: the day of the law, and the day from which to raise alarm."""

    statutory: date
    alarm_from: date
    note: str
    ruling: Ruling


def sentence_end(start: date, term: Term) -> date:
    """The last day of ``term`` beginning on ``start`` (刑诉解释 202).

    Years alone follow the rule for years; with months, all of it is counted in months, since the
    article is silent on the order. ``ValueError`` for an empty term.
    """
    if term == Term():
        raise ValueError("an empty term has no last day")
    if term.months:
        end = _months_end(start, term.years * 12 + term.months)
    elif term.years:
        end = _years_end(start, term.years)
    else:
        end = start - DAY
    return end + timedelta(days=term.days)


def _years_end(start: date, years: int) -> date:
    """Same day of that year, or that month's last day where there is none; minus one day."""
    return months_later(start, years * 12) - DAY


def _months_end(start: date, months: int) -> date:
    """As for years, but a term from a month's last day runs to a month's last day; minus one."""
    end = months_later(start, months)
    if is_month_end(start):
        end = end.replace(day=month_length(end.year, end.month))
    return end - DAY


def last_day_of_months(first: date, months: int) -> date:
    """The last day of ``months`` whole months of which ``first`` is the first day.

    The day before ``first`` is where they are counted from; a month's last day leads to a month's
    last day. Used for a permit's validity, a window of two months, an absence of one month:
    2025-03-01 and six months give 2025-08-31, 2025-01-10 and two months give 2025-03-09.
    """
    eve = first - DAY
    last = months_later(eve, months)
    if is_month_end(eve):
        last = last.replace(day=month_length(last.year, last.month))
    return last


def control_end(start: date, term: Term, custody_days: int) -> date:
    """The end of 管制 after custody before the judgment: two days off for each day (刑法 41)."""
    return sentence_end(start, term) - timedelta(days=CUSTODY_FOR_CONTROL * custody_days)


def computed_end(start: date, term: Term, custody_days: int = 0) -> tuple[date, str]:
    """Where a term ends, and the arithmetic in words.

    ``custody_days`` before the judgment are taken off twice; pass them for 管制 only (刑法 41), the
    probation of a suspended sentence is not shortened by custody.
    """
    end = sentence_end(start, term)
    words = (
        f"起日{show_date(start)}，{_how(start, term)}，为{show_date(end)}（刑诉解释第二百零二条）"
    )
    if custody_days:
        off = CUSTODY_FOR_CONTROL * custody_days
        end -= timedelta(days=off)
        words += (
            f"；先行羁押{custody_days}日，一日折抵二日，减{off}日，"
            f"为{show_date(end)}（刑法第四十一条）"
        )
    return end, words


def _how(start: date, term: Term) -> str:
    """How the last day follows from the first, in words."""
    if not (term.years or term.months):
        return f"连起日数满{term.days}日"
    months = term.years * 12 + term.months
    target = months_later(start, months)
    mixed = bool(term.years and term.months)
    words = f"合{months}个月，到" if mixed else "到"
    words += f"{target.year}年{target.month}月"
    if term.months and is_month_end(start):
        words += "；起日是月末，按该月最后一日的前一日"
    elif target.day != start.day:
        words += f"；该月没有{start.day}日，按最后一日的前一日"
    else:
        words += f"{start.day}日的前一日"
    return words + (f"，再加{term.days}日" if term.days else "")


def check_document_end(
    start: date, term: Term, stated: date, *, custody_days: int = 0
) -> TermCheck:
    """Whether the end the document states is the one the formula gives. The document prevails."""
    computed, arithmetic = computed_end(start, term, custody_days)
    message = ""
    if computed != stated:
        apart = abs((stated - computed).days)
        message = (
            f"文书载明的止日是{show_date(stated)}，按{term}推算是{show_date(computed)}，"
            f"相差{apart}日。{arithmetic}。"
            "以文书为准；请核对文书，必要时向决定机关询问。"
        )
    return TermCheck(stated, computed, message)


def report_in(effective: date, rules: RuleBook, days: WorkCalendar) -> ReportIn:
    """By when a person must report to the corrections office after ``effective`` (法 21).

    The statutory last day is shown as it is. Whether a day of rest moves it is unsettled (刑诉法 105
    speaks of proceedings), so the switch ``report_in.holiday_shift`` moves only the alarm.
    """
    ruling = rules.resolve("report_in.days", effective)
    statutory = effective + timedelta(days=ruling.integer)
    last, note = statutory, ""
    if rules.resolve("report_in.holiday_shift", effective).flag:
        last = days.on_or_after(statutory)
        if last != statutory:
            reason = days.status(statutory).reason
            note = f"{show_date(statutory)}是{reason}，{show_date(last)}以后未到的再报警。"
    return ReportIn(statutory, last + DAY, note, ruling)
