"""xlsx as text: cells, merged areas, what is hidden. Runs in the child process only.

Of the zip only the workbook's list of sheets, the shared strings, the number formats and the sheets
themselves are opened, by fixed names; macros, external links, drawings and pictures are never
looked at. No formula is worked out: a formula's cached value is text like any other.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from typing import IO, Any

from defusedxml.ElementTree import iterparse

from app.imports.limits import (
    LAST_ROW,
    MAX_COLUMNS,
    MAX_MEMBER,
    MAX_MERGED,
    MAX_RATIO,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_TEXT,
    MAX_TOTAL,
    RATIO_FROM,
    Unreadable,
    too_big,
)
from app.imports.sheet import RawCell, RawRow, RawSheet

__all__ = ["read_xlsx"]

_DATE_FORMATS = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
"""Built-in number formats that show a date, those of Chinese editions included."""
_DATE_CODE = re.compile(r"(?<!\\)[yd年月日]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - days of a spreadsheet have no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001


def read_xlsx(data: bytes) -> list[RawSheet]:
    """Every sheet of the file. Raises ``Unreadable``."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(
            "I03", "文件已损坏，不是完整的 xlsx 表格。", "请重新另存后再试。"
        ) from error
    with archive:
        return _Workbook(archive).sheets()


class _Capped:
    """A member that is read no further than its limits, whatever the zip claims of it."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._left = stream, limit

    def read(self, size: int = -1) -> bytes:
        """As a file, up to the limit."""
        piece = self._stream.read(min(size, 1 << 16) if size > 0 else 1 << 16)
        self._left -= len(piece)
        if self._left < 0:
            raise too_big("解压后超过限度")
        return piece


@dataclass
class _Workbook:
    """The parts of one file that are read."""

    archive: zipfile.ZipFile
    spent: int = 0

    def open(self, name: str) -> _Capped:
        """One member by name, within the limits (E1)."""
        info = self.archive.getinfo(name)
        if info.flag_bits & 0x1:
            raise Unreadable("I04", "文件设了打开密码。", "请用表格软件去掉密码后再导入。")
        if info.file_size > MAX_MEMBER:
            raise too_big("单个部分解压后过大")
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise too_big("压缩比异常")
        self.spent += info.file_size
        if self.spent > MAX_TOTAL:
            raise too_big("合计解压后过大")
        limit = max(min(MAX_MEMBER, info.compress_size * MAX_RATIO), RATIO_FROM)
        return _Capped(self.archive.open(info), limit)

    def elements(self, name: str, *wanted: str) -> Iterator[Any]:
        """Elements of a member by local name, each forgotten after it was looked at."""
        seen = frozenset(wanted)
        for event, element in iterparse(self.open(name), events=("start", "end"), forbid_dtd=True):
            local = _local(element.tag)
            if event == "end" and local in seen:
                yield element
                element.clear()

    def sheets(self) -> list[RawSheet]:
        """All sheets in order, hidden ones marked."""
        names = set(self.archive.namelist())
        if "xl/workbook.xml" not in names:
            raise Unreadable(
                "I05",
                "这不是 xlsx 表格（可能是 Word、WPS 文字或者压缩包）。",
                "请用表格软件另存为 .xlsx。",
            )
        places = self._places(names)
        listed: list[tuple[str, str, bool]] = []
        old_dates = False
        for element in self.elements("xl/workbook.xml", "sheet", "workbookPr"):
            if _local(element.tag) == "workbookPr":
                old_dates = element.get("date1904") in {"1", "true"}
                continue
            place = places.get(_attribute(element, "id"), "")
            hidden = element.get("state") in {"hidden", "veryHidden"}
            if place in names:
                listed.append((element.get("name") or "", place, hidden))
        if len(listed) > MAX_SHEETS:
            raise too_big("工作表太多")
        strings = self._strings() if "xl/sharedStrings.xml" in names else []
        dates = self._date_styles() if "xl/styles.xml" in names else frozenset()
        epoch = _EPOCH_1904 if old_dates else _EPOCH
        return [
            self._sheet(name, place, strings, dates, epoch, hidden=hidden)
            for name, place, hidden in listed
        ]

    def _places(self, names: set[str]) -> dict[str, str]:
        """Relation → member; only what lies inside the file counts."""
        rels = "xl/_rels/workbook.xml.rels"
        if rels not in names:
            return {}
        found: dict[str, str] = {}
        for element in self.elements(rels, "Relationship"):
            if element.get("TargetMode") == "External":
                continue
            target = (element.get("Target") or "").replace("\\", "/")
            found[element.get("Id") or ""] = (
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )
        return found

    def _strings(self) -> list[str]:
        return [_text_of(element) for element in self.elements("xl/sharedStrings.xml", "si")]

    def _date_styles(self) -> frozenset[int]:
        """Which cell styles show a date."""
        custom: set[int] = set()
        styles: list[int] = []
        for element in self.elements("xl/styles.xml", "numFmt", "cellXfs"):
            if _local(element.tag) == "numFmt":
                code = _LITERAL.sub("", element.get("formatCode") or "")
                if _DATE_CODE.search(code):
                    with suppress(ValueError):
                        custom.add(int(element.get("numFmtId") or -1))
                continue
            styles = [_number(xf.get("numFmtId")) for xf in element if _local(xf.tag) == "xf"]
        dates = _DATE_FORMATS | custom
        return frozenset(at for at, number in enumerate(styles) if number in dates)

    def _sheet(
        self,
        name: str,
        place: str,
        strings: list[str],
        dates: frozenset[int],
        epoch: datetime,
        *,
        hidden: bool,
    ) -> RawSheet:
        rows: dict[int, RawRow] = {}
        merged: list[tuple[int, int, int, int]] = []
        out_of_sight: set[int] = set()
        count = 0
        for element in self.elements(place, "row", "mergeCell", "col"):
            match _local(element.tag):
                case "row":
                    count += 1
                    row = _row(element, count, strings, dates, epoch)
                    if not 1 <= row.number <= LAST_ROW:
                        raise too_big("行号不在表格之内")
                    if row.number in rows:
                        raise Unreadable(
                            "I03", "文件已损坏，同一行出现了两次。", "请重新另存后再试。"
                        )
                    if row.cells:
                        rows[row.number] = row
                    if len(rows) > MAX_ROWS:
                        raise too_big(f"工作表“{name[:20]}”超过{MAX_ROWS}行")
                case "mergeCell":
                    if (area := _area(element.get("ref") or "")) is not None:
                        merged.append(area)
                    if len(merged) > MAX_MERGED:
                        raise too_big(f"工作表“{name[:20]}”合并的格子太多")
                case "col":
                    if element.get("hidden") in {"1", "true"}:
                        first = _number(element.get("min"))
                        last = min(_number(element.get("max")), MAX_COLUMNS)
                        out_of_sight.update(range(first - 1, last))
        return RawSheet(name, hidden, tuple(rows.values()), tuple(merged), frozenset(out_of_sight))


def _row(
    element: Any, number: int, strings: list[str], dates: frozenset[int], epoch: datetime
) -> RawRow:
    at = _number(element.get("r")) or number
    cells: dict[int, RawCell] = {}
    formulas: set[int] = set()
    column = -1
    for child in element:
        if _local(child.tag) != "c":
            continue
        found = _REFERENCE.fullmatch(child.get("r") or "")
        column = _column(found[1]) if found else column + 1
        parts = {_local(part.tag): part for part in child}
        if column >= MAX_COLUMNS:
            if "v" in parts or "is" in parts:
                raise too_big(f"超过{MAX_COLUMNS}列")
            continue
        if "f" in parts:
            formulas.add(column)
        cell = _cell(child, parts, strings, dates, epoch)
        if cell.text or cell.kind == "f":
            cells[column] = cell
    return RawRow(at, cells, frozenset(formulas))


def _cell(
    element: Any,
    parts: Mapping[str, Any],
    strings: list[str],
    dates: frozenset[int],
    epoch: datetime,
) -> RawCell:
    kind = element.get("t") or "n"
    if kind == "inlineStr":
        return RawCell(_text_of(parts["is"]) if "is" in parts else "")
    value = (parts["v"].text or "") if "v" in parts else ""
    if not value:
        return RawCell("", "f" if "f" in parts else "t")
    if kind == "s":
        at = _number(value)
        return RawCell(strings[at] if 0 <= at < len(strings) else "")
    if kind in {"str", "d"}:
        return RawCell(value[:MAX_TEXT])
    if kind in {"b", "e"}:
        return RawCell(value[:MAX_TEXT], kind)
    return _numeric(value, _number(element.get("s")) in dates, epoch)


def _numeric(value: str, dated: bool, epoch: datetime) -> RawCell:
    try:
        number = float(value)
    except ValueError:
        return RawCell(value[:MAX_TEXT])
    if dated and 0 < number < 2_958_466:  # the year 9999
        day = epoch + timedelta(days=number)
        return RawCell(day.date().isoformat(), "d")
    if number.is_integer() and abs(number) < 10**15:
        return RawCell(str(int(number)), "n")
    return RawCell(repr(number), "n")  # 6.40122197202149e+17: what was lost shows


def _text_of(element: Any) -> str:
    """The text of a string with or without runs; phonetic hints are left out."""
    parts: list[str] = []
    for child in element:
        match _local(child.tag):
            case "t":
                parts.append(child.text or "")
            case "r":
                parts += [part.text or "" for part in child if _local(part.tag) == "t"]
    return "".join(parts)[:MAX_TEXT]


def _area(reference: str) -> tuple[int, int, int, int] | None:
    first, _, last = reference.partition(":")
    one, other = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if one is None or other is None:
        return None
    return int(one[2]), _column(one[1]), int(other[2]), _column(other[1])


@lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0


@lru_cache(maxsize=4096)
def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _attribute(element: Any, local: str) -> str:
    return next((v for k, v in element.attrib.items() if _local(k) == local and "}" in k), "")
