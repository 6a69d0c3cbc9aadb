"""Dated rule values: what a law, a province or a county has set, and since when.

Nothing a county may set differently is a constant in code. It stands in ``resources/rules/*.toml``,
one file per topic, as profiles: a profile is one authority's document with its dates and values. A
rule is resolved for the day of the *event* (a leave by its application, hours by the first of the
month), the nearer authority before the farther one: county over province over nation over the
program's own default. The answer carries the profile and the value that decided, so that every
screen can say why. A county's bundle may bring profiles of its own, or restate one from a day on.

Source of the model: the rule tables this office's domain notes propose for the change of 2020-07-01,
when 司发通〔2012〕12号 gave way to 司发通〔2020〕59号.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from app.data_files import Edition, cached, editions
from app.days import show_date
from app.errors import ActionableError
from app.paths import resource_dir
from app.rules.spoken import Scalar, spoken

NATIONAL = "000000"
DEFAULT = "default"
"""Jurisdiction of the program's own defaults: below every authority."""
LOCAL = "office"
"""Jurisdiction of what an office recorded itself, for a time, on somebody's notice."""
A_YEAR = 366
"""Days: what an authority sets for less is set for a time, not for good."""


class NoRule(ActionableError):
    """No profile says anything about this matter on that day."""

    def __init__(self, key: str, on: date) -> None:
        super().__init__(
            "RULE-NONE",
            f"没有适用于{show_date(on)}的规则（{key}）。",
            do="请在设置中选择本县的规则，或者向县司法局索取规则包。",
        )


@dataclass(frozen=True, slots=True)
class RuleValue:
    """One line of a profile. ``cls`` and ``category`` narrow it; empty means everybody."""

    key: str
    value: Scalar
    unit: str = ""
    cls: str = ""
    category: str = ""
    article_text: str = ""
    confirmed: bool = False

    def fits(self, cls: str, category: str) -> bool:
        """Whether the line speaks about this class and category."""
        return self.cls in {"", cls} and self.category in {"", category}

    @property
    def narrowness(self) -> int:
        """A line for one class goes before a line for all."""
        return bool(self.cls) + bool(self.category)


@dataclass(frozen=True, slots=True)
class RuleProfile:
    """One authority's document. ``effective_to`` is the last day it applies, or open."""

    id: str
    name: str
    jurisdiction: str
    authority_doc: str
    effective_from: date
    effective_to: date | None
    values: tuple[RuleValue, ...]
    bundled: str = ""  # brought by the county's bundle: the document that is named there
    cut: bool = False  # its days were cut by an edition of the bundle: not by its own document
    _by_key: dict[str, list[RuleValue]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for value in self.values:
            self._by_key.setdefault(value.key, []).append(value)

    def in_force(self, on: date) -> bool:
        """Whether the document applies to an event of that day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    @property
    def temporary(self) -> bool:
        """Whether it was set for a time: a holiday, a congress, a campaign."""
        until = self.effective_to
        return not self.cut and until is not None and (until - self.effective_from).days < A_YEAR

    def covers(self, county: str) -> bool:
        """Whether the six-digit county code lies in this authority's territory."""
        return self.jurisdiction == DEFAULT or county.startswith(_territory(self.jurisdiction))

    def find(self, key: str, cls: str, category: str) -> RuleValue | None:
        """The narrowest line that fits, or nothing."""
        fitting = [v for v in self._by_key.get(key, ()) if v.fits(cls, category)]
        return max(fitting, key=lambda v: v.narrowness, default=None)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A resolved rule: its value, and the document that decided it."""

    value: Scalar
    rule: RuleValue
    profile: RuleProfile

    @property
    def integer(self) -> int:
        """The value as a whole number; ``TypeError`` if the profile says something else."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self._wrong("整数")
        return self.value

    @property
    def integer_or_none(self) -> int | None:
        """As ``integer``, with ``None`` where the document sets nothing."""
        return None if self.value is None else self.integer

    @property
    def decimal(self) -> Decimal:
        """The value as an exact number, whole or not."""
        if isinstance(self.value, Decimal):
            return self.value
        return Decimal(self.integer)

    @property
    def flag(self) -> bool:
        """The value as yes or no."""
        if not isinstance(self.value, bool):
            raise self._wrong("是/否")
        return self.value

    @property
    def text(self) -> str:
        """The value as text."""
        if not isinstance(self.value, str):
            raise self._wrong("文字")
        return self.value

    @property
    def texts(self) -> tuple[str, ...]:
        """The value as a list of texts."""
        if not isinstance(self.value, tuple) or not all(isinstance(v, str) for v in self.value):
            raise self._wrong("文字列表")
        return cast("tuple[str, ...]", self.value)

    @property
    def why(self) -> str:
        """A sentence for the clerk: the value, the document, the article, and how sure it is."""
        return f"{self.said}，{self.ground}"

    @property
    def said(self) -> str:
        """The value in words, with its unit."""
        return "未作规定" if self.value is None else f"{spoken(self.value)}{self.rule.unit}"

    @property
    def ground(self) -> str:
        """As ``why`` without the value: for a value that is a code and no word."""
        article = f"：{self.rule.article_text}" if self.rule.article_text else ""
        doubt = "" if self.rule.confirmed else "（尚待核对原文）"
        return f"依据“{self.profile.name}”{self.profile.authority_doc}{article}{doubt}"

    def _wrong(self, wanted: str) -> TypeError:
        return TypeError(f"{self.profile.id}/{self.rule.key}: {wanted} wanted, got {self.value!r}")


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The profiles one office lives under. Make it with ``rule_book``."""

    profiles: tuple[RuleProfile, ...]
    """In the order in which they are asked: nearest authority first, then newest."""
    _spoken: dict[tuple[str, str, str], list[Ruling]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def find(self, key: str, on: date, *, cls: str = "", category: str = "") -> Ruling | None:
        """What applies to an event of day ``on``, or nothing if no document speaks of it."""
        spoken = self.all_of(key, cls=cls, category=category)
        return next((r for r in spoken if r.profile.in_force(on)), None)

    def all_of(self, key: str, *, cls: str = "", category: str = "") -> list[Ruling]:
        """What every document says of a matter, on whatever days, the nearest authority first."""
        asked = (key, cls, category)
        if asked not in self._spoken:
            self._spoken[asked] = [
                Ruling(rule.value, rule, profile)
                for profile in self.profiles
                if (rule := profile.find(*asked))
            ]
        return self._spoken[asked]

    def resolve(self, key: str, on: date, *, cls: str = "", category: str = "") -> Ruling:
        """As ``find``; raises ``NoRule`` where no document speaks of it."""
        if ruling := self.find(key, on, cls=cls, category=category):
            return ruling
        raise NoRule(key, on)

    def keys(self) -> frozenset[str]:
        """Every key any profile of the book knows."""
        return frozenset(v.key for profile in self.profiles for v in profile.values)


def rule_book(
    topic: str,
    county: str = "",
    adopted: Iterable[str] = (),
    folder: Path | None = None,
    local: tuple[RuleProfile, ...] = (),
) -> RuleBook:
    """The rules on ``topic`` for an office in ``county`` (six digits).

    ``adopted`` names profiles of other places the county has chosen to follow; they rank as its
    own. ``local`` is what the office recorded itself for a time: it goes before what stands for good
    and gives way to what an authority set for a time. ``folder`` defaults to the rules the program
    brings with it.
    """
    return _book(topic, county, frozenset(adopted), folder or rule_folder(), local)


def rule_folder() -> Path:
    """The rules the program brings with it."""
    return resource_dir() / "rules"


@cached
def _book(
    topic: str,
    county: str,
    chosen: frozenset[str],
    folder: Path,
    local: tuple[RuleProfile, ...],
) -> RuleBook:
    profiles = load_profiles(folder, topic)
    if unknown := chosen - {p.id for p in profiles}:
        raise KeyError(f"{topic}: no profile {sorted(unknown)}")
    return book_of(profiles, county, chosen, local)


def book_of(
    profiles: Iterable[RuleProfile],
    county: str,
    chosen: Collection[str] = (),
    local: tuple[RuleProfile, ...] = (),
) -> RuleBook:
    """Those of ``profiles`` a county lives under, the nearest authority first, with ``local``."""
    mine = [p for p in profiles if p.id in chosen or p.covers(county)]

    def nearness(profile: RuleProfile) -> tuple[int, date]:
        near = len(county) if profile.id in chosen else _rank(profile.jurisdiction)
        return near, profile.effective_from

    nearest = sorted(mine, key=nearness, reverse=True)
    if not local:
        return RuleBook(tuple(nearest))
    return RuleBook(
        (
            *(p for p in nearest if p.temporary),
            *sorted(local, key=lambda p: p.effective_from, reverse=True),
            *(p for p in nearest if not p.temporary),
        )
    )


@cached
def load_profiles(folder: Path, topic: str) -> tuple[RuleProfile, ...]:
    """The profiles of a topic: as written, and the county's before them; read once."""
    return tuple(join_profiles(_editions(folder, topic)))


def join_profiles(found_in: Sequence[Edition]) -> list[RuleProfile]:
    """The profiles of a file's editions, the program's own first, as one list."""
    found: list[RuleProfile] = []
    for edition in found_in:
        brought = read_profiles(edition.data)
        found = brought if edition.since is None else _laid_over(found, brought, edition)
    return found


def _laid_over(
    known: list[RuleProfile], brought: list[RuleProfile], edition: Edition
) -> list[RuleProfile]:
    """The county's file counts from its day on: it restates profiles, adds some, and takes the
    place of the file it brought before.
    """
    since = edition.since or date.min
    ours = [
        replace(
            p,
            effective_from=max(p.effective_from, since),
            bundled=edition.source or p.authority_doc,
            cut=p.effective_from < since,
        )
        for p in brought
    ]
    ours = [p for p in ours if p.effective_to is None or p.effective_from <= p.effective_to]
    restated = {p.id: p.effective_from for p in ours}
    kept = []
    for profile in known:
        ends = restated.get(profile.id, since if profile.bundled else None)
        if ends is not None and (profile.effective_to is None or ends <= profile.effective_to):
            profile = replace(profile, effective_to=ends - timedelta(days=1), cut=True)  # noqa: PLW2901
        if profile.effective_to is None or profile.effective_from <= profile.effective_to:
            kept.append(profile)
    return [*ours, *kept]


def read_profiles(data: Mapping[str, Any]) -> list[RuleProfile]:
    """The profiles of one file's content; ``ValueError`` if one says a thing twice."""
    return [_profile(entry) for entry in data["profile"]]


def _editions(folder: Path, topic: str) -> tuple[Edition, ...]:
    """The file of a topic, with the county's over it where it is the program's own."""
    if folder == rule_folder():
        return editions("rules", topic)
    text = (folder / f"{topic}.toml").read_text(encoding="utf-8")
    return (Edition(f"rules/{topic}.toml", text),)


@cached
def rule_names(folder: Path, topic: str) -> Mapping[str, str]:
    """How a clerk calls the rules of a file: its table ``names``."""
    names: dict[str, str] = {}
    for edition in _editions(folder, topic):
        names |= edition.data.get("names", {})
    return names


def _profile(raw: Mapping[str, Any]) -> RuleProfile:
    values = tuple(
        RuleValue(**{**line, "value": _scalar(line.get("value"))}) for line in raw["value"]
    )
    keys = [(v.key, v.cls, v.category) for v in values]
    if len(set(keys)) != len(keys):
        raise ValueError(f"{raw['id']}: the same rule twice")
    return RuleProfile(
        id=raw["id"],
        name=raw["name"],
        jurisdiction=raw["jurisdiction"],
        authority_doc=raw["authority_doc"],
        effective_from=raw["effective_from"],
        effective_to=raw.get("effective_to"),
        values=values,
    )


def _scalar(value: Any) -> Scalar:
    if isinstance(value, list):
        return tuple(value)
    return cast("Scalar", value)


def _territory(code: str) -> str:
    """The leading digits two of which at a time are not 00: 640122 → 640122, 640000 → 64."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def _rank(jurisdiction: str) -> int:
    return -1 if jurisdiction == DEFAULT else len(_territory(jurisdiction))
