"""社区矫正: what the office does, as delegate of the county (社区矫正法 9).

``CorrectionsService`` holds one service per concern; each public method of those is one
transaction, with plain values in and out.
"""

from app.services.corrections.service import CorrectionsService

__all__ = ["CorrectionsService"]
