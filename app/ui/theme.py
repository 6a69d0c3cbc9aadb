"""How the program looks: calm colours, one stylesheet, one type scale.

Sizes are device-independent pixels at 100 %; ``px`` turns them into pixels at the chosen scale.
Widgets carry a ``role`` property (``title``, ``muted``, ``notice`` …) and the stylesheet does the
rest, so no colour and no size stands anywhere else.
"""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.paths import resource_dir
from app.ui.icons import icon_path

__all__ = [
    "BASE",
    "COLOURS",
    "IN_STYLE",
    "STYLE",
    "apply",
    "colour",
    "current_scale",
    "px",
    "set_role",
]

BASE = 14
"""Body type in pixels at 100 %: 10.5 points, the 五号 of office documents."""

COLOURS = {
    "ink": "#1f2a37",
    "muted": "#5d6976",
    "faint": "#8a96a3",
    "line": "#d3dae1",
    "strong_line": "#aab5c0",
    "surface": "#ffffff",
    "ground": "#f3f5f7",
    "raised": "#e9edf1",
    "accent": "#1d5c96",
    "accent_dark": "#164a7a",
    "accent_soft": "#e4eef7",
    "bad": "#b3261e",
    "bad_soft": "#fcebe9",
    "warn": "#8a5100",
    "warn_soft": "#fff3dd",
    "warn_line": "#e7c88f",
    "good": "#2e6b3f",
    "good_soft": "#e6f2e8",
}

FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "Justice Hei",
    "Justice Rare",
)
"""The screen face of each system, then two of the carried fonts: one for a system without any of
these, and one for the rare characters of names that no system font has (F46)."""

STYLE = "Fusion"
"""Qt's own, the same on every system; the stylesheet builds on it."""

IN_STYLE = "in_style"
"""Property of an application that has it already: made so, it need not be asked for by name."""

CARRIED, RARE = "JusticeHei.ttf", "JusticeRare.ttf"
"""The second is large, and the log-in shows nobody's name that was not shown before."""

_scale = 100
_carried: set[str] = set()


def current_scale() -> int:
    """The type scale in force, per cent."""
    return _scale


def px(size: float) -> int:
    """``size`` pixels at 100 % as whole pixels at the scale in force."""
    return round(size * _scale / 100)


def colour(name: str) -> QColor:
    """A colour of ``COLOURS`` for what no stylesheet reaches."""
    return QColor(COLOURS[name])


def set_role(widget: QWidget, role: str) -> None:
    """Give ``widget`` the looks of ``role``; safe on a widget already shown."""
    before = widget.property("role")
    if before == role:
        return
    widget.setProperty("role", role)
    if before is None and widget.parent() is None and not widget.isVisible():
        return  # Qt dresses it when it is put somewhere or shown
    from PySide6.QtCore import QEvent  # not for the log-in

    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))  # a label counts its padding


def carry(*files: str) -> None:
    """Let the program draw with these of its own fonts, from now on."""
    for file in files:
        if file not in _carried:
            QFontDatabase.addApplicationFont(str(resource_dir() / "fonts" / file))
            _carried.add(file)


def apply(application: QApplication, scale: int, *, rare: bool = True) -> None:
    """Dress the whole program at ``scale`` per cent. May be called again while it runs.

    Without ``rare`` the font for rare characters is left to whoever calls ``carry``.
    """
    global _scale  # noqa: PLW0603 - one screen, one scale
    _scale = scale
    carry(*((CARRIED, RARE) if rare else (CARRIED,)))
    if not application.property(IN_STYLE):
        application.setStyle(STYLE)
        application.setProperty(IN_STYLE, True)
    font = QFont()
    font.setFamilies([*FAMILIES, font.family()])
    font.setPixelSize(px(BASE))
    application.setFont(font)
    application.setPalette(_palette())
    application.setStyleSheet(_stylesheet())


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "ground",
        QPalette.ColorRole.WindowText: "ink",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "ground",
        QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "ink",
        QPalette.ColorRole.ToolTipBase: "surface",
        QPalette.ColorRole.ToolTipText: "ink",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "surface",
        QPalette.ColorRole.PlaceholderText: "faint",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.LinkVisited: "accent",
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(COLOURS[colour]))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(COLOURS["faint"]))
    return palette


def _stylesheet() -> str:
    arrows = {
        name.replace("-", "_"): icon_path(name).as_posix()
        for name in (
            *("arrow-down", "arrow-up", "check-white", "check-grey", "dot-white"),
            *("back", "right"),
        )
    }
    sizes = {f"s{n}": f"{px(n)}px" for n in range(1, 41)}
    return Template(STYLESHEET).substitute(COLOURS, **arrows, **sizes)


STYLESHEET = """
QWidget { color: $ink; }
QMainWindow, QDialog, QWizard { background: $ground; }
QToolTip { background: $surface; color: $ink; border: 1px solid $strong_line; padding: $s4; }

/* words */
QLabel[role="title"] { font-size: $s20; font-weight: 600; }
QLabel[role="heading"] { font-size: $s16; font-weight: 600; }
QLabel[role="label"] { color: $muted; font-size: $s13; }
QLabel[role="muted"] { color: $muted; font-size: $s13; }
QLabel[role="problem"] { color: $bad; font-size: $s13; }
QLabel[role="warning"] { color: $warn; font-size: $s13; }
QLabel[role="wording"] { color: $ink; background: $ground; border-radius: $s4; padding: $s8 $s10; }
QLabel[role="mark"] { color: $ink; border: 1px dashed $strong_line; border-radius: $s4;
    padding: $s5 $s10; }
QLabel[role="number"] { font-size: $s20; font-weight: 600; }
QLabel[role="tag"] { color: $accent; background: $accent_soft; border-radius: $s4;
    padding: $s1 $s6; font-size: $s13; }
QLabel[role="tag-warn"] { color: $warn; background: $warn_soft; border-radius: $s4;
    padding: $s1 $s6; font-size: $s13; }
QLabel[role="tag-good"] { color: $good; background: $good_soft; border-radius: $s4;
    padding: $s1 $s6; font-size: $s13; }
QLabel[role="tag-bad"] { color: $bad; background: $bad_soft; border-radius: $s4;
    padding: $s1 $s6; font-size: $s13; }
QLabel[role="banner-good"] { color: $good; background: $good_soft; border-radius: $s8;
    padding: $s10; font-size: $s24; font-weight: 600; }
QLabel[role="practice"] { color: $warn; background: $warn_soft; border-bottom: 1px solid $warn_line;
    padding: $s3 $s14; font-weight: 600; }
QLabel[role="key"] { font-family: "Consolas", "Noto Sans Mono CJK SC", monospace; font-size: $s20;
    background: $surface; border: 1px solid $line; border-radius: $s6; padding: $s14; }

/* planes */
QFrame[role="card"], QWidget[role="card"] { background: $surface; border: 1px solid $line;
    border-radius: $s6; }
QFrame[role="page"] { background: $surface; border: 1px solid $line; border-radius: $s6; }
QFrame[role="strip"] { background: $raised; border-top: 1px solid $line; }
QFrame[role="bar"] { background: $surface; border-bottom: 1px solid $line; }
QFrame[role="notice"] { background: $accent_soft; border: 1px solid #bcd3e8; border-radius: $s6; }
QFrame[role="notice-warn"] { background: $warn_soft; border: 1px solid $warn_line;
    border-radius: $s6; }
QFrame[role="notice-bad"] { background: $bad_soft; border: 1px solid #e9b7b3; border-radius: $s6; }
QFrame[role="bubble"] { background: $surface; border: 1px solid $strong_line; border-radius: $s6; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="plain"] { background: transparent; }
QSplitter::handle { background: $ground; }

/* entry */
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox { background: $surface;
    border: 1px solid $strong_line; border-radius: $s4; padding: $s4 $s7;
    selection-background-color: $accent; selection-color: $surface; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: $s22; }
QComboBox { combobox-popup: 0; }
QPlainTextEdit { padding: $s3 $s4; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid $accent; padding: $s3 $s6; }
QPlainTextEdit:focus { padding: $s2 $s3; }
QLineEdit:read-only, QPlainTextEdit[readOnly="true"] { background: $ground; color: $ink;
    border-color: $line; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { background: $ground;
    color: $muted; border-color: $line; }
*[wrong="true"], *[wrong="true"]:focus { border: 2px solid $bad; }
QComboBox QLineEdit, QComboBox QLineEdit:focus { border: none; padding: 0; min-height: 0;
    background: transparent; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { border: none; padding: 0;
    min-height: 0; background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: $s20;
    background: transparent; }
QAbstractSpinBox::up-arrow { image: url("$arrow_up"); width: $s12; height: $s12; }
QAbstractSpinBox::down-arrow { image: url("$arrow_down"); width: $s12; height: $s12; }
QComboBox::drop-down, QDateEdit::drop-down { subcontrol-origin: padding;
    subcontrol-position: center right; border: none; width: $s26; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$arrow_down"); width: $s14;
    height: $s14; }
QComboBox QAbstractItemView, QListView[role="popup"] { background: $surface; outline: none;
    border: 1px solid $strong_line; selection-background-color: $accent_soft;
    selection-color: $ink; }
QComboBox QAbstractItemView::item, QComboBox QAbstractItemView::item:selected,
QListView[role="popup"]::item { padding: $s5 $s8;
    min-height: $s22; }
QCheckBox, QRadioButton { spacing: $s7; padding: $s4 0; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: $s16; height: $s16;
    border: 1px solid $strong_line; background: $surface; }
QCheckBox::indicator { border-radius: $s3; }
QRadioButton::indicator { border-radius: $s8; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus,
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border: 2px solid $accent; width:
    $s14; height: $s14; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url("$check_white"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent;
    image: url("$dot_white"); }
QCheckBox::indicator:checked:disabled { background: $raised; border-color: $line;
    image: url("$check_grey"); }
QRadioButton::indicator:checked:disabled { background: $strong_line; border-color: $line; }
QCheckBox:focus, QRadioButton:focus { outline: none; color: $accent; }

/* pictures grow with the type */
QTabBar, QTreeView, QListView, QTableView, QPushButton, QToolBar { icon-size: $s18; }
QComboBox { icon-size: $s16; }

/* buttons; the desktop's own pictures beside 确定 and 关闭 fit nothing here */
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton { background: $surface; border: 1px solid $strong_line; border-radius: $s4;
    padding: $s5 $s14; min-height: $s20; }
QPushButton:hover { background: $accent_soft; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: $s4 $s13; outline: none; }
QPushButton:pressed { background: #d5e4f2; }
QPushButton:default, QPushButton[role="primary"] { background: $accent; border-color: $accent;
    color: $surface; }
QPushButton:default:hover, QPushButton[role="primary"]:hover { background: $accent_dark; }
QPushButton:default:focus, QPushButton[role="primary"]:focus {
    border: 3px double $surface; padding: $s3 $s12; }
QPushButton::menu-indicator { image: url("$arrow_down"); width: $s14; height: $s14;
    subcontrol-origin: padding; subcontrol-position: center right; right: $s8; }
QPushButton[role="menu"] { padding-right: $s26; }
QPushButton:disabled, QPushButton[role="primary"]:disabled, QPushButton:default:disabled {
    color: $faint; background: $ground; border-color: $line; }
QPushButton[role="link"], QPushButton[role="link-menu"] { border: none; background: transparent;
    color: $accent; padding: $s2 $s1; min-height: $s16; text-align: left; }
QPushButton[role="link"]:hover, QPushButton[role="link-menu"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $accent; padding: $s1 0; }
QPushButton[role="link-menu"] { padding-right: $s18; }
QPushButton[role="link-menu"]:focus { border: 1px solid $accent; padding: $s1 $s18 $s1 0; }
QPushButton[role="link-menu"]::menu-indicator { right: $s2; }
QPushButton[role="chip"] { border: none; background: transparent; color: $faint;
    font-size: $s12; padding: 0 $s4; min-height: $s16; border-radius: $s3; }
QPushButton[role="chip"]:hover { color: $accent; background: $accent_soft; }
QPushButton[role="chip"]:checked { color: $warn; background: $warn_soft; }
QPushButton[role="chip"]:focus { border: 1px solid $accent; padding: 0 $s3; }
QPushButton[role="tile"] { font-size: $s15; padding: $s6 $s10; }
QPushButton[role="tile"]:checked { background: $accent; border-color: $accent; color: $surface;
    font-weight: 600; }
QPushButton[role="tile"]:checked:hover { background: $accent_dark; }
QPushButton[role="tile"]:focus { border: 2px solid $accent_dark; padding: $s5 $s9; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: $s4;
    padding: $s4 $s6; }
QToolButton:hover { background: $accent_soft; }
QToolButton:focus { border-color: $accent; }
QToolButton:checked, QToolButton:pressed { background: #d5e4f2; }
QToolButton:disabled { color: $faint; }
QToolButton[popupMode="2"] { padding-right: $s18; }
QToolButton::menu-indicator { image: url("$arrow_down"); width: $s12; height: $s12;
    subcontrol-position: center right; right: $s4; }

/* lists and tables */
QTableView, QListView, QTreeView { background: $surface; border: 1px solid $line;
    alternate-background-color: #f9fafb; outline: none; gridline-color: $raised;
    selection-background-color: $accent_soft; selection-color: $ink; }
QTableView::item { padding: 0 $s6; border: none; }
QTableView::item:selected { background: $accent_soft; }
QListView::item:selected, QTreeView::item:selected { background: $accent_soft; color: $ink; }
QTableView::indicator, QListView::indicator, QTreeView::indicator { width: $s16; height: $s16;
    background: $surface; border: 1px solid $strong_line; border-radius: $s3; }
QTableView::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked {
    background: $accent; border-color: $accent; image: url("$check_white"); }
QTableView::indicator:checked:disabled { background: $raised; border-color: $line;
    image: url("$check_grey"); }
QTableView::indicator:unchecked:disabled { background: $raised; border-color: $line; }
QTableView[role="cells"]::item:selected { border: 2px solid $accent; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 1px solid $accent; }
QTreeView::item, QTreeView::item:selected { padding: $s3 $s2; border: none; }
QListView::item, QListView::item:selected { padding: $s4 $s6; border: none; }
QListView[role="steps"], QTreeView[role="steps"] { background: transparent; border: none; }
QListView[role="steps"]::item, QTreeView[role="steps"]::item { padding: $s5 $s4;
    border-radius: $s4; }
QHeaderView { background: $raised; }
QHeaderView::section { background: $raised; color: $muted; border: none;
    border-right: 1px solid $line; border-bottom: 1px solid $line; padding: $s6 $s8;
    font-weight: 600; }
QTableView[role="days"] QHeaderView::section { padding: $s4 0; }
QHeaderView::down-arrow { image: url("$arrow_down"); width: $s12; height: $s12; right: $s6; }
QHeaderView::up-arrow { image: url("$arrow_up"); width: $s12; height: $s12; right: $s6; }
QTableCornerButton::section { background: $raised; border: none; }

/* frame of the window */
QMenuBar { background: $surface; border-bottom: 1px solid $line; padding: $s1; }
QMenuBar::item { padding: $s5 $s10; border-radius: $s4; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; }
QMenu { background: $surface; border: 1px solid $strong_line; padding: $s4; }
QMenu::item { padding: $s6 $s26 $s6 $s26; border-radius: $s3; }
QMenu::item:selected { background: $accent_soft; color: $ink; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: $s4 $s8; }
QMenu::icon { padding-left: $s6; }
QToolBar { background: $surface; border: none; spacing: $s2; padding: $s1 $s6; }
QToolBar::separator { width: 1px; background: $line; margin: $s4 $s6; }
QTabWidget::pane { border: none; }
QTabBar { background: $surface; qproperty-drawBase: 0; outline: none; }
QFrame[role="corner"] { background: $surface; border: none; }
QTabBar::tab { background: transparent; color: $muted; padding: $s8 $s16; border: none;
    border-bottom: 3px solid transparent; }
QTabBar::tab:hover { color: $accent; }
QTabBar::tab:selected { color: $accent; border-bottom: 3px solid $accent; font-weight: 600; }
QTabBar::tab:focus { background: $accent_soft; }
QStatusBar { background: $raised; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; font-size: $s13; padding: $s2 $s8; }
QProgressBar { background: $raised; border: 1px solid $line; border-radius: $s4; height: $s16;
    text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: $s3; }
QGroupBox { font-weight: 600; border: 1px solid $line; border-radius: $s6; margin-top: $s10;
    padding: $s12 $s10 $s8 $s10; background: $surface; }
QGroupBox::title { subcontrol-origin: margin; left: $s10; padding: 0 $s4; }
QScrollBar:vertical { background: transparent; width: $s12; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $s12; margin: 0; }
QScrollBar::handle { background: #c3ccd5; border-radius: $s5; margin: 1px; }
QScrollBar::handle:vertical { min-height: $s30; }
QScrollBar::handle:horizontal { min-width: $s30; }
QScrollBar::handle:hover { background: $strong_line; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QCalendarWidget QToolButton { padding: $s4 $s8; icon-size: $s18; }
QToolButton#qt_calendar_prevmonth { qproperty-icon: url("$back"); }
QToolButton#qt_calendar_nextmonth { qproperty-icon: url("$right"); }
QCalendarWidget QTableView, QCalendarWidget QTableView:focus { border: none; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $raised; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent;
    selection-color: $surface; }
"""
"""One stylesheet. ``$s14`` is 14 pixels at 100 %."""
