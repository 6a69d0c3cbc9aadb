"""服刑人员未成年子女名册: who counts on a day, how they live then, and the rows of the register.

A township has some dozens of these children, so the register is narrowed in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.resettlement_children import CHILD_SITUATION
from app.models.resettlement_children import ChildHelp, ChildSituation, PrisonerChild
from app.rules.identity import age_on, comes_of_age
from app.services.columns import read
from app.services.search import matching

__all__ = [
    "ChildrenPage",
    "ChildrenQuery",
    "children_page",
    "helps_of",
    "newest_situations",
    "standing",
]

NEEDS: Mapping[str, Callable[[dict[str, Any]], bool]] = {
    "alone": lambda row: row["guardian_relation"] == "none",
    "dropout": lambda row: row["schooling"] == "dropout",
    "difficult": lambda row: bool(row["difficulties"]),
    "unhelped": lambda row: bool(row["difficulties"]) and not row["helps"],
}
"""What the register can be narrowed to: who most needs somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildrenQuery:
    """Which children, in which order; ``uids``, when given, are all who may appear."""

    text: str = ""
    standing: str = "known"  # known, grown, left; empty: all
    need: str = ""  # a key of NEEDS
    uids: tuple[str, ...] | None = None
    sort: str = "birth_date"
    descending: bool = False


class ChildrenPage(NamedTuple):
    """Some rows of the register, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


def standing(child: PrisonerChild, day: date) -> str:
    """``known`` while the child counts; ``grown``, ``left``, or ``""`` before the office knew."""
    if day < child.known_on:
        return ""
    if child.left_on is not None and day >= child.left_on:
        return "left"
    return "grown" if day >= comes_of_age(child.birth_date) else "known"


def newest_situations(
    session: Session, office: str, on: date, uids: Iterable[str] | None = None
) -> dict[str, ChildSituation]:
    """Child → how they live on a day; whose first entry is later, by that first entry."""
    query = select(ChildSituation).where(
        ChildSituation.office == office, ChildSituation.deleted.is_(False)
    )
    if uids is not None:
        query = query.where(ChildSituation.child_uid.in_(list(uids)))
    found: dict[str, ChildSituation] = {}
    for one in session.scalars(query.order_by(ChildSituation.from_on, ChildSituation.change)):
        if one.from_on <= on or one.child_uid not in found:
            found[one.child_uid] = one
    return found


def helps_of(session: Session, office: str, uids: Iterable[str] | None = None) -> list[ChildHelp]:
    """Help given, in order of time."""
    query = select(ChildHelp).where(ChildHelp.office == office, ChildHelp.deleted.is_(False))
    if uids is not None:
        query = query.where(ChildHelp.child_uid.in_(list(uids)))
    return list(session.scalars(query.order_by(ChildHelp.given_on, ChildHelp.change)))


def children_page(
    session: Session, office: str, query: ChildrenQuery, today: date, offset: int, limit: int
) -> ChildrenPage:
    """Rows ``offset`` to ``offset + limit`` of the register."""
    chosen = select(PrisonerChild).where(PrisonerChild.office == office)
    if query.uids is not None:
        chosen = chosen.where(PrisonerChild.uid.in_(query.uids))
    children = list(session.scalars(chosen.order_by(PrisonerChild.change)))
    now = newest_situations(session, office, today)
    helps: dict[str, list[date]] = {}
    for one in helps_of(session, office):
        helps.setdefault(one.child_uid, []).append(one.given_on)
    rows = [_line(c, now.get(c.uid), helps.get(c.uid, []), today) for c in children]
    if query.standing:
        rows = [row for row in rows if row["standing"] == query.standing]
    if query.need:
        rows = [row for row in rows if NEEDS[query.need](row)]
    if text := query.text.strip():
        by_initials: set[str] = set()
        if text.isascii() and text.isalpha():
            by_initials = set(session.scalars(matching(office, text, "child")))
        rows = [row for row in rows if row["uid"] in by_initials or _says(row, text)]
    key = query.sort or "birth_date"
    some = sorted((r for r in rows if r[key]), key=lambda r: r[key], reverse=query.descending)
    rows = [*some, *(r for r in rows if not r[key])]
    return ChildrenPage(rows[offset : offset + limit], len(rows))


def _says(row: dict[str, Any], text: str) -> bool:
    names = ("name", "parent_name", "guardian_name", "id_number")
    return any(text in (row[name] or "") for name in names)


def _line(
    child: PrisonerChild, now: ChildSituation | None, helps: list[date], today: date
) -> dict[str, Any]:
    names = (
        *("uid", "name", "sex", "birth_date", "id_number", "address", "parent_name"),
        *("parent_relation", "release_on", "known_on"),
    )
    life = ("guardian_relation", "guardian_name", "guardian_phone", "schooling", "school")
    lives = read(now, CHILD_SITUATION) if now is not None else {}
    return {
        **{name: getattr(child, name) for name in names},
        **{name: lives.get(name) for name in (*life, "difficulties")},
        "age": age_on(child.birth_date, today),
        "standing": standing(child, today),
        "helps": len(helps),
        "last_help": helps[-1] if helps else None,
    }
