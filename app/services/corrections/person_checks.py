"""What to ask about a basic sheet before it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.checks import problems
from app.forms.corrections import BASIC_SHEET
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.corrections_plan import TermChange
from app.rules import identity
from app.rules.calendar import months_later, work_calendar
from app.rules.profiles import RuleBook
from app.rules.terms import Term, check_document_end, computed_end, report_in
from app.services.corrections.entries import Moment, rows_of
from app.services.corrections.states import ACTIVE

__all__ = ["already_here", "minor_at_decision", "sheet_problems", "term_words"]

ADULT_MONTHS = 18 * 12


def sheet_problems(values: Values, rules: RuleBook, today: date) -> list[Problem]:
    """Everything to ask about a basic sheet; what is blocking keeps it from being saved."""
    found = [
        *problems(BASIC_SHEET, values, on=today),
        *_identity_problems(values, today),
        *_period_problems(values),
    ]
    effective, reported = values.get("effective_on"), values.get("reported_on")
    if reported and reported > today:
        found.append(Problem("reported_on", "“报到时间”还没有到，请核对。"))
    if effective and rules.find("report_in.days", effective):
        due = report_in(effective, rules, work_calendar())
        if (reported or today) > due.statutory and values.get("report_outcome") == "in_time":
            found.append(
                Problem(
                    "report_outcome",
                    f"报到期限是{show_date(due.statutory)}，报到日已超过，请核对报到情况。{due.note}",
                    blocking=False,
                )
            )
    return found


def _identity_problems(values: Values, today: date) -> list[Problem]:
    kind = values.get("id_kind") or identity.RESIDENT
    verdict = identity.check_paper(
        kind, values.get("id_number") or "", today=today, reason=values.get("id_reason") or ""
    )
    found = [Problem("id_number", f"{text}。") for text in verdict.problems]
    found += [Problem("id_number", f"{text}。", blocking=False) for text in verdict.warnings]
    sex, birth = values.get("sex"), values.get("birth_date")
    if verdict.ok and verdict.sex and sex and sex != verdict.sex:
        found.append(Problem("sex", "性别与身份证号不一致，请核对。", blocking=False))
    if verdict.ok and verdict.birth and birth and birth != verdict.birth:
        found.append(Problem("birth_date", "出生日期与身份证号不一致，请核对。", blocking=False))
    decided, birth = values.get("decided_on"), birth or verdict.birth
    if decided and birth:
        minor = minor_at_decision(decided, birth)
        if minor != bool(values.get("juvenile")):
            text = "决定时未满十八周岁，应当勾选“决定时未成年”" if minor else "决定时已满十八周岁"
            found.append(Problem("juvenile", f"{text}（社区矫正法第五十二条）。", blocking=False))
    return found


def _period_problems(values: Values) -> list[Problem]:
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if not (starts and ends):
        return []
    if ends < starts:
        return [Problem("ends_on", "矫正止日早于起日。")]
    found = [*_formula_problems(values, starts, ends), *_whole_sentence(values, ends)]
    return [Problem("ends_on", message, blocking=False) for message in found if message]


def minor_at_decision(decided: date | None, birth: date | None) -> bool:
    """Whether somebody was under eighteen on the day of the decision (社区矫正法 52, 58)."""
    if decided is None or birth is None:
        return False
    return decided < months_later(birth, ADULT_MONTHS)


def already_here(
    session: Session, office: str, values: Values, uid: str | None
) -> Iterator[Problem]:
    """Whether the number is that of somebody this office has on its books: no double count."""
    number = values.get("id_number")
    if not number:
        return
    query = select(CorrectionsPerson.uid).where(
        CorrectionsPerson.office == office,
        CorrectionsPerson.deleted.is_(False),
        CorrectionsPerson.id_number == number,
        CorrectionsPerson.state.in_(ACTIVE),
    )
    if any(found != uid for found in session.scalars(query)):
        yield Problem(
            "id_number",
            "这个证件号已有一名没有离开的矫正对象，请核对是否重复登记。",
            blocking=False,
        )


def _term_of(values: Values) -> tuple[Term, int]:
    """The term of correction, and the days of custody that shorten it: of 管制 only (刑法 41)."""
    term = Term(
        values.get("term_years") or 0, values.get("term_months") or 0, values.get("term_days") or 0
    )
    custody = values.get("custody_days") or 0 if values.get("category") == "control" else 0
    return term, custody


def _formula_problems(values: Values, starts: date, ends: date) -> Iterator[str]:
    term, custody = _term_of(values)
    if term != Term():
        yield check_document_end(starts, term, ends, custody_days=custody).message


def _whole_sentence(values: Values, ends: date) -> Iterator[str]:
    """假释 and 暂予监外执行 run to the end of the sentence itself (刑法 83; 刑诉法 268)."""
    until = values.get("penalty_until")
    if until and until != ends and values.get("category") in {"parole", "outside"}:
        kind = (
            "假释考验期为没有执行完毕的刑期"
            if values["category"] == "parole"
            else "暂予监外执行到刑期届满"
        )
        yield (
            f"原判刑期的止日是{show_date(until)}，矫正止日是{show_date(ends)}；"
            f"{kind}，一般应当一致，请核对文书。"
        )


def term_words(person: CorrectionsPerson, at: Moment) -> str:
    """The end of the term beside what the arithmetic gives, and the rulings that moved it."""
    if person.ends_on is None:
        return "还没有登记矫正止日，请照执行通知书填写。"
    changes = rows_of(at, TermChange, person.uid, "decided_on")
    if changes:
        chain = " → ".join(
            [f"{c.old_ends_on:%Y-%m-%d}" for c in changes if c.old_ends_on]
            + [f"{person.ends_on:%Y-%m-%d}"]
        )
        return f"矫正止日按{changes[-1].document_number}变更：{chain}。"
    values = {
        name: getattr(person, name)
        for name in ("term_years", "term_months", "term_days", "custody_days", "category")
    }
    term, custody = _term_of(values)
    if person.starts_on is None or term == Term():
        lacking = [] if person.starts_on else ["起日"]
        lacking += [] if term != Term() else ["期限的年月日数"]
        said = "和".join(lacking)
        return f"文书载明的矫正止日是{person.ends_on:%Y-%m-%d}；没有填写{said}，无法推算。"
    check = check_document_end(person.starts_on, term, person.ends_on, custody_days=custody)
    _, arithmetic = computed_end(person.starts_on, term, custody)
    return check.message or f"文书载明的止日与推算一致：{arithmetic}。"
