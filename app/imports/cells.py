"""What a typed cell means: dates, periods, telephones, names; what was mended is said, never hidden."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from app.imports.sheet import RawCell
from app.rules.dates import parse_date

__all__ = ["Mended", "clean", "day", "name", "period", "phone"]

_SERIALS = range(18_000, 75_000)
"""Days of a spreadsheet from 1949 to 2105: a bare number in a date column."""
_HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]")
_SPLIT = re.compile(r"\s*(?:至|到|~|～|—+|–|(?<=[日号\d])\s*-\s*(?=\d{4}|$)|/(?=\d{4}))\s*")


@dataclass(frozen=True, slots=True)
class Mended:
    """A value, what was put right without asking, and what a person must decide."""

    value: object = None
    fix: str = ""
    defect: str = ""


def clean(cell: RawCell | None) -> str:
    """The text of a cell on one line: full-width letters and digits half-width, no odd blanks."""
    if cell is None:
        return ""
    text = unicodedata.normalize("NFKC", cell.text)
    text = "".join(
        " " if c.isspace() or unicodedata.category(c) in {"Cc", "Cf"} else c for c in text
    )
    return " ".join(text.split())


def name(cell: RawCell | None) -> Mended:
    """A name to the letter, without the blanks that stretch two characters.

    Not made uniform as other cells are: a compatibility character, a full-width letter or the
    middle dot somebody's papers use is part of the name.
    """
    text = " ".join((cell.text if cell is not None else "").split())
    seen = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf"})
    joined = seen.replace(" ", "") if _HAN.search(seen) else seen
    return Mended(joined, fix="姓名空格" if joined != text else "")


def phone(cell: RawCell | None) -> Mended:
    """A telephone number; a number cell is one, too."""
    text = clean(cell)
    plain = re.sub(r"\.0+$", "", text)
    plain = re.sub(r"(?<=\d)[\s-](?=\d)", "", plain)
    fix = "电话去.0" if cell is not None and cell.kind == "n" else ""
    if not fix and plain != text:
        fix = "电话去空格、连字符"
    return Mended(plain, fix=fix)


def day(cell: RawCell | None, today: date) -> Mended:
    """One date, typed as a date, a number of days, or text."""
    text = clean(cell)
    if not text:
        return Mended()
    if cell is not None and cell.kind == "d":
        return Mended(date.fromisoformat(text))
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(float(text)) in _SERIALS:
        return Mended(date(1899, 12, 30) + timedelta(days=int(float(text))), fix="日期是数字")
    parsed = parse_date(text.replace(" ", "").replace("/", "-"), today)
    if parsed.day is None:
        return Mended(defect=f"日期“{text[:20]}”：{parsed.reason.rstrip('。')}")
    return Mended(parsed.day)


def period(cell: RawCell | None, today: date) -> tuple[Mended, Mended]:
    """起止 in one cell: 2023.5.1-2025.4.30, 2024年3月2日至2025年3月1日, 2024-06-10/2027-06-09."""
    text = clean(cell)
    if not text:
        return Mended(), Mended()
    parts = _SPLIT.split(text, maxsplit=1)
    first = day(RawCell(parts[0]), today)
    fixed = Mended(first.value, "起止写在一格", first.defect)
    if len(parts) < 2 or not parts[1]:
        return fixed, Mended()
    return fixed, day(RawCell(parts[1]), today)
