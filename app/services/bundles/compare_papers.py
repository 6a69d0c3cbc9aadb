"""How two editions of a paper differ, for 变了什么."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.data_files import Edition
from app.forms.county_fields import applied, read_change
from app.forms.editions import changeable, fields_changed
from app.forms.registry import form as own_form

__all__ = ["form_changes", "form_named", "form_title"]


def form_changes(file: Edition, previous: Edition | None) -> Iterator[str]:
    """What ``file`` changes of the paper as the edition before it, or the program, has it."""
    change = read_change(file.data)
    base = own_form(change.form)
    since = file.since or date.min
    was = applied(base, read_change(previous.data), since) if previous else base
    yield from fields_changed(was, applied(base, change, since))


def form_title(file: Edition) -> str:
    """《人民调解回访记录》; the file's name where it names no paper."""
    try:
        return f"《{own_form(str(file.data.get('form', ''))).title}》"
    except (ValueError, KeyError):
        return file.name


def form_named(file: Edition) -> str:
    """The code of the paper a file changes; empty for every other file."""
    if file.folder != "forms":
        return ""
    try:
        code = str(file.data.get("form", ""))
    except ValueError:
        return ""
    return code if code in changeable() else ""
