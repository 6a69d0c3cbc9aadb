"""Two starts at once (F8): one writer; the second start brings the first window forward and goes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from app.models.database import Database
from app.models.people import Person
from tests.faults import saver
from tests.faults.counts import times
from tests.faults.killing import PROCESSES

ROUNDS = times("F8-races")


def race(path: Path, key: bytes) -> list[str]:
    """What two programs say that open the same store at the same word."""
    lines, desks = [], []
    for _ in range(2):
        theirs, ours = PROCESSES.Pipe(duplex=False)
        told, teller = PROCESSES.Pipe(duplex=False)
        desk = PROCESSES.Process(
            target=saver.open_and_write, args=(path, key, theirs, teller), daemon=True
        )
        desk.start()
        desks.append(desk)
        lines.append((ours, told))
    for go, _ in lines:
        go.send("go")
    said = [told.recv() for _, told in lines]
    for go, _ in lines:
        go.send("end")
    for desk in desks:
        desk.join()
    return sorted(said)


def test_one_of_two_programs_writes_and_the_other_is_told(tmp_path, store_template, figure):
    """Trust L3: the file is held by one."""
    template, key = store_template
    path = Path(shutil.copyfile(template, tmp_path / "office.db"))
    for number in range(ROUNDS):
        assert race(path, key) == ["S02", "written"]
        store = Database(path, key, office="640122102", clock=saver.morning)
        with store.begin() as session:
            assert session.scalar(select(func.count()).select_from(Person)) == number + 1
        store.close()
    figure(f"{ROUNDS} races: one writes, the other is told S02")


FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.paths import Profile
from app.ui import application

def watch():
    from PySide6.QtWidgets import QApplication
    dialog = QApplication.activeModalWidget()
    if dialog is None:
        return
    if not watch.said:
        watch.said = True
        dialog.showMinimized()
        print("UP", flush=True)
    elif not dialog.isMinimized():
        print("FRONT", flush=True)
        dialog.reject()

watch.said = False
dress = application.dress
def dressed(*words):
    made = dress(*words)
    application.timer = QTimer(interval=20)
    application.timer.timeout.connect(watch)
    application.timer.start()
    return made

application.dress = dressed
sys.exit(application.run(Profile(Path(sys.argv[1]))))
"""


def test_a_second_start_brings_the_first_window_forward(office_profile):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    root = str(office_profile.root)
    first = subprocess.Popen(
        [sys.executable, "-c", FIRST, root], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    try:
        assert first.stdout.readline() == "UP\n"
        second = [sys.executable, "-m", "app", "--profile", root]
        subprocess.run(second, env=environment, check=True, timeout=60)
        assert first.stdout.readline() == "FRONT\n"
        assert first.wait(timeout=60) == 0
    finally:
        first.kill()
        first.communicate()
