"""收件: packages are proved, tried, merged and answered, each on its own (F56-F58, F65, F66)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import app
from app.days import month_words
from app.errors import ActionableError
from app.models.store import Store
from app.models.sync import Receipt
from app.rules.reporting import due_on
from app.services.access import Work, needs
from app.services.base import Missing
from app.services.bureau import board, intake, log_alarms
from app.services.bureau.double import CountedTwice, counted_twice
from app.services.bureau.log_alarms import LogAlarm
from app.services.bureau.parts import BureauParts
from app.services.bureau.sealed import forget_sealed
from app.services.bureau.views import (
    Accepted,
    Board,
    Checked,
    Inspection,
    OfficeView,
    Parcel,
    ReceivedView,
)
from app.services.bureau.words import TITLES, changes_of, counts_of
from app.services.keys import BureauKeys, identity_of, written
from app.services.log_kinds import Kind
from app.services.report_views import Progress, silent
from app.services.rule_books import book
from app.services.search import renew
from app.services.settings import Identity
from app.sync import bundle_kept, carrier, enrolment, receiving
from app.sync.decision import Verdict
from app.sync.merge import Changes, Told
from app.sync.objection import NotMerged, Objection
from app.sync.package import OpenedPackage, Reader, open_package
from app.sync.receipt import Answer, issue
from app.sync.receiving import OBJECTIONS
from app.sync.records import schema_version, tables
from app.sync.refusal import Refusal, Refused
from app.sync.seal import PublicKeys
from app.sync.together import volumes_together

if TYPE_CHECKING:
    from app.exports.county import CountyFigures

__all__ = ["BureauService"]

PACKAGE_SUFFIX, RECEIPT_SUFFIX = ".sfs", ".sfr"

log = logging.getLogger(__name__)


class BureauService(BureauParts, work=Work.CASES):
    """收件 at a bureau; ``keys`` is the key exchange, ``records`` looks at what was received."""

    def __init__(
        self, database: Store, *, backup: Callable[[Progress], None] | None = None
    ) -> None:
        super().__init__(database)
        self.keys = BureauKeys(database)
        self._backup = backup

    def prepare(self, progress: Progress = silent) -> None:
        """A backup before packages are merged (L6); raises what keeps it from being made."""
        if self._backup is not None:
            self._backup(progress)

    # --- what lies on the stick ---

    def gather(self, paths: Sequence[Path]) -> list[Parcel]:
        """The packages among ``paths`` (files, or folders such as a stick), volumes together."""
        files: list[Path] = []
        for path in paths:
            inside = sorted(path.glob(f"*{PACKAGE_SUFFIX}")) if path.is_dir() else [path]
            files += [file for file in inside if file not in files]
        return [Parcel(group) for group in volumes_together(files)]

    def inspect(self, paths: Sequence[Path], *, progress: Progress = silent) -> list[Inspection]:
        """What each package among ``paths`` is and would change; nothing is merged.

        A refusal is a value in the list: one bad file never hides the good ones (J6).
        """
        parcels = self.gather(paths)
        found = []
        for done, parcel in enumerate(parcels):

            def still_wanted(_done: int, _all: int, parcel_number: int = done) -> None:
                progress(parcel_number, len(parcels))

            found.append(self._inspect(parcel, still_wanted))
        progress(len(parcels), len(parcels))
        return found

    def verify(self, paths: Sequence[Path]) -> list[Checked]:
        """One line per package: whether it would be accepted; changes nothing."""
        return [Checked(found.parcel, found.problem) for found in self.inspect(paths)]

    # --- merging ---

    def accept(self, parcel: Parcel, *, progress: Progress = silent) -> Accepted:
        """Merge one package, all or nothing, and make its receipt (P7-P10).

        A package that was merged before gives its old receipt again and changes nothing; one that
        is superseded, has a gap before it or forks gets a receipt that says so. Raises ``Refused``
        or ``NotMerged`` for what gets no receipt; then nothing has changed.
        """
        with self._opened(parcel) as (opened, identity):
            try:
                with self._database.begin() as session:
                    return self._accept(session, identity, parcel, opened, progress)
            except IntegrityError as error:
                log.warning("package refused by a constraint: %s", type(error.orig).__name__)
                raise NotMerged(Objection.CONTRADICTORY, "constraint") from None

    def write_receipt(self, office: str, digest: str, folder: Path) -> Path:
        """Write the receipt of a package into ``folder``, the same bytes every time."""
        with self._database.begin() as session:
            receipt = session.get(Receipt, (office, digest))
            if receipt is None:
                raise Missing("这个包的回执")
            answer = Answer.from_row(receipt.body)
            data = receipt.file
        name = carrier.file_name(office, answer.month, answer.seq, suffix=RECEIPT_SUFFIX)
        return written(data, folder / name)

    @needs(Work.REVIEW)
    def undo(self, office: str) -> ReceivedView:
        """Take back the last import of ``office``; the records are equal to those before it.

        Raises ``NotMerged`` when there is none that can be undone.
        """
        with self._database.begin() as session:
            self._database.hold(session, office)
            undone = receiving.undo_last(session, office, told=partial(renew, session, office))
            if undone is None:
                raise Missing("可以撤销的导入")
            session.flush()
            intake.take_back(session, office, undone[0].digest)
            self._database.note(session, Kind.UNDO, f"{office} {undone[0].month}")
            return board.view_of(session, self.office, undone[0])

    @needs(Work.HEAD)
    def lift_stop(self, office: str) -> int:
        """After a fork was cleared up on the telephone: receive again, in a new epoch only.

        The office gets it with a new answer file (``keys.export_answer``). Returns the epoch.
        """
        with self._database.begin() as session:
            return receiving.lift_stop(session, office)

    # --- what has come ---

    def offices(self) -> list[OfficeView]:
        """Every office that offered a key or sent something, by code."""
        with self._database.begin() as session:
            return board.offices(session, self.office)

    def received(self, office: str = "", *, limit: int = 200) -> list[ReceivedView]:
        """Packages that came, the newest first."""
        with self._database.begin() as session:
            return board.received(session, self.office, office, limit)

    def board(self, months: Sequence[str]) -> Board:
        """Offices × months (F65)."""
        with self._database.begin() as session:
            return board.board(session, self.office, months, self.today())

    def due_on(self, month: str) -> date:
        """Until when the package of a month is in time."""
        with self._database.begin() as session:
            return due_on(month, book(session, self.office, "reporting"))

    def figures(self, since: date, until: date) -> CountyFigures:
        """Every office's cases, training days and corrections for these days, both included."""
        from app.services.bureau import figures  # brings openpyxl: not at the start

        with self._database.begin() as session:
            identity = identity_of(session, self.office)
            offices = tuple(
                (o.code, o.name, o.month) for o in board.offices(session, self.office) if o.key
            )
        return figures.figures(
            self._database,
            offices,
            bureau=(identity.code, identity.name),
            since=since,
            until=until,
        )

    def counted_twice(self) -> list[CountedTwice]:
        """Persons of corrections whom two offices count at once."""
        with self._database.begin() as session:
            return counted_twice(session, self.office)

    def log_alarms(self) -> list[LogAlarm]:
        """Offices whose log does not go on from what they stated before (U2)."""
        with self._database.begin() as session:
            return log_alarms.alarms(session, self.office, self.now())

    def recount(self, office: str) -> list[str]:
        """Count an office's records anew; sentences where the store differs from the totals."""
        with self._database.begin() as session:
            found = receiving.recount(session, office)
        return [
            f"{TITLES.get(table, table)}（{status}）：现有 {here} 条，应有 {expected} 条"
            for table, status, here, expected in found
        ]

    # --- inside ---

    @contextmanager
    def _opened(self, parcel: Parcel) -> Iterator[tuple[OpenedPackage, Identity]]:
        """A parcel proved from the first byte to the last; raises ``Refused``, ``NotMerged``."""
        with self._database.begin() as session:
            identity = identity_of(session, self.office)
            reader = Reader(
                self.office,
                enrolment.keys_of(session, self._database),
                enrolment.signers(session, self.office),
                schema_version(),
                frozenset(tables()),
                bundle_kept.allowed_suites(session, self.office),
            )
        with ExitStack() as stack:
            try:
                files = [stack.enter_context(path.open("rb")) for path in parcel.files]
            except OSError:
                raise Refused(Refusal.UNREADABLE) from None
            opened = open_package(files, reader)
            receiving.check_world(opened, practice=identity.practice)
            yield opened, identity

    def _inspect(self, parcel: Parcel, progress: Progress) -> Inspection:
        about = Inspection(parcel, None)
        try:
            with self._opened(parcel) as (opened, _):
                facts = opened.manifest.facts
                with self._database.begin() as session:
                    name = board.office_name(session, self.office, facts.sender)
                about = replace(
                    about,
                    office=facts.sender,
                    office_name=name,
                    month=facts.month,
                    epoch=facts.epoch,
                    number=facts.seq,
                    records=receiving.records_of(opened),
                    made_at=facts.created_at,
                )
                trial = receiving.try_package(
                    self._database.begin, opened, now=self.now(), progress=progress
                )
        except ActionableError as problem:
            return replace(about, problem=problem)
        about = replace(about, repeated=trial.verdict is Verdict.REPEATED)
        if objection := OBJECTIONS.get(trial.verdict):
            return replace(about, problem=NotMerged(objection))
        if not trial.totals_fit:
            return replace(about, problem=NotMerged(Objection.TOTALS_DIFFER))
        return replace(
            about,
            counts=counts_of(trial.changes),
            changes=changes_of(trial.changes),
            left_off=trial.changes.left_off,
            scans=trial.changes.scans,
        )

    def _accept(
        self,
        session: Session,
        identity: Identity,
        parcel: Parcel,
        opened: OpenedPackage,
        progress: Progress,
    ) -> Accepted:
        office = opened.manifest.facts.sender
        self._database.hold(session, office)
        verdict = receiving.verdict_on(session, opened)
        changes = Changes()
        if verdict is Verdict.REPEATED:
            kept = session.get_one(Receipt, (office, opened.digest))
            answer = Answer.from_row(kept.body)
        else:
            if verdict in {Verdict.STOPPED, Verdict.OLD_EPOCH}:
                raise NotMerged(OBJECTIONS[verdict])
            now, by = self.now(), self._database.actor
            if verdict is Verdict.MERGED:
                changes = receiving.merge_package(
                    session,
                    opened,
                    now=now,
                    by=by,
                    progress=progress,
                    told=_followed(session, opened),
                )
                forget_sealed(session, office)
            else:
                receiving.note(session, opened, verdict, now=now, by=by)
            session.flush()
            answer = self._answer(session, identity, opened, verdict)
            said = f"{office} {answer.month}-{answer.seq}"
            self._database.note(session, Kind.RECEIVE, said, result=verdict.value)
        name = board.office_name(session, self.office, office)
        return Accepted(
            parcel,
            verdict,
            _in_words(verdict, name, answer) + log_alarms.warning(session, office, opened.digest),
            office,
            name,
            answer.month,
            answer.epoch,
            answer.seq,
            answer.digest,
            answer.code,
            counts_of(changes),
            answer.records,
            answer.missing,
        )

    def _answer(
        self, session: Session, identity: Identity, opened: OpenedPackage, verdict: Verdict
    ) -> Answer:
        """Make the receipt and keep it, to be given out again as it is."""
        answer = receiving.answer_to(session, opened, verdict)
        partner = enrolment.confirmed(
            session, self.office, kind=enrolment.OFFICE, code=answer.office
        )
        if partner is None:
            raise Refused(Refusal.UNKNOWN_SIGNER)
        head = receiving.head_of(session, answer.office)
        file = issue(
            answer,
            county=self.office,
            signer=enrolment.keys_of(session, self._database)[0],
            recipient=PublicKeys.from_bytes(partner.public),
            practice=identity.practice,
            app_version=app.__version__,
            totals=receiving.totals_of(head.totals),
            audit_head=receiving.audit_head_of(session, answer.office),
        )
        session.merge(
            Receipt(
                office=answer.office,
                digest=answer.digest,
                file=file,
                body=answer.as_row(),
                made_at=answer.received_at,
            )
        )
        return answer


def _followed(session: Session, opened: OpenedPackage) -> Told:
    """What follows the merge: the search index, and the list of what is to be looked at."""
    facts = opened.manifest.facts
    listed = intake.Intake(session, facts.sender, opened.digest, facts.month)

    def told(table: str, uids: Sequence[str]) -> None:
        renew(session, facts.sender, table, uids)
        listed(table, uids)

    return told


def _in_words(verdict: Verdict, name: str, answer: Answer) -> str:
    number = f"{name} {month_words(answer.month)} 第 {answer.seq} 号包"
    match verdict:
        case Verdict.MERGED:
            text = f"{number}已并入：新增 {answer.new} 条，更新 {answer.changed} 条，作废 {answer.deleted} 条。"
        case Verdict.REPEATED:
            text = f"{number}以前已经收过，这次没有改动任何记录，可以再写一次原来的回执。"
        case _:
            objection = NotMerged(OBJECTIONS[verdict])
            text = f"{number}没有并入：{objection.what}{objection.do}"
    if answer.missing:
        listed = "、".join(map(str, answer.missing[:10]))
        text += f"该所第 {listed} 号包没有见到，内容已包含在后来的包里。"
    return text
