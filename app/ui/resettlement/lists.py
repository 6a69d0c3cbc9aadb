"""预释放名单 (F24): the county's lists, each line answered, who is missing added, the answer exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.days import iso_day
from app.forms.codes import label, table
from app.forms.definition import Form
from app.forms.resettlement import PRERELEASE_REGISTER
from app.forms.resettlement_entries import PRERELEASE
from app.ui import theme
from app.ui.corrections.forms import hidden
from app.ui.desk_tools import DeskTools
from app.ui.import_window import ImportWindow
from app.ui.layouts import left_and_right
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.unveil import Unveil

__all__ = ["PrereleaseView"]

ANSWER = hidden(
    PRERELEASE,
    frozenset(f.name for f in PRERELEASE.fields())
    - {"answer", "answered_by", "answered_on", "note"},
)
"""The answer alone, for a line whose facts came with the list."""
MISSING = hidden(PRERELEASE, frozenset({"answer"}))
"""Who is missing from the list is ours by that very fact."""
OPEN = "open"


class PrereleaseView(QWidget):
    """The lists. ``opened`` carries the uid of a person, ``changed`` words for the status bar."""

    opened = Signal(str)
    changed = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._service = tools.desk.resettlement.prerelease
        self.list = QComboBox()
        self.list.setMinimumWidth(theme.px(440))
        self.import_button = QPushButton("导入名单")
        self.import_button.setProperty("role", "primary")
        self.ours_button = QPushButton("是本辖区")
        self.ours_button.setToolTip("光标所在的人：登记为待释放（Alt+Y）")
        self.ours_button.setShortcut("Alt+Y")
        self.not_ours_button = QPushButton("不是本辖区…")
        self.add_button = QPushButton("补充漏报的人")
        self.export_button = QPushButton("导出回复表")
        desk = tools.desk
        self.whole = Unveil(desk, "预释放核查名单", desk.identity.code, self)
        self.register = RegisterView(
            self._columns(),
            self._fetch,
            filters=(
                Filter(
                    "answer",
                    "核查结果",
                    (
                        (OPEN, "没有核查"),
                        *((e.code, e.label) for e in table("prerelease_answer").at()),
                    ),
                ),
            ),
            searchable=False,
            empty="没有名单。县局下发预释放人员名单后，点“导入名单”。",
            empty_action=("导入名单", self.bring_in),
            busy=lambda: tools.desk.busy,
        )
        self.list.currentIndexChanged.connect(lambda _: self.register.refresh())
        self.whole.toggled.connect(lambda _: self.register.refresh())
        self.register.opened.connect(self.correct)
        self.register.add_row_action("打开这个人", self._open)
        self.register.add_row_action("更正这一行", self.correct)
        shown, done = QHBoxLayout(), QHBoxLayout()
        for part in (shown, done):
            part.setSpacing(theme.px(8))
        shown.addWidget(self.list)
        shown.addWidget(self.whole)
        shown.addStretch(1)
        for button, act in (
            (self.import_button, self.bring_in),
            (self.ours_button, self.ours),
            (self.not_ours_button, self.not_ours),
            (self.add_button, self.add_missing),
            (self.export_button, self.export),
        ):
            button.clicked.connect(lambda _=False, act=act: act())
            done.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(left_and_right(shown, done, gap=theme.px(8), line_gap=theme.px(6)))
        layout.addWidget(self.register, 1)
        self.setFocusProxy(self.register)
        self.reload()

    def reload(self) -> None:
        """Read the lists again; the one shown stays."""
        chosen = self.list.currentData()
        self.list.blockSignals(True)
        self.list.clear()
        for name, on, lines, still in self._service.lists():
            more = f"，{still}人没有核查" if still else "，已核查完"
            self.list.addItem(f"{name}（{on:%Y-%m-%d}收到，{lines}人{more}）", (name, on))
        at = next((i for i in range(self.list.count()) if self.list.itemData(i) == chosen), 0)
        self.list.setCurrentIndex(at)
        self.list.blockSignals(False)
        some = self.list.count() > 0
        for widget in (
            self.list,
            self.ours_button,
            self.not_ours_button,
            self.add_button,
            self.export_button,
        ):
            widget.setEnabled(some)
        self.register.refresh()

    # -- what is done -----------------------------------------------------------------------------

    def bring_in(self) -> None:
        """Import a list of the county."""
        window = ImportWindow(self, self._tools, "resettlement.prerelease")
        window.imported.connect(self._done)
        window.exec()
        window.deleteLater()

    def ours(self) -> None:
        """The person under the cursor belongs here: awaited from now on."""
        row = self.register.current()
        if row is None:
            return
        values = {"answer": "ours", "answered_on": self._tools.today()}
        if self._tools.attempt(self, lambda: self._service.answer([row["uid"]], values)):
            self._done(f"{row['name']}已登记为待释放，到期会提醒衔接。")

    def not_ours(self) -> None:
        """The person under the cursor does not belong here; say whose they are."""
        row = self.register.current()
        if row is not None:
            values = {"answer": "not_ours", "answered_on": self._tools.today()}
            self._fill(
                ANSWER,
                lambda filled: self._service.answer([row["uid"]], filled),
                values,
                scope=row["uid"],
            )

    def add_missing(self) -> None:
        """Somebody the list should have named."""
        chosen: tuple[str, date] | None = self.list.currentData()
        if chosen is not None:
            self._fill(
                MISSING,
                lambda filled: self._service.add_missing(*chosen, filled),
                {"answered_on": self._tools.today()},
                scope="new",
                title="补充漏报的人",
            )

    def correct(self, row: Mapping[str, Any]) -> None:
        """Open one line."""
        self._fill(
            PRERELEASE,
            lambda filled: self._service.edit(row["uid"], filled),
            self._service.values(row["uid"]),
            scope=row["uid"],
        )

    def export(self) -> None:
        """The answer list for the county."""
        chosen: tuple[str, date] | None = self.list.currentData()
        if chosen is None:
            return
        self._tools.save_workbook(
            self,
            PRERELEASE_REGISTER,
            self._service.rows(*chosen),
            note=f"{self._tools.desk.identity.name}  {chosen[0]}",
            file_name=f"{self._tools.desk.identity.code}-预释放核查回复-{self._tools.today():%Y%m%d}",
            done=self.changed.emit,
            whole_for="报县局的核查回复",
        )

    def _fill(
        self, form: Form, act: Any, values: dict[str, Any], *, scope: str, title: str = ""
    ) -> None:
        kept = f"{form.code}/{scope}"
        if self._tools.fill(self, form, act, scope=kept, values=values, title=title):
            self._done("核查结果已保存。")

    def _done(self, words: str) -> None:
        self.reload()
        self.changed.emit(words)

    def _open(self, row: Mapping[str, Any]) -> None:
        if row["resettlement_uid"]:
            self.opened.emit(row["resettlement_uid"])
        else:
            self.changed.emit("这一行还没有登记为本辖区的人。")

    # -- rows -------------------------------------------------------------------------------------

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        chosen = self.list.currentData()
        rows = self._service.rows(*chosen) if chosen else []
        wanted = filters.get("answer")
        if wanted == OPEN:
            rows = [row for row in rows if not row["answer"]]
        elif wanted:
            rows = [row for row in rows if row["answer"] == wanted]
        return rows[offset : offset + limit], len(rows)

    def _columns(self) -> tuple[Column, ...]:
        def text(name: str) -> Any:
            return lambda row: str(row[name] or "")

        def cut(name: str) -> Any:
            return lambda row: self.whole.read(name, str(row[name] or ""))

        return (
            Column(title="序号", text=text("row_number"), width=56, right=True),
            Column(title="姓名", text=text("name"), width=110),
            Column(title="身份证号", text=cut("id_number"), width=180),
            Column(title="户籍地", text=cut("registered_address"), width=200),
            Column(
                title="提示",
                text=lambda r: self._service.looks_like(r["registered_address"]),
                width=100,
                tone=lambda _: "muted",
            ),
            Column(title="监所", text=text("prison"), width=130),
            Column(
                title="释放日期",
                text=lambda r: iso_day(r["release_on"]),
                width=104,
            ),
            Column(
                title="核查结果",
                text=lambda r: label("prerelease_answer", r["answer"]) or "没有核查",
                width=120,
                tone=lambda r: "warn" if not r["answer"] else "",
            ),
            Column(title="补充", text=lambda r: "本所补充" if r["added"] else "", width=80),
            Column(title="说明", text=text("note"), width=220),
        )
