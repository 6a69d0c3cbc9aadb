"""A receipt at the office, whether it came alone or inside an answer (P10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import month_words
from app.models.sync import OutboxPackage, Receipt
from app.services.base import Missing
from app.sync import outbox
from app.sync.receipt import Answer

__all__ = ["keep_receipt", "receipt_words"]


def keep_receipt(
    session: Session, office: str, answer: Answer, *, now: datetime, file: bytes = b""
) -> OutboxPackage:
    """Note what became of a package: 县局已收到 from now on. ``file`` as it came, when alone.

    A package that was received stays received. Raises ``Missing`` when this office never sealed it.
    """
    query = select(OutboxPackage).where(
        OutboxPackage.office == office, OutboxPackage.digest == answer.digest
    )
    package = session.scalar(query)
    if package is None:
        raise Missing("回执所答的报送包")
    if package.answer not in outbox.MERGED:
        package.answer, package.answered_at = answer.result, now
        session.merge(
            Receipt(
                office=office,
                digest=answer.digest,
                file=file,
                body=answer.as_row(),
                made_at=answer.received_at,
            )
        )
        if answer.result in outbox.MERGED:
            outbox.drop_files(session, package)
    return package


def receipt_words(answer: Answer, bundle: int) -> str:
    """What the message box says of a receipt, at an office that works by version ``bundle``."""
    number = f" {month_words(answer.month)} 第 {answer.seq} 号包"
    match answer.result:
        case "merged":
            text = f"县局已收到{number}：新增 {answer.new} 条，更新 {answer.changed} 条，作废 {answer.deleted} 条。"
        case "superseded":
            text = f"县局已收到更新的包，{number.strip()}的内容都在其中。"
        case "held":
            text = f"县局暂不能并入{number}（中间缺了内容），请封一个“完整包”再报送。"
        case _:
            text = f"县局发现{number}的编号与另一个包冲突，已暂停接收本所。请立即给县局打电话。"
    if answer.missing:
        listed = "、".join(map(str, answer.missing[:10]))
        text += f"县局没有见到第 {listed} 号包，内容已包含在后来的包里，不用补报。"
    if answer.bundle > bundle:
        here = f"本所用的是第 {bundle} 版" if bundle else "本所还没有导入过"
        text += f"县局的配置包已到第 {answer.bundle} 版，{here}，请向县局要配置包文件。"
    if answer.rejects:
        text += f"退回 {len(answer.rejects)} 条，请逐条查看原因。"
    return text
