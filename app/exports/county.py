"""The county's workbook: cases, training days and corrections, a row per office and a total.

Totals, rates and cross-checks are formulas, so that whoever mends a figure by hand sees the sums
follow. What the offices typed is text and stays text (see ``workbook``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.worksheet import Worksheet

from app.days import month_words
from app.exports.workbook import (
    SHARE,
    WHOLE,
    Formula,
    add_sheet,
    fit_columns,
    fit_rows,
    head_width,
    heading,
    new_workbook,
    page_columns,
    put,
    set_up_page,
    style_header,
    sums,
    to_bytes,
)
from app.forms.corrections import month_register
from app.forms.county import RATES, RATES_TITLE, TRAINING, Block, rate_blocks, report_blocks
from app.forms.definition import Field
from app.forms.report_columns import report_table

__all__ = ["WHOLE_COUNTY", "Counts", "CountyFigures", "OfficeFigures", "county_workbook"]

TOTAL = "合计"
WHOLE_COUNTY = "全县"
TEN_THOUSAND_YUAN = "#,##0.00##"
YUAN = "#,##0.00"
EQUATIONS = (
    (("opening", "new"), ("ended",), "closing"),
    (("linked", "unlinked"), (), "due"),
    (("children_opening", "children_new"), ("children_gone",), "children"),
    (("means_full_time", "means_part_time"), (), "means_staff"),
)
"""勾稽 of 安置帮教: what is added, what is taken away, and what comes out."""
BOLD = Font(name="宋体", size=11, bold=True)
LINE = 22
"""Height of a row of figures, in points."""
FITS, DIFFERS = "平", "不平"
MET = "达标"


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """One office's figures by column name; ``training`` has a row per person."""

    code: str
    name: str
    newest_month: str  # of its packages; empty: nothing has come
    cases: Mapping[str, int | Decimal]
    training: tuple[Mapping[str, Any], ...]
    corrections: Mapping[str, int]
    resettlement: Mapping[str, int | Decimal]
    rates: Mapping[str, int]  # linked.part, linked.whole …
    mismatches: tuple[tuple[str, str, str], ...]  # rule, level, message


@dataclass(frozen=True, slots=True)
class CountyFigures:
    """What the workbook is made of. ``since`` and ``until`` are both included."""

    bureau_code: str
    bureau_name: str
    since: date
    until: date
    made_at: datetime
    offices: tuple[OfficeFigures, ...]
    remarks: tuple[str, ...] = ()  # on the whole county

    @property
    def period(self) -> str:
        """In words."""
        return f"{self.since:%Y-%m-%d} 至 {self.until:%Y-%m-%d}"


class Counts(Protocol):
    """Who counts: the bureau."""

    def figures(self, since: date, until: date) -> CountyFigures:
        """Every office's figures."""


def county_workbook(counts: Counts, *, since: date, until: date) -> bytes:
    """The xlsx file for the days ``since`` to ``until``, both included."""
    figures = counts.figures(since, until)
    book = new_workbook(figures.bureau_code, figures.made_at)
    _cases(book, figures)
    _training(book, figures)
    _corrections(book, figures)
    _resettlement(book, figures)
    _rates(book, figures)
    _notes(book, figures)
    return to_bytes(book)


# --- a table with a row per office ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a table's rows and columns lie on its sheet."""

    sheet: Worksheet
    columns: Mapping[str, int]  # name → column
    first: int
    last: int

    @property
    def rows(self) -> Iterator[int]:
        """Rows of offices and the total row."""
        yield from range(self.first, self.last + 2)

    def at(self, name: str, row: int) -> str:
        """``D7``."""
        return f"{letter(self.columns[name])}{row}"

    def has(self, *names: str) -> bool:
        """Whether the table shows these figures; a county may leave columns out."""
        return all(name in self.columns for name in names)

    def add(self, names: Sequence[str], row: int) -> str:
        """``SUM(D7,F7)`` over the columns there are, 0 over none."""
        cells = [self.at(name, row) for name in names if name in self.columns]
        return f"SUM({','.join(cells)})" if cells else "0"

    def under(self, prefix: str) -> list[str]:
        """Names of the columns that begin with ``prefix``."""
        return [name for name in self.columns if name.startswith(prefix)]

    def check(self, holds: Callable[[int], str]) -> None:
        """Say in the last column of each row whether a condition, given by row, holds."""
        column = max(self.columns.values()) + 1
        for row in self.rows:
            text = f'=IF({holds(row)},"{FITS}","{DIFFERS}")'
            put(self.sheet, row, column, Formula(text))


def _table(
    book: Workbook,
    figures: CountyFigures,
    title: str,
    blocks: Sequence[Block],
    rows: Sequence[Mapping[str, Any]],
    note: str,
) -> _Table:
    """Offices down, blocks of columns across, a total of every column in the last row."""
    sheet = add_sheet(book, title)
    fields = [field for block in blocks for field in block.columns]
    widths = _widths(fields, rows, [office.name for office in figures.offices])
    pages = page_columns(widths, [len(block.columns) for block in blocks])
    note = f"{figures.bureau_name} {figures.period}{note}"
    for number, (start, end) in enumerate(pages):
        more = "（续）" if number else ""
        begin = max(start, 2) if len(pages) > 1 else start  # the first column is on every page
        wide = sum(widths[begin - 1 : end])
        head = heading(sheet, title + more, end - begin + 1, note=note, first=begin, width=wide)
    _heads(sheet, head, blocks, [end for _, end in pages])
    first, last = head + 2, head + 1 + len(rows)
    columns = {field.name: column for column, field in enumerate(fields, start=2)}
    for row, (office, values) in enumerate(zip(figures.offices, rows, strict=True), start=first):
        put(sheet, row, 1, office.name)
        for name, column in columns.items():
            put(sheet, row, column, values.get(name, 0))
    put(sheet, last + 1, 1, TOTAL)
    for column, formula in sums(first, last, list(columns.values())).items():
        put(sheet, last + 1, column, formula if rows else 0)
    for column, width in enumerate(widths, start=1):
        sheet.cell(row=last + 1, column=column).font = BOLD
        sheet.column_dimensions[letter(column)].width = width
    for row in range(first, last + 2):
        sheet.row_dimensions[row].height = LINE
    set_up_page(sheet, header_rows=(1, head + 1), first_row=first, pages=pages)
    return _Table(sheet, columns, first, last)


def _widths(
    fields: Sequence[Field], rows: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> list[int]:
    """Of the office's name, of every figure, and of 勾稽: the head is broken, a figure is not."""
    widths = [max((2 * len(name) for name in names), default=0) + 4]
    for field in fields:
        total = sum(row.get(field.name) or 0 for row in rows)
        money = f"{int(total):,}.00" if isinstance(total, Decimal) else ""  # at least two places
        figure = max(len(f"{total:,}"), len(money)) + 2
        widths.append(max(head_width(_label(field)), figure))
    return [max(widths[0], 12), *widths[1:], 8]


def _label(field: Field) -> str:
    return f"{field.label}（{field.unit}）" if field.unit else field.label


def _heads(sheet: Worksheet, row: int, blocks: Sequence[Block], ends: Sequence[int]) -> None:
    """Two rows: the blocks, and under each its columns; 司法所 and 勾稽 at the edges.

    A block that goes on past the ``ends`` of a page is named again on the next.
    """
    at = 2
    for block in blocks:
        for column, field in enumerate(block.columns, start=at):
            put(sheet, row + 1, column, _label(field))
        last = at + len(block.columns) - 1
        stops = [end for end in ends if at <= end < last]
        for start, end in zip((at, *(s + 1 for s in stops)), (*stops, last), strict=True):
            put(sheet, row, start, block.title)
            for each in (row, row + 1):
                style_header(sheet, each, end)
            if end > start:
                sheet.merge_cells(start_row=row, start_column=start, end_row=row, end_column=end)
        at = last + 1
    for column, label in ((1, "司法所"), (at, "勾稽")):
        put(sheet, row, column, label)
        put(sheet, row + 1, column, "")
        sheet.merge_cells(start_row=row, start_column=column, end_row=row + 1, end_column=column)
    style_header(sheet, row, 1)
    style_header(sheet, row, at)
    sheet.row_dimensions[row + 1].height = 48


# --- the sheets ----------------------------------------------------------------------------------


def _cases(book: Workbook, figures: CountyFigures) -> None:
    used = {name for office in figures.offices for name in office.cases}
    report = report_table("mediation", figures.until, used=used)
    by_hand = dict.fromkeys(column.key for column in report.columns if column.by_hand)
    rows = [{**by_hand, **office.cases} for office in figures.offices]
    blocks = report_blocks(report)
    table = _table(book, figures, report.title, blocks, rows, f"（{report.source}）")
    for row in table.rows:
        if table.has("total", "success", "success_rate"):
            total, success = table.at("total", row), table.at("success", row)
            rate = f'=IF({total}=0,"",{success}/{total})'
            put(table.sheet, row, table.columns["success_rate"], Formula(rate, SHARE))
        for column in report.columns:
            if column.money:
                amount = table.sheet.cell(row=row, column=table.columns[column.key])
                amount.number_format = TEN_THOUSAND_YUAN
    parts = table.under("source.referred_")
    heads = [name for name in table.under("source.") if name not in parts]
    equations = (  # L1, L2
        ("total", table.under("committee.")),
        ("total", heads),
        ("total", table.under("type.")),
        ("source.referred", parts),
    )

    def holds(row: int) -> str:
        tests = [
            f"{table.at(whole, row)}={table.add(of, row)}"
            for whole, of in equations
            if table.has(whole) and of  # a county may leave a group out
        ]
        return f"AND({','.join(tests or ['1=1'])})"

    table.check(holds)


def _corrections(book: Workbook, figures: CountyFigures) -> None:
    register = month_register(figures.until)
    blocks = (Block("社区矫正", register.columns),)
    rows = [office.corrections for office in figures.offices]
    table = _table(book, figures, register.title, blocks, rows, "")
    balance = "{opening}+{new}-{released}-{terminated}-{moved_out}={closing}"
    table.check(lambda row: balance.format(**{name: table.at(name, row) for name in table.columns}))


def _resettlement(book: Workbook, figures: CountyFigures) -> None:
    table = report_table("resettlement", figures.until)
    rows = [office.resettlement for office in figures.offices]
    placed = _table(book, figures, table.title, report_blocks(table), rows, f"（{table.source}）")
    tests = [
        f"{'+'.join(f'{{{n}}}' for n in parts)}{''.join(f'-{{{n}}}' for n in less)}={{{whole}}}"
        for parts, less, whole in EQUATIONS
        if {*parts, *less, whole} <= placed.columns.keys()  # a county may leave columns out
    ]
    balance = f"AND({','.join(tests)})" if tests else "1=1"
    placed.check(
        lambda row: balance.format(**{name: placed.at(name, row) for name in placed.columns})
    )
    for column in table.columns:
        for row in placed.rows if column.money else ():
            cell = placed.sheet.cell(row=row, column=placed.columns[column.key])
            cell.number_format = YUAN


def _rates(book: Workbook, figures: CountyFigures) -> None:
    """Each rate beside its two counts; nothing of nothing is no rate."""
    rows = [office.rates for office in figures.offices]
    note = "（口径见各所统计页，县局可以改）"
    placed = _table(book, figures, RATES_TITLE, rate_blocks(), rows, note)
    for row in placed.rows:
        for key in RATES:
            part, whole = placed.at(f"{key}.part", row), placed.at(f"{key}.whole", row)
            rate = Formula(f'=IF({whole}=0,"",{part}/{whole})', SHARE)
            put(placed.sheet, row, placed.columns[f"{key}.rate"], rate)

    def holds(row: int) -> str:
        tests = (f"{placed.at(f'{k}.part', row)}<={placed.at(f'{k}.whole', row)}" for k in RATES)
        return f"AND({','.join(tests)})"

    placed.check(holds)


def _training(book: Workbook, figures: CountyFigures) -> None:
    """A summary per office, whose figures are formulas over the list of people behind it."""
    people = [
        {**person, "office": office.name}
        for office in figures.offices
        for person in office.training
    ]
    summary = add_sheet(book, "队伍培训天数")
    listing = _people(book, figures, people)
    labels = ("司法所", "人数", "应训天数", "已计天数", "尚缺天数", "达标人数", "达标率")
    note = f"{figures.bureau_name} {figures.until.year} 年度，截至 {figures.until:%Y-%m-%d}"
    head = heading(summary, "队伍培训天数", len(labels), note=note)
    for column, label in enumerate(labels, start=1):
        put(summary, head, column, label)
    style_header(summary, head, len(labels))
    first, last = head + 1, head + len(figures.offices)
    for row, office in enumerate(figures.offices, start=first):
        put(summary, row, 1, office.name)
        # not COUNTIF: it would take an office called “=甲” or “甲*” for a condition
        mine = f"({listing['office']}=$A{row})"
        put(summary, row, 2, Formula(f"=SUMPRODUCT({mine}*1)"))
        for column, name in ((3, "required_days"), (4, "credited_days"), (5, "short_days")):
            put(summary, row, column, Formula(f"=SUMPRODUCT({mine}*{listing[name]})", "0.0"))
        met = f'({listing["verdict"]}="{MET}")'
        put(summary, row, 6, Formula(f"=SUMPRODUCT({mine}*{met})"))
    put(summary, last + 1, 1, TOTAL)
    for column, formula in sums(first, last, range(2, 7)).items():
        form = "0.0" if column in {3, 4, 5} else WHOLE
        put(summary, last + 1, column, Formula(formula.text, form) if figures.offices else 0)
    for row in range(first, last + 2):
        put(summary, row, 7, Formula(f'=IF(B{row}=0,"",F{row}/B{row})', SHARE))
    set_up_page(summary, header_rows=(1, head), first_row=first)
    fit_columns(summary, head, len(labels))


def _people(
    book: Workbook, figures: CountyFigures, people: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """The list behind the summary; returns column name → its absolute range."""
    sheet = add_sheet(book, "培训明细")
    head = heading(sheet, "培训明细", len(TRAINING), note=f"{figures.until.year} 年度")
    for column, field in enumerate(TRAINING, start=1):
        put(sheet, head, column, field.label)
    style_header(sheet, head, len(TRAINING))
    for row, person in enumerate(people, start=head + 1):
        for column, field in enumerate(TRAINING, start=1):
            cell = put(sheet, row, column, person.get(field.name))
            if isinstance(person.get(field.name), Decimal):
                cell.number_format = "0.0"
    set_up_page(sheet, header_rows=(1, head), first_row=head + 1)
    fit_columns(sheet, head, len(TRAINING))
    end = head + max(len(people), 1)
    return {
        field.name: f"培训明细!${letter(column)}${head + 1}:${letter(column)}${end}"
        for column, field in enumerate(TRAINING, start=1)
    }


def _notes(book: Workbook, figures: CountyFigures) -> None:
    """What the figures rest on: how far each office has reported, and what does not fit."""
    sheet = add_sheet(book, "说明")
    labels = ("司法所", "最近收到的月份", "规则", "程度", "说明")
    head = heading(sheet, "汇总说明", len(labels), note=f"{figures.bureau_name} {figures.period}")
    for column, label in enumerate(labels, start=1):
        put(sheet, head, column, label)
    style_header(sheet, head, len(labels))
    row = head + 1
    for office in figures.offices:
        for rule, level, message in office.mismatches or (("", "", "没有发现问题"),):
            newest = month_words(office.newest_month) or "没有收到报送包"
            for column, text in enumerate((office.name, newest, rule, level, message), start=1):
                put(sheet, row, column, text)
            row += 1
    for remark in figures.remarks:
        for column, text in enumerate((WHOLE_COUNTY, "", "", "", remark), start=1):
            put(sheet, row, column, text)
        row += 1
    set_up_page(sheet, header_rows=(1, head), first_row=head + 1)
    fit_columns(sheet, head, len(labels))
    fit_rows(sheet, head + 1, len(labels))
