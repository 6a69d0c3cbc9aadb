"""社区矫正文书 C01-C32: the papers of the working file, one module per stage.

C02 stands in ``app/forms/corrections.py``, C09-C12 of a leave in ``leave.py``, C21-C24 of the daily
rhythm in ``check_ins.py``; all others are here. The titles are those in common use; no number of
the ministry's format set is in code (corrections notes §2.1).
"""

from __future__ import annotations

from app.forms import check_ins, corrections, leave
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

__all__ = ["FORMS", "STAGES"]

_HERE: dict[str, tuple[Form, ...]] = {
    "入矫": intake.FORMS,
    "方案、考核和帮扶": plan.FORMS,
    "日常": daily.FORMS,
    "事项审批": matters.FORMS,
    "执行地变更": change.FORMS,
    "奖惩和定位": sanctions.FORMS,
    "查找": search.FORMS,
    "期满和终止": discharge.FORMS,
    "立卷和送达": file.FORMS,
}

FORMS: tuple[Form, ...] = tuple(form for forms in _HERE.values() for form in forms)

STAGES: dict[str, tuple[Form, ...]] = {
    **_HERE,
    "入矫": (*corrections.FORMS, *intake.FORMS),
    "日常": (*check_ins.FORMS, *daily.FORMS),
    "外出": leave.FORMS,
}
"""Every paper of a working file by stage, wherever it is defined; menus are made from it."""
