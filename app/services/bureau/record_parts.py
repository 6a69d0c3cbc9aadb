"""How each kind of record is laid out for the bureau: the fields of its form, then what hangs on it.

Only what is filled in is shown. Labels and values are those of the forms, so that the bureau reads
a record in the very words the office typed it under.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.codes import label
from app.forms.corrections import BASIC_SHEET
from app.forms.definition import VALUELESS, Field, Kind
from app.forms.display import show
from app.forms.leave import LEAVE_REGISTER
from app.forms.people import PARTY
from app.forms.registry import form
from app.forms.resettlement import SHEET, VISIT
from app.forms.resettlement_entries import (
    CLASS_CHANGE,
    HELP_STEP,
    PLACEMENT,
    RELIEF,
    REOFFENCE,
)
from app.forms.training import STAFF
from app.forms.values import is_blank
from app.models.base import Record
from app.models.corrections import ControlChange, CorrectionsPerson, CorrectionsStep, CourtOrder
from app.models.mediation import MediationCase, Paper, Party, Scan, StateChange
from app.models.people import Person
from app.models.resettlement import (
    HelpClassChange,
    HelpVisit,
    Placement,
    Relief,
    Reoffence,
    ResettlementPerson,
    ResettlementStep,
)
from app.models.supervision import Leave
from app.models.training import Staff, StaffRole
from app.services.bureau.record_views import Link, Section
from app.services.columns import read
from app.services.mediation.facts import ROW_FACTS, fact_fields, facts_of
from app.services.veil import veil, veiled_as

__all__ = ["PARTS", "Parts", "case_title", "lines_of", "rows_of", "table_of"]

VEILED_TITLE = "（涉及隐私）"

ROW_TITLES = {
    "parties": "当事人",
    "agents": "委托代理人",
    "mediators": "人民调解员",
    "obligations": "履行事项",
}


def case_title(title: str | None, parties: str, *, restricted: bool) -> str:
    """What a list calls a case; names do not stand in it where privacy is touched (法 23)."""
    return VEILED_TITLE if restricted else title or parties or "未命名的纠纷"


@dataclass(frozen=True, slots=True)
class Parts:
    """How one kind of record is read: its table, its name, what stands beside that, its sections."""

    table: type[Record]
    title: Callable[[Any], str]
    detail: Callable[[Any], str]
    sections: Callable[[Session, Any, bool], Iterable[Section]]


# --- words ---------------------------------------------------------------------------------------


def _words(field: Field, value: Any, *, whole: bool) -> str:
    text = show(field, value)
    return text if whole else veil(veiled_as(field), text)


def lines_of(
    fields: Iterable[Field], values: Mapping[str, Any], *, whole: bool
) -> tuple[tuple[str, str], ...]:
    """Label and words of every field that holds something; long papers repeat a name once."""
    found = {
        field.name: (field.label, _words(field, values[field.name], whole=whole))
        for field in fields
        if field.kind not in VALUELESS
        and field.kind is not Kind.ROWS
        and not is_blank(values.get(field.name))
        and values[field.name] is not False
    }
    return tuple(found.values())


def table_of(
    title: str,
    fields: Iterable[Field],
    rows: Sequence[Mapping[str, Any]],
    *,
    whole: bool,
    links: Sequence[Link | None] = (),
) -> Section:
    """Rows of which every column holds something somewhere."""
    used = [f for f in fields if any(not is_blank(row.get(f.name)) for row in rows)]
    words = tuple(
        tuple(
            _words(f, row.get(f.name), whole=whole) if not is_blank(row.get(f.name)) else ""
            for f in used
        )
        for row in rows
    )
    return Section(title, heads=tuple(f.label for f in used), rows=words, links=tuple(links))


def rows_of(session: Session, table: Any, record: Record, **where: Any) -> Sequence[Any]:
    """The living rows of ``table`` that belong to a record of the same office."""
    query = select(table).where(table.office == record.office)
    for name, value in where.items():
        query = query.where(getattr(table, name) == value)
    if hasattr(table, "sealed"):  # D2: a sealed record stands in no list
        query = query.where(table.sealed.is_(False))
    return session.scalars(query.order_by(table.change)).all()


def _plain(record: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


_day = partial(Field, kind=Kind.DATE)
_choice = partial(Field, kind=Kind.CHOICE)


# --- 调解案件 ---------------------------------------------------------------------------------------


def _case(session: Session, case: MediationCase, whole: bool) -> Iterable[Section]:
    facts = facts_of(session, case)
    head = (
        Field("number", "案号"),
        Field("committee_name", "人民调解委员会"),
        _choice("state", "办理状态", codes="case_state"),
    )
    yield Section("案件", lines_of((*head, *fact_fields().values()), facts, whole=whole))
    for name, (_, columns) in ROW_FACTS.items():
        links: list[Link | None] = []
        if name == "parties":
            cards = [row["name"].uid for row in facts[name]]
            links = [Link("person", uid) if uid else None for uid in cards]
        yield table_of(ROW_TITLES[name], columns, facts[name], whole=whole, links=links)
    yield table_of(
        "办理经过",
        (
            _day("happened_on", "日期"),
            _choice("before", "从", codes="case_state"),
            _choice("after", "到", codes="case_state"),
            Field("reason", "事由"),
        ),
        [
            _plain(step, "happened_on", "before", "after", "reason")
            for step in rows_of(session, StateChange, case, case_uid=case.uid)
        ],
        whole=whole,
    )
    papers = rows_of(session, Paper, case, case_uid=case.uid)
    yield Section(
        "文书",
        heads=("文书", "日期", "打印"),
        rows=tuple(
            (
                form(paper.form).title,
                show_date(paper.dated_on) if paper.dated_on else "",
                show_date(paper.printed_at) if paper.printed_at else "没有打印",
            )
            for paper in papers
        ),
    )
    yield Section(
        "扫描件",
        heads=("名称", "页数"),
        rows=tuple(
            (scan.title, str(scan.pages))
            for scan in rows_of(session, Scan, case, case_uid=case.uid)
        ),
    )


# --- 人员卡 ----------------------------------------------------------------------------------------


def _person(session: Session, person: Person, whole: bool) -> Iterable[Section]:
    fields = [f for f in PARTY if hasattr(person, f.name)]
    yield Section(
        "人员", lines_of(fields, {f.name: getattr(person, f.name) for f in fields}, whole=whole)
    )
    query = (
        select(MediationCase)
        .join(
            Party,
            (Party.office == MediationCase.office) & (Party.case_uid == MediationCase.uid),
        )
        .where(
            Party.office == person.office,
            Party.person_uid == person.uid,
            Party.deleted.is_(False),
        )
        .order_by(MediationCase.accepted_on)
        .distinct()
    )
    cases = session.scalars(query).all()
    yield Section(
        "有关的调解案件",
        heads=("案号", "案件", "受理日期", "状态"),
        rows=tuple(
            (
                case.number or "尚未编号",
                case_title(case.title, case.parties_text, restricted=case.restricted),
                show_date(case.accepted_on) if case.accepted_on else "",
                label("case_state", case.state),
            )
            for case in cases
        ),
        links=tuple(Link("case", case.uid) for case in cases),
    )
    for title, kind, table in (
        ("社区矫正", "corrections", CorrectionsPerson),
        ("安置帮教", "resettlement", ResettlementPerson),
        ("工作人员", "staff", Staff),
    ):
        found = rows_of(session, table, person, card_uid=person.uid)
        yield Section(
            title,
            heads=("姓名",),
            rows=tuple((one.name,) for one in found),
            links=tuple(Link(kind, one.uid) for one in found),
        )


# --- 社区矫正对象 -----------------------------------------------------------------------------------


def _supervised(session: Session, person: CorrectionsPerson, whole: bool) -> Iterable[Section]:
    values = read(person, BASIC_SHEET) | _plain(person, "state", "control_class")
    head = (
        _choice("state", "状态", codes="corrections_state"),
        _choice("control_class", "管理类别", codes="control_class"),
    )
    yield Section("基本信息", lines_of((*head, *BASIC_SHEET.fields()), values, whole=whole))
    for name in ("resume", "family"):
        field = BASIC_SHEET.field(name)
        yield table_of(field.label, field.columns, values[name] or [], whole=whole)
    yield table_of(
        "矫正经过",
        (
            _day("happened_on", "日期"),
            _choice("before", "从", codes="corrections_state"),
            _choice("after", "到", codes="corrections_state"),
            Field("decided_by", "决定机关"),
            Field("document_number", "文号"),
            Field("note", "说明"),
        ),
        [
            _plain(step, "happened_on", "before", "after", "decided_by", "document_number", "note")
            for step in rows_of(session, CorrectionsStep, person, person_uid=person.uid)
            if step.leave_uid is None
        ],
        whole=whole,
    )
    yield table_of(
        "管理类别",
        (
            _day("from_on", "起"),
            _choice("control_class", "管理类别", codes="control_class"),
            Field("reason", "原因"),
        ),
        [
            _plain(change, "from_on", "control_class", "reason")
            for change in rows_of(session, ControlChange, person, person_uid=person.uid)
        ],
        whole=whole,
    )
    yield table_of(
        "禁止令",
        (
            _choice("kind", "种类", codes="court_order_kind"),
            Field("content", "内容"),
            _day("from_on", "起"),
            _day("until_on", "止"),
        ),
        [
            _plain(order, "kind", "content", "from_on", "until_on")
            for order in rows_of(session, CourtOrder, person, person_uid=person.uid)
        ],
        whole=whole,
    )
    columns = [f for f in LEAVE_REGISTER.columns if f.name != "name" and hasattr(Leave, f.name)]
    yield table_of(
        "外出",
        columns,
        [
            _plain(leave, *(f.name for f in columns))
            for leave in rows_of(session, Leave, person, person_uid=person.uid)
        ],
        whole=whole,
    )


# --- 安置帮教对象 -----------------------------------------------------------------------------------


def _helped(session: Session, person: ResettlementPerson, whole: bool) -> Iterable[Section]:
    values = read(person, SHEET) | _plain(person, "state", "help_class", "ends_on")
    head = (
        _choice("state", "状态", codes="resettlement_state"),
        _choice("help_class", "帮教类别", codes="help_class"),
        _day("ends_on", "帮教期满日"),
    )
    yield Section("基本信息", lines_of((*head, *SHEET.fields()), values, whole=whole))
    for table, paper in (
        (HelpClassChange, CLASS_CHANGE),
        (Placement, PLACEMENT),
        (Relief, RELIEF),
        (HelpVisit, VISIT),
        (ResettlementStep, HELP_STEP),
        (Reoffence, REOFFENCE),
    ):
        kept = [f for f in paper.fields() if hasattr(table, f.name)]
        rows = [read(row, paper) for row in rows_of(session, table, person, person_uid=person.uid)]
        yield table_of(paper.title, kept, rows, whole=whole)


# --- 工作人员 --------------------------------------------------------------------------------------


def _staff(session: Session, staff: Staff, whole: bool) -> Iterable[Section]:
    yield Section("人员", lines_of(STAFF.fields(), read(staff, STAFF), whole=whole))
    yield table_of(
        "岗位",
        (
            _choice("role", "岗位", codes="staff_role"),
            _day("from_on", "起"),
            _day("until_on", "止"),
        ),
        [
            _plain(role, "role", "from_on", "until_on")
            for role in rows_of(session, StaffRole, staff, staff_uid=staff.uid)
        ],
        whole=whole,
    )


PARTS: Mapping[str, Parts] = {
    "case": Parts(
        MediationCase,
        lambda case: case.title or case.parties_text or "未命名的纠纷",
        lambda case: case.number or "尚未编号",
        _case,
    ),
    "person": Parts(
        Person, lambda person: person.name, lambda person: label("party_kind", person.kind), _person
    ),
    "corrections": Parts(
        CorrectionsPerson,
        lambda person: person.name,
        lambda person: label("corrections_category", person.category),
        _supervised,
    ),
    "resettlement": Parts(
        ResettlementPerson,
        lambda person: person.name,
        lambda person: label("help_class", person.help_class),
        _helped,
    ),
    "staff": Parts(Staff, lambda staff: staff.name, lambda staff: "", _staff),
}
"""Kind of a search hit → how it is read."""
