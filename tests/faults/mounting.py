"""Disks of a test's own: mounted where only its child sees them, gone with the child.

``unshare`` gives the child a list of mounts of its own; a user who is not root needs leave for user
namespaces, which some systems refuse. Then the test is skipped, and says why.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

__all__ = ["cannot_mount", "cannot_mount_files", "on_a_disk", "on_a_file"]

APART = ("unshare", "--map-root-user", "--mount")
TMPFS = 'mount -t tmpfs -o size="$1" none "$2" && shift 2 && exec "$@"'
LOOP = 'mount -o loop "$1" "$2" && shift 2 && exec "$@"'


@cache
def cannot_mount() -> str:
    """Why no test may mount anything here; empty where it may."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return "no unshare on this system"
    tried = subprocess.run(
        (*APART, "mount", "-t", "tmpfs", "none", "/mnt"),
        check=False,
        capture_output=True,
        text=True,
    )
    return f"this user may not mount: {tried.stderr.strip()}" if tried.returncode else ""


@cache
def cannot_mount_files() -> str:
    """Why no test may mount a file as a disk: the kernel lets root only; empty where it may."""
    if cannot_mount():
        return cannot_mount()
    if os.geteuid() != 0 or not Path("/dev/loop-control").exists():
        return "loop devices are root's"
    return "" if shutil.which("mkfs.ext4") else "no mkfs.ext4 on this system"


def on_a_disk(size: str, at: Path, *module: str) -> str:
    """What ``python -m MODULE WORD…`` prints, run with a disk of ``size`` mounted at ``at``."""
    return _apart(APART, TMPFS, size, str(at), *module)


def on_a_file(image: Path, at: Path, *module: str) -> str:
    """The same with the formatted file ``image`` as the disk."""
    return _apart(("unshare", "--mount"), LOOP, str(image), str(at), *module)


def _apart(apart: tuple[str, ...], mount: str, what: str, at: str, *module: str) -> str:
    words = (*apart, "sh", "-c", mount, "sh", what, at, sys.executable, "-m", *module)
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
