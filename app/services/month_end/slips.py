"""更正单: what a sealed month reported is changed only in writing, the old value beside the new (F61).

``keep`` stands before every write of an office. A change to a fact that was reported is refused
with ``CorrectionNeeded`` until it is made ``because`` of something; then the slip is written in the
same transaction as the change, and travels with the next package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.forms.definition import Field
from app.forms.display import show
from app.forms.values import is_blank
from app.models.base import Record
from app.models.history import as_read, plain, standing_at, table_of
from app.models.mediation import Committee
from app.models.reporting import CorrectionSlip, LeftOut
from app.models.sync import OutboxPackage
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.bureau.board import names_of
from app.services.keys import identity_of
from app.services.month_end.months import month_of, words
from app.services.month_end.roots import DUTIES, ROOTS, called
from app.services.numbering import count_to, counted
from app.services.reminders import Target
from app.sync import outbox
from app.sync.records import tables

if TYPE_CHECKING:
    from app.services.month_end.reported_facts import Reported

__all__ = ["CorrectionNeeded", "Fact", "Slip", "SlipService", "because", "keep"]

WHOLE = "整条记录"


@dataclass(frozen=True, slots=True)
class Fact:
    """One reported fact: its column and label, what stood there and what is to stand there."""

    field: str
    label: str
    old: str
    new: str


class CorrectionNeeded(ActionableError):
    """The change touches what a sealed month has reported; ``facts`` are shown with the question."""

    def __init__(self, month: str, title: str, facts: Sequence[Fact]) -> None:
        self.month, self.title, self.facts = month, title, tuple(facts)
        super().__init__(
            "R12",
            f"{words(month)}已经封存报送，“{title}”报过的内容只能用更正单改。",
            do="请写明更正原因；原来报的内容会留在更正单上。",
        )


@dataclass(frozen=True, slots=True)
class _Because:
    reason: str
    by: str


_because: ContextVar[_Because | None] = ContextVar("because", default=None)


@contextmanager
def because(reason: str, by: str) -> Iterator[None]:
    """Within this block reported facts may be changed; each record changed gets its slip."""
    token = _because.set(_Because(reason.strip(), by.strip()))
    try:
        yield
    finally:
        _because.reset(token)


def keep(session: Session, office: str, records: Sequence[Record]) -> None:
    """Let nothing that was reported change without a slip; raises ``CorrectionNeeded``."""
    if not _may_be_reported(session, office):
        return
    from app.services.month_end.reported_facts import reported_kinds  # reads every duty's forms

    for record in records:
        kind = reported_kinds().get(table_of(record))
        if kind is None:
            continue
        with session.no_autoflush:
            old = as_read(record)
            if not _touches(kind, record, old):
                continue
            last = outbox.last_frozen(session, office)
            if last is None:
                return
            sealed = max(package.month for package in outbox.packages(session, office))
            told = _told_the_county(session, record, old, last)
            day = kind.day(session, told) if told else None
            if told is None or day is None or month_of(day) > sealed:
                continue
            _follow(session, kind, record, old, last)
            if facts := _changed(session, kind, record, old, told):
                _note(session, kind, record, old, month_of(day), facts)


def _may_be_reported(session: Session, office: str) -> bool:
    """Whether anything was ever sealed; asked once in a transaction."""
    known: bool | None = session.info.get("slips.sealed")
    if known is None:
        with session.no_autoflush:
            query = select(OutboxPackage.seq).where(OutboxPackage.office == office).limit(1)
            known = session.scalar(query) is not None
        session.info["slips.sealed"] = known
    return known


def _told_the_county(
    session: Session, record: Record, old: Mapping[str, Any], last: OutboxPackage
) -> dict[str, Any] | None:
    """The version that was in the newest package, or before it was held back; ``None``: none was."""
    left = session.get(LeftOut, (record.office, table_of(record), record.uid))
    until = left.sent_change if left else last.change
    if old["change"] <= until:
        return {name: plain(value) for name, value in old.items()}
    return standing_at(session, record.office, table_of(record), record.uid, until)


def _touches(kind: Reported, record: Record, old: Mapping[str, Any]) -> bool:
    """Whether the edit changes anything that may have been reported: most edits do not."""
    return record.deleted != old["deleted"] or any(
        name in old and old[name] != getattr(record, name) for name in kind.facts
    )


def _changed(
    session: Session,
    kind: Reported,
    record: Record,
    old: Mapping[str, Any],
    told: Mapping[str, Any],
) -> list[Fact]:
    """Facts that still stand as they were reported, and would not any more."""
    if record.deleted and not old["deleted"]:
        whole = Fact("deleted", WHOLE, _in_a_line(session, kind, old, record), "作废")
        return [] if told["deleted"] else [whole]
    if old["deleted"]:
        back = told["deleted"] and not record.deleted
        return [Fact("deleted", WHOLE, "作废", "恢复")] if back else []
    found = []
    for name, field in kind.facts.items():
        if name not in old:
            continue
        before, after = old[name], getattr(record, name)
        settled = kind.settled.get(name)
        if before == after or is_blank(before) or (settled and before not in settled):
            continue
        if plain(before) != told.get(name):  # changed since: by a slip, or as a first entry
            continue
        shown = (_shown(session, field, before, record), _shown(session, field, after, record))
        found.append(Fact(name, field.label, *shown))
    return found


def _follow(
    session: Session, kind: Reported, record: Record, old: Mapping[str, Any], last: OutboxPackage
) -> None:
    """Let a slip that the county has not got say what the record says now.

    What was corrected may be changed again before the next package: nobody has heard of it yet.
    """
    for slip in session.scalars(
        select(CorrectionSlip).where(
            CorrectionSlip.office == record.office,
            CorrectionSlip.table_name == table_of(record),
            CorrectionSlip.record_uid == record.uid,
            CorrectionSlip.change > last.change,
        )
    ):
        items = [{**item, "new": _now(session, kind, record, old, item)} for item in slip.items]
        if items != slip.items:
            slip.items = items


def _now(
    session: Session,
    kind: Reported,
    record: Record,
    old: Mapping[str, Any],
    item: Mapping[str, str],
) -> str:
    """What a line of a slip says was put in the place of what had been reported."""
    name = item["field"]
    if name == "deleted":
        return "作废" if record.deleted else "恢复"
    if name not in kind.facts or old.get(name) == getattr(record, name):
        return item["new"]
    return _shown(session, kind.facts[name], getattr(record, name), record)


def _in_a_line(session: Session, kind: Reported, old: Mapping[str, Any], record: Record) -> str:
    """A whole record in a line."""
    return "；".join(
        f"{field.label}：{_shown(session, field, old[name], record)}"
        for name, field in kind.facts.items()
        if name in old and not is_blank(old[name])
    )


def _shown(session: Session, field: Field, value: Any, record: Record) -> str:
    if isinstance(value, dict):
        return f"{len(value)} 个时段有凭证"
    if field.name == "committee_uid":
        found = session.get(Committee, (record.office, value))
        return found.name if found else ""
    if isinstance(value, str) and not field.codes:
        return value
    try:
        return show(field, value)
    except (AttributeError, TypeError, ValueError):  # a column that its field writes otherwise
        return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


def _note(
    session: Session,
    kind: Reported,
    record: Record,
    old: Mapping[str, Any],
    month: str,
    facts: Sequence[Fact],
) -> None:
    """Write the slip, or add to the one this transaction has written for the record."""
    title = _title(session, record, old)
    why = _because.get()
    if why is None or not why.reason:
        raise CorrectionNeeded(month, title, facts)
    items = [
        {"field": fact.field, "label": fact.label, "old": fact.old, "new": fact.new}
        for fact in facts
    ]
    written = session.info.setdefault("slips.written", {})
    if slip := written.get(record.uid):
        slip.items = [*slip.items, *items]
        return
    now = session.info["clock"]()
    series = f"slip.{now.year}"
    sequence = counted(session, record.office, series) + 1
    count_to(session, record.office, series, sequence)
    slip = CorrectionSlip(
        office=record.office,
        year=now.year,
        sequence=sequence,
        number=f"更正〔{now.year}〕第{sequence}号",
        month=month,
        duty=kind.duty or str(old.get("duty", "")),
        table_name=table_of(record),
        record_uid=record.uid,
        title=title,
        items=items,
        reason=why.reason,
        made_by=why.by,
        made_at=now,
    )
    written[record.uid] = slip
    session.add(slip)


def _title(session: Session, record: Record, old: Mapping[str, Any]) -> str:
    """Whose record it is, and which: as lists call it, no name of a minor."""
    if table_of(record) in ROOTS or getattr(record, "juvenile", False):
        return called(record)
    from app.services.trash.kinds import KINDS

    one = next((k for k in KINDS if k.table is type(record)), None)
    if one is None:
        words_of = {
            "zero_report": f"{words(old.get('month') or '')}零报告",
            "attendance": "参训记录",
            "training_sitting": "培训时段",
        }
        return words_of.get(table_of(record), table_of(record))
    owner = None
    if one.owner is not None:
        key = (record.office, old[one.owner_column])
        owner = session.get(one.owner, key, execution_options={"include_deleted": True})
    own = one.name(record)
    return f"{called(owner)} {own}" if owner is not None else str(own)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip as lists show it."""

    office: str
    office_name: str
    uid: str
    number: str
    month: str
    duty: str  # in words
    title: str
    facts: tuple[Fact, ...]
    reason: str
    made_by: str
    made_at: datetime
    target: Target

    @property
    def changes(self) -> str:
        """What changed, in a line."""
        return "；".join(f"{f.label}：{f.old or '空'} → {f.new or '空'}" for f in self.facts)


class SlipService(Service, work=Work.CASES):
    """The slips there are. Each public method is one transaction."""

    def listed(self, month: str = "", office: str = "") -> list[Slip]:
        """The newest first; of one month and office, or of all."""
        with self._database.begin() as session:
            query = select(CorrectionSlip).order_by(
                CorrectionSlip.made_at.desc(), CorrectionSlip.sequence.desc()
            )
            if month:
                query = query.where(CorrectionSlip.month == month)
            if office:
                query = query.where(CorrectionSlip.office == office)
            names = self._names(session)
            return [
                _slip(session, one, names.get(one.office, one.office), self.office)
                for one in session.scalars(query)
            ]

    def paper(self, office: str, uid: str) -> dict[str, Any]:
        """Values of the form ``CORRECTION_SLIP``."""
        with self._database.begin() as session:
            one = session.get(CorrectionSlip, (office, uid))
            if one is None:
                raise Missing("这份更正单")
            return {
                "number": one.number,
                "office_name": self._names(session).get(office, office),
                "month_words": words(one.month),
                "duty_words": DUTIES.get(one.duty, ""),
                "title": one.title,
                "items": list(one.items),
                "reason": one.reason,
                "made_by": one.made_by,
                "made_at": one.made_at,
            }

    def _names(self, session: Session) -> dict[str, str]:
        mine = identity_of(session, self.office)
        others = names_of(session, self.office) if mine.kind == "bureau" else {}
        return {**others, mine.code: mine.name}


def _slip(session: Session, one: CorrectionSlip, name: str, here: str) -> Slip:
    return Slip(
        one.office,
        name,
        one.uid,
        one.number,
        one.month,
        DUTIES.get(one.duty, ""),
        one.title,
        tuple(Fact(**item) for item in one.items),
        one.reason,
        one.made_by,
        one.made_at,
        Target(one.duty, _root(session, one), "", "" if one.office == here else one.office),
    )


def _root(session: Session, one: CorrectionSlip) -> str | None:
    """The case, person or session that was corrected, or whose record was."""
    table, uid = one.table_name, one.record_uid
    while table not in ROOTS:
        constraint = next(iter(tables()[table].foreign_key_constraints), None)
        if constraint is None:
            return None
        (column,) = [c for c in constraint.columns if c.name != "office"]
        mine = tables()[table].c
        above = session.connection().scalar(
            select(column).where(mine.office == one.office, mine.uid == uid)
        )
        if above is None:
            return None
        table, uid = constraint.referred_table.name, str(above)
    return uid
