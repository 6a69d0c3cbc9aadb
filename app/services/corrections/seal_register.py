"""Keeping the ledger of seals in step with the store, and noticing when somebody else wrote it (D3).

The newest entry is remembered in the store and in this user's own folder (``recovery/places``). A
ledger that is missing, edited or shorter than that is said on the desk of the day until somebody
compared the seals; what is proved of it still counts, what is not proved seals nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import seal_ledger
from app.models.corrections import CorrectionsPerson
from app.models.local import Setting
from app.models.seal_ledger import Head, Ledger, State
from app.models.store import Store
from app.models.transfers import CorrectionsSeal
from app.services.corrections import seal_marks
from app.services.corrections.sealed_content import take_out
from app.services.log_kinds import Kind
from app.services.sealed_access import public_half

__all__ = [
    "Alarm",
    "alarm",
    "head_of",
    "known_here",
    "path_of",
    "renew",
    "seal_as_told",
    "settle",
    "wanted",
]

log = logging.getLogger(__name__)

HEAD = "seal.ledger"
"""Setting: the newest entry, as a list of number and code."""
ALARM = "seal.ledger.alarm"

WRONG = frozenset({State.MISSING, State.EDITED, State.CUT})


@dataclass(frozen=True, slots=True)
class Alarm:
    """The ledger was not as the program had left it; until a person compared the seals."""

    state: State
    noticed_at: datetime


def path_of(store: Store) -> Path | None:
    """Where the ledger lies; ``None`` on a server: a bureau seals nothing."""
    path: Path | None = getattr(store, "path", None)
    return path.with_name(seal_ledger.FILE) if path is not None else None


def head_of(session: Session, office: str) -> Head:
    """The newest entry this store knows of."""
    kept = session.get(Setting, (office, HEAD))
    return Head(int(kept.value[0]), str(kept.value[1])) if kept else Head()


def known_here(store: Store, session: Session, remembered: Head) -> Mapping[str, date]:
    """Who is sealed by what is proved of the ledger."""
    path = path_of(store)
    return {} if path is None else _read(store, session, path, remembered).sealed()


def renew(store: Store, remembered: Head) -> None:
    """Write what this store says into the ledger; of persons it does not know, nothing changes.

    A ledger that somebody else wrote is kept aside, noted in the log, and gone on from. One that
    cannot be written now is brought up to date at the next log-in.
    """
    path = path_of(store)
    if path is None:
        return
    with store.begin() as session:
        found = _read(store, session, path, remembered)
        wrong = found.state in WRONG
        newest = max(head_of(session, store.office), remembered) if wrong else None
        standing_seals = wanted(session, store.office, found.sealed())
        standing = head_of(session, store.office)
        if wrong:
            _raise_alarm(store, session, found.state)
    if wrong or found.state is State.UNSIGNED or found.sealed() != standing_seals:
        key = store.derive(seal_ledger.PURPOSE)
        found = found.following(key, standing_seals, store.clock().date(), newest)
        try:
            if wrong and path.exists():
                path.replace(path.with_name(f"sealed-{store.clock():%Y%m%d-%H%M%S}.json"))
            seal_ledger.write(path, found)
        except OSError as error:
            log.warning("the ledger of seals is not written: %s", type(error).__name__)
            return
    if standing != found.head:
        with store.begin() as session:
            session.merge(Setting(office=store.office, name=HEAD, value=list(found.head)))


def seal_as_told(
    session: Session, office: str, seals: Iterable[Mapping[str, Any]], now: datetime
) -> None:
    """Seal whose seal the county holds and this store forgot, before the emptied rows come home.

    The county is the second witness (D3): after a restore its return package is asked for anyway.
    Without a sealed key the content is moved at the next log-in, from the history of the rows.
    """
    public = public_half(session, office)
    if public is None:
        return
    for seal in seals:
        if seal["lifted_on"] is None and not seal["deleted"]:
            person = session.get(CorrectionsPerson, (office, seal["person_uid"]))
            if person is not None and not person.sealed:
                seal_marks.sealing(session, office, person, public)
                person.sealed = True
                take_out(session, office, person.uid, public, now)


def alarm(session: Session, office: str) -> Alarm | None:
    """What is yet to be compared."""
    kept = session.get(Setting, (office, ALARM))
    if kept is None:
        return None
    return Alarm(State(kept.value["state"]), datetime.fromisoformat(kept.value["at"]))


def settle(store: Store, session: Session) -> None:
    """Somebody compared the seals."""
    kept = session.get(Setting, (store.office, ALARM))
    if kept is not None:
        session.delete(kept)
        store.note(session, Kind.SEALED, act="ledger_compared")


def _raise_alarm(store: Store, session: Session, state: State) -> None:
    at = store.clock().isoformat(timespec="seconds")
    value = {"state": state.value, "at": at}
    session.merge(Setting(office=store.office, name=ALARM, value=value))
    store.note(session, Kind.SEALED, act="ledger", state=state.value)


def _read(store: Store, session: Session, path: Path, remembered: Head) -> Ledger:
    found = seal_ledger.read(path, store.derive(seal_ledger.PURPOSE))
    return found.against((head_of(session, store.office), remembered))


def wanted(session: Session, office: str, known: Mapping[str, date]) -> dict[str, date]:
    """What is sealed by the rows of this store, and by the ledger where it lacks the person."""
    seals = select(CorrectionsSeal.person_uid, CorrectionsSeal.sealed_on).where(
        CorrectionsSeal.office == office, CorrectionsSeal.lifted_on.is_(None)
    )
    here = {row.person_uid: row.sealed_on for row in session.execute(seals)}
    if not known:
        return here
    people = select(CorrectionsPerson.uid).where(
        CorrectionsPerson.office == office, CorrectionsPerson.uid.in_(list(known))
    )
    all_here = set(session.scalars(people.execution_options(include_deleted=True)))
    return {**{uid: day for uid, day in known.items() if uid not in all_here}, **here}
