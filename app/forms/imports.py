"""导入: what a trial run lists, row by row (F49)."""

from __future__ import annotations

from app.forms.definition import Field, Kind, Register

__all__ = ["TRIAL_REGISTER"]

TRIAL_REGISTER = Register(
    code="imports.trial",
    title="导入检查清单",
    source="程序逐行检查的结果",
    columns=(
        Field("sheet", "工作表", weight=2),
        Field("row", "行", Kind.NUMBER),
        Field("verdict", "结论", weight=2),
        Field("name", "姓名", weight=2),
        Field("reasons", "需要处理的（表、行、列）", weight=6),
        Field("fixes", "程序已自动整理的", weight=4),
    ),
)
"""Columns of the list a clerk takes away to mend the file."""
