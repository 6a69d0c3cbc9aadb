"""The month of who is away, where and until when (F17)."""

from __future__ import annotations

from datetime import date

import pytest

from app.forms.pictures import Look
from app.services.corrections.leave_calendar import away_month, month_after, month_before
from app.services.corrections.leave_view import AwayRow

D = date
MARCH = D(2025, 3, 1)


def row(name, since, until, *, back=None, departed=True, late=0):
    return AwayRow(
        leave_uid=name,
        person_uid=name,
        name=name,
        destination="中卫市",
        reason="medical",
        since=since,
        until=until,
        back=back,
        departed=departed,
        late=late,
        phone=None,
    )


def looks(month, name):
    boxes = month.boxes[[r.name for r in month.rows].index(name)]
    return {day.day: box.look for day, box in zip(month.days, boxes, strict=True)}


@pytest.fixture
def month():
    return away_month(
        MARCH,
        [
            row("测丙", D(2025, 2, 25), D(2025, 3, 4), back=D(2025, 3, 3)),
            row("测甲", D(2025, 3, 6), D(2025, 3, 10), late=2),
            row("测乙", D(2025, 3, 20), D(2025, 4, 5), departed=False),
        ],
        D(2025, 3, 12),
    )


def test_a_box_for_every_day_says_how_the_person_stands(month):
    assert [r.name for r in month.rows] == ["测丙", "测甲", "测乙"], "by the day of leaving"
    early, late, planned = (looks(month, n) for n in ("测丙", "测甲", "测乙"))
    assert [early[d] for d in (1, 2, 3, 4)] == [Look.SOLID, Look.SOLID, Look.SOFT, Look.PLAIN]
    assert [late[d] for d in (5, 6, 10, 11, 12, 13)] == [
        *(Look.PLAIN, Look.SOLID, Look.SOLID),
        *(Look.ALARM, Look.ALARM, Look.PLAIN),
    ]
    assert [planned[d] for d in (19, 20, 31)] == [Look.PLAIN, Look.HATCH, Look.HATCH]
    assert looks(month, "测乙")[8] is Look.OUTSIDE, "a Saturday"


def test_a_day_is_said_in_words(month):
    assert month.said(D(2025, 3, 11)) == "3月11日（星期二）外出1人：测甲（中卫市）。"
    assert month.said(D(2025, 3, 15)) == "3月15日（星期六）没有人外出。"
    assert "清明节" in away_month(D(2025, 4, 1), (), D(2025, 4, 1)).said(D(2025, 4, 4))


def test_the_whole_month_is_one_picture(month):
    picture = month.picture()
    assert (len(picture.head), len(picture.lines)) == (31, 3)
    assert picture.spoken == "2025年3月外出日历：外出3次，现在逾期未归1人。"
    february = away_month(D(2024, 2, 1), (), D(2024, 2, 1))
    assert len(february.days) == 29


def test_months_turn_over_the_year():
    assert (month_before(D(2025, 1, 1)), month_after(D(2024, 12, 1))) == (
        D(2024, 12, 1),
        D(2025, 1, 1),
    )
