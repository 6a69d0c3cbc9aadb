"""What each family of data files must hold: the fields, their kinds, and how a clerk calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

__all__ = ["KINDS", "Item", "Need", "misfit"]


@dataclass(frozen=True, slots=True)
class Need:
    """One field of a file: its kind, how it is called, and whether it may be left out."""

    kind: str
    title: str
    required: bool = True


def optional(kind: str, title: str) -> Need:
    """A field that may be left out."""
    return Need(kind, title, required=False)


Item = Mapping[str, Need]


def _day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _days(value: Any) -> bool:
    return isinstance(value, list) and all(_day(one) for one in value)


def _tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _ruling(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value) or all(_whole(one) for one in value)
    return isinstance(value, bool | int | str | Decimal)


KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda v: isinstance(v, str), "文字，写在英文双引号里"),
    "words": (lambda v: isinstance(v, str) and v.strip() == v != "", "文字，首尾不留空格"),
    "flag": (lambda v: isinstance(v, bool), "true 或 false"),
    "day": (_day, "日期，写成 2026-12-15，不加引号"),
    "whole": (lambda v: _whole(v) and v >= 0, "不小于零的整数，不加引号"),
    "texts": (_texts, "一列文字：放在方括号里，每个写在英文双引号里，用英文逗号隔开"),
    "days": (_days, "一列日期，写成 [2026-02-14, 2026-02-28] 的样子"),
    "tables": (_tables, "一列条目"),
    "table": (lambda v: isinstance(v, dict), "一组条目"),
    "ruling": (_ruling, "数字、文字、true/false，或者一列文字、一列整数"),
}
"""Kind → whether a value is of it, and how it is to be written."""


def misfit(need: Need, value: Any) -> str:
    """How the value should have been written; empty where it is right."""
    fits, written = KINDS[need.kind]
    return "" if fits(value) else written


# What many files say: how they are called, where they come from, from when they hold.
TITLE = Need("words", "名称")
SOURCE = Need("words", "出处")
CONFIRMED = Need("flag", "是否核对过原文")
SINCE = Need("day", "施行日")
VERSION = Need("words", "版本")
ID = Need("words", "编号")
UNIT = optional("text", "单位")
CODE_TABLE = optional("words", "代码表")

GRADED: Item = {
    "title": TITLE,
    "source": SOURCE,
    "confirmed": CONFIRMED,
    "version": VERSION,
    "failing": Need("words", "不合格的等次名称"),
    "band": Need("tables", "等次"),
}
"""The head of every sheet that gives points: how it is called, and the grades points lead to."""

CODES: Item = {
    "title": TITLE,
    "source": SOURCE,
    "confirmed": CONFIRMED,
    "entries": Need("tables", "各项"),
}
ENTRY: Item = {
    "code": Need("words", "代码"),
    "label": Need("words", "含义"),
    "parent": optional("text", "上级代码"),
    "valid_from": optional("day", "启用日"),
    "valid_to": optional("day", "停用日"),
    "becomes": optional("texts", "改用的代码"),
    "note": optional("text", "说明"),
}

RULES: Item = {
    "profile": Need("tables", "规则文件"),
    "names": optional("table", "规则的名称"),
}
PROFILE: Item = {
    "id": ID,
    "name": Need("words", "简称"),
    "jurisdiction": Need("words", "适用的行政区划"),
    "authority_doc": Need("words", "文件名和文号"),
    "effective_from": SINCE,
    "effective_to": optional("day", "失效日"),
    "value": Need("tables", "各条规则"),
}
VALUE: Item = {
    "key": Need("words", "规则"),
    "value": optional("ruling", "规定"),
    "unit": UNIT,
    "cls": optional("text", "类别"),
    "category": optional("text", "细类"),
    "article_text": optional("text", "条文"),
    "confirmed": optional("flag", "是否核对过原文"),
}

FORMSET: Item = {
    "code": Need("words", "目录代码"),
    "title": TITLE,
    "version": VERSION,
    "effective_from": SINCE,
    "source": SOURCE,
    "confirmed": CONFIRMED,
    "duty": optional("words", "业务"),
    "part": Need("tables", "各件材料"),
}
PART: Item = {
    "code": Need("words", "代码"),
    "title": TITLE,
    "need": Need("words", "必须或按需"),
    "forms": Need("texts", "文书"),
    "also": optional("texts", "一同归入的文书"),
    "condition": optional("words", "什么案件要有"),
    "stage": optional("words", "什么时候要有"),
    "scans": optional("flag", "可放扫描件"),
    "listed": optional("flag", "列入目录"),
    "numbered": optional("flag", "编页号"),
}

TEXT: Item = {
    "text": Need("text", "文字"),
    "source": SOURCE,
    "since": SINCE,
    "confirmed": CONFIRMED,
    "before": optional("tables", "以前的文字"),
}

FORM: Item = {
    "form": Need("words", "文书"),
    "version": VERSION,
    "source": SOURCE,
    "confirmed": CONFIRMED,
    "title": optional("words", "文书名称"),
    "field": optional("tables", "改动的栏目"),
    "add": optional("tables", "增设的栏目"),
    "section": optional("tables", "次序"),
}
FORM_FIELD: Item = {
    "name": Need("words", "栏目"),
    "label": optional("words", "栏名"),
    "help": optional("text", "填写说明"),
    "required": optional("flag", "是否必填"),
    "max_length": optional("whole", "最多几个字"),
    "codes": CODE_TABLE,
    "hidden": optional("flag", "去掉这一栏"),
}
FORM_ADD: Item = {
    "name": TITLE,
    "label": Need("words", "栏名"),
    "kind": Need("words", "填什么"),
    "required": optional("flag", "是否必填"),
    "help": optional("text", "填写说明"),
    "example": optional("text", "示例"),
    "max_length": optional("whole", "最多几个字"),
    "minimum": optional("whole", "最小"),
    "maximum": optional("whole", "最大"),
    "unit": optional("words", "单位"),
    "codes": CODE_TABLE,
}
FORM_SECTION: Item = {"order": Need("texts", "各栏的次序")}

REPORT: Item = {
    "title": TITLE,
    "source": SOURCE,
    "confirmed": CONFIRMED,
    "group": Need("tables", "各组"),
}
REPORT_GROUP: Item = {
    "title": Need("words", "组名"),
    "columns": optional("tables", "各栏"),
    "codes": CODE_TABLE,
    "prefix": optional("words", "代码的开头"),
    "heads": optional("flag", "列出大类"),
    "parts": optional("tables", "每一项下面的栏"),
    "unit": UNIT,
    "proposed": optional("flag", "是否待核对"),
}
REPORT_COLUMN: Item = {
    "key": Need("words", "数"),
    "label": Need("words", "栏名"),
    "unit": UNIT,
    "small": optional("flag", "数小时合并"),
    "money": optional("flag", "是否金额"),
    "proposed": optional("flag", "是否待核对"),
    "rate": optional("flag", "是否比率"),
    "by_hand": optional("flag", "手填"),
}

PAPERS: Item = {
    "source": SOURCE,
    "since": SINCE,
    "confirmed": CONFIRMED,
    "paper": Need("tables", "各种文书"),
}
PAPER: Item = {
    "form": Need("words", "文书"),
    "issuer": Need("words", "由谁出具"),
    "word": optional("text", "机关代字后的字"),
    "template": optional("text", "文号样式"),
    "notice": optional("flag", "列入本月文书"),
}

HOLIDAYS: Item = {"year": Need("tables", "各年")}
YEAR: Item = {
    "year": Need("whole", "年份"),
    "source": SOURCE,
    "confirmed": CONFIRMED,
    "holidays": Need("tables", "放假"),
    "workdays": Need("days", "调休上班"),
}

SHEET: Item = {
    **GRADED,
    "group": Need("tables", "大项"),
    "rule": Need("tables", "各项"),
    "params": optional("table", "参数"),
}
BAND: Item = {"from": Need("whole", "最低分"), "title": Need("words", "等次")}
GROUP: Item = {
    "id": ID,
    "title": TITLE,
    "points": Need("whole", "分值"),
}
SHEET_RULE: Item = {
    "id": ID,
    "text": Need("words", "内容"),
    "level": Need("words", "轻重"),
    "points": optional("whole", "分值"),
    "enabled": optional("flag", "是否启用"),
}

EVALUATION: Item = {**GRADED, "item": Need("tables", "各项")}
EVALUATION_ITEM: Item = {
    "id": ID,
    "group": Need("words", "大项"),
    "text": Need("words", "考评内容"),
    "points": Need("whole", "分值"),
    "checks": optional("texts", "自查提示"),
    "veto": optional("flag", "可一票否决"),
}
