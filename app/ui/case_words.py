"""What a deadline is called on screen."""

from __future__ import annotations

__all__ = ["DUE_WORDS"]

DUE_WORDS = {
    "mediation.limit": "调解期限",
    "mediation.reply": "反馈期限",
    "mediation.payment": "履行期限",
    "mediation.revisit": "回访",
    "mediation.confirmation": "司法确认",
    "mediation.ruling": "等待裁定",
    "mediation.limitation": "诉讼时效",
}
"""Kind of deadline → its word; the law is in ``services.mediation.clocks``."""
