"""Why an update is not taken: one code and one plain sentence each. The running version is untouched."""

from __future__ import annotations

from enum import StrEnum

from app.errors import ActionableError

__all__ = ["NotUpdated", "Why"]


class Why(StrEnum):
    """The reasons, in the order in which a reader finds them."""

    UNREADABLE = "V01"
    NOT_AN_UPDATE = "V02"
    NO_RELEASE_KEYS = "V03"
    TOO_FEW_SIGNATURES = "V04"
    BROKEN_ROOTS = "V05"
    MALFORMED = "V06"
    OTHER_SYSTEM = "V07"
    NOT_NEWER = "V08"
    STEP_MISSING = "V09"
    DAMAGED = "V10"
    NO_PLACE = "V11"
    NOT_FROZEN = "V12"


_RESEND = "请重新拷贝更新文件；仍然不行的，请向发放单位重新索取。"
_CALL = "请不要使用这个文件，向发放更新的单位核实来历。"

_TEXTS: dict[Why, tuple[str, str]] = {
    Why.UNREADABLE: ("更新文件读不出来。", "请重新插好U盘再试。"),
    Why.NOT_AN_UPDATE: ("这不是本程序的更新文件。", "请确认选对了文件。"),
    Why.NO_RELEASE_KEYS: (
        "本程序没有内置发布公钥，不能接收更新文件。",
        "请向发放单位领取完整的安装文件夹。",
    ),
    Why.TOO_FEW_SIGNATURES: ("更新文件的签名不够，不能确认是正式发布的。", _CALL),
    Why.BROKEN_ROOTS: ("更新文件里的发布公钥接不上本程序认得的公钥。", _CALL),
    Why.MALFORMED: ("更新文件的内容不合格式。", _CALL),
    Why.OTHER_SYSTEM: (
        "这个更新文件是给另一种操作系统的。",
        "请索取与本机操作系统相同的更新文件。",
    ),
    Why.NOT_NEWER: (
        "更新文件的版本不比现在用过的新。",
        "不能用旧版本代替新版本；要退回旧版本，请用备份恢复到旧版本的安装文件夹。",
    ),
    Why.STEP_MISSING: ("现在的版本太旧，不能一步更新到这个版本。", "请先安装中间的版本。"),
    Why.DAMAGED: ("更新文件不完整或者已损坏。", _RESEND),
    Why.NO_PLACE: (
        "程序所在的文件夹不能写入。",
        "请把整个程序文件夹复制到自己的用户目录下，或者请管理电脑的同志来更新。",
    ),
    Why.NOT_FROZEN: ("现在运行的不是安装版，不用更新文件。", "请直接更新源代码。"),
}


class NotUpdated(ActionableError):
    """No update was made. ``detail`` is English, for the log."""

    def __init__(self, why: Why, detail: str = "") -> None:
        self.why, self.detail = why, detail
        what, do = _TEXTS[why]
        super().__init__(why.value, what, safe="现在的版本和数据都没有变化。", do=do)
