"""Names that break forms in corrections and resettlement: typed, printed, sent, read at the county.

Every paper prints every name of ``data/hard-names.json`` that a font can know, each in the typeface
of that paper; then everybody of the file goes the whole way once, from the sheet to the bureau.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.forms.corrections import BASIC_SHEET
from app.forms.definition import VALUELESS, Field, Form, Kind
from app.forms.dossier import Entry, FiledPaper
from app.forms.registry import all_forms
from app.models.corrections import CorrectionsPerson, GroupMember
from app.models.resettlement import ResettlementPerson
from app.printing.dossier import missing_in_papers, print_papers
from app.printing.fonts import is_private_use
from app.printing.page import PageSetup
from app.services.corrections import CorrectionsService
from app.services.resettlement import ResettlementService
from app.ui.editors import FormContext
from app.ui.form_view import FormView
from tests.printing.reading import pdftotext, words
from tests.services.corrections.conftest import SHEET
from tests.services.resettlement.conftest import HELP_SHEET
from tests.sync.county import make_county
from tests.test_hard_names import ADDRESSES, BY_HAND, NAMES, TODAY, joined

PRINTABLE = [name for name in NAMES if name not in BY_HAND]
PAPERS = [
    form
    for code, form in all_forms().items()
    if code.startswith(("corrections.c", "resettlement."))
    and any(field.name == "name" for field in form.fields())
]


def people_in(field: Field) -> str:
    """The name of the first column of a list that holds names; '' if it lists something else."""
    return next((c.name for c in field.columns if c.name in {"name", "staff"}), "")


def filled(form: Form, name: str) -> dict[str, Any]:
    """The paper with ``name`` wherever it may name somebody."""
    values: dict[str, Any] = {}
    for field in (*form.fields(), *(f for row in form.stub for f in row)):
        if field.kind in VALUELESS:
            continue
        if field.kind is Kind.ROWS and people_in(field):
            values[field.name] = [{people_in(field): name}]
        elif field.name == "name" or field.name.endswith("_name"):
            values[field.name] = name
    return values


@pytest.mark.parametrize("form", PAPERS, ids=lambda form: form.code)
def test_every_paper_prints_every_hard_name(form: Form):
    """F46: in the typeface and size of this paper; the text copies as it was typed."""
    papers = [
        FiledPaper(
            form, filled(form, "、".join(PRINTABLE[start : start + 10])), Entry("", "", None)
        )
        for start in range(0, len(PRINTABLE), 10)
    ]
    assert missing_in_papers(papers) == []
    made = print_papers(
        "试验", [("试验", filed) for filed in papers], author="x", setup=PageSetup()
    )
    read = joined(pdftotext(made, "-raw") or words(made))
    unread = [name for name in PRINTABLE if joined(name) not in read]
    assert [name for name in unread if joined(name) not in joined(words(made))] == []


@pytest.mark.parametrize("name", BY_HAND, ids=ascii)
def test_a_character_no_font_knows_is_named_before_printing(name: str):
    for form in PAPERS:
        filed = FiledPaper(form, filled(form, name), Entry("", "", None))
        reported = {glyph.character for glyph in missing_in_papers([filed])}
        assert reported == {c for c in name if is_private_use(c)}, form.code


def test_every_name_is_read_back_from_the_sheet_as_it_was_typed(qtbot):
    """The editor of the basic sheet neither trims nor changes what stands inside a name."""
    view = FormView(BASIC_SHEET, FormContext(today=lambda: TODAY))
    qtbot.addWidget(view)
    kept = {}
    for name in NAMES:
        view.set_values({"name": name, "registered_address": ADDRESSES[0]})
        found = view.values()["name"]
        kept[name] = getattr(found, "name", found)
    assert {n: k for n, k in kept.items() if k != n} == {}


@pytest.fixture
def went(make_store: Callable[..., Any], tmp_path: Path, clock: Any) -> Any:
    """Everybody of the file admitted, grouped, released into help, and sent to the bureau."""
    county = make_county(make_store, tmp_path / "stick")
    office = county.office()
    corrections, help_ = CorrectionsService(office.store), ResettlementService(office.store)
    uids = []
    for place, name in enumerate(NAMES):
        address = ADDRESSES[place % len(ADDRESSES)]
        nobody = {"id_number": None, "id_kind": "none", "id_reason": "补办中"}
        uid = corrections.persons.admit({**SHEET, **nobody, "name": name, "address": address})
        member = {"name": name, "role": "family", "from_on": SHEET["reported_on"]}
        corrections.persons.add_row(uid, "group_member", member)
        help_.persons.register({**HELP_SHEET, **nobody, "name": name, "address": address})
        uids.append(uid)
    county.answer(office, county.accept(office.send()))
    return corrections, uids, county


def test_everybody_goes_the_whole_way(went: Any):
    """I3: sheet, working file, package, bureau: equal to the letter."""
    corrections, uids, county = went
    for place, (uid, name) in enumerate(zip(uids, NAMES, strict=True)):
        said = corrections.papers.values("corrections.c06", uid)
        assert said["name"] == name
        assert [member["name"] for member in said["members"]] == [name]
        assert said["address"] == ADDRESSES[place % len(ADDRESSES)]
    with county.store.begin() as session:
        for model in (CorrectionsPerson, GroupMember, ResettlementPerson):
            held = session.scalars(select(model.name).where(model.office == "640122100"))
            assert sorted(held) == sorted(NAMES), model.__tablename__
