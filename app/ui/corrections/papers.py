"""Which papers a leave and a check-in print, and under which name they are saved.

A file name holds the office code and a day, never a person's name (trust E1).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.forms.check_ins import CHECK_IN_FORMS
from app.forms.corrections import BASIC_SHEET
from app.forms.definition import Form
from app.forms.leave import LEAVE_APPLICATION, LEAVE_APPROVAL, LEAVE_NOTICE, LEAVE_RETURN
from app.ui.corrections.file_print import print_one
from app.ui.desk_tools import DeskTools

__all__ = ["LEAVE_PAPERS", "leave_papers", "print_basic_sheet", "print_check_in", "print_leave"]

APPROVED = frozenset({"approved", "away", "closed"})

LEAVE_PAPERS: tuple[tuple[Form, str], ...] = (
    (LEAVE_APPLICATION, "申请书"),
    (LEAVE_APPROVAL, "外出审批表"),
    (LEAVE_NOTICE, "准予外出通知书"),
    (LEAVE_RETURN, "销假登记"),
)


def leave_papers(state: str) -> list[tuple[Form, str]]:
    """The papers that make sense in a state: no notice before the approval."""
    late = {LEAVE_NOTICE.code, LEAVE_RETURN.code}
    return [paper for paper in LEAVE_PAPERS if state in APPROVED or paper[0].code not in late]


def print_leave(parent: QWidget, tools: DeskTools, form: Form, leave_uid: str) -> None:
    """One paper of a leave, as it stands in the working file."""
    print_one(parent, tools, form.code, leave_uid)


def print_check_in(parent: QWidget, tools: DeskTools, uid: str) -> None:
    """The paper of one check-in."""
    values = tools.desk.corrections.check_ins.values(uid)
    print_one(parent, tools, CHECK_IN_FORMS[values["kind"]].code, uid)


def print_basic_sheet(parent: QWidget, tools: DeskTools, values: dict[str, Any]) -> None:
    """The basic sheet as it stands on the screen."""
    day = f"{tools.today():%Y%m%d}"
    tools.preview_paper(parent, BASIC_SHEET, values, f"{_number(tools, BASIC_SHEET)}-{day}")


def _number(tools: DeskTools, form: Form) -> str:
    return f"{tools.desk.identity.code}-{form.code.rsplit('.', 1)[-1].upper()}"
