"""Taking a record off a register: for a reason, with a second person there (trust D1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.definition import Form, Problem, Values
from app.models.account import Account

__all__ = ["removal_problems"]


def removal_problems(
    session: Session, office: str, actor: str, form: Form, values: Values, *, on: date
) -> list[Problem]:
    """What keeps the record: no reason, nobody else there. ``form`` asks ``second_person``."""
    found = [*problems(form, values, on=on)]
    second = str(values.get("second_person") or "").strip()
    account = session.get(Account, (office, actor))
    if account is not None and account.name.strip() == second:
        found.append(Problem("second_person", "在场第二人要写另一位同志，不能是您自己。"))
    return found
