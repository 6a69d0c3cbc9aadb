"""恢复后核对: an office whose store came back says how, and is set right with the county (C1, C2, P14).

Three things are asked in turn: how the data came here; which numbers the paper register shows beyond
those known here; and the county's return package, which brings back what is missing and begins a
new epoch.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.forms.registry import all_forms
from app.models.local import Setting
from app.models.seal_ledger import Head
from app.models.store import Store
from app.models.transfers import CorrectionsSeal
from app.paths import Profile
from app.services import search
from app.services.access import Work, needs
from app.services.base import Service
from app.services.corrections import paper_numbers, seal_marks, seal_register
from app.services.keys import identity_of, who
from app.services.log_kinds import Kind as Log
from app.services.mediation import numbering
from app.services.numbering import count_to
from app.services.recovery import arrival, mark, series
from app.services.recovery.mark import Arrival, Kind, Locked
from app.services.recovery.series import Given, Renumbered
from app.services.report_views import VOID, Progress, silent
from app.sync import bundle_kept, enrolment, giving_back, outbox, receiving
from app.sync.giving_back import Standing
from app.sync.merge import ChangedItem, Effect
from app.sync.objection import NotMerged, Objection
from app.sync.package import OpenedPackage
from app.sync.records import as_dict, changed_rows, tables
from app.sync.refusal import Refusal, Refused

__all__ = ["BroughtHome", "RecoveryService", "spoken"]

log = logging.getLogger(__name__)


SHOWN = "arrival.shown"
"""Setting: the request of the mark that the window has shown by itself."""


@dataclass(frozen=True, slots=True)
class BroughtHome:
    """What a return package did. ``overwritten`` were edited here since the restore, and later ones
    had reached the county: theirs stand, ours are in the history of the record.
    """

    epoch: int
    new: int
    changed: int
    deleted: int
    unchanged: int
    kept: int  # records that are newer here
    scans: int
    overwritten: tuple[ChangedItem, ...]
    renumbered: tuple[Renumbered, ...]

    @property
    def came(self) -> int:
        """Records that were missing or older here."""
        return self.new + self.changed + self.deleted


class RecoveryService(Service, work=Work.HEAD):
    """An office's way back to work; ``backup`` is asked before records are merged (L6)."""

    def __init__(
        self,
        database: Store,
        profile: Profile,
        *,
        backup: Callable[[Progress], None] | None = None,
    ) -> None:
        super().__init__(database)
        self._profile = profile
        self._backup = backup

    # --- how it came here ---

    @needs(Work.ANYONE)
    def arrival(self) -> Arrival | None:
        """The mark; ``None`` when all is in order."""
        with self._database.begin() as session:
            return mark.read(session, self.office)

    @needs(Work.ANYONE)
    def to_show_at_start(self) -> bool:
        """Whether the window should lead here by itself: until it is answered, then once more."""
        with self._database.begin() as session:
            found = mark.read(session, self.office)
            if found is None:
                return False
            setting = session.get(Setting, (self.office, SHOWN))
            shown = setting is not None and setting.value == found.request
            session.merge(Setting(office=self.office, name=SHOWN, value=found.request))
            return found.kind is Kind.ASKED or not shown

    @needs(Work.OFFICE)
    def answer(self, kind: Kind) -> Arrival:
        """Say how the data came here. The store is at home here from now on, under a new id.

        Raises ``ActionableError`` where nobody asks any more, ``ValueError`` for ``Kind.ASKED``.
        """
        if kind is Kind.ASKED:
            raise ValueError("an answer says what it is")
        with self._database.begin() as session:
            asked = mark.read(session, self.office)
            if asked is None or asked.kind not in {Kind.ASKED, Kind.COPY}:
                raise ActionableError(
                    "B15", "这份数据已经在它的位置上，不用再选。", do="请刷新后再看。"
                )
            answered = replace(asked, kind=kind, since=self.now(), request=mark.new_request())
            mark.write(session, self.office, answered)
            session.merge(Setting(office=self.office, name=SHOWN, value=answered.request))
            arrival.adopt(session, self.office, self._profile)
            self._database.note(session, Log.RESTORE, kind.value, request=answered.request)
        return answered

    # --- numbers on paper ---

    def numbers(self) -> list[Given]:
        """Every series of this year and the last, with the number that comes next."""
        year = self.today().year
        titles = {code: form.title for code, form in all_forms().items()}
        with self._database.begin() as session:
            return series.listed(session, self.office, (year, year - 1), titles)

    def used_up_to(self, given: Given, last: int) -> None:
        """The paper register shows ``last`` as used: the next record gets a greater number."""
        with self._database.begin() as session:
            if given.kind == "mediation":
                name = numbering.series(given.key, given.year)
            else:
                name = paper_numbers.series(given.key, given.year)
            count_to(session, self.office, name, last)

    # --- what the county gives back ---

    def import_return(self, paths: Sequence[Path], *, progress: Progress = silent) -> BroughtHome:
        """Merge a return package and begin the epoch it grants; all or nothing.

        Raises ``Refused``, ``NotMerged``, ``Locked`` before the question of how the data came here
        is answered, ``ActionableError`` for a package that answers another request.
        """
        with self._database.begin() as session:
            asked = self._asked(session)
            identity = identity_of(session, self.office)
            keys = enrolment.keys_of(session, self._database)
            signers = enrolment.signers(session, self.office)
            suites = bundle_kept.allowed_suites(session, self.office)
        with ExitStack() as stack:
            try:
                files = [stack.enter_context(path.open("rb")) for path in paths]
            except OSError:
                raise Refused(Refusal.UNREADABLE) from None
            standing, opened = giving_back.read_return(
                files, office=self.office, keys=keys, signers=signers, suites=suites
            )
            receiving.check_world(opened, practice=identity.practice)
            _refuse_other(asked, standing)
            if self._backup is not None:
                self._backup(progress)
            try:
                with self._database.begin() as session:
                    home = self._bring_home(session, asked, standing, opened, progress)
            except IntegrityError as error:
                log.warning("return refused by a constraint: %s", type(error.orig).__name__)
                raise NotMerged(Objection.CONTRADICTORY, "constraint") from None
        seal_register.renew(self._database, Head())
        with self._database.begin() as session:
            if ring := self._database.sealed_ring:
                seal_marks.catch_up(session, self.office, ring)
        return home

    def _asked(self, session: Session) -> Arrival:
        found = mark.read(session, self.office)
        if found is None:
            raise ActionableError(
                "B16",
                "本机的数据没有在等县局归还，不用读入。",
                do="只有从备份恢复或搬到新电脑以后才需要归还数据。",
            )
        if found.kind in {Kind.ASKED, Kind.COPY}:
            raise Locked(found.kind)
        return found

    def _bring_home(
        self,
        session: Session,
        asked: Arrival,
        standing: Standing,
        opened: OpenedPackage,
        progress: Progress,
    ) -> BroughtHome:
        office = self.office
        own_since = self._edited_since(session, asked.change)
        seal_register.seal_as_told(
            session, office, opened.rows(CorrectionsSeal.__tablename__), self.now()
        )
        self._begin_epoch(session, standing)
        lost: list[Renumbered] = []
        for name in opened.tables:
            if name in tables():
                lost += series.make_way(session, office, name, opened.rows(name))
        changes = giving_back.merge_return(
            session,
            opened,
            office=office,
            now=self.now(),
            by=self._database.actor,
            progress=progress,
            told=partial(search.renew, session, office, at_bureau=False),
        )
        self._check_whole(session, opened)
        giving_back.put_own_behind(session, office, opened)
        for name, highest in standing.series.items():
            count_to(session, office, name, highest)
        session.flush()
        renumbered = series.number_again(session, office, lost, self.today())
        self._settle_outbox(session, standing)
        seal_marks.compare_anew(session, office)
        mark.remove(session, office)
        counts = changes.counts()
        self._database.note(
            session, Log.IMPORT, standing.request, what="归还数据", epoch=standing.epoch
        )
        return BroughtHome(
            standing.epoch,
            counts["new"],
            counts["changed"],
            counts["deleted"],
            counts["unchanged"],
            counts["outdated"],
            changes.scans,
            tuple(
                item
                for item in changes.items
                if (item.table, item.uid) in own_since and item.effect is not Effect.NEW
            ),
            tuple(renumbered),
        )

    def _edited_since(self, session: Session, change: int) -> set[tuple[str, str]]:
        """Records edited here since the store came back."""
        connection = session.connection()
        return {
            (name, row["uid"])
            for name, table in tables().items()
            for row in changed_rows(
                connection, table, self.office, change, giving_back.EVERY_CHANGE
            )
        }

    def _begin_epoch(self, session: Session, standing: Standing) -> None:
        """The county's certificate for our key counts, and nothing else (C2)."""
        identity = identity_of(session, self.office)
        keys = enrolment.keys_of(session, self._database)
        _, certificate = enrolment.read_answer(
            bytes.fromhex(standing.certificate), who(identity), keys
        )
        if certificate.epoch != standing.epoch:
            raise Refused(Refusal.MALFORMED, "epoch of the certificate")
        enrolment.set_epoch(session, self.office, certificate.epoch)

    def _check_whole(self, session: Session, opened: OpenedPackage) -> None:
        """Nothing the county holds is missing here; raises ``NotMerged`` (P9)."""
        for name, by_status in as_dict(opened.manifest.facts.totals).items():
            table = tables()[name]
            count = select(func.count()).select_from(table).where(table.c.office == self.office)
            if session.connection().execute(count).scalar_one() < sum(by_status.values()):
                raise NotMerged(Objection.TOTALS_DIFFER, name)

    def _settle_outbox(self, session: Session, standing: Standing) -> None:
        """Packages of older epochs: the county has them, or their content goes anew."""
        results = {digest: result for _, _, _, digest, result in standing.packages}
        for package in outbox.packages(session, self.office):
            if package.epoch < standing.epoch and package.answer not in outbox.MERGED:
                result = results.get(package.digest, "")
                package.answer = result if result in outbox.MERGED else VOID
                package.answered_at = self.now()
                outbox.drop_files(session, package)


def _refuse_other(asked: Arrival, standing: Standing) -> None:
    """An answer to an earlier request is older than this store's coming back."""
    if standing.request != asked.request:
        raise ActionableError(
            "B17",
            "这份归还数据答复的是另一次恢复，不是这一次。",
            safe="本机的数据没有变化。",
            do=f"请把本次的恢复编号 {spoken(asked.request)} 念给县局，请县局再做一份。",
        )


def spoken(request: str) -> str:
    """``7KQ2-MN4X``, to be read aloud."""
    return f"{request[:4]}-{request[4:]}"
