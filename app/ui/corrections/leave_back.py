"""销假 and 抽查: asked for in the same way on a person's page and from the calendar."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.forms.leave import SPOT_CHECK
from app.ui.corrections.forms import RETURN
from app.ui.desk_tools import DeskTools

__all__ = ["record_return", "record_spot_check"]


def record_return(parent: QWidget, tools: DeskTools, uid: str) -> bool:
    """Ask for a return and keep it; whether it was kept."""
    leaves = tools.desk.corrections.leaves
    facts, now = leaves.sheet(uid), _now(tools)
    return tools.fill(
        parent,
        RETURN,
        lambda values: leaves.come_back(uid, values),
        scope=f"{RETURN.code}/{facts['person_uid']}/{uid}",
        values={
            **facts,
            "returned_at": now,
            "back_reported_at": now,
            "back_report_way": "at_office",
        },
    )


def record_spot_check(parent: QWidget, tools: DeskTools, uid: str) -> bool:
    """Ask for one look at a person who is away and keep it; whether it was kept."""
    leaves = tools.desk.corrections.leaves
    person = leaves.sheet(uid)["person_uid"]
    return tools.fill(
        parent,
        SPOT_CHECK,
        lambda values: leaves.spot_check(uid, values),
        scope=f"{SPOT_CHECK.code}/{person}/{uid}",
        values={"checked_at": _now(tools), "result": "normal", "method": "call"},
    )


def _now(tools: DeskTools) -> datetime:
    return tools.desk.clock().replace(second=0, microsecond=0)
