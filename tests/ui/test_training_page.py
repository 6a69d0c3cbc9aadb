"""队伍培训 as a clerk uses it: staff, sessions, the sign-in grid by keyboard, the year."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt

from app.services.reminders import Target
from app.ui import dialogs, files, pdf_view, theme
from app.ui.training.grid import BEFORE
from app.ui.training.page import PEOPLE, SESSIONS, YEAR, TrainingPage
from tests.services.training.conftest import SESSION, days_from, full
from tests.ui.conftest import type_chinese
from tests.ui.driving import fill_in, focused, in_dialog, office_desk

NOVEMBER = datetime(2026, 11, 18, 10, 0)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, NOVEMBER)


@pytest.fixture
def staff(desk):
    """A head and a mediator, in post all year."""
    return [
        desk.training.staff.add({"name": name, "joined_on": date(2026, 1, 1)}, role=role)
        for name, role in (("测试所长", "head"), ("测试员甲", "full_time_mediator"))
    ]


@pytest.fixture
def session(desk):
    """Two days in September: four sittings."""
    sittings = days_from(date(2026, 9, 7), 2)
    return desk.training.sessions.hold({**SESSION, "sittings": sittings})


@pytest.fixture
def page(desk, staff, session, qtbot):
    page = TrainingPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    qtbot.waitUntil(page.isActiveWindow)
    return page


@pytest.fixture
def grid(page, session):
    """The sign-in grid, the cursor on the first person's first sitting."""
    page.open_target(Target("training", session, "sign_in"))
    return page.sessions.page.grid


def proofs(desk, session):
    return [len(p.proofs) for p in desk.training.attendance.grid(session).people]


def shown_papers(monkeypatch):
    shown = []

    def preview(_parent, title, pdf, *, file_name):
        shown.append((title, pdf, file_name))

    monkeypatch.setattr(pdf_view, "preview", preview)
    return shown


def text_of(pdf):
    return "".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


# --- people --------------------------------------------------------------------------------------


def test_staff_are_registered_with_their_first_post(qtbot, page, desk):
    """F30: staff with roles over time."""
    page.tabs.setCurrentIndex(PEOPLE)
    fill_in(qtbot, name="测试员乙", role="corrections_assistant")
    page.start_new()
    row = page.staff.register.current()
    assert (row["name"], row["roles"]) == ("测试员乙", "社区矫正协理员")
    assert page.staff.roles.table.rowCount() == 1


def test_a_post_ends_and_another_begins(qtbot, page, desk, staff):
    page.tabs.setCurrentIndex(PEOPLE)
    page.staff.reload(select=staff[1])
    roles = page.staff.roles
    fill_in(qtbot, until_on=date(2026, 6, 30))
    roles.table.setFocus()
    roles.table.setCurrentCell(0, 0)
    qtbot.keyClick(roles.table, Qt.Key.Key_Return)
    fill_in(qtbot, role="deputy_head", from_on=date(2026, 7, 1))
    qtbot.mouseClick(page.staff.roles.new, Qt.MouseButton.LeftButton)
    assert [r["role"] for r in desk.training.staff.rows(staff[1], "role")] == [
        "full_time_mediator",
        "deputy_head",
    ]
    assert page.staff.register.current()["roles"] == "副所长"


def test_a_wrong_number_is_said_on_the_field(qtbot, page):
    said = []

    def wrong(dialog):
        dialog.view.put("name", "测试员乙")
        dialog.view.put("role", "head")
        dialog.view.put("id_number", "640122199001010000")
        dialog.submit()
        said.append(dialog.view.cell("id_number").message)

    page.tabs.setCurrentIndex(PEOPLE)
    in_dialog(qtbot, wrong)
    page.start_new()
    assert said[0]
    assert page.staff.register.model.total == 2


# --- sessions ------------------------------------------------------------------------------------


def test_a_session_is_typed_in_and_leads_to_its_grid(qtbot, page, desk):
    page.tabs.setCurrentIndex(SESSIONS)
    page.start_new()
    view = page.sessions.page.view
    view.go_to("title")
    type_chinese(focused(), "冬季集中培训")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    for name, value in (
        ("organiser", "贺兰县司法局"),
        ("category", "professional"),
        ("sittings", full(date(2026, 12, 1))),
    ):
        view.put(name, value)
    qtbot.mouseClick(page.sessions.page.save_button, Qt.MouseButton.LeftButton)
    assert page.sessions.page.tabs.currentIndex() == 0
    assert page.sessions.page.grid.grid_model.columnCount() == len(BEFORE) + 2 + 2
    qtbot.keyClick(page.sessions.page.grid, Qt.Key.Key_Escape)
    assert desk.training.sessions.page(2026).rows[0]["title"] == "冬季集中培训"
    assert page.sessions.currentIndex() == 0


def test_a_sitting_typed_twice_is_said_in_its_row(page):
    page.tabs.setCurrentIndex(SESSIONS)
    page.start_new()
    view = page.sessions.page.view
    day = date(2026, 12, 1)
    line = {"held_on": day, "part": "morning"}
    view.set_values({**SESSION, "sittings": [line, dict(line)]})
    assert not page.sessions.page.save()
    assert any("第2行" in p.message for p in view.problem_bar.problems)


def test_attendance_is_ticked_with_the_keyboard(qtbot, grid, desk, session):
    """Each tick is kept at once and the cursor goes down the sheet."""
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert proofs(desk, session) == [1, 1]
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Space, CONTROL)
    assert proofs(desk, session) == [2, 2]
    qtbot.keyClick(grid, Qt.Key.Key_Space, SHIFT)
    assert sorted(proofs(desk, session)) == [2, 4]


def test_a_tick_is_taken_back(qtbot, grid, desk, session):
    qtbot.keyClick(grid, Qt.Key.Key_Space, CONTROL)
    assert proofs(desk, session) == [1, 1]
    qtbot.keyClick(grid, Qt.Key.Key_Z, CONTROL)
    assert proofs(desk, session) == [0, 0]
    qtbot.keyClick(grid, Qt.Key.Key_Y, CONTROL)
    assert proofs(desk, session) == [1, 1]


def test_a_certificate_is_no_signature(qtbot, grid, desk, session, staff):
    """T-rules: a certificate without a signature waits for proof (待核)."""
    qtbot.keyClick(grid, Qt.Key.Key_C)
    model = grid.grid_model
    assert model.index(0, len(BEFORE)).data() == "证书"
    rows = desk.training.years.table(2026)
    assert sum(row["pending_days"] for row in rows) > 0


def test_why_somebody_was_absent_is_noted(qtbot, grid):
    fill_in(qtbot, absence_reason="出庭")
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    last = grid.grid_model.columnCount() - 1
    assert "出庭" in grid.grid_model.index(0, last).data()


def test_ticks_of_a_reported_year_need_a_reason(qtbot, page, grid, desk, session):
    """T22, F70: what was reported is frozen; a later change says why."""
    desk.training.years.freeze(2026)
    fill_in(qtbot, reason="漏登")
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert sum(proofs(desk, session)) == 1
    page.tabs.setCurrentIndex(YEAR)
    assert "与上报时不同" in page.year.summary.text()


def test_the_sign_in_sheet_is_printed_blank(qtbot, page, grid, monkeypatch):
    shown = shown_papers(monkeypatch)
    qtbot.mouseClick(page.sessions.page.blank_sheet, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert "测试所长" in text_of(shown[0][1])


# --- the year ------------------------------------------------------------------------------------


def test_the_year_shows_what_is_owed_and_who_will_miss_it(page, desk, session, staff):
    """J14: fifteen days for the head, ten for a mediator; two of them done."""
    marks = {s.uid: "signed" for s in desk.training.attendance.grid(session).sittings}
    desk.training.attendance.tick(session, dict.fromkeys(staff, marks))
    page.open_target(Target("training", staff[0], "year"))
    rows = {row["name"]: row for row in page.year._rows}
    assert (rows["测试所长"]["credited_days"], rows["测试所长"]["required_days"]) == (2, 15)
    assert rows["测试员甲"]["short_days"] == 8
    assert "测试所长" in page.year.summary.text()
    assert page.year.register.current()["uid"] == staff[0]


def test_the_yearly_table_is_printed(qtbot, page, monkeypatch):
    shown = shown_papers(monkeypatch)
    page.print_current()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    title, pdf, name = shown[0]
    assert "2026" in title
    assert "测试员甲" in text_of(pdf)
    assert "测试" not in name


def test_the_yearly_table_is_exported(qtbot, page, monkeypatch, tmp_path):
    """F50."""
    target = tmp_path / "year.xlsx"
    monkeypatch.setattr(files, "ask_save", lambda *_: target)
    with qtbot.waitSignal(page.said, timeout=20_000):
        qtbot.mouseClick(page.year.export_button, Qt.MouseButton.LeftButton)
    cells = [str(cell) for row in load_workbook(target).worksheets[0].values for cell in row]
    assert "测试所长" in cells
    assert "应训天数" in cells


def test_a_workbook_that_cannot_be_written_says_so(qtbot, page, monkeypatch, tmp_path):
    told = []
    monkeypatch.setattr(files, "ask_save", lambda *_: tmp_path / "gone" / "year.xlsx")
    monkeypatch.setattr(dialogs, "tell", lambda _parent, error: told.append(error.what))
    page.year.export()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert "没有写成" in told[0]


def test_a_personal_record_is_printed_from_the_table(qtbot, page, monkeypatch):
    shown = shown_papers(monkeypatch)
    page.year.register.table.setFocus()
    qtbot.keyClick(page.year.register.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert "个人年度培训记录" in text_of(shown[0][1])


def test_the_year_is_closed_only_after_a_question(page, desk, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: False)
    page.year.freeze()
    assert desk.training.years.reported(2026) is None
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    page.year.freeze()
    assert desk.training.years.reported(2026) is not None
    assert not page.year.freeze_button.isVisible()


def test_without_staff_it_says_what_to_do_first(desk, qtbot):
    page = TrainingPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert page.tabs.currentIndex() == PEOPLE
    assert "先登记" in page.staff.register._empty.text.text()
    staff = page.staff
    qtbot.waitUntil(lambda: staff.register.width() > staff.width() - theme.px(20))
    desk.training.staff.add({"name": "测某", "joined_on": date(2026, 1, 1)}, role="head")
    staff.reload()
    qtbot.waitUntil(lambda: staff.register.width() < staff.width() * 2 / 3)


@pytest.mark.parametrize(
    ("part", "tab"), [("year", YEAR), ("training.role", PEOPLE), ("training.staff", PEOPLE)]
)
def test_reminders_and_drafts_open_the_right_place(page, staff, part, tab):
    page.open_target(Target("training", staff[0], part))
    assert page.tabs.currentIndex() == tab
