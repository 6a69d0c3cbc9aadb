"""Reading a file in a child process of 512 MiB and 60 seconds; its answer is JSON, never an object.

What a file is decides its first bytes, not its name: an xls that is an xlsx is read, an xlsx that is
an old xls, a web page or a locked file is refused in words.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.imports.limits import MAX_FILE, MAX_MEMORY, SECONDS, Unreadable, too_big
from app.imports.sheet import RawSheet, from_plain, to_plain

__all__ = ["load", "read"]

OLD_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def load(path: Path, *, stop: Callable[[], None] = lambda: None) -> list[RawSheet]:
    """The sheets of a file as text. ``stop`` is asked while waiting and may raise.

    Raises ``Unreadable``.
    """
    try:
        if path.stat().st_size > MAX_FILE:
            raise too_big(f"超过{MAX_FILE // (1024 * 1024)} MB")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            "I01", f"“{path.name}”读不出来。", "请确认文件还在、没有被别的程序锁住，再试一次。"
        ) from error
    return _in_child(data, stop)


def _in_child(data: bytes, stop: Callable[[], None]) -> list[RawSheet]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_serve, args=(there,), daemon=True)
    child.start()
    there.close()
    try:
        here.send_bytes(data)
        for _ in range(SECONDS * 5):
            stop()
            if here.poll(0.2):
                return _answer(here.recv_bytes())
        raise too_big(f"{SECONDS}秒没有读完")
    except (EOFError, OSError) as error:
        raise too_big("读的时候超出内存限度") from error
    finally:
        here.close()
        child.kill()
        child.join()


def _answer(raw: bytes) -> list[RawSheet]:
    try:
        said = json.loads(raw)
        if "error" in said:
            raise Unreadable(*(str(words) for words in said["error"]))
        return from_plain(said["sheets"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("I03", "文件内容异常，没有读成。") from error


def _serve(connection: Connection) -> None:
    """The child: read, answer, end."""
    _limit_memory()
    said: dict[str, Any]
    try:
        said = {"sheets": to_plain(read(connection.recv_bytes()))}
    except Unreadable as error:
        said = {"error": [error.code, error.what, error.do]}
    except MemoryError:
        refused = too_big("读的时候超出内存限度")
        said = {"error": [refused.code, refused.what, refused.do]}
    except Exception:
        said = {
            "error": [
                "I03",
                "文件已损坏，或者不是表格软件写的。",
                "请用表格软件打开后另存为 .xlsx。",
            ]
        }
    connection.send_bytes(json.dumps(said).encode())


def _limit_memory() -> None:
    """Cap the address space where the system can; elsewhere the reader's own limits bound it."""
    try:
        import resource
    except ImportError:  # Windows: rows, columns, members and texts are bounded while they are read
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def read(data: bytes) -> list[RawSheet]:
    """The sheets of ``data``, by what its first bytes say it is. Raises ``Unreadable``."""
    from app.imports.csv_text import read_csv
    from app.imports.xlsx import read_xlsx

    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data)
    if data.startswith(OLD_XLS):
        raise Unreadable(
            "I07",
            "这是旧版 .xls 表格，或者设了打开密码，本程序不能直接读。",
            "请用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 后再导入。",
        )
    if data.startswith(b"%PDF") or data.lstrip()[:1] == b"<":
        raise Unreadable(
            "I05",
            "这不是表格：是网页或者 PDF 改了后缀名。",
            "请用 Excel 或 WPS 打开后另存为 .xlsx。",
        )
    if not data.strip():
        raise Unreadable("I08", "文件是空的。", "请换一个文件。")
    return read_csv(data)
