"""恢复后核对 at the office and 归还数据 at the bureau, worked as clerks do (C1, C2, P14, J8)."""

from __future__ import annotations

import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from app.models.local import Setting
from app.paths import Profile
from app.services.recovery.mark import Kind
from app.ui import files
from app.ui.bureau.give_back import GiveBack
from app.ui.bureau.inbox import InboxPage
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.reports.page import ReportsPage
from app.ui.store import safekeeping
from app.ui.store.recovery_dialog import RecoveryDialog
from app.ui.tabs import tabs_of
from tests.services.recovery.conftest import life
from tests.services.recovery.life import Life
from tests.sync.conftest import county
from tests.sync.county import XIGANG, rows_of
from tests.ui.sending import Clerk, bureau_desk, clerk

__all__ = ["clerk", "county", "life"]

LONG = 20_000


@pytest.fixture
def restored(life: Life, tmp_path: Path) -> Life:
    """A new PC with an old backup: one reported month is missing."""
    committee = life.committee()
    life.case(committee)
    backup = life.desk.backups.make("exit")
    life.case(committee)
    life.office.add_person("马归来")
    life.report("2026-02")
    life.bring_back(backup, Profile(tmp_path / "new" / "desk"))
    return life


def shown(qtbot, dialog):
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_page_of_reports_says_what_to_do_and_seals_nothing(restored: Life, clerk: Clerk):
    page = clerk.opens(ReportsPage(restored.desk))
    assert "数据恢复到了2026年3月2日09:00的备份" in page.head.heading.text()
    assert page.head.next.text() == "恢复后核对…"
    assert not page.month.seal.isEnabled()


def test_the_office_is_set_right_step_by_step(restored: Life, clerk: Clerk, qtbot):
    """J8: numbers from the paper register, the call, the county's file; then sealing is possible."""
    page = clerk.opens(ReportsPage(restored.desk))

    def works(dialog: RecoveryDialog) -> None:
        (_, last), *_ = dialog._series
        assert last.value() == 1
        last.setValue(7)
        clerk.clicks(dialog.note_numbers)
        assert dialog._series[0][0].following == 8
        request = dialog.request.text()
        given = restored.given_back(request)
        clerk.picks_files(*given.files)
        clerk.clicks(dialog.choose)

    with clerk.in_dialog(RecoveryDialog, works):
        clerk.clicks(page.head.next)
    qtbot.waitUntil(lambda: "县局的数据已经归还" in "".join(clerk.heard), timeout=LONG)
    clerk.waits_for(page)
    assert "补回" in clerk.last
    assert page.month.seal.isEnabled()
    assert (
        rows_of(restored.county.store, XIGANG).keys()
        <= rows_of(restored.office.store, XIGANG).keys()
    )


def test_a_return_file_dropped_on_the_page_is_taken(restored: Life, clerk: Clerk, qtbot):
    page = clerk.opens(ReportsPage(restored.desk))
    given = restored.given_back()
    with clerk.in_dialog(RecoveryDialog, lambda _: None):
        page.import_receipts(given.files)
    qtbot.waitUntil(lambda: "县局的数据已经归还" in "".join(clerk.heard), timeout=LONG)
    clerk.waits_for(page)
    assert restored.desk.recovery.arrival() is None


def dropped_on(widget: QWidget, *paths: Path) -> bool:
    """Let files go over a window; whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = Qt.KeyboardModifier.NoModifier
    held = QDragEnterEvent(
        QPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    QApplication.sendEvent(widget, held)
    drop = QDropEvent(QPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(widget, drop)
    return drop.isAccepted()


def test_a_return_file_dropped_on_the_dialog_is_taken(restored: Life, clerk: Clerk, qtbot):
    """As its button does; of a stick only what the county gives back, and nothing else is welcome."""
    dialog = shown(qtbot, RecoveryDialog(None, restored.desk))
    given = restored.given_back()
    letter = restored.stick / "letter.txt"
    letter.write_text("another file of the stick", "utf-8")
    assert not dropped_on(dialog, letter)
    assert clerk.heard == []
    assert dropped_on(dialog, given.files[0].parent)
    qtbot.waitUntil(lambda: "县局的数据已经归还" in clerk.last, timeout=LONG)


def test_the_one_button_for_files_of_the_county_offers_return_files(
    restored: Life, clerk: Clerk, qtbot, monkeypatch
):
    offered: list[str] = []
    given = restored.given_back()

    def ask_open(_parent: object, _title: str, kinds: str) -> list[Path]:
        offered.append(kinds)
        return list(given.files)

    monkeypatch.setattr(files, "ask_open", ask_open)
    page = clerk.opens(ReportsPage(restored.desk))
    with clerk.in_dialog(RecoveryDialog, lambda _: None):
        clerk.clicks(page.packages.receipt)
    qtbot.waitUntil(lambda: "县局的数据已经归还" in "".join(clerk.heard), timeout=LONG)
    clerk.waits_for(page)
    assert "*.sfg" in offered[0]


def test_an_office_that_waits_for_nothing_says_so(life: Life, clerk: Clerk, tmp_path):
    page = clerk.opens(ReportsPage(life.desk))
    stray = tmp_path / "640122100.sfg"
    stray.write_bytes(b"whatever it holds")
    page.import_receipts([stray])
    assert "没有在等县局归还" in clerk.last
    assert "数据没有变化" in clerk.last


def test_a_wrong_file_is_refused_in_words_and_the_dialog_stays(restored: Life, clerk: Clerk, qtbot):
    wrong = restored.stick / "x.sfg"
    wrong.write_bytes(b"a letter, no package" * 20)
    dialog = shown(qtbot, RecoveryDialog(None, restored.desk))
    clerk.picks_files(wrong)
    clerk.clicks(dialog.choose)
    qtbot.waitUntil(lambda: "不是本程序的" in clerk.last, timeout=LONG)
    assert dialog.isVisible()


@pytest.fixture
def window(life: Life, qtbot, monkeypatch):
    """The window over a copy of the office, given back before its store is closed."""
    monkeypatch.setattr(safekeeping, "SETTLED", 0)
    life.start(life.copied("second"))
    window = MainWindow(life.desk, Preferences(life.desk.profile), tabs_of(life.desk))
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.release()
    shiboken6.delete(window)


def test_a_copy_is_asked_about_at_its_start(life: Life, qtbot, window, clerk: Clerk):
    """C1: three answers; a copy for looking stays locked and says so."""
    window.safe.begin()
    (dialog,) = window.findChildren(RecoveryDialog)
    assert dialog.isVisible()
    assert not dialog.decide.isEnabled()
    dialog.choices[Kind.COPY].click()
    clerk.clicks(dialog.decide)
    qtbot.waitUntil(lambda: "只供查看的副本" in clerk.last)
    arrival = life.desk.recovery.arrival()
    assert arrival is not None
    assert arrival.kind is Kind.COPY
    assert not life.desk.recovery.to_show_at_start(), "a copy is not asked every morning"


def test_a_moved_office_is_led_to_its_county(life: Life, qtbot, clerk: Clerk):
    life.start(life.copied("moved"))
    dialog = shown(qtbot, RecoveryDialog(None, life.desk))
    dialog.choices[Kind.MOVED].click()
    clerk.clicks(dialog.decide)
    given = life.given_back(dialog.request.text())
    clerk.picks_files(*given.files)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        clerk.clicks(dialog.choose)
    assert "没有缺少" in clerk.last


def test_the_desk_of_the_day_leads_there(restored: Life, clerk: Clerk):
    today = restored.clock().date()
    (reminder,) = [r for r in restored.desk.reports.reminders(today) if r.kind == "sync.arrival"]
    page = clerk.opens(ReportsPage(restored.desk))
    opened: list[QDialog] = []

    def leaves(dialog: QDialog) -> None:
        opened.append(dialog)
        dialog.reject()

    with clerk.in_dialog(RecoveryDialog, leaves):
        page.open_target(reminder.target)
    clerk.waits_for(page)
    assert opened


def test_the_bureau_gives_back_what_it_holds(restored: Life, clerk: Clerk, qtbot):
    """P14: the office reads its request aloud; a slip is said at once."""
    page = clerk.opens(InboxPage(bureau_desk(restored.county)))
    page.turn_to(page.offices)
    page.offices.choose(XIGANG)
    arrival = restored.desk.recovery.arrival()
    assert arrival is not None
    stick = restored.stick / "given"
    stick.mkdir()
    clerk.picks_folder(stick)

    def types(dialog: GiveBack) -> None:
        assert not dialog.go.isEnabled()
        qtbot.keyClicks(dialog.request, "7KQ2")
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        assert "8 位" in dialog.verdict.text()
        dialog.request.clear()
        qtbot.keyClicks(dialog.request, arrival.request.lower())
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)

    with clerk.in_dialog(GiveBack, types):
        clerk.clicks(page.offices.give)
    qtbot.waitUntil(lambda: "可以拔出" in clerk.last, timeout=LONG)
    clerk.waits_for(page)
    (file,) = stick.iterdir()
    assert restored.desk.recovery.import_return([file]).new > 0
    shutil.rmtree(stick)


def test_a_practice_office_copied_to_another_home_is_asked_in_plain_words(
    life: Life, qtbot, clerk: Clerk
):
    """C1 holds for it as well: two copies must not report as one. But nothing real is at stake."""
    with life.desk._database.begin() as session:
        practice = asdict(replace(life.desk.identity, practice=True))
        session.get_one(Setting, (XIGANG, "identity")).value = practice
    life.start(life.copied("second"))
    assert life.desk.identity.practice
    dialog = shown(qtbot, RecoveryDialog(None, life.desk))
    words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "这个练习所是搬来的，还是拷贝的？" in words
    assert "怎么选都不会弄丢真的数据" in words
    assert "发给各人练手的文件夹，选这一项" in words
    dialog.choices[Kind.COPY].click()
    clerk.clicks(dialog.decide)
    assert "可以开始练习了" in clerk.last
    page = clerk.opens(ReportsPage(life.desk))
    assert not page.month.seal.isEnabled(), "a copy never reports"
