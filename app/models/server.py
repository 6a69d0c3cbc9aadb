"""The store of a bureau that has outgrown one PC: PostgreSQL, many clerks at once.

The tables are the same ones, their keys still begin with the owning office. What the encrypted
file gives by itself is arranged here: imports of one office wait for each other by an advisory
lock, and private keys lie sealed under a key that stays in the bureau's encrypted vault file, so
that nobody who reads the server can sign for the bureau (K2). The records themselves are as safe
as the server's disk: see docs/scaling.md.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from app.models.store import Store, StoreUnusable

__all__ = ["ServerStore"]

DRIVER = "postgresql+psycopg"
CLERKS = 8
"""Connections kept open; as many again are opened in a rush."""
NONCE = 12
PURPOSE = b"sfs bureau key 1"
MOST_WAIT = "30s"
"""How long an import waits for another of the same office before it is refused."""


class ServerStore(Store):
    """Sessions over a PostgreSQL database.

    ``url`` is SQLAlchemy's (``postgresql://user@host/name``), ``key`` 32 bytes from the vault.
    Raises ``StoreUnusable`` when the server cannot be reached.
    """

    def __init__(self, url: str, key: bytes, *, office: str, clock: Callable[[], datetime]) -> None:
        super().__init__(office=office, clock=clock)
        self._key = key
        try:
            self.engine = create_engine(
                _with_driver(url),
                pool_size=CLERKS,
                max_overflow=CLERKS,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"options": f"-c lock_timeout={MOST_WAIT}"},
            )
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise StoreUnusable(
                "S21",
                "数据库服务器的地址不对，或者本机没有安装连接服务器的组件。",
                safe="没有改动任何数据。",
                do="请核对地址（postgresql://用户@主机/库名），并按扩容说明安装服务器组件。",
            ) from error
        event.listen(self.engine, "handle_error", _say_no_names)
        with self.begin() as session:
            session.execute(select(1))

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction of one clerk; others work at the same time.

        Raises ``StoreUnusable`` when the server went away: the transaction is then undone as a
        whole by the server, and may simply be tried again.
        """
        self._open_key()  # a pool that was given back would simply connect again
        try:
            with self._session() as session, session.begin():
                yield session
        except DBAPIError as error:
            if trouble := _server_trouble(error):
                raise trouble from error
            raise

    @property
    def busy(self) -> bool:
        """Never: the server takes many at once."""
        return False

    def hold(self, session: Session, office: str) -> None:
        """One import per office at a time, across all clerks and PCs (P7)."""
        name = func.hashtextextended(f"sfs import {office}", 0)
        session.execute(select(func.pg_advisory_xact_lock(name)))

    def derive(self, purpose: bytes) -> bytes:
        """Follows from the key in the vault."""
        return hmac.digest(self._open_key(), purpose, "sha256")

    def protect(self, secret: bytes) -> bytes:
        """``secret`` encrypted under the vault's key."""
        nonce = token_bytes(NONCE)
        return nonce + AESGCM(self._open_key()).encrypt(nonce, secret, PURPOSE)

    def reveal(self, kept: bytes) -> bytes:
        """What was protected; raises ``StoreUnusable`` when the vault is another bureau's."""
        try:
            return AESGCM(self._open_key()).decrypt(kept[:NONCE], kept[NONCE:], PURPOSE)
        except InvalidTag as error:
            raise StoreUnusable(
                "S23",
                "服务器上的公钥资料不是本局这份保险文件加密的。",
                safe="没有改动任何数据。",
                do="请确认连接的是本局的服务器，或者用原来那台电脑的数据文件夹打开。",
            ) from error

    def _open_key(self) -> bytes:
        """The key, while the store is open: what an empty one makes, nobody could prove or open."""
        if not self._key:
            raise RuntimeError("the store is closed")
        return self._key

    def close(self) -> None:
        """Give every connection back and forget the keys (L8)."""
        self.sealed_ring = ()
        self.engine.dispose()
        self._key = b""  # a closed store may lie about for long


def _say_no_names(context: ExceptionContext) -> None:
    """Keep the first line of an error: what follows quotes the row it is about (E5)."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args and isinstance(error.args[0], str):
            error.args = (error.args[0].partition("\n")[0], *error.args[1:])


def _with_driver(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return f"{DRIVER}://{rest}" if separator and scheme in ("postgresql", "postgres") else url


def _server_trouble(error: DBAPIError) -> StoreUnusable | None:
    """What a lost server or a long wait means to a clerk; ``None`` when neither is to blame."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if error.connection_invalidated or state[:2] in ("08", "57") or not state:
        return StoreUnusable(
            "S22",
            "县局数据库服务器连不上，或者连接中断了。",
            safe="这一步没有保存，以前保存的数据完好。",
            do="请检查网线和服务器，然后再做一次；还不行就找管理服务器的同志。",
        )
    if state == "55P03":
        return StoreUnusable(
            "S24",
            "这个所的另一个包正在由别人收件，等了半分钟还没有结束。",
            safe="这一步没有保存，以前保存的数据完好。",
            do="请稍等片刻再收这个包。",
        )
    return None
