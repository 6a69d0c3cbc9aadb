"""Scans inside a dossier: each side on its own A4 page, as large as the text block allows.

Images are drawn as they are. Pages of a PDF cannot be drawn by reportlab; they leave an empty
page with its number, and ``lay_in`` puts them there afterwards, text and all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps
from pypdf import PdfWriter, Transformation
from reportlab.lib.utils import ImageReader

from app.errors import ActionableError
from app.forms.dossier import FiledScan
from app.printing.flow import Block, NewPage
from app.printing.page import Sheet

__all__ = ["lay_in", "scan_blocks"]

FULL = 600.0  # points; a side takes the page whatever little stands above it


class ImageSide(Block):
    """One image, upright, scaled to the text block and centred."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image

    def height(self, width: float) -> float:
        """A whole page."""
        del width
        return FULL

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw it between the margins."""
        across, down = self._image.size
        scale = min(width / across, FULL / down)
        wide, high = across * scale, down * scale
        sheet.drawImage(ImageReader(self._image), x + (width - wide) / 2, top - high, wide, high)


@dataclass(slots=True)
class PdfSide(Block):
    """Room for one page of a scanned PDF; remembers where it came to stand."""

    source: PdfWriter
    number: int
    page: int = 0  # of the finished PDF, from 1
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    def height(self, width: float) -> float:
        """A whole page."""
        del width
        return FULL

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Remember the place."""
        self.page = sheet.info.index
        self.box = (x, top - FULL, width, FULL)


def scan_blocks(scan: FiledScan) -> list[Block]:
    """A page for each side of ``scan``. Raises ``ActionableError`` naming an unreadable scan."""
    try:
        if scan.media_type == "application/pdf":
            source = PdfWriter(clone_from=BytesIO(scan.data))
            sides: list[Block] = [PdfSide(source, n) for n in range(len(source.pages))]
        else:
            image = ImageOps.exif_transpose(Image.open(BytesIO(scan.data)))
            sides = [ImageSide(image.convert("L" if image.mode in "1L" else "RGB"))]
    except Exception as error:  # the libraries raise many kinds for a damaged file
        raise ActionableError(
            "W04",
            f"扫描件“{scan.title}”读不出来，不能印入卷宗。",
            do="请在案件的扫描件栏中删除它，重新扫描后再打印。",
        ) from error
    found: list[Block] = []
    for side in sides:
        found += [NewPage(), side]
    return found


def lay_in(pdf: bytes, blocks: Sequence[Block]) -> bytes:
    """Put the pages of scanned PDFs on the pages that were kept free for them."""
    sides = [block for block in blocks if isinstance(block, PdfSide) and block.page]
    if not sides:
        return pdf
    writer = PdfWriter(clone_from=BytesIO(pdf))
    for side in sides:
        source = side.source.pages[side.number]
        source.transfer_rotation_to_content()
        box = source.mediabox
        x, y, width, height = side.box
        scale = min(width / float(box.width), height / float(box.height))
        left = x + (width - float(box.width) * scale) / 2 - float(box.left) * scale
        lower = y + height - float(box.height) * scale - float(box.bottom) * scale
        place = Transformation().scale(scale).translate(left, lower)
        writer.pages[side.page - 1].merge_transformed_page(source, place)
    finished = BytesIO()
    writer.write(finished)
    return finished.getvalue()
