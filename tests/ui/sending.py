"""A clerk at an office and a clerk at the bureau, with a folder as the stick between them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from app.models.store import Store
from app.paths import Profile
from app.services.desk import Desk
from app.services.settings import Identity
from app.ui import dialogs, files
from app.ui.reports.seal import SealDialog
from tests.sync.county import BUREAU, County, Office

LONG = 20_000
"""Milliseconds that no piece of work here takes."""


def desk_of(store: Store, identity: Identity, folder: Path) -> Desk:
    return Desk(store, Profile(folder), identity)


def office_desk(office: Office, *, practice: bool = False) -> Desk:
    identity = Identity(kind="office", code=office.code, name="习岗司法所", practice=practice)
    return desk_of(office.store, identity, office.store.path.parent)


def bureau_desk(county: County, *, practice: bool = False) -> Desk:
    identity = Identity(kind="bureau", code=BUREAU, name="贺兰县司法局", practice=practice)
    return desk_of(county.store, identity, county.stick.parent / "bureau")


PRESS = 150
"""Milliseconds for which a button pressed by a key stays down."""


@dataclass
class Clerk:
    """Reads every message and presses its button: the default one, unless told otherwise."""

    qtbot: Any
    monkeypatch: pytest.MonkeyPatch
    heard: list[str] = field(default_factory=list)
    presses: dict[str, str] = field(default_factory=dict)  # words of a heading → button

    def sits_down(self) -> None:
        show = dialogs.MessageDialog.exec

        def exec_(dialog: dialogs.MessageDialog) -> int:
            self.heard.append(f"{dialog.heading.text()}\n{dialog.text.text()}")
            QTimer.singleShot(0, lambda: self._press(dialog))
            return show(dialog)

        self.monkeypatch.setattr(dialogs.MessageDialog, "exec", exec_)

    def _press(self, dialog: dialogs.MessageDialog) -> None:
        if isinstance(dialog, SealDialog):
            self.heard.extend(dialog.lines)
            if not dialog.name:
                dialog.head.setEditText("测试所长")
        wanted = next((b for w, b in self.presses.items() if w in dialog.heading.text()), "")
        buttons = [b for b in dialog.buttons.buttons() if isinstance(b, QPushButton)]
        (button,) = [b for b in buttons if (b.text() == wanted if wanted else b.isDefault())]
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def picks_folder(self, folder: Path | None) -> None:
        """What the system's folder window will answer."""
        self.monkeypatch.setattr(files, "ask_folder", lambda *_: folder)

    def picks_files(self, *chosen: Path) -> None:
        """What the system's file window will answer."""
        self.monkeypatch.setattr(files, "ask_open", lambda *_: list(chosen))

    def saves_as(self, path: Path | None) -> None:
        """What the system's window for saving will answer."""
        self.monkeypatch.setattr(files, "ask_save", lambda *_: path)

    def clicks(self, button: QPushButton) -> None:
        assert button.isEnabled(), button.text()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def opens(self, page: Any) -> Any:
        """Show a page and wait until it has read what it shows."""
        self.qtbot.addWidget(page)
        page.resize(1366, 640)
        with self.qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        self.waits_for(page)
        return page

    def waits_for(self, page: Any) -> None:
        """Until nothing is under way on the page."""
        self.qtbot.waitUntil(lambda: not page._work.busy, timeout=LONG)

    @contextmanager
    def in_dialog(self, kind: type[QDialog], act: Any) -> Iterator[None]:
        """While the block runs, a dialog of ``kind`` that opens is worked with by ``act``."""
        show = kind.exec

        def work(dialog: QDialog) -> None:
            try:
                act(dialog)
            except BaseException:
                dialog.reject()  # what failed is told; the test does not wait for ever
                raise

        def exec_(dialog: QDialog) -> int:
            QTimer.singleShot(0, lambda: work(dialog))
            return show(dialog)

        with self.monkeypatch.context() as patch:
            patch.setattr(kind, "exec", exec_)
            yield

    def types_digits(self, line: QWidget, digits: str) -> None:
        """Type what is read aloud."""
        self.qtbot.keyClick(line, Qt.Key.Key_Home)
        self.qtbot.keyClicks(line, "".join(c for c in digits if c.isdigit()))

    def presses_ctrl(self, widget: QWidget, key: Qt.Key) -> None:
        """Ctrl and ``key``, as the window hears it; a button takes a moment to go down and up."""
        window = widget.window()
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)
        self.qtbot.keyClick(widget, key, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.wait(PRESS)

    @property
    def last(self) -> str:
        """The newest message."""
        return self.heard[-1] if self.heard else ""


@pytest.fixture
def clerk(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """Somebody who works the window."""
    someone = Clerk(qtbot, monkeypatch)
    someone.sits_down()
    return someone
