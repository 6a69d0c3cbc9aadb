"""What a bureau sees of numbers and addresses until it asks for the whole (trust E3)."""

from __future__ import annotations

__all__ = ["veil"]

SHOWN_OF_ADDRESS = 6
"""Characters: county and township, as addresses here are written."""


def veil(name: str, text: str) -> str:
    """``text`` of the field ``name``, cut where it would identify: 6401…1234, 139…001."""
    if name.endswith("id_number"):
        return _middle(text, 4, 4)
    if name.endswith("phone"):
        return _middle(text, 3, 3)
    if name.endswith("address") and len(text) > SHOWN_OF_ADDRESS:
        return text[:SHOWN_OF_ADDRESS] + "…"
    return text


def _middle(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
