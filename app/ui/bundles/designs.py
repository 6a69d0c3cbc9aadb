"""改文书和报表: what a county changes of papers and tables, each on a page of one window (F64)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.services.desk import Desk
from app.ui import theme
from app.ui.bundles.paper_page import PaperPage
from app.ui.bundles.tables_page import NumbersPage, ReportColumnsPage
from app.ui.parts import button, line_of
from app.ui.sizes import open_at
from app.ui.tab_pages import TabPages

__all__ = ["DesignsWindow"]


class DesignsWindow(QDialog):
    """The window. ``kept`` says that the next version holds something else."""

    kept = Signal(str)

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self.setWindowTitle("改文书和报表")
        open_at(self, 1300, 690)
        self.papers = PaperPage(desk)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self.reports = ReportColumnsPage(desk)
        self.numbers = NumbersPage(desk)
        for page, words in (
            (self.papers, "文书栏目"),
            (self.reports, "统计表栏目"),
            (self.numbers, "文书编号"),
        ):
            page.kept.connect(self.kept)
            self.tabs.addTab(page, words)
        column = QVBoxLayout(self)
        side = theme.px(14)
        column.setContentsMargins(side, side, side, side)
        column.addWidget(self.tabs, 1)
        close = button("关闭", self.close)
        column.addLayout(line_of((close,), stretch_after=False))

    def show_paper(self, code: str, since: date | None = None) -> None:
        """Open a paper on its page."""
        self.tabs.setCurrentWidget(self.papers)
        self.papers.open(code, since)

    def reject(self) -> None:
        """Ask before what was not kept is given up."""
        if self._may_close():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As ``reject``."""
        if self._may_close():
            event.accept()
        else:
            event.ignore()

    def _may_close(self) -> bool:
        for page in (self.papers, self.reports, self.numbers):
            if page.dirty:
                self.tabs.setCurrentWidget(page)
                if not page.may_leave():
                    return False
                page.dirty = False
        return True
