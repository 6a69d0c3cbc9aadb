"""A month of corrections, resettlement and training on the practice office; every person here is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.services.corrections import CorrectionsService
from app.services.resettlement import ResettlementService
from app.services.training import TrainingService

__all__ = [
    "CorrectionsMonth",
    "TrainingDays",
    "means_of_last_year",
    "month_of_corrections",
    "prisoners_child",
    "resettled",
    "training_days",
]

OFFICER = "测试员丁"


@dataclass(frozen=True, slots=True)
class CorrectionsMonth:
    """What was recorded: the person, their check-ins and the leave."""

    person: str
    check_ins: int
    leave: str
    leave_tier: str


@dataclass(frozen=True, slots=True)
class TrainingDays:
    """What was recorded: the session and who sat in it."""

    session: str
    staff: tuple[str, ...]


def month_of_corrections(desk: CorrectionsService, today: date) -> CorrectionsMonth:
    """One person: a call each week, one meeting, one visit, and a leave of five days and back."""
    start = today - timedelta(days=60)
    person = desk.persons.admit(
        {
            "name": "测试对象甲",
            "sex": "1",
            "birth_date": date(1988, 2, 14),
            "id_number": "640122198802149990",
            "ethnic_group": "01",
            "address": "立岗镇兰星村3组",
            "phone": "13900000101",
            "category": "probation",
            "offences": "危险驾驶罪",
            "decided_by": "贺兰县人民法院",
            "penalty_term": "拘役二个月，缓刑六个月",
            "effective_on": start,
            "reported_on": start + timedelta(days=2),
            "report_outcome": "in_time",
            "starts_on": start,
            "ends_on": start + timedelta(days=180),
        },
        control_class="ordinary",
    )
    check_ins = _check_ins(desk, person, start + timedelta(days=2), today)
    leave, tier = _leave(desk, person, today)
    return CorrectionsMonth(person, check_ins, leave, tier)


def _check_ins(desk: CorrectionsService, person: str, since: date, today: date) -> int:
    made = 0
    shared: dict[str, Any] = {"staff": OFFICER, "result": "normal"}
    kinds = (
        ("weekly_voice", 7, {"method": "call", "direction": "in", "result": "self"}),
        ("monthly_meeting", 30, {"method": "at_office", "place": "立岗司法所"}),
        ("home_visit", 45, {"method": "home", "place": "立岗镇兰星村3组"}),
    )
    for kind, every, more in kinds:
        day = since + timedelta(days=3)
        while day < today:
            at = datetime.combine(day, time(10, 15))
            values = {**shared, **more, "happened_at": at, "late_reason": "示例数据补录"}
            desk.check_ins.record(person, kind, values)
            made += 1
            day += timedelta(days=every)
    return made


def _leave(desk: CorrectionsService, person: str, today: date) -> tuple[str, str]:
    """Asked for, approved by the office under a delegation, away, back a day early."""
    first, last = today - timedelta(days=9), today - timedelta(days=5)
    desk.persons.add_delegation(
        {
            "matter": "leave_7",
            "from_on": date(today.year, 1, 1),
            "authority": "贺兰县司法局",
            "document_number": "（练习）委托书第1号",
        }
    )
    leave = desk.leaves.apply(
        person,
        {
            "kind": "ordinary",
            "reason": "medical",
            "reason_text": "陪同母亲到银川市某医院住院检查。",
            "destination": "宁夏回族自治区银川市兴庆区",
            "from_on": first,
            "until_on": last,
            "contact_phone": "13900000101",
            "applied_on": first - timedelta(days=4),
        },
    )
    opinion_on = first - timedelta(days=3)
    found = desk.leaves.give_opinion(
        leave,
        {
            "opinion_agree": True,
            "opinion": "情况属实，同意外出。",
            "opinion_by": OFFICER,
            "opinion_on": opinion_on,
        },
    )
    if found.tier == "office":
        desk.leaves.approve(leave, by=OFFICER, on=opinion_on)
        desk.leaves.depart(leave, {"departed_at": datetime.combine(first, time(8))})
        back = datetime.combine(last - timedelta(days=1), time(17))
        desk.leaves.come_back(
            leave,
            {
                "returned_at": back,
                "back_reported_at": back + timedelta(minutes=30),
                "back_report_way": "at_office",
                "handled_by": OFFICER,
            },
        )
    return leave, found.tier


def resettled(desk: ResettlementService, today: date) -> str:
    """Somebody released two months ago: met at the gate, classed, visited, settled on the land."""
    released = today - timedelta(days=60)
    person = desk.persons.register(
        {
            "name": "测试对象乙",
            "sex": "1",
            "id_number": "640122197903159990",
            "source": "prison",
            "released_from": "测试监狱",
            "certificate_number": "（练习）释字第1号",
            "released_on": released,
            "offences": "盗窃罪",
            "penalty_term": "有期徒刑二年",
            "manager_mode": "registered",
            "must_fetch": True,
            "address": "立岗镇兰星村5组",
            "phone": "13900000102",
            "worker": OFFICER,
        }
    )
    desk.persons.hand_over(
        person,
        {
            "handover_way": "fetched",
            "handed_over_on": released,
            "fetched_by": f"{OFFICER}、村干部、其兄",
        },
    )
    desk.entries.add_row(
        person,
        "class_change",
        {
            "criteria": ("no_work",),
            "help_class": "key",
            "from_on": released,
            "confirmed_by": "测试所长",
            "confirmed_on": released,
        },
    )
    for days in (7, 35, 58):
        desk.entries.add_row(
            person,
            "visit",
            {
                "happened_on": released + timedelta(days=days),
                "method": "home",
                "outcome": "met",
                "staff": OFFICER,
                "situation": "在家务农，情绪平稳。",
            },
        )
    desk.entries.add_row(
        person, "placement", {"kind": "farming", "from_on": released + timedelta(days=10)}
    )
    return person


def prisoners_child(desk: ResettlementService, today: date) -> str:
    """A boy whose father serves a sentence: found by the village, living with his grandmother, helped."""
    known = today - timedelta(days=50)
    child = desk.children.register(
        {
            "name": "测试孩子",
            "sex": "1",
            "birth_date": date(today.year - 10, 3, 5),
            "address": "立岗镇兰星村6组",
            "parent_name": "测试对象丙",
            "parent_relation": "father",
            "prison": "测试监狱",
            "other_parent": "missing",
            "known_on": known,
            "known_from": "village",
            "guardian_relation": "grandparent",
            "guardian_name": "测试祖母",
            "guardian_phone": "13900000103",
            "schooling": "in_school",
            "school": "测试小学四年级",
            "difficulties": ("living", "mind"),
            "situation": "随祖母生活，成绩中等，不爱说话。",
            "checked_by": OFFICER,
        }
    )
    for days, kind, amount, provider in (
        (20, "relief", 50_000, "立岗镇人民政府"),
        (35, "unattended", None, "立岗镇民政办"),
    ):
        values = {"kind": kind, "given_on": known + timedelta(days=days), "provider": provider}
        desk.children.add_row(child, "child_help", {**values, "amount": amount, "staff": OFFICER})
    return child


def means_of_last_year(desk: ResettlementService, today: date) -> str:
    """What the office reported of itself for last year."""
    return desk.means.add(
        {
            "year": today.year - 1,
            "period": "year",
            "organ": "joint",
            "joint_with": "立岗镇综治中心",
            "full_time": 1,
            "part_time": 2,
            "volunteers": 6,
            "village_workers": 9,
            "budget": "yes",
            "amount": 2_000_000,
            "budget_document": "（练习）预算批复第1号",
            "villages_in_budget": 0,
            "filled_by": OFFICER,
            "filled_on": date(today.year, 1, 1),
        }
    )


def training_days(desk: TrainingService, today: date) -> TrainingDays:
    """A head and two others; a course of two days this month, one of them misses an afternoon."""
    joined = date(today.year, 1, 1)
    people = (
        ("测试所长", "head"),
        ("测试员甲", "full_time_mediator"),
        (OFFICER, "corrections_assistant"),
    )
    staff = tuple(
        desk.staff.add({"name": name, "joined_on": joined}, role=role) for name, role in people
    )
    first = today - timedelta(days=12)
    days = (first, first + timedelta(days=1))
    session = desk.sessions.hold(
        {
            "title": "人民调解文书制作培训",
            "organiser": "贺兰县司法局",
            "level": "county",
            "category": "professional",
            "form": "full_time",
            "place": "县局三楼会议室",
            "mediator_rotation": True,
            "sittings": [
                {"held_on": day, "part": part} for day in days for part in ("morning", "afternoon")
            ],
        }
    )
    sittings = [sitting.uid for sitting in desk.attendance.grid(session).sittings]
    marks: dict[str, dict[str, str | None]] = {
        person: dict.fromkeys(sittings, "signed") for person in staff
    }
    marks[staff[-1]] = dict.fromkeys(sittings[:-1], "signed")
    desk.attendance.tick(session, marks, by="测试所长")
    return TrainingDays(session, staff)
