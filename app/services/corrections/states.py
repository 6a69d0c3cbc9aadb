"""The states of a person in corrections and the steps between them.

Source: 社区矫正法 21, 22, 44, 45; 实施办法 38, 53. What the county or a court decides is only
recorded here, with its document; no step happens by itself at midnight.
"""

from __future__ import annotations

from datetime import date

from app.errors import ActionableError
from app.forms.codes import label

__all__ = ["ACTIVE", "ENDED", "ON_THE_BOOKS", "NotAllowed", "check_step"]

TRANSITIONS: dict[str, frozenset[str]] = {
    "": frozenset({"inquiry", "expected", "moving_in", "enrolled"}),
    "inquiry": frozenset({"expected"}),
    "expected": frozenset({"enrolled", "overdue_report"}),
    "overdue_report": frozenset({"enrolled", "revocation_proposed", "terminated"}),
    "moving_in": frozenset({"enrolled"}),
    "enrolled": frozenset(
        {"lost", "revocation_proposed", "moving_out", "term_ending", "released", "terminated"}
    ),
    "lost": frozenset({"enrolled", "out_of_control", "terminated"}),
    "out_of_control": frozenset({"enrolled", "revocation_proposed", "terminated"}),
    "revocation_proposed": frozenset({"enrolled", "released", "terminated"}),
    "moving_out": frozenset({"enrolled", "moved_out", "terminated"}),
    "term_ending": frozenset({"enrolled", "revocation_proposed", "released", "terminated"}),
}
"""From where to where; the states that are missing on the left are ends."""

ENDED = frozenset({"released", "terminated", "moved_out"})
ON_THE_BOOKS = frozenset(
    {"enrolled", "lost", "out_of_control", "revocation_proposed", "moving_out", "term_ending"}
)
"""在册: counted, and under the rhythm of check-ins."""
ACTIVE = ON_THE_BOOKS | {"inquiry", "expected", "overdue_report", "moving_in"}

COUNTY_DECIDES = frozenset({"moved_out", "revocation_proposed"})
"""Steps the office records with the deciding body and its document number."""

COERCIVE = frozenset({"criminal_detention", "arrest"})
"""强制措施 that hold up an expiry (司办通〔2021〕94号)."""


class NotAllowed(ActionableError):
    """The step cannot be taken from where the person or the leave stands."""

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__("C01", what, do=do)


def check_step(
    before: str, after: str, *, happened_on: date, last: date | None, today: date
) -> None:
    """Refuse a step the procedure does not know, or one that lies in the future or out of order."""
    if after not in TRANSITIONS.get(before, frozenset()):
        now = label("corrections_state", before) or "尚未登记"
        raise NotAllowed(
            f"对象现在是“{now}”，不能变更为“{label('corrections_state', after)}”。",
            "请先登记中间的环节；登记错了的，撤销上一步后重新登记。",
        )
    if happened_on > today:
        raise NotAllowed("发生日期在今天以后。", "请填写实际发生的日期。")
    if last is not None and happened_on < last:
        raise NotAllowed(
            f"发生日期早于上一次变更（{last:%Y年%m月%d日}）。", "请核对日期，按先后次序登记。"
        )
