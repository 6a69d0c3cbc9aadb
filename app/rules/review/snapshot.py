"""A dossier as the review sees it: plain facts, papers with their marks, scans, parts, the roster.

The service makes the snapshot; the rules read it. Nothing here knows of stores or forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from app.rules.profiles import RuleBook

__all__ = ["Dossier", "Fault", "Level", "MarkSeen", "PaperSeen", "PartSeen", "RosterLine"]

Level = Literal["X", "E", "W"]
"""X veto, E error, W warning."""


@dataclass(frozen=True, slots=True)
class MarkSeen:
    """A place to be signed, and which kinds of mark somebody saw there."""

    place: str
    label: str
    person: str
    role: str  # party, mediator, recorder, committee, other
    wanted: tuple[str, ...] = ()
    seen: Mapping[str, date] = field(default_factory=dict)
    notes: str = ""

    @property
    def valid(self) -> bool:
        """Whether any mark is there: one is enough in law (Law 29)."""
        return bool(self.seen)


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """One paper of the present round: what it says, what was printed, who signed."""

    uid: str
    form: str
    title: str
    values: Mapping[str, Any]
    dated_on: date | None = None
    dated: bool = True  # the form has a date of its own
    subject: str | None = None
    printed: Mapping[str, Any] | None = None
    printed_at: datetime | None = None
    changed_at: datetime | None = None
    marks: tuple[MarkSeen, ...] = ()
    twin: str = ""  # number of another dossier whose body is the same
    clash: str = ""  # a session of the same mediator elsewhere at the same time

    @property
    def short(self) -> str:
        """The form's code without its duty."""
        return self.form.partition(".")[2]

    def unsigned(self, *roles: str) -> list[MarkSeen]:
        """Places of these roles (all, by default) where no mark was seen."""
        return [m for m in self.marks if not m.valid and (not roles or m.role in roles)]


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part of the form set: whether it is filled, and what is missing in words."""

    code: str
    title: str
    present: bool
    missing: str = ""
    forms: tuple[str, ...] = ()
    line: str = ""  # its line in 卷内目录, when it has one


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A mediator of the roster and his time in office."""

    uid: str
    name: str
    from_on: date | None = None
    until_on: date | None = None

    def in_office(self, on: date) -> bool:
        """Whether he was a mediator on that day."""
        return (self.from_on is None or self.from_on <= on) and (
            self.until_on is None or on <= self.until_on
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything the review looks at."""

    facts: Mapping[str, Any]
    today: date
    rules: RuleBook
    papers: tuple[PaperSeen, ...] = ()
    parts: tuple[PartSeen, ...] = ()
    scans: tuple[tuple[str, str | None, str], ...] = ()  # part, party, title
    strays: tuple[str, ...] = ()  # titles of what no part of the list takes
    roster: tuple[RosterLine, ...] = ()
    type_label: str = ""
    number_faults: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.facts.get(name)

    @property
    def state(self) -> str:
        """Code of ``case_state``."""
        return str(self["state"])

    @property
    def ended(self) -> bool:
        """Whether the mediation is over."""
        return self.state not in {"waiting", "mediating", "declined"}

    @property
    def filed(self) -> bool:
        """Whether the dossier was put together."""
        return self.state in {"filed", "archived"}

    @property
    def agreed(self) -> bool:
        """Whether there is an agreement."""
        return self["agreed_on"] is not None

    @property
    def oral(self) -> bool:
        """Whether the agreement was made by word of mouth."""
        return self.agreed and self["agreement_form"] == "oral"

    @property
    def parties(self) -> list[Mapping[str, Any]]:
        """The parties still in the case."""
        return [p for p in self["parties"] or () if not p.get("left_on")]

    def of(self, *short: str) -> Iterator[PaperSeen]:
        """Papers by the last part of their form's code."""
        return (paper for paper in self.papers if paper.short in short)

    def first(self, short: str) -> PaperSeen | None:
        """The first paper of a form."""
        return next(self.of(short), None)

    @property
    def first_session(self) -> date | None:
        """The day of the first session."""
        return min((p.dated_on for p in self.of("record") if p.dated_on), default=None)

    def param(self, name: str) -> Any:
        """A number or list of words that the bureau may change."""
        return self.params[name]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found, in words, and where to mend it. ``level`` replaces the rule's own."""

    message: str
    form: str = ""
    field: str = ""
    paper: str | None = None
    level: Level | None = None
