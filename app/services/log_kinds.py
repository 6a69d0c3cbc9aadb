"""What stands in the log: the kinds of entries and their words (trust U1)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

__all__ = ["KINDS", "Kind"]


class Kind(StrEnum):
    """One kind of entry; ``change`` is written by the store itself."""

    LOGIN = "login"
    FAILED = "failed"
    CHANGE = "change"
    PRINT = "print"
    EXPORT = "export"
    IMPORT = "import"
    SEAL = "seal"
    HOLD = "hold"
    RECEIVE = "receive"
    UNDO = "undo"
    VERDICT = "verdict"
    SEALED = "sealed"
    REVEAL = "reveal"
    ACCOUNT = "account"
    HANDOVER = "handover"
    KEY = "key"
    SETTING = "setting"
    RESTORE = "restore"
    CHAIN = "chain"


KINDS: Mapping[Kind, str] = {
    Kind.LOGIN: "登录",
    Kind.FAILED: "密码输错",
    Kind.CHANGE: "改动记录",
    Kind.PRINT: "打印",
    Kind.EXPORT: "导出",
    Kind.IMPORT: "导入",
    Kind.SEAL: "封包",
    Kind.HOLD: "扣下和解除",
    Kind.RECEIVE: "收件",
    Kind.UNDO: "撤销收件",
    Kind.VERDICT: "审核批复",
    Kind.SEALED: "查阅封存",
    Kind.REVEAL: "显示证件号",
    Kind.ACCOUNT: "账号",
    Kind.HANDOVER: "工作交接",
    Kind.KEY: "密钥",
    Kind.SETTING: "设置",
    Kind.RESTORE: "恢复备份",
    Kind.CHAIN: "核对日志",
}
