"""Papers of the working file (工作档案): values as they print, and what was printed.

A paper shows the facts of its person and its leave or check-in; what belongs to the paper alone, or
was corrected for its own printing, is kept with it, and so is the text as last printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.check_ins import CHECK_IN_FORMS
from app.forms.corrections import BASIC_SHEET
from app.forms.definition import VALUELESS, Form, Values
from app.forms.leave import LEAVE_APPLICATION, LEAVE_APPROVAL, LEAVE_NOTICE, LEAVE_RETURN
from app.forms.values import from_plain, to_plain
from app.models.corrections import CorrectionsPaper
from app.models.supervision import CheckIn
from app.services.base import Missing, Service
from app.services.columns import read
from app.services.corrections.leave_states import find_leave
from app.services.corrections.leave_view import leave_values
from app.services.corrections.persons import find_person
from app.services.corrections.states import NotAllowed
from app.services.settings import read_identity

__all__ = ["PaperService"]

LEAVE_PAPERS = {
    form.code: form for form in (LEAVE_APPLICATION, LEAVE_APPROVAL, LEAVE_NOTICE, LEAVE_RETURN)
}
CHECK_IN_PAPERS = {form.code: form for form in CHECK_IN_FORMS.values()}
PAPERS: Mapping[str, Form] = {BASIC_SHEET.code: BASIC_SHEET, **LEAVE_PAPERS, **CHECK_IN_PAPERS}


class PaperService(Service):
    """Papers about persons, leaves and check-ins."""

    def values(self, form_code: str, subject_uid: str) -> dict[str, Any]:
        """What the paper prints: facts, then what was changed for this paper alone.

        ``subject_uid`` is the person (basic sheet), the leave or the check-in. A notice of leave
        exists only once the leave is approved (``NotAllowed``).
        """
        form = PAPERS[form_code]
        with self._database.begin() as session:
            values = self._facts(session, form, subject_uid)
            if paper := self._find(session, form, subject_uid):
                values.update(from_plain(form, paper.values))
        return {f.name: values.get(f.name) for f in form.fields() if f.kind not in VALUELESS}

    def change(self, form_code: str, subject_uid: str, values: Values) -> None:
        """Keep what differs on this paper from the facts; a value equal to its fact is dropped."""
        form = PAPERS[form_code]
        with self._database.begin() as session:
            facts = to_plain(form, self._facts(session, form, subject_uid))
            plain = to_plain(form, values)
            paper = self._paper(session, form, subject_uid)
            paper.values = {k: v for k, v in plain.items() if v != facts.get(k)}

    def mark_printed(self, form_code: str, subject_uid: str) -> dict[str, Any]:
        """Remember the text as printed now; the values that were printed."""
        values = self.values(form_code, subject_uid)
        form = PAPERS[form_code]
        with self._database.begin() as session:
            paper = self._paper(session, form, subject_uid)
            paper.printed = to_plain(form, values)
            paper.printed_at = self.now()
        return values

    def printed(self, form_code: str, subject_uid: str) -> dict[str, Any] | None:
        """The values as last printed; ``None`` if the paper never was."""
        form = PAPERS[form_code]
        with self._database.begin() as session:
            paper = self._find(session, form, subject_uid)
            return from_plain(form, paper.printed) if paper and paper.printed else None

    # --- inside one transaction ------------------------------------------------------------

    def _facts(self, session: Session, form: Form, uid: str) -> dict[str, Any]:
        if form is BASIC_SHEET:
            return read(find_person(session, self.office, uid), BASIC_SHEET)
        if form.code in LEAVE_PAPERS:
            return self._leave_facts(session, form, uid)
        record = session.get(CheckIn, (self.office, uid))
        if record is None or record.deleted:
            raise Missing("这条监管记录")
        person = find_person(session, self.office, record.person_uid)
        return {**from_plain(form, record.values), **read(record, form), "name": person.name}

    def _leave_facts(self, session: Session, form: Form, uid: str) -> dict[str, Any]:
        leave = find_leave(session, self.office, uid)
        facts = leave_values(session, leave)
        if form is LEAVE_NOTICE:
            if not leave.approved:
                raise NotAllowed("还没有批准，不能打印准予外出通知书。")
            facts["from_on"], facts["until_on"] = leave.approved_from, leave.approved_until
        if form is LEAVE_RETURN and leave.state != "closed":
            raise NotAllowed("还没有销假，不能打印销假登记。", "请先登记返回。")
        identity = read_identity(session, self.office)
        facts["office_name"] = identity.name if identity else "司法所"
        if form is LEAVE_NOTICE and leave.decided_tier == "office":
            facts["decided_by"] = facts["office_name"]
        return facts

    def _find(self, session: Session, form: Form, uid: str) -> CorrectionsPaper | None:
        return session.scalars(
            select(CorrectionsPaper).where(
                CorrectionsPaper.office == self.office,
                CorrectionsPaper.form == form.code,
                CorrectionsPaper.subject_uid == uid,
            )
        ).first()

    def _paper(self, session: Session, form: Form, uid: str) -> CorrectionsPaper:
        if paper := self._find(session, form, uid):
            return paper
        facts = self._facts(session, form, uid)
        person = facts.get("person_uid") or self._person_of(session, form, uid)
        paper = CorrectionsPaper(
            office=self.office,
            person_uid=person,
            subject_uid=uid,
            form=form.code,
            form_version=form.version,
            values={},
        )
        session.add(paper)
        return paper

    def _person_of(self, session: Session, form: Form, uid: str) -> str:
        if form is BASIC_SHEET:
            return uid
        record = session.get(CheckIn, (self.office, uid))
        if record is None:
            raise Missing("这条监管记录")
        return record.person_uid
