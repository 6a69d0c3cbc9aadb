"""G13: fifty megabytes of scans travel within the memory of an old PC; the times are benchmarks."""

from __future__ import annotations

import hashlib
import tracemalloc

from sqlalchemy import func, select

from app.models.local import Blob
from app.models.mediation import Scan
from tests.sync.county import County, Office
from tests.sync.parties import noise

MIB = 1024 * 1024
SCANS = 50
MOST = 300 * MIB


def test_fifty_mebibytes_are_sealed_written_proved_and_merged_in_bounded_memory(
    county: County, office: Office
):
    case = office.add_case(1)
    for number in range(SCANS):
        page = noise(MIB, number)
        sha256 = hashlib.sha256(page).hexdigest()
        office.add_blob(sha256, page)
        with office.store.begin() as session:
            session.add(
                Scan(
                    case_uid=case,
                    part="evidence",
                    title="照片",
                    media_type="image/jpeg",
                    sha256=sha256,
                    size=MIB,
                )
            )
    tracemalloc.start()
    package = office.seal()
    files = office.reports.export(package.epoch, package.number, office.stick).files
    sealed = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    assert county.accept(*files).result == "merged"
    merged = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(files) == 6, "ten mebibytes a volume"
    assert max(sealed, merged) <= MOST
    with county.store.begin() as session:
        assert session.scalar(select(func.count()).select_from(Blob)) == SCANS
