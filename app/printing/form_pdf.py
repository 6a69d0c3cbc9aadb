"""A form and its values become the lines of the official paper.

One loop over the form's rows, and one table keyed by ``Kind``. Papers in prose follow the
ministry's models of 2010: a label, then the value on ruled lines, as many as it needs; a blank
waits for the pen where nothing is known. Papers in a grid print label and value in boxes. Cover,
contents and back cover have shapes of their own (``dossier_pages``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate

from app.forms.codes import table as code_table
from app.forms.definition import Field, Form, Kind, Layout, Mark, PersonRef, Row, Values
from app.forms.display import blank as unfilled
from app.forms.display import pieces, show
from app.forms.people import blocks
from app.printing import grid
from app.printing import text as typeset
from app.printing.flow import Block, Space, Together
from app.printing.grid import Cell, Grid
from app.printing.marks import Mark as Put
from app.printing.marks import Perforation, Place, Places, seal_over
from app.printing.photo import PhotoPlace
from app.printing.side_by_side import SideBySide
from app.printing.text import Span, Text, blank, fill, label, tick

__all__ = ["paper", "rows_table"]

COLON = "\uff1a"
CHINESE_NUMBERS = "一二三四五六七八九十"
FINE = 48  # a table's rows divide its width into so many parts, so that their edges meet
PHOTO_COLUMNS = 9  # of these: a photograph of one inch and the lines around it
KEPT = 2  # the last signature is never alone on a page, nor its date without it
SHORT = 40  # characters: a longer value does not share its line
FOOT_DATE = "      年    月    日"
NUMBER_BLANK = "（        ）        字第      号"
COMPACT = 20.0  # points from base line to base line
COMPACT_TITLE = replace(typeset.TITLE, size=20.0, leading=28.0, before=2.0, after=4.0)
DENSE = replace(typeset.CELL, size=typeset.WU_HAO, leading=14.5)  # a list of hundreds of lines
STUB_TITLE = replace(COMPACT_TITLE, size=16.0, leading=24.0)


def paper(form: Form, values: Values, *, on: date | None = None) -> list[Block]:
    """The paper as blocks; ``on`` is the day whose code tables hold.

    Empty ``values`` give a blank form for filling by hand.
    """
    return _Printer(form, values, on).blocks()


class _Printer:
    """Prints one paper: the form, its values and the day."""

    def __init__(self, form: Form, values: Values, on: date | None) -> None:
        self.form = form
        self.values = values
        self.on = on
        self.field, self.body, self.right = (
            replace(style, size=typeset.XIAO_SI, leading=COMPACT) if form.compact else style
            for style in (typeset.FIELD, typeset.BODY, typeset.RIGHT)
        )

    def blocks(self) -> list[Block]:
        """Stub, title, lines, footnote; the signatures stay together with the date below them."""
        title = COMPACT_TITLE if self.form.compact else typeset.TITLE
        body: list[Block] = [*self._stub(), Text(self.form.title, title), *self._number()]
        if self.form.layout is Layout.TABLE:
            body.extend(self._boxes())
        else:
            rows = list(self.form.rows)
            foot = next((n for n, row in enumerate(rows) if _is_foot(row)), len(rows))
            for row in rows[:foot]:
                body.extend(self._line(row, self.values))
            signed = list(self._foot(rows[foot:]))
            body += [*signed[:-KEPT], Together(*signed[-KEPT:])] if signed else []
        if self.form.footnote:
            body += [Space(8), Text(self.form.footnote, typeset.NOTE)]
        return body

    def _stub(self) -> Iterator[Block]:
        """存根: what the issuer keeps, above the line where the paper is torn off."""
        if not self.form.stub:
            return
        yield Text(f"{self.form.title}（存根）", STUB_TITLE)
        yield from self._number()
        for row in self.form.stub:
            yield from self._line(row, self.values)
        yield Perforation(self._number_words())

    def _number(self) -> Iterator[Block]:
        """文号 below the title; a blank waits for the pen where none was given."""
        if self.form.numbered_by:
            yield Text(self._number_words() or NUMBER_BLANK, self.right)

    def _number_words(self) -> str:
        return str(self.values.get(self.form.numbered_by) or "") if self.form.numbered_by else ""

    def _foot(self, rows: Sequence[Row]) -> Iterator[Block]:
        """Signatures; a seal stands over the date below it, as it is put on paper."""
        pending: Field | None = None
        for row in rows:
            shown = [field for field in row if field.on_paper]
            seal = next((f for f in shown if f.kind is Kind.MARK and Mark.SEAL in f.marks), None)
            if seal is not None and len(shown) == 1:
                pending = seal
                continue
            if pending is not None and len(shown) == 1 and _is_foot_date(shown[0]):
                day = self._shown(shown[0], self.values) or FOOT_DATE
                yield seal_over(day, pending.label)
                pending = None
                continue
            if pending is not None:
                yield from self.mark(pending, self.values)
                pending = None
            yield from self._line(row, self.values)
        if pending is not None:
            yield from self.mark(pending, self.values)

    # ---- prose -------------------------------------------------------------------------------

    def _line(self, row: Row, values: Values) -> Iterator[Block]:
        """The blocks of one line; fields that the paper does not show are left out."""
        fields = [field for field in row if field.on_paper]
        crowded = any(len(self._shown(field, values)) > SHORT for field in fields)
        if len(fields) > 1 and not crowded:
            cells = [tuple(PROSE[field.kind](self, field, values)) for field in fields]
            yield SideBySide([self._wants(field, values) for field in fields], cells)
            return
        for field in fields:
            yield from PROSE[field.kind](self, field, values)

    def _shown(self, field: Field, values: Values) -> str:
        return show(field, values.get(field.name))

    def _wants(self, field: Field, values: Values) -> float:
        """How much of a shared line a field wants, in characters: its label and room to write."""
        room = ROOM.get(field.kind, 5.0) * field.weight
        return len(field.label) + 1 + max(room, len(self._shown(field, values)) + 0.5)

    def text(self, field: Field, values: Values) -> Iterator[Block]:
        """Label, then the value on ruled lines; long text goes on over as many as it needs."""
        head = [] if field.bare else [label(field.label + COLON)]
        yield Text([*head, fill(self._shown(field, values))], self.field, lines=field.lines)

    def moment(self, field: Field, values: Values) -> Iterator[Block]:
        """A date or time after its label; bare, at the foot of a paper, on the right."""
        shown = self._shown(field, values)
        if field.bare:
            yield Text(shown or FOOT_DATE, self.right)
        else:
            words = shown or unfilled(field)
            yield Text([label(field.label + COLON), fill(words)], self.field)

    def choice(self, field: Field, values: Values) -> Iterator[Block]:
        """The chosen label on a ruled blank, or every entry with a box to tick."""
        if not field.boxes:
            yield from self.text(field, values)
            return
        head = [] if field.bare else [label(field.label + COLON)]
        yield Text([*head, *self._ticks(field, values)], self.field)

    def _ticks(self, field: Field, values: Values) -> Iterator[Span]:
        value = values.get(field.name) or ()
        chosen = {value} if isinstance(value, str) else set(value)
        entries = code_table(field.codes).at(self.on)
        long = any(len(entry.label) > 8 for entry in entries)
        for number, entry in enumerate(entries):
            before = "\n" if long else "    " if number else ""
            yield Span(before)
            yield Span(f"{tick(entry.code in chosen)} {entry.label}", whole=not long)

    def boolean(self, field: Field, values: Values) -> Iterator[Block]:
        """是 and 否 with boxes."""
        value = values.get(field.name)
        ticks = f"{tick(value is True)} 是    {tick(value is False)} 否"
        yield Text([label(field.label + COLON), Span(ticks)], self.field)

    def fixed(self, field: Field, values: Values) -> Iterator[Block]:
        """Wording of the paper; its blanks are filled and ruled."""
        style = self.field if field.bare else self.body  # 称谓 begins at the margin
        yield Text(list(self._filled(field, values)), style)

    def _filled(self, field: Field, values: Values) -> Iterator[Span]:
        for piece in pieces(self.form, field, values):
            if not piece.filled:
                yield Span(piece.text)
            elif set(piece.text) <= {"_"}:
                yield blank("", len(piece.text) * 0.75)
            else:
                yield blank(piece.text, 0.0)

    def rows(self, field: Field, values: Values) -> Iterator[Block]:
        """One block for each row, or a bordered table where rows have no block of their own."""
        rows = values.get(field.name) or []
        block = blocks.get(field.name)
        if block is None or field.table:
            yield Text(label(field.label), self.field)
            yield rows_table(field, rows)
            return
        for number, row in enumerate(rows or [{}]):
            count = CHINESE_NUMBERS[number] if number < len(CHINESE_NUMBERS) else str(number + 1)
            mark = f"({count})" if len(rows) > 1 else ""
            lines = [made for line in block(row) for made in self._line(line, row)]
            heading = Text(label(field.label + mark + COLON), self.field)
            yield Together(heading, *lines)

    def mark(self, field: Field, values: Values) -> Iterator[Block]:
        """A place for the pen, finger or seal, one for each person who has to sign."""
        kind = PLACES.get(frozenset(field.marks), Put.SIGNATURE)
        if kind is Put.SEAL:
            yield seal_over(" ", field.label)
            return
        names = self._signers(field, values) or [""]
        shown = names if len(names) > 1 else [""]
        columns = 2 if len(names) > 1 else 1
        yield Places(*(Place(field.label + COLON, kind, name) for name in shown), columns=columns)

    def _signers(self, field: Field, values: Values) -> list[str]:
        found = values.get(field.per) if field.per else None
        if not isinstance(found, list):
            return []
        names = (row.get("name") if isinstance(row, Mapping) else row for row in found)
        return [n.name if isinstance(n, PersonRef) else str(n) for n in names if n]

    def photo(self, field: Field, values: Values) -> Iterator[Block]:
        """A photograph, or an empty place for one."""
        yield PhotoPlace(field.label, values.get(field.name))

    # ---- grid --------------------------------------------------------------------------------

    def _boxes(self) -> Iterator[Block]:
        """One table: every line a row of boxes, label, value, label, value."""
        lines = [line for row in self.form.rows if (line := [f for f in row if f.on_paper])]
        rows: list[grid.Row] = []
        beside = 0  # how many rows still stand beside a photograph
        for fields, below in zip(lines, [*lines[1:], []], strict=True):
            first = fields[0]
            if first.kind is Kind.FIXED and len(fields) == 1:
                if rows:
                    yield Grid([1] * FINE, rows)
                rows = []
                words = [*self.fixed(first, self.values)]
                if words and below and below[0].kind is Kind.ROWS:
                    words[-1].keep_with_next = True  # the caption of a table stays above it
                yield from words
            elif first.kind is Kind.ROWS:
                values = self.values.get(first.name) or []
                if len([f for f in lines if f[0].kind is not Kind.FIXED]) == 1:
                    yield rows_table(first, values, dense=self.form.compact)
                else:
                    rows += _list_rows(first, values)
            else:
                photo = next((f for f in fields if f.kind is Kind.PHOTO), None)
                beside = photo.lines if photo else beside
                room = FINE - PHOTO_COLUMNS if beside else FINE
                cells = [*self._row_of_boxes([f for f in fields if f is not photo], room)]
                if photo is not None:
                    blocks = tuple(self.photo(photo, self.values))
                    cells.append(Cell(blocks, PHOTO_COLUMNS, photo.lines))
                rows.append(grid.Row(tuple(cells)))
                beside = max(beside - 1, 0)
        if rows:
            yield Grid([1] * FINE, rows)

    def _row_of_boxes(self, fields: Sequence[Field], room: int) -> Iterator[Cell]:
        shares = _fine([field.weight for field in fields], room)
        for field, share in zip(fields, shares, strict=True):
            letters = len(field.label)
            lines = 1 if letters <= 4 else 2 if letters <= 10 else 3
            head = min(math.ceil(letters / lines * 1.35) + 2, share // 2)
            yield replace(grid.heading(field.label), columns=head)
            yield replace(self._cell(field), columns=share - head)

    def _cell(self, field: Field) -> Cell:
        value = self.values.get(field.name)
        if field.kind is Kind.MARK:
            words = "\n".join(self._signers(field, self.values))
            return grid.cell(words, lines=max(3, field.lines))
        if field.kind is Kind.FIXED:
            return grid.cell(list(self._filled(field, self.values)))
        if field.boxes:
            return grid.cell(list(self._ticks(field, self.values)))
        if field.kind in MOMENTS:
            return grid.cell(show(field, value) or unfilled(field))
        return grid.cell(show(field, value), lines=field.lines)


def rows_table(
    field: Field, rows: Sequence[Values], *, least: int = 3, dense: bool = False
) -> Grid:
    """Repeated rows as a bordered table; the column labels stand on top of every page."""
    return Grid([1] * FINE, _list_rows(field, rows, least=least, dense=dense), repeat=1)


def _list_rows(
    field: Field, rows: Sequence[Values], *, least: int = 3, dense: bool = False
) -> list[grid.Row]:
    columns = [column for column in field.columns if column.on_paper]
    shares = _fine([max(column.weight, len(column.label) / 4) for column in columns])
    style, high = (DENSE, 20.0) if dense else (typeset.CELL, 26.0)

    def row(cells: Iterable[Cell]) -> grid.Row:
        sized = zip(cells, shares, strict=True)
        return grid.Row(tuple(replace(cell, columns=share) for cell, share in sized), high)

    body = [
        row(grid.cell(show(column, line.get(column.name)), style) for column in columns)
        for line in rows
    ]
    head = row(grid.heading(column.label) for column in columns)
    return [head, *body, *[row(Cell() for _ in columns)] * (least - len(rows))]


def _fine(weights: Sequence[float], room: int = FINE) -> list[int]:
    """Weights as whole numbers of the fine columns that all rows of a table share."""
    edges = [round(room * part / sum(weights)) for part in accumulate(weights)]
    return [right - left for left, right in zip([0, *edges], edges, strict=False)]


def _is_foot(row: Row) -> bool:
    """Whether a line begins the signatures at the end of a paper."""
    return any(field.kind is Kind.MARK and field.on_paper for field in row)


def _is_foot_date(field: Field) -> bool:
    return field.kind is Kind.DATE and field.bare


PLACES = {
    frozenset({Mark.SIGNATURE}): Put.SIGNATURE,
    frozenset({Mark.FINGERPRINT}): Put.FINGERPRINT,
    frozenset({Mark.SIGNATURE, Mark.FINGERPRINT}): Put.SIGNATURE_AND_FINGERPRINT,
    frozenset({Mark.SEAL}): Put.SEAL,
}

Prose = Callable[[_Printer, Field, Values], Iterator[Block]]

PROSE: dict[Kind, Prose] = {
    Kind.TEXT: _Printer.text,
    Kind.LONG_TEXT: _Printer.text,
    Kind.DATE: _Printer.moment,
    Kind.DATETIME: _Printer.moment,
    Kind.TIME_RANGE: _Printer.moment,
    Kind.NUMBER: _Printer.text,
    Kind.MONEY: _Printer.text,
    Kind.CHOICE: _Printer.choice,
    Kind.MULTI_CHOICE: _Printer.choice,
    Kind.BOOL: _Printer.boolean,
    Kind.PERSON: _Printer.text,
    Kind.ROWS: _Printer.rows,
    Kind.FIXED: _Printer.fixed,
    Kind.MARK: _Printer.mark,
    Kind.PHOTO: _Printer.photo,
}
"""How each kind stands on a paper in prose."""

MOMENTS = frozenset({Kind.DATE, Kind.DATETIME, Kind.TIME_RANGE})

ROOM: dict[Kind, float] = {
    Kind.TEXT: 8.0,
    Kind.PERSON: 5.0,
    Kind.NUMBER: 3.0,
    Kind.CHOICE: 3.0,
    Kind.DATE: 8.0,
    Kind.MONEY: 8.0,
    Kind.DATETIME: 12.0,
}
"""Room to write in, in characters."""
