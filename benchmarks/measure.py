"""What every benchmark returns, and how a figure is taken."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Figure", "p95", "seconds", "times"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its baseline; ``ratio`` is value ÷ baseline."""

    name: str
    value: float
    unit: str
    baseline: float
    baseline_of: str
    budget: str

    @property
    def ratio(self) -> float | None:
        """Value ÷ baseline; ``None`` without a baseline."""
        return self.value / self.baseline if self.baseline else None


def seconds(act: Callable[[], object]) -> float:
    """How long ``act`` takes, once."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def times(act: Callable[[], object], count: int) -> list[float]:
    """How long ``act`` takes, ``count`` times, after one that is not counted."""
    act()
    return [seconds(act) for _ in range(count)]


def p95(values: list[float]) -> float:
    """The value that nineteen of twenty do not exceed."""
    return statistics.quantiles(values, n=20)[-1]
