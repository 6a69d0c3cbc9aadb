"""What a county does with a package of a known office: the table of P7, as a pure function.

Who may sign, for whom, and in which schema is settled before (``package``, ``receiving``); here
the numbers of a genuine package are held against what the county already has of that office.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Arrival", "Known", "Verdict", "decide", "missing_numbers"]


class Verdict(StrEnum):
    """The outcomes, as they stand in ``received_package.result`` and in receipts."""

    MERGED = "merged"
    REPEATED = "repeated"  # the old receipt is given out again
    SUPERSEDED = "superseded"
    HELD = "held"  # asks for a full package
    FORK = "fork"
    STOPPED = "stopped"
    OLD_EPOCH = "old_epoch"


FINAL = frozenset({Verdict.MERGED, Verdict.SUPERSEDED, Verdict.FORK})
"""Outcomes that answer the same package for ever; a held one is looked at again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The numbers of a package: what it is, what it builds on, what came before it."""

    digest: str
    epoch: int
    seq: int
    base_seq: int
    prev_digest: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the county holds of the office that sent it.

    ``packages`` maps (epoch, seq) → digest → (prev_digest, outcome) for every package ever
    verified; an undone import is not in it.
    """

    epoch: int = 0
    seq: int = 0
    least_epoch: int = 1
    stopped: bool = False
    packages: Mapping[tuple[int, int], Mapping[str, tuple[str, str]]] | None = None

    def at(self, epoch: int, seq: int) -> Mapping[str, tuple[str, str]]:
        """What came under this number: digest → (prev_digest, outcome)."""
        return (self.packages or {}).get((epoch, seq), {})


def decide(arrival: Arrival, known: Known) -> Verdict:
    """The county's answer to ``arrival``: the first line of P7's table that fits."""
    table = (
        (Verdict.REPEATED, _answered),
        (Verdict.OLD_EPOCH, lambda a, k: a.epoch < k.least_epoch),
        (Verdict.FORK, _forked),
        (Verdict.STOPPED, lambda _, k: k.stopped),
        (Verdict.SUPERSEDED, lambda a, k: (a.epoch, a.seq) <= (k.epoch, k.seq)),
        (Verdict.HELD, lambda a, k: a.base_seq > (k.seq if a.epoch == k.epoch else 0)),
    )
    return next((v for v, fits in table if fits(arrival, known)), Verdict.MERGED)


def _answered(arrival: Arrival, known: Known) -> bool:
    same_number = known.at(arrival.epoch, arrival.seq)
    return arrival.digest in same_number and same_number[arrival.digest][1] in FINAL


def _forked(arrival: Arrival, known: Known) -> bool:
    """Two contents under one number, or a chain of digests that does not fit what we hold."""
    if known.at(arrival.epoch, arrival.seq).keys() - {arrival.digest}:
        return True
    before = known.at(arrival.epoch, arrival.seq - 1)
    if before and arrival.prev_digest not in before:
        return True
    after = known.at(arrival.epoch, arrival.seq + 1)
    return any(prev != arrival.digest for prev, _ in after.values())


def missing_numbers(seen: Collection[int], head: int) -> tuple[int, ...]:
    """Numbers below ``head`` that never came (F58). Nothing is lost: packages are cumulative."""
    there = set(seen)
    return tuple(n for n in range(1, head) if n not in there)
