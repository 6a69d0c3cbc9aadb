"""The lines of a paper on screen: fields side by side by weight, wrapping where there is no room."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QStackedWidget, QWidget

__all__ = ["GridFlow", "LineLayout", "Stack", "clear", "drop", "left_and_right"]

REST_OF_LINE = 1000
"""A weight beside which everything else is as narrow as it can be."""


@dataclass(slots=True)
class _Place:
    item: QLayoutItem
    weight: int
    at_least: int

    @property
    def needs(self) -> int:
        """Pixels it cannot do without."""
        return self.at_least or self.item.minimumSize().width()

    def height(self, width: int) -> int:
        if self.item.hasHeightForWidth():
            return self.item.heightForWidth(width)
        return self.item.sizeHint().height()


Line = list[tuple[_Place, int]]
"""Places side by side, each with its width in pixels."""


class LineLayout(QLayout):
    """Widgets in one line, each as wide as its weight says.

    Where the line is too narrow for everybody's ``at_least`` pixels it breaks into several lines;
    the widgets of every line fill it, or with ``fill`` off keep to what they need.
    """

    def __init__(
        self, parent: QWidget | None = None, *, gap: int, line_gap: int, fill: bool = True
    ) -> None:
        super().__init__(parent) if parent is not None else super().__init__()
        self._fill = fill
        self._places: list[_Place] = []
        self._gap = gap
        self._line_gap = line_gap
        self._weight, self._at_least = 1, 0
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget, *, weight: int = 1, at_least: int = 0) -> None:
        """Put ``widget`` at the end."""
        self._weight, self._at_least = max(1, weight), at_least
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name, as below
        """Qt hands over an item."""
        self._places.append(_Place(item, self._weight, self._at_least))
        self.invalidate()

    def count(self) -> int:
        """How many widgets there are."""
        return len(self._places)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """The item at ``index``, or none past the end, as Qt asks."""
        return self._places[index].item if 0 <= index < len(self._places) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # noqa: N802
        """Give the item at ``index`` away."""
        return self._places.pop(index).item if 0 <= index < len(self._places) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Lines use all the width they get."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """A narrow line breaks, so the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """How high the lines stand at ``width``."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """One line, if it can be had."""
        shown = self._shown()
        width = sum(p.at_least or p.item.sizeHint().width() for p in shown)
        width = max(width + self._gap * (len(shown) - 1), 1)
        return QSize(width, self._arrange(QRect(0, 0, width, 0), move=False))

    def minimumSize(self) -> QSize:  # noqa: N802
        """The widest single widget must fit."""
        sizes = [place.item.minimumSize() for place in self._shown()]
        margins = self.contentsMargins()
        return QSize(
            max((s.width() for s in sizes), default=0) + margins.left() + margins.right(),
            max((s.height() for s in sizes), default=0) + margins.top() + margins.bottom(),
        )

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Put every widget in its place."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _shown(self) -> list[_Place]:
        return [place for place in self._places if not place.item.isEmpty()]

    def _arrange(self, around: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        rect = around.marginsRemoved(margins)
        y = rect.y()
        for number, line in enumerate(self._lines(rect.width())):
            y += self._line_gap if number else 0
            height = max(place.height(width) for place, width in line)
            x = rect.x()
            for place, width in line:
                if move:
                    place.item.setGeometry(QRect(QPoint(x, y), QSize(width, height)))
                x += width + self._gap
            y += height
        return y + margins.bottom() - around.y()

    def _lines(self, width: int) -> list[Line]:
        lines: list[list[_Place]] = []
        taken = 0
        for place in self._shown():
            if not lines or taken + self._gap + place.needs > width:
                lines.append([])
                taken = place.needs
            else:
                taken += self._gap + place.needs
            lines[-1].append(place)
        if not self._fill:
            return [[(place, min(place.needs, width)) for place in line] for line in lines]
        return [self._shared(line, width - self._gap * (len(line) - 1)) for line in lines]

    @staticmethod
    def _shared(line: list[_Place], free: int) -> Line:
        """``free`` pixels shared by weight, nobody below what it needs."""
        open_places = list(line)
        widths: dict[int, int] = {}
        while open_places:
            weight = sum(place.weight for place in open_places)
            left = free - sum(widths.values())
            short = [p for p in open_places if left * p.weight // weight < p.needs]
            for place in short or open_places:
                share = max(left * place.weight // weight, 1)
                widths[id(place)] = place.needs if short else share
            open_places = [p for p in open_places if id(p) not in widths]
        return [(place, widths[id(place)]) for place in line]


def left_and_right(left: QLayout, right: QLayout, *, gap: int, line_gap: int) -> LineLayout:
    """What narrows a list to the left, what is done with it to the right.

    Where type is so large that both do not fit they stand below one another.
    """
    narrowing, doing = QWidget(), QWidget()
    for widget, inner in ((narrowing, left), (doing, right)):
        line = QHBoxLayout(widget)
        line.setContentsMargins(0, 0, 0, 0)
        if widget is doing:
            line.addStretch(1)
        line.addLayout(inner)
    bar = LineLayout(gap=gap, line_gap=line_gap)
    bar.add(narrowing, weight=REST_OF_LINE)
    bar.add(doing)
    return bar


class GridFlow(LineLayout):
    """Widgets in as many equal columns as fit, filled line by line; ``weight`` is the span.

    A column is at least ``unit`` pixels wide and there are at most ``most`` columns, so that the
    widgets of all lines stand exactly under each other.
    """

    def __init__(
        self, parent: QWidget | None = None, *, gap: int, line_gap: int, unit: int, most: int
    ) -> None:
        super().__init__(parent, gap=gap, line_gap=line_gap)
        self._unit = unit
        self._most = most

    def sizeHint(self) -> QSize:
        """Half of the columns; the surroundings give more."""
        width = self._unit * min(2, self._most) + self._gap
        return QSize(width, self._arrange(QRect(0, 0, width, 0), move=False))

    def _lines(self, width: int) -> list[Line]:
        columns = max(1, min(self._most, (width + self._gap) // (self._unit + self._gap)))
        column = (width - self._gap * (columns - 1)) // columns
        lines: list[Line] = []
        taken = columns
        for place in self._shown():
            span = min(place.weight, columns)
            if taken + span > columns:
                lines.append([])
                taken = 0
            taken += span
            lines[-1].append((place, column * span + self._gap * (span - 1)))
        return lines


class Stack(QStackedWidget):
    """Pages one behind the other that ask for the room of the one in front only.

    Qt's own asks for the largest of all: one wide page would make the window too wide for a low
    screen long after it was left.
    """

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def sizeHint(self) -> QSize:
        """What the page in front would like."""
        page = self.currentWidget()
        return super().sizeHint() if page is None else page.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """What the page in front needs."""
        page = self.currentWidget()
        if page is None:
            return super().minimumSizeHint()
        return page.minimumSizeHint().expandedTo(page.minimumSize())


def clear(layout: QLayout) -> None:
    """Take every widget out of ``layout`` and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            drop(widget)


def drop(widget: QWidget) -> None:
    """Let go of a widget that left its layout, so that it is gone at once.

    ``deleteLater`` alone waits for the event loop it was asked in: what a dialog drops while it is
    built would stay painted in a corner as long as the dialog is open.
    """
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
