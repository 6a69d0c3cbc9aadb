"""A 立卷: cover, number, title, parts, order, contents and page numbers (15 points)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from app.rules.review.snapshot import Dossier, Fault, PaperSeen
from app.rules.review.words import name_of

COVER = {
    "title": "卷名",
    "number": "卷号",
    "mediator_names": "人民调解员",
    "mediated_from": "调解日期（起）",
    "mediated_to": "调解日期（止）",
    "filed_by": "立卷人",
    "filed_on": "立卷日期",
    "retention": "保管期限",
}


def cover(d: Dossier) -> Iterator[Fault]:
    """A1."""
    paper = d.first("cover")
    if d.filed and paper:
        for field, label in COVER.items():
            if not paper.values.get(field):
                yield Fault(f"卷宗封面没有填“{label}”", "mediation.cover", field, paper.uid)


def number(d: Dossier) -> Iterator[Fault]:
    """A2: format, repetition and gaps are looked up by the service."""
    for message in d.number_faults:
        yield Fault(message, "mediation.case", "number")


def title(d: Dossier) -> Iterator[Fault]:
    """A3."""
    words = str(d["title"] or "")
    if not d.filed or not words:
        return
    if not any(name_of(party) in words for party in d.parties):
        yield Fault("卷名里没有当事人的姓名", "mediation.cover", "title")
    if d.type_label and d.type_label.removesuffix("纠纷") not in words:
        yield Fault(f"卷名里没有纠纷类型“{d.type_label}”", "mediation.cover", "title")


def parts(d: Dossier) -> Iterator[Fault]:
    """A4: a missing record or agreement is a veto."""
    for part in d.parts:
        if part.missing:
            veto = part.code in {"record", "agreement"}
            form = part.forms[0] if part.forms else ""
            yield Fault(part.missing, form, level="X" if veto else None)


def order(d: Dossier) -> Iterator[Fault]:
    """A5: the program binds in the list's order; only what no part takes falls outside."""
    for stray in d.strays:
        yield Fault(f"“{stray}”不在目录所列的任何一项内，请移到相应的部分", "mediation.contents")


def contents(d: Dossier) -> Iterator[Fault]:
    """A6: the contents page as printed against what lies in the dossier now."""
    paper = d.first("contents")
    if paper is None or paper.printed is None:
        return
    printed = [str(line.get("title") or "") for line in paper.printed.get("lines") or ()]
    now = [part.line for part in d.parts if part.line]
    for gone in printed:
        if gone and gone not in now:
            yield Fault(f"目录上的“{gone}”卷内没有", "mediation.contents", "lines", paper.uid)
    for new in now:
        if new not in printed:
            yield Fault(f"卷内的“{new}”没有列入目录", "mediation.contents", "lines", paper.uid)


def pages(d: Dossier) -> Iterator[Fault]:
    """A7: numbers rise, nothing was printed anew since, and the back cover counts as much."""
    paper = d.first("contents")
    if paper is None or paper.printed is None:
        return
    firsts = [_first(line.get("page")) for line in paper.printed.get("lines") or ()]
    known = [page for page in firsts if page is not None]
    if any(later < earlier for earlier, later in pairwise(known)):
        yield Fault("目录的页号不是从小到大", "mediation.contents", "lines", paper.uid)
    for other in d.papers:
        if _newer(other, paper):
            yield Fault(
                f"《{other.title}》在目录打印以后改动过，页号可能不符，请重新打印整卷",
                "mediation.contents",
                "lines",
                paper.uid,
            )
            break
    back = d.first("back")
    total = (back.printed or {}).get("total_pages") if back else None
    if back and known and total is not None and total < known[-1] + 1:
        yield Fault(
            f"封底写共{total}页，目录已编到第{known[-1]}页",
            "mediation.back",
            "total_pages",
            back.uid,
        )


def _newer(paper: PaperSeen, than: PaperSeen) -> bool:
    if paper.uid == than.uid or than.printed_at is None or paper.changed_at is None:
        return False
    return paper.changed_at > than.printed_at and paper.short not in {"cover", "back"}


def _first(page: object) -> int | None:
    match = re.match(r"\d+", str(page or ""))
    return int(match[0]) if match else None


CHECKS = {
    "A1": cover,
    "A2": number,
    "A3": title,
    "A4": parts,
    "A5": order,
    "A6": contents,
    "A7": pages,
}
