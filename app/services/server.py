"""县局数据库服务器: a bureau that has outgrown one PC moves onto PostgreSQL.

The encrypted file on the PC stays as the vault: it opens with the password, names the server and
holds the key under which the bureau's private keys lie there. Everything else lives on the server,
where many clerks work at once. A copy of the data folder lets a second PC work on the same server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection, Table, func, make_url, select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models import migrate
from app.models.audit import AuditTip
from app.models.local import SERVER, Setting
from app.models.server import ServerStore
from app.models.store import Store
from app.models.sync import OwnKeys
from app.services import search
from app.services.access import Work
from app.services.base import Service
from app.services.report_views import Progress, silent
from app.sync.merge import insert_of

__all__ = ["NotMoved", "ServerPlace", "ServerService", "connect", "place_of"]

DERIVED = frozenset({"search_entry", "search_initials"})
"""Tables that are built anew on the server."""
CHUNK = 1000
KEY_BYTES = 32


class NotMoved(ActionableError):
    """The records stay where they are; nothing was changed at either end."""


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """Where the bureau's records lie. ``shown`` is the address without its password."""

    url: str
    key: bytes

    @property
    def shown(self) -> str:
        """The address as a clerk may read it."""
        return make_url(self.url).render_as_string(hide_password=True)


def place_of(session: Session, office: str) -> ServerPlace:
    """The server that the vault of ``session`` names."""
    kept = session.get_one(Setting, (office, SERVER)).value
    return ServerPlace(kept["url"], bytes.fromhex(kept["key"]))


def connect(place: ServerPlace, office: str, clock: Callable[[], datetime]) -> ServerStore:
    """The store on the server, brought up to date; raises ``StoreUnusable``, ``NewerStore``."""
    store = ServerStore(place.url, place.key, office=office, clock=clock)
    try:
        with store.begin() as session:
            if migrate.revision_of(session.connection()) != migrate.head():
                store.hold(session, "schema")
                migrate.upgrade(session.connection())
                search.rebuild_if_empty(session, at_bureau=True)
    except BaseException:
        store.close()
        raise
    return store


class ServerService(Service, work=Work.ADMIN):
    """Moving a bureau; ``vault`` is its encrypted file."""

    def __init__(self, vault: Store) -> None:
        super().__init__(vault)

    def place(self) -> ServerPlace | None:
        """The server in use; ``None`` while all is in the file."""
        with self._database.begin() as session:
            moved = session.get(Setting, (self.office, SERVER)) is not None
            return place_of(session, self.office) if moved else None

    def try_out(self, url: str) -> str:
        """Reach the server and say what it is; raises ``StoreUnusable``."""
        store = ServerStore(url.strip(), bytes(KEY_BYTES), office=self.office, clock=self.now)
        try:
            with store.begin() as session:
                version = session.scalar(select(func.current_setting("server_version")))
                return f"连上了：PostgreSQL {version}。"
        finally:
            store.close()

    def move(self, url: str, *, progress: Progress = silent) -> int:
        """Copy every record onto an empty server and use it from the next log-in on.

        All or nothing: the copy is one transaction on the server, counted table by table before
        it is committed; only then the vault names the server. The file keeps what it held.
        Returns the number of rows. Raises ``NotMoved``, ``StoreUnusable``.
        """
        if self.place() is not None:
            raise NotMoved("S25", "本局的数据已经在服务器上了。", safe="没有改动任何数据。")
        place = ServerPlace(url.strip(), token_bytes(KEY_BYTES))
        server = connect(place, self.office, self.now)
        try:
            with server.begin() as there, self._database.begin() as here:
                if _rows(there.connection(), Setting.__table__):
                    raise NotMoved(
                        "S26",
                        "这个数据库里已经有数据，不能再往里搬。",
                        safe="没有改动任何数据。",
                        do="请管理服务器的同志新建一个空的数据库。",
                    )
                copied = _copy(here.connection(), there, server, progress)
                search.rebuild(there, at_bureau=True)
            with self._database.begin() as session:
                value = {"url": place.url, "key": place.key.hex()}
                session.add(Setting(office=self.office, name=SERVER, value=value))
        finally:
            server.close()
        return copied


def _rows(connection: Connection, table: Any) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _copy(here: Connection, there: Session, server: Store, progress: Progress) -> int:
    tables = [t for t in migrate.metadata().sorted_tables if t.name not in DERIVED]
    total = sum(_rows(here, table) for table in tables)
    done = 0
    connection = there.connection()
    for table in tables:
        before = done
        found = here.execution_options(yield_per=CHUNK).execute(select(table)).mappings()
        for page in found.partitions():
            connection.execute(insert_of(table), _as_kept(table, page, server))
            done += len(page)
            progress(done, total)
        if _rows(connection, table) != done - before:
            raise NotMoved(
                "S27",
                f"搬到服务器的“{table.name}”条数对不上，已全部撤回。",
                safe="本机的数据没有改动。",
                do="请检查服务器后再试一次。",
            )
    return done


def _as_kept(table: Table, rows: Sequence[Any], server: Store) -> list[dict[str, Any]]:
    """Rows as they may lie on a server: private keys sealed (K2)."""
    plain = [dict(row) for row in rows]
    if table.name == OwnKeys.__tablename__:
        for row in plain:
            row["private"] = server.protect(row["private"])
    if table.name == AuditTip.__tablename__:  # sealed under the key of its store
        for row in plain:
            row["seal"] = server.trail.seal(row["number"], row["hash"])
    return plain
