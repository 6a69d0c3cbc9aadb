"""What lies in the dossier, in what order, and what is missing (F1, F4)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfWriter

from app.services import scans as scans_module
from app.services.mediation import MediationService
from app.services.scans import BadScan
from app.services.trash import TrashService
from tests.conftest import Clock


def picture(colour: str = "white", kind: str = "PNG", size: tuple[int, int] = (40, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def pdf(pages: int = 2, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def missing(desk: MediationService, case: str) -> list[str]:
    return [part.part.code for part in desk.dossier.missing(case)]


def test_nothing_is_missing_before_acceptance_and_the_notice_after_it(
    desk: MediationService, case: str
):
    assert missing(desk, case) == []
    desk.procedure.accept(case, date(2026, 3, 2))
    assert missing(desk, case) == ["notice", "identity"]


def test_an_agreement_asks_for_record_and_agreement_and_filing_for_the_visit(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    case = agree()
    assert missing(desk, case) == ["notice", "identity", "record"]
    clock.set(date(2026, 4, 9))
    desk.procedure.file(case, date(2026, 4, 9), by="测试员丙", retention="long")
    assert missing(desk, case) == ["notice", "identity", "record", "revisit"]
    desk.dossier.add_wanted(case)
    assert missing(desk, case) == []


def test_a_failed_case_is_complete_without_an_agreement(desk: MediationService, accepted: str):
    """人民调解法 26: the record carries the failure."""
    desk.procedure.fail(accepted, date(2026, 3, 2), "disagreement", "已告知可以起诉。")
    assert "agreement" not in missing(desk, accepted)
    assert "record" in missing(desk, accepted)


def test_documents_stand_in_the_order_of_the_list_with_sessions_by_date(
    desk: MediationService, agree: Callable[..., str]
):
    case = agree()
    later = desk.papers.add(case, "mediation.record")
    sooner = desk.papers.add(case, "mediation.record")
    desk.papers.save(later, {"session_time": _at(5)})
    desk.papers.save(sooner, {"session_time": _at(3)})
    desk.papers.add(case, "mediation.application")
    scan = desk.scans.attach(case, "evidence", picture(), "围墙照片")
    documents = [item for part in desk.dossier.parts(case) for item in part.items]
    assert [d.form or "scan" for d in documents] == [
        "mediation.application",
        "mediation.acceptance",
        "scan",
        "mediation.record",
        "mediation.record",
        "mediation.agreement",
    ]
    assert [d.paper for d in documents if d.form == "mediation.record"] == [sooner, later]
    assert [d.scan.uid for d in documents if d.scan] == [scan]


def test_the_contents_page_has_a_line_for_each_part_that_holds_something(
    desk: MediationService, agree: Callable[..., str]
):
    case = agree(oral=True)
    assert [(line.no, line.title) for line in desk.dossier.contents(case)] == [
        (1, "人民调解受理登记表"),
        (2, "人民调解口头协议登记表"),
        (3, "封底"),
    ]


def test_the_county_may_ask_for_a_closing_report(desk: MediationService, agree: Callable[..., str]):
    case = agree()
    desk.dossier.choose_formset(case, "list-b-closing")
    desk.procedure.file(case, date(2026, 3, 5), by="测试员丙", retention="long")
    assert "closing" in missing(desk, case)
    desk.dossier.choose_formset(case, "list-a")
    assert missing(desk, case) == ["record", "revisit"]


def _at(day: int) -> object:
    from datetime import datetime

    from app.forms.definition import TimeRange

    return TimeRange(datetime(2026, 3, day, 9, 0), datetime(2026, 3, day, 10, 0))


def test_a_scan_is_kept_once_by_content_and_read_back_as_it_was(
    desk: MediationService, accepted: str
):
    data = picture("red", "JPEG")
    first = desk.scans.attach(accepted, "identity", data, "张测试身份证")
    assert desk.scans.attach(accepted, "identity", data, "又一次") == first
    assert desk.scans.read(first) == data
    assert [(s.media_type, s.pages, s.title) for s in desk.scans.listed(accepted)] == [
        ("image/jpeg", 1, "张测试身份证")
    ]
    assert missing(desk, accepted) == ["notice"], "a scan fills its part"


def test_scans_are_renamed_moved_taken_out_and_brought_back(
    desk: MediationService, trash: TrashService, accepted: str
):
    uids = [
        desk.scans.attach(accepted, "evidence", picture(colour), colour)
        for colour in ("red", "green", "blue")
    ]
    desk.scans.change(uids[2], position=0, title="蓝")
    assert [s.title for s in desk.scans.listed(accepted)] == ["蓝", "red", "green"]
    desk.scans.change(uids[0], part="identity")
    assert [s.title for s in desk.scans.listed(accepted) if s.part == "identity"] == ["red"]
    desk.scans.remove(uids[1])
    assert len(desk.scans.listed(accepted)) == 2
    trash.restore("scan", uids[1])
    assert len(desk.scans.listed(accepted)) == 3


def test_what_a_file_is_decides_not_its_name(desk: MediationService, accepted: str):
    uid = desk.scans.attach(accepted, "evidence", pdf(3), "照片.jpg")
    scan = next(s for s in desk.scans.listed(accepted) if s.uid == uid)
    assert (scan.media_type, scan.pages) == ("application/pdf", 3)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "损坏"),
        (b"MZ\x90\x00 an executable", "不是图片或PDF"),
        (picture()[:60], "损坏"),
        (b"%PDF-1.7 and then nothing", "PDF"),
        (pdf(1, "secret"), "密码"),
        (picture(size=(9000, 9000)), "尺寸太大"),
    ],
    ids=["empty", "program", "cut off", "broken pdf", "locked pdf", "monster"],
)
def test_a_file_that_cannot_be_filed_is_refused_in_words(
    desk: MediationService, accepted: str, data: bytes, said: str
):
    with pytest.raises(BadScan, match=said):
        desk.scans.attach(accepted, "evidence", data, "坏文件")
    assert desk.scans.listed(accepted) == []


def test_a_file_too_large_is_refused(
    desk: MediationService, accepted: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(scans_module, "MOST_BYTES", 10)
    with pytest.raises(BadScan, match="上限"):
        desk.scans.attach(accepted, "evidence", picture(), "照片")
