"""J2: a quarrel between neighbours from the door to the bound dossier, in the window.

Every party fact is typed once. Real key presses and clicks, a real encrypted store, and the
dossier that comes out is read back as the PDF it is.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget

from app.paths import Profile
from app.services.desk import Desk
from app.services.settings import Identity
from app.ui.case_page import CasePage
from app.ui.form_dialog import FormDialog
from app.ui.main_window import MainWindow
from app.ui.mediation_page import MediationPage
from app.ui.pdf_view import PdfPreview
from app.ui.preferences import Preferences
from app.ui.tabs import tabs_of
from tests.ui.conftest import type_chinese

OFFICE = Identity(
    kind="office",
    code="640122100",
    name="习岗司法所",
    county_code="640122",
    county_name="贺兰县",
    practice=True,
)
CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = 30_000
"""Milliseconds that laying out a dossier on a busy machine may take."""


class Clerk:
    """Types, presses Enter and looks at what happens."""

    def __init__(self, qtbot: Any, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        return widget

    @property
    def page(self) -> MediationPage:
        page = self.window.page("mediation")
        assert isinstance(page, MediationPage)
        return page

    @property
    def case(self) -> CasePage:
        assert self.page.case is not None
        return self.page.case

    def press(self, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.focus, key, modifier)

    def types(self, words: str) -> None:
        """Digits and letters arrive as keys, Chinese through the input method."""
        if words.isascii():
            self.qtbot.keyClicks(self.focus, words)
        else:
            type_chinese(self.focus, words)

    def walks_to(self, wanted: QWidget) -> None:
        """Press Enter (Ctrl+Enter in long text, Tab on a button) until ``wanted`` is reached."""
        for _ in range(60):
            if self.focus is wanted or wanted.isAncestorOf(self.focus):
                return
            if isinstance(self.focus, QPushButton):  # Enter would press it
                self.press(Qt.Key.Key_Tab)
            elif isinstance(self.focus, QPlainTextEdit):  # Enter would begin a paragraph
                self.press(Qt.Key.Key_Return, CONTROL)
            else:
                self.press(Qt.Key.Key_Return)
        raise AssertionError(f"Enter never came to {wanted}")

    def fills(self, view: Any, **words: str) -> None:
        """Walk to each field in the order of the paper and type."""
        for name, text in words.items():
            self.walks_to(view.cell(name).editor.first())
            self.types(text)

    def fills_row(self, row: Any, **words: str) -> None:
        cells = {cell.field.name: cell for cell in row.cells()}
        for name, text in words.items():
            self.walks_to(cells[name].editor.first())
            if cells[name].field.codes:
                self.press(Qt.Key.Key_A, CONTROL)
            self.types(text)

    def clicks(self, button: QPushButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def answers(self, act: Callable[[FormDialog], None]) -> None:
        """What to do in the dialog that the next step opens."""

        def go() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, FormDialog)
            try:
                self.qtbot.waitUntil(dialog.isActiveWindow)
                act(dialog)
            finally:
                if dialog.isVisible():  # refused: say why instead of waiting for ever
                    problems = [p.message for p in dialog.view.problem_bar.problems]
                    dialog.view.saved()
                    dialog.reject()
                    raise AssertionError(problems)

        QTimer.singleShot(50, go)

    def takes_step(self, **words: str) -> None:
        """Press the main step's button, fill its form with the keyboard, press Enter on 确定."""

        def act(dialog: FormDialog) -> None:
            for name, text in words.items():
                self.walks_to(dialog.view.cell(name).editor.first())
                self.press(Qt.Key.Key_A, CONTROL)
                self.types(text)
            self.walks_to(dialog.ok)
            self.press(Qt.Key.Key_Return)

        self.answers(act)
        self.clicks(self.case.steps.main)
        self.window.activateWindow()  # a real desktop gives it the keyboard back by itself
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def opens(self, part: str) -> Any:
        """Choose a line of the dossier with the mouse; gives the form it opens."""
        entry = self.case.list.entry_of(part)
        assert entry is not None, part
        for item in self.case.list._items():
            if item.data(0, Qt.ItemDataRole.UserRole) == entry:
                self.case.list.scrollToItem(item)
                at = self.case.list.visualItemRect(item).center()
                viewport = self.case.list.viewport()
                self.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
                break
        assert self.case.view is not None
        return self.case.view

    def saves(self) -> None:
        self.press(Qt.Key.Key_S, CONTROL)
        assert self.case.view is not None
        wrong = [problem.message for problem in self.case.view.problem_bar.problems]
        assert not wrong
        assert not self.case.view.dirty


@pytest.fixture
def desk(store, clock, tmp_path):
    clock.set(datetime(2026, 3, 2, 9))
    desk = Desk(store, Profile(tmp_path), OFFICE)
    committee = desk.mediation.committees.save(
        {"name": "贺兰县习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
    )
    for name in ("测试员甲", "测试员乙"):
        desk.mediation.committees.save_mediator(
            committee, {"name": name, "from_on": date(2024, 1, 1)}
        )
    return desk


@pytest.fixture
def clerk(qtbot, desk, tmp_path):
    window = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
    # a test that failed half-way must not wait for an answer about unsaved words
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_keep_everything", all_kept))
    window.resize(1366, 728)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return Clerk(qtbot, window)


def all_kept() -> bool:
    return True


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_quarrel_between_neighbours_from_the_door_to_the_bound_dossier(clerk, desk, clock):
    """J2 with the keyboard and the mouse, through to the printed dossier."""
    # 登记: at the door, Ctrl+N
    clerk.press(Qt.Key.Key_N, CONTROL)
    view = clerk.case.view
    clerk.fills(view, dispute_type="lljf", source="ysq", applied_on="0302")
    clerk.fills(
        view,
        summary="张测试翻建围墙越过两家界线约二十厘米，李试样阻止施工，双方争吵。",
        claims="1、要求李试样不得阻拦施工。",
    )
    parties = view.cell("parties").editor
    first = parties.rows()[0]
    clerk.fills_row(
        first,
        name="张测试",
        phone="13900000001",
        address="习岗镇黎明村3组12号",
        id_kind="居民身份证",
        id_number="640122197806189995",
    )
    clerk.walks_to(parties.add_button)
    clerk.press(Qt.Key.Key_Return)
    clerk.fills_row(
        parties.rows()[1],
        name="李试样",
        phone="13900000002",
        address="习岗镇黎明村3组14号",
        id_kind="居民身份证",
        id_number="640122198207089989",
    )
    mediators = view.cell("mediators").editor
    clerk.walks_to(mediators.add_button)
    clerk.press(Qt.Key.Key_Return)
    clerk.types("测试员甲")
    clerk.saves()
    case = clerk.case.uid
    rows = desk.mediation.cases.facts(case)["parties"]
    assert [row["birth_date"] for row in rows] == [date(1978, 6, 18), date(1982, 7, 8)]

    # 受理
    clerk.takes_step(on="0302")
    number = desk.mediation.cases.summary(case).number
    assert number == "(2026)习岗人调字第001号"

    # 调解记录
    clock.set(datetime(2026, 3, 5, 14))
    record = clerk.opens("mediation.record")
    clerk.fills(record, session_time="0305")
    clerk.press(Qt.Key.Key_Return)
    clerk.types("0930")
    clerk.fills(record, place="习岗镇人民调解委员会调解室")
    clerk.fills(
        record,
        body="告知权利义务和调解原则。张测试说围墙是照老墙根砌的。李试样说越过了界线。"
        "到现场丈量，越过十八厘米。讲明相邻关系的法律规定，双方同意拆除越界部分。",
    )
    clerk.walks_to(record.cell("result").editor.first())
    clerk.press(Qt.Key.Key_Space)
    clerk.fills(record, dated_on="0305", recorder="测试员乙")
    clerk.saves()

    # 达成协议
    clerk.takes_step(on="0305")
    agreement = clerk.opens("mediation.agreement")
    clerk.fills(
        agreement,
        facts="张测试翻建围墙越过界线十八厘米，李试样阻止施工。",
        terms="1、张测试于2026年3月31日前拆除越界围墙。\n2、李试样不再追究。",
        performance_terms="2026年3月31日前一次履行完毕。",
    )
    clerk.fills(agreement, copies="3")
    clerk.saves()
    assert desk.mediation.cases.summary(case).state == "succeeded"

    # every party fact was typed once and stands on every paper
    for paper in desk.mediation.papers.listed(case):
        values = desk.mediation.papers.values(paper.uid)
        if "parties" in values:
            assert [row["id_number"] for row in values["parties"]] == [
                "640122197806189995",
                "640122198207089989",
            ]

    # 立卷
    clock.set(datetime(2026, 4, 2, 10))
    clerk.takes_step(on="0402", by="测试员乙", retention="短期")
    assert desk.mediation.cases.summary(case).state == "filed"

    # 打印整卷
    clerk.clicks(clerk.case.whole_button)
    clerk.qtbot.waitUntil(
        lambda: isinstance(QApplication.activeModalWidget(), PdfPreview), timeout=LONG
    )
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, PdfPreview)
    printed = text_of(preview._pdf)
    preview.close()
    for words in ("张测试", "李试样", "测试员甲", "(2026)习岗人调字第001号", "拆除越界围墙"):
        assert words in printed.replace("\n", "")
