"""T5: after a whole day with everything that goes wrong, the planted people stand nowhere in clear.

They may stand in the files a clerk chose to save, and there the search must find them: else finding
nothing elsewhere would prove nothing.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import util
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.exports.workbook import register_workbook
from app.forms.corrections import PERSON_REGISTER
from app.imports.roster import ROSTER
from app.paths import Profile
from app.printing.dossier import print_dossier
from app.printing.page import PageSetup
from app.printing.register_pdf import register_paper
from app.rules.identity import check_resident
from app.services import setup
from app.services.backups import restore
from app.services.backups.restore import Secret
from app.services.corrections.register import PersonQuery
from app.services.desk import Desk
from app.sync.carrier import NotCarried
from app.ui import application
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.tabs import tabs_of
from tests.conftest import Clock
from tests.faults import saver
from tests.faults.counts import times
from tests.faults.killing import killed_within
from tests.faults.leaks import Canary, canaries, hits, opened_for_writing
from tests.imports.making import rows_xml, sheet_xml, xlsx
from tests.imports.strange import HEAD
from tests.real_office import CHEAP, EVENING, LIGANG, PASSWORD
from tests.sync.county import County, Office, make_county

PEOPLE = times("T5-people")
JOURNALS = 2
"""Journals of killed saves that a finder gets to look at."""


@dataclass
class Places:
    """A PC of its own: where the program may write, and where it must not leave a word."""

    profile: Profile
    home: Path
    temp: Path
    stick: Path
    chosen: Path

    @property
    def searched(self) -> list[Path]:
        return [self.profile.root, self.home, self.temp, self.stick]


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    util.get_temp_dir()  # multiprocessing's own folder of sockets is that of the whole test run
    found = Places(
        Profile(tmp_path / "desk"), *(tmp_path / n for n in ("home", "temp", "stick", "chosen"))
    )
    for folder in (found.home, found.temp, found.stick, found.chosen):
        folder.mkdir()
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(found.home))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(found.temp))
    monkeypatch.setattr(tempfile, "tempdir", str(found.temp))
    return found


@pytest.fixture
def logged(places: Places):
    """The program's log as it keeps it, and everything below it that it could say."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    root.handlers.clear()
    places.profile.root.mkdir(exist_ok=True)
    application._log_to(places.profile)
    yield
    for handler in root.handlers:
        handler.close()
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def test_a_whole_day_leaves_nobody_in_clear(qtbot, places: Places, logged, make_store, tmp_path):
    """T5, E3-E5, L6: store, backups, journal of a killed save, stick, temporary files, logs."""
    people = canaries(PEOPLE)
    clock = Clock(EVENING)
    county = make_county(make_store, tmp_path / "county")
    with opened_for_writing() as written:
        desk, _recovery = setup.create(places.profile, LIGANG, PASSWORD, clock=clock, cost=CHEAP)
        _mediation(desk, people[:80], places.chosen)
        _roll(desk, people[80:140], places.chosen)
        _window(qtbot, desk, people[140:150])
        _troubles(desk, people[150:160])
        _month(desk, people[160:], county, places)
        desk.backups.make("hand")
        with desk._vault.lent() as (_, key):
            pass
        desk.close()
        _killed(places.profile, key, people)
        _restored(places.profile, clock)
    assert hits(places.searched, people) == {}
    assert _outside(written, places) == []
    assert [path for path in places.temp.rglob("*") if path.is_file()] == []
    saved = hits([places.chosen], people)
    for kind in ("dossier.pdf", "register.pdf", "register.xlsx", "roll.xlsx"):
        assert len(saved[places.chosen / kind]) >= 10, f"the search is blind in {kind}"


def _mediation(desk: Desk, people: list[Canary], chosen: Path) -> None:
    """Eight cases of ten parties: recorded, searched, printed, exported."""
    committee = desk.mediation.committees.save(
        {"name": "立岗镇人民调解委员会", "short_name": "立岗", "kind": "township"}
    )
    case = ""
    for start in range(0, len(people), 10):
        parties = [
            {
                "name": one.name,
                "id_number": one.id_number,
                "birth_date": one.born_on,
                "side": "applicant" if place % 2 == 0 else "respondent",
            }
            for place, one in enumerate(people[start : start + 10])
        ]
        facts = {
            "dispute_type": "neighbour",
            "source": "application",
            "summary": f"{parties[0]['name']}与{parties[1]['name']}因宅基地发生纠纷。",
            "parties": parties,
        }
        case = desk.mediation.cases.open(facts, committee=committee)
        desk.mediation.procedure.accept(case, EVENING.date())
        desk.mediation.papers.add(case, "mediation.application")
        assert desk.search.find(people[start].name).hits
        assert desk.search.find(people[start].id_number).hits
    plan = desk.mediation.binding.plan(case)
    made = print_dossier(plan, author=desk.identity.code, setup=PageSetup())
    (chosen / "dossier.pdf").write_bytes(made.pdf)


def _roll(desk: Desk, people: list[Canary], chosen: Path) -> None:
    """A spreadsheet from elsewhere, read by a child process; one number in it is wrong."""
    lines = [
        [one.name, "", one.id_number, "缓刑", "2026-03-02", "2027-03-01", "13900000001"]
        for one in people
    ]
    lines[0][2] = lines[0][2][:-1]
    path = chosen / "roll.xlsx"
    path.write_bytes(xlsx({"在册": sheet_xml(rows_xml([HEAD, *lines]))}))
    trial = desk.imports.try_out(ROSTER.code, path)
    assert desk.imports.confirm(trial).number == len(people) - 1
    rows = desk.corrections.persons.page(PersonQuery(), limit=100).rows
    author = desk.identity.code
    paper = register_paper(PERSON_REGISTER, rows, author=author, setup=PageSetup())
    (chosen / "register.pdf").write_bytes(paper.pdf)
    book = register_workbook(PERSON_REGISTER, rows, creator=author, made_at=EVENING)
    (chosen / "register.xlsx").write_bytes(book)


def _window(qtbot, desk: Desk, people: list[Canary]) -> None:
    """Drafts, the search box, and every tab looked at."""
    for one in people:
        desk.drafts.keep(f"case:{one.id_number}", one.name, {"summary": one.name * 50})
    window = MainWindow(desk, Preferences(desk.profile), tabs_of(desk))
    qtbot.addWidget(
        window, before_close_func=lambda w: setattr(w, "_keep_everything", lambda: True)
    )
    window.show()
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        qtbot.wait(30)
    window.grab()
    window.close()  # a backup is made on the way out
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    QThreadPool.globalInstance().waitForDone()
    qtbot.wait(100)  # what the jobs had to say arrives


def _troubles(desk: Desk, people: list[Canary]) -> None:
    """Errors that have a person in their hands: what is said and logged names nobody."""
    for one in people:
        with pytest.raises(SQLAlchemyError) as refused, desk._database.begin() as session:
            session.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": one.name})
        logging.getLogger("app.faults").error("could not save", exc_info=refused.value)
        assert one.name not in str(refused.value)
    with pytest.raises(NotCarried):
        desk.reports.keys.export_offer(Path("/nonexistent"))


def _month(desk: Desk, people: list[Canary], county: County, places: Places) -> None:
    """Sealed for a bureau, onto a stick; the receipt comes back."""
    office = Office(LIGANG.code, desk._vault, desk.reports, places.stick)
    county.enrol(office)
    for one in people:
        office.add_person(one.name, id_number=one.id_number)
    county.answer(office, county.accept(office.send("2026-11")))
    assert office.reports.status().last_received


def _killed(profile: Profile, key: bytes, people: list[Canary]) -> None:
    """F1: killed while saving them; what stays behind is kept for the finder."""
    words = [(one.name, one.id_number) for one in people]
    journals = 0
    for turn in range(20):
        killed_within(
            0.3 + turn % 4, saver.save_people_for_ever, profile.database, key, LIGANG.code, words
        )
        journal = profile.database.with_name(profile.database.name + "-journal")
        if journal.exists() and journal.stat().st_size:
            journals += 1
            shutil.copy(journal, profile.root / f"journal-{turn}")
        if journals == JOURNALS:
            break
    assert journals == JOURNALS, "the kills were too gentle"


def _restored(profile: Profile, clock: Clock) -> None:
    desk = setup.open_desk(profile, PASSWORD, clock=clock)
    backup = desk.backups.listed()[0]
    desk.close()
    clock.set(EVENING.date() + timedelta(days=1))
    restore.restore(
        profile, backup, Secret(password=PASSWORD), clock=clock, report=lambda _done, _all: None
    )


def _outside(written: list[Path], places: Places) -> list[Path]:
    """Files opened for writing that are neither the program's own nor chosen by the clerk.

    The note by which a copied folder shows (C1) is the program's own, in the home of its user.
    """
    notes = places.home / "justice-office-desk" / "places"
    allowed = (places.profile.root, places.chosen, places.stick, notes)
    return [
        path
        for path in written
        if not any(path.is_relative_to(folder) for folder in allowed)
        and path.suffix != ".pyc"
        and "__pycache__" not in path.parts
        and path != Path(os.devnull)
    ]


def test_the_planted_people_are_as_the_program_wants_people_to_be():
    """A number it refused would never come near the places that are searched."""
    for one in canaries(PEOPLE):
        verdict = check_resident(one.id_number, today=EVENING.date())
        assert (verdict.problems, verdict.birth) == ((), one.born_on)
