"""The system's key store vouches for where a store lies (C1): faked, and the desktop's real one.

The real one is GNOME's, on a bus of its own; without ``gnome-keyring-daemon`` that test is left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.recovery import key_store, places, secret_service
from app.services.recovery.key_store import Dpapi, NoGuard, SecretService, Verdict
from app.services.recovery.places import Known

INSTANCE = "0123456789abcdef0123456789abcdef"
HERE = Known("place", 7, 1, 2, "2026-03-02T09:00:00")


class User:
    """DPAPI of one user on one PC, as far as it matters: what another locked does not open."""

    def __init__(self, name: str) -> None:
        self._name = name.encode()

    def lock(self, data: bytes) -> bytes:
        return self._name + b"|" + data

    def unlock(self, data: bytes) -> bytes:
        name, _, kept = data.partition(b"|")
        if name != self._name:
            raise OSError("not yours")
        return kept


class Broken:
    """A key store that fails at everything."""

    def lock(self, data: bytes) -> bytes:
        raise OSError

    unlock = lock


class Ring:
    """A desktop's Secret Service without its bus."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.open = True

    def read(self, instance: str) -> bytes | None:
        return self.kept.get(instance) if self.open else None

    def keep(self, instance: str, secret: bytes) -> bool:
        if self.open:
            self.kept[instance] = secret
        return self.open

    def forget(self, instance: str) -> None:
        self.kept.pop(instance, None)

    def is_open(self) -> bool:
        return self.open


@pytest.fixture
def ring(monkeypatch) -> Ring:
    ring = Ring()
    for name in ("read", "keep", "forget", "is_open"):
        monkeypatch.setattr(secret_service, name, getattr(ring, name))
    return ring


@pytest.fixture
def use(monkeypatch, tmp_path):
    """Another user, or the next start: nothing is remembered but what was written down."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))

    def sit_down(guard: key_store.Guard) -> None:
        monkeypatch.setattr(key_store, "_HERE", guard)

    return sit_down


def file_of() -> Path:
    return places._file(INSTANCE)


@pytest.mark.parametrize("make", [lambda: Dpapi(User("甲")), SecretService], ids=["win", "linux"])
def test_what_this_user_wrote_is_believed_at_the_next_start(use, ring, make):
    use(make())
    assert places.keep(INSTANCE, HERE)
    use(make())
    assert places.known(INSTANCE) == HERE
    assert "token" in json.loads(file_of().read_text())


def test_a_file_copied_to_another_user_or_pc_is_not_believed(use, ring):
    """C1: this folder came along with the data folder; the key store did not."""
    use(Dpapi(User("甲")))
    places.keep(INSTANCE, HERE)
    use(Dpapi(User("乙")))
    assert places.known(INSTANCE) is None
    use(SecretService())
    places.keep(INSTANCE, HERE)
    ring.kept.clear()  # the key store of the new PC
    use(SecretService())
    assert places.known(INSTANCE) is None


@pytest.mark.parametrize("make", [lambda: Dpapi(User("甲")), SecretService], ids=["win", "linux"])
def test_a_file_that_somebody_edited_is_not_believed(use, ring, make):
    use(make())
    places.keep(INSTANCE, HERE)
    values = json.loads(file_of().read_text())
    file_of().write_text(json.dumps({**values, "change": 3}))
    use(make())
    assert places.known(INSTANCE) is None


def test_a_file_of_a_program_that_knew_less_is_believed_after_an_update(use):
    """What is remembered will grow; an update must not ask whether the folder was moved."""
    guard = Dpapi(User("甲"))
    use(guard)
    older = {"place": "place", "change": 7}
    token = guard.protect(INSTANCE, json.dumps(older, sort_keys=True).encode())
    assert token is not None
    file_of().parent.mkdir(parents=True)
    more = {"format": 1, "guard": guard.name, "token": token.hex()}
    file_of().write_text(json.dumps({**older, **more}))
    assert places.known(INSTANCE) == Known("place", 7)


def test_without_a_key_store_the_file_counts_as_it_stands(use):
    use(NoGuard())
    places.keep(INSTANCE, HERE)
    assert places.known(INSTANCE) == HERE
    use(Dpapi(User("甲")))
    assert places.known(INSTANCE) == HERE, "written before there was one"


def test_a_key_store_that_is_locked_today_stops_nobody(use, ring):
    """The start never fails for it, and nobody is asked whether the folder was moved."""
    use(SecretService())
    places.keep(INSTANCE, HERE)
    ring.open = False
    use(SecretService())
    assert places.known(INSTANCE) == HERE
    assert places.keep(INSTANCE, HERE)


def test_one_that_fails_at_everything_stops_nobody(use):
    use(Dpapi(Broken()))
    assert places.keep(INSTANCE, HERE)
    assert places.known(INSTANCE) == HERE


def test_a_store_that_is_adopted_anew_leaves_nothing_in_the_key_store(use, ring):
    use(SecretService())
    places.keep(INSTANCE, HERE)
    assert list(ring.kept) == [INSTANCE]
    places.forget_here(INSTANCE, "place")
    assert ring.kept == {}
    assert places.known(INSTANCE) is None


def test_no_bus_is_no_key_store(monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    assert secret_service.read(INSTANCE) is None
    assert secret_service.keep(INSTANCE, b"secret") is False
    assert secret_service.is_open() is False
    secret_service.forget(INSTANCE)


def test_which_key_store_a_system_has(monkeypatch, tmp_path):
    def of(platform: str, address: str) -> type:
        monkeypatch.setattr(key_store, "_HERE", None)
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        return type(key_store.here())

    assert of("win32", "") is Dpapi
    assert of("linux", "unix:path=/somewhere") is SecretService
    assert of("linux", "") is NoGuard


# --- the desktop's own ---------------------------------------------------------------------------

REAL = """
import sys
from app.services.recovery import secret_service as s
from app.services.recovery.key_store import SecretService, Verdict
name, told = "0123456789abcdef", b"where it lies"
assert s.is_open()
assert s.read(name) is None
first = SecretService()
token = first.protect(name, told)
assert token is not None
next_start = SecretService()
assert next_start.check(name, told, token) is Verdict.YES
assert next_start.check(name, b"elsewhere", token) is Verdict.NO
assert len(s.read(name)) == 32
next_start.forget(name)
assert s.read(name) is None
assert SecretService().check(name, told, token) is Verdict.NO
print("kept, read, taken away")
"""


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="needs gnome-keyring-daemon and dbus-run-session",
)
def test_the_real_secret_service_keeps_reads_and_forgets(tmp_path):
    root = Path(key_store.__file__).parents[3]
    unlock = "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
    done = subprocess.run(
        [
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            f'{unlock} && exec "$0" -c "$1"',
            sys.executable,
            REAL,
        ],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "XDG_RUNTIME_DIR": str(tmp_path),
            "PYTHONPATH": str(root),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "kept, read, taken away" in done.stdout, done.stderr


@pytest.mark.skipif(sys.platform != "win32", reason="Windows' own key store")
def test_the_real_dpapi_locks_and_unlocks():
    guard = Dpapi()
    token = guard.protect(INSTANCE, b"where it lies")
    assert token is not None
    assert guard.check(INSTANCE, b"where it lies", token) is Verdict.YES
    assert guard.check(INSTANCE, b"elsewhere", token) is Verdict.NO
    assert guard.check(INSTANCE, b"where it lies", token[:-1] + b"\0") is Verdict.NO
