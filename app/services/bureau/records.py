"""县局查看: a record of an office as it was received; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.forms.training import PERSONAL_RECORD
from app.models.sync import OfficeHead, ReceivedPackage
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.bureau.board import office_name
from app.services.bureau.figures import seen_by
from app.services.bureau.record_more import MORE
from app.services.bureau.record_parts import PARTS, lines_of, table_of
from app.services.bureau.record_views import Link, RecordView, Section
from app.services.bureau.same_person import SamePersonService
from app.services.clock_watch import doubted
from app.services.corrections.states import NotAllowed
from app.services.training.years import YearService
from app.services.units import name_of

__all__ = ["RecordsService"]


_DOUBTS = {
    "behind": "登记时该所电脑的时间可疑（偏早）",
    "ahead": "登记时该所电脑的时间可疑（偏晚）",
}
"""What stands beside a record that a doubtful clock dated (C3)."""


class RecordsService(Service, work=Work.CASES):
    """Reads what offices sent."""

    def look(
        self,
        office: str,
        kind: str,
        uid: str,
        *,
        whole: bool = False,
        as_of: date | None = None,
    ) -> RecordView:
        """One record; numbers, telephones and addresses in full only when ``whole`` (E3).

        ``as_of``: the day a member of staff's training year is seen from, today if not given.
        Raises ``Missing`` where the office has taken it back or an import was undone.
        """
        parts = PARTS.get(kind) or MORE[kind]
        with self._database.begin() as session:
            record = session.get(parts.table, (office, uid))
            if record is None or record.deleted:
                raise Missing("这条记录")
            if getattr(record, "sealed", False):
                raise NotAllowed(
                    "这份记录已由司法所封存（刑事诉讼法第二百八十六条）。",
                    "依法需要查阅的，由司法所登记依据和两名查阅人。",
                )
            view = RecordView(
                office=office,
                office_name=office_name(session, self.office, office),
                kind=kind,
                uid=uid,
                title=name_of(session, kind, record, at_bureau=True)
                if kind == "leave"
                else parts.title(record),
                detail=parts.detail(record),
                changed_at=record.changed_at,
                received_at=_received_at(session, office),
                sections=tuple(
                    s for s in parts.sections(session, record, whole) if s.lines or s.rows
                ),
            )
            if doubt := doubted(session, office, record.change):
                view = replace(view, detail=f"{view.detail} · {_DOUBTS[doubt.kind]}")
        if kind == "person":
            view = replace(view, sections=(*view.sections, *self._same_person(office, uid)))
        if kind == "staff":
            view = replace(view, sections=(*view.sections, *self._training(office, uid, as_of)))
        return view

    def _same_person(self, office: str, uid: str) -> Iterator[Section]:
        """The cards of other offices that the bureau has found to be of the same person (F67)."""
        if others := SamePersonService(self._database).others((office, uid)):
            yield Section(
                "县局认定的同一人",
                heads=("司法所", "姓名"),
                rows=tuple((other.office_name, other.name) for other in others),
                links=tuple(Link("person", other.key[1], other.key[0]) for other in others),
            )

    def _training(self, office: str, uid: str, as_of: date | None) -> Iterator[Section]:
        """The year's training as the person's own sheet has it."""
        day = as_of or self.today()
        year = day.year
        years = YearService(seen_by(self._database, office))
        values = years.personal_record(uid, year, as_of=day)
        sheet = [f for f in PERSONAL_RECORD.fields() if f.name not in {"name", "role"}]
        yield Section(f"{year}年培训", lines_of(sheet, values, whole=True))
        sessions = PERSONAL_RECORD.field("sessions")
        yield table_of(sessions.label, sessions.columns, values["sessions"], whole=True)


def _received_at(session: Session, office: str) -> datetime | None:
    head = session.get(OfficeHead, office)
    newest = session.get(ReceivedPackage, (office, head.digest)) if head else None
    return newest.received_at if newest else None
