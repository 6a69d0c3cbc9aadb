"""Why a genuine package is not merged: one code per reason, one plain sentence per code (P7-P9).

``refusal`` is about files; this is about what a well-sealed package of a known office says. Either
way the records of the store stay as they were.
"""

from __future__ import annotations

from enum import StrEnum

from app.errors import ActionableError

__all__ = ["NotMerged", "Objection"]


class Objection(StrEnum):
    """The reasons, in the order in which the county looks for them."""

    PRACTICE_AT_REAL = "P31"
    REAL_AT_PRACTICE = "P32"
    UNKNOWN_DATA = "P33"
    FOREIGN_ROW = "P34"
    OLD_EPOCH = "P35"
    FORK = "P36"
    STOPPED = "P37"
    SUPERSEDED = "P38"
    GAP = "P39"
    CONTRADICTORY = "P40"
    TOTALS_DIFFER = "P41"


_TEXTS: dict[Objection, tuple[str, str]] = {
    Objection.PRACTICE_AT_REAL: (
        "这是练习所做的练习包，里面是虚构的人和事，不能并入正式数据。",
        "请让对方用正式的所重新封包；练习包只能交给练习用的县局。",
    ),
    Objection.REAL_AT_PRACTICE: (
        "这是正式的报送包，不能并入练习用的县局。",
        "请在正式的县局程序里接收这个文件。",
    ),
    Objection.UNKNOWN_DATA: (
        "包里有本程序不认识的数据项。",
        "请先更新本程序，再接收这个文件。",
    ),
    Objection.FOREIGN_ROW: (
        "包里混有别的所的记录，整包没有并入。",
        "请打电话向报送的所核实；不要再次导入这个文件。",
    ),
    Objection.OLD_EPOCH: (
        "这个包是该所重新编号以前的，不能再用。",
        "请该所用现在的程序重新封包。",
    ),
    Objection.FORK: (
        "同一编号收到了两个内容不同的包：该所的数据可能被复制到了两台电脑，或恢复过旧备份。该所的接收已暂停。",
        "请打电话问清哪一台是正在用的电脑，在收件页解除暂停，再请该所报送一个完整包。",
    ),
    Objection.STOPPED: (
        "该所因编号冲突已暂停接收。",
        "请先与该所核实，在收件页解除暂停，再请该所报送一个完整包。",
    ),
    Objection.SUPERSEDED: (
        "该所后来的包已经并入，其中包含了这个包的全部内容。",
        "不用再导入这个文件。",
    ),
    Objection.GAP: (
        "这个包接着一个本局没有的包，中间缺了内容，暂不并入。",
        "请该所在报送页选“完整包”重新封一次。",
    ),
    Objection.CONTRADICTORY: (
        "包里的记录互相矛盾（编号重复，或引用了不存在的记录），整包没有并入。",
        "请该所选“完整包”重新封一次；仍不行时把代码告诉维护人员。",
    ),
    Objection.TOTALS_DIFFER: (
        "并入后的记录数与该所自己点的数对不上，整包已退回原状。",
        "请该所选“完整包”重新封一次；该所恢复过备份的，先请其读入本局的归还数据。",
    ),
}


class NotMerged(ActionableError):
    """A package that is not merged; the records are as they were before.

    ``reason`` is one of ``Objection``; ``detail`` is English, for the log, and names no person.
    """

    def __init__(self, reason: Objection, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        what, do = _TEXTS[reason]
        super().__init__(reason.value, what, do=do)
