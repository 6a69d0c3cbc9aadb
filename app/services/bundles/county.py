"""县局配置包 at the bureau: files are brought in, tried, compared, signed and written (F64, K3)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import app
from app.data_files import FOLDERS, Edition, shipped, shipped_names
from app.errors import ActionableError
from app.models.bundles import BundleDraft, CountyBundle
from app.models.local import Setting
from app.models.sync import OfficeHead, Partner
from app.services.access import Work, needs
from app.services.base import Missing, Service
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
    FILE_LIMIT,
    READER,
    SUFFIX,
    Bundle,
    OfficeKey,
    needed_reader,
    read_kept,
    write_bundle,
)
from app.sync.seal import ALLOWED_SUITES, PublicKeys

__all__ = ["Candidate", "CountyBundles"]

MINIMUM = "bundle.minimum"
"""The setting that holds what the next version asks of every program."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file chosen from a folder: where it belongs, and what it says of its day and document."""

    path: str
    text: str
    since: date | None
    source: str


class CountyBundles(Service, work=Work.OFFICE):
    """The next version and those before it."""

    # --- files -----------------------------------------------------------------------------------

    def read_file(self, path: Path) -> Candidate:
        """A TOML file as it would stand in the bundle; raises ``ActionableError``."""
        text = _text_of(path)
        if not _NAME.fullmatch(path.stem) or path.suffix != ".toml":
            raise ActionableError(
                "G11",
                f"文件名“{path.name}”不能用：只能是小写英文字母、数字和短横，以 .toml 结尾。",
                safe="配置包的内容没有变。",
                do="请改成程序原件的文件名再导入。",
            )
        folder = _folder_of(path.stem, text)
        edition = Edition(f"{folder}/{path.name}", text)
        since, source = _says(edition)
        return Candidate(edition.path, text, since, source)

    def put(self, candidate: Candidate, since: date, source: str) -> None:
        """Let the next bundle hold this file from ``since`` on, resting on the document ``source``."""
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
        """Let the next version ask for this suite and reader at least (trust §11, K3)."""
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
            return _version(session.get_one(CountyBundle, (self.office, bundle.version)))

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
            return [_version(one) for one in found]

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


def _version(kept: CountyBundle) -> Version:
    bundle = read_kept(kept.file)
    return Version(
        kept.version, kept.made_at, bundle.note, len(bundle.files), len(bundle.keys), kept.taken_by
    )


def _state(one: Edition, kept: Edition | None) -> str:
    if kept is None:
        return "新增"
    return "没有变" if (kept.text, kept.source) == (one.text, one.source) else "有改动"


def _text_of(path: Path) -> str:
    """The text of a chosen file: UTF-8, not too long."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError:
        raise ActionableError(
            "G15", "文件读不出来。", do="请重新插好U盘，或者把文件拷到本机再导入。"
        ) from None
    if len(data) > FILE_LIMIT:
        raise ActionableError(
            "G16",
            "文件超过 1 MB，不像是配置文件。",
            safe="配置包的内容没有变。",
            do="请确认选对了文件。",
        )
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ActionableError(
            "G17",
            f"第 {line} 行不是 UTF-8 编码的文字。",
            safe="配置包的内容没有变。",
            do="请用记事本打开，另存为时编码选“UTF-8”，再导入一次。",
        ) from None


def _folder_of(stem: str, text: str) -> str:
    """Where a file belongs: by its name where only one folder has it, else by what is in it."""
    try:
        heads: Sequence[str] = tuple(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError):
        heads = ()
    if "entries" in heads:
        return "codes"
    if {"profile", "year", "rule", "item"} & set(heads):
        return "rules"
    if "part" in heads:
        return "formsets"
    for head, folder in (("form", "forms"), ("group", "reports"), ("paper", "papers")):
        if head in heads:
            return folder
    having = [folder for folder in FOLDERS if shipped(folder, stem) is not None]
    return having[0] if not heads and having else "texts"


def _says(file: Edition) -> tuple[date | None, str]:
    """The day and the document a file itself names."""
    try:
        data = file.data
    except (ValueError, RecursionError):
        return None, ""
    profiles = data.get("profile")
    if isinstance(profiles, list) and profiles and isinstance(profiles[0], dict):
        return _day(profiles[0].get("effective_from")), str(profiles[0].get("authority_doc", ""))
    return _day(data.get("effective_from")), str(data.get("source", ""))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
