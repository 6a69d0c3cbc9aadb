"""The third-party notices: which libraries the program carries, under which licence.

``python -m installer.notices`` writes the tables of THIRD_PARTY.md from the lock files and from
what the installed libraries say of themselves. Freezing copies every licence text it finds.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from importlib.metadata import files as files_of
from pathlib import Path

from installer.locks import DEVELOPMENT, ROOT, RUNTIME, locked

NOTICES = ROOT / "THIRD_PARTY.md"

# Where a library does not say it in one line, or is for Windows or macOS only and so not installed
# where this runs. Read from the texts in the releases themselves.
READ_BY_HAND = {
    "colorama": "BSD-3-Clause",
    "macholib": "MIT",
    "pathspec": "MPL-2.0",
    "pefile": "MIT",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyinstaller-hooks-contrib": "GPL-2.0-or-later AND Apache-2.0",
    "pyside6-addons": "LGPL-3.0-only OR GPL-3.0-only OR commercial",
    "pyside6-essentials": "LGPL-3.0-only OR GPL-3.0-only OR commercial",
    "python-stdnum": "LGPL-2.1-or-later",
    "pywin32-ctypes": "BSD-3-Clause",
    "reportlab": "BSD-3-Clause",
    "setuptools": "MIT",
    "shiboken6": "LGPL-3.0-only OR GPL-3.0-only OR commercial",
    "sqlcipher3": "Zlib",
    "tzdata": "Apache-2.0",
}

# The same licence under the names releases still use for it.
SPDX = {
    "Apache 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "PSFL": "PSF-2.0",
}

_TEXT = re.compile(r"(^|/)(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)
_CODE = re.compile(r"\.(py|pyc|pyi|so|pyd)$")


class LicenceUnknownError(Exception):
    """A library that names no licence: read its text and add it to ``READ_BY_HAND``."""


def licence(name: str) -> str:
    """The licence of a locked library as an SPDX expression."""
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    try:
        said = metadata(name)
    except PackageNotFoundError as missing:
        raise LicenceUnknownError(name) from missing
    for key in ("License-Expression", "License"):
        if key in said and 0 < len(said[key]) < 60:
            return SPDX.get(said[key], said[key])
    raise LicenceUnknownError(name)


def licence_texts(name: str) -> list[Path]:
    """The licence files that came with an installed library; empty where it brought none."""
    try:
        found = files_of(name) or []
    except PackageNotFoundError:
        return []
    return [
        Path(str(file.locate()))
        for file in found
        if ".dist-info/" in str(file) and _TEXT.search(str(file)) and not _CODE.search(str(file))
    ]


def table(libraries: dict[str, str]) -> str:
    """A Markdown table of libraries, one a row."""
    rows = [f"| {name} | {release} | {licence(name)} |" for name, release in libraries.items()]
    return "\n".join(["| library | release | licence |", "|---|---|---|", *rows])


def between_marks(text: str, mark: str, content: str) -> str:
    """``text`` with what stands between the two comments of ``mark`` replaced."""
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    changed, times = pattern.subn(lambda found: f"{found[1]}{content}\n{found[2]}", text)
    if times != 1:
        raise ValueError(f"the marks of {mark} stand {times} times in {NOTICES.name}, not once")
    return changed


def with_tables(text: str) -> str:
    """THIRD_PARTY.md as it should read for the present lock files."""
    carried = locked(RUNTIME)
    tools = {name: at for name, at in locked(DEVELOPMENT).items() if name not in carried}
    text = between_marks(text, "carried", table(carried))
    return between_marks(text, "tools", table(tools))


def main() -> int:
    """Write the tables anew; returns the exit code."""
    NOTICES.write_text(with_tables(NOTICES.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
