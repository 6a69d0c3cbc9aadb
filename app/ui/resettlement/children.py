"""服刑人员未成年子女名册 on screen: who they are, who looks after them, who most needs somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.days import iso_day
from app.forms.codes import label
from app.forms.display import show
from app.forms.resettlement_children import CHILDREN_REGISTER
from app.services.resettlement.children_register import ChildrenQuery
from app.ui.county_bar import marked
from app.ui.desk_tools import DeskTools
from app.ui.figure_roll import FigureRoll, Lines
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.unveil import Unveil

__all__ = ["ChildrenRoll"]

STANDINGS = (("known", "在册"), ("grown", "已满十八周岁"), ("left", "不再登记"))
NEEDS = (
    ("difficult", "有困难"),
    ("unhelped", "有困难还没有帮过"),
    ("alone", "没有人照管"),
    ("dropout", "失学、辍学"),
)
EMPTY = (
    "没有登记的服刑人员未成年子女。\n"
    "监所来函、村（居）反映或者走访得知本辖区有父母在服刑的孩子，核查后点“登记孩子”（Ctrl+N）。"
)
DIFFICULTIES = next(c for c in CHILDREN_REGISTER.columns if c.name == "difficulties")


class ChildrenRoll(FigureRoll):
    """The register. ``opened`` carries the uid of a child."""

    def __init__(self, tools: DeskTools, register: Callable[[], None]) -> None:
        super().__init__()
        self._children = tools.desk.resettlement.children
        self.whole = Unveil(tools.desk, CHILDREN_REGISTER.title, tools.desk.identity.code, self)
        shown = RegisterView(
            *marked(tools.desk, "child", self._columns(), self._fetch),
            filters=(
                Filter("standing", "登记", STANDINGS, chosen="known"),
                Filter("need", "需要帮助的", NEEDS),
            ),
            empty=EMPTY,
            empty_action=("登记孩子", register),
            busy=lambda: tools.desk.busy,
        )
        shown.search.setPlaceholderText("孩子、父母、照管人的姓名（按 /）")
        self._show_register(shown, self.whole, usual=("standing", "known"))

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> Lines:
        query = ChildrenQuery(
            text=filters.get("text", ""),
            standing=filters.get("standing") or "",
            need=filters.get("need") or "",
            uids=self._only,
            sort=sort or "birth_date",
            descending=descending,
        )
        return self._children.page(query, offset=offset, limit=limit)

    def _columns(self) -> tuple[Column, ...]:
        def cut(name: str) -> Any:
            return lambda row: self.whole.read(name, str(row[name] or ""))

        def day(name: str) -> Any:
            return lambda row: iso_day(row[name])

        return (
            Column(title="姓名", text=lambda r: r["name"], sort="name", width=90),
            Column(
                title="年龄",
                text=lambda r: f"{r['age']}周岁",
                sort="birth_date",
                width=70,
            ),
            Column(
                title="服刑人员",
                text=lambda r: f"{label('child_parent', r['parent_relation'])} {r['parent_name']}",
                sort="parent_name",
                width=160,
            ),
            Column(
                title="现由谁照管",
                text=_guardian,
                width=200,
                tone=lambda r: "bad" if r["guardian_relation"] == "none" else "",
            ),
            Column(title="照管人电话", text=cut("guardian_phone"), width=110),
            Column(
                title="就学",
                text=lambda r: label("child_schooling", r["schooling"]),
                sort="schooling",
                width=110,
                tone=lambda r: "bad" if r["schooling"] == "dropout" else "",
            ),
            Column(
                title="困难",
                text=lambda r: show(DIFFICULTIES, r["difficulties"]) or "没有",
                width=180,
                tone=lambda r: "warn" if r["difficulties"] else "muted",
            ),
            Column(
                title="帮助",
                text=lambda r: f"{r['helps']}次" if r["helps"] else "还没有",
                sort="helps",
                width=80,
                tone=lambda r: "warn" if r["difficulties"] and not r["helps"] else "",
            ),
            Column(title="最近帮助", text=day("last_help"), sort="last_help", width=104),
            Column(title="居住地", text=cut("address"), sort="address", width=120),
            Column(title="登记日期", text=day("known_on"), sort="known_on", width=104),
        )


def _guardian(row: Any) -> str:
    kind = label("child_guardian", row["guardian_relation"])
    return f"{kind} {row['guardian_name'] or ''}".strip()
