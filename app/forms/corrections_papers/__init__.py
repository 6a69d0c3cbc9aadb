"""社区矫正文书 C01-C32: the papers of the working file, one module per stage.

C02 stands in ``app/forms/corrections.py``, C09-C12 of a leave in ``leave.py``, C21-C24 of the daily
rhythm in ``check_ins.py``; all others are here. The titles are those in common use; no number of
the ministry's format set is in code (corrections notes §2.1).
"""

from __future__ import annotations

from app.forms.corrections_papers import (
    change,
    daily,
    discharge,
    file,
    intake,
    matters,
    plan,
    sanctions,
    search,
)
from app.forms.definition import Form

__all__ = ["FORMS"]

FORMS: tuple[Form, ...] = (
    *intake.FORMS,
    *plan.FORMS,
    *matters.FORMS,
    *change.FORMS,
    *sanctions.FORMS,
    *search.FORMS,
    *daily.FORMS,
    *discharge.FORMS,
    *file.FORMS,
)
