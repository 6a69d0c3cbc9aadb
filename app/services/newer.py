"""What the county has changed since a dossier or a paper was begun, and what lifting it asks (J11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.forms.definition import Values
from app.forms.editions import edition_on, fields_changed, form_as, to_attend
from app.forms.values import from_plain
from app.models.corrections import CorrectionsPaper
from app.models.history import as_read, plain, versions_of
from app.models.mediation import Paper
from app.models.resettlement import ResettlementPaper
from app.sync.merge import BOOKKEEPING

__all__ = ["Attention", "Newer", "TypedSince", "drop_back", "edition_before", "newer_form"]


Lifted = Paper | CorrectionsPaper | ResettlementPaper
"""The rows that follow an edition of their form."""


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


class TypedSince(ActionableError):
    """Lifting can be undone only while it is the last thing that happened to the paper."""

    def __init__(self) -> None:
        super().__init__(
            "F03",
            "改按新版以后填写过或者打印过，不能改回旧版。",
            do="请按新版办完；填错了版本的，移出卷宗后重新做一份。",
        )


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


def edition_before(session: Session, paper: Lifted) -> str:
    """The edition a paper was lifted from, while lifting it is the last thing that happened to it;
    empty for one that was typed into or printed since, or never lifted.

    What the older edition asked is still kept with the paper, so that nothing is lost either way.
    """
    kept = versions_of(session, paper.office, paper.uid)
    if not kept:
        return ""
    was, now = kept[-1].values, as_read(paper)
    changed = {name for name in was if was[name] != plain(now[name])} - BOOKKEEPING
    if changed != {"form_version"}:
        return ""
    before = str(was["form_version"])
    return before if before < paper.form_version else ""  # it may have gone back already


def drop_back(session: Session, paper: Lifted | None) -> None:
    """Let a paper follow the edition it was lifted from again. Raises ``TypedSince``."""
    if paper is None or not (before := edition_before(session, paper)):
        raise TypedSince
    paper.form_version = before
