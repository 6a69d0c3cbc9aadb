"""What the store knows for a training year, in the words of the rules."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.training import Attendance, StaffAbsence, TrainingSession, TrainingSitting
from app.rules import training as rule
from app.rules.training_requirement import Away

__all__ = ["absences", "planned_sittings", "sittings_attended", "titles"]


def absences(session: Session, office: str) -> dict[str, list[Away]]:
    """Long absences of everybody."""
    found: dict[str, list[Away]] = {}
    query = select(StaffAbsence).where(StaffAbsence.office == office)
    for row in session.scalars(query):
        found.setdefault(row.staff_uid, []).append(Away(row.from_on, row.until_on))
    return found


def sittings_attended(session: Session, office: str, year: int) -> dict[str, list[rule.Sitting]]:
    """What everybody attended, or is put down for, on the days of a year."""
    query = (
        select(Attendance, TrainingSitting, TrainingSession)
        .join(
            TrainingSitting,
            (TrainingSitting.office == Attendance.office)
            & (TrainingSitting.session_uid == Attendance.session_uid),
        )
        .join(
            TrainingSession,
            (TrainingSession.office == Attendance.office)
            & (TrainingSession.uid == Attendance.session_uid),
        )
        .where(
            Attendance.office == office,
            TrainingSitting.held_on >= date(year, 1, 1),
            TrainingSitting.held_on <= date(year, 12, 31),
        )
    )
    found: dict[str, list[rule.Sitting]] = {}
    for attendance, sitting, held in session.execute(query):
        if proof := attendance.proofs.get(sitting.uid):
            found.setdefault(attendance.staff_uid, []).append(
                _sitting(held, sitting, attendance.capacity, proof)
            )
    return found


def planned_sittings(
    session: Session, office: str, as_of: date
) -> list[tuple[set[str], rule.Sitting]]:
    """Sittings still to come in the year, with the posts they are meant for (none: everybody)."""
    query = (
        select(TrainingSitting, TrainingSession)
        .join(
            TrainingSession,
            (TrainingSession.office == TrainingSitting.office)
            & (TrainingSession.uid == TrainingSitting.session_uid),
        )
        .where(
            TrainingSitting.office == office,
            TrainingSitting.held_on > as_of,
            TrainingSitting.held_on <= date(as_of.year, 12, 31),
        )
    )
    return [
        (set(held.for_roles), _sitting(held, sitting, "learner", rule.SIGNED))
        for sitting, held in session.execute(query)
    ]


def _sitting(
    held: TrainingSession, sitting: TrainingSitting, capacity: str, proof: str
) -> rule.Sitting:
    return rule.Sitting(
        session=held.uid,
        day=sitting.held_on,
        part=sitting.part,
        form=held.form,
        level=held.level,
        proof=proof,
        capacity=capacity,
        hours=Fraction(sitting.hours, 100) if sitting.hours else None,
        rotation=held.mediator_rotation,
    )


def titles(session: Session, office: str, uids: set[str]) -> dict[str, tuple[str, str]]:
    """Title and organiser of some sessions."""
    query = select(TrainingSession.uid, TrainingSession.title, TrainingSession.organiser).where(
        TrainingSession.office == office, TrainingSession.uid.in_(uids)
    )
    return {uid: (title, organiser) for uid, title, organiser in session.execute(query)}
