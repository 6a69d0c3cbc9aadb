"""Figures of 服刑人员未成年子女, each with the children behind it; a name stands in none (§6).

A child counts on a day from when the office knew of them until eighteen or until they left; how they
live is what was entered last by the last day of the period.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.resettlement_children import PrisonerChild
from app.rules.calendar import DAY
from app.services.resettlement.children_register import helps_of, newest_situations, standing
from app.services.tally import Tally

__all__ = ["KIND", "count_children"]

KIND = "child"
"""What stands behind these figures: ``services.units``, ``services.search``."""


def count_children(counts: Tally, session: Session, office: str, first: date, last: date) -> None:
    """Everything the report asks about the children of the days ``first`` to ``last``."""
    children = session.scalars(select(PrisonerChild).where(PrisonerChild.office == office))
    lives = newest_situations(session, office, last)
    seen: set[str] = set()
    for child in children:
        uid = child.uid
        before = standing(child, first - DAY) == "known"
        new = first <= child.known_on <= last and standing(child, child.known_on) == "known"
        if not (before or new):
            continue
        seen.add(uid)
        after = standing(child, last)
        counts.add("children_opening" if before else "children_new", uid, kind=KIND)
        if after != "known":
            counts.add("children_gone", uid, kind=KIND)
            counts.add("children_grown", uid, after == "grown", kind=KIND)
            continue
        life = lives[uid]
        counts.add("children", uid, kind=KIND)
        counts.add(f"children_{life.schooling}", uid, kind=KIND)
        counts.add("children_alone", uid, life.guardian_relation == "none", kind=KIND)
        counts.add("children_in_need", uid, bool(life.difficulties), kind=KIND)
        counts.add("children_unattended", uid, child.unattended, kind=KIND)
    helped: set[str] = set()
    for one in helps_of(session, office):
        if one.child_uid in seen and first <= one.given_on <= last:
            counts.add("child_helps", one.child_uid, kind=KIND)
            counts.add("children_helped", one.child_uid, one.child_uid not in helped, kind=KIND)
            helped.add(one.child_uid)
