"""The encrypted store: one SQLCipher file, one connection, one writer at a time (trust L1-L4).

The connection holds the file exclusively, so a second program cannot write beside it, and a copy
made by hand is never torn. Threads take turns: ``begin`` waits for the one before it.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.models import integrity, room
from app.models.durable import replace_durably
from app.models.line import Line
from app.models.local import Blob
from app.models.store import Store, StoreUnusable

__all__ = ["Database", "StoreUnusable", "connect", "read_only", "unopenable"]

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
    "cache_size=-24576",  # KiB of deciphered pages; all of it counts towards the memory budget
)


UNREADABLE = ("malformed", "not a database")
"""What SQLite says of a page that is not what was written."""

PATIENCE = 0.02  # seconds for which a transaction waits before it sends a check away


def read_only() -> StoreUnusable:
    """What a clerk hears who saves into a damaged store (L5)."""
    return StoreUnusable(
        "S08",
        "数据库文件检查出损坏，现在只能查看，不能保存。",
        safe="原文件已保留，没有再写入。",
        do="请用“文件”菜单的“备份与恢复”恢复最近的备份，并联系县局。",
    )


def unopenable() -> StoreUnusable:
    """What a clerk hears at the log-in where damage lies in what opening needs: no menu is there."""
    return StoreUnusable(
        "S17",
        "数据库文件检查出损坏，打不开，也不能只看。",
        safe="原文件已保留，没有再写入。",
        do="请点“从备份恢复”，恢复最近的备份，并联系县局。",
    )


class _Check:
    """A check that is running, and the way to send it away: only ever while it holds the store."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._running: Any = None

    @contextmanager
    def of(self, connection: Any) -> Iterator[None]:
        with self._mutex:
            self._running = connection
        try:
            yield
        finally:
            with self._mutex:
                self._running = None

    def interrupt(self) -> None:
        with self._mutex:
            if self._running is not None:
                self._running.interrupt()


def connect(path: Path, key: bytes) -> Any:
    """A raw DBAPI connection to the encrypted file at ``path``; ``key`` is 32 bytes.

    Raises ``StoreUnusable`` when the key does not fit, the file is damaged or the engine is too
    old or not encrypting (L1).
    """
    if len(key) != 32:
        raise ValueError("the data key has 32 bytes")
    try:
        connection = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None)
    except sqlcipher.OperationalError as error:
        raise StoreUnusable(
            "S16",
            "数据库文件打不开：磁盘出错，或没有读写这个文件夹的权限。",
            safe="原文件没有改动。",
            do="请重新启动电脑再试；仍打不开时请联系维护人员。",
        ) from error
    try:
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        _gate(connection)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("BEGIN EXCLUSIVE")  # from here on the file is ours alone (L3)
        connection.execute("COMMIT")
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
        self.damaged = False
        self._broken = False  # the disk failed, and the file could not be opened afresh yet
        self._lock = threading.RLock()
        self._lending = threading.RLock()  # held while SQLite copies the store (``lent``)
        self._lent = False
        self._check = _Check()
        self._key = key
        connection = connect(path, key)
        self._line = Line.take(sqlcipher)
        self._line.connection = connection
        self._line.opening = lambda: self._opening
        self.engine = self._line.engine

    @classmethod
    @contextmanager
    def in_memory(cls, *, office: str, clock: Callable[[], datetime]) -> Iterator[Database]:
        """An empty store for a rehearsal, without tables; what it asked is remembered (``Line``)."""
        database = cls(Path(":memory:"), token_bytes(32), office=office, clock=clock)
        try:
            yield database
        finally:
            database.close()
            database._line.hand_on()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises ``StoreUnusable`` when the disk is full or cannot be written (L4): the transaction
        is then undone as a whole and the file opened afresh and checked. Also when it meets a page
        that is damaged: the store is only read from then on (L5).
        """
        with self._turn():
            if self._broken:
                self._reopen()
            try:
                with self._session() as session, session.begin():
                    yield session
            except DBAPIError as error:
                said = str(error.orig).lower()
                if self.damaged and "readonly" in said:
                    raise read_only() from error
                if any(words in said for words in UNREADABLE):
                    self.keep_as_found()
                    raise read_only() from error
                if trouble := _disk_trouble(error, self.path):
                    self._broken = True
                    with suppress(StoreUnusable):  # the next transaction tries again
                        self._reopen()
                    raise trouble from error
                raise

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The store to oneself; a check under way steps back and begins again later."""
        while not self._lock.acquire(timeout=PATIENCE):
            self._check.interrupt()
        try:
            yield
        finally:
            self._lock.release()

    def _session(self) -> Session:
        session = super()._session()
        event.listen(session, "before_flush", lambda s, *_: _keep_reserve(s, self.path))
        return session

    @property
    def _opening(self) -> str:
        """How a transaction begins: as a writer, or only reading what is damaged."""
        return "BEGIN" if self.damaged else "BEGIN IMMEDIATE"

    def _reopen(self) -> None:
        """A connection that saw an I/O error is never used again (L4)."""
        self._line.hang_up()
        self._line.connection = connect(self.path, self._key)
        self._broken = False
        if integrity.damage(self._line.connection, thorough=False):
            self.keep_as_found()
            raise read_only()

    def keep_as_found(self) -> None:
        """Damage was found: from now on this store is only read, and the file is kept (L5).

        The connection that met it is closed: its cipher may refuse the good pages as well.
        """
        with self._turn():
            self.damaged = True
            self._line.hang_up()
            self._line.connection = connect(self.path, self._key)
            self._line.connection.execute("PRAGMA query_only=ON")

    def check(self, statement: str) -> list[Any] | None:
        """The answer of a PRAGMA that only reads; ``None`` when somebody needed the store first."""
        with self._lock:
            try:
                with self._check.of(self._line.connection):
                    return list(self._line.connection.execute(statement).fetchall())
            except sqlcipher.OperationalError as error:
                if "interrupt" in str(error):
                    return None
                raise

    @property
    def busy(self) -> bool:
        """Whether another thread works on the store, so that a timer can come back later."""
        if self._lent:
            return True
        if self._lock.acquire(blocking=False):
            self._lock.release()
            return False
        return True

    def hold(self, session: Session, office: str) -> None:
        """Every transaction holds the whole file already: there is one writer."""

    @contextmanager
    def raw(self) -> Iterator[Any]:
        """The DBAPI connection itself, for backup and integrity checks, under the same lock."""
        with self._turn():
            yield self._line.connection

    @contextmanager
    def lent(self) -> Iterator[tuple[Any, bytes]]:
        """The connection and its key while SQLite copies the store, a few pages at a time.

        The steps take turns with other work by SQLite's own lock; ``close`` waits for the end.
        """
        with self._lending:
            self._lent = True
            try:
                yield self._line.connection, self._key
            finally:
                self._lent = False

    def replace_by(self, new: Path) -> None:
        """Let the finished, closed file ``new`` be this store from now on, in one renaming (L7).

        Closing has taken this file's journal away, so none is played into the new one. Raises
        ``OSError``; then the old file is in use as before.
        """
        self.sealed_ring = ()
        with self._lending, self._turn():
            self._line.hang_up()
            try:
                replace_durably(new, self.path)
            finally:
                self._line.connection = connect(self.path, self._key)

    def derive(self, purpose: bytes) -> bytes:
        """Follows from the data key, so a copy or a backup of the store reads it as well."""
        return hmac.digest(self._key, purpose, "sha256")

    def key_for(self, use: Callable[[bytes], None]) -> None:
        """Let ``use`` wrap the key for another way in; it must not keep it."""
        with self._turn():
            use(self._key)

    def close(self) -> None:
        """Give the file back; the key goes with the connection (L8)."""
        self.sealed_ring = ()
        with self._lending, self._turn():
            self._line.hang_up()
            self._key = b""  # a closed store may lie about for long


def _disk_trouble(error: DBAPIError, path: Path) -> StoreUnusable | None:
    """What a failed write means to a clerk; ``None`` when the disk is not to blame."""
    said = str(error.orig).lower()
    if not any(words in said for words in ("disk is full", "i/o error", "unable to open")):
        return None
    free = room.free(path.parent) // room.MB
    return StoreUnusable(
        "S07",
        f"磁盘已满或写不进去（所在磁盘剩余约 {free} MB），这一次没有保存。",
        safe="以前保存的数据完好，屏幕上的内容还在。",
        do="请清出至少 200 MB 空间后再按保存。",
    )


def _keep_reserve(session: Session, path: Path) -> None:
    """A scan must leave room for the day's forms (L4); raises ``NoRoom``."""
    if size := sum(len(row.data) for row in session.new if isinstance(row, Blob)):
        room.require(path.parent, size, "这份扫描件")
