"""外出申请 while it is typed: beside the form stands who must decide, how many days, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.days import show_date
from app.forms.codes import label
from app.forms.definition import Problem
from app.services.base import Rejected
from app.services.corrections.assessment import Assessment
from app.ui import dialogs, theme
from app.ui.corrections.forms import APPLICATION
from app.ui.corrections.leave_window import WindowStrip
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView
from app.ui.rules_window import RuleLink

__all__ = ["AssessmentPanel", "LeaveApplication"]

CARRIED = (
    *("reason", "destination", "destination_address", "transport"),
    *("contact_phone", "host_name", "host_phone", "companions"),
)
"""What an application to prolong or change takes over from the leave before."""

REST = 200
"""Milliseconds of rest in typing before the days are counted again."""


class AssessmentPanel(QFrame):
    """Days, the window of two months, who decides, and what to look at, in plain words."""

    def __init__(self, rule: RuleLink) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.rule = rule
        caption = QLabel("由谁批准")
        caption.setProperty("role", "muted")
        self.tier = QLabel()
        self.tier.setProperty("role", "title")
        self.tier.setWordWrap(True)
        self.days = QLabel()
        self.why = QLabel()
        self.why.setProperty("role", "wording")
        self.bad = QLabel()
        self.bad.setProperty("role", "problem")
        self.warn = QLabel()
        self.warn.setProperty("role", "warning")
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        side = theme.px(14)
        column.setContentsMargins(side, theme.px(12), side, theme.px(12))
        column.setSpacing(theme.px(8))
        for widget in (caption, self.tier, self.days, self.bad, self.why, self.warn):
            widget.setWordWrap(True)
            widget.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(widget)
        column.addWidget(self.rule)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self.show_assessment(None, ())

    def show_assessment(self, found: Assessment | None, problems: Sequence[Problem]) -> None:
        """What the rules say of the dates typed so far."""
        self.tier.setText(label("leave_tier", found.tier) if found else "先填日期")
        self.days.setText(_days(found))
        self.days.setVisible(bool(self.days.text()))
        self.why.setText(
            found.explanation
            if found
            else "填好申请日期、外出日期和返回日期，这里会算出天数、两个月累计和批准权限。"
        )
        self.why.setVisible(bool(self.why.text()))
        bad = list(found.problems) if found else []
        warnings = list(found.warnings) if found else []
        warnings += [p.message for p in problems if not p.blocking and p.message not in warnings]
        if found and found.apply_by:
            self.days.setText(f"{self.days.text()}\n最迟{show_date(found.apply_by)}申请")
        if found and found.needs_filing:
            warnings.append("本所批准后要报县级备案。")
        self.bad.setText("\n".join(bad))
        self.bad.setVisible(bool(bad))
        self.warn.setText("\n".join(f"· {text}" for text in warnings))
        self.warn.setVisible(bool(warnings))


def _days(found: Assessment | None) -> str:
    if found is None or (found.problems and not found.days):  # the days run backwards
        return ""
    words = f"共{found.days}天" if found.days else "按次活动，不逐次计天"
    if found.window is not None:
        window = found.window
        words += (
            f"，两个月内累计{window.days}天\n"
            f"窗口{show_date(window.first)}至{show_date(window.last)}，其他外出{window.other}天"
        )
    return words


class LeaveApplication(QWidget):
    """One application being typed. ``saved`` carries the uid of the leave."""

    saved = Signal(str)
    given_up = Signal()

    def __init__(
        self,
        tools: DeskTools,
        person: str,
        *,
        leave: str = "",
        extends: str = "",
        changes: str = "",
    ) -> None:
        super().__init__()
        self._tools, self._person = tools, person
        self._leave, self._extends, self._changes = leave, extends, changes
        self._leaves = tools.desk.corrections.leaves
        self.panel = AssessmentPanel(RuleLink(tools.desk))
        self.strip = WindowStrip()
        self.view = FormView(APPLICATION, tools.context(), shared_facts=False)
        self.view.set_values(self._begin())
        scope = f"{APPLICATION.code}/{person}/{leave or extends or changes or 'new'}"
        self.view.keep_drafts(tools.desk.drafts, scope, "外出申请书")
        self.view.changed.connect(self._typed)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.assess)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.view)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        split.setSizes([theme.px(700), theme.px(300)])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar())
        layout.addWidget(split, 1)
        layout.addWidget(self.strip)
        self.assess()

    def _begin(self) -> dict[str, Any]:
        if self._leave:
            return self._leaves.sheet(self._leave)
        values: dict[str, Any] = {"applied_on": self._tools.today(), "kind": "ordinary"}
        if self._extends or self._changes:
            before = self._leaves.sheet(self._extends or self._changes)
            end = before.get("approved_until") or before["until_on"]
            for name in CARRIED:
                values[name] = before.get(name)
            if self._extends:
                values["from_on"] = end + timedelta(days=1)
            else:
                values["from_on"], values["until_on"] = before["from_on"], before["until_on"]
                values["reason_text"] = before.get("reason_text")
        else:
            sheet = self._tools.desk.corrections.persons.sheet(self._person)
            values["contact_phone"] = sheet.get("phone")
        return values

    def _bar(self) -> QHBoxLayout:
        words = "申请展期" if self._extends else "申请变更" if self._changes else "登记外出申请"
        words = "修改外出申请" if self._leave else words
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        back = QPushButton("返回")
        back.clicked.connect(self.give_up)
        title = QLabel(words)
        title.setProperty("role", "heading")
        self.save_button = QPushButton("保存申请")
        self.save_button.setProperty("role", "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        bar.addWidget(back)
        bar.addWidget(title)
        bar.addStretch(1)
        bar.addWidget(self.save_button)
        return bar

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.view.go_to("kind")

    def _typed(self) -> None:
        self._rest.start()

    def _values(self) -> dict[str, Any]:
        values = self.view.values()
        return {**values, "extends_uid": self._extends, "changes_uid": self._changes}

    def assess(self) -> None:
        """Count again; while longer work holds the store, a little later."""
        if self._tools.desk.busy:
            self._rest.start()
            return
        values = self._values()
        found = self._leaves.assess(self._person, values, but=self._leave)
        problems = self._leaves.check(self._person, values, but=self._leave) if found else []
        self.panel.show_assessment(found, problems)
        self.strip.show_assessment(found)
        if found:
            self.panel.rule.lead_to("corrections", found.rule, values["applied_on"])

    def save(self) -> bool:
        """File the application; whether it was taken."""
        if not self.view.readable():
            return False
        values = self.view.values()
        try:
            if self._leave:
                self._leaves.edit(self._leave, values)
                uid = self._leave
            else:
                uid = self._leaves.apply(
                    self._person,
                    values,
                    extends=self._extends or None,
                    changes=self._changes or None,
                )
        except Rejected as rejected:
            self.view.mark(rejected.problems)
            return False
        except Exception as error:
            dialogs.report(self, error)
            return False
        self.view.saved()
        self.saved.emit(uid)
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more: no need to count."""
        self._rest.stop()
        super().hideEvent(event)

    def give_up(self) -> None:
        """Back to the list; what was typed stays as a draft."""
        self.view.keep_now()
        self.given_up.emit()
