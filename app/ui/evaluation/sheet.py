"""打分: the sheet of one dossier on screen, every item with points, deduction and reason (F68).

What the machine found stands beside an item in grey. It is never carried over into the deduction.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.rules.evaluation import Mark
from app.services.base import Rejected
from app.services.desk import Desk
from app.services.evaluation.views import DossierView, ItemView
from app.ui import dialogs, theme
from app.ui.bureau.record import open_record
from app.ui.parts import button, heading, line_of, scrolling, text
from app.ui.sizes import open_at

__all__ = ["ScoreDialog"]

HINT = "右边灰字是程序自查的提示，只供参考：扣不扣、扣几分由评查人定。"
GONE = "这份卷宗现在不在本局（收件已撤销，或者该所收回了），没有程序自查的提示。"
DOUBT = "分值没有核对过官方评分表，县局可以用配置包换成自己的。"
HEADS = ("大项", "考评内容", "分值", "扣分", "扣分原因", "程序自查的提示")


@dataclass(frozen=True, slots=True)
class _Line:
    """The widgets of one item."""

    item: ItemView
    deduction: QSpinBox
    reason: QLineEdit
    veto: QCheckBox | None

    @property
    def mark(self) -> Mark:
        """What stands there."""
        veto = self.veto is not None and self.veto.isChecked()
        return Mark(self.deduction.value(), self.reason.text().strip(), veto)


class ScoreDialog(QDialog):
    """The dialog; accepted once the marks were kept."""

    def __init__(self, parent: QWidget | None, desk: Desk, dossier: DossierView) -> None:
        super().__init__(parent)
        self._desk = desk
        self._of = dossier
        self._service = desk.evaluation
        view = self._service.score_sheet(dossier.round, dossier.office, dossier.case)
        self.setWindowTitle("卷宗评查打分")
        open_at(self, 1180, 680)
        self.lines: list[_Line] = []
        self.total = heading()
        self._known = view.machine_score is not None
        machine = f"程序自查 {view.machine_score} 分。{HINT}" if self._known else GONE
        self.machine = text(machine, "muted")
        self.problem = text("", "problem")
        self.problem.hide()
        self.reader = QLineEdit(dossier.reader)
        self.reader.setAccessibleName("评查人")
        self.opinion = QLineEdit(view.opinion)
        self.opinion.setAccessibleName("评查意见")
        self.save = button("保存", self.keep, role="primary", key="Ctrl+S")
        self.look = button("看卷宗…", self.open_dossier)
        cancel = button("取消", self.reject)
        column = QVBoxLayout(self)
        side = theme.px(14)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.addWidget(heading(f"{dossier.office_name} {dossier.number} {dossier.title}"), 1)
        head.addWidget(self.total)
        column.addLayout(head)
        doubt = "" if view.sheet_confirmed else DOUBT
        column.addWidget(text(f"{view.sheet_title}。{doubt}评查单位：{dossier.reader_office}。"))
        column.addWidget(self.machine)
        column.addWidget(scrolling(self._table(view.items)), 1)
        foot = QHBoxLayout()
        for words, line, share in (
            ("评查人(&R)", self.reader, 1),
            ("评查意见(&Y)", self.opinion, 4),
        ):
            label = QLabel(words)
            label.setBuddy(line)
            foot.addWidget(label)
            foot.addWidget(line, share)
        column.addLayout(foot)
        column.addWidget(self.problem)
        column.addLayout(line_of((self.look, self.save, cancel), stretch_after=False))
        if view.round.closed_at is not None:
            self._only_look()
        self._count()
        self._before = self._typed()
        if self.lines:
            self.lines[0].deduction.setFocus()

    def _table(self, items: tuple[ItemView, ...]) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, theme.px(8), 0)
        grid.setHorizontalSpacing(theme.px(10))
        for at, words in enumerate(HEADS):
            grid.addWidget(text(words, "muted"), 0, at)
        before = ""
        for row, item in enumerate(items, 1):
            grid.addWidget(text(item.group if item.group != before else ""), row, 0)
            before = item.group
            grid.addWidget(text(f"{item.id} {item.text}"), row, 1)
            grid.addWidget(QLabel(str(item.points)), row, 2, Qt.AlignmentFlag.AlignCenter)
            line = self._line(item)
            self.lines.append(line)
            grid.addWidget(line.deduction, row, 3)
            grid.addWidget(line.reason, row, 4)
            nothing = "没有发现问题" if self._known else ""
            hint = text("；".join(item.hints) or nothing, "muted")
            under = QVBoxLayout()
            under.setSpacing(0)
            under.addWidget(hint)
            if line.veto is not None:
                under.addWidget(line.veto)
            grid.addLayout(under, row, 5)
        for at, share in enumerate((2, 7, 0, 0, 6, 7)):
            grid.setColumnStretch(at, share)
        return inner

    def _line(self, item: ItemView) -> _Line:
        deduction = QSpinBox()
        deduction.setRange(0, item.points)
        deduction.setValue(item.mark.deduction)
        deduction.setAccessibleName(f"{item.id}扣分")
        deduction.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the sheet
        deduction.valueChanged.connect(lambda _: self._count())
        reason = QLineEdit(item.mark.reason)
        reason.setCursorPosition(0)  # what is too long shows its beginning
        reason.setAccessibleName(f"{item.id}扣分原因")
        veto = None
        if item.may_veto:
            veto = QCheckBox("一票否决")
            veto.setChecked(item.mark.veto)
            veto.toggled.connect(lambda _: self._count())
        return _Line(item, deduction, reason, veto)

    @property
    def marks(self) -> dict[str, Mark]:
        """What stands on the sheet."""
        return {line.item.id: line.mark for line in self.lines}

    def _count(self) -> None:
        total, band = self._service.preview(self._of.round, self.marks)
        self.total.setText(f"{total} 分 · {band}")

    def _only_look(self) -> None:
        self.save.setEnabled(False)
        for line in self.lines:
            line.deduction.setReadOnly(True)
            line.deduction.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            line.reason.setReadOnly(True)
            if line.veto is not None:
                line.veto.setEnabled(False)
        for edit in (self.reader, self.opinion):
            edit.setReadOnly(True)
        self.problem.setText("这次评查已经结束，分数不能再改。")
        self.problem.show()

    def keep(self) -> None:
        """Keep the marks; what is not right is named, and the cursor put there."""
        of = self._of
        try:
            self._service.score(
                of.round,
                of.office,
                of.case,
                self.marks,
                reader=self.reader.text(),
                opinion=self.opinion.text(),
            )
        except Rejected as rejected:
            self._name(rejected)
        except Exception as error:
            dialogs.report(self, error)
        else:
            self.accept()

    def reject(self) -> None:
        """Ask before marks and reasons are thrown away."""
        if self._typed() != self._before and not dialogs.ask(
            self, "不保存就关闭吗？", "刚才打的分会丢掉。", yes="不保存", careful=True
        ):
            return
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter leads to the next field, as in every form; on a button it presses the button."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.focusWidget() is self.opinion and self.save.isEnabled():
                self.save.setFocus()  # the last field leads to what keeps it
            else:
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _typed(self) -> tuple[object, ...]:
        return (self.marks, self.reader.text(), self.opinion.text())

    def _name(self, rejected: Rejected) -> None:
        first = rejected.problems[0]
        where = {line.item.id: line.reason for line in self.lines}
        where["reader"] = self.reader
        named = f"第 {first.field} 项：" if first.field in {i.item.id for i in self.lines} else ""
        self.problem.setText(f"{named}{first.message}")
        self.problem.show()
        where[first.field].setFocus()

    def open_dossier(self) -> None:
        """The dossier itself, as the office sent it."""
        open_record(self, self._desk.bureau, self._of.office, "case", self._of.case)
