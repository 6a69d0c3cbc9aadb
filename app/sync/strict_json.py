"""JSON from outside: one meaning only, bounded, and nothing a database would choke on (P11)."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, NoReturn

from app.sync.refusal import Refusal, Refused

__all__ = ["DEPTH_LIMIT", "TEXT_LIMIT", "dumps", "loads"]

DEPTH_LIMIT = 16
TEXT_LIMIT = 64 * 1024
"""Bytes of one text in UTF-8."""


def dumps(value: Any) -> bytes:
    """Compact UTF-8. Raises ``Refused`` where a reader would, so that nothing unreadable leaves."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    _check_bounds(value, data)
    return data


def loads(data: bytes) -> Any:
    """The value of one JSON text.

    Raises ``Refused``: not UTF-8, a key twice in an object, NaN or an infinity, an integer beyond
    64 bits, a lone surrogate, deeper than 16, a text beyond 64 KiB.
    """
    try:
        value = _DECODER.decode(data.decode())
    except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise Refused(Refusal.MALFORMED, "JSON") from None
    _check_bounds(value, data)
    return value


def _check_bounds(value: Any, data: bytes) -> None:
    """Walk ``value`` only where its text ``data`` leaves a doubt: most records need no walk."""
    brackets = data.count(b"[") + data.count(b"{")
    if len(data) > TEXT_LIMIT or brackets > DEPTH_LIMIT or b"\\u" in data:
        _walk(value)


def _walk(value: Any) -> None:
    """Level by level, so that the depth of ``value`` costs no stack."""
    level: list[Any] = [value]
    for depth in range(DEPTH_LIMIT + 1):
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                _check_text(item)
            elif isinstance(item, list | dict):
                if depth == DEPTH_LIMIT:
                    raise Refused(Refusal.MALFORMED, "JSON depth")
                below.extend(item)
                if isinstance(item, dict):
                    below.extend(item.values())
        level = below


def _check_text(text: str) -> None:
    try:
        length = len(text.encode())
    except UnicodeEncodeError:
        raise Refused(Refusal.MALFORMED, "lone surrogate") from None
    if length > TEXT_LIMIT:
        raise Refused(Refusal.TOO_LARGE, "text")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _integer(text: str) -> int:
    if len(text) > 20 or not -(2**63) <= (number := int(text)) < 2**63:
        raise ValueError("an integer beyond 64 bits")
    return number


def _float(text: str) -> float:
    if not isfinite(number := float(text)):
        raise ValueError("not finite")
    return number


def _constant(_text: str) -> NoReturn:
    raise ValueError("not finite")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
)
