"""A file the bureau chose for its 县局配置包: where it belongs, and what it says of its day (F64)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.data_files import FOLDERS, Edition, shipped
from app.errors import ActionableError
from app.sync.bundle import FILE_LIMIT

__all__ = ["Candidate", "read_candidate"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_HEAD = re.compile(r"^[ \t]*\[{1,2}[ \t]*([a-z_]+)", re.MULTILINE)
"""The name at the front of a part: ``profile`` of ``[[profile]]``, ``reporting`` of ``[reporting.zero]``."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file chosen from a folder: where it belongs, and what it says of its day and document."""

    path: str
    text: str
    since: date | None
    source: str


def read_candidate(path: Path) -> Candidate:
    """The file at ``path`` as it would stand in the bundle; nothing is kept yet.

    Raises ``ActionableError`` where it cannot be read, is too long, is not UTF-8, or is called as
    no file of a bundle may be.
    """
    text = _text_of(path)
    if not _NAME.fullmatch(path.stem) or path.suffix != ".toml":
        raise ActionableError(
            "G11",
            f"文件名“{path.name}”不能用：只能是小写英文字母、数字和短横，以 .toml 结尾。",
            safe="配置包的内容没有变。",
            do="请改成程序原件的文件名再导入。",
        )
    folder = _folder_of(path.stem, text)
    edition = Edition(f"{folder}/{path.name}", text)
    since, source = _says(edition)
    return Candidate(edition.path, text, since, source)


def _text_of(path: Path) -> str:
    """The text of a chosen file: UTF-8, not too long."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError:
        raise ActionableError(
            "G15", "文件读不出来。", do="请重新插好U盘，或者把文件拷到本机再导入。"
        ) from None
    if len(data) > FILE_LIMIT:
        raise ActionableError(
            "G16",
            "文件超过 1 MB，不像是配置文件。",
            safe="配置包的内容没有变。",
            do="请确认选对了文件。",
        )
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ActionableError(
            "G17",
            f"第 {line} 行不是 UTF-8 编码的文字。",
            safe="配置包的内容没有变。",
            do="请用记事本打开，另存为时编码选“UTF-8”，再导入一次。",
        ) from None


def _folder_of(stem: str, text: str) -> str:
    """Where a file belongs: by what is in it, else by its name.

    A file that cannot be read is known by the names of its parts as they stand in its lines, for two
    folders may have a file of one name; what is wrong with it is said by the check.
    """
    try:
        heads: Sequence[str] = tuple(tomllib.loads(text))
        readable = True
    except (tomllib.TOMLDecodeError, RecursionError):
        heads, readable = _HEAD.findall(text), False
    if "entries" in heads:
        return "codes"
    if {"profile", "year", "rule", "item"} & set(heads):
        return "rules"
    if "part" in heads:
        return "formsets"
    for head, folder in (("form", "forms"), ("group", "reports"), ("paper", "papers")):
        if head in heads:
            return folder
    having = [folder for folder in FOLDERS if shipped(folder, stem) is not None]
    if not having or (heads and readable) or (heads and "texts" in having):
        return "texts"
    return having[0]


def _says(file: Edition) -> tuple[date | None, str]:
    """The day and the document a file itself names."""
    try:
        data = file.data
    except (ValueError, RecursionError):
        return None, ""
    profiles = data.get("profile")
    if isinstance(profiles, list) and profiles and isinstance(profiles[0], dict):
        return _day(profiles[0].get("effective_from")), str(profiles[0].get("authority_doc", ""))
    return _day(data.get("effective_from")), str(data.get("source", ""))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
