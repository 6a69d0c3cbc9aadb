"""汇总表: the columns of the bureau's tables, block by block.

The columns of 人民调解案件情况统计表 are those of ``resources/reports/mediation.toml``, rebuilt from
published reports (mediation notes §4.1; the ministry's own sheet could not be read, so titles may
differ): the office's table and the county's have one definition.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.forms.definition import Field, Kind
from app.forms.report_columns import ReportTable

__all__ = ["RATES", "RATES_TITLE", "TRAINING", "Block", "rate_blocks", "report_blocks"]

_number = partial(Field, kind=Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that stand under one head."""

    title: str
    columns: tuple[Field, ...]


def report_blocks(table: ReportTable) -> tuple[Block, ...]:
    """The blocks of a table whose columns are data, in their order."""
    titles = dict.fromkeys(column.group for column in table.columns)
    return tuple(
        Block(
            title,
            tuple(_number(c.key, c.label, unit=c.unit) for c in table.columns if c.group == title),
        )
        for title in titles
    )


RATES_TITLE = "四率和再犯罪率"
RATES = {
    "linked": ("衔接率", "已衔接", "应衔接"),
    "helped": ("帮教率", "帮教到位", "应帮教"),
    "settled": ("安置率", "已安置", "应安置"),
    "reoffended": ("当年重新违法犯罪率（在册口径）", "重新违法犯罪", "年内在册"),
    "corrections": ("社区矫正再犯罪率", "再犯罪", "期内在册"),
}
"""Rate → its name, and who stands above and below the line."""


def rate_blocks() -> tuple[Block, ...]:
    """Each rate with both counts beside it: ``linked.part``, ``linked.whole``, ``linked.rate``."""
    return tuple(
        Block(
            title,
            (
                _number(f"{key}.part", part, unit="人"),
                _number(f"{key}.whole", whole, unit="人"),
                _number(f"{key}.rate", "率"),
            ),
        )
        for key, (title, part, whole) in RATES.items()
    )


TRAINING = (
    Field("office", "司法所", weight=2),
    Field("name", "姓名", weight=2),
    Field("role", "岗位", weight=2),
    _number("required_days", "应训天数"),
    _number("credited_days", "已计天数"),
    _number("short_days", "尚缺天数"),
    _number("online_days", "网络学习天数"),
    Field("verdict", "结论", weight=2),
)
"""Columns of the list of training days; the first six are those of the yearly table."""
