"""Names and addresses that break forms go the whole way: typed, found, printed, sent, read again.

``data/hard-names.json`` holds invented people: rare characters of every plane, middle dots, one
character and thirty, characters that cannot be seen. What the file asks of each is its ``must``.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.forms.checks import problems
from app.forms.mediation.sheet import PEOPLE
from app.imports import cells
from app.imports.sheet import RawCell
from app.models.database import Database
from app.models.mediation import Party
from app.printing.dossier import missing_in_dossier, print_dossier
from app.printing.fonts import is_private_use
from app.printing.page import PageSetup
from app.services.mediation import MediationService
from tests.printing.reading import pdftotext, words
from tests.sync.county import MakeStore, make_county

HARD = json.loads((Path(__file__).parent / "data" / "hard-names.json").read_text("utf-8"))
NAMES = [entry["name"] for entry in HARD["names"]]
ADDRESSES = [entry["address"] for entry in HARD["addresses"]]
UNSEEN = [e["name"] for e in HARD["names"] if e["must"] == "提示看不见的字符"]
BY_HAND = [n for n in NAMES if any(is_private_use(c) for c in n)]
"""No font can know a character that an old system made up: named before printing."""

TODAY = date(2026, 3, 2)
PER_CASE = 10


def joined(text: str) -> str:
    """A text without the spaces and line ends that laying it out puts between characters."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


def parties() -> list[dict[str, Any]]:
    """Everybody of the file, each with one of its addresses."""
    return [
        {
            "name": name,
            "side": "applicant" if place % 2 == 0 else "respondent",
            "address": ADDRESSES[place % len(ADDRESSES)],
        }
        for place, name in enumerate(NAMES)
    ]


@pytest.fixture
def cases(store: Database) -> tuple[MediationService, list[str]]:
    """Ten hard names a case, with the papers that name the parties."""
    desk = MediationService(store)
    committee = desk.committees.save(
        {"name": "习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
    )
    found = []
    everybody = parties()
    for start in range(0, len(everybody), PER_CASE):
        facts = {
            "dispute_type": "neighbour",
            "source": "application",
            "summary": "为试验姓名编造的纠纷。",
            "parties": everybody[start : start + PER_CASE],
        }
        case = desk.cases.open(facts, committee=committee)
        desk.procedure.accept(case, TODAY)
        desk.papers.add(case, "mediation.application")
        desk.papers.add(case, "mediation.agreement")
        found.append(case)
    return desk, found


def test_every_name_and_address_is_kept_to_the_letter(store: Database, cases: Any):
    with store.begin() as session:
        kept = {tuple(row) for row in session.execute(select(Party.name, Party.address))}
    assert kept == {(p["name"], p["address"]) for p in parties()}


def test_every_name_and_address_prints_or_is_named_before(cases: Any):
    """F46: none with a missing box unless reported; the text copies as it was typed."""
    desk, found = cases
    printed, reported = "", set()
    for case in found:
        plan = desk.binding.plan(case)
        reported |= {glyph.character for glyph in missing_in_dossier(plan)}
        made = print_dossier(plan, author="640122100", setup=PageSetup())
        read = pdftotext(made, "-raw") or ""
        printed += joined(words(made)) + joined(read)
    for text in (*NAMES, *ADDRESSES):
        if set(text) & reported:
            assert text in BY_HAND, f"{text!r} cannot be printed"
        else:
            assert joined(text) in printed, text
    assert reported == {c for n in BY_HAND for c in n if is_private_use(c)}


@pytest.mark.parametrize("name", [*UNSEEN, *BY_HAND], ids=ascii)
def test_what_cannot_be_seen_is_pointed_out_and_not_changed(name: str):
    found = problems(PEOPLE, {"parties": [{"name": name, "side": "third"}]}, on=TODAY)
    (problem,) = [p for p in found if p.column == "name"]
    assert not problem.blocking
    assert "看不见的字符" in problem.message or "自造的字" in problem.message


def test_names_come_to_the_county_as_they_were_typed(make_store: MakeStore, tmp_path: Path):
    """I3: through package, merge and back, equal to the letter."""
    county = make_county(make_store, tmp_path / "stick")
    office = county.office()
    for name in NAMES:
        office.add_person(name)
    county.answer(office, county.accept(office.send()))
    assert county.names() == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_read_from_a_spreadsheet_stays_as_it_is_or_says_what_was_mended(name: str):
    """Only blanks and characters that cannot be seen are taken out, and never in silence."""
    read = cells.name(RawCell(name))
    assert read.value == joined(name) if read.fix else read.value == name
