"""Pictures as clerks bring them: drawn here, so that no real face is in the repository."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw

from app.services.photos import cut, open_photo

__all__ = ["face", "one_inch", "picture"]


def picture(size: tuple[int, int] = (900, 1200), kind: str = "JPEG", **saved: Any) -> bytes:
    """Red above, blue below."""
    return _bytes(_two_halves(size), kind, **saved)


def face(mode: str = "RGB", kind: str = "JPEG", **saved: Any) -> bytes:
    """The same in another colour mode."""
    return _bytes(_two_halves((900, 1200)).convert(mode), kind, **saved)


def one_inch() -> bytes:
    """A photograph as it is kept."""
    return cut(open_photo(picture()), (0.0, 0.0, 1.0, 1.0))


def _two_halves(size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, (200, 30, 30))
    ImageDraw.Draw(image).rectangle((0, size[1] // 2, *size), fill=(30, 30, 200))
    return image


def _bytes(image: Image.Image, kind: str, **saved: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **saved)
    return target.getvalue()
