"""A short form in a dialog: every field is in sight, also when something is said about them."""

from __future__ import annotations

import pytest

from app.forms.corrections_transfer import SEAL
from app.ui.form_dialog import FormDialog
from app.ui.mediation.case_forms import context_of


@pytest.fixture
def dialog(qtbot, desk):
    about = "封存后，名单、查找、导出里都不再出现，内容移到另一把钥匙下面。" * 5
    dialog = FormDialog(None, SEAL, context_of(desk), lambda values: None, about=about)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def hidden(dialog):
    """The fields that one must scroll to."""
    cells = [cell for cell in dialog.view.cells() if cell.isVisible()]
    return [
        cell.field.label for cell in cells if cell.visibleRegion().boundingRect() != cell.rect()
    ]


def test_words_above_the_form_take_nothing_from_it(dialog):
    assert hidden(dialog) == []


def test_what_is_said_about_the_fields_takes_nothing_from_them(dialog, qtbot):
    dialog.submit()
    assert dialog.view.problem_bar.problems
    qtbot.waitUntil(lambda: hidden(dialog) == [])
