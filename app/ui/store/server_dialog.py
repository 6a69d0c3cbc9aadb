"""县局数据库服务器: where the bureau's records lie, and moving them onto a server."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.services.desk import Desk
from app.ui import background, dialogs
from app.ui.theme import px, set_role

__all__ = ["ServerDialog"]

WIDTH = 560

HERE = "全部记录现在加密保存在这台电脑的数据文件夹里。各所每月报送的数据，一台电脑足够用。"
WHEN = (
    "几个人要同时收件、或者要汇总很多个所的时候，可以搬到一台 PostgreSQL 服务器上。"
    "搬过去以后，这台电脑的密码照旧；服务器上的记录靠服务器的磁盘加密保护，请先看手册“县局收件与汇总”。"
)
THERE = "全部记录在服务器上：{address}"


class ServerDialog(QDialog):
    """Says where the records are; an address may be tried, then moved to. ``moved`` asks to log in again."""

    moved = Signal()

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("数据库服务器")
        self.setMinimumWidth(px(WIDTH))
        place = desk.server.place()
        column = QVBoxLayout(self)
        column.setSpacing(px(12))
        column.addWidget(_words(THERE.format(address=place.shown) if place else HERE))
        self.address = QLineEdit()
        self.address.setPlaceholderText("postgresql://user:password@服务器地址/数据库名")
        self.address.setAccessibleName("服务器地址")
        self.verdict = _words("")
        self.buttons = dialogs.closing(self)
        if place is None:
            column.addWidget(_words(WHEN, "muted"))
            column.addWidget(self.address)
            self.probe = self.buttons.addButton("试连接", QDialogButtonBox.ButtonRole.ActionRole)
            self.move_there = self.buttons.addButton(
                "搬到服务器…", QDialogButtonBox.ButtonRole.ActionRole
            )
            self.probe.clicked.connect(self._probe)
            self.move_there.clicked.connect(self._move)
            self.address.textChanged.connect(self._typed)
            self._typed()
        column.addWidget(self.verdict)
        column.addStretch()
        column.addWidget(self.buttons)
        self._fit()

    def _fit(self) -> None:
        """As high as the words are at this width: Qt counts wrapped words on a wider line."""
        width = max(px(WIDTH), self.width() if self.isVisible() else 0)
        column = self.layout()
        if column is not None:
            self.setMinimumHeight(column.totalHeightForWidth(width))
            self.resize(width, self.minimumHeight())

    def _say(self, words: str) -> None:
        self.verdict.setText(words)
        self._fit()

    def _typed(self) -> None:
        some = bool(self.address.text().strip())
        self.probe.setEnabled(some)
        self.move_there.setEnabled(some)

    def _probe(self) -> None:
        url = self.address.text()
        background.run(self, "正在连接", lambda _: self._desk.server.try_out(url), done=self._say)

    def _move(self) -> None:
        if not dialogs.ask(
            self,
            "把本局的全部记录搬到这台服务器吗？",
            "搬完后要重新输入密码。本机的数据文件保留不动，以后以服务器上的为准。",
            yes="搬到服务器",
            no="不搬",
        ):
            return
        url = self.address.text()
        background.run(
            self,
            "正在搬到服务器",
            lambda progress: self._desk.server.move(url, progress=progress),
            done=self._moved,
        )

    def _moved(self, rows: int) -> None:
        dialogs.inform(self, "已经搬到服务器", f"共 {rows} 行，逐表核对无误。请重新输入密码打开。")
        self.accept()
        self.moved.emit()


def _words(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    if role:
        set_role(label, role)
    return label
