"""One look: its colours, its type scale, its icons, its language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QLineEdit, QWidget

from app.paths import Profile, resource_dir
from app.ui import theme
from app.ui.icons import icon
from app.ui.layouts import GridFlow, LineLayout
from app.ui.preferences import SCALES, Preferences

UI = Path(theme.__file__).parent


@pytest.fixture
def scaled(qapp):
    """The program at another type size, and back."""
    yield lambda percent: theme.apply(qapp, percent)
    theme.apply(qapp, 100)


def test_the_standard_buttons_speak_chinese(qtbot):
    buttons = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(buttons.Ok | buttons.Cancel | buttons.Close | buttons.Save)
    qtbot.addWidget(box)
    words = {re.sub(r"\(&.\)|&", "", button.text()) for button in box.buttons()}
    assert words == {"确定", "取消", "关闭", "保存"}


def test_the_menu_of_a_line_speaks_chinese(qtbot):
    line = QLineEdit()
    qtbot.addWidget(line)
    menu = line.createStandardContextMenu()
    assert any("撤" in action.text() for action in menu.actions())


def test_rare_characters_of_names_can_be_read_on_screen(qapp):
    """F46: extensions A, B, E, G and H; the last ones no system font has."""
    metrics = QFontMetrics(QApplication.font())
    for character in "㛃䶮𠮷𪚥𬱖𰻞𲎯":
        assert metrics.inFontUcs4(ord(character)), hex(ord(character))


def test_a_machine_without_a_chinese_font_shows_chinese(qapp):
    """The screen falls back to a carried font whose strokes are drawn, not to empty boxes."""
    families = QApplication.font().families()
    assert set(theme.FAMILIES) <= set(families)
    carried = QFont("Justice Hei")
    carried.setPixelSize(14)
    assert QFontInfo(carried).family() == "Justice Hei"
    metrics = QFontMetrics(carried)
    assert all(metrics.inFontUcs4(ord(one)) for one in "人民调解协议书（）“”：；Aa1")


@pytest.mark.parametrize("percent", SCALES)
def test_type_grows_with_the_scale(qtbot, scaled, percent):
    scaled(percent)
    assert QApplication.font().pixelSize() == round(theme.BASE * percent / 100)
    label = QLabel("标题")
    qtbot.addWidget(label)
    theme.set_role(label, "title")
    label.ensurePolished()
    assert label.font().pixelSize() == round(20 * percent / 100)


def test_the_chosen_scale_is_remembered(tmp_path):
    preferences = Preferences(Profile(tmp_path))
    assert preferences.scale == 100
    preferences.scale = 125
    preferences.flush()
    assert Preferences(Profile(tmp_path)).scale == 125


def test_a_spoilt_preference_does_not_keep_the_window_from_opening(tmp_path):
    Profile(tmp_path).preferences.write_text("[window]\nscale=huge\n")
    assert Preferences(Profile(tmp_path)).scale == 100


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio."""

    def light(name: str) -> float:
        colour = QColor(theme.COLOURS[name])
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        r, g, b = (c / 12.92 if c <= 0.03928 else float((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("ink", "surface"),
        ("ink", "ground"),
        ("muted", "surface"),
        ("muted", "raised"),
        ("accent", "surface"),
        ("accent", "accent_soft"),
        ("surface", "accent"),
        ("bad", "bad_soft"),
        ("warn", "warn_soft"),
        ("good", "good_soft"),
    ],
)
def test_words_can_be_read_by_tired_eyes(words, ground):
    """WCAG AA asks 4.5 for body type."""
    assert contrast(words, ground) >= 4.5


def test_every_icon_that_is_asked_for_exists_and_draws(qtbot):
    names = {path.stem for path in (resource_dir() / "icons").glob("*.svg")}
    asked = set()
    for source in UI.rglob("*.py"):
        asked |= set(re.findall(r'\b(?:icon|pixmap)\("([a-z-]+)"', source.read_text("utf-8")))
    assert asked
    assert asked <= names
    for name in names:
        assert not icon(name).pixmap(24, 24).isNull()


def test_no_colour_and_no_size_stands_outside_the_theme():
    """One look: a widget names its role, the stylesheet knows the rest."""
    for source in UI.rglob("*.py"):
        if source.name != "theme.py":
            text = source.read_text("utf-8")
            assert not re.search(r"#[0-9a-fA-F]{6}\b", text), source.name
            assert "setStyleSheet" not in text, source.name


# -- lines of a form ------------------------------------------------------------------------


def boxes(qtbot, layout, *widths):
    host = QWidget()
    qtbot.addWidget(host)
    host.setLayout(layout)
    widgets = []
    for width in widths:
        widget = QWidget()
        widget.setMinimumHeight(20)
        layout.add(widget, weight=1, at_least=width)
        widgets.append(widget)
    return host, widgets


def test_fields_share_the_line_by_weight(qtbot):
    host, widgets = boxes(qtbot, LineLayout(gap=10, line_gap=5), 50, 50)
    host.resize(310, 50)
    host.show()
    assert [w.width() for w in widgets] == [150, 150]


def test_a_line_breaks_before_a_field_becomes_too_narrow(qtbot):
    host, (first, second) = boxes(qtbot, LineLayout(gap=10, line_gap=5), 200, 200)
    host.resize(300, 80)
    host.show()
    assert second.y() > first.y()
    assert first.width() == second.width() == 300


def test_columns_of_a_card_stand_under_each_other(qtbot):
    layout = GridFlow(gap=10, line_gap=5, unit=100, most=3)
    host, widgets = boxes(qtbot, layout, 0, 0, 0, 0)
    host.resize(320, 80)
    host.show()
    assert widgets[3].x() == widgets[0].x()
    assert widgets[3].width() == widgets[0].width() == 100
