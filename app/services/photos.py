"""一寸照片: any picture file made upright and small, and the part of it that is kept.

What comes from a telephone lies on its side, is in print colours or has a see-through ground; it is
put right here. What is no photograph is refused with a sentence that says what to do.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import ActionableError
from app.services.image_files import MOST_BYTES, TooLarge, Unreadable, opened

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["KEPT", "LEAST", "BadPhoto", "RawPhoto", "cut", "must_be_cut", "open_photo"]

KEPT = (295, 413)
"""Pixels kept: 25 × 35 mm at 300 dots an inch."""

LEAST = (118, 165)
"""Pixels of the cut-out below which the print is too coarse to know a face: 120 dots an inch."""

WORKED_ON = (1600, 1600)
"""Pixels of a picture while it is cut; a telephone makes four times as many each way."""

MANY_IN_ONE = "MPO"  # a telephone keeps a preview behind the photograph; the first is meant
FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "GIF", "WEBP")


class BadPhoto(ActionableError):
    """The file is no photograph that can be kept."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__("M08", what, safe="原文件和登记的内容都没有变化。", do=do)


@dataclass(frozen=True, slots=True)
class RawPhoto:
    """A picture put right, to be cut: JPEG in plain colours, upright, of moderate size."""

    data: bytes
    width: int
    height: int


def open_photo(data: bytes) -> RawPhoto:
    """The picture in a file, put right. Raises ``BadPhoto``."""
    from PIL import ImageOps

    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise BadPhoto(
            f"这个文件有{len(data) / 1024 / 1024:.1f}MB，超过{most}MB的上限。",
            "请选小一些的照片。",
        )
    if data[4:8] == b"ftyp":
        raise BadPhoto(
            "这是苹果手机的HEIC照片或者视频，程序读不了。",
            "请在手机上把照片发送为JPG，或者截屏以后再选。",
        )
    try:
        with opened(data, FORMATS) as image:
            if getattr(image, "n_frames", 1) > 1 and image.format != MANY_IN_ONE:
                raise BadPhoto("这是动图或者多页的图片，不是照片。", "请选单张的JPG或PNG照片。")
            image.draft("RGB", WORKED_ON)  # a large JPEG is decoded at a half or a quarter
            picture = _plain(ImageOps.exif_transpose(image))
    except TooLarge as error:
        raise BadPhoto("这张图片的尺寸太大。", "请选小一些的照片。") from error
    except Unreadable as error:
        raise BadPhoto("这不是照片，或者文件已经损坏。", "请选JPG或PNG照片。") from error
    if picture.width < LEAST[0] or picture.height < LEAST[1]:
        raise BadPhoto(
            f"这张照片只有{picture.width}×{picture.height}点，印出来看不清人。",
            f"请选至少{LEAST[0]}×{LEAST[1]}点的照片。",
        )
    picture.thumbnail(WORKED_ON)
    return RawPhoto(_jpeg(picture), picture.width, picture.height)


def cut(raw: RawPhoto, box: tuple[float, float, float, float], *, turns: int = 0) -> bytes:
    """The part of a picture that is kept, as JPEG of ``KEPT`` pixels.

    ``box`` is left, top, right, bottom as parts of width and height, after so many quarter turns
    to the right.
    """
    from PIL.Image import Resampling

    with opened(raw.data, ("JPEG",)) as image:
        turned = image.rotate(-90 * turns, expand=True)
        left, top, right, bottom = box
        width, height = turned.size
        place = (left * width, top * height, right * width, bottom * height)
        return _jpeg(turned.resize(KEPT, Resampling.LANCZOS, box=place))


def must_be_cut(data: bytes) -> None:
    """Raise ``BadPhoto`` unless ``data`` is what ``cut`` gives."""
    try:
        with opened(data, ("JPEG",)) as image:
            image.load()
            right = image.size == KEPT
    except (TooLarge, Unreadable):
        right = False
    if not right:
        raise BadPhoto("照片没有裁成一寸，或者已经损坏。", "请重新选择照片。")


def _plain(image: Image) -> Image:
    """The image in plain colours on white: print colours, palettes and depth are translated."""
    from PIL.Image import alpha_composite, new

    if image.mode.startswith("I"):  # sixteen bits of grey
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if image.mode in {"P", "PA", "LA", "RGBA", "La", "RGBa"}:
        clear = image.convert("RGBA")
        ground = new("RGBA", clear.size, "white")
        return alpha_composite(ground, clear).convert("RGB")
    return image.convert("RGB")


def _jpeg(image: Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=90, dpi=(300, 300))
    return target.getvalue()
