"""扣下不报: which records stay out of the package, and why (F60)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.parts import heading, muted, text

__all__ = ["HoldDialog"]

SHOWN = 6


class HoldDialog(QDialog):
    """Asks for the reason; ``reason`` is it once the dialog was accepted."""

    def __init__(self, parent: QWidget | None, titles: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle("扣下不报")
        self.setMinimumWidth(theme.px(500))
        self.line = QPlainTextEdit()
        self.line.setAccessibleName("扣下的原因")
        self.line.setPlaceholderText("例如：当事人身份证号还没有核对")
        self.line.setTabChangesFocus(True)
        self.line.setFixedHeight(theme.px(84))
        self.buttons = QDialogButtonBox()
        self.accept_button = QPushButton("扣下")
        self.accept_button.setProperty("role", "primary")
        self.buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QPushButton("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        listed = [f"· {title}" for title in titles[:SHOWN]]
        if len(titles) > SHOWN:
            listed.append(f"……共 {len(titles)} 条")
        column = QVBoxLayout(self)
        side = theme.px(18)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(8))
        column.addWidget(heading(f"扣下 {len(titles)} 条，不随本月的包报送"))
        column.addWidget(text("\n".join(listed)))
        column.addWidget(
            muted(
                "连同其中的当事人、文书、记录一起扣下，县局暂不统计；解除以后随下一个包补报，不会丢。"
                "以前报过的内容，县局仍保留报过时的样子。"
            )
        )
        column.addWidget(text("原因（必填）"))
        column.addWidget(self.line)
        column.addWidget(self.buttons)
        self.line.textChanged.connect(self._changed)
        self._changed()
        self.line.setFocus()

    @property
    def reason(self) -> str:
        """Why."""
        return self.line.toPlainText().strip()

    def _changed(self) -> None:
        self.accept_button.setEnabled(bool(self.reason))
