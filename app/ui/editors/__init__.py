"""The editor of every kind of field: one table, as for checks, print and spreadsheet.

A new kind is one class and one line here. ``FormContext`` carries what editors ask the world:
the day, people already known, lists of the moment.
"""

from __future__ import annotations

from app.forms.definition import Field, Kind
from app.ui.editors.base import Editor, FormContext, PersonHit
from app.ui.editors.cell import FieldCell
from app.ui.editors.rows import RowsEditor
from app.ui.editors.shown import SHOWN, Shown
from app.ui.editors.simple import SIMPLE_EDITORS, simple_editor

__all__ = [
    "EDITORS",
    "SHOWN",
    "Editor",
    "FieldCell",
    "FormContext",
    "PersonHit",
    "RowsEditor",
    "Shown",
    "make_editor",
]

EDITORS: dict[Kind, type[Editor]] = {**SIMPLE_EDITORS, Kind.ROWS: RowsEditor}
"""Kind → the widget that enters it; ``SHOWN`` has the kinds that hold no value."""


def make_editor(field: Field, context: FormContext) -> Editor:
    """The editor for ``field``."""
    if field.kind is Kind.ROWS:
        return RowsEditor(field, context)
    return simple_editor(field, context)
