"""A month's package on its way: sealed, written, read back, merged by a county."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fleet import RECORDS, SCANS_MIB, Fleet, fleet
from benchmarks.measure import Figure, seconds, times
from benchmarks.store import fill

__all__ = ["figures"]

OFFICES = 7
HELD = (100, 10_000, 100_000)
"""Records in the bureau's store before a package comes; a million more with ``--million``."""
MILLION = 1_000_000
SEVERAL = 3


def figures(*, million: bool = False) -> Iterator[Figure]:
    """One package with scans, seven without, and one more for stores of several sizes."""
    with fleet(1, scans_mib=SCANS_MIB) as small:
        yield from _one_package(small)
    with fleet(OFFICES) as county:
        yield from _seven(county)
    yield from _by_size((*HELD, MILLION) if million else HELD)


def _one_package(county: Fleet) -> Iterator[Figure]:
    (office,) = county.offices
    files: list[Path] = []
    sealed = seconds(lambda: files.extend(county.send(office)))
    read = statistics.median(times(lambda: county.bureau.bureau.inspect(files), SEVERAL))
    with TemporaryDirectory(dir=county.stick) as folder:
        copied = statistics.median(times(lambda: _copy(files, Path(folder)), SEVERAL))
    what = "written, forced and read back as they are"
    mib = round(sum(file.stat().st_size for file in files) / 1024 / 1024)
    name = f"package of {RECORDS} records and {mib} MiB"
    yield Figure(f"{name}: freeze, seal, write", sealed, "s", copied, what, "")
    yield Figure(f"{name}: read and prove", read, "s", copied, what, "")
    both = sealed + read
    yield Figure(f"{name}: in all", both, "s", copied, what, "5 s above the copy")
    yield Figure(f"{name}: above the copy", both - copied, "s", 0.0, "", "5 s")


def _copy(files: list[Path], folder: Path) -> None:
    for file in files:
        target = folder / file.name
        shutil.copyfile(file, target)
        with target.open("rb+") as written:
            os.fsync(written.fileno())
            written.read()


def _seven(county: Fleet) -> Iterator[Figure]:
    sent = [county.send(office) for office in county.offices]
    merged: list[int] = []
    spent = seconds(lambda: merged.extend(map(county.merge, sent)))
    size = sum(file.stat().st_size for files in sent for file in files)
    with TemporaryDirectory(dir=county.stick) as folder:
        copied = seconds(lambda: _copy([f for files in sent for f in files], Path(folder)))
    name = f"county merges {OFFICES} × {RECORDS} records"
    yield Figure(name, spent, "s", copied, f"copying their {size // 1024} KiB", "10 s")
    yield Figure("county merges, each record", spent / sum(merged), "s", 0.0, "", "")


def _merge_one(county: Fleet) -> float:
    """Seconds for each record of one office's package."""
    sent = county.send(county.offices[0])
    return seconds(lambda: county.merge(sent)) / RECORDS


def _by_size(sizes: tuple[int, ...]) -> Iterator[Figure]:
    """The same package for ever fuller stores: what is there belongs to another office."""
    first = 0.0
    for held in sizes:
        with fleet(1) as county:
            fill(county.bureau, held, owner="640122200")
            spent = _merge_one(county)
        first = first or spent
        yield Figure(
            f"merge, each record, {held:,} in the store",
            spent,
            "s",
            first,
            f"with {sizes[0]} in the store",
            "flat",
        )
