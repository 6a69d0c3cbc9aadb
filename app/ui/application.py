"""The program with a screen: one instance, log-in, window, lock, and out again.

The log-in dialog is up before the services are loaded: they come while the password is typed
(``warm_up.py``), so this module imports them where they are used. What the log-in can do without
waits as well: Qt's network for the second start, the file of the log, the lists of its ``Qt``, the
font for rare characters, and what watches the clipboard.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from app.clock import local_now
from app.paths import Profile
from app.services.event_lines import EventFormatter
from app.services.placement import BadPlace, refuse_bad_place
from app.ui import dialogs, theme
from app.ui.accounts.log_in import LogIn
from app.ui.preferences import Preferences
from app.ui.runtime import Runtime
from app.ui.translations import load_translations
from app.ui.warm_up import WarmUp
from app.updates import starting

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

    from app.services.desk import Desk
    from app.ui.accounts.first_start import FirstStart
    from app.ui.clipboard import ClipboardGuard, MarkedCopying
    from app.ui.main_window import MainWindow

__all__ = ["dress", "run"]

NAME = "justice-office-desk"
LOG_BYTES, LOG_FILES = 2_000_000, 5
PAINTED = 30
"""Milliseconds after which the log-in stands on the screen, and loading the rest may begin."""


def dress(arguments: Sequence[str], profile: Profile) -> tuple[QApplication, Preferences]:
    """The application in its own looks and in Chinese; ``MainWindow`` brings the last of the fonts."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        application = QApplication([*(arguments or [NAME]), "-style", theme.STYLE])
        application.setProperty(theme.IN_STYLE, True)
    application.setApplicationName(NAME)
    application.setApplicationDisplayName("司法所工作台")
    preferences = Preferences(profile)
    load_translations(application)
    theme.apply(application, preferences.scale, rare=False)
    return application, preferences


def run(profile: Profile) -> int:
    """Open the window over ``profile``; returns the exit code."""
    application, preferences = dress(sys.argv, profile)
    try:
        refuse_bad_place(profile.root)  # before anything is written there
    except BadPlace as refusal:
        dialogs.tell(None, refusal)
        return 1
    profile.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    _log_to(profile)
    lock = QLockFile(str(profile.lock))
    lock.setStaleLockTime(0)
    if not lock.tryLock(100):
        if not _raise_the_first(profile):
            dialogs.warn(None, "这个数据文件夹已在另一个程序里打开。", "请先关闭那一个。")
        return 0
    runtime = Runtime()
    session = _Session(profile, preferences, application, runtime)
    dialogs.install_excepthook(lambda: session.window)
    try:
        if profile.restoring.is_dir():
            _finish_restore(profile)
        return session.run()
    finally:
        runtime.give_back()
        lock.unlock()


class _LogFile(logging.Handler):
    """The log, turned over when it is full; made for its first line: most starts have none."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        if self._file is None:
            from logging.handlers import RotatingFileHandler

            self._file = RotatingFileHandler(
                self._path, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8"
            )
            self._file.setFormatter(self.formatter)
        self._file.emit(record)

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()
        super().close()


def _log_to(profile: Profile) -> None:
    """Event codes, versions and module names only (trust E5)."""
    profile.logs.mkdir(exist_ok=True, mode=0o700)
    handler = _LogFile(profile.logs / "desk.log")
    handler.setFormatter(EventFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _finish_restore(profile: Profile) -> None:
    """A power cut came while a proved backup was moved into place: move the rest."""
    from app.services.backups import restore

    restore.finish(profile)


def _raise_the_first(profile: Profile) -> bool:
    """Whether a window is there: being asked is all it needs to come forward."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(str(profile.root / "desk.socket"))
    return bool(socket.waitForConnected(500))


class _Session:
    """From log-in to log-out, as often as the window is locked."""

    def __init__(
        self,
        profile: Profile,
        preferences: Preferences,
        application: QApplication,
        runtime: Runtime,
    ) -> None:
        self._profile, self._preferences = profile, preferences
        self._application, self._runtime = application, runtime
        self.window: QMainWindow | None = None
        self._desk: Desk | None = None
        self._again = True
        self._same_desk = False
        self._restoring = False
        self._tab = 0
        self._names: dict[str, str] = {}
        self._somebody_else = False
        self._clipboard: ClipboardGuard | None = None
        self._copying: MarkedCopying | None = None
        self._server: QLocalServer | None = None

    def run(self) -> int:
        """Until the clerk leaves."""
        while self._again:
            self._again = False
            self._desk = self._desk or self._open()
            if self._desk is None:
                break
            if self._desk.user != self._preferences.last_user:
                self._tab = 0  # somebody else begins where a day begins
            self._preferences.last_user = self._desk.user
            self._names = self._desk.accounts.names()
            window = self._window_over(self._desk)
            window.locked.connect(self._lock)
            window.switching.connect(self._expect_somebody_else)
            window.rescaled.connect(self._rescale)
            window.restore_asked.connect(self._restore)
            window.tabs.setCurrentIndex(self._tab)
            self.window = window
            self._watch_clipboard()
            window.show()
            starting.proved()
            self._runtime.settle()
            self._application.exec()
            self._watch_clipboard().clear()
            self._tab = window.tabs.currentIndex()
            window.release()
            window.hide()
            window.deleteLater()
            from PySide6.QtCore import QEvent

            self._application.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
            self.window = None  # gone before the desk closes: no timer of a page asks it again
            if not self._same_desk:
                self._names = self._desk.accounts.names()  # with those made since it was opened
                self._desk.close()
                self._desk = None
            self._same_desk = False
        if self._server is not None:
            self._server.close()
        return 0

    def _after_painting(self, load: Callable[[], None]) -> None:
        """While the password is typed: what the window would have to wait for."""
        self._watch_clipboard()  # imported before ``load`` imports the rest beside this thread
        load()
        theme.carry(theme.RARE)
        if self._server is None:
            self._listen()

    def _watch_clipboard(self) -> ClipboardGuard:
        """From before anything can be copied: a password cannot."""
        if self._clipboard is None:
            from app.ui.clipboard import ClipboardGuard, MarkedCopying

            self._clipboard = guard = ClipboardGuard(QGuiApplication.clipboard())
            self._copying = MarkedCopying(self._application, guard.copy, guard.mark)
        return self._clipboard

    def _listen(self) -> None:
        """For a second start, which asks this one to come forward."""
        from PySide6.QtNetwork import QLocalServer

        place = str(self._profile.root / "desk.socket")
        self._server = QLocalServer()
        QLocalServer.removeServer(place)
        self._server.listen(place)
        self._server.newConnection.connect(self._come_forward)

    def _window_over(self, desk: Desk) -> MainWindow:
        from app.ui.main_window import MainWindow
        from app.ui.tabs import tabs_of

        return MainWindow(desk, self._preferences, tabs_of(desk))

    def _dialog(self) -> FirstStart | LogIn:
        if self._profile.database.exists():
            warm_up = WarmUp()
            dialog = LogIn(
                self._profile,
                local_now,
                loaded=warm_up.wait,
                user="" if self._somebody_else else self._preferences.last_user,
                names=self._names,
            )
            self._somebody_else = False
            QTimer.singleShot(PAINTED, partial(self._after_painting, warm_up.start))
            return dialog
        from app.ui.accounts.first_start import FirstStart

        QTimer.singleShot(PAINTED, partial(self._after_painting, lambda: None))
        return FirstStart(self._profile, local_now)

    def _open(self) -> Desk | None:
        if self._restoring:
            from app.ui.store.restore_dialog import RestoreDialog

            self._restoring = False
            RestoreDialog(self._profile, local_now).exec()
        dialog = self._dialog()
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        desk = dialog.desk
        dialog.deleteLater()
        if not isinstance(dialog, LogIn) and dialog.restored:
            return self._open()
        if not accepted and desk is not None:
            desk.close()
            return None
        return desk

    def _lock(self) -> None:
        self._again = True
        self._application.exit(0)

    def _expect_somebody_else(self) -> None:
        self._somebody_else = True

    def _restore(self) -> None:
        """Close the store, choose a backup, and log in again."""
        self._restoring = True
        self._lock()

    def _rescale(self) -> None:
        """The same desk in a window of another type size."""
        self._again = self._same_desk = True
        theme.apply(self._application, self._preferences.scale)
        self._application.exit(0)

    def _come_forward(self) -> None:
        connection = self._server.nextPendingConnection() if self._server is not None else None
        if connection is not None:
            connection.disconnectFromServer()
        front: QWidget | None = self.window or self._application.activeModalWidget()
        if front is not None:
            front.showNormal() if front.isMinimized() else front.show()
            front.raise_()
            front.activateWindow()
