"""The end of a month at the desk: some records are held back, and come later (F60, F63, J5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.models.account import Account
from app.models.history import bury
from app.models.mediation import MediationCase
from app.services.month_end.holds import Sending
from app.services.reminders import Target
from app.services.report_views import Incomplete
from app.ui import theme
from app.ui.bureau.inbox import InboxPage
from app.ui.desk_tools import DeskTools
from app.ui.form_dialog import FormDialog
from app.ui.reports import month as reports_month
from app.ui.reports.hold import HoldDialog
from app.ui.reports.holds_window import HoldsWindow
from app.ui.reports.page import ReportsPage
from app.ui.reports.slips_window import SlipsWindow
from app.ui.slip_asking import SlipDialog
from tests.sync.conftest import county, office
from tests.sync.county import County, Office, rows_of
from tests.ui.sending import Clerk, bureau_desk, clerk, office_desk

__all__ = ["clerk", "county", "office"]


def page_with(office: Office, clerk: Clerk, *incomplete: Incomplete) -> ReportsPage:
    desk = office_desk(office)
    desk.reports.checks[:] = [lambda month: list(incomplete)]
    page: ReportsPage = clerk.opens(ReportsPage(desk))
    return page


def gap(case: str, title: str = "第001号") -> Incomplete:
    return Incomplete(
        title, "缺回访记录", Target("mediation", case, "check"), record=("mediation_case", case)
    )


def says(reason: str, clerk: Clerk):
    """Type the reason and press 扣下."""

    def act(dialog: HoldDialog) -> None:
        assert not dialog.accept_button.isEnabled()
        dialog.line.setPlainText(reason)
        clerk.clicks(dialog.accept_button)

    return act


def hold_ticked(page: ReportsPage, clerk: Clerk, reason: str) -> None:
    with clerk.in_dialog(HoldDialog, says(reason, clerk)):
        clerk.clicks(page.month.hold)
        clerk.waits_for(page)


def test_a_line_of_the_list_is_ticked_and_held_back_with_a_reason(
    county: County, office: Office, clerk, qtbot
):
    """F60: the case stays with all that belongs to it, and is listed."""
    case = office.add_case(1)
    page = page_with(office, clerk, gap(case))
    assert not page.month.hold.isEnabled()
    page.month.list.setFocus()
    qtbot.keyClick(page.month.list, Qt.Key.Key_Space)
    hold_ticked(page, clerk, "身份证号还没有核对")
    assert page.month.list.lines() == ["第001号\t已扣下"]
    assert page.month.isAncestorOf(page.focusWidget()), "not to the buttons of the other card"
    page.month.tabs.setCurrentWidget(page.month.held)
    assert "解除扣下" in page.month.hint.text()
    page.month.tabs.setCurrentWidget(page.month.list)
    assert "扣下不报" in page.month.hint.text()
    (line,) = page.month.held.lines()
    assert line.endswith("身份证号还没有核对")
    assert page.month.tabs.tabText(2) == "扣下未报 1"
    assert "扣下没有报的 1 条" in page.head.figures.text()
    clerk.presses = {"已封存": "以后再说"}
    clerk.clicks(page.month.seal)
    clerk.waits_for(page)
    package = office.reports.packages()[0]
    assert (package.counts, package.held) == ({"committee": 1}, 1)


def test_what_was_held_back_is_released_and_goes_with_the_next_package(
    county: County, office: Office, clerk, qtbot
):
    case = office.add_case(1)
    office.reports.holds.hold("mediation_case", case, "还没有核对", "2026-02")
    county.answer(office, county.accept(office.send("2026-02")))
    page = page_with(office, clerk)
    assert page.month.sending.lines() == []
    page.open_target(Target("sync", None, "held"))
    assert page.month.tabs.currentWidget() is page.month.held
    qtbot.keyClick(page.month.held, Qt.Key.Key_Space)
    clerk.clicks(page.month.release)
    clerk.waits_for(page)
    assert len(page.month.sending.lines()) == 1
    county.accept(office.send("2026-03"))
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)


def test_a_held_record_asks_to_be_released_after_its_month(office: Office, clerk, clock):
    """F63: the start page does not let it be forgotten."""
    case = office.add_case(1)
    office.reports.holds.hold("mediation_case", case, "还没有核对", "2026-02")
    (found,) = [r for r in office.reports.reminders(clock().date()) if r.kind == "sync.held"]
    assert found.overdue
    assert "还没有核对" in found.detail


@pytest.mark.parametrize("tab", [0, 1, 2])
def test_the_button_that_seals_is_on_the_screen_whichever_list_is_shown(office: Office, clerk, tab):
    """1366×768 without the title bar and the tabs of the window."""
    office.add_case(1)
    page = page_with(office, clerk, *(gap(str(n), f"第{n}号") for n in range(40)))
    page.resize(1366, 620)
    page.month.tabs.setCurrentIndex(tab)
    corner = page.month.seal.mapTo(page, page.month.seal.rect().bottomLeft())
    assert corner.y() < page.height()
    assert page.month.seal.visibleRegion().boundingRect() == page.month.seal.rect()


def test_nothing_lies_over_the_list_where_the_cards_stand_one_below_the_other(office, clerk, qtbot):
    """Large type, or a narrow window: the page scrolls, the list keeps its least height."""
    page = page_with(office, clerk, *(gap(str(n), f"第{n}号") for n in range(40)))
    page.resize(900, 500)
    qtbot.waitUntil(lambda: page.packages.y() > page.month.y())
    month = page.month

    def edge(widget: QWidget, corner: QPoint) -> int:
        return widget.mapTo(month, corner).y()

    list_ends = edge(month.tabs, month.tabs.rect().bottomLeft())
    assert list_ends - edge(month.tabs, QPoint()) >= theme.px(140)
    assert edge(month.full, QPoint()) > list_ends
    register = page.packages.register
    ends = register.mapTo(page.packages, register.rect().bottomLeft()).y()
    assert page.packages.export.mapTo(page.packages, QPoint()).y() > ends


def test_a_line_of_what_goes_opens_its_record(office: Office, clerk, qtbot):
    case = office.add_case(1)
    page = page_with(office, clerk)
    page.month.tabs.setCurrentWidget(page.month.sending)
    page.month.sending.setFocus()
    with qtbot.waitSignal(page.wants) as wanted:
        qtbot.keyClick(page.month.sending, Qt.Key.Key_Return)
    assert wanted.args == [Target("mediation", case)]


# --- zero report, and the head -------------------------------------------------------------------


def zero_dialog(clerk: Clerk):
    """Fill the names and sign."""

    def act(dialog: FormDialog) -> None:
        dialog.view.put("filled_by", "测试员甲")
        dialog.view.put("signed_by", "测试所长")
        clerk.clicks(dialog.ok)

    return act


def test_a_duty_with_nothing_is_opened_from_the_list_and_signed(office: Office, clerk, qtbot):
    """F11: from the line to the signature without the mouse."""
    desk = office_desk(office)
    page = clerk.opens(ReportsPage(desk))
    at = page.month.list.lines().index("队伍培训这个月没有记录\t还没有签零报告")
    page.month.list.go_to(at)
    clerk.presses = {"零报告": "关闭"}
    with clerk.in_dialog(FormDialog, zero_dialog(clerk)):
        page.month.list.setFocus()
        qtbot.keyClick(page.month.list, Qt.Key.Key_Return)
    clerk.waits_for(page)
    assert "没有组织培训" in clerk.last
    assert not any(line.startswith("队伍培训") for line in page.month.list.lines())
    assert "零报告\t测试所长签" in page.month.sending.lines()


def test_the_head_sees_the_figures_and_puts_a_name_to_them(office: Office, clerk):
    office.add_case(1)
    page = page_with(office, clerk)
    clerk.presses = {"已封存": "以后再说"}
    clerk.clicks(page.month.seal)
    clerk.waits_for(page)
    assert "人民调解：受理 0 件，调解成功 0 件，涉及当事人 0 人，协议金额 0.00 元" in clerk.heard
    assert office.reports.packages()[0].confirmed_by == "测试所长"


def test_a_head_who_does_not_confirm_leaves_the_month_open(office: Office, clerk):
    office.add_case(1)
    page = page_with(office, clerk)
    clerk.presses = {"请所长核对": "取消"}
    clerk.clicks(page.month.seal)
    clerk.waits_for(page)
    assert office.reports.packages() == []


def test_only_the_heads_account_seals_and_signs(office: Office, clerk, qtbot):
    """L9: the clerk prepares the month."""
    office.store.roles = frozenset({"entry"})
    desk = office_desk(office)
    page = clerk.opens(ReportsPage(desk))
    assert not page.month.seal.isEnabled()
    page.zero.open("training", "2026-03")
    assert "所长" in clerk.last
    assert office.reports.zero.listed("2026-03") == []


# --- correction slips ----------------------------------------------------------------------------


@pytest.fixture
def reported(office: Office) -> str:
    """A case of February that was sealed."""
    case = office.add_case(1)
    with office.store.begin() as session:
        session.get_one(MediationCase, (office.code, case)).accepted_on = date(2026, 2, 3)
    office.seal("2026-02")
    return case


def take_away(office: Office, case: str) -> None:
    with office.store.begin() as session:
        bury([session.get_one(MediationCase, (office.code, case))])


def test_a_reported_record_is_changed_after_the_reason_was_typed(
    county: County, office: Office, clerk, qtbot, reported: str
):
    """F61: the clerk sees old and new, and says why; the slip is in the list and opens its case."""
    desk = office_desk(office)
    page = clerk.opens(ReportsPage(desk))
    seen: list[str] = []

    def writes(dialog: SlipDialog) -> None:
        seen.append(dialog.heading.text())
        assert not dialog.correct.isEnabled()
        dialog.reason.setPlainText("重复登记")
        qtbot.keyClicks(dialog.by, "ceshi")
        clerk.clicks(dialog.correct)

    with clerk.in_dialog(SlipDialog, writes):
        assert DeskTools(desk).attempt(page, lambda: take_away(office, reported))
    assert seen == ["2026年2月已经封存报送，要改请写更正单"]

    def reads(window: SlipsWindow) -> None:
        assert window.register.current().number == "更正〔2026〕第1号"
        qtbot.keyClick(window.register.table, Qt.Key.Key_Return)

    with clerk.in_dialog(SlipsWindow, reads), qtbot.waitSignal(page.wants) as wanted:
        clerk.clicks(page.packages.slips)
    assert wanted.args[0][:2] == ("mediation", reported)

    county.accept(office.send("2026-02"))
    bureau = clerk.opens(InboxPage(bureau_desk(county)))

    def looks(window: SlipsWindow) -> None:
        seen.append(window.register.current().title)
        window.accept()

    with clerk.in_dialog(SlipsWindow, looks):
        clerk.clicks(bureau.slips)
    assert seen[-1].startswith("(2026)习岗人调字第001号")


def test_a_clerk_who_gives_no_reason_leaves_all_as_it_was(
    office: Office, clerk, qtbot, reported: str
):
    desk = office_desk(office)
    page = clerk.opens(ReportsPage(desk))
    with clerk.in_dialog(SlipDialog, lambda dialog: dialog.reject()):
        assert not DeskTools(desk).attempt(page, lambda: take_away(office, reported))
    assert "只能用更正单改" in clerk.last
    assert desk.slips.listed() == []


def test_of_a_first_package_a_thousand_lines_are_listed_and_enter_lists_some_more(
    office: Office, clerk, qtbot, monkeypatch
):
    """An office that begins with its old cases sends tens of thousands at once: never all listed."""
    monkeypatch.setattr(reports_month, "LISTED", 2)
    for number in range(1, 6):
        office.add_case(number)
    page = page_with(office, clerk)
    tree = page.month.sending
    page.month.tabs.setCurrentWidget(tree)
    assert page.month.tabs.tabText(1) == "将报送 5"
    assert tree.lines()[-1] == "还有 3 件没有列出，按回车再列 2 件\t"
    tree.go_to(2)
    qtbot.keyClick(tree, Qt.Key.Key_Space)  # nothing to tick there
    assert tree.ticked() == []
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert len(tree.lines()) == 5
    assert tree.lines()[-1] == "还有 1 件没有列出，按回车再列 1 件\t"
    assert tree.current() == Target("mediation", page.month._going[2].record)
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert tree.ticked() == [("mediation_case", page.month._going[2].record)]
    tree.go_to(4)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert len(tree.lines()) == 5
    assert tree.current() == Target("mediation", page.month._going[4].record)
    assert tree.ticked() == [("mediation_case", page.month._going[2].record)]


def test_of_a_hundred_thousand_lines_no_more_are_listed_than_were_asked_for(
    office: Office, clerk, qtbot
):
    """What goes and what is not complete: a list of all of them makes the window deaf for seconds."""
    page = page_with(office, clerk)
    going = [Sending("mediation_case", str(n), "mediation", f"第{n}号", 1) for n in range(100_000)]
    missing = [Incomplete(one.title, "缺送达回证", one.target) for one in going]
    assert page.month.found is not None
    found = replace(page.month.found, incomplete=tuple(missing))
    page.month.show_found(found, page._reports.status(), going)
    for tree, words in ((page.month.sending, "将报送"), (page.month.list, "还不完整")):
        page.month.tabs.setCurrentWidget(tree)
        assert page.month.tabs.tabText(page.month.tabs.currentIndex()) == f"{words} 100000"
        for asked in (1, 2, 3):
            assert len(tree.lines()) == asked * reports_month.LISTED + 1
            assert tree.lines()[-1].startswith(f"还有 {100_000 - asked * 1000} 件没有列出")
            tree.go_to(asked * reports_month.LISTED)
            qtbot.keyClick(tree, Qt.Key.Key_Return)
            assert tree.current() == going[asked * reports_month.LISTED].target


def test_a_ticked_line_stays_ticked_when_the_list_is_read_anew(office: Office, clerk, qtbot):
    cases = [office.add_case(number) for number in (1, 2)]
    page = page_with(office, clerk)
    page.month.tabs.setCurrentWidget(page.month.sending)
    page.month.sending.go_to(1)
    qtbot.keyClick(page.month.sending, Qt.Key.Key_Space)
    ticked = page.month.sending.ticked()
    assert ticked == [("mediation_case", cases[1])]
    page.refresh()
    clerk.waits_for(page)
    assert page.month.sending.ticked() == ticked
    assert page.month.hold.isEnabled()
    page.month.sending.setFocus()
    qtbot.keyClick(page.month.sending, Qt.Key.Key_Space)
    assert page.month.sending.ticked() == []
    assert not page.month.hold.isEnabled()


def test_what_was_held_and_released_stays_on_record(county: County, office: Office, clerk, clock):
    """F60: by whom, why, and until when; a line opens its record."""
    case, other = office.add_case(1), office.add_case(2)
    with office.store.begin() as session:
        session.add(
            Account(office=office.code, id="u1", name="马某", roles=["head"], made_at=clock())
        )
    office.store.actor = "u1"
    office.reports.holds.release(
        office.reports.holds.hold("mediation_case", case, "还没有核对", "2026-02")
    )
    clock.advance(minutes=5)
    office.reports.holds.hold("mediation_case", other, "等县局答复", "2026-03")
    page = page_with(office, clerk)
    page.open_target(Target("sync", None, "held"))
    opened: list[Target] = []
    page.wants.connect(opened.append)

    def look(window: HoldsWindow) -> None:
        model = window.register.model
        states = [model.index(n, 6).data() for n in range(model.total)]
        assert states[0] == "还扣着"
        assert states[1].startswith("2026-")
        assert [model.index(n, 4).data() for n in range(model.total)] == ["马某", "马某"]
        assert model.index(1, 7).data() == "马某", "a name, no number of an account"
        window.register.set_filter("open", False)
        assert model.total == 1
        clerk.qtbot.keyClick(window.register.table, Qt.Key.Key_Return)

    with clerk.in_dialog(HoldsWindow, look):
        clerk.clicks(page.month.holds)
    assert [target.uid for target in opened] == [case]
