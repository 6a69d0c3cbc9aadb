"""What a county may not change on a paper, and why, in the clerk's words.

Most of it follows from the definition: what must be filled in, what the program counts with, what
a sentence of the paper names, what is signed. What the definition cannot show, because the law or
a check of the dossier asks for it, is listed in ``resources/protected/papers.toml`` with its
article; no bundle may change that file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from app.forms.county_fields import ADDED_NAME, FieldChange, FormChange, sections
from app.forms.definition import VALUELESS, Field, Form, Kind
from app.forms.texts import texts
from app.paths import resource_dir

__all__ = ["MOST_ADDED", "Objection", "movable", "objections", "why_protected"]

MOST_ADDED = 20
LABEL, TITLE, HELP, UNIT = 30, 40, 200, 8
"""Characters at most."""
LONGEST = {Kind.TEXT: 500, Kind.LONG_TEXT: 5_000}
TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
CHOICES = frozenset({Kind.CHOICE, Kind.MULTI_CHOICE})
_BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Objection:
    """Why one change cannot be made: of which field (empty: the paper), which property, in words."""

    name: str
    key: str
    words: str


def why_protected(form: Form, field: Field) -> str:
    """Why a field can neither be left off the paper nor left empty; empty where it can."""
    if field.kind in VALUELESS:
        return HAND[field.kind]
    if listed := _listed().get((form.code, field.name)):
        return listed
    return next((why for holds, why in WHY if holds(form, field)), "")


HAND = {
    Kind.FIXED: "固定文字，要改请在“文书用语”里改",
    Kind.MARK: "签名、盖章、按指印的地方",
    Kind.PHOTO: "贴照片的地方",
}


def movable(form: Form) -> set[str]:
    """The fields that may change places within their section."""
    return {name for names in sections(form) if len(names) > 1 for name in names}


def objections(form: Form, change: FormChange) -> Iterator[Objection]:
    """Everything that keeps a change from being made."""
    if change.title and (len(change.title) > TITLE or _unprintable(change.title)):
        yield Objection("", "title", f"文书名称最多 {TITLE} 个字，写成一行。")
    known = {field.name: field for field in form.fields()}
    seen: set[str] = set()
    for one in change.fields:
        if one.name in seen:
            yield Objection(one.name, "name", "同一栏写了两次。")
        elif one.name not in known:
            yield Objection(one.name, "name", f"《{form.title}》没有“{one.name}”这一栏。")
        else:
            yield from _of_field(form, known[one.name], one)
        seen.add(one.name)
    if len(change.added) > MOST_ADDED:
        yield Objection("", "add", f"一份文书最多增设 {MOST_ADDED} 栏。")
    for field in change.added:
        yield from _of_added(field, known.keys() | seen)
        seen.add(field.name)
    yield from _labels(form, change)
    ours = sections(form)
    for order in change.order:
        if not any(set(order) == set(names) and len(order) == len(names) for names in ours):
            yield Objection("", "order", "次序只能在同一段里换，要写全这一段的各栏，不多不少。")


def _of_field(form: Form, field: Field, one: FieldChange) -> Iterator[Objection]:
    called = f"“{field.label or field.name}”"
    if field.kind in VALUELESS:
        yield Objection(field.name, "name", f"{called}不能改：{HAND[field.kind]}。")
        return
    why = why_protected(form, field)
    if one.hidden and why:
        yield Objection(field.name, "hidden", f"{called}不能去掉：{why}。")
    if one.hidden and one.required:
        yield Objection(field.name, "required", f"{called}去掉了，就不能又要求必填。")
    if one.required is False and field.required:
        yield Objection(field.name, "required", f"{called}不能改成按需：{why}。")
    if one.required and field.kind is Kind.BOOL:
        yield Objection(field.name, "required", f"{called}是勾选的，不勾就是“否”，不能设为必填。")
    if one.label is not None:
        yield from _label(field.name, called, one.label)
    if one.help is not None and len(one.help) > HELP:
        yield Objection(field.name, "help", f"{called}的填写说明最多 {HELP} 个字。")
    yield from _limits(field, one, called, why)


def _limits(field: Field, one: FieldChange, called: str, why: str) -> Iterator[Objection]:
    if one.max_length is not None:
        if field.kind not in TEXTS:
            yield Objection(field.name, "max_length", f"{called}不是文字，没有字数。")
        elif not 1 <= one.max_length <= field.max_length:
            words = f"{called}的字数要在 1 到 {field.max_length} 之间。"
            yield Objection(field.name, "max_length", words)
    if one.codes is not None:
        if field.kind not in CHOICES or not field.codes:
            yield Objection(field.name, "codes", f"{called}不是从列表里选的，没有选项。")
        elif why:
            words = f"{called}不能另换一张代码表：{why}。要增减选项，请改代码表“{field.codes}”。"
            yield Objection(field.name, "codes", words)


def _of_added(field: Field, taken: set[str]) -> Iterator[Objection]:
    called = f"增设的“{field.label or field.name}”"
    if not ADDED_NAME.fullmatch(field.name):
        words = "增设栏目的名称要以 county_ 开头，后面只用小写英文字母、数字和下划线。"
        yield Objection(field.name, "name", words)
    if field.name in taken:
        yield Objection(field.name, "name", f"名称“{field.name}”用了两次。")
    yield from _label(field.name, called, field.label)
    if len(field.help) > HELP or len(field.example) > HELP:
        yield Objection(field.name, "help", f"{called}的填写说明最多 {HELP} 个字。")
    if len(field.unit) > UNIT:
        yield Objection(field.name, "unit", f"{called}的单位最多 {UNIT} 个字。")
    if field.kind in LONGEST and not 1 <= field.max_length <= LONGEST[field.kind]:
        words = f"{called}的字数要在 1 到 {LONGEST[field.kind]} 之间。"
        yield Objection(field.name, "max_length", words)
    if field.kind is Kind.CHOICE and not field.codes:
        yield Objection(field.name, "codes", f"{called}没有选项。")
    if field.kind is not Kind.CHOICE and field.codes:
        yield Objection(field.name, "codes", f"{called}不是选项，不能有代码表。")
    limits = [one for one in (field.minimum, field.maximum) if one is not None]
    if limits and field.kind is not Kind.NUMBER:
        yield Objection(field.name, "minimum", f"{called}不是数字，没有大小的限制。")
    elif len(limits) == 2 and limits[0] > limits[1]:
        yield Objection(field.name, "minimum", f"{called}最小的比最大的还大。")


def _label(name: str, called: str, label: str) -> Iterator[Objection]:
    if not 1 <= len(label) <= LABEL or _unprintable(label):
        yield Objection(name, "label", f"{called}的栏名要有 1 到 {LABEL} 个字，写成一行。")


def _labels(form: Form, change: FormChange) -> Iterator[Objection]:
    """No new label that stands on the paper already: nobody could tell the two apart."""
    changes = {one.name: one for one in change.fields}
    new: dict[str, str] = {}
    standing: list[str] = []
    for field in form.fields():
        one = changes.get(field.name)
        if field.kind in VALUELESS or (one is not None and one.hidden):
            continue
        if one is not None and one.label is not None and one.label != field.label:
            new[field.name] = one.label
        else:
            standing.append(field.label)
    new |= {field.name: field.label for field in change.added}
    for name, label in new.items():
        if label and [*standing, *new.values()].count(label) > 1:
            yield Objection(name, "label", f"栏名“{label}”在这份文书上已经有了，请换一个。")


def _unprintable(words: str) -> bool:
    return words != words.strip() or any(ord(char) < 32 or ord(char) == 127 for char in words)


@cache
def _listed() -> Mapping[tuple[str, str], str]:
    path = resource_dir() / "protected" / "papers.toml"
    raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return {(line["form"], line["name"]): line["why"] for line in raw["field"]}


def _named(form: Form) -> set[str]:
    """Fields whose value a sentence, a place for a signature or the stub shows."""
    found = {field.per for field in form.fields()} - {""}
    sentences = [field.wording for field in form.fields()] + [form.footnote]
    for row in form.stub:
        found |= {field.name for field in row}
        sentences += [field.wording for field in row]
    for words in sentences:
        found |= set(_BLANK.findall(words))
        if words.startswith("text:"):
            found |= set(_BLANK.findall(" ".join(_said(words.removeprefix("text:")))))
    return found


def _signed_below(form: Form, field: Field) -> bool:
    """Whether an opinion stands here with the place to sign it in the next line."""
    return field.kind is Kind.LONG_TEXT and any(
        len(row) == 1 and row[0].name == field.name and any(f.kind is Kind.MARK for f in below)
        for row, below in pairwise(form.rows)
    )


def _said(key: str) -> Iterator[str]:
    """Every wording behind a key; a key with a blank of its own stands for all that fit it."""
    head, blank, _ = key.partition("{")
    for name, one in texts().items():
        if name == key or (blank and name.startswith(head)):
            yield from (words.text for words in (one, *one.before))


WHY: tuple[tuple[Callable[[Form, Field], bool], str], ...] = (
    (lambda _, field: field.required, "必填栏，缺了它文书不成立"),
    (
        lambda form, field: field.name in {form.dated_by, form.numbered_by},
        "文书的日期或文号，编号、归档和期限都按它算",
    ),
    (lambda _, field: field.fact, "案件或人员的登记事项，统计和别的文书也用它"),
    (lambda form, field: field.name in _named(form), "文书的固定文字、签名处或存根里要用它"),
    (_signed_below, "签署意见的一栏，下面要签名盖章"),
)
"""What the definition shows, the first reason that holds."""
