"""The ladder of sanctions: which article, what has been counted, which step may be next.

社区矫正法 28; 实施办法 33-36, 46, 47, 49. Two 训诫 may lead to a 警告, two 警告 to revocation, a
治安处罚 as well, each only if the person "仍不改正": that is for people to judge. No rule lets a
sanction expire, so decisions count for the whole period of correction unless they were revoked. The
legal basis is dated data: the day of the conduct chooses it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.days import show_date
from app.rules.absence import Stage
from app.rules.profiles import RuleBook, Ruling

REVOKING = {
    "probation": "revoke_probation",
    "parole": "revoke_parole",
    "outside": "imprison",
}
"""What the gravest step is called for each category; 管制 knows none (刑法 39)."""

PUBLIC_SECURITY = "public_security"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was made: its kind, its day, and whether it was taken back."""

    kind: str
    on: date
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """The article for a proposal, and what to look at before it is signed."""

    text: str
    warning: str
    ruling: Ruling | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """How many decisions stand, and the step that may be next; ``kind`` empty for none."""

    admonitions: tuple[date, ...]
    warnings: tuple[date, ...]
    punishments: tuple[date, ...]
    kind: str
    message: str


def legal_basis(kind: str, conduct_on: date, category: str, rules: RuleBook) -> Basis:
    """The article a proposal of ``kind`` rests on for conduct of that day."""
    ruling = rules.find(f"sanction.{kind}.article", conduct_on)
    if ruling is None or ruling.value is None:
        return Basis("", f"{show_date(conduct_on)}当时的规定没有这一种，请核对。", None)
    warnings = []
    if not ruling.rule.confirmed:
        warnings.append(f"{ruling.profile.authority_doc}的条文号尚待核对原文，请查对后填写。")
    if kind == PUBLIC_SECURITY:
        named = rules.find("sanction.public_security.categories", conduct_on)
        if named is not None and category not in named.texts:
            warnings.append(f"{named.rule.article_text}，请与县级、公安机关研究后再提。")
    return Basis(ruling.text, "".join(warnings), ruling)


def fits_category(kind: str, category: str) -> str:
    """Why a kind cannot be proposed for a category of person; empty where it can."""
    if kind in REVOKING.values() and REVOKING.get(category) != kind:
        return "这一种提请不适用于这名对象的矫正类别。"
    return ""


def for_absence(stage: Stage, category: str) -> str:
    """The proposal that belongs to the length of an absence; never made by itself."""
    if stage is Stage.ADMONISH:
        return "admonition"
    if stage is Stage.WARN:
        return "warning"
    if stage is Stage.REVOKE:
        return REVOKING.get(category, "")
    return ""


def ladder(decided: Iterable[Decided], category: str, rules: RuleBook, on: date) -> Ladder:
    """What stands on a day, and which step it may call for."""
    standing = [one for one in decided if not one.revoked and one.on <= on]

    def days(kind: str) -> tuple[date, ...]:
        return tuple(sorted(one.on for one in standing if one.kind == kind))

    admonitions, warnings = days("admonition"), days("warning")
    punishments = days(PUBLIC_SECURITY)
    found = rules.find("sanction.repeat_limit", on)
    limit = found.integer if found else None
    gravest = REVOKING.get(category, "")
    kind, message = "", ""
    if limit and len(warnings) >= limit and gravest:
        kind, message = gravest, f"已有{len(warnings)}次警告，仍不改正的，可以提请撤销或者收监"
    elif punishments and gravest:
        kind, message = gravest, "已受治安管理处罚，仍不改正的，可以提请撤销或者收监"
    elif limit and len(admonitions) >= limit and not warnings:
        kind, message = "warning", f"已有{len(admonitions)}次训诫，仍不改正的，可以建议警告"
    if message and found:
        message += f"（{found.why}）；是否仍不改正由人判断。"
    return Ladder(admonitions, warnings, punishments, kind, message)
