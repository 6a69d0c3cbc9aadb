"""What keeps the store safe beside the work: lock with the system, room, checks, backups (L4-L8).

One object per window. Nothing of it begins before the window is up. The check and a backup that
was missed run in a thread of their own and say nothing unless something is wrong; the backup on
leaving shows its progress and can be cancelled.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMainWindow

from app.errors import ActionableError
from app.services.access import Work
from app.services.desk import Desk
from app.services.health import read_only
from app.ui import background, dialogs, theme
from app.ui.icons import icon
from app.ui.store.sealed_rekey import rekey_if_due
from app.ui.system_lock import SystemLock

if TYPE_CHECKING:
    from app.services.backups.archive import Backup

__all__ = ["Safekeeping"]

log = logging.getLogger(__name__)

SETTLED = 3_000
"""Milliseconds after the window is up at which work beside the work begins."""

ROOM_EVERY = 60_000
SAID = 8_000
AGAIN = 2_000
"""Milliseconds after which a lock is tried again that a longer piece of work held up."""


class Safekeeping(QObject):
    """``lock_now`` asks the window to lock, ``restore_asked`` to close the store and restore.

    ``renewed`` says that backups were seen to: what reminds of them may be out of date.
    """

    lock_now = Signal()
    restore_asked = Signal()
    renewed = Signal()
    _checked = Signal(object)
    _caught_up = Signal()

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._system: SystemLock | None = None
        self._stop = threading.Event()
        self._beside: threading.Thread | None = None
        self._leaving = False
        self.room = QLabel("")
        self.room.hide()
        window.statusBar().addPermanentWidget(self.room)
        self._later = QTimer(self, singleShot=True, interval=SETTLED)
        self._later.timeout.connect(self.begin)
        self._again = QTimer(self, singleShot=True, interval=AGAIN)
        self._again.timeout.connect(self.lock_now)
        self._look = QTimer(self, interval=ROOM_EVERY)
        self._look.timeout.connect(self.show_room)
        self._checked.connect(self._say_damage)
        self._later.start()

    def begin(self) -> None:
        """The window is up: listen to the system, look at the disk, check the store."""
        if self._system is not None:
            return
        self._system = SystemLock(self._window)
        self._system.asked.connect(self.lock_now)
        self.show_room()
        self._look.start()
        if self._desk.health.damaged:
            self._say_damage(False)
            return
        rekey_if_due(self._window, self._desk, said=self._say, then=self._begin_beside)

    def _say(self, words: str) -> None:
        self._window.statusBar().showMessage(words, SAID)

    def _begin_beside(self) -> None:
        if self._stop.is_set():
            return
        self._beside = threading.Thread(target=self._work_beside, name="check", daemon=True)
        self._beside.start()
        if self._desk.identity.kind == "office" and self._desk.recovery.to_show_at_start():
            self.show_recovery()

    def show_recovery(self) -> None:
        """A store that came back: how, and what is to be done (C1, C2)."""
        from app.ui.store.recovery_dialog import RecoveryDialog

        dialog = RecoveryDialog(self._window, self._desk)
        dialog.finished.connect(lambda _: self.renewed.emit())
        dialog.open()

    @property
    def leaving(self) -> bool:
        """Whether what was typed is kept and only the backup was waited for."""
        return self._leaving

    def try_again(self) -> None:
        """The store is busy: lock as soon as it is not."""
        self._again.start()

    def stop(self) -> None:
        """Before the store is closed: whatever runs beside the work ends now."""
        for timer in (self._later, self._again, self._look):
            timer.stop()
        if self._system is not None:
            self._system.stop()
        self._stop.set()
        if self._beside is not None:
            self._beside.join()

    # --- beside the work --------------------------------------------------------------------

    def _work_beside(self) -> None:
        """In a thread of its own: check, then make up for a backup that leaving did not make."""
        try:
            sound = self._desk.health.check(self._stop)
            if sound and self._desk.backups.listed() and self._desk.backups.due():
                self._desk.backups.make("start", self._unless_stopped)
        except _Stopped:
            return
        except ActionableError as error:
            log.warning("%s beside the work", error.code)
        except Exception as error:
            log.error("unexpected %s beside the work", dialogs.event_code(error))
        else:
            self._checked.emit(sound)

    def _unless_stopped(self, _done: int, _all: int) -> None:
        if self._stop.is_set():
            raise _Stopped

    def _say_damage(self, sound: object) -> None:
        if sound is not False:
            return
        self.room.setText("数据库损坏，只能查看")
        theme.set_role(self.room, "tag-bad")
        self.room.show()
        problem = read_only()
        if not self._desk.may(Work.ADMIN):
            dialogs.warn(
                self._window, problem.what, f"{problem.safe}请管理员恢复最近的备份，并联系县局。"
            )
        elif dialogs.ask(
            self._window,
            problem.what,
            f"{problem.safe}请恢复最近的备份，并联系县局。",
            yes="看备份…",
            no="先看看数据",
        ):
            self.show_backups()

    def show_room(self) -> None:
        """Say calmly when the disk is nearly full; nothing while there is room."""
        if self._desk.health.damaged:
            return
        left, warn, reserve = self._desk.health.space()
        self.room.setVisible(warn)
        if not warn:
            return
        free = left // 1_000_000
        self.room.setText(
            f"磁盘只剩 {free} MB，请尽快清理" if reserve else f"磁盘剩余 {free} MB，请抽空清理"
        )
        self.room.setToolTip(
            "低于 200 MB 时不能再加扫描件、做备份；表格仍可保存。"
            if reserve
            else "低于 1 GB 时提醒。清空回收站、删去不用的视频和安装包最有效。"
        )
        theme.set_role(self.room, "tag-bad" if reserve else "tag-warn")

    # --- what the menu does -----------------------------------------------------------------

    def actions(self) -> list[QAction]:
        """安全, and for who has the role accounts, log, backups, index: for the menu 文件."""
        made = []
        may = self._desk.may
        for work, words, picture, act in (
            (Work.ANYONE, "安全(&A)…", "", self.show_security),
            (Work.ADMIN, "账号与权限(&U)…", "person", self.show_accounts),
            (Work.AUDIT, "操作日志(&J)…", "paper", self.show_log),
            (Work.ADMIN, "备份与恢复(&B)…", "archive", self.show_backups),
            (Work.ADMIN, "重建搜索索引(&X)…", "", self.rebuild_index),
        ):
            if not may(work):
                continue
            action = QAction(words, self._window)
            if picture:
                action.setIcon(icon(picture))
            action.triggered.connect(act)
            made.append(action)
        return made

    def show_security(self) -> None:
        """Another password, another recovery key."""
        from app.ui.accounts.security_dialog import SecurityDialog

        SecurityDialog(self._window, self._desk).exec()

    def show_accounts(self) -> None:
        """Who may open this store, and what they may do."""
        from app.ui.accounts.accounts_window import AccountsWindow

        AccountsWindow(self._window, self._desk).exec()

    def show_log(self) -> None:
        """Who did what, for 审计; others are told whom to ask."""
        if not self._desk.may(Work.AUDIT):
            dialogs.inform(
                self._window, "操作日志由有“审计”角色的人查看。", "可以在“账号与权限”里给一位同事。"
            )
            return
        from app.ui.accounts.log_window import LogWindow

        LogWindow(self._window, self._desk).exec()

    def show_backups(self) -> None:
        """The list of backups; it may end with a wish to restore one."""
        from app.ui.store.backup_dialog import BackupDialog

        dialog = BackupDialog(self._window, self._desk)
        dialog.restore_asked.connect(self.restore_asked)
        dialog.exec()
        self.renewed.emit()

    def rebuild_index(self) -> None:
        """What is entered and not found: the index of the search box is built anew."""
        from app.ui.index_rebuild import rebuild_index

        rebuild_index(self._window, self._desk, said=self._say)

    # --- leaving ----------------------------------------------------------------------------

    def holds_back(self, leave: Callable[[], object]) -> bool:
        """Whether leaving waits for a backup; ``leave`` is called when it may go on.

        The clerk may cancel the backup and leaves all the same; one that failed is said first.
        """
        if self._leaving or not self._desk.backups.due():
            return False
        self._leaving = True
        self.stop()

        def done(_backup: Backup) -> None:
            leave()

        def failed(error: BaseException) -> bool:
            if not isinstance(error, background.Cancelled):
                dialogs.report(self._window, error)
            leave()
            return True

        background.run(
            self._window,
            "正在备份今天的数据",
            lambda progress: self._desk.backups.make("exit", progress),
            done=done,
            failed=failed,
        )
        return True


class _Stopped(Exception):
    """The store is about to be closed."""
