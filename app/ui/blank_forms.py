"""空白表格: every paper of every duty, printed empty for filling in by hand (F48)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QMenu, QWidget

from app.forms import corrections_entries as entries
from app.forms.corrections_papers import STAGES
from app.forms.definition import Field, Form, Layout
from app.forms.dossier import FiledPaper
from app.forms.editions import form_on
from app.forms.registry import all_forms
from app.forms.resettlement_children import CHILD_REMOVAL, CHILDREN_FORMS
from app.forms.resettlement_entries import ENTRY_FORMS
from app.services.desk import Desk
from app.ui import background
from app.ui.page_setup import page_setup

__all__ = ["BlankForms", "for_hand", "printable"]

DUTIES = {
    "mediation": "人民调解",
    "corrections": "社区矫正",
    "resettlement": "安置帮教",
    "training": "队伍培训",
}
OTHER = "登记表"
"""Where the entries of corrections stand that are no papers of the working file."""

SCREEN_ONLY = frozenset(
    {
        "mediation.case",
        "mediation.people",
        "mediation.progress",
        "mediation.committee",
        "mediation.mediator",
        "corrections.delivery_entry",
        CHILD_REMOVAL.code,
    }
)

ENTRIES = frozenset(
    form.code
    for form in (*entries.FORMS, *ENTRY_FORMS, *CHILDREN_FORMS)
    if form.code not in (entries.DELEGATION.code, entries.SPECIAL_PERIOD.code)
)
"""What is typed in beside a person, whose name stands above it on the screen."""


def printable() -> dict[str, list[Form]]:
    """The papers of each duty that make sense empty, in the order of the procedure."""
    found: dict[str, list[Form]] = {duty: [] for duty in DUTIES}
    for code, form in all_forms().items():
        duty = code.partition(".")[0]
        on_paper = form.layout in (Layout.PROSE, Layout.TABLE) and code not in SCREEN_ONLY
        if duty in found and on_paper and ".step." not in code:
            found[duty].append(form)
    return found


def for_hand(form: Form) -> Form:
    """The form for the pen: an entry has a line for the name, or nobody knows whose it is."""
    if form.code == entries.GROUP_MEMBER.code:
        whose = Field("whose", "社区矫正对象")
    elif form.code in ENTRIES and all(field.name != "name" for field in form.fields()):
        whose = Field("whose", "姓名")
    else:
        return form
    return replace(form, rows=((whose,), *form.rows))


def staged(forms: Sequence[Form]) -> dict[str, list[Form]]:
    """Forms by the stage they belong to; corrections has too many for one menu."""
    stages = {form.code: stage for stage, some in STAGES.items() for form in some}
    found: dict[str, list[Form]] = {}
    for form in forms:
        other = OTHER if form.code.startswith("corrections.") else ""
        found.setdefault(stages.get(form.code, other), []).append(form)
    return found


class BlankForms(QMenu):
    """The menu; filled when it is first opened, so that the window starts without it."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__("打印空白表格", window)
        self._desk, self._window = desk, window
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        if not self.isEmpty():
            return
        for duty, forms in printable().items():
            menu = self.addMenu(DUTIES[duty])
            for stage, some in staged(forms).items():
                place = menu.addMenu(stage) if stage else menu
                for form in some:
                    place.addAction(form.title, self._printer(form))

    def _printer(self, form: Form) -> Callable[[], None]:
        return lambda: self.show_blank(form)

    def show_blank(self, form: Form) -> None:
        """Lay out the empty paper off the window's thread and show it."""
        # printing is loaded with the first paper: the window starts without it
        from app.ui.pdf_view import preview

        setup, author = page_setup(self._desk), self._desk.identity.code

        def work(progress: background.Progress) -> bytes:
            from app.printing.dossier import print_paper

            filed = FiledPaper(for_hand(form_on(form.code)), {})
            return print_paper(filed, author=author, setup=setup, progress=progress).pdf

        def show(pdf: bytes) -> None:
            preview(self._window, f"空白{form.title}", pdf, file_name=f"{author}-blank")

        background.run(self._window, f"正在排印空白{form.title}", work, done=show)
