"""What the head looks at and confirms before a month is sealed (F60)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.month_end.figures import DutyFigures
from app.services.month_end.zero import Zero

__all__ = ["Summary"]


@dataclass(frozen=True, slots=True)
class Summary:
    """The month in figures, what is stated in writing, what goes and what stays."""

    month: str
    figures: tuple[DutyFigures, ...]
    zero: tuple[Zero, ...]
    counts: dict[str, int]  # table → records that go
    held: int  # cases, persons and sessions that stay
    heads: tuple[str, ...]  # by the roll of the staff
    clock_behind: datetime | None = (
        None  # when the last package was sealed, by a clock ahead of now
    )

    def said_of(self, duty: str) -> str:
        """A duty's figures in a line, or that it reports none."""
        if any(one.duty == duty for one in self.zero):
            signed = next(one for one in self.zero if one.duty == duty)
            return f"零报告（{signed.signed_by}，{signed.signed_on:%m-%d}）"
        (mine,) = [one for one in self.figures if one.duty == duty]
        return "，".join(f"{label} {figure}" for label, figure in mine.lines)
