"""试检查: what is wrong with a data file, by line and field, in words a clerk can act on.

A file is checked the same way before a bureau signs it and before an office takes it. First its
writing, then its fields one by one, then what they mean to this program; at last the real readers
read it, so that nothing is signed that an office could not use.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.data_files import Edition
from app.forms.codes import code_table
from app.forms.county_fields import read_change
from app.forms.formset import read_formset
from app.forms.issuers import read_issuers
from app.forms.report_columns import read_report
from app.forms.texts import read_texts
from app.rules.calendar import read_years
from app.rules.evaluation import read_evaluation
from app.rules.profiles import read_profiles
from app.rules.review import read_sheet
from app.services.bundles import meaning, meaning_papers, shapes
from app.services.bundles.lines import Lines
from app.services.bundles.shapes import Item, misfit

__all__ = ["Fault", "check", "check_all", "family"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right: in which file, on which line (0: unknown), in which field."""

    path: str
    line: int
    field: str
    words: str

    @property
    def place(self) -> str:
        """第 12 行 label."""
        line = f"第 {self.line} 行" if self.line else "整个文件"
        return f"{line} {self.field}".strip()

    @property
    def sentence(self) -> str:
        """The file, the place and what is wrong."""
        return f"{self.path} {self.place}：{self.words}"


Found = Iterator[tuple[int, str, str]]
"""Line, field, words."""


def check_all(files: list[Edition]) -> list[Fault]:
    """Everything wrong with the files of a bundle, file by file."""
    found = {id(one): check(one) for one in files}
    sound = [one for one in files if not found[id(one)]]
    return [fault for faults in found.values() for fault in faults] + [
        Fault(path, 0, "", words)
        for between in (meaning.between, meaning_papers.between)
        for path, words in between(sound)
    ]


def check(file: Edition) -> list[Fault]:
    """Everything wrong with one file."""
    return [Fault(file.path, *one) for one in _found(file)]


def family(path: str, data: Mapping[str, Any]) -> str:
    """What kind of content a file has: codes, rules, holidays, sheet, evaluation, formsets, texts, forms,
    reports, papers.
    """
    folder = path.partition("/")[0]
    if folder == "rules":
        for head, kind in HEADS.items():
            if head in data:
                return kind
        return "rules"
    return folder


MEANING = {**meaning.CHECKS, **meaning_papers.CHECKS}

HEADS = {"year": "holidays", "rule": "sheet", "item": "evaluation"}
"""A list that only one kind of rule file has."""


def _found(file: Edition) -> Found:
    try:
        data = file.data
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        yield _writing(str(error))
        return
    lines = Lines(file.text)
    kind = family(file.path, data)
    faults = list(FIELDS[kind](data, lines))
    yield from faults
    if faults:
        return  # what a field means is asked once it is written rightly
    faults = list(MEANING[kind](file, data, lines))
    yield from faults
    if not faults:
        yield from _reading(file, kind)


# --- how it is written ---------------------------------------------------------------------------

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_SAID = (
    ("Cannot overwrite", "同一个名称写了两次。"),
    ("Cannot declare", "同一个名称写了两次。"),
    ("Cannot mutate", "同一个名称写了两次。"),
    ("Duplicate", "同一个名称写了两次。"),
    ("Expected '='", "名称后面少了等号。"),
    ("Unclosed array", "方括号没有合上，或者两项之间少了逗号。"),
    ("Unclosed inline table", "花括号没有合上，或者两项之间少了逗号。"),
    ("Unterminated string", "引号没有合上。"),
    ("Illegal character", "引号里有换行或不能用的字符，或者引号没有合上。"),
    ("Expected newline", "一行里多了内容：两项之间少了逗号，或者引号用错了。"),
    ("Invalid initial character", "名称或符号用错了：标点要用英文的。"),
    ("Invalid value", "等号后面的写法不对：文字要加英文双引号，日期写成 2026-12-15。"),
    ("Invalid date", "没有这一天。"),
)


def _writing(error: str) -> tuple[int, str, str]:
    """What the reader of TOML found, said in Chinese."""
    at = _AT.search(error)
    words = next((said for sign, said in _SAID if sign in error), "写法不合规矩。")
    column = f"大约在第 {at[2]} 个字。" if at else "文件到最后还没有写完。"
    return (int(at[1]) if at else 0), "", words + column


# --- its fields ----------------------------------------------------------------------------------


def _item(values: Mapping[str, Any], shape: Item, line: int, lines: Lines) -> Found:
    """Every field of one item: there, known, and of its kind."""
    for name, need in shape.items():
        if name not in values:
            if need.required:
                yield line, name, f"缺“{name}”（{need.title}）。"
        elif written := misfit(need, values[name]):
            yield lines.after(line, name) or line, name, f"{need.title}应当是{written}。"
    for name in values.keys() - shape.keys():
        yield lines.after(line, name) or line, name, "没有这个名称，请核对拼写。"


def _list(values: Mapping[str, Any], name: str, shape: Item, mark: str, lines: Lines) -> Found:
    """Every item of a list, found in the text by its field ``mark``."""
    items = values.get(name)
    if not isinstance(items, list):
        return
    if not items:
        yield lines.first(name), name, "一项也没有。"
    for number, item in enumerate(items):
        if isinstance(item, dict):
            yield from _item(item, shape, lines.item(mark, item.get(mark), number), lines)


def _codes(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _item(data, shapes.CODES, 0, lines)
    yield from _list(data, "entries", shapes.ENTRY, "code", lines)


def _rules(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _item(data, shapes.RULES, 0, lines)
    yield from _list(data, "profile", shapes.PROFILE, "id", lines)
    for number, profile in enumerate(data.get("profile") or ()):
        if not isinstance(profile, dict) or not isinstance(profile.get("value"), list):
            continue
        start = lines.item("id", profile.get("id"), number)
        for value in profile["value"]:
            if isinstance(value, dict):
                line = lines.after(start, "key", value.get("key"))
                yield from _item(value, shapes.VALUE, line or start, lines)


def _formsets(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _item(data, shapes.FORMSET, 0, lines)
    yield from _list(data, "part", shapes.PART, "code", lines)


def _forms(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _item(data, shapes.FORM, 0, lines)
    yield from _list(data, "field", shapes.FORM_FIELD, "name", lines)
    yield from _list(data, "add", shapes.FORM_ADD, "name", lines)
    yield from _list(data, "section", shapes.FORM_SECTION, "order", lines)


def _reports(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _item(data, shapes.REPORT, 0, lines)
    yield from _list(data, "group", shapes.REPORT_GROUP, "title", lines)
    for group in data.get("group") or ():
        if isinstance(group, dict):
            yield from _list(group, "columns", shapes.REPORT_COLUMN, "key", lines)


def _papers(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _item(data, shapes.PAPERS, 0, lines)
    yield from _list(data, "paper", shapes.PAPER, "form", lines)


def _texts(data: Mapping[str, Any], lines: Lines, prefix: str = "") -> Found:
    if not data:
        yield 0, "", "一段文字也没有。"
    for name, entry in data.items():
        key = f"{prefix}{name}"
        if not isinstance(entry, dict):
            yield lines.first(name), name, "这里应当是一段文字的名称，写成 [名称] 一行。"
        elif "text" in entry and not isinstance(entry["text"], dict):
            at = lines.header(key)
            yield from _item(entry, shapes.TEXT, at, lines)
            for one in entry.get("before") or ():
                if isinstance(one, dict):
                    yield from _item(one, shapes.TEXT, at, lines)
        else:
            yield from _texts(entry, lines, f"{key}.")


def _holidays(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _item(data, shapes.HOLIDAYS, 0, lines)
    yield from _list(data, "year", shapes.YEAR, "year", lines)


def _sheet(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _item(data, shapes.SHEET, 0, lines)
    yield from _list(data, "band", shapes.BAND, "from", lines)
    yield from _list(data, "group", shapes.GROUP, "id", lines)
    yield from _list(data, "rule", shapes.SHEET_RULE, "id", lines)


def _evaluation(data: Mapping[str, Any], lines: Lines) -> Found:
    yield from _item(data, shapes.EVALUATION, 0, lines)
    yield from _list(data, "band", shapes.BAND, "from", lines)
    yield from _list(data, "item", shapes.EVALUATION_ITEM, "id", lines)


FIELDS: Mapping[str, Callable[[Mapping[str, Any], Lines], Found]] = {
    "codes": _codes,
    "rules": _rules,
    "holidays": _holidays,
    "sheet": _sheet,
    "evaluation": _evaluation,
    "formsets": _formsets,
    "texts": _texts,
    "forms": _forms,
    "reports": _reports,
    "papers": _papers,
}


# --- the real readers ----------------------------------------------------------------------------

READERS: Mapping[str, Callable[[Edition], object]] = {
    "codes": lambda file: code_table(file.name, file.data),
    "rules": lambda file: read_profiles(file.data),
    "holidays": lambda file: read_years(file.data["year"]),
    "sheet": lambda file: read_sheet(file.data),
    "evaluation": lambda file: read_evaluation(file.data),
    "formsets": lambda file: read_formset(file.data),
    "texts": lambda file: list(read_texts(file.data)),
    "forms": lambda file: read_change(file.data),
    "reports": lambda file: read_report(file.name, file.data),
    "papers": lambda file: read_issuers(file.data),
}


def _reading(file: Edition, kind: str) -> Found:
    """The last word is the reader's own; what the checks before it did not think of ends here."""
    try:
        READERS[kind](file)
    except (ValueError, KeyError, TypeError, ArithmeticError):
        yield 0, "", "内容自相矛盾，程序读不懂。请与原件逐行核对。"
