"""扫描件: images and PDFs in a slot of a dossier, kept once by content, encrypted with the store.

A file is looked into before it is kept: what it really is decides, not its name. Broken, locked or
monstrous files are refused with a sentence the clerk can act on. What a scan belongs to, a case or
a person, is said by the duty that derives its service from ``Scans``.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.forms.dossier import FiledScan
from app.models.history import bury
from app.models.local import Blob
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.blobs import keep_bytes
from app.services.image_files import MOST_BYTES, TooLarge, Unreadable, opened

__all__ = ["BadScan", "ScanCard", "Scans", "card", "filed_scan"]

MOST_PAGES = 200

IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff", "BMP": "image/bmp"}


class BadScan(ActionableError):
    """The file cannot be filed as it is."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__("M04", what, safe="原文件和卷宗都没有变化。", do=do)


@dataclass(frozen=True, slots=True)
class ScanCard:
    """One scanned original in a part of a dossier."""

    uid: str
    part: str
    title: str
    media_type: str
    pages: int
    size: int
    position: int
    original: bool
    party_uid: str | None = None
    dated_on: date | None = None
    author: str | None = None
    number: str | None = None


class Scans(Service, work=Work.CASES):
    """Scans of one kind of dossier: the class of its records, and the column naming their owner."""

    model: type[Any]
    owner: str

    def attach(
        self,
        owner: str,
        part: str,
        data: bytes,
        title: str,
        *,
        original: bool = False,
        **about: Any,
    ) -> str:
        """File ``data`` in ``part``; returns the scan's uid. Raises ``BadScan``.

        The same content in the same part, about the same, is filed once.
        """
        media_type, pages = look_into(data)
        with self._database.begin() as session:
            self._must_be_there(session, owner)
            digest = keep_bytes(session, self.office, data)
            for scan in self._of(session, owner):
                same = all(getattr(scan, name) == value for name, value in about.items())
                if (scan.sha256, scan.part) == (digest, part) and same:
                    return str(scan.uid)
            scan = self.model(
                office=self.office,
                **{self.owner: owner},
                part=part,
                position=self._last(session, owner, part) + 1,
                title=title,
                media_type=media_type,
                sha256=digest,
                size=len(data),
                pages=pages,
                original=original,
                **about,
            )
            session.add(scan)
            session.flush()
            self._attached(session, owner)
            return str(scan.uid)

    def listed(self, owner: str) -> list[ScanCard]:
        """All scans of an owner, by part and place."""
        with self._database.begin() as session:
            self._must_be_there(session, owner)
            return [card(scan) for scan in self._of(session, owner)]

    def read(self, scan: str) -> bytes:
        """The file itself."""
        with self._database.begin() as session:
            return filed_scan(session, self._find(session, scan)).data

    def change(
        self,
        scan: str,
        *,
        title: str | None = None,
        part: str | None = None,
        position: int | None = None,
        **about: Any,
    ) -> None:
        """Rename a scan, or move it to another part or place; the others make room."""
        with self._database.begin() as session:
            found = self._find(session, scan)
            found.title = title or found.title
            for name, value in about.items():
                setattr(found, name, value)
            owner = getattr(found, self.owner)
            if part and part != found.part:
                found.position = self._last(session, owner, part) + 1
                found.part = part
                session.flush()
            if position is not None:
                others = [
                    s for s in self._of(session, owner) if s.part == found.part and s is not found
                ]
                others.insert(max(position, 0), found)
                for place, one in enumerate(others):
                    if one.position != place:
                        one.position = place

    def remove(self, scan: str) -> None:
        """Take a scan out of the dossier; it can be brought back."""
        with self._database.begin() as session:
            bury([self._find(session, scan)])

    # --- for the duty ----------------------------------------------------------------------

    def _must_be_there(self, session: Session, owner: str) -> None:
        """Raise ``Missing`` unless the owner is on record."""
        raise NotImplementedError

    def _attached(self, session: Session, owner: str) -> None:
        """Something was filed: what the owner keeps about it is brought up to date."""

    # --- inside one transaction ------------------------------------------------------------

    def _find(self, session: Session, uid: str) -> Any:
        found = session.get(self.model, (self.office, uid))
        if found is None or found.deleted:
            raise Missing("这份扫描件")
        return found

    def _of(self, session: Session, owner: str) -> list[Any]:
        model: Any = self.model
        query = select(model).where(
            model.office == self.office, getattr(model, self.owner) == owner
        )
        return list(session.scalars(query.order_by(model.part, model.position, model.change)))

    def _last(self, session: Session, owner: str, part: str) -> int:
        model: Any = self.model
        last = session.execute(
            select(func.max(model.position)).where(
                model.office == self.office,
                getattr(model, self.owner) == owner,
                model.part == part,
            )
        ).scalar()
        return -1 if last is None else int(last)


def card(scan: Any) -> ScanCard:
    """The plain values of a scan."""
    known: dict[str, Any] = {
        name: getattr(scan, name, None) for name in ScanCard.__dataclass_fields__
    }
    return ScanCard(**known)


def filed_scan(session: Session, scan: Any) -> FiledScan:
    """A scan with its bytes, as the printer wants it."""
    blob = session.get(Blob, (scan.office, scan.sha256))
    if blob is None:
        raise Missing(f"扫描件“{scan.title}”的内容")
    return FiledScan(scan.title, blob.data, scan.media_type)


def look_into(data: bytes) -> tuple[str, int]:
    """What the file is and how many pages it has; raises ``BadScan``."""
    if len(data) > MOST_BYTES:
        raise BadScan(
            f"这个文件有{len(data) / 1024 / 1024:.1f}MB，超过{MOST_BYTES // 1024 // 1024}MB的上限。",
            "请用150—200dpi重新扫描，或者分成几个文件。",
        )
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "application/pdf", _pdf_pages(data)
    return _image(data)


def _pdf_pages(data: bytes) -> int:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise BadScan("这个PDF加了密码，不能归入卷宗。", "请去掉密码另存后再选。")
        pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadScan("这个PDF已经损坏，打不开。", "请重新扫描。") from error
    if not 0 < pages <= MOST_PAGES:
        raise BadScan(f"这个PDF有{pages}页，一次最多{MOST_PAGES}页。", "请分成几个文件。")
    return pages


def _image(data: bytes) -> tuple[str, int]:
    try:
        with opened(data, IMAGES) as image:
            frames = getattr(image, "n_frames", 1)
            image.load()
            media_type = IMAGES[image.format or ""]
    except TooLarge as error:
        raise BadScan("这张图片的尺寸太大。", "请用150—200dpi重新扫描。") from error
    except Unreadable as error:
        raise BadScan(
            "这不是图片或PDF，或者文件已经损坏。", "请重新扫描成JPG、PNG或PDF。"
        ) from error
    if frames > MOST_PAGES:
        raise BadScan(f"这个文件有{frames}页，一次最多{MOST_PAGES}页。", "请分成几个文件。")
    return media_type, frames
