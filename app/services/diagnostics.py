"""诊断信息: what helps somebody far away to see what is wrong, and names nobody (trust E5).

Built from versions, counts, sizes, states and the scrubbed log. Names of people, offices, files and
folders are not read for it, so they cannot come into it. The window shows every line before anything
is saved.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select

import app
from app.models import integrity, migrate, room, slot_file
from app.models.account import Account
from app.models.database import Database
from app.models.local import Setting
from app.paths import Profile
from app.rules.clock import BEHIND
from app.services.access import Work
from app.services.backups import archive
from app.services.base import Service
from app.services.clock_watch import ClockService
from app.services.corrections import seal_register
from app.services.event_lines import last_lines
from app.services.health import CHECKED
from app.services.recovery import mark
from app.services.settings import Identity

__all__ = ["DiagnosticsService", "Section"]

LINES = 200
"""Of the log, the newest."""
MB = 1_000_000
ARRIVALS = {
    "asked": "还没有说明",
    "copy": "只供查看的副本",
    "moved": "搬来的",
    "restored": "恢复的",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One part, which may be left out."""

    key: str
    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is shown, saved and printed."""
        return "\n".join((f"【{self.title}】", *self.lines, ""))


class DiagnosticsService(Service, work=Work.ANYONE):
    """Collects; what becomes of it the person at the desk decides."""

    def __init__(self, vault: Database, profile: Profile, identity: Identity) -> None:
        super().__init__(vault)
        self._vault, self._profile, self._identity = vault, profile, identity

    def collect(self) -> tuple[Section, ...]:
        """Every section; takes some seconds with a large store, so it runs beside the window."""
        parts = (
            ("versions", "版本", self._versions),
            ("sizes", "大小和数量", self._sizes),
            ("checks", "检查结果", self._checks),
            ("log", f"程序日志的最后 {LINES} 行", self._log),
        )
        return tuple(Section(key, title, tuple(lines())) for key, title, lines in parts)

    def _versions(self) -> Iterator[str]:
        packed = "安装版" if getattr(sys, "frozen", False) else "源码"
        yield f"程序：{app.__version__}（{packed}）"
        yield f"系统：{platform.system()} {platform.release()} {platform.machine()}"
        yield f"Python：{platform.python_version()}"
        with self._vault.raw() as raw:
            cipher = raw.execute("PRAGMA cipher_version").fetchone()
        yield f"数据库引擎：SQLite {sqlcipher.sqlite_version}，SQLCipher {cipher[0]}"
        with self._database.begin() as session:
            yield f"数据版本：{migrate.revision_of(session.connection())}，程序带的：{migrate.head()}"
        kind = "县局" if self._identity.kind == "bureau" else "司法所"
        yield f"单位类型：{kind}{'（练习）' if self._identity.practice else ''}"

    def _sizes(self) -> Iterator[str]:
        yield f"数据库文件：{_mb(self._profile.database)}"
        yield f"磁盘剩余：{room.free(self._profile.root) // MB} MB"
        backups = archive.find(self._profile.backups)
        yield f"备份：{len(backups)} 份"
        if backups:
            yield f"最近一份备份：{_ago(self.now(), backups[0].made_at)}，{backups[0].size // MB} MB"
        with self._database.begin() as session:
            accounts = session.scalars(select(Account.disabled_at)).all()
        off = sum(day is not None for day in accounts)
        yield f"账号：{len(accounts)} 个，其中停用 {off} 个"
        with self._vault.raw() as raw:
            for table in integrity.table_names(raw):
                (count,) = raw.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
                if count:
                    yield f"{table}：{count} 行"

    def _checks(self) -> Iterator[str]:
        with self._vault.raw() as raw:
            found = integrity.damage(raw, thorough=False)
        damaged = found or self._vault.damaged
        yield f"数据库快速检查：{'发现损坏，只能查看' if damaged else '通过'}"
        with self._database.begin() as session:
            checked = session.get(Setting, (self.office, CHECKED))
            alarm = seal_register.alarm(session, self.office)
            came = mark.read(session, self.office)
        last = datetime.fromisoformat(checked.value) if checked is not None else None
        yield f"最近一次完整检查：{_ago(self.now(), last) if last else '还没有做过'}"
        slots = slot_file.read(self._profile.key_slots)
        yield f"密钥文件：可读，{len(slots.slots)} 个入口"
        yield f"封存台账：{'等待核对（' + alarm.state.value + '）' if alarm else '正常'}"
        yield f"恢复或搬动以后：{ARRIVALS.get(came.kind.value, '等待核对') if came else '没有'}"
        doubt = None if self._vault.damaged else ClockService(self._database).look()
        words = "比以前用过的时间早" if doubt and doubt.kind == BEHIND else "比县局收件晚"
        yield f"电脑时间：{words if doubt else '正常'}"

    def _log(self) -> Iterator[str]:
        lines = last_lines(self._profile.logs / "desk.log", LINES)
        yield from lines or ["没有记录。"]


def _mb(path: Path) -> str:
    return f"{path.stat().st_size / MB:.1f} MB"


def _ago(now: datetime, then: datetime) -> str:
    days = (now.date() - then.date()).days
    return (
        "今天" if days == 0 else f"{days} 天前" if days > 0 else f"{-days} 天以后（电脑时间改过）"
    )
