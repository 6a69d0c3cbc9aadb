"""The dossier's list of parts (卷内文书目录): which papers belong in it, in what order.

Several lists are in use and counties add to them, so a list is data:
``resources/formsets/*.toml``, with duty, version, date and source. A part is 必须 or 按需 as its
list prints it; ``condition`` says in which cases it must be there, and ``stage`` from when on its
absence is worth mentioning.

A county's bundle may bring a later edition of a list. A dossier follows the edition of the day it
was begun, unless it is pinned to another: ``list-b@2026-12-15`` is the list as of that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from app.data_files import cached, editions, names, today_here
from app.forms.definition import Values

__all__ = [
    "CONDITIONS",
    "GROUNDS",
    "FormSet",
    "Need",
    "Part",
    "Stage",
    "editions_of",
    "formset",
    "formsets",
    "parts_changed",
    "pinned",
    "read_formset",
    "unpinned",
    "wanted",
]


class Need(Enum):
    """What the list prints beside a part."""

    REQUIRED = "required"  # 必须
    AS_NEEDED = "as_needed"  # 按需

    @property
    def label(self) -> str:
        """As printed."""
        return "必须" if self is Need.REQUIRED else "按需"


class Stage(Enum):
    """From when on a part that is wanted counts as missing."""

    ACCEPTED = "accepted"  # 受理后
    ENDED = "ended"  # 调解结束后
    FILED = "filed"  # 立卷时


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the dossier. Any of ``forms`` makes it present; ``also`` may be filed with it."""

    code: str
    title: str
    need: Need
    forms: tuple[str, ...]
    also: tuple[str, ...] = ()
    condition: str = "never"
    stage: Stage = Stage.ENDED
    scans: bool = False  # takes scanned originals
    listed: bool = True  # has a line in 卷内目录
    numbered: bool = True  # its pages carry 页号


@dataclass(frozen=True, slots=True)
class FormSet:
    """A list of parts in binding order; ``confirmed`` says whether the official list was read."""

    code: str
    title: str
    version: str
    effective_from: date
    source: str
    confirmed: bool
    parts: tuple[Part, ...]
    duty: str = "mediation"

    def part(self, code: str) -> Part:
        """The part called ``code``; ``KeyError`` when the list has none."""
        for part in self.parts:
            if part.code == code:
                return part
        raise KeyError(code)

    def part_of(self, form: str) -> Part | None:
        """Where a paper is filed."""
        for part in self.parts:
            if form in part.forms or form in part.also:
                return part
        return None


def wanted(part: Part, facts: Values) -> bool:
    """Whether a case with these facts must have the part."""
    return CONDITIONS[part.condition](facts)


def formsets(duty: str = "mediation") -> dict[str, FormSet]:
    """The lists of a duty by code, each in its newest edition."""
    return {code: all_[-1] for code, all_ in _all().items() if all_[-1].duty == duty}


def formset(code: str, on: date | None = None) -> FormSet:
    """The list called ``code`` as it stands on a day; ``KeyError`` when there is none.

    A pinned code brings its own day. Without a day it is today's edition, and for a day before all
    of them the oldest.
    """
    name, _, pin = code.partition(PIN)
    found = _all()[name]
    day = date.fromisoformat(pin) if pin else on or today_here()
    begun = [one for one in found if day is None or one.effective_from <= day]
    return begun[-1] if begun else found[0]


def editions_of(code: str) -> tuple[FormSet, ...]:
    """Every edition of a list, the oldest first; ``KeyError`` when there is none."""
    return _all()[unpinned(code)]


def pinned(code: str, on: date) -> str:
    """The code of a list in the edition of a day."""
    return f"{unpinned(code)}{PIN}{on.isoformat()}"


def unpinned(code: str) -> str:
    """The code of a list without its day."""
    return code.partition(PIN)[0]


PIN = "@"


@cached
def _all() -> dict[str, tuple[FormSet, ...]]:
    found: dict[str, tuple[FormSet, ...]] = {}
    for name in names("formsets"):
        for edition in editions("formsets", name):
            one = read_formset(edition.data)
            if edition.since is not None:
                source = edition.source or one.source  # the county's document goes before
                one = replace(one, effective_from=edition.since, source=source)
            found[one.code] = (*found.get(one.code, ()), one)
    return found


def read_formset(data: Mapping[str, Any]) -> FormSet:
    """The list one file's content describes; ``ValueError`` where it uses a word unknown here."""
    head = {key: value for key, value in data.items() if key != "part"}
    return FormSet(**head, parts=tuple(_part(line) for line in data["part"]))


def parts_changed(was: FormSet, now: FormSet) -> Iterator[str]:
    """What differs between two editions of a list."""
    old = {part.code: part for part in was.parts}
    new = {part.code: part for part in now.parts}
    for code, part in new.items():
        if code not in old:
            yield f"增加“{part.title}”（{part.need.label}）"
        elif old[code] != part:
            one = old[code]
            if one.title != part.title:
                yield f"“{one.title}”改称“{part.title}”"
            if one.need is not part.need:
                yield f"“{part.title}”由{one.need.label}改为{part.need.label}"
            elif (one.condition, one.stage) != (part.condition, part.stage):
                yield f"“{part.title}”在什么案件、什么时候要有，有改动"
            if (one.forms, one.also) != (part.forms, part.also):
                yield f"“{part.title}”收哪些文书有改动"
    for code, part in old.items():
        if code not in new:
            yield f"去掉“{part.title}”"
    if [c for c in old if c in new] != [c for c in new if c in old]:
        yield "各件的先后次序有改动"


def _part(line: Mapping[str, Any]) -> Part:
    need = Need(line["need"])
    condition = line.get("condition", "always" if need is Need.REQUIRED else "never")
    if condition not in CONDITIONS:
        raise ValueError(f"no condition is called {condition}")
    return Part(
        **{
            **line,
            "need": need,
            "forms": tuple(line["forms"]),
            "also": tuple(line.get("also", ())),
            "condition": condition,
            "stage": Stage(line.get("stage", "ended")),
        }
    )


def _ended(facts: Values) -> bool:
    return bool(facts.get("ended_on") or facts.get("agreed_on"))


def _performed(facts: Values) -> bool:
    return facts.get("performance") in {"done", "part"} or any(
        row.get("done_on") for row in facts.get("obligations") or ()
    )


def _not_at_once(facts: Values) -> bool:
    """An agreement not performed on the day it was made (2002 Rules 36 asks for the visit)."""
    agreed = facts.get("agreed_on")
    return bool(agreed) and facts.get("performed_on") != agreed


TWO_MONTHS = 62
"""Days after which every monthly paper must be there at least once, wherever the month began."""

CONDITIONS: dict[str, Callable[[Values], bool]] = {
    "always": lambda facts: True,
    "never": lambda facts: False,
    "accepted": lambda facts: bool(facts.get("accepted_on")),
    "mediated": lambda facts: bool(facts.get("accepted_on")) and _ended(facts),
    "has_agent": lambda facts: bool(facts.get("agents")),
    "succeeded": lambda facts: bool(facts.get("agreed_on")),
    "performed": _performed,
    "not_performed_at_once": _not_at_once,
    "confirmation_applied": lambda facts: facts.get("confirmation") not in {None, "", "none"},
    "reopened": lambda facts: (facts.get("round") or 1) > 1,
    # 社区矫正
    "received": lambda facts: bool(facts.get("received_on")),
    "inquired": lambda facts: bool(facts.get("inquiry")),
    "two_months": lambda facts: (facts.get("days_here") or 0) >= TWO_MONTHS,
    "ending": lambda facts: bool(facts.get("ending")),
    "released": lambda facts: facts.get("state") == "released",
    "terminated": lambda facts: facts.get("state") == "terminated",
}
"""Named predicates over the facts of a case; a form set may use these and no others."""

GROUNDS: dict[str, str] = {
    "always": "每件案件都要有。",
    "never": "用得着的时候才放。",
    "accepted": "受理以后就要有。",
    "mediated": "受理后调解过的，不论成没成都要有。",
    "has_agent": "有当事人委托了代理人的要有。",
    "succeeded": "达成协议的要有。",
    "performed": "已经履行或者履行了一部分的要有。",
    "not_performed_at_once": "协议没有当天履行完的要有，立卷前放进来。",
    "confirmation_applied": "共同申请了司法确认的要有。",
    "reopened": "重新调解过的要有。",
}
"""The same conditions in the clerk's words: why a part is wanted."""
