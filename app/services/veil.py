"""What is seen of numbers, telephones and addresses until somebody asks for the whole (trust E3)."""

from __future__ import annotations

import re

from app.forms.definition import Field

__all__ = ["veil", "veil_numbers", "veiled_as"]

SHOWN_OF_ADDRESS = 6
"""Characters: county and township, as addresses here are written."""
PHONE = 11
"""Digits of a mobile telephone."""
_NUMBERS = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
"""An ID number or a mobile telephone inside other words."""


def veil(name: str, text: str) -> str:
    """``text`` of the field ``name``, cut where it would identify: 6401…1234, 139…001."""
    if name.endswith("id_number"):
        return _middle(text, 4, 4)
    if name.endswith("phone"):
        return _middle(text, 3, 3)
    if name.endswith("address"):
        return text[:SHOWN_OF_ADDRESS] + "…" if len(text) > SHOWN_OF_ADDRESS else text
    return veil_numbers(text)


def veiled_as(field: Field) -> str:
    """The name by which the words of ``field`` are cut: where somebody lives is an address, however
    the paper calls it (the 地点 of a home visit, a family's 工作单位或住址).
    """
    return "address" if field.home else field.name


def veil_numbers(text: str) -> str:
    """Words in which somebody wrote an ID number or a mobile telephone, with these cut."""
    return _NUMBERS.sub(
        lambda found: _middle(found[0], *((3, 3) if len(found[0]) == PHONE else (4, 4))), text
    )


def _middle(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
