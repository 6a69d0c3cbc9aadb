"""The whole working file of a sealed person, looked at on a legal basis; marks on files of the case (D2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.forms.corrections import BASIC_SHEET, PERSON_REGISTER
from app.forms.dossier import FiledPaper
from app.forms.sealed_note import marked
from app.models.base import Base
from app.models.memory import MemoryStore
from app.printing.dossier import print_file, print_paper
from app.printing.page import PageSetup
from app.printing.register_pdf import register_paper
from app.services.access import Role
from app.services.base import Rejected
from app.services.corrections.file import WORKING
from app.services.corrections.register import PersonQuery
from app.services.corrections.states import NotAllowed
from tests.printing import reading
from tests.services.corrections.conftest import SHEET
from tests.services.corrections.test_sealed_canary import NAME, NUMBER, WORDS, cells, plant
from tests.services.corrections.test_seals import LOOK, SEAL

MARK = "含犯罪记录封存信息"
STAMP = "封存记录，只供贺兰县人民检察院依法查阅"


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture
def planted(desk, evening):
    return plant(desk, evening)


@pytest.fixture
def sealed(desk, planted):
    """A minor with a photograph, two scans (one of them taken out) and a call; sealed."""
    minor, _ = planted
    desk.corrections.papers.add(minor, "corrections.c05")
    desk.corrections.seals.seal(minor, SEAL)
    return minor


def said(plan: Any) -> list[tuple[str, FiledPaper]]:
    return [(paper.form.title, paper) for part in plan.parts for paper in part.papers]


# --- looking -------------------------------------------------------------------------------------


def test_the_whole_file_is_bound_from_what_was_sealed(desk, planted):
    """Paper by paper, scan by scan what it would have been the day before."""
    minor, _ = planted
    desk.corrections.papers.add(minor, "corrections.c05")
    before = desk.corrections.file.plan(minor, WORKING)
    desk.corrections.seals.seal(minor, SEAL)
    after = desk.corrections.seals.view_file(minor, LOOK)
    assert after.parts == before.parts
    assert after.cover == before.cover
    assert [scan.title for part in after.parts for scan in part.scans] == [f"{NAME}判决书"]
    sheet = next(paper for _, paper in said(after) if paper.form.code == BASIC_SHEET.code)
    assert sheet.values["id_number"] == NUMBER
    assert sheet.values["crime_facts"] == WORDS
    assert sheet.values["photo"], "the photograph lies under the key, too"


def test_the_store_itself_sees_nothing_of_a_look(desk, sealed):
    """Nothing is unsealed for it: not a cell of the store tells afterwards."""
    desk.corrections.seals.view_file(sealed, LOOK)
    assert set(cells(desk)) == set()
    assert desk.corrections.persons.page(PersonQuery(states=(), text=NAME)).rows == []
    with pytest.raises(Exception, match="封存"):
        desk.corrections.file.plan(sealed, WORKING)


def test_the_look_is_kept_with_how_far_it_went(desk, sealed):
    desk.corrections.seals.view(sealed, LOOK)
    desk.corrections.seals.view_file(sealed, LOOK)
    looks = desk.corrections.seals.views(sealed)
    assert [look["scope"] for look in looks] == ["sheet", "file"]
    desk._database.roles = frozenset({Role.AUDIT})
    rows, _ = desk.log.page(0, 50, {})
    told = [row.words for row in rows if "查阅" in row.words]
    assert any("整卷工作档案" in words for words in told)
    assert any("基本信息表" in words for words in told)
    assert all(NAME not in words for words in told)


@pytest.mark.parametrize(
    "lacks",
    [
        {"second_viewer": "测所长"},
        {"second_viewer": None},
        {"basis": None},
        {"document_number": None},
    ],
)
def test_the_file_is_not_shown_without_basis_and_two_people(desk, sealed, lacks):
    with pytest.raises(Rejected):
        desk.corrections.seals.view_file(sealed, {**LOOK, **lacks})
    assert desk.corrections.seals.views(sealed) == []


def test_without_the_key_it_stays_closed_and_the_attempt_leaves_no_look(desk, sealed):
    desk._database.sealed_ring = ()
    with pytest.raises(NotAllowed, match="没有封存记录的钥匙"):
        desk.corrections.seals.view_file(sealed, LOOK)
    assert desk.corrections.seals.views(sealed) == []


def test_an_open_record_is_opened_as_usual(desk, planted):
    with pytest.raises(NotAllowed, match="没有封存"):
        desk.corrections.seals.view_file(planted[0], LOOK)


def test_every_page_says_whose_look_it_was(desk, sealed):
    """Cover, contents, papers, scans and 备考表; and the file describes itself without a name."""
    plan = desk.corrections.seals.view_file(sealed, LOOK)
    stamp = f"{STAMP}　查阅人：测所长、测员　2025-11-05 09:00"
    made = print_file(plan, author="640122100", setup=PageSetup(sealed=stamp))
    pages = [page.extract_text().replace("\n", "") for page in reading.reader(made).pages]
    assert len(pages) > 5
    unmarked = [number for number, text in enumerate(pages, 1) if STAMP not in text]
    assert unmarked == []
    assert any(NAME in text for text in pages)
    about = reading.reader(made).metadata
    assert about is not None
    assert NAME not in str(dict(about))


def test_the_mark_goes_with_long_names_and_on_the_basic_sheet(desk, sealed):
    stamp = (
        STAMP
        + "　查阅人："
        + "、".join(["阿卜杜热合曼·买买提艾力江·吐尔逊"] * 2)
        + "　2025-11-05 09:00"
    )
    sheet = desk.corrections.seals.view(sealed, LOOK)
    made = print_paper(
        FiledPaper(BASIC_SHEET, sheet), author="640122100", setup=PageSetup(sealed=stamp)
    )
    for page in reading.reader(made).pages:
        assert stamp.replace("　", "") in page.extract_text().replace("\n", "").replace("　", "")


def test_a_store_in_memory_keeps_no_change_and_forgets(store):
    memory = MemoryStore(store)
    table = Base.metadata.tables["setting"]
    memory.fill({table: [{"office": store.office, "name": "a", "value": 1}]})
    with memory.begin() as session:
        session.execute(table.update().values(value=2))
    with memory.begin() as session:
        assert session.execute(table.select()).one().value == 1
    memory.close()
    with pytest.raises(Exception, match="closed"), memory.begin() as session:
        session.execute(table.select())


# --- the files of the others ---------------------------------------------------------------------


def test_the_file_of_an_adult_of_the_case_is_marked_on_cover_and_contents(desk, planted):
    """未成年人犯罪记录封存的实施办法 (2022): on the cover of the adults' file."""
    minor, adult = planted
    file = desk.corrections.file
    plain = print_file(file.plan(adult), author="640122100", setup=PageSetup())
    assert MARK not in reading.words(plain)
    desk.corrections.seals.seal(minor, SEAL)
    for which in (WORKING, "corrections-deputy"):
        made = print_file(file.plan(adult, which), author="640122100", setup=PageSetup())
        pages = [page.extract_text() for page in reading.reader(made).pages]
        assert [MARK in text for text in pages[:2]] == [True, True]
        assert not any(MARK in text for text in pages[2:])
    listed = file.handover_paper(adult)
    made = print_paper(listed, author="640122100", setup=PageSetup())
    assert MARK in reading.words(made)


def test_a_register_has_the_mark_at_whom_it_concerns(desk, planted, evening):
    minor, adult = planted
    other = desk.corrections.persons.admit({**SHEET, "name": "测旁人"})
    persons, seals = desk.corrections.persons, desk.corrections.seals
    rows = persons.page(PersonQuery()).rows
    uids = [row["uid"] for row in rows]
    same, _ = marked(PERSON_REGISTER, rows, uids, seals.holding())
    assert same is PERSON_REGISTER, "no empty column while it concerns nobody"
    seals.seal(minor, SEAL)
    assert seals.holding() == {adult}
    register, lines = marked(PERSON_REGISTER, rows, uids, seals.holding())
    told = {row["uid"]: row["sealed_note"] for row in lines}
    assert (told[adult], told[other]) == (MARK, None)
    made = register_paper(register, lines, author="640122100", setup=PageSetup())
    assert reading.words(made).replace(" ", "").count(MARK) == 1


def test_the_mark_follows_into_help_after_corrections(desk, planted, evening):
    minor, adult = planted
    desk.corrections.seals.seal(minor, SEAL)
    desk.corrections.persons.release(
        adult,
        {
            "reason": "expired",
            "happened_on": date(2025, 11, 4),
            "decided_by": "贺兰县司法局",
            "document_number": "贺矫解10号",
            "summary_on": date(2025, 10, 8),
            "appraised_on": date(2025, 10, 30),
        },
    )
    helped = desk.resettlement.persons.take_over(adult)
    assert desk.corrections.seals.holding() == {adult, helped}
