"""How much of a strange spreadsheet is read (trust E1), and what is said when it is more."""

from __future__ import annotations

from app.errors import ActionableError

__all__ = [
    "LAST_ROW",
    "MAX_COLUMNS",
    "MAX_FILE",
    "MAX_MEMBER",
    "MAX_MEMORY",
    "MAX_MERGED",
    "MAX_RATIO",
    "MAX_ROWS",
    "MAX_SHEETS",
    "MAX_TEXT",
    "MAX_TOTAL",
    "SECONDS",
    "Unreadable",
]

MIB = 1024 * 1024
MAX_FILE = 20 * MIB
MAX_MEMBER = 64 * MIB
MAX_RATIO = 100
RATIO_FROM = 100 * 1024
"""Below this size a member may be as repetitive as it likes: a small sheet packs well."""
MAX_TOTAL = 128 * MIB
"""Of all members that are read, unpacked."""
MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 50_000, 200, 50
LAST_ROW = 1_048_576
"""The last row a spreadsheet can have; a file that names one below it is not one."""
MAX_MERGED = 20_000
"""Merged areas of one sheet."""
MAX_TEXT = 64 * 1024
"""Characters of one cell."""
MAX_MEMORY = 512 * MIB
SECONDS = 60

TOO_BIG = "文件太大或者内容异常，为安全起见没有读"
SPLIT = f"请把表格另存为只含名单的文件再导入，每个工作表不超过{MAX_ROWS}行、{MAX_COLUMNS}列。"


class Unreadable(ActionableError):
    """The file cannot be read as a spreadsheet; nothing was imported."""

    def __init__(self, code: str, what: str, do: str = SPLIT) -> None:
        super().__init__(code, what, safe="没有导入任何内容，原文件没有改动。", do=do)


def too_big(detail: str) -> Unreadable:
    """The refusal of a file that exceeds a limit."""
    return Unreadable("I02", f"{TOO_BIG}（{detail}）。")
