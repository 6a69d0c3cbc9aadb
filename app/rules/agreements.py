"""The mediation agreement: when it binds, in how many copies, and what a court will not confirm.

Law = 人民调解法. A keyword only raises a question for the clerk; what the agreement means is read by
people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.days import show_date
from app.rules.profiles import RuleBook, Ruling

_BARS = ("status", "ownership", "special", "criminal")
_WARNINGS = ("suit", "minor_property", "vague")


@dataclass(frozen=True, slots=True)
class Effective:
    """The day an agreement became binding, or who has still to sign or seal."""

    on: date | None
    missing: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason why a court may not confirm; ``found`` is the word or type that raised it."""

    found: str
    message: str
    article: str


@dataclass(frozen=True, slots=True)
class Confirmability:
    """What stands against judicial confirmation: ``bars`` refuse it, ``warnings`` endanger it."""

    bars: tuple[Doubt, ...]
    warnings: tuple[Doubt, ...]

    @property
    def open(self) -> bool:
        """Whether nothing was found that closes the way to the court."""
        return not self.bars


@dataclass(frozen=True, slots=True)
class CourtOption:
    """A court that may confirm, and why it may."""

    court: str
    reason: str
    article: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code the program proposes, never decides, and its reason."""

    code: str
    reason: str


def written_effective_on(
    parties: Mapping[str, date | None],
    mediators: Mapping[str, date | None],
    sealed_on: date | None,
) -> Effective:
    """A written agreement binds once every party and mediator has signed and the seal is on it.

    Law 29: the day of the last of them. ``parties`` and ``mediators`` map names to the day of their
    signature, seal or fingerprint. ``ValueError`` without parties or without a mediator.
    """
    if not parties or not mediators:
        raise ValueError("an agreement has parties and a mediator")
    places = {**parties, **{f"人民调解员{name}": on for name, on in mediators.items()}}
    places["人民调解委员会印章"] = sealed_on
    missing = tuple(name for name, on in places.items() if on is None)
    days = [on for on in places.values() if on is not None]
    return Effective(None if missing else max(days), missing, "人民调解法第二十九条")


def oral_effective_on(agreed_on: date) -> Effective:
    """An oral agreement binds from the day it was reached (Law 30)."""
    return Effective(agreed_on, (), "人民调解法第三十条")


def required_copies(parties: int, on: date, rules: RuleBook) -> int:
    """One copy for each party and one for the committee (Law 29)."""
    return parties + rules.resolve("agreement.copies_beyond_parties", on).integer


def must_be_written(dispute_type: str, on: date, rules: RuleBook) -> Ruling:
    """Whether the law demands paper for this type: land contracts do (土地承包调解仲裁法 10)."""
    return rules.resolve("agreement.must_be_written", on, category=dispute_type)


def written_advice(on: date, rules: RuleBook, *, due_later: bool) -> str:
    """A reminder to prefer paper where something is still to be done (若干规定 34); or nothing."""
    ruling = rules.resolve("agreement.written_hint", on)
    return ruling.rule.article_text if due_later and ruling.flag else ""


def confirmability(dispute_type: str, terms: str, on: date, rules: RuleBook) -> Confirmability:
    """What in the terms a court would refuse (民诉解释 355) or might reject (358)."""
    bars = [d for kind in _BARS for d in _hits(rules.find("confirm.bar", on, category=kind), terms)]
    warnings = [
        d for kind in _WARNINGS for d in _hits(rules.find("confirm.warn", on, category=kind), terms)
    ]
    for key in ("confirm.warn_type", "confirm.warn_ownership_type"):
        ruling = rules.find(key, on)
        if ruling and dispute_type in ruling.texts:
            warnings.append(Doubt(dispute_type, ruling.rule.article_text, ruling.why))
    return Confirmability(tuple(bars), tuple(warnings))


def suggest_courts(
    *,
    invited_by: str = "",
    parties_at: Sequence[str] = (),
    object_at: str = "",
    committees_at: Sequence[str] = (),
) -> tuple[CourtOption, ...]:
    """Where to apply for confirmation (民事诉讼法 205, 民诉解释 352).

    ``invited_by`` is a court's full name; the places are counties or districts, whose basic court
    is named after them. Each court appears once, with every reason.
    """
    if invited_by:
        reason = "该院邀请调解组织先行调解"
        return (CourtOption(invited_by, reason, "民事诉讼法第二百零五条第一项"),)
    reasons: dict[str, list[str]] = {}
    places = [
        *((place, "当事人住所地") for place in parties_at),
        *((place, "标的物所在地") for place in [object_at]),
        *((place, "调解组织所在地") for place in committees_at),
    ]
    for place, reason in places:
        if place:
            reasons.setdefault(f"{place.strip()}人民法院", []).append(reason)
    article = "民事诉讼法第二百零五条第二项"
    if len(committees_at) > 1:
        article += "；民诉法解释第三百五十二条"
    return tuple(
        CourtOption(court, "、".join(dict.fromkeys(why)), article) for court, why in reasons.items()
    )


def session_barred(session_on: date, refused_on: date | None, consented_on: date | None) -> str:
    """Why no session may be held that day: a party clearly refused (Law 17); or nothing.

    A consent given after the refusal, and not after the session, opens the way again.
    """
    if refused_on is None or session_on < refused_on:
        return ""
    if consented_on is not None and refused_on <= consented_on <= session_on:
        return ""
    return (
        f"当事人已于{show_date(refused_on)}明确拒绝调解，不得再调解（人民调解法第十七条）；"
        "重新同意的，先登记同意的日期。"
    )


def mediator_conflict(
    name: str, id_number: str, parties: Iterable[tuple[str, str]], relatives: Iterable[str] = ()
) -> str:
    """Why this mediator had better not host: party to the case or a party's kin; or nothing.

    ``parties`` are (name, number). The same number proves it; the same name asks (Law 15, check C6).
    """
    for party, number in parties:
        if id_number and id_number == number:
            return f"人民调解员{name}就是本案当事人，不得担任本案调解员。"
        if party.strip() == name.strip() and not (id_number and number):
            return f"人民调解员{name}与当事人同名，请核对是不是同一人。"
    if name.strip() in {relative.strip() for relative in relatives}:
        return f"人民调解员{name}与当事人有亲属关系，请更换调解员。"
    return ""


def suggest_retention(
    dispute_type: str,
    text: str,
    on: date,
    rules: RuleBook,
    *,
    performed: bool = False,
    instalments: bool = False,
) -> Suggestion:
    """A retention period to propose for the dossier; the committee decides (notes §2.2)."""
    for word in rules.resolve("retention.permanent_keywords", on).texts:
        if word in text:
            return Suggestion("permanent", f"内容涉及“{word}”，建议永久")
    if dispute_type in rules.resolve("retention.long_types", on).texts:
        return Suggestion("long", "涉及土地、房屋或者身份关系，建议长期")
    if instalments or not performed:
        return Suggestion("long", "协议分期履行或者尚未履行完毕，建议长期")
    return Suggestion("short", "事实清楚并且已经履行，建议短期")


def retention_ends(filed_on: date, retention: str, rules: RuleBook) -> date | None:
    """The last day a dossier is to be kept, counted in whole years after that of filing.

    ``retention`` is a code; ``None`` where it is kept for ever or the rules know no such period.
    """
    ruling = rules.find("retention.years", filed_on, category=retention)
    years = ruling.integer_or_none if ruling else None
    return None if years is None else date(filed_on.year + years, 12, 31)


def _hits(ruling: Ruling | None, text: str) -> list[Doubt]:
    if ruling is None:
        return []
    words = [word for word in ruling.texts if word in text]
    return [Doubt(word, ruling.rule.article_text, ruling.profile.authority_doc) for word in words]
