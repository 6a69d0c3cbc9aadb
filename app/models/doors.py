"""Which accounts have a way in, read before anything else is loaded.

The log-in dialog asks this for its buttons while the ciphers are still being imported, so this
module needs JSON only. Of an account the file tells its number and nothing else: the log-in shows
1, 2, 3, and names only those that were seen in the open store since the program was started.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FIRST_USER", "Door", "doors", "number_of", "user_of"]

FIRST_USER = "u1"
"""The account that set up the store: opaque, personal names stay inside the encrypted store."""

_USER = re.compile(r"u([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Door:
    """An account with a password; ``once`` says that it is still the start password."""

    user: str
    number: int
    once: bool = False


def user_of(number: int) -> str:
    """The opaque id of an account."""
    return f"u{number}"


def number_of(user: str) -> int:
    """The number of an account; 0 for what is no account."""
    found = _USER.fullmatch(user)
    return int(found[1]) if found else 0


def doors(path: Path) -> list[Door]:
    """The accounts that have a password, by number; what cannot be read has none.

    Whether the file is whole is said by ``keyslots`` when a password is tried.
    """
    try:
        slots = json.loads(path.read_bytes())["body"]["slots"]
        found = [
            Door(slot["user"], number_of(slot["user"]), slot.get("once", False) is True)
            for slot in slots
            if slot["kind"] == "password"
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
    return sorted(found, key=lambda door: door.number)
