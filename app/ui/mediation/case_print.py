"""From a case to the preview: read in one short transaction, laid out off the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.forms.dossier import DossierPlan
from app.services.desk import Desk
from app.ui import background, dialogs
from app.ui.page_setup import page_setup
from app.ui.pdf_view import preview

__all__ = ["may_print", "preview_dossier", "preview_paper"]

MOST_NAMED = 8


def preview_paper(
    parent: QWidget, desk: Desk, paper: str, title: str, shown: Callable[[], None]
) -> None:
    """Show one paper as it will be printed, and remember its text; ``shown`` is told so."""
    from app.printing.dossier import missing_in_paper, print_paper

    filed = desk.mediation.binding.paper(paper)
    if not may_print(parent, [str(glyph) for glyph in missing_in_paper(filed)]):
        return
    setup, author = page_setup(desk), desk.identity.code

    def show(pdf: bytes) -> None:
        desk.mediation.papers.freeze_print(paper, filed.values)
        shown()
        preview(parent, title, pdf, file_name=f"{author}-{paper[:8]}")

    background.run(
        parent,
        f"正在排印{title}",
        lambda progress: print_paper(filed, author=author, setup=setup, progress=progress).pdf,
        done=show,
    )


def preview_dossier(parent: QWidget, desk: Desk, case: str, shown: Callable[[], None]) -> None:
    """Show the whole dossier as it will be printed, and remember what it says."""
    from app.printing.dossier import missing_in_dossier, print_dossier

    plan: DossierPlan = desk.mediation.binding.plan(case)
    if not may_print(parent, [str(glyph) for glyph in missing_in_dossier(plan)]):
        return
    habits = desk.settings.habits()
    setup, author = page_setup(desk), desk.identity.code

    def show(pdf: bytes) -> None:
        desk.mediation.binding.remember(case)
        shown()
        preview(parent, plan.title, pdf, file_name=f"{author}-{case[:8]}", logged="整卷")

    background.run(
        parent,
        "正在排印整卷",
        lambda progress: (
            print_dossier(
                plan,
                author=author,
                setup=setup,
                ranges=habits.contents_range,
                progress=progress,
            ).pdf
        ),
        done=show,
    )


def may_print(parent: QWidget, missing: list[str]) -> bool:
    """Name the characters no font has, before anything is printed (F46)."""
    if not missing:
        return True
    listed = "\n".join(missing[:MOST_NAMED])
    more = f"\n……共 {len(missing)} 处" if len(missing) > MOST_NAMED else ""
    return dialogs.ask(parent, "有的字印不出来", listed + more, yes="仍要打印", no="回去改")
