"""F8 on disks that are really mounted: one writer on each, and the place is told by the system itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.counts import times
from tests.faults.mounting import cannot_mount, cannot_mount_files, on_a_disk, on_a_file

ROUNDS = times("F8-mounted")
NAME = "我的 U盘"
"""A name that mountinfo writes with an escape, and that sounds like a stick and is none."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / NAME
    made.mkdir()
    return made


@pytest.fixture
def words(folder: Path, store_template: tuple[Path, bytes]) -> tuple[str, ...]:
    path, key = store_template
    return ("tests.faults.on_mounts", str(folder), str(path), key.hex(), str(ROUNDS))


def assert_one_wrote(told: dict[str, Any], folder: Path, filesystem: str) -> None:
    assert told == {
        "filesystem": filesystem,
        "point": str(folder),
        "said": [["S02", "written"]] * ROUNDS,
    }


@pytest.mark.skipif(bool(cannot_mount()), reason=cannot_mount())
def test_one_of_two_programs_writes_on_a_disk_in_memory(
    words: tuple[str, ...], folder: Path, figure: Callable[[str], None]
):
    """Trust L3; the name of the folder has no say."""
    assert_one_wrote(json.loads(on_a_disk("32m", folder, *words)), folder, "tmpfs")
    figure(f"tmpfs: {ROUNDS} races, one writer each time")


@pytest.mark.skipif(bool(cannot_mount_files()), reason=cannot_mount_files())
def test_one_of_two_programs_writes_on_an_ext4_of_its_own(
    words: tuple[str, ...], folder: Path, tmp_path: Path, figure: Callable[[str], None]
):
    """A file of 32 MB, formatted and mounted through a loop device: a disk with a device number."""
    image = tmp_path / "image"
    image.touch()
    os.truncate(image, 32 * 1024 * 1024)
    subprocess.run((shutil.which("mkfs.ext4") or "", "-q", str(image)), check=True)
    assert_one_wrote(json.loads(on_a_file(image, folder, *words)), folder, "ext4")
    figure(f"ext4 on a loop device: {ROUNDS} races, one writer each time")
