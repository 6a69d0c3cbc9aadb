"""A paper in the words of its time: 社区服刑人员, 社区矫正人员, 社区矫正对象.

A form is written once, in today's words. A paper dated before a change prints the word that was
right on its day, in its title, its labels and its fixed sentences; what a clerk typed is never
touched. Which word was right when is data: ``resources/terms/corrections.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from app.forms.definition import Field, Form, Kind, TimeRange, Values
from app.forms.texts import spoken
from app.paths import resource_dir

__all__ = ["Term", "day_of", "in_era", "terms", "words_of"]


@dataclass(frozen=True, slots=True)
class Term:
    """``then`` stood for ``now`` until the day ``until``, included."""

    now: str
    then: str
    since: date
    until: date
    source: str
    confirmed: bool


@cache
def terms() -> tuple[Term, ...]:
    """All changed terms, long ones first, so that no word is replaced inside a longer one."""
    raw = tomllib.loads((resource_dir() / "terms" / "corrections.toml").read_text("utf-8"))
    found = (Term(**line) for line in raw["term"])
    return tuple(sorted(found, key=lambda term: -len(term.now)))


def words_of(sentence: str, on: date | None) -> str:
    """``sentence`` with the terms that were right on a day."""
    if on is not None:
        for term in terms():
            if term.since <= on <= term.until:
                sentence = sentence.replace(term.now, term.then)
    return sentence


def day_of(form: Form, values: Values) -> date | None:
    """The day a paper is dated; ``None`` while it has none."""
    value = values.get(form.dated_by) if form.dated_by else None
    if isinstance(value, TimeRange):
        value = value.start
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def in_era(form: Form, on: date | None) -> Form:
    """``form`` as it was worded on a day."""
    if on is None:
        return form
    rows = tuple(tuple(_field(field, on) for field in row) for row in form.rows)
    worded = replace(
        form,
        title=words_of(form.title, on),
        footnote=words_of(spoken(form.footnote, on), on),
        rows=rows,
    )
    return form if worded == form else worded


def _field(field: Field, on: date) -> Field:
    wording = spoken(field.wording, on) if field.kind is Kind.FIXED else field.wording
    columns = tuple(_field(column, on) for column in field.columns)
    label = words_of(field.label, on)
    return replace(field, label=label, wording=words_of(wording, on), columns=columns)
