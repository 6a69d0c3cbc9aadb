"""Who may act for himself, and who needs a guardian, on the day of signing (民法典 17–28)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.rules.calendar import months_later
from app.rules.identity import age_on

MAJORITY, LABOUR, CHILD, SENSITIVE = 18, 16, 8, 14
"""民法典 17, 18, 20; 个人信息保护法 28. "以上" includes the number (民法典 1259)."""

_GUARDIANS = "父母是未成年子女的监护人；父母死亡或者没有监护能力的，依次为祖父母、外祖父母，兄、姐，其他愿意担任的个人或者组织（民法典第二十七条）"
_ADULT_GUARDIANS = (
    "依次由配偶，父母、子女，其他近亲属，其他愿意担任的个人或者组织担任监护人（民法典第二十八条）"
)


class Capacity(Enum):
    """民事行为能力."""

    FULL = "full"
    LIMITED = "limited"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Guardianship:
    """Whether somebody acts alone, and why. ``changes_on`` is the birthday that changes it."""

    capacity: Capacity
    needs_guardian: bool
    age: int | None
    article: str
    message: str
    changes_on: date | None = None


def guardianship(
    birth: date | None, on: date, *, self_supporting: bool = False, incapable: bool = False
) -> Guardianship:
    """Whether a party born on ``birth`` needs a 法定代理人 when signing on ``on``.

    ``self_supporting``: sixteen or older and living mainly on own labour (民法典 18).
    ``incapable``: an adult who cannot, or cannot fully, judge his acts (民法典 21, 22).
    Without a birth date nobody is taken for a child, and the message says so.
    """
    if birth is None:
        return _unknown(incapable=incapable)
    age = age_on(birth, on)
    if age < 0:
        raise ValueError("signed before birth")
    if age < CHILD:
        return Guardianship(
            Capacity.NONE,
            True,
            age,
            "民法典第二十条",
            f"{age}周岁，不满八周岁，为无民事行为能力人，由法定代理人代理。{_GUARDIANS}。",
            months_later(birth, 12 * CHILD),
        )
    if age < MAJORITY and not (self_supporting and age >= LABOUR):
        return Guardianship(
            Capacity.LIMITED,
            True,
            age,
            "民法典第十九条",
            f"{age}周岁，为限制民事行为能力人，由法定代理人代理或者经其同意、追认。{_GUARDIANS}。",
            months_later(birth, 12 * MAJORITY),
        )
    if incapable:
        return Guardianship(
            Capacity.LIMITED, True, age, "民法典第二十一条、第二十二条", _incapable()
        )
    if age < MAJORITY:
        message = f"{age}周岁，以自己的劳动收入为主要生活来源，视为完全民事行为能力人。"
        return Guardianship(Capacity.FULL, False, age, "民法典第十八条", message)
    return Guardianship(Capacity.FULL, False, age, "民法典第十七条、第十八条", "")


def guardian_conflict(guardian: str, opponents: Iterable[str]) -> str:
    """A warning where the guardian himself stands on another side; empty otherwise."""
    if guardian and guardian.strip() in {name.strip() for name in opponents}:
        return (
            f"监护人{guardian}同时是其他方当事人，与被监护人有利害关系，"
            "不宜代为签署；请由其他监护人代理（民法典第三十五条）。"
        )
    return ""


def sensitive(birth: date | None, on: date) -> bool:
    """Whether all data of the person are sensitive: a child under fourteen (个人信息保护法 28)."""
    return birth is not None and age_on(birth, on) < SENSITIVE


def _unknown(*, incapable: bool) -> Guardianship:
    if incapable:
        return Guardianship(
            Capacity.LIMITED, True, None, "民法典第二十一条、第二十二条", _incapable()
        )
    message = "没有出生日期，不能判断是否需要监护人。"
    return Guardianship(Capacity.FULL, False, None, "民法典第十七条", message)


def _incapable() -> str:
    return f"成年人不能辨认或者不能完全辨认自己行为的，由法定代理人代理。{_ADULT_GUARDIANS}。"
