"""The whole term of a person as a picture: check-ins, leave, rests, what was missed, its end (F20).

``LAYERS`` lists what is drawn, the graver over the lighter; a new kind of record is one layer more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.codes import label
from app.forms.pictures import Box, Look, Picture, months_picture
from app.models.corrections import CorrectionsPerson
from app.models.sanctions import AbsenceEpisode, Sanction
from app.models.supervision import CheckIn, Leave, Suspension
from app.rules.calendar import DAY
from app.rules.checkins import DAILY, KINDS, Status
from app.services.corrections.assessment import span_of
from app.services.corrections.leave_states import DECIDED_DAYS
from app.services.corrections.rhythm import duties_of, watched
from app.services.rule_books import book

__all__ = ["LAYERS", "Layer", "term_picture"]

SIGNS = {"weekly_voice": "听", "monthly_meeting": "面", "home_visit": "访"}
MISSED, LATE, GONE, END = "漏", "逾", "脱", "满"
DECIDED = {
    "praise": "奖",
    "admonition": "训",
    "warning": "警",
    **dict.fromkeys(("revoke_probation", "revoke_parole", "imprison", "arrest"), "撤"),
    "commutation": "减",
}
"""The character of a decision; any other sanction is 罚."""

Marks = Iterable[tuple[date, Box]]


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of mark: its sample in the legend, and where it stands."""

    sample: Box
    words: str
    marks: Callable[[Session, CorrectionsPerson, datetime], Marks]


def _check_ins(session: Session, person: CorrectionsPerson, _now: datetime) -> Marks:
    query = select(CheckIn.kind, CheckIn.happened_on).where(
        CheckIn.office == person.office,
        CheckIn.person_uid == person.uid,
        CheckIn.deleted.is_(False),
        CheckIn.kind != DAILY,
    )
    for kind, on in session.execute(query.order_by(CheckIn.happened_on)):
        yield (
            on,
            Box(Look.SOFT, SIGNS.get(kind, "报"), f"{on:%Y-%m-%d} {label('checkin_kind', kind)}"),
        )


def _missed(session: Session, person: CorrectionsPerson, now: datetime) -> Marks:
    """Duties nobody fulfilled, on their last day; the daily control is no mark of the person."""
    if person.received_on is None:
        return
    kinds = tuple(kind for kind in KINDS if kind != DAILY)
    rules = book(session, person.office, "corrections")
    for who in watched(session, person.office, since=person.received_on, uids=[person.uid]):
        for duty in duties_of(who, rules, now, person.received_on, kinds):
            if duty.status is Status.OVERDUE:
                words = f"{duty.last:%Y-%m-%d} {label('checkin_kind', duty.kind)}逾期未报"
                yield duty.last, Box(Look.ALARM, MISSED, words)


def _suspensions(session: Session, person: CorrectionsPerson, now: datetime) -> Marks:
    query = select(Suspension).where(
        Suspension.office == person.office, Suspension.person_uid == person.uid
    )
    for pause in session.scalars(query):
        words = label("suspension_kind", pause.kind)
        yield from _stretch(
            pause.from_on, pause.until_on or now.date(), Box(Look.REST, "", f"暂停监管：{words}")
        )


def _taken(session: Session, person: CorrectionsPerson) -> list[Leave]:
    query = select(Leave).where(
        Leave.office == person.office,
        Leave.person_uid == person.uid,
        Leave.kind != "frequent",
        Leave.state.in_(DECIDED_DAYS),
    )
    return list(session.scalars(query))


def _leaves(session: Session, person: CorrectionsPerson, _now: datetime) -> Marks:
    for leave in _taken(session, person):
        span = span_of(leave)
        yield from _stretch(
            span.first, span.last, Box(Look.HATCH, "", f"外出：{leave.destination}")
        )


def _overstays(session: Session, person: CorrectionsPerson, now: datetime) -> Marks:
    for leave in _taken(session, person):
        end = leave.approved_until or leave.until_on
        back = leave.returned_at.date() if leave.returned_at else None
        if leave.state == "away":
            back = now.date()
        if back is not None and back > end:
            words = f"逾期未归：{leave.destination}"
            yield from _stretch(end + DAY, back, Box(Look.ALARM, LATE, words))


def _absences(session: Session, person: CorrectionsPerson, now: datetime) -> Marks:
    query = select(AbsenceEpisode).where(
        AbsenceEpisode.office == person.office, AbsenceEpisode.person_uid == person.uid
    )
    for episode in session.scalars(query):
        last = episode.found_on or now.date()
        words = f"脱离监管：{label('absence_cause', episode.cause)}"
        yield from _stretch(episode.first_absent_on, last, Box(Look.ALARM, GONE, words))


def _sanctions(session: Session, person: CorrectionsPerson, _now: datetime) -> Marks:
    """Decisions in force, on the day they were made."""
    query = select(Sanction).where(
        Sanction.office == person.office,
        Sanction.person_uid == person.uid,
        Sanction.result == "approved",
        Sanction.revoked_on.is_(None),
    )
    for sanction in session.scalars(query):
        if sanction.decided_on is not None:
            kind = label("sanction_kind", sanction.kind)
            words = f"{sanction.decided_on:%Y-%m-%d} {kind}"
            yield sanction.decided_on, Box(Look.SOLID, DECIDED.get(sanction.kind, "罚"), words)


def _end(_session: Session, person: CorrectionsPerson, _now: datetime) -> Marks:
    if person.ends_on is not None:
        yield person.ends_on, Box(Look.SOLID, END, f"{person.ends_on:%Y-%m-%d} 期满")


LAYERS: tuple[Layer, ...] = (
    Layer(Box(Look.SOFT, "听"), "听、面、访：已报告或走访", _check_ins),
    Layer(Box(Look.REST), "暂停监管", _suspensions),
    Layer(Box(Look.HATCH), "外出", _leaves),
    Layer(Box(Look.ALARM, MISSED), "逾期未报", _missed),
    Layer(Box(Look.ALARM, LATE), "逾期未归", _overstays),
    Layer(Box(Look.ALARM, GONE), "脱离监管", _absences),
    Layer(Box(Look.SOLID, "警"), "奖惩决定（奖、训、警、罚、撤）", _sanctions),
    Layer(Box(Look.SOLID, END), "期满", _end),
)
"""From the lightest to the gravest."""


def term_picture(session: Session, person: CorrectionsPerson, now: datetime) -> Picture | None:
    """The term from its first day to its last, month by month."""
    first = person.starts_on or person.received_on
    last = person.left_on or person.ends_on
    if first is None or last is None or last < first:
        return None
    marks: dict[date, Box] = {}
    counts: list[str] = []
    for layer in LAYERS:
        found = [
            (day, box) for day, box in layer.marks(session, person, now) if first <= day <= last
        ]
        marks.update(found)
        if found and layer.sample.look in {Look.HATCH, Look.ALARM, Look.REST}:
            counts.append(f"{layer.words.split('：')[0]}{len({day for day, _ in found})}天")
    told = "、".join(counts) or "没有外出、暂停和逾期"
    return months_picture(
        "矫正全期",
        first,
        last,
        marks,
        legend=[
            *((layer.sample, layer.words) for layer in LAYERS),
            (Box(Look.OUTSIDE), "期限以外"),
        ],
        spoken=f"{show_date(first)}至{show_date(last)}：{told}。",
    )


def _stretch(first: date, last: date, box: Box) -> Iterator[tuple[date, Box]]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        yield day, Box(box.look, box.sign, f"{day:%Y-%m-%d} {box.tip}")
