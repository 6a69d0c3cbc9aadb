"""The main window: one tab per duty, the search box, the manual, locking.

Pages are made when their tab is first shown, and what a menu opens is imported when it is opened,
so that the window is there at once. What a page can do it says by its methods (``page.py``); the
menu's actions (``main_menu.py``) go to the page in front or to what it opens (``main_openings.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.days import month_words
from app.services.access import Work
from app.services.clock_watch import CLOCK
from app.services.corrections.seals import LEDGER
from app.services.desk import Desk
from app.services.log_kinds import Kind
from app.services.reminders import Target
from app.ui import dialogs, outputs, theme
from app.ui.buttons import pressed_by
from app.ui.elided import ElidedLabel
from app.ui.icons import icon
from app.ui.idle import IdleWatch
from app.ui.main_menu import fill_menus
from app.ui.main_openings import Openings
from app.ui.page import Keeps, Opens, Page, PrintsOut, Renews, Saves, StartsNew, enter
from app.ui.preferences import Preferences
from app.ui.search_box import SearchBox
from app.ui.sizes import open_at
from app.ui.store.safekeeping import Safekeeping
from app.ui.tab_pages import TabPages

__all__ = ["MainWindow", "Tab"]

PRACTICE = "练习所：这里的人和事都是编造的，文书标有“练习”，不能向县局正式报送。"
PRACTICE_BUREAU = "练习用的县局：只收练习所的报送包，这里的数字不能用来上报。"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: the name targets call it by, its words, its icon, and how its page is made."""

    name: str
    title: str
    icon: str
    make: Callable[[Desk], QWidget]


class MainWindow(QMainWindow):
    """The window over one desk.

    ``locked`` asks for the password again, ``switching`` says that it will be somebody else's,
    ``restore_asked`` for a backup in its place; ``rescaled`` asks for the same window in another
    type size, for margins and pictures are made to the measure of the type.
    """

    search_corner: QWidget
    locked = Signal()
    switching = Signal()
    rescaled = Signal()
    restore_asked = Signal()

    def __init__(self, desk: Desk, preferences: Preferences, tabs: Sequence[Tab]) -> None:
        super().__init__()
        theme.carry(theme.RARE)  # the log-in did without
        self.desk = desk
        self._preferences = preferences
        self.listed = tuple(tabs)
        self._pages: dict[str, QWidget] = {}
        self.opens = Openings(self, preferences)
        identity = desk.identity
        self.is_office = identity.kind == "office"
        self.sees_cases = desk.may(Work.CASES)  # an administrator sees none, nor what leads to them
        self.setWindowTitle(f"{identity.name} · 司法所工作台")
        self.setWindowIcon(icon("app"))
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        for number, tab in enumerate(self.listed, 1):
            self.tabs.addTab(QWidget(), icon(tab.icon), tab.title)
            self.tabs.setTabToolTip(number - 1, f"{tab.title}(Alt+{number})")
        self.tabs.currentChanged.connect(self._shown)
        self.tabs.tabBarClicked.connect(self.turn_to)
        self.search = SearchBox(desk)
        self.search.chosen.connect(self.go)
        self.setCentralWidget(self._middle())
        self.safe = Safekeeping(self, desk)
        self.safe.lock_now.connect(self.lock)
        self.safe.restore_asked.connect(self._leave_to_restore)
        self.safe.renewed.connect(lambda: self._shown(self.tabs.currentIndex()))
        outputs.listen(self._log_output)
        fill_menus(self)
        self._make_status()
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.lock)
        self._after_painting = QTimer(self, singleShot=True, interval=0)
        self._after_painting.timeout.connect(self._show_sent)
        self.restart_idle()
        open_at(self, 1180, 700)
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
            banner = QLabel(PRACTICE if self.is_office else PRACTICE_BUREAU)
            theme.set_role(banner, "practice")
            column.addWidget(banner)
        column.addWidget(self.tabs, 1)
        return middle

    def _make_status(self) -> None:
        identity = self.desk.identity
        self.said = ElidedLabel("数据已加密保存在本机")
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
            found = self._pages[name] = self.listed[place].make(self.desk)
            if isinstance(found, Page):
                found.said.connect(self.say)
                found.wants.connect(self.go)
            tab = self.listed[place]
            here = self.tabs.currentIndex()
            self.tabs.blockSignals(True)
            self.tabs.removeTab(place)
            self.tabs.insertTab(place, found, icon(tab.icon), tab.title)
            self.tabs.setTabToolTip(place, f"{tab.title}(Alt+{place + 1})")
            self.tabs.setCurrentIndex(here)
            self.tabs.blockSignals(False)
        return found

    def _place(self, name: str) -> int:
        names = [tab.name for tab in self.listed]
        return names.index(name)

    def turn_to(self, index: int) -> None:
        """Bring the tab ``index`` to the front, ready to type; beside the tabs nothing happens."""
        if index >= 0:
            self.tabs.setCurrentIndex(index)
            enter(self.current())

    def current(self) -> QWidget:
        """The page in front."""
        return self.page(self.listed[self.tabs.currentIndex()].name)

    def _shown(self, index: int) -> None:
        made = self.listed[index].name in self._pages
        page = self.page(self.listed[index].name)
        if made and isinstance(page, Renews):
            page.refresh()
        self._after_painting.start()

    def _show_sent(self) -> None:
        if not self.is_office or not self.sees_cases:
            return
        last = self.desk.reports.last()
        self.sent.setText(
            f"最近报送：{month_words(last.month)} {last.state}" if last else "还没有报送过"
        )

    def go(self, target: Target) -> None:
        """Open what ``target`` names, whichever page asked."""
        if target.office and target.uid is not None:
            from app.ui.bureau.record import open_record

            open_record(self, self.desk.bureau, target.office, target.part, target.uid)
            return
        beside = {"backups": self.safe.show_backups, "log": self.safe.show_log}
        if target.page in beside:
            beside[target.page]()
            return
        asking = {CLOCK: self.opens.check_clock, LEDGER: self.opens.check_seals}
        if target.page in asking:
            asking[target.page]()
            return
        if target.page not in [tab.name for tab in self.listed]:
            return
        self.tabs.setCurrentIndex(self._place(target.page))
        page = self.page(target.page)
        if (target.uid is not None or target.part) and isinstance(page, Opens):
            page.open_target(target)
        if self.search.hasFocus():
            enter(page)  # the keyboard follows the eye

    def say(self, words: str) -> None:
        """Put words into the status bar."""
        self.said.setText(words)

    # --- what the menu does -----------------------------------------------------------------

    def start_new(self) -> None:
        """A new record on the page in front; on the desk of the day a new dispute."""
        page = self.current()
        if not isinstance(page, StartsNew) and "mediation" in [t.name for t in self.listed]:
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

    def set_scale(self, scale: int) -> None:
        """Another type size, at once and for the next start; what was typed is kept as drafts."""
        self._preferences.scale = scale
        if scale != theme.current_scale():
            self._keep_everything()
            self._preferences.keep_layout("window", self.saveGeometry())
            self.rescaled.emit()

    # --- locking and leaving ----------------------------------------------------------------

    def restart_idle(self) -> None:
        """Count the idle minutes anew, by the office's habits (L8)."""
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button of a page presses it, as in a dialog."""
        on = self.focusWidget()
        if not (isinstance(on, QPushButton) and pressed_by(on, event)):
            super().keyPressEvent(event)

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
