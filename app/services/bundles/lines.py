"""On which line of a file a field stands; the reader of TOML does not say."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["Lines"]


class Lines:
    """The lines of one file without its comments, counted from 1; 0 means nowhere."""

    def __init__(self, text: str) -> None:
        self._lines = ["" if line.lstrip().startswith("#") else line for line in text.split("\n")]

    def first(self, name: str) -> int:
        """Where a name first gets a value or heads a list."""
        pattern = re.compile(rf"(?:\b{re.escape(name)}\s*=|\[\[?{re.escape(name)}\]\]?)")
        return self._find(pattern, 0)

    def header(self, key: str) -> int:
        """The line ``[key]``."""
        return self._find(re.compile(rf"^\s*\[\s*{re.escape(key)}\s*\]"), 0)

    def after(self, line: int, name: str, value: Any = None) -> int:
        """The first line from ``line`` on where ``name`` gets this value, or any."""
        pattern = rf"\b{re.escape(name)}\s*="
        if isinstance(value, str):
            pattern += rf'\s*"{re.escape(value)}"'
        return self._find(re.compile(pattern), max(line - 1, 0))

    def item(self, name: str, value: Any, number: int) -> int:
        """Item ``number`` of a list: where ``name`` gets its value, or the so-manieth of that name."""
        if isinstance(value, str) and (found := self.after(0, name, value)):
            return found
        lines = [n for n, line in enumerate(self._lines, 1) if re.search(rf"\b{name}\s*=", line)]
        return lines[number] if number < len(lines) else 0

    def both(self, one: tuple[str, str], other: tuple[str, str], after: int = 0) -> int:
        """The first line from ``after`` on that holds both values."""
        wanted = [re.compile(rf'\b{n}\s*=\s*"{re.escape(v)}"') for n, v in (one, other) if v]
        for number, line in enumerate(self._lines[max(after - 1, 0) :], max(after, 1)):
            if all(pattern.search(line) for pattern in wanted):
                return number
        return 0

    def _find(self, pattern: re.Pattern[str], start: int) -> int:
        for number, line in enumerate(self._lines[start:], start + 1):
            if pattern.search(line):
                return number
        return 0
