"""The page of one child: how they live, the help they got, the card; and the registration."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.days import show_date
from app.forms.codes import label
from app.forms.resettlement_children import (
    CHILD,
    CHILD_HELP,
    CHILD_LEAVING,
    CHILD_REMOVAL,
    CHILD_SITUATION,
    SITUATION_FIELDS,
)
from app.services.resettlement.children import ChildCard
from app.ui import theme
from app.ui.checked_saving import save_checked
from app.ui.corrections.forms import hidden
from app.ui.county_bar import CountyBar
from app.ui.dated_rows import DatedRows
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView
from app.ui.resettlement.rows import List, rows_of
from app.ui.tab_pages import TabPages
from app.ui.tags import show_tags

__all__ = ["ChildPage"]

LIFE, CARD = range(2)
FACTS = hidden(CHILD, SITUATION_FIELDS)
"""The card without how the child lives, which has entries of its own."""
ABOUT = "核查属实再登记。入户、到校时不在旁人面前提起父母服刑。"
LISTS = {
    "child_situation": List(
        "现状",
        CHILD_SITUATION,
        ("from_on", "guardian_relation", "guardian_name", "schooling", "school", "difficulties"),
        "还没有登记现状。",
    ),
    "child_help": List(
        "得到的帮助",
        CHILD_HELP,
        ("given_on", "kind", "amount", "provider", "detail"),
        "还没有帮助记录。落实监护、减免学费、临时救助、心理疏导，不论哪个单位做的，都登记在这里。",
    ),
}


class ChildPage(QWidget):
    """The page. ``left`` leads back to the register, ``saved`` carries the uid of a new child."""

    left = Signal()
    said = Signal(str)
    saved = Signal(str)

    def __init__(self, tools: DeskTools, uid: str | None = None) -> None:
        super().__init__()
        self._tools, self.uid = tools, uid
        self._children = tools.desk.resettlement.children
        self.view = FormView(FACTS if uid else CHILD, tools.context(), shared_facts=False)
        if uid:
            self.view.set_values(self._card_values(uid))
        else:
            self.view.set_values({"known_on": tools.today()})
        title = CHILD.title if uid else "登记孩子"
        self.view.keep_drafts(tools.desk.drafts, f"{CHILD.code}/{uid or 'new'}", title)
        self._name = QLabel("" if uid else "登记孩子")
        self._name.setProperty("role", "title")
        self._tags = [QLabel() for _ in range(4)]
        self.save_button = QPushButton("保存")
        self.save_button.setProperty("role", "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(lambda _=False: self.save_current())
        self.county = CountyBar(tools.desk, "child")
        self.lists: dict[str, DatedRows] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addLayout(self._head())
        layout.addWidget(self.county)
        if uid is None:
            about = QLabel(ABOUT)
            about.setProperty("role", "muted")
            about.setWordWrap(True)
            layout.addWidget(about)
            layout.addWidget(self.view, 1)
            self.setFocusProxy(self.view)
            return
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._life(uid), "现状和帮助")
        self.tabs.addTab(self.view, "登记表")
        self.tabs.currentChanged.connect(self._turned)
        layout.addWidget(self.tabs, 1)
        self.setFocusProxy(self.tabs)
        self.show_head()
        self._turned(LIFE)

    def _card_values(self, uid: str) -> dict[str, Any]:
        sheet = self._children.sheet(uid)
        return {name: value for name, value in sheet.items() if name != "helps"}

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        back = QPushButton("返回名册")
        back.setToolTip("Esc")
        back.clicked.connect(lambda _=False: self.leave())
        head.addWidget(back)
        head.addWidget(self._name)
        for tag in self._tags:
            tag.hide()
            head.addWidget(tag)
        head.addStretch(1)
        self.leave_button = QPushButton("不再登记")
        self.leave_button.clicked.connect(lambda _=False: self.leave_register())
        self.back_button = QPushButton("恢复登记")
        self.back_button.clicked.connect(lambda _=False: self.come_back())
        self.remove_button = QPushButton("删除登记")
        self.remove_button.clicked.connect(lambda _=False: self.remove())
        self.print_button = QPushButton("打印登记表")
        self.print_button.setToolTip("Ctrl+P")
        self.print_button.clicked.connect(lambda _=False: self.print_current())
        for button in (self.leave_button, self.back_button, self.remove_button):
            button.setVisible(False)
            head.addWidget(button)
        head.addWidget(self.print_button)
        head.addWidget(self.save_button)
        return head

    def _life(self, uid: str) -> QScrollArea:
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, theme.px(10), theme.px(4), 0)
        column.setSpacing(theme.px(10))
        for name in LISTS:
            self.lists[name] = self._list(uid, name)
            column.addWidget(self.lists[name])
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _list(self, uid: str, name: str) -> DatedRows:
        return rows_of(
            self._tools,
            self._children,
            uid,
            name,
            LISTS[name],
            fresh=lambda: self._fresh(name),
            done=self._done,
        )

    def _fresh(self, name: str) -> dict[str, Any]:
        """Today; a new situation begins with what was found last, so that only the change is typed."""
        today = self._tools.today()
        if name == "child_help":
            return {"given_on": today}
        rows = self._children.rows(self.uid or "", name)
        last = {k: v for k, v in rows[0].items() if k in SITUATION_FIELDS} if rows else {}
        return {**last, "situation": None, "checked_by": None, "from_on": today}

    # -- the head -----------------------------------------------------------------------------------

    def show_head(self) -> None:
        """Read again who this is and how they stand."""
        if self.uid is None:
            return
        card = self._children.card(self.uid)
        self.county.show_record(self.uid)
        self._name.setText(card.name)
        show_tags(self._tags, _tags(card))
        self._tags[0].setToolTip(f"{show_date(card.comes_of_age)}满十八周岁")
        self.leave_button.setVisible(card.left_on is None)
        self.back_button.setVisible(card.left_on is not None)
        self.remove_button.setVisible(True)

    # -- for the page around it -----------------------------------------------------------------------

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.view.next_field()
        self.view.go_to("name")

    def show_part(self, part: str) -> None:
        """Open what a draft or the search names."""
        if self.uid is None:
            return
        name = part.removeprefix("resettlement.").partition("/")[0]
        if name in self.lists:
            self.tabs.setCurrentIndex(LIFE)
            self.lists[name].new.setFocus()
        elif part.startswith(CHILD.code) and name == "child":
            self.tabs.setCurrentIndex(CARD)

    def save_current(self) -> bool:
        """Check and save the card; what needs a second look is asked first. Whether it was saved."""
        if self.uid is not None and not self.view.dirty:
            return True
        check = self._children.check if self.uid is None else self._children.check_facts
        uid = save_checked(self, self.view, check, self._keep)
        if uid is None:
            return False
        if self.uid is None:
            self.saved.emit(uid)
        else:
            self._done("登记表已保存。")
        return True

    def _keep(self, values: dict[str, Any]) -> str:
        if self.uid is None:
            return self._children.register(values)
        self._children.edit(self.uid, values)
        return self.uid

    def keep(self) -> None:
        """Keep what is half typed as a draft."""
        self.view.keep_now()

    def leave(self) -> None:
        """Back to the register; what is half typed waits as a draft."""
        self.keep()
        self.left.emit()

    def print_current(self) -> None:
        """Preview the card as it stands, with the newest situation and every help."""
        if self.uid is None:
            values = self.view.values()
        elif self.view.dirty and not self.save_current():
            return
        else:
            values = self._children.sheet(self.uid)
        day = f"{self._tools.today():%Y%m%d}"
        name = f"{self._tools.desk.identity.code}-child-{day}"
        self._tools.preview_paper(self, CHILD, values, name)

    # -- coming off the register ----------------------------------------------------------------------

    def leave_register(self) -> None:
        """不再登记."""
        uid = self.uid or ""
        self._ask(
            CHILD_LEAVING,
            lambda filled: self._children.leave(uid, filled),
            "已登记，从那天起不再计入。",
        )

    def come_back(self) -> None:
        """恢复登记."""
        uid = self.uid or ""
        if self._tools.attempt(self, lambda: self._children.come_back(uid)):
            self._done("已恢复登记。")

    def remove(self) -> None:
        """Take away a card that should not be there."""
        uid = self.uid or ""
        if self._tools.fill(
            self,
            CHILD_REMOVAL,
            lambda filled: self._children.remove(uid, filled),
            scope=f"{CHILD_REMOVAL.code}/{uid}",
            about="登记错了、重复登记的才删除；父母释放、迁出的，用“不再登记”。删除后在回收站里可以找回。",
            yes="删除",
        ):
            self.left.emit()
            self.said.emit("已删除，在“文件”菜单的“回收站”里可以找回。")

    def _ask(self, form: Any, act: Any, words: str) -> None:
        values = {"left_on": self._tools.today()}
        scope = f"{form.code}/{self.uid}"
        if self._tools.fill(self, form, act, scope=scope, values=values):
            self._done(words)

    def _done(self, words: str) -> None:
        self.show_head()
        self.said.emit(words)

    def _turned(self, index: int) -> None:
        self.save_button.setVisible(index == CARD)
        if index == LIFE:
            for section in self.lists.values():
                section.reload()


def _tags(card: ChildCard) -> tuple[tuple[str, str], ...]:
    standing = {
        "grown": "已满十八周岁，不再计入",
        "left": f"不再登记：{label('child_left_reason', card.left_reason)}",
    }
    life = card.situation
    alone = life.get("guardian_relation") == "none"
    away = life.get("schooling") == "dropout"
    return (
        (f"{card.age}周岁", "tag"),
        (standing.get(card.standing, ""), "tag-warn"),
        (label("child_guardian", life.get("guardian_relation")), "tag-bad" if alone else "tag"),
        (label("child_schooling", life.get("schooling")), "tag-bad" if away else "tag"),
    )
