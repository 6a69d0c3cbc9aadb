"""The main window's menus and its tool bar: which action stands where, for whom, on which key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolBar, QWidget

from app.services.access import Work
from app.services.doors import doors_of
from app.ui import theme
from app.ui.blank_forms import BlankForms
from app.ui.icons import icon
from app.ui.preferences import SCALES

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

__all__ = ["fill_menus"]


def fill_menus(window: MainWindow) -> None:
    """Menus, the tool bar beside the tabs, and the search box in the corner of the menu bar."""
    file, go, view, help_ = (
        window.menuBar().addMenu(words)
        for words in ("文件(&F)", "转到(&G)", "查看(&V)", "帮助(&H)")
    )
    _fill_file(window, file)
    _fill_go(window, go)
    _fill_view(window, view)
    _fill_help(window, help_)
    window.search_corner = _beside(window.search)  # the menu bar does not hold it for Python
    window.menuBar().setCornerWidget(window.search_corner)
    window.search.setVisible(window.sees_cases)  # not before: alone it would be a window


def _fill_file(window: MainWindow, file: QMenu) -> None:
    opens, may, keys = window.opens, window.desk.may, QKeySequence.StandardKey
    does_cases = window.is_office and window.sees_cases
    bar = QToolBar("常用")
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    window.tabs.setCornerWidget(bar)  # beside the tabs: a low screen has no line to spare
    for action in (
        _action(window, "新建(&N)", "new", keys.New, window.start_new, file),
        _action(window, "保存(&S)", "save", keys.Save, window.save, file),
        _action(window, "打印(&P)…", "print", keys.Print, window.print_out, file),
    ):
        bar.addAction(action)
        action.setVisible(does_cases)  # a bureau's pages have their own buttons
    bar.setVisible(does_cases)
    if does_cases:
        file.addMenu(BlankForms(window.desk, window))
        file.addSeparator()
        _action(window, "回收站(&R)…", "undo", None, opens.show_trash, file)
    comma = QKeySequence("Ctrl+,")
    _action(window, "设置(&T)…", "settings", comma, opens.change_settings, file)
    if not window.is_office and may(Work.OFFICE):
        _action(window, "县局配置包(&P)…", "", None, opens.show_county_bundle, file)
    if not window.is_office and may(Work.ADMIN):
        _action(window, "数据库服务器(&D)…", "", None, opens.show_server, file)
    file.addActions(window.safe.actions())
    file.addSeparator()
    _action(window, "锁定(&L)", "lock", QKeySequence("Ctrl+L"), window.lock, file)
    if len(doors_of(window.desk.profile)) > 1:
        other = QKeySequence("Ctrl+Shift+L")
        _action(window, "切换用户(&W)", "person", other, window.switch_user, file)
    _action(window, "退出(&Q)", "", keys.Quit, window.close, file)


def _fill_go(window: MainWindow, go: QMenu) -> None:
    def turner(index: int) -> Callable[[], None]:
        return lambda: window.turn_to(index)

    for number, tab in enumerate(window.listed, 1):
        keys = QKeySequence(f"Alt+{number}")
        _action(window, f"{tab.title}(&{number})", tab.icon, keys, turner(number - 1), go)
    go.addSeparator()
    if window.sees_cases:
        keys = QKeySequence(QKeySequence.StandardKey.Find)
        find = _action(window, "搜索(&S)", "search", keys, window.look_for, go)
        find.setShortcuts([keys, QKeySequence("Ctrl+K")])


def _fill_view(window: MainWindow, view: QMenu) -> None:
    def scaler(scale: int) -> Callable[[], None]:
        return lambda: window.set_scale(scale)

    sizes = QActionGroup(window)
    for number, scale in enumerate(SCALES, 1):
        action = _action(window, f"字号 {scale}%(&{number})", "", None, scaler(scale), view)
        action.setCheckable(True)
        action.setChecked(scale == theme.current_scale())
        sizes.addAction(action)


def _fill_help(window: MainWindow, help_: QMenu) -> None:
    opens = window.opens
    _action(window, "使用手册(&M)", "help", QKeySequence("F1"), opens.show_help, help_)
    _action(window, "依据与规则(&R)", "", None, opens.show_rules, help_)
    if window.desk.may(Work.ADMIN):
        _action(window, "更新程序(&U)…", "", None, opens.update_program, help_)
    _action(window, "诊断信息(&D)…", "", None, opens.show_diagnostics, help_)
    _action(window, "关于(&A)", "info", None, opens.show_about, help_)


def _action(
    window: MainWindow,
    words: str,
    picture: str,
    keys: QKeySequence | QKeySequence.StandardKey | None,
    do: Callable[[], Any],
    menu: QMenu,
) -> QAction:
    action = QAction(words, window)
    action.setIconText(words.split("(&", maxsplit=1)[0])
    if picture:
        action.setIcon(icon(picture))
    if keys is not None:
        action.setShortcut(keys)
    action.triggered.connect(lambda _checked=False: do())
    menu.addAction(action)
    return action


def _beside(box: QWidget) -> QWidget:
    """``box`` with air around it, for the corner of the menu bar."""
    corner = QWidget()
    line = QHBoxLayout(corner)
    line.setContentsMargins(theme.px(8), theme.px(3), theme.px(12), theme.px(3))
    line.addWidget(box)
    return corner
