"""One definition per paper: what it asks, how it is checked, how its values are kept.

A ``Form`` lists the lines of an official paper from top to bottom; each line is a tuple of
``Field``. The entry form on screen, the checks, the printed page and the spreadsheet columns are
four loops over the same rows, each with one table keyed by ``Kind``. This module holds the
vocabulary; ``checks.py`` holds the checks, ``values.py`` the way values are kept and shown.

A field whose ``fact`` is set is typed once per case: every paper of the case that has a field of
the same name shows the same value. A field without it belongs to the one paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

Values = Mapping[str, Any]
"""What a form holds: field name → value of the Python type that ``Kind`` names."""


class Kind(Enum):
    """What may stand in a field; the comment names the Python type of its value."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str, paragraphs parted by newlines
    DATE = "date"  # datetime.date
    DATETIME = "datetime"  # datetime.datetime, naive local time
    TIME_RANGE = "time_range"  # TimeRange
    NUMBER = "number"  # int or decimal.Decimal
    MONEY = "money"  # int, fen
    CHOICE = "choice"  # str, a code of the dated table ``codes``
    MULTI_CHOICE = "multi_choice"  # tuple[str, ...], codes in table order
    BOOL = "bool"  # bool
    PERSON = "person"  # PersonRef
    ROWS = "rows"  # list[dict[str, Any]], one per row, by ``columns``
    FIXED = "fixed"  # no value: wording of the paper, with {name} blanks filled from the values
    MARK = "mark"  # no value: a place for a signature, seal or fingerprint
    PHOTO = "photo"  # no value: a place for a photograph; what prints finds its bytes by the name


class TimeRange(NamedTuple):
    """From when to when something went on; ``end`` may not be known yet."""

    start: datetime
    end: datetime | None = None


class PersonRef(NamedTuple):
    """A person as named on a paper, and the card behind the name when there is one."""

    name: str
    uid: str | None = None


class Mark(Enum):
    """What is put on paper by hand; the program only keeps a checklist of it."""

    SIGNATURE = "signature"  # 签名
    FINGERPRINT = "fingerprint"  # 指印
    SEAL = "seal"  # 印章


class Layout(Enum):
    """How the paper looks."""

    PROSE = "prose"  # labels with ruled blanks, as the ministry's model papers of 2010
    TABLE = "table"  # a bordered grid
    COVER = "cover"  # 卷宗封面
    CONTENTS = "contents"  # 卷内目录
    BACK = "back"  # 封底


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a field is laid out; all optional."""

    weight: int = 1  # share of the row's width
    lines: int = 1  # ruled lines the paper leaves at least; rows of boxes beside a PHOTO
    room: int = 0  # characters that its blank takes in a sentence; 0: as many as its kind
    on_screen: bool = True
    on_paper: bool = True
    boxes: bool = False  # a choice printed as ☑/☐ for every entry of its table
    table: bool = False  # ROWS printed as a bordered table rather than one block a row
    bare: bool = False  # printed without its label, as the date below a signature
    paragraphs: bool = False  # a text that stands in a letter as its own paragraphs, without label
    minors: bool | None = None  # stands only on papers of minors (True) or of adults (False)
    joined: bool = False  # stands in the box of the field before it: 1年, 6个月
    if_filled: bool = False  # no line on a filled paper that has no value for it


@dataclass(frozen=True, slots=True)
class Field(_Look):
    """One blank of a paper. ``name`` is also the column or key under which its value is kept."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    fact: bool = False  # belongs to the case, not to this paper alone
    required: bool = False
    codes: str = ""  # CHOICE, MULTI_CHOICE: name of a table in resources/codes
    columns: tuple[Field, ...] = ()  # ROWS
    wording: str = ""  # FIXED: the text, or "text:KEY" for one of resources/texts
    unit: str = ""  # NUMBER: 份, 页, 人 …
    in_words: bool = False  # MONEY: print 大写 beside the figure
    marks: tuple[Mark, ...] = ()  # MARK: what is put here
    per: str = ""  # MARK: one place for each row of this ROWS field, or the person this field names
    minimum: int | None = None  # NUMBER, MONEY
    maximum: int | None = None
    max_length: int = 20_000  # TEXT, LONG_TEXT, characters
    default: Any = None
    help: str = ""  # how to fill it
    example: str = ""
    home: bool = False  # may say where somebody lives: cut as an address on lists (E3)
    county: bool = False  # added by the county: no part of the official format


Row = tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A paper: its code, its printed title, its lines, and where the format comes from."""

    code: str
    title: str
    rows: tuple[Row, ...]
    source: str  # the notice or article that fixes the format
    purpose: str = ""  # what it is for, told where the paper is not there yet
    version: str = "2010"
    layout: Layout = Layout.PROSE
    repeatable: bool = False  # a case may hold several
    dated_by: str = ""  # the field that gives the paper's own date
    numbered_by: str = ""  # the field that gives its 文号, printed below the title
    stub: tuple[Row, ...] = ()  # 存根: lines printed above the line where the paper is torn off
    compact: bool = False  # set a little smaller, so that it stays on one sheet
    footnote: str = ""
    minors_footnote: str = ""  # in its place on papers of minors

    def fields(self) -> Iterator[Field]:
        """Every field from top to bottom, without the columns inside repeated rows."""
        for row in self.rows:
            yield from row

    def field(self, name: str) -> Field:
        """The field called ``name``; ``KeyError`` when the paper has none."""
        for field in self.fields():
            if field.name == name:
                return field
        raise KeyError(name)

    def own_fields(self) -> Iterator[Field]:
        """Fields whose values are kept with the paper itself."""
        return (f for f in self.fields() if not f.fact and f.kind not in VALUELESS)

    def fact_fields(self) -> Iterator[Field]:
        """Fields whose values are facts of the case."""
        return (f for f in self.fields() if f.fact and f.kind not in VALUELESS)


VALUELESS = frozenset({Kind.FIXED, Kind.MARK, Kind.PHOTO})


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """台账: a list of records, its columns in order. Screen, print and xlsx read the same one."""

    code: str
    title: str
    columns: tuple[Field, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, in the clerk's words. ``row`` counts from 0 in ROWS."""

    field: str
    message: str
    row: int | None = None
    column: str = ""
    blocking: bool = True
