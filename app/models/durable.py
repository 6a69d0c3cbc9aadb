"""Files that survive a pulled plug: written beside the target, forced to disk, then renamed.

A reader finds the old file or the new one, whole, never something between (trust F2, L6, P12).
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["part_of", "replace_durably", "sync_directory", "write_durably"]

# Windows: access denied, sharing violation, lock violation. A virus scanner or an indexer holds a
# new file for a moment; waiting helps, and about 2.5 s in all is what a person tolerates (P12).
WINDOWS_BUSY = frozenset({5, 32, 33})
RETRY_DELAYS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.7)

NO_DIRECTORY_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})


def part_of(target: Path) -> Path:
    """Where ``target`` grows before it is whole: the same folder, so that renaming is one step."""
    return target.with_name(target.name + ".part")


def write_durably(target: Path, data: bytes) -> None:
    """Put ``data`` at ``target``, read back and on disk when this returns.

    Raises ``OSError``; then the old file is untouched and no ``.part`` is left.
    """
    part = part_of(target)
    try:
        with open(part, "wb", opener=_private) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if part.read_bytes() != data:
            raise OSError(errno.EIO, "read back differs from what was written")
        replace_durably(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def replace_durably(
    part: Path, target: Path, *, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Rename ``part`` over ``target`` and force the folder's entry to disk.

    Waits up to 2.5 s while another Windows program holds the file; then, and on any other
    failure, raises ``OSError`` with the old target still in place.
    """
    for delay in (*RETRY_DELAYS, None):
        try:
            os.replace(part, target)  # noqa: PTH105 - the call whose atomicity is documented
            break
        except OSError as error:
            if delay is None or getattr(error, "winerror", None) not in WINDOWS_BUSY:
                raise
            sleep(delay)
    sync_directory(target.parent)


def sync_directory(folder: Path) -> None:
    """Force the names in ``folder`` to disk, where the system and the file system know how."""
    if os.name == "nt":
        return  # NTFS journals names; Windows opens no directory for writing
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NO_DIRECTORY_SYNC:  # some FUSE drivers of sticks know no such call
            raise
    finally:
        os.close(handle)


def _private(name: str, flags: int) -> int:
    """Open so that only this user can read the file."""
    return os.open(name, flags, 0o600)
