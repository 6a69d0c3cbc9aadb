"""A whole data folder of an office with people in it: made once, each test gets its own copy.

Its password is stretched cheaply, so that opening it is quick.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.models.password_cost import Argon2Cost
from app.models.people import Person
from app.models.recovery_key import RecoveryKey
from app.paths import Profile
from app.services import setup
from app.services.desk import Desk
from app.services.recovery import places
from app.services.recovery.arrival import INSTANCE
from app.services.recovery.places import Known
from app.services.settings import Identity
from tests.conftest import Clock

LIGANG = Identity(kind="office", code="640122102", name="立岗司法所", county_code="640122")
PASSWORD = "相当长的密码 1"
CHEAP = Argon2Cost(memory_kib=32, iterations=1, test_only=True)
EVENING = datetime(2026, 11, 27, 18, 0)


@pytest.fixture(scope="session")
def office_template(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Profile, RecoveryKey, str]:
    """A set-up office with thirty people; its paper, and the id it is known by on this PC (C1)."""
    profile = Profile(tmp_path_factory.mktemp("office") / "desk")
    desk, recovery = setup.create(profile, LIGANG, PASSWORD, clock=Clock(EVENING), cost=CHEAP)
    add_people(desk, 30)
    instance = desk.settings.value(INSTANCE)
    desk.close()
    return profile, recovery, instance


@pytest.fixture
def office_profile(tmp_path: Path, office_template: tuple[Profile, RecoveryKey, str]) -> Profile:
    """A data folder of its own, at home where it lies."""
    profile = Profile(Path(shutil.copytree(office_template[0].root, tmp_path / "desk")))
    places.keep(office_template[2], Known(places.place_of(profile)))
    return profile


@pytest.fixture
def office_recovery(office_template: tuple[Profile, RecoveryKey, str]) -> RecoveryKey:
    """The paper in the safe."""
    return office_template[1]


@pytest.fixture
def evening() -> Clock:
    """Six o'clock on 27 November 2026."""
    return Clock(EVENING)


@pytest.fixture
def open_office(office_profile: Profile, evening: Clock) -> Iterator[Callable[..., Desk]]:
    """Open the office, as often as a test wants; closed at the end."""
    opened: list[Desk] = []

    def opener(of: Profile = office_profile, password: str = PASSWORD) -> Desk:
        opened.append(setup.open_desk(of, password, clock=evening))
        return opened[-1]

    yield opener
    for desk in opened:
        desk.close()


def add_people(desk: Desk, count: int) -> None:
    """More rows."""
    with desk._database.begin() as session:
        session.add_all(Person(name=f"测试{n}", note="长" * 200) for n in range(count))


def rows_of(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in order."""
    with desk._vault.raw() as raw:
        names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(raw.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
        }
