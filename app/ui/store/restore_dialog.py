"""从备份恢复 (J8): which backup, what opens it, and then everything is proved before it is moved.

The store is closed while this dialog is open: it comes from the log-in, from the first start on a
new PC, or after the window was closed for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.paths import Profile
from app.services.access import is_bureau
from app.services.backups import archive, restore
from app.services.backups.archive import Backup
from app.ui import background, dialogs, files
from app.ui.buttons import Button
from app.ui.passwords import note, problem_line, say_refusal
from app.ui.sizes import open_at
from app.ui.store.backup_words import BackupTable
from app.ui.store.secret_entry import SecretEntry
from app.ui.theme import px, set_role

__all__ = ["RestoreDialog"]

DONE = (
    "打开数据以后会出现“恢复后核对”：对一下台账上的编号，给县局打电话，读入县局归还的数据，"
    "就可以照常报送；在那以前不能封存、导出。原来的数据文件保留在数据文件夹的“replaced”里。"
)

DONE_AT_A_BUREAU = (
    "备份以后收过的报送包请再收一次，那以后写的审核、批复和通知请再写一次；收不进的，请那个所报完整包。"
    "原来的数据文件保留在数据文件夹的“replaced”里。"
)


class RestoreDialog(QDialog):
    """Accepted once the backup is in place."""

    def __init__(
        self, profile: Profile, clock: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._profile, self._clock = profile, clock
        self.setWindowTitle("从备份恢复")
        open_at(self, 680, 540)
        self.place = QLabel("")
        set_role(self.place, "muted")
        self.elsewhere = Button("从U盘或其他位置选择…")
        self.elsewhere.setAutoDefault(False)
        self.elsewhere.clicked.connect(self._choose_place)
        self.table = BackupTable()
        self.empty = QLabel("这里没有找到备份。请插上存有备份的U盘，按右上方的按钮选择。")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self.empty, "muted")
        self.entry = SecretEntry()
        self.verdict = problem_line()
        buttons = QDialogButtonBox()
        self.go = buttons.addButton("恢复", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        self.entry.changed.connect(self._ready)
        self.entry.by_password.toggled.connect(lambda _: self.verdict.clear())
        self.table.itemSelectionChanged.connect(self._ask_whose)
        head = QHBoxLayout()
        head.addWidget(self.place, 1)
        head.addWidget(self.elsewhere)
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        column.addWidget(note("选一份备份。恢复前先核对它是否完整，不完整的不会动现在的数据。"))
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        for widget in (self.entry, self.verdict, buttons):
            column.addWidget(widget)
        self.show_backups_in(profile.backups, "本机的自动备份")
        self.entry.password.setFocus()

    def show_backups_in(self, folder: Path, words: str = "") -> None:
        """List what lies in ``folder`` and a little below."""
        backups = archive.find(folder)
        self.place.setText(words or f"在“{folder}”里找到 {len(backups)} 份备份")
        self.table.fill(backups)
        self.table.setVisible(bool(backups))
        self.empty.setVisible(not backups)
        self._ready()

    def _choose_place(self) -> None:
        folder = files.ask_folder(self, "选择存放备份的文件夹")
        if folder is not None:
            self.show_backups_in(folder)

    def _ask_whose(self) -> None:
        backup = self.table.chosen()
        self.entry.show_accounts(backup.key_slots if backup else None)
        self._ready()

    def _ready(self) -> None:
        self.go.setEnabled(self.table.chosen() is not None and self.entry.typed())

    def submit(self) -> None:
        """Prove the chosen backup and put it in place."""
        backup, secret = self.table.chosen(), self.entry.secret()
        if backup is None:
            return
        self.verdict.clear()
        background.run(
            self,
            "正在恢复",
            lambda progress: restore.restore(
                self._profile, backup, secret, clock=self._clock, report=progress
            ),
            done=lambda _: self._restored(backup),
            failed=self._refused,
        )

    def _restored(self, backup: Backup) -> None:
        self.entry.forget()
        done = DONE_AT_A_BUREAU if is_bureau(backup.office) else DONE
        dialogs.inform(self, f"已恢复到 {backup.made_at:%Y-%m-%d %H:%M} 的备份。", done)
        self.accept()

    def _refused(self, error: BaseException) -> bool:
        return say_refusal(self.verdict, error, self.entry.again)
