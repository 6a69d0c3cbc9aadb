"""Which files belong together: the volumes of one package, as they lie on a stick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from app.sync.refusal import Refused
from app.sync.volumes import peek

__all__ = ["volumes_together"]


def volumes_together(files: Iterable[Path]) -> list[tuple[Path, ...]]:
    """The volumes of each package, sorted, in the order in which packages were met.

    A second file of the same volume, such as a copy that was cut short, stands alone: it must not
    spoil the good one beside it (J6).
    """
    groups: dict[tuple[bytes, int], list[Path]] = {}
    copies: Counter[tuple[bytes, int]] = Counter()
    for file in files:
        package, volume = _front(file)
        copies[package, volume] += 1
        groups.setdefault((package, copies[package, volume]), []).append(file)
    return [tuple(sorted(group)) for group in groups.values()]


def _front(file: Path) -> tuple[bytes, int]:
    """Package id and volume; a file without a readable front stands alone."""
    try:
        with file.open("rb") as source:
            header = peek(source)
    except (Refused, OSError):
        return str(file).encode(), 1
    return header.package_id, header.volume
