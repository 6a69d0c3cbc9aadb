"""What lies in the parts of a dossier, whatever duty it is of: papers and scans in binding order."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.forms.editions import form_as
from app.forms.formset import Need, Part
from app.services.scans import ScanCard

__all__ = [
    "LOOSE",
    "ContentsLine",
    "DossierItem",
    "DossierPart",
    "item_of",
    "line_title",
    "lines_of",
]

LOOSE = Part(code="loose", title="其他材料", need=Need.AS_NEEDED, forms=())
"""Where scans go whose part the list no longer has."""


@dataclass(frozen=True, slots=True)
class DossierItem:
    """One document in the dossier: a paper, or a scan behind it.

    ``paper`` is ``None`` where the form set wants a paper that nobody has made yet but that the
    facts alone can fill, such as the cover.
    """

    part: str
    title: str
    form: str = ""
    paper: str | None = None
    scan: ScanCard | None = None
    numbered: bool = True
    listed: bool = True


@dataclass(frozen=True, slots=True)
class DossierPart:
    """A part of the form set in this case."""

    part: Part
    items: tuple[DossierItem, ...]
    wanted: bool
    missing: str = ""  # why it should be there, when it is not

    @property
    def present(self) -> bool:
        """Whether anything lies in it."""
        return bool(self.items)


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """One line of 卷内目录; pages are filled in by printing."""

    no: int
    part: str
    title: str
    items: tuple[DossierItem, ...] = field(default=())


def lines_of(parts: list[DossierPart]) -> list[ContentsLine]:
    """The lines of 卷内目录; the back cover has its line before it is made."""
    lines: list[ContentsLine] = []
    for part in parts:
        if part.part.listed and (part.items or part.part.code == "back"):
            lines.append(ContentsLine(len(lines) + 1, part.part.code, line_title(part), part.items))
    return lines


def item_of(
    part: Part,
    *,
    form: str = "",
    paper: str | None = None,
    version: str = "",
    scan: ScanCard | None = None,
) -> DossierItem:
    """A document of ``part``: a paper of ``form`` in its edition, made or to be made, or a scan."""
    title = scan.title if scan else form_as(form, version).title
    return DossierItem(
        part.code, title, form, paper, scan, numbered=part.numbered, listed=part.listed
    )


def line_title(part: DossierPart) -> str:
    """The part's printed title, or what of an either-or lies in it."""
    titles = dict.fromkeys(item.title for item in part.items if item.form in part.part.forms)
    if len(part.part.forms) > 1 and titles:
        return "、".join(titles)
    return part.part.title
