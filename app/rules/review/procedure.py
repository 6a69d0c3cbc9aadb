"""C 程序: notice, dates, time limit, refusal, mediators and guests (15 points)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.days import show_date
from app.rules.agreements import mediator_conflict, session_barred
from app.rules.deadlines import mediation_limit
from app.rules.review.snapshot import Dossier, Fault, PaperSeen
from app.rules.review.words import name_of, names_in, signers

ACCEPTANCE, NOTICE, RECORD = "mediation.acceptance", "mediation.notice", "mediation.record"


def told(d: Dossier) -> Iterator[Fault]:
    """C1: 2002 Rules 30: told of rights and duties before the mediation."""
    part = next((part for part in d.parts if part.code == "notice"), None)
    if part is None or d["accepted_on"] is None:
        return
    papers = list(d.of("notice"))
    if not papers:
        if part.missing:
            yield Fault("没有权利义务告知书", NOTICE)
        return
    first = d.first_session
    for paper in papers:
        if unsigned := paper.unsigned("party"):
            message = f"权利义务告知书没有登记签名：{signers(unsigned)}"
            yield Fault(message, NOTICE, "sign_parties", paper.uid)
        if paper.dated_on and first and paper.dated_on > first:
            message = f"告知日期{show_date(paper.dated_on)}晚于第一次调解{show_date(first)}"
            yield Fault(message, NOTICE, "notified_on", paper.uid)


def dates(d: Dossier) -> Iterator[Fault]:
    """C2: 申请 ≤ 受理 ≤ 告知 ≤ 调查、调解 ≤ 协议 ≤ 履行、回访; 委托书 ≤ the agent's first act."""
    accepted, agreed = d["accepted_on"], d["agreed_on"]
    steps: list[tuple[str, date | None, str, date | None, str, str]] = [
        ("申请", d["applied_on"], "受理", accepted, ACCEPTANCE, "accepted_on"),
        ("受理", accepted, "达成协议", agreed, "mediation.agreement", "agreed_on"),
        ("达成协议", agreed, "履行", d["performed_on"], "mediation.progress", "performed_on"),
        ("结案", d["ended_on"] or agreed, "立卷", d["filed_on"], "mediation.cover", "filed_on"),
    ]
    for paper in d.of("notice", "inquiry", "record"):
        label = f"《{paper.title}》"
        steps.append(("受理", accepted, label, paper.dated_on, paper.form, ""))
        steps.append((label, paper.dated_on, "达成协议", agreed, paper.form, ""))
    steps.extend(
        ("达成协议", agreed, f"《{paper.title}》", paper.dated_on, paper.form, "")
        for paper in d.of("revisit", "receipt")
    )
    steps.extend(
        ("委托", paper.dated_on, "达成协议", agreed, paper.form, "signed_on")
        for paper in d.of("mandate")
    )
    for earlier, first, later, second, form, field in steps:
        if first and second and second < first:
            message = f"日期顺序不对：{later}{show_date(second)}早于{earlier}{show_date(first)}"
            yield Fault(message, form, field)


def days(d: Dossier) -> Iterator[Fault]:
    """C3: no day to come, no empty day beside a signature."""
    for paper in d.papers:
        if paper.dated_on and paper.dated_on > d.today:
            yield Fault(
                f"《{paper.title}》的日期{show_date(paper.dated_on)}还没有到",
                paper.form,
                "",
                paper.uid,
            )
        if paper.dated and paper.dated_on is None and any(m.valid for m in paper.marks):
            yield Fault(f"《{paper.title}》有签名没有日期", paper.form, "", paper.uid)


def limit(d: Dossier) -> Iterator[Fault]:
    """C4: 2002 Rules 33."""
    started = d["reopened_on"] or d["accepted_on"]
    if started is None:
        return
    deadline = mediation_limit(started, d.rules, d["extended_until"])
    ended = d["ended_on"] or d["agreed_on"] or d.today
    if ended > deadline.due:
        message = f"从{show_date(started)}受理到{show_date(ended)}，超过了{show_date(deadline.due)}的期限，没有延期同意书"
        yield Fault(message, "mediation.extension", "extended_until")


def refused(d: Dossier) -> Iterator[Fault]:
    """C5: Law 17."""
    for paper in d.of("record"):
        if paper.dated_on and (
            message := session_barred(paper.dated_on, d["refused_on"], d["consented_on"])
        ):
            yield Fault(message, RECORD, "session_time", paper.uid)


def mediators(d: Dossier) -> Iterator[Fault]:
    """C6: on the roster that day, and no party himself."""
    on = d["agreed_on"] or d.first_session or d["accepted_on"]
    people = [(name_of(p), str(p.get("id_number") or "")) for p in d.parties]
    kin = [str(p.get("guardian_name") or "") for p in d.parties]
    for row in d["mediators"] or ():
        name = name_of(row)
        uid = getattr(row.get("name"), "uid", None)
        entries = [line for line in d.roster if line.uid == uid or (not uid and line.name == name)]
        if on and not any(line.in_office(on) for line in entries):
            yield Fault(f"{name}在{show_date(on)}不在调解员名册上", "mediation.case", "mediators")
        if conflict := mediator_conflict(name, "", people, kin):
            yield Fault(conflict, "mediation.case", "mediators")


def guests(d: Dossier) -> Iterator[Fault]:
    """C7: Law 20."""
    for paper in d.of("record"):
        invited = paper.values.get("participants")
        if not invited:
            continue
        if not paper.values.get("participants_agreed"):
            message = "邀请他人参加调解，没有登记各方当事人同意"
            yield Fault(message, RECORD, "participants_agreed", paper.uid)
        if double := names_in(invited, _roles(d, paper)):
            message = f"{'、'.join(double)}已经是当事人、调解员或记录人，不再写在“参加人”里"
            yield Fault(message, RECORD, "participants", paper.uid)


def _roles(d: Dossier, paper: PaperSeen) -> list[str]:
    rows: list[Mapping[str, Any]] = [*d.parties, *(d["mediators"] or ())]
    return [*(name_of(row) for row in rows), str(paper.values.get("recorder") or "")]


CHECKS = {
    "C1": told,
    "C2": dates,
    "C3": days,
    "C4": limit,
    "C5": refused,
    "C6": mediators,
    "C7": guests,
}
