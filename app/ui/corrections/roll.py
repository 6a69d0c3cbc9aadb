"""花名册: the register of persons with what each has to do next, what was missed, who is away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.days import iso_day
from app.forms.codes import label, table
from app.services.corrections.register import PersonQuery
from app.services.corrections.states import ACTIVE, ENDED, ON_THE_BOOKS
from app.ui import theme
from app.ui.corrections.week import Week
from app.ui.county_bar import marked
from app.ui.desk_tools import DeskTools
from app.ui.register_view import Column, Filter, RegisterView

__all__ = ["Roll"]

EVERYBODY = 100_000
"""Reading all: what the store does not know to sort or filter by is found on the desk."""

STATES = {
    "books": tuple(sorted(ON_THE_BOOKS)),
    "coming": tuple(sorted(ACTIVE - ON_THE_BOOKS)),
    "ended": tuple(sorted(ENDED)),
}

SOON = 30
"""Days before the end of term from which it is pointed out."""


class Roll(QWidget):
    """The register. ``opened`` carries the uid of a person."""

    opened = Signal(str)

    def __init__(self, tools: DeskTools, admit: Callable[[], None]) -> None:
        super().__init__()
        self._tools = tools
        self._persons = tools.desk.corrections.persons
        self.week: Week | None = None
        classes = [(entry.code, entry.label) for entry in table("control_class").at()]
        self.register = RegisterView(
            *marked(tools.desk, "corrections", self._columns(), self._fetch),
            filters=(
                Filter(
                    "states",
                    "状态",
                    (("books", "在册"), ("coming", "待报到、待迁入"), ("ended", "已离开")),
                    chosen="books",
                ),
                Filter("control_class", "管理类别", classes),
                Filter("only", "只看", (("missed", "有逾期的"), ("away", "外出的"))),
            ),
            empty="没有在册的社区矫正对象。收到法律文书后，点“新入矫”（Ctrl+N）登记基本信息表。",
            empty_action=("新入矫", admit),
            busy=lambda: tools.desk.busy,
        )
        self.register.search.setPlaceholderText("姓名、拼音首字母、证件号（按 /）")
        self.register.search.setMinimumWidth(theme.px(130))
        self.register.opened.connect(lambda row: self.opened.emit(row["uid"]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.register)
        self.setFocusProxy(self.register)

    def show_week(self, week: Week) -> None:
        """Show the roll as of ``week``."""
        self.week = week
        self.register.refresh()

    # -- rows -----------------------------------------------------------------------------------

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        known = sort in {"next", "missed", "now"}
        query = PersonQuery(
            text=filters.get("text", ""),
            states=STATES.get(filters.get("states", ""), ()),
            control_class=filters.get("control_class", ""),
            sort=sort if sort and not known else "ends_on",
            descending=descending and not known,
        )
        only = filters.get("only", "")
        if not known and not only:
            page = self._persons.page(query, offset=offset, limit=limit)
            return page.rows, page.total
        rows = self._persons.page(query, limit=EVERYBODY).rows
        if only:
            wanted = self._missed if only == "missed" else self._out
            rows = [row for row in rows if wanted(row["uid"])]
        if known:
            rows.sort(key=lambda row: self._key(sort, row), reverse=descending)
        return rows[offset : offset + limit], len(rows)

    def _missed(self, uid: str) -> int:
        return len(self.week.missed.get(uid, ())) if self.week else 0

    def _out(self, uid: str) -> bool:
        return bool(self.week and uid in self.week.out)

    def _key(self, sort: str, row: Mapping[str, Any]) -> Any:
        if sort == "missed":
            return self._missed(row["uid"])
        if sort == "now":
            return row["now"]
        due = self.week.next_due.get(row["uid"]) if self.week else None
        return due.last if due else date.max

    # -- columns ----------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        def state(row: Any) -> str:
            return label("corrections_state", row["state"])

        return (
            Column(title="姓名", text=lambda r: r["name"], sort="name", width=88),
            Column(
                title="状态",
                text=state,
                sort="state",
                width=84,
                tone=lambda r: "bad" if r["state"] in ALARMING else "",
            ),
            Column(
                title="管理类别",
                text=lambda r: label("control_class", r["control_class"]) or "未定",
                sort="control_class",
                width=84,
                tone=lambda r: "" if r["control_class"] else "warn",
            ),
            Column(title="下次应做", text=self._next, sort="next", width=148, tone=self._next_tone),
            Column(
                title="逾期",
                text=lambda r: self.week.missed_words(r["uid"]) if self.week else "",
                sort="missed",
                width=232,
                tone=lambda _: "bad",
            ),
            Column(
                title="外出等",
                text=lambda r: r["now"],
                sort="now",
                width=144,
                tone=lambda r: "bad" if "逾期" in r["now"] else "",
            ),
            Column(
                title="矫正类别",
                text=lambda r: label("corrections_category", r["category"]),
                sort="category",
                width=100,
            ),
            Column(
                title="矫正止日",
                text=lambda r: iso_day(r["ends_on"]),
                sort="ends_on",
                width=100,
            ),
            Column(
                title="剩余",
                text=_left,
                sort="days_left",
                width=68,
                right=True,
                tone=_left_tone,
            ),
            Column(title="罪名", text=lambda r: r["offences"] or "", width=140),
        )

    def _next(self, row: Any) -> str:
        return self.week.next_words(row["uid"]) if self.week else ""

    def _next_tone(self, row: Any) -> str:
        due = self.week.next_due.get(row["uid"]) if self.week else None
        return "warn" if due and self.week and due.last == self.week.today else ""


ALARMING = frozenset({"lost", "out_of_control", "overdue_report", "revocation_proposed"})


def _left(row: Any) -> str:
    days = row["days_left"]
    if days is None or row["state"] in ENDED:
        return ""
    return f"{days}天" if days >= 0 else f"已过{-days}天"


def _left_tone(row: Any) -> str:
    days = row["days_left"]
    if days is None or row["state"] in ENDED:
        return ""
    return "bad" if days < 0 else "warn" if days <= SOON else ""
