"""Onto the stick (trust P12; fault tests F3, F5)."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from pathlib import Path

import pytest

from app.sync import carrier
from app.sync.carrier import STEP, NotCarried, carry, file_name
from tests.sync.parties import noise

DATA = noise(5 * STEP + 100, 1)
OLD = noise(1000, 2)

posix = pytest.mark.skipif(os.name == "nt", reason="needs limits of a POSIX system")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that stands for the stick, with an older file under the same name."""
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "a.sfs").write_bytes(OLD)
    return folder


def assert_untouched(stick: Path) -> None:
    """The older file is as it was and nothing half-written lies beside it."""
    assert [path.name for path in stick.iterdir()] == ["a.sfs"]
    assert (stick / "a.sfs").read_bytes() == OLD


# --- names ---------------------------------------------------------------------------------------


def test_a_name_holds_office_month_and_number_and_no_person():
    assert file_name("640122100", "2026-11", 1) == "640122100-2026-11-001.sfs"
    assert file_name("640122100", "2026-11", 12, volume=2, volumes=6) == (
        "640122100-2026-11-012-2of6.sfs"
    )
    assert file_name("640122100", "2026-11", 1234, suffix=".sfk").endswith("-1234.sfk")


@pytest.mark.parametrize(
    ("office", "month", "volume"),
    [
        ("习岗", "2026-11", 1),
        ("../x", "2026-11", 1),
        ("", "2026-11", 1),
        ("640122100", "2026-13", 1),
        ("640122100", "张三", 1),
        ("640122100", "2026-11", 0),
        ("640122100", "2026-11", 3),
    ],
)
def test_a_name_is_made_of_codes_only(office, month, volume):
    with pytest.raises(ValueError, match="file name"):
        file_name(office, month, 1, volume=volume, volumes=2)


# --- writing -------------------------------------------------------------------------------------


def test_what_was_carried_is_on_the_stick_and_was_read_back(stick):
    written = carry(DATA, stick / "a.sfs")
    assert written.path.read_bytes() == DATA
    assert (written.size, written.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())
    assert [path.name for path in stick.iterdir()] == ["a.sfs"]


def test_writing_the_same_file_again_changes_nothing(stick):
    """P6: re-export gives identical bytes."""
    first = carry(DATA, stick / "b.sfs")
    assert carry(DATA, stick / "b.sfs") == first


def test_a_part_left_by_a_power_cut_is_overwritten(stick):
    (stick / "a.sfs.part").write_bytes(noise(10 * STEP))
    carry(DATA, stick / "a.sfs")
    assert (stick / "a.sfs").read_bytes() == DATA
    assert len(list(stick.iterdir())) == 1


def test_progress_counts_writing_and_reading_back(stick):
    heard: list[tuple[int, int]] = []
    carry(DATA, stick / "a.sfs", progress=lambda done, whole: heard.append((done, whole)))
    assert heard == sorted(heard)
    assert {whole for _, whole in heard} == {2 * len(DATA)}
    assert heard[-1][0] == 2 * len(DATA)
    assert len(heard) == 2 * 6


def test_cancelling_leaves_the_stick_as_it_was(stick):
    class Cancelled(Exception):
        pass

    def cancel(done: int, _whole: int) -> None:
        if done > 2 * STEP:
            raise Cancelled

    with pytest.raises(Cancelled):
        carry(DATA, stick / "a.sfs", progress=cancel)
    assert_untouched(stick)


def test_every_step_comes_in_the_order_that_makes_it_safe(stick, monkeypatch):
    """P12: written, forced to the medium, read back, renamed, read again."""
    steps: list[str] = []
    real = {name: getattr(os, name) for name in ("fsync", "replace")}

    def noted(name):
        def call(*args):
            steps.append(name)
            return real[name](*args)

        return call

    for name in real:
        monkeypatch.setattr(os, name, noted(name))
    read_back = carrier._read_back

    def read_back_noted(path, heard):
        steps.append("read")
        return read_back(path, heard)

    monkeypatch.setattr(carrier, "_read_back", read_back_noted)
    carry(DATA, stick / "a.sfs")
    assert [step for step in steps if step != "fsync"] == ["read", "replace", "read"]
    assert steps[0] == "fsync"
    if os.name != "nt":
        assert steps[steps.index("replace") + 1] == "fsync"  # the folder's entry


# --- failing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", range(1, 12))
def test_a_stick_pulled_at_any_step_is_never_safe_to_pull(stick, step):
    """F5: an I/O error at every 64 KiB, writing and reading back; the second try succeeds."""
    calls = [0]

    def pulled(_done: int, _whole: int) -> None:
        calls[0] += 1
        if calls[0] == step:
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(NotCarried, match="重新插好") as refusal:
        carry(DATA, stick / "a.sfs", progress=pulled)
    assert refusal.value.code == "U05"
    assert_untouched(stick)
    assert carry(DATA, stick / "a.sfs").size == len(DATA)


@posix
@pytest.mark.parametrize("steps", range(6))
def test_a_stick_that_fills_up_at_any_step_names_the_space_needed(stick, steps):
    """F3: a real limit of the system, hit while writing."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (steps * STEP + 50, hard))
    try:
        with pytest.raises(NotCarried) as refusal:
            carry(DATA, stick / "a.sfs")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refusal.value.code == "U01"
    assert re.search(r"需要 \d+ MB", refusal.value.what)
    assert_untouched(stick)


def test_too_little_space_is_said_before_anything_is_written(stick, monkeypatch):
    usage = shutil.disk_usage(stick)._replace(free=3 * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(NotCarried) as refusal:
        carry(bytes(2 * 1024 * 1024 + 1), stick / "a.sfs")
    assert "需要 4 MB，现在只剩 3 MB" in refusal.value.what
    assert_untouched(stick)
    carry(bytes(2 * 1024 * 1024), stick / "a.sfs")


def test_a_file_beyond_what_fat32_holds_is_refused_before_anything_is_written(stick, monkeypatch):
    """P12: 4 GiB limit; here a smaller one."""
    assert carrier.FAT32_LIMIT == 4 * 1024**3 - 1
    monkeypatch.setattr(carrier, "FAT32_LIMIT", len(DATA) - 1)
    with pytest.raises(NotCarried, match="4 GB") as refusal:
        carry(DATA, stick / "a.sfs")
    assert refusal.value.code == "U02"
    assert_untouched(stick)
    monkeypatch.setattr(carrier, "FAT32_LIMIT", len(DATA))
    assert carry(DATA, stick / "a.sfs")


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_write_protected_stick_is_called_so(stick, monkeypatch, code):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(code, "no")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(NotCarried, match="写保护") as refusal:
        carry(DATA, stick / "a.sfs")
    monkeypatch.undo()
    assert refusal.value.code == "U03"
    assert_untouched(stick)


@posix
def test_a_folder_without_the_right_to_write_is_called_so(stick):
    me = os.geteuid()
    stick.chmod(0o500)
    if me == 0:
        os.seteuid(65534)  # root would write all the same
    try:
        with pytest.raises(NotCarried, match="写保护"):
            carry(DATA, stick / "a.sfs")
    finally:
        os.seteuid(me)
        stick.chmod(0o700)
    assert_untouched(stick)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_of_the_system_at_the_last_steps_leaves_the_old_file(stick, monkeypatch, step):
    def fail(*_args: object) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(NotCarried):
        carry(DATA, stick / "a.sfs")
    monkeypatch.undo()
    assert_untouched(stick)


def spoiling(monkeypatch: pytest.MonkeyPatch, name: str, spoil) -> None:
    """Let the medium change what it holds right after ``os.<name>`` said all was well."""
    real = getattr(os, name)

    def call(*args):
        real(*args)
        spoil()

    monkeypatch.setattr(os, name, call)


def test_a_stick_that_keeps_other_bytes_is_found_out(stick, monkeypatch):
    """F5: wrong read-back."""
    part = stick / "a.sfs.part"

    def flip() -> None:
        held = bytearray(part.read_bytes())
        held[STEP] ^= 1
        part.write_bytes(held)

    spoiling(monkeypatch, "fsync", flip)
    with pytest.raises(NotCarried, match="不可靠") as refusal:
        carry(DATA, stick / "a.sfs")
    assert refusal.value.code == "U04"
    assert_untouched(stick)


def test_a_stick_with_less_room_than_it_claims_is_found_out(stick, monkeypatch):
    """F5: fake capacity: all is accepted, and what lies beyond the true size reads as nothing."""
    part = stick / "a.sfs.part"

    def forget() -> None:
        part.write_bytes(part.read_bytes()[: 3 * STEP].ljust(len(DATA), b"\0"))

    spoiling(monkeypatch, "fsync", forget)
    with pytest.raises(NotCarried, match="不可靠"):
        carry(DATA, stick / "a.sfs")
    assert_untouched(stick)


def test_a_stick_that_spoils_the_file_while_renaming_is_found_out(stick, monkeypatch):
    """P12 hashes once more after the renaming; nobody is told that the stick may be pulled out."""
    spoiling(monkeypatch, "replace", lambda: (stick / "a.sfs").write_bytes(b"spoilt"))
    with pytest.raises(NotCarried, match="不可靠"):
        carry(DATA, stick / "a.sfs")


def test_a_stick_that_is_gone_is_a_plain_message(tmp_path):
    with pytest.raises(NotCarried) as refusal:
        carry(DATA, tmp_path / "gone" / "a.sfs")
    assert refusal.value.code == "U05"


def test_every_failure_says_that_the_outbox_is_safe(stick, monkeypatch):
    monkeypatch.setattr(carrier, "FAT32_LIMIT", 0)
    with pytest.raises(NotCarried) as refusal:
        carry(DATA, stick / "a.sfs")
    assert "完好" in refusal.value.safe
    assert refusal.value.do
