"""归还数据: what the bureau holds of an office goes home to its new or restored PC (trust P14, C2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import app
from app.errors import ActionableError
from app.models.local import Setting
from app.services.access import Work
from app.services.base import Service
from app.services.keys import BureauKeys, identity_of
from app.services.log_kinds import Kind
from app.services.recovery.mark import REQUEST_LENGTH
from app.services.recovery.series import heads
from app.services.report_views import Progress, silent
from app.sync import carrier, enrolment, giving_back, receiving
from app.sync.receipt import SYMBOLS
from app.sync.refusal import Refused

__all__ = ["RETURN_SUFFIX", "GiveBackService", "GivenBack", "LastGiven", "request_of"]

RETURN_SUFFIX = ".sfg"


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A return package that was written and read back."""

    files: tuple[Path, ...]
    records: int
    scans: int
    epoch: int


@dataclass(frozen=True, slots=True)
class LastGiven:
    """When an office's records last went home, and for which request."""

    request: str
    epoch: int
    at: datetime
    by: str


def request_of(typed: str) -> str:
    """The request as it was read aloud, without dashes and spaces; raises ``ActionableError``."""
    request = "".join(c for c in typed.upper() if c.isalnum())
    if len(request) != REQUEST_LENGTH or not set(request) <= set(SYMBOLS):
        raise ActionableError(
            "B14",
            f"恢复编号应当是 {REQUEST_LENGTH} 位数字和字母，没有 0、1、O、I。",
            do="请该所打开“报送”页的“恢复后核对”，再念一遍。",
        )
    return request


class GiveBackService(Service, work=Work.HEAD):
    """The bureau's side of an office that comes back."""

    def last(self, office: str) -> LastGiven | None:
        """The return package made last for ``office``."""
        with self._database.begin() as session:
            setting = session.get(Setting, (self.office, _name(office)))
            if setting is None:
                return None
            kept = setting.value
            at = datetime.fromisoformat(kept["at"])
            return LastGiven(kept["request"], kept["epoch"], at, kept["by"])

    def write(
        self,
        office: str,
        request: str,
        folder: Path,
        *,
        scans: bool = True,
        progress: Progress = silent,
    ) -> GivenBack:
        """Write everything held of ``office`` into ``folder``, sealed to its confirmed key.

        From now on the office is received in a new epoch only; the same ``request`` asked again
        gets the same epoch. Raises ``NotEnrolled``, ``NotCarried``, ``ActionableError``.
        """
        request = request_of(request)
        last = self.last(office)
        with self._database.begin() as session:
            self._database.hold(session, office)
            if last is not None and last.request == request:
                epoch = last.epoch
            else:
                epoch = receiving.lift_stop(session, office)
            session.flush()
            public, answer = BureauKeys(self._database).answer_for(session, office)
            standing = giving_back.standing_of(
                session,
                office,
                request=request,
                epoch=epoch,
                series=heads(session, office),
                certificate=answer,
                now=self.now(),
            )
            held = giving_back.hold_of(session, office, scans=scans)
            try:
                volumes = giving_back.seal_return(
                    session,
                    standing,
                    held,
                    county=self.office,
                    signer=enrolment.keys_of(session, self._database)[0],
                    recipient=public,
                    practice=identity_of(session, self.office).practice,
                    app_version=app.__version__,
                )
            except Refused as error:
                raise giving_back.too_much() from error
            session.merge(
                Setting(
                    office=self.office,
                    name=_name(office),
                    value={
                        "request": request,
                        "epoch": epoch,
                        "at": self.now().isoformat(timespec="seconds"),
                        "by": self._database.actor,
                    },
                )
            )
            self._database.note(
                session, Kind.EXPORT, office, what="归还数据", request=request, epoch=epoch
            )
        files = self._carry(office, standing, volumes, folder, progress)
        return GivenBack(files, held.records, len(held.scans), epoch)

    def _carry(
        self,
        office: str,
        standing: giving_back.Standing,
        volumes: tuple[bytes, ...],
        folder: Path,
        progress: Progress,
    ) -> tuple[Path, ...]:
        files: list[Path] = []
        total, done = 2 * sum(map(len, volumes)), 0
        for volume, data in enumerate(volumes, start=1):
            name = carrier.file_name(
                office,
                f"{standing.made_at:%Y-%m}",
                standing.epoch,
                volume=volume,
                volumes=len(volumes),
                suffix=RETURN_SUFFIX,
            )

            def report(part: int, _all: int, before: int = done) -> None:
                progress(before + part, total)

            files.append(carrier.carry(data, folder / name, progress=report).path)
            done += 2 * len(data)
        return tuple(files)


def _name(office: str) -> str:
    return f"given_back:{office}"
