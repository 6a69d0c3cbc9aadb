"""F 履行、回访、确认 (10 points) and G 数据与一致性 (5 points)."""

from __future__ import annotations

from collections.abc import Iterator

from app.days import show_date
from app.rules import identity
from app.rules.agreements import suggest_retention
from app.rules.calendar import work_calendar
from app.rules.deadlines import confirmation_limit, revisit_due, ruling_expected
from app.rules.review.snapshot import Dossier, Fault
from app.rules.review.words import name_of, signers

REVISIT, CONFIRMATION = "mediation.revisit", "mediation.confirmation"
PROGRESS, CASE, PEOPLE = "mediation.progress", "mediation.case", "mediation.people"

ORDER = ("short", "fixed_10", "fixed_30", "long", "permanent")
"""Retention periods from the shortest to the longest."""


def overdue(d: Dossier) -> Iterator[Fault]:
    """F1: Law 31: the committee urges performance."""
    if d["performance"] == "done":
        return
    for row in d["obligations"] or ():
        due = row.get("due_on")
        done = row.get("done_on") and (row.get("done_amount") or 0) >= (row.get("amount") or 0)
        if (
            due
            and due < d.today
            and not done
            and not (row.get("urged_on") and row["urged_on"] > due)
        ):
            what = row.get("act") or "付款"
            message = (
                f"{row.get('payer')}的{what}已于{show_date(due)}到期，没有履行凭证，也没有督促记录"
            )
            yield Fault(message, PROGRESS, "obligations")


def revisit(d: Dossier) -> Iterator[Fault]:
    """F2."""
    if not d.agreed:
        return
    papers = list(d.of("revisit"))
    last = max((o["due_on"] for o in d["obligations"] or () if o.get("due_on")), default=None)
    at_once = d["performance"] == "done" and d["performed_on"] == d["agreed_on"]
    deadline = revisit_due(d["agreed_on"], d.rules, last_due=last, performed=at_once)
    if deadline and not papers and d.today > deadline.due:
        yield Fault(f"应在{show_date(deadline.due)}以前回访，没有回访记录", REVISIT)
    for paper in papers:
        if paper.dated_on and paper.dated_on < d["agreed_on"]:
            yield Fault("回访日期早于协议日期", REVISIT, "visited_on", paper.uid)
        named = str(paper.values.get("party_names") or "")
        if lost := [n for p in d.parties if (n := name_of(p)) and n not in named]:
            message = f"回访记录的当事人与案件不一致：没有{'、'.join(lost)}"
            yield Fault(message, REVISIT, "party_names", paper.uid)
        if unsigned := paper.unsigned():
            message = f"回访记录缺签名：{signers(unsigned)}"
            yield Fault(message, REVISIT, unsigned[0].place, paper.uid)


def confirmation(d: Dossier) -> Iterator[Fault]:
    """F3: Law 33: together, within thirty days."""
    applied = d["confirmation_applied_on"]
    if d["confirmation"] in {None, "none"} or applied is None:
        return
    start = d["effective_on"] or d["agreed_on"]
    if start:
        limit = confirmation_limit(start, d.rules, work_calendar())
        if applied > limit.due:
            message = f"{show_date(applied)}申请司法确认，超过了{show_date(limit.due)}的期限"
            yield Fault(message, CONFIRMATION, "confirmation_applied_on")
    for paper in d.of("confirmation"):
        if unsigned := paper.unsigned("party"):
            message = f"司法确认要共同申请，缺签名：{signers(unsigned)}"
            yield Fault(message, CONFIRMATION, "sign_parties", paper.uid)
    expected = ruling_expected(applied, d.rules)
    if d["confirmation"] == "applied" and d.today > expected.due:
        message = f"{show_date(applied)}申请司法确认，到{show_date(d.today)}还没有登记法院裁定"
        yield Fault(message, "mediation.confirmation-materials", "confirmation_ruling_no")


def failure(d: Dossier) -> Iterator[Fault]:
    """F4: Law 26."""
    if d["end_reason"] is None and d.state == "failed":
        yield Fault("没有填未达成协议的原因", PROGRESS, "end_reason")
    if d.state == "failed" or (d.filed and not d.agreed and d["end_reason"]):
        note = str(d["end_note"] or "")
        if not any(word in note for word in d.param("remedies")):
            message = "没有记明告知当事人可以通过仲裁、行政、司法等途径维护权利"
            yield Fault(message, PROGRESS, "end_note")


def report(d: Dossier) -> Iterator[Fault]:
    """G1: what the statistics need."""
    if not d.ended:
        return
    wanted = [
        ("dispute_type", "纠纷类型", CASE),
        ("source", "案件来源", CASE),
        ("difficulty", "难易程度", CASE),
    ]
    if d.agreed:
        wanted += [
            ("agreement_form", "协议形式", PROGRESS),
            ("amount", "协议涉及金额（没有金额的填0）", PROGRESS),
            ("performance", "履行情况", PROGRESS),
        ]
    for field, label, form in wanted:
        if d[field] is None:
            yield Fault(f"统计要用的“{label}”没有填", form, field)
    people = d["people_count"]
    if people is not None and people < len(d.parties):
        message = f"涉及人数{people}人，少于当事人{len(d.parties)}人"
        yield Fault(message, CASE, "people_count")
    owed = [o for o in d["obligations"] or () if not o.get("done_on")]
    if d["performance"] == "done" and owed:
        yield Fault("履行情况写已履行，但还有没有登记履行的事项", PROGRESS, "performance")


def numbers(d: Dossier) -> Iterator[Fault]:
    """G2."""
    for party in d.parties:
        name = name_of(party)
        typed = str(party.get("id_number") or "")
        if typed:
            kind = party.get("id_kind") or identity.RESIDENT
            verdict = identity.check_paper(kind, typed, today=d.today)
            for problem in verdict.problems:
                yield Fault(f"{name}：{problem}", PEOPLE, "parties")
            if (
                verdict.ok
                and verdict.birth
                and party.get("birth_date") not in {None, verdict.birth}
            ):
                yield Fault(f"{name}的出生日期与身份证号码不一致", PEOPLE, "parties")
            if verdict.ok and verdict.sex and party.get("sex") not in {None, verdict.sex}:
                yield Fault(f"{name}的性别与身份证号码不一致", PEOPLE, "parties")
        if phone := str(party.get("phone") or ""):
            for warning in identity.check_phone(phone).warnings:
                yield Fault(f"{name}：{warning}", PEOPLE, "parties")
        if code := str(party.get("credit_code") or ""):
            for problem in identity.check_credit_code(code).problems:
                yield Fault(f"{name}：{problem}", PEOPLE, "parties")


def names(d: Dossier) -> Iterator[Fault]:
    """G3: one person, one spelling on every paper as it was printed."""
    known = {party.get("uid"): name_of(party) for party in d.parties}
    for paper in d.papers:
        for values in filter(None, (paper.values, paper.printed)):
            for rows in ("parties", "applicants", "respondents"):
                for row in values.get(rows) or ():
                    name = known.get(row.get("uid"))
                    if name and name_of(row) != name:
                        message = f"《{paper.title}》上写“{name_of(row)}”，案件里是“{name}”"
                        yield Fault(message, paper.form, rows, paper.uid)


def grade(d: Dossier) -> Iterator[Fault]:
    """G4: the grade that pay and statistics use fits what is known of the case."""
    if d["complex"] and d["difficulty"] in {"simple", "ordinary"}:
        yield Fault("标了“疑难复杂”，难易程度却是简易或一般", CASE, "difficulty")
    elif d["difficulty"] == "hard" and not d["complex"]:
        yield Fault("难易程度是疑难复杂，没有标“疑难复杂”", CASE, "complex")


def retention(d: Dossier) -> Iterator[Fault]:
    """G5: a suggestion; the committee decides (notes §2.2)."""
    if not d.filed:
        return
    text = f"{d['summary'] or ''}{d['facts'] or ''}{d['terms'] or ''}"
    suggested = suggest_retention(
        d["dispute_type"] or "",
        text,
        d["filed_on"] or d.today,
        d.rules,
        performed=d["performance"] == "done",
        instalments=len(d["obligations"] or ()) > 1,
    )
    chosen = d["retention"]
    if chosen is None:
        yield Fault(f"没有定保管期限（{suggested.reason}）", "mediation.cover", "retention")
    elif chosen in ORDER and ORDER.index(chosen) < ORDER.index(suggested.code):
        yield Fault(f"保管期限可能偏短：{suggested.reason}", "mediation.cover", "retention")


CHECKS = {
    "F1": overdue,
    "F2": revisit,
    "F3": confirmation,
    "F4": failure,
    "G1": report,
    "G2": numbers,
    "G3": names,
    "G4": grade,
    "G5": retention,
}
