"""Whether two cards of two offices may be of one person (F67).

Only what two records say is weighed; a person decides. A name alone never makes a proposal: in one
county hundreds share theirs. Two different numbers of identity papers speak against it whatever
else agrees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.rules import identity

__all__ = ["Facts", "Likeness", "Mark", "likeness", "number_key"]


class Mark(StrEnum):
    """What two cards can agree or differ in."""

    NUMBER = "number"
    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    PHONE = "phone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card says of a person; what it does not say is empty."""

    name: str
    number: str = ""
    birth: date | None = None
    sex: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """In what two cards agree, and in what both say something and differ."""

    agree: frozenset[Mark]
    differ: frozenset[Mark]

    @property
    def worth_a_look(self) -> bool:
        """The same number; or name and birth date agree, and neither number nor sex speaks against it."""
        if Mark.NUMBER in self.agree:
            return True
        together = {Mark.NAME, Mark.BIRTH} <= self.agree
        return together and not self.differ & {Mark.NUMBER, Mark.SEX}

    @property
    def only_the_name(self) -> bool:
        """Nothing but the name (and the sex) agrees: never enough to say that it is one person."""
        return not self.agree - {Mark.NAME, Mark.SEX}


def number_key(number: str) -> str:
    """A number as it is compared: no spaces, capital X, an old one of fifteen digits as eighteen."""
    clean = "".join(number.split()).upper()
    return identity.upgrade(clean) if len(clean) == 15 and clean.isdigit() else clean


_COMPARED: tuple[tuple[Mark, Callable[[Facts], object]], ...] = (
    (Mark.NUMBER, lambda facts: number_key(facts.number)),
    (Mark.NAME, lambda facts: "".join(facts.name.split())),
    (Mark.BIRTH, lambda facts: facts.birth),
    (Mark.SEX, lambda facts: facts.sex),
    (Mark.PHONE, lambda facts: "".join(c for c in facts.phone if c.isdigit())),
    (Mark.ADDRESS, lambda facts: "".join(facts.address.split())),
)


def likeness(one: Facts, other: Facts) -> Likeness:
    """Compare what both cards say; silence of one neither agrees nor differs."""
    agree: set[Mark] = set()
    differ: set[Mark] = set()
    for mark, of in _COMPARED:
        here, there = of(one), of(other)
        if here and there:
            (agree if here == there else differ).add(mark)
    return Likeness(frozenset(agree), frozenset(differ))
