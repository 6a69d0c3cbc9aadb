"""What the county has changed since a dossier or a paper was begun, and what lifting it asks (J11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from app.forms.definition import Values
from app.forms.editions import edition_on, fields_changed, form_as, to_attend
from app.forms.values import from_plain

__all__ = ["Attention", "Newer", "newer_form"]


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to look at: on which paper, in which field, and why."""

    title: str  # of the paper or part
    field: str
    words: str
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Newer:
    """A newer edition of what a dossier or a paper follows, and what lifting it asks."""

    title: str  # of the list, or 《…》 of the papers
    since: date
    source: str
    changes: tuple[str, ...]
    attention: tuple[Attention, ...]
    whole: bool = False  # the dossier's list of parts is newer, not its papers alone


class KeptPaper(Protocol):
    """A row that keeps a paper, of whichever duty."""

    form: Any
    form_version: Any
    values: Any
    printed: Any


def newer_form(
    paper: KeptPaper, values: Values, today: date, uid: str | None = None
) -> Newer | None:
    """The newer edition of a half-filled paper; ``None`` for one that was printed or is up to date.

    ``values`` are what the paper says in its own edition.
    """
    if paper.printed is not None:
        return None
    was, edition = form_as(paper.form, paper.form_version), edition_on(paper.form, today)
    now = edition.form
    if edition.since is None or not was.version < now.version:
        return None
    beyond = {k: v for k, v in paper.values.items() if k not in {f.name for f in was.fields()}}
    known = {**values, **from_plain(now, beyond)}
    title = f"《{now.title}》"
    return Newer(
        title,
        edition.since,
        edition.source,
        tuple(f"{title}{words}" for words in fields_changed(was, now)),
        tuple(
            Attention(now.title, label, words, uid)
            for label, words in to_attend(was, now, known, today)
        ),
    )
