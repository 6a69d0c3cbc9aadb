"""What leaves the program, paper or file, is told here before it does (trust U1).

A preview and a table know no desk; the window that stands over one listens. Raising stops what was
about to leave: nothing leaves unlogged.
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = [
    "Listener",
    "about_to_export",
    "about_to_print",
    "about_to_show_whole",
    "forget",
    "listen",
]

Listener = Callable[[str, str, str, dict[str, object]], None]
"""Told (``print``, ``export`` or ``reveal``, what it is, its number, more)."""

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Be told from now on."""
    _listeners.append(listener)


def forget(listener: Listener) -> None:
    """Be told no more."""
    if listener in _listeners:
        _listeners.remove(listener)


def about_to_print(what: str, number: str, **more: object) -> None:
    """Pages go to the printer; ``number`` names no person."""
    for listener in _listeners:
        listener("print", what, number, more)


def about_to_export(what: str, number: str, **more: object) -> None:
    """A file without encryption is written; ``number`` names no person."""
    for listener in _listeners:
        listener("export", what, number, more)


def about_to_show_whole(what: str, number: str) -> None:
    """Numbers, telephones and addresses are shown in full on screen (E3)."""
    for listener in _listeners:
        listener("reveal", what, number, {})
