"""封存记录 in the window: a look on a legal basis shows the sheet or the whole file, marked, unsaved."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtWidgets import QApplication, QToolBar

from app.ui.corrections.sealed import SealedDialog
from app.ui.desk_tools import DeskTools
from app.ui.pdf_view import PdfPreview
from tests.services.corrections.conftest import SHEET, sit_down_to_look
from tests.services.corrections.test_seals import SEAL
from tests.ui.driving import fill_by_keys, office_desk

LONG = 30_000


@pytest.fixture
def desk(store, clock, tmp_path):
    desk = office_desk(store, clock, tmp_path, datetime(2025, 3, 3, 9))
    sit_down_to_look(store)
    return desk


@pytest.fixture
def dialog(qtbot, desk, clock):
    minor = desk.corrections.persons.admit(
        {
            **SHEET,
            "name": "测少女",
            "sex": "2",
            "id_number": None,
            "id_kind": "none",
            "id_reason": "补办中",
            "birth_date": date(2007, 2, 10),
            "juvenile": True,
            "guardian_name": "测母",
        }
    )
    clock.set(datetime(2025, 11, 5, 9))
    desk.corrections.persons.release(
        minor,
        {
            "reason": "expired",
            "happened_on": date(2025, 11, 4),
            "decided_by": "贺兰县司法局",
            "document_number": "贺矫解9号",
            "summary_on": date(2025, 10, 8),
            "appraised_on": date(2025, 10, 30),
        },
    )
    desk.corrections.seals.seal(minor, SEAL)
    nobody: Any = None  # it stands alone here, over no window
    dialog = SealedDialog(nobody, DeskTools(desk))
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    return dialog


def shown(qtbot) -> PdfPreview:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PdfPreview), timeout=LONG)
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, PdfPreview)
    return preview


def pages(preview: PdfPreview) -> list[str]:
    buffer = preview.findChild(QBuffer)
    assert buffer is not None

    reader = pypdf.PdfReader(io.BytesIO(bytes(buffer.data().data())))
    return [page.extract_text().replace("\n", "") for page in reader.pages]


@pytest.mark.parametrize(("scope", "least"), [("基本信息表", 2), ("整卷工作档案", 4)])
def test_a_look_shows_what_was_asked_for_and_marks_every_page(qtbot, dialog, scope, least):
    """D2: typed and confirmed with the keyboard; the preview prints and does not save."""
    fill_by_keys(
        qtbot,
        dialog.look_button,
        scope=scope,
        unit="贺兰县人民检察院",
        document_number="贺检调2025-1",
        purpose="办案",
        viewer="测所长",
        second_viewer="测员",
    )
    preview = shown(qtbot)
    told = pages(preview)
    assert len(told) >= least
    assert all("只供贺兰县人民检察院依法查阅" in text for text in told)
    assert all("查阅人：测所长、测员" in text for text in told)
    assert any("测少女" in text for text in told)
    bar = preview.findChild(QToolBar)
    assert isinstance(bar, QToolBar)
    acts = [action.text() for action in bar.actions()]
    assert "打印…" in acts
    assert not any("另存" in act for act in acts)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert scope in dialog.views.text()
    assert dialog.table.item(0, 4).text() == "1"
