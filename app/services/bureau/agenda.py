"""What the desk of the day says to a bureau: conflicts, records to look at, answers not written (F62).

A conflict is put before a person and decided by nobody else: both sides stand until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from app.services.reminders import Reminder, Target

if TYPE_CHECKING:
    from app.services.bureau.service import BureauService

__all__ = ["reminders"]

PAGE = "answers"


def reminders(bureau: BureauService, today: date) -> Iterator[Reminder]:
    """Everything that waits for the county to look, decide or answer."""
    yield from _two_heads(bureau, today)
    yield from _to_look_at(bureau, today)
    for line in bureau.decisions.lines():
        if not line.decided:
            asked = line.proposal.asked_on or today
            yield Reminder(
                kind="bureau.decision",
                title=f"{line.office_name}报批：{line.proposal.title}",
                due_on=asked,
                overdue=today > asked,
                target=Target(PAGE, line.proposal.office, "decisions"),
                detail="登记文号、日期和结果后，随下一份反馈送到该所。",
            )


def _two_heads(bureau: BureauService, today: date) -> Iterator[Reminder]:
    """Two contents under one number, and two versions of one record."""
    for office in bureau.offices():
        if office.stopped:
            yield Reminder(
                kind="bureau.fork",
                title=f"{office.name}同一个号报来两份不同的内容，已暂停接收",
                due_on=today,
                overdue=True,
                target=Target("inbox", office.code, "keys"),
                detail="请打电话问清哪一台电脑是正在用的；两份都没有互相覆盖。",
            )
    for package in bureau.received():
        number = package.counts.get("conflicts", 0)
        if number and package.result == "merged" and package.can_undo:
            yield Reminder(
                kind="bureau.versions",
                title=f"{package.office_name}第 {package.number} 号包有 {number} 条记录出现两个版本",
                due_on=package.received_at.date(),
                overdue=True,
                target=Target(PAGE, package.office, "review"),
                detail="留下的是按规则在后的一个，另一个存在历史里；请在审核时向该所核对。",
            )


def _to_look_at(bureau: BureauService, today: date) -> Iterator[Reminder]:
    """Records that came back, that changed after they were passed, that nobody has looked at."""
    counted: dict[str, dict[str, int]] = {}
    for (office, _month), states in bureau.review.counts().items():
        sums = counted.setdefault(office, {})
        for state, number in states.items():
            sums[state] = sums.get(state, 0) + number
    names = {office.code: office.name for office in bureau.offices()}
    for office, sums in sorted(counted.items()):
        said = [
            f"{words} {sums[state]} 条"
            for state, words in (("back", "已改回"), ("changed", "审核后又改"), ("new", "待审核"))
            if sums.get(state)
        ]
        if said:
            yield Reminder(
                kind="bureau.review",
                title=f"{names.get(office, office)}：{'，'.join(said)}",
                due_on=today,
                overdue=False,
                target=Target(PAGE, office, "review"),
                detail="看过以后通过或者退回。",
            )
