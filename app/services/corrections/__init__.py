"""社区矫正: what the office does, as delegate of the county (社区矫正法 9).

``CorrectionsService`` holds one service per concern; each public method of those is one
transaction, with plain values in and out.
"""

from __future__ import annotations

from functools import cached_property

from app.models.database import Database
from app.services.corrections.check_ins import CheckInService
from app.services.corrections.leaves import LeaveService
from app.services.corrections.persons import PersonService

__all__ = ["CorrectionsService"]


class CorrectionsService:
    """``persons`` the roll and its states · ``check_ins`` the rhythm · ``leaves`` 请销假."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def persons(self) -> PersonService:
        """社区矫正对象."""
        return PersonService(self._database)

    @cached_property
    def check_ins(self) -> CheckInService:
        """日监控, 周听声, 月见面, 家访."""
        return CheckInService(self._database)

    @cached_property
    def leaves(self) -> LeaveService:
        """请假 and 销假."""
        return LeaveService(self._database)
