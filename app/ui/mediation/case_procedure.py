"""The steps of a case in the law's order: what each is called, asks and does (Law 17-33)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.days import show_date
from app.forms.definition import Form, Values
from app.forms.mediation import steps
from app.rules.agreements import suggest_courts
from app.rules.money import yuan_text
from app.services.desk import Desk
from app.services.mediation import MediationService
from app.services.mediation.cases import CaseSummary
from app.ui.editors.base import Option

__all__ = ["CaseStep", "nothing_known", "steps_for"]

Act = Callable[[MediationService, str, dict[str, Any]], Any]


def nothing_known(desk: Desk, case: str) -> dict[str, Any]:
    """A step that begins empty but for the day."""
    return {}


def nothing_to_say(desk: Desk, case: str) -> str:
    """A step that explains itself."""
    return ""


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step: its words, its form, and what it does.

    ``leads`` names the papers of which the one that is there is opened afterwards; ``known`` fills
    what the case tells; ``about`` says what the clerk has to know before.
    """

    words: str
    form: Form
    act: Act
    main: bool = False  # the usual next step
    leads: tuple[str, ...] = ()
    known: Callable[[Desk, str], Values] = nothing_known
    about: Callable[[Desk, str], str] = nothing_to_say


def _agree(m: MediationService, case: str, v: dict[str, Any]) -> Any:
    return m.procedure.agree(case, v["on"], oral=bool(v.get("oral")))


def _perform(m: MediationService, case: str, v: dict[str, Any]) -> Any:
    return m.performance.perform(
        v["obligation"], v["on"], amount=v.get("amount"), receipt=bool(v.get("receipt"))
    )


def _rule(m: MediationService, case: str, v: dict[str, Any]) -> Any:
    return m.performance.rule_on_confirmation(
        case, v["on"], v["ruling_no"], confirmed=v["ruling"] == "confirmed"
    )


def obligations_of(desk: Desk, case: str) -> Sequence[Option]:
    """What is still owed under the agreement, to choose from."""
    rows = desk.mediation.cases.facts(case)["obligations"]
    return [(row["uid"], _owed(row)) for row in rows if not _settled(row)]


def _settled(row: Values) -> bool:
    amount, done = row.get("amount"), row.get("done_amount")
    if amount is not None and done is not None:
        return bool(done >= amount)
    return row.get("done_on") is not None


def _owed(row: Values) -> str:
    money = row.get("amount")
    what = row.get("act") or "" if money is None else f"{yuan_text(money, grouped=True)}元"
    until = f"，{show_date(row['due_on'])}前" if row.get("due_on") else ""
    return f"{row['payer']}：{what}{until}"


def _first_owed(desk: Desk, case: str) -> Values:
    owed = obligations_of(desk, case)
    return {"obligation": owed[0][0], "receipt": True} if owed else {}


def _court(desk: Desk, case: str) -> Values:
    """The basic court of the county, the usual one (民事诉讼法 205)."""
    county = desk.identity.county_name
    courts = suggest_courts(committees_at=[county]) if county else ()
    return {"court": courts[0].court} if courts else {}


def _clock(desk: Desk, case: str) -> str:
    """Until when the parties may apply together, and what a court might object to (Law 33)."""
    clock = desk.mediation.performance.confirmation(case)
    said = ["各方当事人要共同申请，一方单独申请法院不受理。"]
    if clock.deadline is not None:
        day, start = clock.deadline.due, clock.deadline.start
        left = (day - desk.clock().date()).days
        when = f"还有 {left} 天" if left >= 0 else f"已过 {-left} 天"
        said.append(f"协议{show_date(start)}生效，三十日内申请，到{show_date(day)}为止（{when}）。")
    else:
        said.append("协议书的签章还没有登记齐，请先核对签章；生效之日起三十日内申请。")
    said += [f"请核对：{doubt.article}。" for doubt in (*clock.doubts.bars, *clock.doubts.warnings)]
    return "\n".join(said)


ACCEPT = CaseStep(
    "受理",
    steps.ACCEPT,
    lambda m, c, v: m.procedure.accept(c, v["on"]),
    main=True,
    leads=("mediation.record",),
)
DECLINE = CaseStep(
    "不予受理",
    steps.DECLINE,
    lambda m, c, v: m.procedure.decline(c, v["on"], v["reason"]),
    leads=("mediation.not-accepted",),
)
AGREE = CaseStep(
    "达成协议",
    steps.AGREE,
    _agree,
    main=True,
    leads=("mediation.oral-agreement", "mediation.agreement"),
)
FAIL = CaseStep(
    "调解不成",
    steps.FAIL,
    lambda m, c, v: m.procedure.fail(c, v["on"], v["reason"], v["note"]),
    leads=("mediation.termination",),
)
WITHDRAW = CaseStep(
    "撤回申请", steps.WITHDRAW, lambda m, c, v: m.procedure.withdraw(c, v["on"], v["note"])
)
REFUSE = CaseStep(
    "当事人拒绝",
    steps.REFUSE,
    lambda m, c, v: m.procedure.refuse(c, v["on"], v.get("reason") or ""),
)
CONSENT = CaseStep(
    "重新同意调解",
    steps.CONSENT,
    lambda m, c, v: m.procedure.consent(c, v["on"], v.get("reason") or ""),
)
TRANSFER = CaseStep(
    "移送",
    steps.TRANSFER,
    lambda m, c, v: m.procedure.transfer(c, v["on"], v["receiver"], v["reason"]),
    leads=("mediation.transfer",),
)
EXTEND = CaseStep(
    "延期",
    steps.EXTEND,
    lambda m, c, v: m.procedure.extend(c, v["until"]),
    leads=("mediation.extension",),
)
PERFORM = CaseStep(
    "登记履行", steps.PERFORM, _perform, leads=("mediation.receipt",), known=_first_owed
)
URGE = CaseStep(
    "督促履行",
    steps.URGE,
    lambda m, c, v: m.performance.urge(v["obligation"], v["on"], v.get("note") or ""),
    known=_first_owed,
)
APPLY = CaseStep(
    "共同申请司法确认",
    steps.CONFIRMATION,
    lambda m, c, v: m.performance.apply_for_confirmation(c, v["on"], v["court"]),
    leads=("mediation.confirmation",),
    known=_court,
    about=_clock,
)
RULING = CaseStep("登记法院裁定", steps.RULING, _rule)
FILE = CaseStep(
    "立卷",
    steps.FILE,
    lambda m, c, v: m.procedure.file(c, v["on"], by=v["by"], retention=v["retention"]),
    main=True,
)
ARCHIVE = CaseStep(
    "归档",
    steps.ARCHIVE,
    lambda m, c, v: m.procedure.archive(c, v["on"], v["place"]),
    main=True,
)
REOPEN = CaseStep(
    "重新调解",
    steps.REOPEN,
    lambda m, c, v: m.procedure.reopen(c, v["on"], v["reason"], v["outcome"]),
)

STEPS: Mapping[str, tuple[CaseStep, ...]] = {
    "waiting": (ACCEPT, DECLINE, WITHDRAW, TRANSFER),
    "mediating": (AGREE, FAIL, EXTEND, WITHDRAW, REFUSE, TRANSFER),
    "succeeded": (FILE, REOPEN),
    "failed": (FILE, REOPEN),
    "withdrawn": (FILE, CONSENT, REOPEN),
    "transferred": (FILE,),
    "declined": (FILE,),
    "filed": (ARCHIVE, REOPEN),
    "archived": (REOPEN,),
}
"""State → what may come next, the usual one first."""


def steps_for(desk: Desk, summary: CaseSummary) -> tuple[CaseStep, ...]:
    """What a case may do now; an agreement adds its performance and its confirmation."""
    offered = STEPS.get(summary.state, ())
    if summary.agreed_on is None or summary.state not in {"succeeded", "filed", "archived"}:
        return offered
    owed = (PERFORM, URGE) if obligations_of(desk, summary.uid) else ()
    court = {None: APPLY, "none": APPLY, "applied": RULING}.get(summary.confirmation)
    return (*offered, *owed, *((court,) if court else ()))
