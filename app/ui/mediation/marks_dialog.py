"""逐处核对: which signature, fingerprint or seal was seen on the paper, ticked place by place.

A tick taken out again takes back what was noted by mistake.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.errors import ActionableError
from app.forms.mediation.steps import MARK_SEEN
from app.services.desk import Desk
from app.services.mediation.marks import ExpectedMark, RecordedMark
from app.ui import dialogs, theme
from app.ui.form_dialog import fill
from app.ui.mediation.case_forms import context_of
from app.ui.parts import button, heading, line_of, text
from app.ui.sizes import open_at

__all__ = ["KINDS", "MarksDialog"]

KINDS = {"signature": "签名", "fingerprint": "指印", "seal": "盖章"}
DATA = Qt.ItemDataRole.UserRole
ABOUT = "请对照纸质原件逐一看过再登记。程序不代替签名，只记下谁在哪天看到了。"


class MarksDialog(QDialog):
    """The dialog; accepted once everything stands as it was ticked."""

    def __init__(self, parent: QWidget | None, desk: Desk, paper: str) -> None:
        super().__init__(parent)
        self._desk, self._paper = desk, paper
        self.setWindowTitle("逐处核对签章")
        self.list = QListWidget()
        self.list.setAccessibleName("签章")
        for mark in desk.mediation.marks.expected(paper):
            for kind in mark.kinds:
                self._add(mark, kind)
        self.save = button("保存", self.keep, role="primary")
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.px(8))
        column.addWidget(heading("纸上有的打勾；登记错了的，去掉勾"))
        column.addWidget(text(ABOUT, "muted"))
        column.addWidget(self.list, 1)
        column.addLayout(line_of((self.save, button("取消", self.reject)), stretch_after=False))
        open_at(self, 560, 420)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _add(self, mark: ExpectedMark, kind: str) -> None:
        seen = next((one for one in mark.recorded if one.kind == kind), None)
        words = f"{mark.label}　{mark.person}：{KINDS[kind]}".replace("　：", "：")
        if seen is not None:
            words += f"（{seen.seen_by}，{seen.seen_on:%Y-%m-%d} 核对）"
        item = QListWidgetItem(words)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if seen else Qt.CheckState.Unchecked)
        item.setData(DATA, (mark.place, mark.person, kind, seen))
        self.list.addItem(item)

    def keep(self) -> None:
        """Note what was ticked, take back what was not; who saw it is asked once."""
        new: list[tuple[str, str, str]] = []
        gone: list[RecordedMark] = []
        for row in range(self.list.count()):
            item = self.list.item(row)
            place, person, kind, seen = item.data(DATA)
            ticked = item.checkState() is Qt.CheckState.Checked
            if ticked and seen is None:
                new.append((place, person, kind))
            elif seen is not None and not ticked:
                gone.append(seen)
        if new and not self._note(new):
            return
        try:
            for mark in gone:
                self._desk.mediation.marks.remove(mark.uid)
        except ActionableError as error:
            dialogs.tell(self, error)
            return
        self.accept()

    def _note(self, new: list[tuple[str, str, str]]) -> bool:
        marks = self._desk.mediation.marks

        def submit(values: dict[str, object]) -> None:
            for place, person, kind in new:
                marks.record(self._paper, place, person, [kind], **values)  # type: ignore[arg-type]

        return fill(
            self,
            MARK_SEEN,
            context_of(self._desk),
            submit,
            title="签章核对",
            about=f"登记 {len(new)} 处。",
            values={"seen_on": self._desk.clock().date()},
            yes="登记",
        )
