"""本所设置: numbering, dossier list, page numbers, printer offset, auto-lock, type size."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.forms.formset import formsets
from app.services.access import Work
from app.services.desk import Desk
from app.services.mediation.numbering import check_template
from app.ui import dialogs
from app.ui.buttons import Button
from app.ui.mediation.committees_dialog import CommitteesDialog
from app.ui.parts import scrolling
from app.ui.preferences import SCALES, Preferences
from app.ui.sizes import room
from app.ui.theme import px, set_role

__all__ = ["SettingsDialog"]

TOKENS = "可用 {简称} {年} {序号:3}（三位，前面补零）"


class SettingsDialog(QDialog):
    """What an office may do its own way; saved with 确定."""

    def __init__(self, parent: QWidget | None, desk: Desk, preferences: Preferences) -> None:
        super().__init__(parent)
        self._desk, self._preferences = desk, preferences
        self.setWindowTitle("设置")
        self.setMinimumWidth(px(560))
        habits = desk.settings.habits()
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setVerticalSpacing(px(10))
        self.template = QComboBox()
        self.template.setEditable(True)
        self.template.addItems(desk.settings.number_templates())
        self.template.setCurrentText(habits.number_template)
        hint = QLabel(TOKENS)
        set_role(hint, "muted")
        self.number_at = _choice(
            (("acceptance", "受理时"), ("agreement", "达成协议时")), habits.number_at
        )
        self.formset = _choice(((f.code, f.title) for f in formsets().values()), habits.formset)
        self.place = _choice(
            (("outer_top", "右上角（背面左上角）"), ("bottom_centre", "页脚居中")),
            habits.page_number_place,
        )
        self.ranges = _tick(
            "卷内目录写起止页号（不勾选时只写首页，最后一件写起止）", habits.contents_range
        )
        self.both = _tick("双面打印（背面的装订边在右）", habits.both_sides)
        self.dx, self.dy = _millimetres(habits.printer_dx_mm), _millimetres(habits.printer_dy_mm)
        self.lock = _minutes(habits.auto_lock_minutes)
        self.cut_numbers = _tick("列表和导出的表格遮盖证件号码、电话和住址", habits.mask_numbers)
        self.roster = Button("调委会与名册…")
        self.roster.setAutoDefault(False)
        self.roster.clicked.connect(lambda: CommitteesDialog(self, desk).exec())
        self.scale = _choice(((str(s), f"{s}%") for s in SCALES), str(preferences.scale))
        self._rows(form, hint)
        self._leave_to_others(form)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(px(14))
        inner = QWidget()
        inner.setLayout(form)
        column.addWidget(scrolling(inner), 1)
        column.addWidget(buttons)
        around = column.contentsMargins().top() + column.contentsMargins().bottom()
        rest = buttons.sizeHint().height() + column.spacing() + around
        self.resize(self.minimumWidth(), min(inner.sizeHint().height() + rest, room(self)[1]))

    def _rows(self, form: QFormLayout, hint: QLabel) -> None:
        """What there is to choose; a bureau numbers and binds no dossiers."""
        if self._desk.identity.kind == "office":
            form.addRow("卷号样式", self.template)
            form.addRow("", hint)
            form.addRow("何时编号", self.number_at)
            form.addRow("卷内目录", self.formset)
            form.addRow("页号位置", self.place)
            form.addRow("", self.ranges)
            form.addRow("", self.both)
        form.addRow("打印左右偏移", self.dx)
        form.addRow("打印上下偏移", self.dy)
        if self._desk.identity.kind == "office" and self._desk.may(Work.CASES):
            form.addRow("", self.roster)
        form.addRow("无人操作时锁定", self.lock)
        form.addRow("", self.cut_numbers)
        form.addRow("字号", self.scale)

    def _leave_to_others(self, form: QFormLayout) -> None:
        """What this account may not change is shown and stays as it is."""
        self._whole = self._desk.may(Work.OFFICE)
        if self._whole:
            return
        whose = QLabel("打印偏移和字号可以自己调；其余由所长或管理员改。")
        set_role(whose, "muted")
        form.addRow("", whose)
        choices = (self.template, self.number_at, self.formset, self.place)
        for widget in (*choices, self.ranges, self.both, self.lock, self.cut_numbers):
            widget.setEnabled(False)
        for shift in (self.dx, self.dy):
            shift.setEnabled(self._desk.may(Work.CASES))

    def save(self) -> None:
        """Keep the settings; a number template without its counter is refused."""
        if not self._whole:
            self._preferences.scale = int(self.scale.currentData())
            if self._desk.may(Work.CASES):
                self._desk.settings.adjust_printer(self.dx.value(), self.dy.value())
            self.accept()
            return
        template = self.template.currentText().strip()
        try:
            check_template(template)
        except ActionableError as error:
            dialogs.tell(self, error)
            self.template.setFocus()
            return
        self._desk.settings.change_habits(
            {
                "number_template": template,
                "number_at": self.number_at.currentData(),
                "formset": self.formset.currentData(),
                "page_number_place": self.place.currentData(),
                "contents_range": self.ranges.isChecked(),
                "both_sides": self.both.isChecked(),
                "printer_dx_mm": self.dx.value(),
                "printer_dy_mm": self.dy.value(),
                "auto_lock_minutes": self.lock.value(),
                "mask_numbers": self.cut_numbers.isChecked(),
            }
        )
        self._preferences.scale = int(self.scale.currentData())
        self.accept()


def _choice(entries: Iterable[tuple[str, str]], current: str) -> QComboBox:
    box = QComboBox()
    for code, words in entries:
        box.addItem(words, code)
    box.setCurrentIndex(max(box.findData(current), 0))
    return box


def _tick(words: str, on: bool) -> QCheckBox:
    box = QCheckBox(words)
    box.setChecked(on)
    return box


def _minutes(value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, 120)
    box.setSuffix(" 分钟")
    box.setValue(value)
    return box


def _millimetres(value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(-20, 20)
    box.setDecimals(1)
    box.setSingleStep(0.5)
    box.setSuffix(" 毫米")
    box.setValue(value)
    return box
