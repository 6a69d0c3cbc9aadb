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


CODES: Item = {
    "title": Need("words", "名称"),
    "source": Need("words", "出处"),
    "confirmed": Need("flag", "是否核对过原文"),
    "entries": Need("tables", "各项"),
}
ENTRY: Item = {
    "code": Need("words", "代码"),
    "label": Need("words", "含义"),
    "parent": Need("text", "上级代码", required=False),
    "valid_from": Need("day", "启用日", required=False),
    "valid_to": Need("day", "停用日", required=False),
    "becomes": Need("texts", "改用的代码", required=False),
    "note": Need("text", "说明", required=False),
}

RULES: Item = {
    "profile": Need("tables", "规则文件"),
    "names": Need("table", "规则的名称", required=False),
}
PROFILE: Item = {
    "id": Need("words", "编号"),
    "name": Need("words", "简称"),
    "jurisdiction": Need("words", "适用的行政区划"),
    "authority_doc": Need("words", "文件名和文号"),
    "effective_from": Need("day", "施行日"),
    "effective_to": Need("day", "失效日", required=False),
    "value": Need("tables", "各条规则"),
}
VALUE: Item = {
    "key": Need("words", "规则"),
    "value": Need("ruling", "规定", required=False),
    "unit": Need("text", "单位", required=False),
    "cls": Need("text", "类别", required=False),
    "category": Need("text", "细类", required=False),
    "article_text": Need("text", "条文", required=False),
    "confirmed": Need("flag", "是否核对过原文", required=False),
}

FORMSET: Item = {
    "code": Need("words", "目录代码"),
    "title": Need("words", "名称"),
    "version": Need("words", "版本"),
    "effective_from": Need("day", "施行日"),
    "source": Need("words", "出处"),
    "confirmed": Need("flag", "是否核对过原文"),
    "duty": Need("words", "业务", required=False),
    "part": Need("tables", "各件材料"),
}
PART: Item = {
    "code": Need("words", "代码"),
    "title": Need("words", "名称"),
    "need": Need("words", "必须或按需"),
    "forms": Need("texts", "文书"),
    "also": Need("texts", "一同归入的文书", required=False),
    "condition": Need("words", "什么案件要有", required=False),
    "stage": Need("words", "什么时候要有", required=False),
    "scans": Need("flag", "可放扫描件", required=False),
    "listed": Need("flag", "列入目录", required=False),
    "numbered": Need("flag", "编页号", required=False),
}

TEXT: Item = {
    "text": Need("text", "文字"),
    "source": Need("words", "出处"),
    "since": Need("day", "施行日"),
    "confirmed": Need("flag", "是否核对过原文"),
    "before": Need("tables", "以前的文字", required=False),
}

FORM: Item = {
    "form": Need("words", "文书"),
    "version": Need("words", "版本"),
    "source": Need("words", "出处"),
    "confirmed": Need("flag", "是否核对过原文"),
    "title": Need("words", "文书名称", required=False),
    "field": Need("tables", "改动的栏目", required=False),
    "add": Need("tables", "增设的栏目", required=False),
    "section": Need("tables", "次序", required=False),
}
FORM_FIELD: Item = {
    "name": Need("words", "栏目"),
    "label": Need("words", "栏名", required=False),
    "help": Need("text", "填写说明", required=False),
    "required": Need("flag", "是否必填", required=False),
    "max_length": Need("whole", "最多几个字", required=False),
    "codes": Need("words", "代码表", required=False),
    "hidden": Need("flag", "去掉这一栏", required=False),
}
FORM_ADD: Item = {
    "name": Need("words", "名称"),
    "label": Need("words", "栏名"),
    "kind": Need("words", "填什么"),
    "required": Need("flag", "是否必填", required=False),
    "help": Need("text", "填写说明", required=False),
    "example": Need("text", "示例", required=False),
    "max_length": Need("whole", "最多几个字", required=False),
    "minimum": Need("whole", "最小", required=False),
    "maximum": Need("whole", "最大", required=False),
    "unit": Need("words", "单位", required=False),
    "codes": Need("words", "代码表", required=False),
}
FORM_SECTION: Item = {"order": Need("texts", "各栏的次序")}

REPORT: Item = {
    "title": Need("words", "名称"),
    "source": Need("words", "出处"),
    "confirmed": Need("flag", "是否核对过原文"),
    "group": Need("tables", "各组"),
}
REPORT_GROUP: Item = {
    "title": Need("words", "组名"),
    "columns": Need("tables", "各栏", required=False),
    "codes": Need("words", "代码表", required=False),
    "prefix": Need("words", "代码的开头", required=False),
    "heads": Need("flag", "列出大类", required=False),
    "parts": Need("tables", "每一项下面的栏", required=False),
    "unit": Need("text", "单位", required=False),
    "proposed": Need("flag", "是否待核对", required=False),
}
REPORT_COLUMN: Item = {
    "key": Need("words", "数"),
    "label": Need("words", "栏名"),
    "unit": Need("text", "单位", required=False),
    "small": Need("flag", "数小时合并", required=False),
    "money": Need("flag", "是否金额", required=False),
    "proposed": Need("flag", "是否待核对", required=False),
    "rate": Need("flag", "是否比率", required=False),
    "by_hand": Need("flag", "手填", required=False),
}

PAPERS: Item = {
    "source": Need("words", "出处"),
    "since": Need("day", "施行日"),
    "confirmed": Need("flag", "是否核对过原文"),
    "paper": Need("tables", "各种文书"),
}
PAPER: Item = {
    "form": Need("words", "文书"),
    "issuer": Need("words", "由谁出具"),
    "word": Need("text", "机关代字后的字", required=False),
    "template": Need("text", "文号样式", required=False),
    "notice": Need("flag", "列入本月文书", required=False),
}

HOLIDAYS: Item = {"year": Need("tables", "各年")}
YEAR: Item = {
    "year": Need("whole", "年份"),
    "source": Need("words", "出处"),
    "confirmed": Need("flag", "是否核对过原文"),
    "holidays": Need("tables", "放假"),
    "workdays": Need("days", "调休上班"),
}

SHEET: Item = {
    "title": Need("words", "名称"),
    "source": Need("words", "出处"),
    "confirmed": Need("flag", "是否核对过原文"),
    "version": Need("words", "版本"),
    "failing": Need("words", "不合格的等次名称"),
    "band": Need("tables", "等次"),
    "group": Need("tables", "大项"),
    "rule": Need("tables", "各项"),
    "params": Need("table", "参数", required=False),
}
BAND: Item = {"from": Need("whole", "最低分"), "title": Need("words", "等次")}
GROUP: Item = {
    "id": Need("words", "编号"),
    "title": Need("words", "名称"),
    "points": Need("whole", "分值"),
}
SHEET_RULE: Item = {
    "id": Need("words", "编号"),
    "text": Need("words", "内容"),
    "level": Need("words", "轻重"),
    "points": Need("whole", "分值", required=False),
    "enabled": Need("flag", "是否启用", required=False),
}

EVALUATION: Item = {
    "title": Need("words", "名称"),
    "source": Need("words", "出处"),
    "confirmed": Need("flag", "是否核对过原文"),
    "version": Need("words", "版本"),
    "failing": Need("words", "不合格的等次名称"),
    "band": Need("tables", "等次"),
    "item": Need("tables", "各项"),
}
EVALUATION_ITEM: Item = {
    "id": Need("words", "编号"),
    "group": Need("words", "大项"),
    "text": Need("words", "考评内容"),
    "points": Need("whole", "分值"),
    "checks": Need("texts", "自查提示", required=False),
    "veto": Need("flag", "可一票否决", required=False),
}
