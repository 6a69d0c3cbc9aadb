"""今日: what is no task of the day any more takes one line, and leads to its list."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from app.models.database import read_only
from app.models.mediation import MediationCase
from app.services.reminders import Target
from app.ui.item_list import DATA
from app.ui.mediation.page import MediationPage
from app.ui.today_page import TodayPage
from tests.ui.driving import office_desk


@pytest.fixture
def desk(store, clock, tmp_path):
    """An office that took thirteen years of dossiers with it, none of them visited again."""
    desk = office_desk(store, clock, tmp_path, datetime(2026, 3, 12, 10))
    committee = desk.mediation.committees.save(
        {"name": "贺兰县习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
    )
    with store.begin() as session:
        for year in range(2013, 2026):
            session.add(
                MediationCase(
                    committee_uid=committee,
                    state="succeeded",
                    accepted_on=date(year, 1, 5),
                    agreed_on=date(year, 1, 6),
                    performance="done",
                    performed_on=date(year, 2, 6),
                    parties_text=f"测{year}",
                )
            )
    return desk


def lines(page):
    items = [page.list.item(row) for row in range(page.list.count())]
    return [(item.text(), item.data(DATA)) for item in items]


def test_thirteen_years_of_missed_visits_are_one_line_at_the_end(qtbot, desk):
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.refresh()
    assert page.overdue.number.text() == "0"
    assert page.due.number.text() == "0"
    (head, line) = lines(page)[-2:]
    assert head == ("不再逐件提醒", None)
    assert line == ("以前没有回访的案件", Target("mediation", None, "unvisited"))
    assert not [words for words, _ in lines(page) if "测20" in words]


def test_the_line_opens_the_list_of_them(qtbot, desk):
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.refresh()
    page.list.setCurrentRow(page.list.count() - 1)
    with qtbot.waitSignal(page.wants) as wanted:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
    cases = MediationPage(desk)
    qtbot.addWidget(cases)
    cases.open_target(*wanted.args)
    qtbot.waitUntil(lambda: cases.register.model.total == 13)
    cases.register.clear_filters()
    assert cases.register.model.total == 13


def test_what_cannot_be_read_is_said_once_and_on_the_page(qtbot, desk, monkeypatch):
    """Over a damaged store each duty failed in turn, and message opened over message."""
    asked: list[int] = []

    def fail(_):
        asked.append(1)
        raise read_only()

    page = TodayPage(desk)
    qtbot.addWidget(page)
    page._unasked = [fail, fail, fail]
    page.show()
    qtbot.waitUntil(lambda: bool(asked))
    qtbot.wait(50)
    assert len(asked) == 1
    assert not page.waiting
    assert "损坏" in page.empty.text()
    assert "备份" in page.empty.text()
