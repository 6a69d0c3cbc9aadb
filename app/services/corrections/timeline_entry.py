"""One entry of the time line, and the table of records it comes from (F20)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.forms.codes import label
from app.forms.definition import Field, Kind, Register

__all__ = [
    "KINDS",
    "TIMELINE_REGISTER",
    "Entry",
    "Source",
    "Stage",
    "columns",
    "entry",
    "plain",
    "said",
    "stages",
    "until",
]

KINDS = {
    "daily": "日监控",
    "check_in": "报告与走访",
    "leave": "请销假",
    "hours": "学习与公益",
    "plan": "方案与宣告",
    "sanction": "奖惩与查找",
    "health": "健康与保证人",
    "standing": "状态与类别",
    "paper": "文书",
}
"""What entries are filtered by, in the order of the filter."""

TIMELINE_REGISTER = Register(
    code="corrections.timeline",
    title="社区矫正对象时间线",
    source="《社区矫正法实施办法》第十八条 工作记录",
    columns=(
        Field("on", "日期", Kind.DATE, weight=2),
        Field("kind_text", "类别", weight=2),
        Field("title", "事项", weight=2),
        Field("words", "内容", weight=5),
        Field("who", "经办或决定", weight=2),
        Field("number", "文号", weight=2),
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. ``part`` is what a person's page opens for it (``show_part``).

    ``address`` stands somewhere in ``words``: on screen it is cut as every address is (E3).
    """

    on: date
    at: datetime | None
    kind: str
    title: str
    words: str
    who: str
    number: str
    source: str
    uid: str
    part: str
    address: str = ""

    def read(self, cut: Callable[[str, str], str]) -> str:
        """``words`` as they are to be seen; ``cut`` takes the name of a field and its words."""
        words = self.words
        if self.address:
            words = words.replace(self.address, cut("address", self.address))
        return cut("words", words)

    def as_row(self) -> dict[str, Any]:
        """The columns of ``TIMELINE_REGISTER``."""
        return {
            "on": self.on,
            "kind_text": KINDS[self.kind],
            "title": self.title,
            "words": self.words,
            "who": self.who,
            "number": self.number,
        }


Column = InstrumentedAttribute[Any]
Read = Callable[[Any], Iterable[Entry]]


@dataclass(frozen=True, slots=True)
class Source:
    """A table of records: its columns, how a row becomes entries, and which rows are meant."""

    name: str
    columns: tuple[Column, ...]
    read: Read
    where: ColumnElement[bool] | None = None

    def entries(self, session: Session, office: str, person: str) -> Iterator[Entry]:
        """The entries of one person."""
        table: Any = self.columns[0].class_
        query = select(*self.columns, table.change).where(
            table.office == office, table.person_uid == person, table.deleted.is_(False)
        )
        if self.where is not None:
            query = query.where(self.where)
        # put in order here: to save the sorting SQLite would walk through every edit of the office
        for row in sorted(session.execute(query), key=attrgetter("change")):
            yield from self.read(row)


def entry(
    row: Any,
    source: str,
    *,
    on: date | datetime,
    kind: str,
    title: str,
    words: str = "",
    who: str | None = None,
    number: str | None = None,
    at: datetime | None = None,
    part: str = "",
    address: str | None = None,
) -> Entry:
    """An entry from a row; what is missing is said with nothing.

    ``on`` may be the moment itself; ``at`` is given where a record keeps day and hour apart.
    """
    if isinstance(on, datetime):
        at, on = on, on.date()
    return Entry(
        on=on,
        at=at,
        kind=kind,
        title=title,
        words=words,
        who=who or "",
        number=number or "",
        source=source,
        uid=row.uid,
        part=part,
        address=address or "",
    )


class Stage(NamedTuple):
    """One of the days a record speaks of; without the day it has not come to that."""

    on: date | datetime | None
    title: str
    words: str = ""
    who: str | None = None
    number: str | None = None


def stages(
    row: Any, source: str, *told: Stage, kind: str, part: str, address: str | None = None
) -> Iterator[Entry]:
    """A record that lasts, such as a sanction or a move: an entry for each stage that has come."""
    for on, title, words, who, number in told:
        if on is not None:
            yield entry(
                row,
                source,
                on=on,
                kind=kind,
                title=title,
                words=words,
                who=who,
                number=number,
                part=part,
                address=address,
            )


def said(*parts: str | None) -> str:
    """The parts that say something, in one line; a sentence that goes on has no full stop."""
    words = [part.replace("\n", " ").strip() for part in parts if part and part.strip()]
    return "，".join([*(part.rstrip("。；，、") for part in words[:-1]), *words[-1:]])


def until(first: date, last: date | None) -> str:
    """From when to when, or only from when."""
    return f"{first:%Y-%m-%d}至{last:%Y-%m-%d}" if last else f"{first:%Y-%m-%d}起"


def columns(model: Any, *names: str) -> tuple[Column, ...]:
    """The columns an entry shows, and the record's uid."""
    return tuple(getattr(model, name) for name in ("uid", *names))


def plain(
    model: Any,
    part: str,
    *,
    kind: str,
    title: str,
    on: str,
    says: tuple[tuple[str, str], ...],
    who: str = "",
    number: str = "",
) -> Source:
    """A table whose rows are one entry each, on the day of column ``on``.

    ``says`` lists columns with the code table of each, or nothing for words as they were typed.
    A row without its day is left out.
    """

    def read(row: Any) -> Iterator[Entry]:
        moment: date | None = getattr(row, on)
        if moment is None:
            return
        words = (
            label(codes, getattr(row, name)) if codes else getattr(row, name)
            for name, codes in says
        )
        yield entry(
            row,
            part,
            on=moment,
            kind=kind,
            title=title,
            words=said(*words),
            who=getattr(row, who) if who else None,
            number=getattr(row, number) if number else None,
            part=part,
        )

    names = (on, *(name for name, _ in says), *filter(None, (who, number)))
    return Source(part, columns(model, *dict.fromkeys(names)), read)
