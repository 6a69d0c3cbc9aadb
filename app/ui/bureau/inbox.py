"""收件: the bureau's page of four tabs over one worker (F56-F58, F65, F66, J6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.services.bureau.views import Board, OfficeView, ReceivedView
from app.services.desk import Desk
from app.services.reminders import Target
from app.services.report_views import KeyCard
from app.ui import theme
from app.ui.bureau.board import BoardTab
from app.ui.bureau.offices import OfficesTab
from app.ui.bureau.receive import ReceiveTab
from app.ui.bureau.received import ReceivedTab
from app.ui.page import Page
from app.ui.parts import button, months_back, scrolling
from app.ui.reports.slips_window import SlipsWindow
from app.ui.tab_pages import TabPages
from app.ui.worker import Worker

__all__ = ["InboxPage"]

MONTHS = 6
"""On the board."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What one look into the store brought."""

    received: list[ReceivedView]
    offices: list[OfficeView]
    board: Board
    own: KeyCard


class InboxPage(Page):
    """The tab of a bureau."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._bureau = desk.bureau
        self._work = Worker(self)
        self._wanted = ""
        self.setAcceptDrops(True)
        self.receive = ReceiveTab(self._bureau, self._work)
        self.received = ReceivedTab(self._bureau, self._work)
        self.board = BoardTab()
        self.offices = OfficesTab(self._bureau, self._work)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self._order: list[QWidget] = []
        for widget, words in (
            (self.receive, "收件"),
            (self.received, "收过的包"),
            (self.board, "报送一览"),
            (self.offices, "各所公钥"),
        ):
            self._order.append(widget)
            self.tabs.addTab(scrolling(widget), words)
        self.slips = button("更正单…", self.show_slips, tip="各所改动报过的内容时写的更正单")
        corner = QFrame()  # a button alone would hang from the lower edge of the bar
        corner.setProperty("role", "corner")
        beside = QVBoxLayout(corner)
        beside.setContentsMargins(0, theme.px(2), theme.px(4), theme.px(4))
        beside.addWidget(self.slips)
        self.tabs.setCornerWidget(corner)
        column = QVBoxLayout(self)
        side = theme.px(18)
        column.setContentsMargins(side, theme.px(8), side, theme.px(14))
        column.addWidget(self.tabs, 1)
        for tab in (self.receive, self.received, self.offices):
            tab.changed.connect(self.refresh)
            tab.said.connect(self.said)
        self.refresh()

    def refresh(self) -> None:
        """Read what has come, off the window's thread."""
        self._work.then(self._begin_reading)

    def open_target(self, target: Target) -> None:
        """Lead to an office's key, or to what it has sent."""
        keys = target.part == "keys"
        self.turn_to(self.offices if keys else self.board)
        if keys and target.uid:
            self._wanted = target.uid
            self.offices.choose(target.uid)

    def show_slips(self) -> None:
        """What the offices corrected after they had reported it (F61)."""
        window = SlipsWindow(self, self._desk)
        window.wants.connect(self.wants)
        window.exec()

    def turn_to(self, tab: QWidget) -> None:
        """Bring one of the four tabs to the front."""
        self.tabs.setCurrentIndex(self._order.index(tab))

    def _begin_reading(self) -> None:
        self._work.run("正在读取收件情况", lambda _: self._read(), self._show)

    def _read(self) -> _Read:
        months = months_back(self._desk.clock().date(), MONTHS)
        return _Read(
            self._bureau.received(),
            self._bureau.offices(),
            self._bureau.board(months),
            self._bureau.keys.own(),
        )

    def _show(self, read: _Read) -> None:
        self.received.show_views(read.received)
        self.board.show_board(read.board, read.offices)
        self.offices.show_offices(read.offices, read.own)
        if self._wanted:
            self.offices.choose(self._wanted)
            self._wanted = ""

    # --- files dropped on the page -----------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Packages and folders are looked at; key files are read."""
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls()])

    def take(self, dropped: Sequence[Path]) -> None:
        """What was dropped: key files go to the keys, everything else is looked at."""
        keys = [path for path in dropped if path.suffix == ".sfk"]
        rest = [path for path in dropped if path not in keys]
        if rest:
            self.turn_to(self.receive)
            self.receive.inspect(rest)
        elif keys:
            self.turn_to(self.offices)
            self.offices.read_offers(keys)
