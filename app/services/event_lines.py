"""A line of the log: time, weight, event code, version, module, and nothing that names anybody (E5).

What is logged is chosen so that it names nobody; this is the net below it, for a library's message or
an exception's text: whatever could be a name, a number, a value or a path is taken out before it is
written. An id of a record becomes a keyed hash that is good for one start of the program: lines about
one record can be told to belong together, and lead to it nowhere else.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

import app

__all__ = ["EventFormatter", "last_lines", "scrubbed"]

CODE = re.compile(r"\b(?:[A-Z]\d{2}|E-[0-9A-F]{6})\b")
UUID = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", re.IGNORECASE)
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
PATH = re.compile(r"\S*[\\/]\S*")
NUMBER = re.compile(r"\d[\dXx*-]{5,}")
FOREIGN = re.compile(r"[^\x20-\x7e]+")
LONGEST = 300

_KEY = os.urandom(32)


def scrubbed(text: str, key: bytes = _KEY) -> str:
    """``text`` in one line without names, numbers, values and paths."""

    def tag(found: re.Match[str]) -> str:
        import hmac  # not at the start: most starts log nothing

        return (
            "id:" + hmac.digest(key, found[0].replace("-", "").lower().encode(), "sha256").hex()[:8]
        )

    text = UUID.sub(tag, text)
    for pattern, instead in ((QUOTED, "'-'"), (PATH, "<path>"), (FOREIGN, "-"), (NUMBER, "#")):
        text = pattern.sub(instead, text)
    return text[:LONGEST]


class EventFormatter(logging.Formatter):
    """One line; of an exception only its kind."""

    def format(self, record: logging.LogRecord) -> str:
        """``2026-03-02 09:00:00 WARNING K01 0.1.0 app.models.keyslots K01 wrong password, 2 in a row``."""
        said = scrubbed(record.getMessage())
        kind = record.exc_info[0] if record.exc_info else None
        if kind is not None:
            said = f"{said} ({kind.__name__})"
        code = CODE.search(said)
        named = code[0] if code else "-"
        when = self.formatTime(record, "%Y-%m-%d %H:%M:%S")
        return f"{when} {record.levelname} {named} {app.__version__} {record.name} {said}"


def last_lines(log: Path, most: int) -> list[str]:
    """The newest lines of the log, scrubbed once more: an older program may have written them."""
    lines: list[str] = []
    for file in (log, log.with_name(log.name + ".1")):
        try:
            lines = [*file.read_text("utf-8", errors="replace").splitlines(), *lines]
        except OSError:
            continue
        if len(lines) >= most:
            break
    return [line[:STAMP] + scrubbed(line[STAMP:]) for line in lines[-most:]]


STAMP = len("2026-03-02 09:00:00")
