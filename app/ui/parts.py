"""Small things that 报送, 收件 and 汇总 share: cards, words for a month, the digits read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui import dialogs, theme
from app.ui.buttons import Button
from app.ui.icons import icon, pixmap

__all__ = [
    "MAIL_READY",
    "PULL_OUT",
    "Card",
    "DigitsHeard",
    "Side",
    "Yielding",
    "button",
    "grouped",
    "heading",
    "line_of",
    "may_be_pulled_out",
    "megabytes",
    "months_back",
    "muted",
    "picture",
    "scrolling",
    "spoken_code",
    "spoken_digits",
    "text",
    "written_dialog",
]

DIGITS = 24
"""Of a fingerprint (trust K3)."""


# --- words ---------------------------------------------------------------------------------------


def months_back(today: date, count: int) -> list[str]:
    """``count`` months up to this one, the newest first, as ``2026-11``."""
    at = today.year * 12 + today.month - 1
    return [f"{m // 12:04}-{m % 12 + 1:02}" for m in range(at, at - count, -1)]


def megabytes(size: int) -> str:
    """A size in the unit a clerk knows from the folder window."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def grouped(digits: str) -> str:
    """Twenty-four digits in groups of four."""
    return "  ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


# --- widgets -------------------------------------------------------------------------------------


def text(words: str = "", role: str = "") -> QLabel:
    """Words that wrap and can be marked with the mouse."""
    label = QLabel(words)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if role:
        theme.set_role(label, role)
    return label


def heading(words: str = "") -> QLabel:
    """The first line of a card."""
    return text(words, "heading")


def muted(words: str = "") -> QLabel:
    """What explains."""
    return text(words, "muted")


def picture(name: str, size: int = 18) -> QLabel:
    """A small drawing."""
    label = QLabel()
    label.setPixmap(pixmap(name, theme.px(size)))
    label.setFixedSize(theme.px(size), theme.px(size))
    return label


def button(
    words: str,
    act: Callable[[], object],
    *,
    role: str = "",
    key: str = "",
    sign: str = "",
    tip: str = "",
) -> QPushButton:
    """A button; its shortcut is said in the hint, where there is one."""
    made = Button(words)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _=False: act())
    if role:
        made.setProperty("role", role)
    if sign:
        made.setIcon(icon(sign))
    if key:
        made.setShortcut(key)
        tip = f"{tip or words.rstrip('…')}({key})"
    if tip:
        made.setToolTip(tip)
    return made


def line_of(widgets: Iterable[QWidget], *, stretch_after: bool = True) -> QHBoxLayout:
    """Widgets side by side, to the left (or to the right)."""
    line = QHBoxLayout()
    line.setSpacing(theme.px(8))
    if not stretch_after:
        line.addStretch(1)
    for widget in widgets:
        line.addWidget(widget)
    if stretch_after:
        line.addStretch(1)
    return line


class Card(QFrame):
    """A white plane with a column of widgets: ``card.column``."""

    def __init__(self, role: str = "card") -> None:
        super().__init__()
        theme.set_role(self, role)
        self.column = QVBoxLayout(self)
        side = theme.px(16)
        self.column.setContentsMargins(side, theme.px(12), side, theme.px(14))
        self.column.setSpacing(theme.px(8))


class Yielding(QWidget):
    """Lets a list take what height is left, and no more than ``least`` where little is.

    A scrolling area asks for the height its widgets would like, so that lists with room to spare
    would push the buttons below them off a low screen; and what it is told to ignore, it forgets
    to count.
    """

    def __init__(self, inner: QWidget, least: int) -> None:
        super().__init__()
        self._least = theme.px(least)
        policy = inner.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Ignored)
        inner.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inner)

    def sizeHint(self) -> QSize:
        """As wide as what is inside, as low as may be."""
        return QSize(super().sizeHint().width(), self._least)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same height: it never grows by itself."""
        return QSize(super().minimumSizeHint().width(), self._least)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Its height does not hang on its width."""
        return False


def scrolling(inner: QWidget) -> QScrollArea:
    """``inner``, scrolled up and down where the window is too low for it."""
    inner.setProperty("role", "plain")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


class Side(QWidget):
    """Two widgets side by side; one below the other where the window is narrower than ``least``."""

    def __init__(
        self, left: QWidget, right: QWidget, *, least: int, shares: tuple[int, int]
    ) -> None:
        super().__init__()
        self._least = least
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.px(12))
        self._line.addWidget(left, shares[0])
        self._line.addWidget(right, shares[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the line into a column, or back."""
        narrow = event.size().width() < theme.px(self._least)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._line.direction() is not way:
            self._line.setDirection(way)
        super().resizeEvent(event)


def spoken_digits(digits: str) -> QLabel:
    """Digits large enough to read aloud from."""
    label = spoken_code(grouped("".join(c for c in digits if c.isdigit())))
    label.setAccessibleName("24位数字")
    return label


def spoken_code(code: str) -> QLabel:
    """A code for the telephone, large enough to read aloud from."""
    label = QLabel(code)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAccessibleName("电话码")
    theme.set_role(label, "key")
    return label


class DigitsHeard(QWidget):
    """The partner's digits, typed while they are read aloud, compared group by group.

    They are typed, not ticked off: nobody confirms what they did not hear. ``agreed`` tells
    whether all of them are there and right.
    """

    agreed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._wanted = ""
        self.line = QLineEdit()
        self.line.setInputMask(" ".join(["9999"] * (DIGITS // 4)) + ";_")
        self.line.setAccessibleName("听到的24位数字")
        self.line.textChanged.connect(self._compare)
        self.verdict = text("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.line)
        column.addWidget(self.verdict)

    @property
    def heard(self) -> str:
        """The digits typed so far."""
        return "".join(c for c in self.line.text() if c.isdigit())

    def expect(self, fingerprint: str) -> None:
        """Compare with this fingerprint from now on."""
        self._wanted = "".join(c for c in fingerprint if c.isdigit())
        self.line.clear()
        self._compare()

    def _compare(self) -> None:
        heard = self.heard
        right = bool(self._wanted) and heard == self._wanted
        wrong = next((at for at, c in enumerate(heard) if c != self._wanted[at : at + 1]), None)
        if right:
            self._say("24 位数字全部一致。", "tag-good")
        elif wrong is not None:
            self._say(
                f"第 {wrong // 4 + 1} 组对不上。请对方再念一遍；仍对不上就不要确认。", "problem"
            )
        elif heard:
            self._say(f"已对上 {len(heard)} 位，还有 {DIGITS - len(heard)} 位。", "muted")
        else:
            self._say("请打电话，让对方念屏幕上的 24 位数字，边听边输入。", "muted")
        self.agreed.emit(right)

    def _say(self, words: str, role: str) -> None:
        self.verdict.setText(words)
        theme.set_role(self.verdict, role)


PULL_OUT = "可以拔出U盘了"
MAIL_READY = "邮件副本写好了"


def may_be_pulled_out(parent: QWidget, files: Iterable[Path], *, more: str = "") -> None:
    """The clear moment: written, read back and found equal (trust P12)."""
    dialog = written_dialog(parent, files, more=more)
    dialog.add("知道了", accept=True, default=True)
    dialog.exec()


def written_dialog(
    parent: QWidget, files: Iterable[Path], *, more: str = "", banner: str = PULL_OUT
) -> dialogs.MessageDialog:
    """The message of that moment, without its buttons: nobody takes it for another."""
    files = list(files)
    names = "\n".join(file.name for file in files[:8])
    if len(files) > 8:
        names += f"\n……共 {len(files)} 个文件"
    where = f"位置：{files[0].parent}" if files else ""
    heading = "已写入并核对，可以拔出U盘。" if banner == PULL_OUT else "已写入并核对。"
    words = "\n".join(filter(None, (names, where, more)))
    dialog = dialogs.MessageDialog(parent, heading, words, picture="done")
    large = QLabel(banner)
    large.setAlignment(Qt.AlignmentFlag.AlignCenter)
    large.setMinimumHeight(theme.px(64))
    theme.set_role(large, "banner-good")
    dialog.put(large)
    return dialog
