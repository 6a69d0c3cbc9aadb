"""附件: the PDF that goes with a notice of the county, saved where the clerk says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.ui import background, dialogs, files

__all__ = ["save_attachment"]


def save_attachment(parent: QWidget, read: Callable[[], tuple[str, bytes]]) -> None:
    """``read`` gives name and content; what it raises is told, and nothing is asked then.

    A stick is slow, so that the file is written beside the window.
    """
    try:
        name, data = read()
    except Exception as error:
        dialogs.report(parent, error)
        return
    if (path := files.ask_save(parent, "附件另存", name, "PDF (*.pdf)")) is not None:
        background.run(
            parent,
            "正在写文件",
            lambda _: files.write(path, data),
            done=lambda _: None,
            can_cancel=False,
        )
