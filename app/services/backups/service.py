"""Backups of the open store: made, opened again, counted, kept in rotation, carried away (F74, L6)."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import func, select

import app
from app.errors import ActionableError
from app.models import backup as copying
from app.models import integrity, keyslots, room, seal_ledger
from app.models.database import Database, StoreUnusable, connect
from app.models.durable import replace_durably, sync_directory
from app.models.sealed import SealedContent
from app.paths import Profile
from app.services.access import Guarded, Work, needs
from app.services.backups import archive, rotation
from app.services.backups.archive import Backup
from app.services.log_kinds import Kind
from app.services.reminders import Reminder, Target
from app.services.settings import SettingsService

__all__ = ["BackupFailed", "BackupService", "Medium"]

log = logging.getLogger(__name__)

Report = Callable[[int, int], None]

MEDIUM = "backup.medium"
REHEARSED = "backup.rehearsed"
CARRY_EVERY, REHEARSE_EVERY = timedelta(days=7), timedelta(days=30)

REASONS = {
    "exit": "退出时自动",
    "start": "补做（上次退出时没有备份）",
    "hand": "手动",
    "import": "导入或收件前",
    "upgrade": "升级前",
    "restore": "恢复前",
}

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PROTECTED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class BackupFailed(ActionableError):
    """No new backup; older ones and the store are as they were."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__("S13", what, safe="正在使用的数据和以前的备份都没有变化。", do=do)


@dataclass(frozen=True, slots=True)
class Medium:
    """The second medium of this office: where, and when a backup last got there."""

    folder: Path
    last: datetime


class BackupService(Guarded, work=Work.ADMIN):
    """What an open store does for the day after tomorrow.

    A backup is made under every account, by itself; where it is carried is the administrator's.
    """

    _database: Database

    def __init__(self, database: Database, profile: Profile) -> None:
        self._database = database
        self._profile = profile
        self._settings = SettingsService(database)

    # --- made and kept ----------------------------------------------------------------------

    @needs(Work.ANYONE)
    def listed(self) -> list[Backup]:
        """The backups on this PC, the newest first."""
        return archive.find(self._profile.backups)

    @needs(Work.ANYONE)
    def due(self) -> bool:
        """Whether the store was written since its newest backup.

        A store without its slot file could not be opened again, nor could its copy.
        """
        if self._database.damaged or not self._profile.key_slots.exists():
            return False
        newest = self.listed()
        return not newest or newest[0].source != _stamp(self._database.path)

    @needs(Work.ANYONE)
    def still_covers(self) -> None:
        """Only a log-in was written since the newest backup: opening and closing asks for none."""
        newest = self.listed()
        if newest:
            newest[0].covering(_stamp(self._database.path))

    @needs(Work.ANYONE)
    def before(self, reason: str, report: Report = lambda _done, _all: None) -> None:
        """A backup before something large, unless the newest holds all there is (L6)."""
        if self.due():
            self.make(reason, report)

    @needs(Work.ANYONE)
    def make(self, reason: str, report: Report = lambda _done, _all: None) -> Backup:
        """A checked backup, under its name when this returns; old ones leave by rotation.

        ``report`` hears progress; raising from it cancels, and nothing of the copy is left. Raises
        ``BackupFailed``, ``NoRoom``.
        """
        now = self._database.clock()
        root = self._profile.backups
        root.mkdir(exist_ok=True, mode=0o700)
        _sweep(root)
        room.require(root, self._database.path.stat().st_size, "备份")
        final = _unused(root / now.strftime(archive.NAME_FORM))
        part = final.with_name(final.name + ".part")
        try:
            part.mkdir(mode=0o700)
            backup = self._fill(part, final, reason, now, report)
            backup.write_facts(part)
            sync_directory(part)
            replace_durably(part, final)
        except (OSError, sqlcipher.DatabaseError, StoreUnusable) as error:
            archive.remove(part)
            raise _plainly(error, root) from error
        except BaseException:
            archive.remove(part)
            raise
        self._rotate(root, final)
        log.info("backup made: %s", reason)
        return backup

    def _fill(self, part: Path, final: Path, reason: str, now: datetime, report: Report) -> Backup:
        """The two files in ``part``, opened again and found complete."""
        store, slots = part / archive.STORE_FILE, part / archive.SLOTS_FILE
        source = _stamp(self._database.path)
        before = self._totals()
        copying.copy_store(self._database, store, lambda done, all_: report(done, 2 * all_))
        with self._database.lent() as (_, key):
            if not keyslots.belongs(self._profile.key_slots, key):
                raise BackupFailed(
                    "密钥文件缺失或损坏，备份没有做成。", "请联系县局，先不要退出程序。"
                )
            archive.copy_file(self._profile.key_slots, slots)
            totals = self._seal(store, key, reason, now, (before, self._totals()))
            with copying.reopened(store, key) as copy:
                found = integrity.damage(
                    copy, report=lambda done, all_: report(all_ + done, 2 * all_)
                )
                if found or not integrity.same(integrity.control_totals(copy), totals):
                    log.error("backup not sound: %s", found or "totals")
                    raise BackupFailed(
                        "备份做好后重新打开核对，没有通过，已经作废。",
                        "请关闭程序再打开一次（会检查数据库），然后重新备份；仍不通过请联系县局。",
                    )
        return Backup(
            folder=final,
            office=self._database.office,
            made_at=now,
            reason=reason,
            store=archive.about(store),
            slots=archive.about(slots),
            source=source,
            checked_at=now,
        )

    def _totals(self) -> integrity.Totals:
        with self._database.raw() as raw:
            return integrity.control_totals(raw)

    def _seal(
        self,
        store: Path,
        key: bytes,
        reason: str,
        now: datetime,
        either: tuple[integrity.Totals, integrity.Totals],
    ) -> integrity.Totals:
        """Write into the copy what it is; its totals must be the store's before or after copying.

        A clerk may save while the copy grows: then it holds what stood before or what stands now.
        """
        with closing(connect(store, key)) as copy:
            totals = integrity.control_totals(copy)
        if not any(integrity.same(totals, known) for known in either):
            raise BackupFailed("备份期间数据有变化，备份没有做成。", "请过一会儿再备份一次。")
        facts = {
            "made_at": now.isoformat(),
            "reason": reason,
            "program": app.__version__,
            "totals": totals,
        }
        copying.seal_facts(store, key, self._database.office, facts)
        return totals

    @staticmethod
    def _rotate(root: Path, made: Path) -> None:
        """Old ones leave; never the one just made, whatever the clock says."""
        backups = archive.find(root)
        staying = rotation.kept(backup.made_at for backup in backups)
        for backup in backups:
            if backup.made_at not in staying and backup.folder != made:
                archive.remove(backup.folder)

    # --- the second medium ------------------------------------------------------------------

    def medium(self) -> Medium | None:
        """Where the last backup was carried to; ``None`` before the first."""
        kept = self._settings.value(MEDIUM)
        return Medium(Path(kept["folder"]), datetime.fromisoformat(kept["last"])) if kept else None

    def carry(self, folder: Path, report: Report = lambda _done, _all: None) -> Backup:
        """The newest backup, copied onto another medium and read back; it may be pulled out then.

        Makes a backup first when the store was written since. Raises ``BackupFailed`` (on the
        same disk, full, not faithful) and what ``make`` raises.
        """
        if _same_disk(folder, self._profile.root):
            raise BackupFailed(
                "这个文件夹和数据在同一块磁盘上，磁盘坏了会一起丢失。",
                "请插入U盘或移动硬盘，选择上面的文件夹。",
            )
        backup = self.make("hand", report) if self.due() or not self.listed() else self.listed()[0]
        home = folder / "justice-office-desk-backup" / self._database.office
        final = home / backup.folder.name
        part = final.with_name(final.name + ".part")
        try:
            home.mkdir(parents=True, exist_ok=True)
            _sweep(home)
            archive.remove(final)
            part.mkdir()
            for source in (backup.database, backup.key_slots):
                archive.copy_file(source, part / source.name, report)
            backup.write_facts(part)
            sync_directory(part)
            replace_durably(part, final)
            carried = archive.read(final)
            archive.verify_files(carried, report)
            self._carry_ledger(home)
        except OSError as error:
            archive.remove(part)
            raise _plainly(error, folder) from error
        except BaseException:
            archive.remove(part)
            archive.remove(final)
            raise
        self._rotate(home, final)
        with self._database.begin() as session:
            self._database.note(session, Kind.EXPORT, backup.folder.name, what="备份")
        self._settings.put(
            MEDIUM, {"folder": str(folder), "last": self._database.clock().isoformat()}
        )
        return carried

    def _carry_ledger(self, home: Path) -> None:
        """What is sealed goes along beside the backups, not into them: a new PC seals it again (D3)."""
        key = self._database.derive(seal_ledger.PURPOSE)
        here = seal_ledger.read(self._profile.root / seal_ledger.FILE, key)
        there = seal_ledger.read(home / seal_ledger.FILE, key)
        if here.state is seal_ledger.State.WHOLE and here.head.number > there.head.number:
            seal_ledger.write(home / seal_ledger.FILE, here)

    # --- reminders --------------------------------------------------------------------------

    def rehearsed(self) -> datetime | None:
        """When somebody last opened a backup with the password, as if to restore it."""
        kept = self._settings.value(REHEARSED)
        return datetime.fromisoformat(kept) if kept else None

    def note_rehearsal(self) -> None:
        """Remember that a backup was opened and found complete today."""
        self._settings.put(REHEARSED, self._database.clock().isoformat())

    def due_days(self, today: date) -> dict[str, date]:
        """What is due today or before, and since when: ``carry``, ``rehearse``.

        A day that lies ahead was written down under a wrong clock (C3) and does not count: a year
        ahead once must not mean a year without a reminder.
        """
        backups, sealed = self.listed(), self._sealed_since(self.medium(), today)
        if not backups:
            return {"carry": sealed} if sealed else {}
        first = backups[-1].made_at
        medium = self.medium()
        asked = (
            ("carry", CARRY_EVERY, medium.last if medium else first),
            ("rehearse", REHEARSE_EVERY, self.rehearsed() or first),
        )
        days = {
            what: last.date() + every if last.date() <= today else today
            for what, every, last in asked
        }
        if sealed:
            days["carry"] = min(days["carry"], sealed)
        return {what: due for what, due in days.items() if due <= today}

    def _sealed_since(self, medium: Medium | None, today: date) -> date | None:
        """The day of the first seal whose content no second medium holds: nobody else has it (D3)."""
        carried = medium.last if medium and medium.last.date() <= today else None
        with self._database.begin() as session:
            first = select(func.min(SealedContent.sealed_at)).where(
                SealedContent.office == self._database.office
            )
            if carried is not None:
                first = first.where(SealedContent.sealed_at > carried)
            found = session.scalar(first)
        return found.date() if found is not None else None

    def reminders(self, today: date) -> list[Reminder]:
        """A second medium every week, a rehearsal every month; said on the day, not before.

        After a sealing the second medium is due the same day.
        """
        sealed = self._sealed_since(self.medium(), today)
        return [
            Reminder(
                kind=f"backup.{what}",
                title=TITLES[what],
                due_on=due,
                overdue=today > due,
                target=Target("backups", None, what),
                detail=SEALED if what == "carry" and sealed else DETAILS[what],
            )
            for what, due in self.due_days(today).items()
        ]


TITLES = {"carry": "把备份复制到U盘或移动硬盘", "rehearse": "做一次恢复演练"}
DETAILS = {
    "carry": "电脑损坏或丢失时，只有另一个介质上的备份能救回数据；每周一次。",
    "rehearse": "用密码打开最近的备份，确认它真的能恢复；每月一次，约一分钟。",
}
SEALED = "有新封存的记录：内容只在这台电脑里，县局没有。电脑损坏就找不回，请今天就复制。"


def _stamp(path: Path) -> tuple[int, int]:
    """Size and time of the store file: it changes with every save and with nothing else."""
    state = path.stat()
    return (state.st_size, state.st_mtime_ns)


def _unused(path: Path) -> Path:
    """Two backups of one second: the later gets a letter."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _sweep(root: Path) -> None:
    """Take away what a power cut left half-made."""
    for part in root.glob("*.part"):
        archive.remove(part)


def _same_disk(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.stat().st_dev == other.stat().st_dev
    return False


def _plainly(error: BaseException, folder: Path) -> ActionableError:
    """What a failed backup means to a clerk."""
    said: Any = str(error).lower()
    if (isinstance(error, OSError) and error.errno in FULL) or "full" in said:
        with suppress(OSError):
            left = shutil.disk_usage(folder).free // room.MB
            return BackupFailed(
                f"磁盘空间不够，备份没有做成（所在磁盘剩余约 {left} MB）。",
                "请清出至少 200 MB 空间后再备份。",
            )
    if isinstance(error, OSError) and error.errno in PROTECTED:
        return BackupFailed(
            "备份没有写成：U盘或磁盘不能写入，可能打开了写保护。",
            "请关掉U盘上的写保护开关，或换一个盘，再备份一次。",
        )
    if isinstance(error, OSError) or "i/o" in said:
        return BackupFailed(
            "备份没有写成：磁盘写不进去，或U盘被拔出。",
            "请检查磁盘或重新插好U盘，再备份一次。",
        )
    return BackupFailed(
        "备份没有做成：数据库文件读不出来，可能已损坏。",
        "请关闭程序再打开一次（会检查数据库）；仍不行时用以前的备份恢复。",
    )
