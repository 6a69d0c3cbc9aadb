"""Before a clerk waits: an empty store in memory is asked what opening and the desk of the day ask.

While the password is typed nobody needs the processor. What the first questions of a process cost is
not the answers: it is that SQLAlchemy makes up each statement, that mappings are looked through and
rules and codes are read from their files. All of that stays (``models/line``), and the real store is
asked in a fraction of the time. Nothing of it touches the disk, and nothing in it is anybody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.models import migrate
from app.models.account import Account
from app.models.base import Base
from app.models.database import Database
from app.models.history import Counter
from app.models.local import SERVER, Setting
from app.paths import Profile
from app.services import log_in
from app.services.access import Role
from app.services.agenda import Agenda
from app.services.corrections import seal_marks, seal_register
from app.services.corrections.seals import unfinished
from app.services.desk import Desk
from app.services.log_kinds import Kind
from app.services.recovery import mark
from app.services.settings import Identity, read_identity
from app.sync.bundle_kept import newest_file
from app.sync.outbox import last_frozen

__all__ = ["steps"]

NOBODY = Identity(kind="office", code="000000000", name="", county_code="000000")
NOWHERE = Profile(Path(__file__) / "nowhere")
"""A folder that cannot be: below a file. What looks for a backup there finds none."""
USER = "u1"
AT_A_TIME = 10
"""Tables made in one step: who has typed the password waits for the end of the step."""


def steps(clock: Callable[[], datetime]) -> Iterator[None]:
    """The rehearsal, a little at a time; it may be left between two steps."""
    with Database.in_memory(office=NOBODY.code, clock=clock) as database:
        for _ in _tables(database):
            yield
        _furnish(database, clock())
        _open(database)
        yield
        desk = Desk(database, NOWHERE, NOBODY)
        desk.accounts.names()
        desk.accounts.me()
        desk.settings.habits()
        yield
        agenda = Agenda(desk)
        today = agenda.day()
        for duty in agenda.duties():
            list(duty(today))
            yield
        agenda.drafts()
        agenda.unsent()
        agenda.week(today)


def _tables(database: Database) -> Iterator[None]:
    """All of them, some at a time."""
    tables = list(Base.metadata.tables.values())
    for first in range(0, len(tables), AT_A_TIME):
        some = tables[first : first + AT_A_TIME]
        with database.begin() as session:
            Base.metadata.create_all(session.connection(), some, checkfirst=False)
        yield


def _furnish(database: Database, now: datetime) -> None:
    """Whose it is, and an account that may do everything."""
    with database.begin() as session:
        session.add(Setting(office=database.office, name="identity", value=asdict(NOBODY)))
        roles = [role.value for role in Role]
        session.add(Account(office=database.office, id=USER, name="", roles=roles, made_at=now))
    database.actor, database.roles = USER, frozenset(roles)


def _open(database: Database) -> None:
    """What ``opening.desk_of`` asks."""
    office = database.office
    with database.begin() as session:
        migrate.revision_of(session.connection())
        session.scalar(select(Setting.office).where(Setting.name == "identity"))
        read_identity(session, office)
        log_in.roles_of(session, office, USER)
        session.get(Setting, (office, SERVER))
        mark.read(session, office)
        last_frozen(session, office)
        session.get(Counter, (office, "change"))
        newest_file(session, office)
        session.scalars(select(Account).where(Account.office == office)).all()
    with database.begin() as session:
        session.get_one(Account, (office, USER)).last_in = database.clock()
        database.note(session, Kind.LOGIN, way="password")
    with database.begin() as session:
        database.note(session, Kind.LOGIN, way="password")  # the second entry follows a tip
        unfinished(session, office, {})
        seal_marks.catch_up(session, office, ())
        seal_register.wanted(session, office, {})
