"""Documents bound into one PDF (F45): cover, contents, papers and scans in order, back cover.

Page numbers go back into the contents list and the total onto the back cover, because every page
is laid out before the first is drawn. A dossier of mediation and a working file of corrections are
bound alike; they differ in their covers and in how their contents are listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from app.forms.definition import VALUELESS, Field, Kind, Layout, Values
from app.forms.display import show
from app.forms.dossier import DossierPart, DossierPlan, FiledPaper, FiledScan
from app.forms.sealed_note import SEALED_NOTE
from app.printing.dossier_pages import back_cover, contents, cover, keys_of
from app.printing.file_pages import closing_sheet, file_contents, file_cover
from app.printing.flow import Block
from app.printing.fonts import MissingGlyph, missing_in_fields
from app.printing.form_pdf import paper
from app.printing.page import Meta, PageSetup, Part, Printed, build_pdf
from app.printing.scans import lay_in, scan_blocks

__all__ = [
    "missing_in_dossier",
    "missing_in_paper",
    "missing_in_papers",
    "print_dossier",
    "print_file",
    "print_paper",
    "print_papers",
    "print_scan",
]

Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    """Nobody is watching."""


def print_paper(
    filed: FiledPaper, *, author: str, setup: PageSetup, progress: Progress = _silent
) -> Printed:
    """One paper alone; empty values print the blank form. ``author`` is the office code."""
    blocks = paper(filed.form, filed.values)
    part = Part(filed.form.title, blocks, numbered=False, loose=True)
    meta = Meta(filed.form.title, author)
    return build_pdf([part], meta=meta, setup=setup, progress=progress)


def print_papers(
    title: str,
    papers: Sequence[tuple[str, FiledPaper]],
    *,
    author: str,
    setup: PageSetup,
    progress: Progress = _silent,
) -> Printed:
    """Several papers in one PDF, each with its bookmark: a month's notices, blank forms."""
    parts = [
        Part(
            name,
            paper(filed.form, filed.values),
            key=f"paper{number}",
            numbered=False,
            loose=True,
        )
        for number, (name, filed) in enumerate(papers)
    ]
    return build_pdf(parts, meta=Meta(title, author), setup=setup, progress=progress)


def print_scan(scan: FiledScan, *, author: str) -> bytes:
    """A scan alone, for looking at it; raises ``ActionableError`` when it cannot be read."""
    blocks = scan_blocks(scan)
    part = Part(scan.title, blocks, numbered=False)
    printed = build_pdf([part], meta=Meta(scan.title, author), setup=PageSetup())
    return lay_in(printed.pdf, blocks)


def print_dossier(
    plan: DossierPlan,
    *,
    author: str,
    setup: PageSetup,
    ranges: bool = False,
    progress: Progress = _silent,
) -> Printed:
    """The dossier. ``progress`` may raise to stop; see ``page.build_pdf`` for errors.

    Raises ``ActionableError`` for a scan that cannot be read, before anything is printed.
    """
    front = (
        Part("卷宗封面", cover(plan.cover), key="cover", numbered=False),
        Part(
            "卷内目录",
            contents("卷内目录", plan.parts, ranges=ranges),
            key="contents",
            numbered=False,
        ),
    )
    return _bound(front, plan, back_cover, author=author, setup=setup, progress=progress)


def print_file(
    plan: DossierPlan, *, author: str, setup: PageSetup, progress: Progress = _silent
) -> Printed:
    """A working file (工作档案): listed document by document, closed by its 备考表."""
    mark = str(plan.cover.values.get(SEALED_NOTE) or "")
    front = (
        Part("封面", file_cover(plan.cover), key="cover", numbered=False),
        Part("卷内目录", file_contents(plan.parts, mark), key="contents", numbered=False),
    )
    return _bound(front, plan, closing_sheet, author=author, setup=setup, progress=progress)


def _bound(
    front: Iterable[Part],
    plan: DossierPlan,
    back: Callable[[FiledPaper], list[Block]],
    *,
    author: str,
    setup: PageSetup,
    progress: Progress,
) -> Printed:
    parts = [*front]
    for part in plan.parts:
        parts.extend(_documents(part, plan, back))
    blocks = [block for part in parts for block in part.blocks]
    printed = build_pdf(parts, meta=Meta(plan.title, author), setup=setup, progress=progress)
    return Printed(lay_in(printed.pdf, blocks), printed.pages)


def _documents(
    part: DossierPart, plan: DossierPlan, back: Callable[[FiledPaper], list[Block]]
) -> Iterator[Part]:
    keys = iter(keys_of(part))
    for filed in part.papers:
        last = filed.form.layout is Layout.BACK
        blocks = back(filed) if last else paper(filed.form, filed.values, on=plan.on)
        numbered = part.numbered and not last
        yield Part(filed.form.title, blocks, key=next(keys), numbered=numbered)
    for scan in part.scans:
        yield Part(scan.title, scan_blocks(scan), key=next(keys), numbered=part.numbered)


def missing_in_paper(filed: FiledPaper) -> list[MissingGlyph]:
    """Characters that would print as an empty box, and the field each stands in (F46)."""
    return missing_in_fields(dict(_shown(filed)))


def missing_in_dossier(plan: DossierPlan) -> list[MissingGlyph]:
    """The same for every paper of the dossier, each character and field once."""
    return missing_in_papers([plan.cover, *(f for part in plan.parts for f in part.papers)])


def missing_in_papers(papers: Iterable[FiledPaper]) -> list[MissingGlyph]:
    """The same for several papers."""
    return list(dict.fromkeys(glyph for filed in papers for glyph in missing_in_paper(filed)))


def _shown(filed: FiledPaper) -> Iterator[tuple[str, str]]:
    for field in filed.form.fields():
        value = filed.values.get(field.name)
        if field.kind is Kind.ROWS:
            yield from _shown_rows(field.label, field.columns, value or [])
        elif field.kind not in VALUELESS:
            yield field.label or field.name, show(field, value)


def _shown_rows(
    title: str, columns: tuple[Field, ...], rows: list[Values]
) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows, 1):
        for column in columns:
            if row.get(column.name):
                yield f"{title}第{number}行{column.label}", show(column, row[column.name])
