"""勾稽关系: which figures of a mediation report must fit which (mediation.md §4.1, L1-L11).

Original logic rules of the ministry's sheet could not be read; these are rebuilt from published
reports that sum exactly (Huangshi, August 2016). An "error" must be mended, a "warning" looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "CaseFigures",
    "Check",
    "Mismatch",
    "against_details",
    "against_earlier",
    "checks",
    "mismatches",
    "sums",
]

HEADS = ("own_initiative", "application", "referred")

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Check:
    """勾稽: two figures, and how they must stand to each other."""

    words: str
    left: int
    right: int
    relation: Literal["=", "≤", "≥"] = "="
    rule: str = ""
    level: Level = "error"

    @property
    def holds(self) -> bool:
        """Whether they stand so."""
        if self.relation == "≤":
            return self.left <= self.right
        if self.relation == "≥":
            return self.left >= self.right
        return self.left == self.right

    @property
    def said(self) -> str:
        """平, or both figures: what must be mended, what is to be looked at."""
        if self.holds:
            return "平"
        verdict = "不平" if self.level == "error" else "请核对"
        return f"{verdict}：{self.left} 与 {self.right}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """One row of 人民调解案件情况统计表. Counts are cases unless a name says otherwise."""

    total: int = 0
    people: int = 0  # 涉及当事人数
    complex: int = 0  # 疑难复杂
    by_committee: Mapping[str, int] = field(default_factory=dict)
    by_source: Mapping[str, int] = field(default_factory=dict)  # three heads and the five parts
    by_type: Mapping[str, int] = field(default_factory=dict)  # leaves
    by_result: Mapping[str, int] = field(default_factory=dict)  # how each case stands
    by_performance: Mapping[str, int] = field(default_factory=dict)  # of those that succeeded
    oral: int = 0
    written: int = 0
    amount: int = 0  # fen
    success: int = 0
    performed: int = 0
    applied: int = 0  # 申请司法确认
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
    level: Level
    message: str


def checks(row: CaseFigures) -> Iterator[Check]:
    """What must fit within one row (L1-L9); what nobody recorded is not asked."""
    by_head = sum(row.by_source.get(head, 0) for head in HEADS)
    for name, parts in (
        ("按调委会类别", sum(row.by_committee.values())),
        ("按案件来源", by_head),
        ("按纠纷类型", sum(row.by_type.values())),
    ):
        yield Check(f"案件总数 = {name}合计", row.total, parts, rule="L1")
    if row.by_result:
        standing = sum(row.by_result.values())
        yield Check(
            "案件总数 = 成功、不成、撤回、移送和还在调解合计", row.total, standing, rule="L1"
        )
    referred = row.by_source.get("referred", 0)
    parts = sum(n for code, n in row.by_source.items() if code.startswith("referred_"))
    yield Check("接受委托移送 = 五个部门合计", referred, parts, rule="L2")
    for name, part in (("调解成功", row.success), ("疑难复杂", row.complex)):
        yield Check(f"{name} ≤ 案件总数", part, row.total, "≤", "L3")
    agreements = row.oral + row.written
    yield Check("口头协议 + 书面协议 = 调解成功", agreements, row.success, "=", "L4", "warning")
    for name, part in (("已履行", row.performed), ("司法确认", row.confirmed)):
        yield Check(f"{name} ≤ 调解成功", part, row.success, "≤", "L5")
    if row.by_performance:
        promised = sum(row.by_performance.values())
        yield Check("调解成功 = 已履行 + 部分履行 + 未履行", row.success, promised, rule="L5")
        yield Check("司法确认 ≤ 申请司法确认", row.confirmed, row.applied, "≤", "L5")
    yield Check("当事人数 ≥ 案件总数的两倍", row.people, 2 * row.total, "≥", "L6", "warning")
    for name, (cases, people) in row.averted.items():
        yield Check(f"{name}：人数 ≥ 件数", people, cases, "≥", "L7")
        if not cases:
            yield Check(f"{name}：没有件数的没有人数", people, 0, rule="L7")
    if row.amount:
        yield Check("有协议金额的有调解成功", row.success, 1, "≥", "L8", "warning")
    if row.screenings:
        own = row.by_source.get("own_initiative", 0)
        seen = row.found + row.prevented
        yield Check("排查纠纷 + 预防纠纷 ≥ 主动调解", seen, own, "≥", "L9", "warning")


def mismatches(row: CaseFigures) -> list[Mismatch]:
    """What does not fit within one row (L1-L9)."""
    return _broken(checks(row))


def sums(whole: CaseFigures, periods: Sequence[CaseFigures]) -> Iterator[Check]:
    """L10: a period equals the sum of the shorter ones it is made of."""
    for name, of in FIGURES.items():
        yield Check(
            f"本期{name} = 各期{name}之和", of(whole), sum(of(one) for one in periods), rule="L10"
        )


def against_earlier(
    cumulative: CaseFigures, periods: Sequence[CaseFigures], previous: CaseFigures | None = None
) -> list[Mismatch]:
    """L10: the year to date equals the sum of its periods and never falls below the last one."""
    found = list(sums(cumulative, periods))
    if previous is not None:
        found += [
            Check(f"{name}累计 ≥ 上期累计", of(cumulative), of(previous), "≥", "L10")
            for name, of in FIGURES.items()
        ]
    return _broken(found)


FIGURES: Mapping[str, Callable[[CaseFigures], int]] = {
    "案件总数": lambda row: row.total,
    "调解成功": lambda row: row.success,
    "当事人数": lambda row: row.people,
    "协议金额（分）": lambda row: row.amount,
    "已履行": lambda row: row.performed,
}


def against_details(row: CaseFigures, listed: int) -> list[Mismatch]:
    """L11: the figure equals the number of case records behind it."""
    return _broken([Check("案件总数 = 案件清单", row.total, listed, rule="L11")])


def _broken(found: Iterator[Check] | Sequence[Check]) -> list[Mismatch]:
    return [
        Mismatch(one.rule, one.level, f"{one.words}：{one.left} 与 {one.right} 不符")
        for one in found
        if not one.holds
    ]
