"""What the life of a person adds to the time line: plan, sanctions, absence, health, transfer, papers.

Each source says which day an entry stands on, what it is called, and which columns tell it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.forms.codes import label
from app.models.corrections import CorrectionsScan
from app.models.corrections_events import (
    CorrectionsIncident,
    CorrectionsInquiry,
    CorrectionsReoffence,
)
from app.models.corrections_health import GuarantorCheck, HealthExtension, HealthReport
from app.models.corrections_plan import (
    CorrectionsPlan,
    Declaration,
    PlanAdjustment,
    PlanReview,
    TermChange,
)
from app.models.sanctions import AbsenceEpisode, Positioning, Sanction, SearchRecord
from app.models.transfers import CorrectionsSeal, CorrectionsTransfer
from app.services.corrections.timeline_entry import (
    Entry,
    Source,
    Stage,
    columns,
    plain,
    said,
    stages,
)

__all__ = ["LIFE_SOURCES"]


def _sanction(row: Any) -> Iterator[Entry]:
    """Proposed here, decided elsewhere, perhaps revoked: each on its own day."""
    kind = label("sanction_kind", row.kind)
    result = said(label("sanction_result", row.result), row.reply)
    return stages(
        row,
        "sanction",
        Stage(row.proposed_on, f"提出{kind}", said(row.facts), row.proposed_by),
        Stage(row.decided_on, kind, result, row.decided_by, row.decision_number),
        Stage(row.delivered_on, f"{kind}送达本人", number=row.decision_number),
        Stage(row.revoked_on, f"撤销{kind}", said(row.revoked_reason), number=row.revoked_number),
        kind="sanction",
        part="sanction",
    )


def _absence(row: Any) -> Iterator[Entry]:
    cause = label("absence_cause", row.cause)
    return stages(
        row,
        "absence",
        Stage(row.first_absent_on, "脱离监管", said(cause, row.circumstances)),
        Stage(row.county_told_on, "报告县级", cause),
        Stage(row.police_asked_on, "书面通知公安协助查找", said(row.police_document)),
        Stage(row.found_on, "查回", said(row.found_how, row.conclusion), row.handled_by),
        kind="sanction",
        part="absence",
    )


def _transfer(row: Any) -> Iterator[Entry]:
    way = label("transfer_direction", row.direction)
    where = said(way, row.other_authority, row.new_address)
    decision = label("transfer_decision", row.decision)
    return stages(
        row,
        "transfer",
        Stage(row.applied_on, "申请变更执行地", said(where, row.reason)),
        Stage(row.decided_on, "执行地变更决定", decision, row.decided_by, row.decision_number),
        Stage(row.handed_over_on, "交接", where),
        Stage(row.reported_on, "到新执行地报到", where),
        Stage(row.cancelled_on, "没有迁居", where),
        kind="standing",
        part="transfer",
        address=row.new_address,
    )


LIFE_SOURCES: tuple[Source, ...] = (
    Source(
        "sanction",
        columns(
            Sanction,
            *("kind", "facts", "proposed_on", "proposed_by", "result", "decided_by", "decided_on"),
            *("decision_number", "reply", "delivered_on"),
            *("revoked_on", "revoked_number", "revoked_reason"),
        ),
        _sanction,
    ),
    Source(
        "absence",
        columns(
            AbsenceEpisode,
            *("cause", "first_absent_on", "circumstances", "county_told_on", "police_asked_on"),
            *("police_document", "found_on", "found_how", "conclusion", "handled_by"),
        ),
        _absence,
    ),
    Source(
        "transfer",
        columns(
            CorrectionsTransfer,
            *("direction", "applied_on", "reason", "new_address", "other_authority", "decision"),
            *("decided_on", "decided_by", "decision_number", "handed_over_on", "reported_on"),
            "cancelled_on",
        ),
        _transfer,
    ),
    plain(
        CorrectionsInquiry,
        "inquiry",
        kind="standing",
        title="调查评估",
        on="commission_received_on",
        says=(("inquiry_result", "inquiry_result"), ("adopted", "inquiry_adopted"), ("note", "")),
        who="commissioned_by",
        number="commission_number",
    ),
    plain(
        CorrectionsReoffence,
        "reoffence",
        kind="sanction",
        title="再犯罪",
        on="happened_on",
        says=(("kind", "reoffence_kind"), ("offences", ""), ("note", "")),
        number="document_number",
    ),
    plain(
        CorrectionsIncident,
        "incident",
        kind="sanction",
        title="突发事件",
        on="happened_on",
        says=(("kind", "incident_kind"), ("facts", ""), ("handling", "")),
        who="staff",
    ),
    plain(
        SearchRecord,
        "search",
        kind="sanction",
        title="查找",
        on="searched_at",
        says=(("way", "search_way"), ("target", ""), ("result", "search_result"), ("note", "")),
        who="staff",
    ),
    plain(
        Positioning,
        "positioning",
        kind="sanction",
        title="电子定位",
        on="from_on",
        says=(("ground", "positioning_ground"), ("evaluation", "")),
        who="decided_by",
        number="decision_number",
    ),
    plain(
        HealthReport,
        "health_report",
        kind="health",
        title="身体情况",
        on="reported_on",
        says=(("kind", "health_kind"), ("hospital", ""), ("findings", "")),
        who="staff",
    ),
    plain(
        HealthExtension,
        "health_extension",
        kind="health",
        title="调整报告期限",
        on="due_on",
        says=(("kind", "health_kind"), ("reason", "")),
        who="approved_by",
        number="document_number",
    ),
    plain(
        GuarantorCheck,
        "guarantor_check",
        kind="health",
        title="核查保证人",
        on="checked_on",
        says=(("guarantor_name", ""), ("note", "")),
        who="staff",
    ),
    plain(
        CorrectionsPlan,
        "plan",
        kind="plan",
        title="矫正方案",
        on="made_on",
        says=(("risk", "risk"), ("assessment", "")),
        who="made_by",
    ),
    plain(
        PlanAdjustment,
        "plan_adjustment",
        kind="plan",
        title="调整方案",
        on="adjusted_on",
        says=(("reason", ""), ("content", "")),
        who="adjusted_by",
    ),
    plain(
        PlanReview,
        "plan_review",
        kind="plan",
        title="评估方案",
        on="reviewed_on",
        says=(("effect", "plan_effect"), ("opinion", "")),
        who="reviewed_by",
    ),
    plain(
        Declaration,
        "declaration",
        kind="plan",
        title="宣告",
        on="held_at",
        says=(("kind", "declaration_kind"), ("place", ""), ("note", "")),
        who="host",
    ),
    plain(
        TermChange,
        "term_change",
        kind="standing",
        title="期限变更",
        on="decided_on",
        says=(("kind", "term_change_kind"), ("content", ""), ("note", "")),
        who="decided_by",
        number="document_number",
    ),
    plain(
        CorrectionsSeal,
        "seal",
        kind="standing",
        title="封存记录",
        on="sealed_on",
        says=(("basis", "sealing_basis"),),
        who="sealed_by",
        number="document_number",
    ),
    plain(
        CorrectionsScan,
        "scan",
        kind="paper",
        title="归档扫描件",
        on="dated_on",
        says=(("title", ""),),
        who="author",
        number="number",
    ),
)
"""Where the time line comes from beside the daily work."""
