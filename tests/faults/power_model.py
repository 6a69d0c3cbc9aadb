"""What a disk may hold after a power cut (fault test F4): all that was forced, anything of the rest.

Writes since the last force of a file reach the medium or not, in any order, whole or up to a
sector; a file that was made is there or not until its folder was forced; a removal likewise. A disk
that lies takes a force for nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.failing_disk import Operation

__all__ = ["after_a_cut"]

SECTOR = 512


@dataclass
class _Medium:
    """One file: what is forced, what is on its way, whether its name is certain."""

    forced: bytearray
    named: bool = True
    leaving: bool = False
    waiting: list[Operation] = field(default_factory=list)


def after_a_cut(
    before: Mapping[str, bytes],
    operations: Iterable[Operation],
    dice: random.Random,
    *,
    lying: bool = False,
) -> dict[str, bytes]:
    """File name → content, as it may be found; ``before`` is what was there and forced."""
    media = {name: _Medium(bytearray(data)) for name, data in before.items()}
    for operation in operations:
        name = Path(operation.path).name
        match operation.kind:
            case "create":
                media[name] = _Medium(bytearray(), named=False)
            case "write" | "truncate" if name in media:
                media[name].waiting.append(operation)
            case "sync" if name in media and not lying:
                medium = media[name]
                for waiting in medium.waiting:
                    _apply(medium.forced, waiting)
                medium.waiting, medium.named = [], True
            case "delete" if name in media:
                if operation.at and not lying:
                    del media[name]
                else:
                    media[name].leaving = True
    return {name: _found(medium, dice) for name, medium in media.items() if _there(medium, dice)}


def _there(medium: _Medium, dice: random.Random) -> bool:
    certain = medium.named and not medium.leaving
    return certain or dice.random() < 0.5


def _found(medium: _Medium, dice: random.Random) -> bytes:
    """What was forced, and some of what was on its way, in any order."""
    content = bytearray(medium.forced)
    arrived = [one for one in medium.waiting if dice.random() < 0.6]
    dice.shuffle(arrived)
    for operation in arrived:
        torn = operation.kind == "write" and dice.random() < 0.2
        kept = dice.randrange(0, len(operation.data) + 1, SECTOR) if torn else None
        _apply(content, operation, kept)
    return bytes(content)


def _apply(content: bytearray, operation: Operation, kept: int | None = None) -> None:
    if operation.kind == "truncate":
        del content[operation.at :]
        content.extend(bytes(operation.at - len(content)))
        return
    data = operation.data[:kept]
    if len(content) < operation.at:
        content.extend(bytes(operation.at - len(content)))
    content[operation.at : operation.at + len(data)] = data
