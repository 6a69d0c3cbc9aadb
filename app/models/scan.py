"""What is kept of every scanned original; the bytes lie in ``blob``, once by content."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Code, Name

__all__ = ["ScanFacts"]


class ScanFacts:
    """An image or PDF filed in a slot of a dossier or working file."""

    part: Mapped[Code]  # part of the form set
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Name]
    media_type: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]  # bytes
    pages: Mapped[int] = mapped_column(default=1)
    original: Mapped[bool] = mapped_column(default=False)  # 原件 rather than 复印件
