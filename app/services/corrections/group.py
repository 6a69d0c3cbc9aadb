"""矫正小组 (社区矫正法 25, 52; 实施办法 19): who belongs to it, and when it may be confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.forms import corrections_entries as forms
from app.forms.corrections_plan import GROUP
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson, GroupMember
from app.services.columns import assign
from app.services.corrections.entries import Entry, Moment, rows_of
from app.services.corrections.records import writable
from app.services.corrections.states import NotAllowed

__all__ = ["GROUP_ENTRIES", "confirm_group", "group_faults", "group_words", "members_on"]

FEMALE = "2"


def members_on(at: Moment, person_uid: str, on: date) -> list[GroupMember]:
    """Who belongs to the group on a day."""
    return [
        member
        for member in rows_of(at, GroupMember, person_uid, "from_on")
        if member.from_on <= on and (member.until_on is None or on <= member.until_on)
    ]


def group_faults(members: Iterable[GroupMember], *, sex: str | None, juvenile: bool) -> list[str]:
    """Why a group cannot be confirmed for somebody: each reason with its article."""
    listed = list(members)
    if not listed:
        return ["还没有矫正小组成员"]
    faults = []
    if sex == FEMALE and all(member.sex != FEMALE for member in listed):
        faults.append("矫正小组没有女性成员（社区矫正法第二十五条）")
    if juvenile and not any(member.knows_minors for member in listed):
        faults.append("矫正小组没有熟悉未成年人身心特点的人员（社区矫正法第五十二条）")
    return faults


def group_words(at: Moment, person: CorrectionsPerson) -> str:
    """Whether the group is settled, and what the law still asks for."""
    members = members_on(at, person.uid, at.today)
    faults = group_faults(members, sex=person.sex, juvenile=person.juvenile)
    if faults:
        return f"还不能确定：{'；'.join(faults)}。"
    if person.group_confirmed_on is None:
        return f"现有成员{len(members)}人，还没有确定。"
    return (
        f"{person.group_confirmed_on:%Y-%m-%d}由{person.group_confirmed_by}确定，"
        f"现有成员{len(members)}人。"
    )


def confirm_group(at: Moment, person_uid: str, values: Values) -> None:
    """Record that the group is settled (form ``GROUP``); refused while the law asks for more."""
    person = writable(at.session, at.office, person_uid)
    on: date = values["group_confirmed_on"]
    if on > at.today:
        raise NotAllowed("确定日期还没有到。", "请填写实际确定的日期。")
    faults = group_faults(members_on(at, person_uid, on), sex=person.sex, juvenile=person.juvenile)
    if faults:
        raise NotAllowed(
            f"{'；'.join(faults)}，不能确定小组。", "请先在“矫正小组”里补上成员，再来确定。"
        )
    assign(person, GROUP, values)
    at.session.flush()


def _member_check(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    if values["from_on"] > at.today:
        yield Problem("from_on", "“自何日起”还没有到，请核对。", blocking=False)


def _still_sound(at: Moment, person: CorrectionsPerson, record: Any) -> None:
    """A group that lost what the law asks for is to be confirmed anew."""
    if person.group_confirmed_on is None:
        return
    members = members_on(at, person.uid, at.today)
    if group_faults(members, sex=person.sex, juvenile=person.juvenile):
        person.group_confirmed_on = person.group_confirmed_by = None


GROUP_ENTRIES = {
    "group_member": Entry(
        kind=GroupMember,
        form=forms.GROUP_MEMBER,
        order="from_on",
        check=_member_check,
        then=_still_sound,
    )
}
