"""Typed dates: what a clerk means by 0315, 3.15, 明天, 下周一 or 2026年3月15日 (F80).

The answer is a day, or the part of a date that was known (2024年4月), or a reason in plain words.
Nothing is guessed where two readings are possible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.days import show_date
from app.rules.calendar import month_length, months_later

_RELATIVE = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "当天": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "大后天": 3,
}
_WEEKDAYS = "一二三四五六日"
_WEEKS = {"上上": -14, "上": -7, "": 0, "本": 0, "这": 0, "下": 7, "下下": 14}
_MONTHS = {"上": -1, "本": 0, "这": 0, "下": 1}
_CHINESE = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_FULL = re.compile(r"(\d{4}|\d{2})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?", re.ASCII)
_MONTH_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})[日号]?", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A ``day``, or the known part of a date, or a ``reason``; exactly one of the first and last.

    ``year`` and ``month`` stand alone where only they were given: a partial date has a reason too.
    """

    day: date | None = None
    year: int | None = None
    month: int | None = None
    reason: str = ""

    @property
    def partial(self) -> bool:
        """Whether a year, or a year and a month, is known but no day."""
        return self.day is None and self.year is not None


def parse_date(text: str, today: date) -> ParsedDate:
    """What ``text`` means on ``today``. A date without a year lies in today's year."""
    clean = _tidy(text)
    if not clean:
        return ParsedDate(reason="没有填日期。")
    for reader in (_word, _weekday, _in_month, _distance, _separated, _digits):
        if found := reader(clean, today):
            return found
    return ParsedDate(reason=f"看不懂日期“{text.strip()}”，请写成2026-03-15、3.15或者0315。")


def _tidy(text: str) -> str:
    """One form for full-width digits, Chinese numerals, blanks and a remark in brackets."""
    clean = "".join(unicodedata.normalize("NFKC", text).split())
    clean = re.sub(r"\((约|左右|前后|上午|下午)\)$|(左右|前后|上午|下午|晚上)$", "", clean)
    if re.match(r"[\d一二三四五六七八九〇零○十]", clean):
        clean = re.sub("[一二三四五六七八九〇零○十]+", _numeral, clean)
    return clean


def _numeral(match: re.Match[str]) -> str:
    """二〇二六 → 2026, 十五 → 15, 二十 → 20, 三十一 → 31."""
    words = match[0]
    if "十" not in words:
        return "".join(_CHINESE[c] for c in words)
    tens, _, ones = words.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return words
    return _CHINESE.get(tens, "1") + _CHINESE.get(ones, "0")


def _word(clean: str, today: date) -> ParsedDate | None:
    if clean in _RELATIVE:
        return ParsedDate(today + timedelta(days=_RELATIVE[clean]))
    return None


def _weekday(clean: str, today: date) -> ParsedDate | None:
    match = re.fullmatch(r"(上上|上|本|这|下下|下|)个?(?:周|星期|礼拜)([一二三四五六日天])", clean)
    if not match:
        return None
    monday = today - timedelta(days=today.weekday())
    number = _WEEKDAYS.index(match[2].replace("天", "日"))
    return ParsedDate(monday + timedelta(days=_WEEKS[match[1]] + number))


def _in_month(clean: str, today: date) -> ParsedDate | None:
    """本月15日, 下月5号, 15日, 月底, 上月底."""
    match = re.fullmatch(
        r"(?:(上|本|这|下)个?月)?(?:(\d{1,2})[日号]|(月?底|月?末|月?初))", clean, re.A
    )
    if not match or (match[3] and not match[1] and not match[3].startswith("月")):
        return None
    first = months_later(today.replace(day=1), _MONTHS[match[1] or "本"])
    if not match[3]:
        return _checked(first.year, first.month, int(match[2]))
    last = month_length(first.year, first.month)
    return ParsedDate(first if match[3].endswith("初") else first.replace(day=last))


def _distance(clean: str, today: date) -> ParsedDate | None:
    """3天后, 10日前, 2周后, 1个月后."""
    match = re.fullmatch(r"(\d{1,3})(天|日|周|个?星期|个?月)(以?后|以?前)", clean, re.A)
    if not match:
        return None
    count = int(match[1]) * (-1 if match[3].endswith("前") else 1)
    steps: dict[str, Callable[[], date]] = {
        "月": lambda: months_later(today, count),
        "周": lambda: today + timedelta(weeks=count),
        "期": lambda: today + timedelta(weeks=count),
    }
    return ParsedDate(steps.get(match[2][-1], lambda: today + timedelta(days=count))())


def _separated(clean: str, today: date) -> ParsedDate | None:
    if match := _FULL.fullmatch(clean):
        return _checked(_year(match[1], today), int(match[2]), int(match[3]))
    if match := _YEAR_MONTH.fullmatch(clean):
        return _partial(int(match[1]), int(match[2]))
    if match := _MONTH_DAY.fullmatch(clean):
        return _checked(today.year, int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{4})年", clean, re.A):
        return _partial(int(match[1]), None)
    return None


def _digits(clean: str, today: date) -> ParsedDate | None:
    """0315, 20260315, 260315, 202603, 2026."""
    if not re.fullmatch(r"\d+", clean, re.ASCII):
        return None
    if len(clean) == 8:
        return _checked(int(clean[:4]), int(clean[4:6]), int(clean[6:]))
    if len(clean) == 6:
        return _six(clean, today)
    if len(clean) == 4:
        short = _checked(today.year, int(clean[:2]), int(clean[2:]))
        return short if short.day or not _plausible(int(clean)) else _partial(int(clean), None)
    return None


def _six(clean: str, today: date) -> ParsedDate:
    """260315 or 202603; where both can be meant, the clerk is asked."""
    short = _checked(_year(clean[:2], today), int(clean[2:4]), int(clean[4:]))
    year, month = int(clean[:4]), int(clean[4:])
    long = _plausible(year) and 1 <= month <= 12
    if short.day and long:
        return ParsedDate(
            reason=f"“{clean}”可以是{show_date(short.day)}，也可以是{year}年{month}月，请写全。"
        )
    return _partial(year, month) if long else short


def _plausible(year: int) -> bool:
    return 1900 <= year <= 2099


def _year(digits: str, today: date) -> int:
    """Two digits mean the century that puts the year at most ten years ahead."""
    year = int(digits)
    if len(digits) == 4:
        return year
    year += today.year // 100 * 100
    return year if year <= today.year + 10 else year - 100


def _partial(year: int, month: int | None) -> ParsedDate:
    if month is None:
        return ParsedDate(year=year, reason=f"只写了{year}年，还缺月和日。")
    if not 1 <= month <= 12:
        return ParsedDate(reason=f"没有{month}月。")
    return ParsedDate(year=year, month=month, reason=f"只写了{year}年{month}月，还缺日。")


def _checked(year: int, month: int, day: int) -> ParsedDate:
    if not 1 <= month <= 12:
        return ParsedDate(reason=f"没有{month}月。")
    if not 1850 <= year <= 2199:
        return ParsedDate(reason=f"{year}年不对，请再看一遍。")
    if not 1 <= day <= month_length(year, month):
        return ParsedDate(reason=f"{year}年{month}月没有{day}日。")
    return ParsedDate(date(year, month, day))
