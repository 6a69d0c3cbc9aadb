"""CSV as text: UTF-8, UTF-16 or GB18030, commas, semicolons or tabs. Runs in the child process only."""

from __future__ import annotations

import csv
import io

from app.imports.limits import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Unreadable, too_big
from app.imports.sheet import RawCell, RawRow, RawSheet

__all__ = ["read_csv"]


def read_csv(data: bytes) -> list[RawSheet]:
    """One sheet. Raises ``Unreadable``."""
    text = _decoded(data)
    csv.field_size_limit(MAX_TEXT)
    lines = io.StringIO(text, newline=None)  # every kind of line end there ever was
    rows: list[RawRow] = []
    try:
        for number, line in enumerate(csv.reader(lines, _dialect(text)), start=1):
            if number > MAX_ROWS:
                raise too_big(f"超过{MAX_ROWS}行")
            if len(line) > MAX_COLUMNS:
                raise too_big(f"超过{MAX_COLUMNS}列")
            cells = {at: RawCell(words) for at, words in enumerate(line) if words.strip()}
            if cells:
                rows.append(RawRow(number, cells))
    except csv.Error as error:
        raise too_big("一格里的内容过长或者引号没有配对") from error
    return [RawSheet("CSV", rows=tuple(rows))]


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "gb18030")  # what Excel and WPS write on a Chinese system
    return _strict(data, "utf-8")


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "I06",
            "文字编码认不出来，不是 UTF-8、UTF-16 或者 GB18030。",
            "请用表格软件另存为 .xlsx。",
        ) from error
    if "\0" in text:
        raise Unreadable("I05", "这不是表格文件。", "请用表格软件另存为 .xlsx。")
    return text


def _dialect(text: str) -> type[csv.Dialect] | str:
    try:
        return csv.Sniffer().sniff(text[:8192], delimiters=",\t;")
    except csv.Error:
        return "excel"
