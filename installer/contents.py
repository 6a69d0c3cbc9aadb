"""What a frozen program holds: the modules found only while running, the data, and what is left out.

``freeze.spec`` hands these to PyInstaller.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from installer.locks import ROOT, RUNTIME, locked
from installer.notices import NOTICES, licence_texts

# What PyInstaller collects: its place in the frozen program, the file it comes from, its kind.
Entry = tuple[str, str, str]

# Packages whose modules are found by name while running, so that following imports misses them.
FOUND_WHILE_RUNNING = (
    "app",
    "alembic",
    "reportlab.graphics.barcode",
    "reportlab.pdfbase",
    "sqlcipher3",
)

# Python modules nobody calls in the finished program.
NOT_IMPORTED = (
    # tools of those who develop the libraries
    "alembic.testing", "distutils", "doctest", "lib2to3", "pip", "pkg_resources", "pydoc_data",
    "pygments", "reportlab.graphics.testdrawings", "setuptools", "sqlalchemy.testing",
    # other windows, other databases, other arrays than ours
    "lxml", "numpy", "sqlalchemy.dialects.mssql", "sqlalchemy.dialects.mysql",
    "sqlalchemy.dialects.oracle", "sqlite3", "tkinter",
    # ours, for tests and for making the fonts
    "_pytest", "fontTools", "hypothesis", "mypy", "psycopg", "psycopg_binary", "pytest",
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
    # where there is a printer the system has its own CUPS, and that is the one to talk to
    "libcups.so*",
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


def reachable(binaries: Iterable[Entry], linked_to: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The wanted extension modules and Qt plugins, and the libraries they need in turn.

    ``linked_to`` gives the names of the libraries that a binary file itself asks for.
    """
    entries = [entry for entry in binaries if wanted(entry[0])]
    by_name = {PurePosixPath(entry[0]).name: entry for entry in entries}
    waiting = [entry for entry in entries if _is_opened_by_name(entry)]
    kept: dict[str, Entry] = {}
    while waiting:
        entry = waiting.pop()
        if entry[0] not in kept:
            kept[entry[0]] = entry
            waiting += [by_name[name] for name in linked_to(entry[1]) if name in by_name]
    return list(kept.values())


def linked_to(binary: str) -> list[str]:
    """The libraries a binary file itself asks for; ``ldd`` would add those of its libraries."""
    told = subprocess.run(["objdump", "-p", binary], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return re.findall(r"^ +NEEDED +(.+)$", told.stdout, re.MULTILINE)


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
