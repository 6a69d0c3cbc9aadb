"""含犯罪记录封存信息: which adults' files tell of a sealed person's case, whenever they come (D2).

Sealing takes name and decision number out of the store, and an adult of the case may be admitted or
corrected afterwards. What is compared with then lies under the sealed key (``SealedCase``). A keyed
hash would let everybody's saving be compared, and would let everybody who can open the store guess:
the list of seals shows the first character, and the names that begin with it are a few thousand (L9).
So accounts that hold the sealed key compare, at once as they save (``complete``), and for all others
the next log-in of such an account does (``catch_up``). A package is sealed by a 所长: once that account
has its way in, no adult's file goes to the county before it was compared.

The same row remembers whose files were marked for this record. Lifting the seal takes the mark from
those whom no other sealed record had marked (``release``); correcting a sheet does not, for judgment
and scans in the file tell of the case as before.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from app.models.base import Record, new_uid
from app.models.corrections import CorrectionsPerson
from app.models.history import Counter, versions_of
from app.models.local import Setting
from app.models.sealed import SealedCase, SealedContent
from app.models.sealed_keys import InvalidTag, Ring, wrap
from app.models.store import Store
from app.services.corrections.sealed_content import PERSONS, RECORDS, NotOpened, look_in

__all__ = [
    "COMPARED",
    "Case",
    "bound",
    "catch_up",
    "compare_anew",
    "complete",
    "release",
    "sealing",
    "turn_over",
]

COMPARED = "seal.compared"
"""Setting: every adult's file up to this change number was compared with all that is sealed."""

DECIDES = ("accomplices", "decision_number", "juvenile", "deleted")
"""Columns of an adult's record that decide whether it tells of a case."""

BLOCK = 256
"""Bytes to which a row is filled up: its length shall not tell how long a name is."""

STUB = re.compile(r"^.某$")
"""What sealing leaves of a name; it joins nobody's case."""
SPACES = re.compile(r"[^\S\n]+|[\u200b-\u200d\ufeff]+")
DOTS = str.maketrans(dict.fromkeys("•・‧⋅∙.．", "·"))
BRACKETS = str.maketrans("〔〕[]【】{}", "()()()()")

P = CorrectionsPerson


@dataclass(frozen=True, slots=True)
class Case:
    """What a file must say to tell of a sealed person's case; ``marked``: the uids that do, or did."""

    names: frozenset[str]
    number: str
    marked: frozenset[str] = frozenset()

    def told_in(self, accomplices: str, number: str) -> bool:
        """Whether an adult's sheet, in plain words, names the person or the decision about both."""
        if self.number and number == self.number:
            return True
        return any(name in accomplices for name in self.names)


Cases = dict[str, Case]
"""By the uid of the sealed person."""


# --- sealing and lifting -------------------------------------------------------------------------


def sealing(session: Session, office: str, person: P, public: bytes) -> list[str]:
    """Mark the others and remember the case, before the content is taken out; names of the marked."""
    earlier = (v.values for v in reversed(versions_of(session, office, person.uid)))
    here = {name: getattr(person, name) for name in ("name", "former_name", "decision_number")}
    case = _case_of([here, *earlier])
    told = {uid for uid, *said in _adults(session, office) if case.told_in(*said)}
    told.discard(person.uid)
    marked = _mark(session, office, told)
    _keep(session, office, person.uid, replace(case, marked=frozenset(told)), public)
    return [one.name for one in marked]


def release(session: Session, office: str, uid: str, ring: Ring) -> list[str]:
    """Take the mark from those who carry it for this record alone; their names.

    The caller has lifted the seal, after ``catch_up``. While another sealed case cannot be opened
    nobody can say whether it asks for a mark, so all stay.
    """
    cases, closed = _cases(session, office, ring)
    row = session.get(SealedCase, (office, uid))
    if row is not None:
        session.delete(row)
    own = cases.pop(uid, None)
    if own is None or closed - {uid}:
        return []
    asked = frozenset[str]().union(*(case.marked for case in cases.values()))
    freed = []
    for adult in _people(session, office, own.marked - asked):
        if adult.holds_sealed:
            adult.holds_sealed = False
            freed.append(adult)
    return [adult.name for adult in freed if not adult.deleted]


# --- comparing -----------------------------------------------------------------------------------


def complete(store: Store, session: Session, office: str, records: Sequence[Record]) -> None:
    """Before records are written: mark adults who tell of a case, if the key is at the desk."""
    ring = store.sealed_ring
    adults = [one for one in records if isinstance(one, P) and _to_compare(one)] if ring else []
    if not adults:
        return
    for adult in adults:
        adult.uid = adult.uid or new_uid()
    cases, _ = _cases(session, office, ring)
    said = [_said(a.uid, a.accomplices, a.decision_number) for a in adults]
    told = _compare(session, office, cases, said, ring)
    for adult in adults:
        if adult.uid in told:
            adult.holds_sealed = True


def catch_up(session: Session, office: str, ring: Ring) -> None:
    """Compare what was written while the key was not at the desk.

    Also takes up what an older program sealed: its content is opened once for that.
    """
    cases, closed = _cases(session, office, ring)
    filled_in = {uid: case for uid in closed if (case := _from_content(session, office, uid, ring))}
    told: set[str] = set()
    if filled_in:
        for uid, case in filled_in.items():
            _keep(session, office, uid, case, ring[0].public)
        told |= _compare(session, office, filled_in, _adults(session, office), ring)
    if not cases and not filled_in:
        return
    since = session.get(Setting, (office, COMPARED))
    fresh = list(_adults(session, office, since.value if since else 0))
    told |= _compare(session, office, cases, fresh, ring) if cases else set()
    _mark(session, office, told)
    if fresh or since is None:
        session.flush()  # marking is a change as well, and needs no comparing
        newest = session.get(Counter, (office, "change"))
        value = newest.value if newest else 0
        session.merge(Setting(office=office, name=COMPARED, value=value))


def compare_anew(session: Session, office: str) -> None:
    """Let the next ``catch_up`` compare every adult's file: rows came in by another way."""
    if (since := session.get(Setting, (office, COMPARED))) is not None:
        session.delete(since)


def turn_over(session: Session, office: str, ring: Ring, public: bytes) -> None:
    """Encrypt all cases to another key; what no key opens lies as it was."""
    cases, _ = _cases(session, office, ring)
    for uid, case in cases.items():
        _keep(session, office, uid, case, public)


Said = tuple[str, str, str]
"""An adult's uid, accomplices and decision number, in plain words."""


def _said(uid: str, accomplices: str | None, number: str | None) -> Said:
    return uid, _plain_name(accomplices), _plain_number(number)


def _adults(session: Session, office: str, since: int = 0) -> Iterator[Said]:
    query = select(P.uid, P.accomplices, P.decision_number).where(
        P.office == office,
        P.change > since,
        P.juvenile.is_(False),
        or_(P.accomplices.is_not(None), P.decision_number.is_not(None)),
    )
    for line in session.execute(query):
        yield _said(line.uid, line.accomplices, line.decision_number)


def _to_compare(person: P) -> bool:
    """An adult's record that is new, or says something else than before."""
    if person.juvenile or person.sealed or person.deleted:
        return False
    state = inspect(person)
    return not state.persistent or any(state.attrs[n].history.has_changes() for n in DECIDES)


def _compare(
    session: Session, office: str, cases: Cases, adults: Iterable[Said], ring: Ring
) -> set[str]:
    """Who tells of any of the cases; each case remembers whom it marks."""
    said = list(adults)
    every: set[str] = set()
    for uid, case in cases.items():
        told = {adult for adult, *words in said if case.told_in(*words)} - {uid}
        every |= told
        if not told <= case.marked:
            grown = replace(case, marked=case.marked | told)
            _keep(session, office, uid, grown, ring[0].public)
    return every


def _mark(session: Session, office: str, uids: Iterable[str]) -> list[P]:
    marked = list(_people(session, office, uids))
    for one in marked:
        one.holds_sealed = True
    return marked


def _people(session: Session, office: str, uids: Iterable[str]) -> Iterator[P]:
    for uid in sorted(uids):
        found = session.get(P, (office, uid), execution_options={"include_deleted": True})
        if found is not None:
            yield found


# --- cases ---------------------------------------------------------------------------------------


def _case_of(rows: Iterable[Mapping[str, Any]]) -> Case:
    """From the newest row that is not emptied: a row that came home emptied left its name in history."""
    for row in rows:
        if not row.get("sealed") and not STUB.match(row["name"]):
            said = (_plain_name(row.get(name)) for name in ("name", "former_name"))
            names = frozenset(name for name in said if len(name) > 1)
            return Case(names, _plain_number(row.get("decision_number")))
    return Case(frozenset(), "")


def _from_content(session: Session, office: str, uid: str, ring: Ring) -> Case | None:
    for key in ring:
        with suppress(NotOpened):
            opened = look_in(session, office, uid, key)
            row = {**opened.rows[PERSONS][uid], "sealed": False}
            versions = [v for v in opened.history if v["record"] == uid]
            versions.sort(key=lambda v: int(v["revision"]), reverse=True)
            return _case_of([row, *(version["values"] for version in versions)])
    return None


def _cases(session: Session, office: str, ring: Ring) -> tuple[Cases, set[str]]:
    """What is sealed, as far as the keys open it; and whose case is not known."""
    query = (
        select(SealedContent.person_uid, SealedCase.data)
        .outerjoin(
            SealedCase,
            (SealedCase.office == SealedContent.office)
            & (SealedCase.person_uid == SealedContent.person_uid),
        )
        .where(SealedContent.office == office, SealedContent.part == RECORDS)
    )
    cases: Cases = {}
    closed: set[str] = set()
    for uid, data in session.execute(query):
        case = _opened(data, bound(office, uid), ring) if data else None
        if case is None:
            closed.add(uid)
        else:
            cases[uid] = case
    return cases, closed


def _opened(data: bytes, bound_to: bytes, ring: Ring) -> Case | None:
    for key in ring:
        with suppress(InvalidTag):
            found = json.loads(key.unwrap(data, bound_to))
            return Case(frozenset(found["names"]), found["number"], frozenset(found["marked"]))
    return None


def _keep(session: Session, office: str, uid: str, case: Case, public: bytes) -> None:
    said = {"names": sorted(case.names), "number": case.number, "marked": sorted(case.marked)}
    plain = json.dumps(said, ensure_ascii=False).encode()
    filled = plain + b" " * (-len(plain) % BLOCK)
    data = wrap(public, filled, bound(office, uid))
    kept = session.get(SealedCase, (office, uid))
    if kept is None:
        session.add(SealedCase(office=office, person_uid=uid, data=data))
    else:
        kept.data = data


def bound(office: str, uid: str) -> bytes:
    """What a row is bound to: it opens as nothing else."""
    return f"sealed/1/{office}/{uid}/case".encode()


# --- words ---------------------------------------------------------------------------------------


def _plain_name(text: str | None) -> str:
    """However it was typed: full-width, spaced out, any dot between the parts of a name."""
    return SPACES.sub("", unicodedata.normalize("NFKC", text or "")).translate(DOTS).casefold()


def _plain_number(text: str | None) -> str:
    """Likewise of a document number; empty for 无, 不详 and the like, which join no cases."""
    plain = SPACES.sub("", unicodedata.normalize("NFKC", text or "")).translate(BRACKETS)
    return plain.strip().casefold() if any(c.isdigit() for c in plain) else ""
