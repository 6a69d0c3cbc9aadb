"""Python under a window: garbage goes in the window's thread, and turns are short."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from app.ui import background
from app.ui.runtime import TURN, Runtime

MANY = 20_000


class Leftover:
    """Something in a cycle, as a dialog and its buttons are; says who took it away."""

    def __init__(self, taken_by: set[int]) -> None:
        self.me = self
        self._taken_by = taken_by

    def __del__(self) -> None:
        self._taken_by.add(threading.get_ident())


@pytest.fixture
def runtime() -> Iterator[Runtime]:
    runtime = Runtime()
    yield runtime
    runtime.give_back()


def test_what_work_leaves_behind_is_taken_away_by_the_window(qtbot, runtime):
    """Qt does not survive that its objects are destroyed in another thread."""
    window = QWidget()
    qtbot.addWidget(window)
    taken_by: set[int] = set()

    def work(_: background.Progress) -> None:
        for _number in range(MANY):
            Leftover(taken_by)

    job = background.run(window, "正在办理", work, done=lambda _: None)
    with qtbot.waitSignal(job.finished):
        pass
    qtbot.waitUntil(lambda: bool(taken_by))
    assert taken_by == {threading.get_ident()}


def test_python_is_given_back_as_it_was(qapp):
    before = sys.getswitchinterval()
    runtime = Runtime()
    assert not gc.isenabled()
    assert sys.getswitchinterval() == TURN
    runtime.settle()
    assert gc.get_freeze_count() > 0
    runtime.give_back()
    assert gc.isenabled()
    assert sys.getswitchinterval() == before
    assert gc.get_freeze_count() == 0
