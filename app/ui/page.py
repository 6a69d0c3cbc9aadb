"""What the main window expects of a page in one of its tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QTabBar, QWidget

from app.services.reminders import Target

__all__ = ["Keeps", "Opens", "Page", "PrintsOut", "Renews", "Saves", "StartsNew", "enter"]


class Page(QWidget):
    """A tab. ``said`` goes to the status bar, ``wants`` asks for another page's record."""

    said = Signal(str)
    wants = Signal(object)  # Target


@runtime_checkable
class Opens(Protocol):
    """Leads to one of its records."""

    def open_target(self, target: Target) -> None:
        """Show the record."""


@runtime_checkable
class StartsNew(Protocol):
    """Ctrl+N."""

    def start_new(self) -> None:
        """Begin a new record."""


@runtime_checkable
class PrintsOut(Protocol):
    """Ctrl+P."""

    def print_current(self) -> None:
        """Preview what is shown."""


@runtime_checkable
class Saves(Protocol):
    """Ctrl+S; also asked before the store is locked or closed, unless the page ``Keeps``."""

    def save_current(self) -> bool:
        """Keep what was typed; false when something has to be put right first."""


@runtime_checkable
class Keeps(Protocol):
    """Locking must not admit a person or record what was only ticked: drafts are enough."""

    def keep_typed(self) -> bool:
        """Keep drafts of what was typed, without a question; whether that was all of it."""


@runtime_checkable
class Renews(Protocol):
    """Called when its tab comes to the front."""

    def refresh(self) -> None:
        """Read what may have changed."""


@runtime_checkable
class Listing(Protocol):
    """A register; told by what it does, for its module is not wanted before the first one is."""

    @property
    def has_rows(self) -> bool:
        """Whether there is a row that the keyboard can be handed on to."""


def enter(page: QWidget) -> None:
    """Put the keyboard where work goes on: where it was on this page, or where it begins."""
    last = page.focusWidget()
    if last is None or isinstance(last, QTabBar) or not last.isVisibleTo(page):
        last = _beginning(page)
    last.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _beginning(page: QWidget) -> QWidget:
    """A register with rows, or the first list; without one the button work begins with, or an editor."""
    if page.focusProxy() is not None:
        return page
    inside: list[QWidget] = [*page.findChildren(QWidget)]
    ready = [widget for widget in inside if widget.isVisibleTo(page) and widget.isEnabledTo(page)]
    wanted: tuple[Callable[[QWidget], bool], ...] = (
        lambda w: isinstance(w, Listing) and w.has_rows,
        lambda w: isinstance(w, QAbstractItemView),
        lambda w: isinstance(w, QPushButton) and w.property("role") == "primary",
        lambda w: bool(w.focusPolicy() & Qt.FocusPolicy.TabFocus) and not isinstance(w, QTabBar),
    )
    found = (widget for fits in wanted for widget in ready if fits(widget))
    return next(found, page)
