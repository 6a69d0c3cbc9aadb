"""Pages behind tabs are turned by a click or a key, never by the wheel."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

import app.ui
from app.ui.tab_pages import TabPages


def test_the_wheel_over_the_tabs_turns_no_page(qtbot):
    tabs = TabPages()
    for words in ("今日", "收件", "反馈"):
        tabs.addTab(QWidget(), words)
    qtbot.addWidget(tabs)
    tabs.show()
    bar = tabs.tabBar()
    middle = QPointF(bar.rect().center())
    for down in (-120, -120, 120):
        QApplication.sendEvent(
            bar,
            QWheelEvent(
                middle,
                QPointF(bar.mapToGlobal(middle)),
                QPoint(),
                QPoint(0, down),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )
        assert tabs.currentIndex() == 0
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert tabs.currentIndex() == 1


def test_every_window_takes_its_tabs_from_there():
    own = Path(app.ui.__file__).parent
    found = {path.name: path.read_text("utf-8") for path in own.rglob("*.py")}
    makers = [name for name, words in found.items() if re.search(r"QTab(Widget|Bar)\(\)", words)]
    assert not makers
