"""与县局交换公钥: three steps that may lie days apart, each with what to say on the telephone (K3)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.days import show_date
from app.services.report_views import KeyCard
from app.services.reports import ReportsService
from app.ui import background, dialogs, files, theme
from app.ui.file_drops import FileDrops
from app.ui.parts import (
    Card,
    DigitsHeard,
    button,
    heading,
    line_of,
    may_be_pulled_out,
    scrolling,
    spoken_digits,
    text,
)

__all__ = ["KEY_FILES", "KEY_SUFFIX", "KeyExchange"]

KEY_SUFFIX = ".sfk"
KEY_FILES = f"公钥文件 (*{KEY_SUFFIX})"


class KeyExchange(QDialog):
    """The dialog; accepted once the county's digits were heard and agreed."""

    def __init__(self, parent: QWidget | None, reports: ReportsService) -> None:
        super().__init__(parent)
        self._reports = reports
        self._offered: KeyCard | None = None
        self.setWindowTitle("与县局交换公钥")
        self.setMinimumWidth(theme.px(600))
        self.export = button("把本所公钥写到U盘…", self.write_offer, role="primary")
        self.read = button("选择县局的答复文件…", self.choose_answer)
        self.county = text()
        self.heard = DigitsHeard()
        self.heard.agreed.connect(self._agreed)
        self.confirm = button("一致，确认启用", self.confirm_county, role="primary")
        inner = QWidget()
        steps = QVBoxLayout(inner)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(theme.px(10))
        for step in (self._first(), self._second(), self._third()):
            steps.addWidget(step)
        steps.addStretch(1)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.px(10))
        column.addWidget(scrolling(inner), 1)
        close = button("关闭", self.reject)
        column.addLayout(line_of((close,), stretch_after=False))
        wanted = inner.sizeHint().height() + theme.px(84)
        self.resize(
            theme.px(640), min(wanted, int(self.screen().availableGeometry().height() * 0.86))
        )
        FileDrops(self, (f"*{KEY_SUFFIX}",), lambda dropped: self.read_answer(dropped[0]))
        self.refresh()

    # --- the three steps -------------------------------------------------------------------------

    def _first(self) -> Card:
        card = Card()
        card.column.addWidget(heading("1 把本所的公钥交给县局"))
        card.column.addWidget(
            text("写到U盘带去，或作为邮件附件发去。文件里没有秘密，也没有任何人的信息。", "muted")
        )
        card.column.addLayout(line_of((self.export,)))
        card.column.addWidget(text("县局收到后会打电话核对。请念下面的数字给县局听："))
        card.column.addWidget(spoken_digits(self._reports.keys.own().fingerprint))
        return card

    def _second(self) -> Card:
        card = Card()
        card.column.addWidget(heading("2 读入县局的答复"))
        card.column.addWidget(self.county)
        card.column.addLayout(line_of((self.read,)))
        return card

    def _third(self) -> Card:
        self.third = Card()
        self.third.column.addWidget(heading("3 核对县局的数字"))
        self.third.column.addWidget(self.heard)
        self.third.column.addLayout(line_of((self.confirm,)))
        return self.third

    def refresh(self) -> None:
        """Show how far the exchange has come."""
        county = self._reports.keys.county()
        self._offered = county if county and county.state == "offered" else None
        if county is None:
            self.county.setText("还没有读入。县局核对过本所的数字后，会交来一个答复文件。")
        elif self._offered:
            self.county.setText(f"已读入{county.name}的答复，请做第 3 步。")
        else:
            since = county.confirmed_at
            when = show_date(since) if since else ""
            self.county.setText(
                f"{when}已和{county.name}核对并启用。县局换发新的答复时，在这里再读一次。"
            )
        self.third.setEnabled(self._offered is not None)
        self.heard.expect(self._offered.fingerprint if self._offered else "")
        if self._offered:
            self.heard.line.setFocus()

    # --- what the buttons do ---------------------------------------------------------------------

    def write_offer(self) -> None:
        """Write the office's key file to a stick."""
        folder = files.ask_folder(self, "公钥文件写到哪里（请选U盘）")
        if folder is not None:
            background.run(
                self,
                "正在写公钥文件",
                lambda _: self._reports.keys.export_offer(folder),
                done=lambda file: may_be_pulled_out(self, [file], more="请交给县局。"),
                can_cancel=False,
            )

    def choose_answer(self) -> None:
        """Read the bureau's answer from a file."""
        chosen = files.ask_open(self, "县局的答复文件", KEY_FILES)
        if chosen:
            self.read_answer(chosen[0])

    def read_answer(self, file: Path) -> None:
        """Take in the bureau's answer; a file that is something else is refused in words."""
        background.run(
            self,
            "正在读答复文件",
            lambda _: self._reports.keys.read_answer(file),
            done=self._answer_read,
            can_cancel=False,
        )

    def _answer_read(self, county: KeyCard) -> None:
        self.refresh()
        if county.state == "confirmed":
            dialogs.inform(self, "新的答复已生效。", f"{county.name}以前就核对过，不用再核对。")

    def _agreed(self, right: bool) -> None:
        self.confirm.setEnabled(right)

    def confirm_county(self) -> None:
        """Trust the county's key: the digits heard are the file's."""
        if self._offered is None or not self.confirm.isEnabled():
            return
        try:
            card = self._reports.keys.confirm_county(self._offered.code, self.heard.heard)
        except Exception as error:
            dialogs.report(self, error)
            return
        dialogs.inform(self, "公钥交换完成。", f"从现在起可以封存并向{card.name}报送。")
        self.accept()
