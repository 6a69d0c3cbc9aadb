"""报送: the month is sealed, carried to the county, and answered (F53-F63, J5).

At the top stands where the office is and the one thing to do next; below, left, the month with
what is not complete; right, every package with its state. All work with files is done off the
window's thread. Files of the county may also be dropped on the page, or chosen by one button.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.access import Work
from app.services.desk import Desk
from app.services.month_end.holds import Sending
from app.services.month_end.zero import Zero
from app.services.reminders import Target
from app.services.report_views import Preflight, ReportStatus, SentPackage
from app.services.reports import RECOVER
from app.sync.bundle import SUFFIX
from app.ui import dialogs, theme
from app.ui.bundles.office import OfficeBundleDialog
from app.ui.page import Page
from app.ui.parts import Side, scrolling, text
from app.ui.reports.carry import Carriage
from app.ui.reports.county_mail import NAMES, CountyMail
from app.ui.reports.head import ReportsHead
from app.ui.reports.holds_window import HoldsWindow
from app.ui.reports.keys import KEY_SUFFIX, KeyExchange
from app.ui.reports.month import MonthCard
from app.ui.reports.packages import PackagesCard
from app.ui.reports.phone import PhoneCode
from app.ui.reports.sealing import Sealing
from app.ui.reports.slips_window import SlipsWindow
from app.ui.reports.words import standing
from app.ui.reports.zero import ZeroReports
from app.ui.store.recovery_dialog import RETURN_SUFFIX, RecoveryDialog
from app.ui.worker import Worker

__all__ = ["ReportsPage"]

PRACTICE = "练习所只能向练习用的县局报送；正式的县局会拒收练习包，练习不会影响真实数据。"
NOT_WAITING = "本所的数据没有在等县局归还，不用读入。"
NOTHING_TO_GIVE_BACK = "数据没有变化。只有从备份恢复、搬到新电脑以后，才要读入县局归还的数据。"


@dataclass(frozen=True, slots=True)
class _Read:
    """What one look into the store brought."""

    status: ReportStatus
    packages: list[SentPackage]
    found: Preflight
    sending: list[Sending]
    zero: list[Zero]


class ReportsPage(Page):
    """The tab of an office."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reports = desk.reports
        self._work = Worker(self)
        self.mail = CountyMail(self, desk, self._work)
        self.zero = ZeroReports(self, desk)
        self.zero.changed.connect(self.refresh)
        self.zero.said.connect(self.said)
        self._wanted: tuple[int, int] | None = None
        self.setAcceptDrops(True)
        self.month = MonthCard()
        self.packages = PackagesCard()
        self.sealing = Sealing(self, desk, self._work, self.month)
        self.carriage = Carriage(self, desk, self._work)
        self.head = ReportsHead()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.month.months)
        QWidget.setTabOrder(self.head.next, self.head.letters)
        QWidget.setTabOrder(self.head.letters, self.head.bundle)
        QWidget.setTabOrder(self.head.bundle, self.head.keys)
        QWidget.setTabOrder(self.head.keys, self.month.months)
        self.refresh()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        side = theme.px(18)
        column.setContentsMargins(side, theme.px(14), side, theme.px(14))
        column.setSpacing(theme.px(12))
        self.practice = text(PRACTICE, "warning")
        self.practice.setVisible(self._desk.identity.practice)
        column.addWidget(self.practice)
        column.addWidget(self.head)
        column.addWidget(Side(self.month, self.packages, least=1000, shares=(6, 5)), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inner))

    def _connect(self) -> None:
        self.month.month_changed.connect(lambda _: self.refresh())
        self.month.opened.connect(self._open)
        self.month.seal_asked.connect(self.sealing.seal)
        self.month.hold_asked.connect(self.sealing.hold_back)
        self.month.release_asked.connect(self.sealing.release)
        self.month.holds_asked.connect(self.show_holds)
        self.sealing.said.connect(self.said)
        self.sealing.changed.connect(self.refresh)
        self.sealing.sealed.connect(self._look_for)
        self.sealing.export_asked.connect(self.carriage.export)
        self.carriage.said.connect(self.said)
        self.carriage.written.connect(self.refresh)
        self.packages.export_asked.connect(self.carriage.export)
        self.packages.receipt_asked.connect(self.choose_receipts)
        self.mail.said.connect(self.said)
        self.mail.wants.connect(self.wants)
        self.mail.taken.connect(self.refresh)
        self.mail.package.connect(self._look_for)
        self.packages.code_asked.connect(self.check_code)
        self.packages.slips_asked.connect(self.show_slips)
        self.packages.mail_asked.connect(lambda package: self.carriage.export(package, way="mail"))
        self.packages.carrying_asked.connect(self.carriage.show_carrying)
        self.head.step_asked.connect(self._next_step)
        self.head.keys_asked.connect(self.exchange_keys)
        self.head.bundle_asked.connect(self.show_bundle)
        self.head.letters_asked.connect(self.show_letters)

    # --- what stands where -----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything anew, off the window's thread."""
        self._work.then(self._begin_reading)

    def _begin_reading(self) -> None:
        self.month.offer(self._desk.clock().date(), self._usual_month())
        month = self.month.month
        self._work.run("正在检查本月的记录", lambda _: self._read(month), self._show)

    def open_target(self, target: Target) -> None:
        """Put the cursor on the package a reminder speaks of."""
        if target.part == "held":
            self.month.tabs.setCurrentWidget(self.month.held)
            self.month.held.setFocus()
        if target.part == "notice":
            self.show_letters(target.uid or "")
        if target.part == RECOVER:
            self.recover()
            return
        epoch, _, number = target.part.partition("/")
        if epoch.isdigit() and number.isdigit():
            self._wanted = (int(epoch), int(number))
            self.packages.choose(*self._wanted)

    def _open(self, target: Target) -> None:
        """A zero report is opened here, everything else on its own page."""
        part, _, duty = target.part.partition("/")
        if target.page == "sync" and part == "zero":
            self.zero.open(duty, self.month.month)
        else:
            self.wants.emit(target)

    def _usual_month(self) -> str:
        """Until the tenth, the month that has just ended; afterwards the current one."""
        today = self._desk.clock().date()
        year, month = (
            (today.year, today.month) if today.day > 10 else _before(today.year, today.month)
        )
        return f"{year:04}-{month:02}"

    def _read(self, month: str) -> _Read:
        return _Read(
            self._reports.status(),
            self._reports.packages(),
            self._reports.preflight(month),
            self._reports.holds.sending(),
            self._reports.zero.listed(month),
        )

    def _show(self, read: _Read) -> None:
        self.head.show_standing(standing(read.status), read.status)
        self.month.show_found(read.found, read.status, read.sending, read.zero)
        if not self._desk.may(Work.HEAD):
            self.month.leave_to_the_head()
        self.packages.show_packages(read.packages)
        if self._wanted:
            self.packages.choose(*self._wanted)
            self._wanted = None

    def _next_step(self, step: str) -> None:
        if step == "keys":
            self.exchange_keys()
        elif step == "recover":
            self.recover()
        elif step == "full":
            self.sealing.seal(self.month.month, full=True)
        elif step == "export":
            newest = self._reports.status().unanswered
            if newest:
                self.carriage.export(newest[0])
        elif step == "receipt":
            self.choose_receipts()

    # --- the county's answer -------------------------------------------------------------------------

    def choose_receipts(self) -> None:
        """Choose what the county wrote and take it in."""
        self.import_receipts(self.mail.ask())

    def import_receipts(self, chosen: Sequence[Path]) -> None:
        """Take in what the county wrote, each kind of file where it is waited for."""
        bundles, keys, given = (
            [path for path in chosen if path.suffix == suffix]
            for suffix in (SUFFIX, KEY_SUFFIX, RETURN_SUFFIX)
        )
        if given:
            self.recover(given)
        if bundles:
            self.show_bundle(bundles[0])
        if keys:
            self.exchange_keys(keys[0])
        elsewhere = {*bundles, *keys, *given}
        self.mail.take([path for path in chosen if path not in elsewhere])

    def show_letters(self, notice: str = "") -> None:
        """What the county has returned and written."""
        self.mail.show(notice)

    def _look_for(self, epoch: int, number: int) -> None:
        """The cursor goes to the package that was sealed or answered."""
        self._wanted = (epoch, number)

    def check_code(self) -> None:
        """Find the package whose code the county reads aloud."""
        PhoneCode(self, self._reports).exec()

    def show_holds(self) -> None:
        """What was held back and released, by whom and why (F60)."""
        window = HoldsWindow(self, self._desk)
        window.wants.connect(self.wants)
        window.exec()

    def show_slips(self) -> None:
        """The slips of what was corrected after it had been reported (F61)."""
        window = SlipsWindow(self, self._desk)
        window.wants.connect(self.wants)
        window.exec()

    def exchange_keys(self, answer: Path | None = None) -> None:
        """Exchange keys with the county; ``answer`` is the file with which it replied."""
        dialog = KeyExchange(self, self._reports)
        if answer is not None:
            dialog.read_answer(answer)
        dialog.exec()
        self.refresh()

    def show_bundle(self, path: Path | None = None) -> None:
        """What the county has set; with a file, what that file would change."""
        dialog = OfficeBundleDialog(self, self._desk.bundles, may_take=self._desk.may(Work.OFFICE))
        dialog.taken.connect(self.said)
        if path is not None:
            dialog.look(path)
        dialog.exec()
        self.refresh()

    def recover(self, given: Sequence[Path] = ()) -> None:
        """Set a store that came back right with the county; ``given`` is what it gave back."""
        if given and self._desk.recovery.arrival() is None:
            dialogs.warn(self, NOT_WAITING, NOTHING_TO_GIVE_BACK)
            return
        dialog = RecoveryDialog(self, self._desk)
        if given:
            dialog.read_return(given)
        dialog.exec()
        self._work.then(self.refresh)

    # --- files dropped on the page -------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What the county wrote is taken in, of a folder what it holds of that."""
        dropped = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
        event.acceptProposedAction()
        found: list[Path] = []
        for path in dropped:
            inside = (file for name in NAMES for file in path.glob(name))
            found += sorted(inside) if path.is_dir() else [path]
        self.import_receipts(found)


def _before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)
