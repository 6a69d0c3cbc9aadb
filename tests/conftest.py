"""What every test may ask for: a real encrypted store, a clock that can be set, an office.

The store is migrated once per session into a template; each test works on its own copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from secrets import token_bytes
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache

from app.data_files import lay_over
from app.models.database import Database
from app.models.migrate import upgrade
from app.models.server import ServerStore
from app.services.recovery import key_store
from tests import servers

pytest_plugins = ["tests.real_office", "tests.faults.figures"]

OFFICE = "640122100"
"""习岗司法所, one of the sample offices."""

MORNING = datetime(2026, 3, 2, 9, 0)
"""A Monday without holidays near by; what the clock shows unless a test sets it."""


class Clock:
    """A clock that stands still until it is set; called, it gives naive local time."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, to: datetime | date) -> None:
        """Show ``to``; of a bare date, nine in the morning."""
        self.now = to if isinstance(to, datetime) else datetime.combine(to, time(9))

    def advance(self, *, days: int = 0, minutes: int = 0) -> None:
        """Let time pass."""
        self.now += timedelta(days=days, minutes=minutes)


@pytest.fixture(autouse=True)
def no_county_files() -> Iterator[None]:
    """What a test's county has set ends with the test."""
    yield
    lay_over(())


@pytest.fixture(scope="session", autouse=True)
def _user_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a user keeps apart from every data folder (C1) is kept apart from the real user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("user")))
        patch.setattr(key_store, "_HERE", key_store.NoGuard())  # nor is the real key store touched
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """The stores of a run share the SQL made of their statements: it takes longer than running it."""
    texts: LRUCache[Any, Any] = LRUCache(5_000)
    first = create_engine("sqlite+pysqlite://", module=sqlcipher)
    first.connect().close()

    def sharing(*words: Any, **options: Any) -> Engine:
        engine = create_engine(*words, **options)
        engine.dialect = first.dialect  # a text is kept under statement and dialect
        engine.update_execution_options(compiled_cache=texts)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.models.line.create_engine", sharing)
        yield
    first.dispose()


@pytest.fixture
def clock() -> Clock:
    """Monday 2 March 2026, nine o'clock, until a test sets it."""
    return Clock()


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say in a few words how often a fault was tried and what came of it (``--figures``)."""
    return lambda words: record_property("figure", words)


@pytest.fixture
def office_code() -> str:
    """The code of the office that owns every new record."""
    return OFFICE


@pytest.fixture(scope="session")
def store_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """An empty store at the newest revision, and its random key."""
    path = tmp_path_factory.mktemp("template") / "office.db"
    key = token_bytes(32)
    database = Database(path, key, office=OFFICE, clock=Clock())
    with database.engine.begin() as connection:
        upgrade(connection)
    database.close()
    return path, key


@pytest.fixture
def make_store(
    tmp_path: Path, clock: Clock, store_template: tuple[Path, bytes]
) -> Iterator[Callable[..., Any]]:
    """Make as many stores as a test needs: ``make_store(office="640122101")``.

    Under ``make test-postgres`` a bureau's store stands on the server.
    """
    template, key = store_template
    opened: list[Database | ServerStore] = []

    def make(*, office: str = OFFICE, clock: Callable[[], datetime] = clock) -> Any:
        if servers.SERVER and servers.is_bureau(office):
            opened.append(servers.server_store(office, clock))
            return opened[-1]
        path = tmp_path / f"store-{len(opened)}" / "office.db"
        path.parent.mkdir()
        shutil.copyfile(template, path)
        opened.append(Database(path, key, office=office, clock=clock))
        return opened[-1]

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def store(make_store: Callable[..., Database]) -> Database:
    """A real SQLCipher store of its own, migrated, with a random key."""
    return make_store()
