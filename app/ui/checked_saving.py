"""Saving a large sheet: what is wrong is marked, what is doubtful is asked, what is refused is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import ActionableError
from app.forms.definition import Problem
from app.services.base import Rejected
from app.ui import dialogs
from app.ui.form_view import FormView
from app.ui.slip_asking import with_reason

__all__ = ["save_checked"]


def save_checked(
    parent: QWidget,
    view: FormView,
    check: Callable[[dict[str, Any]], list[Problem]],
    keep: Callable[[dict[str, Any]], str],
) -> str | None:
    """Check the values of ``view`` and keep them; the uid of the record, or ``None``.

    What needs a second look is asked first; what was typed stays on the screen in any case.
    """
    if not view.readable():
        return None
    values = view.values()
    found = check(values)
    if blocking := [problem for problem in found if problem.blocking]:
        view.mark(blocking)
        return None
    if found and not _sure(parent, found):
        view.mark(found)
        return None
    try:
        uid = with_reason(parent, lambda: keep(values))
    except Rejected as rejected:
        view.mark(rejected.problems)
        return None
    except ActionableError as error:
        dialogs.tell(parent, error)
        return None
    view.saved()
    return uid


def _sure(parent: QWidget, found: list[Problem]) -> bool:
    words = "\n".join(f"· {problem.message}" for problem in found)
    return dialogs.ask(parent, f"有{len(found)}处请核对", words, yes="核对过了，保存", no="回去改")
