"""安置帮教花名册 on screen: who is helped, how they stand, and the persons behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.days import iso_day
from app.forms.codes import label, table
from app.services.resettlement.register import HelpQuery
from app.services.resettlement.states import ON_THE_BOOKS
from app.ui.county_bar import marked
from app.ui.desk_tools import DeskTools
from app.ui.figure_roll import FigureRoll, Lines
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.unveil import Unveil

__all__ = ["HelpRoll"]

STATES = {
    "books": tuple(sorted(ON_THE_BOOKS)),
    "expected": ("expected",),
    "ended": ("ended",),
}
SOON = 30
"""Days before the end of help from which it is pointed out."""


class HelpRoll(FigureRoll):
    """The register. ``opened`` carries the uid of a person."""

    def __init__(self, tools: DeskTools, register: Callable[[], None]) -> None:
        super().__init__()
        self._tools = tools
        self._persons = tools.desk.resettlement.persons
        self.unveil = Unveil(tools.desk, "安置帮教花名册", tools.desk.identity.code, self)
        shown = RegisterView(
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
        shown.search.setPlaceholderText("姓名、拼音首字母、证件号（按 /）")
        self._show_register(shown, self.unveil, usual=("states", "books"))

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> Lines:
        query = HelpQuery(
            text=filters.get("text", ""),
            states=STATES.get(filters.get("states", ""), ()),
            help_class=filters.get("help_class", ""),
            source=filters.get("source", ""),
            uids=self._only,
            sort=sort or "ends_on",
            descending=descending,
        )
        return self._persons.page(query, offset=offset, limit=limit)

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
                text=lambda row: iso_day(row[name]),
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
