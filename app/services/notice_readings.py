"""Who has read which notice, when: the office's own ticks, or at a bureau what all have sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.county import NoticeReading

__all__ = ["readings"]


def readings(session: Session, office: str = "") -> dict[tuple[str, str], dict[str, datetime]]:
    """(office, notice) → reader → when first; of one office, or of all."""
    query = select(NoticeReading).order_by(NoticeReading.read_at)
    if office:
        query = query.where(NoticeReading.office == office)
    found: dict[tuple[str, str], dict[str, datetime]] = {}
    for one in session.scalars(query):
        found.setdefault((one.office, one.notice_uid), {}).setdefault(one.reader, one.read_at)
    return found
