"""案卷评查: what a reviewer looks for, as a table of rules with points (notes §7).

The rules are pure functions over a snapshot of the dossier; their wording, level and points stand
in ``resources/rules/review.toml``, which a bureau may change. No official scoring sheet could be
read: the points are the program's default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.data_files import cached, edition_at
from app.rules.review import agreement, binding, closing, hearing, intake, procedure
from app.rules.review.snapshot import (
    Dossier,
    Fault,
    Level,
    MarkSeen,
    PaperSeen,
    PartSeen,
    RosterLine,
)

__all__ = [
    "CHECKS",
    "Dossier",
    "Fault",
    "Finding",
    "MarkSeen",
    "PaperSeen",
    "PartSeen",
    "Review",
    "RosterLine",
    "Rule",
    "Sheet",
    "review",
    "sheet",
]

CHECKS: dict[str, Callable[[Dossier], Iterator[Fault]]] = {
    **binding.CHECKS,
    **intake.CHECKS,
    **procedure.CHECKS,
    **hearing.CHECKS,
    **agreement.CHECKS,
    **closing.CHECKS,
}
"""Rule id → its check."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the scoring sheet."""

    id: str
    text: str
    level: Level
    points: int = 0
    enabled: bool = True

    @property
    def group(self) -> str:
        """A to G."""
        return self.id[0]


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the sheet and the most it can cost."""

    id: str
    title: str
    points: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The scoring sheet: rules, groups, bands from the best down, and the numbers rules use."""

    title: str
    source: str
    confirmed: bool
    version: str
    rules: tuple[Rule, ...]
    groups: tuple[Group, ...]
    bands: tuple[tuple[int, str], ...]
    failing: str
    params: Mapping[str, Any]

    def rule(self, id_: str) -> Rule:
        """The rule called ``id_``."""
        return next(rule for rule in self.rules if rule.id == id_)


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect: which rule, how grave, in words, and where to mend it."""

    rule: str
    level: Level
    points: int
    message: str
    form: str = ""
    field: str = ""
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """The outcome: findings, points left of a hundred, and the band."""

    findings: tuple[Finding, ...]
    score: int
    band: str

    @property
    def vetoed(self) -> bool:
        """Whether a finding fails the dossier whatever the score."""
        return any(finding.level == "X" for finding in self.findings)

    @property
    def grave(self) -> int:
        """How many findings are more than a warning."""
        return sum(finding.level != "W" for finding in self.findings)


@cached
def sheet(on: date | None = None) -> Sheet:
    """The scoring sheet in force on a day: the county's, or the one the program brings."""
    return read_sheet(edition_at("rules", "review", on).data)


def read_sheet(data: Mapping[str, Any]) -> Sheet:
    """The scoring sheet a file's content describes; ``ValueError`` for a rule nobody can check."""
    rules = tuple(Rule(**line) for line in data["rule"])
    if unknown := {rule.id for rule in rules} - CHECKS.keys():
        raise ValueError(f"no checks for {sorted(unknown)}")
    return Sheet(
        title=data["title"],
        source=data["source"],
        confirmed=data["confirmed"],
        version=data["version"],
        rules=rules,
        groups=tuple(Group(**line) for line in data["group"]),
        bands=tuple((line["from"], line["title"]) for line in data["band"]),
        failing=data["failing"],
        params=data["params"],
    )


def review(dossier: Dossier, by: Sheet) -> Review:
    """Run every enabled rule.

    A rule costs its points once however often it is broken, and a group never costs more than its
    own points. A veto puts the dossier into the failing band whatever is left.
    """
    findings: list[Finding] = []
    lost: dict[str, int] = {}
    for rule in by.rules:
        faults = list(CHECKS[rule.id](dossier)) if rule.enabled else []
        findings.extend(
            Finding(
                rule.id,
                fault.level or rule.level,
                rule.points,
                fault.message,
                fault.form,
                fault.field,
                fault.paper,
            )
            for fault in dict.fromkeys(faults)
        )
        if faults:
            lost[rule.group] = lost.get(rule.group, 0) + rule.points
    most = {group.id: group.points for group in by.groups}
    score = 100 - sum(min(points, most[group]) for group, points in lost.items())
    vetoed = any(finding.level == "X" for finding in findings)
    band = next((title for least, title in by.bands if score >= least), by.failing)
    return Review(tuple(findings), score, by.failing if vetoed else band)
