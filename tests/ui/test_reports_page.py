"""报送 as an office clerk works it: sealing, the stick, the answer, the keys (F53-F63, J5)."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services.reminders import Target
from app.services.report_views import Incomplete
from app.ui.reports.keys import KeyExchange
from app.ui.reports.page import ReportsPage
from app.ui.reports.phone import PhoneCode
from tests.sync.conftest import county, office
from tests.sync.county import County, Office
from tests.ui.sending import Clerk, clerk, office_desk

__all__ = ["clerk", "county", "office"]

FULL = SimpleNamespace(free=10)
"""What a full stick says of itself."""


def page_of(office: Office, clerk: Clerk, *, practice: bool = False) -> ReportsPage:
    page: ReportsPage = clerk.opens(ReportsPage(office_desk(office, practice=practice)))
    return page


def choose_month(page: ReportsPage, clerk: Clerk, month: str) -> None:
    page.month.months.setCurrentIndex(page.month.months.findData(month))
    clerk.waits_for(page)


def test_without_keys_nothing_can_be_sealed_and_the_page_says_what_to_do(county: County, clerk):
    page = page_of(county.office(enrolled=False), clerk)
    assert "还没有和县局交换公钥" in page.head.heading.text()
    assert page.head.next.text() == "交换公钥…"
    assert not page.month.seal.isEnabled()


def test_a_practice_office_says_that_only_a_practice_bureau_takes_its_packages(
    county: County, clerk
):
    """F78."""
    page = page_of(county.office(practice=True, enrolled=False), clerk, practice=True)
    assert page.practice.isVisible()
    assert "只能向练习用的县局报送" in page.practice.text()


def test_a_month_is_sealed_and_carried_with_the_keyboard(office: Office, clerk, qtbot):
    """J5: seal, put on the stick, 可以拔出."""
    office.add_case(1)
    page = page_of(office, clerk)
    assert "将报送 4 条记录" in page.month.go.text()
    clerk.picks_folder(office.stick)
    page.month.months.setFocus()
    clerk.presses_ctrl(page.month.months, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "可以拔出" in clerk.last, timeout=20_000)
    clerk.waits_for(page)
    (file,) = office.stick.glob("*.sfs")
    assert file.name in clerk.last
    assert file.name == "640122100-2026-02-001.sfs"
    assert "已导出，等县局回执" in page.head.heading.text()
    assert page.head.next.text() == "导入回执…"


def test_tab_comes_by_the_head_from_left_to_right_and_then_to_the_month(office: Office, clerk):
    page = page_of(office, clerk)
    stops: list[QWidget] = []
    widget: QWidget | None = page.head.next
    for _ in range(60):
        assert widget is not None
        if widget in (page.head.letters, page.head.bundle, page.head.keys, page.month.months):
            stops.append(widget)
        widget = widget.nextInFocusChain()
    head = page.head
    assert stops[:4] == [head.letters, head.bundle, head.keys, page.month.months]


def test_a_month_without_records_is_a_zero_report_and_says_so(office: Office, clerk):
    """F11."""
    page = page_of(office, clerk)
    assert "零报告" in page.month.go.text()
    clerk.presses = {"已封存": "以后再说"}
    clerk.clicks(page.month.seal)
    clerk.waits_for(page)
    assert any("零报告" in words for words in clerk.heard)
    assert "已封存，还没有导出" in page.head.heading.text()
    assert page.head.next.text() == "导出到U盘…"


def test_what_is_not_complete_opens_its_record_from_the_list(office: Office, clerk, qtbot):
    """F60: a click on a line leads to the field."""
    target = Target("mediation", "case-1", "check")
    desk = office_desk(office)
    desk.reports.checks[:] = [lambda month: [Incomplete("第001号", "缺回访记录", target)]]
    page = clerk.opens(ReportsPage(desk))
    assert "有 1 处还不完整" in page.month.verdict.text()
    page.month.list.setFocus()
    assert page.month.list.lines() == ["第001号\t缺回访记录"]
    with qtbot.waitSignal(page.wants) as wanted:
        qtbot.keyClick(page.month.list, Qt.Key.Key_Return)
    assert wanted.args == [target]


def test_a_blocking_finding_stops_the_seal(office: Office, clerk):
    desk = office_desk(office)
    desk.reports.checks[:] = [lambda m: [Incomplete("a", "b", Target("x"), blocking=True)]]
    page = clerk.opens(ReportsPage(desk))
    assert "必须先改好" in page.month.verdict.text()
    assert not page.month.seal.isEnabled()


def test_a_month_sealed_twice_is_a_correction(office: Office, clerk):
    """F61."""
    office.add_case(1)
    office.seal("2026-02")
    office.add_case(2)
    page = page_of(office, clerk)
    assert "已封存过第 1 号包" in page.month.go.text()
    assert "再带一遍，不会重复计算" in page.month.go.text()
    choose_month(page, clerk, "2026-03")
    assert "已封存过" not in page.month.go.text()


def test_a_full_stick_is_said_plainly_and_the_package_can_be_written_again(
    office: Office, clerk, monkeypatch
):
    """J15, P12: the outbox is as it was."""
    office.add_case(1)
    office.seal("2026-02")
    page = page_of(office, clerk)
    clerk.picks_folder(office.stick)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: FULL)
        clerk.clicks(page.head.next)
        clerk.waits_for(page)
    assert "U盘空间不够" in clerk.last
    assert [file.suffix for file in office.stick.iterdir() if file.suffix != ".sfk"] == []
    clerk.clicks(page.head.next)
    clerk.waits_for(page)
    assert "可以拔出" in clerk.last


def test_an_unanswered_package_is_asked_for_after_five_days(office: Office, clerk, clock):
    """P10."""
    office.add_case(1)
    office.send("2026-02")
    clock.advance(days=5)
    page = page_of(office, clerk)
    assert "已等 5 天" in page.head.heading.text()
    assert "打电话" in page.head.detail.text()


def test_only_the_receipt_makes_it_received(county: County, office: Office, clerk, qtbot):
    """P10, F63: receipts of a forged kind are refused in words, the real one counts."""
    office.add_case(1)
    file = office.send("2026-02")
    accepted = county.accept(file)
    receipt = county.bureau.write_receipt(accepted.office, accepted.digest, office.stick)
    forged = office.stick / "forged.sfr"
    whole = bytearray(receipt.read_bytes())
    whole[-1] ^= 1
    forged.write_bytes(whole)
    page = page_of(office, clerk)

    clerk.picks_files(forged)
    clerk.clicks(page.packages.receipt)
    clerk.waits_for(page)
    assert "损坏或被改动" in clerk.last
    assert "等县局回执" in page.head.heading.text()

    clerk.picks_files(receipt)
    clerk.presses_ctrl(page.month.months, Qt.Key.Key_R)
    clerk.waits_for(page)
    assert "县局已收到" in clerk.last
    assert page.head.heading.text() == "县局已收到 2026年2月 第 1 号包。"
    assert not page.packages.export.isEnabled()


def test_a_county_that_lacks_a_piece_asks_for_a_full_package(county: County, office: Office, clerk):
    """F58, P7: the page offers exactly that."""
    office.add_case(1)
    county.answer(office, county.accept(office.send("2026-01")))
    county.bureau.undo(office.code)
    office.add_case(2)
    county.answer(office, county.accept(office.send("2026-02")))
    page = page_of(office, clerk)
    assert page.head.next.text() == "封存完整包"
    clerk.presses = {"已封存": "以后再说"}
    clerk.clicks(page.head.next)
    clerk.waits_for(page)
    assert any("全部记录重新报一遍" in words for words in clerk.heard)
    full = office.reports.packages()[0]
    assert county.accept(office.export(full)).result == "merged"


def test_the_code_read_on_the_telephone_finds_its_package(
    county: County, office: Office, clerk, qtbot
):
    """P10: the code is a comfort, the file is the proof."""
    office.add_case(1)
    accepted = county.accept(office.send("2026-02"))
    dialog = PhoneCode(None, office.reports)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.line, accepted.phone_code.lower())
    assert dialog.found is not None
    assert "对上了" in dialog.verdict.text()
    dialog.line.clear()
    qtbot.keyClicks(dialog.line, "2222-2222-2222")
    assert "对不上" in dialog.verdict.text()


def test_keys_are_exchanged_step_by_step_and_the_digits_must_be_heard(county: County, clerk, qtbot):
    """K3: a key is trusted only when the digits typed from the telephone are the file's."""
    office = county.office(enrolled=False)
    dialog = KeyExchange(None, office.reports)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.third.isEnabled()
    clerk.picks_folder(office.stick)
    clerk.clicks(dialog.export)
    qtbot.waitUntil(lambda: any("可以拔出" in words for words in clerk.heard))
    (offer,) = office.stick.glob("*-key.sfk")
    read = county.bureau.keys.read_offer(offer)
    county.bureau.keys.confirm(office.code, read.fingerprint)
    clerk.picks_files(county.bureau.keys.export_answer(office.code, office.stick))
    clerk.clicks(dialog.read)
    qtbot.waitUntil(dialog.third.isEnabled)

    digits = county.bureau.keys.own().fingerprint
    wrong = "".join(str((int(c) + 1) % 10) if c.isdigit() else c for c in digits)
    clerk.types_digits(dialog.heard.line, wrong)
    assert "第 1 组对不上" in dialog.heard.verdict.text()
    assert not dialog.confirm.isEnabled()
    dialog.heard.line.clear()
    clerk.types_digits(dialog.heard.line, digits)
    clerk.clicks(dialog.confirm)
    assert "公钥交换完成" in clerk.last
    assert office.reports.status().enrolled


@pytest.mark.parametrize("seconds_press", [1, 2])
def test_pressing_seal_twice_seals_once(office: Office, clerk, seconds_press):
    """P6: the second press finds the work under way."""
    office.add_case(1)
    page = page_of(office, clerk)
    clerk.presses = {"已封存": "以后再说"}
    for _ in range(seconds_press):
        page.month.seal.click()
    clerk.waits_for(page)
    assert [p.number for p in office.reports.packages()] == [1]


def test_a_reminder_leads_to_its_package(office: Office, clerk):
    office.add_case(1)
    office.send("2026-01")
    office.send("2026-02")
    page = page_of(office, clerk)
    page.open_target(Target("sync", None, "1/1"))
    assert page.packages.register.current().number == 1
