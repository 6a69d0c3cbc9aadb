"""A bureau and its offices with keys exchanged, and a folder as the stick between them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select

from app.models.base import new_uid
from app.models.history import Counter
from app.models.local import Blob
from app.models.mediation import MediationCase, Scan
from app.services.desk import Desk
from benchmarks.store import NOW, desk_at, fill

__all__ = ["MONTH", "RECORDS", "SCANS_MIB", "Fleet", "fleet"]

MONTH = f"{NOW:%Y-%m}"
RECORDS = 2_000
"""Of one month's package."""
CASES = 600
SCANS_MIB = 50
SCAN = 500_000
"""Bytes of one page as a document camera makes it."""


@dataclass
class Fleet:
    """One bureau, its offices, and where packages lie."""

    bureau: Desk
    offices: list[Desk]
    stick: Path

    def send(self, office: Desk) -> list[Path]:
        """Seal this month and write it."""
        sent = office.reports.seal_month(MONTH)
        return list(office.reports.export(sent.epoch, sent.number, self.stick).files)

    def merge(self, files: list[Path]) -> int:
        """Records of a package that are at the bureau now."""
        (parcel,) = self.bureau.bureau.gather(files)
        return self.bureau.bureau.accept(parcel).records


@contextmanager
def fleet(offices: int, *, scans_mib: int = 0) -> Iterator[Fleet]:
    """A new bureau, and so many offices of ``RECORDS`` records each."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        root = Path(folder)
        stick = root / "stick"
        stick.mkdir()
        bureau = desk_at(root / "bureau", kind="bureau")
        stack.callback(bureau.close)
        desks = []
        for number in range(offices):
            desk = desk_at(root / str(number), code=f"640122{100 + number}")
            stack.callback(desk.close)
            scans = scans_mib * 1024 * 1024 // SCAN
            fill(desk, CASES, parties=RECORDS - CASES - scans - 1)
            _scan(desk, scans)
            _enrol(desk, bureau, stick)
            desks.append(desk)
        yield Fleet(bureau, desks, stick)


def _scan(desk: Desk, scans: int) -> None:
    """So many pages that do not compress, one to a case."""
    chance = Random(50)
    pages = [chance.randbytes(SCAN) for _ in range(scans)]
    office = desk.identity.code
    with desk._database.begin() as session:
        cases = session.scalars(select(MediationCase.uid).limit(scans)).all()
        counter = session.get_one(Counter, (office, "change"))
        for case, page in zip(cases, pages, strict=True):
            counter.value += 1
            named = {"office": office, "sha256": hashlib.sha256(page).hexdigest()}
            session.execute(insert(Blob), {**named, "data": page})
            session.execute(
                insert(Scan),
                {
                    **named,
                    "uid": new_uid(),
                    "changed_at": NOW,
                    "revision": 1,
                    "change": counter.value,
                    "case_uid": case,
                    "part": "other",
                    "title": "现场照片",
                    "media_type": "image/jpeg",
                    "size": SCAN,
                },
            )


def _enrol(office: Desk, bureau: Desk, stick: Path) -> None:
    """Key files to and fro, the telephone being this function."""
    offered = bureau.bureau.keys.read_offer(office.reports.keys.export_offer(stick))
    bureau.bureau.keys.confirm(offered.code, offered.fingerprint)
    county = office.reports.keys.read_answer(bureau.bureau.keys.export_answer(offered.code, stick))
    office.reports.keys.confirm_county(county.code, county.fingerprint)
