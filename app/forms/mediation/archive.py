"""Lists of cases on paper: the register (案件登记簿), and what has been kept long enough (trust D1)."""

from __future__ import annotations

from app.forms.definition import Field, Kind, Register

__all__ = ["CASE_REGISTER", "REGISTERS", "RETENTION_REGISTER"]

CASE_REGISTER = Register(
    code="mediation.register",
    title="人民调解案件登记簿",
    source="人民调解工作台账；各地栏目不一，按本程序台账的栏目",
    columns=(
        Field("number", "卷号", weight=3),
        Field("accepted_on", "受理日期", Kind.DATE, weight=2),
        Field("parties", "当事人", weight=4),
        Field("dispute_type", "纠纷类型", weight=2),
        Field("source", "案件来源", weight=2),
        Field("state_label", "办理情况", weight=2),
        Field("agreed_on", "协议日期", Kind.DATE, weight=2),
        Field("due_words", "最近期限", weight=2),
    ),
)

RETENTION_REGISTER = Register(
    code="mediation.retention",
    title="保管期满卷宗鉴定清单",
    source="《档案法》关于保管期限和鉴定的规定；期限年数见规则文件",
    columns=(
        Field("number", "卷号", weight=3),
        Field("title", "卷名", weight=4),
        Field("filed_on", "立卷日期", Kind.DATE, weight=2),
        Field("retention", "保管期限", weight=1),
        Field("ends_on", "期满日期", Kind.DATE, weight=2),
        Field("archive_place", "存放位置", weight=2),
        Field("opinion", "鉴定意见", weight=3),
        Field("signature", "鉴定人签名", weight=2),
    ),
)
"""The last two columns are left empty: an archive is never destroyed by a program."""

REGISTERS = (CASE_REGISTER, RETENTION_REGISTER)
