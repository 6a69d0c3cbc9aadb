"""调解员轮训 as a clerk uses it: the register put on the roll, ticked, counted, printed (F29)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from app.ui import dialogs, pdf_view
from app.ui.training.page import MEDIATORS, TrainingPage
from tests.services.training.conftest import SESSION, half
from tests.ui.driving import fill_in, office_desk

NOVEMBER = datetime(2026, 11, 18, 10, 0)


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, NOVEMBER)


@pytest.fixture
def mediators(desk):
    """Three of one committee; the roll of staff knows somebody of the third's name."""
    committees = desk.mediation.committees
    committee = committees.save(
        {"name": "兰星村人民调解委员会", "short_name": "兰星", "kind": "village"}
    )
    desk.training.staff.add({"name": "测丙"}, role="head", from_on=date(2026, 1, 1))
    return {
        name: committees.save_mediator(committee, {"name": name, "from_on": since})
        for name, since in (
            ("测甲", date(2020, 1, 1)),
            ("测乙", date(2026, 11, 1)),
            ("测丙", date(2020, 1, 1)),
        )
    }


@pytest.fixture
def view(desk, mediators, qtbot):
    page = TrainingPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    qtbot.waitUntil(page.isActiveWindow)
    page.tabs.setCurrentIndex(MEDIATORS)
    return page.mediators


def standings(view):
    model = view.register.model
    return {model.row(n).name: model.row(n).standing for n in range(model.total)}


def go_to(view, name):
    model = view.register.model
    line = next(n for n in range(model.total) if model.row(n).name == name)
    view.register.table.setCurrentIndex(model.index(line, 0))


def test_the_register_is_put_on_the_roll_and_a_namesake_is_asked_about(
    qtbot, view, desk, monkeypatch
):
    asked, told = [], []

    def yes(_parent, head, *_words, **_how):
        asked.append(head)
        return True

    monkeypatch.setattr(dialogs, "ask", yes)
    monkeypatch.setattr(dialogs, "warn", lambda _, head, words="": told.append(words))
    qtbot.mouseClick(view.enrol, Qt.MouseButton.LeftButton)
    assert asked == ["把 3 名调解员列入培训人员吗？"]
    assert told == ["测丙：是不是同一个人，请逐个按“对应…”选定。"]
    assert standings(view) == {
        "测甲": "还没有",
        "测乙": "还没有（任职不久）",
        "测丙": "没有列入培训人员",
    }
    go_to(view, "测丙")
    fill_in(qtbot)  # the namesake is what the list offers first
    qtbot.keyClick(view.register.table, Qt.Key.Key_Return)
    assert standings(view)["测丙"] == "还没有"
    assert [row["name"] for row in desk.training.staff.roll()].count("测丙") == 1
    go_to(view, "测丙")
    qtbot.mouseClick(view.untie, Qt.MouseButton.LeftButton)
    assert standings(view)["测丙"] == "没有列入培训人员"
    fill_in(qtbot, staff="new")
    go_to(view, "测丙")
    qtbot.mouseClick(view.tie, Qt.MouseButton.LeftButton)
    assert [row["name"] for row in desk.training.staff.roll()].count("测丙") == 2


def test_a_ticked_session_counts_and_the_list_is_printed(qtbot, view, desk, monkeypatch):
    desk.training.mediators.enrol()
    held = desk.training.sessions.hold(
        {**SESSION, "mediator_rotation": True, "sittings": [half(date(2026, 9, 7))]}
    )
    grid = desk.training.attendance.grid(held)
    (sitting,) = grid.sittings
    (card,) = (person.staff_uid for person in grid.people if person.name == "测甲")
    desk.training.attendance.tick(held, {card: {sitting.uid: "signed"}})
    view.reload()
    assert standings(view)["测甲"] == "已轮训"
    assert view.summary.text() == (
        "名册在任调解员 3 人，已轮训 1 人，轮训覆盖率 33.33%，没有达到要求的 100%。"
        "任职不久、还没有轮训的 1 人，不算他们是 50.00%。"
    )
    view.register.set_filter("trained", True)
    assert list(standings(view)) == ["测甲"]
    shown = []
    monkeypatch.setattr(pdf_view, "preview", lambda _, title, pdf, **__: shown.append(title))
    qtbot.mouseClick(view.print, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == ["2026年调解员轮训登记表"]


def test_an_empty_register_says_where_to_begin(desk, qtbot):
    page = TrainingPage(desk)
    qtbot.addWidget(page)
    page.tabs.setCurrentIndex(MEDIATORS)
    assert page.mediators.register.model.total == 0
    assert not page.mediators.enrol.isEnabled()
    assert not page.mediators.summary.isVisible()
