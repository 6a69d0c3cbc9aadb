"""At the very start: the version copied by hand hands over to the one in use.

It counts the starts of a version that has not yet shown its window, and goes back to the version
before when two of them ended badly. Nothing of the program is imported before that is decided.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import app
from app.updates.problem import NotUpdated
from app.updates.versions import FIRST, Versions, version_key

__all__ = ["ended", "hand_over", "home", "proved"]

HOME = "JUSTICE_OFFICE_DESK_HOME"
"""Set for the version that was handed over to: the folder of the first version."""


LIBRARIES = "LD_LIBRARY_PATH"


def home() -> Path | None:
    """The folder of the program; ``None`` for one that runs from its sources."""
    if HOME in os.environ:
        return Path(os.environ[HOME])
    return Path(sys.executable).parent if getattr(sys, "frozen", False) else None


def hand_over(arguments: Sequence[str]) -> int | None:
    """Run the version in use instead of this one and return its exit code; ``None``: go on here.

    On Linux the process itself becomes the other version and this does not return.
    """
    place = home()
    if place is None or HOME in os.environ:
        return None
    versions = Versions(place)
    try:
        chosen = versions.begin().use
    except OSError:  # a folder that cannot be written: nothing can be counted, nothing is tried
        chosen = FIRST
    program = Path(sys.executable).name
    if chosen == FIRST or not versions.is_there(chosen, program) or not _newer(chosen):
        return None
    target = versions.folder(chosen) / program
    command, surroundings = [str(target), *arguments], _surroundings(place)
    if os.name == "nt":  # there the old process would end at once, and who waits for it with it
        import subprocess

        return subprocess.run(command, env=surroundings, check=False).returncode  # noqa: S603
    return os.execve(target, command, surroundings)  # noqa: S606


def _surroundings(place: Path) -> dict[str, str]:
    """The environment for the other version: nothing of this one's libraries."""
    found = {name: value for name, value in os.environ.items() if name != LIBRARIES}
    if f"{LIBRARIES}_ORIG" in found:  # as it was before the packed program began
        found[LIBRARIES] = found.pop(f"{LIBRARIES}_ORIG")
    return {**found, "PYINSTALLER_RESET_ENVIRONMENT": "1", HOME: str(place)}


def _newer(version: str) -> bool:
    """Whether an update is newer than this program: the folder may have been copied anew."""
    try:
        return version_key(version) > version_key(app.__version__)
    except NotUpdated:
        return False


def proved() -> None:
    """The window stands: a version that was handed over to has shown that it works."""
    if HOME in os.environ:
        _tell(Versions.proved)


def ended() -> None:
    """The program came to its end in order."""
    _tell(Versions.ended)


def _tell(what: Callable[[Versions], None]) -> None:
    place = home()
    if place is not None:
        with suppress(OSError):  # told again at the next start
            what(Versions(place))
