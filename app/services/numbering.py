"""Numbers that run per series and year: what they look like, and counters that only rise.

A number is given inside the transaction that keeps its record, so a save that fails gives it back
and two threads wait for each other at the store's door: no gap, no reuse (F3).
"""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.history import Counter

__all__ = ["BadTemplate", "check_template", "count_to", "counted", "not_back", "render"]

_TOKEN = re.compile(r"\{(简称|字|年|序号)(?::(\d))?\}")


class BadTemplate(ActionableError):
    """A template that would not make distinct numbers."""

    def __init__(self, template: str, why: str) -> None:
        super().__init__(
            "M01",
            f"卷号样式“{template}”不能用：{why}。",
            do="样式里要有{年}和{序号}，可以加{简称}，例如：（{年}）{简称}人调字第{序号:3}号。",
        )


def check_template(template: str) -> None:
    """Raise ``BadTemplate`` unless two records of a series always get two numbers."""
    tokens = [match[1] for match in _TOKEN.finditer(template)]
    if tokens.count("序号") != 1 or "年" not in tokens:
        raise BadTemplate(template, "必须有一个{年}和一个{序号}")
    if re.search(r"[{}]", _TOKEN.sub("", template)):
        raise BadTemplate(template, "有不认识的{ }")


def render(template: str, *, short_name: str, year: int, sequence: int, word: str = "") -> str:
    """The number as it is printed; ``{序号:3}`` pads with zeros to three digits."""
    values = {"简称": short_name, "字": word, "年": str(year), "序号": str(sequence)}
    return _TOKEN.sub(lambda m: values[m[1]].zfill(int(m[2] or 0)), template)


def counted(session: Session, office: str, series: str) -> int:
    """How far a series has been counted."""
    counter = session.get(Counter, (office, series))
    return counter.value if counter else 0


def count_to(session: Session, office: str, series: str, value: int) -> None:
    """Count a series up to ``value``; never back."""
    counter = session.get(Counter, (office, series))
    if counter is None:
        session.add(Counter(office=office, name=series, value=value))
    else:
        counter.value = max(counter.value, value)


def not_back(year: int, sequence: int, free: int) -> None:
    """Refuse to begin a series at a number that was given already."""
    if sequence < free:
        raise ActionableError(
            "M02",
            f"{year}年已经编到第{free - 1}号，不能退回到第{sequence}号。",
            do=f"请填{free}或更大的号。",
        )
