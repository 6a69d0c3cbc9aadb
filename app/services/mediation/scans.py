"""扫描件: images and PDFs in a slot of the dossier, kept once by content, encrypted with the store.

A file is looked into before it is kept: what it really is decides, not its name. Broken, locked or
monstrous files are refused with a sentence the clerk can act on.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.history import bury
from app.models.local import Blob
from app.models.mediation import MediationCase, Scan
from app.services.base import Missing, Service
from app.services.mediation.clocks import refresh
from app.services.mediation.facts import find_case

__all__ = ["BadScan", "ScanCard", "ScanService"]

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_PAGES = 200

IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff", "BMP": "image/bmp"}


class BadScan(ActionableError):
    """The file cannot be filed as it is."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__("M04", what, safe="原文件和卷宗都没有变化。", do=do)


@dataclass(frozen=True, slots=True)
class ScanCard:
    """One scanned original in a part of the dossier."""

    uid: str
    part: str
    title: str
    media_type: str
    pages: int
    size: int
    party_uid: str | None
    position: int
    original: bool


class ScanService(Service):
    """Scans of a case."""

    def attach(
        self,
        case: str,
        part: str,
        data: bytes,
        title: str,
        *,
        party: str | None = None,
        original: bool = False,
    ) -> str:
        """File ``data`` in ``part``; returns the scan's uid. Raises ``BadScan``.

        The same content in the same part is filed once.
        """
        media_type, pages = _look_into(data)
        digest = hashlib.sha256(data).hexdigest()
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            for scan in _scans(session, found):
                if (scan.sha256, scan.part, scan.party_uid) == (digest, part, party):
                    return scan.uid
            if session.get(Blob, (self.office, digest)) is None:
                session.add(Blob(office=self.office, sha256=digest, data=data))
            scan = Scan(
                office=self.office,
                case_uid=case,
                part=part,
                party_uid=party,
                position=_last(session, found, part) + 1,
                title=title,
                media_type=media_type,
                sha256=digest,
                size=len(data),
                pages=pages,
                original=original,
            )
            session.add(scan)
            session.flush()
            refresh(session, found, today=self.today())
            return scan.uid

    def listed(self, case: str) -> list[ScanCard]:
        """All scans of a case, by part and place."""
        with self._database.begin() as session:
            return [card(s) for s in _scans(session, find_case(session, self.office, case))]

    def read(self, scan: str) -> bytes:
        """The file itself."""
        with self._database.begin() as session:
            found = self._find(session, scan)
            blob = session.get(Blob, (self.office, found.sha256))
            if blob is None:
                raise Missing("这份扫描件的内容")
            return blob.data

    def change(
        self,
        scan: str,
        *,
        title: str | None = None,
        part: str | None = None,
        position: int | None = None,
    ) -> None:
        """Rename a scan, or move it to another part or place; the others make room."""
        with self._database.begin() as session:
            found = self._find(session, scan)
            found.title = title or found.title
            case = find_case(session, self.office, found.case_uid)
            if part and part != found.part:
                found.position = _last(session, case, part) + 1
                found.part = part
                session.flush()
            if position is not None:
                others = [
                    s for s in _scans(session, case) if s.part == found.part and s is not found
                ]
                others.insert(max(position, 0), found)
                for place, one in enumerate(others):
                    if one.position != place:
                        one.position = place

    def remove(self, scan: str) -> None:
        """Take a scan out of the dossier; it can be brought back."""
        with self._database.begin() as session:
            bury([self._find(session, scan)])

    def restore(self, scan: str) -> None:
        """Bring back a scan that was taken out."""
        with self._database.begin() as session:
            found = session.get(
                Scan, (self.office, scan), execution_options={"include_deleted": True}
            )
            if found is None:
                raise Missing("这份扫描件")
            found.deleted = False

    def _find(self, session: Session, uid: str) -> Scan:
        found = session.get(Scan, (self.office, uid))
        if found is None or found.deleted:
            raise Missing("这份扫描件")
        return found


def card(scan: Scan) -> ScanCard:
    """The plain values of a scan."""
    return ScanCard(
        uid=scan.uid,
        part=scan.part,
        title=scan.title,
        media_type=scan.media_type,
        pages=scan.pages,
        size=scan.size,
        party_uid=scan.party_uid,
        position=scan.position,
        original=scan.original,
    )


def _scans(session: Session, case: MediationCase) -> list[Scan]:
    query = select(Scan).where(Scan.office == case.office, Scan.case_uid == case.uid)
    return list(session.scalars(query.order_by(Scan.part, Scan.position, Scan.change)))


def _last(session: Session, case: MediationCase, part: str) -> int:
    last = session.execute(
        select(func.max(Scan.position)).where(
            Scan.office == case.office, Scan.case_uid == case.uid, Scan.part == part
        )
    ).scalar()
    return -1 if last is None else last


def _look_into(data: bytes) -> tuple[str, int]:
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
    from PIL import Image, UnidentifiedImageError

    broken = BadScan("这不是图片或PDF，或者文件已经损坏。", "请重新扫描成JPG、PNG或PDF。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(IMAGES)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise BadScan("这张图片的尺寸太大。", "请用150—200dpi重新扫描。")
                frames = getattr(image, "n_frames", 1)
                image.load()
                media_type = IMAGES[image.format or ""]
    except UnidentifiedImageError as error:
        raise broken from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise BadScan("这张图片的尺寸太大。", "请用150—200dpi重新扫描。") from error
    except (OSError, SyntaxError, ValueError, KeyError) as error:
        raise broken from error
    if frames > MOST_PAGES:
        raise BadScan(f"这个文件有{frames}页，一次最多{MOST_PAGES}页。", "请分成几个文件。")
    return media_type, frames
