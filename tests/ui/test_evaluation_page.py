"""卷宗评查 in the bureau's window: draw, score on screen, look behind a number, print (F68, J13)."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.ui.bureau.record import RecordDialog
from app.ui.evaluation.draw import DrawDialog
from app.ui.evaluation.page import EvaluationPage
from app.ui.evaluation.rows import note_of
from app.ui.evaluation.send import already_sent
from app.ui.evaluation.sheet import ScoreDialog
from app.ui.form_dialog import FormDialog
from app.ui.pdf_view import PdfPreview
from tests.services.test_evaluation import offices
from tests.sync.conftest import county
from tests.ui.sending import LONG, bureau_desk, clerk

__all__ = ["clerk", "county", "offices"]


@pytest.fixture
def page(county, offices, clerk) -> EvaluationPage:
    made: EvaluationPage = clerk.opens(EvaluationPage(bureau_desk(county)))
    return made


def draw(page, clerk) -> None:
    def answer(dialog: FormDialog) -> None:
        dialog.view.set_values(
            {
                "title": "一季度案卷评查",
                "since": date(2026, 1, 1),
                "until": date(2026, 3, 31),
                "each": 2,
                "seed": "37",
            }
        )
        clerk.qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)

    with clerk.in_dialog(FormDialog, answer):
        clerk.clicks(page.draw)
    clerk.waits_for(page)


def score(page, clerk, row: int, points: int) -> None:
    page.dossiers.table.setCurrentIndex(page.dossiers.model.index(row, 0))

    def fill(dialog: ScoreDialog) -> None:
        assert "程序自查" in dialog.machine.text()
        line = dialog.lines[14]
        line.deduction.setFocus()
        line.deduction.selectAll()
        clerk.qtbot.keyClicks(line.deduction, str(points))
        clerk.clicks(dialog.save)
        assert "理由" in dialog.problem.text() or not points
        line.reason.setText("没有回访记录")
        clerk.clicks(dialog.save)
        assert "评查人" in dialog.problem.text()
        assert dialog.total.text().startswith(f"{100 - points} 分")
        dialog.reader.setText("测试员")
        clerk.clicks(dialog.save)

    with clerk.in_dialog(ScoreDialog, fill):
        clerk.clicks(page.score)
    clerk.waits_for(page)


def test_what_the_reader_wrote_is_printed_and_a_closed_round_only_read(page, clerk, qtbot):
    draw(page, clerk)

    def fill(dialog: ScoreDialog) -> None:
        dialog.reader.setText("测试员")
        dialog.opinion.setText("总体规范。")
        dialog.opinion.setFocus()
        qtbot.keyClick(dialog.opinion, Qt.Key.Key_Return)
        assert dialog.focusWidget() is dialog.save, "the last field leads to what keeps it"
        clerk.clicks(dialog.save)

    for row in range(4):
        page.dossiers.table.setCurrentIndex(page.dossiers.model.index(row, 0))
        with clerk.in_dialog(ScoreDialog, fill):
            clerk.clicks(page.score)
        clerk.waits_for(page)
    words = note_of(page.results, page.results.offices[0])
    assert words.startswith("一季度案卷评查。")
    assert "100 分 优秀（总体规范）" in words
    clerk.clicks(page.close_round)
    clerk.waits_for(page)

    def look(dialog: ScoreDialog) -> None:
        assert all(line.reason.isReadOnly() for line in dialog.lines)
        dialog.reject()

    with clerk.in_dialog(ScoreDialog, look):
        clerk.clicks(page.score)


def test_drawn_scored_and_printed(page, clerk, qtbot, county):
    assert page.dossiers.model.total == 0
    draw(page, clerk)
    assert page.dossiers.model.total == 4
    assert "抽签号 37。用抽签号重抽，结果一致。" in page.about.text()
    score(page, clerk, 0, 5)
    assert page.dossiers.model.row(0).total == 95
    page.dossiers.set_filter("scored", False)
    assert page.dossiers.model.total == 3
    page.dossiers.clear_filters()

    page.tabs.setCurrentIndex(1)
    page.offices.table.setCurrentIndex(page.offices.model.index(0, 0))
    office = page.offices.current()
    assert office.mean == "95.0"
    clerk.clicks(page.print)
    qtbot.waitUntil(lambda: bool(page.findChildren(PdfPreview)), timeout=LONG)
    (preview,) = page.findChildren(PdfPreview)
    assert preview.document.pageCount() == 1
    preview.close()

    page.show_office(office)
    assert page.dossiers.model.total == 2, "J13: the number opens its dossiers"
    seen = []

    def look(dialog: RecordDialog) -> None:
        seen.append(dialog.heading.text())
        dialog.reject()

    with clerk.in_dialog(RecordDialog, look):
        clerk.clicks(page.look)
    assert seen


def test_the_sheet_is_filled_by_keys_and_not_lost_by_escape(page, clerk, qtbot):
    """Enter leads on, Alt+R to the reader's name, Escape asks before marks are thrown away."""
    draw(page, clerk)
    assert page.focusWidget() is page.dossiers.table

    def fill(dialog: ScoreDialog) -> None:
        first = dialog.lines[0]
        first.deduction.setFocus()
        qtbot.keyClick(first.deduction, Qt.Key.Key_2)
        qtbot.keyClick(first.deduction, Qt.Key.Key_Return)
        assert dialog.focusWidget() is first.reason
        qtbot.keyClicks(first.reason, "no cover")
        qtbot.keyClick(first.reason, Qt.Key.Key_Escape)
        assert dialog.isVisible(), "the question was answered 取消"
        assert any("刚才打的分会丢掉" in words for words in clerk.heard)
        dialog.reader.setText("测试员")
        clerk.clicks(dialog.save)

    with clerk.in_dialog(ScoreDialog, fill):
        clerk.clicks(page.score)
    clerk.waits_for(page)
    assert page.dossiers.model.row(0).total == 98


def test_the_results_are_a_workbook(page, clerk, qtbot, tmp_path):
    draw(page, clerk)
    score(page, clerk, 0, 5)
    path = tmp_path / "evaluation.xlsx"
    clerk.saves_as(path)
    clerk.clicks(page.export)
    qtbot.waitUntil(path.exists, timeout=LONG)
    clerk.waits_for(page)
    from openpyxl import load_workbook

    book = load_workbook(path)
    assert book.sheetnames == ["卷宗评查结果", "抽到的卷宗", "扣分明细"]
    lost = [[cell.value for cell in row] for row in book["扣分明细"].iter_rows()]
    assert any("没有回访记录" in [str(v) for v in row] for row in lost)


def test_a_closed_round_is_only_looked_at(page, clerk, qtbot):
    draw(page, clerk)
    for row in range(4):
        score(page, clerk, row, 1)
    clerk.clicks(page.close_round)
    clerk.waits_for(page)
    assert "已结束" in page.rounds.currentText()

    def look(dialog: ScoreDialog) -> None:
        assert not dialog.save.isEnabled()
        assert "已经结束" in dialog.problem.text()
        dialog.reject()

    page.dossiers.table.setCurrentIndex(page.dossiers.model.index(0, 0))
    with clerk.in_dialog(ScoreDialog, look):
        clerk.clicks(page.score)


def test_each_office_gets_its_own_results_and_no_others(page, clerk):
    draw(page, clerk)
    assert not page.send.isEnabled(), "not before the round has ended"
    for row in range(4):
        score(page, clerk, row, 1)
    clerk.clicks(page.close_round)
    clerk.waits_for(page)
    clerk.clicks(page.send)
    clerk.waits_for(page)
    notices = page._desk.bureau.notices.notices()
    assert [[copy.office for copy in one.copies] for one in notices] != []
    assert all(len(one.copies) == 1 for one in notices)
    assert {one.copies[0].office for one in notices} == {"640122100", "640122102"}
    assert all(
        "平均 99.0 分" in one.text and one.attachment_name.endswith(".pdf") for one in notices
    )
    assert already_sent(page._desk, page.results)


def test_before_the_draw_one_sees_how_many_there_are(page, clerk):
    """Offices that have fewer than asked for are told before, not found out after."""
    said = []

    def look(dialog: DrawDialog) -> None:
        for since, until, each in (
            (date(2026, 1, 1), date(2026, 3, 31), 4),
            (date(2024, 1, 1), date(2024, 3, 31), 2),
            (date(2026, 3, 31), date(2026, 1, 1), 2),
        ):
            dialog.view.put("since", since)
            dialog.view.put("until", until)
            dialog.view.put("each", each)
            clerk.qtbot.waitUntil(lambda: not dialog._rest.isActive())
            said.append(dialog.there.text())
        dialog.view.saved()
        dialog.reject()

    with clerk.in_dialog(DrawDialog, look):
        clerk.clicks(page.draw)
    assert said[0].startswith("这段时间已立卷的有 2 个所、共 8 份：")
    assert said[0].endswith("1 个所不够 4 份，有几份抽几份。")
    assert said[1:] == ["这段时间没有各所报来的已立卷卷宗。", ""]
