"""勾稽关系: which figures of a mediation report must fit which (mediation.md §4.1, L1-L11).

Original logic rules of the ministry's sheet could not be read; these are rebuilt from published
reports that sum exactly (Huangshi, August 2016). An "error" must be mended, a "warning" looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["CaseFigures", "Mismatch", "against_details", "against_earlier", "mismatches"]

HEADS = ("own_initiative", "application", "referred")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """One row of 人民调解案件情况统计表. Counts are cases unless a name says otherwise."""

    total: int = 0
    people: int = 0  # 涉及当事人数
    complex: int = 0  # 疑难复杂
    by_committee: Mapping[str, int] = field(default_factory=dict)
    by_source: Mapping[str, int] = field(default_factory=dict)  # three heads and the five parts
    by_type: Mapping[str, int] = field(default_factory=dict)  # leaves
    oral: int = 0
    written: int = 0
    amount: int = 0  # fen
    success: int = 0
    performed: int = 0
    confirmed: int = 0
    screenings: int = 0  # 排查次数
    found: int = 0  # 排查纠纷
    prevented: int = 0  # 预防纠纷
    averted: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # 件, 人

    @property
    def success_rate(self) -> tuple[int, int]:
        """成功件数 and 受理件数; the rate is their quotient."""
        return self.success, self.total


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Two figures that do not fit, in words, with both figures."""

    rule: str
    level: Literal["error", "warning"]
    message: str


def mismatches(row: CaseFigures) -> list[Mismatch]:
    """What does not fit within one row (L1-L9)."""
    found: list[Mismatch] = []

    def want(
        holds: bool, rule: str, message: str, level: Literal["error", "warning"] = "error"
    ) -> None:
        if not holds:
            found.append(Mismatch(rule, level, message))

    by_head = sum(row.by_source.get(head, 0) for head in HEADS)
    parts = sum(n for code, n in row.by_source.items() if code.startswith("referred_"))
    for name, parts_sum in (
        ("按调委会类别", sum(row.by_committee.values())),
        ("按案件来源", by_head),
        ("按纠纷类型", sum(row.by_type.values())),
    ):
        want(parts_sum == row.total, "L1", f"{name}合计 {parts_sum} 件，与总数 {row.total} 件不等")
    referred = row.by_source.get("referred", 0)
    want(parts == referred, "L2", f"委托移送五项合计 {parts} 件，与委托移送 {referred} 件不等")
    for name, part in (("调解成功", row.success), ("疑难复杂", row.complex)):
        want(part <= row.total, "L3", f"{name} {part} 件，多于总数 {row.total} 件")
    agreements = row.oral + row.written
    want(
        agreements == row.success,
        "L4",
        f"口头与书面协议合计 {agreements} 件，与调解成功 {row.success} 件不等",
        "warning",
    )
    for name, part in (("已履行", row.performed), ("司法确认", row.confirmed)):
        want(part <= row.success, "L5", f"{name} {part} 件，多于调解成功 {row.success} 件")
    want(
        row.people >= 2 * row.total,
        "L6",
        f"当事人 {row.people} 人，少于案件数的两倍 {2 * row.total}",
        "warning",
    )
    for name, (cases, people) in row.averted.items():
        want(
            people >= cases and (people == 0) == (cases == 0),
            "L7",
            f"{name}：{cases} 件 {people} 人，件数与人数不符",
        )
    want(row.amount == 0 or row.success > 0, "L8", "有协议金额而没有调解成功的案件", "warning")
    own = row.by_source.get("own_initiative", 0)
    want(
        row.screenings == 0 or row.found + row.prevented >= own,
        "L9",
        f"排查与预防合计 {row.found + row.prevented} 件，少于主动调解 {own} 件",
        "warning",
    )
    return found


def against_earlier(
    cumulative: CaseFigures, periods: list[CaseFigures], previous: CaseFigures | None = None
) -> list[Mismatch]:
    """L10: the year to date equals the sum of its periods and never falls below the last one."""
    found = []
    for name, of in FIGURES.items():
        total, summed = of(cumulative), sum(of(period) for period in periods)
        if total != summed:
            found.append(Mismatch("L10", "error", f"{name}累计 {total}，各期合计 {summed}"))
        if previous is not None and total < of(previous):
            found.append(
                Mismatch("L10", "error", f"{name}累计 {total}，少于上期累计 {of(previous)}")
            )
    return found


FIGURES: Mapping[str, Callable[[CaseFigures], int]] = {
    "案件总数": lambda row: row.total,
    "调解成功": lambda row: row.success,
    "当事人数": lambda row: row.people,
    "协议金额（分）": lambda row: row.amount,
    "已履行": lambda row: row.performed,
}


def against_details(row: CaseFigures, listed: int) -> list[Mismatch]:
    """L11: the figure equals the number of case records behind it."""
    if row.total == listed:
        return []
    return [Mismatch("L11", "error", f"报表 {row.total} 件，案件清单 {listed} 件")]
