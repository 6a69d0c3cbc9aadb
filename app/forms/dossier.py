"""What a bound dossier consists of: plain values between the service that knows the case and the
printer that makes one PDF of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.forms.definition import Form, Values

__all__ = ["DossierPart", "DossierPlan", "Entry", "FiledPaper", "FiledScan"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a contents list by documents says of one: 文号, 责任者, 日期, 备注."""

    number: str = ""
    author: str = ""
    on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A paper with the values it prints."""

    form: Form
    values: Values
    entry: Entry = Entry()


@dataclass(frozen=True, slots=True)
class FiledScan:
    """An image or PDF as filed: its bytes and media type (image/jpeg, image/png, application/pdf)."""

    title: str
    data: bytes = field(repr=False)
    media_type: str = "image/jpeg"
    entry: Entry = Entry()


@dataclass(frozen=True, slots=True)
class DossierPart:
    """A line of 卷内目录: its papers and scans in order.

    ``numbered`` parts carry page numbers; ``listed`` ones stand in the contents. A listed part
    without papers or scans has no line.
    """

    code: str
    title: str
    papers: tuple[FiledPaper, ...] = ()
    scans: tuple[FiledScan, ...] = ()
    numbered: bool = True
    listed: bool = True
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is filed here."""
        return not self.papers and not self.scans


@dataclass(frozen=True, slots=True)
class DossierPlan:
    """The dossier of one case in binding order: the cover, then the lines of the contents list.

    封底 is the last of these lines; its paper has ``Layout.BACK``.
    """

    title: str
    number: str
    cover: FiledPaper
    parts: tuple[DossierPart, ...]
    on: date | None = None  # the day whose code tables hold
