"""机构人员经费: what the office reports of itself each half-year and year, a line a report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.forms.definition import Field
from app.forms.resettlement_means import MEANS, MEANS_REGISTER
from app.ui import theme
from app.ui.dated_rows import DatedRows, RowActions
from app.ui.desk_tools import DeskTools

__all__ = ["MeansView"]

ABOUT = (
    "半年报填到6月30日、年报填到12月31日，各填一次。统计表里的机构、人员照最近一次填的印；"
    "经费只算整段落在表的期间里的那次，半年的和全年的不会加两遍。"
)
COLUMNS = (
    *(Field("year", "年度"), "period", "organ"),
    *(
        replace(MEANS.field("full_time"), label="专职"),
        replace(MEANS.field("part_time"), label="兼职"),
    ),
    *("volunteers", replace(MEANS.field("budget"), label="列入预算"), "amount"),
    *("filled_by", "filled_on"),
)
"""Under short heads, so that the day at the end is in sight at the largest type, too."""


class MeansView(QWidget):
    """The tab. ``changed`` carries a sentence for the status bar."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._service = tools.desk.resettlement.means
        about = QLabel(ABOUT)
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        service = self._service
        self.rows = DatedRows(
            MEANS_REGISTER.title,
            MEANS,
            COLUMNS,
            tools,
            RowActions(
                load=service.rows,
                add=service.add,
                edit=service.edit,
                remove=service.remove,
                ask=service.check,
            ),
            scope=MEANS.code,
            empty="还没有填报。点“填一期”（Ctrl+N）；广东的做法是上半年的7月2日前、全年的次年2月2日前报出。",
            fresh=service.fresh,
        )
        self.rows.changed.connect(lambda: self.changed.emit("机构人员经费已保存。"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(about)
        layout.addWidget(self.rows)
        layout.addStretch(1)
        self.setFocusProxy(self.rows.table)

    def reload(self) -> None:
        """Read the reports again."""
        self.rows.reload()

    def show_only(self, uids: tuple[str, ...]) -> None:
        """Put the cursor on the report behind a figure."""
        self.rows.reload()
        self.rows.select(uids[0])
        self.rows.table.setFocus()

    def print_current(self) -> None:
        """Preview the report under the cursor."""
        row = self.rows.current()
        if row is None:
            self.changed.emit("还没有填报，没有可以打印的。")
            return
        name = f"{self._tools.desk.identity.code}-means-{row['year']}-{row['period']}"
        self._tools.preview_paper(self, MEANS, row, name)

    def export(self, done: Any) -> None:
        """Every report as a workbook."""
        rows = [{**row, "year": str(row["year"])} for row in self._service.rows()]
        identity = self._tools.desk.identity
        self._tools.save_workbook(
            self,
            MEANS_REGISTER,
            rows,
            note=identity.name,
            file_name=f"{identity.code}-机构人员经费-{self._tools.today():%Y%m%d}",
            done=done,
        )
