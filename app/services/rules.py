"""依据与规则: every rule in force on a day, which document decided it, and what stood behind it.

The page answers one question of an inspector: by which rule was this reckoned? So each line names
value, unit, document, article, days of force, and whether the text was compared with the original;
and it tells which other documents speak of the matter and why they did not decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.codes import label
from app.forms.registry import all_forms
from app.forms.texts import texts
from app.models.local import Setting
from app.rules.profiles import (
    DEFAULT,
    LOCAL,
    RuleBook,
    RuleProfile,
    Ruling,
    load_profiles,
    rule_folder,
    rule_names,
)
from app.services.access import Work, needs
from app.services.base import Service
from app.services.log_kinds import Kind
from app.services.rule_books import ADOPTED, book

__all__ = [
    "CATEGORIES",
    "NARROWED",
    "TOPICS",
    "Other",
    "Profile",
    "RuleLine",
    "RulesService",
    "TextLine",
    "said",
]

BLANK = re.compile(r"\{(\w+)\}")

TOPICS = {
    "corrections": "社区矫正",
    "resettlement": "安置帮教",
    "mediation": "人民调解",
    "training": "队伍培训",
}
"""The files of ``resources/rules`` that hold dated profiles."""

NARROWED = {
    "corrections": "control_class",
    "training": "staff_role",
    "resettlement": "help_rhythm",
}
"""Topic → code table of the class a rule may be narrowed to."""

CODED = {
    "training.counted_forms": "training_form",
    "training.county_levels": "training_level",
    "confirm.warn_type": "dispute_type",
    "confirm.warn_ownership_type": "dispute_type",
    "retention.long_types": "dispute_type",
    "sanction.public_security.categories": "corrections_category",
    "help.visit_methods": "visit_method",
    "rate.linked.sources": "resettlement_source",
    "rate.linked.excludes": "not_due_reason",
    "rate.reoffended.kinds": "reoffence_kind",
    "rate.helped.requires": "help_requirement",
}
"""Rules whose value lists codes, and the table of the codes."""

CATEGORIES = {
    "parole": "假释",
    "outside": "暂予监外执行",
    "day": "日",
    "week": "周",
    "month": "月",
    "quarter": "季",
    "status": "身份关系",
    "ownership": "权属",
    "special": "特别程序",
    "criminal": "刑事、行政",
    "suit": "放弃诉权",
    "minor_property": "未成年人财产",
    "vague": "约定不明",
    "forest_land": "农村土地承包",
    "short": "短期",
    "long": "长期",
    "permanent": "永久",
    "fixed_10": "定期十年",
    "fixed_30": "定期三十年",
    "mediation.revisit": "回访",
    "mediation.reply": "反馈",
    "mediation.certificate": "调解员证",
    "mediation.ruling": "法院裁定",
}
"""What a rule is narrowed to beside a class: a period, a kind of clause, a term of keeping."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another document that speaks of the same matter, and why it did not decide."""

    profile: str
    said: str
    why_not: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One matter on one day."""

    topic: str
    key: str
    title: str
    said: str
    profile: str
    document: str
    article: str
    since: date
    until: date | None
    confirmed: bool
    local: str  # 全国, 本县 …, 程序默认
    others: tuple[Other, ...]
    bundled: str = ""  # the document the county's bundle names for it

    @property
    def why(self) -> str:
        """Which document decided and why it, in sentences."""
        end = f"{show_date(self.until)}" if self.until else "现在"
        words = (
            f"{self.title}：{self.said}。依据“{self.profile}”{self.document}，{self.article}。"
            f"该文件自{show_date(self.since)}适用至{end}，属于{self.local}。"
        )
        if self.bundled:
            words += f"由县局配置包带来：{self.bundled}。"
        if not self.confirmed:
            words += "这一条尚待核对原文。"
        for other in self.others:
            words += f"\n“{other.profile}”{other.said}，{other.why_not}。"
        return words


@dataclass(frozen=True, slots=True)
class Profile:
    """A document of rules. ``mine``: it applies here; ``adopted``: because the county chose it."""

    id: str
    name: str
    document: str
    since: date
    until: date | None
    local: str
    mine: bool
    adopted: bool
    bundled: str = ""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A fixed sentence of a paper: which papers say it, its words, and where they come from."""

    key: str
    papers: tuple[str, ...]
    words: str
    source: str
    since: date
    confirmed: bool
    before: tuple[str, ...] = ()  # earlier wordings

    @property
    def why(self) -> str:
        """The sentence in full, its ground, and what it said earlier."""
        words = f"{self.words}\n依据：{self.source}。自{show_date(self.since)}使用。"
        if not self.confirmed:
            words += "文字尚待县局核对。"
        return "\n".join((words, *(f"以前的文字：{one}" for one in self.before)))


class RulesService(Service, work=Work.ANYONE):
    """The rules as a page shows them."""

    def sentences(self) -> list[TextLine]:
        """Every fixed sentence that some paper says, in the order of the papers."""
        papers, labels = _papers_by_text(), _labels()

        def told(words: str) -> str:
            return BLANK.sub(lambda blank: f"〔{labels.get(blank[1]) or '空'}〕", words)

        return [
            TextLine(
                key,
                papers[key],
                told(found.text),
                found.source,
                found.since,
                found.confirmed,
                tuple(f"{told(one.text)}（{one.source}）" for one in found.before),
            )
            for key, found in texts().items()
            if key in papers
        ]

    def in_force(self, topic: str, on: date) -> list[RuleLine]:
        """Every matter some document decides on day ``on``, in the order of the file."""
        with self._database.begin() as session:
            rules = book(session, self.office, topic)
        names = rule_names(rule_folder(), topic)
        found = []
        for key, cls, category in _matters(rules):
            ruling = rules.find(key, on, cls=cls, category=category)
            if ruling and (ruling.rule.cls, ruling.rule.category) == (cls, category):
                found.append(_line(topic, names, rules, ruling, on, self.office))
        return found

    def profiles(self, topic: str) -> list[Profile]:
        """All documents on a topic, those of this place first."""
        with self._database.begin() as session:
            mine = {p.id for p in book(session, self.office, topic).profiles}
            adopted = self._adopted(session, topic)
        listed = [
            Profile(
                id=p.id,
                name=p.name,
                document=p.authority_doc,
                since=p.effective_from,
                until=p.effective_to,
                local=_place(p, self.office),
                mine=p.id in mine,
                adopted=p.id in adopted,
                bundled=p.bundled,
            )
            for p in load_profiles(rule_folder(), topic)
        ]
        return sorted(listed, key=lambda p: not p.mine)

    @needs(Work.OFFICE)
    def adopt(self, topic: str, profile: str, *, adopted: bool) -> None:
        """Follow a document of another place, or follow it no longer, as the county has decided.

        ``profile`` is the document's id; ``KeyError`` where the program knows no such one.
        """
        if profile not in {p.id for p in load_profiles(rule_folder(), topic)}:
            raise KeyError(profile)
        with self._database.begin() as session:
            chosen = self._adopted(session, topic) - {profile}
            if adopted:
                chosen |= {profile}
            setting = session.get(Setting, (self.office, ADOPTED))
            if setting is None:
                setting = Setting(office=self.office, name=ADOPTED, value={})
                session.add(setting)
            setting.value = {**setting.value, topic: sorted(chosen)}
            self._database.note(session, Kind.SETTING, f"rules/{topic}", adopted=sorted(chosen))

    def _adopted(self, session: Session, topic: str) -> set[str]:
        setting = session.get(Setting, (self.office, ADOPTED))
        return set((setting.value if setting else {}).get(topic, []))


def _matters(rules: RuleBook) -> Iterable[tuple[str, str, str]]:
    """Every key with the class and category it is narrowed to, each once, in order."""
    ordered = reversed(rules.profiles)  # the program's own first: they stand at the end of a file
    found = {(v.key, v.cls, v.category): None for p in ordered for v in p.values}
    return sorted(found, key=lambda matter: matter[0].split(".")[0])


def _line(
    topic: str,
    names: Mapping[str, str],
    rules: RuleBook,
    ruling: Ruling,
    on: date,
    office: str,
) -> RuleLine:
    rule, profile = ruling.rule, ruling.profile
    narrowed = [
        label(NARROWED.get(topic, ""), rule.cls) if rule.cls else "",
        CATEGORIES.get(rule.category, rule.category),
    ]
    who = "、".join(filter(None, narrowed))
    title = names.get(rule.key, rule.key)
    return RuleLine(
        topic=topic,
        key=rule.key,
        title=f"{title}（{who}）" if who else title,
        said=said(ruling),
        profile=profile.name,
        document=profile.authority_doc,
        article=rule.article_text,
        since=profile.effective_from,
        until=profile.effective_to,
        confirmed=rule.confirmed,
        local=_place(profile, office),
        others=tuple(
            Other(other.profile.name, said(other), _why_not(other, on))
            for other in rules.all_of(rule.key, cls=rule.cls, category=rule.category)
            if other.profile is not profile
        ),
        bundled=profile.bundled,
    )


def said(ruling: Ruling) -> str:
    """The value in words; codes of a table by their labels."""
    codes = CODED.get(ruling.rule.key)
    if codes and isinstance(ruling.value, tuple):
        return "、".join(label(codes, str(code)) for code in ruling.value)
    return ruling.said


def _why_not(other: Ruling, on: date) -> str:
    profile = other.profile
    if on < profile.effective_from:
        return f"自{show_date(profile.effective_from)}起才适用"
    if profile.effective_to and on > profile.effective_to:
        return f"只适用到{show_date(profile.effective_to)}"
    return "层级较远，近的机关有规定时让位"


def _place(profile: RuleProfile, office: str) -> str:
    code = profile.jurisdiction
    if code == DEFAULT:
        return "程序默认"
    if code == LOCAL:
        return "本所登记"
    if code == "000000":
        return "全国规定"
    if code.endswith("0000"):
        return "省级规定"
    if code.endswith("00"):
        return "市级规定"
    return "本县规定" if office.startswith(code) else "外地规定"


def _labels() -> dict[str, str]:
    """What a clerk calls the blank of a sentence."""
    found: dict[str, str] = {}
    for form in all_forms().values():
        for field in form.fields():
            if field.label:
                found.setdefault(field.name, field.label)
    return found


def _papers_by_text() -> dict[str, tuple[str, ...]]:
    """Key of a text → titles of the papers; a key with a blank stands for all that fit it."""
    found: dict[str, list[str]] = {}
    for form in all_forms().values():
        for words in (*(field.wording for field in form.fields()), form.footnote):
            if not words.startswith("text:"):
                continue
            head, blank, _ = words.removeprefix("text:").partition("{")
            keys = [key for key in texts() if key.startswith(head)] if blank else [head]
            for key in keys:
                if form.title not in found.setdefault(key, []):
                    found[key].append(form.title)
    return {key: tuple(titles) for key, titles in found.items()}
