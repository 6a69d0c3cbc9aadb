"""县局通知: what a bureau writes to its offices; no official paper, a screen form only.

Source: office-standards B5, 通知、交办事项 with a due date.
"""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind

__all__ = ["NOTICE"]

NOTICE = Form(
    code="bureau.notice",
    title="县局通知",
    source="县局交办事项",
    rows=(
        (Field("title", "标题", required=True, help="司法所的“今日”里显示的就是这一行。"),),
        (Field("text", "内容", Kind.LONG_TEXT, required=True, lines=8),),
        (
            Field(
                "due_on",
                "办理期限",
                Kind.DATE,
                help="到期还没有读的，司法所的“今日”里算逾期；没有期限的不填。",
            ),
        ),
    ),
)
