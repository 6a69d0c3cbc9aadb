"""Opening a picture file that came from anywhere: what it really is decides, not its name."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["MOST_BYTES", "TooLarge", "Unreadable", "opened"]

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000


class Unreadable(Exception):
    """Not a picture of the kinds asked for, or damaged."""


class TooLarge(Exception):
    """More pixels than a scan of an office has: decoding it could take all memory."""


@contextmanager
def opened(data: bytes, formats: Iterable[str]) -> Iterator[Image]:
    """The picture, measured but not decoded yet.

    Raises ``Unreadable`` and ``TooLarge``, also for what goes wrong while the caller decodes it.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(formats)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise TooLarge
                yield image
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooLarge from error
    except (OSError, SyntaxError, ValueError, KeyError) as error:  # UnidentifiedImageError, too
        raise Unreadable from error
