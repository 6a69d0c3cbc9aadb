"""T6: is the data key still in the memory of a program that is locked? A figure, and no promise.

Python cannot wipe memory (trust E4): strings and bytes stay where they were until something else
is written there. So the test proves that the search finds the key while the office is open, and
that locking does away with what the program can reach; how many copies linger is said, not asserted.
The key is known to the searcher only: the locked program is another process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.models.keyslots import WrongPassword
from app.paths import Profile
from app.services.desk import Desk
from tests.faults import saver
from tests.faults.killing import PROCESSES
from tests.real_office import PASSWORD

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/PID/mem")

PIECE = 8 * 1024 * 1024


def readable(pid: int) -> Iterator[tuple[int, int]]:
    """Where the process has memory that can be read: from, to."""
    for line in Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines():
        place, rights, *_, name = [*line.split(maxsplit=5), ""]
        if rights.startswith("r") and not name.strip().startswith(("[vvar", "[vsyscall", "[vdso")):
            start, end = place.split("-")
            yield int(start, 16), int(end, 16)


def copies(pid: int, needles: dict[str, bytes]) -> dict[str, int]:
    """How often each of ``needles`` lies in the memory of the process."""
    found = dict.fromkeys(needles, 0)
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in readable(pid):
            rest = b""
            for at in range(start, end, PIECE):
                memory.seek(at)
                try:
                    piece = rest + memory.read(min(PIECE, end - at))
                except OSError:  # promised, and never touched
                    rest = b""
                    continue
                for name, needle in needles.items():
                    found[name] += piece.count(needle)
                rest = piece[-max(map(len, needles.values())) + 1 :]
    return found


def test_the_memory_of_a_locked_program(
    office_profile: Profile, open_office: Callable[..., Desk], figure: Callable[[str], None]
):
    """T6, L8: found while it is open; what stays after locking is reported."""
    desk = open_office()
    key: bytes = desk._vault._key
    desk.close()
    needles = {
        "key": key,
        "key in hexadecimal": key.hex().encode(),
        "password": PASSWORD.encode(),
    }
    ours, theirs = PROCESSES.Pipe()
    words = (office_profile.root, theirs)
    program = PROCESSES.Process(target=saver.work_and_lock, args=words, daemon=True)
    program.start()
    ours.send(PASSWORD)
    assert ours.recv() == "open"
    pid = program.pid
    assert pid is not None
    opened = copies(pid, needles)
    ours.send("lock")
    assert ours.recv() == "locked"
    locked = copies(pid, needles)
    ours.send("end")
    program.join()
    assert opened["key"] > 0, "the search does not see what is there"
    told = ", ".join(f"{name} {opened[name]} → {locked[name]}" for name in needles)
    figure(f"copies open → locked: {told}")
    with pytest.raises(WrongPassword):
        open_office(password="不是这个密码 9")
