"""县局查看: one record of an office on screen, marked as a copy that nobody changes here (F69).

Numbers, telephones and addresses are cut until the clerk asks for the whole (trust E3). A line that
leads to another record (a party's card, a case of the same person) opens it by Enter or double
click.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.bureau import BureauService
from app.services.bureau.record_views import Link, RecordView, Section
from app.ui import dialogs, outputs, theme
from app.ui.bureau.review_bar import ReviewBar, since_section
from app.ui.layouts import clear
from app.ui.parts import Card, button, heading, scrolling, text
from app.ui.reading_tables import only_read
from app.ui.sizes import open_at

__all__ = ["RecordDialog", "open_record"]

NOTICE = "县局查看，只读。内容以司法所报送的为准；要改的，请该所改好后随下一个包报来。"
WHOLE = "显示完整的证件号码、电话和住址"
SHORT = 20
"""Characters of a value that leaves room for a second one beside it."""
ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def open_record(
    parent: QWidget,
    bureau: BureauService,
    office: str,
    kind: str,
    uid: str,
    *,
    as_of: date | None = None,
) -> None:
    """Show a record, or say calmly that it is not here any more."""
    try:
        dialog = RecordDialog(parent, bureau, office, kind, uid, as_of=as_of)
    except Exception as error:
        dialogs.report(parent, error)
        return
    dialog.exec()


class RecordDialog(QDialog):
    """The dialog; closes by Escape."""

    def __init__(
        self,
        parent: QWidget | None,
        bureau: BureauService,
        office: str,
        kind: str,
        uid: str,
        *,
        as_of: date | None = None,
    ) -> None:
        super().__init__(parent)
        self._bureau = bureau
        self._as_of = as_of
        self._of = (office, kind, uid)
        self.setWindowTitle("县局查看（只读）")
        open_at(self, 900, 620)
        self.heading = heading()
        self.detail = text("", "muted")
        self.whole = QCheckBox(WHOLE)
        self.whole.toggled.connect(self._show_whole)
        self.body = QVBoxLayout()
        inner = QWidget()
        inner.setLayout(self.body)
        self.body.setContentsMargins(0, 0, theme.px(6), 0)
        self.body.setSpacing(theme.px(10))
        column = QVBoxLayout(self)
        side = theme.px(18)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(8))
        column.addWidget(_notice())
        column.addWidget(self.heading)
        column.addWidget(self.detail)
        self.area = scrolling(inner)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll
        column.addWidget(self.area, 1)
        self.review = ReviewBar(bureau, office, kind, uid)
        self.review.judged.connect(lambda _: self.accept())
        column.addWidget(self.review)
        foot = QHBoxLayout()
        foot.addWidget(self.whole)
        foot.addStretch(1)
        self.close_button = button("关闭", self.reject)
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self._show()
        self.area.setFocus()

    def _show_whole(self, whole: bool) -> None:
        if whole:
            office, kind, uid = self._of
            outputs.about_to_show_whole("县局查看", f"{office} {kind} {uid[:8]}")
        self._show()

    def _show(self) -> None:
        office, kind, uid = self._of
        view = self._bureau.records.look(
            office, kind, uid, whole=self.whole.isChecked(), as_of=self._as_of
        )
        self.heading.setText(view.title)
        self.detail.setText(_detail(view))
        clear(self.body)
        since = self.review.show_standing(view.title, whole=self.whole.isChecked())
        changed = (since_section(since),) if since else ()
        for section in (*changed, *view.sections):
            self.body.addWidget(self._section(section))
        self.body.addStretch(1)

    def _section(self, section: Section) -> Card:
        card = Card()
        card.column.addWidget(heading(section.title))
        if section.lines:
            card.column.addLayout(_lines(section.lines))
        if section.rows:
            table = SectionTable(section)
            table.link_asked.connect(self._follow)
            card.column.addWidget(table)
        return card

    def _follow(self, link: Link) -> None:
        open_record(self, self._bureau, link.office or self._of[0], link.kind, link.uid)


def _notice() -> QFrame:
    frame = QFrame()
    theme.set_role(frame, "notice-warn")
    line = QHBoxLayout(frame)
    line.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
    line.addWidget(text(NOTICE, "warning"))
    return frame


def _detail(view: RecordView) -> str:
    said = [view.office_name, view.detail, f"该所 {view.changed_at:%Y-%m-%d %H:%M} 最后修改"]
    if view.received_at:
        said.append(f"本局 {view.received_at:%Y-%m-%d %H:%M} 最近收件")
    return " · ".join(filter(None, said))


def _lines(lines: Iterable[tuple[str, str]]) -> QGridLayout:
    """Label and words; two short ones share a line."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(12))
    grid.setVerticalSpacing(theme.px(6))
    for column, share in ((1, 1), (3, 1)):
        grid.setColumnStretch(column, share)
    row, column = 0, 0
    for label, words in lines:
        short = len(words) <= SHORT and "\n" not in words
        if column and not short:
            row, column = row + 1, 0
        grid.addWidget(text(label, "label"), row, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text(words), row, column + 1, 1, 1 if short else 3)
        row, column = (row, 2) if short and not column else (row + 1, 0)
    for column in (0, 2):
        grid.setColumnMinimumWidth(column, theme.px(110))
    return grid


class SectionTable(QTableWidget):
    """The rows of a section, as high as they are; ``link_asked`` when a line that leads on is opened."""

    link_asked = Signal(object)

    def __init__(self, section: Section) -> None:
        super().__init__(len(section.rows), len(section.heads))
        self._links = section.links
        self.setAccessibleName(section.title)
        self.setHorizontalHeaderLabels(section.heads)
        only_read(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(theme.px(300))
        header.setStretchLastSection(True)
        for row, words in enumerate(section.rows):
            for column, one in enumerate(words):
                item = QTableWidgetItem(one)
                item.setToolTip(one)
                self.setItem(row, column, item)
        self.itemDoubleClicked.connect(lambda item: self._follow(item.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as its rows: it has no scroll bar of its own inside a page that scrolls."""
        super().resizeEvent(event)
        self.resizeRowsToContents()
        for row in range(self.rowCount()):
            self.setRowHeight(row, max(self.rowHeight(row), theme.px(32)))
        header = self.horizontalHeader()
        wide = header.length() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        self.setFixedHeight(header.height() + self.verticalHeader().length() + bar + 2)

    def _follow(self, row: int) -> None:
        if 0 <= row < len(self._links) and (link := self._links[row]) is not None:
            self.link_asked.emit(link)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line under the cursor instead of closing the dialog."""
        if event.key() in ENTER:
            self._follow(self.currentRow())
            return
        super().keyPressEvent(event)
