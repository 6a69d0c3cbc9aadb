"""J3: an oral agreement by the short road, printed; later made written with nothing typed again.

The keyboard alone: not one click. The keys are counted, so that the road stays short.
"""

from __future__ import annotations

import io
from datetime import date, datetime

import pypdf
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.clerk import CONTROL

MOST_KEYS = 115
"""From Ctrl+N to the closed preview, letters and digits included, the Chinese words left out."""


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def choose(clerk, words):
    """F7, then down to the line that says ``words``, Enter."""
    clerk.press(Qt.Key.Key_F7)
    clerk.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    lines = [action for action in menu.actions() if not action.isSeparator()]
    for _ in range(1 + next(n for n, action in enumerate(lines) if action.text() == words)):
        clerk.keys += 1
        clerk.qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction().text() == words
    clerk.keys += 1
    clerk.qtbot.keyClick(menu, Qt.Key.Key_Return)
    clerk.returns()


def register(clerk):
    """At the door: what it is about, who they are, who mediates."""
    clerk.press(Qt.Key.Key_N, CONTROL)
    view = clerk.case.view
    clerk.fills(
        view, dispute_type="lljf", source="ysq", summary="两家为排水沟走向争吵，水流进李家院子。"
    )
    parties = view.cell("parties").editor
    clerk.fills_row(parties.rows()[0], name="张测试")
    clerk.walks_to(parties.add_button)
    clerk.press(Qt.Key.Key_Return)
    clerk.fills_row(parties.rows()[1], name="李试样")
    mediators = view.cell("mediators").editor
    clerk.walks_to(mediators.add_button)
    clerk.press(Qt.Key.Key_Return)
    clerk.types("测试员甲")
    clerk.press(Qt.Key.Key_Return)  # takes the name from the roster
    clerk.saves()


def test_an_oral_agreement_by_the_short_road_and_later_in_writing(clerk, desk, clock):
    register(clerk)
    at_the_door = clerk.keys
    case = clerk.case.uid

    # 受理: F6, the day is there; on to the record, which Enter makes
    clerk.takes_step(by_key=True)
    assert clerk.focus is clerk.case.wanted.first
    clerk.press(Qt.Key.Key_Return)
    record = clerk.case.view
    assert record.form.code == "mediation.record"
    clerk.fills(record, session_time="0302")
    clerk.press(Qt.Key.Key_Return)
    clerk.types("0930")
    clerk.fills(record, body="到现场看过，双方同意把排水沟改到两家中间，李家不再追究。")
    clerk.saves()

    # 达成协议, by word of mouth; on to its register
    clerk.takes_step(by_key=True, tick="oral")
    oral = clerk.case.view
    assert oral.form.code == "mediation.oral-agreement"
    clerk.fills(
        oral, facts="排水沟流水进李家院子。", terms="张测试于2026年3月10日前把排水沟改到两家中间。"
    )
    clerk.saves()
    clerk.press(Qt.Key.Key_P, CONTROL)
    printed = text_of(clerk.previews())
    for words in ("人民调解口头协议登记表", "张测试", "李试样", "改到两家中间", "(2026)习岗人调字"):
        assert words in printed
    assert desk.mediation.cases.facts(case)["effective_on"] == date(2026, 3, 2), "Law 30"
    assert clerk.keys <= MOST_KEYS, (at_the_door, clerk.keys)

    # a week later they want it in writing
    clock.set(datetime(2026, 3, 9, 10))
    keys, written = clerk.keys, clerk.written
    choose(clerk, "补写书面协议")
    assert clerk.case.view.form.code == "mediation.agreement"
    clerk.press(Qt.Key.Key_P, CONTROL)
    again = text_of(clerk.previews())
    for words in ("人民调解协议书", "张测试", "李试样", "排水沟流水进李家院子", "改到两家中间"):
        assert words in again
    assert clerk.written == written, "nothing was typed again"
    assert clerk.keys - keys <= 12
    forms = [paper.form for paper in desk.mediation.papers.listed(case)]
    assert {"mediation.oral-agreement", "mediation.agreement"} <= set(forms), "both stay"
    assert all(
        paper.printed_at
        for paper in desk.mediation.papers.listed(case)
        if paper.form in {"mediation.oral-agreement", "mediation.agreement"}
    )
