"""The photograph of the basic sheet as a clerk brings it: chosen, pasted, dropped, cut by keys."""

from __future__ import annotations

from datetime import datetime

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from app.services.photos import open_photo
from app.ui import dialogs
from app.ui.corrections.page import CorrectionsPage
from app.ui.photo_cut import CutView, PhotoDialog
from tests.pictures import one_inch, picture
from tests.services.corrections.conftest import SHEET
from tests.ui.driving import office_desk

WEDNESDAY = datetime(2025, 3, 12, 10, 0)


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, WEDNESDAY)


@pytest.fixture
def person(desk):
    return desk.corrections.persons.admit(SHEET, control_class="strict")


@pytest.fixture
def page(desk, qtbot):
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    qtbot.waitUntil(lambda: page.roll.week is not None)
    return page


@pytest.fixture
def sheet(page, person):
    page.open_person(person, "")
    return page.person.sheet


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "someone.jpg"
    path.write_bytes(picture())
    return path


def in_cutting(qtbot, act):
    """Do something in the cutting dialog once it is there, and again if it came too early."""
    seen = []

    def go():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, PhotoDialog) and dialog.isVisible():
            seen.append(dialog)
            act(dialog)
        if not seen or (shiboken6.isValid(seen[0]) and seen[0].isVisible()):
            QTimer.singleShot(20, go)

    QTimer.singleShot(20, go)
    return seen


def by_enter(qtbot):
    return in_cutting(qtbot, lambda dialog: qtbot.keyClick(dialog.view, Qt.Key.Key_Return))


def test_a_file_is_chosen_cut_and_kept_at_once(sheet, desk, person, file, qtbot, monkeypatch):
    monkeypatch.setattr("app.ui.files.ask_open", lambda *_: [file])
    by_enter(qtbot)
    with qtbot.waitSignal(sheet.photo_changed, timeout=5000):
        qtbot.mouseClick(sheet.photo.choose, Qt.MouseButton.LeftButton)
    kept = desk.corrections.photos.read(person)
    assert kept == sheet.photo.data
    assert not sheet.photo.picture.pixmap().isNull()
    assert sheet.window().person._face.isVisible(), "it stands beside the name, too"


def test_a_picture_is_pasted_by_ctrl_v(sheet, desk, person, qtbot):
    QGuiApplication.clipboard().setImage(QImage.fromData(picture()))
    sheet.photo.choose.setFocus()
    by_enter(qtbot)
    with qtbot.waitSignal(sheet.photo_changed, timeout=5000):
        qtbot.keyClick(sheet.photo.choose, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert desk.corrections.photos.read(person)


def test_pasting_words_says_what_to_copy(sheet, desk, person, qtbot, monkeypatch):
    said = []
    monkeypatch.setattr(dialogs, "warn", lambda _p, heading, text="": said.append(heading))
    QGuiApplication.clipboard().setText("不是照片")
    qtbot.mouseClick(sheet.photo.paste, Qt.MouseButton.LeftButton)
    assert said == ["没有可以粘贴的照片。"]
    assert desk.corrections.photos.read(person) is None


def test_a_file_is_dropped(sheet, desk, person, file, qtbot):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    by_enter(qtbot)
    with qtbot.waitSignal(sheet.photo_changed, timeout=5000):
        sheet.photo.dropEvent(event)
    assert desk.corrections.photos.read(person)


def test_a_bad_file_is_told_and_nothing_changes(sheet, desk, person, file, qtbot, monkeypatch):
    file.write_bytes(b"%PDF-1.7")
    told = []
    monkeypatch.setattr(dialogs, "report", lambda _p, error: told.append(error.what))
    monkeypatch.setattr("app.ui.files.ask_open", lambda *_: [file])
    sheet.photo.ask()
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    assert "不是照片" in told[0]
    assert desk.corrections.photos.read(person) is None


def test_escape_keeps_what_there_was(sheet, desk, person, file, qtbot, monkeypatch):
    monkeypatch.setattr("app.ui.files.ask_open", lambda *_: [file])
    seen = in_cutting(qtbot, lambda dialog: qtbot.keyClick(dialog.view, Qt.Key.Key_Escape))
    sheet.photo.ask()
    qtbot.waitUntil(lambda: bool(seen), timeout=5000)
    assert desk.corrections.photos.read(person) is None
    assert sheet.photo.data is None


def test_it_is_taken_away_after_asking(sheet, desk, person, qtbot, monkeypatch):
    desk.corrections.photos.keep(person, one_inch())
    sheet.photo.show_photo(desk.corrections.photos.read(person))
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    qtbot.mouseClick(sheet.photo.remove, Qt.MouseButton.LeftButton)
    assert desk.corrections.photos.read(person) is None
    assert not sheet.photo.remove.isVisible()


def test_a_new_admission_keeps_its_photograph_with_the_sheet(page, desk, qtbot):
    page.start_new()
    page.admission.photo.show_photo(one_inch())
    page.admission.view.set_values(SHEET)
    page.admission.view.put("control_class", "strict")
    with qtbot.waitSignal(page.admission.saved) as saved:
        assert page.admission.save()
    assert desk.corrections.photos.read(saved.args[0]) == one_inch()


def test_the_frame_moves_by_keys_and_never_leaves_the_picture(qtbot):
    view = CutView(open_photo(picture()))
    qtbot.addWidget(view)
    view.show()
    left, top, right, bottom = view.box()
    assert (left, right) == pytest.approx((0.024, 0.976), abs=0.03)
    for _ in range(40):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.box()[1] == 0.0, "moving the picture down shows its upper edge, not what is above"
    for _ in range(10):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.box()[2] - view.box()[0] < 0.6
    for _ in range(400):
        qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.box()[2] == pytest.approx(1.0)
    for _ in range(60):
        qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert (view.box()[2] - view.box()[0]) == pytest.approx(right - left)
    qtbot.keyClick(view, Qt.Key.Key_R)
    assert view.turns == 1
    assert 0.0 <= top < bottom <= 1.0


def test_a_small_part_of_a_small_picture_is_called_coarse(qtbot):
    dialog = PhotoDialog(None, open_photo(picture((200, 280))))
    qtbot.addWidget(dialog)
    assert dialog.note.text() == ""
    for _ in range(12):
        dialog.view.zoom(1.08)
    assert "模糊" in dialog.note.text()
