"""Which office has sent what, and how far each has come (F58, F65)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.county import ReviewItem
from app.models.sync import OfficeHead, Partner, ReceivedPackage
from app.rules.reporting import due_on
from app.services.bureau.intake import OPEN
from app.services.bureau.views import Board, BoardCell, OfficeView, ReceivedView
from app.services.keys import card
from app.services.rule_books import book
from app.services.settings import sample_offices
from app.sync import enrolment
from app.sync.decision import Verdict, missing_numbers
from app.sync.receipt import phone_code
from app.sync.receiving import UNDONE

__all__ = ["board", "names_of", "office_name", "offices", "received", "view_of"]


def names_of(session: Session, bureau: str) -> dict[str, str]:
    """Code → name: as the office's key file says, else as the national list says."""
    names = {office.code: office.name for office in sample_offices()}
    for partner in enrolment.partners(session, bureau):
        if partner.kind == enrolment.OFFICE and partner.name != partner.code:
            names[partner.code] = partner.name
    return names


def office_name(session: Session, bureau: str, code: str) -> str:
    """What the office calls itself; its code where it says nothing."""
    return names_of(session, bureau).get(code, code)


def offices(session: Session, bureau: str) -> list[OfficeView]:
    """Every office that offered a key, by code."""
    keys: dict[str, Partner] = {}
    for partner in enrolment.partners(session, bureau):  # the newest last
        kept = keys.get(partner.code)
        if partner.kind == enrolment.OFFICE and not (
            kept and kept.state == enrolment.CONFIRMED and partner.state != enrolment.CONFIRMED
        ):
            keys[partner.code] = partner
    names = names_of(session, bureau)
    return [_office(session, code, names.get(code, code), keys[code]) for code in sorted(keys)]


def _office(session: Session, code: str, name: str, key: Partner) -> OfficeView:
    head = session.get(OfficeHead, code)
    if head is None:
        return OfficeView(code, name, card(key), 0, 0, "", None, (), False, 0)
    newest = session.get(ReceivedPackage, (code, head.digest))
    query = select(ReceivedPackage.seq).where(
        ReceivedPackage.office == code,
        ReceivedPackage.epoch == head.epoch,
        ReceivedPackage.result != UNDONE,
    )
    return OfficeView(
        code,
        name,
        card(key),
        head.epoch,
        head.seq,
        newest.month if newest else "",
        newest.received_at if newest else None,
        missing_numbers(set(session.scalars(query)), head.seq),
        bool(head.stopped),
        sum(sum(by.values()) for by in head.totals.values()),
    )


def received(session: Session, bureau: str, office: str, limit: int) -> list[ReceivedView]:
    """Packages that came, the newest first; of one office, or of all."""
    query = select(ReceivedPackage).order_by(ReceivedPackage.received_at.desc()).limit(limit)
    if office:
        query = query.where(ReceivedPackage.office == office)
    return [view_of(session, bureau, package) for package in session.scalars(query)]


def view_of(session: Session, bureau: str, package: ReceivedPackage) -> ReceivedView:
    """A package as the list shows it."""
    return ReceivedView(
        package.office,
        office_name(session, bureau, package.office),
        package.digest,
        package.epoch,
        package.seq,
        package.month,
        package.records,
        package.result,
        dict(package.counts),
        package.received_at,
        package.received_by,
        phone_code(package.digest, package.result),
        bool(package.head_before),
    )


def board(session: Session, bureau: str, months: Sequence[str], today: date) -> Board:
    """Offices × months: what came for each month, and whether in time, from one query."""
    query = select(ReceivedPackage).where(
        ReceivedPackage.month >= min(months, default=""), ReceivedPackage.result != UNDONE
    )
    came: dict[tuple[str, str], list[ReceivedPackage]] = {}
    newest: dict[str, str] = {}
    for package in session.scalars(query.order_by(ReceivedPackage.received_at)):
        came.setdefault((package.office, package.month), []).append(package)
        if package.result in TAKEN:
            newest[package.office] = max(newest.get(package.office, ""), package.month)
    rules = book(session, bureau, "reporting")
    due = {month: due_on(month, rules) for month in months}
    views = offices(session, bureau)
    since = _enrolled(session, bureau)
    cells = {}
    reviewed = _reviewed(session, months)
    for view in views:
        for month in months:
            packages = came.get((view.code, month), [])
            cell = _came(view.code, month, due[month], packages) if packages else None
            if cell is None:
                later = month < newest.get(view.code, "")
                early = month < since.get(view.code, "9999")
                state = "before" if early else "later" if later else "due"
                cell = _waiting(view.code, month, due[month], state, today)
            states = reviewed.get((view.code, month), {})
            cells[view.code, month] = replace(
                cell,
                returned=states.get("returned", 0),
                waiting=sum(states.get(state, 0) for state in OPEN),
            )
    listed = tuple((view.code, view.name) for view in views)
    return Board(tuple(months), tuple(due[month] for month in months), listed, cells)


TAKEN = frozenset({Verdict.MERGED, Verdict.SUPERSEDED})


def _reviewed(session: Session, months: Sequence[str]) -> dict[tuple[str, str], dict[str, int]]:
    """(Office, month) → state → records, of what the packages of these months brought last."""
    item = ReviewItem
    query = (
        select(item.office, item.month, item.state, func.count())
        .where(item.month.in_(months))
        .group_by(item.office, item.month, item.state)
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for office, month, state, number in session.execute(query):
        found.setdefault((office, month), {})[state] = number
    return found


def _enrolled(session: Session, bureau: str) -> dict[str, str]:
    """Office → the month its first key was confirmed in; nothing is asked of it for earlier ones."""
    query = select(Partner.code, func.min(Partner.confirmed_at)).where(
        Partner.office == bureau, Partner.kind == enrolment.OFFICE
    )
    rows = session.execute(query.group_by(Partner.code))
    return {code: f"{at:%Y-%m}" for code, at in rows if at is not None}


def _came(office: str, month: str, due: date, came: Sequence[ReceivedPackage]) -> BoardCell:
    """The packages of one month; those that could not be merged show only where none was."""
    good = [package for package in came if package.result in TAKEN]
    if not good:
        return BoardCell(office, month, came[-1].result, due, received_at=came[-1].received_at)
    first = good[0].received_at
    records = sum(package.records for package in good)
    return BoardCell(
        office,
        month,
        "received" if records else "zero",
        due,
        len(good),
        records,
        first,
        max((first.date() - due).days, 0),
    )


def _waiting(office: str, month: str, due: date, state: str, today: date) -> BoardCell:
    late = max((today - due).days, 0) if state == "due" else 0
    return BoardCell(office, month, "overdue" if late else state, due, days_late=late)
