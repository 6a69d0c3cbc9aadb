"""How large a window opens: as its content wants at the type in force, and never beyond the screen.

The offices' screens are 1366×768. At 150 % a dialog of a thousand pixels would be wider than that,
and its buttons out of reach.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.theme import px

__all__ = ["grow_to_words", "keep_on_screen", "open_at", "room"]

WIDTH, HEIGHT = 0.97, 0.92
"""Shares of the screen; the rest is the frame of the window and its title."""


def room(window: QWidget) -> tuple[int, int]:
    """The width and height that the screen of ``window`` has for it."""
    screen = window.screen().availableGeometry()
    return int(screen.width() * WIDTH), int(screen.height() * HEIGHT)


def open_at(window: QWidget, width: float, height: float) -> None:
    """Let ``window`` open at ``width`` by ``height`` at 100 %, no larger than its screen."""
    widest, highest = room(window)
    window.resize(min(px(width), widest), min(px(height), highest))


def grow_to_words(window: QWidget) -> None:
    """Give a window that is about to show the height its wrapped words need.

    Qt opens it no higher than two thirds of the screen, and at 150 % cuts lines off.
    """
    layout = window.layout()
    if layout is not None:
        needed = layout.totalHeightForWidth(window.width())
        if needed > window.height():
            window.resize(window.width(), min(needed, room(window)[1]))


def keep_on_screen(window: QWidget) -> None:
    """Move a window that has grown so far up that its buttons are on the screen again."""
    area, frame = window.screen().availableGeometry(), window.frameGeometry()
    over = frame.bottom() - area.bottom()
    if over > 0:
        window.move(frame.x(), max(area.top(), frame.y() - over))
