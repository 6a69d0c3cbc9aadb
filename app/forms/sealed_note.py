"""含犯罪记录封存信息: the mark on files and registers of adults whose case had a minor, now sealed (D2).

Where cases of minors and adults were not kept apart, the adults' file says so on its cover, and its
information is kept as secret as that of the minor (未成年人犯罪记录封存的实施办法, 2022).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from app.forms.definition import Field, Register, Values
from app.forms.texts import spoken

__all__ = ["SEALED_NOTE", "marked", "sealed_words"]

SEALED_NOTE = "sealed_note"
COLUMN = Field(SEALED_NOTE, "标识", weight=3)
WORDS = "text:corrections.file.holds_sealed"


def sealed_words() -> str:
    """The words of the mark."""
    return spoken(WORDS, None)


def marked(
    register: Register, rows: Sequence[Values], uids: Sequence[str], holding: Collection[str]
) -> tuple[Register, list[dict[str, Any]]]:
    """The register with a column for the mark, if a line is about somebody who has it.

    ``uids`` names the person of each row.
    """
    if not holding or not set(uids) & set(holding):
        return register, [dict(row) for row in rows]
    words = sealed_words()
    lines = [
        {**row, SEALED_NOTE: words if uid in holding else None}
        for row, uid in zip(rows, uids, strict=True)
    ]
    return replace(register, columns=(*register.columns, COLUMN)), lines
