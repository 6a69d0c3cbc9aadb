"""How two editions of a paper, a table of statistics or the numbering differ, for 变了什么."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.data_files import Edition
from app.forms.county_fields import applied, read_change
from app.forms.editions import changeable, fields_changed
from app.forms.issuers import Issued, read_issuers
from app.forms.registry import form as own_form
from app.forms.report_columns import read_report

__all__ = ["form_changes", "form_named", "form_title", "number_changes", "report_changes"]


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


def report_changes(file: Edition, previous: Edition | None) -> Iterator[str]:
    """Columns that come, go, or are called or grouped otherwise."""
    was = read_report(file.name, previous.data).columns if previous else ()
    now = read_report(file.name, file.data).columns
    old, new = {c.key: c for c in was}, {c.key: c for c in now}
    for key, column in new.items():
        if key not in old:
            yield f"增加“{column.group}·{column.label}”"
        elif old[key].label != column.label:
            yield f"“{old[key].label}”改称“{column.label}”"
        elif old[key].group != column.group:
            yield f"“{column.label}”从“{old[key].group}”移到“{column.group}”"
    for key, column in old.items():
        if key not in new:
            yield f"去掉“{column.group}·{column.label}”"
    if [k for k in old if k in new] != [k for k in new if k in old]:
        yield "各栏的先后次序有改动"


def number_changes(file: Edition, previous: Edition | None) -> Iterator[str]:
    """Papers numbered otherwise, or listed otherwise among those of a month."""
    was = read_issuers(previous.data) if previous else {}
    for code, now in read_issuers(file.data).items():
        old = was.get(code, Issued(code))
        title = own_form(code).title
        if (old.template, old.word) != (now.template, now.word):
            said = _number(now) or "不编号"
            yield f"《{title}》的文号：{_number(old) or '不编号'} → {said}"
        if old.notice != now.notice:
            yield f"《{title}》{'列入' if now.notice else '不再列入'}“打印本月文书”"


def _number(one: Issued) -> str:
    return one.template.replace("{字}", one.word)
