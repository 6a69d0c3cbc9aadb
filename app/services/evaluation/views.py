"""What the pages of 卷宗评查 show: plain values in the words of a clerk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.rules.evaluation import Mark

__all__ = [
    "Deducted",
    "DossierView",
    "ItemView",
    "OfficeResult",
    "Results",
    "RoundView",
    "ScoreView",
]


@dataclass(frozen=True, slots=True)
class RoundView:
    """One evaluation: what it was drawn from, and how far it has come."""

    uid: str
    title: str
    since: date
    until: date
    each: int
    seed: str
    drawn_at: datetime
    drawn_by: str
    dossiers: int
    scored: int
    closed_at: datetime | None

    @property
    def state(self) -> str:
        """In words."""
        if self.closed_at is not None:
            return "已结束"
        return f"已评 {self.scored}，共 {self.dossiers} 份"


@dataclass(frozen=True, slots=True)
class DossierView:
    """A drawn dossier, who reads it, and its score once it has one."""

    round: str
    office: str
    office_name: str
    case: str
    number: str
    title: str
    reader_office: str  # by name
    reader: str
    opinion: str  # of the dossier as a whole
    total: int | None
    band: str
    scored_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of the sheet with its mark; ``hints`` are the machine's."""

    id: str
    group: str
    text: str
    points: int
    may_veto: bool
    mark: Mark
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A dossier's sheet on screen."""

    dossier: DossierView
    round: RoundView
    sheet_title: str
    sheet_source: str
    sheet_confirmed: bool
    items: tuple[ItemView, ...]
    opinion: str
    machine_score: int | None  # None: the office has taken the dossier back


@dataclass(frozen=True, slots=True)
class Deducted:
    """A deduction on one dossier."""

    number: str
    item: str
    text: str
    points: int
    deduction: int
    reason: str
    veto: bool
    case: str


@dataclass(frozen=True, slots=True)
class OfficeResult:
    """One office: its dossiers, their mean, how many in each band, what was deducted for."""

    office: str
    name: str
    dossiers: tuple[DossierView, ...]
    mean: str  # to one place; empty while nothing is scored
    bands: tuple[tuple[str, int], ...]
    deducted: tuple[Deducted, ...]

    @property
    def worst(self) -> list[str]:
        """The items that cost most, at most three, in words."""
        lost: dict[str, int] = {}
        for one in self.deducted:
            lost[one.text] = lost.get(one.text, 0) + one.deduction
        most = sorted(lost.items(), key=lambda pair: -pair[1])[:3]
        return [f"{text}（{points} 分）" for text, points in most if points]


@dataclass(frozen=True, slots=True)
class Results:
    """A round's results, office by office, the best mean first."""

    round: RoundView
    sheet_title: str
    sheet_source: str
    bands: tuple[str, ...]
    offices: tuple[OfficeResult, ...]
