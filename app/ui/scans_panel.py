"""Scanned originals in the parts of a dossier: added, looked at, taken out, whatever duty it is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.forms.formset import Part
from app.services.desk import Desk
from app.services.scans import ScanCard, Scans
from app.ui import dialogs, files, theme
from app.ui.background import Progress, run

__all__ = ["ScanHome", "ScansPanel"]

SCAN_FILES = "扫描件 (*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.pdf)"
DATA = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class ScanHome:
    """Whose scans are shown, and the parts they are filed in."""

    scans: Scans
    owner: str
    parts: Sequence[Part]
    describe: Callable[[ScanCard], bool] | None = None  # asks what the contents list says of it


class ScansPanel(QWidget):
    """Scanned originals: filed in a part of the dossier, printed there, kept encrypted."""

    changed = Signal()
    removed = Signal(str, str)  # scan, title

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._home: ScanHome | None = None
        self.part = QComboBox()
        self.part.setMinimumContentsLength(8)
        self.part.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.list = QListWidget()
        self.list.setAccessibleName("扫描件")
        self.list.setMinimumHeight(theme.px(48))
        self.list.itemActivated.connect(self._look)
        self.hint = QLabel("还没有扫描件。选好归入哪一件，再按“添加”；也可以把文件拖到这里。")
        theme.set_role(self.hint, "muted")
        add, look, remove = QPushButton("添加…"), QPushButton("查看"), QPushButton("移出")
        self.about = QPushButton("题名和文号…")
        self.about.clicked.connect(self._describe)
        add.clicked.connect(self._add)
        look.clicked.connect(lambda: self._look(self.list.currentItem()))
        remove.clicked.connect(self._remove)
        bar = QHBoxLayout()
        bar.addWidget(QLabel("归入"))
        bar.addWidget(self.part, 1)
        for button in (add, self.about, look, remove):
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        self.setAcceptDrops(True)

    def show_home(self, home: ScanHome, part: str = "") -> None:
        """Show the scans of ``home``; new ones go to ``part``."""
        self._home = home
        self.about.setVisible(home.describe is not None)
        chosen = part or self.part.currentData()
        self.part.clear()
        titles = {}
        for one in home.parts:
            titles[one.code] = one.title
            if one.scans:
                self.part.addItem(one.title, one.code)
        self.part.setCurrentIndex(max(self.part.findData(chosen), 0))
        self.list.clear()
        for scan in home.scans.listed(home.owner):
            words = f"{titles.get(scan.part, '其他材料')} · {scan.title} · {scan.pages} 页"
            words += "".join(f" · {one}" for one in (scan.number, scan.author) if one)
            item = QListWidgetItem(words)
            item.setData(DATA, scan)
            self.list.addItem(item)
        self.hint.setVisible(self.list.count() == 0)

    def _add(self) -> None:
        self.attach(files.ask_open(self, "添加扫描件", SCAN_FILES))

    def attach(self, paths: list[Path]) -> None:
        """File each of ``paths``; a bad one is named and the others are filed."""
        if not paths or self._home is None:
            return
        home, part = self._home, str(self.part.currentData() or "")

        def work(progress: Progress) -> list[str]:
            refused = []
            for done, path in enumerate(paths):
                progress(done, len(paths))
                try:
                    home.scans.attach(home.owner, part, files.read(path), path.stem)
                except ActionableError as error:
                    refused.append(f"{path.name}：{error.what}{error.do}")
            return refused

        run(self, "正在存入扫描件", work, done=self._attached)

    def _attached(self, refused: list[str]) -> None:
        self._shown_again()
        if refused:
            dialogs.warn(self, f"有 {len(refused)} 个文件没有存入。", "\n".join(refused))

    def _look(self, item: QListWidgetItem | None) -> None:
        if item is None or self._home is None:
            return
        scan: ScanCard = item.data(DATA)
        data = self._home.scans.read(scan.uid)

        def work(_: Progress) -> bytes:
            from app.forms.dossier import FiledScan
            from app.printing.dossier import print_scan

            filed = FiledScan(scan.title, data, scan.media_type)
            return print_scan(filed, author=self.desk.identity.code)

        def show(pdf: bytes) -> None:
            from app.ui.pdf_view import preview  # loaded with the first look

            preview(self, scan.title, pdf, file_name=f"scan-{scan.uid[:8]}", logged="扫描件")

        run(self, "正在打开扫描件", work, done=show)

    def _describe(self) -> None:
        item = self.list.currentItem() or self.list.item(self.list.count() - 1)
        describe = self._home.describe if self._home is not None else None
        if item is not None and describe is not None and describe(item.data(DATA)):
            self._shown_again()

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is None or self._home is None:
            return
        scan: ScanCard = item.data(DATA)
        if dialogs.ask(
            self,
            f"把“{scan.title}”移出卷宗吗？",
            "内容都在，以后在“文件”菜单的“回收站”里可以找回。",
            yes="移出",
            careful=True,
        ):
            self._home.scans.remove(scan.uid)
            self._shown_again()
            self.removed.emit(scan.uid, scan.title)

    def _shown_again(self) -> None:
        if self._home is not None:
            self.show_home(self._home)
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here."""
        mime = event.mimeData()
        if mime.hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """File what was dropped."""
        urls = event.mimeData().urls()
        self.attach([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
