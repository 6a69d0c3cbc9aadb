"""Process start to usable window over a full store, against an empty window of the same interpreter.

The program itself runs, from its entry point, in a process of its own; a clerk made of a timer
looks every 2 ms what stands on the screen. "Usable" is when that timer first fires after the dialog
or window was shown: the event loop answers. The clerk's typing lies between the two and belongs to
nobody. Both processes run from compiled modules, as what is installed does, wherever this one may
not write any. The figures are

* process start → log-in dialog,
* password accepted by Enter → window, with and without the stretching of the password (trust K1),
* their sum, which is what the budget speaks of,
* the same from end to end when nobody types: the password is there as soon as the dialog is.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure
from benchmarks.store import PASSWORD

__all__ = ["figures"]

STARTS = 5
TYPING = 2.5
"""Seconds a quick clerk takes for a password; what is loaded meanwhile costs nobody's time."""

EMPTY = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
a = QApplication([]); w = QMainWindow(); w.show()
QTimer.singleShot(2, lambda: (print(time.time()), a.quit()))
a.exec()
"""
OURS = """
import os, sys, time
from pathlib import Path
from app.paths import Profile
from app.ui import application
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

folder, password, typing = sys.argv[1:]
profile = Profile(Path(folder))
seen = {}

def enter(dialog):
    from app.services import setup

    unlock = setup.unlock

    def timed(*arguments, **named):
        begun = time.time()
        key = unlock(*arguments, **named)
        seen["stretching"] = time.time() - begun
        return key

    setup.unlock = timed
    dialog.password.setText(password)
    seen["entered"] = time.time()
    dialog.try_password()

def look():
    shown = (w for w in QApplication.topLevelWidgets() if w.isVisible())
    names = {type(w).__name__: w for w in shown}
    if "LogIn" in names and "dialog" not in seen:
        seen["dialog"] = time.time()
        QTimer.singleShot(int(float(typing) * 1000), lambda: enter(names["LogIn"]))
    if "MainWindow" in names:
        seen.setdefault("window", time.time())
        if not names["MainWindow"].page("today").waiting:
            stamps = ("stretching", "dialog", "entered", "window")
            print(*(seen[stamp] for stamp in stamps), time.time(), flush=True)
            profile.in_use.unlink()  # or the next start would look for damage, as after a crash
            os._exit(0)

dress = application.dress

def dressed(*what):
    made = dress(*what)
    seen["clerk"] = QTimer(interval=2)
    seen["clerk"].timeout.connect(look)
    seen["clerk"].start()
    return made

application.dress = dressed
application.run(profile)
"""


def _stamps(compiled: str, program: str, *more: str) -> list[float]:
    """When the process was asked for, and what it printed; its modules lie in ``compiled``."""
    around = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    asked = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program, *more],
        check=True,
        capture_output=True,
        text=True,
        env={**around, "PYTHONPYCACHEPREFIX": compiled},
    )
    return [asked, *map(float, done.stdout.split())]


def _start(compiled: str, root: Path, typing: float) -> dict[str, float]:
    """Seconds of each part of one start."""
    stamps = _stamps(compiled, OURS, str(root), PASSWORD, str(typing))
    asked, stretching, dialog, entered, window, filled = stamps
    opened = dialog - asked + window - entered
    return {
        "stretching the password": stretching,
        "start to log-in dialog": dialog - asked,
        "Enter to window, without stretching": window - entered - stretching,
        "Enter to today's list, without stretching": filled - entered - stretching,
        "start to window, without stretching": opened - stretching,
        "start to window, with stretching": opened,
        "start to window, nobody types": window - asked,
    }


BUDGETS = {
    "start to window, without stretching": "2.0 ×, 1.5 s",
    "stretching the password": "set by trust K1",
}


def figures(root: Path) -> Iterator[Figure]:
    """Medians of several starts, ours and empty ones in turn, after one that compiles."""
    empty, typed, at_once = [], [], []
    with TemporaryDirectory() as compiled:
        for turn in range(STARTS + 1):
            asked, shown = _stamps(compiled, EMPTY)
            waited = _start(compiled, root, TYPING)
            hurried = _start(compiled, root, 0)
            if turn:
                empty.append(shown - asked)
                typed.append(waited)
                at_once.append(hurried)
    for name in typed[0]:
        starts = at_once if name.endswith("nobody types") else typed
        yield Figure(
            name,
            statistics.median(start[name] for start in starts),
            "s",
            statistics.median(empty),
            "an empty PySide6 window",
            BUDGETS.get(name, ""),
        )
