"""A paper in a grid: label and value in boxes, opinions signed inside theirs, lists as tables.

A compact sheet is set a little smaller, so that an approval sheet stays on one page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import accumulate, takewhile

from app.forms.codes import table as code_table
from app.forms.definition import Field, Form, Kind, PersonRef, Values
from app.forms.display import UNDERSCORE, pieces, show
from app.forms.display import blank as unfilled
from app.forms.fitting import fitted
from app.printing import grid
from app.printing import text as typeset
from app.printing.flow import Block
from app.printing.grid import Cell, Grid
from app.printing.photo import PhotoPlace
from app.printing.side_by_side import SideBySide
from app.printing.text import Span, Text, blank, tick

__all__ = ["COLON", "FOOT_DATE", "MOMENTS", "Boxes", "rows_table"]

COLON = "\uff1a"
FINE = 48  # a table's rows divide its width into so many parts, so that their edges meet
PHOTO_COLUMNS = 9  # of these: a photograph of one inch and the lines around it
REMARK = "remark"
LABEL_SHARE = 0.42  # of a box on a compact sheet, for a label that stays on one line
FOOT_DATE = "      年    月    日"
COMPACT = 20.0  # points from base line to base line
LISTED = replace(typeset.CELL, align=typeset.Align.LEFT)  # words of a narrow column are not spread
DENSE = replace(LISTED, size=typeset.WU_HAO, leading=14.5)  # a list of hundreds of lines
SMALL_CELL = replace(typeset.CELL, size=typeset.WU_HAO, leading=14.0)
SMALL_LABEL = replace(SMALL_CELL, align=typeset.Align.CENTRE)
SMALL_LEFT = replace(SMALL_CELL, align=typeset.Align.LEFT, before=2.0)
SMALL_SIGNED = replace(SMALL_LEFT, align=typeset.Align.RIGHT)
SMALL_LEAST, SMALL_PAD = 19.0, 2.0
SIGNING_SHARES = (136.0, 142.0, 84.0)  # who signs, by what number or whose opinion, which day

MOMENT_BLANK = frozenset(" 年月日时分至")
MOMENTS = frozenset({Kind.DATE, Kind.DATETIME, Kind.TIME_RANGE})


class Boxes:
    """One paper: the form, its values and the day; and how it stands in a grid."""

    def __init__(self, form: Form, values: Values, on: date | None) -> None:
        self.form = form = fitted(form, values)
        self.values = values
        self.on = on
        self.field, self.body, self.right = (
            replace(style, size=typeset.XIAO_SI, leading=COMPACT) if form.compact else style
            for style in (typeset.FIELD, typeset.BODY, typeset.RIGHT)
        )

    def _shown(self, field: Field, values: Values) -> str:
        return show(field, values.get(field.name))

    def _ticks(self, field: Field, values: Values) -> Iterator[Span]:
        value = values.get(field.name) or ()
        chosen = {value} if isinstance(value, str) else set(value)
        entries = code_table(field.codes).at(self.on)
        long = self._has_long(field)
        for number, entry in enumerate(entries):
            if number:
                yield Span("\n" if long else "    ")
            yield Span(f"{tick(entry.code in chosen)} {entry.label}", whole=not long)

    def _has_long(self, field: Field) -> bool:
        """Whether the entries of a choice stand one below the other."""
        return any(len(entry.label) > 8 for entry in code_table(field.codes).at(self.on))

    def fixed(self, field: Field, values: Values) -> Iterator[Block]:
        """Wording of the paper; its blanks are filled and ruled."""
        style = self.field if field.bare else self.body  # 称谓 begins at the margin
        yield Text(list(self._filled(field, values)), style)

    def _filled(self, field: Field, values: Values) -> Iterator[Span]:
        for piece in pieces(self.form, field, values):
            if not piece.filled:
                yield Span(piece.text)
            elif set(piece.text) <= {"_"}:
                yield blank("", len(piece.text) * UNDERSCORE)
            elif piece.text.startswith(" ") and set(piece.text) <= MOMENT_BLANK:
                for room, unit in re.findall(r"( *)([^ ]+)", piece.text):
                    wide = len(room) / 2 + len(unit)
                    yield Span(unit, underline=True, width=wide, after=True)
            else:
                yield blank(piece.text, 0.0)

    def _signers(self, field: Field, values: Values) -> list[str]:
        found = values.get(field.per) if field.per else None
        if not isinstance(found, list):
            return []
        names = (row.get("name") if isinstance(row, Mapping) else row for row in found)
        return [n.name if isinstance(n, PersonRef) else str(n) for n in names if n]

    def photo(self, field: Field, values: Values) -> Iterator[Block]:
        """A photograph, or an empty place for one."""
        yield PhotoPlace(field.label, values.get(field.name))

    def _boxes(self) -> Iterator[Block]:
        """One table: every line a row of boxes, label, value, label, value.

        On a compact sheet an opinion is signed inside its box, as the official sheets have it.
        """
        lines = [line for row in self.form.rows if (line := [f for f in row if f.on_paper])]
        small = self.form.compact
        rows: list[grid.Row] = []
        beside = 0  # how many rows still stand beside a photograph

        def table() -> Grid:
            return Grid([1] * FINE, rows, pad=SMALL_PAD) if small else Grid([1] * FINE, rows)

        signed: Sequence[Field] = ()  # a line that stands in the box above it already
        around = zip([[], *lines[:-1]], [*lines[1:], []], strict=True)
        for fields, (above, below) in zip(lines, around, strict=True):
            first = fields[0]
            if fields is signed:
                continue
            if first.county and first.kind is Kind.FIXED:
                style = SMALL_LABEL if small else typeset.CELL_LABEL
                rows.append(grid.row(grid.heading(first.wording, style, columns=FINE)))
            elif first.kind is Kind.FIXED and len(fields) == 1:
                if rows:
                    yield table()
                rows = []
                yield from self._sentence(first, below)
            elif first.kind is Kind.ROWS:
                if rows:
                    boxes = table()
                    boxes.after = 0.0  # the list goes on where it ends
                    yield boxes
                captioned = bool(above) and above[0].kind is not Kind.FIXED
                yield self._listed(first, below, captioned=captioned)
                rows = []
            elif small and _is_signed_below(fields, below):
                signed = below
                rows.append(self._signed_box(first, below))
            else:
                photo = next((f for f in fields if f.kind is Kind.PHOTO), None)
                beside = photo.lines if photo else beside
                room = FINE - PHOTO_COLUMNS if beside else FINE
                cells = [*self._row_of_boxes([f for f in fields if f is not photo], room)]
                if photo is not None:
                    blocks = tuple(self.photo(photo, self.values))
                    cells.append(Cell(blocks, PHOTO_COLUMNS, photo.lines))
                least = SMALL_LEAST if small else grid.Row(()).least
                rows.append(grid.Row(tuple(cells), least))
                beside = max(beside - 1, 0)
        if rows:
            yield table()

    def _sentence(self, field: Field, below: Sequence[Field]) -> Iterator[Block]:
        """A fixed sentence between two tables; the caption of a list stays above it."""
        words = [*self.fixed(field, self.values)]
        if words and below and below[0].kind is Kind.ROWS:
            words[-1].keep_with_next = True
        yield from words

    def _listed(self, field: Field, below: Sequence[Field], *, captioned: bool) -> Grid:
        """A list: a table of its own, headed on every page; captioned where no sentence does it."""
        values, small = self.values.get(field.name) or [], self.form.compact
        least = 2 if small else 3
        if not values:
            least = max(least, field.lines)  # room for the pen, as far as the sheet has it
        caption = field.label if captioned else ""
        listed = rows_table(field, values, least=least, dense=small, caption=caption)
        if below and below[0].kind is not Kind.FIXED:
            listed.after = 0.0  # the boxes go on where it ends
            # nobody signs a page on which there is no line of the list
            listed.keep_tail = below[0].kind is not Kind.ROWS
        return listed

    def _row_of_boxes(self, fields: Sequence[Field], room: int = FINE) -> Iterator[Cell]:
        style = SMALL_LABEL if self.form.compact else typeset.CELL_LABEL
        boxes = [field for field in fields if not field.joined]
        shares = _fine([field.weight for field in boxes], room)
        for field, share in zip(boxes, shares, strict=True):
            told = len(fields) == 1 and field.kind is Kind.LONG_TEXT  # the text needs the width
            words, wide = self._label(field, 0.0 if told else share * LABEL_SHARE)
            head = min(wide, share // 2)
            if field is boxes[0]:
                head = max(head, min(self._first_label, share // 2))
            yield replace(grid.heading(words, style), columns=head)
            yield replace(self._cell(field), columns=share - head)

    @cached_property
    def _first_label(self) -> int:
        """How wide the labels at the left stand at least: their edge goes straight down the sheet."""
        alone = [row[0] for row in self.form.rows if len(row) == 1 and row[0].on_paper]
        told = [self._label(field, 0.0)[1] for field in alone if field.kind is Kind.LONG_TEXT]
        least = max([self._label(Field("", "四字栏名"), 0.0)[1], *told])
        heads = [row[0] for row in self.form.rows if row[0].on_paper and row[0].label]
        hardly_wider = least + 1  # one label does not stick out by a hair
        return max(least, *(w for f in heads if (w := self._label(f, 0.0)[1]) == hardly_wider), 0)

    def _label(self, field: Field, room: float) -> tuple[str, int]:
        """The words of a label and how many columns they take; compact on one line if ``room`` does."""
        letters = len(field.label)
        wide = 1.35 * (typeset.WU_HAO if self.form.compact else typeset.XIAO_SI) / typeset.XIAO_SI
        short = letters <= 4 or (self.form.compact and letters * wide + 2 <= room)
        lines = 1 if short else 2 if letters <= 10 else 3
        words = _parted(field.label, math.ceil(letters / lines))
        longest = max(map(len, words.split("\n"))) if "\n" in words else letters / lines
        return words, math.ceil(longest * wide) + 2

    def _signed_box(self, field: Field, below: Sequence[Field]) -> grid.Row:
        """An opinion with the line that is signed, sealed and dated, in one box."""
        label, value = self._row_of_boxes([field])
        words = self._shown(field, self.values)
        free = 1 if words else 0  # for the hand and the seal
        opinion = Text(words, SMALL_CELL, lines=field.lines, free=free, uncut=True)
        opinion.keep_tail = True  # nobody signs a page on which there is no word of it
        box = (opinion, self._signing(below))
        return grid.Row((label, replace(value, blocks=box)), SMALL_LEAST)

    def _signing(self, fields: Sequence[Field]) -> Block:
        """The line below an opinion: who signs at the left, the day at the right, on every sheet."""
        marks = [field for field in fields if field.kind is Kind.MARK]
        shares = SIGNING_SHARES if len(marks) == 1 else (1.0,) * len(fields)
        told: list[list[Block]] = [[self._signed(field)] for field in fields]
        if len(marks) == 1 and len(told) == 2:  # nothing between signature and day
            told.insert(1, [])
        if len(told) != len(shares):
            shares = (1.0,) * len(told)
        line = SideBySide(shares, told)
        line.before = SMALL_LEFT.before
        return line

    def _signed(self, field: Field) -> Block:
        shown = self._shown(field, self.values)
        if field.kind is Kind.DATE:
            return Text(Span(shown or FOOT_DATE, whole=True), SMALL_SIGNED, fit=True)
        words = field.label + COLON + ("" if field.kind is Kind.MARK else shown)
        return Text(Span(words, whole=True), SMALL_LEFT, fit=True)

    def _cell(self, field: Field) -> Cell:
        value = self.values.get(field.name)
        style = SMALL_CELL if self.form.compact else typeset.CELL
        if field.kind is Kind.MARK:
            words = "\n".join(self._signers(field, self.values))
            lines = 2 if self.form.compact else 3
            return grid.cell(words, style, lines=max(lines, field.lines))
        if field.kind is Kind.FIXED:
            return grid.cell(list(self._filled(field, self.values)), style)
        if field.boxes:
            left = replace(style, align=typeset.Align.LEFT)  # never spread over the line
            return grid.cell(list(self._ticks(field, self.values)), left)
        if field.kind in MOMENTS:
            return grid.cell(show(field, value) or unfilled(field), style, fit=True)
        shown = show(field, value) + self._joined_to(field)
        fit = _is_figure(field, shown) or _is_name(field, shown)
        if field.kind is not Kind.LONG_TEXT:  # a few words in a narrow box are not spread over it
            style = replace(style, align=typeset.Align.LEFT)
        return grid.cell(shown, style, lines=field.lines, fit=fit)

    def _joined_to(self, field: Field) -> str:
        """What of the fields behind it is said in the box of a field: 6个月 behind 1年."""
        row = next((row for row in self.form.rows if field in row), ())
        behind = takewhile(lambda f: f.joined, row[row.index(field) + 1 :]) if row else ()
        return "".join(self._shown(one, self.values) for one in behind)


def rows_table(
    field: Field, rows: Sequence[Values], *, least: int = 3, dense: bool = False, caption: str = ""
) -> Grid:
    """Repeated rows as a bordered table; caption and column labels stand on top of every page."""
    made = _list_rows(field, rows, least=least, dense=dense)
    if not caption:
        return Grid([1] * FINE, made, repeat=1)
    title = grid.heading(caption, SMALL_LABEL if dense else typeset.CELL_LABEL, columns=FINE)
    return Grid([1] * FINE, [grid.Row((title,), made[0].least), *made], repeat=2)


def _list_rows(
    field: Field, rows: Sequence[Values], *, least: int = 3, dense: bool = False
) -> list[grid.Row]:
    columns = [column for column in field.columns if column.on_paper]
    shares = _fine([max(column.weight, len(column.label) / 4) for column in columns])
    style, high = (DENSE, 20.0) if dense else (LISTED, 26.0)

    def row(cells: Iterable[Cell], *, listed: bool = True) -> grid.Row:
        sized = zip(cells, shares, strict=True)
        return grid.Row(tuple(replace(cell, columns=share) for cell, share in sized), high, listed)

    body = [row(_list_cell(column, line, style) for column in columns) for line in rows]
    title = SMALL_LABEL if dense else typeset.CELL_LABEL
    head = row((grid.heading(column.label, title) for column in columns), listed=False)
    return [head, *body, *[row(Cell() for _ in columns)] * (least - len(rows))]


def _list_cell(column: Field, line: Values, style: typeset.Style) -> Cell:
    shown = show(column, line.get(column.name))
    return grid.cell(shown, style, fit=_is_figure(column, shown) or _is_name(column, shown))


def _is_figure(field: Field, shown: str) -> bool:
    """Whether a value reads as one number or day: it stays on one line, set a little smaller."""
    if field.kind in (*MOMENTS, Kind.NUMBER, Kind.MONEY):
        return True
    return field.kind is Kind.TEXT and shown.isascii() and " " not in shown


def _is_name(field: Field, shown: str) -> bool:
    """Whether a value is one long name of several parts, 阿卜杜热西提·麦麦提依明, and nothing else."""
    alone = "·" in shown and all(sign == "·" or sign.isalpha() for sign in shown)
    return field.kind in (Kind.TEXT, Kind.PERSON) and alone


def _parted(label: str, letters: int) -> str:
    """A label whose remark in brackets would be cut in two by lines of so many letters, on two lines."""
    start, end = label.find("（"), label.find("）") + 1
    if not any(start < place < end for place in range(letters, len(label), letters)):
        return label
    parts = [(label[:at], label[at:]) for at in (end, start) if 0 < at < len(label)]
    return "\n".join(min(parts, key=lambda two: max(map(len, two)))) if parts else label


def _fine(weights: Sequence[float], room: int = FINE) -> list[int]:
    """Weights as whole numbers of the fine columns that all rows of a table share."""
    edges = [round(room * part / sum(weights)) for part in accumulate(weights)]
    return [right - left for left, right in zip([0, *edges], edges, strict=False)]


def _is_signed_below(fields: Sequence[Field], below: Sequence[Field]) -> bool:
    """Whether a line is an opinion, and the next the place to sign it; a remark is nobody's."""
    alone = len(fields) == 1 and fields[0].kind is Kind.LONG_TEXT and fields[0].name != REMARK
    return alone and bool(below) and below[0].kind is Kind.MARK
