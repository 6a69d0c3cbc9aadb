"""What a register is seen through: its table, and what stands there while nothing is in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.icons import pixmap
from app.ui.reading_tables import choose_lines, only_read
from app.ui.register_model import RegisterModel

__all__ = ["EmptyState", "RegisterTable"]


class RegisterTable(QTableView):
    """The rows of ``model``; one column takes the room the others leave."""

    def __init__(self, model: RegisterModel) -> None:
        super().__init__()
        columns = model.columns
        texts = [number for number, column in enumerate(columns) if not column.right]
        self._elastic = max(texts, key=lambda number: columns[number].width, default=-1)
        self._least = theme.px(columns[self._elastic].width) if texts else 0
        self.setModel(model)
        self.setItemDelegate(_Toned(self))
        choose_lines(self)
        only_read(self, height=34)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._keep_arrow)
        for number, column in enumerate(columns):
            self.setColumnWidth(number, theme.px(column.width))

    def _keep_arrow(self, column: int, order: Qt.SortOrder) -> None:
        """A column that nothing is sorted by gets no arrow: it would say what is not so."""
        columns = self.model().columns  # type: ignore[attr-defined]
        if column < 0 or columns[column].sort:
            self._sorted = (column, order)
        else:
            self.horizontalHeader().setSortIndicator(*self._sorted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stretch the widest column of words, never below its own width."""
        super().resizeEvent(event)
        self.stretch()

    def stretch(self) -> None:
        """Share out what is left."""
        if self._elastic < 0:
            return
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(self._elastic)
        room = max(self.viewport().width() - others, self._least)
        header.resizeSection(self._elastic, room)


class _Toned(QStyledItemDelegate):
    """Keeps the tone of a cell in the line under the cursor, too."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """As usual, with the cell's own colour for selected words."""
        super().initStyleOption(option, index)
        tone = index.data(Qt.ItemDataRole.ForegroundRole)
        if isinstance(tone, QColor):
            palette: QPalette = option.palette  # type: ignore[attr-defined]
            palette.setColor(QPalette.ColorRole.HighlightedText, tone)


class EmptyState(QWidget):
    """What to do when nothing is here."""

    clear_asked = Signal()

    def __init__(self, words: str, action: tuple[str, Callable[[], None]] | None) -> None:
        super().__init__()
        self._words = words
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setProperty("role", "muted")
        picture = QLabel()
        picture.setPixmap(pixmap("paper", theme.px(44)))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._clear = QPushButton("清除条件")
        self._clear.clicked.connect(self.clear_asked)
        self._act = QPushButton(action[0] if action else "")
        self._act.setProperty("role", "primary")
        self._has_action = action is not None
        if action:
            self._act.clicked.connect(lambda _=False: action[1]())
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(picture)
        layout.addWidget(self.text)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._clear)
        buttons.addWidget(self._act)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(3)

    def button(self) -> QPushButton | None:
        """The button that is shown, if one is."""
        return next((one for one in (self._clear, self._act) if not one.isHidden()), None)

    def say(self, *, filtered: bool) -> None:
        """Nothing at all, or nothing that fits."""
        self.text.setText("没有符合条件的记录。" if filtered else self._words)
        self._clear.setVisible(filtered)
        self._act.setVisible(self._has_action and not filtered)
