"""The results of an evaluation, office by office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from app.models.evaluation import EvaluationDossier
from app.rules.evaluation import EvaluationSheet
from app.services.evaluation.views import (
    Deducted,
    DossierView,
    OfficeResult,
    Results,
    RoundView,
)

__all__ = ["dossier_view", "results_of"]


def results_of(
    view: RoundView,
    by: EvaluationSheet,
    dossiers: Sequence[EvaluationDossier],
    names: Mapping[str, str],
) -> Results:
    """The best mean first; an office that is not scored yet stands last."""
    there: dict[str, list[EvaluationDossier]] = {}
    for one in sorted(dossiers, key=lambda row: row.number):
        there.setdefault(one.of_office, []).append(one)
    bands = (*(title for _, title in by.bands), by.failing)
    found = [_of_office(office, rows, by, bands, names) for office, rows in there.items()]
    found.sort(key=lambda one: (-Decimal(one.mean or -1), one.office))
    return Results(view, by.title, by.source, bands, tuple(found))


def dossier_view(one: EvaluationDossier, names: Mapping[str, str]) -> DossierView:
    """A drawn dossier as the pages show it."""
    return DossierView(
        one.round_uid,
        one.of_office,
        names.get(one.of_office, one.of_office),
        one.case_uid,
        one.number,
        one.title,
        names.get(one.reader_office, one.reader_office) if one.reader_office else "县局",
        one.reader,
        one.opinion,
        one.total,
        one.band,
        one.scored_at,
    )


def _of_office(
    office: str,
    rows: Sequence[EvaluationDossier],
    by: EvaluationSheet,
    bands: Sequence[str],
    names: Mapping[str, str],
) -> OfficeResult:
    totals = [row.total for row in rows if row.total is not None]
    counted = Counter(row.band for row in rows if row.total is not None)
    views: tuple[DossierView, ...] = tuple(dossier_view(row, names) for row in rows)
    return OfficeResult(
        office,
        names.get(office, office),
        views,
        _mean(totals),
        tuple((band, counted[band]) for band in bands),
        tuple(one for row in rows for one in _deducted(row, by)),
    )


def _mean(totals: Sequence[int]) -> str:
    if not totals:
        return ""
    return str((Decimal(sum(totals)) / len(totals)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _deducted(row: EvaluationDossier, by: EvaluationSheet) -> Iterator[Deducted]:
    for item in by.items:
        if mark := row.marks.get(item.id):
            yield Deducted(
                row.number,
                item.id,
                item.text,
                item.points,
                mark["deduction"],
                mark["reason"],
                mark["veto"],
                row.case_uid,
            )
