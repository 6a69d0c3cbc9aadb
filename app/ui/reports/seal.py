"""封存: the head looks at the month in figures and puts a name to it (F60)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSpinBox, QWidget

from app.days import month_words
from app.services.month_end.summary import Summary
from app.sync.package import VOLUME_MIB, VOLUME_MIB_RANGE
from app.ui import theme
from app.ui.dialogs import MessageDialog
from app.ui.parts import line_of, text

__all__ = ["SealDialog"]


class SealDialog(MessageDialog):
    """Accepted when the head confirmed; ``name`` is who."""

    def __init__(
        self,
        parent: QWidget | None,
        summary: Summary,
        words: str,
        *,
        volume_mib: int = VOLUME_MIB,
    ) -> None:
        super().__init__(
            parent, f"封存 {month_words(summary.month)}：请所长核对", words, picture="help"
        )
        self.setFixedWidth(theme.px(620))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnStretch(1, 1)
        self.lines: list[str] = []
        for row, duty in enumerate(summary.figures):
            said = summary.said_of(duty.duty)
            self.lines.append(f"{duty.words}：{said}")
            name = QLabel(duty.words)
            name.setProperty("role", "muted")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text(said), row, 1)
        if summary.held:
            row = grid.rowCount()
            self.lines.append(f"扣下不报：{summary.held} 条")
            grid.addWidget(text("扣下不报", "muted"), row, 0)
            grid.addWidget(text(f"{summary.held} 条，以后补报", "warning"), row, 1)
        self.head = QComboBox()
        self.head.setEditable(True)
        self.head.setAccessibleName("所长姓名")
        self.head.addItems(list(summary.heads))
        label = QLabel("所长(&H)")
        label.setBuddy(self.head)
        grid.addWidget(label, grid.rowCount(), 0)
        grid.addWidget(self.head, grid.rowCount() - 1, 1)
        self.volume = QSpinBox()
        self.volume.setRange(VOLUME_MIB_RANGE.start, VOLUME_MIB_RANGE.stop - 1)
        self.volume.setValue(volume_mib)
        self.volume.setSuffix(" MB")
        self.volume.setAccessibleName("每个文件最大")
        size = QLabel("每个文件最大(&S)")
        size.setBuddy(self.volume)
        row = grid.rowCount()
        grid.addWidget(size, row, 0)
        grid.addLayout(line_of((self.volume,)), row, 1)
        tip = "包大时分成几个文件；用邮件报送、附件有限制的，改小一些"
        grid.addWidget(text(tip, "muted"), row + 1, 1)
        self.put(inner)
        self.seal = self.add("核对无误，封存", accept=True, default=True)
        self.add("取消", accept=False)
        self.head.editTextChanged.connect(self._changed)
        self._changed(self.head.currentText())

    @property
    def name(self) -> str:
        """The head's name."""
        return self.head.currentText().strip()

    def _changed(self, _: str) -> None:
        self.seal.setEnabled(bool(self.name))
        if not self.name:
            self.head.setFocus()
