"""案卷评查: the sheet a county scores dossiers by, a draw anybody can repeat, who reads whose.

The sheet is ``resources/rules/evaluation.toml``, dated and replaceable like every rule. No official
sheet could be read: the points are the program's default. A machine's findings stand beside an item
as a hint; what is deducted is a person's decision alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.data_files import cached, edition_at

__all__ = [
    "WHOLE",
    "EvaluationSheet",
    "Item",
    "Mark",
    "Outcome",
    "assign",
    "draw",
    "evaluation_sheet",
    "faults_of",
    "outcome",
    "read_evaluation",
]

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the sheet: its points, and the self-checks that hint at it."""

    id: str
    group: str
    text: str
    points: int
    checks: tuple[str, ...] = ()
    veto: bool = False


@dataclass(frozen=True, slots=True)
class EvaluationSheet:
    """The sheet: items that make up a hundred points, and bands from the best down."""

    title: str
    source: str
    confirmed: bool
    version: str
    items: tuple[Item, ...]
    bands: tuple[tuple[int, str], ...]
    failing: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person decided on an item."""

    deduction: int = 0
    reason: str = ""
    veto: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Points left of a hundred, and the band."""

    total: int
    band: str
    vetoed: bool


@cached
def evaluation_sheet(on: date | None = None) -> EvaluationSheet:
    """The sheet in force on a day."""
    return read_evaluation(edition_at("rules", "evaluation", on).data)


def read_evaluation(data: Mapping[str, Any]) -> EvaluationSheet:
    """The sheet a file's content describes; ``ValueError`` where the points are not a hundred."""
    items = tuple(
        Item(**{**line, "checks": tuple(line.get("checks", ()))}) for line in data["item"]
    )
    if sum(item.points for item in items) != WHOLE or len({i.id for i in items}) != len(items):
        raise ValueError("the items of a sheet make up a hundred points, each once")
    return EvaluationSheet(
        title=data["title"],
        source=data["source"],
        confirmed=data["confirmed"],
        version=data["version"],
        items=items,
        bands=tuple((line["from"], line["title"]) for line in data["band"]),
        failing=data["failing"],
    )


def faults_of(sheet: EvaluationSheet, marks: Mapping[str, Mark]) -> dict[str, str]:
    """Item → what is wrong with its mark, in the clerk's words."""
    found: dict[str, str] = {}
    for item in sheet.items:
        mark = marks.get(item.id, Mark())
        if not 0 <= mark.deduction <= item.points:
            found[item.id] = f"这一项最多扣 {item.points} 分。"
        elif mark.veto and not item.veto:
            found[item.id] = "这一项不能一票否决。"
        elif (mark.deduction or mark.veto) and not mark.reason.strip():
            found[item.id] = "扣了分要写明理由。"
    return found


def outcome(sheet: EvaluationSheet, marks: Mapping[str, Mark]) -> Outcome:
    """What the marks come to; a veto puts the dossier into the failing band."""
    total = WHOLE - sum(marks[item.id].deduction for item in sheet.items if item.id in marks)
    vetoed = any(mark.veto for mark in marks.values())
    band = next((title for least, title in sheet.bands if total >= least), sheet.failing)
    return Outcome(total, sheet.failing if vetoed else band, vetoed)


def draw(seed: str, dossiers: Mapping[str, Collection[str]], each: int) -> dict[str, list[str]]:
    """Office → ``each`` of its dossiers (all where it has fewer), in the order drawn.

    The lot of a dossier is the SHA-256 of seed, office and dossier; the smallest are drawn. So
    nobody can choose, and everybody can repeat it on paper.
    """
    return {
        office: sorted(there, key=lambda one: _lot(seed, office, one))[:each]
        for office, there in sorted(dossiers.items())
    }


def assign(seed: str, offices: Sequence[str]) -> dict[str, str]:
    """Office → the office whose people read its dossiers: never its own; empty for an only one."""
    order = sorted(offices, key=lambda one: _lot(seed, "reader", one))
    if len(order) < 2:
        return dict.fromkeys(order, "")
    return {office: order[(place + 1) % len(order)] for place, office in enumerate(order)}


def _lot(seed: str, office: str, dossier: str) -> str:
    return hashlib.sha256(f"{seed}|{office}|{dossier}".encode()).hexdigest()
