"""县局配置包 at the bureau: bring files in, try them, see what differs, sign, write (F64).

A window beside the work. Nothing counts anywhere before it is signed; what is wrong is named by
file, line and field; what changes is said for each day before the clerk signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.days import short_day
from app.forms.bundle import BUNDLE_FILE, BUNDLE_NOTE, minimum_form
from app.services.bundles.candidate import Candidate
from app.services.bundles.views import DraftFile, OfficeVersion, Trial, Version
from app.services.desk import Desk
from app.ui import dialogs, files, theme
from app.ui.bundles.designs import DesignsWindow
from app.ui.bundles.originals import Originals
from app.ui.bundles.parts import Line, LinesTab, RowsTab, lines_of
from app.ui.editors import FormContext
from app.ui.form_dialog import FormDialog
from app.ui.parts import button, heading, line_of, may_be_pulled_out, scrolling, text
from app.ui.register_view import Column
from app.ui.sizes import open_at
from app.ui.tab_pages import TabPages
from app.ui.worker import Worker

__all__ = ["CountyBundleWindow"]

TOML = "配置文件 (*.toml)"
ABOUT = (
    "代码表、规则、卷宗目录和文书用语先“导出原件”，用记事本改好，再“导入文件”；文书的栏目、统计表和编号直接在"
    "“改文书和报表”里改。试检查没有问题以后签发，把同一个文件发给各所。"
)
EMPTY = "配置包里还没有文件。\n先“导出原件”改好，再“导入文件”。"

FILE_COLUMNS = (
    Column(title="内容", text=lambda f: f.title, width=230, tip=lambda f: f.path),
    Column(title="文件", text=lambda f: f.path, width=190),
    Column(title="从哪天起", text=lambda f: f"{f.since:%Y-%m-%d}", width=100),
    Column(title="依据", text=lambda f: f.source, width=260, tip=lambda f: f.source),
    Column(title="与上一版", text=lambda f: f.state, width=90),
    Column(
        title="试检查",
        text=lambda f: f"{f.faults} 处要改" if f.faults else "没有问题",
        width=100,
        tone=lambda f: "bad" if f.faults else "good",
        icon=lambda f: "error" if f.faults else "done",
    ),
)
VERSION_COLUMNS = (
    Column(title="版本", text=lambda v: f"第 {v.version} 版", width=90),
    Column(title="签发时间", text=lambda v: f"{v.made_at:%Y-%m-%d %H:%M}", width=150),
    Column(title="文件", text=lambda v: f"{v.files} 份", width=80, right=True),
    Column(title="公钥证书", text=lambda v: f"{v.keys} 份", width=90, right=True),
    Column(title="签发人", text=lambda v: v.signed_by, width=120),
    Column(title="给各所的话", text=lambda v: v.note, width=420),
)
OFFICE_COLUMNS = (
    Column(title="司法所", text=lambda o: o.name, width=180),
    Column(title="编码", text=lambda o: o.office, width=120),
    Column(title="所用版本", text=lambda o: f"第 {o.version} 版" if o.version else "", width=110),
    Column(
        title="情况",
        text=lambda o: o.state,
        width=200,
        tone=lambda o: "good" if o.version and o.version >= o.newest else "warn",
    ),
)


class CountyBundleWindow(QDialog):
    """The window. ``signed`` is sent when a version was signed: it counts here as well."""

    signed = Signal(str)

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bundles = desk.county_bundles
        self._work = Worker(self)
        self.trial: Trial | None = None
        self.setWindowTitle("县局配置包")
        open_at(self, 1100, 640)
        self.state = heading()
        self.bring = button("导入文件…", self.choose_files, role="primary", key="Ctrl+O")
        self.change = button("改日期和依据…", self.change_day)
        self.drop = button("移出", self.take_out, key="Delete")
        self.originals = button("导出原件…", self.show_originals, sign="export")
        self.design = button("改文书和报表…", self.show_designs, key="Ctrl+E", sign="paper")
        self.sign = button("签发…", self.sign_version, sign="lock")
        self.give = button("写给各所…", self.write_version, sign="export")
        self.minimum = button("最低要求…", self.ask_minimum, tip="各所的程序和文件至少要到哪一步")
        self.files = RowsTab(FILE_COLUMNS, EMPTY)
        self.files.register.selected.connect(lambda _: self._selected())
        self.files.register.opened.connect(lambda _: self.open_file())
        self.faults = LinesTab("没有要改的地方。", "place")
        self.changes = LinesTab("文件与正在用的没有不同。", "since")
        self.versions = RowsTab(VERSION_COLUMNS, "还没有签发过。")
        self.offices = RowsTab(OFFICE_COLUMNS, "还没有登记司法所。请先在“各所公钥”登记。")
        self.below = _tabs((self.changes, "会改变什么"), (self.faults, "要改的地方"))
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(
            line_of((self.bring, self.change, self.drop, self.originals, self.design, self.minimum))
        )
        self.files.setMinimumHeight(theme.px(150))  # on a low screen the page scrolls
        self.below.setMinimumHeight(theme.px(210))
        column.addWidget(self.files, 4)
        column.addWidget(self.below, 5)
        self.tabs = _tabs(
            (scrolling(upper), "下一版"),
            (self.versions, "签发过的版本"),
            (self.offices, "各所用的版本"),
        )
        whole = QVBoxLayout(self)
        side = theme.px(14)
        whole.setContentsMargins(side, side, side, side)
        whole.setSpacing(theme.px(8))
        whole.addWidget(self.state)
        whole.addWidget(text(ABOUT, "muted"))
        whole.addWidget(self.tabs, 1)
        whole.addLayout(line_of((self.sign, self.give), stretch_after=False))
        self.bring.setFocus()  # not the bar of tabs
        self.refresh()

    # --- showing ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Try the next version anew."""
        self._work.then(self._begin_trying)

    def _begin_trying(self) -> None:
        self._work.run("正在试检查", lambda _: self._read(), self._show, can_cancel=False)

    def _read(self) -> tuple[Trial, list[Version], list[OfficeVersion]]:
        return self._bundles.trial(), self._bundles.versions(), self._bundles.offices()

    def _show(self, read: tuple[Trial, list[Version], list[OfficeVersion]]) -> None:
        self.trial, versions, offices = read
        self.files.show_rows(self.trial.files)
        self.versions.show_rows(versions)
        self.offices.show_rows(offices)
        self.changes.show_lines(lines_of(self.trial.differences))
        self.faults.show_lines([Line(f.path, f.place, f.words) for f in self.trial.faults])
        self.below.setTabText(0, f"会改变什么（{len(self.trial.differences)}）")
        self.below.setTabText(1, f"要改的地方（{len(self.trial.faults)}）")
        self.below.setCurrentIndex(1 if self.trial.faults else 0)
        self.state.setText(_standing(self.trial, versions))
        self.sign.setEnabled(self.trial.ready)
        self.give.setEnabled(bool(versions))
        self._selected()

    def _selected(self) -> None:
        some = self.files.current() is not None
        self.change.setEnabled(some)
        self.drop.setEnabled(some)

    # --- files -----------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Choose TOML files and bring each in with its day and document."""
        self.bring_in(files.ask_open(self, "改好的配置文件", TOML))

    def bring_in(self, chosen: Sequence[Path]) -> None:
        """Bring files in; one that cannot be read does not stop the others."""
        for path in chosen:
            try:
                candidate = self._bundles.read_file(path)
            except Exception as error:
                dialogs.report(self, error)
                continue
            self._ask_day(candidate)
        self.refresh()

    def _ask_day(self, candidate: Candidate) -> None:
        FormDialog(
            self,
            BUNDLE_FILE,
            FormContext(today=self._today),
            lambda values: self._bundles.put(candidate, values["since"], values["source"]),
            title=f"导入 {candidate.path}",
            about="这份文件从哪天起执行？依据什么？同一天的原有内容会被换掉。",
            values={"since": candidate.since, "source": candidate.source},
        ).exec()

    def change_day(self) -> None:
        """Another day or document for the file under the cursor."""
        found: DraftFile | None = self.files.current()
        if found is None:
            return
        FormDialog(
            self,
            BUNDLE_FILE,
            FormContext(today=self._today),
            lambda values: self._bundles.redate(
                found.path, found.since, values["since"], values["source"]
            ),
            title=f"{found.title}的日期和依据",
            values={"since": found.since, "source": found.source},
        ).exec()
        self.refresh()

    def open_file(self) -> None:
        """A paper opens where it is composed; of every other file the day and document."""
        found: DraftFile | None = self.files.current()
        if found is not None and found.form:
            self.show_designs(found.form, found.since)
        else:
            self.change_day()

    def show_designs(self, form: str = "", since: date | None = None) -> None:
        """Compose papers for the next version."""
        window = DesignsWindow(self, self._desk)
        window.kept.connect(lambda _: self.refresh())
        if form:
            window.show_paper(form, since)
        window.exec()
        window.deleteLater()

    def ask_minimum(self) -> None:
        """What the next version asks of every office's program and files."""
        if self.trial is None:
            return
        now = self.trial.minimum
        FormDialog(
            self,
            minimum_form(least=now.least, most=now.most),
            FormContext(today=self._today),
            lambda values: self._bundles.raise_minimum(
                values["minimum_suite"], values["minimum_reader"]
            ),
            title="最低要求",
            about="写在下一版配置包里，签发以后只升不降。达不到的程序会提示先更新，数据不受影响；"
            "请先确认各所都已更新。",
            values={"minimum_suite": now.suite, "minimum_reader": now.reader},
        ).exec()
        self.refresh()

    def take_out(self) -> None:
        """Take the file under the cursor out of the next version, after asking."""
        found: DraftFile | None = self.files.current()
        if found is None or not dialogs.ask(
            self,
            f"把{found.title}（{found.since:%Y-%m-%d}）从下一版里移出吗？",
            "签发以后，各所从那一天起改按前一份或程序自带的执行。",
            yes="移出",
        ):
            return
        self._bundles.remove(found.path, found.since)
        self.refresh()

    def show_originals(self) -> None:
        """Write a file to begin from."""
        Originals(self, self._bundles).exec()

    # --- signing ---------------------------------------------------------------------------------

    def sign_version(self) -> None:
        """Ask for words to the offices, sign, and offer to write the file."""
        if self.trial is None or not self.trial.ready:
            return
        dialog = FormDialog(
            self,
            BUNDLE_NOTE,
            FormContext(today=self._today),
            lambda values: self._bundles.sign(values.get("note") or ""),
            title=f"签发第 {self.trial.version} 版",
            about=f"共 {len(self.trial.files)} 份文件、{len(self.trial.differences)} 处变化。"
            "签发后不能再改；要改就再签发一版，版本号只升不降。",
            yes="签发",
        )
        if dialog.exec():
            version: Version = dialog.result_value
            self.signed.emit(f"县局配置包第 {version.version} 版已签发。")
            self.refresh()
            self._work.then(partial(self._offer_to_write, version))

    def _offer_to_write(self, version: Version) -> None:
        if dialogs.ask(
            self,
            f"第 {version.version} 版已签发，本局已开始使用。",
            "还要把文件发给各所，各所导入后才会采用。现在写到U盘吗？",
            yes="写给各所…",
            no="以后再写",
        ):
            self.write_version()

    def write_version(self) -> None:
        """Write the newest version; every office gets the same file."""
        folder = files.ask_folder(self, "配置包写到哪里（请选U盘）")
        if folder is not None:
            self._work.run(
                "正在写入并核对",
                lambda _: self._bundles.write(folder),
                lambda file: may_be_pulled_out(
                    self,
                    [file],
                    more="各所用的是同一个文件，里面没有秘密；请各所在“报送”页的“配置包”里导入。",
                ),
                can_cancel=False,
            )

    def _today(self) -> date:
        return self._desk.clock().date()


def _standing(trial: Trial, versions: Sequence[Version]) -> str:
    last = versions[0] if versions else None
    words = (
        f"最近签发的是第 {last.version} 版（{short_day(last.made_at)}）。"
        if last
        else "还没有签发过配置包。"
    )
    if trial.faults:
        return f"{words}下一版还有 {len(trial.faults)} 处要改。"
    if trial.ready:
        count = len(trial.differences)
        said = [f"有 {count} 处变化"] if count else []
        said += ["各所公钥有变动"] if trial.keys_changed else []
        return f"{words}下一版{'，'.join(said)}，可以签发。"
    return f"{words}下一版没有变化。"


def _tabs(*pages: tuple[QWidget, str]) -> TabPages:
    tabs = TabPages()
    tabs.setDocumentMode(True)
    for page, words in pages:
        tabs.addTab(page, words)
    return tabs
