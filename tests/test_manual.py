"""使用手册: every page opens, and names only words and keys that the program has."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from app.ui.help_viewer import HelpViewer, help_pages

APP = Path(__file__).resolve().parent.parent / "app"
PAGES = [path for _, path in help_pages()]

QUOTED = re.compile(r"“([^”]+)”")
KEYS = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+(?:[A-Z0-9](?![a-z])|[,←↓]|回车|空格)|\bF\d{1,2}\b")

IN_CHINESE = {"回车": "Return", "空格": "Space", "←": "Left", "↓": "Down"}
STANDARD = ("New", "Save", "Print", "Find", "Copy", "Cut")
"""Keys the window takes from the platform instead of naming them."""

BUILT = frozenset(f"Alt+{key}" for key in "123456QWER")
"""Put together from a number or a letter: the tabs, and the four cards of 日常监管."""

KEY_PRESSES = frozenset(
    {"Alt+Down", "Ctrl+Return", "Ctrl+A", "Ctrl+Space", "Shift+Space", "Ctrl+Z", "F1"}
)
"""Handled by an editor or a table itself, without a shortcut that could be read."""


def words_in(source: str) -> set[str]:
    """The texts of a module, docstrings left out: a comment must not vouch for a button."""
    tree = ast.parse(source)
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    }


@cache
def words_of_the_program() -> frozenset[str]:
    """What window, papers and services can say."""
    sources = (path for part in ("ui", "forms", "services") for path in (APP / part).rglob("*.py"))
    folder = {"backups"}  # the one name a clerk sees in the data folder, not in the window
    return frozenset(folder.union(*(words_in(path.read_text("utf-8")) for path in sources)))


@cache
def keys_of_the_program() -> frozenset[str]:
    """Every shortcut, as ``Ctrl+S``."""
    named = {word for word in words_of_the_program() if re.fullmatch(r"[A-Z]\w*\+\S+|F\d+", word)}
    standard = {
        QKeySequence(getattr(QKeySequence.StandardKey, name)).toString() for name in STANDARD
    }
    return frozenset(named | standard | BUILT | KEY_PRESSES)


def unknown_words(text: str) -> list[str]:
    """What a page quotes that stands nowhere in the program."""
    known = words_of_the_program()
    return [quoted for quoted in QUOTED.findall(text) if not any(quoted in w for w in known)]


def unknown_keys(text: str) -> list[str]:
    """Keys a page tells to press that do nothing."""
    found = []
    for key in KEYS.findall(text):
        english = key
        for chinese, name in IN_CHINESE.items():
            english = english.replace(chinese, name)
        if english not in keys_of_the_program():
            found.append(key)
    return found


def test_every_page_has_a_title_and_a_place(qtbot):
    pages = help_pages()
    assert {"start", "mediation", "printing", "reports", "safety"} <= {p.stem for _, p in pages}
    assert all(title and path.read_text("utf-8").startswith("# ") for title, path in pages)
    viewer = HelpViewer(None)
    qtbot.addWidget(viewer)
    assert [viewer.list.item(row).text() for row in range(viewer.list.count())] == [
        title for title, _ in pages
    ]


def test_each_page_is_shown_when_its_line_is_chosen(qtbot):
    viewer = HelpViewer(None)
    qtbot.addWidget(viewer)
    for row, (title, _) in enumerate(help_pages()):
        viewer.list.setCurrentRow(row)
        assert viewer.text.toPlainText().startswith(title)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_quotes_only_what_the_program_says(page):
    assert unknown_words(page.read_text("utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_only_keys_that_do_something(qapp, page):
    assert unknown_keys(page.read_text("utf-8")) == []


def test_a_button_and_a_key_that_do_not_exist_are_found(qapp):
    assert unknown_words("按“一键上报全国”") == ["一键上报全国"]
    assert unknown_keys("按 Ctrl+J 或 F12，再按 Ctrl+Shift+回车") == ["Ctrl+J", "F12"]
