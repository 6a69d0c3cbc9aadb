"""Pictures of the window as a clerk sees it at 1366×768, made without a screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.desk import Desk
from app.services.mediation.register import RegisterQuery

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["take_screens"]

WIDTH, HEIGHT = 1366, 728  # 768 less the task bar


def take_screens(office: Desk, bureau: Desk, folder: Path, *, returned: str) -> list[Path]:
    """Every tab of the office and the bureau, a case, its papers and its check, as PNG.

    ``returned`` is the uid of the case that the county gave back with a reason.
    """
    if not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    folder.mkdir(exist_ok=True)
    with _without_murmur():
        return [*_office(office, folder, returned), *_bureau(bureau, folder)]


@contextmanager
def _without_murmur() -> Iterator[None]:
    """Qt says at each dialog that a screen nobody sees has no window manager: no news to a clerk."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    def say(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if "propagateSizeHints" in words:
            return
        if callable(before):
            before(kind, context, words)
        else:
            print(words, file=sys.stderr)

    before = qInstallMessageHandler(say)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _office(desk: Desk, folder: Path, returned: str) -> Iterator[Path]:
    from app.ui.mediation.page import MediationPage
    from app.ui.reports.county_letters import CountyLetters

    camera = _Camera(desk, folder)
    yield from camera.tabs("office")
    page = camera.window.page("mediation")
    first = desk.mediation.register.page(RegisterQuery(limit=1)).rows
    if isinstance(page, MediationPage) and first:
        camera.window.tabs.setCurrentIndex(1)
        page.open_case(first[0].uid)
        yield camera.take("case-登记")
        for part, words in (
            ("people", "当事人"),
            ("mediation.agreement", "协议书"),
            ("check", "自查"),
        ):
            if page.case is not None:
                page.case.go(part)
                yield camera.take(f"case-{words}")
        page.open_case(returned)
        yield camera.take("case-县局退回")
        page.back()
    letters = CountyLetters(camera.window, desk)
    letters.show()
    yield camera.take("office-县局来件", letters)
    letters.reject()
    camera.close()


def _bureau(desk: Desk, folder: Path) -> Iterator[Path]:
    camera = _Camera(desk, folder)
    yield from camera.tabs("bureau")
    camera.close()


class _Camera:
    """One window over one desk, and pictures of it."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        from app.ui.application import dress
        from app.ui.main_window import MainWindow
        from app.ui.tabs import tabs_of

        self._application, preferences = dress(["demo"], desk.profile)
        self._folder = folder
        self._tabs = tabs_of(desk)
        self.window = MainWindow(desk, preferences, self._tabs)
        self.window.resize(WIDTH, HEIGHT)
        self.window.show()

    def tabs(self, who: str) -> Iterator[Path]:
        """One picture of each tab."""
        for place, tab in enumerate(self._tabs):
            self.window.tabs.setCurrentIndex(place)
            yield self.take(f"{who}-{place + 1}-{tab.title}")

    def take(self, name: str, shown: QWidget | None = None) -> Path:
        """A picture of the window, or of a dialog over it, as it is now."""
        from PySide6.QtCore import QThreadPool

        for _ in range(20):  # a page may read in the background, and show what it read
            self._application.processEvents()
            QThreadPool.globalInstance().waitForDone(2000)
        path = self._folder / f"{name}.png"
        (shown or self.window).grab().save(str(path))
        return path

    def close(self) -> None:
        """Put the window away."""
        self.window.release()
        self.window.hide()
        self.window.deleteLater()
        self._application.processEvents()
