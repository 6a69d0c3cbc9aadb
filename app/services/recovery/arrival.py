"""Is this store where it was last time, and as far as it was? Asked whenever an office opens (C1).

The store holds a random id; this user of this PC remembers where the store of that id lies
(``places``). A folder that was copied or moved, or an older copy put back by hand, is marked: then
somebody must say which it was. A bureau is not asked: its data folder may be copied so that a
second PC works on the same server.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from sqlalchemy.orm import Session

from app.models.history import Counter
from app.models.local import Setting
from app.models.seal_ledger import Head
from app.models.store import Store
from app.paths import Profile
from app.services.corrections import seal_register
from app.services.recovery import mark, places
from app.services.recovery.mark import Arrival, Kind
from app.services.recovery.places import Known
from app.sync.outbox import last_frozen

__all__ = ["INSTANCE", "adopt", "arrive", "note", "seals_of"]

log = logging.getLogger(__name__)

INSTANCE = "instance"
"""The setting that holds the random id of this store."""


def arrive(store: Store, profile: Profile) -> None:
    """Compare the store with what is remembered of it; mark it where both differ."""
    with store.begin() as session:
        office = store.office
        setting = session.get(Setting, (office, INSTANCE))
        if setting is None:
            adopt(session, office, profile)
            return
        seen = places.known(setting.value)
        standing = mark.read(session, office)
        if (
            seen is not None
            and seen.place == places.place_of(profile)
            and not _back(session, office, seen)
        ):
            if standing is not None and standing.kind is Kind.ASKED:
                mark.remove(session, office)  # it was carried home again
            return
        if standing is not None and standing.kind is Kind.RESTORED:
            adopt(session, office, profile)  # the restore said so itself
            return
        if standing is None or standing.kind is not Kind.ASKED:
            log.warning("the store is not where it was, or went back")
            mark.write(session, office, question(session, office, store.clock()))


def question(session: Session, office: str, now: datetime) -> Arrival:
    """The mark of a store of which nobody has said yet how it came here."""
    return Arrival(Kind.ASKED, now, mark.new_request(), change=_counter(session, office, "change"))


def adopt(session: Session, office: str, profile: Profile) -> None:
    """Let the store be at home here, under an id of its own; a copy elsewhere keeps the old one.

    Where nothing can be remembered the id is left out: the county's import still finds a clone.
    """
    setting = session.get(Setting, (office, INSTANCE))
    fresh = token_hex(16)
    now = _standing(session, office, profile)
    if setting is not None and (seen := places.known(setting.value)) is not None:
        now = _with_seals(now, seen, profile)
    if not places.keep(fresh, now):
        if setting is not None:
            session.delete(setting)
        return
    if setting is not None:
        places.forget_here(setting.value, places.place_of(profile))
    session.merge(Setting(office=office, name=INSTANCE, value=fresh))


def note(store: Store, profile: Profile) -> None:
    """Remember how far the store has come, before it is closed."""
    with store.begin() as session:
        setting = session.get(Setting, (store.office, INSTANCE))
        if setting is None:
            return
        now = _standing(session, store.office, profile)
    seen = places.known(setting.value)
    if seen is not None and seen.place == now.place and now != seen:
        now = _with_seals(now, seen, profile)
        places.keep(setting.value, replace(now, latest=max(now.latest, seen.latest)))


def seals_of(store: Store, profile: Profile) -> Head:
    """The newest entry of the ledger of seals that this user's folder remembers of this place (D3)."""
    with store.begin() as session:
        setting = session.get(Setting, (store.office, INSTANCE))
    seen = places.known(setting.value) if setting is not None else None
    if seen is None or seen.place != places.place_of(profile):
        return Head()
    return Head(seen.seals, seen.seals_code)


def _with_seals(now: Known, seen: Known, profile: Profile) -> Known:
    """The ledger stays when a store is replaced: what is remembered of it never goes down."""
    if seen.place != places.place_of(profile) or seen.seals <= now.seals:
        return now
    return replace(now, seals=seen.seals, seals_code=seen.seals_code)


def _standing(session: Session, office: str, profile: Profile) -> Known:
    last = last_frozen(session, office)
    seals = seal_register.head_of(session, office)
    return Known(
        places.place_of(profile),
        _counter(session, office, "change"),
        last.epoch if last else 0,
        last.seq if last else 0,
        seals=seals.number,
        seals_code=seals.code,
    )


def _back(session: Session, office: str, seen: Known) -> bool:
    """Whether the store is not as far as it was when it was last closed here."""
    last = last_frozen(session, office)
    package = (last.epoch, last.seq) if last else (0, 0)
    return _counter(session, office, "change") < seen.change or package < (seen.epoch, seen.seq)


def _counter(session: Session, office: str, name: str) -> int:
    counter = session.get(Counter, (office, name))
    return counter.value if counter else 0
