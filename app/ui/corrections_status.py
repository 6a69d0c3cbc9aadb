"""状态 of one person: the steps taken, the dated entries, and what the county has delegated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.forms import corrections_entries as entries
from app.forms.codes import label
from app.forms.definition import Form, Values
from app.services.corrections.states import TRANSITIONS
from app.services.corrections.steps import StepRow
from app.ui import theme
from app.ui.corrections_forms import REASON
from app.ui.dated_rows import DatedRows, RowActions
from app.ui.desk_tools import DeskTools
from app.ui.editors.base import Option
from app.ui.layouts import GridFlow

__all__ = ["StatusTab"]

OWN_FORMS = {"released": entries.RELEASE, "terminated": entries.TERMINATION}
"""Ends that are recorded from a certificate or ruling, each in its own form."""

LISTS: dict[str, tuple[str, Form, tuple[str, ...], str]] = {
    "control_change": (
        "管理类别",
        entries.CONTROL_CHANGE,
        ("from_on", "control_class", "reason"),
        "还没有确定管理类别。日常监管的次数按类别算，请先登记。",
    ),
    "suspension": (
        "暂停监管",
        entries.SUSPENSION,
        ("kind", "from_on", "until_on"),
        "没有。被羁押、住院等不能报到的，登记起止日。",
    ),
    "court_order": (
        "禁止令",
        entries.COURT_ORDER,
        ("content", "from_on", "until_on"),
        "没有禁止令。",
    ),
    "group_member": (
        "矫正小组",
        entries.GROUP_MEMBER,
        ("name", "role", "phone"),
        "还没有矫正小组成员。女性对象的小组应有女性成员。",
    ),
}


class StatusTab(QScrollArea):
    """The tab. ``changed`` carries a sentence for the status bar."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self._tools, self._uid = tools, uid
        self._persons = tools.desk.corrections.persons
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, theme.px(10), theme.px(4), 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self._steps_card())
        grid = QWidget()
        flow = GridFlow(grid, gap=theme.px(10), line_gap=theme.px(10), unit=theme.px(420), most=2)
        self.lists = {name: self._list(name) for name in LISTS}
        for section in self.lists.values():
            flow.add(section)
        self.delegations = self._delegations()
        flow.add(self.delegations)
        column.addWidget(grid)
        column.addStretch(1)
        self.setWidget(inner)
        self.reload()

    def reload(self) -> None:
        """Read everything again."""
        self._state = self._persons.card(self._uid).state
        steps = self._persons.steps(self._uid)
        self._timeline.setText("\n".join(_line(step) for step in reversed(steps)))
        after = TRANSITIONS.get(self._state, frozenset())
        self.move_button.setVisible(bool(after - OWN_FORMS.keys()))
        self.release_button.setVisible("released" in after)
        self.terminate_button.setVisible("terminated" in after)
        self.undo_button.setEnabled(any(s.before and not s.undone for s in steps))
        for section in (*self.lists.values(), self.delegations):
            section.reload()

    def show_part(self, name: str) -> None:
        """Bring a list into sight, or begin a release."""
        if name == "release":
            self.release_button.setFocus()
        elif (section := self.lists.get(name)) is not None:
            self.ensureWidgetVisible(section)
            section.new.setFocus()

    # -- steps --------------------------------------------------------------------------------------

    def _steps_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        heading = QLabel("状态变更")
        heading.setProperty("role", "heading")
        self._timeline = QLabel()
        self._timeline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._timeline.setWordWrap(True)
        self.move_button = QPushButton("变更状态")
        self.release_button = QPushButton("登记解除")
        self.terminate_button = QPushButton("登记终止")
        self.undo_button = QPushButton("撤销上一步")
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        for button, act in (
            (self.move_button, self.move_on),
            (self.release_button, self.release),
            (self.terminate_button, self.terminate),
            (self.undo_button, self.undo),
        ):
            button.clicked.connect(act)
            head.addWidget(button)
        layout = QVBoxLayout(card)
        side = theme.px(12)
        layout.setContentsMargins(side, theme.px(8), side, theme.px(10))
        layout.addLayout(head)
        layout.addWidget(self._timeline)
        return card

    def move_on(self) -> None:
        """Ask for the next state; only what the procedure knows from here is offered."""
        after = TRANSITIONS.get(self._state, frozenset()) - OWN_FORMS.keys()
        offered = [(code, label("corrections_state", code)) for code in sorted(after)]
        values: dict[str, Any] = {"happened_on": self._tools.today()}
        if len(offered) == 1:
            values["after"] = offered[0][0]
        self._ask(entries.STEP, self._persons.step, values, {"after": offered})

    def release(self) -> None:
        """Record 解除 from the county's certificate."""
        ends = self._persons.card(self._uid).ends_on
        values = {"reason": "expired", "happened_on": ends or self._tools.today()}
        self._ask(entries.RELEASE, self._persons.release, values)

    def terminate(self) -> None:
        """Record 终止 from the ruling."""
        values = {"happened_on": self._tools.today()}
        self._ask(entries.TERMINATION, self._persons.terminate, values)

    def undo(self) -> None:
        """Take the last step back by a reversing entry."""
        if self._tools.fill(
            self,
            REASON,
            lambda values: self._persons.undo_step(self._uid, values["reason"] or ""),
            scope=f"corrections.undo/{self._uid}",
            title="撤销上一步",
            about="登记错了才撤销。原来的一步和撤销的原因都留在记录里。",
            yes="撤销",
        ):
            self._done("上一步已撤销。")

    def _ask(
        self,
        form: Form,
        act: Callable[[str, Values], object],
        values: dict[str, Any],
        choices: Mapping[str, Sequence[Option]] | None = None,
    ) -> None:
        if self._tools.fill(
            self,
            form,
            lambda filled: act(self._uid, filled),
            scope=f"{form.code}/{self._uid}",
            values=values,
            context=self._tools.context(choices),
        ):
            self._done(f"{form.title}已保存。")

    def _done(self, words: str) -> None:
        self.reload()
        self.changed.emit(words)

    # -- lists --------------------------------------------------------------------------------------

    def _list(self, name: str) -> DatedRows:
        title, form, columns, empty = LISTS[name]
        persons, uid = self._persons, self._uid
        section = DatedRows(
            title,
            form,
            columns,
            self._tools,
            RowActions(
                load=lambda: persons.rows(uid, name),
                add=lambda values: persons.add_row(uid, name, values),
                edit=lambda row, values: persons.edit_row(name, row, values),
                remove=lambda row: persons.remove_row(name, row),
            ),
            scope=f"{form.code}/{uid}",
            empty=empty,
            fresh=lambda: {"from_on": self._tools.today()},
        )
        section.changed.connect(lambda: self.changed.emit(f"{title}已保存。"))
        return section

    def _delegations(self) -> DatedRows:
        persons = self._persons
        section = DatedRows(
            "县级委托事项（全所）",
            entries.DELEGATION,
            ("matter", "from_on", "until_on"),
            self._tools,
            RowActions(
                load=persons.delegations, add=persons.add_delegation, edit=persons.edit_delegation
            ),
            scope=f"{entries.DELEGATION.code}/{self._uid}",
            empty="没有登记委托。没有“七日内外出的批准”委托，本所不能批准请假。",
            fresh=lambda: {"matter": "leave_7", "from_on": self._tools.today()},
        )
        section.changed.connect(lambda: self.changed.emit("委托事项已保存。"))
        return section


def _line(step: StepRow) -> str:
    """One step in a line."""
    after = label("corrections_state", step.after)
    words = f"{step.happened_on:%Y-%m-%d}  "
    words += f"{label('corrections_state', step.before)} → {after}" if step.before else after
    facts = [step.decided_by, step.document_number, step.note]
    words += "".join(f"  {fact}" for fact in facts if fact).replace("\n", " ")
    return f"{words}（已撤销）" if step.undone else words
