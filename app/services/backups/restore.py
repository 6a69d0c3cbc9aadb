"""Bringing a backup back (J8, trust L6): proved first, put in place in one step, nothing thrown away.

A restore is built in ``restoring.part``, renamed to ``restoring`` when it is complete and on disk,
and only then moved into place by ``finish``. A power cut before the renaming leaves everything as
it was; after it, the next start finishes the move. The store that was there is kept in
``replaced``, with its journal, as it was found.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.errors import ActionableError
from app.models import backup as copying
from app.models import integrity, keyslots, migrate, room, seal_ledger
from app.models.database import StoreUnusable, connect
from app.models.doors import FIRST_USER
from app.models.durable import sync_directory, write_durably
from app.models.keyslots import DataKey
from app.paths import Profile
from app.services.access import NotAllowed, Work, allowed
from app.services.backups import archive
from app.services.backups.archive import Backup, BackupDamaged
from app.services.recovery.mark import ARRIVAL, Arrival, Kind, new_request
from app.sync.outbox import RETURNED

__all__ = ["NotRestored", "Secret", "finish", "rehearse", "restore"]

PLAN = "plan.json"
OWN_COUNTERS = ("change", "epoch", RETURNED)
"""Counters of a store's own life; all others count numbers on paper."""
JOURNAL = "-journal"

Clock = Callable[[], datetime]
Report = Callable[[int, int], None]


class NotRestored(ActionableError):
    """The backup was not put in place; the store is as it was."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__("S14", what, safe="原来的数据没有变化。", do=do)


@dataclass(frozen=True, slots=True)
class Secret:
    """What a person knows: an account's password, or the digits of the recovery key."""

    password: str = ""
    digits: str = ""
    user: str = FIRST_USER

    def __repr__(self) -> str:
        return "Secret(…)"

    def open(self, slots: Path, clock: Clock) -> DataKey:
        """The data key; raises as ``keyslots`` does."""
        if self.digits:
            return keyslots.open_with_recovery(slots, self.digits)
        return keyslots.open_with_password(slots, self.password, clock=clock, user=self.user)


def rehearse(
    profile: Profile, backup: Backup, secret: Secret, *, clock: Clock, report: Report
) -> Backup:
    """Everything a restore would do but the move: unpack, open, check, count, throw away.

    Returns the backup with today's mark. Raises ``BackupDamaged``, ``keyslots`` errors, ``NoRoom``.
    """
    part = _part(profile)
    try:
        _unpack(part, profile, backup, secret, clock, report)
    except OSError as error:
        raise NotRestored(*_DISK) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return backup.checked(clock())


def restore(
    profile: Profile, backup: Backup, secret: Secret, *, clock: Clock, report: Report
) -> None:
    """Put ``backup`` in the place of the (closed) store; ``secret`` opens it afterwards.

    Raises ``BackupDamaged``, ``keyslots`` errors, ``NoRoom``, ``NotRestored``, ``NewerStore``; the
    store is untouched then.
    """
    profile.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    finish(profile)
    part = _part(profile)
    now = clock()
    try:
        key = _unpack(part, profile, backup, secret, clock, report)
        _refuse_others(part / archive.STORE_FILE, key, secret)
        _mark(part / archive.STORE_FILE, key, backup, now, profile)
        _bring_ledger(profile, backup, key)
        write_durably(part / PLAN, json.dumps({"aside": f"{now:{archive.NAME_FORM}}"}).encode())
        sync_directory(part)
        os.replace(part, profile.restoring)  # noqa: PTH105 - from here on the restore will happen
    except OSError as error:
        raise NotRestored(*_DISK) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    finish(profile)


_DISK = (
    "恢复没有做成：磁盘写不进去或空间不够。",
    "请清出磁盘空间，或检查存放备份的U盘，再恢复一次。",
)


def finish(profile: Profile) -> bool:
    """Move a complete restore into place; also at every start, after a power cut half-way.

    True when there was something to finish. Each step may be done again. Raises ``ActionableError``
    when the disk does not let it.
    """
    if not profile.restoring.is_dir():
        return False
    try:
        _move_into_place(profile, profile.restoring)
    except OSError as error:
        raise ActionableError(
            "S15",
            "备份已经核对好，但还没有全部移到位。",
            safe="备份和原来的数据都还在。",
            do="请退出程序再打开一次，会接着完成恢复。",
        ) from error
    return True


def _move_into_place(profile: Profile, waiting: Path) -> None:
    """The old journal leaves before the new store comes: it would be played back into it."""
    sync_directory(profile.root)
    plan = json.loads((waiting / PLAN).read_bytes())
    aside = profile.replaced / plan["aside"]
    aside.mkdir(parents=True, exist_ok=True, mode=0o700)
    for target in (profile.database, profile.key_slots):
        new = waiting / target.name
        if new.exists():
            for old in (target, target.with_name(target.name + JOURNAL)):
                if old.exists():
                    os.replace(old, aside / old.name)  # noqa: PTH105
            sync_directory(aside)
            os.replace(new, target)  # noqa: PTH105
            sync_directory(profile.root)
    profile.in_use.unlink(missing_ok=True)  # it spoke of the store that left
    shutil.rmtree(waiting)
    if not any(aside.iterdir()):
        aside.rmdir()


def _part(profile: Profile) -> Path:
    part = profile.restoring.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    return part


def _unpack(
    part: Path, profile: Profile, backup: Backup, secret: Secret, clock: Clock, report: Report
) -> DataKey:
    """Copy the backup into ``part`` and prove it there, slots included."""
    room.require(profile.root, backup.size, "恢复")
    archive.verify_files(backup, report)
    part.mkdir(mode=0o700)
    store, slots = part / archive.STORE_FILE, part / archive.SLOTS_FILE
    archive.copy_file(backup.key_slots, slots)
    key = _open(slots, profile, secret, clock)
    archive.copy_file(backup.database, store, report)
    try:
        with copying.reopened(store, key) as copy:
            facts = copying.facts_in(copy)
            revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            migrate.refuse_newer(revision[0] if revision else None)
            sound = integrity.damage(copy) is None
            whole = integrity.same(integrity.control_totals(copy), facts.get("totals", {}))
    except StoreUnusable as error:
        raise BackupDamaged("这份备份打不开，已经损坏，不能用来恢复。") from error
    if not sound or not whole:
        raise BackupDamaged("这份备份打开后检查没有通过，不能用来恢复。")
    return key


def _open(slots: Path, profile: Profile, secret: Secret, clock: Clock) -> DataKey:
    """The key of the backup; ``slots`` is left as the file that this secret opens.

    A password changed since the backup opens today's slots, not the backup's. Where both belong to
    the same store, either is right, and the one just typed stays in force.
    """
    try:
        return secret.open(slots, clock)
    except ActionableError:
        try:
            key = secret.open(profile.key_slots, clock)
        except ActionableError:
            key = None
        if key is None or not keyslots.belongs(slots, key):
            raise
    archive.copy_file(profile.key_slots, slots)
    return key


def _refuse_others(store: Path, key: bytes, secret: Secret) -> None:
    """An account without 管理 does not put a backup in the place of the store (L9).

    The paper from the safe does; so does the one password of a store that knew no accounts yet.
    """
    if secret.digits:
        return
    with closing(connect(store, key)) as connection:
        accounts = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'account'"
        ).fetchone()[0]
        row = (
            accounts
            and connection.execute(
                "SELECT roles, disabled_at FROM account WHERE id = ?", (secret.user,)
            ).fetchone()
        )
    if accounts and (row is None or row[1] or not allowed(json.loads(row[0]), Work.ADMIN)):
        raise NotAllowed(Work.ADMIN)


def _mark(store: Path, key: bytes, backup: Backup, now: datetime, profile: Profile) -> None:
    """Say in the store that comes into use that it stands as on an earlier day (C2).

    Numbers that the store it replaces had given stay given, where that one still opens (F3).
    """
    given = _given_before(profile, key)
    with closing(connect(store, key)) as connection:
        totals = integrity.control_totals(connection)
        restored = Arrival(
            Kind.RESTORED,
            now,
            new_request(),
            made_at=backup.made_at,
            reason=backup.reason,
            change=max(newest for _, newest in totals.values()),
        )
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM setting WHERE name IN (?, ?)", (integrity.FACTS, ARRIVAL))
        connection.execute(
            "INSERT INTO setting (office, name, value) VALUES (?, ?, ?)",
            (backup.office, ARRIVAL, json.dumps(restored.as_value())),
        )
        connection.executemany(
            "INSERT INTO counter (office, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (office, name) DO UPDATE SET value = max(value, excluded.value)",
            given,
        )
        connection.execute("COMMIT")


def _bring_ledger(profile: Profile, backup: Backup, data_key: bytes) -> None:
    """On a new PC the ledger of seals comes from beside the backup; opening seals again (D3).

    Of two that are proved the longer one counts; whatever it takes the place of is kept.
    """
    key = seal_ledger.key_of(data_key)
    here, beside = profile.root / seal_ledger.FILE, backup.folder.parent / seal_ledger.FILE
    mine, theirs = seal_ledger.read(here, key), seal_ledger.read(beside, key)
    missing = mine.state is seal_ledger.State.MISSING
    if theirs.head.number > mine.head.number:
        if not missing:
            os.replace(here, here.with_name("sealed-before-restore.json"))  # noqa: PTH105
        seal_ledger.write(here, theirs)
    elif missing and theirs.state is seal_ledger.State.UNSIGNED:
        archive.copy_file(beside, here)


def _given_before(profile: Profile, key: bytes) -> list[tuple[str, str, int]]:
    """How far each series of numbers was counted in the store that goes out of use.

    Its life and its edits are its own: only numbers on paper are carried over. One with a journal
    is not opened, for that would play the journal back: it is kept as it was found.
    """
    journal = profile.database.with_name(profile.database.name + JOURNAL)
    if journal.exists() or not profile.database.exists():
        return []
    try:
        with copying.reopened(profile.database, key) as old:
            rows = old.execute(
                "SELECT office, name, value FROM counter WHERE name NOT IN (?, ?, ?)", OWN_COUNTERS
            ).fetchall()
    except (StoreUnusable, sqlcipher.DatabaseError):
        return []  # damaged, or of another key: the paper register is asked instead
    return [(str(office), str(name), int(value)) for office, name, value in rows]
