"""县局配置包 at the bureau: files are brought in, tried, compared, signed and written (F64, K3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import app
from app.data_files import FOLDERS, Edition, shipped, shipped_names
from app.errors import ActionableError
from app.models.account import Account
from app.models.bundles import BundleDraft, CountyBundle
from app.models.local import Setting
from app.models.sync import OfficeHead, Partner
from app.services.access import Work, needs
from app.services.base import Missing, Service
from app.services.bundles.candidate import Candidate, read_candidate
from app.services.bundles.compare import differences, minimum_changes, title_of
from app.services.bundles.compare_papers import form_named
from app.services.bundles.contents import Fault, check_all
from app.services.bundles.laid import lay_newest_over
from app.services.bundles.meaning_papers import settled
from app.services.bundles.views import (
    DraftFile,
    Minimum,
    OfficeVersion,
    Original,
    Trial,
    Version,
)
from app.services.bureau.board import names_of, offices
from app.services.keys import identity_of, written
from app.sync import bundle_kept, enrolment
from app.sync.bundle import (
    READER,
    SUFFIX,
    Bundle,
    OfficeKey,
    needed_reader,
    read_kept,
    write_bundle,
)
from app.sync.seal import ALLOWED_SUITES, PublicKeys

__all__ = ["CountyBundles"]

MINIMUM = "bundle.minimum"
"""The setting that holds what the next version asks of every program."""


class CountyBundles(Service, work=Work.OFFICE):
    """The next version and those before it."""

    # --- files -----------------------------------------------------------------------------------

    def read_file(self, path: Path) -> Candidate:
        """A TOML file as it would stand in the bundle; raises ``ActionableError``."""
        return read_candidate(path)

    def put(self, candidate: Candidate, since: date, source: str) -> None:
        """Let the next bundle hold this file from ``since`` on, resting on the document ``source``.

        Raises ``ActionableError`` where no document is named.
        """
        if not source.strip():
            raise ActionableError(
                "G12",
                "没有写依据的文件。",
                safe="配置包的内容没有变。",
                do="请写上文件名和文号；没有文件的写明是谁、在什么会上定的。",
            )
        with self._database.begin() as session:
            session.merge(
                BundleDraft(
                    office=self.office,
                    path=candidate.path,
                    since=since,
                    source=source.strip(),
                    text=candidate.text,
                )
            )

    def redate(self, path: str, since: date, to: date, source: str) -> None:
        """Another day or document for a file of the next bundle."""
        with self._database.begin() as session:
            found = self._draft(session, path, since)
            session.delete(found)
            session.flush()
            session.merge(
                BundleDraft(
                    office=self.office, path=path, since=to, source=source.strip(), text=found.text
                )
            )

    def remove(self, path: str, since: date) -> None:
        """Let the next bundle hold this file no longer."""
        with self._database.begin() as session:
            session.delete(self._draft(session, path, since))

    def originals(self) -> list[Original]:
        """Files to begin from, by kind."""
        with self._database.begin() as session:
            ours = {one.path for one in self._files(session)}
        own = [
            one
            for folder in FOLDERS
            for name in shipped_names(folder)
            if (one := shipped(folder, name)) is not None
            and (folder, name) != ("codes", "surnames")
        ]
        return [Original(one.path, title_of(one), one.path in ours) for one in own]

    def write_original(self, path: str, folder: Path) -> Path:
        """Write a file to begin from: the newest edition of the next bundle, or the program's own."""
        with self._database.begin() as session:
            mine = [one for one in self._files(session) if one.path == path]
        kind, _, name = path.removesuffix(".toml").partition("/")
        found = mine[-1] if mine else shipped(kind, name)
        if found is None:
            raise Missing("这个文件")
        return written(found.text.encode(), folder / f"{name}.toml")

    # --- trying ----------------------------------------------------------------------------------

    def trial(self) -> Trial:
        """Everything about the next bundle; nothing is signed."""
        with self._database.begin() as session:
            files, last = self._files(session), self._last(session)
            keys = self._keys(session)
            minimum = self._minimum(session, files, last)
        before = last.files if last else ()
        faults = check_all(files)
        faults += [
            Fault(path, 0, "", words) for path, words in settled(before, files, self.today())
        ]
        kept = {(one.path, one.since): one for one in before}
        listed = tuple(
            DraftFile(
                one.path,
                title_of(one),
                one.since or date.min,
                one.source,
                _state(one, kept.get((one.path, one.since))),
                sum(fault.path == one.path for fault in faults),
                form_named(one),
            )
            for one in files
        )
        return Trial(
            (last.version if last else 0) + 1,
            listed,
            tuple(faults),
            (
                *minimum_changes(_asked(last), (minimum.suite, minimum.reader), self.today()),
                *differences(before, files, self.office[:6]),
            ),
            keys != (last.keys if last else ()),
            minimum,
        )

    def raise_minimum(self, suite: int, reader: int) -> None:
        """Let the next version ask for this suite and reader at least (trust §11, K3).

        Raises ``ActionableError`` below what was asked before, and above what this program knows.
        """
        with self._database.begin() as session:
            bounds = self._minimum(session, self._files(session), self._last(session))
            for value, least, most in zip((suite, reader), bounds.least, bounds.most, strict=True):
                if not least <= value <= most:
                    raise ActionableError(
                        "G20",
                        f"最低要求只能在 {least} 到 {most} 之间。",
                        safe="没有改。",
                        do="最低要求只升不降，也不能高过本程序会用的。",
                    )
            session.merge(
                Setting(office=self.office, name=MINIMUM, value={"suite": suite, "reader": reader})
            )

    # --- signing ---------------------------------------------------------------------------------

    @needs(Work.HEAD)
    def sign(self, note: str = "") -> Version:
        """Sign the next version; from now on it counts here as well. Raises ``ActionableError``."""
        trial = self.trial()
        if trial.faults:
            raise ActionableError(
                "G13",
                f"试检查还有 {len(trial.faults)} 处要改：{trial.faults[0].sentence}",
                safe="没有签发，各所用的还是原来的版本。",
                do="请在原来的文件里改好，再导入一次。",
            )
        if not trial.ready:
            raise ActionableError(
                "G14",
                "与最近签发的一版没有不同，不用再签发。",
                do="要再发给各所，请按“写给各所”。",
            )
        with self._database.begin() as session:
            identity = identity_of(session, self.office)
            bundle = Bundle(
                county=self.office,
                version=trial.version,
                made_at=self.now().replace(microsecond=0),
                practice=identity.practice,
                program=app.__version__,
                note=" ".join(note.split())[:200],
                keys=self._keys(session),
                files=tuple(self._files(session)),
                minimum_suite=trial.minimum.suite,
                minimum_reader=trial.minimum.reader,
            )
            signer = enrolment.keys_of(session, self._database)[0]
            file = write_bundle(bundle, signer)
            bundle_kept.keep(
                session,
                self.office,
                read_kept(file),
                file,
                now=self.now(),
                by=self._database.actor,
            )
            session.flush()
            lay_newest_over(session, self._database)
            return _version(session, session.get_one(CountyBundle, (self.office, bundle.version)))

    def write(self, folder: Path) -> Path:
        """Write the newest version into ``folder``, the same bytes for every office."""
        with self._database.begin() as session:
            kept = bundle_kept.newest(session, self.office)
            if kept is None:
                raise Missing("签发过的配置包")
            version, data = kept.version, kept.file
        return written(data, folder / f"{self.office}-bundle-{version:03d}{SUFFIX}")

    # --- what was signed, and who has it -----------------------------------------------------------

    def versions(self) -> list[Version]:
        """Every version signed here, the newest first."""
        query = select(CountyBundle).where(CountyBundle.office == self.office)
        with self._database.begin() as session:
            found = session.scalars(query.order_by(CountyBundle.version.desc()))
            return [_version(session, one) for one in found]

    def offices(self) -> list[OfficeVersion]:
        """Which office works by which version, as its newest package says."""
        with self._database.begin() as session:
            taken = bundle_kept.taken_by_offices(session)
            newest = bundle_kept.newest_version(session, self.office)
            names = names_of(session, self.office)
            known = [one.code for one in offices(session, self.office)]
            return [OfficeVersion(c, names.get(c, c), taken.get(c, 0), newest) for c in known]

    # --- inside ----------------------------------------------------------------------------------

    def _draft(self, session: Session, path: str, since: date) -> BundleDraft:
        found = session.get(BundleDraft, (self.office, path, since))
        if found is None:
            raise Missing("配置包里的这个文件")
        return found

    def _files(self, session: Session) -> list[Edition]:
        query = select(BundleDraft).where(BundleDraft.office == self.office)
        rows = session.scalars(query.order_by(BundleDraft.path, BundleDraft.since))
        return [Edition(row.path, row.text, row.since, row.source) for row in rows]

    def _last(self, session: Session) -> Bundle | None:
        kept = bundle_kept.newest(session, self.office)
        return read_kept(kept.file) if kept else None

    def _minimum(self, session: Session, files: Sequence[Edition], last: Bundle | None) -> Minimum:
        """What the next version asks: as was set, never less than before or than its files need."""
        setting = session.get(Setting, (self.office, MINIMUM))
        chosen = (setting.value["suite"], setting.value["reader"]) if setting else (1, 1)
        suite, reader = _asked(last)
        least = (suite, max(reader, needed_reader(files)))
        return Minimum(
            max(chosen[0], least[0]),
            max(chosen[1], least[1]),
            least,
            (max(ALLOWED_SUITES), READER),
        )

    def _keys(self, session: Session) -> tuple[OfficeKey, ...]:
        """What the bureau says of every office's key: theirs, or revoked."""
        found = enrolment.partners(session, self.office)
        return tuple(
            _key(partner, session.get(OfficeHead, partner.code))
            for partner in found
            if partner.kind == enrolment.OFFICE and partner.state != enrolment.OFFERED
        )


def _asked(bundle: Bundle | None) -> tuple[int, int]:
    """The suite and the reader a version asks for; before the first, any."""
    return (bundle.minimum_suite, bundle.minimum_reader) if bundle else (1, 1)


def _key(partner: Partner, head: OfficeHead | None) -> OfficeKey:
    return OfficeKey(
        partner.code,
        PublicKeys.from_bytes(partner.public),
        max(partner.epoch, head.least_epoch if head else 1),
        partner.state,
        (partner.confirmed_at or partner.offered_at).replace(microsecond=0),
    )


def _version(session: Session, kept: CountyBundle) -> Version:
    bundle = read_kept(kept.file)
    signer = session.get(Account, (kept.office, kept.taken_by)) if kept.taken_by else None
    return Version(
        kept.version,
        kept.made_at,
        bundle.note,
        len(bundle.files),
        len(bundle.keys),
        signer.name if signer is not None else "",
    )


def _state(one: Edition, kept: Edition | None) -> str:
    if kept is None:
        return "新增"
    return "没有变" if (kept.text, kept.source) == (one.text, one.source) else "有改动"
