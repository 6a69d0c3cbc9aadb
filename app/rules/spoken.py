"""What a rule may say, and how its value is said to a clerk."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["SPOKEN", "Scalar", "spoken"]

Scalar = int | bool | str | Decimal | tuple[str, ...] | tuple[int, ...] | None
"""What a rule may say. ``None``: the document sets nothing here, and that is its answer."""

SPOKEN = {
    "day": "每日一次",
    "week": "每周一次",
    "month": "每月一次",
    "quarter": "每季一次",
    "inclusive": "首尾两日均计入",
    "forbidden": "不得批准",
    "superior": "报上一级批准",
    "prorata": "按天数折算",
    "full": "全额",
    "year_end": "按年末岗位全额",
    "highest": "就高全额",
    "acceptance": "受理时",
    "outer_top": "右上角（背面左上角）",
    "bottom_centre": "页脚居中",
    "agreement": "达成协议时",
    "first": "起页",
    "first_last": "起页，末件写起止页",
    "list-a": "甲式",
    "list-b": "乙式",
    "control": "管制",
    "probation": "缓刑",
    "parole": "假释",
    "outside": "暂予监外执行",
    "prorate": "按在矫日数折算",
    "exempt": "不要求",
    "everybody": "期末在册全部",
    "capable": "只算有劳动能力的",
    "year_books": "年初在册加年内新增",
    "closing": "期末在册",
}
"""How a value that is a word of the rule files is said to a clerk."""


def spoken(value: Scalar) -> str:
    """A value as it is said to a clerk."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(spoken(v) for v in value)
    return SPOKEN.get(value, value) if isinstance(value, str) else str(value)
