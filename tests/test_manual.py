"""使用手册: every page can be opened and names only shortcuts that exist."""

from __future__ import annotations

import re
from pathlib import Path

from app.ui.help_viewer import HelpViewer, help_pages

WINDOW = (Path(__file__).parent.parent / "app" / "ui" / "main_window.py").read_text("utf-8")


def test_every_page_has_a_title_and_a_place(qtbot):
    pages = help_pages()
    assert {"start", "mediation", "printing", "reports", "safety"} <= {p.stem for _, p in pages}
    assert all(title and path.read_text("utf-8").startswith("# ") for title, path in pages)
    viewer = HelpViewer(None)
    qtbot.addWidget(viewer)
    assert viewer.list.count() == len(pages)


def test_the_keys_of_the_first_day_exist():
    start = next(path for _, path in help_pages() if path.stem == "start").read_text("utf-8")
    keys = set(re.findall(r"Ctrl\+([A-Z])", start))
    known = {"N": "StandardKey.New", "S": "StandardKey.Save", "P": "StandardKey.Print"}
    known |= {"F": "StandardKey.Find", "L": "Ctrl+L"}
    assert keys <= set(known)
    assert all(known[key] in WINDOW for key in keys)
