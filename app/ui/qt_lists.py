"""``Qt``, the class of Qt's lists of names, whole for whoever asks.

PySide makes it when it is first asked for, and does not lock: a second thread that asks meanwhile is
given one without the names that are still to come, and says that ``Qt`` has no ``WindowModality``.
At the log-in two threads ask, the one that loads what the window needs, and the window's own as
soon as Enter is pressed.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

__all__ = ["qt_lists"]

_making = threading.Lock()


def qt_lists() -> type[Qt]:
    """``Qt``; waits while another thread is making it."""
    with _making:
        from PySide6.QtCore import Qt
    return Qt
