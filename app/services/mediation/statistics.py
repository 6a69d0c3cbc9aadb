"""人民调解案件情况统计表: counted from the case records, every figure with its cases (F69).

A case belongs to the period of its acceptance, counted once however many rounds it took. Columns
and cross-checks: notes §4.1, blocks A to F; blocks G and H (screening, averted escalation) are
recorded by the screening of disputes and are zero until something is recorded there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.forms.codes import table
from app.models.mediation import Committee, MediationCase, Party
from app.rules.crosscheck import CaseFigures, Mismatch, against_details, mismatches
from app.services.base import Service

__all__ = ["CommitteeRow", "StatisticsService", "Table"]


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """The figures of one committee; ``open`` counts its cases not yet ended."""

    uid: str
    name: str
    kind: str
    figures: CaseFigures
    open: int
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a period: a row for each committee with cases, the total, what does not fit."""

    start: date
    end: date
    rows: tuple[CommitteeRow, ...]
    total: CaseFigures
    open: int
    mismatches: tuple[Mismatch, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """What counting needs of a case."""

    uid: str
    committee_uid: str
    state: str
    source: str | None
    dispute_type: str | None
    complex: bool
    agreed_on: date | None
    agreement_form: str | None
    amount: int | None
    performance: str | None
    confirmation: str | None
    people: int


class StatisticsService(Service):
    """Counts cases."""

    def table(self, start: date, end: date) -> Table:
        """The table of the cases accepted from ``start`` to ``end``, both included."""
        with self._database.begin() as session:
            cases = self._cases(session, start, end)
            committees = {
                c.uid: (c.name, c.kind)
                for c in session.scalars(select(Committee).where(Committee.office == self.office))
            }
        rows = []
        for uid, (name, kind) in sorted(committees.items(), key=lambda item: item[1]):
            ours = [case for case in cases if case.committee_uid == uid]
            if ours:
                rows.append(
                    CommitteeRow(
                        uid,
                        name,
                        kind,
                        _figures(ours, {uid: kind}),
                        sum(case.state == "mediating" for case in ours),
                        tuple(case.uid for case in ours),
                    )
                )
        total = _figures(cases, {uid: kind for uid, (_, kind) in committees.items()})
        found = [*mismatches(total), *against_details(total, sum(len(r.cases) for r in rows))]
        return Table(start, end, tuple(rows), total, sum(row.open for row in rows), tuple(found))

    def cases_behind(
        self, start: date, end: date, column: str, code: str = "", committee: str = ""
    ) -> list[str]:
        """The cases that a figure counts. ``column`` is a field of ``CaseFigures``."""
        wanted = COUNTED[column]
        with self._database.begin() as session:
            kinds = dict(
                session.execute(
                    select(Committee.uid, Committee.kind).where(Committee.office == self.office)
                ).all()
            )
            return [
                case.uid
                for case in self._cases(session, start, end)
                if (not committee or case.committee_uid == committee)
                and wanted(case, code, kinds.get(case.committee_uid, ""))
            ]

    def _cases(self, session: Session, start: date, end: date) -> list[_Case]:
        case = MediationCase
        accepted = (
            case.office == self.office,
            case.deleted.is_(False),
            case.accepted_on >= start,
            case.accepted_on <= end,
        )
        people: dict[str, int] = dict(
            session.execute(
                select(Party.case_uid, func.sum(func.coalesce(Party.member_count, 1)))
                .where(Party.office == self.office, Party.deleted.is_(False))
                .where(Party.case_uid.in_(select(case.uid).where(*accepted)))
                .group_by(Party.case_uid)
            ).all()
        )
        rows = session.execute(
            select(
                case.uid,
                case.committee_uid,
                case.state,
                case.source,
                case.dispute_type,
                case.complex,
                case.agreed_on,
                case.agreement_form,
                case.amount,
                case.performance,
                case.confirmation,
                case.people_count,
            )
            .where(*accepted)
            .order_by(case.accepted_on, case.uid)
        )
        return [_case(dict(row), people) for row in rows.mappings()]


def _case(row: dict[str, Any], counted: Mapping[str, int]) -> _Case:
    """涉及当事人数 as typed, else as many as the parties are."""
    typed = row.pop("people_count")
    return _Case(**row, people=counted.get(row["uid"], 0) if typed is None else typed)


def _figures(cases: Iterable[_Case], kinds: Mapping[str, str]) -> CaseFigures:
    cases = list(cases)
    sources: Counter[str] = Counter()
    for case in cases:
        if case.source:
            sources.update({case.source, table("case_source").head(case.source).code})
    agreed = [case for case in cases if case.agreed_on]
    return CaseFigures(
        total=len(cases),
        people=sum(case.people for case in cases),
        complex=sum(case.complex for case in cases),
        by_committee=dict(Counter(kinds[case.committee_uid] for case in cases)),
        by_source=dict(sources),
        by_type=dict(Counter(case.dispute_type for case in cases if case.dispute_type)),
        oral=sum(case.agreement_form == "oral" for case in agreed),
        written=sum(case.agreement_form == "written" for case in agreed),
        amount=sum(case.amount or 0 for case in agreed),
        success=len(agreed),
        performed=sum(case.performance == "done" for case in agreed),
        confirmed=sum(case.confirmation == "confirmed" for case in agreed),
    )


def _of_source(case: _Case, code: str, _: str) -> bool:
    return case.source is not None and code in {
        case.source,
        table("case_source").head(case.source).code,
    }


COUNTED: dict[str, Callable[[_Case, str, str], Any]] = {
    "total": lambda case, code, kind: True,
    "people": lambda case, code, kind: True,
    "complex": lambda case, code, kind: case.complex,
    "by_committee": lambda case, code, kind: kind == code,
    "by_source": _of_source,
    "by_type": lambda case, code, kind: case.dispute_type == code,
    "oral": lambda case, code, kind: case.agreed_on and case.agreement_form == "oral",
    "written": lambda case, code, kind: case.agreed_on and case.agreement_form == "written",
    "amount": lambda case, code, kind: case.agreed_on and case.amount,
    "success": lambda case, code, kind: case.agreed_on,
    "performed": lambda case, code, kind: case.agreed_on and case.performance == "done",
    "confirmed": lambda case, code, kind: case.agreed_on and case.confirmation == "confirmed",
}
"""Which cases each column counts."""
