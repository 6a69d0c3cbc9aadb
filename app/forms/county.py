"""汇总表: the columns of the bureau's tables, block by block.

Source: columns of 人民调解案件情况统计表 rebuilt from published reports (mediation notes §4.1; the
ministry's own sheet could not be read, so titles may differ). The kinds of committee, source and
dispute are the dated code tables: a category that a county adds becomes a column.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

from app.forms.codes import CodeTable, table
from app.forms.definition import Field, Kind
from app.forms.report_columns import ReportTable

__all__ = [
    "AVERTED",
    "CASE_SOURCE",
    "CASE_TITLE",
    "TRAINING",
    "Block",
    "case_blocks",
    "report_blocks",
]

CASE_TITLE = "人民调解案件情况统计表"
CASE_SOURCE = "栏目按公开的统计报表复原，与部颁样表可能有出入"

AVERTED = {
    "suicide": "防止民间纠纷引起自杀",
    "crime": "防止民间纠纷转化为刑事案件",
    "fight": "防止群体性械斗",
    "petition": "防止群体性上访",
}
"""防止激化: each is counted in cases and in persons."""

_number = partial(Field, kind=Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that stand under one head."""

    title: str
    columns: tuple[Field, ...]


def case_blocks(on: date, *, used: Collection[str] = ()) -> tuple[Block, ...]:
    """Blocks A to H of the case table for a period that ends ``on``.

    ``used`` names further codes that were counted: an old kind of dispute, or a head whose part
    nobody chose. Column names are those of ``services.bureau.figures``.
    """
    return (
        Block(
            "总量",
            (
                _number("total", "调解案件总数", unit="件"),
                _number("people", "涉及当事人数", unit="人"),
                _number("complex", "疑难复杂案件", unit="件"),
            ),
        ),
        Block("按调委会", _coded("committee", table("committee_kind"), on, used)),
        Block("案件来源", _coded("source", table("case_source"), on, used, heads=True)),
        Block("纠纷类型", _coded("type", table("dispute_type"), on, used)),
        Block(
            "协议",
            (
                _number("oral", "口头协议", unit="件"),
                _number("written", "书面协议", unit="件"),
                _number("amount", "协议涉及金额", unit="万元"),
            ),
        ),
        Block(
            "结果",
            (
                _number("success", "调解成功", unit="件"),
                _number("success_rate", "调解成功率"),
                _number("performed", "已履行", unit="件"),
                _number("confirmed", "司法确认", unit="件"),
            ),
        ),
        Block(
            "排查预防",
            (
                _number("screenings", "排查次数", unit="次"),
                _number("found", "排查纠纷", unit="件"),
                _number("prevented", "预防纠纷", unit="件"),
            ),
        ),
        Block(
            "防止激化",
            tuple(
                _number(f"averted.{code}.{part}", label, unit=unit)
                for code, label in AVERTED.items()
                for part, unit in (("cases", "件"), ("people", "人"))
            ),
        ),
    )


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


def _coded(
    name: str, codes: CodeTable, on: date, used: Collection[str], *, heads: bool = False
) -> tuple[Field, ...]:
    """One column per code in force: leaves only, or heads and the parts under them."""
    with_parts = {entry.parent for entry in codes}
    return tuple(
        _number(f"{name}.{entry.code}", ("其中" if heads and entry.parent else "") + entry.label)
        for entry in codes
        if f"{name}.{entry.code}" in used
        or (entry.valid(on) and (heads or entry.code not in with_parts))
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
