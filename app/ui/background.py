"""Long work off the GUI thread, with progress and a way to stop it.

    run(self, "正在打印卷宗", lambda progress: printing.print_dossier(..., progress=progress),
        done=self._show)

``work`` runs on a worker thread and gets a ``Progress``: called with what is done and the total,
it moves the bar, and raises ``Cancelled`` once the clerk has pressed 取消. ``done`` and ``failed``
run on the GUI thread again. While the dialog stands, its window takes no other input, so nothing
else reads the store meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from app.ui import dialogs

__all__ = ["Cancelled", "Job", "Progress", "run"]

SHOW_AFTER = 400  # ms: quick work leaves no flicker


class Cancelled(Exception):
    """The clerk pressed 取消; the work undid what it had begun."""


class Progress:
    """What the work reports to; safe to call from its thread."""

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report = report
        self._stop = Event()

    def __call__(self, done: int, total: int) -> None:
        """So much is done; raises ``Cancelled`` if it is to stop."""
        if self._stop.is_set():
            raise Cancelled
        self._report(done, total)

    def cancelled(self) -> bool:
        """Whether the clerk wants it to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()


Work = Callable[[Progress], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


class Job(QObject):
    """One piece of work and its end, told on the thread that made the job."""

    moved = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.progress = Progress(self.moved.emit)
        self._work = work

    def start(self) -> None:
        """Begin on a worker thread."""
        QThreadPool.globalInstance().start(_Runner(self))

    def carry_out(self) -> None:
        """Do the work and tell how it ended; called on the worker thread."""
        try:
            result = self._work(self.progress)
        except Exception as error:  # told on the GUI thread, where a dialog can be shown
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        self.ended.emit()


class _Runner(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.carry_out()


def run(
    parent: QWidget,
    title: str,
    work: Work,
    *,
    done: Done,
    failed: Failed | None = None,
) -> Job:
    """Do ``work`` behind a progress dialog; ``failed`` replaces the usual error dialog."""
    job = Job(work, parent)
    dialog = QProgressDialog(title, "取消", 0, 0, parent)
    dialog.setWindowTitle(title)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setMinimumDuration(SHOW_AFTER)
    dialog.setAutoReset(False)
    dialog.setAutoClose(False)
    dialog.setValue(0)

    def moved(at: int, total: int) -> None:
        dialog.setMaximum(total)
        dialog.setValue(at)

    def close() -> None:
        dialog.canceled.disconnect(job.progress.stop)
        dialog.close()
        dialog.deleteLater()

    def succeeded(result: Any) -> None:
        close()
        done(result)

    def went_wrong(error: Exception) -> None:
        close()
        if isinstance(error, Cancelled):
            return
        if failed is not None:
            failed(error)
        else:
            dialogs.show_error(parent, error)

    job.moved.connect(moved)
    job.succeeded.connect(succeeded)
    job.failed.connect(went_wrong)
    job.ended.connect(job.deleteLater)
    dialog.canceled.connect(job.progress.stop)
    job.start()
    return job
