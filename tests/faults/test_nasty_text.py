"""I3: whatever is typed is text: never run, never resolved, never altered on its way."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.exports.workbook import new_workbook, put, to_bytes
from app.forms.checks import problems
from app.forms.definition import Field, Form, Kind
from app.forms.display import cell, show
from app.forms.dossier import FiledPaper
from app.forms.registry import all_forms
from app.forms.values import from_plain, to_plain
from app.models.mediation import MediationCase, Party
from app.printing.dossier import print_dossier, print_paper
from app.printing.page import PageSetup
from app.services.mediation import MediationService
from app.services.mediation.register import RegisterQuery
from app.services.search import SearchService
from tests.faults.counts import TIER
from tests.printing.reading import words
from tests.sync.county import make_county, rows_of

NASTY = (
    "'); DROP TABLE person; --",
    '=HYPERLINK("http://a.invalid","点")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "<b>粗</b>&amp;<para/>",
    "<img src='file:///etc/passwd'/>",
    "../../etc/passwd",
    "C:\\Windows\\a",
    "%s%n{0}{x.__class__}",
    "${jndi:ldap://a}",
    "None",
    "1e5",
    "𠮷𫝆𬺰龘",
    "\u202e逆\u202c",
)
PRINTED = NASTY[:-1]
"""A sign that turns the direction is pointed out where it is typed, and has no shape on paper."""
DAY = date(2026, 3, 2)
FORMS = list(all_forms().values())
SOME = FORMS if TIER else FORMS[::4]


def filled(form: Form) -> dict[str, str]:
    """Every field for text holds something nasty."""
    texts = (f for f in form.fields() if f.kind in (Kind.TEXT, Kind.LONG_TEXT))
    return {f.name: NASTY[n % len(NASTY)][: f.max_length] for n, f in enumerate(texts)}


@pytest.mark.parametrize("form", SOME, ids=lambda form: form.code)
def test_every_field_of_every_paper_takes_text_for_text(form: Form):
    """Kept, shown, put into a cell and printed as it was typed; nothing blocks, nothing falls."""
    values = filled(form)
    assert from_plain(form, to_plain(form, values)) == values
    named = {problem.field for problem in problems(form, values, on=DAY) if problem.blocking}
    assert not named & {f.name for f in form.fields() if f.name in values and not _rule(f)}
    for field in form.fields():
        if field.name in values and not _rule(field):
            assert values[field.name] in show(field, values[field.name])
            assert cell(field, values[field.name]) == values[field.name]
    assert print_paper(FiledPaper(form, values), author="640122102", setup=PageSetup()).pdf


def _rule(field: Field) -> bool:
    """Fields with a shape of their own: a number, a telephone."""
    return field.max_length < 30


@pytest.mark.parametrize("typed", ["a\0b", "a\x1bb", "a\ud800b", "长" * 1_000_000], ids=ascii)
def test_what_no_field_holds_is_said_where_it_is_typed(typed: str):
    """NUL, controls, half a character, a megabyte: blocked by the form, in words."""
    field = Field("name", "姓名", Kind.TEXT)
    long = Field("story", "经过", Kind.LONG_TEXT)
    form = Form(code="test.nasty", title="试验", rows=((field,), (long,)), source="试验用的文书")
    found = problems(form, {"name": typed, "story": typed}, on=DAY)
    assert {problem.field for problem in found if problem.blocking} == {"name", "story"}
    assert all(len(problem.message) < 200 for problem in found)


def test_no_cell_of_a_workbook_is_a_formula():
    """E2: opened by any program, and read back to the letter."""
    book = new_workbook("640122100", datetime(2026, 3, 2))
    sheet = book.create_sheet("表")
    for row, text in enumerate(NASTY, start=1):
        put(sheet, row, 1, text)
    read = load_workbook(io.BytesIO(to_bytes(book)))["表"]
    assert [(c.value, c.data_type) for (c,) in read.iter_rows()] == [(t, "s") for t in NASTY]


def test_a_case_of_nasty_words_goes_the_whole_way(make_store, tmp_path):
    """List, search, dossier, package, bureau: equal to the letter at the end."""
    county = make_county(make_store, tmp_path / "stick")
    office = county.office()
    desk = MediationService(office.store)
    committee = desk.committees.save(
        {"name": "习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
    )
    story = "\n".join(NASTY)
    facts: dict[str, Any] = {
        "dispute_type": "neighbour",
        "source": "application",
        "title": NASTY[0],
        "summary": story,
        "parties": [
            {"name": name, "side": "applicant" if n % 2 else "respondent", "address": name}
            for n, name in enumerate(NASTY)
        ],
    }
    case = desk.cases.open(facts, committee=committee)
    desk.procedure.accept(case, DAY)
    desk.papers.add(case, "mediation.application")
    (row,) = desk.register.page(RegisterQuery()).rows
    assert row.uid == case
    search = SearchService(office.store)
    search.rebuild()
    for name in ("DROP TABLE person", "HYPERLINK", "𠮷𫝆𬺰", "etc/passwd", '"', "%", "*", "NEAR("):
        search.find(name)  # whatever is found, nothing falls
    assert search.find("𠮷𫝆𬺰龘").hits
    printed = words(print_dossier(desk.binding.plan(case), author="1", setup=PageSetup()))
    joined = "".join(printed.split())
    for text in PRINTED:
        assert "".join(text.split()) in joined, text
    county.answer(office, county.accept(office.send()))
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)
    with county.store.begin() as session:
        assert session.scalars(select(MediationCase.summary)).one() == story
        assert set(session.scalars(select(Party.name))) == set(NASTY)
