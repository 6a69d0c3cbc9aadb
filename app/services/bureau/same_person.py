"""同一人认定: one person known to two offices, proposed, merged and unmerged by the bureau (F67).

Offices keep their cards as they are. What is decided here stands in the bureau's own table: merging
is one row, unmerging one date, and both remain readable. Sealed records take no part (D2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import ActionableError
from app.forms.definition import Problem
from app.models.corrections import CorrectionsPerson
from app.models.people import Person
from app.models.same_person import SamePerson
from app.rules.same_person import Facts, Likeness, Mark, likeness, number_key
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.bureau.board import names_of

__all__ = ["Card", "CardKey", "Decision", "PersonCount", "Proposal", "SamePersonService"]

CardKey = tuple[str, str]
"""Office and uid of a card."""

OLD_LENGTH = 15
"""Digits of a resident number before 1999; it may stand on one of two cards."""
BATCH = 500


class NotDecided(ActionableError):
    """The decision cannot be kept as it is."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__("B01", what, safe="两个所的记录都没有改动。", do=do)


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it is laid beside another."""

    key: CardKey
    office_name: str
    facts: Facts

    @property
    def name(self) -> str:
        """Of the person."""
        return self.facts.name


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two cards that may be of one person, and what speaks for and against it."""

    one: Card
    other: Card
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a pair, and whether it still stands."""

    uid: str
    one: Card | None  # None: the office has taken its card back
    other: Card | None
    same: bool
    reason: str
    decided_at: datetime
    decided_by: str
    withdrawn_at: datetime | None
    withdrawn_reason: str


@dataclass(frozen=True, slots=True)
class PersonCount:
    """Cards of natural persons in all offices, and persons after what was decided."""

    cards: int
    persons: int


class SamePersonService(Service, work=Work.CASES):
    """Proposals, decisions, and who counts as one."""

    def proposals(self) -> list[Proposal]:
        """Pairs of cards of different offices not yet decided on, the surest first."""
        with self._database.begin() as session:
            cards = _Cards(session, self.office)
            standing = _standing(session, self.office)
            decided = {_pair(row) for row in standing}
            groups = _Groups(row for row in standing if row.same)
            found = {}
            for one, other in (*cards.of_one_number(), *cards.of_one_name_and_birth()):
                pair = _ordered(one.key, other.key)
                if pair in decided or pair in found or groups.together(*pair):
                    continue
                like = likeness(one.facts, other.facts)
                if like.worth_a_look:
                    first, second = (one, other) if pair[0] == one.key else (other, one)
                    found[pair] = Proposal(first, second, like)
        return sorted(found.values(), key=_surest_first)

    def decide(self, one: CardKey, other: CardKey, *, same: bool, reason: str = "") -> None:
        """Keep that two cards are of one person, or that they are not.

        Raises ``Rejected`` where a reason is missing, ``NotDecided`` where only names agree, the
        cards are of one office (which merges its own) or something was decided before.
        """
        first, second = _ordered(one, other)
        if first[0] == second[0]:
            raise NotDecided("两张卡是同一个所的。", "请该所自己核对。")
        with self._database.begin() as session:
            cards = _Cards(session, self.office)
            here, there = cards.card(first), cards.card(second)
            if here is None or there is None:
                raise Missing("这张人员卡")
            like = likeness(here.facts, there.facts)
            if same and like.only_the_name:
                raise NotDecided(
                    "两张卡只有姓名相同，不能认定为同一人。", "请两个所补上证件号码或者出生日期。"
                )
            if not reason.strip() and same is not (Mark.NUMBER in like.agree):
                raise Rejected([Problem("reason", "请写明根据，例如“两所电话核对过”。")])
            _check_with(_standing(session, self.office), (first, second), same=same)
            session.add(
                SamePerson(
                    office=self.office,
                    one_office=first[0],
                    one_card=first[1],
                    other_office=second[0],
                    other_card=second[1],
                    same=same,
                    grounds=",".join(sorted(like.agree)),
                    reason=reason.strip(),
                    decided_at=self.now(),
                    decided_by=self._database.actor,
                )
            )

    def withdraw(self, uid: str, reason: str) -> None:
        """Take a decision back; the pair is proposed again. Raises ``Rejected``, ``Missing``."""
        if not reason.strip():
            raise Rejected([Problem("reason", "请写明撤销的原因。")])
        with self._database.begin() as session:
            row = session.get(SamePerson, (self.office, uid))
            if row is None or row.withdrawn_at is not None:
                raise Missing("这条认定")
            row.withdrawn_at, row.withdrawn_by = self.now(), self._database.actor
            row.withdrawn_reason = reason.strip()

    def decisions(self) -> list[Decision]:
        """Everything ever decided, the newest first."""
        with self._database.begin() as session:
            query = (
                select(SamePerson)
                .where(SamePerson.office == self.office)
                .order_by(SamePerson.decided_at.desc(), SamePerson.uid)
            )
            cards = _Cards(session, self.office)
            return [
                Decision(
                    row.uid,
                    cards.card((row.one_office, row.one_card)),
                    cards.card((row.other_office, row.other_card)),
                    row.same,
                    row.reason,
                    row.decided_at,
                    row.decided_by,
                    row.withdrawn_at,
                    row.withdrawn_reason,
                )
                for row in session.scalars(query)
            ]

    def others(self, card: CardKey) -> list[Card]:
        """The cards of other offices that are of the same person, as decided."""
        with self._database.begin() as session:
            groups = _Groups(row for row in _standing(session, self.office) if row.same)
            cards = _Cards(session, self.office)
            found = (cards.card(key) for key in sorted(groups.of(card)) if key != card)
            return [one for one in found if one is not None]

    def count(self, offices: Sequence[str]) -> PersonCount:
        """How many persons stand behind the cards of ``offices``; merged ones count once."""
        with self._database.begin() as session:
            cards = sum(
                session.scalar(select(func.count()).where(Person.office == office, *LIVING)) or 0
                for office in offices
            )
            groups = _Groups(row for row in _standing(session, self.office) if row.same)
            known = _Cards(session, self.office)
            spared = 0
            for group in groups.all():
                there = [key for key in group if key[0] in offices and known.card(key) is not None]
                spared += max(0, len(there) - 1)
        return PersonCount(cards, cards - spared)


LIVING: tuple[ColumnElement[bool], ...] = (
    Person.deleted.is_(False),
    Person.kind == "natural",
    ~select(CorrectionsPerson.uid)
    .where(
        CorrectionsPerson.office == Person.office,
        CorrectionsPerson.card_uid == Person.uid,
        CorrectionsPerson.sealed.is_(True),
    )
    .exists(),
)
"""Cards that take part: of people, not taken back, not sealed."""


class _Cards:
    """Reads cards, each once."""

    def __init__(self, session: Session, bureau: str) -> None:
        self._session = session
        self._names = names_of(session, bureau)
        self._kept: dict[CardKey, Card | None] = {}

    def card(self, key: CardKey) -> Card | None:
        """A card, unless the office took it back or sealed it."""
        if key not in self._kept:
            query = select(Person).where(Person.office == key[0], Person.uid == key[1], *LIVING)
            person = self._session.scalar(query)
            self._kept[key] = self._as_card(person) if person else None
        return self._kept[key]

    def of_one_number(self) -> Iterator[tuple[Card, Card]]:
        """Pairs of different offices under one number, in old and new spelling."""
        shared = (
            select(Person.id_number)
            .where(Person.id_number.is_not(None), *LIVING)
            .group_by(Person.id_number)
            .having(func.count(func.distinct(Person.office)) > 1)
        )
        old = select(Person.id_number).where(func.length(Person.id_number) == OLD_LENGTH, *LIVING)
        numbers = {number or "" for number in self._session.scalars(shared)}
        for number in self._session.scalars(old):
            numbers |= {number or "", number_key(number or "")}
        by_number: dict[str, list[Card]] = defaultdict(list)
        for card in self._whose(Person.id_number, numbers - {""}):
            by_number[number_key(card.facts.number)].append(card)
        yield from _across_offices(by_number.values())

    def of_one_name_and_birth(self) -> Iterator[tuple[Card, Card]]:
        """Pairs of different offices with the same name and birth date."""
        shared = (
            select(Person.name, Person.birth_date)
            .where(Person.birth_date.is_not(None), *LIVING)
            .group_by(Person.name, Person.birth_date)
            .having(func.count(func.distinct(Person.office)) > 1)
        )
        names = {name for name, _ in self._session.execute(shared)}
        alike: dict[tuple[str, date | None], list[Card]] = defaultdict(list)
        for card in self._whose(Person.name, names):
            if card.facts.birth is not None:
                alike[card.name, card.facts.birth].append(card)
        yield from _across_offices(alike.values())

    def _whose(self, column: InstrumentedAttribute[Any], values: set[str]) -> Iterator[Card]:
        """The cards whose ``column`` holds one of ``values``."""
        wanted = sorted(values)
        for at in range(0, len(wanted), BATCH):
            query = select(Person).where(column.in_(wanted[at : at + BATCH]), *LIVING)
            yield from map(self._as_card, self._session.scalars(query))

    def _as_card(self, person: Person) -> Card:
        facts = Facts(
            person.name,
            person.id_number or "",
            person.birth_date,
            person.sex or "",
            person.phone or "",
            person.address or "",
        )
        kept = Card(
            (person.office, person.uid), self._names.get(person.office, person.office), facts
        )
        self._kept[kept.key] = kept
        return kept


def _across_offices(groups: Iterable[Sequence[Card]]) -> Iterator[tuple[Card, Card]]:
    """Every pair within a group whose cards are of different offices."""
    for group in groups:
        for one, other in combinations(group, 2):
            if one.key[0] != other.key[0]:
                yield one, other


class _Groups:
    """Cards joined by decisions: whoever is the same as the same is the same."""

    def __init__(self, rows: Iterable[SamePerson]) -> None:
        self._group: dict[CardKey, set[CardKey]] = {}
        for row in rows:
            one, other = _pair(row)
            joined = self.of(one) | self.of(other)
            for key in joined:
                self._group[key] = joined

    def of(self, card: CardKey) -> set[CardKey]:
        """All cards of the person, this one included."""
        return self._group.get(card, {card})

    def together(self, one: CardKey, other: CardKey) -> bool:
        """Whether both are of one person already."""
        return other in self.of(one)

    def all(self) -> list[set[CardKey]]:
        """Every person of more than one card."""
        return list({id(group): group for group in self._group.values()}.values())


def _standing(session: Session, bureau: str) -> Sequence[SamePerson]:
    """Decisions that were not taken back."""
    query = select(SamePerson).where(SamePerson.office == bureau, SamePerson.withdrawn_at.is_(None))
    return session.scalars(query.order_by(SamePerson.decided_at)).all()


def _check_with(
    standing: Sequence[SamePerson], pair: tuple[CardKey, CardKey], *, same: bool
) -> None:
    """A new decision must not contradict those that stand."""
    if pair in map(_pair, standing):
        raise NotDecided("这一对已经认定过。", "要改的，请先撤销原来的认定。")
    groups = _Groups(row for row in standing if row.same)
    if not same and groups.together(*pair):
        raise NotDecided(
            "按已有的认定，这两张卡经由另一张卡是同一人。", "请先撤销其中一条认定，再认定这一对。"
        )
    joined = groups.of(pair[0]) | groups.of(pair[1])
    apart = (_pair(row) for row in standing if not row.same)
    if same and any(one in joined and other in joined for one, other in apart):
        raise NotDecided(
            "这样会把已认定“不是同一人”的两张卡连到一起。", "请先撤销那一条认定，再认定这一对。"
        )


def _pair(row: SamePerson) -> tuple[CardKey, CardKey]:
    return (row.one_office, row.one_card), (row.other_office, row.other_card)


def _ordered(one: CardKey, other: CardKey) -> tuple[CardKey, CardKey]:
    return (one, other) if one <= other else (other, one)


def _surest_first(proposal: Proposal) -> tuple[int, int, str, str]:
    like = proposal.likeness
    return (
        Mark.NUMBER not in like.agree,
        len(like.differ) - len(like.agree),
        proposal.one.office_name,
        proposal.one.name,
    )
