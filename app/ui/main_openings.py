"""What the main window's menu opens beside the pages; each is imported when it is opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.days import show_date
from app.errors import ActionableError
from app.ui import dialogs
from app.ui.page import Renews
from app.ui.preferences import Preferences

if TYPE_CHECKING:
    from app.ui.help_viewer import HelpViewer
    from app.ui.main_window import MainWindow

__all__ = ["Openings"]

ABOUT = (
    "司法所工作台\n\n"
    "离线办理人民调解、社区矫正、安置帮教和队伍培训，数据加密保存在本机。\n"
    "许可证：木兰宽松许可证第 2 版。\n\n"
    "不得用来处理国家秘密；没有做等级保护和商用密码测评。"
)


class Openings(QObject):
    """The dialogs and windows of one main window."""

    def __init__(self, window: MainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._desk = window, window.desk
        self._preferences = preferences
        self.help: HelpViewer | None = None
        self._rules: QWidget | None = None
        self._bundle: QWidget | None = None

    def change_settings(self) -> None:
        """The office's habits and the type size."""
        from app.ui.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._window, self._desk, self._preferences)
        if dialog.exec():
            self._window.set_scale(self._preferences.scale)
            self._window.restart_idle()
            self._window.say("设置已保存")

    def show_server(self) -> None:
        """Where a bureau's records lie; after a move the password is asked again."""
        from app.ui.store.server_dialog import ServerDialog

        dialog = ServerDialog(self._window, self._desk)
        dialog.moved.connect(self._window.lock)
        dialog.exec()

    def show_county_bundle(self) -> None:
        """What the county sets for all its offices: made, signed and written."""
        from app.ui.bundles.county import CountyBundleWindow

        self._bundle = window = CountyBundleWindow(self._window, self._desk)
        window.signed.connect(self._window.say)
        window.show()

    def show_trash(self) -> None:
        """What was taken away, to find it again."""
        from app.ui.trash_dialog import TrashDialog

        dialog = TrashDialog(self._window, self._desk)
        dialog.restored.connect(self._window.say)
        dialog.restored.connect(lambda _: self._forget_removed())
        dialog.exec()
        page = self._window.current()
        if isinstance(page, Renews):
            page.refresh()

    def _forget_removed(self) -> None:
        """What a bar offers to undo may just have been found again."""
        from app.ui.removed_bar import RemovedBar

        bars: Iterable[RemovedBar] = self._window.findChildren(RemovedBar)
        for bar in bars:
            bar.forget()

    def show_help(self, page: str = "") -> None:
        """The manual, beside the work."""
        from app.ui.help_viewer import HelpViewer

        self.help = HelpViewer(self._window, page)
        self.help.show()

    def show_rules(self) -> None:
        """Every rule in force on a day, and which document decided it."""
        from app.ui.rules_window import RulesWindow

        self._rules = RulesWindow(self._window, self._desk)
        self._rules.show()

    def check_clock(self) -> None:
        """Whether the time of this PC is right, asked of whoever may say so (C3)."""
        now = self._desk.clock()
        if dialogs.ask(
            self._window,
            f"现在是 {show_date(now)} {now:%H:%M} 吗？",
            "请对照手机或挂钟。不对的，请选“不对”，在系统里改好时间再来核对。\n"
            "数据照常保存，先后次序也不受影响；时间可疑期间登记的内容会做标记，供县局查看。",
            yes="时间正确",
            no="不对",
            careful=True,
        ):
            try:
                self._desk.clock_watch.trust()
            except ActionableError as error:
                dialogs.tell(self._window, error)
                return
            if isinstance(page := self._window.current(), Renews):
                page.refresh()

    def check_seals(self) -> None:
        """How to compare the seals after somebody changed their ledger (D3)."""
        from app.ui.corrections.sealed import ledger_compared

        page = self._window.current()
        if ledger_compared(self._window, self._desk) and isinstance(page, Renews):
            page.refresh()

    def update_program(self) -> None:
        """A newer version from a release file."""
        from app.ui.update_dialog import UpdateDialog

        UpdateDialog(self._window, self._desk).exec()

    def show_diagnostics(self) -> None:
        """What a maintainer may ask for: shown line by line before it is saved (E5)."""
        from app.ui.diagnostics_window import DiagnosticsWindow

        DiagnosticsWindow(self._window, self._desk).open()

    def show_about(self) -> None:
        """What this is, and its limits."""
        dialogs.inform(self._window, "关于", ABOUT)
