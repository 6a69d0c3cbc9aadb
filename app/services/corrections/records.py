"""What every part of the corrections desk needs first: the person, and the refusal of a form."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.forms.definition import Problem
from app.models.corrections import CorrectionsPerson
from app.services.base import Missing, Rejected
from app.services.corrections.states import NotAllowed

__all__ = ["find_person", "refuse", "sealed_uids", "writable"]


def find_person(
    session: Session, office: str, uid: str, *, sealed: bool = False
) -> CorrectionsPerson:
    """The person, or ``Missing``. A sealed record opens only with ``sealed`` (D2)."""
    person = session.get(CorrectionsPerson, (office, uid))
    if person is None or person.deleted:
        raise Missing("这名矫正对象")
    if person.sealed and not sealed:
        raise NotAllowed(
            "这份记录已经封存。", "依法需要查阅的，在“封存记录”里登记依据和两名查阅人。"
        )
    return person


def writable(session: Session, office: str, uid: str) -> CorrectionsPerson:
    """As ``find_person``; refused once the person has moved away: the record is a copy then."""
    person = find_person(session, office, uid)
    if person.state == "moved_out":
        raise NotAllowed(
            "这名对象已经迁出，本所的记录只供查阅，不能再改。",
            "需要更正的，请告知新执行地；迁出登记错了的，先撤销上一步。",
        )
    return person


def sealed_uids(office: str) -> Select[str]:
    """The sealed records of an office, for keeping them out of a list by name (D2)."""
    person = CorrectionsPerson
    return select(person.uid).where(person.office == office, person.sealed.is_(True))


def refuse(found: list[Problem]) -> None:
    """Raise ``Rejected`` when any problem keeps the form from being saved."""
    if blocking := [problem for problem in found if problem.blocking]:
        raise Rejected(blocking)
