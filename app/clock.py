"""The clock of this PC. Everything else is handed a clock, so that tests can set the day."""

from __future__ import annotations

from datetime import datetime


def local_now() -> datetime:
    """Naive local time, to the second: papers know no smaller unit."""
    return datetime.now().replace(microsecond=0)  # noqa: DTZ005 - an office lives in its own time
