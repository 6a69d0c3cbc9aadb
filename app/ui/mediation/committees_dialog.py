"""调委会与名册: committees, who mediates in them from when to when, where their numbers go on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.days import show_date
from app.forms.codes import label
from app.forms.mediation.committee import (
    COMMITTEE,
    MEDIATOR_CARD,
    MEDIATOR_REGISTER,
    NUMBERS,
)
from app.services.desk import Desk
from app.ui import theme
from app.ui.buttons import Button
from app.ui.county_bar import CountyBar, flags_of
from app.ui.dated_rows import DatedRows, RowActions
from app.ui.desk_tools import DeskTools
from app.ui.layouts import drop
from app.ui.mediation.case_forms import context_of
from app.ui.sizes import open_at

__all__ = ["CommitteesDialog"]

DATA = Qt.ItemDataRole.UserRole
SHOWN = (
    *("name", "full_time", "post", "area_code", "duty_area"),
    *("certificate_no", "certificate_until", "from_on", "until_on"),
)
NONE_YET = "还没有登记调委会。按“登记调委会”，名称要与印章一致。"


class CommitteesDialog(QDialog):
    """Committees on the left, the chosen one with its roster on the right."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk, self._tools = desk, DeskTools(desk)
        self.setWindowTitle("调委会与名册")
        self.list = QListWidget()
        self.list.setAccessibleName("人民调解委员会")
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.list.itemActivated.connect(lambda *_: self.correct())
        new = self._button("登记调委会…", self.add)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(new)
        self.name, self.facts, self.advice, self.number = (QLabel() for _ in range(4))
        theme.set_role(self.name, "heading")
        theme.set_role(self.advice, "warning")
        for words in (self.facts, self.advice, self.number):
            words.setWordWrap(True)
        self.edit = self._button("修改…", self.correct)
        self.start = self._button("接着纸质台账编号…", self.start_numbers)
        self.county = CountyBar(desk, "committee")
        self.county_of_mediator = CountyBar(desk, "mediator")
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self.edit)
        numbers = QHBoxLayout()
        numbers.addWidget(self.number, 1)
        numbers.addWidget(self.start)
        self._roster = QVBoxLayout()
        self.roster: DatedRows | None = None
        right = QVBoxLayout()
        right.setSpacing(theme.px(8))
        right.addLayout(top)
        right.addWidget(self.county)
        for words in (self.facts, self.advice):
            right.addWidget(words)
        right.addLayout(numbers)
        right.addWidget(self.county_of_mediator)
        right.addLayout(self._roster)
        right.addStretch(1)
        right.addLayout(self._foot())
        line = QHBoxLayout(self)
        side = theme.px(14)
        line.setContentsMargins(side, side, side, side)
        line.setSpacing(theme.px(14))
        line.addLayout(left, 1)
        line.addLayout(right, 3)
        open_at(self, 1180, 600)
        self.reload()

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(self._button("打印名册", self.print_roll))
        foot.addWidget(self._button("导出名册…", self.export_roll))
        foot.addStretch(1)
        foot.addWidget(self._button("关闭", self.accept))
        return foot

    @staticmethod
    def _button(words: str, act: Any) -> QPushButton:
        button = Button(words)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: act())
        return button

    # --- what is shown ------------------------------------------------------------------------

    def reload(self, chosen: str = "") -> None:
        """Read the committees again; ``chosen`` or the first one is shown."""
        chosen = chosen or self.chosen() or ""
        self.list.clear()
        flags = flags_of(self._desk, "committee")
        for committee in self._desk.mediation.committees.listed():
            flag, tip = flags.get(committee["uid"], ("", ""))
            name = committee["name"]
            item = QListWidgetItem(f"【{flag}】{name}" if flag else name)
            item.setToolTip(tip)
            item.setData(DATA, committee)
            self.list.addItem(item)
            if committee["uid"] == chosen:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self._show_chosen()

    def show_record(self, committee: str, mediator: str = "") -> None:
        """Put the cursor on a committee, and on one of its mediators."""
        if committee:
            self.reload(committee)
        if mediator and self.roster is not None:
            self.roster.select(mediator)
            self.roster.table.setFocus()

    def chosen(self) -> str | None:
        """The uid of the committee that is shown."""
        item = self.list.currentItem()
        return None if item is None else str(item.data(DATA)["uid"])

    def _show_chosen(self) -> None:
        item = self.list.currentItem()
        for widget in (self.edit, self.start, self.number, self.advice):
            widget.setVisible(item is not None)
        if self.roster is not None:
            self._roster.removeWidget(self.roster)
            drop(self.roster)
            self.roster = None
        self.county.show_record(self.chosen())
        self.county_of_mediator.show_record(None)
        if item is None:
            self.name.setText("")
            self.facts.setText(NONE_YET)
            return
        committee: dict[str, Any] = item.data(DATA)
        self.name.setText(committee["name"])
        said = [label("committee_kind", committee["kind"]), f"卷号中写“{committee['short_name']}”"]
        if committee["term_until"]:
            said.append(f"本届到{show_date(committee['term_until'])}届满")
        self.facts.setText("；".join(said) + "。")
        self.roster = self._make_roster(committee["uid"])
        self._roster.addWidget(self.roster)
        self.roster.selected.connect(self.county_of_mediator.show_record)
        self.county_of_mediator.show_record(self.roster.chosen())
        self._tell(committee["uid"])

    def _make_roster(self, committee: str) -> DatedRows:
        service = self._desk.mediation.committees
        rows = DatedRows(
            "人民调解员",
            MEDIATOR_CARD,
            SHOWN,
            self._tools,
            RowActions(
                load=lambda: service.mediators(committee),
                add=lambda values: service.save_mediator(committee, values),
                edit=lambda uid, values: service.save_mediator(committee, values, uid),
                remove=service.remove_mediator,
            ),
            scope=f"mediation.mediator/{committee}",
            empty="还没有登记调解员。按“新增”，任职日期以后的案件才能选到他。",
            fresh=lambda: {"from_on": self._tools.today()},
            context=context_of(self._desk),
            flagged=lambda: flags_of(self._desk, "mediator"),
        )
        rows.changed.connect(lambda: self._tell(committee))
        rows.changed.connect(lambda: self.changed.emit("名册已保存。"))
        return rows

    def _tell(self, committee: str) -> None:
        """What the law asks of its composition, and the number that comes next."""
        service, year = self._desk.mediation.committees, self._tools.today().year
        advice = service.advice(committee)
        self.advice.setText("\n".join(advice))
        self.advice.setVisible(bool(advice))
        following = service.next_number(committee, year)
        self.number.setText(f"{year}年下一件编第 {following} 号。")

    # --- what the clerk does ------------------------------------------------------------------

    def add(self) -> None:
        """Register a committee."""
        service = self._desk.mediation.committees
        made: list[str] = []
        if self._fill(
            COMMITTEE, lambda values: made.append(service.save(values)), "登记调委会", {}
        ):
            self.reload(made[0])

    def correct(self) -> None:
        """Change the committee that is shown."""
        item = self.list.currentItem()
        if item is None:
            return
        committee: dict[str, Any] = item.data(DATA)
        service, uid = self._desk.mediation.committees, committee["uid"]
        if self._fill(COMMITTEE, lambda values: service.save(values, uid), "修改调委会", committee):
            self.reload(uid)

    def start_numbers(self) -> None:
        """Go on from a register kept on paper until now."""
        uid = self.chosen()
        if uid is None:
            return
        service, year = self._desk.mediation.committees, self._tools.today().year
        taken = self._fill(
            NUMBERS,
            lambda v: service.start_numbers_at(uid, v["year"], v["sequence"]),
            "接着纸质台账编号",
            {"year": year, "sequence": service.next_number(uid, year)},
        )
        if taken:
            self._tell(uid)

    def print_roll(self) -> None:
        """Who is in office today, of all committees."""
        today = self._tools.today()
        rows = self._desk.mediation.committees.roll(today)
        self._tools.preview_register(
            self,
            MEDIATOR_REGISTER,
            rows,
            title=MEDIATOR_REGISTER.title,
            note=f"{self._desk.identity.name}  截至{show_date(today)}在任 {len(rows)} 人",
            file_name=self._file_name(),
        )

    def export_roll(self) -> None:
        """Everybody who ever was, as a workbook."""
        rows = self._desk.mediation.committees.roll()
        self._tools.save_workbook(
            self,
            MEDIATOR_REGISTER,
            rows,
            note=f"{self._desk.identity.name}  连同已经离任的共 {len(rows)} 人",
            file_name=self._file_name(),
            done=self.changed.emit,
        )

    def _file_name(self) -> str:
        return f"{self._desk.identity.code}-调解员名册-{self._tools.today():%Y%m%d}"

    def _fill(self, form: Any, submit: Any, title: str, values: dict[str, Any]) -> bool:
        taken = self._tools.fill(
            self,
            form,
            submit,
            scope=f"{form.code}/{self.chosen() if values else 'new'}",
            title=title,
            values=values,
            context=context_of(self._desk),
        )
        if taken:
            self.changed.emit("调委会已保存。")
        return taken
