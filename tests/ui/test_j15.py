"""J15 at the windows: a full disk, a write-protected stick, a stick pulled out, a wrong clock.

Whatever is written to a stick, the window says what happened, that the data are safe and what to do
now; it never says 可以拔出; and the second try succeeds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from app.forms.dossier import FiledPaper
from app.forms.registry import form
from app.paths import Profile
from app.printing.dossier import print_paper
from app.printing.page import PageSetup
from app.services.desk import Desk
from app.services.mediation.register import RegisterQuery
from app.ui.bundles.county import CountyBundleWindow
from app.ui.bureau.answers import AnswersPage
from app.ui.bureau.inbox import InboxPage
from app.ui.form_dialog import FormDialog
from app.ui.main_window import MainWindow
from app.ui.mediation.page import MediationPage
from app.ui.pdf_view import PdfPreview
from app.ui.preferences import Preferences
from app.ui.reports.keys import KeyExchange
from app.ui.reports.page import ReportsPage
from app.ui.store.backup_dialog import BackupDialog
from app.ui.tabs import tabs_of
from app.ui.today_page import TodayPage
from tests.faults.failing_disk import fault
from tests.services.bundles.conftest import RISK
from tests.sync.bad_sticks import TROUBLES, mounted
from tests.sync.conftest import county, office
from tests.sync.county import BUREAU, County, Office
from tests.ui.conftest import OFFICE, type_chinese
from tests.ui.sending import LONG, PRESS, Clerk, bureau_desk, clerk, office_desk
from tests.ui.test_bundle_windows import DAY, answering

__all__ = ["clerk", "county", "office"]

PULL_OUT = "可以拔出"


@dataclass
class Station:
    """Somewhere a file leaves the program: the button that writes it, and how its end is known."""

    write: Callable[[], QPushButton]
    stick: Path
    files: str  # what is on the stick when it was written
    done: str = PULL_OUT  # said when it was written; empty: nothing is said
    page: Any = None  # with words for the status line, and work that goes on after the message

    def settle(self, clerk: Clerk) -> None:
        """Wait for what the page does after its message."""
        if self.page is None:
            clerk.qtbot.wait(PRESS)
        else:
            clerk.waits_for(self.page)


def heard_since(clerk: Clerk, count: int) -> str:
    return "\n".join(clerk.heard[count:])


def fails_then_succeeds(
    clerk: Clerk, qtbot: Any, station: Station, trouble: Any, word: str, safe: str = "完好"
) -> None:
    before, count = sorted(station.stick.rglob("*")), len(clerk.heard)
    in_the_status_line: list[str] = []
    if station.page is not None:
        station.page.said.connect(in_the_status_line.append)
    clerk.picks_folder(station.stick)
    with trouble:
        clerk.clicks(station.write())
        qtbot.waitUntil(lambda: word in heard_since(clerk, count), timeout=LONG)
        station.settle(clerk)
        said = heard_since(clerk, count)
        left = [p for p in station.stick.rglob("*") if p.is_file()]
    assert safe in said
    assert any(
        said.count(f"请{do}") for do in ("关掉", "删去", "重新插好", "清出", "检查磁盘或重新插好")
    ), said
    assert PULL_OUT not in said
    assert not any(PULL_OUT in words for words in in_the_status_line)
    assert [p for p in left if p not in before] == [], "nothing half-written lies there"
    count = len(clerk.heard)
    clerk.clicks(station.write())
    qtbot.waitUntil(
        lambda: (
            bool(list(station.stick.rglob(station.files)))
            and station.done in heard_since(clerk, count)
        ),
        timeout=LONG,
    )
    station.settle(clerk)


# --- whatever is written to a stick ----------------------------------------------------------------


def package(office: Office, clerk: Clerk) -> Station:
    office.add_case(1)
    office.seal("2026-02")
    page: ReportsPage = clerk.opens(ReportsPage(office_desk(office)))
    return Station(lambda: page.head.next, office.stick, "*.sfs", page=page)


def mail_copy(office: Office, clerk: Clerk) -> Station:
    office.add_case(1)
    office.seal("2026-02")
    page: ReportsPage = clerk.opens(ReportsPage(office_desk(office)))
    page.packages.choose(1, 1)
    done = "已写入并核对"
    return Station(lambda: page.packages.mail, office.stick, "*.sfs", done, page)


def key_of_the_office(office: Office, clerk: Clerk) -> Station:
    dialog = KeyExchange(None, office.reports)
    clerk.qtbot.addWidget(dialog)
    dialog.show()
    folder = office.stick / "keys"
    folder.mkdir()
    return Station(lambda: dialog.export, folder, "*-key.sfk")


OFFICE_WRITES = {"package": package, "mail copy": mail_copy, "key": key_of_the_office}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("what", OFFICE_WRITES)
def test_what_an_office_writes(office: Office, clerk: Clerk, qtbot, monkeypatch, what, trouble):
    station = OFFICE_WRITES[what](office, clerk)
    act, word = TROUBLES[trouble]
    fails_then_succeeds(clerk, qtbot, station, act(monkeypatch, station.stick), word)


def receipts(county: County, office: Office, clerk: Clerk) -> Station:
    office.add_case(1)
    county.accept(office.send())
    (office.stick / "home").mkdir()
    page: InboxPage = clerk.opens(InboxPage(bureau_desk(county)))
    page.turn_to(page.received)
    page.received.register.table.setCurrentIndex(page.received.register.model.index(0, 0))
    return Station(lambda: page.received.receipt, office.stick / "home", "*.sfr", page=page)


def feedback(county: County, office: Office, clerk: Clerk) -> Station:
    office.add_case(1)
    county.accept(office.send())
    (office.stick / "home").mkdir()
    page: AnswersPage = clerk.opens(AnswersPage(bureau_desk(county)))
    page.tabs.setCurrentWidget(page.send)
    clerk.waits_for(page)
    return Station(lambda: page.send.all, office.stick / "home", "*.sfa", page=page)


def key_answer(county: County, office: Office, clerk: Clerk) -> Station:
    (office.stick / "home").mkdir()
    page: InboxPage = clerk.opens(InboxPage(bureau_desk(county)))
    page.turn_to(page.offices)
    page.offices.register.table.setCurrentIndex(page.offices.register.model.index(0, 0))
    return Station(lambda: page.offices.answer, office.stick / "home", "*-answer.sfk", page=page)


def bundle(county: County, office: Office, clerk: Clerk) -> Station:
    (office.stick / "home").mkdir()
    window: CountyBundleWindow = clerk.opens(CountyBundleWindow(None, bureau_desk(county)))
    path = office.stick / "risk.toml"
    path.write_text(RISK, "utf-8")
    clerk.picks_files(path)
    with clerk.in_dialog(FormDialog, answering(clerk, since=DAY, source="贺司发〔2026〕21号")):
        clerk.clicks(window.bring)
    clerk.waits_for(window)
    clerk.presses = {"已签发": "以后再写"}
    with clerk.in_dialog(FormDialog, answering(clerk, note="风险等级")):
        clerk.clicks(window.sign)
    clerk.waits_for(window)
    return Station(lambda: window.give, office.stick / "home", f"{BUREAU}*")


BUREAU_WRITES = {
    "receipt": receipts,
    "feedback": feedback,
    "key answer": key_answer,
    "bundle": bundle,
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("what", BUREAU_WRITES)
def test_what_a_bureau_writes(
    county: County, office: Office, clerk: Clerk, qtbot, monkeypatch, what, trouble
):
    station = BUREAU_WRITES[what](county, office, clerk)
    act, word = TROUBLES[trouble]
    fails_then_succeeds(clerk, qtbot, station, act(monkeypatch, station.stick), word)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_backup_on_a_second_medium(open_office, clerk: Clerk, qtbot, monkeypatch, trouble):
    """L6: the backups that are there already are as they were."""
    stick = Path("/dev/shm") / f"justice-desk-j15-{os.getpid()}"
    stick.mkdir()
    try:
        dialog = BackupDialog(None, open_office())
        qtbot.addWidget(dialog)
        dialog.show()
        station = Station(lambda: dialog.carry, stick, "*.db")
        act, word = TROUBLES[trouble]
        safe = "以前的备份都没有变化"
        fails_then_succeeds(clerk, qtbot, station, act(monkeypatch, stick), word, safe)
    finally:
        shutil.rmtree(stick)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_paper_saved_as_pdf(clerk: Clerk, qtbot, monkeypatch, tmp_path, trouble):
    """The older file of that name is whole as long as the new one is not."""
    pdf = print_paper(
        FiledPaper(form("mediation.notice"), {}), author="640122102", setup=PageSetup()
    ).pdf
    stick = tmp_path / "stick"
    stick.mkdir()
    target = stick / "paper.pdf"
    target.write_bytes(b"older")
    preview = PdfPreview(None, "权利义务告知书", pdf, file_name="640122102-001")
    qtbot.addWidget(preview)
    preview.show()
    clerk.saves_as(target)
    clerk.presses = {"没有加密": "另存"}
    act, word = TROUBLES[trouble]
    with act(monkeypatch, stick):
        preview.save()
        qtbot.waitUntil(lambda: word in clerk.last, timeout=LONG)
    assert "已保存的数据没有变化" in clerk.last
    assert "再存" in clerk.last
    assert [(p.name, p.read_bytes()) for p in stick.iterdir()] == [("paper.pdf", b"older")]
    preview.save()
    qtbot.waitUntil(lambda: target.read_bytes() == pdf, timeout=LONG)


# --- real file systems, where the test may mount one ------------------------------------------------


@pytest.fixture
def sealed(office: Office, clerk: Clerk) -> Station:
    return package(office, clerk)


def test_a_real_stick_that_is_full(office: Office, clerk: Clerk, qtbot, sealed):
    with mounted(office.stick, "size=1m"):
        (office.stick / "video.mp4").write_bytes(bytes(1000 * 1024))
        clerk.picks_folder(office.stick)
        clerk.clicks(sealed.write())
        qtbot.waitUntil(lambda: "U盘空间不够" in clerk.last, timeout=LONG)
        assert [p.name for p in office.stick.iterdir()] == ["video.mp4"]
    clerk.waits_for(sealed.page)
    clerk.clicks(sealed.write())
    qtbot.waitUntil(lambda: PULL_OUT in clerk.last, timeout=LONG)
    clerk.waits_for(sealed.page)


def test_a_real_stick_that_is_write_protected(office: Office, clerk: Clerk, qtbot, sealed):
    with mounted(office.stick, "size=64m,ro"):
        clerk.picks_folder(office.stick)
        clerk.clicks(sealed.write())
        qtbot.waitUntil(lambda: "写保护" in clerk.last, timeout=LONG)
    clerk.waits_for(sealed.page)
    clerk.clicks(sealed.write())
    qtbot.waitUntil(lambda: PULL_OUT in clerk.last, timeout=LONG)
    clerk.waits_for(sealed.page)


def test_a_real_stick_pulled_out_while_it_is_written(
    office: Office, clerk: Clerk, qtbot, sealed, monkeypatch
):
    real = os.fsync

    def pulled(handle: int) -> None:
        real(handle)
        subprocess.run(["umount", "-l", str(office.stick)], check=True)

    with mounted(office.stick, "size=64m"), monkeypatch.context() as patch:
        patch.setattr(os, "fsync", pulled)
        clerk.picks_folder(office.stick)
        clerk.clicks(sealed.write())
        qtbot.waitUntil(lambda: "拔出" in clerk.last, timeout=LONG)
        assert PULL_OUT not in clerk.last
        assert "完好" in clerk.last
    clerk.waits_for(sealed.page)
    clerk.clicks(sealed.write())
    qtbot.waitUntil(lambda: PULL_OUT in clerk.last, timeout=LONG)
    clerk.waits_for(sealed.page)


# --- the PC's own disk, and its clock -------------------------------------------------------------------


@pytest.fixture
def window(qtbot, make_store, clock, tmp_path) -> Iterator[Callable[[], MainWindow]]:
    """The real window over a store on a disk that can fail."""
    clock.set(datetime(2026, 3, 2, 9))
    with fault("none", 0):
        desk = Desk(make_store(), Profile(tmp_path), OFFICE)
        desk.mediation.committees.save(
            {"name": "贺兰县习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
        )
    shown: list[MainWindow] = []

    def show() -> MainWindow:
        made = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
        shown.append(made)
        made.resize(1366, 728)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        return made

    yield show
    for made in shown:
        made._keep_everything = lambda: True  # type: ignore[method-assign]
        made.close()
        made.release()


def today_of(window: MainWindow, qtbot: Any) -> TodayPage:
    page = window.page("today")
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: not page.waiting, timeout=LONG)
    return page


def new_case(window: MainWindow) -> Any:
    window.start_new()
    page = window.current()
    assert isinstance(page, MediationPage)
    assert page.case is not None
    view = page.case.view
    assert view is not None
    return view


@pytest.mark.skipif(sys.platform != "linux", reason="the shim is for Linux' SQLite")
def test_the_disk_of_the_pc_is_full_while_a_form_is_saved(window, clerk: Clerk, qtbot):
    """L4: what is typed stays in the window, and is saved once there is room."""
    shown = window()
    today_of(shown, qtbot)
    view = new_case(shown)
    view.go_to("summary")
    type_chinese(view.cell("summary").editor.first(), "围墙越界。")
    with fault("full", 1, persistent=True):
        shown.save()
    assert "没有保存" in clerk.last
    assert "磁盘" in clerk.last
    assert view.dirty
    assert view.values()["summary"] == "围墙越界。"
    assert shown.said.text() != "已保存"
    shown.save()
    assert not view.dirty
    assert shown.said.text() == "已保存"
    assert shown.desk.mediation.register.page(RegisterQuery()).total == 1


def test_a_wrong_clock_is_said_and_blocks_nothing(window, clerk: Clerk, qtbot, clock):
    """C3: said on the desk of the day, asked there, and gone once the clock is right."""
    shown = window()
    today_of(shown, qtbot)
    clock.set(datetime(2020, 1, 1, 0, 5))  # the battery of an old PC
    shown.tabs.setCurrentIndex(0)
    today = today_of(shown, qtbot)
    today.refresh()
    (line,) = [i for i in today._items if i.kind == "clock.doubt"]
    assert "2020年1月1日" in line.title
    assert "核对" in line.detail
    view = new_case(shown)
    view.go_to("summary")
    type_chinese(view.cell("summary").editor.first(), "围墙越界。")
    shown.save()
    assert not view.dirty, "saving is never blocked"

    clerk.presses = {"2020年1月1日": "不对"}
    shown.go(line.target)
    assert "数据照常保存" in clerk.last
    assert [i.kind for i in today._items if i.kind == "clock.doubt"], "nobody said it is right"
    clock.set(datetime(2026, 3, 2, 9, 30))
    shown.tabs.setCurrentIndex(0)
    today.refresh()
    assert not [i for i in today._items if i.kind == "clock.doubt"]


def test_a_package_sealed_under_a_wrong_clock_is_noticed_by_who_seals(
    county: County, office: Office, clerk: Clerk, qtbot, clock
):
    """C3, T1: the head is told before sealing; after mending the clock the next try is quiet."""
    office.add_case(1)
    clock.set(datetime(2026, 3, 2, 9))
    county.answer(office, county.accept(office.send("2026-02")))
    office.add_case(2)
    clock.set(datetime(2020, 1, 1, 0, 5))
    page: ReportsPage = clerk.opens(ReportsPage(office_desk(office)))
    clerk.presses = {"请所长核对": "取消"}
    clerk.clicks(page.month.seal)
    qtbot.waitUntil(lambda: "请先核对日期" in "".join(clerk.heard), timeout=LONG)
    clerk.waits_for(page)
    assert [p.number for p in office.reports.packages()] == [1], "nothing was sealed"
    clock.set(datetime(2026, 3, 2, 9, 30))
    page.refresh()
    clerk.waits_for(page)
    clerk.heard.clear()
    clerk.presses = {"已封存": "以后再说"}
    clerk.clicks(page.month.seal)
    qtbot.waitUntil(lambda: len(office.reports.packages()) == 2, timeout=LONG)
    clerk.waits_for(page)
    assert "请先核对日期" not in "".join(clerk.heard)
