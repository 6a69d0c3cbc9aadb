"""The log on disk: event codes only, a file with its first line, never more than five of 2 MB (E5)."""

from __future__ import annotations

import logging

import pytest

from app import __version__ as version
from app.paths import Profile
from app.services.event_lines import scrubbed
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
    assert line.endswith(f" ERROR E-0A1B2C {version} app.ui.dialogs unexpected E-0A1B2C")


SECRET = (
    "张三丰",
    "6401221980",
    "13900000001",
    "Zhang",
    "desk.db",
    "5d3f1c52-9c1b-4a55-8a51-1f0f6a4bb0aa",
)


@pytest.mark.parametrize(
    "message",
    [
        "张三丰 的记录",
        "number 640122198001019985 and 13900000001",
        "no such row: 'Zhang San'",
        "cannot open C:\\Users\\Zhang\\desk.db",
        "cannot open /home/Zhang/desk.db",
        "record 5d3f1c52-9c1b-4a55-8a51-1f0f6a4bb0aa is odd",
    ],
)
def test_what_a_message_says_of_somebody_is_not_written(profile, message):
    """The net below what is logged on purpose: a library's message, an exception's text."""
    logging.getLogger("some.library").warning(message)
    (line,) = (profile.logs / "desk.log").read_text("utf-8").splitlines()
    assert [word for word in SECRET if word in line] == []
    assert " WARNING - " in line


def test_lines_about_one_record_belong_together_and_lead_to_it_nowhere(profile):
    uid = "5d3f1c52-9c1b-4a55-8a51-1f0f6a4bb0aa"
    for said in (uid, uid.upper(), uid[:-1] + "b"):
        logging.getLogger("app").info("R01 %s", said)
    first, again, other = (
        line.split()[-1] for line in (profile.logs / "desk.log").read_text("utf-8").splitlines()
    )
    assert first == again != other
    assert first.startswith("id:")
    assert scrubbed(uid, b"another start") != first, "the key is of this start only"


def test_of_an_exception_only_its_kind_is_written(profile):
    try:
        raise KeyError("张三丰")
    except KeyError:
        logging.getLogger("app").exception("X01 odd")
    (line,) = (profile.logs / "desk.log").read_text("utf-8").splitlines()
    assert line.endswith(f" ERROR X01 {version} app X01 odd (KeyError)")


def test_full_files_are_turned_over_and_the_oldest_goes(profile, monkeypatch):
    monkeypatch.setattr(application, "LOG_BYTES", 400)
    for number in range(60):
        logging.getLogger("app").warning("S10 line %03d", number)
    files = sorted(profile.logs.iterdir())
    assert [file.name for file in files] == ["desk.log", *(f"desk.log.{n}" for n in range(1, 5))]
    assert all(file.stat().st_size <= 400 for file in files)
    assert "line 059" in files[0].read_text("utf-8")
