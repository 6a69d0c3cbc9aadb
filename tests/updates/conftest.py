"""A small program, three people who release it, and an office's folder with the first version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.sync.seal import DEFAULT_SUITE, suite_of
from app.updates.signed import ROOT, Root, Statement
from app.updates.update_file import Release, pack, this_system

PROGRAM = "justice-office-desk"
EXPIRES = date(2031, 12, 31)

Make = Callable[..., Path]


def new_key() -> bytes:
    return suite_of(DEFAULT_SUITE).new_keys()[0]


def public(key: bytes) -> bytes:
    return suite_of(DEFAULT_SUITE).public_of(key, bytes(32))[0]


def rooted(
    version: int, keys: list[bytes], signing: list[bytes], expires: date = EXPIRES
) -> Statement:
    """Two of these keys must sign from now on."""
    root = Root(version, tuple(map(public, keys)), 2, expires)
    return Statement.signed(ROOT, root.to_body(), signing)


@pytest.fixture(scope="session")
def keys() -> list[bytes]:
    """Three release keys in three safes."""
    return [new_key() for _ in range(3)]


@pytest.fixture(scope="session")
def roots(keys: list[bytes]) -> tuple[Statement, ...]:
    """What the program was built with."""
    return (rooted(1, keys, keys[:2]),)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder a clerk copied to the PC."""
    place = tmp_path / "home"
    place.mkdir()
    program = place / PROGRAM
    program.write_text("#!/bin/sh\necho first\n")
    program.chmod(0o755)
    return place


@pytest.fixture
def make(tmp_path: Path, keys: list[bytes]) -> Make:
    """An update file of a version that says its name."""

    def made(
        version: str = "9.1.0",
        *,
        signing: list[bytes] | None = None,
        system: str = "",
        least: str = "0.1.0",
        expires: date = EXPIRES,
        roots: list[Statement] | None = None,
        says: str = "",
    ) -> Path:
        folder = tmp_path / f"built {version}"
        (folder / "_internal").mkdir(parents=True, exist_ok=True)
        program = folder / PROGRAM
        program.write_text(f'#!/bin/sh\necho {says or version} $JUSTICE_OFFICE_DESK_HOME "$@"\n')
        program.chmod(0o755)
        (folder / "_internal" / "data.bin").write_bytes(bytes(range(256)) * 3000)
        link = folder / "_internal" / "libdata.so"
        link.unlink(missing_ok=True)
        link.symlink_to("data.bin")
        target = tmp_path / f"{version}.sfu"
        release = Release(
            version, system or this_system(), least, date(2026, 11, 1), expires, "修正打印", ()
        )
        pack(folder, target, release, keys=signing or keys[:2], roots=roots or [])
        return target

    return made
