"""From blocks to a finished PDF: page geometry, page numbers, bookmarks, the practice mark.

``build_pdf`` takes the documents of a dossier (or a single paper) in order and returns the PDF as
bytes, made in memory: no file is written. All pages are laid out before the first is drawn, so a
contents list at the front can name the page where a later document begins (``text.Late``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from app.printing.flow import Block, Placed, paginate
from app.printing.fonts import Typeface, font, register
from app.printing.text import Align, Style, Text

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
NUMBER_SIZE = 14.0  # 四号, as GB/T 9704-2012 7.5 has it
COUNT_SIZE = 10.5
PRACTICE_WORDS = "练习"
PRACTICE_NOTE = "练习用纸 · 不作凭证"
SEALED_WORDS = "封存"
SEALED_STYLE = Style(Typeface.HEI, 10.5, 15.0, Align.CENTRE)


class NumberPlace(Enum):
    """Where the page number (页号) stands; the value is what the settings page shows."""

    OUTER_TOP = "右上角（双面打印时背面在左上角）"
    OUTER_BOTTOM = "右下角（双面打印时背面在左下角）"
    BOTTOM_CENTRE = "下端居中"
    NONE = "不印"


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What is known of one page of the finished PDF."""

    index: int  # from 1, counting every page
    number: int | None  # the page number printed on it, if any
    part: str  # key of the document it belongs to; empty for an inserted blank side
    front: bool = True


@dataclass(frozen=True)
class PageMap:
    """All pages of a PDF, for contents lists and totals."""

    pages: tuple[PageInfo, ...]

    def first(self, part: str) -> int | None:
        """Number printed on the first page of a document; None if it carries none."""
        return self._numbers.get(part, (None, None))[0]

    def last(self, part: str) -> int | None:
        """Number printed on the last page of a document; None if it carries none."""
        return self._numbers.get(part, (None, None))[1]

    def count(self, part: str) -> int:
        """How many pages a document has."""
        return sum(page.part == part for page in self.pages)

    @property
    def total(self) -> int:
        """Pages with something on them, cover and back cover included (连面带底)."""
        return sum(page.part != "" for page in self.pages)

    @property
    def numbered(self) -> int:
        """Pages that carry a page number."""
        return sum(page.number is not None for page in self.pages)

    @cached_property
    def _numbers(self) -> dict[str, tuple[int, int]]:
        """First and last number of each document, read once: a contents list asks for all."""
        found: dict[str, tuple[int, int]] = {}
        for page in self.pages:
            if page.number is not None:
                first = found.get(page.part, (page.number, 0))[0]
                found[page.part] = (first, page.number)
        return found


Decoration = Callable[["Sheet", PageInfo], None]


@dataclass(frozen=True, slots=True)
class PageSetup:
    """An office's page settings. Lengths in mm; GB/T 9704-2012 5.2 gives the defaults.

    ``binding`` is the margin on the side that is sewn: left, and right on the back of a sheet.
    ``offset_x`` and ``offset_y`` correct a printer that prints too far left or down.
    ``header`` and ``footer`` may draw on every page; they get the sheet with its margins.
    ``sealed`` marks every page as one of a sealed record, with these words: who looks at it, and why.
    ``landscape`` turns the paper: ``top`` is then the margin of the long side that lies above.
    """

    top: float = 37.0
    bottom: float = 35.0
    binding: float = 28.0
    outer: float = 26.0
    both_sides: bool = False
    parts_on_front: bool = False
    number_place: NumberPlace = NumberPlace.OUTER_TOP
    number_dashes: bool = False
    first_number: int = 1
    offset_x: float = 0.0
    offset_y: float = 0.0
    practice: bool = False
    sealed: str = ""
    landscape: bool = False
    header: Decoration | None = None
    footer: Decoration | None = None

    def __post_init__(self) -> None:
        if self.width < 60 * MM or self.height < 60 * MM:
            raise ValueError("The margins leave less than 60 mm for the text.")

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height of the paper in points."""
        return (A4[1], A4[0]) if self.landscape else A4

    @property
    def width(self) -> float:
        """Width of the text block in points."""
        return self.paper[0] - (self.binding + self.outer) * MM

    @property
    def height(self) -> float:
        """Height of the text block in points."""
        return self.paper[1] - (self.top + self.bottom) * MM


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file says of itself. ``author`` is the office's code, never a person (trust E2)."""

    title: str
    author: str


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a dossier: begins on a new page and has a bookmark of its own."""

    title: str
    blocks: Sequence[Block]
    key: str = ""  # how the page map calls it; the title if not given
    numbered: bool = True  # its pages count and carry a number
    loose: bool = False  # printed by itself: more than one page say which it is, and of how many

    @property
    def name(self) -> str:
        """Key in the page map."""
        return self.key or self.title


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF and what stands on which page."""

    pdf: bytes
    pages: PageMap


class Sheet(Canvas):
    """The canvas of our papers, in points from the lower left corner of the page.

    Blocks find here the page map, the page they are on and where the text block stands.
    """

    def __init__(self, buffer: BytesIO, pages: PageMap, setup: PageSetup) -> None:
        """A canvas that embeds every font and dates nothing, so that equal papers are equal files."""
        super().__init__(
            buffer,
            pagesize=setup.paper,
            pageCompression=1,
            invariant=1,
            initialFontName=Typeface.BODY.value,  # type: ignore[arg-type]
        )
        self.pages = pages
        self.setup = setup
        self.info = PageInfo(0, None, "")

    @property
    def document(self) -> Any:
        """reportlab's document, in which fonts are embedded."""  # noqa: D403
        return self._doc  # type: ignore[attr-defined]

    @property
    def left(self) -> float:
        """Left edge of the text block."""
        return (self.setup.binding if self.info.front else self.setup.outer) * MM

    @property
    def right(self) -> float:
        """Right edge of the text block."""
        return self.left + self.setup.width

    @property
    def top(self) -> float:
        """Upper edge of the text block."""
        return self.setup.paper[1] - self.setup.top * MM

    @property
    def bottom(self) -> float:
        """Lower edge of the text block."""
        return self.setup.bottom * MM

    def words(self, text: str, x: float, y: float, size: float, *, at: float = 0.0) -> None:
        """Write one line in the body typeface; ``at`` 0 begins, 0.5 centres, 1 ends it at ``x``."""
        self.setFont(Typeface.BODY.value, size)
        width = font(Typeface.BODY).stringWidth(text, size)
        self.drawString(x - at * width, y, text)


def build_pdf(
    parts: Sequence[Part],
    *,
    meta: Meta,
    setup: PageSetup | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Printed:
    """Lay out and draw all documents.

    ``progress`` is told the pages done and their total after each page; an exception from it
    stops the work. Raises flow.Overfull for a paper that cannot be laid out, and ActionableError
    when a font file is damaged.
    """
    register()
    setup = setup or PageSetup()
    laid_out, pages = _lay_out(parts, setup)
    buffer = BytesIO()
    sheet = Sheet(buffer, pages, setup)
    _describe(sheet, meta)
    loose = {part.name for part in parts if part.loose}
    titles = {part.name: part.title for part in reversed(parts)}
    for info, placed in zip(pages.pages, laid_out, strict=True):
        sheet.info = info
        sheet.translate(setup.offset_x * MM, setup.offset_y * MM)
        if setup.practice:
            _mark_practice(sheet)
        if setup.sealed:
            _mark_sealed(sheet, setup.sealed)
        if title := titles.pop(info.part, ""):
            sheet.bookmarkPage(f"part{info.index}")
            sheet.addOutlineEntry(title, f"part{info.index}", 0)
        for item in placed:
            item.block.draw(sheet, sheet.left, sheet.top - item.depth, setup.width)
        _number(sheet)
        if info.part in loose:
            _count(sheet)
        for decoration in (setup.header, setup.footer):
            if decoration:
                decoration(sheet, info)
        sheet.showPage()
        progress(info.index, len(pages.pages))
    sheet.save()
    return Printed(buffer.getvalue(), pages)


def _lay_out(parts: Sequence[Part], setup: PageSetup) -> tuple[list[list[Placed]], PageMap]:
    """Every page with its blocks, and what is known of it."""
    laid_out: list[list[Placed]] = []
    infos: list[PageInfo] = []
    number = setup.first_number

    def add(placed: list[Placed], part: str, printed: int | None) -> None:
        index = len(infos) + 1
        front = not setup.both_sides or index % 2 == 1
        laid_out.append(placed)
        infos.append(PageInfo(index, printed, part, front))

    for part in parts:
        if setup.both_sides and setup.parts_on_front and len(infos) % 2:
            add([], "", None)  # the back stays empty and, like every empty side, carries no number
        for placed in paginate(part.blocks, setup.width, setup.height):
            add(placed, part.name, number if part.numbered else None)
            number += part.numbered
    return laid_out, PageMap(tuple(infos))


def _describe(sheet: Sheet, meta: Meta) -> None:
    """Write the file's own description; nothing of the person or the PC."""
    sheet.setTitle(meta.title)
    sheet.setAuthor(meta.author)
    sheet.setCreator(meta.author)
    sheet.setProducer("")
    sheet.setSubject("")
    sheet.setViewerPreference("DisplayDocTitle", "true")
    sheet.setCatalogEntry("Lang", "zh-CN")


def _number(sheet: Sheet) -> None:
    """Print the page number, where the settings want it."""
    info, setup = sheet.info, sheet.setup
    if info.number is None or setup.number_place is NumberPlace.NONE:
        return
    text = f"— {info.number} —" if setup.number_dashes else str(info.number)
    low = sheet.bottom - 7 * MM - NUMBER_SIZE
    if setup.number_place is NumberPlace.BOTTOM_CENTRE:
        sheet.words(text, (sheet.left + sheet.right) / 2, low, NUMBER_SIZE, at=0.5)
        return
    y = sheet.top + 12 * MM if setup.number_place is NumberPlace.OUTER_TOP else low
    if info.front:
        sheet.words(text, sheet.right, y, NUMBER_SIZE, at=1.0)
    else:
        sheet.words(text, sheet.left, y, NUMBER_SIZE)


def _count(sheet: Sheet) -> None:
    """第几页，共几页 at the foot of a paper of several pages (GB/T 9704-2012 7.5): none is exchanged."""
    own = [page.index for page in sheet.pages.pages if page.part == sheet.info.part]
    if len(own) > 1:
        text = f"第{own.index(sheet.info.index) + 1}页，共{len(own)}页"
        low = sheet.bottom - 7 * MM - COUNT_SIZE
        sheet.words(text, (sheet.left + sheet.right) / 2, low, COUNT_SIZE, at=0.5)


def _mark_sealed(sheet: Sheet, words: str) -> None:
    """Mark a page of a sealed record (trust D2): whoever finds it sees what it is and who took it."""
    if not sheet.setup.practice:  # one pale word below the text is enough to read it
        _below(sheet, SEALED_WORDS)
    note = Text(words, SEALED_STYLE, fit=True)
    top = sheet.bottom - 14 * MM
    height = note.height(sheet.setup.width)
    note.draw(sheet, sheet.left, top, sheet.setup.width)
    sheet.setLineWidth(0.8)
    sheet.rect(sheet.left - 4, top - height - 3, sheet.setup.width + 8, height + 6)


def _below(sheet: Sheet, words: str) -> None:
    """Words across the page, large and pale."""
    size = 150.0
    width = font(Typeface.HEI).stringWidth(words, size)
    sheet.saveState()
    sheet.setFillGray(0.9)
    sheet.translate((sheet.left + sheet.right) / 2, (sheet.top + sheet.bottom) / 2)
    sheet.rotate(45)
    sheet.setFont(Typeface.HEI.value, size)
    sheet.drawString(-width / 2, -size * 0.38, words)
    sheet.restoreState()


def _mark_practice(sheet: Sheet) -> None:
    """Mark a page of a practice office, so that nobody takes it for a real paper (F78).

    Large and pale below the words, and once more in the margin, where no scan covers it.
    """
    _below(sheet, PRACTICE_WORDS)
    note = font(Typeface.HEI).stringWidth(PRACTICE_NOTE, NUMBER_SIZE)
    x, y = (sheet.left + sheet.right - note) / 2, sheet.top + 12 * MM
    sheet.setFont(Typeface.HEI.value, NUMBER_SIZE)
    sheet.drawString(x, y, PRACTICE_NOTE)
    sheet.setLineWidth(0.8)
    sheet.rect(x - 6, y - 5, note + 12, NUMBER_SIZE + 7)
