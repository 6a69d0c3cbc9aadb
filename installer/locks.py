"""Reads the lock files: which release of which library belongs to the program."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "requirements.lock"
SERVER = ROOT / "requirements-server.lock"  # a bureau on PostgreSQL
DEVELOPMENT = ROOT / "requirements-dev.lock"

_PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


def locked(lock: Path) -> dict[str, str]:
    """Release by normalised library name, in the order of the file."""
    return dict(_PINNED.findall(lock.read_text("utf-8")))
