"""PostgreSQL for tests: a store on a server, one fresh database each.

``make test-postgres`` starts a server on the loopback address and names it in
``JUSTICE_TEST_SERVER``; the bureau of every test then stands on it, while offices keep their files.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import datetime
from functools import cache
from itertools import count

from sqlalchemy import Engine, create_engine, make_url, text

from app.models.migrate import upgrade
from app.models.server import ServerStore

__all__ = ["SERVER", "fresh_database", "is_bureau", "restart", "server_store"]

SERVER = os.environ.get("JUSTICE_TEST_SERVER", "")
VAULT_KEY = bytes(range(32))
_numbers = count(1)


def is_bureau(code: str) -> bool:
    """A county's code has six digits, an office's nine."""
    return len(code) == len("640122")


@cache
def _administration() -> Engine:
    url = make_url(SERVER).set(drivername="postgresql+psycopg")
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)


def _run(sql: str) -> None:
    with _administration().connect() as connection:
        connection.execute(text(sql))


def _url(name: str) -> str:
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


@cache
def _template() -> str:
    """A migrated database of this test process, copied for each test."""
    name = f"sfs_template_{os.getpid()}"
    _run(f"DROP DATABASE IF EXISTS {name}")
    _run(f"CREATE DATABASE {name} ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0")
    store = ServerStore(_url(name), VAULT_KEY, office="640122", clock=datetime.now)
    with store.begin() as session:
        upgrade(session.connection())
    store.close()
    return name


def fresh_database() -> str:
    """The address of an empty, migrated database."""
    name = f"sfs_test_{os.getpid()}_{next(_numbers)}"
    _run(f"DROP DATABASE IF EXISTS {name}")
    _run(f"CREATE DATABASE {name} TEMPLATE {_template()}")
    return _url(name)


def server_store(office: str, clock: Callable[[], datetime]) -> ServerStore:
    """A bureau's store on the server."""
    return ServerStore(fresh_database(), VAULT_KEY, office=office, clock=clock)


def restart() -> None:
    """Kill the server as a power cut would, and start it again (C2)."""
    control = os.environ["JUSTICE_TEST_SERVER_CONTROL"]
    subprocess.run([control, "restart"], check=True, capture_output=True, timeout=60)
