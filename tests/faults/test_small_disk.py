"""F3: on a disk of 8 MB that is all but full, each piece of work is done as a whole or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.recovery_key import RecoveryKey
from app.paths import Profile
from app.services.desk import Desk
from tests.faults.counts import times
from tests.faults.mounting import cannot_mount, on_a_disk
from tests.real_office import LIGANG, PASSWORD
from tests.sync.conftest import county
from tests.sync.county import County, Office

__all__ = ["county"]

ROUNDS = times("F3-rounds")
SEED = 20261127


@pytest.mark.skipif(bool(cannot_mount()), reason=cannot_mount())
def test_each_work_on_a_full_disk_is_done_or_refused_in_words(
    open_office: Callable[[], Desk],
    office_profile: Profile,
    office_template: tuple[Profile, RecoveryKey, str],
    county: County,
    tmp_path: Path,
    figure: Callable[[str], None],
):
    """L4, L6, P12: nothing lost, no half of anything, the space named; with room it succeeds."""
    desk = open_office()
    county.enrol(Office(LIGANG.code, desk._vault, desk.reports, county.stick))
    desk.close()
    disk = tmp_path / "disk"
    disk.mkdir()
    office = (office_profile.root, office_template[2], PASSWORD)
    words = ("tests.faults.small_disk", disk, *office, ROUNDS, SEED)
    came: dict[str, int] = json.loads(on_a_disk("8m", disk, *map(str, words)))
    refused = sum(number for what, number in came.items() if not what.endswith("done"))
    assert sum(came.values()) == ROUNDS
    assert refused >= ROUNDS // 4, f"too gentle: {came}"
    figure(f"{ROUNDS} works on a full disk of 8 MB: {refused} refused, 0 lost, 0 by halves")
