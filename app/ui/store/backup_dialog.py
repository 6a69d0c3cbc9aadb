"""文件 → 备份与恢复: the backups there are, one more now, one on a stick, a rehearsal, a restore (F74)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.services.desk import Desk
from app.ui import background, dialogs, files
from app.ui.buttons import Button
from app.ui.passwords import note
from app.ui.sizes import open_at
from app.ui.store.backup_words import BackupTable
from app.ui.store.rehearsal import Rehearsal
from app.ui.theme import px, set_role

__all__ = ["BackupDialog"]

T = TypeVar("T")

WORDS = (
    "改过数据，退出时自动备份；备份写好后重新打开核对过，才列在这里。"
    "最近 12 天、10 周、9 个月各留一份，另外总留着最后 6 份。"
)


class BackupDialog(QDialog):
    """``restore_asked``: close the store and bring a backup back."""

    restore_asked = Signal()

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("备份与恢复")
        open_at(self, 720, 520)
        self.table = BackupTable()
        self.empty = QLabel("还没有备份。改过数据以后，退出程序时会自动做；也可以现在就做一份。")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self.empty, "muted")
        self.state = note("")
        self.now = Button("立即备份")
        self.carry = Button("复制到U盘或移动硬盘…")
        self.rehearse = Button("恢复演练…")
        self.restore = Button("从备份恢复…")
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        column.addWidget(note(WORDS))
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.state)
        grid = QGridLayout()
        for place, (button, act, hint) in enumerate(
            (
                (self.now, self.back_up, "不等退出，现在做一份。"),
                (self.carry, self.carry_away, "电脑坏了或丢了，全靠它。"),
                (self.rehearse, self.try_restore, "用密码打开备份，确认真能恢复。"),
                (self.restore, self.ask_restore, "数据损坏或误改时，退回某一天。"),
            )
        ):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            grid.addWidget(button, place, 0)
            grid.addWidget(note(hint), place, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        buttons = dialogs.closing(self)
        column.addWidget(buttons)
        self.refresh()

    def refresh(self) -> None:
        """Read what lies on the disk."""
        backups = self._desk.backups.listed()
        self.table.fill(backups)
        self.table.setVisible(bool(backups))
        self.empty.setVisible(not backups)
        sound = not self._desk.health.damaged
        self.now.setEnabled(sound)
        self.carry.setEnabled(bool(backups) or sound)
        self.rehearse.setEnabled(bool(backups))
        words, due = self._state()
        self.state.setText(words)
        set_role(self.state, "warning" if due else "muted")

    def _state(self) -> tuple[str, bool]:
        """When a backup was last carried away and rehearsed; whether one of both is due."""
        medium, rehearsed = self._desk.backups.medium(), self._desk.backups.rehearsed()
        today = self._desk.clock().date()
        due = self._desk.backups.due_days(today)
        lines = (
            ("carry", "上次复制到另一个介质", medium.last if medium else None, "该复制了"),
            ("rehearse", "上次恢复演练", rehearsed, "该演练了"),
        )
        said = [
            f"{words}：{_ago(at.date(), today) if at else '还没有过'}"
            + (f"，{wanted}。" if what in due else "。")
            for what, words, at, wanted in lines
        ]
        return "　".join(said), bool(due)

    def back_up(self) -> None:
        """One more, now."""
        self._run(
            "正在备份",
            lambda progress: self._desk.backups.make("hand", progress),
            lambda _: dialogs.inform(self, "备份已做好。", "已重新打开核对，内容完整。"),
        )

    def carry_away(self) -> None:
        """The newest onto a stick."""
        folder = files.ask_folder(self, "选择U盘或移动硬盘上的文件夹")
        if folder is not None:
            self._run(
                "正在复制备份",
                lambda progress: self._desk.backups.carry(folder, progress),
                lambda _: dialogs.inform(
                    self, "备份已复制并核对，可以拔出。", "请和恢复密钥分开保管。"
                ),
            )

    def try_restore(self) -> None:
        """Open the chosen backup as a restore would."""
        backup = self.table.chosen()
        if backup is not None and Rehearsal(self, self._desk, backup).exec():
            self.refresh()
            dialogs.inform(self, "演练通过。", "密码对，备份能打开，内容完整。已记下今天的日期。")

    def ask_restore(self) -> None:
        """Back up what is there, close it, and let a backup be chosen."""
        if not dialogs.ask(
            self,
            "要用以前的备份代替现在的数据吗？",
            "备份以后录入的内容不会在恢复的数据里；现在的数据会先备份，原文件也另外保留。"
            "接下来会关闭数据，选择备份并输入密码。",
            yes="继续恢复",
            careful=True,
        ):
            return
        self._run(
            "正在备份现在的数据",
            lambda progress: self._desk.backups.before("restore", progress),
            lambda _: self._leave(),
        )

    def _leave(self) -> None:
        self.accept()
        self.restore_asked.emit()

    def _run(
        self,
        title: str,
        work: Callable[[background.Progress], T],
        done: Callable[[T], None],
    ) -> None:
        def finished(result: T) -> None:
            self.refresh()
            done(result)

        background.run(self, title, work, done=finished)


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    return "今天" if days <= 0 else f"{days} 天前（{day:%Y-%m-%d}）"
