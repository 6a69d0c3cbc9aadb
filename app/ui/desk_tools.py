"""What the pages of a duty share: forms in dialogs that keep drafts, papers in the preview.

One ``DeskTools`` is made by a page and handed to its parts. Whatever fails is shown calmly; what
was typed stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.days import show_date
from app.errors import ActionableError
from app.forms.definition import Form, PersonRef, Problem, Register, Values
from app.forms.dossier import FiledPaper
from app.forms.pictures import Picture, Ring
from app.forms.sealed_note import marked
from app.services.base import Rejected
from app.services.desk import Desk
from app.services.veil import veil
from app.ui import background, dialogs, files, outputs
from app.ui.editors import FormContext, PersonHit
from app.ui.editors.base import Option
from app.ui.export_dialog import ask_whole, cut_fields
from app.ui.form_dialog import FormDialog
from app.ui.mediation.case_forms import context_of
from app.ui.page_setup import page_setup
from app.ui.slip_asking import with_reason
from app.ui.unveil import Unveil

__all__ = ["DeskTools"]

OFFICERS = frozenset(
    {
        *("staff", "recorder", "opinion_by", "handled_by", "by", "approved_by"),
        *("lecturer", "confirmed_by", "made_by", "reviewed_by", "adjusted_by", "host"),
        *("proposed_by", "head_by", "group_confirmed_by", "sealed_by", "second_person"),
        *("viewer", "second_viewer", "lifted_by", "lifted_second", "filled_by", "signed_by"),
    }
)
"""Fields that name somebody of this office; its staff are offered there."""


OF_PERSONS = ("corrections.", "resettlement.")
"""Registers whose lines may be about somebody whose file has a mark."""


class DeskTools:
    """The desk and the ways a page asks, prints and exports.

    ``unveil`` is the page's button that shows numbers, telephones and addresses whole (E3); a page
    without one shows them cut.
    """

    def __init__(self, desk: Desk, unveil: Unveil | None = None) -> None:
        self.desk = desk
        self.unveil = unveil

    def read(self, name: str, text: str) -> str:
        """What is to be seen of ``text`` in the field ``name`` where nothing is typed (E3)."""
        if self.unveil is not None:
            return self.unveil.read(name, text)
        return veil(name, text) if self._cuts else text

    @cached_property
    def _cuts(self) -> bool:
        return self.desk.settings.habits().mask_numbers

    def when_unveiled(self, show: Callable[[], object]) -> None:
        """Show again what is cut, each time the page's button is pressed.

        ``show`` is a method of a widget, taking nothing: it is forgotten together with the widget.
        """
        if self.unveil is not None:
            self.unveil.toggled.connect(show)

    def today(self) -> date:
        """The day at this desk."""
        return self.desk.clock().date()

    # -- asking ---------------------------------------------------------------------------------

    def as_of(self) -> str:
        """Under the title of a register: whose it is, and that it is as of today."""
        return f"{self.desk.identity.name}  截至{show_date(self.today())}"

    def context(
        self, choices: Mapping[str, Sequence[Option]] | None = None, **suggestions: Sequence[str]
    ) -> FormContext:
        """What forms of this desk ask the world; ``choices`` and ``suggestions`` go by field."""
        listed = choices or {}
        usual = context_of(self.desk)
        return FormContext(
            today=self.today,
            people=self._people,
            choices=lambda name: listed.get(name) or usual.choices(name),
            suggest=lambda name: suggestions.get(name) or self._suggest(name),
            busy=lambda: self.desk.busy,
            read=self.read,
        )

    def _people(self, _field: str, typed: str) -> Sequence[PersonHit]:
        return [
            PersonHit(PersonRef(known.name, known.uid), known.detail, known.values)
            for known in self.desk.people.known(typed)
        ]

    def _suggest(self, name: str) -> Sequence[str]:
        if name in OFFICERS:
            return [row["name"] for row in self.desk.training.staff.roll()]
        if (
            name in {"authority", "organiser", "decided_by", "other_authority"}
            and self.desk.identity.county_name
        ):
            return [f"{self.desk.identity.county_name}司法局"]
        return ()

    def fill(
        self,
        parent: QWidget,
        form: Form,
        submit: Callable[[dict[str, Any]], Any],
        *,
        scope: str,
        title: str = "",
        about: str = "",
        values: Values | None = None,
        yes: str = "保存",
        context: FormContext | None = None,
        ask: Callable[[dict[str, Any]], Sequence[Problem]] | None = None,
    ) -> bool:
        """A form in a dialog; whether its values were taken.

        What was typed is kept under ``scope`` until it is saved or given up. Ctrl+S saves. What the
        form itself asks is checked by the dialog; then ``ask`` may find more, and what does not
        block is put to the clerk.
        """

        def checked(filled: dict[str, Any]) -> Any:
            more = list(ask(filled)) if ask else []
            if blocking := [p for p in more if p.blocking]:
                raise Rejected(blocking)
            if more and not _sure(dialog, more):
                raise Rejected(more)
            return submit(filled)

        dialog = FormDialog(
            parent,
            form,
            context or self.context(),
            checked,
            title=title,
            about=about,
            values=values,
            yes=yes,
        )
        dialog.ok.setAutoDefault(True)  # Enter after the last field comes here, and saves
        dialog.view.keep_drafts(self.desk.drafts, scope, title or form.title)
        if (first := next(dialog.view.cells(), None)) is not None:
            first.editor.first().setFocus()
        taken = dialog.exec() == QDialog.DialogCode.Accepted
        if not taken:
            dialog.view.saved()  # given up knowingly: the dialog has asked
        dialog.deleteLater()
        return taken

    def attempt(self, parent: QWidget, act: Callable[[], Any]) -> bool:
        """Do something short; what the clerk can act on is told. Whether it was done."""
        try:
            with_reason(parent, act)
        except ActionableError as error:
            dialogs.tell(parent, error)
            return False
        return True

    # -- paper and table ----------------------------------------------------------------------------

    def preview_paper(
        self, parent: QWidget, form: Form, values: Values, file_name: str, *, sealed: str = ""
    ) -> None:
        """Lay the paper out off the window's thread and show it. ``file_name`` holds no name.

        ``sealed`` marks every page as one of a sealed record; it cannot be saved then.
        """
        from app.printing.dossier import missing_in_paper, print_paper

        filed = FiledPaper(form, values)
        if not self._told_missing(parent, [str(glyph) for glyph in missing_in_paper(filed)]):
            return
        setup = replace(page_setup(self.desk), sealed=sealed)
        author = self.desk.identity.code
        kept = {"can_save": False} if sealed else {}
        background.run(
            parent,
            f"正在排印{form.title}",
            lambda progress: print_paper(filed, author=author, setup=setup, progress=progress).pdf,
            done=lambda pdf: show_pdf(parent, form.title, pdf, file_name, **kept),
        )

    def preview_register(
        self,
        parent: QWidget,
        register: Register,
        rows: Sequence[Values],
        *,
        title: str,
        note: str,
        file_name: str,
        pictures: Sequence[Picture | Ring] = (),
        below: str = "",
        deal: tuple[int, int] = (0, 0),
    ) -> None:
        """The register as a paper, pictures above it, laid out off the window's thread.

        ``below`` stands under the table; ``deal`` parts one of many columns (``register_paper``).
        """
        from app.printing.picture import RingBlock, picture_blocks
        from app.printing.register_pdf import missing_in_register, register_paper

        register, rows = self.marked(register, rows)
        missing = [str(glyph) for glyph in missing_in_register(register, rows)]
        if not self._told_missing(parent, missing):
            return
        setup, author = page_setup(self.desk), self.desk.identity.code
        above = [
            block
            for picture in pictures
            for block in (
                [RingBlock(picture)] if isinstance(picture, Ring) else picture_blocks(picture)
            )
        ]
        background.run(
            parent,
            f"正在排印{title}",
            lambda progress: (
                register_paper(
                    register,
                    rows,
                    author=author,
                    setup=setup,
                    title=title,
                    note=note,
                    above=above,
                    below=below,
                    deal=deal,
                    progress=progress,
                ).pdf
            ),
            done=lambda pdf: show_pdf(parent, title, pdf, file_name),
        )

    def marked(
        self, register: Register, rows: Sequence[Values]
    ) -> tuple[Register, Sequence[Values]]:
        """The register with the mark 含犯罪记录封存信息 at whom it concerns (D2).

        A row names its person by ``person_uid`` or ``uid``; a table without persons has no mark.
        """
        uids = [str(row.get("person_uid") or row.get("uid") or "") for row in rows]
        if not any(uids) or not register.code.startswith(OF_PERSONS):
            return register, rows
        return marked(register, rows, uids, self.desk.corrections.seals.holding())

    def save_workbook(
        self,
        parent: QWidget,
        register: Register,
        rows: Sequence[Values],
        *,
        note: str,
        file_name: str,
        done: Callable[[str], None],
        whole_for: str = "",
    ) -> None:
        """The register as xlsx where the clerk says; ``done`` gets a sentence for the status line.

        ID numbers, telephones and addresses are cut (E3) unless a reason is given, or the table is
        an official answer: ``whole_for`` says which.
        """
        cut = cut_fields(register) if self.desk.settings.habits().mask_numbers else ()
        register, rows = self.marked(register, rows)
        reason = whole_for or (ask_whole(parent, self.desk, register) if cut else "")
        if reason is None:
            return
        path = files.ask_save(parent, "导出为表格", f"{file_name}.xlsx", "Excel 表格 (*.xlsx)")
        if path is None:
            return
        author, now = self.desk.identity.code, self.desk.clock()
        if reason and cut and not whole_for:
            self.desk.log.unmasked(register.title, file_name, reason, rows=len(rows))
        else:
            unmasked = {"unmasked": True, "reason": whole_for} if whole_for and cut else {}
            outputs.about_to_export(register.title, file_name, rows=len(rows), **unmasked)
        if reason and cut:
            note = f"{note}  含完整证件号码，理由：{reason}"
        elif cut:
            rows = [
                {**row, **{name: veil(name, str(row.get(name) or "")) for name in cut}}
                for row in rows
            ]

        def work(_progress: background.Progress) -> None:
            from app.exports.workbook import register_workbook

            data = register_workbook(register, rows, creator=author, made_at=now, note=note)
            files.write(path, data)

        background.run(
            parent,
            f"正在导出{register.title}",
            work,
            done=lambda _: done(
                f"已导出到 {path.name}。" + ("证件号码等已遮盖。" if cut and not reason else "")
            ),
        )

    def _told_missing(self, parent: QWidget, missing: Sequence[str]) -> bool:
        if not missing:
            return True
        return dialogs.ask(
            parent, "有的字印不出来", "\n".join([*missing[:8], "仍要打印吗？"]), yes="仍要打印"
        )


def _sure(parent: QWidget, found: Sequence[Problem]) -> bool:
    words = "\n".join(f"· {problem.message}" for problem in found)
    return dialogs.ask(parent, f"有{len(found)}处请核对", words, yes="核对过了，保存", no="回去改")


def show_pdf(
    parent: QWidget, title: str, pdf: bytes, file_name: str, *, can_save: bool = True
) -> None:
    """The finished paper in its window; what may not leave the store is not saved from there."""
    from app.ui.pdf_view import preview

    if can_save:
        preview(parent, title, pdf, file_name=file_name)
    else:
        preview(parent, title, pdf, file_name=file_name, can_save=False)
