"""Roles give widgets their looks, whenever they are given and wherever the widget stands then."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui import theme


def height(label: QLabel) -> int:
    label.ensurePolished()
    return label.fontInfo().pixelSize()


@pytest.fixture
def dressed(qapp):
    theme.apply(qapp, 100)
    return qapp


def test_a_role_given_to_a_new_widget_shows_once_it_stands_somewhere(qtbot, dressed):
    window, label = QWidget(), QLabel("标题")
    qtbot.addWidget(window)
    theme.set_role(label, "title")
    QVBoxLayout(window).addWidget(label)
    assert height(label) == 20


def test_a_widget_that_was_measured_before_it_got_its_role_shows_it_all_the_same(qtbot, dressed):
    """Measuring makes Qt dress it; where it comes to stand, it is dressed again."""
    window, label = QWidget(), QLabel("标题")
    qtbot.addWidget(window)
    label.sizeHint()
    assert height(label) == theme.BASE
    theme.set_role(label, "title")
    QVBoxLayout(window).addWidget(label)
    assert height(label) == 20


def test_a_label_of_its_own_shows_its_role(qtbot, dressed):
    label = QLabel("标题")
    qtbot.addWidget(label)
    theme.set_role(label, "title")
    label.show()
    assert height(label) == 20


def test_another_role_shows_at_once(qtbot, dressed):
    window, label = QWidget(), QLabel("标题")
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(label)
    window.show()
    theme.set_role(label, "muted")
    assert height(label) == 13
    theme.set_role(label, "title")
    assert height(label) == 20
