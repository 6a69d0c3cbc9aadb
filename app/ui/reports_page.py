"""报送: the month is sealed, carried to the county, and answered (F53-F63, J5).

At the top stands where the office is and the one thing to do next; below, left, the month with
what is not complete; right, every package with its state. All work with files is done off the
window's thread. Files may also be dropped on the page: receipts, and the county's key answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.errors import ActionableError
from app.services.access import Work
from app.services.answers import FILES
from app.services.desk import Desk
from app.services.month_end.carrying import Way
from app.services.month_end.holds import HeldRecord, Sending
from app.services.month_end.summary import Summary
from app.services.month_end.zero import Zero
from app.services.reminders import Target
from app.services.report_views import (
    Exported,
    Preflight,
    ReportStatus,
    SentPackage,
)
from app.services.reports import RECOVER
from app.sync.bundle import SUFFIX
from app.sync.package import VOLUME_MIB
from app.ui import dialogs, files, theme
from app.ui.bundle_office import OfficeBundleDialog
from app.ui.carrying_window import CarryingWindow, fill_line
from app.ui.county_mail import CountyMail
from app.ui.dialogs import MessageDialog
from app.ui.icons import pixmap
from app.ui.page import Page
from app.ui.recovery_dialog import RETURN_SUFFIX, RecoveryDialog
from app.ui.reports_hold import HoldDialog
from app.ui.reports_keys import KeyExchange
from app.ui.reports_month import MonthCard
from app.ui.reports_packages import PackagesCard
from app.ui.reports_parts import (
    MAIL_READY,
    Card,
    Side,
    button,
    heading,
    line_of,
    megabytes,
    month_words,
    scrolling,
    text,
    written_dialog,
)
from app.ui.reports_phone import PhoneCode
from app.ui.reports_seal import SealDialog
from app.ui.reports_words import Standing, called, counted, standing
from app.ui.reports_work import Worker
from app.ui.reports_zero import ZeroReports
from app.ui.slips_window import SlipsWindow

__all__ = ["ReportsPage"]

STEPS = {
    "keys": "交换公钥…",
    "recover": "恢复后核对…",
    "full": "封存完整包",
    "export": "导出到U盘…",
    "receipt": "导入回执…",
}
VOLUME = "reports.volume_mib"
"""The setting that keeps how large a file may be."""
PRACTICE = "练习所只能向练习用的县局报送；正式的县局会拒收练习包，练习不会影响真实数据。"


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
        self._standing: Standing | None = None
        self._wanted: tuple[int, int] | None = None
        self.setAcceptDrops(True)
        self.month = MonthCard()
        self.packages = PackagesCard()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.month.months)
        QWidget.setTabOrder(self.next, self.bundle)
        QWidget.setTabOrder(self.bundle, self.keys)
        QWidget.setTabOrder(self.keys, self.month.months)
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
        column.addWidget(self._head())
        column.addWidget(Side(self.month, self.packages, least=1000, shares=(5, 6)), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inner))

    def _head(self) -> Card:
        card = Card()
        self.sign = QLabel()
        self.sign.setFixedSize(theme.px(36), theme.px(36))
        self.heading = heading("正在读取报送情况…")
        self.detail = text()
        self.figures = text("", "muted")
        self.next = button("", self._next_step, role="primary")
        self.next.hide()
        self.keys = button(
            "公钥…", self.exchange_keys, sign="lock", tip="与县局交换公钥，查看本所的 24 位数字"
        )
        self.bundle = button(
            "配置包…", self.show_bundle, tip="县局下发的代码、规则、目录和文书用语"
        )
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        for label in (self.heading, self.detail, self.figures):
            words.addWidget(label)
        line = QHBoxLayout()
        line.setSpacing(theme.px(14))
        line.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.letters = button("县局来件…", self.show_letters, tip="县局退回的记录和县局通知")
        buttons = (self.next, self.letters, self.bundle, self.keys)
        line.addLayout(line_of(buttons, stretch_after=False))
        card.column.addLayout(line)
        return card

    def _connect(self) -> None:
        self.month.month_changed.connect(lambda _: self.refresh())
        self.month.seal_asked.connect(self.seal)
        self.month.opened.connect(self._open)
        self.month.hold_asked.connect(self.hold_back)
        self.month.release_asked.connect(self.release)
        self.packages.export_asked.connect(self.export)
        self.packages.receipt_asked.connect(self.choose_receipts)
        self.mail.said.connect(self.said)
        self.mail.wants.connect(self.wants)
        self.mail.taken.connect(self.refresh)
        self.mail.package.connect(self._package_answered)
        self.packages.code_asked.connect(self.check_code)
        self.packages.slips_asked.connect(self.show_slips)
        self.packages.mail_asked.connect(lambda package: self.export(package, way="mail"))
        self.packages.carrying_asked.connect(self.show_carrying)

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
        now = standing(read.status)
        self._standing = now
        self.sign.setPixmap(pixmap(now.picture, theme.px(36)))
        self.heading.setText(now.heading)
        self.detail.setText(now.detail)
        self.detail.setVisible(bool(now.detail))
        self.figures.setText(_figures(read.status))
        self.next.setText(STEPS.get(now.step, ""))
        self.next.setVisible(now.step in STEPS)
        self.keys.setVisible(now.step != "keys")
        self.month.show_found(read.found, read.status, read.sending, read.zero)
        if not self._desk.may(Work.HEAD):
            self.month.leave_to_the_head()
        self.packages.show_packages(read.packages)
        if self._wanted:
            self.packages.choose(*self._wanted)
            self._wanted = None

    def _next_step(self) -> None:
        step = self._standing.step if self._standing else ""
        if step == "keys":
            self.exchange_keys()
        elif step == "recover":
            self.recover()
        elif step == "full":
            self.seal(self.month.month, full=True)
        elif step == "export":
            newest = self._reports.status().unanswered
            if newest:
                self.export(newest[0])
        elif step == "receipt":
            self.choose_receipts()

    # --- holding back ------------------------------------------------------------------------------

    def hold_back(self, chosen: dict[tuple[str, str], str]) -> None:
        """Ask why, then keep these out of the package (F60)."""
        dialog = HoldDialog(self, list(chosen.values()))
        if dialog.exec() != HoldDialog.DialogCode.Accepted:
            return
        month, reason = self.month.month, dialog.reason
        try:
            for table, uid in chosen:
                self._reports.holds.hold(table, uid, reason, month)
        except ActionableError as error:
            dialogs.tell(self, error)
        else:
            self.said.emit(f"已扣下 {len(chosen)} 条，解除以后随下一个包补报。")
        self.refresh()

    def release(self, chosen: Sequence[HeldRecord]) -> None:
        """Let what was held back go with the next package."""
        try:
            for one in chosen:
                self._reports.holds.release(one.uid)
        except ActionableError as error:
            dialogs.tell(self, error)
        else:
            self.said.emit(f"已解除 {len(chosen)} 条，随下一个包报送。")
        self.refresh()

    # --- sealing -----------------------------------------------------------------------------------

    def seal(self, month: str, full: bool) -> None:
        """Show the head what is sealed, then seal the month and offer to export it."""
        found = self.month.found
        if found is None or found.month != month or not self.month.seal.isEnabled():
            return
        self._work.run(
            f"正在核算 {month_words(month)}",
            lambda _: self._reports.summary(month),
            lambda summary: self._work.then(lambda: self._confirm(summary, full=full)),
        )

    def _confirm(self, summary: Summary, *, full: bool) -> None:
        """The head sees the figures and puts a name to them; then the month is sealed."""
        found = self.month.found
        gaps = len(found.incomplete) if found else 0
        words = _before_sealing(self.month.go.text(), gaps, full=full)
        if summary.clock_behind:
            words += f"\n本机时钟比上次封存时（{summary.clock_behind:%Y-%m-%d %H:%M}）还早，请先核对日期。"
        kept = int(self._desk.settings.value(VOLUME, VOLUME_MIB))
        dialog = SealDialog(self, summary, words, volume_mib=kept)
        if dialog.exec() != SealDialog.DialogCode.Accepted:
            return
        month, name, volume = summary.month, dialog.name, dialog.volume.value()
        if volume != kept:
            self._desk.settings.put(VOLUME, volume)
        self._work.run(
            f"正在封存 {month_words(month)}",
            lambda progress: self._reports.seal_month(
                month, full=full, confirmed_by=name, volume_mib=volume, progress=progress
            ),
            self._sealed,
        )

    def _sealed(self, package: SentPackage) -> None:
        self.month.full.setChecked(False)
        self._wanted = (package.epoch, package.number)
        self.said.emit(f"{called(package)}已封存。")
        content = f"{package.records} 条记录" if package.records else "零报告"
        if dialogs.ask(
            self,
            f"{called(package)}已封存。",
            f"共 {content}，{megabytes(package.size)}，已加密并签名，保存在本机。\n"
            "请插好U盘，现在就导出；也可以以后再导出。",
            yes="导出到U盘…",
            no="以后再说",
        ):
            self._work.then(lambda: self.export(package))
        self._work.then(self.refresh)

    # --- carrying it to the county -----------------------------------------------------------------

    def export(self, package: SentPackage, way: Way = "stick") -> None:
        """Write a package to a stick, or to a folder for mail; the same bytes every time (P6)."""
        stick = way == "stick"
        where = "导出到哪里（请选U盘）" if stick else "邮件副本存到哪个文件夹"
        folder = files.ask_folder(self, where)
        if folder is None:
            return
        self._work.run(
            "正在写入并核对，请不要拔出U盘" if stick else "正在写入并核对",
            lambda progress: self._reports.export(
                package.epoch, package.number, folder, way=way, progress=progress
            ),
            self._exported if stick else self._mail_written,
        )

    def _exported(self, written: Exported) -> None:
        self.said.emit("已写入并核对，可以拔出U盘。")
        more = "请交给县局，并把县局的回执文件带回来导入。"
        self._tell_written(written_dialog(self, written.files, more=more), written)

    def _mail_written(self, written: Exported) -> None:
        self.said.emit("邮件副本已写好并核对。")
        count = len(written.files)
        more = (
            f"共 {count} 个文件，{megabytes(written.size)}，请全部作为附件发给县局，可以分几封发。"
        )
        dialog = written_dialog(self, written.files, more=more, banner=MAIL_READY)
        self._tell_written(dialog, written)

    def _tell_written(self, dialog: MessageDialog, written: Exported) -> None:
        """The moment itself; who takes it may be taken down at once."""
        dialog.add("知道了", accept=True, default=True)
        later = dialog.add("登记谁送去…", accept=False)
        dialog.exec()
        self._work.then(self.refresh)
        if dialog.clicked is later:
            fill_line(self, self._desk, written.carrying)

    def show_carrying(self) -> None:
        """Who took which stick when."""
        CarryingWindow(self, self._desk).exec()

    # --- the county's answer -------------------------------------------------------------------------

    def choose_receipts(self) -> None:
        """Choose what the county wrote and take it in."""
        self.import_receipts(self.mail.ask())

    def import_receipts(self, chosen: Sequence[Path]) -> None:
        """Take in what the county wrote; records it gives back go to where they are waited for."""
        given = [path for path in chosen if path.suffix == RETURN_SUFFIX]
        if given:
            self.recover(given)
        self.mail.take([path for path in chosen if path not in given])

    def show_letters(self, notice: str = "") -> None:
        """What the county has returned and written."""
        self.mail.show(notice)

    def _package_answered(self, epoch: int, number: int) -> None:
        """A receipt came of this package: the cursor goes to it."""
        self._wanted = (epoch, number)

    def check_code(self) -> None:
        """Find the package whose code the county reads aloud."""
        PhoneCode(self, self._reports).exec()

    def show_slips(self) -> None:
        """The slips of what was corrected after it had been reported (F61)."""
        window = SlipsWindow(self, self._desk)
        window.wants.connect(self.wants)
        window.exec()

    def exchange_keys(self) -> None:
        """Exchange keys with the county."""
        KeyExchange(self, self._reports).exec()
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
        """Receipts are taken in, of a folder those in it; a bundle is looked at."""
        dropped = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
        event.acceptProposedAction()
        if bundles := [path for path in dropped if path.suffix == SUFFIX]:
            self.show_bundle(bundles[0])
            return
        found: list[Path] = []
        for path in dropped:
            inside = (file for name in (*FILES, f"*{RETURN_SUFFIX}") for file in path.glob(name))
            found += sorted(inside) if path.is_dir() else [path]
        self.import_receipts(found)


def _before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _figures(status: ReportStatus) -> str:
    """What waits to be sent, and what the county holds."""
    if status.unsent:
        parts = [f"还没有报送的记录 {status.unsent} 条（{counted(status.unsent_by_table)}）"]
    else:
        parts = ["没有待报送的记录"]
    if status.held:
        parts.append(f"扣下没有报的 {len(status.held)} 条")
    if (got := status.last_received) is not None and got is not status.last:
        parts.append(f"县局最近收到的是 {called(got)}")
    return "；".join(parts) + "。"


def _before_sealing(to_go: str, incomplete: int, *, full: bool) -> str:
    """What is asked once more."""
    words = "将把本所的全部记录重新报一遍。" if full else to_go
    if incomplete:
        words += f"\n还有 {incomplete} 处不完整，改好以后下次会一并报送。"
    return words + "\n封存后内容不再变化，以后的改动进入下一个包。"
