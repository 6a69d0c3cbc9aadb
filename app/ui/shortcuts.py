"""Keys that belong to one widget.

``QShortcut(keys, parent, act, context=…)`` of PySide6 6.8 drops the context without a word and makes
the key the whole window's; two lists on one page then answer to none. So the context is set first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

__all__ = ["bind"]


def bind(
    widget: QWidget,
    keys: Qt.Key | str,
    act: Callable[[], Any],
    *,
    inside: bool = False,
) -> QShortcut:
    """Do ``act`` when ``keys`` are pressed in ``widget``; with ``inside`` also in its children."""
    shortcut = QShortcut(QKeySequence(keys), widget)
    shortcut.setContext(
        Qt.ShortcutContext.WidgetWithChildrenShortcut
        if inside
        else Qt.ShortcutContext.WidgetShortcut
    )
    shortcut.activated.connect(act)
    return shortcut
