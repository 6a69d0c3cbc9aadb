"""Why a file is not taken: one code per reason, one plain sentence per code.

A refused file has changed nothing. The codes are short enough for the telephone.
"""

from __future__ import annotations

from enum import StrEnum

from app.errors import ActionableError

__all__ = ["Refusal", "Refused"]


class Refusal(StrEnum):
    """The reasons, in the order in which a reader finds them."""

    UNREADABLE = "P01"
    NOT_A_PACKAGE = "P02"
    NEWER_FORMAT = "P03"
    WRONG_PURPOSE = "P04"
    UNKNOWN_SUITE = "P05"
    SUITE_TOO_WEAK = "P06"
    TOO_LARGE = "P07"
    TRUNCATED = "P08"
    DAMAGED = "P09"
    VOLUMES_MISSING = "P10"
    VOLUMES_MIXED = "P11"
    OTHER_RECIPIENT = "P12"
    UNKNOWN_SIGNER = "P13"
    REVOKED_SIGNER = "P14"
    BAD_SIGNATURE = "P15"
    WRONG_SENDER = "P16"
    OLD_EPOCH = "P17"
    NEWER_SCHEMA = "P18"
    MALFORMED = "P19"


_RESEND = "请让对方重新导出，再拷贝一次。"
_UPDATE = "请先更新本程序，再接收这个文件。"
_CALL = "请打电话向对方核实这个文件的来历；核实之前不要使用。"

_TEXTS: dict[Refusal, tuple[str, str]] = {
    Refusal.UNREADABLE: ("文件读不出来。", "请重新插好U盘再试；仍读不出时换一个U盘重新拷贝。"),
    Refusal.NOT_A_PACKAGE: ("这不是本程序的报送文件。", "请确认选对了文件。"),
    Refusal.NEWER_FORMAT: ("这个文件由更新版本的程序生成，本版本不认识。", _UPDATE),
    Refusal.WRONG_PURPOSE: (
        "文件的种类不对（报送、回执、公钥、通知不能互相代替）。",
        "请选对文件。",
    ),
    Refusal.UNKNOWN_SUITE: ("文件使用了本程序没有的加密算法。", _UPDATE),
    Refusal.SUITE_TOO_WEAK: ("文件使用的加密算法已不再允许。", "请对方更新程序后重新导出。"),
    Refusal.TOO_LARGE: ("文件超出允许的大小，已停止读取。", _RESEND),
    Refusal.TRUNCATED: ("文件不完整，后面缺了一段。", _RESEND),
    Refusal.DAMAGED: ("文件已损坏或被改动。", _RESEND),
    Refusal.VOLUMES_MISSING: ("分卷不齐。", "请把缺少的分卷一并拷来。"),
    Refusal.VOLUMES_MIXED: (
        "混入了重复的或别的文件的分卷。",
        "请只选同一次导出的各分卷，每卷一份。",
    ),
    Refusal.OTHER_RECIPIENT: ("这个文件是发给别的单位的，本单位打不开。", "请对方核对收件单位。"),
    Refusal.UNKNOWN_SIGNER: ("发件单位没有在本单位登记公钥。", "请先交换公钥文件并核对指纹。"),
    Refusal.REVOKED_SIGNER: ("发件单位的这把密钥已经作废。", _CALL),
    Refusal.BAD_SIGNATURE: ("签名不对，不能确认是谁发出的。", _CALL),
    Refusal.WRONG_SENDER: ("文件自称的单位与签名的单位不是同一个。", _CALL),
    Refusal.OLD_EPOCH: ("文件编号属于密钥更换以前，不能再用。", "请对方用现在的密钥重新导出。"),
    Refusal.NEWER_SCHEMA: ("文件里的数据由更新版本的程序登记。", _UPDATE),
    Refusal.MALFORMED: ("文件内容不合格式。", "请把代码告诉对方，由对方更新程序后重新导出。"),
}


class Refused(ActionableError):
    """A file that is not taken; nothing of it has been used and nothing has changed.

    ``reason`` is one of ``Refusal``; ``missing`` are the volume numbers not there; ``empty`` says that
    nothing at all is in the file, as a stick pulled out too early leaves it; ``detail`` is English, for the log, and names no person.
    """

    def __init__(
        self,
        reason: Refusal,
        detail: str = "",
        *,
        missing: tuple[int, ...] = (),
        empty: bool = False,
    ) -> None:
        self.reason = reason
        self.detail = detail
        self.missing = missing
        what, do = _TEXTS[reason]
        if missing:
            what = f"分卷不齐，缺第 {_listed(missing)} 卷。"
        if empty:
            what = "文件是空的（0 字节）。"
        super().__init__(reason.value, what, do=do)


def _listed(numbers: tuple[int, ...]) -> str:
    """``1、2、3`` of few numbers; of many, the first ten."""
    few = "、".join(str(number) for number in numbers[:10])
    return few if len(numbers) <= 10 else f"{few} 等 {len(numbers)}"
