"""The dated lists of 安置帮教: how each is called, which columns it shows, what it says when empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from app.forms.definition import Form
from app.ui.dated_rows import DatedRows, KeepsRows, RowActions
from app.ui.desk_tools import DeskTools

__all__ = ["List", "rows_of"]


class List(NamedTuple):
    """How a kind of dated rows is shown."""

    title: str
    form: Form
    columns: tuple[str, ...]
    empty: str


def rows_of(
    tools: DeskTools,
    service: KeepsRows,
    uid: str,
    name: str,
    shown: List,
    *,
    fresh: Callable[[], dict[str, Any]],
    done: Callable[[str], None],
) -> DatedRows:
    """The list that ``service`` keeps under ``name`` beside ``uid``.

    ``fresh`` gives what a new entry begins with; ``done`` is told a sentence after each change.
    """
    section = DatedRows(
        shown.title,
        shown.form,
        shown.columns,
        tools,
        RowActions.of(service, uid, name),
        scope=f"{shown.form.code}/{uid}",
        empty=shown.empty,
        fresh=fresh,
    )
    section.changed.connect(lambda: done(f"{shown.title}已保存。"))
    return section
