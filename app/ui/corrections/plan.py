"""小组与方案 of one person: the group and its confirmation, 宣告, plan, adjustments, assessments."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPushButton

from app.forms.corrections_plan import GROUP
from app.ui.corrections.lists import CardsTab, card, words_label
from app.ui.desk_tools import DeskTools

__all__ = ["PlanTab"]


class PlanTab(CardsTab):
    """The tab."""

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__(tools, uid)
        self._persons = tools.desk.corrections.persons
        self._standing = words_label("muted")
        self.confirm_button = QPushButton("确定小组")
        self.confirm_button.clicked.connect(self.confirm)
        self.put(card("小组的确定", self._standing, buttons=(self.confirm_button,)))
        others = ("corrections_plan", "plan_adjustment", "plan_review")
        members = self.add_list("group_member")
        declarations = self.add_list("declaration", fresh=self._participants)
        self.put_abreast([members, declarations, *(self.add_list(name) for name in others)])
        self.reload()

    def _participants(self) -> dict[str, Any]:
        """Who should be there: the group, and a minor's guardian."""
        today = self._tools.today()
        people = [
            {"name": row["name"], "role": "group"}
            for row in self._persons.rows(self._uid, "group_member")
            if row["until_on"] is None or row["until_on"] >= today
        ]
        guardian = self._persons.sheet(self._uid).get("guardian_name")
        if guardian and self._persons.card(self._uid).juvenile:
            people.append({"name": guardian, "role": "guardian"})
        return {"participants": people}

    def reload(self) -> None:
        """Read everything again."""
        super().reload()
        self._standing.setText(self._persons.group_standing(self._uid))

    def confirm(self) -> None:
        """Settle the group; what the law still asks for is told."""
        if self._tools.fill(
            self,
            GROUP,
            lambda values: self._persons.confirm_group(self._uid, values),
            scope=f"{GROUP.code}/{self._uid}",
            values={"group_confirmed_on": self._tools.today()},
            yes="确定",
        ):
            self.done("矫正小组已确定。")
