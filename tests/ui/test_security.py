"""文件 → 安全: the password and the recovery key are changed in the window (F71, trust K1)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from app.models import keyslots
from app.models.keyslots import BadRecoveryKey, WrongPassword
from app.services import setup
from app.ui import dialogs, pdf_view, theme
from app.ui.accounts import security_dialog
from app.ui.accounts.security_dialog import ChangePassword, RenewRecovery, SecurityDialog
from tests.real_office import PASSWORD

NEW = "another one 22"
LONG = 20_000


@pytest.fixture
def desk(open_office):
    return open_office()


def press(qtbot, dialog):
    """The first button, as with the mouse."""
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)


def test_the_new_password_opens_and_the_old_one_does_not(qtbot, desk, office_profile, evening):
    dialog = ChangePassword(None, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.password.setText(PASSWORD)
    qtbot.keyClicks(dialog.new.first, NEW)
    qtbot.keyClicks(dialog.new.second, NEW)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        press(qtbot, dialog)
    desk.close()
    with pytest.raises(WrongPassword):
        setup.open_desk(office_profile, PASSWORD, clock=evening)
    setup.open_desk(office_profile, NEW, clock=evening).close()


@pytest.mark.parametrize(
    ("old", "first", "second", "words"),
    [
        ("wrong one 1", NEW, NEW, "密码不对"),
        (PASSWORD, NEW, "another one 23", "两次输入的密码不一样"),
        (PASSWORD, "short", "short", "还差"),
        (PASSWORD, "123456789", "123456789", "只有数字"),
        (PASSWORD, PASSWORD, PASSWORD, "一样"),
    ],
    ids=["old one wrong", "not the same twice", "short", "digits", "no change"],
)
def test_what_is_wrong_is_said_and_the_old_password_stays(
    qtbot, desk, office_profile, evening, old, first, second, words
):
    dialog = ChangePassword(None, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.password.setText(old)
    dialog.new.first.setText(first)
    dialog.new.second.setText(second)
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: words in dialog.verdict.text(), timeout=LONG)
    assert dialog.isVisible()
    desk.close()
    setup.open_desk(office_profile, PASSWORD, clock=evening).close()


def test_a_new_recovery_key_is_proved_before_the_old_one_goes(
    qtbot, desk, office_profile, office_recovery, evening, monkeypatch
):
    """K1: printed, typed again from the paper, and only then in force."""
    printed: list[bytes] = []
    monkeypatch.setattr(pdf_view, "preview", lambda parent, title, pdf, **k: printed.append(pdf))
    dialog = RenewRecovery(None, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.password.setText(PASSWORD)
    press(qtbot, dialog)
    qtbot.waitUntil(dialog.proof.isVisible, timeout=LONG)
    digits = dialog.proof.one._digits
    qtbot.mouseClick(dialog.proof.print_button, Qt.MouseButton.LeftButton)
    assert printed[0].startswith(b"%PDF")
    assert not dialog.go.isEnabled(), "not yet typed again"
    qtbot.keyClicks(dialog.proof.typed, digits[:-1])
    assert not dialog.go.isEnabled()
    recovery = office_recovery.digits
    assert keyslots.open_with_recovery(office_profile.key_slots, recovery), "still good"
    qtbot.keyClicks(dialog.proof.typed, digits[-1])
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        press(qtbot, dialog)
    with pytest.raises(BadRecoveryKey, match="代替"):
        keyslots.open_with_recovery(office_profile.key_slots, recovery)
    assert keyslots.open_with_recovery(office_profile.key_slots, digits)


def test_a_new_recovery_key_in_three_shares_is_proved_by_two_of_them(
    qtbot, desk, office_profile, office_recovery, monkeypatch
):
    """K1: three sheets for three people; two typed again give the key, a slip is named."""
    printed: list[bytes] = []
    monkeypatch.setattr(pdf_view, "preview", lambda parent, title, pdf, **k: printed.append(pdf))
    dialog = RenewRecovery(None, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.password.setText(PASSWORD)
    press(qtbot, dialog)
    qtbot.waitUntil(dialog.proof.isVisible, timeout=LONG)
    dialog.proof.parted.setChecked(True)
    three = dialog.proof.three
    qtbot.mouseClick(three.print_button, Qt.MouseButton.LeftButton)
    assert printed[0].startswith(b"%PDF")
    first, second, third = (share.digits for share in three.shares)
    three.lines[0].setText(first)
    assert not dialog.go.isEnabled(), "one alone proves nothing"
    three.lines[2].setText(third[:-1] + str((int(third[-1]) + 1) % 10))
    assert "第 10 组数字有误" in three.verdicts[2].text()
    assert not dialog.go.isEnabled()
    three.lines[2].setText(second)
    assert "不是这一份" in three.verdicts[2].text()
    assert not dialog.go.isEnabled()
    three.lines[2].setText(third)
    assert keyslots.open_with_recovery(office_profile.key_slots, office_recovery.digits)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        press(qtbot, dialog)
    with pytest.raises(BadRecoveryKey, match="代替"):
        keyslots.open_with_recovery(office_profile.key_slots, office_recovery.digits)
    assert keyslots.open_with_recovery(office_profile.key_slots, f"{second}\n{third}")
    desk._database.roles = None  # 审计 would read it
    rows, _ = desk.log.page(0, 5, {})
    assert "更换恢复密钥（分成三张）" in [row.words for row in rows]


def test_leaving_half_way_keeps_the_old_paper(qtbot, desk, office_profile, office_recovery):
    dialog = RenewRecovery(None, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.password.setText(PASSWORD)
    press(qtbot, dialog)
    qtbot.waitUntil(dialog.proof.isVisible, timeout=LONG)
    dialog.reject()
    keyslots.open_with_recovery(office_profile.key_slots, office_recovery.digits)


def test_a_wrong_password_shows_no_new_key(qtbot, desk):
    dialog = RenewRecovery(None, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.password.setText("wrong one 1")
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: "密码不对" in dialog.verdict.text(), timeout=LONG)
    assert not dialog.proof.isVisible()


def test_the_window_leads_to_both(qtbot, desk, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(dialogs, "inform", lambda _, heading, *__: said.append(heading))
    for name in ("ChangePassword", "RenewRecovery"):
        monkeypatch.setattr(getattr(security_dialog, name), "exec", lambda _: True)
    dialog = SecurityDialog(None, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    for button in (dialog.change, dialog.renew):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert said == ["密码已修改。", "新的恢复密钥已生效。"]
    assert dialog.findChild(QDialogButtonBox) is not None


def test_at_the_largest_type_no_line_is_cut_off(qtbot, qapp, desk):
    """Qt opens a dialog no higher than two thirds of the screen, whatever its words need."""
    theme.apply(qapp, 150)
    try:
        dialog = SecurityDialog(None, desk)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        labels: Iterable[QLabel] = dialog.findChildren(QLabel)
        for label in labels:
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    finally:
        theme.apply(qapp, 100)
