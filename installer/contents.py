"""What a frozen program holds: the modules found only while running, the data, and what is left out.

``freeze.spec`` hands these to PyInstaller.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from installer.locks import ROOT, RUNTIME, locked
from installer.notices import NOTICES, licence_texts

# What PyInstaller collects: its place in the frozen program, the file it comes from, its kind.
Entry = tuple[str, str, str]

# Packages whose modules are found by name while running, so that following imports misses them.
FOUND_WHILE_RUNNING = ("app", "alembic", "reportlab.pdfbase", "sqlcipher3")

# Python modules nobody calls in the finished program.
NOT_IMPORTED = (
    # tools of those who develop the libraries
    "alembic.testing", "distutils", "doctest", "lib2to3", "pip", "pkg_resources", "pydoc_data",
    "pygments", "reportlab.graphics.testdrawings", "setuptools", "sqlalchemy.testing",
    # other windows, other databases, other arrays than ours
    "lxml", "numpy", "PySide6.QtDBus", "PySide6.QtNetwork", "sqlalchemy.dialects.mssql",
    "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.oracle", "sqlite3", "tkinter",
    # ours, for tests and for making the fonts
    "_pytest", "fontTools", "hypothesis", "mypy", "pytest",
)  # fmt: skip

# Files that PyInstaller's hooks bring and the program never opens. A library that only they need
# goes with them, see ``reachable``.
LEFT_OUT = (
    # the QML half of Qt, and its keyboard on the screen
    "*/Qt/qml/*", "*/plugins/qmltooling/*", "*virtualkeyboard*",
    # screens and pens an office PC does not have; under Wayland the program runs through X
    "*/plugins/wayland-*", "*/plugins/platforms/libqwayland*", "*/plugins/egldeviceintegrations/*",
    "*/plugins/platforms/libqeglfs*", "*/plugins/platforms/libqlinuxfb*",
    "*/plugins/platforms/libqminimal*", "*/plugins/platforms/libqvnc*",
    "*/plugins/platforms/libqvkkhrdisplay*", "*/plugins/generic/*",
    # the program works without a network
    "*/plugins/tls/*", "*/plugins/networkinformation/*",
    # GTK's own dialogs would bring half a desktop along
    "*/plugins/platformthemes/libqgtk3*",
    # an image format no scanner writes, another window system, drawing text into images
    "PIL/_avif*", "PIL/_imagingtk*", "PIL/_imagingft*",
    # fonts for papers come from resources/fonts
    "reportlab/fonts/*",
)  # fmt: skip

# Qt's own words: Chinese only.
_TRANSLATIONS = "*/Qt/translations/*"
_CHINESE = "*_zh_CN.qm"


def is_found_while_running(module: str) -> bool:
    """Whether a module of those packages is one; revisions travel as files, tests not at all."""
    return not module.startswith(("app.models.migrations", "alembic.testing"))


def wanted(place: str) -> bool:
    """Whether the file that would lie at ``place`` in the frozen program belongs in it."""
    if fnmatchcase(place, _TRANSLATIONS):
        return fnmatchcase(place, _CHINESE)
    return not any(fnmatchcase(place, pattern) for pattern in LEFT_OUT)


def reachable(
    binaries: Iterable[Entry], imports_of: Callable[[str], Iterable[tuple[str, str | None]]]
) -> list[Entry]:
    """The wanted extension modules and Qt plugins, and the libraries they need in turn.

    ``imports_of`` names the libraries a binary file is linked to, each with its full path.
    """
    entries = [entry for entry in binaries if wanted(entry[0])]
    by_file = {os.path.realpath(source): (place, source, kind) for place, source, kind in entries}
    waiting = [entry for entry in entries if _is_opened_by_name(entry)]
    kept: dict[str, Entry] = {}
    while waiting:
        place, source, kind = waiting.pop()
        if place in kept:
            continue
        kept[place] = (place, source, kind)
        linked = (os.path.realpath(path) for _, path in imports_of(source) if path)
        waiting += [by_file[file] for file in linked if file in by_file]
    return list(kept.values())


def _is_opened_by_name(entry: Entry) -> bool:
    place, _, kind = entry
    return kind == "EXTENSION" or "/plugins/" in place or place.startswith("libpython")


def without_dangling(data: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """The wanted data, without links to libraries that were left out."""
    places = {place for place, _, _ in binaries}
    return [
        (place, source, kind)
        for place, source, kind in data
        if wanted(place) and (kind != "SYMLINK" or source in places)
    ]


def data() -> list[tuple[str, str]]:
    """Source file and target folder of everything that is not a Python module."""
    own = [
        (str(path), str(path.parent.relative_to(ROOT)))
        for folder in ("resources", "app/models/migrations")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and _is_data(path)
    ]
    notices = [(str(path), ".") for path in (ROOT / "LICENSE", NOTICES)]
    texts = [(str(path), "licences") for path in sorted((ROOT / "installer/licences").iterdir())]
    theirs = [
        (str(path), f"licences/{name}") for name in locked(RUNTIME) for path in licence_texts(name)
    ]
    return own + notices + texts + theirs


def _is_data(path: Path) -> bool:
    # Alembic reads its revisions as files; a script that makes resources stays behind.
    return "__pycache__" not in path.parts and (path.suffix != ".py" or "migrations" in path.parts)
