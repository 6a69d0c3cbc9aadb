"""卷宗评查: what is asked before a draw, and the registers of its results (F68).

Columns of the sheet follow the printed ones: 考评内容、分值、扣分、扣分原因. No official result form
could be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.forms.definition import Field, Form, Kind, Register

__all__ = ["DEDUCTIONS", "DRAW", "DRAWN", "WITH_OFFICE", "summary_register"]

SOURCE = "程序拟定；栏目据各地评查通报常见的写法，没有读到统一格式"

DRAW = Form(
    code="evaluation.draw",
    title="抽取卷宗",
    rows=(
        (
            Field(
                "title",
                "评查名称",
                required=True,
                max_length=60,
                example="2026年第四季度人民调解案卷评查",
            ),
        ),
        (
            Field("since", "立卷日期从", Kind.DATE, required=True),
            Field("until", "到", Kind.DATE, required=True),
            Field(
                "each",
                "每个所抽",
                Kind.NUMBER,
                required=True,
                unit="份",
                minimum=1,
                maximum=200,
                help="不够这么多的所，有几份抽几份。",
            ),
        ),
        (
            Field(
                "seed",
                "抽签号",
                max_length=60,
                help="不填就由程序产生。抽签号写在结果上：用同一个抽签号重抽，抽到的完全一样。"
                "可以当众摇号后填在这里。",
            ),
        ),
    ),
    source=SOURCE,
)

DRAWN = Register(
    code="evaluation.drawn",
    title="抽到的卷宗",
    columns=(
        Field("office", "司法所"),
        Field("number", "卷号"),
        Field("title", "卷名"),
        Field("reader_office", "评查单位"),
        Field("reader", "评查人"),
        Field("total", "得分", Kind.NUMBER),
        Field("band", "等次"),
    ),
    source=SOURCE,
)

DEDUCTIONS = Register(
    code="evaluation.deductions",
    title="扣分明细",
    columns=(
        Field("number", "卷号"),
        Field("text", "考评内容"),
        Field("points", "分值", Kind.NUMBER),
        Field("deduction", "扣分", Kind.NUMBER),
        Field("reason", "扣分原因"),
    ),
    source=SOURCE,
)


WITH_OFFICE = replace(DEDUCTIONS, columns=(Field("office", "司法所"), *DEDUCTIONS.columns))
"""The same over all offices, as the workbook has it."""


def summary_register(bands: Sequence[str]) -> Register:
    """各所得分: one line an office, a column for every band of the sheet."""
    return Register(
        code="evaluation.summary",
        title="卷宗评查结果",
        columns=(
            Field("office", "司法所"),
            Field("drawn", "抽查份数", Kind.NUMBER),
            Field("scored", "已评份数", Kind.NUMBER),
            Field("mean", "平均分", Kind.NUMBER),
            *(Field(f"band{n}", band, Kind.NUMBER) for n, band in enumerate(bands)),
        ),
        source=SOURCE,
    )
