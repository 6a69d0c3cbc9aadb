"""Numbers per committee and year: given inside the transaction, no gap, no reuse (F3).

The counter and the case are written together, so a save that fails gives its number back, and two
threads wait for each other at the store's door. A number stays used when its case is withdrawn
from the register: the tombstone keeps it.
"""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.history import Counter
from app.models.mediation import Committee, MediationCase
from app.services.settings import Habits

__all__ = ["allocate", "check_template", "in_round", "next_free", "render", "start_at"]

_TOKEN = re.compile(r"\{(简称|年|序号)(?::(\d))?\}")


class BadTemplate(ActionableError):
    """A template that would not make distinct numbers."""

    def __init__(self, template: str, why: str) -> None:
        super().__init__(
            "M01",
            f"卷号样式“{template}”不能用：{why}。",
            do="样式里要有{年}和{序号}，可以加{简称}，例如：（{年}）{简称}人调字第{序号:3}号。",
        )


def check_template(template: str) -> None:
    """Raise ``BadTemplate`` unless two cases of a committee always get two numbers."""
    tokens = [match[1] for match in _TOKEN.finditer(template)]
    if tokens.count("序号") != 1 or "年" not in tokens:
        raise BadTemplate(template, "必须有一个{年}和一个{序号}")
    if re.search(r"[{}]", _TOKEN.sub("", template)):
        raise BadTemplate(template, "有不认识的{ }")


def render(template: str, *, short_name: str, year: int, sequence: int) -> str:
    """The number as it is printed; ``{序号:3}`` pads with zeros to three digits."""
    values = {"简称": short_name, "年": str(year), "序号": str(sequence)}
    return _TOKEN.sub(lambda m: values[m[1]].zfill(int(m[2] or 0)), template)


def in_round(number: str, round_: int, suffix: str) -> str:
    """The number of a re-opened case: ``suffix`` names the round as ``{轮次}``."""
    return number if round_ == 1 else number + suffix.replace("{轮次}", str(round_))


def next_free(session: Session, office: str, committee: str, year: int) -> int:
    """The sequence the next case of the committee gets in ``year``."""
    highest = session.execute(
        select(func.max(MediationCase.sequence))
        .where(
            MediationCase.office == office,
            MediationCase.committee_uid == committee,
            MediationCase.year == year,
        )
        .execution_options(include_deleted=True)
    ).scalar()
    counter = session.get(Counter, (office, _name(committee, year)))
    return max(highest or 0, counter.value if counter else 0) + 1


def start_at(session: Session, office: str, committee: str, year: int, sequence: int) -> None:
    """Go on from a paper register: the next case of ``year`` gets ``sequence``.

    Never backwards: raises ``ActionableError`` when that number or a later one is taken.
    """
    free = next_free(session, office, committee, year)
    if sequence < free:
        raise ActionableError(
            "M02",
            f"{year}年已经编到第{free - 1}号，不能退回到第{sequence}号。",
            do=f"请填{free}或更大的号。",
        )
    _count(session, office, committee, year, sequence - 1)


def allocate(session: Session, case: MediationCase, on: date, habits: Habits) -> str:
    """Give ``case`` its number of the year of ``on``; a case that has one keeps it."""
    if case.number is not None:
        return case.number
    committee = session.get_one(Committee, (case.office, case.committee_uid))
    sequence = next_free(session, case.office, case.committee_uid, on.year)
    _count(session, case.office, case.committee_uid, on.year, sequence)
    template = committee.number_template or habits.number_template
    case.year, case.sequence = on.year, sequence
    case.number = render(template, short_name=committee.short_name, year=on.year, sequence=sequence)
    session.flush()
    return case.number


def _count(session: Session, office: str, committee: str, year: int, to: int) -> None:
    name = _name(committee, year)
    counter = session.get(Counter, (office, name))
    if counter is None:
        session.add(Counter(office=office, name=name, value=to))
    else:
        counter.value = max(counter.value, to)


def _name(committee: str, year: int) -> str:
    return f"n{committee.replace('-', '')}:{year}"
