"""日常监管 of one person: what each kind of check-in asks for now, and all that was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.days import short_day
from app.forms.check_ins import CHECK_IN_FORMS, EXEMPTION
from app.forms.codes import label, table
from app.rules.checkins import WEEKLY, Duty, Status
from app.services.corrections.check_in_reading import CheckInQuery
from app.ui import dialogs, theme
from app.ui.corrections.forms import METHODS, single_form
from app.ui.corrections.hours import HoursDialog, month_words
from app.ui.corrections.papers import print_check_in
from app.ui.desk_tools import DeskTools
from app.ui.layouts import GridFlow
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.rules_window import RuleLink

__all__ = ["DailyTab"]

COLUMNS = (
    Column(title="时间", text=lambda r: f"{r['happened_at']:%Y-%m-%d %H:%M}", width=150),
    Column(title="事项", text=lambda r: label("checkin_kind", r["kind"]), width=90),
    Column(
        title="结果",
        text=lambda r: r["result_text"],
        width=100,
        tone=lambda r: "" if r["result_text"] in {"正常", "本人"} else "warn",
    ),
    Column(title="记录人", text=lambda r: r["staff"] or "", width=110),
    Column(title="补录", text=lambda r: "补录" if r["late_entry"] else "", width=70),
    Column(title="备注", text=lambda r: r["note"] or "", width=240),
)


class DailyTab(QWidget):
    """A card per kind with its button (Alt+Q, W, E, R), and the register of records."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self._tools, self._uid = tools, uid
        self._check_ins = tools.desk.corrections.check_ins
        self.cards = {
            kind: _Card(kind, key, RuleLink(tools.desk))
            for kind, key in zip(CHECK_IN_FORMS, "QWER", strict=True)
        }
        cards = QWidget()
        flow = GridFlow(
            cards, gap=theme.px(10), line_gap=theme.px(10), unit=theme.px(204), most=len(self.cards)
        )
        for card in self.cards.values():
            card.button.clicked.connect(lambda _=False, kind=card.kind: self.record(kind))
            flow.add(card)
        kinds = [(entry.code, entry.label) for entry in table("checkin_kind")]
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            filters=(Filter("kind", "事项", kinds),),
            searchable=False,
            empty="还没有监管记录。点上面的“登记”，或者回到花名册用“成批登记”。",
            busy=lambda: tools.desk.busy,
        )
        self.register.opened.connect(self.correct)
        self.register.add_row_action("打印这份记录", self._print)
        self.register.add_row_action("删除", self._remove, "Delete")
        self.waive_button = QPushButton("免报登记")
        self.waive_button.clicked.connect(self.exempt)
        self.register.bar_actions.addWidget(self.waive_button)
        self.hours_button = QPushButton("学时与活动")
        self.hours_button.clicked.connect(self.show_hours)
        self.register.bar_actions.addWidget(self.hours_button)
        self._month = QLabel()
        self._month.setProperty("role", "muted")
        self._waived = QLabel()
        self._waived.setProperty("role", "muted")
        self._waived.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(cards)
        layout.addWidget(self._month)
        layout.addWidget(self._waived)
        layout.addWidget(self.register, 1)
        self.setFocusProxy(self.register)
        self.reload()

    def only_read(self, why: str) -> None:
        """Nothing can be recorded, and the buttons say why; "" allows it again."""
        for button in (*(card.button for card in self.cards.values()), self.waive_button):
            button.setEnabled(not why)
            button.setToolTip(why)

    def reload(self) -> None:
        """Read again how each kind stands, and the records."""
        today = self._tools.today()
        found = self._check_ins.duties(self._uid, since=_last_month(today))
        for kind, card in self.cards.items():
            card.say([duty for duty in found if duty.kind == kind], today)
        waived = [e for e in self._check_ins.exemptions(self._uid) if e["until_on"] >= today]
        self._waived.setText("  ".join(_waived(line) for line in waived))
        self._waived.setVisible(bool(waived))
        self._month.setText(month_words(self._tools, self._uid))
        self._month.setVisible(bool(self._month.text()))
        self.register.refresh()

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        query = CheckInQuery(person_uid=self._uid, kind=filters.get("kind", ""))
        page = self._check_ins.page(query, offset=offset, limit=limit)
        return page.rows, page.total

    # -- recording --------------------------------------------------------------------------------

    def record(self, kind: str) -> None:
        """Ask for one check-in of a kind and keep it."""
        form = single_form(kind)
        if self._tools.fill(
            self,
            form,
            lambda values: self._keep(kind, values),
            scope=f"{form.code}/{self._uid}",
            values=self._fresh(kind),
        ):
            self.reload()
            self.changed.emit(f"{label('checkin_kind', kind)}已登记。")

    def _fresh(self, kind: str) -> dict[str, Any]:
        now: datetime = self._tools.desk.clock().replace(second=0, microsecond=0)
        staff = self._tools.desk.settings.value("corrections.last_staff")
        return {
            "happened_at": now,
            "method": METHODS.get(kind),
            "result": "self" if kind == WEEKLY else "normal",
            **({"staff": staff} if staff else {}),
        }

    def _keep(self, kind: str, values: dict[str, Any]) -> None:
        self._check_ins.record(self._uid, kind, values)
        if values.get("staff"):
            self._tools.desk.settings.put("corrections.last_staff", values["staff"])

    def correct(self, row: Mapping[str, Any]) -> None:
        """Open a record; what stood there stays in history."""
        uid = row["uid"]
        form = single_form(row["kind"])
        if self._tools.fill(
            self,
            form,
            lambda values: self._check_ins.edit(uid, values),
            scope=f"{form.code}/{self._uid}/{uid}",
            title=f"更正：{form.title}",
            values=self._check_ins.values(uid),
        ):
            self.reload()
            self.changed.emit("记录已更正，原来的内容留在历史里。")

    def exempt(self) -> None:
        """Waive a kind for some days."""
        if self._tools.fill(
            self,
            EXEMPTION,
            lambda values: self._check_ins.exempt(self._uid, values),
            scope=f"{EXEMPTION.code}/{self._uid}",
            values={"from_on": self._tools.today()},
        ):
            self.reload()
            self.changed.emit("免报已登记。")

    def show_hours(self) -> None:
        """Hours of this person: the month, every entry, and a new one."""
        HoursDialog(self, self._tools, self._uid).exec()
        self.reload()

    def _print(self, row: Mapping[str, Any]) -> None:
        print_check_in(self, self._tools, row["uid"])

    def _remove(self, row: Mapping[str, Any]) -> None:
        words = f"{row['happened_at']:%Y-%m-%d %H:%M}  {label('checkin_kind', row['kind'])}"
        if dialogs.ask(
            self,
            "删除这条监管记录？",
            f"{words}\n删除后这一次重新算作没有登记；在“文件”菜单的“回收站”里可以找回。",
            yes="删除",
            careful=True,
        ) and self._tools.attempt(self, lambda: self._check_ins.remove(row["uid"])):
            self.reload()
            self.changed.emit("记录已删除。")


class _Card(QFrame):
    """How one kind stands now."""

    def __init__(self, kind: str, key: str, rule: RuleLink) -> None:
        super().__init__()
        self.kind, self.rule = kind, rule
        self.setProperty("role", "card")
        name = QLabel(label("checkin_kind", kind))
        name.setProperty("role", "heading")
        self.standing = QLabel()
        self.detail = QLabel()
        self.detail.setProperty("role", "muted")
        self.detail.setWordWrap(True)
        self.button = QPushButton(f"登记(&{key})")
        self.button.setToolTip(f"登记一次{label('checkin_kind', kind)}(Alt+{key})")
        head = QHBoxLayout()
        head.setSpacing(theme.px(6))
        head.addWidget(name)
        head.addWidget(self.standing)
        head.addStretch(1)
        head.addWidget(self.button)
        below = QHBoxLayout()
        below.addWidget(self.detail, 1)
        below.addWidget(self.rule, alignment=Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        side = theme.px(12)
        layout.setContentsMargins(side, theme.px(8), side, theme.px(10))
        layout.setSpacing(theme.px(5))
        layout.addLayout(head)
        layout.addLayout(below, 1)

    def say(self, duties: Sequence[Duty], today: date) -> None:
        """Show the period that holds today, and what was missed."""
        now = next((d for d in duties if d.first <= today <= d.last), None)
        missed = [d for d in duties if d.status is Status.OVERDUE]
        words, role = ("逾期", "tag-bad") if missed else _standing(now)
        self.standing.setText(words)
        theme.set_role(self.standing, role)
        lines = []
        if missed:
            lines.append(f"漏{len(missed)}次，最近{short_day(missed[-1].last)}")
        lines.append(_period(now, today))
        if now is not None and now.ruling.profile.temporary:
            lines.append(f"“{now.ruling.profile.name}”{now.ruling.said}")
        self.detail.setText("\n".join(filter(None, lines)))
        self.setToolTip(now.ruling.why if now else "")
        self.rule.lead_to("corrections", now.ruling.rule.key if now else "", today)


def _last_month(today: date) -> date:
    """From when missed check-ins are pointed out: as on the roll, the first of last month."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _standing(duty: Duty | None) -> tuple[str, str]:
    if duty is None:
        return "不做", "muted"
    return {
        Status.DONE: ("完成", "tag-good"),
        Status.OPEN: ("待做", "tag-warn"),
        Status.OVERDUE: ("逾期", "tag-bad"),
        Status.EXEMPT: ("免报", "tag"),
        Status.SUSPENDED: ("暂停", "tag"),
    }[duty.status]


def _period(duty: Duty | None, today: date) -> str:
    if duty is None:
        return "现在没有次数要求"
    if duty.status is Status.DONE and duty.done_on:
        return f"本期{short_day(duty.done_on)}已完成"
    if duty.status in (Status.EXEMPT, Status.SUSPENDED):
        return duty.note
    if duty.last == today:
        return "本期今天截止"
    return f"本期到{short_day(duty.last)}"


def _waived(line: Mapping[str, Any]) -> str:
    kind = label("checkin_kind", line["kind"])
    return f"免报：{kind} {short_day(line['from_on'])}至{short_day(line['until_on'])}（{line['reason']}）"
