"""The window as a clerk has it: dressed, in Chinese, and typed into."""

from __future__ import annotations

import os

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import theme
from app.ui.translations import load_translations

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # a test run needs no screen


@pytest.fixture(scope="session")
def qapp(qapp):
    """The application, in its own looks and in Chinese."""
    load_translations(qapp)
    theme.apply(qapp, 100)
    return qapp


def type_chinese(widget: QWidget, words: str) -> None:
    """Type as an input method does: Chinese never arrives as key presses."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)
