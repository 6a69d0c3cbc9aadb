"""The county looks at what came, returns one record with the reason, and the office reads it (F59)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.services.answer_views import AnswerOutcome, Mark
from app.services.bureau.review import ReviewLine, ReviewQuery
from app.services.desk import Desk

__all__ = ["Answer", "bring_home", "write_answer"]

REASON = "受理登记表没有当事人签名，请补签后再报。"
"""True of every published case: no page bears a signature."""
NOTICE = {
    "title": "报送下半年培训安排（练习）",
    "text": "请各所把下半年的培训安排随下月的报送包一并报来。",
}
MOST = 1000
"""Records of a practice month, and more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the county wrote: its files, and how much of it says what."""

    files: tuple[Path, ...]
    accepted: int
    returned: str  # uid of the case


def write_answer(bureau: Desk, office: str, case: str, stick: Path) -> Answer:
    """Pass every record of ``office`` but ``case``, which is returned; add a notice; write it all."""
    lines = bureau.bureau.review.page(ReviewQuery(office=office), limit=MOST).lines
    wrong = next(line for line in lines if _is(line, case))
    passed = bureau.bureau.review.accept([line for line in lines if line is not wrong])
    bureau.bureau.review.give_back(office, wrong.kind, wrong.uid, wrong.stamp, REASON)
    bureau.bureau.notices.issue(NOTICE, [office])
    (written,) = bureau.bureau.sending.write([office], stick)
    return Answer(written.files, passed, wrong.uid)


def _is(line: ReviewLine, case: str) -> bool:
    return (line.kind, line.uid) == ("case", case)


def bring_home(office: Desk, answer: Answer, number: str) -> dict[str, Any]:
    """Take the answer in at the office; what ``summary.json`` says of it.

    Raises ``RuntimeError`` when the office does not read what the county wrote.
    """
    outcome = office.answers.take(answer.files)
    if not isinstance(outcome, AnswerOutcome):
        raise RuntimeError("the county's answer was taken for a receipt")
    marks: list[Mark] = office.county_says.marks()
    told = (outcome.accepted, [(mark.uid, mark.reason) for mark in marks], outcome.notices)
    if told != (answer.accepted, [(answer.returned, REASON)], 1):
        raise RuntimeError("the office reads something else than the county wrote")
    return {
        "accepted": outcome.accepted,
        "returned": [{"number": number, "reason": mark.reason} for mark in marks],
        "notices": outcome.notices,
    }
