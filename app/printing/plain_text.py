"""Lines as they are, on as many pages as they need."""

from __future__ import annotations

from collections.abc import Iterable

from app.printing import text as typeset
from app.printing.flow import Block
from app.printing.fonts import Typeface
from app.printing.page import Meta, PageSetup, Part, build_pdf
from app.printing.text import Style, Text

__all__ = ["plain_text"]

LINE = Style(Typeface.BODY, 9.0, 13.0)


def plain_text(title: str, code: str, lines: Iterable[str]) -> bytes:
    """A title and the lines below it; an empty line is a gap."""
    blocks: list[Block] = [Text(title, typeset.TITLE)]
    blocks += [Text(line or " ", LINE) for line in lines]
    return build_pdf([Part(title, blocks)], meta=Meta(title, code), setup=PageSetup()).pdf
