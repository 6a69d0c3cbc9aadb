"""诊断信息: what is shown is what is saved, and a part without its tick is in neither (E5)."""

from __future__ import annotations

from typing import cast

import pytest
import shiboken6
from PySide6.QtGui import QAction

from app.ui import pdf_view
from app.ui.diagnostics_window import DiagnosticsWindow
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.tabs import tabs_of
from tests.ui.sending import Clerk, clerk

__all__ = ["clerk"]

LONG = 20_000


@pytest.fixture
def window(qtbot, open_office):
    desk = open_office()
    parent = MainWindow(desk, Preferences(desk.profile), tabs_of(desk))
    actions = cast(list[QAction], parent.findChildren(QAction))
    next(a for a in actions if a.text() == "诊断信息(&D)…").trigger()
    window = parent.findChild(DiagnosticsWindow)
    assert isinstance(window, DiagnosticsWindow)
    qtbot.waitUntil(window.save.isEnabled, timeout=LONG)
    yield window
    parent.release()  # a close would begin a backup of a desk that is about to go
    shiboken6.delete(parent)


def test_every_line_is_shown_before_it_is_saved(window, clerk: Clerk, qtbot, tmp_path):
    shown = window.shown.toPlainText()
    assert "【版本】" in shown
    assert "Qt：" in shown
    window.ticks["sizes"].setChecked(False)
    assert "大小和数量】" not in window.shown.toPlainText()
    path = tmp_path / "out.txt"
    clerk.saves_as(path)
    clerk.clicks(window.save)
    qtbot.waitUntil(lambda: "已保存" in clerk.last, timeout=LONG)
    assert path.read_text("utf-8-sig") == window.shown.toPlainText()


def test_nothing_ticked_is_nothing_to_save(window):
    for tick in window.ticks.values():
        tick.setChecked(False)
    assert window.shown.toPlainText() == ""
    assert not window.save.isEnabled()
    assert not window.print_button.isEnabled()


def test_it_can_be_printed(window, clerk: Clerk, monkeypatch):
    printed: list[bytes] = []
    monkeypatch.setattr(pdf_view, "preview", lambda *a, **_: printed.append(a[2]))
    clerk.clicks(window.print_button)
    assert printed[0].startswith(b"%PDF")
