"""What was promised and what was done: instalments, part performance, what is overdue (Law 31)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.days import show_date
from app.rules.money import yuan_text


class Performance(Enum):
    """Codes of ``resources/codes/performance.toml``."""

    DONE = "done"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Promise:
    """One instalment or act. ``amount`` in fen, ``None`` for an act; ``done`` what was paid."""

    due_on: date | None
    amount: int | None = None
    done: int = 0
    done_on: date | None = None

    @property
    def open_amount(self) -> int:
        """Fen still owed; 0 for an act."""
        return max((self.amount or 0) - self.done, 0)

    @property
    def state(self) -> Performance:
        """Money is done once all of it came; an act once it has a day."""
        if self.amount is None:
            return Performance.DONE if self.done_on else Performance.NONE
        if self.done >= self.amount:
            return Performance.DONE
        return Performance.PART if self.done else Performance.NONE

    def overdue(self, today: date) -> bool:
        """Whether its day has passed with something still open."""
        late = self.due_on is not None and self.due_on < today
        return late and self.state is not Performance.DONE


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agreement stands on a day; sums in fen."""

    performance: Performance
    next_due: date | None
    last_due: date | None
    overdue: tuple[Promise, ...]
    open_amount: int

    @property
    def overdue_amount(self) -> int:
        """Fen overdue."""
        return sum(promise.open_amount for promise in self.overdue)


def standing(promises: Sequence[Promise], today: date) -> Standing:
    """Performance as a whole, the next and the last day due, and what is overdue."""
    states = {promise.state for promise in promises}
    if states == {Performance.DONE}:
        whole = Performance.DONE
    elif states <= {Performance.NONE}:
        whole = Performance.NONE
    else:
        whole = Performance.PART
    dues = [p.due_on for p in promises if p.due_on is not None]
    coming = [
        p.due_on
        for p in promises
        if p.due_on is not None and p.due_on >= today and p.state is not Performance.DONE
    ]
    return Standing(
        performance=whole,
        next_due=min(coming, default=None),
        last_due=max(dues, default=None),
        overdue=tuple(p for p in promises if p.overdue(today)),
        open_amount=sum(p.open_amount for p in promises),
    )


def instalment_problem(total: int, promises: Iterable[Promise], agreed_on: date) -> str:
    """Why instalments do not fit the agreement (check E5): their sum, or a day before it; or nothing."""
    rows = list(promises)
    summed = sum(p.amount or 0 for p in rows)
    if rows and summed != total:
        return f"各期合计{yuan_text(summed)}元，与协议金额{yuan_text(total)}元不符。"
    early = [p.due_on for p in rows if p.due_on is not None and p.due_on < agreed_on]
    if early:
        return f"履行日期{show_date(min(early))}早于协议日期{show_date(agreed_on)}。"
    return ""
