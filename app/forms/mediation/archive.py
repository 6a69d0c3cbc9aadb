"""保管期满卷宗鉴定清单: dossiers whose retention is over, for people to decide on (trust D1)."""

from __future__ import annotations

from app.forms.definition import Field, Kind, Register

__all__ = ["REGISTERS", "RETENTION_REGISTER"]

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

REGISTERS = (RETENTION_REGISTER,)
