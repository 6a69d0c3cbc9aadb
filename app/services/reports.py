"""报送: the office's month is sealed, carried to the county, and answered (F53-F61, F63).

Nothing is lost when a stick is: every package holds all that the county has not yet confirmed.
县局已收到 is said only of a package whose signed receipt has been imported here (P10).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import app
from app.errors import ActionableError
from app.models.store import Store
from app.models.sync import OutboxPackage, Partner
from app.services.access import Work, needs
from app.services.base import Missing, Service
from app.services.keys import OfficeKeys, identity_of, read_small
from app.services.log_kinds import Kind
from app.services.month_end import carrying
from app.services.month_end.carrying import CarryingService, Way
from app.services.month_end.figures import MonthFigures
from app.services.month_end.holds import HoldService
from app.services.month_end.months import check_month, last_day
from app.services.month_end.summary import Summary
from app.services.month_end.zero import ZeroService, heads
from app.services.receipts import keep_receipt, receipt_words
from app.services.recovery import mark
from app.services.reminders import Reminder, Target
from app.services.report_views import (
    ASK_AFTER_DAYS,
    Exported,
    Incomplete,
    Preflight,
    Progress,
    ReceiptOutcome,
    ReportStatus,
    SentPackage,
    silent,
)
from app.sync import bundle_kept, carrier, enrolment, outbox
from app.sync.enrolment import NotEnrolled
from app.sync.package import VOLUME_MIB
from app.sync.receipt import Answer, phone_code, read_receipt
from app.sync.seal import PublicKeys

__all__ = ["RECOVER", "Checks", "ReportsService"]

RECOVER = "recover"
"""The part of 报送 where a store that came back is set right."""
LARGEST_RECEIPT = 64 * 1024 * 1024

Checks = Callable[[str], Sequence[Incomplete]]
"""Given a month, what of it is not complete; made by the duties."""


class ReportsService(Service, work=Work.CASES):
    """报送 at an office. ``checks`` are asked before sealing; ``keys`` is the key exchange."""

    def __init__(self, database: Store, *, checks: Sequence[Checks] = ()) -> None:
        super().__init__(database)
        self.checks = list(checks)
        self.keys = OfficeKeys(database)
        self.holds = HoldService(database)
        self.zero = ZeroService(database)
        self.carrying = CarryingService(database)
        self._figures = MonthFigures(database)

    # --- what stands where ---

    def status(self) -> ReportStatus:
        """Last package, records not sent, packages not answered."""
        with self._database.begin() as session:
            county = enrolment.confirmed(session, self.office, kind=enrolment.BUREAU)
            mine = [self._sent(p) for p in outbox.packages(session, self.office)]
            unsent = outbox.unsent(session, self.office)
            arrival = mark.read(session, self.office)
        held = self.holds.held()
        received = next((at for at, p in enumerate(mine) if p.received), len(mine))
        waiting = mine[:received]  # a received one held everything older as well
        return ReportStatus(
            enrolled=county is not None,
            county=county.name if county else "",
            last=mine[0] if mine else None,
            last_received=mine[received] if received < len(mine) else None,
            unsent=sum(unsent.values()),
            unsent_by_table=unsent,
            unanswered=tuple(p for p in waiting if not p.answer),
            needs_full=bool(waiting) and waiting[0].answer in {"held", "fork"},
            held=tuple(held),
            arrival=arrival,
        )

    def last(self) -> SentPackage | None:
        """The newest package; ``None`` before the first."""
        with self._database.begin() as session:
            found = outbox.last_frozen(session, self.office)
            return self._sent(found) if found else None

    def unsent(self) -> int:
        """Records edited since the newest package and not held back."""
        with self._database.begin() as session:
            return sum(outbox.unsent(session, self.office).values())

    def packages(self) -> list[SentPackage]:
        """Every package ever sealed, the newest first."""
        with self._database.begin() as session:
            return [self._sent(p) for p in outbox.packages(session, self.office)]

    def reminders(self, today: date) -> list[Reminder]:
        """What the desk of the day should say: no answer yet, last month not sealed."""
        status = self.status()
        found = [
            Reminder(
                kind="sync.unanswered",
                title=f"{p.month} 报送包（第 {p.number} 号）还没有县局回执",
                due_on=p.sealed_at.date() + timedelta(days=ASK_AFTER_DAYS),
                overdue=True,
                target=Target("sync", None, f"{p.epoch}/{p.number}"),
                detail=f"已等 {p.days_waiting} 天，请向县局要回执文件；盘丢了可以重新导出。",
            )
            for p in status.asks
        ]
        if status.held:
            first = status.held[0]
            found.append(
                Reminder(
                    kind="sync.held",
                    title=f"扣下没有报的记录还有 {len(status.held)} 条",
                    due_on=last_day(first.month),
                    overdue=today > last_day(first.month),
                    target=Target("sync", None, "held"),
                    detail=f"最早是 {first.month} 扣下的：{first.reason}",
                )
            )
        if status.arrival is not None:
            found.append(
                Reminder(
                    kind="sync.arrival",
                    title="这份数据还没有和县局核对，不能封存、导出",
                    due_on=min(status.arrival.since.date(), today),
                    overdue=True,
                    target=Target("sync", None, RECOVER),
                    detail="数据换了地方或恢复过备份；打开“恢复后核对”，按步骤做完就可以照常报送。",
                )
            )
        last_month = today.replace(day=1) - timedelta(days=1)
        month = f"{last_month:%Y-%m}"
        sealed = status.last is not None and status.last.month >= month
        if status.enrolled and status.unsent and not sealed:
            found.append(
                Reminder(
                    kind="sync.unsealed",
                    title=f"{month} 还没有封包报送",
                    due_on=last_month,
                    overdue=True,
                    target=Target("sync"),
                    detail=f"有 {status.unsent} 条记录没有报送。",
                )
            )
        return found

    # --- sealing ---

    def preflight(self, month: str) -> Preflight:
        """What sealing ``month`` (``2026-11``) would send, and what is not complete (F60)."""
        check_month(month)
        with self._database.begin() as session:
            counts = outbox.to_send(session, self.office)
            mine = [self._sent(p) for p in outbox.packages(session, self.office)]
        incomplete = tuple(item for check in self.checks for item in check(month))
        return Preflight(month, counts, incomplete, tuple(p for p in mine if p.month == month))

    def summary(self, month: str) -> Summary:
        """What the head looks at before the month is sealed."""
        check_month(month)
        figures = self._figures.of(month)
        zero = self.zero.listed(month)
        with self._database.begin() as session:
            counts = outbox.to_send(session, self.office)
            name = heads(session, self.office, self.today())
            last = outbox.last_frozen(session, self.office)
        behind = last.frozen_at if last and last.frozen_at > self.now() else None
        held = len(self.holds.held())
        return Summary(month, figures, tuple(zero), counts, held, tuple(name), behind)

    @needs(Work.HEAD)
    def seal_month(
        self,
        month: str,
        *,
        full: bool = False,
        confirmed_by: str = "",
        volume_mib: int = VOLUME_MIB,
        progress: Progress = silent,
    ) -> SentPackage:
        """Freeze what the county does not hold yet under the next number (P5, P6).

        ``full`` sends everything, for a county that asked; ``confirmed_by`` is the head who saw the
        figures, ``volume_mib`` how large a file may be (P13). Raises ``NotEnrolled`` before keys are
        exchanged, ``NotSealed`` when a record holds more than a package may, ``Locked`` while a
        store that came back is not set right with the county (C2).
        """
        check_month(month)
        with self._database.begin() as session:
            mark.refuse_if_locked(session, self.office)
            county = self._county(session)
            keys = enrolment.keys_of(session, self._database)
            bundle_kept.refuse_revoked(session, self.office, keys[0].public)
            taken = outbox.snapshot(
                session,
                self.office,
                recipient=county.code,
                month=month,
                now=self.now(),
                app_version=app.__version__,
                practice=identity_of(session, self.office).practice,
                full=full,
            )
            recipient = PublicKeys.from_bytes(county.public)
        sealed = outbox.seal(
            self._database.begin, taken, keys[0], recipient, progress, volume_mib=volume_mib
        )
        with self._database.begin() as session:
            actor = self._database.actor
            facts = taken.facts
            self._database.note(session, Kind.SEAL, f"{month}-{facts.seq}", epoch=facts.epoch)
            frozen = outbox.freeze(
                session, taken, sealed, now=self.now(), by=actor, confirmed_by=confirmed_by
            )
            return self._sent(frozen)

    def export(
        self,
        epoch: int,
        number: int,
        folder: Path,
        *,
        way: Way = "stick",
        progress: Progress = silent,
    ) -> Exported:
        """Write a frozen package into ``folder``; when this returns the stick may be pulled out.

        The bytes are the same every time; ``way`` says in the log of carrying where they went.
        Raises ``carrier.NotCarried``; then the outbox is as it was and the export can be repeated.
        Raises ``Locked`` as sealing does.
        """
        with self._database.begin() as session:
            mark.refuse_if_locked(session, self.office)
            package = self._package(session, epoch, number)
            if package.answer in outbox.MERGED:
                raise ActionableError(
                    "R04",
                    "县局已经收到这个包，不用再导出。",
                    do="县局要求重报时，请封一个“完整包”。",
                )
        files: list[Path] = []
        done = 0
        for volume, volumes, data in outbox.volumes(self._database.begin, package):
            name = carrier.file_name(
                self.office, package.month, number, volume=volume, volumes=volumes
            )

            def report(part: int, _all: int, before: int = done) -> None:
                progress(before + part, 2 * package.size)

            files.append(carrier.carry(data, folder / name, progress=report).path)
            done += 2 * len(data)
        with self._database.begin() as session:
            package = self._package(session, epoch, number)
            now, by = self.now(), self._database.actor
            package.exported_at = now
            line = carrying.log(
                session, package, way=way, files=files, size=package.size, now=now, by=by
            )
            self._database.note(session, Kind.EXPORT, f"{package.month}-{number}", what="报送包")
        return Exported(tuple(files), package.size, line)

    # --- the county's answer ---

    def import_receipt(self, path: Path) -> ReceiptOutcome:
        """Take in a receipt; only now is the package 县局已收到 (P10).

        Importing it again changes nothing. Raises ``Refused`` for a receipt that is forged,
        altered or for another office, ``Missing`` when this office never sealed the package,
        ``Behind`` when a restored store does not know it any more (C2).
        """
        with self._database.begin() as session:
            keys = enrolment.keys_of(session, self._database)
            signers = enrolment.signers(session, self.office)
            suites = bundle_kept.allowed_suites(session, self.office)
            version = bundle_kept.newest_version(session, self.office)
        data = read_small(path, LARGEST_RECEIPT)
        answer, _totals = read_receipt(
            data, office=self.office, keys=keys, signers=signers, suites=suites
        )
        self._hear_head(answer)
        with self._database.begin() as session:
            package = keep_receipt(session, self.office, answer, now=self.now(), file=data)
            said = f"{answer.month}-{answer.seq}"
            self._database.note(session, Kind.IMPORT, said, what="回执", result=answer.result)
            return ReceiptOutcome(self._sent(package), answer, receipt_words(answer, version))

    def check_phone_code(self, typed: str) -> SentPackage | None:
        """The package whose code the county reads aloud; 县局已收到 still needs the file."""
        wanted = typed.replace("-", "").replace(" ", "").upper()
        return next((p for p in self.packages() if p.phone_code.replace("-", "") == wanted), None)

    # --- inside ---

    def _hear_head(self, answer: Answer) -> None:
        """What the receipt tells a restored store of the county; raises ``Behind``."""
        with self._database.begin() as session:
            restored = mark.read(session, self.office)
            mark.receipt_heard(session, self.office, answer)
            known = self._known(session, answer.digest) is not None
        if restored is not None and not known:
            raise mark.Behind(answer.seq, answer.month)

    def _sent(self, package: OutboxPackage) -> SentPackage:
        waiting = (self.today() - package.frozen_at.date()).days if not package.answer else 0
        return SentPackage(
            epoch=package.epoch,
            number=package.seq,
            month=package.month,
            digest=package.digest,
            records=package.records,
            counts=dict(package.counts),
            size=package.size,
            sealed_at=package.frozen_at,
            sealed_by=package.frozen_by,
            exported_at=package.exported_at,
            answer=package.answer,
            answered_at=package.answered_at,
            days_waiting=waiting,
            phone_code=phone_code(package.digest, "merged"),
            confirmed_by=package.confirmed_by,
            held=package.held_back,
        )

    def _county(self, session: Session) -> Partner:
        county = enrolment.confirmed(session, self.office, kind=enrolment.BUREAU)
        if county is None:
            raise NotEnrolled(
                "K16",
                "还没有和县局交换公钥，不能封包。",
                do="请在报送页导出本所公钥文件交给县局，拿到答复后核对指纹并确认。",
            )
        return county

    def _package(self, session: Session, epoch: int, number: int) -> OutboxPackage:
        package = session.get(OutboxPackage, (self.office, epoch, number))
        if package is None:
            raise Missing("这个报送包")
        return package

    def _known(self, session: Session, digest: str) -> OutboxPackage | None:
        query = select(OutboxPackage).where(
            OutboxPackage.office == self.office, OutboxPackage.digest == digest
        )
        return session.scalar(query)
