"""本周 at a glance and on paper: what was done, what is missed, what is still to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.forms.codes import label
from app.forms.definition import Field, Kind, Register
from app.forms.pictures import Look, Ring, Share
from app.services.corrections.check_in_reading import DueRow

__all__ = ["WEEK_REGISTER", "week_ring", "week_rows"]

WEEK_REGISTER = Register(
    code="corrections.week",
    title="本周监管事项",
    source="贺司发〔2019〕13号第八部分",
    columns=(
        Field("name", "姓名", weight=2),
        Field("kind", "事项", Kind.CHOICE, codes="checkin_kind", weight=2),
        Field("standing", "情况", weight=2),
        Field("first", "起", Kind.DATE, weight=2),
        Field("last", "止", Kind.DATE, weight=2),
        Field("days_late", "逾期天数", Kind.NUMBER),
        Field("done", "完成打勾", weight=2),
    ),
)


def week_ring(done: int, overdue: Iterable[DueRow], due: Iterable[DueRow]) -> Ring:
    """The week's duties without the daily control, which the office does for all at once."""
    return Ring(
        "本周报告与走访",
        (
            Share(Look.SOLID, done, "已完成"),
            Share(Look.HATCH, len(list(due)), "待做"),
            Share(Look.ALARM, len(list(overdue)), "逾期未报"),
        ),
        "本周没有报告和走访事项。",
    )


def week_rows(overdue: Iterable[DueRow], due: Iterable[DueRow]) -> list[dict[str, Any]]:
    """Rows of ``WEEK_REGISTER`` plus ``uid``: what is missed first, then what is to do."""
    return [
        {
            "uid": row.person_uid,
            "name": row.name,
            "kind": row.kind,
            "standing": words,
            "first": row.first,
            "last": row.last,
            "days_late": row.days_late or None,
        }
        for words, rows in (("逾期未报", overdue), ("待做", due))
        for row in sorted(rows, key=lambda r: (label("checkin_kind", r.kind), r.name, r.last))
    ]
