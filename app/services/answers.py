"""县局反馈 at an office: an answer is taken in, and what it says stands beside the records (F33, F59).

The county's words are kept as they came; nothing here changes a record of the office. A returned
record counts as mended once it was edited after the county looked at it, and as sent once that edit
is in a sealed package; only the county's next verdict settles it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.county import AnswerTaken, CountyAnswer
from app.models.local import Blob
from app.models.store import Store
from app.models.sync import Receipt as Known
from app.services.access import Work, allowed
from app.services.answer_views import AnswerOutcome, in_words
from app.services.base import Missing, Service
from app.services.keys import identity_of
from app.services.log_kinds import Kind
from app.services.receipts import keep_receipt, receipt_words
from app.services.recovery import mark
from app.services.report_views import ReceiptOutcome
from app.services.reports import ReportsService
from app.sync import answer, bundle_kept, enrolment
from app.sync.answer import TABLES, Reply
from app.sync.objection import NotMerged, Objection
from app.sync.receipt import Answer as Receipt
from app.sync.refusal import Refusal, Refused
from app.sync.seal import Purpose
from app.sync.together import volumes_together
from app.sync.volumes import purpose_of

if TYPE_CHECKING:
    from app.services.bundles.office import OfficeBundles

__all__ = ["AnswersService", "NotTaken"]


class NotTaken(ActionableError):
    """A genuine answer that is not taken in; nothing has changed."""


class AnswersService(Service, work=Work.CASES):
    """What comes from the county; ``bundles`` is handed the bundle an answer carried."""

    def __init__(
        self, database: Store, reports: ReportsService, *, bundles: OfficeBundles | None = None
    ) -> None:
        super().__init__(database)
        self._reports = reports
        self._bundles = bundles

    def take_all(
        self, paths: Sequence[Path]
    ) -> list[ReceiptOutcome | AnswerOutcome | ActionableError]:
        """Take in receipts and answers, each on its own; a refusal is a value in the list.

        Of several files the refusal names its own.
        """
        found: list[ReceiptOutcome | AnswerOutcome | ActionableError] = []
        together = volumes_together(paths)
        for files in together:
            try:
                found.append(self.take(files))
            except ActionableError as error:
                found.append(error.about(files[0].name) if len(together) > 1 else error)
        return found

    def take(self, files: Sequence[Path]) -> ReceiptOutcome | AnswerOutcome:
        """Take in one receipt or one answer, whichever it says it is.

        Raises ``Refused`` for one that is forged, altered, for another office or of another kind,
        ``NotTaken`` for a genuine answer that does not fit what is here.
        """
        if _purpose(files[0]) is Purpose.RECEIPT:
            return self._reports.import_receipt(files[0])
        return self._take_answer(files)

    # --- inside ----------------------------------------------------------------------------------

    def _take_answer(self, files: Sequence[Path]) -> AnswerOutcome:
        reply = self._read(files)
        with self._database.begin() as session:
            outcome = self._known(session, reply) or self._keep(session, reply)
        return outcome.with_bundle(self._take_bundle(reply.bundle))

    def _take_bundle(self, bundle: bytes) -> str:
        """Take the bundle an answer carried, where this account may; a sentence for the clerk.

        Also of an answer that is here already: the head may come after the clerk.
        """
        if not bundle or self._bundles is None:
            return ""
        if not allowed(self._database.roles, Work.OFFICE):
            return "里面带着县局配置包，要由所长或者管理员登录后再导入一次这个文件才生效。"
        try:
            view = self._bundles.take_bytes(bundle)
        except ActionableError as error:  # the answer itself is kept
            return f"里面的县局配置包没有导入：{error.what}{error.do}"
        return f"县局配置包第 {view.version} 版已导入。" if view.news else ""

    def _read(self, files: Sequence[Path]) -> Reply:
        with self._database.begin() as session:
            keys = enrolment.keys_of(session, self._database)
            signers = enrolment.signers(session, self.office)
            ours = identity_of(session, self.office).practice
            suites = bundle_kept.allowed_suites(session, self.office)

        def same_world(practice: bool) -> None:
            if practice is not ours:
                raise NotMerged(
                    Objection.PRACTICE_AT_REAL if practice else Objection.REAL_AT_PRACTICE
                )

        with ExitStack() as stack:
            try:
                sources = [stack.enter_context(file.open("rb")) for file in files]
            except OSError:
                raise Refused(Refusal.UNREADABLE) from None
            return answer.read(
                sources,
                office=self.office,
                keys=keys,
                signers=signers,
                suites=suites,
                check=same_world,
            )

    def _known(self, session: Session, reply: Reply) -> AnswerOutcome | None:
        """What to say of an answer that is here already, or older; raises ``NotTaken``."""
        order = (CountyAnswer.epoch.desc(), CountyAnswer.number.desc())
        query = select(CountyAnswer).where(CountyAnswer.office == self.office).order_by(*order)
        newest = session.scalars(query.limit(1)).first()
        here = (newest.epoch, newest.number) if newest else (0, 0)
        this = (reply.epoch, reply.number)
        kept = session.get(CountyAnswer, (self.office, *this))
        if kept is not None and kept.digest != reply.digest:
            raise NotTaken(
                "Y31",
                "县局用同一个号发了两份内容不同的反馈，这一份没有导入。",
                safe="以前导入的内容没有改动。",
                do="请给县局打电话说明，由县局查明后重新写一份反馈。",
            )
        if this <= here:
            state = "repeated" if kept is not None else "older"
            return AnswerOutcome(state, reply.number, message=in_words(state, reply.number))
        if reply.base > here:
            raise NotTaken(
                "Y32",
                "这份反馈接着一份本所没有的反馈，中间缺了内容。",
                safe="以前导入的内容没有改动。",
                do="请本所先封一个包报给县局，县局收下后会把缺的内容重新写给本所。",
            )
        return None

    def _keep(self, session: Session, reply: Reply) -> AnswerOutcome:
        now = self.now()
        received = [words for one in reply.receipts if (words := self._receipt(session, one))]
        for name, table in TABLES.items():
            for row in reply.rows[name]:
                session.merge(table(**row))
        for sha256, data in reply.blobs.items():
            if session.get(Blob, (self.office, sha256)) is None:
                session.add(Blob(office=self.office, sha256=sha256, data=data))
        session.add(
            CountyAnswer(
                office=self.office,
                epoch=reply.epoch,
                number=reply.number,
                digest=reply.digest,
                upto=reply.upto,
                content="",
                counts=reply.counts,
                made_at=reply.made_at,
                kept_at=now,
                kept_by=self._database.actor,
                written_at=None,
            )
        )
        session.add(
            AnswerTaken(
                office=self.office,
                answer_epoch=reply.epoch,
                number=reply.number,
                digest=reply.digest,
                taken_at=now,
            )
        )
        self._database.note(session, Kind.IMPORT, str(reply.number), what="反馈")
        verdicts = [row["verdict"] for row in reply.rows["verdict"]]
        outcome = AnswerOutcome(
            "taken",
            reply.number,
            received=tuple(received),
            accepted=verdicts.count("accepted"),
            returned=verdicts.count("returned"),
            notices=sum(not row["withdrawn"] for row in reply.rows["notice"]),
            decisions=len(reply.rows["decision"]),
        )
        return outcome.worded()

    def _receipt(self, session: Session, receipt: Receipt) -> str:
        """Note one receipt; what to say of it, nothing where it was here already."""
        mark.receipt_heard(session, self.office, receipt)
        key = (self.office, receipt.digest)
        before = session.get(Known, key)
        was = before.body["result"] if before else ""
        try:
            package = keep_receipt(session, self.office, receipt, now=self.now())
        except Missing:  # of a package that this store, restored since, does not remember
            return ""
        version = bundle_kept.newest_version(session, self.office)
        return receipt_words(receipt, version) if package.answer != was else ""


def _purpose(file: Path) -> Purpose:
    try:
        with file.open("rb") as source:
            return purpose_of(source)
    except OSError:
        raise Refused(Refusal.UNREADABLE) from None
