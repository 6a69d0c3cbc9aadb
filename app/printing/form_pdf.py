"""A form and its values become the lines of the official paper.

One loop over the form's rows, and one table keyed by ``Kind``. Papers in prose follow the
ministry's models of 2010: a label, then the value on ruled lines, as many as it needs; a blank
waits for the pen where nothing is known. Papers in a grid print label and value in boxes. Cover,
contents and back cover have shapes of their own (``dossier_pages``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from unicodedata import east_asian_width

from app.forms.definition import Field, Form, Kind, Layout, Mark, Row, Values
from app.forms.display import blank as unfilled
from app.forms.people import blocks
from app.forms.texts import spoken
from app.printing import text as typeset
from app.printing.flow import Block, Together
from app.printing.form_boxes import COLON, FOOT_DATE, MOMENTS, Boxes, rows_table
from app.printing.marks import Mark as Put
from app.printing.marks import Perforation, Place, Places, seal_over
from app.printing.side_by_side import GAP, SideBySide
from app.printing.text import Align, Span, Text, fill, label, tick

__all__ = ["paper", "rows_table"]

INDENT = 2.0  # characters: where the paragraphs of a longer text begin
CHINESE_NUMBERS = "一二三四五六七八九十"
TAIL = 3  # a sentence of one line above the signatures takes along what it is said of
KEPT = 2  # the last signature is never alone on a page, nor its date without it
FOOT = 450.0  # points: signatures that are not higher all stand on one page
WRITTEN = frozenset({Kind.TEXT, Kind.LONG_TEXT})
SHORT = 40  # characters: a longer value does not share its line
LINE_WIDTH = 440.0  # points: what does not fit beside each other stands below each other
PEN = 2.5  # characters: nobody writes into less
SLACK = 0.1  # characters: no value is broken for the rounding of widths
NUMBER_BLANK = "（        ）        字第      号"
COMPACT_TITLE = replace(typeset.TITLE, size=20.0, leading=28.0, before=2.0, after=4.0)
STUB_TITLE = replace(COMPACT_TITLE, size=16.0, leading=24.0)


def paper(form: Form, values: Values, *, on: date | None = None) -> list[Block]:
    """The paper as blocks; ``on`` is the day whose code tables hold.

    Empty ``values`` give a blank form for filling by hand.
    """
    return _Printer(form, values, on).blocks()


class _Printer(Boxes):
    """Prints one paper: the form, its values and the day."""

    def blocks(self) -> list[Block]:
        """Stub, title, lines, footnote; the signatures stay together with the date below them."""
        title = COMPACT_TITLE if self.form.compact else typeset.TITLE
        if self.form.compact and not self.form.stub and self.form.layout is not Layout.TABLE:
            title = replace(title, after=9.0)  # prose begins less close to it than a table
        body: list[Block] = [*self._stub(), Text(self.form.title, title), *self._number()]
        if self.form.layout is Layout.TABLE:
            body.extend(self._boxes())
        else:
            rows = list(self.form.rows)
            foot = next((n for n, row in enumerate(rows) if _is_foot(row)), len(rows))
            for row, below in zip(rows[:foot], [*rows[1:], ()], strict=False):
                made = list(self._line(row, self.values))
                if made and row[0].kind is Kind.FIXED and below and below[0].kind is Kind.ROWS:
                    made[-1].keep_with_next = True  # what announces a table stays above it
                body.extend(made)
            signed = list(self._foot(rows[foot:]))
            if signed:
                for above in reversed(body[-TAIL:]):
                    above.keep_tail = True  # a seal or a signature never stands alone on a page
                    if not (isinstance(above, Text) and above.natural_width() <= LINE_WIDTH):
                        break
                if self._ends_unwritten(rows[:foot]):
                    body[-2].keep_tail = True  # nor with nothing but a blank for the pen
                whole = Together(*signed).height(LINE_WIDTH) <= FOOT
                for one in signed[:-1]:
                    one.keep_with_next |= whole or isinstance(one, Text)
                body += [*signed[:-KEPT], Together(*signed[-KEPT:])]
        if self.form.footnote:
            small = replace(typeset.NOTE, leading=14.0)
            room, note = (6.0, small) if self.form.compact else (8.0, typeset.NOTE)
            note = replace(note, before=body[-1].after + room)
            body[-1].keep_tail = True  # a note has no page of its own
            body.append(Text(spoken(self.form.footnote, self.on), note))
        return body

    def _ends_unwritten(self, rows: Sequence[Row]) -> bool:
        """Whether the last line on paper is a blank for the pen, below something that is said."""
        lines = [line for row in rows if (line := [f for f in row if f.on_paper])]
        blanks = [
            all(f.kind in WRITTEN and not self._shown(f, self.values) for f in line)
            for line in lines
        ]
        return blanks[-2:] == [False, True]

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
        last: Block | None = None
        for row in rows:
            shown = [field for field in row if field.on_paper]
            seal = next((f for f in shown if f.kind is Kind.MARK and Mark.SEAL in f.marks), None)
            if seal is not None and len(shown) == 1:
                pending = seal
                continue
            if pending is not None and shown and _is_foot_date(shown[0]):
                day = self._shown(shown[0], self.values) or FOOT_DATE
                beside = [s for field in shown[1:] for s in self._filled(field, self.values)]
                yield seal_over(day, pending.label, self.field, beside=beside)
                pending = None
                continue
            if pending is not None:
                yield from self.mark(pending, self.values)
                pending = None
            for made in self._line(row, self.values):
                if last is not None and shown and shown[0].kind not in (Kind.FIXED, Kind.MARK):
                    last.keep_with_next = True  # the day of a signature, who received it
                last = made
                yield made
        if pending is not None:
            yield from self.mark(pending, self.values)

    # ---- prose -------------------------------------------------------------------------------

    def _line(self, row: Row, values: Values) -> Iterator[Block]:
        """The blocks of one line; fields that the paper does not show are left out."""
        fields = [field for field in row if field.on_paper]
        if len(fields) > 1 and all(_is_signed(field) for field in fields):
            places = Places(*map(_place, fields), columns=len(fields), style=self.field)
            if self.form.compact:
                places.before = places.after = 0.0
            yield places
            return
        for together in self._shared(fields, values):
            cells = [tuple(PROSE[field.kind](self, field, values)) for field in together]
            if len(together) == 1:
                yield from cells[0]
            else:
                yield SideBySide(self._shares(together, values), cells)

    def _shared(self, fields: Sequence[Field], values: Values) -> Iterator[list[Field]]:
        """The fields of a line as they share lines on paper; one that is too long stands alone."""
        together: list[Field] = []
        for field in fields:
            alone = len(self._shown(field, values)) > SHORT
            needed = sum(self._needs(f, values) for f in (*together, field))
            if together and (alone or needed > self._line_of(len(together) + 1)):
                yield together
                together = []
            together.append(field)
            if alone:
                yield together
                together = []
        if together:
            yield together

    def _needs(self, field: Field, values: Values) -> float:
        """What of a line a field cannot do without, in characters: its label and its value.

        A blank cannot do without room for the pen.
        """
        shown = self._shown(field, values)
        if not shown and field.kind in MOMENTS:
            shown = unfilled(field)
        value = _wide(shown) + SLACK if shown else PEN
        return len(field.label) + 1 + value

    def _line_of(self, fields: int) -> float:
        """Characters that so many fields share in a line."""
        return (LINE_WIDTH - GAP * (fields - 1)) / self.field.size

    def _shares(self, fields: Sequence[Field], values: Values) -> list[float]:
        """How fields share a line, in characters: by room to write, none with less than it needs."""
        wants = [self._wants(field, values) for field in fields]
        needs = [self._needs(field, values) for field in fields]
        line = self._line_of(len(fields))
        scale = line / sum(wants)
        if all(want * scale >= need for want, need in zip(wants, needs, strict=True)):
            return wants
        spare = max(line - sum(needs), 0.0)
        more = [max(want - need, 0.0) for want, need in zip(wants, needs, strict=True)]
        return [
            need + spare * extra / (sum(more) or 1.0)
            for need, extra in zip(needs, more, strict=True)
        ]

    def _wants(self, field: Field, values: Values) -> float:
        """How much of a shared line a field wants, in characters: its label and room to write."""
        room = ROOM.get(field.kind, 5.0) * field.weight
        return len(field.label) + 1 + max(room, len(self._shown(field, values)) + 0.5)

    def text(self, field: Field, values: Values) -> Iterator[Block]:
        """Label, then the value on ruled lines; long text goes on over as many as it needs."""
        shown = self._shown(field, values)
        if field.paragraphs and shown:
            yield Text(shown, self.body)
            return
        head = [] if field.bare or field.paragraphs else [label(field.label + COLON)]
        style = replace(self.field, further=INDENT)
        issued = shown and self.form.numbered_by  # nothing can be added below what is said
        yield Text([*head, fill(shown)], style, lines=0 if issued else field.lines)

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
        ticks = [*self._ticks(field, values)]
        left = replace(self.field, align=Align.LEFT)  # boxes and labels are not spread over a line
        if self._has_long(field):
            yield Text([*head, Span("\n" if head else ""), *ticks], left)
            return
        alone = Text([*head, *ticks], left)
        if not head or alone.natural_width() <= LINE_WIDTH:
            yield alone
            return
        caption = Text(head, self.field)
        room = caption.natural_width() + SLACK  # the boxes of further lines stand below the first
        yield SideBySide([room, LINE_WIDTH - room], [[caption], [Text(ticks, left)]])

    def boolean(self, field: Field, values: Values) -> Iterator[Block]:
        """是 and 否 with boxes."""
        value = values.get(field.name)
        ticks = f"{tick(value is True)} 是    {tick(value is False)} 否"
        yield Text([label(field.label + COLON), Span(ticks)], self.field)

    def rows(self, field: Field, values: Values) -> Iterator[Block]:
        """One block for each row, or a bordered table where rows have no block of their own."""
        rows = values.get(field.name) or []
        block = blocks.get(field.name)
        if block is None or field.table:
            caption = Text(label(field.label), self.field)
            caption.keep_with_next = True  # the caption of a table stays above it
            if not field.bare:
                yield caption
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
        kind = _kind(field)
        if kind is Put.SEAL:
            yield seal_over(" ", field.label, self.field)
            return
        names = self._signers(field, values) or [""]
        shown = names if len(names) > 1 else [""]
        columns = 2 if len(names) > 1 else 1
        places = (Place(field.label + COLON, kind, name) for name in shown)
        yield Places(*places, columns=columns, style=self.field)


def _wide(words: str) -> float:
    """How wide a text is, in characters; a letter or figure is half of one."""
    return sum(1.0 if east_asian_width(c) in "WFA" else 0.5 for c in words)


def _kind(field: Field) -> Put:
    """What is put on paper at the place of a field."""
    return PLACES.get(frozenset(field.marks), Put.SIGNATURE)


def _is_signed(field: Field) -> bool:
    """Whether one person signs at the place of a field."""
    return field.kind is Kind.MARK and not field.per and _kind(field) is not Put.SEAL


def _place(field: Field) -> Place:
    return Place(field.label + COLON, _kind(field))


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
