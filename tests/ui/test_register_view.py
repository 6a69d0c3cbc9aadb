"""A register is read by page, sorted and narrowed by the store, and driven from the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.forms.definition import Field, Kind, Register
from app.paths import Profile
from app.ui.preferences import Preferences
from app.ui.register_model import KEEP, PAGE
from app.ui.register_view import Column, Filter, RegisterView, columns_of
from tests.ui.conftest import type_chinese

MANY = 100_000


@dataclass(frozen=True)
class Row:
    uid: int
    number: str
    state: str


class Store:
    """Rows made when asked for; remembers every question."""

    def __init__(self, total=MANY):
        self.total = total
        self.asked = []

    def fetch(self, offset, limit, sort, descending, filters):
        self.asked.append((offset, limit, sort, descending, dict(filters)))
        total = self.total if not filters else min(self.total, 3)
        numbers = list(range(offset, min(offset + limit, total)))
        if descending:
            numbers = [total - 1 - n for n in numbers]
        return [Row(n, f"第{n:06}号", "open" if n % 2 else "closed") for n in numbers], total


COLUMNS = (
    Column(title="案号", text=lambda row: row.number, sort="number", width=180),
    Column(
        title="状态", text=lambda row: row.state, tone=lambda row: "muted", icon=lambda _: "done"
    ),
)
STATES = Filter("state", "状态", (("open", "调解中"), ("closed", "已结案")))


@pytest.fixture
def shown(qtbot):
    def shown(store, **more):
        view = RegisterView(COLUMNS, store.fetch, filters=(STATES,), **more)
        qtbot.addWidget(view)
        view.resize(900, 600)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        view.table.setFocus()
        return view

    return shown


def test_a_hundred_thousand_rows_are_asked_for_a_page_at_a_time(shown):
    store = Store()
    view = shown(store)
    assert view.model.rowCount() == MANY
    assert all(limit == PAGE for _, limit, *_ in store.asked)
    assert len(store.asked) <= 2


def test_the_end_of_the_register_is_two_pages_away_not_a_thousand(shown, qtbot):
    store = Store()
    view = shown(store)
    store.asked.clear()
    view.table.scrollToBottom()
    last = view.model.index(MANY - 1, 0)
    qtbot.waitUntil(lambda: last.data() == f"第{MANY - 1:06}号")
    assert len(store.asked) <= 2


def test_pages_long_scrolled_past_are_forgotten(shown):
    view = shown(Store())
    for number in range(0, 50 * PAGE, PAGE):
        view.model.row(number)
    assert len(view.model._pages) == KEEP


def test_the_store_sorts(shown, qtbot):
    store = Store()
    view = shown(store)
    header = view.table.horizontalHeader()
    at = header.sectionViewportPosition(0) + 20
    for _ in range(2):
        qtbot.mouseClick(
            header.viewport(),
            Qt.MouseButton.LeftButton,
            pos=QPoint(at, 8),
        )
    assert store.asked[-1][2:4] == ("number", True)
    assert view.model.index(0, 0).data() == f"第{MANY - 1:06}号"


def test_a_column_that_cannot_be_sorted_by_gets_no_arrow(shown, qtbot):
    view = shown(Store())
    header = view.table.horizontalHeader()
    for column, arrow in ((0, 0), (1, 0)):
        at = QPoint(header.sectionViewportPosition(column) + 20, 8)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert header.sortIndicatorSection() == arrow


def test_enter_opens_the_row_under_the_cursor(shown, qtbot):
    view = shown(Store())
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert opened.args[0].uid == view.table.currentIndex().row()


def test_slash_and_control_f_lead_to_the_filter_and_down_leads_back(shown, qtbot):
    view = shown(Store())
    qtbot.keyClick(view.table, Qt.Key.Key_Slash)
    assert view.search.hasFocus()
    qtbot.keyClick(view.search, Qt.Key.Key_Down)
    assert view.table.hasFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert view.search.hasFocus()


def test_words_and_lists_narrow_the_register(shown, qtbot):
    store = Store()
    view = shown(store)
    qtbot.keyClick(view.table, Qt.Key.Key_Slash)
    type_chinese(view.search, "马德福")
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert store.asked[-1][4] == {"text": "马德福"}
    view.set_filter("state", "open")
    assert store.asked[-1][4] == {"text": "马德福", "state": "open"}
    assert view.model.total == 3
    qtbot.keyClick(view.search, Qt.Key.Key_Escape)
    assert store.asked[-1][4] == {"state": "open"}


def test_an_empty_register_says_what_to_do(shown, qtbot):
    done = []
    view = shown(
        Store(0), empty="还没有案件。", empty_action=("新建案件", lambda: done.append("new"))
    )
    assert view._empty.isVisible()
    assert view._empty.text.text() == "还没有案件。"
    qtbot.mouseClick(view._empty._act, Qt.MouseButton.LeftButton)
    assert done == ["new"]


def test_where_nothing_fits_the_conditions_can_be_cleared(shown, qtbot):
    store = Store(0)
    view = shown(store)
    view.set_filter("state", "open")
    assert view._empty.text.text() == "没有符合条件的记录。"
    store.total = 5
    qtbot.mouseClick(view._empty._clear, Qt.MouseButton.LeftButton)
    assert view.model.total == 5
    assert view.table.isVisible()


def test_the_cursor_stays_where_it_was_after_a_change(shown):
    view = shown(Store())
    view.table.setCurrentIndex(view.model.index(40, 0))
    view.refresh()
    assert view.table.currentIndex().row() == 40
    assert view.current().uid == 40


def test_rows_wait_while_the_store_is_busy(shown, qtbot):
    busy = [False]
    store = Store()
    view = shown(store, busy=lambda: busy[0])
    busy[0] = True
    store.asked.clear()
    far = view.model.index(5000, 0)
    assert far.data() is None
    qtbot.wait(50)
    assert store.asked == []
    busy[0] = False
    qtbot.waitUntil(lambda: far.data() == "第005000号")


def test_an_action_works_on_the_row_under_the_cursor(shown):
    view = shown(Store())
    seen: list[Row] = []
    action = view.add_row_action("打印", seen.append, "Ctrl+P")
    view.table.setCurrentIndex(view.model.index(7, 0))
    action.trigger()
    assert [row.uid for row in seen] == [7]


def test_widths_of_columns_are_remembered(shown, tmp_path):
    preferences = Preferences(Profile(tmp_path))
    view = shown(Store())
    view.keep_layout(preferences, "cases")
    view.table.setColumnWidth(0, 333)
    again = shown(Store())
    again.keep_layout(preferences, "cases")
    assert again.table.columnWidth(0) == 333


def test_a_register_of_the_forms_makes_its_own_columns():
    register = Register(
        code="r",
        title="台账",
        columns=(
            Field("name", "姓名", Kind.PERSON),
            Field("amount", "金额", Kind.MONEY),
            Field("sex", "性别", Kind.CHOICE, codes="sex"),
        ),
    )
    columns = columns_of(register)
    row = {"name": "马德福", "amount": 120_050, "sex": "2"}
    assert [column.text(row) for column in columns] == ["马德福", "1,200.50元", "女"]
    assert columns[1].right


def walk(qtbot, window, start):
    """The widgets that Tab reaches from ``start``, until it comes back to one."""
    start.setFocus()
    found = [start]
    while True:
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        if window.focusWidget() in found:
            return found
        found.append(window.focusWidget())


@pytest.mark.parametrize("total", [3, 0])
def test_tab_reaches_filters_rows_and_what_stands_around_them(qtbot, total):
    """Also of an empty register, and on a page that hands its keyboard to the register."""
    page, before, after = QWidget(), QPushButton("前"), QPushButton("后")
    view = RegisterView(
        COLUMNS, Store(total).fetch, filters=(STATES,), empty_action=("新建", lambda: None)
    )
    inner = QWidget()
    inner.setFocusProxy(view)
    QVBoxLayout(inner).addWidget(view)
    column = QVBoxLayout(page)
    for widget in (before, inner, after):
        column.addWidget(widget)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    rows = view.table if total else view._empty.button()
    found = walk(qtbot, page, before)
    assert found == [before, view.search, *view._combos.values(), rows, after]
    inner.setFocus()
    assert page.focusWidget() is rows
