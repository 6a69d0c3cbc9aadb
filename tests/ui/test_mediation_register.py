"""登记簿 of the cases in front: on paper and as a workbook, narrowed as on screen (F48, F50)."""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.services.preflight import cases_without_a_day
from app.ui import files
from app.ui.desk_tools import DeskTools
from tests.ui.driving import focused
from tests.ui.test_case_page import case

__all__ = ["case"]


@pytest.fixture
def printed(monkeypatch):
    seen: list[dict[str, Any]] = []

    def preview(tools, parent, register, rows, **words):
        seen.append({"rows": [dict(row) for row in rows], **words})

    monkeypatch.setattr(DeskTools, "preview_register", preview)
    return seen


def test_ctrl_p_on_the_list_prints_what_is_listed(clerk, desk, case, printed):
    clerk.returns()
    clerk.page.back()
    clerk.page.print_current()
    assert [row["number"] for row in printed[0]["rows"]] == ["(2026)习岗人调字第001号"]
    assert "共 1 件" in printed[0]["note"]
    clerk.page.register.set_filter("text", "没有这个人")
    clerk.page.print_register()
    assert printed[1]["rows"] == []


def test_the_workbook_has_the_same_lines(clerk, desk, case, tmp_path, monkeypatch):
    clerk.page.back()
    target = tmp_path / "book.xlsx"
    monkeypatch.setattr(files, "ask_save", lambda *_: target)
    with clerk.qtbot.waitSignal(clerk.page.said, timeout=20_000):
        clerk.page.export_register()
    (sheet,) = openpyxl.load_workbook(target).worksheets
    values = [cell.value for row in sheet.rows for cell in row]
    assert "(2026)习岗人调字第001号" in values
    assert "卷号" in values


def test_dossiers_kept_long_enough_are_listed_or_there_are_none(clerk, desk, case, printed, said):
    clerk.page.back()
    clerk.page.print_retention_over()
    assert printed == []
    assert said == ["没有保管期满的卷宗。"]


@pytest.fixture
def said(monkeypatch):
    told: list[str] = []
    monkeypatch.setattr("app.ui.dialogs.inform", lambda _p, heading, *_: told.append(heading))
    return told


def test_a_line_of_the_preflight_opens_the_day_that_is_not_written(clerk, desk):
    """F60: a dispute that waits without a day counts in no month; the line leads to the field."""
    uid = desk.mediation.cases.open(
        {
            "dispute_type": "neighbour",
            "source": "application",
            "parties": [
                {"name": "赵试", "side": "applicant"},
                {"name": "钱验", "side": "respondent"},
            ],
        }
    )
    check = cases_without_a_day(desk.mediation.register)
    (line,) = check("2026-03")
    clerk.window.go(line.target)
    assert clerk.case.view.cell("applied_on").isAncestorOf(focused())
    clerk.types("0302")
    clerk.press(Qt.Key.Key_Return)
    clerk.saves()
    assert desk.mediation.cases.facts(uid)["applied_on"] == date(2026, 3, 2)
    assert check("2026-03") == []
