"""V1, T8: a new version stands beside the old one, which is used again when the new one fails."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from app.updates.versions import TRIES, Versions

PROGRAM = "justice-office-desk"
OURS = """
import sys
sys.frozen = True
sys.executable = {program!r}
from app.updates import starting
code = starting.hand_over(sys.argv[1:])
print("first")
"""


def started(home: Path, *arguments: str) -> str:
    """What a clerk's double click brings: the first version, as a packed program of its own."""
    done = subprocess.run(
        [sys.executable, "-c", OURS.format(program=str(home / PROGRAM)), *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("JUSTICE")},
    )
    return done.stdout.strip()


def unpack(folder: Path, says: str = "second") -> None:
    program = folder / PROGRAM
    program.write_text(f'#!/bin/sh\necho {says} "$@"\n')
    program.chmod(0o755)


@pytest.fixture
def versions(home: Path) -> Versions:
    return Versions(home)


posix = pytest.mark.skipif(os.name == "nt", reason="the small programs are shell scripts")


@posix
def test_the_next_start_is_the_new_version(home: Path, versions: Versions):
    assert started(home) == "first"
    versions.install("9.1.0", unpack)
    assert started(home, "--profile", "data folder") == "second --profile data folder"


@posix
def test_a_version_that_never_shows_its_window_is_left(home: Path, versions: Versions):
    versions.install("9.1.0", unpack)
    assert [started(home) for _ in range(TRIES + 2)] == ["second"] * TRIES + ["first", "first"]
    assert versions.standing.failed == ("9.1.0",)
    assert versions.standing.newest == "9.1.0"  # the same file is not offered again as new


@posix
def test_a_start_that_ends_in_order_counts_nothing(home: Path, versions: Versions):
    versions.install("9.1.0", unpack)
    for _ in range(TRIES + 2):
        assert started(home) == "second"
        versions.ended()


@posix
def test_a_proved_version_stays_and_the_one_before_the_last_goes(home: Path, versions: Versions):
    for number in ("9.1.0", "9.2.0", "9.3.0"):
        versions.install(number, partial(unpack, says=number))
        assert started(home) == number
        versions.proved()
    assert sorted(p.name for p in versions.root.iterdir() if p.is_dir()) == ["9.2.0", "9.3.0"]
    assert [started(home) for _ in range(4)] == ["9.3.0"] * 4


@posix
def test_a_failing_version_goes_back_to_the_last_that_worked(home: Path, versions: Versions):
    versions.install("9.1.0", partial(unpack, says="9.1.0"))
    started(home)
    versions.proved()
    versions.install("9.2.0", partial(unpack, says="9.2.0"))
    versions.install("9.3.0", partial(unpack, says="9.3.0"))  # before 9.2.0 was ever tried
    assert [started(home) for _ in range(TRIES + 1)] == ["9.3.0"] * TRIES + ["9.1.0"]


@posix
@pytest.mark.parametrize("damage", ["gone", "no JSON", "strange", "of another kind"])
def test_whatever_happens_to_the_note_a_version_starts(home: Path, versions: Versions, damage):
    versions.install("9.1.0", unpack)
    note = versions.root / "standing.json"
    if damage == "gone":
        (versions.root / "9.1.0" / PROGRAM).unlink()
    else:
        note.write_text({"no JSON": "{", "strange": '{"use": 7}', "of another kind": "[]"}[damage])
    assert started(home) == "first"


@posix
def test_a_folder_copied_anew_with_a_newer_version_is_not_handed_back(
    home: Path, versions: Versions
):
    versions.install("0.0.1", unpack)
    assert started(home) == "first"


class Cut(Exception):
    """The power goes."""


@pytest.mark.parametrize("moment", ["while unpacking", "before the name", "before the note"])
def test_an_install_that_is_cut_off_leaves_the_old_version(
    home: Path, versions: Versions, monkeypatch: pytest.MonkeyPatch, moment: str
):
    """T8: interrupted install, old version still starts; the next try succeeds."""
    from app.updates import versions as module

    def cut(*_: object) -> None:
        raise Cut

    def half(folder: Path) -> None:
        unpack(folder)
        if moment == "while unpacking":
            raise Cut

    with monkeypatch.context() as patch:
        if moment == "before the name":
            patch.setattr(module, "replace_durably", cut)
        if moment == "before the note":
            patch.setattr(module, "write_durably", cut)
        with pytest.raises(Cut):
            versions.install("9.1.0", half)
    assert versions.standing.use == ""
    assert list(versions.root.glob("*.part")) == []
    versions.install("9.1.0", unpack)
    assert versions.standing.use == "9.1.0"
