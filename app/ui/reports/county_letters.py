"""县局来件: what the county has said to this office: 退回 and 通知 (F33, F59)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.days import iso_day
from app.services.answer_views import Mark, NoticeView
from app.services.desk import Desk
from app.services.reminders import Target
from app.services.units import KINDS
from app.ui import theme
from app.ui.attachments import save_attachment
from app.ui.county_bar import words_of
from app.ui.parts import Card, button, heading, line_of, text
from app.ui.register_view import Column, RegisterView
from app.ui.sizes import open_at
from app.ui.tab_pages import TabPages

__all__ = ["CountyLetters"]

NOTHING_RETURNED = "没有退回的记录。"
NO_NOTICES = "没有县局通知。\n导入县局的反馈以后，通知列在这里。"
TONES = {"returned": "bad", "mended": "warn"}

RETURNED = (
    Column(title="状态", text=lambda m: m.words, width=90, tone=lambda m: TONES.get(m.state, "")),
    Column(title="种类", text=lambda m: KINDS[m.kind].title, width=120),
    Column(title="记录", text=lambda m: m.title, width=280, tip=lambda m: m.title),
    Column(title="退回原因", text=lambda m: m.reason, width=330, tip=lambda m: m.reason),
    Column(title="退回日期", text=lambda m: f"{m.judged_at:%Y-%m-%d}", width=110),
)
NOTICES = (
    Column(
        title="已读",
        text=lambda n: f"{n.read_at:%m-%d %H:%M}" if n.read_at else "未读",
        width=110,
        tone=lambda n: "" if n.read_at else "bad",
    ),
    Column(title="标题", text=lambda n: n.title, width=380, tip=lambda n: n.title),
    Column(title="期限", text=lambda n: iso_day(n.due_on), width=110),
    Column(title="发出", text=lambda n: f"{n.issued_at:%Y-%m-%d}", width=110),
)


class CountyLetters(QDialog):
    """The dialog; ``wants`` asks for the page of a record, and closes it."""

    wants = Signal(object)  # Target

    def __init__(self, parent: QWidget | None, desk: Desk, notice: str = "") -> None:
        super().__init__(parent)
        self._says = desk.county_says
        self._marks: Sequence[Mark] = ()
        self._notices: Sequence[NoticeView] = ()
        self.setWindowTitle("县局来件")
        open_at(self, 980, 600)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self.returned = RegisterView(
            RETURNED, self._fetch_marks, searchable=False, empty=NOTHING_RETURNED
        )
        self.returned.opened.connect(lambda mark: self._go(mark.target))
        self.whole = Card()
        self.of_mark, self.reason = heading(), text()
        for label in (self.of_mark, self.reason):
            self.whole.column.addWidget(label)
        self.returned.selected.connect(self._show_mark)
        self.notices = RegisterView(
            NOTICES, self._fetch_notices, searchable=False, empty=NO_NOTICES
        )
        self.notices.selected.connect(lambda _: self._selected())
        self.notices.opened.connect(lambda _: self.tick())
        self.about = Card()
        self.title, self.words, self.readers = heading(), text(), text("", "muted")
        for label in (self.title, self.words, self.readers):
            self.about.column.addWidget(label)
        self.read = button("已读", self.tick, role="primary", key="Ctrl+Return")
        self.save = button("附件另存…", self.save_attachment)
        self.tabs.addTab(
            _column(
                self.returned,
                self.whole,
                text("双击或按回车打开记录，照原因改好保存，随下一个包报送。", "muted"),
            ),
            "退回",
        )
        place = _column(self.notices, self.about)
        place.layout().addLayout(line_of((self.read, self.save)))  # type: ignore[union-attr]
        self.tabs.addTab(place, "通知")
        close = button("关闭", self.reject)
        column = QVBoxLayout(self)
        side = theme.px(14)
        column.setContentsMargins(side, side, side, side)
        column.addWidget(self.tabs, 1)
        column.addLayout(line_of((close,), stretch_after=False))
        self.refresh()
        if notice or (not self._marks and self._notices):
            self.show_notice(notice)
        else:
            self.returned.setFocus()

    def refresh(self) -> None:
        """Read again."""
        self._marks, self._notices = self._says.marks(), self._says.notices()
        self.returned.refresh()
        self.notices.refresh()
        unread = sum(notice.read_at is None for notice in self._notices)
        open_ones = sum(mark.state == "returned" for mark in self._marks)
        self.tabs.setTabText(0, f"退回（{open_ones}）" if open_ones else "退回")
        self.tabs.setTabText(1, f"通知（{unread} 未读）" if unread else "通知")
        self._selected()
        self._show_mark(self.returned.current())

    def _show_mark(self, mark: Mark | None) -> None:
        """The line under the cursor in full: a column is too narrow for a reason."""
        self.whole.setVisible(mark is not None)
        if mark is not None:
            self.of_mark.setText(mark.title)
            self.reason.setText(words_of(mark))

    def show_notice(self, uid: str) -> None:
        """Put the cursor on a notice."""
        self.tabs.setCurrentIndex(1)
        for row, notice in enumerate(self._notices):
            if notice.uid == uid:
                self.notices.table.setCurrentIndex(self.notices.model.index(row, 0))
        self.notices.setFocus()

    def tick(self) -> None:
        """The notice under the cursor has been read."""
        notice: NoticeView | None = self.notices.current()
        if notice is not None and notice.read_at is None:
            self._says.tick(notice.uid)
            self.refresh()

    def save_attachment(self) -> None:
        """Save the PDF of a notice."""
        notice: NoticeView | None = self.notices.current()
        if notice is not None:
            save_attachment(self, lambda: self._says.attachment(notice.uid))

    def _go(self, target: Target) -> None:
        self.accept()
        self.wants.emit(target)

    def _fetch_marks(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Mark], int]:
        return self._marks[offset : offset + limit], len(self._marks)

    def _fetch_notices(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[NoticeView], int]:
        return self._notices[offset : offset + limit], len(self._notices)

    def _selected(self) -> None:
        notice: NoticeView | None = self.notices.current()
        self.about.setVisible(notice is not None)
        self.read.setEnabled(notice is not None and notice.read_at is None)
        self.save.setVisible(notice is not None and bool(notice.attachment_name))
        if notice is not None:
            self.title.setText(notice.title)
            self.words.setText(notice.text)
            said = [f"{who} {at:%Y-%m-%d %H:%M} 已读" for who, at in notice.readers]
            if notice.attachment_name:
                said.append(f"附件：{notice.attachment_name}")
            self.readers.setText("\n".join(said))


def _column(*widgets: QWidget) -> QWidget:
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, theme.px(10), 0, 0)
    for at, widget in enumerate(widgets):
        column.addWidget(widget, 0 if at else 1)
    return place
