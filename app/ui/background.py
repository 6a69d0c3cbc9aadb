"""Long work off the GUI thread, with progress, cancel and calm errors.

How a page uses it::

    run(
        self,
        "正在打印卷宗",
        lambda progress: dossier.print(case, progress=progress),   # in another thread
        done=self.show_pdf,                                        # back in the window's thread
    )

``progress(3, 20)`` and ``progress.say("…")`` may be called from the work; both raise ``Cancelled``
once the clerk has pressed 取消, so that a transaction under way is rolled back. The work must touch
no widget. An ``ActionableError`` is shown as it stands, any other exception as an event code.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import dialogs, theme
from app.ui.qt_lists import qt_lists

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

__all__ = ["Cancelled", "Job", "Progress", "run"]

T = TypeVar("T")

PATIENCE = 250
"""Milliseconds before a dialog appears: what is done by then needs none."""


class Cancelled(Exception):
    """The clerk pressed 取消."""


class _Signals(QObject):
    step = Signal(int, int)
    words = Signal(str)
    done = Signal(object)
    failed = Signal(object)


class Progress:
    """How far the work is; called from the work's own thread."""

    def __init__(self, signals: _Signals) -> None:
        self._signals = signals
        self._stop = threading.Event()

    def __call__(self, done: int, total: int) -> None:
        """``done`` of ``total`` steps are behind us. Raises ``Cancelled``."""
        self.check()
        self._signals.step.emit(done, total)

    def say(self, words: str) -> None:
        """What is being done now. Raises ``Cancelled``."""
        self.check()
        self._signals.words.emit(words)

    def check(self) -> None:
        """Raises ``Cancelled`` once the clerk asked to stop."""
        if self._stop.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()


class _Work(QRunnable):
    def __init__(self, job: Job[Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)  # the job keeps it until it has reported
        self._job = job

    def run(self) -> None:
        """Do the work and hand its result to the window's thread."""
        job = self._job
        try:
            result = job.work(job.progress)
        except BaseException as error:
            job.signals.failed.emit(error)
        else:
            job.signals.done.emit(result)


class Job(QObject, Generic[T]):
    """One piece of long work under way. ``finished`` is sent after ``done`` or the error dialog."""

    finished = Signal()

    def __init__(
        self,
        parent: QWidget,
        title: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], bool] | None,
        *,
        can_cancel: bool,
    ) -> None:
        super().__init__(parent)
        self.work = work
        self._done, self._failed = done, failed
        self._window = parent
        self.signals = _Signals()
        self.progress = Progress(self.signals)
        self.dialog = ProgressDialog(parent, title, can_cancel=can_cancel)
        self.dialog.cancel_asked.connect(self.cancel)
        self.signals.step.connect(self.dialog.step)
        self.signals.words.connect(self.dialog.say)
        self.signals.done.connect(self._on_done)
        self.signals.failed.connect(self._on_failed)
        self._runnable = _Work(self)
        self._wait = QTimer(self, singleShot=True, interval=PATIENCE)
        self._wait.timeout.connect(self.dialog.open)
        self.running = True

    def start(self) -> None:
        """Begin."""
        self._wait.start()
        QThreadPool.globalInstance().start(self._runnable)

    def cancel(self) -> None:
        """Stop at the next step; nothing is reported then."""
        self.progress.cancel()

    def _on_done(self, result: T) -> None:
        self._close()
        try:
            self._done(result)
        finally:
            self._finish()

    def _on_failed(self, error: BaseException) -> None:
        self._close()
        try:
            handled = self._failed(error) if self._failed else False
            if not handled and not isinstance(error, Cancelled):
                dialogs.report(self._window, error)
        finally:
            self._finish()

    def _close(self) -> None:
        self.running = False
        self._wait.stop()
        self.dialog.finish()

    def _finish(self) -> None:
        self.finished.emit()
        self.deleteLater()


def run(
    parent: QWidget,
    title: str,
    work: Callable[[Progress], T],
    done: Callable[[T], None],
    *,
    failed: Callable[[BaseException], bool] | None = None,
    can_cancel: bool = True,
) -> Job[T]:
    """Do ``work`` in another thread, then ``done`` with its result in this one.

    ``failed`` may deal with an error itself and answers true then; ``Cancelled`` comes by it, too.
    """
    job = Job(parent, title, work, done, failed, can_cancel=can_cancel)
    job.start()
    return job


class ProgressDialog(QDialog):
    """What is going on, how far it is, and 取消."""

    cancel_asked = Signal()

    def __init__(self, parent: QWidget, title: str, *, can_cancel: bool) -> None:
        Qt = qt_lists()  # noqa: N806 - the log-in needs this module before it needs that

        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.words = QLabel(title + "…")
        self.words.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.button = QPushButton("取消")
        self.button.clicked.connect(self.reject)
        self._can_cancel = can_cancel
        side = theme.px(20)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(side, side, side, theme.px(14))
        layout.setSpacing(theme.px(12))
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self.button.setVisible(can_cancel)
        self.setFixedWidth(theme.px(420))

    def step(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)

    def say(self, words: str) -> None:
        """Show what is being done."""
        self.words.setText(words)

    def reject(self) -> None:
        """Escape and 取消 ask the work to stop; the dialog stays until it has."""
        if self._can_cancel and self.button.isEnabled():
            self.button.setEnabled(False)
            self.words.setText("正在停止，已完成的部分会撤回…")
            self.cancel_asked.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The cross does what 取消 does."""
        event.ignore()
        self.reject()

    def finish(self) -> None:
        """The work has ended."""
        self.hide()
        self.deleteLater()
