"""The results of an evaluation as rows of registers, for the printer and the workbook."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.services.evaluation.views import DossierView, OfficeResult, Results

__all__ = ["deducted_rows", "drawn_rows", "note_of", "summary_rows"]


def summary_rows(results: Results) -> list[dict[str, Any]]:
    """One line an office."""
    return [
        {
            "office": one.name,
            "drawn": len(one.dossiers),
            "scored": sum(d.total is not None for d in one.dossiers),
            "mean": Decimal(one.mean) if one.mean else None,
            **{f"band{n}": count for n, (_, count) in enumerate(one.bands)},
        }
        for one in results.offices
    ]


def drawn_rows(results: Results) -> list[dict[str, Any]]:
    """One line a dossier."""
    return [
        {
            "office": d.office_name,
            "number": d.number,
            "title": d.title,
            "reader_office": d.reader_office,
            "reader": d.reader,
            "total": d.total,
            "band": d.band,
        }
        for office in results.offices
        for d in office.dossiers
    ]


def deducted_rows(office: OfficeResult) -> list[dict[str, Any]]:
    """One line a deduction."""
    return [
        {
            "office": office.name,
            "number": one.number,
            "text": f"{one.item} {one.text}",
            "points": one.points,
            "deduction": one.deduction,
            "reason": f"一票否决：{one.reason}" if one.veto else one.reason,
        }
        for one in office.deducted
    ]


def _said(d: DossierView) -> str:
    """What the reader wrote about the dossier as a whole, behind its score."""
    return f"（{d.opinion.rstrip('。')}）" if d.opinion else ""


def note_of(results: Results, office: OfficeResult | None = None) -> str:
    """What stands above a table: the draw, the sheet, and an office's own scores."""
    one = results.round
    words = (
        f"立卷日期{one.since:%Y-%m-%d}至{one.until:%Y-%m-%d}，每所抽 {one.each} 份，"
        f"抽签号 {one.seed}。评分表：{results.sheet_title}，{results.sheet_source}。"
    )
    if office is not None:
        words = f"{one.title}。{words}"
        scores = "；".join(
            f"{d.number} {d.total} 分 {d.band}{_said(d)}"
            for d in office.dossiers
            if d.total is not None
        )
        words += f"\n平均 {office.mean or '—'} 分。{scores}。" if scores else "\n还没有评。"
    return words
