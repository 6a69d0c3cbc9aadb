"""抽取卷宗: period, number and seed, and while they are typed how many dossiers there are to draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.forms.evaluation import DRAW
from app.services.desk import Desk
from app.ui.editors import FormContext
from app.ui.form_dialog import FormDialog
from app.ui.parts import muted

__all__ = ["DrawDialog"]

REST = 300
"""Milliseconds after the last key before the dossiers are counted anew."""
ABOUT = "从各所报来的、这段时间立卷的卷宗里随机抽取，由别的所交叉评查。"
NONE = "这段时间没有各所报来的已立卷卷宗。"
FEW = 12
"""So many offices are named; of more, only the sum."""


class DrawDialog(FormDialog):
    """The dialog; ``there`` says what the period offers."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        self._service = desk.evaluation
        today = desk.clock().date()
        self.there = muted()
        super().__init__(
            parent,
            DRAW,
            FormContext(today=lambda: desk.clock().date()),
            lambda v: self._service.draw(
                v["title"], v["since"], v["until"], int(v["each"]), seed=v.get("seed") or ""
            ),
            about=ABOUT,
            values={"since": _quarter(today), "until": today, "each": 2},
            yes="抽取",
        )
        self._column.insertWidget(2, self.there)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._count)
        self.view.changed.connect(self._rest.start)
        self._count()

    def _count(self) -> None:
        """Say how many there are, and of how many offices there are fewer than asked for."""
        values = self.view.values()
        since, until = _day(values.get("since")), _day(values.get("until"))
        if since is None or until is None or until < since:
            self.there.setText("")
            return
        self.there.setText(_words(self._service.candidates(since, until), values.get("each")))


def _words(found: Sequence[tuple[str, int]], each: Any) -> str:
    if not found:
        return NONE
    said = f"这段时间已立卷的有 {len(found)} 个所、共 {sum(count for _, count in found)} 份"
    if len(found) <= FEW:
        said += f"：{'、'.join(f'{name} {count} 份' for name, count in found)}"
    said += "。"
    short = sum(count < each for _, count in found) if isinstance(each, int) else 0
    return said + (f"{short} 个所不够 {each} 份，有几份抽几份。" if short else "")


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _quarter(today: date) -> date:
    """The first day of the quarter."""
    return date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
