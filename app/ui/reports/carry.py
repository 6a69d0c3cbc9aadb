"""Carrying at 报送: a package goes to a stick or into a mail, and who takes it is taken down (J5)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.services.desk import Desk
from app.services.month_end.carrying import Way
from app.services.report_views import Exported, SentPackage
from app.ui import files
from app.ui.dialogs import MessageDialog
from app.ui.parts import MAIL_READY, megabytes, written_dialog
from app.ui.reports.carrying_window import CarryingWindow, fill_line
from app.ui.worker import Worker

__all__ = ["Carriage"]


class Carriage(QObject):
    """Works for ``page``; ``written`` asks to read anew."""

    said = Signal(str)
    written = Signal()

    def __init__(self, page: QWidget, desk: Desk, work: Worker) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._work = work

    def export(self, package: SentPackage, way: Way = "stick") -> None:
        """Write a package to a stick, or to a folder for mail; the same bytes every time (P6)."""
        stick = way == "stick"
        where = "导出到哪里（请选U盘）" if stick else "邮件副本存到哪个文件夹"
        folder = files.ask_folder(self._page, where)
        if folder is None:
            return
        self._work.run(
            "正在写入并核对，请不要拔出U盘" if stick else "正在写入并核对",
            lambda progress: self._desk.reports.export(
                package.epoch, package.number, folder, way=way, progress=progress
            ),
            self._exported if stick else self._mail_written,
        )

    def _exported(self, written: Exported) -> None:
        self.said.emit("已写入并核对，可以拔出U盘。")
        more = "请交给县局，并把县局的回执文件带回来导入。"
        self._tell_written(written_dialog(self._page, written.files, more=more), written)

    def _mail_written(self, written: Exported) -> None:
        self.said.emit("邮件副本已写好并核对。")
        count, size = len(written.files), megabytes(written.size)
        more = (
            f"共 {count} 个文件，{size}，请全部作为附件发给县局，可以分几封发。"
            if count > 1
            else f"{size}，请作为附件发给县局，并把县局回复的回执文件存下来导入。"
        )
        dialog = written_dialog(self._page, written.files, more=more, banner=MAIL_READY)
        self._tell_written(dialog, written)

    def _tell_written(self, dialog: MessageDialog, written: Exported) -> None:
        """The moment itself; who takes it may be taken down at once."""
        dialog.add("知道了", accept=True, default=True)
        later = dialog.add("登记谁送去…", accept=False)
        dialog.exec()
        self.written.emit()
        if dialog.clicked is later:
            fill_line(self._page, self._desk, written.carrying)

    def show_carrying(self) -> None:
        """Who took which stick when."""
        CarryingWindow(self._page, self._desk).exec()
