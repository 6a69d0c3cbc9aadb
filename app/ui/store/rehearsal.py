"""恢复演练: a backup opened with the password or the paper, as a restore would, and thrown away (L6)."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.services.backups import restore
from app.services.backups.archive import Backup
from app.services.desk import Desk
from app.ui import background
from app.ui.passwords import note, problem_line, say_refusal
from app.ui.store.secret_entry import SecretEntry
from app.ui.theme import px

__all__ = ["Rehearsal"]


class Rehearsal(QDialog):
    """Accepted once the backup was opened and found complete."""

    def __init__(self, parent: QWidget | None, desk: Desk, backup: Backup) -> None:
        super().__init__(parent)
        self._desk, self._backup = desk, backup
        self.setWindowTitle("恢复演练")
        self.setMinimumWidth(px(500))
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        column.addWidget(
            note(
                f"把 {backup.made_at:%Y-%m-%d %H:%M} 的备份解开、检查、清点一遍，再丢掉。"
                "现在的数据不动。也可以趁这个机会从保险柜取出恢复密钥试一次。"
            )
        )
        self.entry = SecretEntry()
        self.entry.show_accounts(backup.key_slots, desk.user)
        self.verdict = problem_line()
        buttons = QDialogButtonBox()
        self.go = buttons.addButton("开始演练", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        self.entry.changed.connect(lambda: self.go.setEnabled(self.entry.typed()))
        self.go.setEnabled(False)
        for widget in (self.entry, self.verdict, buttons):
            column.addWidget(widget)
        self.entry.again()

    def submit(self) -> None:
        """Open and check the backup."""
        desk, backup, secret = self._desk, self._backup, self.entry.secret()

        def work(progress: background.Progress) -> None:
            restore.rehearse(desk.profile, backup, secret, clock=desk.clock, report=progress)
            desk.backups.note_rehearsal()

        background.run(
            self, "正在打开备份", work, done=lambda _: self._passed(), failed=self._refused
        )

    def _passed(self) -> None:
        self.entry.forget()
        self.accept()

    def _refused(self, error: BaseException) -> bool:
        return say_refusal(self.verdict, error, self.entry.again)
