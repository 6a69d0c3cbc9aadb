"""县局配置包 at an office: what counts now, what a new version would change, and taking it (F64)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.days import show_date
from app.services.bundles.office import OfficeBundles
from app.services.bundles.views import BundleView
from app.sync.bundle import SUFFIX
from app.ui import background, dialogs, files, theme
from app.ui.bundles.parts import LinesTab, lines_of
from app.ui.file_drops import FileDrops
from app.ui.parts import button, heading, line_of, text
from app.ui.sizes import open_at

__all__ = ["BUNDLES", "OfficeBundleDialog"]

BUNDLES = "县局配置包 (*.sfb)"
NONE = "本所还没有导入过县局配置包，用的是程序自带的规定。"
ASK = "请向县局要配置包文件（文件名以 .sfb 结尾）。先看清会改变什么，再决定采用。"
BEFORE = "采用以前办的事、打印过的文书不受影响：每件事按它发生那天的规定。"


class OfficeBundleDialog(QDialog):
    """The dialog; ``taken`` tells that a version was taken."""

    taken = Signal(str)

    def __init__(
        self, parent: QWidget | None, bundles: OfficeBundles, *, may_take: bool = True
    ) -> None:
        super().__init__(parent)
        self._bundles = bundles
        self._may_take = may_take
        self._path: Path | None = None
        self.setWindowTitle("县局配置包")
        open_at(self, 960, 520)
        self.heading = heading()
        self.detail = text()
        self.lines = LinesTab("没有改变什么。", "since")
        self.select = button("选择配置包文件…", self.choose)
        self.take = button("采用这一版", self.take_it, role="primary")
        close = button("关闭", self.accept)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.px(8))
        for widget in (self.heading, self.detail):
            column.addWidget(widget)
        column.addWidget(self.lines, 1)
        column.addWidget(text(BEFORE, "muted"))
        column.addLayout(line_of((self.select, self.take, close), stretch_after=False))
        FileDrops(self, (f"*{SUFFIX}",), lambda dropped: self.look(dropped[0]))
        self.show_current()

    def show_current(self) -> None:
        """What counts here now."""
        self._path = None
        found = self._bundles.current()
        self.take.setEnabled(False)
        if found is None:
            self.heading.setText(NONE)
            self.detail.setText(ASK)
            self.lines.show_lines([])
            return
        self.heading.setText(f"本所用的是{found.title}。")
        self.detail.setText(_about(found))
        self.lines.show_lines(lines_of(found.differences))

    def choose(self) -> None:
        """Choose a bundle file and look at it."""
        for path in files.ask_open(self, "县局的配置包文件", BUNDLES)[:1]:
            self.look(path)

    def look(self, path: Path) -> None:
        """What the file would change; nothing is taken yet."""
        background.run(
            self,
            "正在核对配置包",
            lambda _: self._bundles.look(path),
            done=lambda found: self._looked(path, found),
            can_cancel=False,
        )

    def _looked(self, path: Path, found: BundleView) -> None:
        if not found.news:
            self.show_current()
            dialogs.inform(self, f"{found.title}本所已经在用，没有改动。")
            return
        self._path = path
        now = f"本所现在用的是第 {found.current} 版。" if found.current else NONE
        self.heading.setText(f"{found.title}，还没有采用。")
        self.detail.setText(f"{_about(found)}{now}下面是采用后的变化：")
        self.lines.show_lines(lines_of(found.differences))
        self.take.setEnabled(self._may_take)
        self.take.setToolTip("" if self._may_take else "由所长或管理员采用")
        self.take.setFocus()

    def take_it(self) -> None:
        """Take what was looked at."""
        path = self._path
        if path is not None:
            background.run(
                self,
                "正在采用配置包",
                lambda _: self._bundles.take(path),
                done=self._was_taken,
                can_cancel=False,
            )

    def _was_taken(self, found: BundleView) -> None:
        words = f"{found.title}已采用。"
        self.show_current()
        self.taken.emit(words)
        dialogs.inform(
            self,
            words,
            "从各条所写的那一天起执行。下次报送时县局就知道本所用的是哪一版。\n"
            "正在填写的表格请关掉再打开，才会看到新的代码。",
        )


def _about(found: BundleView) -> str:
    made = show_date(found.made_at)
    words = f"{found.county}{made}签发，共 {found.files} 份文件。"
    return words + (f"县局的话：{found.note}。" if found.note else "")
