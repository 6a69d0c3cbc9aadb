"""The log on disk: event codes only, a file with its first line, never more than five of 2 MB (E5)."""

from __future__ import annotations

import logging

import pytest

from app.paths import Profile
from app.ui import application


@pytest.fixture
def profile(tmp_path):
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    root.handlers.clear()
    profile = Profile(tmp_path)
    application._log_to(profile)
    yield profile
    for handler in root.handlers:
        handler.close()
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def test_a_start_with_nothing_to_say_makes_no_file(profile):
    assert list(profile.logs.iterdir()) == []


def test_a_line_has_its_time_its_weight_and_its_module(profile):
    logging.getLogger("app.ui.dialogs").error("unexpected %s", "E-0A1B2C")
    (line,) = (profile.logs / "desk.log").read_text("utf-8").splitlines()
    assert line.endswith(" ERROR app.ui.dialogs unexpected E-0A1B2C")


def test_full_files_are_turned_over_and_the_oldest_goes(profile, monkeypatch):
    monkeypatch.setattr(application, "LOG_BYTES", 400)
    for number in range(60):
        logging.getLogger("app").warning("S10 line %03d", number)
    files = sorted(profile.logs.iterdir())
    assert [file.name for file in files] == ["desk.log", *(f"desk.log.{n}" for n in range(1, 5))]
    assert all(file.stat().st_size <= 400 for file in files)
    assert "line 059" in files[0].read_text("utf-8")
