"""From the working file to the preview: read in one short transaction, laid out off the window's
thread. A file name holds the office code and a day, never a person's name (trust E1). Printing is
loaded with the first paper, so that the window starts without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.days import show_date
from app.forms.corrections_papers.file import HANDOVER_REGISTER
from app.forms.dossier import FiledPaper
from app.services.corrections.file import DEPUTY, WORKING
from app.ui import background
from app.ui.desk_tools import DeskTools, show_pdf

__all__ = ["export_handover", "print_file", "print_handover", "print_one", "print_several"]

SHORT = {WORKING: "file", DEPUTY: "deputy"}


def _named(tools: DeskTools, what: str) -> str:
    return f"{tools.desk.identity.code}-{what}-{tools.today():%Y%m%d}"


def print_one(parent: QWidget, tools: DeskTools, form: str, subject: str) -> None:
    """One paper as it prints now; its text is remembered."""
    papers = tools.desk.corrections.papers
    filed = papers.filed(form, subject)
    name = _named(tools, form.rpartition(".")[2].upper())
    tools.preview_paper(parent, filed.form, filed.values, name)
    papers.mark_printed(form, subject)


def print_file(
    parent: QWidget,
    tools: DeskTools,
    person: str,
    which: str = WORKING,
    *,
    printed: Callable[[], None] = lambda: None,
) -> None:
    """The whole file, or the copy of the county's, as one PDF; ``printed`` once it is remembered."""
    from app.printing.dossier import missing_in_dossier
    from app.printing.dossier import print_file as bind
    from app.ui.mediation.case_print import may_print
    from app.ui.page_setup import page_setup

    desk = tools.desk
    plan = desk.corrections.file.plan(person, which)
    if not may_print(parent, [str(glyph) for glyph in missing_in_dossier(plan)]):
        return
    setup, author = page_setup(desk), desk.identity.code

    def show(pdf: bytes) -> None:
        if which == WORKING:
            desk.corrections.file.remember(person)
            printed()
        show_pdf(parent, plan.cover.form.title, pdf, _named(tools, SHORT[which]))

    background.run(
        parent,
        f"正在排印{plan.cover.form.title}",
        lambda progress: bind(plan, author=author, setup=setup, progress=progress).pdf,
        done=show,
    )


def print_several(
    parent: QWidget, tools: DeskTools, title: str, papers: Sequence[tuple[str, FiledPaper]]
) -> None:
    """Several papers as one PDF, each with its bookmark."""
    from app.printing.dossier import missing_in_papers, print_papers
    from app.ui.mediation.case_print import may_print
    from app.ui.page_setup import page_setup

    filed = [paper for _, paper in papers]
    if not may_print(parent, [str(glyph) for glyph in missing_in_papers(filed)]):
        return
    setup, author = page_setup(tools.desk), tools.desk.identity.code
    background.run(
        parent,
        f"正在排印{title}",
        lambda progress: (
            print_papers(title, papers, author=author, setup=setup, progress=progress).pdf
        ),
        done=lambda pdf: show_pdf(parent, title, pdf, _named(tools, "papers")),
    )


def print_handover(parent: QWidget, tools: DeskTools, person: str) -> None:
    """移交清单, to be signed by both sides."""
    filed = tools.desk.corrections.file.handover_paper(person)
    tools.preview_paper(parent, filed.form, filed.values, _named(tools, "handover"))


def export_handover(parent: QWidget, tools: DeskTools, person: str) -> None:
    """移交清单 as a workbook."""
    tools.save_workbook(
        parent,
        HANDOVER_REGISTER,
        tools.desk.corrections.file.handover(person),
        note=f"{tools.desk.identity.name}  {show_date(tools.today())}",
        file_name=_named(tools, "移交清单"),
        done=lambda _: None,
    )
