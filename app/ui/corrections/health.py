"""健康与保证人 of one person under 暂予监外执行: what is owed, what came in, the guarantor."""

from __future__ import annotations

from app.forms.codes import label
from app.rules.health import HealthDuty
from app.ui.corrections.lists import CardsTab, card, words_label
from app.ui.desk_tools import DeskTools

__all__ = ["HealthTab"]

LATEST = 6
"""Duties shown at once, the newest ones."""


class HealthTab(CardsTab):
    """The tab."""

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__(tools, uid)
        self._desk = tools.desk.corrections
        self.owed = words_label()
        self.put(card("应交的报告", self.owed))
        reports = self.add_list("health_report")
        extensions = self.add_list("health_extension")
        guarantor = self.add_list("guarantor_check", fresh=self._guarantor)
        self.put_abreast([reports, extensions, guarantor])
        self.reload()

    def _guarantor(self) -> dict[str, object]:
        return {"guarantor_name": self._desk.persons.sheet(self._uid).get("guarantor_name")}

    def reload(self) -> None:
        """Read everything again."""
        super().reload()
        duties = self._desk.health.duties(self._uid)
        lines = [self._line(duty) for duty in reversed(duties[-LATEST:])]
        self.owed.setText("\n".join(lines) or "还没有入矫，没有应交的报告。")

    def _line(self, duty: HealthDuty) -> str:
        name = f"{label('health_kind', duty.kind)}  {duty.due_on:%Y-%m-%d}前"
        if duty.natural_due != duty.due_on:
            name += f"（原{duty.natural_due:%Y-%m-%d}，已批准调整）"
        if duty.done_on:
            return f"{name}  已于{duty.done_on:%Y-%m-%d}交"
        today = self._tools.today()
        if duty.overdue(today):
            return f"{name}  逾期{(today - duty.due_on).days}天未交"
        return f"{name}  待交"
