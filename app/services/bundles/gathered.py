"""What offices filled into a county's own fields: by paper, one line a filled paper, no names (F64).

A case or a person stands with the number only; what was typed stands as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.definition import Field, Form, Kind, Register, Values
from app.forms.editions import form_as
from app.forms.values import from_plain, is_blank
from app.models.corrections import CorrectionsPaper, CorrectionsPerson
from app.models.mediation import MediationCase, Paper
from app.models.resettlement import ResettlementPaper, ResettlementPerson
from app.services.bureau.board import names_of

__all__ = ["gathered"]

HEAD = (
    Field("office_name", "司法所", weight=2),
    Field("number", "案号或编号", weight=2),
    Field("dated_on", "文书日期", Kind.DATE),
)


def gathered(session: Session, owner: str) -> list[tuple[Register, list[dict[str, Any]]]]:
    """A register for each paper with fields of the county, and its filled lines in order."""
    offices = names_of(session, owner)
    columns: dict[str, dict[str, Field]] = {}
    titles: dict[str, str] = {}
    rows: dict[str, list[dict[str, Any]]] = {}
    for paper, number in _papers(session):
        form = form_as(paper.form, paper.form_version)
        values = _own(form, paper.values)
        if not values:
            continue
        titles[form.code] = form.title
        known = columns.setdefault(form.code, {})
        known |= {field.name: field for field in form.fields() if field.name in values}
        head = {
            "office_name": offices.get(paper.office, paper.office),
            "number": number or "尚未编号",
            "dated_on": paper.dated_on,
        }
        rows.setdefault(form.code, []).append({**head, **values})
    return [
        (
            Register(
                code=f"added.{code}",
                title=titles[code],
                columns=(*HEAD, *columns[code].values()),
                source="县局配置包增设的栏目",
            ),
            rows[code],
        )
        for code in titles
    ]


def _own(form: Form, plain: Values) -> dict[str, Any]:
    """What stands in the county's own fields of one paper."""
    fields = [field for field in form.fields() if field.county and field.kind is not Kind.FIXED]
    values = from_plain(fields, plain)
    return {name: value for name, value in values.items() if not is_blank(value)}


def _papers(session: Session) -> Iterator[tuple[Any, str | None]]:
    """Every paper made in an edition of the county, with the number of its case or person.

    What is sealed lies elsewhere and is not among them (trust D2).
    """
    kinds: tuple[tuple[Any, Any, Any], ...] = (
        (Paper, MediationCase, Paper.case_uid),
        (CorrectionsPaper, CorrectionsPerson, CorrectionsPaper.person_uid),
        (ResettlementPaper, ResettlementPerson, ResettlementPaper.person_uid),
    )
    for paper, owner, uid in kinds:
        query = (
            select(paper, owner.number)
            .join(owner, (owner.office == paper.office) & (owner.uid == uid))
            .where(
                paper.form_version.contains("@"),
                paper.deleted.is_(False),
                owner.deleted.is_(False),
            )
            .order_by(paper.form, paper.office, paper.dated_on, paper.uid)
        )
        if hasattr(owner, "sealed"):
            query = query.where(owner.sealed.is_(False))
        for row in session.execute(query):
            yield row[0], row[1]
