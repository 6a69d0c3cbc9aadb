"""E2, F50: nothing typed is run, no number loses digits, every sheet prints on A4."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from app.exports.workbook import (
    CUT,
    Formula,
    add_sheet,
    new_workbook,
    put,
    register_workbook,
    to_bytes,
)
from app.forms.definition import Field, Kind, Register

WHEN = datetime(2026, 3, 2, 9, 0)
REGISTER = Register(
    code="test.register",
    title="来访登记台账",
    columns=(
        Field("name", "姓名"),
        Field("id_number", "身份证号"),
        Field("came_on", "来访日期", Kind.DATE),
        Field("amount", "金额", Kind.MONEY),
        Field("people", "人数", Kind.NUMBER, unit="人"),
    ),
)


def book_of(*values: Any) -> Workbook:
    """A workbook with these values under each other, saved and read again."""
    book = new_workbook("640122100", WHEN)
    sheet = add_sheet(book, "表")
    for row, value in enumerate(values, start=1):
        put(sheet, row, 1, value)
    return load_workbook(io.BytesIO(to_bytes(book)))


def read(*values: Any) -> list[Any]:
    return [book_of(*values).active.cell(row=n + 1, column=1) for n in range(len(values))]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        '=HYPERLINK（"http://example.invalid","点这里"）',
        "+86 13900000000",
        "-5度",
        "@SUM(A1)",
        "\t=1",
        "=cmd|'/c calc'!A1",
        "＝1+1",
        "＋1",
        "－1",
        "＠a",
        "=",
    ],
)
def test_what_begins_like_a_formula_stays_text(typed: str):
    (cell,) = read(typed)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (typed, "s", True)


@pytest.mark.parametrize("typed", ["640122198001010011", "0012", "2026-03", "1e9", "TRUE", "'"])
def test_numbers_that_are_names_stay_text(typed: str):
    (cell,) = read(typed)
    assert (cell.value, cell.data_type, cell.number_format) == (typed, "s", "@")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_string_cell_and_reads_back(typed: str):
    """I3: markup, NUL, RTL marks, emoji, rare characters."""
    (cell,) = read(typed)
    shown = ILLEGAL_CHARACTERS_RE.sub("\ufffd", typed)
    # XML folds line ends; a spreadsheet shows the same line break
    assert (cell.value or "") == shown.replace("\r\n", "\n").replace("\r", "\n")
    assert cell.value is None or cell.data_type == "s"


def test_typed_values_add_up_and_sort():
    whole, yuan, day, moment = read(12, Decimal("1234.50"), date(2026, 3, 2), WHEN)
    assert (whole.value, whole.data_type) == (12, "n")
    assert (yuan.value, yuan.number_format) == (1234.5, "#,##0.00")
    assert (day.value, day.number_format) == (datetime(2026, 3, 2), "yyyy-mm-dd")
    assert moment.value == WHEN


def test_our_own_formulas_are_formulas():
    (cell,) = read(Formula("=SUM(A2:A5)"))
    assert (cell.value, cell.data_type) == ("=SUM(A2:A5)", "f")


@pytest.mark.parametrize("character", ["事", "𠮷"])
def test_a_text_longer_than_a_cell_says_that_it_is_cut(character: str):
    (cell,) = read(character * 40_000)
    assert cell.value.endswith(CUT)
    assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767


def test_a_register_has_the_columns_of_its_official_table():
    data = register_workbook(
        REGISTER,
        [
            {
                "name": "=张三",
                "id_number": "640122196402290017",
                "came_on": date(2026, 3, 2),
                "amount": 123_456,
                "people": 3,
            },
            {"name": "李四"},
        ],
        creator="640122100",
        made_at=WHEN,
        note="2026年3月",
    )
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows == [
        ["姓名", "身份证号", "来访日期", "金额（元）", "人数（人）"],
        ["=张三", "640122196402290017", datetime(2026, 3, 2), 1234.56, 3],
        ["李四", None, None, None, None],
    ]
    assert (sheet["A1"].value, sheet["A2"].value) == ("来访登记台账", "2026年3月")
    assert sheet["A4"].data_type == "s"
    assert sheet.freeze_panes == "B4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$1:$3"


def test_the_file_names_an_office_and_no_person():
    """E2."""
    book = book_of("张三")
    assert book.properties.creator == "640122100"
    assert book.properties.lastModifiedBy == "640122100"


def test_a_workbook_has_no_macros_links_or_comments():
    data = to_bytes(book_of("=1+1"))
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [n for n in names if "vba" in n or "externalLinks" in n or "comments" in n]


def test_a_long_tab_title_is_shortened():
    book = new_workbook("640122", WHEN)
    assert (
        add_sheet(book, "人民调解/案件*情况[统计]表" + "长" * 40).title
        == ("人民调解 案件 情况 统计 表" + "长" * 40)[:31]
    )


def test_rows_and_the_line_below_the_title_are_as_high_as_their_words():
    """Not every program makes a row higher by itself: words would lie over each other."""
    data = register_workbook(
        REGISTER,
        [{"name": "甲" * 60, "people": 3}, {"name": "李四"}],
        creator="640122100",
        made_at=WHEN,
        note="说明" * 60,
    )
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.row_dimensions[2].height >= 2 * 14
    assert sheet.row_dimensions[4].height >= 4 * 15
    assert sheet.row_dimensions[5].height is None
