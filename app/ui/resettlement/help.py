"""帮教 of one person: state, class, visits, placement, relief and reoffending, side by side."""

from __future__ import annotations

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

from app.forms import resettlement_entries as entries
from app.forms.codes import label
from app.forms.definition import Form, Values
from app.forms.resettlement import END_SHEET, HANDOVER, VISIT
from app.services.resettlement.states import TRANSITIONS
from app.ui import theme
from app.ui.corrections.forms import REASON, hidden
from app.ui.dated_rows import DatedRows
from app.ui.desk_tools import DeskTools
from app.ui.layouts import GridFlow
from app.ui.resettlement.rows import List, rows_of

__all__ = ["HelpTab"]

LISTS: dict[str, List] = {
    "visit": List(
        "帮教走访",
        VISIT,
        ("happened_on", "method", "outcome", "staff"),
        "还没有走访记录。",
    ),
    "class_change": List(
        "帮教类别",
        entries.CLASS_CHANGE,
        ("from_on", "help_class", "confirmed_by"),
        "还没有确定类别，暂按一般帮教的次数走访。",
    ),
    "placement": List(
        "安置情况",
        entries.PLACEMENT,
        ("from_on", "kind", "place"),
        "还没有登记安置情况，统计时算未安置。",
    ),
    "relief": List(
        "帮扶",
        entries.RELIEF,
        ("given_on", "kind", "detail"),
        "没有帮扶记录。培训、就业推荐、低保、救助都登记在这里。",
    ),
    "reoffence": List(
        "重新违法犯罪",
        entries.REOFFENCE,
        ("happened_on", "kind", "document_number"),
        "没有。依公安、法院来函登记。",
    ),
}
FACTS = frozenset(
    {
        *("name", "sex", "id_number", "source", "released_on", "released_from"),
        *("certificate_number", "offences", "penalty_term", "registered_address"),
        *("address", "phone"),
    }
)
RECEPTION = hidden(HANDOVER, FACTS)
"""The reception without the person's facts, which stand on the page already."""
END = hidden(END_SHEET, frozenset({"name"}))


class HelpTab(QScrollArea):
    """The tab. ``changed`` carries a sentence for the status bar."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self._tools, self._uid = tools, uid
        self._desk = tools.desk.resettlement
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, theme.px(10), theme.px(4), 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self._state_card())
        grid = QWidget()
        flow = GridFlow(grid, gap=theme.px(10), line_gap=theme.px(10), unit=theme.px(420), most=2)
        self.lists = {name: self._list(name) for name in LISTS}
        for section in self.lists.values():
            flow.add(section)
        column.addWidget(grid)
        column.addStretch(1)
        self.setWidget(inner)
        self.reload()

    def reload(self) -> None:
        """Read everything again."""
        card = self._desk.persons.card(self._uid)
        self._state = card.state
        words, tone = self._desk.standing(self._uid)
        self._standing.setText(words)
        theme.set_role(self._standing, {"muted": "muted"}.get(tone, f"tag-{tone}"))
        steps = self._desk.entries.steps(self._uid)
        self._timeline.setText("\n".join(_line(step) for step in reversed(steps)))
        after = TRANSITIONS.get(card.state, frozenset())
        self.receive_button.setVisible(card.state != "ended")
        self.receive_button.setText("更正衔接" if card.handed_over_on else "登记衔接")
        theme.set_role(self.receive_button, "" if card.handed_over_on else "primary")
        self.not_due_button.setVisible(card.handed_over_on is None and card.state != "ended")
        self.move_button.setVisible(bool(after - {"ended"}) and card.state != "expected")
        self.end_button.setVisible("ended" in after)
        self.undo_button.setEnabled(len(steps) > 1)
        for section in self.lists.values():
            section.reload()

    def show_part(self, name: str) -> None:
        """Bring what a reminder names into sight."""
        if name == "handover":
            self.receive_button.setFocus()
        elif name == "end":
            self.end_button.setFocus()
        elif (section := self.lists.get(name)) is not None:
            self.ensureWidgetVisible(section)
            section.new.setFocus()

    # -- the state ----------------------------------------------------------------------------------

    def _state_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        heading = QLabel("衔接与状态")
        heading.setProperty("role", "heading")
        self._standing = QLabel()
        self._timeline = QLabel()
        self._timeline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._timeline.setWordWrap(True)
        self.receive_button = QPushButton("登记衔接")
        self.not_due_button = QPushButton("不属应衔接")
        self.move_button = QPushButton("变更状态")
        self.end_button = QPushButton("解除帮教")
        self.undo_button = QPushButton("撤销上一步")
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(heading)
        head.addWidget(self._standing)
        head.addStretch(1)
        for button, act in (
            (self.receive_button, self.receive),
            (self.not_due_button, self.not_due),
            (self.move_button, self.move_on),
            (self.end_button, self.end),
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

    def receive(self) -> None:
        """登记衔接."""
        values = self._desk.papers.values(HANDOVER.code, self._uid)
        values["handed_over_on"] = values.get("handed_over_on") or self._tools.today()
        self._ask(RECEPTION, lambda filled: self._desk.persons.hand_over(self._uid, filled), values)

    def not_due(self) -> None:
        """Why this person does not count as due for reception."""
        self._ask(entries.NOT_DUE, lambda filled: self._desk.persons.not_due(self._uid, filled), {})

    def move_on(self) -> None:
        """拒绝, 失联, or back from either; only what comes next is offered."""
        after = TRANSITIONS.get(self._state, frozenset()) - {"ended"}
        offered = [(code, label("resettlement_state", code)) for code in sorted(after)]
        self._ask(
            entries.HELP_STEP,
            lambda filled: self._desk.entries.step(self._uid, filled),
            {"happened_on": self._tools.today()},
            {"after": offered},
        )

    def end(self) -> None:
        """解除帮教."""
        ends = self._desk.persons.card(self._uid).ends_on
        today = self._tools.today()
        due = ends is not None and ends <= today
        values = {"happened_on": ends if due else today, "reason": "expired" if due else None}
        self._ask(END, lambda filled: self._desk.entries.end(self._uid, filled), values)

    def undo(self) -> None:
        """Take the last step back by a reversing entry."""
        if self._tools.fill(
            self,
            REASON,
            lambda values: self._desk.entries.undo_step(self._uid, values["reason"] or ""),
            scope=f"resettlement.undo/{self._uid}",
            title="撤销上一步",
            about="登记错了才撤销。原来的一步和撤销的原因都留在记录里。",
            yes="撤销",
        ):
            self._done("上一步已撤销。")

    def _ask(
        self, form: Form, act: Any, values: Values, choices: dict[str, Any] | None = None
    ) -> None:
        if self._tools.fill(
            self,
            form,
            act,
            scope=f"{form.code}/{self._uid}",
            values=values,
            context=self._tools.context(choices) if choices else None,
        ):
            self._done(f"{form.title}已保存。")

    def _done(self, words: str) -> None:
        self.reload()
        self.changed.emit(words)

    # -- lists --------------------------------------------------------------------------------------

    def _list(self, name: str) -> DatedRows:
        return rows_of(
            self._tools,
            self._desk.entries,
            self._uid,
            name,
            LISTS[name],
            fresh=lambda: self._fresh(name),
            done=self._done,
        )

    def _fresh(self, name: str) -> dict[str, Any]:
        today = self._tools.today()
        if name == "visit":
            return {"happened_on": today, "method": "home", "outcome": "met"}
        if name in {"class_change", "placement"}:
            return {"from_on": today}
        return {"given_on": today} if name == "relief" else {}


def _line(step: dict[str, Any]) -> str:
    """One step in a line."""
    after = label("resettlement_state", step["after"])
    words = f"{step['happened_on']:%Y-%m-%d}  "
    words += f"{label('resettlement_state', step['before'])} → {after}" if step["before"] else after
    facts = [label("help_end_reason", step["reason"]), step["document_number"], step["note"]]
    return words + "".join(f"  {fact}" for fact in facts if fact).replace("\n", " ")
