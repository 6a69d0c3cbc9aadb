"""What 收件 says of a package and of its records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from app.forms.definition import Field
from app.forms.registry import all_forms
from app.services.bureau.views import TableCount

__all__ = ["counts_words", "fields_words", "label_of"]

CLEAR = 0.7
"""A column is called by a label that at least this share of the papers gives it."""

KEPT = {
    "id_number": "证件号码",  # papers of corrections say 身份证号, though it may be another paper
    "state": "办理状态",
    "values": "文书内容",
    "body_digest": "文书内容",
    "printed": "打印稿",
    "round": "第几次调解",
    "parties_text": "当事人姓名",
    "happened_on": "日期",
    "proofs": "参训证明",
    "check_score": "卷宗自查得分",
    "check_missing": "卷宗自查缺项",
}
"""Columns that are no field of a paper, or that papers of several duties call differently."""


@cache
def _labels() -> dict[str, str]:
    """Column → label, for every column that papers call by one name."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for form in all_forms().values():
        for field in _all_fields(form.fields()):
            found[field.name][field.label] += 1
    labels = {}
    for name, counted in found.items():
        label, times = counted.most_common(1)[0]
        if label and times >= CLEAR * counted.total():
            labels[name] = label
    return labels | KEPT


def _all_fields(fields: Iterator[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all_fields(iter(field.columns))


def label_of(column: str) -> str:
    """What a clerk calls a column; empty where no paper has one name for it."""
    return _labels().get(column, "")


def fields_words(columns: Sequence[str]) -> str:
    """改了姓名、住址等 3 项."""
    named = list(dict.fromkeys(filter(None, map(label_of, columns))))
    if not columns:
        return ""
    if not named:
        return f"改了 {len(columns)} 项"
    rest = f"等 {len(columns)} 项" if len(named) > 4 or len(columns) > len(named) else ""
    return f"改了{'、'.join(named[:4])}{rest}"


def counts_words(counts: Sequence[TableCount], *, letters: bool = False) -> str:
    """新增 3 · 更新 1 · 作废 0, over every kind of record; what is nought is left out.

    As the package counts its records: what only answers the county's letters is none, and said
    where ``letters`` asks for it.
    """
    counts = [c for c in counts if c.reports or letters]
    sums = (
        ("新增", sum(c.new for c in counts)),
        ("更新", sum(c.changed for c in counts)),
        ("作废", sum(c.deleted for c in counts)),
        ("两个版本", sum(c.conflicts for c in counts)),
    )
    said = " · ".join(f"{word} {number}" for word, number in sums if number)
    return said or "没有改动"
