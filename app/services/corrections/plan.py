"""矫正方案, 宣告 and 减刑: what is checked before they are kept, and what follows for the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.days import show_date
from app.forms import corrections_plan as forms
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.corrections_plan import (
    CorrectionsPlan,
    Declaration,
    PlanAdjustment,
    PlanReview,
    TermChange,
)
from app.services.corrections.entries import Entry, Moment, rows_of
from app.services.corrections.group import members_on
from app.services.corrections.steps import take_step

__all__ = ["PLAN_ENTRIES"]


def _past(name: str, words: str, values: Values, at: Moment) -> Iterable[Problem]:
    if values[name] > at.today:
        yield Problem(name, f"“{words}”还没有到，请核对。")


def _check_plan(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    yield from _past("made_on", "制定日期", values, at)


def _needs_plan(name: str, words: str) -> Any:
    def check(
        at: Moment, person: CorrectionsPerson, values: Values, record: Any
    ) -> Iterable[Problem]:
        yield from _past(name, words, values, at)
        plans = rows_of(at, CorrectionsPlan, person.uid, "made_on")
        if not any(plan.made_on <= values[name] for plan in plans):
            yield Problem(name, "这一天还没有矫正方案，请先登记方案。")

    return check


def _check_declaration(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    """实施办法 20: the group is there. 社区矫正法 54, 55: a guardian, and no public, for a minor."""
    on = values["held_at"].date()
    if values["held_at"] > at.now:
        yield Problem("held_at", "“时间”还没有到，请核对。")
    people = values.get("participants") or []
    group = {member.name for member in members_on(at, person.uid, on)}
    if not group:
        yield Problem("participants", "还没有矫正小组，请先登记小组成员，宣告时小组成员应当到场。")
    elif not group & {row.get("name") for row in people}:
        yield Problem(
            "participants",
            "参加人里没有矫正小组成员（实施办法第二十条），请照小组名单填写姓名。",
        )
    if person.juvenile:
        if not any(row.get("role") == "guardian" for row in people):
            yield Problem(
                "participants", "未成年对象的宣告，监护人应当到场（实施办法第五十五条）。"
            )
        if values.get("public"):
            yield Problem("public", "未成年对象的宣告不公开（社区矫正法第五十四条）。")


def _declared(at: Moment, person: CorrectionsPerson, record: Any) -> None:
    held = [
        row.held_at.date()
        for row in rows_of(at, Declaration, person.uid, "held_at")
        if row.kind == "entry"
    ]
    if held or record.kind == "entry":
        person.declared_on = held[0] if held else None


def _check_term(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    yield from _past("decided_on", "裁定日期", values, at)
    new, old = values["new_ends_on"], record.old_ends_on if record else person.ends_on
    if person.starts_on and new < person.starts_on:
        yield Problem("new_ends_on", "变更后止日早于矫正起日。")
    if values["kind"] == "commutation" and old and new >= old:
        yield Problem(
            "new_ends_on", f"减刑后的止日应当早于原止日（{show_date(old)}），请核对裁定书。"
        )
    if new < at.today:
        yield Problem(
            "new_ends_on",
            "变更后的期限已经届满，保存后状态变为“期满待解矫”，请立即办理解除。",
            blocking=False,
        )


def _term_moved(at: Moment, person: CorrectionsPerson, record: Any) -> None:
    """The newest ruling gives the end in force; an end already past is a red flag today."""
    if record.old_ends_on is None and not record.deleted:
        record.old_ends_on = person.ends_on
    standing = rows_of(at, TermChange, person.uid, "decided_on")
    person.ends_on = standing[-1].new_ends_on if standing else record.old_ends_on
    if person.ends_on and person.ends_on < at.today and person.state == "enrolled":
        words = {"happened_on": at.today, "note": "期限变更后已经届满，待办理解除。"}
        take_step(at.session, person, "term_ending", words, now=at.now, rules=at.rules)


PLAN_ENTRIES = {
    "corrections_plan": Entry(
        kind=CorrectionsPlan, form=forms.PLAN, order="made_on", check=_check_plan
    ),
    "plan_adjustment": Entry(
        kind=PlanAdjustment,
        form=forms.PLAN_ADJUSTMENT,
        order="adjusted_on",
        check=_needs_plan("adjusted_on", "调整日期"),
    ),
    "plan_review": Entry(
        kind=PlanReview,
        form=forms.PLAN_REVIEW,
        order="reviewed_on",
        check=_needs_plan("reviewed_on", "评估日期"),
    ),
    "declaration": Entry(
        kind=Declaration,
        form=forms.DECLARATION,
        order="held_at",
        check=_check_declaration,
        then=_declared,
        after_end=True,
    ),
    "term_change": Entry(
        kind=TermChange,
        form=forms.TERM_CHANGE,
        order="decided_on",
        check=_check_term,
        then=_term_moved,
    ),
}
