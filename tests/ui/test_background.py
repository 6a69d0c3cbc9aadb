"""Long work leaves the window alive, can be stopped, and speaks plainly when it fails."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtWidgets import QProgressDialog, QWidget

from app.errors import ActionableError
from app.ui import background, dialogs


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_the_work_runs_on_another_thread_and_its_result_comes_back(window, qtbot):
    seen = []
    here = threading.get_ident()
    background.run(
        window,
        "计算",
        lambda progress: threading.get_ident(),
        done=seen.append,
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0] != here


def test_the_clerk_can_stop_it(window, qtbot):
    reached = []

    def count(progress):
        for turn in range(1000):
            progress(turn, 1000)
            reached.append(turn)
            time.sleep(0.005)

    ends = []
    job = background.run(window, "计数", count, done=lambda _: ends.append("done"))
    qtbot.waitUntil(lambda: len(reached) > 3)
    with qtbot.waitSignal(job.ended):
        window.findChild(QProgressDialog).canceled.emit()
    assert len(reached) < 1000
    assert ends == []


def test_an_error_is_said_in_the_clerks_words(window, qtbot, monkeypatch):
    shown = []
    monkeypatch.setattr(dialogs, "show_error", lambda parent, error: shown.append(error))

    def fail(progress):
        raise ActionableError("X01", "磁盘满了。")

    background.run(window, "写入", fail, done=lambda _: None)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0].what == "磁盘满了。"
