"""D 调查与记录: inquiry, sessions, evidence (15 points)."""

from __future__ import annotations

from collections.abc import Iterator

from app.rules.review.snapshot import Dossier, Fault, PaperSeen
from app.rules.review.words import name_of

INQUIRY, RECORD, EVIDENCE = "mediation.inquiry", "mediation.record", "mediation.evidence"


def inquiries(d: Dossier) -> Iterator[Fault]:
    """D1."""
    for paper in d.of("inquiry"):
        yield from _blanks(
            paper,
            (
                ("session_time", "时间"),
                ("place", "地点"),
                ("asked", "被调查人"),
                ("body", "调查记录"),
            ),
        )
        yield from _unsigned(paper)


def sessions(d: Dossier) -> Iterator[Fault]:
    """D2: every party stands in the record and signed it."""
    for paper in d.of("record"):
        yield from _blanks(
            paper,
            (
                ("session_time", "时间"),
                ("place", "地点"),
                ("body", "调解记录"),
                ("result", "调解结果"),
                ("dated_on", "日期"),
            ),
        )
        present = str(paper.values.get("party_names") or "")
        absent = [name for p in d.parties if (name := name_of(p)) and name not in present]
        if absent:
            message = f"调解记录的当事人里没有{'、'.join(absent)}"
            yield Fault(message, RECORD, "party_names", paper.uid)
        yield from _unsigned(paper)


def clashes(d: Dossier) -> Iterator[Fault]:
    """D3: looked up across cases by the service."""
    for paper in d.of("record"):
        if paper.clash:
            yield Fault(paper.clash, RECORD, "session_time", paper.uid)


def evidence(d: Dossier) -> Iterator[Fault]:
    """D4."""
    items = [(p, item) for p in d.of("evidence") for item in p.values.get("items") or ()]
    scanned = any(part == "evidence" for part, _, _ in d.scans)
    threshold = int(d.param("evidence_from_fen"))
    disputed = any(d.of("inquiry")) or (d["amount"] or 0) > threshold
    if d.ended and disputed and not items and not scanned:
        yield Fault("事实有争议或者金额较大，证据清单是空的", EVIDENCE, "items")
    for paper, item in items:
        for key, label in (
            ("origin", "来源"),
            ("purpose", "证明对象"),
            ("original", "原件或复印件"),
        ):
            if not item.get(key):
                message = f"证据“{item.get('name') or ''}”没有写{label}"
                yield Fault(message, EVIDENCE, "items", paper.uid)


def bodies(d: Dossier) -> Iterator[Fault]:
    """D5: too short to say anything, or the words of another dossier."""
    least = int(d.param("body_characters"))
    for paper in d.of("record", "inquiry"):
        body = "".join(str(paper.values.get("body") or "").split())
        if 0 < len(body) < least:
            message = f"《{paper.title}》的正文只有{len(body)}个字"
            yield Fault(message, paper.form, "body", paper.uid)
        if paper.twin:
            message = f"《{paper.title}》的正文与{paper.twin}的完全一样"
            yield Fault(message, paper.form, "body", paper.uid)


def _blanks(paper: PaperSeen, fields: tuple[tuple[str, str], ...]) -> Iterator[Fault]:
    for field, label in fields:
        if not paper.values.get(field):
            yield Fault(f"《{paper.title}》没有填“{label}”", paper.form, field, paper.uid)


def _unsigned(paper: PaperSeen) -> Iterator[Fault]:
    for mark in paper.unsigned():
        message = f"《{paper.title}》缺“{mark.label}”：{mark.person}"
        yield Fault(message, paper.form, mark.place, paper.uid)
    for role, field, label in (
        ("recorder", "recorder", "记录人"),
        ("mediator", "mediators", "人民调解员"),
    ):
        if not any(mark.role == role for mark in paper.marks):
            yield Fault(f"《{paper.title}》没有写{label}", paper.form, field, paper.uid)


CHECKS = {"D1": inquiries, "D2": sessions, "D3": clashes, "D4": evidence, "D5": bodies}
