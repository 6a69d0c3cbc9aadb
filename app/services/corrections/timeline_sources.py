"""Where the time line comes from: a table of records for each kind. A new kind is one entry more.

Only the columns an entry shows are read, so that three years of daily controls come at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.forms.codes import label
from app.forms.registry import form as form_of
from app.models.corrections import (
    ControlChange,
    CorrectionsDelivery,
    CorrectionsPaper,
    CorrectionsStep,
    CourtOrder,
    GroupMember,
)
from app.models.supervision import (
    CheckIn,
    CheckInExemption,
    HoursEntry,
    Leave,
    SpotCheck,
    Suspension,
)
from app.rules.checkins import DAILY
from app.services.corrections.timeline_entry import (
    Entry,
    Source,
    Stage,
    columns,
    entry,
    plain,
    said,
    stages,
    until,
)

__all__ = ["SOURCES"]

RESULTS = {"weekly_voice": "voice_result"}


def _check_in(row: Any) -> Iterator[Entry]:
    yield entry(
        row,
        "check_in",
        on=row.happened_on,
        at=row.happened_at,
        kind="daily" if row.kind == DAILY else "check_in",
        title=label("checkin_kind", row.kind),
        words=said(
            label("checkin_method", row.method),
            label(RESULTS.get(row.kind, "checkin_result"), row.result),
            f"补录：{row.late_reason or '未写原因'}" if row.late_entry else None,
            row.note,
        ),
        who=row.staff,
        part=row.kind,
    )


def _exemption(row: Any) -> Iterator[Entry]:
    yield entry(
        row,
        "exemption",
        on=row.from_on,
        kind="check_in",
        title=f"{label('checkin_kind', row.kind)}免报",
        words=said(until(row.from_on, row.until_on), row.reason),
        who=row.approved_by,
        part=row.kind,
    )


def _leave(row: Any) -> Iterator[Entry]:
    """What a leave tells beyond its steps: departure and return."""
    span = until(row.approved_from or row.from_on, row.approved_until or row.until_on)
    late = f"逾期{row.late_days}天" if row.late_days else "按期"
    return stages(
        row,
        "leave",
        Stage(row.departed_at, "外出离开", f"{row.destination}，{span}"),
        Stage(row.returned_at, "外出返回", said(late, row.late_reason), row.handled_by),
        kind="leave",
        part=f"leave/{row.uid}",
    )


def _spot_check(row: Any) -> Iterator[Entry]:
    yield entry(
        row,
        "spot_check",
        on=row.checked_at,
        kind="leave",
        title="外出抽查",
        words=said(
            label("checkin_method", row.method), label("checkin_result", row.result), row.note
        ),
        who=row.staff,
        part=f"leave/{row.leave_uid}",
    )


def _step(row: Any) -> Iterator[Entry]:
    of_leave = row.leave_uid is not None
    table = "leave_state" if of_leave else "corrections_state"
    after = label(table, row.after)
    undone = "撤销上一步：" if row.reverses_uid else ""
    note = row.note.split("。")[0] if of_leave and row.note else row.note  # not all its arithmetic
    at_once = row.recorded_at.date() == row.happened_on
    yield entry(
        row,
        "step",
        on=row.happened_on,
        kind="leave" if of_leave else "standing",
        title="外出申请" if of_leave else "状态变更",
        words=said(f"{undone}{after}", note),
        at=row.recorded_at if at_once else None,
        who=row.decided_by,
        number=row.document_number,
        part=f"leave/{row.leave_uid}" if of_leave else "step",
    )


def _hours(row: Any) -> Iterator[Entry]:
    month = f"补{row.counts_for.year}年{row.counts_for.month}月" if row.counts_for else None
    yield entry(
        row,
        "hours",
        on=row.happened_on,
        kind="hours",
        title=label("hours_kind", row.kind),
        words=said(f"{row.minutes / 60:g}小时", row.topic, row.place, month, row.note),
        who=row.staff,
        part="hours",
    )


def _suspension(row: Any) -> Iterator[Entry]:
    yield entry(
        row,
        "suspension",
        on=row.from_on,
        kind="standing",
        title="暂停监管",
        words=said(label("suspension_kind", row.kind), until(row.from_on, row.until_on), row.note),
        number=row.document_number,
        part="suspension",
    )


def _order(row: Any) -> Iterator[Entry]:
    yield entry(
        row,
        "court_order",
        on=row.from_on,
        kind="standing",
        title="禁止令",
        words=said(row.content, until(row.from_on, row.until_on)),
        part="court_order",
    )


def _member(row: Any) -> Iterator[Entry]:
    yield entry(
        row,
        "group_member",
        on=row.from_on,
        kind="standing",
        title="矫正小组",
        words=said(
            row.name, label("group_role", row.role), row.unit, until(row.from_on, row.until_on)
        ),
        part="group_member",
    )


def _paper(row: Any) -> Iterator[Entry]:
    if row.printed_at is None:
        return
    yield entry(
        row,
        "paper",
        on=row.printed_at,
        kind="paper",
        title="打印文书",
        words=form_of(row.form).title,
        number=row.number,
        part=f"paper/{row.form}/{row.subject_uid}" if row.subject_uid else "",
    )


DELIVERED_FORM: Any = (
    select(CorrectionsPaper.form)
    .where(
        CorrectionsPaper.office == CorrectionsDelivery.office,
        CorrectionsPaper.uid == CorrectionsDelivery.paper_uid,
    )
    .correlate(CorrectionsDelivery)
    .scalar_subquery()
    .label("form")
)
"""Which paper was delivered."""


def _delivery(row: Any) -> Iterator[Entry]:
    yield entry(
        row,
        "delivery",
        on=row.delivered_on,
        kind="paper",
        title="送达文书",
        words=said(
            f"《{form_of(row.form).title}》送达{row.recipient}",
            f"{row.received_by}签收" if row.received_by else None,
            row.note,
        ),
        who=row.delivered_by,
        part="papers",
    )


SOURCES: tuple[Source, ...] = (
    Source(
        "check_in",
        columns(
            CheckIn,
            *("kind", "happened_on", "happened_at", "method", "result", "staff", "note"),
            *("late_entry", "late_reason"),
        ),
        _check_in,
    ),
    Source(
        "exemption",
        columns(CheckInExemption, "kind", "from_on", "until_on", "reason", "approved_by"),
        _exemption,
    ),
    Source(
        "leave",
        columns(
            Leave,
            *("destination", "from_on", "until_on", "approved_from", "approved_until"),
            *("departed_at", "returned_at", "late_days", "late_reason", "handled_by"),
        ),
        _leave,
    ),
    Source(
        "spot_check",
        columns(SpotCheck, "leave_uid", "checked_at", "method", "result", "note", "staff"),
        _spot_check,
    ),
    Source(
        "step",
        columns(
            CorrectionsStep,
            *("leave_uid", "after", "happened_on", "decided_by", "document_number", "note"),
            *("reverses_uid", "recorded_at"),
        ),
        _step,
    ),
    Source(
        "hours",
        columns(
            HoursEntry,
            *("kind", "happened_on", "minutes", "counts_for", "topic", "place", "staff", "note"),
        ),
        _hours,
    ),
    plain(
        ControlChange,
        "control_change",
        kind="standing",
        title="管理类别",
        on="from_on",
        says=(("control_class", "control_class"), ("reason", "")),
        who="decided_by",
        number="document_number",
    ),
    Source(
        "suspension",
        columns(Suspension, "kind", "from_on", "until_on", "document_number", "note"),
        _suspension,
    ),
    Source("court_order", columns(CourtOrder, "content", "from_on", "until_on"), _order),
    Source(
        "group_member",
        columns(GroupMember, "name", "role", "unit", "from_on", "until_on"),
        _member,
    ),
    Source(
        "paper",
        columns(CorrectionsPaper, "form", "subject_uid", "number", "printed_at"),
        _paper,
    ),
    Source(
        "delivery",
        (
            *columns(
                CorrectionsDelivery,
                *("recipient", "received_by", "delivered_on", "delivered_by", "note"),
            ),
            DELIVERED_FORM,
        ),
        _delivery,
    ),
)
"""Where the time line comes from."""
