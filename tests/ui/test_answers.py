"""J7 at the windows: a clerk at the bureau passes and returns, a clerk at the office reads and mends."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase
from app.models.supervision import Leave
from app.paths import Profile
from app.services.agenda import Agenda
from app.ui.bureau.answers import AnswersPage
from app.ui.bureau.notices import NoticeDialog
from app.ui.bureau.record import RecordDialog
from app.ui.corrections.leave_detail import LeaveDetail
from app.ui.desk_tools import DeskTools
from app.ui.form_dialog import FormDialog
from app.ui.main_window import MainWindow
from app.ui.mediation.committees_dialog import CommitteesDialog
from app.ui.mediation.page import MediationPage
from app.ui.preferences import Preferences
from app.ui.reports.county_letters import CountyLetters
from app.ui.reports.page import ReportsPage
from app.ui.tabs import tabs_of
from app.ui.today_page import TodayPage
from tests.services.answers.conftest import Post
from tests.sync.conftest import county, office
from tests.sync.county import County, Office
from tests.ui.conftest import type_chinese
from tests.ui.sending import Clerk, bureau_desk, clerk, office_desk

__all__ = ["clerk", "county", "office"]

PDF = b"%PDF-1.7 pretended"


def shot(widget: QWidget, name: str) -> None:
    """A picture to be looked at, where one is wanted."""
    folder = Path("/tmp/answers-screens")
    if folder.is_dir():
        widget.grab().save(str(folder / f"{name}.png"))


@pytest.fixture
def cases(county: County, office: Office) -> list[str]:
    """Three cases, merged at the bureau."""
    made = [office.add_case(number) for number in (1, 2, 3)]
    with office.store.begin() as session:
        for uid in made:
            session.get_one(MediationCase, (office.code, uid)).title = "宅基地边界纠纷"
    county.accept(office.send())
    return made


def returns(qtbot: Any, reason: str) -> Any:
    """Fill in the reason and press 退回."""

    def act(dialog: FormDialog) -> None:
        type_chinese(dialog.view.cell("reason").editor.first(), reason)
        shot(dialog, "reason")
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)

    return act


def test_after_passing_or_returning_the_keyboard_is_in_the_list(
    county: County, cases: list[str], qtbot, clerk: Clerk
):
    """With 退回 under the finger, Enter must not go on to 列出的全部通过."""
    page = clerk.opens(AnswersPage(bureau_desk(county)))
    review = page.review
    before = review.register.model.total
    review.passed.setFocus()
    qtbot.keyClick(review.passed, Qt.Key.Key_Return)
    assert review.register.model.total == before - 1
    assert page.focusWidget() is review.register.table
    review.returned.setFocus()
    with clerk.in_dialog(FormDialog, returns(qtbot, "请补上日期")):
        qtbot.keyClick(review.returned, Qt.Key.Key_Return)
    assert review.register.model.total == before - 2
    assert page.focusWidget() is review.register.table


def test_a_month_is_looked_at_answered_mended_and_looked_at_again(
    county: County, office: Office, cases: list[str], qtbot, clerk: Clerk, tmp_path
):
    """J7."""
    bureau = bureau_desk(county)
    page = clerk.opens(AnswersPage(bureau))
    review = page.review
    review.register.set_filter("kind", "case")
    assert review.register.model.total == 3
    shot(page, "review")
    review.register.table.setCurrentIndex(review.register.model.index(0, 0))
    wanted = review.register.current().uid
    with clerk.in_dialog(FormDialog, returns(qtbot, "缺协议日期，请补上")):
        clerk.clicks(review.returned)
    assert review.register.model.total == 2
    clerk.presses["全部通过"] = "全部通过"
    clerk.clicks(review.everything)
    assert review.register.model.total == 0

    def writes(dialog: NoticeDialog) -> None:
        dialog.view.put("title", "报送培训计划")
        dialog.view.put("text", "请于月底前报送培训计划。")
        file = tmp_path / "计划.pdf"
        file.write_bytes(PDF)
        dialog.attach_file(file)
        shot(dialog, "notice-new")
        dialog.submit()

    page.tabs.setCurrentWidget(page.notices)
    with clerk.in_dialog(NoticeDialog, writes):
        clerk.clicks(page.notices.new)
    assert page.notices.register.model.total == 1
    shot(page, "notices")
    page.tabs.setCurrentWidget(page.send)
    clerk.waits_for(page)
    shot(page, "send")
    clerk.picks_folder(office.stick)
    clerk.clicks(page.send.all)
    clerk.waits_for(page)
    assert "可以拔出U盘" in clerk.last
    (file,) = office.stick.glob("*.sfa")

    at_office = office_desk(office)
    reports = clerk.opens(ReportsPage(at_office))
    seen: list[str] = []

    def reads(dialog: CountyLetters) -> None:
        shot(dialog, "letters-returned")
        seen.append(dialog.tabs.tabText(0))
        assert "缺协议日期，请补上" in dialog.reason.text(), "whole, whatever the column holds"
        dialog.show_notice(at_office.county_says.notices()[0].uid)
        shot(dialog, "letters-notice")
        clerk.clicks(dialog.read)
        seen.append(dialog.tabs.tabText(1))
        dialog.reject()

    clerk.presses["反馈已导入"] = "现在查看"
    clerk.picks_files(file)
    with clerk.in_dialog(CountyLetters, reads):
        clerk.clicks(reports.packages.receipt)
        clerk.waits_for(reports)
        qtbot.waitUntil(lambda: len(seen) == 2)
    clerk.waits_for(reports)
    assert seen == ["退回（1）", "通知"]
    assert any("退回 1 条" in words and "通过 2 条" in words for words in clerk.heard)

    (reminder,) = [
        r for r in Agenda(at_office).items(at_office.clock().date()) if r.kind == "county.returned"
    ]
    assert (reminder.target.uid, reminder.detail) == (wanted, "缺协议日期，请补上")
    mediation = MediationPage(at_office)
    qtbot.addWidget(mediation)
    mediation.resize(1366, 640)
    mediation.show()
    rows = [mediation.register.model.row(n) for n in range(3)]
    (row,) = [n for n, one in enumerate(rows) if one.uid == wanted]
    cells = [mediation.register.model.index(row, column) for column in range(4)]
    (told,) = [c for c in cells if str(c.data()).startswith("【退回】")]
    assert "缺协议日期，请补上" in told.data(Qt.ItemDataRole.ToolTipRole)
    shot(mediation, "register")
    mediation.open_target(reminder.target)
    assert mediation.case is not None
    assert "缺协议日期，请补上" in mediation.case.notices.county.text
    shot(mediation, "case")
    with office.store.begin() as session:
        session.get_one(MediationCase, (office.code, wanted)).agreed_on = date(2026, 3, 1)
    mediation.case.refresh()
    assert "已改待报" in mediation.case.notices.county.text

    county.accept(office.send("2026-04"))
    page.tabs.setCurrentWidget(page.review)
    review.refresh()
    (line,) = [review.register.model.row(n) for n in range(review.register.model.total)]
    assert (line.uid, line.state) == (wanted, "back")

    def looks(dialog: RecordDialog) -> None:
        shot(dialog, "record-back")
        assert dialog.review.state.text() == "审核：已改回"
        clerk.clicks(dialog.review.passed)

    with clerk.in_dialog(RecordDialog, looks):
        clerk.clicks(review.look)
    assert review.register.model.total == 0
    page.tabs.setCurrentWidget(page.notices)
    assert page.notices.register.current().read == 1


def test_the_county_decides_a_leave_and_the_office_records_it(
    county: County, office: Office, qtbot, clerk: Clerk, clock
):
    """F59; 实施办法 27: no click of the office approves what the county must decide."""
    with office.store.begin() as session:
        person = CorrectionsPerson(
            name="测甲",
            state="enrolled",
            category="probation",
            id_number="640122199001019971",
            starts_on=date(2025, 11, 5),
            ends_on=date(2026, 11, 4),
        )
        session.add(person)
        session.flush()
        leave = Leave(
            person_uid=person.uid,
            kind="ordinary",
            state="waiting_county",
            applied_on=date(2026, 3, 1),
            from_on=date(2026, 3, 5),
            until_on=date(2026, 3, 16),
            reason="medical",
            destination="银川市",
            tier="county",
            opinion_on=date(2026, 3, 1),
        )
        session.add(leave)
        session.flush()
        uid, who = leave.uid, person.uid
    county.accept(office.send())
    page = clerk.opens(AnswersPage(bureau_desk(county)))
    page.tabs.setCurrentWidget(page.decisions)
    assert page.decisions.register.model.total == 1
    shot(page, "decisions")

    def decides(dialog: FormDialog) -> None:
        dialog.view.put("decision_number", "（2026）贺矫准字第3号")
        dialog.view.put("opinion", "按时销假")
        shot(dialog, "decide")
        dialog.submit()

    with clerk.in_dialog(FormDialog, decides):
        clerk.clicks(page.decisions.decide)
    assert page.decisions.register.current().decided.startswith("准予外出，（2026）贺矫准字第3号")
    (written,) = county.bureau.sending.write([office.code], office.stick)

    at_office = office_desk(office)
    at_office.answers.take(written.files)
    assert at_office.corrections.leaves.sheet(uid)["state"] == "waiting_county"
    (reminder,) = at_office.county_says.reminders(clock().date())
    assert reminder.target == ("corrections", who, f"leave/{uid}", "")
    detail = LeaveDetail(DeskTools(at_office))
    qtbot.addWidget(detail)
    detail.resize(620, 640)
    detail.show_leave(uid)
    detail.show()
    shot(detail, "leave")

    def confirms(dialog: FormDialog) -> None:
        assert dialog.view.values()["decision_number"] == "（2026）贺矫准字第3号"
        shot(dialog, "leave-answer")
        dialog.submit()

    with clerk.in_dialog(FormDialog, confirms):
        clerk.clicks(detail.buttons["按批复登记"])
    sheet = at_office.corrections.leaves.sheet(uid)
    assert (sheet["state"], sheet["decision_number"]) == ("approved", "（2026）贺矫准字第3号")
    assert at_office.county_says.reminders(clock().date()) == []


def test_the_desk_of_the_day_of_a_bureau_leads_to_what_waits(
    county: County, cases: list[str], qtbot, clerk: Clerk, tmp_path
):
    """F77, one click."""
    desk = bureau_desk(county)
    window = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
    qtbot.addWidget(window)
    window.resize(1366, 728)
    window.show()
    today = window.page("today")
    assert isinstance(today, TodayPage)
    today.refresh()
    (item,) = [r for r in Agenda(desk).items(desk.clock().date()) if r.kind == "bureau.review"]
    assert "待审核" in item.title
    window.go(item.target)
    answers = window.page("answers")
    assert isinstance(answers, AnswersPage)
    assert answers.review.register.filters()["office"] == item.target.uid
    shot(window, "bureau-window")


def test_a_returned_committee_and_mediator_say_so_where_they_are_kept(
    county: County, office: Office, qtbot, clerk: Clerk
):
    """F59: the list marks them, the bar gives the reason, the reminder leads to the line."""
    desk = office_desk(office)
    service = desk.mediation.committees
    town = service.save({"name": "习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"})
    village = service.save(
        {"name": "新胜村人民调解委员会", "short_name": "新胜", "kind": "village"}
    )
    first = service.save_mediator(village, {"name": "测试员甲", "from_on": date(2024, 1, 1)})
    second = service.save_mediator(village, {"name": "测试员乙", "from_on": date(2024, 1, 1)})
    post = Post(county, office)
    post.send()
    post.return_(second, "任期写错了")
    post.return_(town, "名称与印章不一致")
    post.take()
    reminders = {r.detail: r for r in desk.county_says.reminders(desk.clock().date())}

    page = MediationPage(desk)
    qtbot.addWidget(page)
    page.show()

    def looks(dialog: CommitteesDialog) -> None:
        shot(dialog, "committees-returned")
        assert dialog.chosen() == village
        assert dialog.roster is not None
        assert dialog.roster.chosen() == second
        assert "县局退回" in dialog.county_of_mediator.text
        assert "任期写错了" in dialog.county_of_mediator.text
        assert dialog.county_of_mediator.isVisible()
        assert not dialog.county.isVisible(), "nothing is said of this committee"
        table: Any = dialog.roster.table
        names = [table.item(n, 0).text() for n in range(table.rowCount())]
        assert "【退回】测试员乙" in names
        assert "测试员甲" in names
        dialog.roster.select(first)
        assert not dialog.county_of_mediator.isVisible()
        dialog.show_record(town)
        assert "名称与印章不一致" in dialog.county.text
        assert [dialog.list.item(n).text() for n in range(2)].count(
            "【退回】习岗镇人民调解委员会"
        ) == 1
        dialog.accept()

    with clerk.in_dialog(CommitteesDialog, looks):
        page.open_target(reminders["任期写错了"].target)
    service.save_mediator(village, {"name": "测试员乙", "from_on": date(2024, 3, 1)}, second)
    dialog = CommitteesDialog(None, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_record(village, second)
    assert "已改待报" in dialog.county_of_mediator.text
