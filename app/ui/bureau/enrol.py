"""电话核对: the office's digits are heard, typed and found equal; only then is its key trusted."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.services.bureau import BureauService
from app.services.report_views import KeyCard
from app.ui import dialogs, theme
from app.ui.parts import DigitsHeard, button, heading, line_of, text

__all__ = ["Enrol"]


class Enrol(QDialog):
    """The dialog; accepted once the key was confirmed."""

    def __init__(self, parent: QWidget | None, bureau: BureauService, card: KeyCard) -> None:
        super().__init__(parent)
        self._bureau = bureau
        self._card = card
        self.setWindowTitle("核对公钥")
        self.setFixedWidth(theme.px(520))
        self.heard = DigitsHeard()
        self.heard.expect(card.fingerprint)
        self.heard.agreed.connect(self._agreed)
        self.confirm = button("一致，登记这个所", self.confirm_key, role="primary")
        self.confirm.setEnabled(False)
        later = button("以后再核对", self.reject)
        column = QVBoxLayout(self)
        side = theme.px(20)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(heading(f"{card.name}（{card.code}）交来了公钥"))
        column.addWidget(
            text(
                "请用通讯录里的号码打给该所（不要用文件里或来人给的号码），"
                "请对方打开“报送”页的“公钥”，念出屏幕上的 24 位数字。"
            )
        )
        column.addWidget(self.heard)
        column.addLayout(line_of((self.confirm, later), stretch_after=False))
        self.heard.line.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """No higher than its words; a wrapped label asks for more than it needs."""
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
        super().showEvent(event)

    def _agreed(self, right: bool) -> None:
        self.confirm.setEnabled(right)
        self.confirm.setDefault(right)

    def confirm_key(self) -> None:
        """Trust the office's key."""
        try:
            self._bureau.keys.confirm(self._card.code, self.heard.heard)
        except Exception as error:
            dialogs.report(self, error)
            return
        self.accept()
