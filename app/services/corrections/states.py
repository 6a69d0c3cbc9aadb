"""The states of a person in corrections and the steps between them.

Source: 社区矫正法 21, 22, 44, 45; 实施办法 30, 31, 38, 53 (corrections notes §3.3). What the county or
a court decides is only recorded here, with its document; no step happens by itself at midnight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.days import show_date
from app.errors import ActionableError
from app.forms.codes import label

__all__ = [
    "ACTIVE",
    "ENDED",
    "MOVES",
    "ON_THE_BOOKS",
    "TRANSITIONS",
    "Move",
    "NotAllowed",
    "check_step",
    "move",
]


@dataclass(frozen=True, slots=True)
class Move:
    """One step: what happens, who decides it, and the paper it rests on.

    ``document`` says that the step is not kept without the deciding body and its number.
    """

    before: str
    after: str
    event: str
    decides: str
    paper: str = ""
    document: bool = False


COUNTY, OFFICE, COURT = "县级决定，本所登记", "本所登记，报县级", "法院等决定，本所登记"


def _moves() -> Iterable[Move]:
    yield Move("", "inquiry", "收到调查评估委托函", COUNTY, "委托函")
    yield Move("", "expected", "收到法律文书或县级通知", COUNTY, "法律文书")
    yield Move("", "moving_in", "收到原执行地的文书", COUNTY, "执行地变更决定书")
    yield Move("", "enrolled", "已报到，补登记", COUNTY, "法律文书")
    yield Move("inquiry", "expected", "收到法律文书", COUNTY, "法律文书")
    yield Move("expected", "enrolled", "报到、接收登记", COUNTY, "报到情况通知单")
    yield Move("expected", "overdue_report", "超过报到期限没有报到", COUNTY, "报到情况通知单")
    yield Move("overdue_report", "enrolled", "查回后报到", COUNTY, "查找记录")
    yield Move(
        "overdue_report", "revocation_proposed", "提请撤销、收监", COUNTY, "建议书", document=True
    )
    yield Move("moving_in", "enrolled", "在本所报到", COUNTY, "执行地变更回执")
    for before in ("enrolled", "term_ending", "moving_out"):
        yield Move(before, "lost", "失去联系，立即查找", OFFICE, "查找记录")
    yield Move("lost", "enrolled", "联系上或者查回", OFFICE, "查找记录")
    yield Move("lost", "out_of_control", "查找不到", OFFICE, "查找记录、协助查找通知书")
    for before in ("enrolled", "term_ending", "moving_out"):
        yield Move(before, "out_of_control", "未经批准离开、逾期未归", OFFICE, "脱离监管登记")
    yield Move("out_of_control", "enrolled", "查回", OFFICE, "查找记录")
    for before in ("enrolled", "term_ending", "out_of_control"):
        yield Move(before, "revocation_proposed", "提请撤销、收监", COUNTY, "建议书", document=True)
    yield Move("revocation_proposed", "enrolled", "没有撤销、收监", COURT, "裁定书或者决定书")
    yield Move("enrolled", "moving_out", "同意变更执行地", COUNTY, "执行地变更决定书")
    yield Move("moving_out", "moved_out", "在新执行地报到", COUNTY, "回执", document=True)
    yield Move("moving_out", "enrolled", "没有迁居", COUNTY, "县级通知")
    yield Move("enrolled", "term_ending", "期满前办理总结、鉴定", OFFICE, "个人总结")
    yield Move("term_ending", "enrolled", "期限变更", OFFICE, "裁定书")
    for before in ("enrolled", "term_ending", "revocation_proposed", "lost", "out_of_control"):
        yield Move(before, "released", "期满或者赦免", COUNTY, "解除社区矫正证明书", document=True)
    for before in ACTIVE - {"inquiry"}:
        yield Move(
            before,
            "terminated",
            "撤销缓刑、假释，收监，死亡",
            COURT,
            "裁定书、决定书或者证明",
            document=True,
        )


ENDED = frozenset({"released", "terminated", "moved_out"})
ON_THE_BOOKS = frozenset(
    {"enrolled", "lost", "out_of_control", "revocation_proposed", "moving_out", "term_ending"}
)
"""在册: counted, and under the rhythm of check-ins."""
ACTIVE = ON_THE_BOOKS | {"inquiry", "expected", "overdue_report", "moving_in"}

MOVES: dict[tuple[str, str], Move] = {(m.before, m.after): m for m in _moves()}
"""Every step the procedure knows."""

TRANSITIONS: dict[str, frozenset[str]] = {
    before: frozenset(a for b, a in MOVES if b == before) for before, _ in MOVES
}
"""From where to where; the states that are missing on the left are ends."""

COERCIVE = frozenset({"criminal_detention", "arrest"})
"""强制措施 that hold up an expiry (司办通〔2021〕94号)."""


class NotAllowed(ActionableError):
    """The step cannot be taken from where the person or the leave stands."""

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__("C01", what, do=do)


def move(before: str, after: str) -> Move | None:
    """The step from one state to another, if there is one."""
    return MOVES.get((before, after))


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
            f"发生日期早于上一次变更（{show_date(last)}）。", "请核对日期，按先后次序登记。"
        )
