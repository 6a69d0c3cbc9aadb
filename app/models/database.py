"""The encrypted store: one SQLCipher file, one connection, one writer at a time (trust L1-L4).

The connection holds the file exclusively, so a second program cannot write beside it, and a copy
made by hand is never torn. Threads take turns: ``begin`` waits for the one before it.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from app.models.store import Store, StoreUnusable

__all__ = ["Database", "StoreUnusable", "connect"]

MINIMUM_SQLITE = (3, 51, 3)  # earlier ones can lose committed data (trust L1)

PRAGMAS = (
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "mmap_size=0",
    "locking_mode=EXCLUSIVE",
    "cache_size=-65536",
)


def connect(path: Path, key: bytes) -> Any:
    """A raw DBAPI connection to the encrypted file at ``path``; ``key`` is 32 bytes.

    Raises ``StoreUnusable`` when the key does not fit, the file is damaged or the engine is too
    old or not encrypting (L1).
    """
    if len(key) != 32:
        raise ValueError("the data key has 32 bytes")
    connection = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None)
    try:
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        _gate(connection)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as error:
        connection.close()
        if "locked" in str(error):
            raise StoreUnusable(
                "S02",
                "数据库正被另一个窗口使用。",
                do="请切换到已经打开的司法所工作台窗口；找不到时重新启动电脑再打开。",
            ) from error
        raise StoreUnusable(
            "S01",
            "数据库打不开：密码对应的密钥不符，或文件已损坏。",
            safe="原文件没有改动。",
            do="请确认数据文件夹没有被替换；仍打不开时用备份恢复。",
        ) from error
    return connection


def _gate(connection: Any) -> None:
    """Refuse an engine that is too old, does not encrypt, or spills temporary files (L1)."""
    version = tuple(int(part) for part in sqlcipher.sqlite_version.split("."))
    cipher = connection.execute("PRAGMA cipher_version").fetchone()
    options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    if version < MINIMUM_SQLITE or not cipher or not options & {"TEMP_STORE=2", "TEMP_STORE=3"}:
        raise StoreUnusable(
            "S03",
            "程序自带的加密数据库组件不符合要求，为保护数据已停止打开。",
            do="请用完整的安装包重新安装本程序。",
        )


class Database(Store):
    """Sessions over one encrypted file."""

    def __init__(
        self, path: Path, key: bytes, *, office: str, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(office=office, clock=clock)
        self.path = path
        self._lock = threading.RLock()
        self._key = key
        self._connection = connect(path, key)
        self.engine = create_engine(
            "sqlite+pysqlite://",
            creator=lambda: self._connection,
            module=sqlcipher,
            poolclass=StaticPool,
            hide_parameters=True,
        )
        event.listen(self.engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises ``StoreUnusable`` when the disk is full or cannot be written; the transaction is
        then undone as a whole and the file has been opened afresh and checked (L4).
        """
        with self._lock:
            try:
                with self._session() as session, session.begin():
                    yield session
            except DBAPIError as error:
                if trouble := _disk_trouble(error, self.path):
                    self._reopen()
                    raise trouble from error
                raise

    def _reopen(self) -> None:
        """A connection that saw an I/O error is never used again (L4)."""
        self.engine.dispose()
        self._connection.close()
        self._connection = connect(self.path, self._key)
        found = self._connection.execute("PRAGMA quick_check").fetchone()
        if found is None or found[0] != "ok":
            raise StoreUnusable(
                "S08",
                "数据库文件检查出损坏。",
                safe="原文件已保留，没有再写入。",
                do="请停止使用，用最近的备份恢复，并联系县局。",
            )

    @property
    def busy(self) -> bool:
        """Whether another thread is inside a transaction, so that a timer can come back later."""
        if self._lock.acquire(blocking=False):
            self._lock.release()
            return False
        return True

    def hold(self, session: Session, office: str) -> None:
        """Every transaction holds the whole file already: there is one writer."""

    @contextmanager
    def raw(self) -> Iterator[Any]:
        """The DBAPI connection itself, for backup and integrity checks, under the same lock."""
        with self._lock:
            yield self._connection

    def close(self) -> None:
        """Give the file back; the key goes with the connection (L8)."""
        with self._lock:
            self.engine.dispose()
            self._connection.close()


def _disk_trouble(error: DBAPIError, path: Path) -> StoreUnusable | None:
    """What a failed write means to a clerk; ``None`` when the disk is not to blame."""
    said = str(error.orig).lower()
    if "disk is full" not in said and "i/o error" not in said:
        return None
    free = shutil.disk_usage(path.parent).free // 1_000_000
    return StoreUnusable(
        "S07",
        f"磁盘已满或写不进去（所在磁盘剩余约 {free} MB），这一次没有保存。",
        safe="以前保存的数据完好，屏幕上的内容还在。",
        do="请清出至少 200 MB 空间后再按保存。",
    )
