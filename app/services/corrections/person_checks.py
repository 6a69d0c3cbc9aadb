"""What to ask about a basic sheet before it is saved."""

from __future__ import annotations

from datetime import date

from app.forms.checks import problems
from app.forms.corrections import BASIC_SHEET
from app.forms.definition import Problem, Values
from app.rules import identity
from app.rules.calendar import months_later, work_calendar
from app.rules.profiles import RuleBook
from app.rules.terms import Term, check_document_end, report_in

__all__ = ["sheet_problems"]

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
                    f"报到期限是{due.statutory:%Y年%m月%d日}，报到日已超过，请核对报到情况。{due.note}",
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
        minor = decided < months_later(birth, ADULT_MONTHS)
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
    term = Term(
        values.get("term_years") or 0, values.get("term_months") or 0, values.get("term_days") or 0
    )
    if term == Term():
        return []
    message = check_document_end(starts, term, ends).message
    return [Problem("ends_on", message, blocking=False)] if message else []
