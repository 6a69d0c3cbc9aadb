"""The size of a photograph on a paper: 一寸, as photographers and the ministry's sheets have it."""

from __future__ import annotations

__all__ = ["PHOTO_MM"]

PHOTO_MM = (25, 35)
"""Width and height."""
