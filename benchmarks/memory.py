"""How much memory the open program holds, and how much disk the installed one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure
from benchmarks.store import PASSWORD

__all__ = ["resident", "size"]

MIB = 1024 * 1024
DIST = Path(__file__).resolve().parent.parent / "dist" / "justice-office-desk"

RESIDENT = """
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
"""
EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
a = QApplication([]); w = QMainWindow(); w.show(); a.processEvents()
print(resident())
"""
OURS = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QThreadPool
from app.clock import local_now
from app.paths import Profile
from app.services import setup
from app.ui.application import dress
from app.ui.main_window import MainWindow
from app.ui.tabs import tabs_of

profile = Profile(Path(sys.argv[1]))
a, preferences = dress([], profile)
desk = setup.open_desk(profile, sys.argv[2], clock=local_now)
w = MainWindow(desk, preferences, tabs_of(desk)); w.show()

def settle():
    until = time.monotonic() + 1
    while time.monotonic() < until or QThreadPool.globalInstance().activeThreadCount():
        a.processEvents()

settle()
print(resident(), flush=True)
for place in range(w.tabs.count()):
    w.tabs.setCurrentIndex(place)
    settle()
desk.search.find("王"); desk.search.find("wlx")
print(resident(), flush=True)
profile.in_use.unlink()  # or the next start would look for damage, as after a crash
os._exit(0)
"""


def resident(root: Path) -> Iterator[Figure]:
    """Resident memory of the window over a full store; Linux only, for want of one way to ask."""
    if not Path("/proc/self/statm").exists():
        return
    (empty,) = _asked(EMPTY)
    shown, every = _asked(OURS, str(root), PASSWORD)
    what = "an empty PySide6 window"
    yield Figure("memory, window shown", shown / MIB, "MiB", empty / MIB, what, "250 MiB")
    name = "memory, every tab opened and searched"
    yield Figure(name, every / MIB, "MiB", empty / MIB, what, "250 MiB")


def _asked(program: str, *more: str) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", RESIDENT + program, *more],
        check=True,
        capture_output=True,
        text=True,
    )
    return [int(line) for line in done.stdout.split()]


def size() -> Iterator[Figure]:
    """The frozen program, when ``make build`` has made one."""
    files = [file for file in DIST.rglob("*") if file.is_file() and not file.is_symlink()]
    if files:
        whole = sum(file.stat().st_size for file in files) / MIB
        yield Figure("installed size", whole, "MiB", 0.0, "", "250 MiB")
