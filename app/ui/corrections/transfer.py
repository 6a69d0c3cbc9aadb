"""执行地变更 on the page of a person: where it stands, by when the next station, and its button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.forms import corrections_transfer as forms
from app.forms.codes import label
from app.forms.definition import Form
from app.services.corrections.transfers import TransferView
from app.ui import theme
from app.ui.county_bar import ruling_about
from app.ui.desk_tools import DeskTools

__all__ = ["TransferCard"]

DONE = frozenset({"done", "refused", "cancelled"})


class TransferCard(QFrame):
    """The card; ``changed`` carries a sentence."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._tools, self._uid = tools, uid
        self._transfers = tools.desk.corrections.transfers
        self._current: TransferView | None = None
        heading = QLabel("执行地变更")
        heading.setProperty("role", "heading")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._history = QLabel()
        self._history.setProperty("role", "muted")
        self._history.setWordWrap(True)
        self.buttons = {
            "out": self._button("申请迁出", lambda: self.apply("out")),
            "in": self._button("登记来函", lambda: self.apply("in")),
            "edit": self._button("更正申请", self.edit),
            "answer": self._button("登记答复", self._step(forms.TRANSFER_ANSWER, "answer")),
            "decide": self._button("登记决定", self._step(forms.TRANSFER_DECISION, "decide")),
            "hand_over": self._button("登记移交", self._step(forms.TRANSFER_HANDOVER, "hand_over")),
            "report": self._button("登记报到", self._step(forms.TRANSFER_REPORTED, "reported")),
            "absent": self._button("没有报到", self._step(forms.TRANSFER_ABSENT, "absent")),
            "cancel": self._button("没有迁居", self._step(forms.TRANSFER_CANCELLED, "cancel")),
            "print": self._button("打印办理单", self.print_sheet),
        }
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        for button in self.buttons.values():
            head.addWidget(button)
        layout = QVBoxLayout(self)
        side = theme.px(12)
        layout.setContentsMargins(side, theme.px(8), side, theme.px(10))
        layout.addLayout(head)
        layout.addWidget(self._words)
        layout.addWidget(self._history)
        self.reload()

    def _button(self, words: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda _=False: act())
        return button

    def reload(self) -> None:
        """Read again where the move stands."""
        state = self._tools.desk.corrections.persons.card(self._uid).state
        views = self._transfers.transfers(self._uid)
        self._current = next((view for view in views if view.station not in DONE), None)
        here = self._current
        offered = {"print"} if views else set()
        if here is None:
            offered |= {"in"} if state == "moving_in" else set()
            offered |= {"out"} if state == "enrolled" else set()
        else:
            offered |= {here.station, "cancel"}
            offered |= {"edit", "decide"} if here.station == "answer" else set()
            if here.station == "report" and here.direction == "out":
                offered.add("absent")
        for name, button in self.buttons.items():
            button.setVisible(name in offered)
        self._words.setText(self._standing(here))
        self._history.setText("\n".join(_line(view) for view in views if view.station in DONE))
        self._history.setVisible(bool(self._history.text()))

    def _standing(self, view: TransferView | None) -> str:
        if view is None:
            return "没有正在办理的变更。迁往别的县、乡镇的，登记申请；由县级决定，交接以前人仍计在本所。"
        words = f"{label('transfer_direction', view.direction)}：{view.words}"
        if view.due is not None:
            words += f"，{view.due.on:%Y-%m-%d}前（{view.due.ruling.why}）"
        values = view.values
        words += f"。对方：{values['other_authority']}{values['other_office'] or ''}。"
        if view.direction == "out" and values["handed_over_on"]:
            words += (
                f"日常监管到{values['handed_over_on']:%Y-%m-%d}为止；"
                "在新执行地报到以前，人仍计在本所，报到当天起计在新所。"
            )
        return words

    # -- what the clerk does --------------------------------------------------------------------------

    def apply(self, direction: str) -> None:
        """A new application to leave, or the letter of the other county."""
        form = forms.TRANSFER_OUT if direction == "out" else forms.TRANSFER_IN
        today = self._tools.today()
        if self._tools.fill(
            self,
            form,
            lambda values: self._transfers.apply(self._uid, direction, values),
            scope=f"{form.code}/{self._uid}",
            values={"applied_on": today, "opinion_on": today},
            ask=lambda values: self._transfers.check(self._uid, direction, values),
        ):
            self._done("执行地变更已登记。")

    def edit(self) -> None:
        """Correct the application."""
        view = self._current
        if view is None:
            return
        form = forms.TRANSFER_OUT if view.direction == "out" else forms.TRANSFER_IN
        if self._tools.fill(
            self,
            form,
            lambda values: self._transfers.edit(view.uid, values),
            scope=f"{form.code}/{self._uid}/{view.uid}",
            title=f"更正：{form.title}",
            values=view.values,
        ):
            self._done("申请已更正。")

    def _step(self, form: Form, method: str) -> Callable[[], None]:
        def act() -> None:
            view = self._current
            if view is None:
                return
            ruling = None
            if form is forms.TRANSFER_DECISION:
                ruling = self._tools.desk.county_says.ruling("transfer", view.uid)
            keep: Callable[[str, dict[str, Any]], None] = getattr(self._transfers, method)
            if self._tools.fill(
                self,
                form,
                lambda values: keep(view.uid, values),
                scope=f"{form.code}/{self._uid}/{view.uid}",
                about=ruling_about(ruling),
                values=ruling.values if ruling else {form.dated_by: self._tools.today()},
            ):
                self._done(f"{form.title}已保存。")

        return act

    def print_sheet(self) -> None:
        """Everything recorded of the newest move, for the file and for the other office."""
        view = self._transfers.transfers(self._uid)[0]
        number = f"{self._tools.desk.identity.code}-TRANSFER-{self._tools.today():%Y%m%d}"
        self._tools.preview_paper(self, forms.TRANSFER_SHEET, view.values, number)

    def _done(self, words: str) -> None:
        self.reload()
        self.changed.emit(words)


def _line(view: TransferView) -> str:
    values = view.values
    words = f"{values['applied_on']:%Y-%m-%d}  {label('transfer_direction', view.direction)}"
    words += f"  {values['other_authority']}{values['other_office'] or ''}  {view.words}"
    return words + (f" {values['reported_on']:%Y-%m-%d}" if values["reported_on"] else "")
