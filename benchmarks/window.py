"""Start to usable window over a full store, against an empty window of the same interpreter."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, seconds
from benchmarks.store import PASSWORD

EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
a = QApplication([]); w = QMainWindow(); w.show(); a.processEvents()
"""
OURS = """
import sys
from pathlib import Path
from app.clock import local_now
from app.paths import Profile
from app.services import setup
from app.ui.application import dress
from app.ui.main_window import MainWindow
from app.ui.tabs import tabs_of
profile = Profile(Path(sys.argv[1]))
a, preferences = dress([], profile)
desk = setup.open_desk(profile, sys.argv[2], clock=local_now)
w = MainWindow(desk, preferences, tabs_of(desk)); w.show(); a.processEvents()
w.release(); desk.close()
"""


def figures(root: Path) -> Iterator[Figure]:
    """Median of five starts each; the log-in's password stretching is part of ours."""

    def start(program: str, *more: str) -> float:
        return seconds(lambda: subprocess.run([sys.executable, "-c", program, *more], check=True))

    empty = statistics.median(start(EMPTY) for _ in range(5))
    ours = statistics.median(start(OURS, str(root), PASSWORD) for _ in range(5))
    yield Figure(
        "start to window, log-in included",
        ours,
        "s",
        empty,
        "an empty PySide6 window",
        "2.0 ×, 1.5 s",
    )
