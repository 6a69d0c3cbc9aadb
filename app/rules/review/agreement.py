"""E 协议: number, parties, facts, terms, figures, marks, copies, what a court refuses (25 points)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from app.rules.agreements import confirmability, must_be_written, required_copies
from app.rules.money import in_words
from app.rules.obligations import Promise, instalment_problem
from app.rules.review.snapshot import Dossier, Fault
from app.rules.review.words import name_of, signers

AGREEMENT, ORAL, PROGRESS = "mediation.agreement", "mediation.oral-agreement", "mediation.progress"

_IN_WORDS = re.compile(
    r"([0-9][0-9,]*(?:\.[0-9]{1,2})?)元[^0-9。;;\n]{0,8}?大写[::]?[^零壹贰叁肆伍陆柒捌玖拾]{0,4}"
    r"([零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正]+)"
)


def number(d: Dossier) -> Iterator[Fault]:
    """E1."""
    given = d["number"]
    for paper in d.of("agreement", "oral-agreement", "revisit", "cover"):
        there = paper.values.get("number")
        if not there:
            yield Fault(f"《{paper.title}》没有编号", paper.form, "number", paper.uid)
        elif there != given:
            message = f"《{paper.title}》的编号“{there}”与卷号“{given}”不一致"
            yield Fault(message, paper.form, "number", paper.uid)


def parties(d: Dossier) -> Iterator[Fault]:
    """E2: the agreement names exactly the parties of the case, by the same names and numbers."""
    there = {_person(row) for row in d.parties}
    for paper in d.of("agreement", "oral-agreement"):
        for values in filter(None, (paper.values, paper.printed)):
            here = {_person(row) for row in values.get("parties") or ()}
            lost = "、".join(sorted(name for name, _ in there - here))
            added = "、".join(sorted(name for name, _ in here - there))
            if lost:
                message = f"《{paper.title}》的当事人与案件不一致：缺{lost}或者姓名、号码不符"
                yield Fault(message, paper.form, "parties", paper.uid)
            elif added:
                message = f"《{paper.title}》多出了当事人{added}"
                yield Fault(message, paper.form, "parties", paper.uid)


def facts(d: Dossier) -> Iterator[Fault]:
    """E3: Law 29 lists facts, matters in dispute, and each side's responsibility."""
    for paper in d.of("agreement", "oral-agreement"):
        words = str(paper.values.get("facts") or "")
        if not words.strip():
            yield Fault("没有写纠纷主要事实、争议事项", paper.form, "facts", paper.uid)
        elif not any(
            w in words + str(paper.values.get("terms")) for w in d.param("responsibility")
        ):
            message = "没有写各方当事人的责任"
            yield Fault(message, paper.form, "facts", paper.uid, "W")


def terms(d: Dossier) -> Iterator[Fault]:
    """E4: who, to whom, what, how, where and by when (Law 29; 2002 Rules 35)."""
    for paper in d.of("agreement", "oral-agreement"):
        if not str(paper.values.get("terms") or "").strip():
            yield Fault("协议内容是空的", paper.form, "terms", paper.uid)
            continue
        manner = str(paper.values.get("performance_terms") or "").strip()
        if not manner:
            yield Fault("没有写履行方式、时限", paper.form, "performance_terms", paper.uid)
        for row in d["obligations"] or ():
            lacking = list(_lacking(row, manner, d))
            if lacking:
                what = row.get("act") or "付款"
                message = f"履行事项“{row.get('payer') or ''}{what}”没有写{'、'.join(lacking)}"
                yield Fault(message, paper.form, "obligations", paper.uid)


def figures(d: Dossier) -> Iterator[Fault]:
    """E5: 大写 and figures, instalments and total, no day before the agreement."""
    for paper in d.of("agreement", "oral-agreement"):
        text = f"{paper.values.get('terms') or ''}\n{paper.values.get('performance_terms') or ''}"
        for match in _IN_WORDS.finditer(text):
            fen = int(Decimal(match[1].replace(",", "")) * 100)
            if _plain(in_words(fen)) != _plain(match[2]):
                message = f"{match[1]}元的大写应为{in_words(fen)}，协议写的是{match[2]}"
                yield Fault(message, paper.form, "terms", paper.uid)
        money = [row for row in d["obligations"] or () if row.get("amount") is not None]
        if d["amount"] and money and d["agreed_on"]:
            promises = [Promise(row.get("due_on"), row["amount"]) for row in money]
            if wrong := instalment_problem(d["amount"], promises, d["agreed_on"]):
                yield Fault(wrong, paper.form, "obligations", paper.uid)


def marks(d: Dossier) -> Iterator[Fault]:
    """E6: any one mark makes it valid (Law 29); practice wants signature and fingerprint both."""
    for paper in d.of("agreement"):
        for role, label in (
            ("party", "当事人"),
            ("mediator", "人民调解员"),
            ("recorder", "记录人"),
            ("committee", "调委会印章"),
        ):
            places = [mark for mark in paper.marks if mark.role == role]
            if not places:
                yield Fault(f"协议书没有{label}", paper.form, "", paper.uid)
            if unsigned := paper.unsigned(role):
                message = f"协议书缺{label}签章：{signers(unsigned)}"
                yield Fault(message, paper.form, unsigned[0].place, paper.uid)
        half = [m for m in paper.marks if m.valid and not set(m.wanted) <= set(m.seen)]
        if half and d.param("all_marks_of_a_place"):
            message = f"只有一种签章，习惯上要签名并按指印（单位签名并盖章）：{signers(half)}"
            yield Fault(message, paper.form, half[0].place, paper.uid, "W")


def copies(d: Dossier) -> Iterator[Fault]:
    """E7."""
    for paper in d.of("agreement"):
        wanted = required_copies(len(d.parties), d["agreed_on"] or d.today, d.rules)
        there = paper.values.get("copies") or 0
        if there < wanted:
            message = f"协议书写一式{there}份，当事人{len(d.parties)}方，至少要{wanted}份"
            yield Fault(message, paper.form, "copies", paper.uid)


def court(d: Dossier) -> Iterator[Fault]:
    """E8: words that a court will not confirm, or that promise what cannot be promised."""
    if not d.agreed:
        return
    found = confirmability("", str(d["terms"] or ""), d["agreed_on"], d.rules)
    for doubt in (*found.bars, *found.warnings):
        yield Fault(f"协议内容有“{doubt.found}”：{doubt.message}", AGREEMENT, "terms")


def result(d: Dossier) -> Iterator[Fault]:
    """E9: no agreement in a failed case, no success without one."""
    papers = list(d.of("agreement", "oral-agreement"))
    if d.state in {"failed", "withdrawn"} and papers and not d.agreed:
        yield Fault("没有调成的案件里有协议", papers[0].form, "", papers[0].uid)
    if d.agreed and d.ended and not papers:
        yield Fault("调解成功，但没有协议书，也没有口头协议登记表", ORAL if d.oral else AGREEMENT)


def written(d: Dossier) -> Iterator[Fault]:
    """F5 for types whose agreement the law wants on paper (土地承包调解仲裁法 10)."""
    if d.oral and d["dispute_type"]:
        ruling = must_be_written(d["dispute_type"], d["agreed_on"], d.rules)
        if ruling.flag:
            yield Fault(f"这类纠纷应当制作书面协议：{ruling.rule.article_text}", AGREEMENT)


def register(d: Dossier) -> Iterator[Fault]:
    """F5: Law 28, 30: the mediator records the content."""
    for paper in d.of("oral-agreement"):
        for field, label in (("facts", "纠纷事实"), ("terms", "协议内容"), ("agreed_on", "日期")):
            if not paper.values.get(field):
                yield Fault(f"口头协议登记表没有填“{label}”", ORAL, field, paper.uid)
        if unsigned := paper.unsigned("mediator", "committee"):
            message = f"口头协议登记表缺签章：{signers(unsigned)}"
            yield Fault(message, ORAL, unsigned[0].place, paper.uid)
    yield from written(d)


def _person(row: Mapping[str, Any]) -> tuple[str, str]:
    return name_of(row), str(row.get("id_number") or "").strip().upper()


def _lacking(row: Mapping[str, Any], manner: str, d: Dossier) -> Iterator[str]:
    if not row.get("payer"):
        yield "义务人"
    if row.get("amount") is None and not row.get("act"):
        yield "金额或者事项"
    if row.get("amount") is not None and not row.get("payee"):
        yield "权利人"
    at_once = any(word in manner for word in d.param("at_once"))
    if not row.get("due_on") and not row.get("done_on") and not at_once:
        yield "期限"
    if not row.get("way") and not manner:
        yield "方式"


def _plain(words: str) -> str:
    """大写 without what may be written or left out."""
    return words.replace("正", "整").removesuffix("整").replace("圆", "元").replace("元零", "元")


CHECKS = {
    "E1": number,
    "E2": parties,
    "E3": facts,
    "E4": terms,
    "E5": figures,
    "E6": marks,
    "E7": copies,
    "E8": court,
    "E9": result,
    "F5": register,
}
