"""What must not slip: who is missing, devices and rechecks that run out, transfers, seals, gaps.

Source: corrections notes §4.3. The lines say which range an absence has reached and which rule says
so; what follows is for people to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.days import short_day
from app.forms.codes import label
from app.models.corrections import CorrectionsPerson
from app.models.sanctions import AbsenceEpisode, Positioning, Sanction, SearchRecord
from app.models.transfers import CorrectionsTransfer
from app.rules.health import RECHECK
from app.services.corrections.absences import measure
from app.services.corrections.entries import Moment
from app.services.corrections.health import duties_of_many
from app.services.corrections.rhythm import Recent
from app.services.corrections.shortfall import month_shortfalls
from app.services.corrections.states import ENDED
from app.services.corrections.transfers import STATIONS, next_due, station
from app.services.reminders import Reminder, Target

__all__ = ["watch_reminders"]

PAGE = "corrections"
Names = Mapping[str, str]


def watch_reminders(
    at: Moment, people: Sequence[CorrectionsPerson], known: Recent
) -> Iterator[Reminder]:
    """Every line of this module as of a moment; ``known`` is the rhythm of this month."""
    names = {p.uid: p.name for p in people}
    yield from _missing(at, names)
    yield from _unanswered(at, names)
    yield from _devices(at, names)
    yield from _health(at, people)
    yield from _transfers(at, names)
    yield from _to_seal(at)
    yield from _gaps(at, known)


def _living(at: Moment, kind: Any, *where: Any) -> list[Any]:
    query = select(kind).where(kind.office == at.office, kind.deleted.is_(False), *where)
    return list(at.session.scalars(query))


def _missing(at: Moment, names: Names) -> Iterator[Reminder]:
    """失去联系: searched for at once, the county told, the police asked (法 30; 办法 38)."""
    episodes = [
        e
        for e in _living(at, AbsenceEpisode, AbsenceEpisode.found_on.is_(None))
        if e.person_uid in names
    ]
    if not episodes:
        return
    counted = select(SearchRecord.episode_uid, func.count()).where(
        SearchRecord.office == at.office, SearchRecord.deleted.is_(False)
    )
    searched = {
        row[0]: row[1] for row in at.session.execute(counted.group_by(SearchRecord.episode_uid))
    }
    after = at.rules.resolve("remind.police_after_days", at.today).integer
    for episode in episodes:
        length = measure(episode, at.rules, at.today)
        todo = []
        if not searched.get(episode.uid):
            todo.append("立即组织查找并登记")
        if episode.county_told_on is None:
            todo.append("报告县级")
        elif episode.police_asked_on is None and (at.today - episode.discovered_on).days >= after:
            todo.append("请县级书面通知公安机关协助查找、通报检察院")
        words = (
            f"{names[episode.person_uid]}{label('absence_cause', episode.cause)}第{length.days}天"
        )
        yield Reminder(
            kind="corrections.missing",
            title=f"{words}，{'，'.join(todo)}" if todo else words,
            due_on=episode.discovered_on,
            overdue=True,
            target=Target(PAGE, episode.person_uid, "absence"),
            detail=length.message,
        )


def _unanswered(at: Moment, names: Names) -> Iterator[Reminder]:
    """Proposals that lie at the county, and those that never went there."""
    for sanction in _living(at, Sanction, Sanction.result.is_(None)):
        if sanction.person_uid not in names:
            continue
        what = f"{names[sanction.person_uid]}的{label('sanction_kind', sanction.kind)}建议"
        sent = sanction.submitted_on
        yield Reminder(
            kind="corrections.sanction",
            title=f"{what}等待县级结果" if sent else f"{what}还没有报送县级",
            due_on=sent or sanction.proposed_on,
            overdue=False,
            target=Target(PAGE, sanction.person_uid, "sanction"),
            detail="收到决定书后登记文号、日期和结果。",
        )


def _devices(at: Moment, names: Names) -> Iterator[Reminder]:
    """电子定位: a line before the approval runs out, a red one after it (法 29)."""
    ahead = at.rules.resolve("remind.positioning_days", at.today).integer
    newest: dict[str, Positioning] = {}
    for device in _living(at, Positioning):
        known = newest.get(device.person_uid)
        if known is None or device.from_on > known.from_on:
            newest[device.person_uid] = device
    for uid, device in newest.items():
        if uid not in names or device.removed_on is not None:
            continue
        left = (device.until_on - at.today).days
        if left <= ahead:
            past = left < 0
            words = "已经到期，没有解除也没有延期" if past else f"{short_day(device.until_on)}到期"
            yield Reminder(
                kind="corrections.positioning",
                title=f"{names[uid]}的电子定位{words}",
                due_on=device.until_on,
                overdue=past,
                target=Target(PAGE, uid, "positioning"),
                detail="需要继续使用的，到期前经评估和批准，每次不超过三个月（社区矫正法第二十九条）。",
            )


def _health(at: Moment, people: Sequence[CorrectionsPerson]) -> Iterator[Reminder]:
    """暂予监外执行: reports and rechecks, and the end of pregnancy or nursing (办法 24, 49)."""
    ahead = at.rules.resolve("remind.recheck_days", at.today).integer
    owed = duties_of_many(at, people)
    before = at.rules.resolve("remind.outside_until_days", at.today).integer
    for person in people:
        for duty in owed.get(person.uid, ()):
            left = (duty.due_on - at.today).days
            soon = ahead if duty.kind == RECHECK else 7
            if duty.done_on is None and left <= soon:
                late = left < 0
                words = "逾期未交" if late else f"应在{short_day(duty.due_on)}前交"
                yield Reminder(
                    kind="corrections.health",
                    title=f"{person.name}的{label('health_kind', duty.kind)}{words}",
                    due_on=duty.due_on,
                    overdue=late,
                    target=Target(PAGE, person.uid, "health_report"),
                    detail=duty.ruling.why,
                )
        until = person.outside_until
        if person.category == "outside" and until and (until - at.today).days <= before:
            past = until < at.today
            why = label("outside_reason", person.outside_reason)
            yield Reminder(
                kind="corrections.outside_until",
                title=f"{person.name}的暂予监外执行情形（{why}）{'已经消失' if past else '将于' + short_day(until) + '届满'}",
                due_on=until,
                overdue=past,
                target=Target(PAGE, person.uid, "sanction"),
                detail="情形消失而刑期未满的，应当提请收监执行（实施办法第四十九条）。",
            )


def _transfers(at: Moment, names: Names) -> Iterator[Reminder]:
    """执行地变更: each station within its days (办法 30, 31)."""
    for transfer in _living(at, CorrectionsTransfer):
        where = station(transfer)
        if where in {"done", "refused", "cancelled"} or transfer.person_uid not in names:
            continue
        due = next_due(transfer, at.rules)
        on = due.on if due else transfer.applied_on
        title = f"{names[transfer.person_uid]}的执行地变更：{STATIONS[where]}"
        if transfer.absence_told_on:
            title += "，新执行地通知没有报到，应当立即查找"
        yield Reminder(
            kind="corrections.transfer",
            title=title,
            due_on=on,
            overdue=bool(due and at.today > on) or transfer.absence_told_on is not None,
            target=Target(PAGE, transfer.person_uid, "transfer"),
            detail=due.ruling.why if due else "由县级作出决定，收到后登记文号。",
        )


def _to_seal(at: Moment) -> Iterator[Reminder]:
    """A minor's correction is over: sealed within three days (D2; 刑诉法 286)."""
    person = CorrectionsPerson
    query = select(person).where(
        person.office == at.office,
        person.juvenile.is_(True),
        person.sealed.is_(False),
        person.state.in_(ENDED),
        person.left_on.is_not(None),
    )
    for found in at.session.scalars(query):
        ended = found.left_on or at.today
        due = ended + timedelta(days=at.rules.resolve("sealing.days", ended).integer)
        yield Reminder(
            kind="corrections.seal",
            title=f"一名未成年对象矫正结束，应在{short_day(due)}前封存记录",
            due_on=due,
            overdue=at.today > due,
            target=Target(PAGE, found.uid, "seal"),
            detail="封存后不在名单、查找、导出和报表的姓名里出现（刑诉法第二百八十六条）。",
        )


def _gaps(at: Moment, known: Recent) -> Iterator[Reminder]:
    """From the twentieth: who is short of contacts or hours this month (F19)."""
    if at.today.day < at.rules.resolve("remind.shortfall_from_day", at.today).integer:
        return
    if number := len(month_shortfalls(at, at.today, known)):
        last = (at.today.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        yield Reminder(
            kind="corrections.shortfall",
            title=f"本月还有{number}人的报告或时数有缺口",
            due_on=last,
            overdue=False,
            target=Target(PAGE, None, "shortfall"),
            detail=f"{short_day(last)}为限；可以打印缺口表，逐人安排。",
        )
