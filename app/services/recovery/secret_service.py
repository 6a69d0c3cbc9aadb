"""The desktop's Secret Service over D-Bus: read, keep and take away one small secret (trust C1).

Only what is running and unlocked is used: no service is started, no prompt is shown, and every call
has a second. The secret goes over the user's own bus in the clear, as the "plain" session allows; it
guards an id against being copied along with a folder, not against the user's own programs.

Source: freedesktop.org, Secret Service API 0.2.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["forget", "is_open", "keep", "read"]

log = logging.getLogger(__name__)

SECONDS = 1.0
BUS = "org.freedesktop.secrets"
ROOT = "/org/freedesktop/secrets"
SERVICE = "org.freedesktop.Secret.Service"
COLLECTION = "org.freedesktop.Secret.Collection"
ITEM = "org.freedesktop.Secret.Item"
PROPERTIES = "org.freedesktop.DBus.Properties"
NOWHERE = "/"


class _Unavailable(Exception):
    """Not running, locked, too slow, or refused."""


def is_open() -> bool:
    """Whether there is a key store that could be asked."""
    try:
        with _desk():
            return True
    except _Unavailable:
        return False


def read(instance: str) -> bytes | None:
    """The secret of a store; ``None`` when it is not there, or cannot be asked for."""
    try:
        with _desk() as desk:
            for path in desk.items(instance):
                secret = desk.call(path, ITEM, "GetSecret", "o", (desk.session,))[0]
                return bytes(secret[2])
    except _Unavailable as error:
        log.info("no key store: %s", error)
    return None


def keep(instance: str, secret: bytes) -> bool:
    """Keep a secret; false when it could not be kept."""
    try:
        with _desk() as desk:
            about = {
                f"{ITEM}.Label": ("s", "司法所工作台"),
                f"{ITEM}.Attributes": ("a{ss}", _attributes(instance)),
            }
            held = (desk.session, b"", secret, "application/octet-stream")
            signature = "a{sv}(oayays)b"
            made, prompt = desk.call(
                desk.collection, COLLECTION, "CreateItem", signature, (about, held, True)
            )
            return bool(made != NOWHERE and prompt == NOWHERE)
    except _Unavailable as error:
        log.info("not kept in the key store: %s", error)
        return False


def forget(instance: str) -> None:
    """Take the secret away, where that can be done."""
    try:
        with _desk() as desk:
            for path in desk.items(instance):
                desk.call(path, ITEM, "Delete")
    except _Unavailable as error:
        log.info("not taken from the key store: %s", error)


def _attributes(instance: str) -> dict[str, str]:
    return {"application": "justice-office-desk", "instance": instance}


class _Desk:
    """An open connection, a session and the unlocked default collection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.session = ""
        self.collection = ""

    def call(
        self,
        path: str,
        interface: str,
        method: str,
        signature: str = "",
        body: tuple[Any, ...] = (),
    ) -> tuple[Any, ...]:
        """The answer; raises ``_Unavailable``."""
        return self._ask(BUS, path, interface, method, signature, body)

    def _ask(
        self,
        bus: str,
        path: str,
        interface: str,
        method: str,
        signature: str,
        body: tuple[Any, ...],
    ) -> tuple[Any, ...]:
        from jeepney import DBusAddress, MessageType, new_method_call

        address = DBusAddress(path, bus_name=bus, interface=interface)
        message = new_method_call(address, method, signature or None, body)
        try:
            reply = self._connection.send_and_get_reply(message, timeout=SECONDS)
        except Exception as error:  # jeepney's, the socket's, or an answer that does not read
            raise _Unavailable(type(error).__name__) from error
        if reply.header.message_type is not MessageType.method_return:
            raise _Unavailable("refused")
        return tuple(reply.body)

    def sit_down(self) -> None:
        """Raises ``_Unavailable`` unless the service runs and its default collection is open."""
        own = "org.freedesktop.DBus"
        if not self._ask(own, "/org/freedesktop/DBus", own, "NameHasOwner", "s", (BUS,))[0]:
            raise _Unavailable("not running")
        (self.collection,) = self.call(ROOT, SERVICE, "ReadAlias", "s", ("default",))
        if self.collection == NOWHERE:
            raise _Unavailable("no collection")
        asked = (COLLECTION, "Locked")
        if self.call(self.collection, PROPERTIES, "Get", "ss", asked)[0][1]:
            raise _Unavailable("locked")
        _, self.session = self.call(ROOT, SERVICE, "OpenSession", "sv", ("plain", ("s", "")))

    def items(self, instance: str) -> list[str]:
        """Where the secret of a store lies."""
        wanted = (_attributes(instance),)
        return list(self.call(self.collection, COLLECTION, "SearchItems", "a{ss}", wanted)[0])


@contextmanager
def _desk() -> Iterator[_Desk]:
    try:
        from jeepney.io.blocking import open_dbus_connection

        connection = open_dbus_connection(bus="SESSION", auth_timeout=SECONDS)
    except Exception as error:  # no library, no bus, no right to it
        raise _Unavailable(type(error).__name__) from error
    try:
        desk = _Desk(connection)
        desk.sit_down()
        yield desk
    finally:
        connection.close()
