"""Money: whole fen inside, figures and 大写 outside, and what a clerk types in between.

大写 follows 《支付结算办法》, annex 1 (正确填写票据和结算凭证的基本规定). It comes from cn2an, which is handed
an exact decimal string; the one zero it drops is put back here.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

FEN = 100
LIMIT = 10**12 * FEN
"""One million million yuan: beyond it somebody's finger stayed on a key."""

_UNITS = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY)?[¥]?(?P<number>[0-9.,]+)(?P<unit>千万|百万|千|万|亿)?(?:元|圆|块|块钱)?(?:整|正)?"
)


class MoneyProblem(ValueError):
    """What was typed is no sum of money; the message says why, for the clerk."""


def parse_yuan(text: str) -> int:
    """The fen in what a clerk typed: ``12000``, ``1.2万``, ``12,000.50``, ``￥１２０``, ``3千元``.

    Raises ``MoneyProblem`` for anything in doubt; a sum is never guessed.
    """
    clean = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    clean = clean.replace("、", ",").replace("。", ".").replace("W", "万")
    if not clean:
        raise MoneyProblem("没有填金额。")
    if clean.startswith(("-", "负")):
        raise MoneyProblem("金额不能是负数。")
    match = _AMOUNT.fullmatch(clean)
    if not match:
        raise MoneyProblem(f"看不懂金额“{text}”，请写成12000或者1.2万。")
    unit = match["unit"] or ""
    yuan = _number(match["number"], unit) * _UNITS[unit]
    fen = yuan * FEN
    if fen != fen.to_integral_value():
        raise MoneyProblem(f"“{text}”不足一分，请写到分为止。")
    if fen >= LIMIT:
        raise MoneyProblem(f"“{text}”太大，请再看一遍。")
    return int(fen)


def yuan_text(fen: int, *, grouped: bool = False) -> str:
    """Fen as yuan in figures: whole yuan without decimals, otherwise two: ``800``, ``12000.50``."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    yuan, rest = divmod(fen, FEN)
    whole = f"{yuan:,}" if grouped else str(yuan)
    return f"{sign}{whole}.{rest:02}" if rest else f"{sign}{whole}"


def in_words(fen: int) -> str:
    """大写: 壹万贰仟元整, 壹拾元零伍分. ``ValueError`` below zero or beyond ``LIMIT``."""
    import cn2an

    if not 0 <= fen < LIMIT:
        raise ValueError(f"no 大写 for {fen} fen")
    yuan, rest = divmod(fen, FEN)
    words = str(cn2an.an2cn(f"{yuan}.{rest:02}", "rmb"))
    hundred_millions, below = divmod(yuan, 10**8)
    if hundred_millions and 10**3 <= below < 10**4:  # cn2an: 100001000 → 壹亿壹仟元整
        words = words.replace("亿", "亿零", 1)
    return words


def _number(figures: str, unit: str) -> Decimal:
    """The figures with commas only where thousands end, and at most one point."""
    whole, _, fraction = figures.partition(".")
    if "," in figures and not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", whole):
        raise MoneyProblem(f"“{figures}{unit}”里逗号的位置不对：千分位每三位一个，小数用点。")
    try:
        return Decimal(
            f"{whole.replace(',', '')}.{fraction}" if fraction else whole.replace(",", "")
        )
    except InvalidOperation:
        raise MoneyProblem(f"看不懂金额“{figures}{unit}”，请写成12000或者1.2万。") from None
