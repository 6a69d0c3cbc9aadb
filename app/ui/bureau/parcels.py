"""The packages on the table of 收件: what each is, and what has become of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.days import month_words
from app.errors import ActionableError
from app.services.bureau.views import Accepted, Inspection
from app.sync.objection import NotMerged, Objection
from app.ui.bureau.words import counts_words
from app.ui.register_view import Column

__all__ = ["COLUMNS", "Arrived"]

NAMED = re.compile(r"([0-9A-Za-z]{1,20})-([0-9]{4}-(?:0[1-9]|1[0-2]))-([0-9]+)")
"""How a package's file is called (``sync.carrier.file_name``)."""

ANSWERABLE = frozenset({Objection.FORK, Objection.SUPERSEDED, Objection.GAP})
"""Not merged, but the office is owed an answer that says so (P7)."""


@dataclass(slots=True)
class Arrived:
    """One package: as inspected, and then ``accepted`` or ``failed``."""

    inspection: Inspection
    accepted: Accepted | None = None
    failed: Exception | None = None
    receipt: Path | None = None
    named: str = ""  # whose it is by its file name, where nothing of it can be read

    @property
    def problem(self) -> ActionableError | None:
        """Why it was not taken, in words."""
        if isinstance(self.failed, ActionableError):
            return self.failed
        return self.inspection.problem

    @property
    def acceptable(self) -> bool:
        """Whether 收下 is still to come."""
        return self.accepted is None and self.failed is None and self.inspection.acceptable

    @property
    def answerable(self) -> bool:
        """Whether it cannot be merged, but its receipt would say why."""
        problem = self.inspection.problem
        return (
            self.accepted is None
            and isinstance(problem, NotMerged)
            and problem.reason in ANSWERABLE
        )

    @property
    def who(self) -> str:
        """The office; of a file that cannot be read, its name."""
        return self.inspection.office_name or self.inspection.parcel.label

    def name_by(self, offices: Mapping[str, str]) -> None:
        """Of a file that cannot be read, whom its name speaks of: somebody has to be telephoned."""
        found = NAMED.match(self.inspection.parcel.label)
        if not self.inspection.office and found is not None and found[1] in offices:
            self.named = offices[found[1]]

    @property
    def by_name(self) -> str:
        """按文件名是哪个所、哪个月的; empty where the package itself can be read."""
        found = NAMED.match(self.inspection.parcel.label) if self.named else None
        if found is None:
            return ""
        return f"按文件名，是{self.named}{month_words(found[2])}第 {int(found[3])} 号包。"

    @property
    def what(self) -> str:
        """2026年11月 第 3 号包."""
        if not self.inspection.office:
            return "看不出是哪个所的"
        return f"{month_words(self.inspection.month)} 第 {self.inspection.number} 号包"

    @property
    def state(self) -> tuple[str, str, str]:
        """Words, tone and icon."""
        if self.accepted is not None:
            if self.accepted.result == "merged":
                return ("已收下，回执已写" if self.receipt else "已收下"), "good", "done"
            if self.accepted.merged:
                return "以前收过，没有改动", "good", "done"
            return "已登记，没有并入", "warn", "warning"
        if (problem := self.problem) is not None:
            return f"不能收下：{problem.what}", "bad", "error"
        if self.inspection.repeated:
            return "以前收过，可以再出回执", "muted", "info"
        return "可以收下", "accent", "package"

    @property
    def effect(self) -> str:
        """What it changes, in short."""
        if self.accepted is not None:
            return counts_words(self.accepted.counts)
        if self.inspection.problem is not None:
            return ""
        return counts_words(self.inspection.counts)


COLUMNS = (
    Column(
        title="司法所",
        text=lambda a: a.named or a.who,
        width=156,
        tip=lambda a: a.inspection.parcel.label,
    ),
    Column(title="月份", text=lambda a: month_words(a.inspection.month), width=96),
    Column(
        title="号",
        text=lambda a: str(a.inspection.number) if a.inspection.office else "",
        width=44,
        right=True,
    ),
    Column(
        title="记录",
        text=lambda a: str(a.inspection.records) if a.inspection.office else "",
        width=62,
        right=True,
    ),
    Column(title="会改动", text=lambda a: a.effect, width=150),
    Column(
        title="结论",
        text=lambda a: a.state[0],
        width=240,
        tone=lambda a: a.state[1],
        icon=lambda a: a.state[2],
    ),
)
