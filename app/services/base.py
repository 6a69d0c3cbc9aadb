"""What every service shares: the store, the day, and the way a form is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.errors import ActionableError
from app.forms.definition import Problem
from app.models.store import Store
from app.services.access import Guarded, Work, needs

__all__ = ["Missing", "Rejected", "Service"]


class Rejected(ActionableError):
    """A form was not saved; ``problems`` name the fields. Nothing in the store changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        first = self.problems[0].message if self.problems else ""
        count = len(self.problems)
        super().__init__(
            "F01",
            f"有 {count} 处需要改正：{first}",
            safe="填写的内容仍在屏幕上，没有丢失。",
            do="请改正标出的栏目后再保存。",
        )


class Missing(ActionableError):
    """The record asked for is not here (any more)."""

    def __init__(self, what: str) -> None:
        super().__init__("F02", f"找不到{what}，可能已被删除。", do="请刷新列表后再试。")


class Service(Guarded):
    """A duty of the office. Each public method is one transaction; plain values in and out.

    A subclass says what kind of work it is, so that the guard knows whom to let in. Any method may
    raise ``Missing`` for a uid that is not here and ``Rejected`` for the values of a form; what else
    it refuses, it says itself.
    """

    def __init__(self, database: Store) -> None:
        self._database = database

    @property
    def office(self) -> str:
        """The code of the office (or bureau) this store belongs to."""
        return self._database.office

    @needs(Work.ANYONE)
    def now(self) -> datetime:
        """Naive local time from the injected clock."""
        return self._database.clock()

    @needs(Work.ANYONE)
    def today(self) -> date:
        """The day at this desk."""
        return self.now().date()
