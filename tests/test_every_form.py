"""Every paper of every duty, walked: its kinds, its code tables, its print, its spreadsheet cells.

A new field is one line in its form; these tests say what else it needs.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pypdf
import pytest

from app.forms.checks import CHECKS, problems
from app.forms.codes import table
from app.forms.definition import VALUELESS, Field, Kind, Mark, PersonRef, TimeRange
from app.forms.display import SHOW, cell, show
from app.forms.dossier import FiledPaper
from app.forms.registry import all_forms
from app.forms.values import from_plain, to_plain
from app.printing.dossier import missing_in_paper, print_paper
from app.printing.form_pdf import PROSE
from app.printing.page import PageSetup
from app.ui.editors import EDITORS

FORMS = list(all_forms().values())
DAY = date(2026, 3, 2)


VALUES: dict[Kind, Callable[[Field], Any]] = {
    Kind.TEXT: lambda field: "示例文字"[: field.max_length],
    Kind.LONG_TEXT: lambda _: "第一段，说明情况。\n第二段，（附有）说明。",
    Kind.DATE: lambda _: DAY,
    Kind.DATETIME: lambda _: datetime(2026, 3, 2, 9, 30),
    Kind.TIME_RANGE: lambda _: TimeRange(datetime(2026, 3, 2, 9, 30), datetime(2026, 3, 2, 11, 0)),
    Kind.NUMBER: lambda field: max(field.minimum or 1, 1),
    Kind.MONEY: lambda _: 123_456,
    Kind.CHOICE: lambda f: table(f.codes).at(DAY)[0].code if f.codes != "village" else None,
    Kind.MULTI_CHOICE: lambda field: tuple(e.code for e in table(field.codes).at(DAY)[:2]),
    Kind.BOOL: lambda _: True,
    Kind.PERSON: lambda _: PersonRef("李𠮷娟"),
    Kind.ROWS: lambda field: [{c.name: value_for(c) for c in field.columns} for _ in range(2)],
}


def value_for(field: Field) -> Any:
    """A plausible value of the field's kind, by the field's own limits."""
    return VALUES[field.kind](field)


def filled(form):
    return {f.name: value_for(f) for f in form.fields() if f.kind not in VALUELESS}


def walk(fields):
    for field in fields:
        yield field
        yield from walk(field.columns)


@pytest.fixture(params=FORMS, ids=lambda form: form.code)
def form(request):
    return request.param


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_every_kind_has_its_entry_in_every_table(kind):
    assert kind in PROSE
    if kind not in VALUELESS:
        assert kind in EDITORS
        assert kind in CHECKS
        assert kind in SHOW


def test_its_code_tables_exist(form):
    for field in walk(form.fields()):
        if field.kind in (Kind.CHOICE, Kind.MULTI_CHOICE) and field.codes != "village":
            assert table(field.codes).at(DAY), field.name


def test_names_are_given_once(form):
    names = [field.name for field in form.fields()]
    assert len(names) == len(set(names))


def test_it_says_where_its_format_comes_from(form):
    assert len(form.source) >= 6


def test_every_place_for_a_mark_says_what_is_put_there(form):
    for field in form.fields():
        if field.kind is Kind.MARK:
            assert field.marks
            assert set(field.marks) <= set(Mark)
            assert field.label


def test_values_survive_being_kept(form):
    values = filled(form)
    assert from_plain(form, to_plain(form, values)) == values


def test_an_empty_form_names_what_is_missing_and_nothing_else_breaks(form):
    found = problems(form, {}, on=DAY)
    required = {f.name for f in form.fields() if f.required and f.default is None}
    assert {p.field for p in found if p.row is None} >= required - {"number"}


def test_every_value_reads_and_exports(form):
    for field in form.fields():
        if field.kind in VALUELESS or field.codes == "village":
            continue
        value = value_for(field)
        assert show(field, value)
        assert cell(field, value) not in (None, "")


@pytest.mark.parametrize("fill", [False, True], ids=["blank", "filled"])
def test_it_prints(form, fill):
    """A blank form for the pen, and a filled one; every glyph is there, every font embedded."""
    values = filled(form) if fill else {}
    filed = FiledPaper(form, values)
    assert missing_in_paper(filed) == []
    printed = print_paper(filed, author="640122102", setup=PageSetup())
    pages: list[Any] = list(pypdf.PdfReader(io.BytesIO(printed.pdf)).pages)
    assert form.title in "".join(page.extract_text() for page in pages).replace("\n", "")
    fonts = {
        font.get_object()["/BaseFont"]
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert all("+Justice" in name or "+LXGW" in name for name in fonts)
