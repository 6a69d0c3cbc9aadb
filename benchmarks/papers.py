"""A whole dossier: the first in a process, then warm."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measure import Figure, seconds, times
from tests.printing import golden

FIRST = "from tests.printing import golden; golden.dossier()"


def figures() -> Iterator[Figure]:
    """Warm in this process, first in one of its own."""
    warm = statistics.median(times(golden.dossier, 10))
    pages = len(golden.dossier().pages.pages)
    yield Figure(f"dossier of {pages} pages, warm", warm, "s", 0.5, "the budget itself", "0.5 s")
    start = seconds(lambda: subprocess.run([sys.executable, "-c", "import app"], check=True))
    whole = seconds(lambda: subprocess.run([sys.executable, "-c", FIRST], check=True))
    yield Figure("dossier, first in a process", whole, "s", start, "an empty process", "1.5 s")
