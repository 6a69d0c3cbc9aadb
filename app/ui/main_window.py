"""The main window: one tab per duty, the search box, the manual, locking.

Pages are made when their tab is first shown, and what a menu opens is imported when it is opened,
so that the window is there at once. What a page can
do it says by its methods (``page.py``); the menu's actions go to the page in front.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.services.access import Work
from app.services.clock_watch import CLOCK
from app.services.desk import Desk
from app.services.doors import doors_of
from app.services.log_kinds import Kind
from app.services.reminders import Target
from app.ui import dialogs, outputs, theme
from app.ui.blank_forms import BlankForms
from app.ui.icons import icon
from app.ui.idle import IdleWatch
from app.ui.page import Keeps, Opens, Page, PrintsOut, Renews, Saves, StartsNew, enter
from app.ui.preferences import SCALES, Preferences
from app.ui.safekeeping import Safekeeping
from app.ui.search_box import SearchBox

if TYPE_CHECKING:
    from app.ui.help_viewer import HelpViewer

__all__ = ["MainWindow", "Tab"]

PRACTICE = "练习所：这里的人和事都是编造的，文书标有“练习”，不能向县局正式报送。"
PRACTICE_BUREAU = "练习用的县局：只收练习所的报送包，这里的数字不能用来上报。"
ABOUT = (
    "司法所工作台\n\n"
    "离线办理人民调解、社区矫正、安置帮教和队伍培训，数据加密保存在本机。\n"
    "许可证：木兰宽松许可证第 2 版。\n\n"
    "不得用来处理国家秘密；没有做等级保护和商用密码测评。"
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: the name targets call it by, its words, its icon, and how its page is made."""

    name: str
    title: str
    icon: str
    make: Callable[[Desk], QWidget]


class MainWindow(QMainWindow):
    """The window over one desk.

    ``locked`` asks for the password again, ``switching`` says that it will be somebody else's, ``restore_asked`` for a backup in its place; ``rescaled`` asks for the same window in another type
    size, for margins and pictures are made to the measure of the type.
    """

    locked = Signal()
    switching = Signal()
    rescaled = Signal()
    restore_asked = Signal()

    def __init__(self, desk: Desk, preferences: Preferences, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self.desk = desk
        self._preferences = preferences
        self._tabs = tuple(tabs)
        self._pages: dict[str, QWidget] = {}
        self._help: HelpViewer | None = None
        self._rules: QWidget | None = None
        self._bundle: QWidget | None = None
        identity = desk.identity
        self._is_office = identity.kind == "office"
        self._cases = desk.may(Work.CASES)  # an administrator sees none, nor what leads to them
        self.setWindowTitle(f"{identity.name} · 司法所工作台")
        self.setWindowIcon(icon("app"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for number, tab in enumerate(self._tabs, 1):
            self.tabs.addTab(QWidget(), icon(tab.icon), tab.title)
            self.tabs.setTabToolTip(number - 1, f"{tab.title}(Alt+{number})")
        self.tabs.currentChanged.connect(self._shown)
        self.search = SearchBox(desk.search)
        self.search.chosen.connect(self.go)
        self.setCentralWidget(self._middle())
        self.safe = Safekeeping(self, desk)
        self.safe.lock_now.connect(self.lock)
        self.safe.restore_asked.connect(self._leave_to_restore)
        self.safe.renewed.connect(lambda: self._shown(self.tabs.currentIndex()))
        outputs.listen(self._log_output)
        self._make_actions()
        self._make_status()
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.lock)
        self._after_painting = QTimer(self, singleShot=True, interval=0)
        self._after_painting.timeout.connect(self._show_sent)
        self._restart_idle()
        self.resize(theme.px(1180), theme.px(700))
        if (place := preferences.layout("window")) is not None:
            self.restoreGeometry(place)
        self._shown(0)

    # --- what stands where ------------------------------------------------------------------

    def _middle(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self.desk.identity.practice:
            banner = QLabel(PRACTICE if self._is_office else PRACTICE_BUREAU)
            theme.set_role(banner, "practice")
            column.addWidget(banner)
        column.addWidget(self.tabs, 1)
        return middle

    def _make_actions(self) -> None:
        file, go, view, help_ = (
            self.menuBar().addMenu(words)
            for words in ("文件(&F)", "转到(&G)", "查看(&V)", "帮助(&H)")
        )
        bar = QToolBar("常用")
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.tabs.setCornerWidget(bar)  # beside the tabs: a low screen has no line to spare
        for action in (
            self._action("新建(&N)", "new", QKeySequence.StandardKey.New, self.start_new, file),
            self._action("保存(&S)", "save", QKeySequence.StandardKey.Save, self.save, file),
            self._action(
                "打印(&P)…", "print", QKeySequence.StandardKey.Print, self.print_out, file
            ),
        ):
            bar.addAction(action)
            # a bureau's pages have their own buttons
            action.setVisible(self._is_office and self._cases)
        if self._is_office and self._cases:
            file.addMenu(BlankForms(self.desk, self))
            file.addSeparator()
            self._action("回收站(&R)…", "undo", None, self.show_trash, file)
        self._action("设置(&T)…", "settings", QKeySequence("Ctrl+,"), self.change_settings, file)
        if not self._is_office and self.desk.may(Work.OFFICE):
            self._action("县局配置包(&P)…", "", None, self.show_county_bundle, file)
        if not self._is_office and self.desk.may(Work.ADMIN):
            self._action("数据库服务器(&D)…", "", None, self.show_server, file)
        file.addActions(self.safe.actions())
        file.addSeparator()
        self._action("锁定(&L)", "lock", QKeySequence("Ctrl+L"), self.lock, file)
        if len(doors_of(self.desk.profile)) > 1:
            keys = QKeySequence("Ctrl+Shift+L")
            self._action("切换用户(&W)", "person", keys, self.switch_user, file)
        self._action("退出(&Q)", "", QKeySequence.StandardKey.Quit, self.close, file)
        for number, tab in enumerate(self._tabs, 1):
            words = f"{tab.title}(&{number})"
            turn = self._turner(number - 1)
            self._action(words, tab.icon, QKeySequence(f"Alt+{number}"), turn, go)
        go.addSeparator()
        if self._cases:
            find = self._action("搜索", "search", QKeySequence.StandardKey.Find, self.look_for, go)
            find.setShortcuts([QKeySequence(QKeySequence.StandardKey.Find), QKeySequence("Ctrl+K")])
        sizes = QActionGroup(self)
        for scale in SCALES:
            action = self._action(f"字号 {scale}%", "", None, self._scaler(scale), view)
            action.setCheckable(True)
            action.setChecked(scale == theme.current_scale())
            sizes.addAction(action)
        self._action("使用手册", "help", QKeySequence("F1"), self.show_help, help_)
        self._action("依据与规则(&R)", "", None, self.show_rules, help_)
        if self.desk.may(Work.ADMIN):
            self._action("更新程序(&U)…", "", None, self.update_program, help_)
        self._action("关于", "info", None, self.show_about, help_)
        self.search.setVisible(self._cases)
        self._corner = _beside(self.search)  # the menu bar does not hold it for Python
        self.menuBar().setCornerWidget(self._corner)

    def _action(
        self,
        words: str,
        picture: str,
        keys: QKeySequence | QKeySequence.StandardKey | None,
        do: Callable[[], Any],
        menu: QMenu,
    ) -> QAction:
        action = QAction(words, self)
        action.setIconText(words.split("(&", maxsplit=1)[0])
        if picture:
            action.setIcon(icon(picture))
        if keys is not None:
            action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: do())
        menu.addAction(action)
        return action

    def _turner(self, index: int) -> Callable[[], None]:
        def turn() -> None:
            self.tabs.setCurrentIndex(index)
            enter(self.current())

        return turn

    def _scaler(self, scale: int) -> Callable[[], None]:
        return lambda: self.set_scale(scale)

    def _make_status(self) -> None:
        identity = self.desk.identity
        self.said = QLabel("数据已加密保存在本机")
        theme.set_role(self.said, "muted")
        county = "" if identity.name.startswith(identity.county_name) else identity.county_name
        self.office = QLabel(f"{county} {identity.name}（{identity.code}）".strip())
        theme.set_role(self.office, "muted")
        self.sent = QLabel("")
        theme.set_role(self.sent, "muted")
        self.user = QLabel("")
        if self.desk.user:
            me = self.desk.accounts.me()
            self.user.setText(f"{me.name}（{me.role_words}）")
        self.statusBar().addWidget(self.said, 1)
        self.statusBar().addPermanentWidget(self.sent)
        self.statusBar().addPermanentWidget(self.user)
        self.statusBar().addPermanentWidget(self.office)

    # --- pages ------------------------------------------------------------------------------

    def page(self, name: str) -> QWidget:
        """The page called ``name``, made on first use."""
        found = self._pages.get(name)
        if found is None:
            place = self._place(name)
            found = self._pages[name] = self._tabs[place].make(self.desk)
            if isinstance(found, Page):
                found.said.connect(self.say)
                found.wants.connect(self.go)
            tab = self._tabs[place]
            here = self.tabs.currentIndex()
            self.tabs.blockSignals(True)
            self.tabs.removeTab(place)
            self.tabs.insertTab(place, found, icon(tab.icon), tab.title)
            self.tabs.setTabToolTip(place, f"{tab.title}(Alt+{place + 1})")
            self.tabs.setCurrentIndex(here)
            self.tabs.blockSignals(False)
        return found

    def _place(self, name: str) -> int:
        names = [tab.name for tab in self._tabs]
        return names.index(name)

    def current(self) -> QWidget:
        """The page in front."""
        return self.page(self._tabs[self.tabs.currentIndex()].name)

    def _shown(self, index: int) -> None:
        made = self._tabs[index].name in self._pages
        page = self.page(self._tabs[index].name)
        if made and isinstance(page, Renews):
            page.refresh()
        self._after_painting.start()

    def _show_sent(self) -> None:
        if not self._is_office or not self._cases:
            return
        status = self.desk.reports.status()
        last = status.last
        self.sent.setText(f"最近报送：{last.month} {last.state}" if last else "还没有报送过")

    def go(self, target: Target) -> None:
        """Open what ``target`` names, whichever page asked."""
        if target.office and target.uid is not None:
            from app.ui.bureau_record import open_record

            open_record(self, self.desk.bureau, target.office, target.part, target.uid)
            return
        beside = {"backups": self.safe.show_backups, "log": self.safe.show_log}
        if target.page in beside:
            beside[target.page]()
            return
        if target.page == CLOCK:
            self.check_clock()
            return
        if target.page not in [tab.name for tab in self._tabs]:
            return
        self.tabs.setCurrentIndex(self._place(target.page))
        page = self.page(target.page)
        if (target.uid is not None or target.part) and isinstance(page, Opens):
            page.open_target(target)

    def say(self, words: str) -> None:
        """Put words into the status bar."""
        self.said.setText(words)

    # --- what the menu does -----------------------------------------------------------------

    def start_new(self) -> None:
        """A new record on the page in front; on the desk of the day a new dispute."""
        page = self.current()
        if not isinstance(page, StartsNew) and "mediation" in [t.name for t in self._tabs]:
            self.tabs.setCurrentIndex(self._place("mediation"))
            page = self.current()
        if isinstance(page, StartsNew):
            page.start_new()
        else:
            self.say("这一页没有可以新建的内容。")

    def save(self) -> None:
        """Keep what was typed on the page in front."""
        page = self.current()
        if isinstance(page, Saves):
            if page.save_current():
                self.say("已保存")
        else:
            self.say("这一页的内容随时保存，不用另存。")

    def print_out(self) -> None:
        """Preview and print what is shown."""
        page = self.current()
        if isinstance(page, PrintsOut):
            page.print_current()
        else:
            self.say("这一页没有可以打印的文书。")

    def look_for(self) -> None:
        """To the search box."""
        self.search.setFocus()
        self.search.selectAll()

    def change_settings(self) -> None:
        """The office's habits and the type size."""
        from app.ui.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self, self.desk, self._preferences)
        if dialog.exec():
            self.set_scale(self._preferences.scale)
            self._restart_idle()
            self.say("设置已保存")

    def show_server(self) -> None:
        """Where a bureau's records lie; after a move the password is asked again."""
        from app.ui.server_dialog import ServerDialog

        dialog = ServerDialog(self, self.desk)
        dialog.moved.connect(self.lock)
        dialog.exec()

    def show_county_bundle(self) -> None:
        """What the county sets for all its offices: made, signed and written."""
        from app.ui.bundle_county import CountyBundleWindow

        self._bundle = window = CountyBundleWindow(self, self.desk)
        window.signed.connect(self.say)
        window.show()

    def show_trash(self) -> None:
        """What was taken away, to find it again."""
        from app.ui.trash_dialog import TrashDialog

        dialog = TrashDialog(self, self.desk)
        dialog.restored.connect(self.say)
        dialog.exec()
        page = self.current()
        if isinstance(page, Renews):
            page.refresh()

    def set_scale(self, scale: int) -> None:
        """Another type size, at once and for the next start; what was typed is kept as drafts."""
        self._preferences.scale = scale
        if scale != theme.current_scale():
            self._keep_everything()
            self._preferences.keep_layout("window", self.saveGeometry())
            self.rescaled.emit()

    def show_help(self, page: str = "") -> None:
        """The manual, beside the work."""
        from app.ui.help_viewer import HelpViewer

        self._help = HelpViewer(self, page)
        self._help.show()

    def show_rules(self) -> None:
        """Every rule in force on a day, and which document decided it."""
        from app.ui.rules_window import RulesWindow

        self._rules = RulesWindow(self, self.desk)
        self._rules.show()

    def check_clock(self) -> None:
        """Whether the time of this PC is right, asked of whoever may say so (C3)."""
        now = self.desk.clock()
        if dialogs.ask(
            self,
            f"现在是 {now:%Y年%m月%d日 %H:%M} 吗？",
            "请对照手机或挂钟。不对的，请选“不对”，在系统里改好时间再来核对。\n"
            "数据照常保存，先后次序也不受影响；时间可疑期间登记的内容会做标记，供县局查看。",
            yes="时间正确",
            no="不对",
            careful=True,
        ):
            try:
                self.desk.clock_watch.trust()
            except ActionableError as error:
                dialogs.tell(self, error)
                return
            if isinstance(page := self.current(), Renews):
                page.refresh()

    def update_program(self) -> None:
        """A newer version from a release file."""
        from app.ui.update_dialog import UpdateDialog

        UpdateDialog(self, self.desk).exec()

    def show_about(self) -> None:
        """What this is, and its limits."""
        dialogs.inform(self, "关于", ABOUT)

    # --- locking and leaving ----------------------------------------------------------------

    def _restart_idle(self) -> None:
        self._idle.start(self.desk.settings.habits().auto_lock_minutes * 60_000)

    def lock(self) -> None:
        """Close the store and ask for the password; drafts are kept (L8)."""
        if self.desk.busy:
            self.safe.try_again()  # a longer piece of work is under way: when it is done
            return
        self._keep_everything()
        self.locked.emit()

    def switch_user(self) -> None:
        """Somebody else sits down: as locking, and nobody is expected at the log-in."""
        self.switching.emit()
        self.lock()

    def _leave_to_restore(self) -> None:
        """As when locking; a backup is chosen before the password is asked again."""
        self._keep_everything()
        self.restore_asked.emit()

    def _keep_everything(self) -> bool:
        """Ask every page to keep what was typed; false if one could not."""
        pages = list(self._pages.values())
        kept = [page.keep_typed() for page in pages if isinstance(page, Keeps)]
        kept += [
            page.save_current()
            for page in pages
            if isinstance(page, Saves) and not isinstance(page, Keeps)
        ]
        return all(kept)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaving loses nothing: what cannot be saved yet stays as a draft."""
        if not (self.safe.leaving or self._keep_everything()) and not dialogs.ask(
            self,
            "有内容还不能保存。",
            "已存为草稿，下次打开可以接着写。现在退出吗？",
            yes="退出",
            no="留下改正",
        ):
            event.ignore()
            return
        if self.safe.holds_back(self.close):
            event.ignore()
            return
        self._preferences.keep_layout("window", self.saveGeometry())
        self._preferences.flush()
        self.release()
        event.accept()

    def _log_output(self, kind: str, what: str, number: str, more: dict[str, object]) -> None:
        self.desk.log.output(Kind(kind), what, number, **more)

    def release(self) -> None:
        """Wait for nobody any more, before the desk closes."""
        outputs.forget(self._log_output)
        self._idle.stop()
        self.safe.stop()
        self._after_painting.stop()


def _beside(box: QWidget) -> QWidget:
    """``box`` with air around it, for the corner of the menu bar."""
    corner = QWidget()
    line = QHBoxLayout(corner)
    line.setContentsMargins(theme.px(8), theme.px(3), theme.px(12), theme.px(3))
    line.addWidget(box)
    return corner
