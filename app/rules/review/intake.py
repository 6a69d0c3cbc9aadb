"""B 受理: application, register, identity, authority, guardians, bodies (15 points)."""

from __future__ import annotations

from collections.abc import Iterator

from app.rules.capacity import guardian_conflict, guardianship
from app.rules.review.snapshot import Dossier, Fault, Level
from app.rules.review.words import name_of, names_in, signers

APPLICATION, ACCEPTANCE = "mediation.application", "mediation.acceptance"
MANDATE, PEOPLE = "mediation.mandate", "mediation.people"


def applied(d: Dossier) -> Iterator[Fault]:
    """B1: an application in writing, or the applicant's signature in the register."""
    if d["source"] != "application" or d["accepted_on"] is None or d.first("application"):
        return
    if any(part == "application" for part, _, _ in d.scans):
        return
    register = d.first("acceptance")
    applicants = {name_of(p) for p in d.parties if p.get("side") == "applicant"}
    signed = register and any(
        m.valid and names_in(m.person, applicants) for m in register.marks if m.role == "party"
    )
    if not signed:
        yield Fault(
            "依申请受理的，没有申请书，受理登记表上也没有申请人签名", ACCEPTANCE, "sign_parties"
        )


def application(d: Dossier) -> Iterator[Fault]:
    """B2."""
    for paper in d.of("application"):
        if not d["claims"]:
            yield Fault("申请书没有写申请事项", APPLICATION, "claims", paper.uid)
        if not d["applied_on"]:
            yield Fault("申请书没有写日期", APPLICATION, "applied_on", paper.uid)
        if unsigned := paper.unsigned("party"):
            message = f"申请书没有登记申请人签名或指印：{signers(unsigned)}"
            yield Fault(message, APPLICATION, "sign_applicants", paper.uid)


def register(d: Dossier) -> Iterator[Fault]:
    """B3."""
    for paper in d.of("acceptance"):
        for field, label in (
            ("dispute_type", "纠纷类型"),
            ("source", "案件来源"),
            ("summary", "纠纷简要情况"),
            ("accepted_on", "日期"),
        ):
            if not paper.values.get(field):
                yield Fault(f"受理登记表没有填“{label}”", ACCEPTANCE, field, paper.uid)
        for mark in paper.unsigned():
            message = f"受理登记表缺“{mark.label}”：{mark.person}"
            yield Fault(message, ACCEPTANCE, mark.place, paper.uid)
        if not paper.values.get("registrar"):
            yield Fault("受理登记表没有写登记人", ACCEPTANCE, "registrar", paper.uid)


def identity(d: Dossier) -> Iterator[Fault]:
    """B4."""
    if d["accepted_on"] is None or not any(part.code == "identity" for part in d.parts):
        return
    listed = [item for p in d.of("identity") for item in p.values.get("items") or ()]
    for party in d.parties:
        name = name_of(party)
        scanned = any(
            part == "identity" and (uid == party.get("uid") or name in title)
            for part, uid, title in d.scans
        )
        explained = party.get("id_reason") or any(
            item.get("party") == name and item.get("note") for item in listed
        )
        if not scanned and not explained:
            yield Fault(f"没有{name}的身份证明，也没有写明原因", "mediation.identity", "items")


def authority(d: Dossier) -> Iterator[Fault]:
    """B5: a veto where the agent signed the agreement without the power to."""
    agreement = d.first("agreement")
    for agent in d["agents"] or ():
        name = name_of(agent)
        signed = agreement is not None and any(
            mark.valid and (name in mark.person or name in mark.notes) for mark in agreement.marks
        )
        veto: Level | None = "X" if signed else None
        paper = next((p for p in d.of("mandate") if p.subject == agent.get("uid")), None)
        if paper is None:
            yield Fault(f"代理人{name}没有授权委托书", MANDATE, level=veto)
            continue
        lacking = [
            label
            for label, there in (
                ("代理权限", agent.get("powers")),
                ("委托期限", agent.get("mandate_from") or agent.get("mandate_until")),
                ("委托人签名", not paper.unsigned()),
            )
            if not there
        ]
        if lacking:
            message = f"{name}的授权委托书缺{'、'.join(lacking)}"
            yield Fault(message, MANDATE, "agents", paper.uid)
        powers = set(agent.get("powers") or ())
        if signed and not powers >= {"concede", "attend_and_sign"}:
            yield Fault(
                f"代理人{name}签了协议书，但没有“承认、变更和放弃请求”和“签署文书”的权限（民法典第165条）",
                MANDATE,
                "agents",
                paper.uid,
                "X",
            )


def guardians(d: Dossier) -> Iterator[Fault]:
    """B6: 民法典 19-24, on the day of signing."""
    on = d["agreed_on"] or d["accepted_on"] or d.today
    for party in d.parties:
        if (party.get("kind") or "natural") != "natural":
            continue
        born = party.get("birth_date")
        if born and born > on:
            continue
        needs = guardianship(
            born,
            on,
            self_supporting=bool(party.get("self_supporting")),
            incapable=bool(party.get("incapable")),
        )
        guardian = party.get("guardian_name") or ""
        if needs.needs_guardian and not guardian:
            message = f"{name_of(party)}没有法定代理人：{needs.message}"
            yield Fault(message, PEOPLE, "parties")
        others = [name_of(p) for p in d.parties if p.get("side") != party.get("side")]
        if conflict := guardian_conflict(guardian, others):
            yield Fault(conflict, PEOPLE, "parties", level="W")


def bodies(d: Dossier) -> Iterator[Fault]:
    """B7."""
    for party in d.parties:
        if party.get("kind") not in {"legal", "organization"}:
            continue
        name = name_of(party)
        if not party.get("legal_representative"):
            yield Fault(f"{name}没有填法定代表人或主要负责人", PEOPLE, "parties")
        for agreement, mark in ((p, mark) for p in d.of("agreement") for mark in p.marks):
            if mark.role == "party" and mark.person.startswith(name) and "seal" not in mark.seen:
                yield Fault(
                    f"协议书上没有登记{name}的公章", agreement.form, mark.place, agreement.uid
                )


CHECKS = {
    "B1": applied,
    "B2": application,
    "B3": register,
    "B4": identity,
    "B5": authority,
    "B6": guardians,
    "B7": bodies,
}
