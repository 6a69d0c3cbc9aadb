"""What the pages of an office show of the county's answers: plain values, in the clerk's words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.services.reminders import Target

__all__ = ["AnswerOutcome", "Mark", "NoticeView", "Ruling", "in_words"]


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """What an answer brought. ``state``: taken, repeated, older."""

    state: str
    number: int
    received: tuple[str, ...] = ()  # what each receipt says
    accepted: int = 0
    returned: int = 0
    notices: int = 0
    decisions: int = 0
    message: str = ""

    def worded(self) -> AnswerOutcome:
        """With what it brought in words."""
        said = [
            f"{words} {number} {unit}。"
            for words, number, unit in (
                ("退回", self.returned, "条，请逐条照原因改好，改好的随下一个包报送"),
                ("通过", self.accepted, "条"),
                ("县局通知", self.notices, "件，请查看后点“已读”"),
                ("批复", self.decisions, "件，请在对应的页上按批复登记"),
            )
            if number
        ]
        return replace(self, message="\n".join([*self.received, *said]) or "没有新的内容。")

    def with_bundle(self, said: str) -> AnswerOutcome:
        """With what became of the bundle it carried."""
        return replace(self, message="\n".join(filter(None, (self.message, said))))


def in_words(state: str, number: int) -> str:
    """What to say of an answer that changes nothing."""
    if state == "repeated":
        return f"第 {number} 号反馈以前已经导入过，这次没有改动。"
    return f"第 {number} 号反馈比本所已有的旧，内容都在后来的反馈里，这次没有改动。"


MARKS = {
    "returned": "退回",
    "mended": "已改待报",
    "sent": "已改已报",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A record the county returned. ``state``: returned, mended (edited since), sent (and sealed)."""

    kind: str
    uid: str
    title: str
    state: str
    reason: str
    judged_at: datetime
    judged_by: str
    target: Target

    @property
    def words(self) -> str:
        """退回, 已改待报, 已改已报."""
        return MARKS[self.state]


@dataclass(frozen=True, slots=True)
class NoticeView:
    """县局通知; ``read_at`` is when this account ticked it, ``readers`` who has in this office."""

    uid: str
    title: str
    text: str
    due_on: date | None
    issued_at: datetime
    issued_by: str
    attachment_name: str
    withdrawn: bool
    read_at: datetime | None
    readers: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """批复: what the county decided on a proposal, and the values of the form that records it."""

    kind: str
    uid: str
    values: dict[str, Any]
    opinion: str
    made_at: datetime
