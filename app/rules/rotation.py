"""调解员轮训: every mediator on the register is trained at least once a year (贺司发〔2019〕13号, part 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.rules.profiles import RuleBook, Ruling


@dataclass(frozen=True, slots=True)
class OnRegister:
    """A mediator on the register at the as-of date."""

    name: str
    appointed_on: date
    attended: bool


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many of the register were trained; ``grace`` names the lately appointed not yet trained."""

    total: int
    attended: int
    grace: tuple[str, ...]
    met: bool
    ruling: Ruling

    @property
    def strict(self) -> Fraction | None:
        """Of all on the register; ``None`` for an empty register, which has no rate."""
        return Fraction(self.attended, self.total) if self.total else None

    @property
    def lenient(self) -> Fraction | None:
        """Without those in their first weeks."""
        counted = self.total - len(self.grace)
        return Fraction(self.attended, counted) if counted else None


def rotation(register: Sequence[OnRegister], as_of: date, rules: RuleBook) -> Rotation:
    """The year's rotation as of a day. The strict rate decides (I-12); grace is only shown."""
    ruling = rules.resolve("rotation.required_percent", as_of)
    grace = [m.name for m in register if in_grace(m, as_of, rules)]
    attended = sum(m.attended for m in register)
    met = bool(register) and attended * 100 >= ruling.decimal * len(register)
    return Rotation(len(register), attended, tuple(grace), met, ruling)


def in_grace(mediator: OnRegister, as_of: date, rules: RuleBook) -> bool:
    """Whether somebody not yet trained was appointed too lately to have had the chance."""
    grace_days = rules.resolve("rotation.grace_days", as_of).integer
    return not mediator.attended and (as_of - mediator.appointed_on).days < grace_days


def percent(rate: Fraction | None) -> str:
    """Two decimals, half up: 97.44%; a dash where there is nothing to divide by."""
    if rate is None:
        return "—"
    exact = Decimal(rate.numerator * 100) / Decimal(rate.denominator)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"
