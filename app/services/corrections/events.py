"""调查评估, 再犯罪, 突发事件 of one person: what is checked, and what the 意见书 takes from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms import corrections_events as forms
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.corrections_events import (
    CorrectionsIncident,
    CorrectionsInquiry,
    CorrectionsReoffence,
)
from app.rules.calendar import work_calendar
from app.rules.inquiries import inquiry_limit
from app.services.corrections.entries import Entry, Moment

__all__ = ["EVENT_ENTRIES", "inquiry_facts"]


def _check_inquiry(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    """实施办法 14: ten working days, five for 刑事速裁."""
    received, done = values["commission_received_on"], values.get("finished_on")
    for name in ("commission_received_on", "finished_on", "adopted_on"):
        if (day := values.get(name)) and day > at.today:
            yield Problem(name, "这一天还没有到，请核对。")
    if bool(done) != bool(values.get("inquiry_result")):
        yield Problem("inquiry_result", "“评估意见”和“完成日期”一起填写。")
    if done and done < received:
        yield Problem("finished_on", "完成日期早于收到委托的日期。")
    if bool(values.get("adopted")) != bool(values.get("adopted_on")):
        yield Problem("adopted", "“采纳情况”和“得知日期”一起填写。")
    if values.get("adopted") and not done:
        yield Problem("adopted", "还没有评估意见，不能登记采纳。")
    yield from _check_clock(at, values)
    limit = inquiry_limit(
        received,
        at.rules,
        work_calendar(),
        fast_track=bool(values.get("fast_track")),
        papers_asked_on=values.get("papers_asked_on"),
        papers_complete_on=values.get("papers_complete_on"),
        extended_until=values.get("extended_until"),
    )
    ended = done or values.get("unable_on")
    if limit and limit.due and limit.late(ended or at.today):
        why = f"应当在{show_date(limit.due)}以前完成（{limit.ruling.rule.article_text}）"
        yield Problem("finished_on", f"{why}，请在备注里写明原因。", blocking=False)


def _check_clock(at: Moment, values: Values) -> Iterable[Problem]:
    """What stops, moves or ends the clock goes with its day and its ground."""
    received, done = values["commission_received_on"], values.get("finished_on")
    asked, complete = values.get("papers_asked_on"), values.get("papers_complete_on")
    until, unable = values.get("extended_until"), values.get("unable_on")
    for name in ("papers_asked_on", "papers_complete_on", "unable_on"):
        day = values.get(name)
        if day and day > at.today:
            yield Problem(name, "这一天还没有到，请核对。")
        if day and day < received:
            yield Problem(name, "早于收到委托的日期，请核对。")
    if asked and complete and complete < asked:
        yield Problem("papers_complete_on", "材料收齐日期早于要求补充的日期。")
    if asked and done and not complete:
        yield Problem("papers_complete_on", "已经有评估意见，请填写材料收齐的日期。")
    if until and until <= received:
        yield Problem("extended_until", "延长以后的日期应当在收到委托以后。")
    if bool(until) != bool(values.get("extension_ground")):
        yield Problem("extension_ground", "“商定延长至”和“协商情况”一起填写。")
    if bool(unable) != bool(values.get("unable_reason")):
        yield Problem("unable_reason", "“说明无法评估日期”和“无法评估的原因”一起填写。")
    if unable and done:
        yield Problem("unable_on", "已经有评估意见，不用再登记无法评估。")


def _check_happened(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    if values["happened_on"] > at.today:
        yield Problem("happened_on", "这一天还没有到，请核对。")
    elif person.received_on and values["happened_on"] < person.received_on:
        yield Problem("happened_on", "这一天还没有入矫。")


EVENT_ENTRIES = {
    "inquiry": Entry(
        kind=CorrectionsInquiry,
        form=forms.INQUIRY,
        order="commission_received_on",
        check=_check_inquiry,
        after_end=True,
    ),
    "reoffence": Entry(
        kind=CorrectionsReoffence,
        form=forms.REOFFENCE,
        order="happened_on",
        check=_check_happened,
        after_end=True,
    ),
    "incident": Entry(
        kind=CorrectionsIncident,
        form=forms.INCIDENT,
        order="happened_on",
        check=_check_happened,
        after_end=True,
    ),
}


def inquiry_facts(session: Session, person: CorrectionsPerson) -> dict[str, Any]:
    """What the 意见书 (C01) says of the newest 调查评估."""
    newest = session.scalars(
        select(CorrectionsInquiry)
        .where(
            CorrectionsInquiry.office == person.office,
            CorrectionsInquiry.person_uid == person.uid,
            CorrectionsInquiry.deleted.is_(False),
        )
        .order_by(
            CorrectionsInquiry.commission_received_on.desc(), CorrectionsInquiry.change.desc()
        )
        .limit(1)
    ).first()
    if newest is None:
        return {}
    names = ("commissioned_by", "commission_number", "commission_received_on", "investigators")
    return {
        **{name: getattr(newest, name) for name in names},
        "inquiry_result": newest.inquiry_result,
        "issued_on": newest.finished_on,
        "number": newest.document_number,
    }
