"""通知: written to some offices or to all; who has it and who has read it (F33)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.days import iso_day
from app.forms.notice import NOTICE
from app.services.access import Work
from app.services.base import Rejected
from app.services.bureau.notices import BureauNotice
from app.ui import dialogs, files, theme
from app.ui.attachments import save_attachment
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView
from app.ui.parts import Card, Side, button, heading, line_of, text
from app.ui.register_view import Column, RegisterView
from app.ui.sizes import open_at

__all__ = ["NoticeDialog", "NoticesTab"]

EMPTY = "还没有发过通知。\n按“新通知”写一件，随下一份反馈送到各所，谁读了、什么时候读的会报回来。"
CODE = Qt.ItemDataRole.UserRole


def _read(notice: BureauNotice) -> str:
    if notice.withdrawn:
        return "已撤回"
    return f"{notice.read} / {len(notice.copies)} 个所已读"


def _whom(notice: BureauNotice) -> str:
    names = [copy.office_name for copy in notice.copies]
    return names[0] if len(names) == 1 else f"{len(names)} 个所"


COLUMNS = (
    Column(title="发出", text=lambda n: f"{n.issued_at:%Y-%m-%d %H:%M}", width=140),
    Column(title="标题", text=lambda n: n.title, width=200, tip=lambda n: n.title),
    Column(
        title="发给",
        text=_whom,
        width=150,
        tip=lambda n: "、".join(copy.office_name for copy in n.copies),
    ),
    Column(title="期限", text=lambda n: iso_day(n.due_on), width=108),
    Column(
        title="已读",
        text=_read,
        width=130,
        tone=lambda n: "muted" if n.withdrawn else "good" if n.read == len(n.copies) else "warn",
    ),
)


class NoticesTab(QWidget):
    """The tab."""

    said = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._notices = tools.desk.bureau.notices
        self._listed: Sequence[BureauNotice] = ()
        self.new = button("新通知…", self.write, role="primary", key="Ctrl+N")
        self.withdraw = button("撤回…", self.take_back)
        self.save = button("附件另存…", self.save_attachment)
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            searchable=False,
            empty=EMPTY,
            empty_action=("新通知…", self.write),
        )
        self.register.selected.connect(lambda _: self._selected())
        self.about = Card()
        self.title, self.words, self.readers = heading(), text(), text("", "muted")
        for label in (self.title, self.words, self.readers):
            self.about.column.addWidget(label)
        self.about.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(14), 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(line_of((self.new, self.withdraw, self.save)))
        column.addWidget(Side(self.register, self.about, least=900, shares=(6, 5)), 1)
        self.setFocusProxy(self.register)
        self._selected()

    def refresh(self) -> None:
        """Read the list again."""
        self._listed = self._notices.notices()
        self.register.refresh()
        self._selected()

    def write(self) -> None:
        """Write a notice."""
        if NoticeDialog(self, self._tools).exec() == QDialog.DialogCode.Accepted:
            self.said.emit("通知已写好，随下一份反馈送到各所。")
            self.refresh()

    def take_back(self) -> None:
        """Withdraw the notice under the cursor, after asking."""
        notice: BureauNotice | None = self.register.current()
        if notice is None or not dialogs.ask(
            self,
            f"撤回“{notice.title}”？",
            "已经收到的所，导入下一份反馈以后不再显示这件通知。",
            yes="撤回",
            careful=True,
        ):
            return
        self._notices.withdraw(notice.uid)
        self.refresh()

    def save_attachment(self) -> None:
        """Save the PDF that went with a notice."""
        notice: BureauNotice | None = self.register.current()
        if notice is not None:
            save_attachment(self, lambda: self._notices.attachment(notice.uid))

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[BureauNotice], int]:
        return self._listed[offset : offset + limit], len(self._listed)

    def _selected(self) -> None:
        notice: BureauNotice | None = self.register.current()
        may = self._tools.desk.may(Work.REVIEW)
        self.new.setEnabled(may)
        self.withdraw.setEnabled(may and notice is not None and not notice.withdrawn)
        self.save.setVisible(notice is not None and bool(notice.attachment_name))
        self.about.setVisible(notice is not None)
        if notice is not None:
            self.title.setText(notice.title)
            self.words.setText(notice.text)
            self.readers.setText(
                "\n".join(f"{copy.office_name}：{copy.words}" for copy in notice.copies)
            )


class NoticeDialog(QDialog):
    """A new notice: its words, its offices, its attachment."""

    def __init__(self, parent: QWidget | None, tools: DeskTools) -> None:
        super().__init__(parent)
        self._tools = tools
        self._notices = tools.desk.bureau.notices
        self._file: tuple[str, bytes] | None = None
        self.setWindowTitle("新通知")
        open_at(self, 900, 560)
        self.view = FormView(NOTICE, tools.context(), shared_facts=False)
        self.view.set_values({})
        self.offices = QListWidget()
        self.offices.setAccessibleName("收通知的司法所")
        for one in tools.desk.bureau.offices():
            if one.key is not None and one.key.state == "confirmed":
                item = QListWidgetItem(one.name)
                item.setData(CODE, one.code)
                item.setCheckState(Qt.CheckState.Checked)
                self.offices.addItem(item)
        self.attach = button("附上 PDF…", self.choose_file, tip="不超过 5 MB")
        self.attached = text("没有附件", "muted")
        right = QVBoxLayout()
        right.addWidget(text("发给（按空格勾选或取消）"))
        right.addWidget(self.offices, 1)
        right.addWidget(self.attach)
        right.addWidget(self.attached)
        body = QHBoxLayout()
        body.addWidget(self.view, 3)
        body.addLayout(right, 1)
        self.buttons = QDialogButtonBox()
        self.ok = self.buttons.addButton("发出", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setProperty("role", "primary")
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.submit)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        side = theme.px(14)
        column.setContentsMargins(side, side, side, side)
        column.addLayout(body, 1)
        column.addWidget(self.buttons)
        self.view.focus_first()

    def choose_file(self) -> None:
        """Choose the PDF."""
        chosen = files.ask_open(self, "附件", "PDF (*.pdf)")
        if chosen:
            self.attach_file(chosen[0])

    def attach_file(self, path: Path) -> None:
        """Read the PDF."""
        try:
            self._file = (path.name, files.read(path))
        except Exception as error:
            dialogs.report(self, error)
            return
        self.attached.setText(path.name)

    def chosen(self) -> list[str]:
        """The offices that are ticked."""
        items = (self.offices.item(row) for row in range(self.offices.count()))
        return [i.data(CODE) for i in items if i.checkState() == Qt.CheckState.Checked]

    def submit(self) -> None:
        """Send it out; stay open when something is wrong."""
        if not self.view.readable():
            return
        try:
            self._notices.issue(self.view.values(), self.chosen(), attachment=self._file)
        except Rejected as rejected:
            self.view.mark(rejected.problems)
        except Exception as error:
            dialogs.report(self, error)
        else:
            self.view.saved()
            self.accept()

    def reject(self) -> None:
        """Ask before typed words are thrown away."""
        if self.view.dirty and not dialogs.ask(
            self, "不发出就关闭吗？", "刚才写的内容会丢掉。", yes="不发出", careful=True
        ):
            return
        super().reject()
