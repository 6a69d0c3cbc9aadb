"""Files that survive a pulled plug (trust F2, L6, P12)."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.models.durable import RETRY_DELAYS, part_of, replace_durably, write_durably


def test_what_was_written_is_there_and_nothing_beside_it(tmp_path: Path):
    target = tmp_path / "keys.json"
    write_durably(target, b"old")
    write_durably(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]
    assert os.name == "nt" or target.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_at_any_step_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
):
    """F2: old or new state, never between."""
    target = tmp_path / "keys.json"
    write_durably(target, b"old")

    def fail(*_args: object) -> None:
        raise OSError(errno.EIO, "the disk gave up")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="gave up"):
        write_durably(target, b"new")
    assert target.read_bytes() == b"old"
    assert not part_of(target).exists()


def test_a_disk_that_keeps_something_else_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    target = tmp_path / "keys.json"
    write_durably(target, b"old")
    monkeypatch.setattr(Path, "read_bytes", lambda _self: b"something else")
    with pytest.raises(OSError, match="read back"):
        write_durably(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"


class _WindowsBusy(OSError):
    winerror = 32


def test_a_virus_scanner_holding_the_file_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """P12: bounded retry on Windows errors 5, 32 and 33, about 2.5 s in all."""
    part, target = tmp_path / "a.part", tmp_path / "a"
    part.write_bytes(b"new")
    waits: list[float] = []
    real, held = os.replace, [True] * 3

    def busy_at_first(source: Path, place: Path) -> None:
        if held:
            held.pop()
            raise _WindowsBusy
        real(source, place)

    monkeypatch.setattr(os, "replace", busy_at_first)
    replace_durably(part, target, sleep=waits.append)
    assert target.read_bytes() == b"new"
    assert waits == list(RETRY_DELAYS[:3])


def test_waiting_ends_after_two_and_a_half_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """P12."""
    waits: list[float] = []

    def always_busy(*_args: object) -> None:
        raise _WindowsBusy

    monkeypatch.setattr(os, "replace", always_busy)
    with pytest.raises(_WindowsBusy):
        replace_durably(tmp_path / "a.part", tmp_path / "a", sleep=waits.append)
    assert sum(waits) == pytest.approx(2.5)


def test_an_error_that_waiting_cannot_cure_is_raised_at_once(tmp_path: Path):
    waits: list[float] = []
    with pytest.raises(FileNotFoundError):
        replace_durably(tmp_path / "none.part", tmp_path / "none", sleep=waits.append)
    assert waits == []


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no directory for writing")
@pytest.mark.parametrize(
    ("code", "raised"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)]
)
def test_only_a_file_system_without_directory_sync_is_forgiven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, raised: bool
):
    part, target = tmp_path / "a.part", tmp_path / "a"
    part.write_bytes(b"new")

    def fail(_handle: int) -> None:
        raise OSError(code, "fsync of a folder")

    monkeypatch.setattr(os, "fsync", fail)
    if raised:
        with pytest.raises(OSError, match="folder"):
            replace_durably(part, target)
    else:
        replace_durably(part, target)
    assert target.read_bytes() == b"new"
