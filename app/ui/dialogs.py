"""What the program says in a dialog: calm, in whole sentences, with a way on (trust rule E6)."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.errors import ActionableError

__all__ = ["ask", "ask_open", "ask_save", "inform", "show_error", "warn"]

log = logging.getLogger(__name__)

UNEXPECTED = "E00"


def show_error(parent: QWidget | None, error: BaseException) -> None:
    """An error a clerk can act on as it stands; any other is logged, and said calmly."""
    if isinstance(error, ActionableError):
        _box(parent, QMessageBox.Icon.Warning, error.what, f"{error.safe}\n{error.do}", error.code)
        return
    log.error("%s %s", UNEXPECTED, type(error).__name__, exc_info=_without_values(error))
    _box(
        parent,
        QMessageBox.Icon.Critical,
        "程序遇到了没有预料到的情况,这一步没有完成。",
        "以前保存的数据没有变化。\n请再试一次;仍然不行时,把代码和刚才的操作告诉县局。",
        f"{UNEXPECTED}-{type(error).__name__}",
    )


def _without_values(error: BaseException) -> BaseException:
    """The error with its place in the program, but without its words: they may hold a name (E5)."""
    bare = RuntimeError(type(error).__name__)
    bare.__traceback__ = error.__traceback__
    return bare


def warn(parent: QWidget | None, what: str, more: str = "") -> None:
    """Something to mind, nothing lost."""
    _box(parent, QMessageBox.Icon.Warning, what, more)


def inform(parent: QWidget | None, what: str, more: str = "") -> None:
    """Something done."""
    _box(parent, QMessageBox.Icon.Information, what, more)


def _box(
    parent: QWidget | None, icon: QMessageBox.Icon, what: str, more: str = "", code: str = ""
) -> None:
    box = QMessageBox(parent)
    box.setIcon(icon)
    box.setWindowTitle("司法所工作台")
    box.setText(what)
    more = more.strip()
    if code:
        more = f"{more}\n\n代码 {code}".strip()
    box.setInformativeText(more)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def ask(
    parent: QWidget | None, what: str, more: str = "", *, yes: str = "确定", no: str = "取消"
) -> bool:
    """A question; Escape and the close button mean ``no``."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("司法所工作台")
    box.setText(what)
    box.setInformativeText(more)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    reject = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(accept)
    box.setEscapeButton(reject)
    box.exec()
    return box.clickedButton() is accept


def ask_save(parent: QWidget | None, title: str, name: str, kinds: str) -> Path | None:
    """Where to save a file; ``None`` when the clerk changed their mind."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    return Path(chosen) if chosen else None


def ask_open(parent: QWidget | None, title: str, kinds: str) -> list[Path]:
    """Files to read; none when the clerk changed their mind."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", kinds)
    return [Path(path) for path in chosen]
