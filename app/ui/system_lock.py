"""The computer sleeps or its screen is locked: then the store is locked, too (trust L8).

Linux tells it over D-Bus: logind before sleep and on ``loginctl lock-session``, the desktop's
screen saver when its lock comes up. Windows sends messages to our window. Where neither is there,
the idle time of ``IdleWatch`` still counts.
"""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QWidget

__all__ = ["MESSAGES", "SIGNALS", "SystemLock", "asks_to_lock"]


class SystemLock(QObject):
    """Sends ``asked`` when the system sleeps, or its screen or session is locked."""

    asked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._filter: _Messages | None = None
        if sys.platform == "win32":
            self._filter = _Messages(self)
            self._filter.listen(int(window.winId()))
        else:
            self._connect_to_buses()

    def stop(self) -> None:
        """Listen no more."""
        if self._filter is not None:
            self._filter.stop()
        self.blockSignals(True)

    # --- Linux ------------------------------------------------------------------------------

    def _connect_to_buses(self) -> None:
        # PySide6's stubs want the slot as bytes, which PySide6 itself then does not find
        from PySide6.QtDBus import QDBusConnection

        buses = {"system": QDBusConnection.systemBus(), "session": QDBusConnection.sessionBus()}
        for wanted in SIGNALS:
            bus = buses[wanted.bus]
            if bus.isConnected():
                slot = SLOT(f"{wanted.slot}({wanted.argument})")
                bus.connect("", "", wanted.interface, wanted.name, self, slot)  # type: ignore[call-overload]

    @Slot(bool)  # type: ignore[arg-type]
    def turned(self, on: bool) -> None:
        """A signal with a switch: about to sleep or awake, lock screen up or gone."""
        if on:
            self.asked.emit()

    @Slot()
    def happened(self) -> None:
        """A signal without words: the session is to be locked."""
        self.asked.emit()


@dataclass(frozen=True, slots=True)
class _BusSignal:
    """One D-Bus signal that means lock; with a switch it is ``turned``, without ``happened``."""

    bus: str
    interface: str
    name: str
    slot: str
    argument: str


SIGNALS = (
    _BusSignal("system", "org.freedesktop.login1.Manager", "PrepareForSleep", "turned", "bool"),
    _BusSignal("system", "org.freedesktop.login1.Session", "Lock", "happened", ""),
    _BusSignal("session", "org.freedesktop.ScreenSaver", "ActiveChanged", "turned", "bool"),
    _BusSignal("session", "org.gnome.ScreenSaver", "ActiveChanged", "turned", "bool"),
    _BusSignal("session", "org.mate.ScreenSaver", "ActiveChanged", "turned", "bool"),
    _BusSignal("session", "org.ukui.ScreenSaver", "lock", "happened", ""),
)
"""Of logind, of KDE and the freedesktop draft, of GNOME, of MATE, of UKUI on Kylin (unconfirmed)."""


# --- Windows ------------------------------------------------------------------------------------

WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK = 0x02B1, 0x0007
MESSAGES = frozenset(
    {(WM_POWERBROADCAST, PBT_APMSUSPEND), (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK)}
)


def asks_to_lock(message: int, wparam: int) -> bool:
    """Whether a message to a window says: going to sleep, or the session was locked."""
    return (message, wparam) in MESSAGES


class _Message(ctypes.Structure):
    """The head of Windows' MSG: enough to read which message it is."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wparam", ctypes.c_size_t),
    )


class _Messages(QAbstractNativeEventFilter):
    """Reads what Windows sends to the program's windows."""

    def __init__(self, lock: SystemLock) -> None:
        super().__init__()
        self._lock = lock
        self._window = 0

    def listen(self, window: int) -> None:
        """Ask for session messages to ``window``; power messages come unasked."""
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self)
        if sys.platform == "win32" and ctypes.windll.wtsapi32.WTSRegisterSessionNotification(
            window, 0
        ):
            self._window = window

    def stop(self) -> None:
        """Give the notification back."""
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self)
        if sys.platform == "win32" and self._window:
            ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(self._window)

    def nativeEventFilter(  # noqa: N802 - Qt's name
        self, kind: QByteArray | bytes | bytearray | memoryview, message: Any
    ) -> tuple[bool, int]:
        """Look, and let every message pass."""
        if QByteArray(kind).startsWith(b"windows_") and message:
            head = _Message.from_address(int(message))
            if asks_to_lock(head.message, head.wparam):
                self._lock.asked.emit()
        return False, 0
