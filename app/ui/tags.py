"""Tags at the head of somebody's page: a word each, in the tone of what it means."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel

from app.ui import theme

__all__ = ["show_tags"]


def show_tags(tags: Sequence[QLabel], shown: Sequence[tuple[str, str]]) -> None:
    """``shown`` has the words and the role of each tag; one without words is away."""
    for tag, (words, role) in zip(tags, shown, strict=True):
        tag.setText(words)
        tag.setVisible(bool(words))
        theme.set_role(tag, role)
