"""一个搜索框: people, cases and staff by words, numbers or initials, found while typing (F34)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.desk import Desk
from app.services.reminders import Target
from app.services.search import Hit
from app.ui import theme
from app.ui.icons import icon
from app.ui.unveil import Unveil

__all__ = ["SearchBox"]

REST = 120
"""Milliseconds of rest in typing before it looks."""

KINDS = {
    "case": ("案件", "mediation"),
    "person": ("人员", "mediation"),
    "corrections": ("矫正对象", "corrections"),
    "resettlement": ("帮教对象", "resettlement"),
    "child": ("服刑人员未成年子女", "resettlement"),
    "staff": ("工作人员", "training"),
}
"""Kind of hit → its word, and the page that opens it."""


class SearchBox(QLineEdit):
    """The line; ``chosen`` tells which record to open."""

    chosen = Signal(object)  # Target

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setPlaceholderText("姓名、拼音首字母、案号、电话（Ctrl+F）")
        self.setClearButtonEnabled(True)
        self.setFixedWidth(theme.px(350))
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.popup = _Popup(self)
        self.unveil = Unveil(desk, "搜索结果", desk.identity.code, self.popup)
        self.unveil.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.unveil.toggled.connect(lambda _: self._show_found())
        self.popup.add_foot(self.unveil)
        if desk.identity.kind != "office":
            self.unveil.hide()  # a bureau's index holds no whole number
        self.popup.list.itemActivated.connect(self._activated)
        self.popup.list.itemClicked.connect(self._activated)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.look)
        self.textEdited.connect(lambda _: self._rest.start())
        self.installEventFilter(self)

    def look(self) -> None:
        """Show what is found for the words typed."""
        if not self.text().strip():
            self.popup.hide()
            return
        wide = 420 if self._desk.identity.kind == "office" else 600  # whose it is takes room
        self.popup.setFixedWidth(max(self.width(), theme.px(wide)))
        self._show_found()
        corner = self.mapToGlobal(QPoint(self.width() - self.popup.width(), self.height() + 2))
        self.popup.move(corner)
        self.popup.show()

    def _show_found(self) -> None:
        """The list, cut until its button is pressed; it is put away with the list."""
        words = self.text().strip()
        if words:
            found = self._desk.search.find(words, cut=self.unveil.cuts)
            self.popup.fill(found.hits, found.not_searched)

    def _activated(self, item: QListWidgetItem) -> None:
        hit: Hit | None = item.data(Qt.ItemDataRole.UserRole)
        if hit is None:
            return
        self.popup.hide()
        self.clear()
        office = hit.office if hit.whose else ""  # at a bureau it is looked at where one stands
        self.chosen.emit(Target(KINDS[hit.kind][1], hit.uid, hit.kind, office))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Arrows walk through the hits, Enter opens one, Escape closes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            hits = self.popup.list
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.popup.isVisible():
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                hits.setCurrentRow((hits.currentRow() + step) % max(hits.count(), 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._rest.stop()
                if not self.popup.isVisible():
                    self.look()
                elif (current := hits.currentItem()) is not None:
                    self._activated(current)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.popup.hide()
                return True
        if event.type() == QEvent.Type.FocusOut:
            self.popup.hide()
        return super().eventFilter(watched, event)


class _Popup(QFrame):
    """The hits below the line."""

    def __init__(self, box: SearchBox) -> None:
        super().__init__(box, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        theme.set_role(self, "bubble")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.foot = QLabel()
        self.foot.setWordWrap(True)
        theme.set_role(self.foot, "muted")
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(6), theme.px(6), theme.px(6), theme.px(6))
        layout.addWidget(self.list)
        layout.addWidget(self.foot)

    def add_foot(self, widget: QWidget) -> None:
        """Put ``widget`` below the hits."""
        self._column.addWidget(widget)

    def fill(self, hits: tuple[Hit, ...], not_searched: str) -> None:
        """Show the hits, or that there are none."""
        self.list.clear()
        for hit in hits:
            word, _ = KINDS.get(hit.kind, ("", ""))
            item = QListWidgetItem(
                f"{hit.title}    " + " · ".join(filter(None, (word, hit.whose, hit.detail)))
            )
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self.list.addItem(item)
        if not hits:
            self.list.addItem(QListWidgetItem("没有找到。换一个字，或者输入姓名的拼音首字母试试。"))
        else:
            self.list.setCurrentRow(0)
        rows = min(max(self.list.count(), 1), 10)
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + theme.px(4))
        self.foot.setText(not_searched)
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))
