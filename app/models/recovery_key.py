"""The recovery key: 128 random bits, printed in digits, for the safe (trust rule K1)."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import ClassVar

from app.errors import ActionableError

__all__ = ["BadRecoveryKey", "RecoveryKey"]


class BadRecoveryKey(ActionableError):
    """The digits typed are no recovery key, or not this store's; ``group`` is 1 to 8, or 0."""

    def __init__(self, what: str, *, group: int = 0) -> None:
        self.group = group
        super().__init__("K03", what, do="请对照纸面，逐组核对后重新输入。")


@dataclass(frozen=True)
class RecoveryKey:
    """128 random bits as eight groups of six digits, printed once and kept in the safe.

    Group g (0 to 7) is 13 x word + g, a word being 16 bits. The powers of ten differ modulo 13
    within six places, so every wrong digit, every exchange of two digits and every exchange of
    two groups shows before the key is tried, and the group at fault is known.
    """

    DIGITS: ClassVar[int] = 48

    raw: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> RecoveryKey:
        """A fresh key."""
        return cls(secrets.token_bytes(16))

    @property
    def digits(self) -> str:
        """The key as printed: ``123456-234567-…``, 48 digits."""
        words = (int.from_bytes(self.raw[at : at + 2], "big") for at in range(0, 16, 2))
        return "-".join(f"{13 * word + group:06d}" for group, word in enumerate(words))

    @classmethod
    def parse(cls, typed: str) -> RecoveryKey:
        """The key behind typed digits; spaces, hyphens and full-width digits are welcome.

        Raises ``BadRecoveryKey`` naming the first wrong group.
        """
        text = unicodedata.normalize("NFKC", typed)
        digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
        if len(digits) != cls.DIGITS:
            raise BadRecoveryKey(f"恢复密钥应为 48 位数字，现在输入了 {len(digits)} 位。")
        raw = bytearray()
        for group in range(8):
            word, check = divmod(int(digits[6 * group : 6 * group + 6]), 13)
            if check != group or word > 0xFFFF:
                raise BadRecoveryKey(f"恢复密钥第 {group + 1} 组数字有误。", group=group + 1)
            raw += word.to_bytes(2, "big")
        return cls(bytes(raw))
