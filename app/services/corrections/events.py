"""调查评估, 再犯罪, 突发事件 of one person: what is checked, and what the 意见书 takes from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms import corrections_events as forms
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.corrections_events import (
    CorrectionsIncident,
    CorrectionsInquiry,
    CorrectionsReoffence,
)
from app.rules.calendar import work_calendar
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
    key = "inquiry.fast_workdays" if values.get("fast_track") else "inquiry.workdays"
    limit = at.rules.find(key, received)
    if limit and limit.value is not None:
        last = work_calendar().add_workdays(received, limit.integer)
        if (done or at.today) > last:
            words = f"应当在{last:%Y年%m月%d日}以前完成（{limit.rule.article_text}），请写明原因。"
            yield Problem("finished_on", words, blocking=False)


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
