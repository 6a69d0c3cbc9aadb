"""衔接率, 帮教率, 安置率, 当年重新违法犯罪率: each with the persons above and below the line.

The definitions are switches of ``resources/rules/resettlement.toml`` (§5.5 of the corrections notes:
no official sheet could be read). Nobody below the line gives no rate, not 100 % and not 0 %.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.resettlement import Reoffence
from app.rules.profiles import RuleBook, Ruling
from app.rules.resettlement import percent
from app.services.resettlement.counts import Ground, ground
from app.services.rule_books import book
from app.services.statistics import Rate

__all__ = ["Rate", "rates", "rates_of"]


def rates(session: Session, office: str, first: date, last: date, today: date) -> list[Rate]:
    """The four rates of a period; reoffending by the calendar year of its last day."""
    return rates_of(session, office, ground(session, office, first, last, today), today)


def rates_of(session: Session, office: str, period: Ground, today: date) -> list[Rate]:
    """As ``rates``, where the ground of the period has been read already."""
    rules = book(session, office, "resettlement")
    first, last = period.first, period.last
    since = date(last.year, 1, 1)
    year = period if since == first else ground(session, office, since, last, today)
    return [
        _linked(period, rules),
        _helped(session, office, period, rules),
        _settled(period, rules),
        _reoffended(session, office, year, rules),
    ]


def _linked(found: Ground, rules: RuleBook) -> Rate:
    sources = rules.resolve("rate.linked.sources", found.last)
    excludes = rules.resolve("rate.linked.excludes", found.last).texts
    whole = [
        p
        for p in found.managed.values()
        if p.released_on
        and found.first <= p.released_on <= found.last
        and p.source in sources.texts
        and p.not_due_reason not in excludes
    ]
    part = [p.uid for p in whole if p.handed_over_on and p.handed_over_on <= found.last]
    return _rate("linked", "衔接率", part, [p.uid for p in whole], found.last, rules, sources)


def _helped(session: Session, office: str, found: Ground, rules: RuleBook) -> Rate:
    asked = rules.resolve("rate.helped.requires", found.last)
    held = session.scalars(
        select(Reoffence.person_uid).where(
            Reoffence.office == office, Reoffence.held, Reoffence.happened_on <= found.last
        )
    )
    away = set(held)
    whole = [uid for uid in found.closing if uid not in away]
    part = [
        uid
        for uid in whole
        if ("worker" not in asked.texts or found.managed[uid].worker or found.managed[uid].group)
        and ("visits" not in asked.texts or not found.missed.get(uid))
    ]
    return _rate("helped", "帮教率", part, whole, found.last, rules, asked)


def _settled(found: Ground, rules: RuleBook) -> Rate:
    base = rules.resolve("rate.settled.base", found.last)
    whole = [
        uid
        for uid in found.closing
        if base.text != "capable" or found.managed[uid].work_capacity != "none"
    ]
    part = [uid for uid in whole if found.settled.get(uid, "none") != "none"]
    return _rate("settled", "安置率", part, whole, found.last, rules, base)


def _reoffended(session: Session, office: str, year: Ground, rules: RuleBook) -> Rate:
    base = rules.resolve("rate.reoffended.base", year.last)
    kinds = rules.resolve("rate.reoffended.kinds", year.last).texts
    in_year = session.scalars(
        select(Reoffence.person_uid).where(
            Reoffence.office == office,
            Reoffence.kind.in_(kinds),
            Reoffence.happened_on >= year.first,
            Reoffence.happened_on <= year.last,
        )
    )
    again = set(in_year)
    whole = (
        list(year.closing)
        if base.text == "closing"
        else list(dict.fromkeys([*sorted(year.opening), *year.entered]))
    )
    part = [uid for uid in whole if uid in again]
    label = "当年重新违法犯罪率（在册口径）"
    return _rate("reoffended", label, part, whole, year.last, rules, base)


def _rate(
    key: str,
    label: str,
    part: Iterable[str],
    whole: Iterable[str],
    on: date,
    rules: RuleBook,
    definition: Ruling,
) -> Rate:
    above, below = tuple(part), tuple(whole)
    reached = percent(len(above), len(below))
    target, met = "", None
    if floor := rules.find(f"rate.{key}.target", on):
        target = f"{floor.value}%" + ("以上" if floor.integer < 100 else "")
        met = None if reached is None else len(above) * 100 >= floor.integer * len(below)
    elif ceiling := rules.find(f"rate.{key}.below", on):
        target = f"低于{ceiling.value}%"
        met = None if reached is None else len(above) * 100 < ceiling.integer * len(below)
    return Rate(key, label, above, below, target, met, definition.ground)
