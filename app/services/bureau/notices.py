"""县局通知: written once, carried to some offices or to all, and who has read it (F33)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.errors import ActionableError
from app.forms.checks import problems
from app.forms.definition import Values
from app.forms.notice import NOTICE
from app.models.base import new_uid
from app.models.county import CountyNotice
from app.models.local import Blob
from app.services.access import Work, needs
from app.services.base import Missing, Rejected, Service
from app.services.bureau.board import names_of
from app.services.bureau.confirmed import confirmed_upto
from app.services.bureau.review import next_number
from app.services.log_kinds import Kind
from app.services.notice_readings import readings
from app.services.signing import signed

__all__ = ["BureauNotice", "Copy", "NoticesService"]

LARGEST = 5 * 1024 * 1024
"""Bytes of an attachment: it goes to every office on every stick until it has arrived."""
PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Copy:
    """A notice at one office: whether it has arrived there, and who has read it when."""

    office: str
    office_name: str
    arrived: bool
    readers: tuple[tuple[str, datetime], ...]

    @property
    def words(self) -> str:
        """Where it stands."""
        if self.readers:
            return "、".join(f"{who} {at:%m-%d %H:%M} 已读" for who, at in self.readers)
        return "已收到，还没有人读" if self.arrived else "还没有确认收到"


@dataclass(frozen=True, slots=True)
class BureauNotice:
    """A notice and its copies."""

    uid: str
    title: str
    text: str
    due_on: date | None
    issued_at: datetime
    attachment_name: str
    withdrawn: bool
    copies: tuple[Copy, ...]

    @property
    def read(self) -> int:
        """At how many offices somebody has read it."""
        return sum(bool(copy.readers) for copy in self.copies)


class NoticesService(Service, work=Work.CASES):
    """Notices of a bureau."""

    def notices(self) -> list[BureauNotice]:
        """Every notice, the newest first."""
        with self._database.begin() as session:
            names = names_of(session, self.office)
            upto: dict[str, int] = {}
            found: dict[str, list[CountyNotice]] = {}
            order = (CountyNotice.issued_at.desc(), CountyNotice.uid, CountyNotice.office)
            for notice in session.scalars(select(CountyNotice).order_by(*order)):
                found.setdefault(notice.uid, []).append(notice)
                if notice.office not in upto:
                    upto[notice.office] = confirmed_upto(session, notice.office)
            read = readings(session)
            return [_view(copies, names, upto, read) for copies in found.values()]

    @needs(Work.REVIEW)
    def issue(
        self,
        values: Values,
        offices: Sequence[str],
        *,
        attachment: tuple[str, bytes] | None = None,
    ) -> str:
        """Write a notice (form ``NOTICE``) to ``offices``; it goes out with their next answers.

        ``attachment`` is the name and the bytes of a PDF. Raises ``Rejected``, ``ActionableError``.
        """
        if found := [p for p in problems(NOTICE, values, on=self.today()) if p.blocking]:
            raise Rejected(found)
        if not offices:
            raise ActionableError("Y11", "还没有选收通知的司法所。", do="请至少勾选一个所。")
        name, data = attachment or ("", b"")
        if attachment:
            _check_attachment(data)
        sha256 = hashlib.sha256(data).hexdigest() if data else ""
        uid = new_uid()
        with self._database.begin() as session:
            by = signed(session, self._database)
            if sha256 and session.get(Blob, (self.office, sha256)) is None:
                session.add(Blob(office=self.office, sha256=sha256, data=data))
            for office in sorted(offices):
                self._database.hold(session, office)
                session.add(
                    CountyNotice(
                        office=office,
                        uid=uid,
                        number=next_number(session, office),
                        title=str(values["title"]).strip(),
                        text=str(values["text"]).strip(),
                        due_on=values.get("due_on"),
                        issued_at=self.now(),
                        issued_by=by,
                        attachment=sha256,
                        attachment_name=name,
                        withdrawn=False,
                    )
                )
            self._database.note(session, Kind.VERDICT, uid, act="issued", offices=sorted(offices))
        return uid

    @needs(Work.REVIEW)
    def withdraw(self, uid: str) -> None:
        """Take a notice back; offices that have it stop showing it after their next answer."""
        with self._database.begin() as session:
            copies = session.scalars(select(CountyNotice).where(CountyNotice.uid == uid)).all()
            if not copies:
                raise Missing("这件通知")
            for copy in sorted(copies, key=lambda one: one.office):
                self._database.hold(session, copy.office)
                copy.withdrawn, copy.attachment = True, ""
                copy.number = next_number(session, copy.office)
            told = sorted(copy.office for copy in copies)
            self._database.note(session, Kind.VERDICT, uid, act="withdrawn", offices=told)

    def attachment(self, uid: str) -> tuple[str, bytes]:
        """Name and bytes of the PDF that went with a notice; raises ``Missing``."""
        with self._database.begin() as session:
            query = select(CountyNotice).where(CountyNotice.uid == uid).limit(1)
            notice = session.scalars(query).first()
            blob = session.get(Blob, (self.office, notice.attachment)) if notice else None
            if notice is None or blob is None:
                raise Missing("这件通知的附件")
            return notice.attachment_name, blob.data


def _check_attachment(data: bytes) -> None:
    if len(data) > LARGEST:
        raise ActionableError(
            "Y12",
            f"附件有 {len(data) / 1024 / 1024:.1f} MB，超过 5 MB。",
            safe="通知的文字还在，没有发出。",
            do="请换一个小一些的 PDF，或者把扫描件的清晰度调低后重新生成。",
        )
    if not data.startswith(PDF):
        raise ActionableError(
            "Y13",
            "附件不是 PDF 文件。",
            safe="通知的文字还在，没有发出。",
            do="请把文件另存为 PDF 再附上。",
        )


def _view(
    copies: Sequence[CountyNotice],
    names: dict[str, str],
    upto: dict[str, int],
    read: dict[tuple[str, str], dict[str, datetime]],
) -> BureauNotice:
    first = copies[0]
    return BureauNotice(
        uid=first.uid,
        title=first.title,
        text=first.text,
        due_on=first.due_on,
        issued_at=first.issued_at,
        attachment_name=first.attachment_name if first.attachment else "",
        withdrawn=first.withdrawn,
        copies=tuple(
            Copy(
                copy.office,
                names.get(copy.office, copy.office),
                copy.number <= upto[copy.office],
                tuple(read.get((copy.office, copy.uid), {}).items()),
            )
            for copy in copies
        ),
    )
