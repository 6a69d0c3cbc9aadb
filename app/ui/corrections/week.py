"""本周: what is overdue, what is still to do by Sunday, and who is away, beside the roll.

``Week`` is read once per refresh and also feeds the roll's columns, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from app.days import short_day
from app.forms.codes import label, table
from app.forms.pictures import Ring
from app.rules.checkins import DAILY
from app.services.corrections import CorrectionsService
from app.services.corrections.check_in_reading import DueRow
from app.services.corrections.inquiries import InquiryRow
from app.services.corrections.leave_view import AwayRow
from app.services.corrections.week_ring import week_ring
from app.services.reminders import Target
from app.ui import theme

__all__ = ["Week", "WeekList", "short_day"]

AHEAD = timedelta(days=100)
"""Further than the longest period: whoever has an open duty has it in here."""

FEW = 6
"""So many names are shown at once; a longer list opens with a click or the right arrow."""


@dataclass(frozen=True, slots=True)
class Week:
    """What stands out on one day. ``due`` reaches beyond the week, for the roll's column."""

    today: date
    overdue: tuple[DueRow, ...]
    due: tuple[DueRow, ...]
    away: tuple[AwayRow, ...]
    missed: Mapping[str, tuple[DueRow, ...]]
    next_due: Mapping[str, DueRow]
    out: Mapping[str, AwayRow]
    inquiries: tuple[InquiryRow, ...] = ()  # assessments without an answer
    done: int = 0  # duties of this week that were fulfilled, daily ones left out

    @property
    def ring(self) -> Ring:
        """The week's reports and visits: done, to do, missed."""
        return week_ring(self.done, self.missed_reports(), self.reports_to_do())

    def missed_reports(self) -> list[DueRow]:
        """What is overdue, the daily control of the office left out."""
        return [row for row in self.overdue if row.kind != DAILY]

    def reports_to_do(self) -> list[DueRow]:
        """What has to be done by Sunday, the daily control left out."""
        return [row for row in self.this_week() if row.kind != DAILY]

    @property
    def sunday(self) -> date:
        """The last day of this week."""
        return self.today + timedelta(days=6 - self.today.weekday())

    def this_week(self) -> list[DueRow]:
        """What can be done today and has to be done by Sunday."""
        return [d for d in self.due if d.first <= self.today and d.last <= self.sunday]

    @classmethod
    def read(cls, corrections: CorrectionsService, today: date) -> Week:
        """Ask the services."""
        overdue = tuple(corrections.check_ins.overdue())
        due = tuple(corrections.check_ins.due(today + AHEAD))
        away = tuple(corrections.leaves.away())
        monday = today - timedelta(days=today.weekday())
        first: dict[str, DueRow] = {}
        for one in sorted(due, key=lambda row: row.kind == DAILY):  # each day anew: no news
            first.setdefault(one.person_uid, one)
        missed: dict[str, list[DueRow]] = {}
        for one in overdue:
            missed.setdefault(one.person_uid, []).append(one)
        return cls(
            today=today,
            overdue=overdue,
            due=due,
            away=away,
            missed={uid: tuple(rows) for uid, rows in missed.items()},
            next_due=first,
            out={row.person_uid: row for row in away if row.back is None},
            inquiries=tuple(corrections.inquiries.unanswered()),
            done=corrections.check_ins.done_in(monday, monday + timedelta(days=6)),
        )

    def missed_words(self, uid: str) -> str:
        """周听声2次、月见面1次."""
        rows = sorted(self.missed.get(uid, ()), key=lambda r: _order(r.kind))
        counts = [(kind, len(list(of))) for kind, of in groupby(rows, key=lambda r: r.kind)]
        return "、".join(f"{label('checkin_kind', kind)}{n}次" for kind, n in counts)

    def next_words(self, uid: str) -> str:
        """周听声 11月22日前."""
        row = self.next_due.get(uid)
        return f"{label('checkin_kind', row.kind)} {until(row, self.today)}" if row else ""


def until(row: DueRow, today: date) -> str:
    """今天, or until when."""
    if row.last == today:
        return "今天"
    return f"{short_day(row.last)}前" if row.first != row.last else short_day(row.last)


def inquiry_words(row: InquiryRow) -> str:
    """3月17日前，还有4个工作日; 超期2个工作日."""
    if row.waiting:
        return "等委托机关补齐材料"
    if row.due is None or row.left is None:
        return f"{short_day(row.received_on)}收到委托"
    if row.late:
        return f"超期{-row.left}个工作日"
    return f"{short_day(row.due)}前，还有{row.left}个工作日"


def _order(kind: str) -> tuple[bool, int]:
    """As the table of codes has them, the daily control last: a narrow column shows the others."""
    return kind == DAILY, [entry.code for entry in table("checkin_kind")].index(kind)


class WeekList(QTreeWidget):
    """The list. ``chosen`` carries where a line leads; Enter, a click or a double click sends it."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "steps")
        self.setHeaderHidden(True)
        self.setIndentation(theme.px(14))
        self.setUniformRowHeights(True)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        self.setAccessibleName("本周应做的监管事项")
        self.setToolTip("回车或点击打开")
        self.itemClicked.connect(lambda item, _: self._send(item))

    def show_week(self, week: Week) -> None:
        """Show what stands out; a part without anything says so."""
        self.clear()
        self._away(week)
        self._overdue(week)
        self._due(week)
        self._inquiries(week)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _overdue(self, week: Week) -> None:
        head = self._head("逾期未报", len(week.missed), "bad", "没有逾期的")
        if head is None:
            return
        lines = [(rows[0], uid) for uid, rows in week.missed.items()]
        for row, uid in lines:
            kind = max(week.missed[uid], key=lambda r: (r.kind != DAILY, r.days_late)).kind
            words = f"{row.name}  {week.missed_words(uid)}"
            self._line(head, words, Target("corrections", uid, kind))

    def _due(self, week: Week) -> None:
        rows = sorted(week.this_week(), key=lambda r: (_order(r.kind), r.last, r.name))
        head = self._head(f"{short_day(week.sunday)}前要做", len(rows), "warn", "都做完了")
        if head is None:
            return
        for kind, of in groupby(rows, key=lambda r: r.kind):
            found = list(of)
            day = week.today.isoformat()
            line = self._line(
                head,
                f"{label('checkin_kind', kind)}  还有{len(found)}人，成批登记",
                Target("corrections", None, f"{kind}/{day}"),
            )
            for row in found:
                words = f"{row.name}  {until(row, week.today)}"
                self._line(line, words, Target("corrections", row.person_uid, kind))
            line.setExpanded(len(found) <= FEW)

    def _inquiries(self, week: Week) -> None:
        if not week.inquiries:
            return
        tone = "bad" if any(row.late for row in week.inquiries) else "warn"
        head = self._head("调查评估", len(week.inquiries), tone, "")
        for row in week.inquiries:
            words = f"{row.name}  {inquiry_words(row)}"
            target = Target("corrections", row.person_uid, "inquiry")
            line = self._line(head, words, target, tone="bad" if row.late else "")
            line.setToolTip(
                0, f"{row.name}：{row.commissioned_by}委托，{row.standing}。{row.detail}"
            )

    def _away(self, week: Week) -> None:
        out = [row for row in week.away if row.back is None]
        head = self._head("外出", len(out), "", "没有人外出")
        for row in out if head else ():
            if row.late:
                words = f"{row.name}  逾期未归{row.late}天"
            elif row.departed:
                words = f"{row.name}  {short_day(row.until)}应返  {row.destination}"
            else:
                words = f"{row.name}  已批准，未登记离开"
            target = Target("corrections", row.person_uid, f"leave/{row.leave_uid}")
            self._line(head, words, target, tone="bad" if row.late else "")

    def _head(self, words: str, count: int, tone: str, none: str) -> QTreeWidgetItem | None:
        item = QTreeWidgetItem([f"{words}  {count}" if count else f"{words}  {none}"])
        font = self.font()
        font.setBold(bool(count))
        item.setFont(0, font)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        colour = tone if count and tone else "ink" if count else "muted"
        item.setForeground(0, QBrush(QColor(theme.COLOURS[colour])))
        self.addTopLevelItem(item)
        item.setExpanded(True)
        return item if count else None

    def _line(
        self, parent: QTreeWidgetItem | None, words: str, target: Target, *, tone: str = ""
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        item.setToolTip(0, words)
        item.setData(0, Qt.ItemDataRole.UserRole, target)
        if tone:
            item.setForeground(0, QBrush(QColor(theme.COLOURS[tone])))
        if parent is not None:
            parent.addChild(item)
            parent.setExpanded(True)
        return item

    def _send(self, item: QTreeWidgetItem | None) -> None:
        target = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        if target is not None:
            self.chosen.emit(target)

    def targets(self) -> Iterable[Target]:
        """Where the lines lead, from top to bottom."""
        stack = [self.topLevelItem(n) for n in range(self.topLevelItemCount())]
        while stack:
            item = stack.pop(0)
            if item is None:
                continue
            stack = [item.child(n) for n in range(item.childCount())] + stack
            if (target := item.data(0, Qt.ItemDataRole.UserRole)) is not None:
                yield target
