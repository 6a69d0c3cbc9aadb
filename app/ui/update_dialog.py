"""更新程序: choose the file, read what it is, install it; the next start uses it (trust V1)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.days import show_date
from app.errors import ActionableError
from app.services.desk import Desk
from app.services.updates import Offer
from app.ui import dialogs, files, theme
from app.ui.parts import button, heading, line_of, megabytes, text
from app.ui.sizes import open_at
from app.ui.worker import Worker

__all__ = ["UpdateDialog"]

UPDATES = "更新文件 (*.sfu)"
INTRO = (
    "{whose}程序先核对签名，再备份数据，然后把新版本放在旧版本旁边，"
    "下次启动时使用；新版本起不来的，自动退回旧版本。"
)

FROM_COUNTY = "更新文件由县局用U盘送来。"
FROM_MAKERS = "更新文件由发布单位提供；本局更新以后再用U盘送到各所。"


class UpdateDialog(QDialog):
    """The dialog; Escape closes it while nothing is being installed."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._service = desk.updates
        self._work = Worker(self)
        self._offer: Offer | None = None
        self.setWindowTitle("更新程序")
        open_at(self, 600, 380)
        self.now = heading()
        self.what = heading()
        self.notes = text()
        self.warnings = text("", "warning")
        self.choose = button("选择更新文件…", self.choose_file)
        self.go = button("安装", self.install, role="primary")
        self.go.setEnabled(False)
        at_bureau = desk.identity.kind == "bureau"
        intro = INTRO.format(whose=FROM_MAKERS if at_bureau else FROM_COUNTY)
        column = QVBoxLayout(self)
        side = theme.px(18)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(10))
        for widget in (self.now, text(intro, "muted"), self.what, self.notes, self.warnings):
            column.addWidget(widget)
        column.addStretch(1)
        foot = line_of((self.choose,))
        foot.addWidget(self.go)
        foot.addWidget(button("关闭", self.reject))
        column.addLayout(foot)
        self._say_version()

    def _say_version(self) -> None:
        waiting = self._service.waiting()
        more = f"，下次启动使用 {waiting}" if waiting else ""
        self.now.setText(f"现在的版本是 {self._service.version}{more}。")

    def choose_file(self) -> None:
        """Look at a file the clerk picks."""
        chosen = files.ask_open(self, "选择更新文件", UPDATES)
        if chosen:
            self.look(chosen[0])

    def look(self, path: Path) -> None:
        """Prove a file and show what it is."""
        self._offer = None
        try:
            self._offer = self._service.look(path)
        except ActionableError as error:
            dialogs.tell(self, error)
        self._show()

    def _show(self) -> None:
        offer = self._offer
        self.go.setEnabled(offer is not None)
        self.what.setText(
            f"新版本 {offer.version}（{show_date(offer.made)}发布，占用 {megabytes(offer.size)}）"
            if offer
            else ""
        )
        self.notes.setText(offer.notes if offer else "")
        self.warnings.setText("\n".join(offer.warnings) if offer else "")

    def install(self) -> None:
        """Back up and unpack, off the window's thread."""
        offer = self._offer
        if offer is None or self._work.busy:
            return
        self._work.run(
            f"正在安装 {offer.version}",
            lambda progress: self._service.install(offer.path, progress=progress),
            self._installed,
        )

    def _installed(self, version: str) -> None:
        self._offer = None
        self._show()
        self._say_version()
        dialogs.inform(
            self, f"{version} 已经装好，下次启动时使用。", "请保存手头的工作，退出程序后再打开。"
        )
