"""Which records are sealed, written beside the store: a backup that is put back never unseals (D3).

The file holds record ids and days, no names. It stays where it is when the store is replaced by an
older one; opening that store seals again whatever stands here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from app.models.durable import write_durably

__all__ = ["FILE", "note", "sealed_before"]

FILE = "sealed.json"


def sealed_before(path: Path) -> Mapping[str, date]:
    """Uid of a sealed person → the day of the seal; nothing where there is no readable ledger."""
    try:
        return {uid: date.fromisoformat(day) for uid, day in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def note(path: Path, sealed: Mapping[str, date]) -> None:
    """Keep what is sealed now; a ledger that is right already is not written again."""
    if dict(sealed_before(path)) != dict(sealed):
        text = json.dumps({uid: day.isoformat() for uid, day in sealed.items()}, indent=1)
        write_durably(path, text.encode())
