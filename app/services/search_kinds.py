"""What the search box keeps of each kind of record: its title, its words, its names (F34, F35).

Text is split into pairs of neighbouring characters, so that any two characters of a sentence are
found without a dictionary; names are split into single characters as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.models.base import Record
from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase
from app.models.people import Person
from app.models.resettlement import ResettlementPerson
from app.models.resettlement_children import PrisonerChild
from app.models.training import Staff
from app.services.veil import veil

__all__ = [
    "INDEXERS",
    "RECORDS",
    "VEILED_CHILD",
    "VEILED_HELPED",
    "VEILED_JUVENILE",
    "Indexed",
    "asked",
    "clean",
    "tokens",
]

VEILED_CASE, VEILED_JUVENILE = "涉及隐私的案件", "未成年矫正对象"
VEILED_HELPED, VEILED_CHILD = "未成年帮教对象", "服刑人员未成年子女"
"""What a bureau's list shows where a name must not stand (人民调解法 23; 社区矫正法 54)."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index keeps of one record."""

    kind: str
    title: str
    beside: tuple[tuple[str, str | None], ...]  # name of a field, its words
    names: tuple[str, ...]  # found by single characters and by initials
    words: tuple[str | None, ...]  # found by pairs of characters
    veiled: str = ""  # what a bureau's list calls it instead, with nothing beside it

    @property
    def detail(self) -> str:
        """What stands beside the title."""
        return " ".join(words for _, words in self.beside if words)

    def for_bureau(self) -> Indexed:
        """Without the name where privacy is touched, numbers and addresses cut (E3)."""
        if self.veiled:
            return replace(self, title=self.veiled, beside=())
        return replace(self, beside=tuple((n, veil(n, w)) for n, w in self.beside if w))

    def cut(self) -> Indexed:
        """As the office's own box shows it at first: people by name, a private case by number."""
        return replace(self, veiled=self.veiled if self.kind == "case" else "").for_bureau()


def _person(record: Person) -> Indexed:
    beside = (("address", record.address), ("phone", record.phone))
    words = (record.id_number, record.phone, record.address, record.credit_code)
    return Indexed("person", record.name, beside, (record.name,), words)


def _case(record: MediationCase) -> Indexed:
    title = record.title or record.parties_text or "未命名的纠纷"
    names = tuple(n for n in re.split(r"[、,,]", record.parties_text) if n)
    words = (record.number, record.title, record.summary, record.facts, record.terms)
    veiled = record.number or VEILED_CASE if record.restricted else ""
    return Indexed("case", title, (("number", record.number or "尚未编号"),), names, words, veiled)


def _supervised(record: CorrectionsPerson) -> Indexed:
    names = tuple(filter(None, (record.name, record.former_name)))
    words = (record.id_number, record.phone, record.address, record.number, record.decision_number)
    veiled = VEILED_JUVENILE if record.juvenile else ""
    return Indexed("corrections", record.name, (("address", record.address),), names, words, veiled)


def _helped(record: ResettlementPerson) -> Indexed:
    words = (record.id_number, record.phone, record.address, record.number)
    beside = (("address", record.address),)
    veiled = VEILED_HELPED if record.juvenile else ""
    return Indexed("resettlement", record.name, beside, (record.name,), words, veiled)


def _child(record: PrisonerChild) -> Indexed:
    """Found by their own name and number only: not under the parent, whose sentence is not theirs."""
    beside = (("address", record.address),)
    words = (record.id_number, record.address)
    return Indexed("child", record.name, beside, (record.name,), words, VEILED_CHILD)


def _staff(record: Staff) -> Indexed:
    return Indexed(
        "staff", record.name, (("phone", record.phone),), (record.name,), (record.phone,)
    )


INDEXERS: dict[type[Record], Callable[..., Indexed]] = {
    Person: _person,
    MediationCase: _case,
    CorrectionsPerson: _supervised,
    ResettlementPerson: _helped,
    PrisonerChild: _child,
    Staff: _staff,
}
"""How each kind of record is found; a duty adds its own line."""
RECORDS: dict[str, type[Record]] = {
    "person": Person,
    "case": MediationCase,
    "corrections": CorrectionsPerson,
    "resettlement": ResettlementPerson,
    "child": PrisonerChild,
    "staff": Staff,
}
"""Kind of hit → its record."""


PARTING = "一一一"
"""Stands between two texts, so that a phrase never runs from one into the next. Nobody asks for it:
what is asked for has two characters."""


def tokens(names: Iterable[str], words: Iterable[str | None]) -> str:
    """The words of one entry of the full-text table."""
    texts = [part for name in names for part in (_singles(name), _pairs(name))]
    texts += [_pairs(word) for word in words if word]
    return f" {PARTING} ".join(" ".join(text) for text in texts)


def clean(word: str) -> str:
    """``word`` as it is entered and asked for: small letters, no signs, no gaps."""
    return re.sub(r"[^\w]", "", word.lower())


def _singles(word: str) -> list[str]:
    return [f"一{c}" for c in clean(word)]  # marked, so that single and pair never mix


def _pairs(word: str) -> list[str]:
    word = clean(word)
    return [word[i : i + 2] for i in range(len(word) - 1)] or [word]


def asked(wanted: str) -> list[str]:
    """The words that an entry holds one after the other when it holds ``wanted``, already clean."""
    return _singles(wanted) if len(wanted) == 1 else _pairs(wanted)
