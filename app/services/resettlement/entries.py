"""帮教 from day to day: class, visits, placement, relief, reoffending, and the steps of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms import resettlement_entries as entries
from app.forms.checks import problems
from app.forms.codes import label
from app.forms.definition import Form, Problem, Values
from app.forms.resettlement import END_SHEET, VISIT
from app.models.base import Record
from app.models.history import bury
from app.models.resettlement import (
    HelpClassChange,
    HelpVisit,
    Placement,
    Relief,
    Reoffence,
    ResettlementPerson,
)
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign, row
from app.services.corrections.states import NotAllowed
from app.services.resettlement import states
from app.services.resettlement.persons import find_person, newest_class, refuse

__all__ = ["DATED_ROWS", "HelpEntries"]

DATED_ROWS: Mapping[str, tuple[type[Record], Form, str]] = {
    "class_change": (HelpClassChange, entries.CLASS_CHANGE, "from_on"),
    "visit": (HelpVisit, VISIT, "happened_on"),
    "placement": (Placement, entries.PLACEMENT, "from_on"),
    "relief": (Relief, entries.RELIEF, "given_on"),
    "reoffence": (Reoffence, entries.REOFFENCE, "happened_on"),
}
"""What is kept as dated rows beside a person: table, form, and the column of their day."""


class HelpEntries(Service, work=Work.CASES):
    """What is recorded beside a person."""

    # --- dated rows ------------------------------------------------------------------------

    def add_row(self, uid: str, name: str, values: Values) -> str:
        """Add a dated row (``name`` is a key of ``DATED_ROWS``); its uid.

        Raises ``NotAllowed`` once help has ended, but for 重新违法犯罪, and for a day to come.
        """
        kind, form, day = DATED_ROWS[name]
        self._check_row(name, form, values)
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            if person.state == "ended" and name != "reoffence":
                raise NotAllowed("此人的帮教已经解除，不能再登记。", "登记错了的，先撤销解除。")
            if name in {"visit", "relief"} and values[day] > self.today():
                raise NotAllowed("日期在今天以后。", "请填写实际发生的日期。")
            record: Any = kind(office=self.office, person_uid=uid)  # type: ignore[call-arg]
            assign(record, form, values)
            session.add(record)
            session.flush()
            self._settle(session, person)
            return str(record.uid)

    def edit_row(self, name: str, row_uid: str, values: Values) -> None:
        """Correct a dated row; what stood there is kept in history."""
        kind, form, _ = DATED_ROWS[name]
        self._check_row(name, form, values)
        with self._database.begin() as session:
            record = _row(session, self.office, kind, row_uid)
            assign(record, form, values)
            session.flush()
            self._settle(session, find_person(session, self.office, record.person_uid))

    def remove_row(self, name: str, row_uid: str) -> None:
        """Take a dated row away; its tombstone stays."""
        with self._database.begin() as session:
            record = _row(session, self.office, DATED_ROWS[name][0], row_uid)
            bury([record])
            session.flush()
            self._settle(session, find_person(session, self.office, record.person_uid))

    def rows(self, uid: str, name: str) -> list[dict[str, Any]]:
        """The dated rows of a person, newest first; ``name`` is a key of ``DATED_ROWS``."""
        kind, form, day = DATED_ROWS[name]
        with self._database.begin() as session:
            query = select(kind).where(
                kind.office == self.office,
                kind.person_uid == uid,  # type: ignore[attr-defined]
            )
            found = session.scalars(query.order_by(getattr(kind, day).desc()))
            return [row(record, form) for record in found]

    def _check_row(self, name: str, form: Form, values: Values) -> None:
        own = {field.name for field in form.own_fields()}
        found = [p for p in problems(form, values, on=self.today()) if p.field in own]
        if name == "class_change":
            criteria = values.get("criteria") or ()
            if criteria and values.get("help_class") == "ordinary" and not values.get("reason"):
                found.append(
                    Problem("reason", "勾选了重点条件而定为一般的，请写明理由。"),
                )
        refuse(found)

    def _settle(self, session: Session, person: ResettlementPerson) -> None:
        """Bring the class of the person in line with its dated rows."""
        newest = newest_class(session, person, self.today())
        code = newest.help_class if newest else None
        if person.help_class != code:
            person.help_class = code

    # --- steps -----------------------------------------------------------------------------

    def step(self, uid: str, values: Values) -> str:
        """拒绝, 失联, 恢复 (form ``HELP_STEP``); the uid of the step. Raises ``NotAllowed``."""
        refuse(problems(entries.HELP_STEP, values, on=self.today()))
        if values["after"] == "ended":
            raise NotAllowed("解除帮教请用解除安置帮教登记表。")
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return states.take_step(session, person, values["after"], values, now=self.now())

    def end(self, uid: str, values: Values) -> str:
        """解除帮教 (form ``END_SHEET``); the uid of the step.

        Raises ``NotAllowed`` for 期满 before the term has ended.
        """
        asked = [p for p in problems(END_SHEET, values, on=self.today()) if p.field != "name"]
        refuse(asked)
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            on = values["happened_on"]
            if values["reason"] == "expired" and person.ends_on and on < person.ends_on:
                raise NotAllowed(
                    f"帮教期到{show_date(person.ends_on)}，还没有期满。",
                    "提前结束的，请选实际原因。",
                )
            if values["reason"] in {"reoffended", "died", "moved_out"} and not values.get(
                "document_number"
            ):
                what = label("help_end_reason", values["reason"])
                raise Rejected([Problem("document_number", f"因“{what}”解除的，请填写依据文书。")])
            return states.take_step(session, person, "ended", values, now=self.now())

    def undo_step(self, uid: str, reason: str) -> str:
        """Reverse the last step by a reversing entry."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return states.reverse_last(session, person, reason, now=self.now())

    def steps(self, uid: str) -> list[dict[str, Any]]:
        """The steps that nobody took back, oldest first.

        ``uid``, ``before`` and ``after`` (codes of ``resettlement_state``), ``happened_on``,
        ``reason``, ``document_number``, ``note``.
        """
        with self._database.begin() as session:
            return [
                {
                    "uid": s.uid,
                    "before": s.before,
                    "after": s.after,
                    "happened_on": s.happened_on,
                    "reason": s.reason,
                    "document_number": s.document_number,
                    "note": s.note,
                }
                for s in states.steps_until(session, self.office, person=uid)
            ]


def _row(session: Session, office: str, kind: type[Record], uid: str) -> Any:
    record = session.get(kind, (office, uid))
    if record is None or record.deleted:
        raise Missing("这条记录")
    return record
