"""V1, T8: a release is two of three signatures over every byte of it, newer than all before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.sync.seal import pae
from app.updates.problem import NotUpdated, Why
from app.updates.signed import ROOT, UPDATE, Root, Statement, follow, read_roots
from app.updates.update_file import Entry, Release, UpdateFile, this_system
from tests.updates.conftest import PROGRAM, Make, new_key, rooted


def why(problem: pytest.ExceptionInfo[NotUpdated]) -> Why:
    return problem.value.why


def test_two_of_three_release_a_version(make: Make, roots, tmp_path: Path):
    update = UpdateFile.open(make(), roots)
    update.check(system=this_system(), newest="0.1.0")
    folder = tmp_path / "there"
    folder.mkdir()
    seen: list[tuple[int, int]] = []
    update.unpack(folder, lambda done, of: seen.append((done, of)))
    assert (folder / PROGRAM).stat().st_mode & 0o111
    assert (folder / "_internal" / "libdata.so").read_bytes() == bytes(range(256)) * 3000
    assert seen[-1] == (update.release.size, update.release.size)


def test_one_key_is_not_enough_nor_is_one_key_twice(make: Make, keys, roots):
    for signing in ([keys[0]], [keys[0], keys[0]], [keys[0], new_key()]):
        with pytest.raises(NotUpdated) as problem:
            UpdateFile.open(make(signing=signing), roots)
        assert why(problem) is Why.TOO_FEW_SIGNATURES


def test_a_signature_for_a_root_is_none_for_an_update(keys, roots):
    """P3: a type of its own for each purpose."""
    statement = Statement.signed(ROOT, b"{}", keys)
    assert len(statement.signers(ROOT, follow(roots).keys)) == 3
    assert statement.signers(UPDATE, follow(roots).keys) == frozenset()
    assert pae(ROOT, b"{}") != pae(UPDATE, b"{}")


def test_every_byte_that_changes_is_found(make: Make, roots, tmp_path: Path):
    """G1 for a release: flips and truncations at some hundred places, none unpacked under its name."""
    whole = make().read_bytes()
    bad = tmp_path / "bad.sfu"
    accepted = 0
    for at in range(0, len(whole), max(1, len(whole) // 300)):
        for changed in (whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole[:at]):
            bad.write_bytes(changed)
            folder = tmp_path / "out"
            folder.mkdir()
            try:
                UpdateFile.open(bad, roots).unpack(folder)
                accepted += 1
            except NotUpdated:
                pass
            finally:
                for path in sorted(folder.rglob("*"), reverse=True):
                    path.unlink() if path.is_symlink() or path.is_file() else path.rmdir()
                folder.rmdir()
    assert accepted == 0
    bad.write_bytes(whole + b"\0")
    (tmp_path / "out").mkdir()
    with pytest.raises(NotUpdated) as problem:
        UpdateFile.open(bad, roots).unpack(tmp_path / "out")
    assert why(problem) is Why.DAMAGED


@pytest.mark.parametrize(
    ("newest", "system", "reason"),
    [
        ("9.1.0", "", Why.NOT_NEWER),
        ("9.2.0", "", Why.NOT_NEWER),
        ("0.0.9", "", Why.STEP_MISSING),
        ("0.1.0", "plan9-mips", Why.OTHER_SYSTEM),
    ],
)
def test_what_does_not_fit_here_is_refused(make: Make, roots, newest, system, reason):
    update = UpdateFile.open(make(), roots)
    with pytest.raises(NotUpdated) as problem:
        update.check(system=system or this_system(), newest=newest)
    assert why(problem) is reason


def test_lost_keys_are_replaced_by_a_root_that_old_and_new_keys_sign(make: Make, keys, roots):
    fresh = [keys[0], new_key(), new_key()]
    second = rooted(2, fresh, [*keys[:2], fresh[1]])
    path = make(signing=fresh[1:], roots=[second])
    assert UpdateFile.open(path, roots).root.version == 2
    with pytest.raises(NotUpdated) as problem:  # without the root that names them
        UpdateFile.open(make(signing=fresh[1:]), roots)
    assert why(problem) is Why.TOO_FEW_SIGNATURES


@pytest.mark.parametrize("case", ["only the new keys", "one old key", "a root left out"])
def test_a_root_that_does_not_follow_is_refused(make: Make, keys, roots, case):
    fresh = [new_key() for _ in range(3)]
    offered = {
        "only the new keys": rooted(2, fresh, fresh),
        "one old key": rooted(2, fresh, [keys[0], *fresh]),
        "a root left out": rooted(3, fresh, [*keys, *fresh]),
    }[case]
    with pytest.raises(NotUpdated) as problem:
        UpdateFile.open(make(signing=fresh, roots=[offered]), roots)
    assert why(problem) is Why.BROKEN_ROOTS


def test_without_built_in_keys_nothing_is_taken(make: Make):
    with pytest.raises(NotUpdated) as problem:
        UpdateFile.open(make(), ())
    assert why(problem) is Why.NO_RELEASE_KEYS


def test_a_root_of_one_key_is_no_root(keys):
    body = Root(1, (bytes(32),), 1, date(2031, 1, 1)).to_body()
    with pytest.raises(NotUpdated) as problem:
        Root.from_body(body)
    assert why(problem) is Why.BROKEN_ROOTS


def test_roots_are_read_back_as_they_were_written(roots):
    data = b"".join(statement.to_bytes() for statement in roots)
    assert read_roots(data) == roots
    with pytest.raises(NotUpdated):
        read_roots(data[:-1])


@pytest.mark.parametrize(
    "path",
    ["../x", "/x", "a/../../x", "a\\x", "C:x", "a//x", "", "con", "a/NUL.txt", "x.", "a\0", "甲"],
)
def test_no_name_leads_out_of_the_folder(path: str):
    entry = Entry(path, 0, 0, "0" * 64)
    with pytest.raises(NotUpdated):
        Release.from_body(release(entry).to_body())


def test_no_link_leads_out_of_the_folder():
    for link in ("../../x", "/etc/passwd", ".."):
        with pytest.raises(NotUpdated):
            Release.from_body(release(Entry("a/b", link=link)).to_body())
    assert Release.from_body(release(Entry("a/b", link="../c")).to_body())


def test_names_that_windows_takes_for_one_are_refused():
    plain = Entry("a", 0, 0, "0" * 64)
    with pytest.raises(NotUpdated):
        Release.from_body(release(plain, replace(plain, path="A")).to_body())


def release(*files: Entry) -> Release:
    day = date(2026, 11, 1)
    return Release("9.1.0", this_system(), "0.1.0", day, day, "", files)
