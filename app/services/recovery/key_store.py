"""The key store of this user of this system, in which a data folder's id is kept as well (trust C1).

Windows: DPAPI, which opens only for the user who locked, on the system where it was locked. Linux: the
Secret Service of the desktop (GNOME, UKUI, DDE, KDE), where it runs and is unlocked. Nobody is ever
asked for a password for it and nothing is started: where there is no key store, or it does not answer
within a second, the file in the user's own folder counts as it stands, and the start goes on.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import sys
from enum import Enum
from typing import Any, Protocol

__all__ = ["Dpapi", "Guard", "NoGuard", "SecretService", "Verdict", "here"]

log = logging.getLogger(__name__)


class Verdict(Enum):
    """Whether what a file says was written by this user of this system."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """The key store cannot be asked now."""


class Guard(Protocol):
    """A key store, as far as it is needed. Nothing here raises."""

    name: str

    def protect(self, instance: str, told: bytes) -> bytes | None:
        """A token that only this user of this system can make; ``None`` when it cannot be made."""

    def check(self, instance: str, told: bytes, token: bytes) -> Verdict:
        """Whether the token belongs to what is told of this store."""

    def forget(self, instance: str) -> None:
        """Keep nothing of this store any more."""


class NoGuard:
    """A system without a key store."""

    name = ""

    def protect(self, instance: str, told: bytes) -> bytes | None:
        """No token."""
        return None

    def check(self, instance: str, told: bytes, token: bytes) -> Verdict:
        """Nobody can say."""
        return Verdict.UNKNOWN

    def forget(self, instance: str) -> None:
        """There is nothing."""


class Crypt(Protocol):
    """What DPAPI does; both raise ``OSError``."""

    def lock(self, data: bytes) -> bytes:
        """For this user only."""

    def unlock(self, data: bytes) -> bytes:
        """What this user locked here."""


class Dpapi:
    """Windows' own; ``library`` stands for its two calls in tests."""

    name = "dpapi"

    def __init__(self, library: Crypt | None = None) -> None:
        self._library: Crypt = library or _Crypt()

    def protect(self, instance: str, told: bytes) -> bytes | None:
        """The digest of what is told, locked for this user of this PC."""
        try:
            return self._library.lock(_digest(instance, told))
        except OSError as error:
            log.warning("the key store locks nothing: %s", type(error).__name__)
            return None

    def check(self, instance: str, told: bytes, token: bytes) -> Verdict:
        """``NO`` for another user's or another system's token."""
        try:
            opened = self._library.unlock(token)
        except OSError:
            return Verdict.NO
        return Verdict.YES if opened == _digest(instance, told) else Verdict.NO

    def forget(self, instance: str) -> None:
        """The token leaves with its file."""


class _Crypt:
    """CryptProtectData and CryptUnprotectData; both raise ``OSError``."""

    UI_FORBIDDEN = 0x1

    def lock(self, data: bytes) -> bytes:
        """For this user only."""
        return self._call("CryptProtectData", data)

    def unlock(self, data: bytes) -> bytes:
        """What this user locked here."""
        return self._call("CryptUnprotectData", data)

    def _call(self, name: str, data: bytes) -> bytes:
        import ctypes

        class Blob(ctypes.Structure):
            _fields_ = (("size", ctypes.c_uint32), ("data", ctypes.POINTER(ctypes.c_char)))

        windll: Any = getattr(ctypes, "WinDLL", None)
        if windll is None:
            raise OSError("not Windows")
        function = getattr(windll("crypt32", use_last_error=True), name)
        function.argtypes = (
            *(ctypes.POINTER(Blob), ctypes.c_wchar_p, ctypes.POINTER(Blob), ctypes.c_void_p),
            *(ctypes.c_void_p, ctypes.c_uint32, ctypes.POINTER(Blob)),
        )
        function.restype = ctypes.c_int
        kernel = windll("kernel32")
        kernel.LocalFree.argtypes = (ctypes.c_void_p,)
        kernel.LocalFree.restype = ctypes.c_void_p
        held = ctypes.create_string_buffer(data, len(data))
        given = Blob(len(data), ctypes.cast(held, ctypes.POINTER(ctypes.c_char)))
        found = Blob()
        done = function(
            ctypes.byref(given), None, None, None, None, self.UI_FORBIDDEN, ctypes.byref(found)
        )
        if not done:
            raise OSError(f"{name} failed")
        try:
            return ctypes.string_at(found.data, found.size)
        finally:
            kernel.LocalFree(ctypes.cast(found.data, ctypes.c_void_p))


class SecretService:
    """The desktop's; it keeps a random secret for each store, under which the token is made."""

    name = "secret-service"

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def protect(self, instance: str, told: bytes) -> bytes | None:
        """A code under the store's secret, which is made first where there is none."""
        from app.services.recovery import secret_service

        secret = self._secret(instance)
        if secret is None:
            fresh = secrets.token_bytes(32)
            if not secret_service.keep(instance, fresh):
                return None
            secret = self._known[instance] = fresh
        return hmac.digest(secret, _digest(instance, told), "sha256")

    def check(self, instance: str, told: bytes, token: bytes) -> Verdict:
        """``NO`` where the key store is open and holds nothing of this store."""
        secret = self._secret(instance)
        if secret is None:
            from app.services.recovery import secret_service

            return Verdict.NO if secret_service.is_open() else Verdict.UNKNOWN
        right = hmac.digest(secret, _digest(instance, told), "sha256")
        return Verdict.YES if hmac.compare_digest(token, right) else Verdict.NO

    def forget(self, instance: str) -> None:
        """The secret goes."""
        from app.services.recovery import secret_service

        self._known.pop(instance, None)
        secret_service.forget(instance)

    def _secret(self, instance: str) -> bytes | None:
        if instance not in self._known:
            from app.services.recovery import secret_service

            found = secret_service.read(instance)
            if found is None:
                return None
            self._known[instance] = found
        return self._known[instance]


def _digest(instance: str, told: bytes) -> bytes:
    return hashlib.sha256(
        b"justice-office-desk place 1\0" + instance.encode() + b"\0" + told
    ).digest()


_HERE: Guard | None = None


def here() -> Guard:
    """The key store of this system, the same one for the whole run."""
    global _HERE  # noqa: PLW0603 - one per process: it remembers what it has read
    if _HERE is None:
        if sys.platform == "win32":
            _HERE = Dpapi()
        else:
            _HERE = SecretService() if _has_session_bus() else NoGuard()
    return _HERE


def _has_session_bus() -> bool:
    """Whether it is worth loading a library for it."""
    import importlib.util
    import os
    from pathlib import Path

    if sys.platform != "linux" or importlib.util.find_spec("jeepney") is None:
        return False
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return runtime is not None and (Path(runtime) / "bus").exists()
