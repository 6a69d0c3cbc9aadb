"""The results of an evaluation sent home: a notice to each office with its own sheet as a PDF (F68).

The notice goes out with the office's next answer. Each office gets its own results alone.
"""

from __future__ import annotations

from app.forms.evaluation import DEDUCTIONS
from app.services.desk import Desk
from app.services.evaluation.views import OfficeResult, Results
from app.ui.background import Progress
from app.ui.evaluation.rows import deducted_rows, note_of
from app.ui.page_setup import page_setup

__all__ = ["already_sent", "send_home", "title_of"]

ATTACHMENT = "卷宗评查结果.pdf"


def title_of(results: Results) -> str:
    """What the notice is called."""
    return f"{results.round.title}结果"


def already_sent(desk: Desk, results: Results) -> list[str]:
    """Offices that have a notice of these results that still stands, by name."""
    title = title_of(results)
    return [
        copy.office_name
        for notice in desk.bureau.notices.notices()
        if notice.title == title and not notice.withdrawn
        for copy in notice.copies
    ]


def send_home(desk: Desk, results: Results, progress: Progress) -> int:
    """A notice to each office; returns how many. ``progress`` may raise to stop."""
    sent = 0
    for place, office in enumerate(results.offices):
        progress(place, len(results.offices))
        desk.bureau.notices.issue(
            {"title": title_of(results), "text": _words(office)},
            [office.office],
            attachment=(ATTACHMENT, sheet_pdf(desk, results, office)),
        )
        sent += 1
    return sent


def sheet_pdf(desk: Desk, results: Results, office: OfficeResult) -> bytes:
    """An office's sheet of deductions."""
    from app.printing.register_pdf import register_paper  # reportlab is not loaded for a window

    return register_paper(
        DEDUCTIONS,
        deducted_rows(office),
        author=desk.identity.code,
        setup=page_setup(desk),
        title=f"{office.name}卷宗评查结果",
        note=note_of(results, office),
    ).pdf


def _words(office: OfficeResult) -> str:
    counted = "，".join(f"{band} {n} 份" for band, n in office.bands if n)
    least = f"扣分较多的：{'；'.join(office.worst)}。" if office.worst else ""
    return (
        f"本次抽查你所 {len(office.dossiers)} 份卷宗，平均 {office.mean} 分（{counted}）。{least}"
        "各卷扣分和原因见附件，请对照整改。"
    )
