"""Which answer an office is known to have: it says so in its own packages."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.county import AnswerTaken, CountyAnswer
from app.models.sync import OfficeHead

__all__ = ["confirmed_answer", "confirmed_upto"]


def confirmed_answer(session: Session, office: str) -> CountyAnswer | None:
    """The newest answer the office has taken in, as a package of its present life says.

    What an earlier life of its store took in may be lost with it (C2), so that counts no more.
    """
    head = session.get(OfficeHead, office)
    if head is None:
        return None
    taken = (
        select(AnswerTaken)
        .where(AnswerTaken.office == office, AnswerTaken.epoch == head.epoch)
        .order_by(AnswerTaken.answer_epoch.desc(), AnswerTaken.number.desc())
    )
    for one in session.scalars(taken):
        made = session.get(CountyAnswer, (office, one.answer_epoch, one.number))
        if made is not None and made.digest == one.digest:
            return made
    return None


def confirmed_upto(session: Session, office: str) -> int:
    """The number of the newest row of the county that the office is known to have."""
    answer = confirmed_answer(session, office)
    return answer.upto if answer else 0
