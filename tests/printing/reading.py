"""Reading a PDF back, as a reader program would: its words, its places, its fonts."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject

from app.printing.flow import Block
from app.printing.page import Meta, PageSetup, Part, Printed, build_pdf

META = Meta("试验", "640122100")


def printed(*blocks: Block, setup: PageSetup | None = None) -> Printed:
    """One paper of these blocks."""
    return build_pdf([Part("试验", blocks)], meta=META, setup=setup)


def reader(made: Printed) -> PdfReader:
    """The PDF, opened strictly."""
    return PdfReader(BytesIO(made.pdf), strict=True)


def words(made: Printed) -> str:
    """All words of all pages, lines joined, as copying from the paper gives them."""
    return "".join(page.extract_text() for page in reader(made).pages).replace("\n", "")


@dataclass(frozen=True)
class Piece:
    """Words and where they begin, in points from the lower left corner of the page."""

    text: str
    x: float
    y: float


def pieces(made: Printed, page: int = 0) -> list[Piece]:
    """The words of a page with their places."""
    found: list[Piece] = []

    def visit(text: str, _cm: Any, tm: list[float], *_: Any) -> None:
        if text.strip():
            found.append(Piece(text.strip("\n"), tm[4], tm[5]))

    reader(made).pages[page].extract_text(visitor_text=visit)
    return found


def operators(made: Printed, page: int = 0) -> str:
    """The drawing operators of a page."""
    contents = reader(made).pages[page].get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")


def rules(made: Printed, page: int = 0) -> list[tuple[float, float, float, float]]:
    """The straight lines of a page: from x, y to x, y."""
    found = re.findall(
        r"(-?[\d.]+) (-?[\d.]+) m (-?[\d.]+) (-?[\d.]+) l(?= |\n|$)", operators(made, page)
    )
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in found]


def fonts(made: Printed) -> dict[str, Any]:
    """Every font that any page names, by its name."""
    found: dict[str, Any] = {}
    for page in reader(made).pages:
        resources = _resolved(page["/Resources"])
        for reference in _resolved(resources["/Font"]).values():
            font = _resolved(reference)
            found[str(font["/BaseFont"])[1:]] = font
    return found


def descriptor(font: Any) -> Any:
    """Font descriptor of a composite font."""
    return _resolved(_resolved(font["/DescendantFonts"][0])["/FontDescriptor"])


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def pdftotext(made: Printed, *options: str) -> str | None:
    """What poppler's pdftotext reads; None where it is not installed."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    command = [program, *options, "-", "-"]
    done = subprocess.run(command, input=made.pdf, capture_output=True, check=True)
    return done.stdout.decode("utf-8")
