"""Long work leaves the window alive, can be stopped, and speaks plainly when it fails."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import ActionableError
from app.ui import background, dialogs


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def told(monkeypatch):
    """What the clerk is shown."""
    seen: list[BaseException] = []
    monkeypatch.setattr(dialogs, "report", lambda parent, error: seen.append(error))
    return seen


def finished(qtbot, job):
    with qtbot.waitSignal(job.finished):
        pass


def test_the_work_runs_on_another_thread_and_its_result_comes_back(window, qtbot):
    threads = []

    def work(progress):
        threads.append(threading.current_thread())
        return 42

    results: list[object] = []

    def done(result):
        results.append((result, threading.current_thread()))

    finished(qtbot, background.run(window, "计算", work, done))
    assert threads[0] is not threading.main_thread()
    assert results == [(42, threading.main_thread())]


def test_the_window_stays_alive_meanwhile(window, qtbot):
    """Budget: printing never stalls the event loop; here the loop must turn during the work."""
    turns: list[int] = []
    go_on = threading.Event()
    timer = QTimer(window, interval=1)

    def turn():
        turns.append(1)
        if len(turns) > 5:
            go_on.set()

    timer.timeout.connect(turn)
    timer.start()
    job = background.run(window, "等待", lambda _: go_on.wait(5), lambda _: None)
    finished(qtbot, job)
    assert len(turns) > 5


def test_the_clerk_can_stop_it(window, qtbot, told):
    begun, asked = threading.Event(), threading.Event()
    undone = []

    def work(progress):
        begun.set()
        asked.wait(5)
        try:
            progress(1, 2)
        finally:
            undone.append("rolled back")

    results: list[object] = []
    job = background.run(window, "导入", work, results.append)
    begun.wait(5)
    job.dialog.reject()
    asked.set()
    finished(qtbot, job)
    assert undone == ["rolled back"]
    assert results == []
    assert told == [], "what the clerk asked for is no error"


def test_progress_reaches_the_bar(window, qtbot):
    shown = []

    def work(progress):
        progress.say("第 3 页")
        progress(3, 20)

    job = background.run(window, "打印", work, lambda _: None)
    job.finished.connect(
        lambda: shown.append(
            (job.dialog.bar.value(), job.dialog.bar.maximum(), job.dialog.words.text())
        )
    )
    finished(qtbot, job)
    assert shown == [(3, 20, "第 3 页")]


def test_quick_work_shows_no_dialog(window, qtbot):
    job = background.run(window, "很快", lambda _: None, lambda _: None)
    seen: list[bool] = []
    job.finished.connect(lambda: seen.append(job.dialog.isVisible()))
    finished(qtbot, job)
    qtbot.wait(2 * background.PATIENCE)
    assert seen == [False]
    assert QApplication.activeModalWidget() is None


def test_long_work_shows_how_far_it_is(window, qtbot):
    go_on = threading.Event()
    job = background.run(window, "导出", lambda _: go_on.wait(5), lambda _: None)
    qtbot.waitUntil(job.dialog.isVisible)
    assert job.dialog.isModal()
    go_on.set()
    finished(qtbot, job)


def test_an_error_is_told(window, qtbot, told):
    error = ActionableError("X01", "U 盘被拔出。", do="请插好后再试。")

    def work(progress):
        raise error

    finished(qtbot, background.run(window, "写入", work, lambda _: None))
    assert told == [error]


def test_a_page_may_deal_with_an_error_itself(window, qtbot, told):
    seen: list[BaseException] = []

    def work(progress):
        raise ActionableError("X01", "U 盘被拔出。")

    def failed(error):
        seen.append(error)
        return True

    finished(qtbot, background.run(window, "写入", work, lambda _: None, failed=failed))
    assert [type(error) for error in seen] == [ActionableError]
    assert told == []


def test_a_result_that_cannot_be_shown_still_ends_the_job(window, qtbot):
    """The bar goes even when the page makes a mistake with the result."""

    def done(_):
        raise RuntimeError

    job = background.run(window, "打印", lambda _: 1, done)
    with qtbot.capture_exceptions() as exceptions:
        finished(qtbot, job)
    assert [kind for kind, *_ in exceptions] == [RuntimeError]
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()
