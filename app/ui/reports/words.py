"""Where 报送 stands, in words: one heading, what explains it, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.days import month_words, short_day
from app.services.bureau.words import TITLES
from app.services.report_views import ASK_AFTER_DAYS, Preflight, ReportStatus, SentPackage
from app.ui.store.recovery_words import heading_of, missing_of

__all__ = [
    "Standing",
    "before_sealing",
    "called",
    "counted",
    "figures_of",
    "mostly",
    "standing",
    "to_go",
]

Step = Literal["keys", "recover", "full", "export", "receipt", "seal"]


@dataclass(frozen=True, slots=True)
class Standing:
    """``picture`` names an icon; ``step`` is what the main button does."""

    picture: str
    heading: str
    detail: str
    step: Step


def called(package: SentPackage) -> str:
    """2026年11月 第 3 号包."""
    return f"{month_words(package.month)} 第 {package.number} 号包"


def counted(counts: Mapping[str, int]) -> str:
    """调解案件 3 条、当事人 6 条."""
    return "、".join(f"{TITLES.get(table, table)} {n} 条" for table, n in counts.items() if n)


def mostly(counts: Mapping[str, int], kinds: int = 4) -> str:
    """调解文书 93 条、人员卡 48 条等: the most frequent kinds, so that it stays one line."""
    there = {table: n for table, n in counts.items() if n}
    if len(there) <= kinds:
        return counted(there)
    most = dict(sorted(there.items(), key=lambda item: -item[1])[:kinds])
    return f"{counted(most)}等"


def standing(status: ReportStatus) -> Standing:
    """What the clerk should know first."""
    if not status.enrolled:
        return Standing(
            "lock",
            "还没有和县局交换公钥，现在不能封存报送。",
            "公钥像一把只有县局能开的锁：交换一次，以后每月都能用。大约需要十分钟和一通电话。",
            "keys",
        )
    if status.arrival is not None:
        return Standing(
            "warning",
            heading_of(status.arrival),
            "现在不能封存、导出，登记和打印照常。" + missing_of(status.arrival),
            "recover",
        )
    if status.needs_full:
        return Standing(
            "warning",
            "县局要求报送一个完整包。",
            "上一个包没有并入。请封存一个完整包，导出后再交给县局。",
            "full",
        )
    if status.unanswered:
        return _on_its_way(status.unanswered[0])
    if status.last is None:
        return Standing(
            "info", "还没有报送过。", "选好月份，看过下面的检查结果，就可以封存。", "seal"
        )
    answered = status.last.answered_at
    when = f"{short_day(answered)}导入了回执。" if answered else ""
    return Standing("done", f"县局已收到 {called(status.last)}。", when, "seal")


def _on_its_way(package: SentPackage) -> Standing:
    if package.exported_at is None:
        return Standing(
            "package",
            f"{called(package)}已封存，还没有导出。",
            "请插好U盘，把它导出后交给县局。",
            "export",
        )
    days = package.days_waiting
    if days >= ASK_AFTER_DAYS:
        return Standing(
            "warning",
            f"{called(package)}已等 {days} 天，还没有县局回执。",
            "请给县局打电话要回执文件；U盘丢了也不要紧，可以重新导出同一个包。",
            "receipt",
        )
    waited = f"已等 {days} 天。" if days else ""
    return Standing(
        "package",
        f"{called(package)}已导出，等县局回执。",
        waited + "拿到回执文件后在这里导入，才算“县局已收到”。",
        "receipt",
    )


def to_go(found: Preflight, unsent: int) -> str:
    """What sealing would send; ``unsent`` records are in no package yet (P5)."""
    month = month_words(found.month)
    again = ""
    if found.already_sealed:
        number = found.already_sealed[0].number
        again = f"{month}已封存过第 {number} 号包，再封的是补报（更正）。"
    if found.zero:
        return again + f"{month}没有要报送的新记录，封存后作为零报告报送。"
    total = sum(found.counts.values())
    words = again + f"将报送 {total} 条记录：{mostly(found.counts)}。"
    if repeated := total - unsent:
        words += f"其中 {repeated} 条在还没有回执的包里，再带一遍，不会重复计算。"
    return words


def figures_of(status: ReportStatus) -> str:
    """What waits to be sent, and what the county holds."""
    if status.unsent:
        parts = [f"还没有报送的记录 {status.unsent} 条（{mostly(status.unsent_by_table)}）"]
    else:
        parts = ["没有待报送的记录"]
    if status.held:
        parts.append(f"扣下没有报的 {len(status.held)} 条")
    if (got := status.last_received) is not None and got is not status.last:
        parts.append(f"县局最近收到的是 {called(got)}")
    return "；".join(parts) + "。"


def before_sealing(to_go: str, incomplete: int, *, full: bool) -> str:
    """What is asked once more."""
    words = "将把本所的全部记录重新报一遍。" if full else to_go
    if incomplete:
        words += f"\n还有 {incomplete} 处不完整，改好以后下次会一并报送。"
    return words + "\n封存后内容不再变化，以后的改动进入下一个包。"
