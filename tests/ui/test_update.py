"""更新程序 at the desk: choose, read, install; the next start uses it (V1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.updates import UpdateService
from app.ui.update_dialog import UpdateDialog
from tests.sync.conftest import county, office
from tests.sync.county import Office
from tests.ui.sending import Clerk, clerk, office_desk
from tests.updates.conftest import Make, home, keys, make, roots

__all__ = ["clerk", "county", "home", "keys", "make", "office", "roots"]


@pytest.fixture
def dialog(office: Office, clerk: Clerk, home: Path, roots) -> UpdateDialog:
    desk = office_desk(office)
    desk.__dict__["updates"] = UpdateService(
        office.store,
        backup=lambda progress: desk.backups.before("update", progress),
        roots=lambda: roots,
        home=lambda: home,
    )
    shown: UpdateDialog = clerk.opens(UpdateDialog(None, desk))
    return shown


def test_a_file_is_read_before_it_is_installed(dialog: UpdateDialog, clerk: Clerk, make: Make):
    assert not dialog.go.isEnabled()
    clerk.picks_files(make("9.1.0"))
    clerk.clicks(dialog.choose)
    assert "新版本 9.1.0（2026年11月1日发布" in dialog.what.text()
    assert dialog.notes.text() == "修正打印"
    clerk.clicks(dialog.go)
    clerk.waits_for(dialog)
    assert "9.1.0 已经装好，下次启动时使用" in clerk.last
    assert "下次启动使用 9.1.0" in dialog.now.text()
    assert not dialog.go.isEnabled()


def test_a_forged_file_is_named_and_nothing_can_be_pressed(
    dialog: UpdateDialog, clerk: Clerk, make: Make, keys: list[bytes]
):
    clerk.picks_files(make("9.1.0", signing=[keys[0]]))
    clerk.clicks(dialog.choose)
    assert "签名不够" in clerk.last
    assert "没有变化" in clerk.last
    assert not dialog.go.isEnabled()
