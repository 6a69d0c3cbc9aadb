"""A record of an office as the bureau looks at it: plain words, section by section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Link", "RecordView", "Section"]


@dataclass(frozen=True, slots=True)
class Link:
    """Another record that a line leads to."""

    kind: str  # person, case, corrections, staff
    uid: str
    office: str = ""  # whose; empty: of the office of the record it stands in


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a record: lines of label and words, or a table (``heads``, ``rows``)."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    links: tuple[Link | None, ...] = ()  # beside ``rows``; empty: none leads anywhere


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record, whose it is, and when it was last changed there and received here."""

    office: str
    office_name: str
    kind: str
    uid: str
    title: str
    detail: str
    changed_at: datetime  # at the office
    received_at: datetime | None  # the office's newest merged package
    sections: tuple[Section, ...]
