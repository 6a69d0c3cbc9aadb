"""反馈: what the county has to say to each office goes home in one sealed file (F59).

An answer is frozen with its number before a file is written; writing it again gives the same bytes.
It holds everything since the answer the office has said it has, in a package of its present life:
a restored office, or one that lost an answer, is told everything again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

import app
from app.models.county import AnswerPart, AnswerTaken, CountyAnswer
from app.models.history import Counter
from app.models.local import Blob
from app.models.sync import OfficeHead, Partner, Receipt, ReceivedPackage
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.bureau.board import names_of
from app.services.bureau.confirmed import confirmed_answer
from app.services.keys import identity_of
from app.services.log_kinds import Kind
from app.services.report_views import Progress, silent
from app.sync import answer, bundle_kept, carrier, enrolment, receiving
from app.sync.answer import TABLES, Reply
from app.sync.package import SealedPackage
from app.sync.receipt import Answer
from app.sync.seal import PublicKeys

__all__ = ["SUFFIX", "ReplyState", "SendingService", "Written"]

SUFFIX = ".sfa"
PACKAGES = "*.sfs"


@dataclass(frozen=True, slots=True)
class ReplyState:
    """One office: what waits to be said, the newest answer, and the one it is known to have."""

    office: str
    office_name: str
    waiting: dict[str, int]  # receipt, verdict, notice, decision, bundle → not yet confirmed
    fresh: bool  # something is not in any answer yet
    number: int  # of the newest answer; 0: none
    made_at: datetime | None
    written_at: datetime | None
    confirmed: int  # number of the answer the office is known to have

    @property
    def total(self) -> int:
        """How much the next answer would say."""
        return sum(self.waiting.values())


@dataclass(frozen=True, slots=True)
class Written:
    """An answer on the stick."""

    office: str
    office_name: str
    number: int
    counts: dict[str, int]
    files: tuple[Path, ...]


class SendingService(Service, work=Work.CASES):
    """Answers to all offices."""

    def states(self) -> list[ReplyState]:
        """Every office whose key is confirmed, by code."""
        with self._database.begin() as session:
            bundle = self._bundle(session)
            names = names_of(session, self.office)
            return [
                self._state(session, partner, names.get(code, code), bundle)
                for code, partner in self._enrolled(session).items()
            ]

    def offices_on(self, folder: Path) -> list[str]:
        """The offices whose packages lie on a stick: a stick that came from one goes back to it."""
        with self._database.begin() as session:
            known = set(self._enrolled(session))
        found = {file.name.split("-")[0] for file in folder.glob(PACKAGES)}
        return sorted(found & known)

    def write(
        self, offices: Sequence[str], folder: Path, *, progress: Progress = silent
    ) -> list[Written]:
        """Write an answer for each of ``offices`` that has something to be told into ``folder``.

        When this returns, every file was written and read back. Raises ``carrier.NotCarried``;
        answers already made keep their numbers and are written with the same bytes next time.
        """
        done: list[Written] = []
        for at, office in enumerate(offices):
            progress(at, len(offices))
            if (kept := self._freeze(office)) is not None:
                done.append(self._write(kept, folder))
        progress(len(offices), len(offices))
        return done

    # --- inside ----------------------------------------------------------------------------------

    def _enrolled(self, session: Session) -> dict[str, Partner]:
        """Office → its key in use."""
        return {
            partner.code: partner
            for partner in enrolment.partners(session, self.office)
            if partner.kind == enrolment.OFFICE and partner.state == enrolment.CONFIRMED
        }

    def _state(self, session: Session, partner: Partner, name: str, bundle: bytes) -> ReplyState:
        office = partner.code
        reply = self._reply(session, office, bundle)
        newest = self._newest(session, office)
        confirmed = confirmed_answer(session, office)
        return ReplyState(
            office,
            name,
            reply.counts,
            fresh=not reply.empty
            and (newest is None or newest.content != _content(reply, partner)),
            number=newest.number if newest else 0,
            made_at=newest.made_at if newest else None,
            written_at=newest.written_at if newest else None,
            confirmed=confirmed.number if confirmed else 0,
        )

    def _bundle(self, session: Session) -> bytes:
        """The file of the county's newest signed bundle, or nothing."""
        return bundle_kept.newest_file(session, self.office) or b""

    def _newest(self, session: Session, office: str) -> CountyAnswer | None:
        order = (CountyAnswer.epoch.desc(), CountyAnswer.number.desc())
        query = select(CountyAnswer).where(CountyAnswer.office == office).order_by(*order)
        return session.scalars(query.limit(1)).first()

    def _reply(self, session: Session, office: str, bundle: bytes) -> Reply:
        """What is to be said now, under the next number."""
        base = confirmed_answer(session, office)
        after = base.upto if base else 0
        rows: dict[str, list[dict[str, Any]]] = {}
        blobs: dict[str, bytes] = {}
        for name, table in TABLES.items():
            query = select(table).where(table.office == office, table.number > after)
            rows[name] = [
                answer.row_of(name, row) for row in session.scalars(query.order_by(table.number))
            ]
        for sha in {row["attachment"] for row in rows["notice"] if row["attachment"]}:
            blobs[sha] = session.get_one(Blob, (self.office, sha)).data
        known = session.get(Counter, (office, "county"))
        epoch = _epoch(session, self.office)
        return Reply(
            office=office,
            epoch=epoch,
            number=self._next(session, office, epoch),
            base=(base.epoch, base.number) if base else (0, 0),
            upto=known.value if known else 0,
            made_at=self.now(),
            receipts=tuple(_receipts(session, office)),
            rows=rows,
            blobs=blobs,
            bundle=bundle if self._bundle_wanted(base, bundle) else b"",
        )

    def _bundle_wanted(self, base: CountyAnswer | None, bundle: bytes) -> bool:
        """A bundle travels until the office has an answer that held this very one."""
        return bool(bundle) and (base is None or base.counts.get("bundle_sha") != _sha(bundle))

    def _next(self, session: Session, office: str, epoch: int) -> int:
        """One more than any answer of this life, also one that only the office remembers."""
        made = select(func.max(CountyAnswer.number)).where(
            CountyAnswer.office == office, CountyAnswer.epoch == epoch
        )
        taken = select(func.max(AnswerTaken.number)).where(
            AnswerTaken.office == office, AnswerTaken.answer_epoch == epoch
        )
        return max(session.scalar(made) or 0, session.scalar(taken) or 0) + 1

    def _freeze(self, office: str) -> CountyAnswer | None:
        """The answer to be written: the newest one where it says the same, else a new one."""
        with self._database.begin() as session:
            self._database.hold(session, office)
            partner = self._enrolled(session).get(office)
            if partner is None:
                raise Missing("这个所已核对的公钥")
            bundle = self._bundle(session)
            reply = self._reply(session, office, bundle)
            newest = self._newest(session, office)
            if newest is not None and newest.content == _content(reply, partner):
                return newest
            if reply.empty:
                return None
            sealed = self._seal(session, reply, partner, newest.digest if newest else "")
            session.execute(delete(AnswerPart).where(AnswerPart.office == office))
            for number, data in enumerate(sealed.volumes, start=1):
                session.add(
                    AnswerPart(
                        office=office,
                        epoch=reply.epoch,
                        number=reply.number,
                        part=number,
                        data=data,
                    )
                )
            kept = CountyAnswer(
                office=office,
                epoch=reply.epoch,
                number=reply.number,
                digest=sealed.digest,
                upto=reply.upto,
                content=_content(reply, partner),
                counts={**reply.counts, "bundle_sha": _sha(bundle) if bundle else ""},
                made_at=reply.made_at,
                kept_at=reply.made_at,
                kept_by=self._database.actor,
                written_at=None,
            )
            session.add(kept)
            return kept

    def _seal(
        self, session: Session, reply: Reply, partner: Partner, previous: str
    ) -> SealedPackage:
        return answer.issue(
            reply,
            county=self.office,
            previous=previous,
            signer=enrolment.keys_of(session, self._database)[0],
            recipient=PublicKeys.from_bytes(partner.public),
            practice=identity_of(session, self.office).practice,
            app_version=app.__version__,
            audit_head=receiving.audit_head_of(session, reply.office),
        )

    def _write(self, kept: CountyAnswer, folder: Path) -> Written:
        key = (kept.office, kept.epoch, kept.number)
        with self._database.begin() as session:
            query = select(AnswerPart.data).where(
                AnswerPart.office == kept.office,
                AnswerPart.epoch == kept.epoch,
                AnswerPart.number == kept.number,
            )
            parts = list(session.scalars(query.order_by(AnswerPart.part)))
            name = names_of(session, self.office).get(kept.office, kept.office)
        files = []
        for volume, data in enumerate(parts, start=1):
            called = carrier.file_name(
                kept.office,
                f"{kept.made_at:%Y-%m}",
                kept.number,
                volume=volume,
                volumes=len(parts),
                suffix=SUFFIX,
            )
            files.append(carrier.carry(data, folder / called).path)
        with self._database.begin() as session:
            session.get_one(CountyAnswer, key).written_at = self.now()
            self._database.note(session, Kind.EXPORT, f"{kept.office}-{kept.number}", what="反馈")
        counts = {name: n for name, n in kept.counts.items() if name != "bundle_sha"}
        return Written(kept.office, name, kept.number, counts, tuple(files))


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _content(reply: Reply, partner: Partner) -> str:
    """What is said and to which key: an office with a new key is written to anew."""
    return _sha(f"{reply.content} {partner.fingerprint}".encode())


def _epoch(session: Session, bureau: str) -> int:
    """The life of the bureau's own store (C2)."""
    counter = session.get(Counter, (bureau, "epoch"))
    return counter.value if counter else 1


def _receipts(session: Session, office: str) -> list[Answer]:
    """What became of every package whose receipt the office has not shown to have."""
    head = session.get(OfficeHead, office)
    if head is None:
        return []
    newest = session.get(ReceivedPackage, (office, head.digest))
    base = newest.base_seq if newest else 0
    query = (
        select(Receipt.body)
        .join(
            ReceivedPackage,
            (ReceivedPackage.office == Receipt.office) & (ReceivedPackage.digest == Receipt.digest),
        )
        .where(
            Receipt.office == office,
            ReceivedPackage.epoch == head.epoch,
            ReceivedPackage.seq > base,
        )
        .order_by(ReceivedPackage.seq)
    )
    return [Answer.from_row(body) for body in session.scalars(query)]
