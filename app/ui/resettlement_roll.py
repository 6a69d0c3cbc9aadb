"""安置帮教花名册 on screen: who is helped, how they stand, and the persons behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.codes import label, table
from app.services.resettlement.register import HelpQuery
from app.services.resettlement.states import ON_THE_BOOKS
from app.ui import theme
from app.ui.county_bar import marked
from app.ui.desk_tools import DeskTools
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.unveil import Unveil

__all__ = ["HelpRoll"]

STATES = {
    "books": tuple(sorted(ON_THE_BOOKS)),
    "expected": ("expected",),
    "ended": ("ended",),
}
EVERYBODY = 100_000
SOON = 30
"""Days before the end of help from which it is pointed out."""


class HelpRoll(QWidget):
    """The register. ``opened`` carries the uid of a person."""

    opened = Signal(str)

    def __init__(self, tools: DeskTools, register: Callable[[], None]) -> None:
        super().__init__()
        self._tools = tools
        self._persons = tools.desk.resettlement.persons
        self._only: tuple[str, ...] | None = None
        desk = tools.desk
        self.unveil = Unveil(desk, "安置帮教花名册", desk.identity.code, self)
        self._banner = QLabel()
        self._all = QPushButton("显示全部")
        self._all.clicked.connect(self.show_all)
        self.register = RegisterView(
            *marked(tools.desk, "resettlement", self._columns(), self._fetch),
            filters=(
                Filter(
                    "states",
                    "状态",
                    (("books", "在册"), ("expected", "待释放"), ("ended", "已解除")),
                    chosen="books",
                ),
                Filter("help_class", "类别", [(e.code, e.label) for e in table("help_class").at()]),
                Filter(
                    "source",
                    "来源",
                    [(e.code, e.label) for e in table("resettlement_source").at()],
                ),
            ),
            empty="没有在册的帮教对象。点“新登记”（Ctrl+N），或者“从社区矫正转入”。",
            empty_action=("新登记", register),
            busy=lambda: tools.desk.busy,
        )
        self.unveil.toggled.connect(lambda _: self.register.refresh())
        self.register.bar_actions.addWidget(self.unveil)
        self.register.search.setPlaceholderText("姓名、拼音首字母、证件号（按 /）")
        self.register.opened.connect(lambda row: self.opened.emit(row["uid"]))
        line = QHBoxLayout()
        line.addWidget(self._banner)
        line.addWidget(self._all)
        line.addStretch(1)
        theme.set_role(self._banner, "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(line)
        layout.addWidget(self.register, 1)
        self.setFocusProxy(self.register)
        self._show_banner("")

    def show_only(self, uids: tuple[str, ...], words: str) -> None:
        """Show the persons behind a figure, in whatever state they are."""
        self._only = uids
        self._show_banner(words)
        self.register.clear_filters()
        self.register.refresh()
        self.register.table.setCurrentIndex(self.register.model.index(0, 0))
        self.register.table.setFocus()

    def show_all(self) -> None:
        """Back to everybody on the books."""
        self._only = None
        self._show_banner("")
        self.register.set_filter("states", "books")

    def rows(self) -> list[dict[str, Any]]:
        """What is shown, for print and export."""
        return self._persons.page(
            self._query(self.register.model.filters, "", False), limit=EVERYBODY
        ).rows

    def _show_banner(self, words: str) -> None:
        self._banner.setText(words)
        self._banner.setVisible(bool(words))
        self._all.setVisible(bool(words))

    def _query(self, filters: Mapping[str, Any], sort: str, descending: bool) -> HelpQuery:
        return HelpQuery(
            text=filters.get("text", ""),
            states=STATES.get(filters.get("states", ""), ()),
            help_class=filters.get("help_class", ""),
            source=filters.get("source", ""),
            uids=self._only,
            sort=sort or "ends_on",
            descending=descending,
        )

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        page = self._persons.page(
            self._query(filters, sort, descending), offset=offset, limit=limit
        )
        return page.rows, page.total

    def _columns(self) -> tuple[Column, ...]:
        def coded(name: str, codes: str, **more: Any) -> Column:
            return Column(
                title=more.pop("title"),
                text=lambda row: label(codes, row[name]),
                sort=more.pop("sort", name),
                **more,
            )

        def day(name: str, title: str, *, sort: bool = True, **more: Any) -> Column:
            return Column(
                title=title,
                text=lambda row: f"{row[name]:%Y-%m-%d}" if row[name] else "",
                sort=name if sort else "",
                width=104,
                **more,
            )

        return (
            Column(title="姓名", text=lambda r: r["name"], sort="name", width=100),
            coded("state", "resettlement_state", title="状态", width=90, tone=_state_tone),
            Column(
                title="类别",
                text=lambda r: label("help_class", r["help_class"]) or "未定",
                sort="help_class",
                width=90,
                tone=lambda r: "" if r["help_class"] else "warn",
            ),
            coded("source", "resettlement_source", title="来源", width=110),
            day("released_on", "释放日期"),
            Column(
                title="衔接",
                text=_handover,
                sort="handed_over_on",
                width=110,
                tone=lambda r: "" if r["handed_over_on"] else "warn",
            ),
            Column(
                title="安置情况",
                text=lambda r: label("placement_kind", r["settled"]) or "未登记",
                width=160,
                tone=lambda r: "warn" if r["settled"] in {None, "none"} else "",
            ),
            day("last_visit", "最近走访", sort=False),
            Column(title="责任人", text=lambda r: r["worker"] or "", sort="worker", width=90),
            day("ends_on", "期满日", tone=self._end_tone),
            Column(
                title="电话",
                text=lambda r: self.unveil.read("phone", r["phone"] or ""),
                width=120,
            ),
        )

    def _end_tone(self, row: Any) -> str:
        if row["ends_on"] is None or row["state"] == "ended":
            return ""
        left = (row["ends_on"] - self._tools.today()).days
        return "bad" if left < 0 else "warn" if left <= SOON else ""


def _state_tone(row: Any) -> str:
    return {"lost": "bad", "refused": "warn"}.get(row["state"], "")


def _handover(row: Any) -> str:
    if row["handed_over_on"]:
        return f"{row['handed_over_on']:%Y-%m-%d}"
    return "必接必送" if row["must_fetch"] else "未衔接"
