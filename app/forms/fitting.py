"""A paper as it fits the person and the matter: lines that stand on one paper and not on another.

A guardian comes to a declaration or punishment of a minor, whose assessment is not made public
(社区矫正法 53, 54, 58; 实施办法 55). Who was a minor at the decision stays one on paper, too. A line that
only some matters need is left out of a filled paper that does not need it. A blank paper for the pen
shows all lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from app.forms.definition import Field, Form, Row, Values

__all__ = ["JUVENILE", "fitted", "of_age"]

JUVENILE = "juvenile"
"""The fact that decides: whether the person was a minor at the decision."""
IF_MINOR = "（未成年的）"
EMPTY: tuple[Any, ...] = (None, "", [], ())


def of_age(form: Form, values: Values) -> Form:
    """The paper as it is for a minor or an adult; the same form where it makes no difference."""
    juvenile = values.get(JUVENILE)
    return _of_age(form, None if juvenile is None else bool(juvenile))


def fitted(form: Form, values: Values) -> Form:
    """As ``of_age``, without the lines that this matter does not need."""
    fit = of_age(form, values)
    if not any(field.if_filled for field in fit.fields()) or _is_blank(form, values):
        return fit
    rows = _kept(fit.rows, lambda f: not f.if_filled or values.get(f.name) not in EMPTY)
    return replace(fit, rows=rows)


def _is_blank(form: Form, values: Values) -> bool:
    return all(values.get(field.name) in EMPTY for field in form.fields())


@cache
def _of_age(form: Form, juvenile: bool | None) -> Form:
    if not form.minors_footnote and all(field.minors is None for field in _all(form)):
        return form
    notes = {
        True: form.minors_footnote or form.footnote,
        False: form.footnote,
        None: _both(form.footnote, form.minors_footnote),
    }

    def stands(field: Field) -> bool:
        return juvenile is None or field.minors in (None, juvenile)

    def rows(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        kept = _kept(rows, stands)
        return tuple(tuple(_named(f, juvenile) for f in row) for row in kept)

    return replace(
        form,
        rows=rows(form.rows),
        stub=rows(form.stub),
        footnote=notes[juvenile],
        minors_footnote="",
    )


def _both(note: str, minors: str) -> str:
    """Both notes; what they both say is said once."""
    more = [one for one in minors.split("。") if one and one not in note.split("。")]
    return note + "".join(f"{one}。" for one in more)


def _all(form: Form) -> Iterable[Field]:
    yield from form.fields()
    for row in form.stub:
        yield from row


def _kept(rows: tuple[Row, ...], stands: Callable[[Field], bool]) -> tuple[Row, ...]:
    kept = (tuple(field for field in row if stands(field)) for row in rows)
    return tuple(row for row in kept if row)


def _named(field: Field, juvenile: bool | None) -> Field:
    if field.minors and juvenile is None:
        return replace(field, label=field.label + IF_MINOR)
    return field
