"""诊断信息: every line is shown, parts may be left out, and only then is it saved or printed (E5)."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.printing.plain_text import plain_text
from app.services.desk import Desk
from app.services.diagnostics import Section
from app.ui import background, dialogs, files, outputs, pdf_view, theme
from app.ui.buttons import Button
from app.ui.passwords import note
from app.ui.sizes import open_at

__all__ = ["DiagnosticsWindow"]

TITLE = "诊断信息"
ABOUT = (
    "程序出了问题，维护人员可能要这些。里面只有版本、数量、检查结果和日志，没有姓名、号码、案件内容和文件夹名。"
    "下面就是要保存的全部内容，请逐行看过；不想给的部分去掉勾，再保存或打印。程序不会自己发送。"
)


class DiagnosticsWindow(QDialog):
    """Beside the work; collected when it opens."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sections: tuple[Section, ...] = ()
        self.ticks: dict[str, QCheckBox] = {}
        self.setWindowTitle(TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.shown = QPlainTextEdit()
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName("要保存的全部内容")
        self._choice = QHBoxLayout()
        self._choice.setSpacing(theme.px(16))
        self.save = self._button("保存…", self.save_as, "primary")
        self.print_button = self._button("打印…", self.print_out)
        close = self._button("关闭", self.accept)
        foot = QHBoxLayout()
        for button in (self.save, self.print_button):
            button.setEnabled(False)
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.px(10))
        column.addWidget(note(ABOUT))
        column.addLayout(self._choice)
        column.addWidget(self.shown, 1)
        column.addLayout(foot)
        open_at(self, 860, 560)
        background.run(
            self, "正在收集诊断信息", lambda _: desk.diagnostics.collect(), done=self.show_all
        )

    def _button(self, words: str, act: object, role: str = "") -> QPushButton:
        button = Button(words)
        button.setAutoDefault(False)
        if role:
            theme.set_role(button, role)
        button.clicked.connect(act)
        return button

    def show_all(self, sections: tuple[Section, ...]) -> None:
        """What was collected, each part with its tick."""
        first, *others = sections
        first = Section(first.key, first.title, (*first.lines, *_screen()))
        self._sections = (first, *others)
        for section in self._sections:
            tick = QCheckBox(section.title)
            tick.setChecked(True)
            tick.toggled.connect(self._say)
            self.ticks[section.key] = tick
            self._choice.addWidget(tick)
        self._choice.addStretch(1)
        self._say()
        self.shown.setFocus()

    def text(self) -> str:
        """Exactly what is saved or printed."""
        return "\n".join(s.text for s in self._sections if self.ticks[s.key].isChecked())

    def _say(self) -> None:
        text = self.text()
        self.shown.setPlainText(text)
        for button in (self.save, self.print_button):
            button.setEnabled(bool(text))

    def save_as(self) -> None:
        """A plain text file, where the clerk says."""
        name = f"diagnostics-{self._desk.clock():%Y%m%d}.txt"
        path = files.ask_save(self, f"保存{TITLE}", name, "文本 (*.txt)")
        if path is None:
            return
        data = self.text().encode("utf-8-sig")  # Windows' own editor reads it by this mark

        def write(_progress: object) -> None:
            outputs.about_to_export(TITLE, "diagnostics")
            files.write(path, data)

        background.run(
            self,
            "正在保存",
            write,
            done=lambda _: dialogs.inform(
                self, "诊断信息已保存。", "没有加密；里面没有姓名和号码。请自己交给维护人员。"
            ),
        )

    def print_out(self) -> None:
        """The same lines on paper, in the preview."""
        lines = self.text().splitlines()
        pdf = plain_text(TITLE, self._desk.identity.code, lines)
        pdf_view.preview(self, TITLE, pdf, file_name="diagnostics")


def _screen() -> list[str]:
    """What only the window knows."""
    screen = QGuiApplication.primaryScreen()
    size, scale = screen.size(), screen.devicePixelRatio()
    return [
        f"Qt：{PySide6.__version__}，{QGuiApplication.platformName()}",
        f"屏幕：{size.width()}×{size.height()}，缩放 {scale:g}，字号 {theme.current_scale()}%",
        f"处理器：{platform.processor() or platform.machine()}",
    ]
