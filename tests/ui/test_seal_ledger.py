"""A ledger of seals that somebody else changed: said on the desk of the day, compared, noted (D3)."""

from __future__ import annotations

import pytest

from app.models import seal_ledger
from app.paths import Profile
from app.services.agenda import Agenda
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.tabs import tabs_of
from tests.ui.sending import Clerk, clerk

__all__ = ["clerk"]


@pytest.fixture
def window(qtbot, desk, store, tmp_path):
    store.path.with_name(seal_ledger.FILE).write_text("somebody else's words")
    desk.corrections.seals.catch_up()
    window = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_keep_everything", bool))
    return window


def test_the_clerk_is_told_how_to_compare_and_says_when_it_is_done(window, desk, clerk: Clerk):
    agenda, today = Agenda(desk), desk.clock().date()
    (asked,) = [r for r in agenda.items(today) if r.kind == "seal.ledger"]
    assert asked.title == "封存台账被程序以外的人改过，请核对封存记录"
    clerk.presses = {"封存台账": "以后再核对"}
    window.go(asked.target)
    assert "已经封存的没有解开" in clerk.last
    assert asked in agenda.items(today)
    clerk.presses = {"封存台账": "已核对"}
    window.go(asked.target)
    assert [r for r in agenda.items(today) if r.kind == "seal.ledger"] == []
    rows, _ = desk.log.page(0, 50, {})
    told = [row.words for row in rows if "封存台账" in row.words]
    assert told == ["封存台账核对过", "发现封存台账被改过"]
