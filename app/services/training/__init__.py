"""队伍培训: staff with roles over time, sessions, attendance, and each person's year.

``TrainingService`` holds one service per concern; each public method of those is one transaction,
with plain values in and out.
"""

from __future__ import annotations

from functools import cached_property

from app.models.database import Database
from app.services.training.attendance import AttendanceService
from app.services.training.sessions import SessionService
from app.services.training.staff import StaffService

__all__ = ["TrainingService"]


class TrainingService:
    """``staff`` people and roles · ``sessions`` courses · ``attendance`` who sat when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def staff(self) -> StaffService:
        """人员 and their roles."""
        return StaffService(self._database)

    @cached_property
    def sessions(self) -> SessionService:
        """培训班次."""
        return SessionService(self._database)

    @cached_property
    def attendance(self) -> AttendanceService:
        """参训记录."""
        return AttendanceService(self._database)
