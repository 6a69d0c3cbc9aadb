"""The recovery key: printed on one sheet or in three shares, and proved by typing it again (trust K1)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.printing.recovery import PrintedShare, recovery_sheet, share_sheets
from app.services.settings import Identity
from app.services.setup import SHARE_DIGITS, RecoveryKey, Share, combine, split_recovery
from app.ui import pdf_view
from app.ui.buttons import Button
from app.ui.passwords import note
from app.ui.theme import px, set_role

__all__ = ["RecoveryProof"]

PROVED = "与纸上的一致，输对了。"


class RecoveryProof(QWidget):
    """One sheet or three, a button that prints them, and lines to type them in.

    ``changed`` follows every key and every choice.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.whole = QRadioButton("一张，锁进保险柜")
        self.parted = QRadioButton("分成三张，三个人各保管一张，任意两张合起来才能打开")
        self.whole.setChecked(True)
        group = QButtonGroup(self)
        self.one, self.three = _Whole(), _Shares()
        self._ways = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for button, way in ((self.whole, self.one), (self.parted, self.three)):
            group.addButton(button)
            column.addWidget(button)
            self._ways.addWidget(way)
            way.changed.connect(self.changed)
        column.addWidget(self._ways)
        group.buttonToggled.connect(self._chosen)
        self.shown, self.typed = self.one.shown, self.one.typed
        self.verdict, self.print_button = self.one.verdict, self.one.print_button

    def show_key(self, identity: Identity, recovery: RecoveryKey, today: date) -> None:
        """Show the key just made."""
        self.one.show_key(identity, recovery.digits, today)
        self.three.show_shares(identity, recovery, today)

    def proved(self) -> bool:
        """Whether what was chosen was typed again without a slip."""
        return self.three.proved() if self.parted.isChecked() else self.one.proved()

    def _chosen(self) -> None:
        self._ways.setCurrentIndex(int(self.parted.isChecked()))
        self.changed.emit()


class _Whole(QWidget):
    """The one sheet."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._digits = ""
        self._identity: Identity | None = None
        self._today = date.min
        self.shown = QLabel()
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        set_role(self.shown, "key")
        self.print_button = Button("打印恢复密钥…")
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(self.print_out)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("照着纸上的数字输入，空格可有可无")
        self.typed.textChanged.connect(self._typed)
        self.verdict = note("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(self.shown)
        column.addWidget(self.print_button)
        column.addWidget(note("打印好后，请照着纸上的数字输入一遍，确认没有印错、看得清楚。"))
        column.addWidget(self.typed)
        column.addWidget(self.verdict)
        column.addStretch()

    def show_key(self, identity: Identity, digits: str, today: date) -> None:
        """Show the key just made."""
        self._identity, self._digits, self._today = identity, digits, today
        groups = digits.split("-")
        half = (len(groups) + 1) // 2
        self.shown.setText("   ".join(groups[:half]) + "\n" + "   ".join(groups[half:]))

    def proved(self) -> bool:
        """Whether it was typed again without a slip."""
        wanted = self._digits.replace("-", "")
        return bool(wanted) and "".join(filter(str.isalnum, self.typed.text())) == wanted

    def print_out(self) -> None:
        """The sheet for the safe, in the preview."""
        if self._identity is not None:
            code = self._identity.code
            sheet = recovery_sheet(self._identity.name, code, self._digits, self._today)
            pdf_view.preview(self, "恢复密钥", sheet, file_name=f"{code}-recovery")

    def _typed(self) -> None:
        self.verdict.setText("与恢复密钥一致。" if self.proved() else "还不一致。")
        self.shown.setVisible(not self.typed.text())  # proved from the paper, not from the screen
        self.changed.emit()


class _Shares(QWidget):
    """Three sheets; two of them typed again are put together, as they will be one day."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._recovery: RecoveryKey | None = None
        self._identity: Identity | None = None
        self._today = date.min
        self.shares: tuple[Share, ...] = ()
        self.print_button = Button("打印三张…")
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(self.print_out)
        self.set_line = note("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(
            note(
                "只有一张打不开，也看不出内容；丢了一张，另两张还能打开。打印过整张的，请当场销毁。"
            )
        )
        column.addWidget(self.print_button)
        column.addWidget(self.set_line)
        form = QFormLayout()
        form.setVerticalSpacing(px(4))
        self.lines: list[QLineEdit] = []
        self.verdicts: list[QLabel] = []
        for number in (1, 2, 3):
            line, verdict = QLineEdit(), note("")
            line.setPlaceholderText(f"照着纸上的 {SHARE_DIGITS} 位数字输入")
            line.setAccessibleName(f"第 {number} 份")
            line.textChanged.connect(self._typed)
            form.addRow(f"第 {number} 份", line)
            form.addRow("", verdict)
            verdict.hide()
            self.lines.append(line)
            self.verdicts.append(verdict)
        column.addLayout(form)
        self.verdict = note("")
        column.addWidget(self.verdict)
        column.addStretch()

    def show_shares(self, identity: Identity, recovery: RecoveryKey, today: date) -> None:
        """Split the key just made."""
        self._identity, self._recovery, self._today = identity, recovery, today
        self.shares = split_recovery(recovery)
        self.set_line.setText(
            f"套号 {self.shares[0].set_name} 印在每一张上。打印好后，请至少照两张纸输入一遍；能输三张最好。"
        )

    def proved(self) -> bool:
        """Whether two sheets were typed again and give the key, and none was typed wrongly."""
        typed = self._right()
        wrong = any(
            line.text() and share is None for line, share in zip(self.lines, typed, strict=True)
        )
        known = [share for share in typed if share is not None]
        return not wrong and len(known) > 1 and combine(*known[:2]) == self._recovery

    def _right(self) -> list[Share | None]:
        """What was typed in each line, where it is the share of that line."""
        if not self.shares:
            return [None] * len(self.lines)
        found: list[Share | None] = []
        for line, share, verdict in zip(self.lines, self.shares, self.verdicts, strict=True):
            try:
                typed = Share.parse(line.text(), "这一行") if line.text() else None
            except ActionableError as slip:
                digits = sum(map(str.isdigit, line.text()))
                _tell(verdict, "" if digits < SHARE_DIGITS else slip.what)
                found.append(None)
                continue
            right = typed is not None and typed == share
            _tell(verdict, PROVED if right else "这不是这一份。" if typed else "")
            found.append(typed if right else None)
        return found

    def print_out(self) -> None:
        """A sheet for each of the three people, in the preview."""
        if self._identity is not None:
            code = self._identity.code
            printed = [PrintedShare(s.number, s.set_name, s.digits) for s in self.shares]
            sheets = share_sheets(self._identity.name, code, printed, self._today)
            pdf_view.preview(self, "恢复密钥（三份）", sheets, file_name=f"{code}-recovery-shares")

    def _typed(self) -> None:
        self.verdict.setText(
            "两份合起来能打开，可以交给三个人分开保管了。" if self.proved() else ""
        )
        self.changed.emit()


def _tell(verdict: QLabel, words: str) -> None:
    verdict.setText(words)
    verdict.setVisible(bool(words))
