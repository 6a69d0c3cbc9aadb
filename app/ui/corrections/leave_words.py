"""What the panel of a leave says: its heading, how far it has come, what is on record, its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from app.days import short_day
from app.forms.codes import label
from app.forms.display import show
from app.forms.leave import LEAVE_APPLICATION, SPOT_CHECK
from app.services.answer_views import Ruling
from app.services.corrections.leave_view import LeaveStep
from app.services.veil import veiled_as
from app.ui import theme
from app.ui.county_bar import ruling_words

__all__ = ["history_of", "particulars", "title_of", "way_of"]

SHOWN = ("reason_text", "destination", "destination_address", "transport", "contact_phone")
WAY = ("申请", "意见", "批准", "外出", "销假")
REACHED = {
    "applied": 1,
    "opinion_given": 2,
    "waiting_county": 2,
    "waiting_superior": 2,
    "approved": 3,
    "away": 4,
    **dict.fromkeys(("closed", "joined"), 5),
}


def title_of(facts: Mapping[str, Any]) -> str:
    """From when to when, how many days, and where to: as approved, or else as asked for."""
    start = facts.get("approved_from") or facts["from_on"]
    end = facts.get("approved_until") or facts["until_on"]
    return f"{short_day(start)}至{short_day(end)}  共{facts['days']}天  {facts['destination']}"


def way_of(facts: Mapping[str, Any], today: date) -> str:
    """申请 ✓ › 意见 ✓ › 批准 …, and the state in words as the list says it, as rich text."""
    state = facts["state"]
    reached = REACHED.get(state)
    good, muted, accent, bad = (theme.COLOURS[name] for name in ("good", "faint", "accent", "bad"))
    named = label("leave_state", state)
    if state == "away" and today > (facts.get("approved_until") or facts["until_on"]):
        named = f"<span style='color:{bad}'>{label('leave_state', 'overdue')}</span>"
    if reached is None:
        return f"<span style='color:{muted}'>{named}</span>"
    parts = []
    for number, step in enumerate(WAY):
        if number < reached:
            parts.append(f"<span style='color:{good}'>✓ {step}</span>")
        elif number == reached:
            parts.append(f"<b style='color:{accent}'>{step}</b>")
        else:
            parts.append(f"<span style='color:{muted}'>{step}</span>")
    arrow = f"<span style='color:{muted}'>&nbsp;&nbsp;›&nbsp;&nbsp;</span>"
    return f"{arrow.join(parts)}&nbsp;&nbsp;&nbsp;&nbsp;{named}"


def particulars(
    facts: Mapping[str, Any], ruling: Ruling | None, read: Callable[[str, str], str]
) -> list[tuple[str, str]]:
    """What is on record, as pairs of a caption and its words; what is empty is left out.

    ``read`` takes the name of a field and its words, and cuts what is not to be seen whole (E3).
    """
    lines = []
    for name in SHOWN:
        field = LEAVE_APPLICATION.field(name)
        if words := show(field, facts.get(name)):
            lines.append((field.label, read(name, words)))
    if facts.get("opinion"):
        lines.append(("本所意见", f"{facts['opinion']}（{facts['opinion_by']}）"))
    if facts.get("decided_by"):
        number = f" {facts['decision_number']}" if facts.get("decision_number") else ""
        verdict = "准予外出" if facts.get("approved") else "不予批准"
        lines.append(("批准结果", f"{facts['decided_by']}{number} {verdict}"))
    if ruling is not None:
        lines.append(("县局批复", ruling_words(ruling)))
    if facts.get("refusal_text"):
        lines.append(("不批准的理由", facts["refusal_text"]))
    for name, words in (
        ("departed_at", "实际离开"),
        ("returned_at", "实际返回"),
        ("back_reported_at", "到所报告"),
    ):
        if moment := facts.get(name):
            lines.append((words, f"{moment:%Y-%m-%d %H:%M}"))
    if facts.get("late_days"):
        lines.append(("逾期", f"{facts['late_days']}天  {facts.get('late_reason') or ''}"))
    if checks := facts.get("spot_checks"):
        told = "\n".join(_looked(one, read) for one in checks)
        lines.append((f"抽查{len(checks)}次", told))
    return lines


def _looked(check: Mapping[str, Any], read: Callable[[str, str], str]) -> str:
    """One look during the leave, as it was recorded (实施办法 28)."""
    words = [f"{check['checked_at']:%m-%d %H:%M}"]
    words += [
        read(veiled_as(field), said).replace("\n", " ")
        for field in SPOT_CHECK.fields()
        if field.name != "checked_at" and (said := show(field, check.get(field.name)))
    ]
    return "　".join(words)


def history_of(steps: Sequence[LeaveStep]) -> str:
    """经过: a line a step, with who decided and the number of the paper."""
    lines = []
    for step in steps:
        facts = "  ".join(filter(None, (step.decided_by, step.document_number)))
        words = f"{step.happened_on:%Y-%m-%d}  {label('leave_state', step.after)}"
        lines.append(f"{words}  {facts}".rstrip())
    return "经过\n" + "\n".join(lines)
