"""Messages: what happened, whether the data are safe, what to do, a code for the telephone (E6).

A clerk never sees a traceback. Our own mistakes are logged as an event code and the places in our
code they passed; no message and no value goes into the log (E5).
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.ui import theme
from app.ui.buttons import Button
from app.ui.icons import pixmap
from app.ui.qt_lists import qt_lists

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

__all__ = [
    "MessageDialog",
    "ask",
    "closing",
    "event_code",
    "inform",
    "install_excepthook",
    "report",
    "tell",
    "warn",
]

log = logging.getLogger(__name__)


class MessageDialog(QDialog):
    """One message with a heading, what to know, and its buttons."""

    def __init__(
        self,
        parent: QWidget | None,
        heading: str,
        text: str = "",
        *,
        picture: str = "info",
        code: str = "",
    ) -> None:
        Qt = qt_lists()  # noqa: N806 - it takes a while: not before there is a message

        super().__init__(parent)
        self.setWindowTitle("司法所工作台")
        self.clicked: QPushButton | None = None  # which button closed it
        self.heading = QLabel(heading)
        self.heading.setProperty("role", "heading")
        self.text = QLabel(text)
        self.code = QLabel(f"代码 {code}" if code else "")
        self.code.setProperty("role", "muted")
        side = theme.px(20)
        words = QVBoxLayout()
        words.setSpacing(theme.px(8))
        for label in (self.heading, self.text, self.code):
            label.setWordWrap(label is not self.code)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setVisible(bool(label.text()))
            words.addWidget(label)
        words.addStretch(1)
        sign = QLabel()
        sign.setPixmap(pixmap(picture, theme.px(32)))
        sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        top = QHBoxLayout()
        top.setSpacing(theme.px(14))
        top.addWidget(sign)
        top.addLayout(words, 1)
        self.buttons = QDialogButtonBox()
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(side, side, side, theme.px(14))
        layout.setSpacing(theme.px(18))
        layout.addLayout(top)
        layout.addWidget(self.buttons)
        self.setFixedWidth(theme.px(460))

    def showEvent(self, event: QShowEvent) -> None:
        """No higher than its words; a wrapped label asks for more than it needs."""
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.heightForWidth(self.width()))
        super().showEvent(event)

    def _press(self, button: QPushButton) -> None:
        self.clicked = button

    def put(self, inner: QWidget) -> None:
        """Show ``inner`` between the words and the buttons."""
        self._column.insertWidget(1, inner)

    def add(self, words: str, *, accept: bool, default: bool = False) -> QPushButton:
        """A button that accepts or rejects."""
        role = (
            QDialogButtonBox.ButtonRole.AcceptRole
            if accept
            else QDialogButtonBox.ButtonRole.RejectRole
        )
        button = Button(words)
        self.buttons.addButton(button, role)
        button.setDefault(default)
        button.setAutoDefault(default)
        button.clicked.connect(lambda: self._press(button))
        button.clicked.connect(self.accept if accept else self.reject)
        if default:
            button.setFocus()
        return button


def closing(dialog: QDialog) -> QDialogButtonBox:
    """The foot of a dialog one only looks at or acts in: 关闭, which is never the main thing."""
    buttons = QDialogButtonBox()
    close = Button("关闭")
    close.setAutoDefault(False)
    buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
    buttons.rejected.connect(dialog.reject)
    return buttons


def inform(parent: QWidget | None, heading: str, text: str = "") -> None:
    """Say that something is done."""
    _say(parent, heading, text, picture="done")


def warn(parent: QWidget | None, heading: str, text: str = "") -> None:
    """Say that something needs another look; nothing is lost."""
    _say(parent, heading, text, picture="warning")


def ask(
    parent: QWidget | None,
    heading: str,
    text: str = "",
    *,
    yes: str = "确定",
    no: str = "取消",
    careful: bool = False,
) -> bool:
    """Ask before doing; with ``careful`` the safe answer is the one Enter gives."""
    dialog = MessageDialog(parent, heading, text, picture="warning" if careful else "help")
    dialog.add(yes, accept=True, default=not careful)
    dialog.add(no, accept=False, default=careful)
    return dialog.exec() == QDialog.DialogCode.Accepted


def tell(parent: QWidget | None, error: ActionableError) -> None:
    """Show what a clerk can act on, as it stands."""
    text = "\n".join(filter(None, (error.safe, error.do)))
    _say(parent, error.what, text, picture="warning", code=error.code)


def report(parent: QWidget | None, error: BaseException) -> None:
    """Show any exception calmly: one a clerk can act on by ``tell``, ours as an event code."""
    if isinstance(error, ActionableError):
        tell(parent, error)
        return
    code = event_code(error)
    log.error("unexpected %s at %s", code, " < ".join(_places(error)))
    _say(
        parent,
        "这一步没有做成，是程序的问题。",
        "已保存的数据没有变化，窗口里填写的内容还在。\n"
        "请再试一次；仍然不行时，把下面的代码告诉技术人员。",
        picture="error",
        code=code,
    )


def _say(parent: QWidget | None, heading: str, text: str, *, picture: str, code: str = "") -> None:
    dialog = MessageDialog(parent, heading, text, picture=picture, code=code)
    dialog.add("知道了", accept=True, default=True)
    dialog.exec()


def event_code(error: BaseException) -> str:
    """The same code for the same mistake at the same place: ``E-`` and six letters or digits."""
    import hashlib  # not at the start

    places = "|".join((type(error).__name__, *_places(error)))
    return "E-" + hashlib.sha256(places.encode()).hexdigest()[:6].upper()


def _places(error: BaseException) -> list[str]:
    """Where in the code it passed, innermost first: names of files and lines, never values."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).stem}:{frame.lineno}" for frame in reversed(frames)][:6]


def install_excepthook(parent: Callable[[], QWidget | None]) -> None:
    """Let every exception that nobody caught end in a calm dialog instead of a traceback."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report(parent(), error.with_traceback(trace))

    sys.excepthook = hook
