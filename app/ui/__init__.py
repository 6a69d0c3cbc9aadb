"""The window. It imports everything but the models, and never sees a session.

PySide puts its own ``__import__`` in the place of Python's: for code that wants Qt's names in
snake_case it reads the source text of each module that is imported from then on, Qt's or not. Here
nobody wants them, and looking for them is a seventh of the time the program needs to load; so
Python's own is put back before the first module of the window is imported.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - what it replaces is given back

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
