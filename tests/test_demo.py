"""``python -m app demo`` as product.md §5 promises it, on the sixteen published cases.

One run for the whole module: a strange process with an empty home and no screen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from app.clock import local_now
from app.demo.cases import SampleCase, read_cases, shipped
from app.paths import Profile
from app.services import setup
from app.services.desk import Desk
from app.services.mediation.register import RegisterQuery

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the demo left."""
    folder = tmp_path_factory.mktemp("demo")
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-m", "app", "demo", "--out", str(folder / "out")],
        check=False,
        cwd=ROOT,
        env={**os.environ, "HOME": str(home), "QT_QPA_PLATFORM": ""},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr == "", "nothing of Qt's about a screen that is not there"
    assert list(home.rglob("*.db")) == [], "the demo keeps to its folder"
    return folder / "out"


@pytest.fixture(scope="module")
def summary(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def office(out: Path, summary: dict[str, Any]) -> Iterator[Desk]:
    """The practice office the demo left, opened with the password it wrote down."""
    desk = setup.open_desk(Profile(out / "office"), summary["practice_password"], clock=local_now)
    yield desk
    desk.close()


SAMPLES = read_cases(shipped())


def printed(out: Path, summary: dict[str, Any], case: SampleCase) -> str:
    """All words of the dossier printed of ``case``, spaces and line ends left out."""
    file = out / summary["dossiers"][SAMPLES.index(case)]["file"]
    pages = PdfReader(BytesIO(file.read_bytes()), strict=True).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_what_was_merged_equals_what_was_sent(summary: dict[str, Any]):
    assert summary["merged_equals_sent"]
    assert summary["sent"] == summary["merged"]
    assert summary["sent"]["mediation_case"] == len(SAMPLES) == 16
    assert (summary["refused"], summary["recount_problems"]) == ([], [])
    assert summary["receipt_confirmed"]


def test_the_county_s_answer_comes_home_with_one_record_returned(
    out: Path, summary: dict[str, Any], office: Desk
):
    """F59, J7: the reason stands beside the record, on the desk of the day and in a picture."""
    answer = summary["answer"]
    assert [Path(file).suffix for file in answer["files"]] == [".sfa"]
    assert all((out / file).is_file() for file in answer["files"])
    ((number, reason),) = [(one["number"], one["reason"]) for one in answer["returned"]]
    assert "当事人签名" in reason
    assert (answer["accepted"] > len(SAMPLES), answer["notices"]) == (True, 1)
    (mark,) = office.county_says.marks("case")
    assert (mark.reason, mark.state) == (reason, "returned")
    assert number in mark.title
    found = office.mediation.review.check(mark.uid).findings
    assert any("当事人（签名）" in finding.message for finding in found), "the reason is true"
    reminders = office.county_says.reminders(local_now().date())
    assert {r.kind for r in reminders} == {"county.returned", "county.notice"}
    names = {Path(shot).stem for shot in summary["screens"]}
    assert {"case-县局退回", "office-县局来件"} <= names


@pytest.mark.parametrize("case", SAMPLES, ids=lambda case: case.code)
def test_the_whole_dossier_of_a_published_case_is_printed(
    out: Path, summary: dict[str, Any], case: SampleCase
):
    """Every party, what happened and what was agreed; nothing with a missing glyph."""
    entry = summary["dossiers"][SAMPLES.index(case)]
    assert entry["missing_glyphs"] == []
    words = printed(out, summary, case)
    for party in case.parties:
        assert party["name"] in words
    for name in ("summary", "terms"):
        typed = "".join(str(case.facts.get(name, "")).split())
        assert typed[:12].translate(WIDE) in words.translate(WIDE), name
    assert "卷内目录" in words
    assert f"连面带底共计{entry['pages']}页" in words


WIDE = str.maketrans(",:;()", "，：；（）")
"""Punctuation is set full-width in print, however it was typed."""


def test_looking_at_every_page_left_nothing_to_report(office: Desk):
    """The pictures were taken after the receipt came: a look is no edit."""
    assert office.reports.status().unsent_by_table == {}


@pytest.mark.parametrize("case", SAMPLES, ids=lambda case: case.code)
def test_a_fact_the_page_leaves_open_stays_open(
    office: Desk, summary: dict[str, Any], case: SampleCase
):
    """Nothing is invented: the paper shows a blank for the pen, and the dossier check names it."""
    number = Path(summary["dossiers"][SAMPLES.index(case)]["file"]).stem
    rows = office.mediation.register.page(RegisterQuery()).rows
    (uid,) = [row.uid for row in rows if row.number == number]
    kept = office.mediation.cases.facts(uid)
    for name in ("claims", "amount", "source", "agreed_on", "performance_terms"):
        assert bool(kept.get(name)) is bool(case.facts.get(name)), name
    for party, typed in zip(kept["parties"], case.parties, strict=True):
        for name in ("phone", "address", "ethnic_group", "occupation", "id_number"):
            assert (party.get(name) or None) == typed.get(name), name
    review = office.mediation.review.check(uid)
    named = "".join(finding.message for finding in review.findings)
    assert "身份证明" in named, "no page gives a copy of an identity card"
    if not case.facts.get("source"):
        assert "来源" in named


def test_the_package_s_name_says_office_month_number(out: Path, summary: dict[str, Any]):
    for file in summary["package"]:
        assert (out / file).is_file()
        assert Path(file).name.startswith("640122102-")


def test_the_county_s_workbook_adds_up(out: Path, summary: dict[str, Any]):
    book = load_workbook(out / summary["workbook"])
    assert len(book.sheetnames) >= 3
    formulas = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert any("SUM" in str(value) for value in formulas)


def test_the_county_counts_prisoners_children_and_the_offices_means(
    out: Path, summary: dict[str, Any]
):
    assert {summary["sent"][name] for name in ("prisoner_child", "help_means")} == {1}
    sheet = load_workbook(out / summary["workbook"])["安置帮教统计表"]
    heads = [cell.value for cell in sheet[4]]
    figures = {head: sheet.cell(row=5, column=at).value for at, head in enumerate(heads, start=1)}
    assert (figures["本期新登记（人）"], figures["本期帮助（人次）"]) == (1, 2)
    assert (figures["其中专职（人）"], figures["专项经费（元）"]) == (1, 20_000)


def test_the_pictures_show_something(out: Path, summary: dict[str, Any]):
    """A blank or a monochrome picture would have one colour or two."""
    for shot in summary["screens"]:
        with Image.open(out / shot) as picture:
            assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 50


def test_a_folder_that_is_not_empty_is_refused(out: Path):
    done = subprocess.run(
        [sys.executable, "-m", "app", "demo", "--out", str(out)],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "不是空的" in done.stderr
