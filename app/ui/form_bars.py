"""The bars around a form: what is wrong, what was recovered, what the focused field wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.definition import Field, Problem
from app.ui import theme
from app.ui.editors.cell import FieldCell
from app.ui.elided import ElidedLabel
from app.ui.icons import pixmap
from app.ui.layouts import LineLayout, clear

__all__ = ["HelpBubble", "HintStrip", "NoticeBar", "ProblemBar"]

MOST_LINKS = 6


class ProblemBar(QFrame):
    """How many fields are wrong, each a link that leads there."""

    jump = Signal(Problem)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice-bad")
        self._problems: list[Problem] = []
        self._text = QLabel()
        self._links = QWidget()
        self._flow = LineLayout(self._links, gap=theme.px(10), line_gap=theme.px(2), fill=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        layout.setSpacing(theme.px(4))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(_mark("error"))
        head.addWidget(self._text, 1)
        layout.addLayout(head)
        layout.addWidget(self._links)
        self.hide()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the bar speaks of."""
        return tuple(self._problems)

    def say(self, problems: Sequence[Problem]) -> None:
        """Show ``problems``; with none the bar goes."""
        self._problems = list(problems)
        clear(self._flow)
        for problem in self._problems[:MOST_LINKS]:
            link = QPushButton(_short(problem.message))
            link.setProperty("role", "link")
            link.setToolTip(problem.message)
            link.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            link.clicked.connect(lambda _=False, p=problem: self.jump.emit(p))
            self._flow.add(link, at_least=link.sizeHint().width())
        blocking = sum(problem.blocking for problem in self._problems)
        more = len(self._problems) - MOST_LINKS
        text = f"有 {blocking} 处需要改正。" if blocking else "请再核对一下。"
        self._text.setText(text + (f"另有 {more} 处，改好后再显示。" if more > 0 else ""))
        self.setVisible(bool(self._problems))

    def forget(self, field: str) -> None:
        """``field`` is being put right."""
        rest = [problem for problem in self._problems if problem.field != field]
        if len(rest) != len(self._problems):
            self.say(rest)


class NoticeBar(QFrame):
    """One calm sentence, with what can be done about it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._actions = QHBoxLayout()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        layout.setSpacing(theme.px(8))
        layout.addWidget(_mark("info"))
        layout.addWidget(self._text, 1)
        layout.addLayout(self._actions)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says; empty while it is away."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, *actions: tuple[str, Callable[[], None]]) -> None:
        """Show ``text`` with a button for each action."""
        clear(self._actions)
        for words, act in actions:
            button = QPushButton(words)
            button.setProperty("role", "link")
            button.clicked.connect(lambda _=False, act=act: act())
            self._actions.addWidget(button)
        self._text.setText(text)
        self.show()

    def clear(self) -> None:
        """Nothing to say."""
        self.hide()


class HintStrip(QFrame):
    """Under the form: how to fill the field that has the keyboard, and what its keys do.

    It keeps its height, so that the form stands still while the keyboard moves: two lines, one on
    a low screen. What does not fit is told by F1.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setMinimumWidth(1)
        self._keys = ElidedLabel("回车到下一栏，F1 看怎么填；带 * 的必须填写")
        self._keys.setProperty("role", "muted")
        self._low = False
        self._about: tuple[Field, str] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(14), theme.px(4), theme.px(14), theme.px(4))
        layout.setSpacing(0)
        layout.addWidget(self._text)
        layout.addWidget(self._keys)
        self._text.hide()
        self.make_room(low=False)

    @property
    def text(self) -> str:
        """What is said now."""
        return f"{self._text.text()}\n{self._keys.text()}"

    def make_room(self, *, low: bool) -> None:
        """On a low screen one line is enough."""
        self._low = low
        self.setFixedHeight(theme.px(30 if low else 50))
        self._show()

    def say(self, field: Field, keys: str) -> None:
        """Explain ``field``."""
        self._about = (field, keys)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width holds other words."""
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        if self._about is None:
            return
        field, keys = self._about
        told = field.help + (f" 例：{_one_line(field.example)}" if field.example else "")
        if told:
            keys += "；F1 详细说明"
        else:
            told, keys = keys, ""
        label = f"{field.label}  " if field.label else ""
        metrics = self._text.fontMetrics()
        room = self.contentsRect().width() - theme.px(40)
        room -= metrics.horizontalAdvance(label)
        told = metrics.elidedText(told, Qt.TextElideMode.ElideRight, room)
        self._text.setText(f"<b>{escape(label.strip())}</b> {escape(told)}")
        self._text.show()
        self._keys.setText(keys)
        self._keys.setVisible(bool(keys) and not self._low)


class HelpBubble(QFrame):
    """Beside the field: the whole explanation with its example (F79). Escape puts it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = parent
        parent.destroyed.connect(self.deleteLater)
        self.setProperty("role", "bubble")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        layout = QVBoxLayout(self)
        side = theme.px(12)
        layout.setContentsMargins(side, side, side, side)
        layout.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        """What is explained; empty while the bubble is away."""
        return "" if self.isHidden() else self._text.text()

    def explain(self, cell: FieldCell) -> None:
        """Open beside ``cell``."""
        field = cell.field
        muted = theme.COLOURS["muted"]
        parts = [f"<b>{escape(field.label)}</b>", escape(field.help) or "按实际情况填写。"]
        if field.example:
            example = escape(field.example).replace("\n", "<br>")
            parts.append(f'<span style="color:{muted}">例如：</span><br>{example}')
        parts.append(f'<span style="color:{muted}">{escape(cell.editor.hint())}；Esc 收起</span>')
        self._text.setText("<br>".join(parts))
        width = theme.px(340)
        self._text.setFixedWidth(width - 2 * theme.px(12))
        self.setFixedWidth(width)
        self.adjustSize()
        self.setParent(self._form.window())  # the whole window has more room than the form
        self.move(self._place(cell))
        self.show()
        self.raise_()

    def _place(self, cell: FieldCell) -> QPoint:
        """Right of the field where there is room, else below it, else above."""
        parent = self._form.window()
        corner = cell.mapTo(parent, QPoint(0, 0))
        gap = theme.px(8)
        size: QSize = self.size()
        if corner.x() + cell.width() + gap + size.width() <= parent.width():
            place = QPoint(corner.x() + cell.width() + gap, corner.y())
        elif corner.y() + cell.height() + gap + size.height() <= parent.height():
            place = QPoint(corner.x(), corner.y() + cell.height() + gap)
        else:
            place = QPoint(corner.x(), corner.y() - gap - size.height())
        place.setX(max(0, min(place.x(), parent.width() - size.width())))
        place.setY(max(0, min(place.y(), parent.height() - size.height())))
        return place


def _mark(name: str) -> QLabel:
    label = QLabel()
    label.setPixmap(pixmap(name, theme.px(18)))
    label.setFixedSize(theme.px(18), theme.px(18))
    return label


def _short(message: str) -> str:
    return message if len(message) <= 30 else message[:29] + "…"


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
