"""收件 as a county clerk works it, and the whole way of a month from office to office (J6)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from sqlalchemy import delete

from app.models.sync import Partner
from app.services.reminders import Target
from app.sync import outbox, records
from app.ui.bureau.board import cell_words
from app.ui.bureau.enrol import Enrol
from app.ui.bureau.inbox import InboxPage
from app.ui.bureau.words import fields_words
from app.ui.reports.keys import KeyExchange
from app.ui.reports.page import ReportsPage
from tests.sync.conftest import county, office
from tests.sync.county import LIGANG, XIGANG, County, Office, clone, rows_of
from tests.ui.sending import Clerk, bureau_desk, clerk, office_desk

__all__ = ["clerk", "county", "office"]


@pytest.fixture
def inbox(county: County, office: Office, clerk: Clerk) -> InboxPage:
    """The bureau's page, with 习岗司法所 enrolled."""
    page: InboxPage = clerk.opens(InboxPage(bureau_desk(county)))
    return page


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick with packages of many offices."""
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def looks_at(page: InboxPage, clerk: Clerk, folder: Path) -> None:
    clerk.picks_folder(folder)
    clerk.clicks(page.receive.folder)
    clerk.waits_for(page)


def conclusions(page: InboxPage) -> list[str]:
    """The last column of the list, line by line."""
    return [arrived.state[0] for arrived in page.receive.arrived]


def test_a_month_goes_from_the_office_to_the_bureau_and_home_again(
    county: County, clerk, qtbot, stick
):
    """J5, J6, K3: enrol, seal, export, look, take, receipt; then, and only then, 县局已收到."""
    office = county.office(enrolled=False)
    office.add_case(1)
    at_office = clerk.opens(ReportsPage(office_desk(office)))
    at_bureau = clerk.opens(InboxPage(bureau_desk(county)))
    clerk.picks_folder(stick)

    def hands_over_keys(dialog: KeyExchange) -> None:
        clerk.clicks(dialog.export)
        qtbot.waitUntil(lambda: bool(list(stick.glob("*-key.sfk"))))
        qtbot.waitUntil(lambda: "可以拔出" in clerk.last)
        dialog.reject()

    with clerk.in_dialog(KeyExchange, hands_over_keys):
        clerk.clicks(at_office.head.next)
    clerk.waits_for(at_office)

    def hears_the_office(dialog: Enrol) -> None:
        clerk.types_digits(dialog.heard.line, office.reports.keys.own().fingerprint)
        clerk.clicks(dialog.confirm)

    clerk.picks_files(*stick.glob("*-key.sfk"))
    at_bureau.turn_to(at_bureau.offices)
    with clerk.in_dialog(Enrol, hears_the_office):
        clerk.clicks(at_bureau.offices.read)
        qtbot.waitUntil(lambda: bool(list(stick.glob("*-answer.sfk"))))
        clerk.waits_for(at_bureau)

    def hears_the_bureau(dialog: KeyExchange) -> None:
        clerk.clicks(dialog.read)
        qtbot.waitUntil(dialog.third.isEnabled)
        clerk.types_digits(dialog.heard.line, county.bureau.keys.own().fingerprint)
        clerk.clicks(dialog.confirm)

    clerk.picks_files(*stick.glob("*-answer.sfk"))
    with clerk.in_dialog(KeyExchange, hears_the_bureau):
        clerk.clicks(at_office.head.next)
    clerk.waits_for(at_office)

    clerk.clicks(at_office.month.seal)
    qtbot.waitUntil(lambda: bool(list(stick.glob("*.sfs"))))
    clerk.waits_for(at_office)
    assert "等县局回执" in at_office.head.heading.text()

    at_bureau.turn_to(at_bureau.receive)
    looks_at(at_bureau, clerk, stick)
    assert conclusions(at_bureau) == ["可以收下"]
    clerk.clicks(at_bureau.receive.all)
    clerk.waits_for(at_bureau)
    assert conclusions(at_bureau) == ["已收下，回执已写"]
    assert rows_of(county.store, XIGANG) == rows_of(office.store, XIGANG)

    clerk.picks_files(*stick.glob("*.sfr"))
    clerk.clicks(at_office.head.next)
    clerk.waits_for(at_office)
    assert at_office.head.heading.text() == "县局已收到 2026年2月 第 1 号包。"


def test_good_packages_are_taken_though_damaged_and_foreign_ones_lie_beside_them(
    county: County, office: Office, inbox, clerk, stick, make_store, tmp_path
):
    """J6: each on its own, each refusal a sentence a clerk understands."""
    ligang, unknown, unlucky = map(county.office, (LIGANG, "640122103", "640122104"))
    for one in (office, ligang, unknown, unlucky):
        one.add_case(1)
        shutil.copy(one.send(), stick)
    county.bureau.keys.revoke(unknown.code)
    damaged = stick / "640122104-2026-03-001.sfs"
    damaged.write_bytes(damaged.read_bytes()[:-100])

    looks_at(inbox, clerk, stick)
    assert "可以收下 2 个，已收下 0 个，不能收下 2 个" in inbox.receive.summary.text()
    clerk.clicks(inbox.receive.all)
    clerk.waits_for(inbox)

    assert conclusions(inbox)[:2] == ["已收下，回执已写"] * 2
    refused = sorted(conclusions(inbox)[2:])
    assert refused == [
        "不能收下：发件单位的这把密钥已经作废。",
        "不能收下：文件不完整，后面缺了一段。",
    ]
    assert sorted(path.name for path in stick.glob("*.sfr")) == [
        "640122100-2026-03-001.sfr",
        "640122102-2026-03-001.sfr",
    ]
    assert rows_of(county.store, LIGANG) == rows_of(ligang.store, LIGANG)
    assert rows_of(county.store, unknown.code) == {}


def spoil(file: Path, *, cut: int = 0, flip: bool = False) -> None:
    """What a bad stick or a bad hand does to a file."""
    data = bytearray(file.read_bytes())
    if flip:
        data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data[: len(data) - cut]))


def test_the_month_of_a_whole_county_good_and_bad_on_one_stick(
    county: County, inbox, clerk, stick, monkeypatch
):
    """J6 whole: five good ones, cut short, altered, last month's again, from an unknown office,
    from a newer program, and one whose predecessor is missing.
    """
    offices = {n: county.office(f"6401221{n:02}") for n in range(11, 22)}
    for one in offices.values():
        one.add_case(1)
    again, gap, unknown, newer = (offices[n] for n in (18, 21, 19, 20))
    old = again.send("2026-02")
    county.accept(old)
    county.answer(gap, county.accept(gap.send("2026-01")))
    county.bureau.undo(gap.code)  # as after restoring an old backup: the county lost it
    for number, one in offices.items():
        if number == 18:
            shutil.copy(old, stick)
            continue
        with monkeypatch.context() as patch:
            if one is newer:
                patch.setattr(outbox, "schema_version", lambda: records.schema_version() + 1)
            shutil.copy(one.send("2026-03"), stick)
    with county.store.begin() as session:  # nobody ever registered its key
        session.execute(delete(Partner).where(Partner.code == unknown.code))
    spoil(stick / "640122116-2026-03-001.sfs", cut=200)
    spoil(stick / "640122117-2026-03-001.sfs", flip=True)
    before = {one.code: rows_of(county.store, one.code) for one in offices.values()}

    looks_at(inbox, clerk, stick)
    assert inbox.receive.summary.text() == "可以收下 6 个，已收下 0 个，不能收下 5 个"
    assert {one.code: rows_of(county.store, one.code) for one in offices.values()} == before
    clerk.clicks(inbox.receive.all)
    clerk.waits_for(inbox)

    said = {a.inspection.parcel.label[:9]: a.state[0] for a in inbox.receive.arrived}
    good = [f"6401221{n}" for n in range(11, 16)]
    assert [said[code] for code in good] == ["已收下，回执已写"] * 5
    assert said[again.code] == "以前收过，没有改动"
    assert said["640122116"] == "不能收下：文件不完整，后面缺了一段。"
    assert said["640122117"] == "不能收下：文件已损坏或被改动。"
    assert said[unknown.code] == "不能收下：发件单位没有在本单位登记公钥。"
    assert said[newer.code] == "不能收下：文件里的数据由更新版本的程序登记。"
    assert said[gap.code].startswith("不能收下：")
    for code in good:
        assert rows_of(county.store, code) == rows_of(offices[int(code[-2:])].store, code)
    for code in ("640122116", "640122117", unknown.code, newer.code, gap.code, again.code):
        assert rows_of(county.store, code) == before[code]
    receipts = sorted(path.name[:9] for path in stick.glob("*.sfr"))
    assert receipts == sorted([*good, again.code])


def test_a_refused_package_tells_why_whether_data_are_safe_and_what_to_do(
    county: County, office: Office, inbox, clerk, stick
):
    """E6."""
    (stick / "640122100-2026-03-001.sfs").write_bytes(b"x" * 4000)
    looks_at(inbox, clerk, stick)
    view = inbox.receive.view
    assert "这不是本程序的报送文件。" in view.words.text()
    assert "请确认选对了文件。" in view.words.text()
    assert view.more.text() == "已保存的数据没有变化。代码 P02。"
    assert not inbox.receive.one.isEnabled()


def test_a_damaged_file_says_whose_it_is_by_its_name(county: County, inbox, clerk, stick):
    """Nothing of it can be read, yet somebody has to be asked for another."""
    other = county.office(LIGANG)
    other.add_case(1)
    file = Path(shutil.copy(other.send(), stick))
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(bytes(whole))
    looks_at(inbox, clerk, stick)
    table = inbox.receive.register
    assert table.model.index(0, 0).data() == f"{LIGANG}所"
    assert f"按文件名，是{LIGANG}所2026年" in inbox.receive.view.words.text()


def test_a_stick_pulled_out_before_all_is_taken_is_said_once(
    county: County, office: Office, inbox, clerk, stick
):
    """J15: one message names every package, and the list still says whose they are."""
    other = county.office(LIGANG)
    for one in (office, other):
        one.add_case(1)
        shutil.copy(one.send(), stick)
    looks_at(inbox, clerk, stick)
    shutil.move(stick, stick.with_name("pulled out"))
    clerk.heard.clear()
    clerk.clicks(inbox.receive.all)
    clerk.waits_for(inbox)
    (said,) = clerk.heard
    assert said.startswith("2 个包没有收下。")
    assert f"{XIGANG}所" in said
    assert f"{LIGANG}所" in said
    assert "已保存的数据没有变化" in said
    assert [arrived.who for arrived in inbox.receive.arrived] == [f"{XIGANG}所", f"{LIGANG}所"]


def test_after_a_package_is_taken_the_keyboard_is_in_the_list(
    office: Office, inbox, clerk, stick, qtbot
):
    """The button that was pressed goes off; Enter must not press the next one."""
    office.add_case(1)
    shutil.copy(office.send(), stick)
    looks_at(inbox, clerk, stick)
    clerk.presses["已收下 1 个包。"] = "以后再写"
    inbox.receive.one.setFocus()
    qtbot.keyClick(inbox.receive.one, Qt.Key.Key_Space)
    clerk.waits_for(inbox)
    assert inbox.focusWidget() is inbox.receive.register.table


def test_the_trial_lists_what_would_change_kind_by_kind(
    county: County, office: Office, inbox, clerk, qtbot, stick
):
    """F66: counts, and under each kind its records, opened with the keyboard."""
    uid = office.add_person("王五")
    county.accept(office.send("2026-01"))
    office.rename(uid, "王伍")
    office.add_case(7)
    shutil.copy(office.send("2026-02"), stick)
    looks_at(inbox, clerk, stick)
    tree = inbox.receive.view.tree
    kinds = {tree.topLevelItem(n).text(0): tree.topLevelItem(n) for n in range(4)}
    assert kinds["人员卡"].text(1) == "更新 1"
    assert kinds["当事人"].text(1) == "新增 2"
    tree.setFocus()
    tree.setCurrentItem(kinds["人员卡"])
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    assert kinds["人员卡"].child(0).text(0) == "王伍"
    assert kinds["人员卡"].child(0).text(1) == "更新：改了姓名"
    assert county.names() == ["王五"]


def test_one_package_is_taken_with_enter_and_its_telephone_code_shown(
    county: County, office: Office, inbox, clerk, qtbot, stick
):
    """P10: the code that the office finds its package by."""
    office.add_case(1)
    shutil.copy(office.send(), stick)
    looks_at(inbox, clerk, stick)
    clerk.presses = {"已收下": "以后再写"}
    qtbot.keyClick(inbox.receive.register.table, Qt.Key.Key_Return)
    clerk.waits_for(inbox)
    code = inbox.receive.view.code.text()
    found = office.reports.check_phone_code(code)
    assert found is not None
    assert found.number == 1
    assert list(stick.glob("*.sfr")) == []

    clerk.picks_folder(stick)
    clerk.clicks(inbox.receive.receipts)
    clerk.waits_for(inbox)
    assert "可以拔出" in clerk.last
    assert len(list(stick.glob("*.sfr"))) == 1


def test_two_packages_of_one_office_are_taken_in_their_order(
    county: County, office: Office, inbox, clerk, stick
):
    """What the second would change is looked at anew after the first."""
    for number, month in ((1, "2026-01"), (2, "2026-02")):
        office.add_case(number)
        shutil.copy(office.send(month), stick)
    looks_at(inbox, clerk, stick)
    assert [a.inspection.number for a in inbox.receive.arrived] == [1, 2]
    inbox.receive.register.table.selectRow(0)
    clerk.presses = {"已收下": "以后再写"}
    clerk.clicks(inbox.receive.one)
    clerk.waits_for(inbox)
    second = inbox.receive.arrived[1]
    assert second.effect == "新增 3"
    clerk.clicks(inbox.receive.all)
    clerk.waits_for(inbox)
    assert conclusions(inbox) == ["已收下", "已收下"]


def test_a_package_taken_before_gives_its_receipt_again(
    county: County, office: Office, inbox, clerk, stick
):
    """F57."""
    office.add_case(1)
    file = office.send()
    county.accept(file)
    shutil.copy(file, stick)
    looks_at(inbox, clerk, stick)
    assert conclusions(inbox) == ["以前收过，可以再出回执"]
    clerk.clicks(inbox.receive.all)
    clerk.waits_for(inbox)
    assert "没有改动任何记录" in "".join(clerk.heard)
    assert len(list(stick.glob("*.sfr"))) == 1


def test_a_gap_is_answered_so_that_the_office_knows(
    county: County, office: Office, inbox, clerk, stick
):
    """P7: held is no merge, but the office is told to send a full package."""
    office.add_case(1)
    county.answer(office, county.accept(office.send("2026-01")))
    county.bureau.undo(office.code)
    office.add_case(2)
    shutil.copy(office.send("2026-02"), stick)
    looks_at(inbox, clerk, stick)
    assert not inbox.receive.all.isEnabled()
    assert inbox.receive.one.text() == "登记并出回执…"
    clerk.clicks(inbox.receive.one)
    clerk.waits_for(inbox)
    (receipt,) = stick.glob("*.sfr")
    assert office.reports.import_receipt(receipt).package.answer == "held"
    assert rows_of(county.store, office.code) == {}


def test_a_copied_computer_stops_the_office_until_it_is_cleared_up(
    county: County, office: Office, inbox, clerk, stick
):
    """P7: the fork alarm, said in words; lifting it writes a new answer file."""
    twin = clone(county, office, "twin")
    office.add_case(1)
    twin.add_case(2)
    county.accept(office.send())
    shutil.copy(twin.send(), stick)
    looks_at(inbox, clerk, stick)
    assert "复制到了两台电脑" in conclusions(inbox)[0]
    clerk.clicks(inbox.receive.one)
    clerk.waits_for(inbox)
    inbox.turn_to(inbox.offices)
    inbox.offices.choose(office.code)
    assert inbox.offices.register.model.index(0, 2).data() == "编号冲突，已暂停接收"
    clerk.picks_folder(stick)
    clerk.presses = {"已暂停": "已问清，解除暂停"}
    clerk.clicks(inbox.offices.lift)
    clerk.waits_for(inbox)
    assert (stick / f"{office.code}-answer.sfk").exists()
    assert not county.bureau.offices()[0].stopped
    twin.store.close()


def test_the_last_import_of_an_office_can_be_taken_back(
    county: County, office: Office, inbox, clerk
):
    """F66: asked first, with the safe answer as the default."""
    office.add_case(1)
    county.accept(office.send())
    inbox.refresh()
    clerk.waits_for(inbox)
    inbox.turn_to(inbox.received)
    inbox.received.register.table.selectRow(0)
    clerk.clicks(inbox.received.undo)
    assert rows_of(county.store, office.code) != {}, "Enter alone must not undo"
    clerk.presses = {"已撤销": "知道了", "撤销": "撤销"}
    clerk.clicks(inbox.received.undo)
    clerk.waits_for(inbox)
    assert rows_of(county.store, office.code) == {}
    assert inbox.received.register.model.index(0, 6).data() == "已撤销"


def test_the_board_says_in_words_who_has_sent_what(county: County, office: Office, clerk):
    """F65: not by colour alone."""
    ligang = county.office(LIGANG)
    office.add_case(1)
    county.accept(office.send("2026-02"))
    county.accept(ligang.send("2026-02"))
    page = clerk.opens(InboxPage(bureau_desk(county)))
    model = page.board.model
    said = [[model.index(row, column).data() for column in (0, 1, 2)] for row in (0, 1)]
    assert [line[1:] for line in said] == [["待报", "已收 4 条"], ["待报", "零报告"]]
    head = model.headerData(2, Qt.Orientation.Horizontal)
    assert head == "2026年2月\n3月3日前报"
    assert page.board.summary.text() == (
        "2026年2月（3月3日前）应报 2 个所，已收 2 个，其中零报告 1 个，没有未报的。"
    )
    cell = model.cell(0, 2)
    assert cell is not None
    assert cell_words(cell) == "已收 4 条"


def test_the_board_names_who_is_late(county: County, office: Office, clerk, clock):
    county.office(LIGANG)
    clock.set(date(2026, 4, 6))
    county.accept(office.send("2026-03"))
    page = clerk.opens(InboxPage(bureau_desk(county)))
    model = page.board.model
    assert model.index(0, 2).data() == "零报告，迟 3 天"
    assert model.index(1, 2).data() == "逾期 3 天"
    assert page.board.summary.text().endswith("迟报 1 个，还没有收到：640122102所。")


def test_files_dropped_on_the_page_are_looked_at(office: Office, inbox, clerk):
    office.add_case(1)
    file = office.send()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(QPoint(50, 50)),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    inbox.dropEvent(drop)
    clerk.waits_for(inbox)
    assert conclusions(inbox) == ["可以收下"]


def test_a_folder_without_packages_says_what_one_looks_like(inbox, clerk, stick):
    looks_at(inbox, clerk, stick)
    assert ".sfs" in clerk.last


def test_a_wrong_digit_is_named_by_its_group_and_nothing_is_confirmed(county: County, clerk, qtbot):
    """K3: what was not heard cannot be confirmed."""
    office = county.office(enrolled=False)
    card = county.bureau.keys.read_offer(office.reports.keys.export_offer(office.stick))
    dialog = Enrol(None, county.bureau, card)
    qtbot.addWidget(dialog)
    dialog.show()
    digits = "".join(c for c in card.fingerprint if c.isdigit())
    wrong = digits[:9] + str((int(digits[9]) + 1) % 10) + digits[10:]
    clerk.types_digits(dialog.heard.line, wrong)
    assert "第 3 组对不上" in dialog.heard.verdict.text()
    assert not dialog.confirm.isEnabled()
    (kept,) = county.bureau.keys.offices()
    assert kept.state == "offered"


def test_a_reminder_leads_to_the_key_that_waits(county: County, clerk):
    waiting = county.office(LIGANG, enrolled=False)
    county.bureau.keys.read_offer(waiting.reports.keys.export_offer(waiting.stick))
    page = clerk.opens(InboxPage(bureau_desk(county)))
    page.open_target(Target("inbox", LIGANG, "keys"))
    assert page.offices.isVisible()
    assert page.offices.register.current().code == LIGANG
    assert page.offices.compare.isEnabled()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ((), ""),
        (("name",), "改了姓名"),
        (("sequence",), "改了 1 项"),
        (("id_number", "sequence"), "改了证件号码等 2 项"),
    ],
)
def test_changed_columns_are_called_as_the_papers_call_them(columns, said):
    assert fields_words(columns) == said
