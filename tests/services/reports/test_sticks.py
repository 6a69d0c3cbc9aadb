"""J15, F5: full, write-protected, pulled, lying sticks and a wrong clock; the second try succeeds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from app.models.mediation import Scan
from app.services.report_views import SentPackage
from app.sync.carrier import STEP, NotCarried
from tests.conftest import Clock
from tests.sync.bad_sticks import forgetful, full, protected, pulled_after
from tests.sync.county import County, Office, rows_of

STEPS = 20


@pytest.fixture
def package(office: Office) -> SentPackage:
    """A package of a little over twenty steps of 64 KiB: a case with a photograph."""
    case = office.add_case(1)
    photo = os.urandom(STEPS * STEP)
    sha256 = hashlib.sha256(photo).hexdigest()
    office.add_blob(sha256, photo)
    with office.store.begin() as session:
        session.add(
            Scan(
                case_uid=case,
                part="evidence",
                title="照片",
                media_type="image/jpeg",
                sha256=sha256,
                size=len(photo),
            )
        )
    return office.seal()


def outbox_of(office: Office) -> list[tuple[Any, ...]]:
    return [(p.number, p.digest, p.size, p.exported_at) for p in office.reports.packages()]


def fails_then_succeeds(
    county: County,
    office: Office,
    package: SentPackage,
    trouble: Callable[[], Any],
) -> NotCarried:
    """Nothing is said to be written, nothing in the outbox changes, and the next stick is good."""
    before = outbox_of(office)
    with trouble(), pytest.raises(NotCarried) as refused:
        office.export(package)
    assert outbox_of(office) == before
    assert office.reports.carrying.listed() == []
    assert [f.name for f in office.stick.iterdir() if f.suffix in {".sfs", ".part"}] == []
    assert county.accept(office.export(package)).result == "merged"
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)
    error = refused.value
    assert "完好" in error.safe
    assert error.do.endswith("。")
    return error


@pytest.mark.parametrize("writes", range(STEPS))
def test_a_stick_pulled_at_any_step(county, office, package, monkeypatch, writes: int):
    error = fails_then_succeeds(
        county, office, package, lambda: pulled_after(monkeypatch, office.stick, writes)
    )
    assert "可能被拔出" in error.what


@pytest.mark.parametrize(
    ("trouble", "words"),
    [(full, "U盘空间不够"), (protected, "写保护"), (forgetful, "读回来不一样")],
    ids=["full", "write-protected", "forgetful"],
)
def test_a_stick_that_cannot_be_used(county, office, package, monkeypatch, trouble, words):
    error = fails_then_succeeds(county, office, package, lambda: trouble(monkeypatch, office.stick))
    assert words in error.what


@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 9), datetime(2039, 1, 1, 9)])
def test_a_wrong_clock_changes_no_order(county: County, office: Office, clock: Clock, wrong):
    """T1: numbers and changes decide, and the head is told when the clock went back."""
    uid = office.add_person("王五")
    county.answer(office, county.accept(office.send("2026-02")))
    clock.set(wrong)
    office.rename(uid, "王伍")
    accepted = county.accept(office.send("2026-03"))
    assert (accepted.number, accepted.result) == (2, "merged")
    clock.set(date(2026, 3, 3))
    behind = office.reports.summary("2026-03").clock_behind
    assert bool(behind) is (wrong.year == 2039)
    office.rename(uid, "王武")
    county.accept(office.send("2026-03"))
    assert county.names() == ["王武"]


@pytest.mark.parametrize(("mib", "files"), [(5, 3), (10, 2), (45, 1)])
def test_volumes_are_as_large_as_was_chosen_and_each_fits_a_mail(
    county: County, office: Office, mib: int, files: int
):
    """P13."""
    case = office.add_case(1)
    for part in range(12):
        data = os.urandom(1024 * 1024)
        sha256 = hashlib.sha256(data).hexdigest()
        office.add_blob(sha256, data)
        with office.store.begin() as session:
            session.add(
                Scan(
                    case_uid=case,
                    part="evidence",
                    title=f"照片{part}",
                    media_type="image/jpeg",
                    sha256=sha256,
                    size=len(data),
                )
            )
    package = office.reports.seal_month("2026-03", volume_mib=mib)
    written = office.reports.export(package.epoch, package.number, office.stick, way="mail")
    assert len(written.files) == files
    assert max(f.stat().st_size for f in written.files) < (mib + 1) * 1024 * 1024
    (line,) = office.reports.carrying.listed()
    assert (line.files, line.way_words, line.medium) == (files, "邮件副本", office.code)
    assert county.accept(*reversed(written.files)).result == "merged"


@pytest.mark.parametrize("mib", [4, 46])
def test_no_other_sizes(office: Office, mib: int):
    with pytest.raises(ValueError, match="5 to 45"):
        office.reports.seal_month("2026-03", volume_mib=mib)


def test_who_carried_a_stick_is_taken_down(county: County, office: Office):
    office.add_person("王五")
    package = office.seal()
    county.answer(office, county.accept(office.export(package)))
    (line,) = office.reports.carrying.listed()
    assert (line.package, line.carried_by, line.answer) == ("2026年3月第1号包", "", "已收到回执")
    sheet = office.reports.carrying.sheet(line.uid)
    assert sheet["carried_on"] == date(2026, 3, 2)
    filled = sheet | {
        "carried_by": "测试员甲",
        "handed_to": "收件员",
        "handed_on": date(2026, 3, 2),
    }
    office.reports.carrying.fill(line.uid, filled)
    (line,) = office.reports.carrying.listed()
    assert (line.carried_by, line.handed_to, line.handed_on) == (
        "测试员甲",
        "收件员",
        date(2026, 3, 2),
    )


@pytest.mark.parametrize(
    "values",
    [{"carried_by": ""}, {"handed_on": date(2026, 3, 1)}],
    ids=["nobody", "received before it was sent"],
)
def test_what_cannot_be_is_not_taken_down(office: Office, values):
    from app.services.base import Rejected

    office.add_person("王五")
    office.export(office.seal())
    (line,) = office.reports.carrying.listed()
    sheet = office.reports.carrying.sheet(line.uid) | {"carried_by": "测试员甲"}
    with pytest.raises(Rejected):
        office.reports.carrying.fill(line.uid, sheet | values)
