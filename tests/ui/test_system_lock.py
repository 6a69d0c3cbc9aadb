"""Sleep and the screen's own lock lock the store (trust L8): over a real bus, and by message."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from app.ui.system_lock import SIGNALS, SystemLock, _Message, _Messages


@pytest.fixture
def lock(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    lock = SystemLock(window)
    yield lock
    lock.stop()


def test_going_to_sleep_locks_and_waking_up_does_not(lock, qtbot):
    with qtbot.waitSignal(lock.asked):
        lock.turned(True)
    with qtbot.assertNotEmitted(lock.asked):
        lock.turned(False)
    with qtbot.waitSignal(lock.asked):
        lock.happened()


def test_a_closed_window_is_not_locked_again(lock, qtbot):
    lock.stop()
    with qtbot.assertNotEmitted(lock.asked):
        lock.turned(True)


LISTENER = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from app.ui.system_lock import SystemLock
a = QApplication([])
window = QWidget()
lock = SystemLock(window)
lock.asked.connect(lambda: print("LOCK", flush=True))
QTimer.singleShot(0, lambda: print("READY", flush=True))
a.exec()
"""

SENDER = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage
a = QCoreApplication([])
bus = QDBusConnection.sessionBus()
for line in sys.stdin:
    interface, name, *switch = line.split()
    message = QDBusMessage.createSignal("/some/path", interface, name)
    message.setArguments([word == "True" for word in switch])
    bus.send(message)
    bus.call(  # a call that is answered: by then the signal is out
        QDBusMessage.createMethodCall("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId")
    )
    print("SENT", flush=True)
"""


@pytest.fixture
def on_a_bus():
    """Start programs on a bus of our own that plays both the system's and the session's."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        text=True,
    )
    started = [daemon]
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    buses = {"DBUS_SESSION_BUS_ADDRESS": address, "DBUS_SYSTEM_BUS_ADDRESS": address}

    def start(program):
        words = [sys.executable, "-c", program]
        pipe, where = subprocess.PIPE, {**os.environ, **buses}
        started.append(subprocess.Popen(words, env=where, stdin=pipe, stdout=pipe, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="D-Bus is Linux' way")
def test_each_signal_of_the_system_reaches_the_window(on_a_bus):
    """Every line of the table, sent by another process over a real bus; unlocking locks nothing."""
    listener, sender = on_a_bus(LISTENER), on_a_bus(SENDER)
    assert listener.stdout.readline() == "READY\n"
    for wanted in SIGNALS:
        for switch in ("False", "True") if wanted.argument else ("",):
            sender.stdin.write(f"{wanted.interface} {wanted.name} {switch}\n")
            sender.stdin.flush()
            assert sender.stdout.readline() == "SENT\n"
        assert listener.stdout.readline() == "LOCK\n", wanted
    listener.kill()
    assert listener.stdout.read() == "", "one lock for each signal"


@pytest.mark.parametrize(
    ("message", "wparam", "locks"),
    [
        (0x0218, 0x0004, True),
        (0x0218, 0x0007, False),
        (0x02B1, 0x0007, True),
        (0x02B1, 0x0008, False),
        (0x0100, 0x0007, False),
    ],
    ids=["suspend", "resume", "session locked", "session unlocked", "a key"],
)
def test_windows_messages_are_read(lock, message, wparam, locks):
    """As Windows lays them out in memory; every message is passed on."""
    heard = []
    lock.asked.connect(lambda: heard.append(True))
    head = _Message(None, message, wparam)
    reader = _Messages(lock)
    kind = QByteArray(b"windows_generic_MSG")
    assert reader.nativeEventFilter(kind, ctypes.addressof(head)) == (False, 0)
    assert bool(heard) is locks


def test_messages_of_another_system_are_not_read(lock, qtbot):
    head = _Message(None, 0x0218, 0x0004)
    with qtbot.assertNotEmitted(lock.asked):
        kind = QByteArray(b"xcb_generic_event_t")
        _Messages(lock).nativeEventFilter(kind, ctypes.addressof(head))
