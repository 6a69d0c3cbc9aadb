"""How long the window is deaf while long work is done beside it.

A heartbeat of 5 ms runs in the window's own thread. Each kind of work is started as the program
starts it, through ``app/ui/background.py`` or the bureau's own page, and the longest gap between two
beats is kept, up to the moment when the result stands on the screen. The baseline is the longest gap
of the same window doing nothing. Offscreen: what a graphics driver adds is not in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.exports.workbook import register_workbook
from app.forms.training import YEAR_REGISTER
from app.paths import Profile
from app.ui import background
from app.ui.application import dress
from app.ui.bureau.inbox import InboxPage
from app.ui.dialogs import MessageDialog
from app.ui.main_window import MainWindow
from app.ui.runtime import Runtime
from app.ui.tabs import tabs_of
from benchmarks.fleet import MONTH, SCANS_MIB, Fleet, fleet
from benchmarks.measure import Figure
from benchmarks.store import CODE, NOW
from tests.printing import golden

__all__ = ["figures"]

BEAT = 5
IDLE = 2.0
ROWS = 5_000
BUDGET = "0.1 s"


class Heart:
    """Beats in the window's thread; ``longest`` is the longest time without a beat, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = 0.0
        self._timer = QTimer(interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def during(self, begin: Callable[[], object], ended: Callable[[], bool]) -> float:
        """Call ``begin`` and run the loop until ``ended``; the longest gap from first to last."""
        loop = QEventLoop()
        watch = QTimer(interval=BEAT)
        watch.timeout.connect(lambda: loop.quit() if ended() else None)
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer.start()
        watch.start()
        QTimer.singleShot(0, begin)
        loop.exec()
        self._beat()
        self._timer.stop()
        return self.longest

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def figures() -> Iterator[Figure]:
    """Every kind of long work there is, one after another."""
    with TemporaryDirectory() as folder, fleet(1, scans_mib=SCANS_MIB) as county:
        application, preferences = dress([], Profile(Path(folder)))
        runtime = Runtime()
        (office,) = county.offices
        windows = []
        for desk in (office, county.bureau):
            window = MainWindow(desk, preferences, tabs_of(desk))
            window.show()
            windows.append(window)
        runtime.settle()
        try:
            yield from _gaps(Heart(), county, windows[0], windows[1])
        finally:
            for window in windows:
                window.release()
                window.hide()
                window.deleteLater()
            runtime.give_back()
            application.processEvents()


def _gaps(
    heart: Heart, county: Fleet, at_office: MainWindow, at_bureau: MainWindow
) -> Iterator[Figure]:
    begun = time.perf_counter()
    heart.during(lambda: None, lambda: time.perf_counter() > begun + IDLE)  # the pages read
    idle = heart.during(lambda: None, lambda: time.perf_counter() > begun + 2 * IDLE)

    def gap(name: str, seconds: float) -> Figure:
        return Figure(f"stall: {name}", seconds, "s", idle, "the same window idle", BUDGET)

    (office,) = county.offices
    golden.dossier()  # the fonts of the first print are another figure
    yield gap("printing a dossier", _in_background(heart, at_office, golden.dossier))
    yield gap(f"a register of {ROWS} lines as xlsx", _in_background(heart, at_office, _workbook))
    files: list[Path] = []
    yield gap(
        f"sealing {MONTH} and writing it",
        _in_background(heart, at_office, lambda: files.extend(county.send(office))),
    )
    page = at_bureau.page("inbox")
    assert isinstance(page, InboxPage)
    at_bureau.tabs.setCurrentWidget(page)
    heart.during(lambda: None, lambda: not page._work.busy)
    tab = page.receive
    yield gap("proving a package", _on_page(heart, page, lambda: tab.inspect(files)))
    yield gap(
        "merging it",
        _on_page(heart, page, lambda: tab._accept([a for a in tab.arrived if a.acceptable])),
    )
    yield gap("backing up", _in_background(heart, at_office, lambda: office.backups.make("hand")))


def _in_background(heart: Heart, window: QWidget, work: Callable[[], Any]) -> float:
    done: list[bool] = []
    failed: list[BaseException] = []

    def keep(error: BaseException) -> bool:
        failed.append(error)
        return True

    def begin() -> None:
        job = background.run(
            window,
            "正在办理",
            lambda _: work(),
            done=lambda _: None,
            failed=keep,
        )
        job.finished.connect(lambda: done.append(True))

    longest = heart.during(begin, lambda: bool(done))
    if failed:
        raise failed[0]
    return longest


def _on_page(heart: Heart, page: InboxPage, begin: Callable[[], None]) -> float:
    begun: list[bool] = []

    def start() -> None:
        begin()
        begun.append(True)

    def ended() -> bool:
        if isinstance(asked := QApplication.activeModalWidget(), MessageDialog):
            asked.reject()  # whether to write the receipts now
        return bool(begun) and not page._work.busy

    return heart.during(start, ended)


def _workbook() -> bytes:
    """A register of ``ROWS`` lines as one sheet, as every register is exported."""
    people = [{"name": f"测试人{n}", "forecast": "按现在的进度能完成"} for n in range(ROWS)]
    return register_workbook(YEAR_REGISTER, people, creator=CODE, made_at=NOW)
