"""人员: who works here, in which posts from when to when, and long absences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
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

from app.days import iso_day
from app.forms.definition import Field, Kind
from app.forms.training import ABSENCE, ROLE, STAFF
from app.ui import dialogs, theme
from app.ui.county_bar import CountyBar, marked
from app.ui.dated_rows import DatedRows, RowActions
from app.ui.desk_tools import DeskTools
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.unveil import Unveil

__all__ = ["NEW_STAFF", "StaffView"]

NEW_STAFF = replace(
    STAFF,
    title="新增工作人员",
    rows=(
        *STAFF.rows[:-1],
        (
            Field(
                "role",
                "岗位",
                Kind.CHOICE,
                codes="staff_role",
                required=True,
                help="应训天数按岗位算；兼任几个岗位的，保存后在右边再加。",
            ),
            Field("role_from", "任职日", Kind.DATE, help="不填的按到所日期。"),
        ),
        *STAFF.rows[-1:],
    ),
)
"""The staff form with the first post in it."""


def _day(name: str) -> Any:
    return lambda row: iso_day(row[name])


SHOWN = (
    Column(title="姓名", text=lambda r: r["name"], width=110),
    Column(
        title="岗位",
        text=lambda r: r["roles"] or "没有在任岗位",
        width=200,
        tone=lambda r: "" if r["roles"] else "warn",
    ),
    Column(title="任现岗位", text=_day("since"), width=108),
    Column(title="离所", text=_day("left_on"), width=100),
)


class StaffView(QWidget):
    """The roll of staff and the person under the cursor. ``changed`` carries words."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._staff = tools.desk.training.staff
        desk = tools.desk
        self.unveil = Unveil(desk, "工作人员名册", desk.identity.code, self)
        phone = Column(
            title="电话", text=lambda r: self.unveil.read("phone", r["phone"] or ""), width=130
        )
        columns = (*SHOWN[:-1], phone, SHOWN[-1])
        self.register = RegisterView(
            *marked(tools.desk, "staff", columns, self._fetch),
            filters=(Filter("who", "范围", (("here", "在所的"),), chosen="here"),),
            empty="还没有登记工作人员。先登记所长和其他人员，再登记培训班次。",
            empty_action=("新增人员", self.add),
            busy=lambda: tools.desk.busy,
        )
        self.new = QPushButton("新增人员")
        self.new.setToolTip("Ctrl+N")
        self.new.clicked.connect(lambda _=False: self.add())
        self.unveil.toggled.connect(lambda _: self.register.refresh())
        self.register.bar_actions.addWidget(self.unveil)
        self.register.bar_actions.addWidget(self.new)
        self.register.selected.connect(self._show)
        self.register.opened.connect(lambda row: self.edit(row["uid"]))
        self.register.add_row_action("删除登记", self._delete, "Delete")
        self._place = QScrollArea()
        self._place.setWidgetResizable(True)
        self._place.setFrameShape(QFrame.Shape.NoFrame)
        self._place.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.roles: DatedRows | None = None
        self.absences: DatedRows | None = None
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.register)
        split.addWidget(self._place)
        split.setChildrenCollapsible(False)
        split.setSizes([theme.px(640), theme.px(440)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        self.county = CountyBar(tools.desk, "staff")
        layout.addWidget(self.county)
        layout.addWidget(split)
        self.register.selected.connect(
            lambda row: self.county.show_record(row["uid"] if row else None)
        )
        self.setFocusProxy(self.register)
        self.reload()

    def reload(self, select: str = "") -> None:
        """Read the roll again; ``select`` puts the cursor on a person."""
        uid = select or (self.register.current() or {}).get("uid", "")
        self.register.refresh()
        model = self.register.model
        line = next((n for n in range(model.total) if model.row(n)["uid"] == uid), 0)
        if model.total:
            self.register.table.setCurrentIndex(model.index(line, 0))
        self._show(self.register.current())

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        text = filters.get("text", "")
        rows = self._staff.roll(everybody=filters.get("who") != "here")
        rows = [row for row in rows if text in f"{row['name']} {row['roles']}"]
        return rows[offset : offset + limit], len(rows)

    # -- the person under the cursor ----------------------------------------------------------------

    def _show(self, row: Mapping[str, Any] | None) -> None:
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.px(10), 0, theme.px(4), 0)
        column.setSpacing(theme.px(10))
        if row is None:
            self.roles = self.absences = None
        else:
            self._fill(column, row)
        self._place.setWidget(inner)
        self._place.setVisible(row is not None)  # an empty roll has the whole width

    def _fill(self, column: QVBoxLayout, row: Mapping[str, Any]) -> None:
        uid = row["uid"]
        name = QLabel(row["name"])
        name.setProperty("role", "title")
        change = QPushButton("修改登记")
        change.setToolTip("在名册上按回车")
        change.clicked.connect(lambda _=False: self.edit(uid))
        head = QHBoxLayout()
        head.addWidget(name)
        head.addStretch(1)
        head.addWidget(change)
        column.addLayout(head)
        self.roles = self._rows(
            uid, "role", "岗位", ROLE, ("role", "from_on", "until_on"),
            "还没有岗位。没有岗位的日子不计培训任务，参训也不计天数。",
        )  # fmt: skip
        self.absences = self._rows(
            uid, "absence", "长假、借调", ABSENCE, ("kind", "from_on", "until_on"),
            "没有。三十日以上的病假、借调等登记后，应训天数相应减少。",
        )  # fmt: skip
        column.addWidget(self.roles)
        column.addWidget(self.absences)
        column.addStretch(1)

    def _rows(
        self, uid: str, name: str, title: str, form: Any, columns: Sequence[str], empty: str
    ) -> DatedRows:
        staff = self._staff
        section = DatedRows(
            title,
            form,
            columns,
            self._tools,
            RowActions.of(staff, uid, name),
            scope=f"{form.code}/{uid}",
            empty=empty,
            fresh=lambda: {"from_on": self._tools.today()},
        )
        section.changed.connect(lambda: self._done(f"{title}已保存。", uid))
        return section

    # -- what the clerk does ------------------------------------------------------------------------

    def add(self) -> None:
        """Register somebody with their first post."""
        made: list[str] = []

        def submit(values: dict[str, Any]) -> None:
            role, since = values.pop("role"), values.pop("role_from")
            made.append(self._staff.add(values, role=role, from_on=since))

        if self._tools.fill(
            self,
            NEW_STAFF,
            submit,
            scope=f"{STAFF.code}/new",
            values={"joined_on": self._tools.today().replace(month=1, day=1)},
        ):
            self._done("人员已登记。", made[-1])

    def edit(self, uid: str) -> None:
        """Change what is registered of a person."""
        if self._tools.fill(
            self,
            STAFF,
            lambda values: self._staff.edit(uid, values),
            scope=f"{STAFF.code}/{uid}",
            values=self._staff.sheet(uid),
        ):
            self._done("登记已保存。", uid)

    def _delete(self, row: Mapping[str, Any]) -> None:
        if dialogs.ask(
            self,
            f"删除“{row['name']}”的登记？",
            "只在登记错了时删除；调离的填写免职日和离所日期。",
            yes="删除",
            careful=True,
        ) and self._tools.attempt(self, lambda: self._staff.delete(row["uid"])):
            self._done("登记已删除。", "")

    def _done(self, words: str, uid: str) -> None:
        self.reload(select=uid)
        self.changed.emit(words)
