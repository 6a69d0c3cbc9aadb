"""The recovery key in three shares for three people: any two open the store, one tells nothing (K1).

Shamir's scheme of degree one (How to Share a Secret, CACM 22, 1979) for each of the sixteen bytes, in
the field of AES, GF(2^8) modulo x^8+x^4+x^3+x+1 (FIPS 197, 4.2): share n is secret + n·r with one
random byte r. For a known share each secret is as likely as any other, for r is as likely as any
other. Two shares n and m give the secret back as (m·share n + n·share m) / (n + m).

A share is printed as ten groups of six digits, a group being 13 x word + its place as in the whole
key, so that a slip names its group and a share is never taken for a whole key. The first word is the
number of the set and of the share; the last is a checksum, for groups mixed from two sheets.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from app.models.recovery_key import BadRecoveryKey, RecoveryKey

__all__ = ["DIGITS", "NUMBERS", "Share", "combine", "recovery_key_of", "split"]

NUMBERS = (1, 2, 3)
SETS = 1 << 14
WORDS = 10
DIGITS = 6 * WORDS
CHECK = 13
SIZE = 16

INVERSE = {1: 0x01, 2: 0x8D, 3: 0xF6}
"""Of the sums of two share numbers."""

ORDER = ("第一行", "第二行")


@dataclass(frozen=True)
class Share:
    """One of three; ``number`` is 1 to 3, ``set_number`` tells sets from each other."""

    number: int
    set_number: int
    raw: bytes = field(repr=False)

    @property
    def digits(self) -> str:
        """The share as printed: ``123456-234567-…``, 60 digits."""
        return "-".join(f"{CHECK * word + at:06d}" for at, word in enumerate(self._words))

    @property
    def set_name(self) -> str:
        """The number of the set as a person reads and compares it."""
        return f"{self.set_number:05d}"

    @property
    def _words(self) -> list[int]:
        body = [int.from_bytes(self.raw[at : at + 2], "big") for at in range(0, SIZE, 2)]
        first = self.set_number << 2 | self.number
        told = b"recovery share 1" + first.to_bytes(2, "big") + self.raw
        return [first, *body, int.from_bytes(hashlib.sha256(told).digest()[:2], "big")]

    @classmethod
    def parse(cls, typed: str, called: str = "") -> Share:
        """The share behind typed digits, as ``RecoveryKey.parse``; ``called`` names it in a refusal."""
        digits = _digits(typed)
        name = called or "这一份"
        if len(digits) != DIGITS:
            raise BadRecoveryKey(
                f"{name}应为 {DIGITS} 位数字，现在输入了 {len(digits)} 位。"
                if len(digits) != RecoveryKey.DIGITS
                else f"{name}是整张的恢复密钥，不是三份里的一份；只输入它就可以打开。"
            )
        words = []
        for at in range(WORDS):
            word, check = divmod(int(digits[6 * at : 6 * at + 6]), CHECK)
            if check != at or word > 0xFFFF:
                raise BadRecoveryKey(f"{name}第 {at + 1} 组数字有误。", group=at + 1)
            words.append(word)
        raw = b"".join(word.to_bytes(2, "big") for word in words[1:-1])
        share = cls(words[0] & 3, words[0] >> 2, raw)
        if share.number not in NUMBERS or share._words != words:
            raise BadRecoveryKey(f"{name}有几组数字对不上，可能混进了另一张纸上的数字。")
        return share


def split(
    recovery: RecoveryKey, random: Callable[[int], bytes] = secrets.token_bytes
) -> tuple[Share, ...]:
    """Three shares of a fresh set; ``random`` gives so many bytes (tests fix them)."""
    slope = random(SIZE)
    set_number = int.from_bytes(random(2), "big") % SETS
    return tuple(
        Share(
            n, set_number, bytes(s ^ _times(n, r) for s, r in zip(recovery.raw, slope, strict=True))
        )
        for n in NUMBERS
    )


def combine(one: Share, other: Share) -> RecoveryKey:
    """The key behind two shares of one set; raises ``BadRecoveryKey`` for one twice, or of two sets."""
    if one.set_number != other.set_number:
        raise BadRecoveryKey(
            f"这两份不是同一套：一份的套号是 {one.set_name}，另一份是 {other.set_name}。"
            "换过恢复密钥以后，旧的一套就作废了，请拿套号相同的两份。"
        )
    if one.number == other.number:
        raise BadRecoveryKey(
            f"两次输入的都是第 {one.number} 份。请再向另一位保管人要一份。"
            if one.raw == other.raw
            else "这两份不是同一套，请拿同一天打印的两份。"
        )
    n, m = one.number, other.number
    factor = INVERSE[n ^ m]
    return RecoveryKey(
        bytes(
            _times(factor, _times(m, a) ^ _times(n, b))
            for a, b in zip(one.raw, other.raw, strict=True)
        )
    )


def recovery_key_of(typed: str) -> RecoveryKey:
    """The key behind what was typed: the whole key in one line, or two shares in two lines.

    Raises ``BadRecoveryKey``.
    """
    lines = [line for line in typed.splitlines() if _digits(line)]
    if len(lines) == 1 and len(_digits(lines[0])) == DIGITS:
        share = Share.parse(lines[0])
        raise BadRecoveryKey(
            f"这是三份恢复密钥里的第 {share.number} 份（套号 {share.set_name}），单独一份打不开。"
            "请再向另一位保管人要一份，输入在下面一行。"
        )
    if len(lines) == 2:
        return combine(*(Share.parse(line, name) for line, name in zip(lines, ORDER, strict=True)))
    return RecoveryKey.parse(typed)


def _digits(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def _times(a: int, b: int) -> int:
    """The product in GF(2^8); without branches or tables that depend on ``b``, which is secret."""
    product = 0
    for _ in range(8):
        product ^= b * (a & 1)
        b = b << 1 ^ 0x11B * (b >> 7)
        a >>= 1
    return product
