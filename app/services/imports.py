"""Import of spreadsheets (F49): try, look, then everything in one transaction or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.forms.codes import label
from app.imports.child import load
from app.imports.prerelease import PRERELEASE_LIST
from app.imports.roster import ROSTER
from app.imports.trial import Profile, Trial, TrialRow, try_out
from app.models.corrections import ControlChange, CorrectionsPerson, CorrectionsStep
from app.models.resettlement import PrereleaseEntry
from app.models.store import Store
from app.models.supervision import CheckInExemption
from app.rules.checkins import KINDS
from app.services.access import Work
from app.services.base import Service
from app.services.log_kinds import Kind
from app.services.people import complete, link
from app.services.resettlement.prerelease import PrereleaseService

__all__ = ["PROFILES", "ImportService", "Imported"]

PROFILES: Mapping[str, Profile] = {p.code: p for p in (ROSTER, PRERELEASE_LIST)}
FROM_ROSTER = "由花名册导入"
BEFORE = "导入以前的监管记录在原台账里，不在本程序中催办"

COPIED = (
    *("sex", "birth_date", "id_number", "category", "offences", "penalty_term", "starts_on"),
    *("ends_on", "address", "phone", "guardian_phone", "decided_by"),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written."""

    number: int
    words: str


class ImportService(Service, work=Work.CASES):
    """Rows from elsewhere; ``backup`` is made before they are written (L6)."""

    def __init__(self, database: Store, *, backup: Callable[[], None] = lambda: None) -> None:
        super().__init__(database)
        self._backup = backup

    def try_out(self, code: str, path: Path, *, stop: Callable[[], None] = lambda: None) -> Trial:
        """Read a file in a child process and judge every row; nothing is written.

        Raises ``Unreadable``.
        """
        sheets = load(path, stop=stop)
        with self._database.begin() as session:
            known = _KNOWN[code](session, self.office)
        return try_out(PROFILES[code], sheets, self.today(), known)

    def confirm(
        self, trial: Trial, *, list_name: str = "", received_on: date | None = None
    ) -> Imported:
        """Write every record of the trial in one transaction.

        Raises ``ActionableError`` where somebody on the list was registered since the trial: then
        nothing is written. ``list_name`` and ``received_on`` (today) are those of a list of 预释放.
        """
        code = trial.profile.code
        self._backup()
        with self._database.begin() as session:
            known = _KNOWN[code](session, self.office)
            if any(known(row.values) for row in trial.records):
                raise ActionableError(
                    "I09",
                    "检查以后，名单上有人已经登记了。",
                    safe="没有导入任何内容。",
                    do="请重新选择文件检查一遍再导入。",
                )
            for row in trial.records:
                if code == ROSTER.code:
                    self._person(session, row)
                else:
                    self._expected(session, row, list_name, received_on or self.today())
            self._database.note(session, Kind.IMPORT, code, records=len(trial.records))
        number = len(trial.records)
        return Imported(number, f"已导入{number}人。")

    # --- 花名册 ----------------------------------------------------------------------------

    def _person(self, session: Session, row: TrialRow) -> None:
        values = {**complete(row.values, today=self.today())}
        ended = values.get("state", "")
        person = CorrectionsPerson(
            office=self.office,
            name=values["name"],
            state=ended or "enrolled",
            juvenile=bool(values.get("juvenile")),
            id_kind="resident_id",
            remark="\n".join(filter(None, (values.get("remark"), f"{FROM_ROSTER}：{row.place}"))),
        )
        for name in COPIED:
            setattr(person, name, values.get(name))
        person.card_uid = link(session, self.office, {**values, "kind": "natural"})
        starts = min(values["starts_on"], self.today())
        person.received_on = person.reported_on = starts
        session.add(person)
        session.flush()
        self._step(session, person, "", "enrolled", starts)
        if ended:
            person.left_on = values["ended_on"]
            self._nothing_asked_before(session, person, starts)
            self._step(
                session,
                person,
                "enrolled",
                ended,
                values["ended_on"],
                reason=values.get("state_reason") or None,
                note=values.get("reason"),
            )
            return
        if values.get("control_class"):
            session.add(
                ControlChange(
                    office=self.office,
                    person_uid=person.uid,
                    control_class=values["control_class"],
                    from_on=starts,
                    reason=FROM_ROSTER,
                )
            )
            person.control_class = values["control_class"]
        self._nothing_asked_before(session, person, starts)

    def _step(
        self,
        session: Session,
        person: CorrectionsPerson,
        before: str,
        after: str,
        on: date,
        *,
        reason: str | None = None,
        note: str | None = None,
    ) -> None:
        session.add(
            CorrectionsStep(
                office=self.office,
                person_uid=person.uid,
                before=before,
                after=after,
                happened_on=on,
                recorded_at=self.now(),
                reason=reason,
                note="：".join(filter(None, (FROM_ROSTER, note))),
            )
        )
        session.flush()

    def _nothing_asked_before(
        self, session: Session, person: CorrectionsPerson, starts: date
    ) -> None:
        """Check-ins of the time before the import stand in the office's old ledger."""
        yesterday = self.today() - timedelta(days=1)
        if starts > yesterday:
            return
        for kind in KINDS:
            session.add(
                CheckInExemption(
                    office=self.office,
                    person_uid=person.uid,
                    kind=kind,
                    from_on=starts,
                    until_on=yesterday,
                    reason=BEFORE,
                    approved_by=FROM_ROSTER,
                )
            )

    # --- 预释放名单 ------------------------------------------------------------------------

    def _expected(self, session: Session, row: TrialRow, list_name: str, received_on: date) -> None:
        PrereleaseService(self._database).keep(session, list_name, received_on, row.values)


def _known_persons(session: Session, office: str) -> Callable[[Mapping[str, Any]], str]:
    query = select(CorrectionsPerson.id_number, CorrectionsPerson.state).where(
        CorrectionsPerson.office == office,
        CorrectionsPerson.deleted.is_(False),
        CorrectionsPerson.id_number.is_not(None),
    )
    found = {line.id_number: line.state for line in session.execute(query)}

    def known(values: Mapping[str, Any]) -> str:
        state = found.get(values.get("id_number"))
        return f"本所花名册（{label('corrections_state', state)}）" if state else ""

    return known


def _known_entries(session: Session, office: str) -> Callable[[Mapping[str, Any]], str]:
    query = select(
        PrereleaseEntry.id_number,
        PrereleaseEntry.name,
        PrereleaseEntry.release_on,
        PrereleaseEntry.list_name,
    ).where(PrereleaseEntry.office == office, PrereleaseEntry.deleted.is_(False))
    found = {
        (line.id_number or line.name, line.release_on): line.list_name
        for line in session.execute(query)
    }

    def known(values: Mapping[str, Any]) -> str:
        key = (values.get("id_number") or values.get("name"), values.get("release_on"))
        return f"名单“{found[key]}”" if key in found else ""

    return known


_KNOWN: Mapping[str, Callable[[Session, str], Callable[[Mapping[str, Any]], str]]] = {
    ROSTER.code: _known_persons,
    PRERELEASE_LIST.code: _known_entries,
}
