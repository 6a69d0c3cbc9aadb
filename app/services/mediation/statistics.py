"""人民调解案件情况统计表: counted from the case records, every figure with its cases (F69).

What a case counts in is said once, in ``_contributions``; figures and lists both follow from it.

A case belongs to the period of its acceptance, counted once however many rounds it took. Columns
and cross-checks: notes §4.1, blocks A to F; blocks G and H (screening, averted escalation) are
recorded by the screening of disputes and are zero until something is recorded there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.forms.codes import table
from app.models.mediation import Committee, MediationCase, Party
from app.rules.crosscheck import CaseFigures, Mismatch, against_details, mismatches
from app.services.access import Work
from app.services.base import Service

__all__ = ["CaseBehind", "CommitteeRow", "StatisticsService", "Table"]

BATCH = 500
"""Cases whose titles are read at a time."""


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """A case behind a figure; the figure is the sum of what each is ``worth`` (F69)."""

    uid: str
    number: str | None
    title: str | None
    parties: str
    restricted: bool
    accepted_on: date
    worth: int


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


class StatisticsService(Service, work=Work.CASES):
    """Counts cases."""

    def table(self, start: date, end: date) -> Table:
        """The table of the cases accepted from ``start`` to ``end``, both included."""
        with self._database.begin() as session:
            cases = self._cases(session, start, end)
            committees = self._committees(session)
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
        with self._database.begin() as session:
            return list(self._behind(session, start, end, (column, code), committee))

    def behind(self, start: date, end: date, column: str, code: str = "") -> list[CaseBehind]:
        """The same cases with what a list shows of them, in order of acceptance."""
        with self._database.begin() as session:
            worth = self._behind(session, start, end, (column, code))
            shown = _captions(session, self.office, list(worth))
        return [CaseBehind(*shown[uid], worth=number) for uid, number in worth.items()]

    def contributions(self, start: date, end: date) -> dict[tuple[str, str], list[tuple[str, int]]]:
        """Every figure with its cases: (field of ``CaseFigures``, code) → (case, worth)."""
        found: dict[tuple[str, str], list[tuple[str, int]]] = {}
        with self._database.begin() as session:
            kinds = {uid: kind for uid, (_, kind) in self._committees(session).items()}
            for case in self._cases(session, start, end):
                for figure, worth in _contributions(case, kinds.get(case.committee_uid, "")):
                    found.setdefault(figure, []).append((case.uid, worth))
        return found

    def _behind(
        self,
        session: Session,
        start: date,
        end: date,
        figure: tuple[str, str],
        committee: str = "",
    ) -> dict[str, int]:
        """Case → what it is worth in a figure; cases that do not count in it are left out."""
        kinds = {uid: kind for uid, (_, kind) in self._committees(session).items()}
        found = {}
        for case in self._cases(session, start, end):
            if committee in {"", case.committee_uid}:
                counted = dict(_contributions(case, kinds.get(case.committee_uid, "")))
                if figure in counted:
                    found[case.uid] = counted[figure]
        return found

    def _committees(self, session: Session) -> dict[str, tuple[str, str]]:
        """Name and kind of every committee, those of the past as well: their cases still count."""
        query = select(Committee.uid, Committee.name, Committee.kind).where(
            Committee.office == self.office
        )
        rows = session.execute(query.execution_options(include_deleted=True))
        return {row.uid: (row.name, row.kind) for row in rows}

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


def _contributions(case: _Case, kind: str) -> Iterator[tuple[tuple[str, str], int]]:
    """Every figure a case counts in, (field of ``CaseFigures``, code), and how much.

    The one definition of the table: a figure is the sum of these, and its list is the cases that
    have a part in it.
    """
    yield ("total", ""), 1
    yield ("people", ""), case.people
    yield ("by_committee", kind), 1
    if case.complex:
        yield ("complex", ""), 1
    if case.source:
        for code in {case.source, table("case_source").head(case.source).code}:
            yield ("by_source", code), 1
    if case.dispute_type:
        yield ("by_type", case.dispute_type), 1
    if not case.agreed_on:
        return
    yield ("success", ""), 1
    if case.agreement_form in {"oral", "written"}:
        yield (case.agreement_form, ""), 1
    if case.amount:
        yield ("amount", ""), case.amount
    if case.performance == "done":
        yield ("performed", ""), 1
    if case.confirmation == "confirmed":
        yield ("confirmed", ""), 1


def _figures(cases: Iterable[_Case], kinds: Mapping[str, str]) -> CaseFigures:
    counted: Counter[tuple[str, str]] = Counter()
    for case in cases:
        for figure, worth in _contributions(case, kinds.get(case.committee_uid, "")):
            counted[figure] += worth

    def by_code(name: str) -> dict[str, int]:
        return {code: number for (field, code), number in counted.items() if field == name}

    return CaseFigures(
        total=counted["total", ""],
        people=counted["people", ""],
        complex=counted["complex", ""],
        by_committee=by_code("by_committee"),
        by_source=by_code("by_source"),
        by_type=by_code("by_type"),
        oral=counted["oral", ""],
        written=counted["written", ""],
        amount=counted["amount", ""],
        success=counted["success", ""],
        performed=counted["performed", ""],
        confirmed=counted["confirmed", ""],
    )


def _captions(
    session: Session, office: str, uids: Sequence[str]
) -> dict[str, tuple[str, str | None, str | None, str, bool, date]]:
    """What lists show of these cases."""
    found: dict[str, tuple[str, str | None, str | None, str, bool, date]] = {}
    case = MediationCase
    for at in range(0, len(uids), BATCH):
        rows = session.execute(
            select(
                case.uid,
                case.number,
                case.title,
                case.parties_text,
                case.restricted,
                case.accepted_on,
            ).where(case.office == office, case.uid.in_(uids[at : at + BATCH]))
        )
        found |= {row.uid: tuple(row) for row in rows}
    return found
