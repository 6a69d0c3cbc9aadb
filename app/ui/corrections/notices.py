"""文书 of all persons: 期满解矫, and the notices of a month as one print (F48)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.forms.definition import Field, Form, Kind
from app.services.corrections.states import NotAllowed
from app.ui import theme
from app.ui.corrections.file_print import print_several
from app.ui.desk_tools import DeskTools

__all__ = ["papers_button", "print_month"]

MONTH = Form(
    code="corrections.month_papers",
    title="打印一个月的文书",
    source="《社区矫正法实施办法》第十八条 工作档案",
    rows=(
        (
            Field(
                "month",
                "月份",
                Kind.DATE,
                required=True,
                help="填那个月的任意一天。",
            ),
        ),
        (
            Field(
                "notices",
                "通知书、决定书、证明书",
                Kind.BOOL,
                default=True,
                help="准予外出通知书、训诫警告表扬决定书、执行地变更、定位、查找、解矫和终止的文书。",
            ),
            Field("sheets", "集中学习签到、公益活动登记", Kind.BOOL, default=True),
        ),
    ),
)


def papers_button(tools: DeskTools, parent: QWidget, show_due: Callable[[], object]) -> QPushButton:
    """The button 文书 with its menu."""
    button = QPushButton("文书")
    theme.set_role(button, "menu")
    menu = QMenu(button)
    menu.addAction("期满解矫…", show_due)
    menu.addAction("打印一个月的文书…", lambda: print_month(parent, tools))
    button.setMenu(menu)
    return button


def print_month(parent: QWidget, tools: DeskTools) -> None:
    """Ask for the month, then show its papers as one PDF with an outline."""
    chosen: dict[str, Any] = {}
    if not tools.fill(
        parent,
        MONTH,
        lambda values: _choose(tools, values, chosen),
        scope=f"{MONTH.code}/new",
        values={"month": tools.today(), "notices": True, "sheets": True},
        yes="打印",
    ):
        return
    print_several(parent, tools, chosen["title"], chosen["papers"])


def _choose(tools: DeskTools, values: dict[str, Any], chosen: dict[str, Any]) -> None:
    day = values["month"]
    first, last = day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    notices = tools.desk.corrections.notices
    papers = notices.of_month(first, last) if values.get("notices") else []
    papers += notices.group_sheets(first, last) if values.get("sheets") else []
    if not papers:
        raise NotAllowed(
            f"{day.year}年{day.month}月没有这些文书。", "请换一个月份，或者勾上别的种类。"
        )
    chosen.update(title=f"{day.year}年{day.month}月文书", papers=papers)
