"""The clocks of a mediation case: what is due, since when to remind, by which article.

Each function takes the day an event happened and the rules of that day, and answers with a
``Deadline``: the day itself, the day before a rest moved it, and the words to show. Law = 人民调解法.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from app.days import show_date
from app.rules.calendar import DAY, WorkCalendar, months_later
from app.rules.profiles import RuleBook, Ruling


class Light(Enum):
    """How urgent a deadline is on a day."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing due. ``unshifted`` is the day before a day of rest moved it."""

    title: str
    start: date
    due: date
    unshifted: date
    remind_from: date
    ruling: Ruling
    note: str = ""

    def light(self, today: date) -> Light:
        """Green before the reminder, amber from it, red once the day has passed."""
        if today > self.due:
            return Light.RED
        return Light.AMBER if today >= self.remind_from else Light.GREEN

    def days_left(self, today: date) -> int:
        """Days until the last day, 0 on it, negative after it."""
        return (self.due - today).days

    @property
    def article(self) -> str:
        """The document and the article behind it."""
        return f"{self.ruling.profile.authority_doc}{self.ruling.rule.article_text}"


def reminded_until(kind: str, due: date, rules: RuleBook) -> date | None:
    """The last day on which a missed deadline of ``kind`` still belongs on the desk of the day.

    An unperformed agreement is urged until the right to sue has lapsed (Civil Code 188); other
    things, once missed for long, are a fault of the dossier and no longer a task. ``None``: a
    reminder without an end, as of a case that is still open.
    """
    if kind == "mediation.payment":
        years = rules.resolve("limitation.years", due + DAY).integer
        return months_later(due + DAY, 12 * years)
    ruling = rules.find("remind.years", due, category=kind)
    return months_later(due, 12 * ruling.integer) if ruling else None


def mediation_limit(
    accepted_on: date, rules: RuleBook, extended_until: date | None = None
) -> Deadline:
    """Usually settled within one month of acceptance (若干规定 33), longer if all parties agree.

    The last day is the day of the same number (Civil Code 202). It is a limit on the committee's
    own work, so a day of rest does not move it.
    """
    ruling = rules.resolve("limit.months", accepted_on)
    limit = months_later(accepted_on, ruling.integer)
    amber = accepted_on + timedelta(days=rules.resolve("limit.amber_day", accepted_on).integer)
    note = ""
    due = limit
    if extended_until and extended_until > limit:
        due = extended_until
        amber = max(amber, due - timedelta(days=(limit - amber).days))
        note = f"各方当事人同意延期到{show_date(due)}，原期限为{show_date(limit)}。"
    return Deadline("调解期限", accepted_on, due, limit, min(amber, due), ruling, note)


def confirmation_limit(effective_on: date, rules: RuleBook, days: WorkCalendar) -> Deadline:
    """Joint application for judicial confirmation within thirty days of validity (Law 33).

    The day of validity is not counted, and a last day of rest moves to the next working day (Civil
    Code 201, 203); ``unshifted`` is the day to aim at.
    """
    ruling = rules.resolve("confirm.days", effective_on)
    period = days.period(effective_on, days=ruling.integer)
    remind = timedelta(days=rules.resolve("confirm.remind_days", effective_on).integer)
    return Deadline(
        "共同申请司法确认",
        effective_on,
        period.last,
        period.unshifted,
        period.unshifted - remind,
        ruling,
        period.note,
    )


def ruling_expected(applied_on: date, rules: RuleBook) -> Deadline:
    """When to ask the court for its ruling on an application of ``applied_on`` (check F3)."""
    ruling = rules.resolve("ruling.expected_days", applied_on)
    due = applied_on + timedelta(days=ruling.integer)
    return Deadline("登记司法确认裁定", applied_on, due, due, due, ruling)


def revisit_due(
    agreed_on: date, rules: RuleBook, *, last_due: date | None = None, performed: bool = False
) -> Deadline | None:
    """By when to call on the parties again (若干规定 36); nothing if performed at once.

    Some days after the last performance falls due, at the latest some weeks after the agreement.
    """
    if performed and rules.resolve("revisit.optional_if_performed", agreed_on).flag:
        return None
    ruling = rules.resolve("revisit.latest_days_after_agreement", agreed_on)
    due = agreed_on + timedelta(days=ruling.integer)
    after = rules.resolve("revisit.days_after_due", agreed_on)
    week = timedelta(days=after.integer)
    if last_due is not None and last_due + week <= due:
        ruling, due = after, last_due + week
    return Deadline("回访", agreed_on, due, due, due - week, ruling)


def payment_due(due_on: date, agreed_on: date, rules: RuleBook) -> Deadline:
    """One instalment or act promised for ``due_on`` (Law 31: the committee urges performance).

    A date the parties fixed is theirs: no day of rest moves it.
    """
    ruling = rules.resolve("payment.remind_days", agreed_on)
    remind = due_on - timedelta(days=ruling.integer)
    return Deadline("履行到期", agreed_on, due_on, due_on, remind, ruling)


def limitation(last_due: date, rules: RuleBook, days: WorkCalendar) -> Deadline:
    """When the right to sue on an unperformed agreement lapses (Civil Code 188, 189).

    It runs from the day after the last performance was due, when the breach is known; with
    instalments, from the last one.
    """
    breach = last_due + DAY
    ruling = rules.resolve("limitation.years", breach)
    period = days.period(breach, years=ruling.integer)
    months = rules.resolve("limitation.remind_months", breach).integer
    return Deadline(
        "诉讼时效届满",
        breach,
        period.last,
        period.unshifted,
        months_later(period.unshifted, -months),
        ruling,
        "一方要求履行、提起诉讼或者同意履行的，诉讼时效中断（民法典第一百九十五条）。"
        + period.note,
    )


def committee_term(founded_on: date, rules: RuleBook, until: date | None = None) -> Deadline:
    """When a committee's term of three years ends and it must be elected anew (Law 9).

    ``until`` is the day its own papers name.
    """
    ruling = rules.resolve("committee.term_years", founded_on)
    due = until or months_later(founded_on, 12 * ruling.integer)
    months = rules.resolve("committee.remind_months", founded_on).integer
    return Deadline("调委会换届", founded_on, due, due, months_later(due, -months), ruling)


def certificate_end(until: date, rules: RuleBook) -> Deadline:
    """The last day of a mediator's certificate; a new one is asked for some months before."""
    ruling = rules.resolve("certificate.remind_months", until)
    remind = months_later(until, -ruling.integer)
    return Deadline("人民调解员证到期", until, until, until, remind, ruling)
