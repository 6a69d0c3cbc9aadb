"""Somebody may no longer look at sealed records: the key is changed, on the spot or at a log-in (D2)."""

from __future__ import annotations

import pytest
import shiboken6

from app.models import keyslots
from app.services import health, setup
from app.services.access import Role
from app.services.accounts import NewAccount
from app.ui import dialogs
from app.ui.accounts.accounts_window import AccountsPanel
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.store import safekeeping, sealed_rekey
from app.ui.tabs import tabs_of
from tests.real_office import PASSWORD

LONG = 20_000
OWN = "my own words 9"


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """No pauses, and every question is answered with yes."""
    monkeypatch.setattr(safekeeping, "SETTLED", 0)
    monkeypatch.setattr(health, "BREATH", 0)
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)


def key_of(profile, clock) -> keyslots.Ring:
    return keyslots.open_both(profile.key_slots, PASSWORD, clock=clock).sealed


def test_switching_off_who_could_look_changes_the_key_at_once(qtbot, desk, office_profile, evening):
    who, _ = desk.accounts.add(NewAccount("测审核", frozenset({Role.REVIEW})))
    (old,) = key_of(office_profile, evening)
    panel = AccountsPanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    panel.refresh(who.id)
    said: list[str] = []
    panel.said.connect(said.append)
    panel.turn()
    qtbot.waitUntil(lambda: sealed_rekey.DONE in said, timeout=LONG)
    new, *earlier = key_of(office_profile, evening)
    assert new != old
    assert earlier == [old], "for old backups"


def test_without_the_key_the_administrator_hears_when_it_will_be_changed(
    qtbot, desk, office_profile, evening
):
    who, _ = desk.accounts.add(NewAccount("测审核", frozenset({Role.REVIEW})))
    admin, start = desk.accounts.add(NewAccount("测管理", frozenset({Role.ADMIN})))
    desk.close()
    setup.change_password(office_profile, start, OWN, clock=evening, user=admin.id)
    theirs = setup.open_desk(office_profile, OWN, clock=evening, user=admin.id)
    panel = AccountsPanel(theirs)
    qtbot.addWidget(panel)
    panel.refresh(who.id)
    said: list[str] = []
    panel.said.connect(said.append)
    panel.turn()
    assert said == [sealed_rekey.LATER]
    theirs.close()


def test_the_next_log_in_of_who_has_the_key_changes_it(qtbot, desk, open_office):
    who, _ = desk.accounts.add(NewAccount("测审核", frozenset({Role.REVIEW})))
    desk.accounts.disable(who.id)
    desk.close()
    again = open_office()
    assert again.sealed_keys.due()
    window = MainWindow(again, Preferences(again.profile), tabs_of(again))
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: window.safe._beside is not None, timeout=LONG)
    assert not again.sealed_keys.due()
    assert window.statusBar().currentMessage() == sealed_rekey.DONE
    if shiboken6.isValid(window):
        window.release()
        shiboken6.delete(window)
