"""Beside the papers of a case: who signed what, the scans, the dossier check."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.forms.formset import formset
from app.forms.mediation.steps import MARK_SEEN
from app.services.desk import Desk
from app.services.mediation.marks import ExpectedMark
from app.services.mediation.scans import ScanCard
from app.ui import dialogs, files, theme
from app.ui.background import Progress, run
from app.ui.case_forms import context_of
from app.ui.elided import ElidedLabel
from app.ui.form_dialog import fill
from app.ui.item_list import ItemList
from app.ui.pdf_view import preview

__all__ = ["FindingsPanel", "MarksPanel", "ScansPanel"]

KINDS = {"signature": "签名", "fingerprint": "指印", "seal": "盖章"}
SCAN_FILES = "扫描件 (*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.pdf)"
LARGEST_SCAN = 64 * 1024 * 1024
LEVELS = {"X": ("否决", "bad"), "E": ("错误", "bad"), "W": ("提醒", "warn")}
DATA = Qt.ItemDataRole.UserRole


class MarksPanel(QFrame):
    """签章核对 of the paper in hand: what is on the paper itself, seen by whom and when."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._paper = desk, ""
        theme.set_role(self, "strip")
        self.words = ElidedLabel()
        self.all = QPushButton("纸上已齐，全部登记…")
        self.all.clicked.connect(self._record_all)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(4), theme.px(6), theme.px(4))
        row.addWidget(self.words, 1)
        row.addWidget(self.all)

    def show_paper(self, paper: str) -> None:
        """Show who has to sign ``paper`` and who was seen to have."""
        self._paper = paper
        marks = self._desk.mediation.marks.expected(paper)
        self.setVisible(bool(marks))
        missing = [mark for mark in marks if not mark.valid]
        self.all.setVisible(bool(missing))
        if missing:
            self.words.setText("签章核对，还缺：" + "、".join(_needed(mark) for mark in missing))
        elif marks:
            seen = marks[0].recorded[0]
            self.words.setText(f"签章已齐（{seen.seen_by}，{seen.seen_on:%Y-%m-%d} 核对）")

    def _record_all(self) -> None:
        marks = self._desk.mediation.marks
        taken = fill(
            self,
            MARK_SEEN,
            context_of(self._desk),
            lambda v: marks.record_all(self._paper, seen_by=v["seen_by"], seen_on=v["seen_on"]),
            title="签章核对",
            about="请对照纸质原件逐一看过再登记。程序不代替签名，只记下谁在哪天看到了。",
            values={"seen_on": self._desk.clock().date()},
            yes="登记",
        )
        if taken:
            self.show_paper(self._paper)


def _needed(mark: ExpectedMark) -> str:
    kinds = "或".join(KINDS[kind] for kind in mark.kinds)
    return f"{mark.person or mark.label}（{kinds}）"


class ScansPanel(QWidget):
    """Scanned originals: filed in a part of the dossier, printed there, kept encrypted."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._case = desk, ""
        self.part = QComboBox()
        self.list = QListWidget()
        self.list.setAccessibleName("扫描件")
        self.list.itemActivated.connect(self._look)
        self.hint = QLabel("还没有扫描件。选好归入哪一件，再按“添加”；也可以把文件拖到这里。")
        theme.set_role(self.hint, "muted")
        add, look, remove = QPushButton("添加…"), QPushButton("查看"), QPushButton("移出")
        add.clicked.connect(self._add)
        look.clicked.connect(lambda: self._look(self.list.currentItem()))
        remove.clicked.connect(self._remove)
        bar = QHBoxLayout()
        bar.addWidget(QLabel("归入"))
        bar.addWidget(self.part, 1)
        for button in (add, look, remove):
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        self.setAcceptDrops(True)

    def show_case(self, case: str | None, part: str = "") -> None:
        """Show the scans of ``case``; new ones go to ``part``."""
        self._case = case or ""
        if not self._case:
            return
        summary = self._desk.mediation.cases.summary(self._case)
        chosen = part or self.part.currentData()
        self.part.clear()
        titles = {}
        for one in formset(summary.formset).parts:
            titles[one.code] = one.title
            if one.scans:
                self.part.addItem(one.title, one.code)
        self.part.setCurrentIndex(max(self.part.findData(chosen), 0))
        self.list.clear()
        for scan in self._desk.mediation.scans.listed(self._case):
            words = f"{titles.get(scan.part, '其他材料')} · {scan.title} · {scan.pages} 页"
            item = QListWidgetItem(words)
            item.setData(DATA, scan)
            self.list.addItem(item)
        self.hint.setVisible(self.list.count() == 0)

    def _add(self) -> None:
        self.attach(files.ask_open(self, "添加扫描件", SCAN_FILES))

    def attach(self, paths: list[Path]) -> None:
        """File each of ``paths``; a bad one is named and the others are filed."""
        if not paths or not self._case:
            return
        case, part = self._case, str(self.part.currentData() or "")
        scans = self._desk.mediation.scans

        def work(progress: Progress) -> list[str]:
            refused = []
            for done, path in enumerate(paths):
                progress(done, len(paths))
                try:
                    scans.attach(case, part, _read(path), path.stem)
                except ActionableError as error:
                    refused.append(f"{path.name}：{error.what}{error.do}")
            return refused

        run(self, "正在存入扫描件", work, done=self._attached)

    def _attached(self, refused: list[str]) -> None:
        self.show_case(self._case)
        self.changed.emit()
        if refused:
            dialogs.warn(self, f"有 {len(refused)} 个文件没有存入。", "\n".join(refused))

    def _look(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        scan: ScanCard = item.data(DATA)
        data = self._desk.mediation.scans.read(scan.uid)

        def work(_: Progress) -> bytes:
            from app.forms.dossier import FiledScan
            from app.printing.dossier import print_scan

            filed = FiledScan(scan.title, data, scan.media_type)
            return print_scan(filed, author=self._desk.identity.code)

        def show(pdf: bytes) -> None:
            preview(self, scan.title, pdf, file_name=f"scan-{scan.uid[:8]}")

        run(self, "正在打开扫描件", work, done=show)

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        scan: ScanCard = item.data(DATA)
        if dialogs.ask(
            self,
            f"把“{scan.title}”移出卷宗吗？",
            "内容仍保存在库里，但这一版还不能在窗口里找回。",
            yes="移出",
            careful=True,
        ):
            self._desk.mediation.scans.remove(scan.uid)
            self.show_case(self._case)
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


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_SCAN:
            raise ActionableError("M05", "文件超过 64 MB。", do="请用较低的分辨率重新扫描。")
        return path.read_bytes()
    except OSError as error:
        raise ActionableError("M06", "文件读不出来。", do="请检查U盘是否还插着。") from error


class FindingsPanel(QWidget):
    """卷宗自查: the score, and each finding leads to the field where it is mended."""

    go = Signal(str, str)  # paper or form, field

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.score = QLabel()
        theme.set_role(self.score, "heading")
        self.list = ItemList(lead_width=110)
        self.list.setAccessibleName("自查发现的问题")
        self.list.opened.connect(lambda where: self.go.emit(*where))
        hint = QLabel("双击或按回车，打开要改的地方。评分表和分值由县局设定。")
        theme.set_role(hint, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.score)
        column.addWidget(self.list, 1)
        column.addWidget(hint)

    def check(self, case: str) -> None:
        """Check the dossier and show what was found."""
        review = self._desk.mediation.review.check(case)
        self.score.setText(f"{review.score} 分 · {review.band} · {len(review.findings)} 处")
        self.list.clear()
        for finding in review.findings:
            words, tone = LEVELS.get(finding.level, ("提醒", "warn"))
            points = f"（扣 {finding.points} 分）" if finding.points else ""
            where = (finding.paper or finding.form, finding.field)
            self.list.add(
                f"{finding.message}{points}", where, lead=f"{finding.rule} {words}", tone=tone
            )
        if not review.findings:
            self.list.add("没有发现问题。")
        self.list.select_first()
