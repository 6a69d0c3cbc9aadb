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

__all__ = ["TRAINING", "Block", "report_blocks"]

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
