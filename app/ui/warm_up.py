"""While the clerk types the password, a thread loads what the window needs, and rehearses its start.

Importing services and pages takes longer than drawing the window. Only one thread may import at a
time: two of them in modules that refer to each other could see one half made. So nothing else of
the program is imported between ``start`` and the return of ``wait``.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from itertools import chain

__all__ = ["WarmUp"]

log = logging.getLogger(__name__)


class WarmUp:
    """One run of the loading thread; a daemon, for leaving at the log-in must not wait for it."""

    def __init__(self) -> None:
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._load, name="warm-up", daemon=True)
        self._beginning = threading.Lock()

    def start(self) -> None:
        """Begin loading; once."""
        with self._beginning:
            if self._thread.ident is None:
                self._thread.start()

    def wait(self) -> None:
        """Return when the window can be made; what only later pages need is left to them.

        Whoever types faster than the log-in is painted begins it here.
        """
        self._enough.set()
        self.start()
        self._thread.join()

    def _load(self) -> None:
        _load_services()
        _load_window()
        for _ in chain(_rehearse(), _load_pages()):
            if self._enough.is_set():
                return


# Imported for what importing leaves behind: the module, ready for whoever asks for it next.


def _load_services() -> None:
    from app.services import setup  # the ciphers first: they are wanted for the password itself

    setup.prepare()


def _load_window() -> None:
    from app.ui.qt_lists import qt_lists

    qt_lists()
    import app.ui.main_window
    import app.ui.tabs
    import app.ui.today_page  # noqa: F401


def _rehearse() -> Iterator[None]:
    """Whatever happens there, the real store opens."""
    from app.clock import local_now
    from app.services import rehearsal

    try:
        yield from rehearsal.steps(local_now)
    except Exception as error:
        log.warning("rehearsal: %s", type(error).__name__)


def _load_pages() -> Iterator[None]:
    for load in PAGES:
        load()
        yield


def _load_mediation() -> None:
    import app.ui.mediation.page  # noqa: F401


def _load_corrections() -> None:
    import app.ui.corrections.page  # noqa: F401


def _load_resettlement() -> None:
    import app.ui.resettlement.page  # noqa: F401


def _load_training() -> None:
    import app.ui.training.page  # noqa: F401


def _load_reports() -> None:
    import app.ui.reports.page  # noqa: F401


PAGES = (_load_mediation, _load_corrections, _load_resettlement, _load_training, _load_reports)
"""An office's, in the order of its tabs."""
