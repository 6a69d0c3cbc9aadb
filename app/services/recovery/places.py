"""Which data folders this user of this PC works with: kept apart from every one of them (trust C1).

One small file per store, named by the random id that also stands inside the store. A folder that is
copied or moved arrives where no such file speaks of it. The file also remembers how far the store
had come, so that an older copy put back by hand is noticed. It holds digests and numbers only.

What the file says is vouched for by the system's key store (``key_store``), where there is one: a file
that came along with a copy is not believed. The limit: whoever copies a whole disk is found out by the
county's next import (P7), and a system without a key store believes the file as it stands.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import logging
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.models.durable import write_durably
from app.paths import Profile, user_config_dir
from app.services.recovery import key_store
from app.services.recovery.key_store import Verdict

__all__ = ["Known", "forget_here", "keep", "known", "place_of"]

log = logging.getLogger(__name__)

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Known:
    """A store as this user last closed it: where, its newest edit, its newest package, the time."""

    place: str
    change: int = 0
    epoch: int = 0
    seq: int = 0
    latest: str = ""  # the highest time ever seen, ISO (C3)
    seals: int = 0  # entries in the ledger of seals, and the code of the newest (D3)
    seals_code: str = ""


def place_of(profile: Profile) -> str:
    """Name the folder of this user on this PC; a digest, for the path may name a person."""
    where = "\0".join((_machine(), getpass.getuser(), str(profile.root.resolve())))
    return hashlib.sha256(where.encode()).hexdigest()[:32]


def known(instance: str) -> Known | None:
    """What is remembered of a store; ``None`` of one that never was here, or when unreadable.

    Also of a file that another user or another system wrote, by the word of the key store.
    """
    try:
        values = json.loads(_file(instance).read_bytes())
        if values.pop("format") != FORMAT:
            return None
        guard, token = values.pop("guard", ""), bytes.fromhex(values.pop("token", ""))
        told, found = _told(values), Known(**values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    store = key_store.here()
    if guard and guard == store.name:
        verdict = store.check(instance, told, token)
        if verdict is Verdict.NO:
            log.warning("the key store does not know this place")
            return None
    return found


def keep(instance: str, about: Known) -> bool:
    """Remember a store; false when this user's folder cannot be written."""
    file, store = _file(instance), key_store.here()
    values = asdict(about)
    token = store.protect(instance, _told(values))
    values["format"] = FORMAT
    if token is not None:
        values |= {"guard": store.name, "token": token.hex()}
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(file, json.dumps(values).encode())
    except OSError as error:
        log.warning("the place is not remembered: %s", type(error).__name__)
        return False
    return True


def forget_here(instance: str, place: str) -> None:
    """The store of this place goes by another id now; one that lies elsewhere stays remembered."""
    seen = known(instance)
    if seen is None or seen.place != place:
        return
    key_store.here().forget(instance)
    try:
        _file(instance).unlink(missing_ok=True)
    except OSError as error:
        log.warning("the old place is not forgotten: %s", type(error).__name__)


def _told(values: Mapping[str, Any]) -> bytes:
    """What the key store vouches for: the values as they were written, whichever there were then."""
    return json.dumps(values, sort_keys=True).encode()


def _file(instance: str) -> Path:
    return user_config_dir() / "places" / f"{instance}.json"


def _machine() -> str:
    """What tells this installation of the system from another one."""
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE,
            r"SOFTWARE\Microsoft\Cryptography",
            access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
        ) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    try:
        return Path("/etc/machine-id").read_text("ascii").strip() or platform.node()
    except (OSError, UnicodeDecodeError):
        return platform.node()
