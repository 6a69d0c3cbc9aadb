"""What one guess of a password costs: Argon2id, calibrated to the PC (trust rule K1)."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

__all__ = ["FLOOR", "Argon2Cost", "calibrate"]


@dataclass(frozen=True)
class Argon2Cost:
    """What one guess of a password costs. The floor is trust rule K1: 64 MiB, three passes.

    ``test_only`` admits less, so that tests are quick; the program never sets it.
    """

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4
    test_only: bool = field(default=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        floor = (8 * self.lanes, 1) if self.test_only else (64 * 1024, 3)
        if self.memory_kib < floor[0] or self.iterations < floor[1]:
            raise ValueError("Argon2id below the floor of trust rule K1")

    @classmethod
    def stored(cls, values: dict[str, int]) -> Argon2Cost:
        """The cost named in a slot file; raises ``ValueError`` beyond what this program writes.

        A cheap one is no danger: the slot was wrapped at the cost it names, or does not open.
        """
        cost = cls(**values, test_only=True)
        if cost.memory_kib > 1024 * 1024 or cost.iterations > 1000 or not 1 <= cost.lanes <= 64:
            raise ValueError("Argon2id cost beyond any of ours")
        return cost

    def derive(self, password: str, salt: bytes) -> bytes:
        """A 256-bit wrapping key. The same password typed through another input method counts."""
        return Argon2id(
            salt=salt,
            length=32,
            iterations=self.iterations,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        ).derive(unicodedata.normalize("NFC", password).encode())


FLOOR = Argon2Cost()
MOST_MEMORY_KIB = 256 * 1024  # an office PC with 2 GB must still open its store after an upgrade


def calibrate(
    *, least_seconds: float = 0.5, timer: Callable[[], float] = time.perf_counter
) -> Argon2Cost:
    """The cost at which one try takes 0.5 to 1.5 s on this PC; never below the floor.

    Doubles memory, then passes, until a try takes long enough; takes about 2 s itself.
    """
    cost = FLOOR
    while True:
        start = timer()
        cost.derive("calibration", bytes(16))
        if timer() - start >= least_seconds:
            return cost
        if cost.memory_kib < MOST_MEMORY_KIB:
            cost = replace(cost, memory_kib=2 * cost.memory_kib)
        else:
            cost = replace(cost, iterations=2 * cost.iterations)
