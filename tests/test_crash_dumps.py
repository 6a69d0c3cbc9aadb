"""E4: when the program dies, nothing of its memory is written to the disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import __main__, crash_dumps

DIES = """
import resource, os
_, most = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (most, most))  # as a desktop may have it
from app.crash_dumps import switch_off
switch_off()
print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)
os.abort()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a core file is a matter of Unix")
def test_a_program_that_dies_leaves_no_core_file(tmp_path):
    root = str(Path(crash_dumps.__file__).parents[1])
    died = subprocess.run(
        [sys.executable, "-c", DIES],
        cwd=tmp_path,
        env={"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert died.returncode < 0
    assert died.stdout.strip() == "(0, 0)"
    assert list(tmp_path.iterdir()) == []


class Kernel:
    """kernel32, as far as it is asked."""

    def __init__(self) -> None:
        self.mode, self.flags = 0x8000, 0

    def GetErrorMode(self) -> int:  # noqa: N802 - Windows' name
        return self.mode

    def SetErrorMode(self, mode: int) -> None:  # noqa: N802
        self.mode = mode

    def WerSetFlags(self, flags: int) -> None:  # noqa: N802
        self.flags = flags


def test_windows_is_asked_for_no_report_and_none_of_the_heap():
    kernel = Kernel()
    crash_dumps.switch_off(kernel)
    assert kernel.mode == 0x8003, "what was set before stays"
    assert kernel.flags == 1


def test_a_windows_without_one_of_them_does_not_stop_the_program():
    crash_dumps.switch_off(object())


def test_it_is_the_first_thing_the_program_does(monkeypatch):
    done: list[str] = []
    monkeypatch.setattr(crash_dumps, "switch_off", lambda: done.append("dumps"))

    def parser() -> _Stop:
        done.append("parsed")
        return _Stop()

    monkeypatch.setattr(__main__, "parser", parser)
    with pytest.raises(SystemExit):
        __main__.main([])
    assert done == ["dumps", "parsed"]


class _Stop:
    """A command line that ends the program."""

    def parse_args(self, _arguments: object) -> object:
        raise SystemExit(0)
