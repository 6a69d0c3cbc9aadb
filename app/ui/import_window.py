"""导入: choose a file, look at the verdict on every row, then import all records at once (F49)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.forms.imports import TRIAL_REGISTER
from app.imports.trial import ASK, DUP, OK, SKIP, Trial, TrialRow
from app.services.imports import PROFILES
from app.ui import background, dialogs, files, theme
from app.ui.buttons import Button
from app.ui.desk_tools import DeskTools
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.sizes import open_at

__all__ = ["ImportWindow"]

VERDICTS = {ASK: "要核对", DUP: "重复", OK: "可以导入", SKIP: "不是名单"}
"""In the order in which a clerk looks at them."""
ORDER = {state: place for place, state in enumerate(VERDICTS)}
TONES = {OK: "good", ASK: "bad", DUP: "warn", SKIP: "muted"}
ABOUT = (
    "先检查，后导入：选好文件后逐行列出结论，这时什么也没有写。要核对的行不导入，"
    "请在表格里改好后再导入一次；已经导入的会认出来，不会重复。"
)
KINDS = "表格 (*.xlsx *.xls *.csv);;所有文件 (*)"


class ImportWindow(QDialog):
    """The window. ``imported`` carries a sentence once the records are in the store."""

    imported = Signal(str)

    def __init__(self, parent: QWidget, tools: DeskTools, code: str) -> None:
        super().__init__(parent)
        self._tools, self._code = tools, code
        self._profile = PROFILES[code]
        self._service = tools.desk.imports
        self.trial: Trial | None = None
        self.setWindowTitle(f"导入{self._profile.title}")
        self.file = QLabel("还没有选择文件")
        self.file.setProperty("role", "heading")
        self.choose_button = Button("选择文件…")
        self.choose_button.setProperty("role", "primary")
        self.template_button = Button("下载空白模板")
        self.list_name = QLineEdit()
        self.list_name.setPlaceholderText("名单名称，例如 2026年3月预释放人员")
        self._names_list = code == "resettlement.prerelease"
        self.list_name.setVisible(self._names_list)
        self._tags = {state: QLabel() for state in VERDICTS}
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setProperty("role", "muted")
        self.register = RegisterView(
            self._columns(),
            self._fetch,
            filters=(Filter("state", "结论", tuple(VERDICTS.items())),),
            searchable=False,
            empty="选择文件后，每一行的结论列在这里。",
        )
        self.report_button = Button("导出检查清单")
        self.import_button = Button("导入")
        self.import_button.setProperty("role", "primary")
        self.close_button = Button("关闭")
        self._lay_out()
        for button, act in (
            (self.choose_button, self.choose),
            (self.template_button, self.save_template),
            (self.report_button, self.export_report),
            (self.import_button, self.bring_in),
            (self.close_button, self.reject),
        ):
            button.clicked.connect(lambda _=False, act=act: act())
            button.setAutoDefault(False)
        self._show()
        open_at(self, 1060, 600)
        self.choose_button.setFocus()

    def _lay_out(self) -> None:
        about = QLabel(ABOUT)
        about.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.file, 1)
        top.addWidget(self.template_button)
        top.addWidget(self.choose_button)
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(8))
        for state, tag in self._tags.items():
            theme.set_role(tag, f"tag-{TONES[state]}" if TONES[state] != "muted" else "tag")
            middle.addWidget(tag)
        middle.addWidget(self.list_name, 1)
        middle.addStretch(0 if self._names_list else 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.report_button)
        foot.addStretch(1)
        foot.addWidget(self.import_button)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        side = theme.px(14)
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(theme.px(10))
        layout.addWidget(about)
        layout.addLayout(top)
        layout.addLayout(middle)
        layout.addWidget(self.register, 1)
        layout.addWidget(self.notes)
        layout.addLayout(foot)

    # -- trying -------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file and try it."""
        paths = files.ask_open(self, f"选择{self._profile.title}", KINDS)
        if paths:
            self.try_file(paths[0])

    def try_file(self, path: Path) -> None:
        """Judge every row of a file, off the window's thread; nothing is written."""
        self.trial = None
        self._show()
        self.file.setText(path.name)
        if self._names_list and not self.list_name.text():
            self.list_name.setText(path.stem[:60])
        background.run(
            self,
            "正在检查表格",
            lambda progress: self._service.try_out(self._code, path, stop=progress.check),
            done=self._tried,
        )

    def _tried(self, trial: Trial) -> None:
        self.trial = trial
        self._show()
        target = self.import_button if trial.records else self.register
        target.setFocus()

    def _show(self) -> None:
        trial = self.trial
        for state, tag in self._tags.items():
            tag.setText(f"{VERDICTS[state]} {trial.count(state)}" if trial else "")
            tag.setVisible(trial is not None)
        ready = len(trial.records) if trial else 0
        self.import_button.setText(f"导入 {ready} 人" if ready else "导入")
        self.import_button.setEnabled(ready > 0)
        self.report_button.setEnabled(trial is not None)
        words = ""
        if trial and trial.left_out:
            words = f"这些栏没有带进来：{'、'.join(trial.left_out)}。"
        if trial and not any(row.state != SKIP for row in trial.rows):
            words = "没有找到表头。第一行要有栏目名称；可以下载空白模板，照它的栏目填。"
        self.notes.setText(words)
        self.notes.setVisible(bool(words))
        self.register.refresh()

    # -- importing ----------------------------------------------------------------------------------

    def bring_in(self) -> None:
        """Write every record at once."""
        trial = self.trial
        if trial is None or not trial.records:
            return
        name = self.list_name.text().strip()
        if self._names_list and not name:
            self.list_name.setFocus()
            dialogs.warn(self, "请先写名单名称。", "以后按名称找这份名单。")
            return
        left = trial.count(ASK)
        more = f"另有{left}行要核对，这次不导入。" if left else ""
        if not dialogs.ask(self, f"导入{len(trial.records)}人？", more, yes="导入"):
            return
        background.run(
            self,
            "正在导入",
            lambda _progress: self._service.confirm(trial, list_name=name),
            done=lambda result: self._done(result.words),
            can_cancel=False,
        )

    def _done(self, words: str) -> None:
        self.imported.emit(words)
        self.accept()

    # -- taking away --------------------------------------------------------------------------------

    def export_report(self) -> None:
        """Every row with its verdict, as a table to mend the file by."""
        if self.trial is None:
            return
        rows = [_line(row) for row in self.trial.rows]
        self._tools.save_workbook(
            self,
            TRIAL_REGISTER,
            rows,
            note=self._profile.title,
            file_name=f"{self._tools.desk.identity.code}-导入检查-{self._tools.today():%Y%m%d}",
            done=self.notes.setText,
        )

    def save_template(self) -> None:
        """An empty table with the official columns and notes."""
        name = f"{self._profile.title}（空白模板）.xlsx"
        path = files.ask_save(self, "下载空白模板", name, "Excel 表格 (*.xlsx)")
        if path is None:
            return
        from app.exports.template import template_workbook

        data = template_workbook(
            self._profile.title,
            self._profile.columns,
            creator=self._tools.desk.identity.code,
            made_at=self._tools.desk.clock(),
        )
        background.run(
            self,
            "正在写文件",
            lambda _: files.write(path, data),
            done=lambda _: self._template_saved(path.name),
            can_cancel=False,
        )

    def _template_saved(self, name: str) -> None:
        self.notes.setText(f"模板已存为 {name}。")
        self.notes.setVisible(True)

    # -- rows ---------------------------------------------------------------------------------------

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        wanted = filters.get("state")
        rows = self.trial.rows if self.trial else ()
        shown = sorted(rows, key=lambda row: ORDER[row.state])  # as in the file within a verdict
        if wanted:
            shown = [row for row in rows if row.state == wanted]
        return shown[offset : offset + limit], len(shown)

    @staticmethod
    def _columns() -> tuple[Column, ...]:
        return (
            Column(title="工作表", text=lambda r: r.sheet, width=110),
            Column(title="行", text=lambda r: str(r.number), width=56, right=True),
            Column(
                title="结论",
                text=lambda r: VERDICTS[r.state],
                width=90,
                tone=lambda r: TONES[r.state],
            ),
            Column(title="姓名", text=lambda r: str(r.values.get("name") or ""), width=150),
            Column(title="说明", text=_reasons, width=360),
            Column(title="已自动整理", text=lambda r: "；".join(r.fixes), width=220),
        )


def _reasons(row: TrialRow) -> str:
    if row.state == DUP:
        return f"与 {row.of} 重复"
    return row.why if row.state == SKIP else "；".join(row.places)


def _line(row: TrialRow) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.number,
        "verdict": VERDICTS[row.state],
        "name": row.values.get("name"),
        "reasons": _reasons(row),
        "fixes": "；".join(row.fixes),
    }
