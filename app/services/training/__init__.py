"""队伍培训: staff with roles over time, sessions, attendance, and each person's year.

``TrainingService`` holds one service per concern; each public method of those is one transaction,
with plain values in and out.
"""

from app.services.training.service import TrainingService

__all__ = ["TrainingService"]
