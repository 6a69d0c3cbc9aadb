"""人民调解: the papers of the unified dossier, in the order of the procedure.

Source of the set: 司发通〔2010〕239号 (lists and labels as several independent carriers print them;
the annexes themselves could not be read). ◑ in a comment marks a label read in a secondary
carrier, ? one that is our best reading.
"""

from __future__ import annotations

from app.forms.definition import Form
from app.forms.mediation import (
    agreement,
    committee,
    dossier,
    follow_up,
    hearing,
    intake,
    notices,
    sheet,
)

__all__ = ["CARDS", "FORMS", "PAPERS", "SHEETS"]

PAPERS: tuple[Form, ...] = (
    dossier.COVER,
    dossier.CONTENTS,
    intake.APPLICATION,
    intake.ACCEPTANCE,
    intake.NOT_ACCEPTED,
    intake.NOTICE,
    intake.IDENTITY,
    intake.MANDATE,
    hearing.SUMMONS,
    hearing.INQUIRY,
    hearing.EVIDENCE,
    hearing.EXTENSION,
    hearing.RECORD,
    agreement.AGREEMENT,
    agreement.ORAL_AGREEMENT,
    notices.TERMINATION,
    notices.TRANSFER,
    notices.REPLY,
    follow_up.RECEIPT,
    follow_up.REVISIT,
    follow_up.CONFIRMATION,
    follow_up.CONFIRMATION_MATERIALS,
    follow_up.CONDUCTED,
    dossier.EXPLANATION,
    dossier.CLOSING_REPORT,
    dossier.BACK,
)
"""Every paper a case may hold."""

SHEETS: tuple[Form, ...] = (sheet.CASE, sheet.PEOPLE, sheet.PROGRESS)
"""What is asked on screen only: facts that the statistics want and no paper prints."""

CARDS: tuple[Form, ...] = (committee.COMMITTEE, committee.MEDIATOR_CARD)
"""The roster of committees and mediators."""

FORMS: tuple[Form, ...] = (*PAPERS, *SHEETS, *CARDS)
