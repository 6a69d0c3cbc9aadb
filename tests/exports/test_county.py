"""汇总: the workbook's figures are those of the merged store, and its formulas work out."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.exports.county import county_workbook
from app.exports.workbook import ROOM
from app.forms.corrections import month_register
from app.forms.county import rate_blocks, report_blocks
from app.forms.report_columns import report_table
from app.models.corrections import CorrectionsPerson, CorrectionsStep
from app.models.local import Setting
from app.models.mediation import Committee, MediationCase
from app.models.training import (
    Attendance,
    Staff,
    StaffRole,
    TrainingSession,
    TrainingSitting,
)
from app.services.mediation.statistics import StatisticsService
from app.services.resettlement import ResettlementService
from tests.services.resettlement.conftest import CHILD_SHEET, MEANS_SHEET
from tests.sync.conftest import county, office
from tests.sync.county import LIGANG, County, Office

__all__ = ["county", "office"]

SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)


# --- a spreadsheet in thirty lines ---------------------------------------------------------------


class Calculator:
    """Works out the formulas this program writes: SUM, IF, AND, SUMPRODUCT over ranges."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def value(self, sheet: Worksheet, place: str) -> Any:
        held = sheet[place].value
        if sheet[place].data_type != "f":
            return held
        code = re.sub(r"(?<![<>=])=(?!=)", "==", held[1:])
        code = re.sub(
            r"(?:(\w+)!)?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?",
            lambda m: f"cells({m[1]!r},'{m[2]}{m[3]}',{f'{m[4]}{m[5]}' if m[4] else None!r})",
            code,
        )
        code = re.sub(r"(cells\([^)]*\))/(cells\([^)]*\))", r"over(\1,\2)", code)
        return eval(code, {"cells": lambda *at: self.cells(sheet, *at), **FUNCTIONS})

    def cells(self, sheet: Worksheet, name: str | None, first: str, last: str | None) -> Any:
        there = self.book[name] if name else sheet
        if last is None:
            return self.value(there, first)
        places = (c.coordinate for row in there[f"{first}:{last}"] for c in row)
        return Range(self.value(there, place) for place in places)


class Range(list[Any]):
    """Cells that are compared and multiplied one by one, an empty one as nought."""

    __hash__ = None

    def __eq__(self, other: object) -> Any:
        return Range(value == other for value in self)

    def __mul__(self, other: Any) -> Any:
        others = other if isinstance(other, Range) else [other] * len(self)
        return Range((a or 0) * (b or 0) for a, b in zip(self, others, strict=True))


def flat(values: tuple[Any, ...]) -> list[Any]:
    found = [v for value in values for v in (value if isinstance(value, list) else [value])]
    return [v for v in found if isinstance(v, int | float | Decimal)]


FUNCTIONS = {
    "over": lambda part, whole: part / whole if whole else "#DIV/0!",
    "SUM": lambda *values: sum(flat(values)),
    "IF": lambda test, yes, no: yes if test else no,
    "AND": lambda *tests: all(tests),
    "SUMPRODUCT": sum,
}


class Sheet:
    """A sheet by the words in its first column and its header."""

    def __init__(self, book: Workbook, title: str, header: int) -> None:
        self.sheet: Worksheet = book[title]
        self.calculate = Calculator(book)
        self.header = {c.value: c.column_letter for c in self.sheet[header] if c.value}
        self.rows = {row[0].value: row[0].row for row in self.sheet.iter_rows(min_row=header + 1)}

    def __getitem__(self, place: tuple[str, str]) -> Any:
        row, label = place
        return self.calculate.value(self.sheet, f"{self.header[label]}{self.rows[row]}")


# --- two offices with something to count ---------------------------------------------------------


def record_cases(at: Office, *cases: dict[str, Any]) -> None:
    for number, facts in enumerate(cases, start=1):
        uid = at.add_case(number, state="success" if facts.get("agreed_on") else "mediating")
        with at.store.begin() as session:
            case = session.get_one(MediationCase, (at.code, uid))
            session.get_one(Committee, (at.code, case.committee_uid)).kind = "township"
            for name, value in facts.items():
                setattr(case, name, value)


def agreed(kind: str, fen: int, **more: Any) -> dict[str, Any]:
    return {
        "accepted_on": date(2026, 2, 3),
        "agreed_on": date(2026, 2, 10),
        "agreement_form": "written",
        "dispute_type": kind,
        "source": "application",
        "amount": fen,
        **more,
    }


def record_training(at: Office, name: str, days: int) -> None:
    with at.store.begin() as session:
        staff = Staff(name=name)
        held = TrainingSession(
            title="业务培训",
            organiser="县局",
            level="county",
            category="business",
            form="full_time",
            from_on=date(2026, 1, 5),
            until_on=date(2026, 1, 30),
        )
        session.add_all([staff, held])
        session.flush()
        session.add(
            StaffRole(
                staff_uid=staff.uid,
                role="judicial_assistant",
                at_office=at.code,
                from_on=date(2020, 1, 1),
            )
        )
        sittings = [
            TrainingSitting(session_uid=held.uid, held_on=date(2026, 1, 5 + day), part=part)
            for day in range(days)
            for part in ("morning", "afternoon")
        ]
        session.add_all(sittings)
        session.flush()
        session.add(
            Attendance(
                session_uid=held.uid,
                staff_uid=staff.uid,
                capacity="learner",
                proofs={s.uid: "signed" for s in sittings},
            )
        )


def record_corrections(at: Office, *ended: bool) -> None:
    with at.store.begin() as session:
        for number, gone in enumerate(ended):
            person = CorrectionsPerson(
                name=f"对象{number}",
                category="probation",
                state="released" if gone else "enrolled",
                received_on=date(2026, 2, 1),
            )
            session.add(person)
            session.flush()
            steps = [("", "enrolled", date(2026, 2, 1))]
            steps += [("enrolled", "released", date(2026, 3, 1))] if gone else []
            for before, after, on in steps:
                session.add(
                    CorrectionsStep(
                        person_uid=person.uid,
                        before=before,
                        after=after,
                        happened_on=on,
                        recorded_at=at.store.clock(),
                    )
                )
                session.flush()


def record_resettlement(at: Office) -> None:
    desk = ResettlementService(at.store)
    for name, on in (("测归", date(2026, 2, 1)), ("测回", date(2025, 12, 1))):
        desk.persons.register(
            {"name": name, "source": "prison", "released_on": on, "manager_mode": "registered"}
        )
    desk.children.register(CHILD_SHEET)
    desk.children.register({**CHILD_SHEET, "name": "测小谷", "known_on": date(2025, 12, 1)})
    desk.means.add(MEANS_SHEET)


@pytest.fixture
def book(county: County, office: Office) -> Workbook:
    """The workbook of two offices, from what the bureau merged."""
    other = county.office(LIGANG)
    record_cases(
        office,
        agreed("family", 1_234_500, performance="done"),
        agreed("neighbour", 0, agreement_form="oral"),
        {"accepted_on": date(2026, 3, 1), "dispute_type": "family", "source": "referred_court"},
        agreed("family", 99, accepted_on=date(2025, 12, 31)),  # of last year
    )
    record_cases(other, agreed("labour_other", 200_000_000, confirmation="confirmed"))
    record_training(office, "=周八", 4)
    record_training(other, "吴九", 20)
    record_corrections(office, False, True)
    record_corrections(other, False)
    record_resettlement(office)
    for one in (office, other):
        county.accept(one.send())
    return load_workbook(io.BytesIO(county_workbook(county.bureau, since=SINCE, until=UNTIL)))


XI, LI = "640122100所", "640122102所"


def test_cases_are_counted_from_the_merged_records(book: Workbook):
    """Mediation notes §4.1; F69."""
    cases = Sheet(book, "人民调解案件情况统计表", 4)
    assert [cases[row, "调解案件总数（件）"] for row in (XI, LI, "合计")] == [3, 1, 4]
    assert [cases[row, "婚姻家庭纠纷"] for row in (XI, LI, "合计")] == [2, 0, 2]
    assert [cases[row, "其他劳动争议纠纷"] for row in (XI, LI, "合计")] == [0, 1, 1]
    assert [cases[row, "其中法院委托移送"] for row in (XI, LI, "合计")] == [1, 0, 1]
    assert [cases[row, "涉及当事人数（人）"] for row in (XI, LI, "合计")] == [6, 2, 8]
    assert [cases[row, "口头协议（件）"] for row in (XI, LI, "合计")] == [1, 0, 1]
    assert cases[XI, "协议涉及金额（万元）"] == pytest.approx(1.2345)
    assert cases["合计", "协议涉及金额（万元）"] == pytest.approx(201.2345)


def test_totals_and_rates_are_formulas(book: Workbook):
    cases = Sheet(book, "人民调解案件情况统计表", 4)
    total = cases.sheet[f"B{cases.rows['合计']}"]
    assert (total.value, total.data_type) == ("=SUM(B5:B6)", "f")
    assert cases[XI, "调解成功率"] == pytest.approx(2 / 3)
    assert cases["合计", "调解成功率"] == pytest.approx(3 / 4)


def test_what_the_program_keeps_no_record_of_is_left_to_the_county_and_is_no_nought(book: Workbook):
    """Screening of disputes: an empty cell is filled in, a nought would say there was none."""
    cases = Sheet(book, "人民调解案件情况统计表", 4)
    for label in ("排查次数（次）", "排查纠纷（件）", "预防纠纷（件）"):
        assert [
            cases.sheet[f"{cases.header[label]}{cases.rows[row]}"].value for row in (XI, LI)
        ] == [
            None,
            None,
        ]
    assert (
        cases[XI, "还在调解（件）"] + cases[XI, "调解成功（件）"] == cases[XI, "调解案件总数（件）"]
    )


def test_the_rows_check_themselves(book: Workbook):
    """L1, L2: whoever mends a figure by hand sees it."""
    cases = Sheet(book, "人民调解案件情况统计表", 4)
    last = get_column_letter(cases.sheet.max_column)
    rows = [cases.rows[name] for name in (XI, LI, "合计")]
    assert [cases.calculate.value(cases.sheet, f"{last}{row}") for row in rows] == ["平"] * 3
    cases.sheet[f"B{rows[0]}"].value = 99
    assert cases.calculate.value(cases.sheet, f"{last}{rows[0]}") == "不平"


def test_training_days_come_from_the_list_behind_them(book: Workbook):
    training = Sheet(book, "队伍培训天数", 3)
    assert [training[row, "人数"] for row in (XI, LI, "合计")] == [1, 1, 2]
    assert [training[row, "已计天数"] for row in (XI, LI, "合计")] == [4, 20, 24]
    assert training["合计", "应训天数"] > 0
    assert [training[row, "达标人数"] for row in (XI, LI, "合计")] == [0, 1, 1]
    assert training["合计", "达标率"] == pytest.approx(0.5)


def test_a_name_that_looks_like_a_formula_is_a_name(book: Workbook):
    """E2."""
    cell = book["培训明细"]["B4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=周八", "s", True)


def test_an_office_whose_name_looks_like_a_condition_is_counted(county: County, make_store):
    """``COUNTIF`` would look for 所 where the office is called “=所”, and for anything with “*”."""
    for code, name in ((LIGANG, "=所"), ("640122103", "*所"), ("640122104", "所")):
        one = county.office(code, enrolled=False)
        with one.store.begin() as session:
            kept = session.query(Setting).filter_by(name="identity").one()
            kept.value = {**kept.value, "name": name}
        county.enrol(one)
        record_training(one, "周八", 4)
        county.accept(one.send())
    data = county_workbook(county.bureau, since=SINCE, until=UNTIL)
    training = Sheet(load_workbook(io.BytesIO(data)), "队伍培训天数", 3)
    assert [training[name, "人数"] for name in ("=所", "*所", "所", "合计")] == [1, 1, 1, 3]
    formulas = [cell.value for row in training.sheet.iter_rows(min_row=4) for cell in row]
    assert not [f for f in formulas if isinstance(f, str) and "COUNTIF" in f]


def test_a_wide_table_is_printed_at_a_size_that_can_be_read(book: Workbook):
    """Several pages, each with the offices' names, the heads and a title of its own."""
    sheet = book["人民调解案件情况统计表"]
    breaks = [one.id for one in sheet.col_breaks.brk]
    assert len(breaks) >= 2
    assert sheet.print_title_cols == "$A:$A"
    assert sheet.print_title_rows == "$1:$4"
    setup = sheet.sheet_properties.pageSetUpPr
    assert setup is None or not setup.fitToPage
    widths = [d.width for d in sheet.column_dimensions.values()]
    for start, end in pairwise([1, *breaks, len(widths)]):
        assert widths[0] + sum(widths[start:end]) <= ROOM
        assert "人民调解案件情况统计表" in str(sheet.cell(row=1, column=start + 1).value)
        assert sheet.cell(row=3, column=start + 1).value, "the block is named on its page"


def test_the_line_below_the_title_is_as_high_as_its_words(book: Workbook):
    """Where the columns of a page are narrow it is broken, and must not be cut."""
    sheet = book["人民调解案件情况统计表"]
    note = str(sheet["B2"].value)
    assert "（栏目按公开的统计报表复原，与部颁样表可能有出入）" in note
    pages = [1, *(one.id for one in sheet.col_breaks.brk), sheet.max_column]
    letters = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, pages[-1] + 1)]
    narrowest = min(sum(letters[start:end]) for start, end in pairwise(pages))
    lines = sheet.row_dimensions[2].height // 14
    assert lines * narrowest >= sum(1 if c.isascii() else 2 for c in note)


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        ("安置帮教统计表", report_blocks(report_table("resettlement"))),
        ("四率和再犯罪率", rate_blocks()),
    ],
)
def test_a_block_that_fits_on_a_page_is_not_parted(book: Workbook, name, blocks):
    """The head of 工作机构、工作人员及经费 does not stand alone over one column."""
    sheet = book[name]
    first = list(accumulate((2, *(len(block.columns) for block in blocks))))
    width = {
        at: sheet.column_dimensions[get_column_letter(at)].width for at in range(1, first[-1] + 1)
    }
    breaks = [one.id for one in sheet.col_breaks.brk]
    assert breaks
    for start, after in pairwise(first):
        parted = any(start <= last < after - 1 for last in breaks)
        fits = width[1] + sum(width[at] for at in range(start, after)) <= ROOM
        assert not (parted and fits), sheet.cell(row=3, column=start).value


def test_corrections_balance(book: Workbook):
    """Corrections notes §6: 期末 = 期初 + 新增 - 解除 - 终止 - 迁出."""
    month = Sheet(book, month_register().title, 4)
    assert [month[row, "新增"] for row in (XI, LI, "合计")] == [2, 1, 3]
    assert [month[row, "解除"] for row in (XI, LI, "合计")] == [1, 0, 1]
    assert [month[row, "期末在册"] for row in (XI, LI, "合计")] == [1, 1, 2]
    last = get_column_letter(month.sheet.max_column)
    place = f"{last}{month.rows['合计']}"
    assert month.calculate.value(month.sheet, place) == "平"


def test_resettlement_is_counted_without_a_name(book: Workbook):
    """Corrections notes §6: never a name in statistics."""
    table = Sheet(book, "安置帮教统计表", 4)
    assert [table[row, "期初在册（人）"] for row in (XI, LI, "合计")] == [1, 0, 1]
    assert [table[row, "未衔接（人）"] for row in (XI, LI, "合计")] == [1, 0, 1]
    assert [table[row, "期末在册（人）"] for row in (XI, LI, "合计")] == [2, 0, 2]
    last = get_column_letter(table.sheet.max_column)
    assert table.calculate.value(table.sheet, f"{last}{table.rows['合计']}") == "平"
    cells = [str(cell.value) for row in table.sheet.iter_rows() for cell in row]
    assert not [words for words in cells if "测" in words]


def test_children_of_prisoners_and_the_offices_means_are_columns(book: Workbook):
    """Corrections notes §6: 服刑人员未成年子女; 工作机构、工作人员及经费."""
    table = Sheet(book, "安置帮教统计表", 4)
    for words, here in (
        ("期初（人）", 1),
        ("本期新登记（人）", 1),
        ("期末（人）", 2),
        ("在读（人）", 2),
        ("合署办公（个）", 1),
        ("其中专职（人）", 1),
        ("专项经费列入预算机关（个）", 1),
    ):
        assert [table[row, words] for row in (XI, LI, "合计")] == [here, 0, here], words
    assert table[XI, "专项经费（元）"] == 0, "a quarter holds no year's money"


def line_of(table: Sheet) -> int:
    """The row of 习岗."""
    row = table.rows[XI]
    assert row is not None
    return row


def test_money_of_a_year_is_yuan_with_its_fen(county: County, office: Office):
    record_resettlement(office)
    county.accept(office.send())
    data = county_workbook(county.bureau, since=date(2025, 1, 1), until=date(2025, 12, 31))
    table = Sheet(load_workbook(io.BytesIO(data)), "安置帮教统计表", 4)
    assert table[XI, "专项经费（元）"] == pytest.approx(30_000.5)
    assert table["合计", "专项经费（元）"] == pytest.approx(30_000.5)
    words = [cell.value for cell in table.sheet[4]]
    column = words.index("专项经费（元）") + 1
    cell = table.sheet.cell(row=line_of(table), column=column)
    assert cell.number_format == "#,##0.00"
    width = table.sheet.column_dimensions[get_column_letter(column)].width
    assert width >= len("30,000.50") + 2, "never ###"


def test_the_rates_of_the_county_are_those_of_all_its_persons(book: Workbook):
    """§5.5, §6 各率: counts are added, a rate never is; nobody below the line gives no rate."""
    sheet = book["四率和再犯罪率"]
    table = Sheet(book, "四率和再犯罪率", 4)
    calculate = table.calculate
    assert [sheet.cell(row=3, column=2 + 3 * at).value for at in range(5)] == [
        *("衔接率", "帮教率", "安置率", "当年重新违法犯罪率（在册口径）", "社区矫正再犯罪率"),
    ]
    assert [table[row, "应衔接（人）"] for row in (XI, LI, "合计")] == [1, 0, 1]
    assert [table[row, "应安置（人）"] for row in (XI, LI, "合计")] == [2, 0, 2]
    assert [table[row, "期内在册（人）"] for row in (XI, LI, "合计")] == [2, 1, 3]
    heads = [cell.value for cell in sheet[4]]
    settled = heads.index("应安置（人）") + 2
    values = [
        calculate.value(sheet, f"{get_column_letter(settled)}{table.rows[row]}")
        for row in (XI, LI, "合计")
    ]
    assert values == [0, "", 0]
    again = get_column_letter(heads.index("期内在册（人）") + 2)
    sheet.cell(row=line_of(table), column=heads.index("再犯罪（人）") + 1).value = 1
    assert calculate.value(sheet, f"{again}{table.rows['合计']}") == pytest.approx(1 / 3)
    last = f"{get_column_letter(sheet.max_column)}{table.rows[XI]}"
    assert calculate.value(sheet, last) == "平"
    sheet.cell(row=line_of(table), column=heads.index("再犯罪（人）") + 1).value = 3
    assert calculate.value(sheet, last) == "不平", "more reoffended than there were"


def test_a_mistyped_sum_of_staff_shows(book: Workbook):
    table = Sheet(book, "安置帮教统计表", 4)
    last = get_column_letter(table.sheet.max_column)
    place = f"{last}{table.rows[XI]}"
    assert table.calculate.value(table.sheet, place) == "平"
    words = [cell.value for cell in table.sheet[4]]
    table.sheet.cell(row=line_of(table), column=words.index("工作人员（人）") + 1).value = 9
    assert table.calculate.value(table.sheet, place) == "不平"


def test_the_notes_say_how_far_each_office_has_reported(book: Workbook):
    notes = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=4)}
    assert notes == {XI: "2026年3月", LI: "2026年3月"}


def test_a_county_without_offices_still_has_a_workbook(county: County):
    data = county_workbook(county.bureau, since=SINCE, until=UNTIL)
    cases = Sheet(load_workbook(io.BytesIO(data)), "人民调解案件情况统计表", 4)
    assert cases["合计", "调解案件总数（件）"] == 0
    assert cases["合计", "调解成功率"] == ""


def test_an_office_that_sent_nothing_stands_with_noughts(county: County, office: Office):
    data = county_workbook(county.bureau, since=SINCE, until=UNTIL)
    book = load_workbook(io.BytesIO(data))
    assert Sheet(book, "人民调解案件情况统计表", 4)[XI, "调解案件总数（件）"] == 0
    assert book["说明"]["B4"].value == "没有收到报送包"


def test_the_county_counts_what_the_office_counts(county: County, office: Office):
    """The same code on equal records: the figures cannot part."""
    record_cases(office, agreed("family", 5_000), agreed("contract", 7))
    county.accept(office.send())
    here = StatisticsService(office.store).table(SINCE, UNTIL).counts
    (there,) = county.bureau.figures(SINCE, UNTIL).offices
    assert there.cases == here
