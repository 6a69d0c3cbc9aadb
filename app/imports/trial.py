"""The trial run (F49): every row of every sheet with its verdict and the reason, nothing written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.imports.cells import clean
from app.imports.header import Header, filled_down, find_header, heading
from app.imports.sheet import RawCell, RawRow, RawSheet, column_name

__all__ = ["ASK", "DUP", "OK", "SKIP", "Defect", "Profile", "Row", "Trial", "TrialRow", "try_out"]

OK, ASK, DUP, SKIP = "ok", "ask", "dup", "skip"
"""One record; a person must decide; repeats another row; not a record."""

LONG_GAP = 1_000
"""So many empty rows in one stretch are listed; the rest of it is passed over."""
_FOOT = re.compile(r"^(合计|小计|总计|共计|制表|填表|审核|填报|说明|备注|注)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row under a header, by field; merged cells filled down."""

    sheet: str
    number: int
    cells: Mapping[str, RawCell]
    formulas: frozenset[str]
    filled: frozenset[str]

    def text(self, name: str) -> str:
        """The text of a field, tidied."""
        return clean(self.cells.get(name))

    def words(self, name: str) -> str:
        """The text of a field to the letter: an address or an offence is not made uniform."""
        cell = self.cells.get(name)
        return " ".join(cell.text.split()) if cell is not None else ""


@dataclass(frozen=True, slots=True)
class Defect:
    """What a person must decide, and the field it stands in (empty: the row)."""

    words: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class TrialRow:
    """The verdict on one row. ``places`` are the defects with sheet, row and column."""

    sheet: str
    number: int
    state: str
    values: Mapping[str, Any] = field(default_factory=dict)
    fixes: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    of: str = ""  # DUP: the row it repeats, or where the person already is
    why: str = ""  # SKIP

    @property
    def place(self) -> str:
        """在册!4."""
        return f"{self.sheet}!{self.number}"


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of spreadsheet holds.

    ``synonyms`` name each field's headings; ``interpret`` turns a row into values, fixes and
    defects; ``key`` says when two rows are the same record; ``compare`` finds defects between rows.
    """

    code: str
    title: str
    columns: tuple[tuple[str, str, str], ...]
    """Of the template: official heading, how to fill it, an example."""
    synonyms: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    interpret: Callable[[Row, date], tuple[dict[str, Any], list[str], list[Defect]]]
    key: Callable[[Mapping[str, Any]], str]
    compare: Callable[[Sequence[TrialRow]], Sequence[TrialRow]] = tuple


@dataclass(frozen=True, slots=True)
class Trial:
    """Every row with its verdict, and what was left out by column."""

    profile: Profile
    rows: tuple[TrialRow, ...]
    left_out: tuple[str, ...]
    """Headings whose column is not taken over, hidden ones marked."""

    def count(self, state: str) -> int:
        """How many rows have a verdict."""
        return sum(row.state == state for row in self.rows)

    @property
    def records(self) -> list[TrialRow]:
        """The rows that would be imported."""
        return [row for row in self.rows if row.state == OK]


def try_out(
    profile: Profile,
    sheets: Iterable[RawSheet],
    today: date,
    known: Callable[[Mapping[str, Any]], str] = lambda _: "",
) -> Trial:
    """Judge every row. ``known`` says where a record already is in the store."""
    rows: list[TrialRow] = []
    left_out: list[str] = []
    for sheet in sheets:
        header = None if sheet.hidden else find_header(sheet, profile.synonyms, profile.required)
        if header is None:
            why = "隐藏的工作表" if sheet.hidden else "说明"
            rows += [TrialRow(sheet.name, row.number, SKIP, why=why) for row in sheet.rows]
            continue
        hidden = [header.labels[at] for at in sorted(sheet.hidden_columns) if at in header.labels]
        left_out += [f"{words}（隐藏列）" for words in hidden]
        left_out += [words for words in header.unknown if words not in hidden]
        rows += _of_sheet(profile, sheet, header, today)
    rows = list(profile.compare(_without_repeats(profile, rows)))
    return Trial(
        profile, tuple(_already(row, known) for row in rows), tuple(dict.fromkeys(left_out))
    )


def _of_sheet(profile: Profile, sheet: RawSheet, header: Header, today: date) -> Iterator[TrialRow]:
    by_number = {row.number: row for row in sheet.rows}
    filled = filled_down(sheet)
    names = {at: name for name, at in header.columns.items() if at not in sheet.hidden_columns}
    empty = RawRow(0, {})
    for number in _numbers(by_number):
        raw = by_number.get(number, empty)
        if why := _no_record(raw, number, header, names):
            yield TrialRow(sheet.name, number, SKIP, why=why)
            continue
        row = _row(sheet, raw, number, names, filled)
        values, fixes, defects = profile.interpret(row, today)
        yield TrialRow(
            sheet.name,
            number,
            ASK if defects else OK,
            values,
            tuple(dict.fromkeys(fixes)),
            tuple(defect.words for defect in defects),
            tuple(_placed(sheet.name, number, header, defect) for defect in defects),
        )


def _numbers(there: Iterable[int]) -> Iterator[int]:
    """The rows to be judged: all down to the last, but a stray cell far below costs nothing."""
    before = 0
    for number in sorted(there):
        yield from range(before + 1, min(number, before + 1 + LONG_GAP))
        yield number
        before = number


def _row(
    sheet: RawSheet,
    raw: RawRow,
    number: int,
    names: Mapping[int, str],
    filled: Mapping[tuple[int, int], RawCell],
) -> Row:
    cells: dict[str, RawCell] = {}
    from_above: set[str] = set()
    for at, name in names.items():
        if at in raw.cells:
            cells[name] = raw.cells[at]
        elif (number, at) in filled:
            cells[name] = filled[number, at]
            from_above.add(name)
    formulas = frozenset(names[at] for at in raw.formulas if at in names)
    return Row(sheet.name, number, cells, formulas, frozenset(from_above))


def _no_record(raw: RawRow, number: int, header: Header, names: Mapping[int, str]) -> str:
    """Why a row is no record; empty when it is one."""
    if number <= header.last:
        return "表头" if number >= header.first else "标题"
    words = [clean(cell) for _, cell in sorted(raw.cells.items())]
    words = [text for text in words if text]
    if not words:
        return "空行"
    if _FOOT.match(words[0].replace(" ", "")):
        return "小计或表尾"
    same = sum(heading(raw.cells.get(at)) == label for at, label in header.labels.items())
    if same >= max(len(header.labels) // 2, 2):
        return "重复表头"
    numbered = [clean(raw.cells.get(at)) for at, name in names.items() if name != "row_number"]
    return "" if any(numbered) else "空行"


def _placed(sheet: str, number: int, header: Header, defect: Defect) -> str:
    at = header.columns.get(defect.field)
    column = f"{column_name(at)}列（{header.labels.get(at, '')}）" if at is not None else ""
    return f"{sheet} 第{number}行{column}：{defect.words}"


def _without_repeats(profile: Profile, rows: Iterable[TrialRow]) -> list[TrialRow]:
    """Of rows with one key on one sheet all but the first repeat it."""
    first: dict[tuple[str, str], str] = {}
    judged: list[TrialRow] = []
    for row in rows:
        key = profile.key(row.values) if row.state in {OK, ASK} else ""
        there = first.get((row.sheet, key)) if key else None
        if there is not None:
            judged.append(replace(row, state=DUP, of=there, defects=(), places=()))
            continue
        if key:
            first[row.sheet, key] = row.place
        judged.append(row)
    return judged


def _already(row: TrialRow, known: Callable[[Mapping[str, Any]], str]) -> TrialRow:
    if row.state not in {OK, ASK}:
        return row
    there = known(row.values)
    return replace(row, state=DUP, of=there, defects=(), places=()) if there else row
