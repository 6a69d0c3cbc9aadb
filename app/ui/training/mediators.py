"""调解员轮训: who of the mediators' register was trained in the year, and who is still to come (F29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.days import iso_day, show_date
from app.forms.definition import Field, Form
from app.forms.training import ROTATION_REGISTER
from app.services.training.mediators import MediatorLine, MediatorYear
from app.ui import dialogs, theme
from app.ui.desk_tools import DeskTools
from app.ui.parts import button, line_of, text
from app.ui.register_view import Column, Filter, RegisterView

__all__ = ["MediatorsView"]

TIE = Form(
    code="training.tie",
    title="对应到培训人员",
    source="贺司发〔2019〕13号第四部分",
    rows=((Field("staff", "就是“人员”里的", required=True),),),
)
EMPTY = (
    "名册里还没有在任的人民调解员。\n"
    "先在“人民调解”的“调委会与名册”里登记，这里就列出谁轮训过、谁还没有。"
)
ABOUT = "培训班次里勾了“调解员轮训”的签到才算。名册上的调解员先列入培训人员，签到表上才有他。"
TONES = {
    "已轮训": "good",
    "还没有": "bad",
    "没有列入培训人员": "warn",
    "还没有（任职不久）": "muted",
}

COLUMNS = (
    Column(title="姓名", text=lambda m: m.name, width=120),
    Column(title="人民调解委员会", text=lambda m: m.committee, width=220),
    Column(title="专职", text=lambda m: "专职" if m.full_time else "", width=70),
    Column(title="任职日期", text=lambda m: iso_day(m.appointed_on), width=120),
    Column(title="轮训日期", text=lambda m: iso_day(m.trained_on), width=120),
    Column(
        title="轮训",
        text=lambda m: m.standing,
        width=180,
        tone=lambda m: TONES.get(m.standing, ""),
    ),
)


class MediatorsView(QWidget):
    """The register against the sign-in sheets. ``changed`` carries words for the status bar."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._mediators = tools.desk.training.mediators
        self._found: MediatorYear | None = None
        now = tools.today().year
        self.year = QComboBox()
        for one in range(now, now - 6, -1):
            self.year.addItem(f"{one}年", one)
        self.year.currentIndexChanged.connect(lambda _: self.reload())
        self.summary = text()
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            filters=(Filter("trained", "轮训", ((True, "已轮训"), (False, "还没有"))),),
            empty=EMPTY,
            busy=lambda: tools.desk.busy,
        )
        self.enrol = button(
            "列入培训人员…", self.enrol_all, tip="把名册上还没有列入的调解员都登记到“人员”"
        )
        self.tie = button("对应…", self.tie_current, tip="他就是“人员”里已经登记的某人（回车）")
        self.untie = button("取消对应", self.untie_current)
        self.print = button("打印", self.print_table, sign="print")
        self.export = button("导出…", self.export_table, sign="export")
        self.register.opened.connect(lambda _: self.tie_current())
        self.register.selected.connect(self._selected)
        words = QLabel("年度(&Y)")
        words.setBuddy(self.year)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(words)
        bar.addWidget(self.year)
        bar.addStretch(1)
        bar.addLayout(line_of((self.enrol, self.tie, self.untie, self.print, self.export)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(bar)
        layout.addWidget(self.summary)
        layout.addWidget(text(ABOUT, "muted"))
        layout.addWidget(self.register, 1)
        self.setFocusProxy(self.register)

    # -- what is shown ------------------------------------------------------------------------------

    @property
    def chosen(self) -> int:
        """The year shown."""
        return int(self.year.currentData())

    def reload(self) -> None:
        """Read the register and the year's sheets again."""
        found = self._mediators.year(self.chosen)
        self._found = found
        self.summary.setText(found.words)
        self.summary.setVisible(bool(found.words))
        theme.set_role(self.summary, "" if found.outcome.met else "warning")
        self.register.refresh()
        for one in (self.print, self.export):
            one.setEnabled(bool(found.lines))
        self.enrol.setEnabled(any(line.staff_uid is None for line in found.lines))
        self._selected(self.register.current())

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[MediatorLine], int]:
        lines = list(self._found.lines) if self._found else []
        if words := filters.get("text"):
            lines = [line for line in lines if words in f"{line.name} {line.committee}"]
        if (trained := filters.get("trained")) is not None:
            lines = [line for line in lines if (line.trained_on is not None) == trained]
        return lines[offset : offset + limit], len(lines)

    def _selected(self, line: MediatorLine | None) -> None:
        self.tie.setEnabled(line is not None and line.staff_uid is None)
        self.untie.setEnabled(line is not None and line.staff_uid is not None)

    # -- what the clerk does ------------------------------------------------------------------------

    def enrol_all(self) -> None:
        """Put on the roll of staff who is not there, after saying how many."""
        lines = self._found.lines if self._found else ()
        left = sum(line.staff_uid is None for line in lines)
        if not left or not dialogs.ask(
            self,
            f"把 {left} 名调解员列入培训人员吗？",
            "他们会登记到“人员”，签到表上就有他们。“人员”里已有同名的不会重复登记，由您逐个对应。",
            yes="列入",
        ):
            return
        done = []
        if not self._tools.attempt(self, lambda: done.append(self._mediators.enrol())):
            return
        self.reload()
        (enrolled,) = done
        self.changed.emit(f"已列入 {enrolled.made} 人。")
        if enrolled.namesakes:
            dialogs.warn(
                self,
                "“人员”里已有同名的，没有列入",
                f"{'、'.join(enrolled.namesakes)}：是不是同一个人，请逐个按“对应…”选定。",
            )

    def tie_current(self) -> None:
        """Ask which of the roll the mediator is, or whether none."""
        line: MediatorLine | None = self.register.current()
        if line is None or line.staff_uid is not None:
            return
        roll = self._tools.desk.training.staff.roll()
        roll.sort(key=lambda row: (row["name"] != line.name, row["name"]))
        offered = [(row["uid"], _called(row)) for row in roll]
        offered.append((NEW, f"都不是，把{line.name}另外登记"))

        def submit(values: Mapping[str, Any]) -> None:
            if values["staff"] == NEW:
                self._mediators.enrol_one(line.uid)
            else:
                self._mediators.tie(line.uid, values["staff"])

        if self._tools.fill(
            self,
            TIE,
            submit,
            scope=f"{TIE.code}/{line.uid}",
            about=f"{line.committee}的调解员{line.name}，是“人员”里的哪一位？",
            values={"staff": offered[0][0]} if roll and roll[0]["name"] == line.name else {},
            context=self._tools.context({"staff": offered}),
            yes="对应",
        ):
            self.reload()
            self.changed.emit(f"{line.name}已对应。")

    def untie_current(self) -> None:
        """They are two people after all."""
        line: MediatorLine | None = self.register.current()
        if line is None or line.staff_uid is None:
            return
        if dialogs.ask(
            self,
            f"取消{line.name}的对应吗？",
            "“人员”里的登记和签到都不变，只是不再算作这名调解员的轮训。",
            yes="取消对应",
        ) and self._tools.attempt(self, lambda: self._mediators.untie(line.uid)):
            self.reload()
            self.changed.emit(f"{line.name}的对应已取消。")

    # -- paper and table ------------------------------------------------------------------------------

    def print_table(self) -> None:
        """Preview the list of the year."""
        if self._found is not None:
            self._tools.preview_register(
                self,
                ROTATION_REGISTER,
                self._found.rows(),
                title=f"{self.chosen}年{ROTATION_REGISTER.title}",
                note=self._note(self._found),
                file_name=self._file_name(),
            )

    def export_table(self) -> None:
        """The list of the year as a workbook."""
        if self._found is not None:
            self._tools.save_workbook(
                self,
                ROTATION_REGISTER,
                self._found.rows(),
                note=self._note(self._found),
                file_name=self._file_name(),
                done=self.changed.emit,
            )

    def _note(self, found: MediatorYear) -> str:
        return f"{self._tools.desk.identity.name}  截至{show_date(found.as_of)}  {found.words}"

    def _file_name(self) -> str:
        return f"{self._tools.desk.identity.code}-调解员轮训-{self.chosen}"


NEW = "new"
"""Chosen where nobody on the roll is the mediator."""


def _called(row: Mapping[str, Any]) -> str:
    """A name with the post, which tells two of one name apart."""
    return f"{row['name']}（{row['roles'] or '没有在任岗位'}）"
