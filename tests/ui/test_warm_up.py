"""The log-in stands before the rest of the program is loaded, and waits for it before it opens."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from app.models.password_cost import Argon2Cost
from app.paths import Profile
from app.services import setup
from app.services.settings import Identity
from app.ui import warm_up
from app.ui.accounts.log_in import LogIn
from app.ui.warm_up import WarmUp

PASSWORD = "a long one 1"
QUICK = Argon2Cost(memory_kib=32, iterations=1, test_only=True)
OFFICE = Identity(kind="office", code="640122102", name="立岗司法所", county_code="640122")
LOADED_LATER = {
    "sqlalchemy",
    "cryptography",
    "alembic",
    "reportlab",
    "openpyxl",
    "app.services.desk",
    "PySide6.QtNetwork",
    "logging.handlers",
    "hashlib",
    "subprocess",
}
OPENED = """
import sys
from pathlib import Path
from app.clock import local_now
from app.paths import Profile
from app.services import setup
setup.open_desk(Profile(Path(sys.argv[1])), sys.argv[2], clock=local_now).close()
print(*sys.modules)
"""


def noon() -> datetime:
    return datetime(2026, 3, 2, 12)


@pytest.fixture
def profile(tmp_path):
    profile = Profile(tmp_path / "office")
    desk, _ = setup.create(profile, OFFICE, PASSWORD, clock=noon, cost=QUICK)
    desk.close()
    return profile


def modules_after(program: str, *arguments: str) -> set[str]:
    """Names of what a fresh interpreter has loaded when ``program`` has run."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_log_in_is_there_without_services_and_printing():
    """Budget: process start to window."""
    loaded = modules_after("import sys, app.ui.application; print(*sys.modules)")
    assert "app.ui.accounts.log_in" in loaded
    assert loaded & LOADED_LATER == set()


def test_the_window_is_there_without_the_registers_of_its_pages():
    """Budget: a page brings its own when it is turned to."""
    loaded = modules_after("import sys, app.ui.main_window, app.ui.tabs; print(*sys.modules)")
    assert "app.ui.page" in loaded
    assert "app.ui.register_view" not in loaded


def test_opening_a_store_that_is_up_to_date_loads_no_alembic(profile):
    """Budget: Alembic is a third of what opening a store would import."""
    loaded = modules_after(OPENED, str(profile.root), PASSWORD)
    assert "sqlalchemy" in loaded
    assert "alembic" not in loaded


def test_the_store_is_opened_when_loading_has_ended(qtbot, profile):
    """Two threads importing at a time could see a module half made."""
    asked = []
    dialog = LogIn(profile, noon, loaded=lambda: asked.append(dialog.desk))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.password, PASSWORD)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert asked == [None]
    assert dialog.desk is not None
    dialog.desk.close()


def test_waiting_leaves_no_thread_behind():
    warm_up = WarmUp()
    warm_up.start()
    warm_up.wait()
    assert not warm_up._thread.is_alive()


def test_who_is_faster_than_the_log_in_begins_the_loading_and_it_runs_once(monkeypatch):
    """The password may be there before the window asked for anything to be loaded."""
    runs: list[str] = []
    monkeypatch.setattr(warm_up, "_load_services", lambda: runs.append("services"))
    monkeypatch.setattr(warm_up, "_load_window", lambda: runs.append("window"))
    warm = WarmUp()
    warm.wait()
    warm.start()
    warm.wait()
    assert runs == ["services", "window"]


TWO_ASK = """
import sys
import threading

sys.setswitchinterval(1e-6)
import PySide6.QtWidgets
from app.ui.qt_lists import qt_lists

failed, start = [], threading.Barrier(2)


def ask():
    start.wait()
    try:
        qt_lists().WindowModality.WindowModal
    except AttributeError as error:
        failed.append(error)


threads = [threading.Thread(target=ask) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.exit(len(failed))
"""


@pytest.mark.parametrize("_again", range(3))
def test_two_threads_that_ask_for_the_lists_of_qt_both_get_them_whole(_again):
    """Enter at the log-in, while the other thread loads the window: it opened nothing, for ever."""
    run = subprocess.run([sys.executable, "-c", TWO_ASK], check=False, capture_output=True)
    assert run.returncode == 0, run.stderr
