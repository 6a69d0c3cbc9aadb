"""What 恢复后核对 says: how the data came here, what is missing, what the county's file did."""

from __future__ import annotations

from datetime import datetime

from app.days import month_words, show_date
from app.services.recovery.mark import Arrival, Kind
from app.services.recovery.service import BroughtHome

__all__ = ["choices_of", "heading_of", "missing_of", "outcome"]

MOST = 6

CHOICES = (
    (
        Kind.MOVED,
        "搬来的：以后就在这里用，原来的地方不再用",
        "要请县局换发新编号。原来的地方如果再报送，县局会拒收。",
    ),
    (
        Kind.COPY,
        "拷贝的：只在这里看看",
        "这里不能封存、导出。请到正在使用的那台电脑上登记、报送。",
    ),
    (
        Kind.RESTORED,
        "恢复的：把以前的备份或旧文件夹放了回来",
        "可能缺了后来的记录，要请县局归还。",
    ),
)
"""What the clerk may answer, and what each answer means."""
IN_PRACTICE = {
    Kind.MOVED: "登记、打印照常。要再练报送，先请练习用的县局换发新编号，做法和正式工作一样。",
    Kind.COPY: "登记、打印都可以练，只是不能封存、导出练习包。发给各人练手的文件夹，选这一项。",
    Kind.RESTORED: "要再练报送，先请练习用的县局归还后来的记录，做法和正式工作一样。",
}
"""The same for a practice office: nothing real can be lost or reported (C1, F78)."""


def choices_of(*, practice: bool) -> tuple[tuple[Kind, str, str], ...]:
    """Answer, its words, and what it means here."""
    if not practice:
        return CHOICES
    return tuple((kind, words, IN_PRACTICE[kind]) for kind, words, _ in CHOICES)


def heading_of(arrival: Arrival, *, practice: bool = False) -> str:
    """Where the store stands, in one line."""
    match arrival.kind:
        case Kind.ASKED:
            what = "这个练习所" if practice else "这份数据"
            return f"{what}是搬来的，还是拷贝的？"
        case Kind.COPY:
            return "这是一份只供查看的副本。"
        case Kind.MOVED:
            return "数据搬到了这台电脑，等县局换发新编号。"
        case Kind.RESTORED:
            return f"数据恢复到了{_moment(arrival.made_at)}，等县局确认。"


def _moment(made_at: datetime | None) -> str:
    if made_at is None:
        return "以前的样子"
    return f"{show_date(made_at)}{made_at:%H:%M}的备份"


def missing_of(arrival: Arrival) -> str:
    """Packages that the county holds and this store does not; empty when none is known."""
    if not arrival.missing:
        return ""
    named = [
        f"{month_words(month)} 第 {number} 号" if month else f"第 {number} 号"
        for number, month in arrival.missing[:MOST]
    ]
    more = f"等 {len(arrival.missing)} 个" if len(arrival.missing) > MOST else ""
    return f"县局收到过、这里没有的报送包：{'、'.join(named)}{more}。"


def outcome(home: BroughtHome) -> str:
    """What a return package did, for the message box."""
    if home.came:
        lines = [
            f"补回 {home.came} 条记录（缺少的 {home.new} 条，较旧的 {home.changed} 条，"
            f"作废的 {home.deleted} 条）和 {home.scans} 份扫描件。"
        ]
    else:
        lines = ["县局有的记录这里都有，没有缺少。"]
    if home.renumbered:
        changed = [f"{one.old} 改为 {one.new}" for one in home.renumbered[:MOST]]
        lines.append(
            f"有 {len(home.renumbered)} 份记录与县局已有的重号，已经改号，"
            f"请在打印过的文书和台账上改过来：{'；'.join(changed)}。"
        )
    if home.overwritten:
        named = [item.caption for item in home.overwritten[:MOST] if item.caption]
        lines.append(
            f"有 {len(home.overwritten)} 条记录恢复以后在这里改过，县局的版本更新，"
            f"已经采用县局的，请核对：{'、'.join(named)}。"
        )
    lines.append("从现在起使用新编号，请封存一个包报给县局。")
    return "\n".join(lines)
