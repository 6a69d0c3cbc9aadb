"""Beside the papers of a case: who signed what, the scans, the dossier check."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.mediation.steps import MARK_SEEN
from app.services.desk import Desk
from app.services.mediation.marks import ExpectedMark
from app.ui import theme
from app.ui.elided import ElidedLabel
from app.ui.form_dialog import fill
from app.ui.item_list import ItemList
from app.ui.mediation.case_forms import context_of
from app.ui.mediation.marks_dialog import KINDS, MarksDialog
from app.ui.scans_panel import ScanHome, ScansPanel

__all__ = ["CaseScans", "FindingsPanel", "MarksPanel"]

LEVELS = {"X": ("否决", "bad"), "E": ("错误", "bad"), "W": ("提醒", "warn")}


class MarksPanel(QFrame):
    """签章核对 of the paper in hand: what is on the paper itself, seen by whom and when."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._paper = desk, ""
        theme.set_role(self, "strip")
        self.words = ElidedLabel()
        self.all = QPushButton("纸上已齐，全部登记…")
        self.all.clicked.connect(self._record_all)
        self.each = QPushButton("逐处核对…")
        self.each.setToolTip("一处一处登记，登记错了的也在这里撤回")
        self.each.clicked.connect(self._record_each)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(4), theme.px(6), theme.px(4))
        row.addWidget(self.words, 1)
        row.addWidget(self.each)
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

    def _record_each(self) -> None:
        if MarksDialog(self, self._desk, self._paper).exec() == MarksDialog.DialogCode.Accepted:
            self.show_paper(self._paper)

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


class CaseScans(ScansPanel):
    """The scans of a case, in the parts of its dossier."""

    def show_case(self, case: str | None, part: str = "") -> None:
        """Show the scans of ``case``; new ones go to ``part``."""
        if case:
            mediation = self.desk.mediation
            parts = mediation.dossier.listing(case).parts
            self.show_home(ScanHome(mediation.scans, case, parts), part)


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
