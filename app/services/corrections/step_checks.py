"""What must be true before a person moves from one state to another (corrections notes §3.3)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.codes import label
from app.forms.definition import Values
from app.models.corrections import CorrectionsPerson
from app.models.sanctions import AbsenceEpisode, Sanction, SearchRecord
from app.models.supervision import Suspension
from app.rules.calendar import work_calendar
from app.rules.profiles import RuleBook
from app.rules.sanctions import REVOKING
from app.rules.terms import report_in
from app.services.corrections.states import COERCIVE, NotAllowed, move

__all__ = ["check_ground", "open_episode", "pending_words"]

MISSING = frozenset({"lost", "out_of_control"})

REASON_FITS = {
    "probation_revoked": "probation",
    "parole_revoked": "parole",
    "imprisoned": "outside",
}
"""终止原因 → the category it belongs to."""


def check_ground(
    session: Session, person: CorrectionsPerson, after: str, values: Values, rules: RuleBook
) -> None:
    """Raise ``NotAllowed`` unless the step has its document and what the law asks for."""
    step = move(person.state, after)
    if (
        step is not None
        and step.document
        and not (values.get("decided_by") and values.get("document_number"))
    ):
        raise NotAllowed(
            f"“{label('corrections_state', after)}”由县级或者上级决定，本所只登记结果。",
            "请填写决定机关和文号后再保存。",
        )
    on: date = values["happened_on"]
    if after == "released":
        _release(session, person, values)
    elif after == "terminated":
        _termination(person, values.get("reason"))
    elif after == "overdue_report":
        _overdue(person, on, rules)
    elif after == "term_ending":
        _term_ending(person, on, rules)
    elif after == "out_of_control":
        _out_of_control(session, person)
    elif after == "enrolled" and person.state in MISSING and open_episode(session, person):
        raise NotAllowed(
            "脱离监管的登记还没有结束。", "请在“奖惩与查找”里登记查回，状态会一起变更。"
        )


def open_episode(session: Session, person: CorrectionsPerson) -> AbsenceEpisode | None:
    """The absence that has not ended yet."""
    return session.scalars(
        select(AbsenceEpisode)
        .where(
            AbsenceEpisode.office == person.office,
            AbsenceEpisode.person_uid == person.uid,
            AbsenceEpisode.found_on.is_(None),
            AbsenceEpisode.deleted.is_(False),
        )
        .order_by(AbsenceEpisode.first_absent_on)
    ).first()


def _overdue(person: CorrectionsPerson, on: date, rules: RuleBook) -> None:
    """社区矫正法 21: not before the tenth day after the judgment took effect has passed."""
    if person.effective_on is None or rules.find("report_in.days", person.effective_on) is None:
        return
    due = report_in(person.effective_on, rules, work_calendar())
    if on <= due.statutory:
        raise NotAllowed(f"报到期限到{show_date(due.statutory)}，还没有超过。")


def _term_ending(person: CorrectionsPerson, on: date, rules: RuleBook) -> None:
    """实施办法 53: thirty days before the end."""
    if person.ends_on is None:
        raise NotAllowed("还没有登记矫正止日。", "请先照执行通知书填写矫正止日。")
    before = rules.resolve("release.summary_before_days", on).integer_or_none
    left = (person.ends_on - on).days
    if before is not None and left > before:
        raise NotAllowed(f"离期满还有{left}天，期满前{before}天内才办理期满手续。")


def _out_of_control(session: Session, person: CorrectionsPerson) -> None:
    """社区矫正法 30, 实施办法 38: searched first; absent without leave is known at once."""
    episode = open_episode(session, person)
    if person.state != "lost":
        if episode is None:
            raise NotAllowed(
                "还没有登记脱离监管的经过，不能变更为“脱管”。",
                "请在“奖惩与查找”里登记脱离监管，写明实际脱离日和发现日。",
            )
        return
    searched = (
        episode
        and session.scalars(
            select(SearchRecord.uid).where(
                SearchRecord.office == person.office,
                SearchRecord.episode_uid == episode.uid,
                SearchRecord.deleted.is_(False),
            )
        ).first()
    )
    if not searched:
        raise NotAllowed(
            "失去联系的应当立即查找（社区矫正法第三十条），现在还没有查找记录。",
            "请先在“奖惩与查找”里登记查找记录，查找不到的再变更为“脱管”。",
        )


def _termination(person: CorrectionsPerson, reason: str | None) -> None:
    """社区矫正法 45: each ground belongs to its category."""
    wanted = REASON_FITS.get(reason or "")
    if wanted and wanted != person.category:
        raise NotAllowed(
            f"“{label('termination_reason', reason)}”不适用于"
            f"{label('corrections_category', person.category)}的对象。",
            "请核对裁定书、决定书，改选终止原因。",
        )


def _release(session: Session, person: CorrectionsPerson, values: Values) -> None:
    """社区矫正法 44: at the end of the term, or by pardon; 司办通〔2021〕94号 for what is pending."""
    on, reason = values["happened_on"], values["reason"]
    if reason == "expired":
        if person.ends_on is None:
            raise NotAllowed(
                "还没有登记矫正止日，不能按期满解除。", "请先照执行通知书填写矫正止日。"
            )
        if on < person.ends_on:
            raise NotAllowed(
                f"矫正期限到{show_date(person.ends_on)}，还没有期满。",
                "减刑的，先登记矫正期限变更；赦免的，解除原因选“赦免”。",
            )
    pending = pending_words(session, person, on)
    if pending and not values.get("county_instruction"):
        raise NotAllowed(
            f"期满但有在途程序（{pending}），按司办通〔2021〕94号处理。",
            "请取得县级社区矫正机构的书面意见，填入“在途程序的县级书面意见”后再登记。",
        )
    done = {
        name: values.get(name) or getattr(person, name) for name in ("summary_on", "appraised_on")
    }
    if reason == "expired" and not all(done.values()):
        missing = [
            words
            for name, words in (("summary_on", "个人总结"), ("appraised_on", "期满鉴定"))
            if not done[name]
        ]
        raise NotAllowed(
            f"还没有{'和'.join(missing)}（实施办法第五十三条），不能登记解除。",
            "请在登记表上填写个人总结和书面鉴定的日期。",
        )


def pending_words(session: Session, person: CorrectionsPerson, on: date) -> str:
    """What holds an expiry up, in words; empty for nothing."""
    if person.state == "revocation_proposed":
        return "提请撤销、收监"
    if person.state in MISSING:
        return "脱离监管，正在查找"
    coercive = session.scalars(
        select(Suspension.kind).where(
            Suspension.office == person.office,
            Suspension.person_uid == person.uid,
            Suspension.deleted.is_(False),
            Suspension.kind.in_(COERCIVE),
            (Suspension.until_on.is_(None)) | (Suspension.until_on >= on),
        )
    ).first()
    if coercive:
        return f"强制措施：{label('suspension_kind', coercive)}"
    proposed = session.scalars(
        select(Sanction.kind).where(
            Sanction.office == person.office,
            Sanction.person_uid == person.uid,
            Sanction.deleted.is_(False),
            Sanction.kind.in_(REVOKING.values()),
            Sanction.submitted_on.is_not(None),
            Sanction.result.is_(None),
        )
    ).first()
    return f"{label('sanction_kind', proposed)}还没有结果" if proposed else ""
