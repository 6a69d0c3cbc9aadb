"""J5: month end, from the list of what is missing to the stick and the copy for mail.

The clerk's keys and clicks are real, the store is the real one, sticks are folders, and at the end
the county holds what was meant for it and nothing else.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt

from app.models.mediation import MediationCase
from app.services.reminders import Target
from app.ui.form_dialog import FormDialog
from app.ui.reports.page import ReportsPage
from tests.sync.conftest import county, office
from tests.sync.county import County, Office, rows_of
from tests.ui.sending import Clerk, clerk, office_desk
from tests.ui.test_month_end import hold_ticked, zero_dialog

__all__ = ["clerk", "county", "office"]


def case_with_gaps(office: Office, number: int, missing: int) -> str:
    uid = office.add_case(number)
    set_missing(office, uid, missing)
    return uid


def set_missing(office: Office, uid: str, missing: int) -> None:
    with office.store.begin() as session:
        case = session.get_one(MediationCase, (office.code, uid))
        case.accepted_on, case.check_missing = date(2026, 2, 10), missing
        case.check_score = 100 - missing
        case.source, case.dispute_type = "application", "neighbour"


def put_cursor_on(page: ReportsPage, words: str) -> None:
    lines = page.month.list.lines()
    page.month.list.go_to(next(n for n, line in enumerate(lines) if line.startswith(words)))
    page.month.list.setFocus()


def test_month_end(county: County, office: Office, clerk: Clerk, qtbot, tmp_path: Path):
    cases = [case_with_gaps(office, number, 2) for number in (1, 2, 3)]
    page = clerk.opens(ReportsPage(office_desk(office)))
    tree = page.month.list

    # three cases are incomplete, and three duties have nothing and have not said so
    gaps = [line for line in tree.lines() if "卷宗检查还有 2 处" in line]
    assert len(gaps) == 3
    assert len(tree.lines()) == 6

    # the first is opened and put right
    put_cursor_on(page, "(2026)习岗人调字第001号")
    with qtbot.waitSignal(page.wants) as wanted:
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert wanted.args == [Target("mediation", cases[0], "check")]
    set_missing(office, cases[0], 0)
    page.refresh()
    clerk.waits_for(page)
    assert not any("001号" in line for line in tree.lines())

    # two are held back
    for number in ("002", "003"):
        put_cursor_on(page, f"(2026)习岗人调字第{number}号")
        qtbot.keyClick(tree, Qt.Key.Key_Space)
    hold_ticked(page, clerk, "回访还没有做")
    assert len(page.month.held.lines()) == 2

    # training, and the two other duties, state that there was nothing
    clerk.presses = {"零报告": "关闭", "已封存": "以后再说"}
    for duty in ("队伍培训", "社区矫正", "安置帮教"):
        with clerk.in_dialog(FormDialog, zero_dialog(clerk)):
            put_cursor_on(page, duty)
            qtbot.keyClick(tree, Qt.Key.Key_Return)
        clerk.waits_for(page)
    assert not any("零报告" in line for line in tree.lines())

    # the head looks at the figures and seals
    clerk.presses_ctrl(page.month.months, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(office.reports.packages()) == 1, timeout=20_000)
    clerk.waits_for(page)
    assert "人民调解：受理 3 件，调解成功 0 件，涉及当事人 6 人，协议金额 0.00 元" in clerk.heard
    assert "队伍培训：零报告（测试所长，03-02）" in clerk.heard
    assert "扣下不报：2 条" in clerk.heard

    # onto the stick, and a copy for mail
    mail = tmp_path / "mail"
    mail.mkdir()
    clerk.picks_folder(office.stick)
    clerk.clicks(page.packages.export)
    clerk.waits_for(page)
    assert "可以拔出U盘" in clerk.last
    clerk.picks_folder(mail)
    clerk.clicks(page.packages.mail)
    clerk.waits_for(page)
    assert "请作为附件发给县局" in clerk.last
    assert "分几封" not in clerk.last, "there is one file"
    (stick,) = office.stick.glob("*.sfs")
    (copy,) = mail.glob("*.sfs")
    assert stick.read_bytes() == copy.read_bytes()
    assert {line.way_words for line in office.reports.carrying.listed()} == {"邮件副本", "U盘"}

    # the county has the one case and the three statements, whichever of the two came first
    accepted = county.accept(copy)
    assert accepted.result == "merged"
    assert county.accept(stick).result == "repeated"
    held = rows_of(county.store, office.code)
    assert held["mediation_case"].keys() == {cases[0]}
    assert len(held["zero_report"]) == 3
    assert {row["case_uid"] for row in held["party"].values()} == {cases[0]}
    county.answer(office, accepted)

    # next month the two are released and arrive
    page.refresh()
    clerk.waits_for(page)
    page.month.tabs.setCurrentWidget(page.month.held)
    page.month.held.setFocus()
    for _ in range(2):
        qtbot.keyClick(page.month.held, Qt.Key.Key_Space)
    clerk.clicks(page.month.release)
    clerk.waits_for(page)
    county.accept(office.send("2026-03"))
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)
