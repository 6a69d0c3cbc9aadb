"""Two programs on a mounted disk, and whether the program knows the disk (F8); runs where it is seen.

    python -m tests.faults.on_mounts FOLDER STORE KEY ROUNDS

FOLDER lies on the disk, STORE is an empty store, KEY its key in hexadecimal. Says as JSON on which
kind of file system it believes FOLDER to lie, and what the two programs were told each time.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from app.services.placement import mount_of, read_mounts, refuse_bad_place
from tests.faults.test_two_starts import race


def main() -> int:
    where, store, key, rounds = sys.argv[1:]
    folder = Path(where)
    path = Path(shutil.copyfile(store, folder / "office.db"))
    mount = mount_of(folder.resolve(), read_mounts(Path("/proc/self/mountinfo").read_text("utf-8")))
    assert mount is not None
    refuse_bad_place(folder)  # a disk of this PC, whatever it is called
    said = [race(path, bytes.fromhex(key)) for _ in range(int(rounds))]
    print(json.dumps({"filesystem": mount.filesystem, "point": mount.point, "said": said}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
