"""Dates as clerks type them (product F80)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.dates import parse_date

TODAY = date(2026, 11, 22)
"""A Sunday."""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("0315", date(2026, 3, 15)),
        ("3.15", date(2026, 3, 15)),
        ("3-15", date(2026, 3, 15)),
        ("3/15", date(2026, 3, 15)),
        ("3月15日", date(2026, 3, 15)),
        ("3月15号", date(2026, 3, 15)),
        ("20260315", date(2026, 3, 15)),
        ("260315", date(2026, 3, 15)),
        ("2026年3月15日", date(2026, 3, 15)),
        ("2026.3.15", date(2026, 3, 15)),
        ("2026-03-15", date(2026, 3, 15)),
        ("26.3.15", date(2026, 3, 15)),
        ("98.3.15", date(1998, 3, 15)),
        ("２０２６．３．１５", date(2026, 3, 15)),
        (" 2026 年 3 月 15 日 ", date(2026, 3, 15)),
        ("二〇二六年三月十五日", date(2026, 3, 15)),
        ("十月二十日", date(2026, 10, 20)),
        ("十二月三十一日", date(2026, 12, 31)),
        ("今天", date(2026, 11, 22)),
        ("明天", date(2026, 11, 23)),
        ("昨天", date(2026, 11, 21)),
        ("大后天", date(2026, 11, 25)),
        ("前天", date(2026, 11, 20)),
        ("周一", date(2026, 11, 16)),
        ("星期天", date(2026, 11, 22)),
        ("下周一", date(2026, 11, 23)),
        ("下个星期五", date(2026, 11, 27)),
        ("上周五", date(2026, 11, 13)),
        ("下下周三", date(2026, 12, 2)),
        ("15日", date(2026, 11, 15)),
        ("下月5号", date(2026, 12, 5)),
        ("月底", date(2026, 11, 30)),
        ("上月底", date(2026, 10, 31)),
        ("下个月初", date(2026, 12, 1)),
        ("3天后", date(2026, 11, 25)),
        ("10日前", date(2026, 11, 12)),
        ("2周后", date(2026, 12, 6)),
        ("1个月后", date(2026, 12, 22)),
        ("三天以后", date(2026, 11, 25)),
        ("2024.3.20上午", date(2024, 3, 20)),
        ("2022-11-05（约）", date(2022, 11, 5)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_day_is_understood(typed: str, day: date) -> None:
    parsed = parse_date(typed, TODAY)
    assert (parsed.day, parsed.reason) == (day, "")


@pytest.mark.parametrize(
    ("typed", "year", "month"),
    [
        ("2024-04", 2024, 4),
        ("2022-11（约）", 2022, 11),
        ("2024年4月", 2024, 4),
        ("202604", 2026, 4),
        ("2022", 2022, None),
        ("2022年", 2022, None),
    ],
)
def test_a_partial_date_keeps_what_is_known_and_says_what_is_missing(
    typed: str, year: int, month: int | None
) -> None:
    parsed = parse_date(typed, TODAY)
    assert parsed.partial
    assert (parsed.year, parsed.month) == (year, month)
    assert "还缺" in parsed.reason


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "没有填日期"),
        ("   ", "没有填日期"),
        ("2026-02-30", "2026年2月没有30日"),
        ("0229", "2026年2月没有29日"),
        ("2.29", "2026年2月没有29日"),
        ("31日", "2026年11月没有31日"),
        ("13.5", "没有13月"),
        ("2024-13", "没有13月"),
        ("0000", "没有0月"),
        ("1066-10-14", "1066年不对"),
        ("201112", "可以是2020年11月12日，也可以是2011年12月"),
        ("每年", "看不懂"),
        ("2025年前", "看不懂"),
        ("12345", "看不懂"),
        ("底", "看不懂"),
        ("三百天后", "看不懂"),
        ("十十月一日", "看不懂"),
        ("\u09e8\u09e6\u09e8\u09ec-03-15", "看不懂"),
    ],
)
def test_what_is_no_date_gets_a_reason(typed: str, reason: str) -> None:
    parsed = parse_date(typed, TODAY)
    assert parsed.day is None
    assert reason in parsed.reason


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_every_date_written_in_full_reads_back(day: date, today: date) -> None:
    for shape in ("%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y.%m.%d"):
        assert parse_date(day.strftime(shape), today).day == day


@given(st.text(max_size=12))
def test_anything_typed_gets_a_day_or_a_reason_and_never_a_crash(typed: str) -> None:
    parsed = parse_date(typed, TODAY)
    assert (parsed.day is None) == bool(parsed.reason)
