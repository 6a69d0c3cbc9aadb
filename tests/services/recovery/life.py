"""An office on a real data folder that reports to a county, loses its PC, and comes back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.forms.definition import PersonRef
from app.models.recovery_key import RecoveryKey
from app.paths import Profile
from app.services import setup
from app.services.backups import restore
from app.services.backups.archive import Backup
from app.services.backups.restore import Secret
from app.services.bureau.give_back import GivenBack
from app.services.desk import Desk
from app.services.recovery.service import BroughtHome
from app.services.settings import Identity
from tests.conftest import Clock
from tests.real_office import CHEAP, PASSWORD
from tests.sync.county import XIGANG, County, Office

__all__ = ["Life", "begin"]

IDENTITY = Identity(kind="office", code=XIGANG, name="习岗司法所", county_code="640122")


@dataclass
class Life:
    """The office; ``desk`` is the one in use."""

    county: County
    clock: Clock
    profile: Profile
    desk: Desk
    paper: RecoveryKey  # from the safe
    stick: Path
    opened: list[Desk] = field(default_factory=list)

    @property
    def office(self) -> Office:
        """The office as the county's tests know it."""
        return self.at(self.desk)

    def at(self, desk: Desk) -> Office:
        store: Any = desk._database
        return Office(XIGANG, store, desk.reports, self.stick)

    def open(self, profile: Profile | None = None) -> Desk:
        """Open a data folder; the desk in use is another matter."""
        desk = setup.open_desk(profile or self.profile, PASSWORD, clock=self.clock)
        self.opened.append(desk)
        return desk

    def start(self, profile: Profile | None = None) -> None:
        """Open a data folder and work there from now on."""
        self.profile = profile or self.profile
        self.desk = self.open(self.profile)

    def report(self, month: str) -> None:
        """Seal, carry, merge, and bring the receipt home."""
        accepted = self.county.accept(self.office.send(month))
        assert accepted.result == "merged", accepted.message
        self.county.answer(self.office, accepted)

    def bring_back(self, backup: Backup, to: Profile) -> None:
        """With the paper from the safe; then the office works there."""
        self.desk.close()
        secret = Secret(digits=self.paper.digits)
        restore.restore(to, backup, secret, clock=self.clock, report=lambda _d, _a: None)
        self.start(to)

    def copied(self, name: str) -> Profile:
        """The closed data folder copied as staff do it."""
        self.desk.close()
        root = self.profile.root.parent / name / "desk"
        return Profile(Path(shutil.copytree(self.profile.root, root)))

    def given_back(self, request: str | None = None, *, scans: bool = True) -> GivenBack:
        """What the county writes after the call."""
        arrival = self.desk.recovery.arrival()
        wanted = request or (arrival.request if arrival else "")
        return self.county.bureau.give_back.write(XIGANG, wanted, self.stick, scans=scans)

    def brings_home(self, given: GivenBack) -> BroughtHome:
        return self.desk.recovery.import_return(given.files)

    # --- a day's work ---

    def committee(self) -> str:
        uid = self.desk.mediation.committees.save(
            {"name": "习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
        )
        self.desk.mediation.committees.save_mediator(
            uid, {"name": "测试员甲", "from_on": date(2024, 1, 1)}
        )
        return uid

    def case(self, committee: str) -> str:
        """A quarrel at the door, accepted; its number."""
        number = self.desk.mediation.procedure.accept(self.case_uid(committee), self.clock().date())
        assert number is not None
        return number

    def case_uid(self, committee: str) -> str:
        """A quarrel at the door."""
        on = self.clock().date()
        host = self.desk.mediation.committees.roster(on, committee)[0]
        facts = {
            "dispute_type": "neighbour",
            "source": "application",
            "applied_on": on,
            "summary": "两家因围墙起争执。",
            "parties": [
                {"name": "张测试", "side": "applicant"},
                {"name": "李试样", "side": "respondent"},
            ],
            "mediators": [{"name": PersonRef(host.name, host.uid)}],
        }
        return self.desk.mediation.cases.open(facts, committee=committee)


def begin(county: County, clock: Clock, folder: Path) -> Life:
    profile = Profile(folder / "desk")
    desk, paper = setup.create(profile, IDENTITY, PASSWORD, clock=clock, cost=CHEAP)
    stick = folder / "carried"
    stick.mkdir()
    life = Life(county, clock, profile, desk, paper, stick, [desk])
    county.enrol(life.office)
    return life
