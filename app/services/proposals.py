"""What an office has put before the county and waits for: leaves, sanctions, moves.

Source: 社区矫正法 27, 28; 实施办法 27, 30, 33-49. The office only drafts these; the county, or the body
above it, decides, and the office records its 文号, date and result. Which form records it is said
here once, for the bureau that decides and for the office that writes it down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.codes import label
from app.forms.corrections_sanctions import SANCTION_ANSWER
from app.forms.corrections_transfer import TRANSFER_DECISION
from app.forms.definition import Form
from app.forms.leave import LEAVE_ANSWER
from app.models.corrections import CorrectionsPerson
from app.models.sanctions import Sanction
from app.models.supervision import Leave
from app.models.transfers import CorrectionsTransfer
from app.services.corrections.transfers import station
from app.services.reminders import Target
from app.services.search_kinds import VEILED_JUVENILE

__all__ = ["FORMS", "Proposal", "open_proposals", "proposal_of"]

FORMS: dict[str, Form] = {
    "leave": LEAVE_ANSWER,
    "sanction": SANCTION_ANSWER,
    "transfer": TRANSFER_DECISION,
}
"""Kind of a proposal → the form under which its answer is recorded."""
TITLES = {"leave": "外出", "sanction": "奖惩建议", "transfer": "执行地变更"}
WAITING = ("waiting_county", "waiting_superior")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing the county has to decide; ``asked_on`` since when it waits."""

    office: str
    kind: str
    uid: str
    person_uid: str
    person: str
    what: str
    asked_on: date | None
    superior: bool  # the body above the county decides, the county passes it on

    @property
    def title(self) -> str:
        """张三 外出 …"""
        return f"{self.person} {TITLES[self.kind]}：{self.what}"

    @property
    def kind_title(self) -> str:
        """外出, 奖惩建议, 执行地变更."""
        return TITLES[self.kind]

    @property
    def target(self) -> Target:
        """Where the office records the answer."""
        parts = {"leave": f"leave/{self.uid}", "sanction": "sanction", "transfer": "transfer"}
        return Target("corrections", self.person_uid, parts[self.kind])


def open_proposals(session: Session, office: str, *, at_bureau: bool = False) -> Iterator[Proposal]:
    """Everything of one office that waits for an answer, the oldest first."""
    moves = CorrectionsTransfer
    leaves = select(Leave).where(Leave.office == office, Leave.state.in_(WAITING))
    sanctions = select(Sanction).where(
        Sanction.office == office, Sanction.submitted_on.is_not(None), Sanction.result.is_(None)
    )
    undecided = select(moves).where(
        moves.office == office, moves.decided_on.is_(None), moves.cancelled_on.is_(None)
    )
    rows = (*session.scalars(leaves), *session.scalars(sanctions), *session.scalars(undecided))
    found = [
        proposal
        for row in rows
        if (proposal := _proposal(session, row, at_bureau=at_bureau)) is not None
    ]
    yield from sorted(found, key=lambda p: (p.asked_on or date.min, p.title))


def proposal_of(session: Session, office: str, kind: str, uid: str) -> Proposal | None:
    """One proposal that still waits, as the bureau sees it."""
    return next(
        (
            p
            for p in open_proposals(session, office, at_bureau=True)
            if (p.kind, p.uid) == (kind, uid)
        ),
        None,
    )


def _proposal(
    session: Session, row: Leave | Sanction | CorrectionsTransfer, *, at_bureau: bool
) -> Proposal | None:
    person = session.get(CorrectionsPerson, (row.office, row.person_uid))
    if person is None or person.deleted or person.sealed:
        return None
    superior = False
    match row:
        case Leave():
            kind, asked = "leave", row.opinion_on
            what = f"{row.from_on:%Y-%m-%d}至{row.until_on:%Y-%m-%d}，{row.destination}"
            superior = row.state == "waiting_superior"
        case Sanction():
            kind, asked = "sanction", row.submitted_on
            what = label("sanction_kind", row.kind)
        case _:
            if station(row) != "decide":
                return None
            kind, asked = "transfer", row.answered_on
            what = "迁出" if row.direction == "out" else "迁入"
    name = VEILED_JUVENILE if at_bureau and person.juvenile else person.name
    return Proposal(row.office, kind, row.uid, person.uid, name, what, asked, superior)
