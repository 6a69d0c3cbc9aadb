"""Which records are sealed, written beside the store: a backup that is put back never unseals (D3).

The file holds record ids and days, no names. It stays where it is when the store is replaced by an
older one; opening that store seals again whatever stands here. Nothing is ever taken out of it: a
seal and the lifting of one are entries, each with a code over itself and the code before it, under a
key that follows from the store's. An edited file shows by itself. A shortened one shows against a
``Head``, the newest entry, which the store and this user's folder remember.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from app.models.durable import write_durably

__all__ = ["FILE", "PURPOSE", "Act", "Entry", "Head", "Ledger", "State", "key_of", "read", "write"]

FILE = "sealed.json"
FORMAT = 2
PURPOSE = b"sfs seal ledger 1"
"""What the key is derived for."""


class Act(StrEnum):
    """What an entry says."""

    SEAL = "seal"
    LIFT = "lift"
    GAP = "gap"
    """The entries before it were lost or changed by somebody else; the program went on from here."""


class State(StrEnum):
    """What reading found."""

    WHOLE = "whole"
    UNSIGNED = "unsigned"  # of a program before the codes; taken over once
    MISSING = "missing"
    EDITED = "edited"
    CUT = "cut"


class Head(NamedTuple):
    """The newest entry of a ledger, by number and code; remembered elsewhere."""

    number: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One seal or its lifting; ``uid`` names the person's record."""

    number: int
    act: Act
    uid: str
    day: date
    code: str

    def plain(self) -> list[Any]:
        """The entry as it stands in the file."""
        return [self.number, self.act.value, self.uid, self.day.isoformat(), self.code]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries that are proved, and what is the matter with the file."""

    entries: tuple[Entry, ...] = ()
    state: State = State.WHOLE
    unsigned: Mapping[str, date] | None = None

    @property
    def head(self) -> Head:
        """The newest proved entry."""
        last = self.entries[-1] if self.entries else None
        return Head(last.number, last.code) if last else Head()

    def sealed(self) -> dict[str, date]:
        """Uid of a sealed person → the day of the seal, by the proved entries."""
        found: dict[str, date] = dict(self.unsigned or {})
        for entry in self.entries:
            if entry.act is Act.SEAL:
                found[entry.uid] = entry.day
            elif entry.act is Act.LIFT:
                found.pop(entry.uid, None)
        return found

    def against(self, heads: Iterable[Head]) -> Ledger:
        """The same, found ``CUT`` or ``MISSING`` where a remembered entry is not in it.

        An entry before a gap that the program itself wrote down has been spoken of already.
        """
        if self.state in {State.EDITED, State.CUT}:
            return self
        codes = {entry.number: entry.code for entry in self.entries}
        gap = max((e.number for e in self.entries if e.act is Act.GAP), default=0)
        for head in heads:
            if head.number > gap and codes.get(head.number) != head.code:
                lost = State.MISSING if self.state is State.MISSING else State.CUT
                return Ledger(self.entries, lost, self.unsigned)
        state = State.WHOLE if self.state is State.MISSING else self.state  # nothing is expected
        return Ledger(self.entries, state, self.unsigned)

    def following(
        self, key: bytes, wanted: Mapping[str, date], today: date, after: Head | None = None
    ) -> Ledger:
        """The ledger that says ``wanted``; entries are added where it says something else.

        With ``after``, the newest head anybody remembers, a gap is written first: numbers go on
        above it.
        """
        grown = list(self.entries)

        def add(act: Act, uid: str, day: date, number: int | None = None) -> None:
            last = grown[-1] if grown else None
            at = number or (last.number + 1 if last else 1)
            code = _code(key, last.code if last else "", at, act, uid, day)
            grown.append(Entry(at, act, uid, day, code))

        if after is not None:
            add(Act.GAP, "", today, 1 + max(after.number, self.head.number))
        now = Ledger(tuple(grown)).sealed()
        for uid, day in sorted(wanted.items()):
            if now.get(uid) != day:
                add(Act.SEAL, uid, day)
        for uid in sorted(set(now) - set(wanted)):
            add(Act.LIFT, uid, today)
        return Ledger(tuple(grown))


def key_of(data_key: bytes) -> bytes:
    """The key of the codes; as ``Database.derive`` gives it."""
    return hmac.digest(data_key, PURPOSE, "sha256")


def read(path: Path, key: bytes) -> Ledger:
    """What is proved of the file at ``path``; never raises. A file that is not there is ``MISSING``."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Ledger(state=State.MISSING)
    except (OSError, ValueError, RecursionError):
        return Ledger(state=State.EDITED)
    try:
        if "format" not in found:
            unsigned = {str(uid): date.fromisoformat(day) for uid, day in found.items()}
            return Ledger(state=State.UNSIGNED, unsigned=unsigned)
        if found["format"] != FORMAT:
            return Ledger(state=State.EDITED)
        return _proved(found["entries"], key)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Ledger(state=State.EDITED)


def _proved(rows: Iterable[Any], key: bytes) -> Ledger:
    """The entries up to the first that the key does not prove."""
    entries: list[Entry] = []
    for row in rows:
        last = entries[-1] if entries else None
        try:
            number, act, uid, day = (
                int(row[0]),
                Act(row[1]),
                str(row[2]),
                date.fromisoformat(row[3]),
            )
            code = str(row[4])
        except (ValueError, TypeError, IndexError, KeyError):
            return Ledger(tuple(entries), State.EDITED)
        due = last.number + 1 if last else 1
        fits = number == due or (act is Act.GAP and number > due)
        right = _code(key, last.code if last else "", number, act, uid, day)
        if not fits or not hmac.compare_digest(code.encode(), right.encode()):
            return Ledger(tuple(entries), State.EDITED)
        entries.append(Entry(number, act, uid, day, code))
    return Ledger(tuple(entries))


def write(path: Path, ledger: Ledger) -> None:
    """Put the ledger in place of the old one; raises ``OSError``, the old one unchanged."""
    rows = [json.dumps(entry.plain()) for entry in ledger.entries]
    lines = ",\n  ".join(rows)
    text = f'{{"format": {FORMAT}, "entries": [\n  {lines}\n]}}\n'
    write_durably(path, text.encode())


def _code(key: bytes, before: str, number: int, act: Act, uid: str, day: date) -> str:
    told = json.dumps([before, number, act.value, uid, day.isoformat()])
    return hmac.digest(key, told.encode(), "sha256").hex()
