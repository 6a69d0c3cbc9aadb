"""The log on screen, for 审计 alone (F71, U1)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.services.access import Role
from app.ui import outputs, pdf_view
from app.ui.accounts.log_window import LogPage
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from tests.ui.test_accounts import LONG, click, menu_words, window_of

__all__ = ["window_of"]


@pytest.fixture
def desk(open_office):
    return open_office()


def test_audit_sees_the_log_and_nothing_else(qtbot, window_of, monkeypatch):
    window = window_of(Role.AUDIT)
    assert [window.tabs.tabText(n) for n in range(window.tabs.count())] == ["操作日志"]
    assert "操作日志" in menu_words(window)
    assert "账号与权限" not in menu_words(window)
    page = window.current()
    assert isinstance(page, LogPage)
    register = page.panel.register
    qtbot.waitUntil(lambda: register.model.total > 0, timeout=LONG)
    everything = register.model.total
    combo = register._combos["kind"]
    combo.setCurrentIndex(combo.findData("account"))
    qtbot.waitUntil(lambda: 0 < register.model.total < everything, timeout=LONG)
    qtbot.keyClick(page.panel.narrow, Qt.Key.Key_Space)
    assert page.panel.since.isEnabled()
    qtbot.waitUntil(lambda: register.model.total > 0, timeout=LONG)
    shown: list[bytes] = []
    monkeypatch.setattr(pdf_view, "preview", lambda parent, title, pdf, **k: shown.append(pdf))
    click(qtbot, page.panel.print_button)
    qtbot.waitUntil(lambda: bool(shown), timeout=LONG)
    assert shown[0].startswith(b"%PDF")


def test_what_is_printed_and_exported_is_told_to_the_desk(qtbot, window_of):
    window: MainWindow = window_of(Role.HEAD)
    outputs.about_to_print("人民调解协议书", "640122102-3f2a9c4e", pages=2)
    outputs.about_to_export("花名册", "640122102-roll", rows=30)
    with window.desk._database.begin() as session:
        query = select(AuditEntry.kind, AuditEntry.subject).order_by(AuditEntry.number.desc())
        found = [tuple(row) for row in session.execute(query.limit(2))]
    assert found == [("export", "640122102-roll"), ("print", "640122102-3f2a9c4e")]


def test_switching_users_keeps_what_was_typed_and_expects_nobody(qtbot, window_of, office_profile):
    window = window_of(Role.ENTRY)
    assert "切换用户" in menu_words(window)
    with qtbot.waitSignals([window.switching, window.locked]):
        window.switch_user()
    Preferences(office_profile).flush()
