"""A county changes the fields of a paper: checked before it is signed, kept by who made it (J11)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest

from app.data_files import Edition, lay_over
from app.errors import ActionableError
from app.exports.evaluation import evaluation_workbook
from app.forms.editions import form_on
from app.models.mediation import MediationCase, Paper
from app.services.bundles.contents import check, check_all
from app.services.bundles.designs import PaperDesigns
from app.services.mediation.paper_values import add_paper
from app.services.mediation.papers import PaperService
from app.sync.bundle import BundleRefused, Reason, read_kept, write_bundle
from app.sync.enrolment import keys_of
from tests.services.bundles.conftest import DOCUMENT, FROM, HOUSING, PAPER, bring

VISIT = "mediation.revisit"


def edition(text: str, path: str = "forms/mediation-revisit.toml", since: date = FROM) -> Edition:
    return Edition(path, text, since, DOCUMENT)


def faults(text: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.field, one.words) for one in check(edition(text))]


# --- what is wrong is said by line -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("mediation.revisit", "mediation.visits", 1, "form", "没有文书“mediation.visits”"),
        ("mediation.revisit", "mediation.cover", 1, "form", "《调解卷宗》的栏目不能由配置包改"),
        ("mediation.revisit", "corrections.c02", 1, "form", "不能由配置包改"),
        ("confirmed = true", "", 0, "confirmed", "缺“confirmed”"),
        ('label = "回访', 'lable = "回访', 8, "lable", "没有这个名称"),
        ("max_length = 400", 'max_length = "四百"', 9, "max_length", "整数"),
        ("max_length = 400", "max_length = 400000", 9, "max_length", "之间"),
        ("max_length = 400", "hidden = true", 9, "hidden", "不能去掉：必填栏"),
        ('"county_2"', '"opinion"', 19, "name", "county_"),
        ('kind = "long_text"', 'kind = "picture"', 21, "kind", "只能写"),
        ('codes = "county_housing"', "", 12, "codes", "没有选项"),
    ],
)
def test_a_fault_of_a_changed_paper_is_found_in_its_line(old, new, line, field, words):
    assert old in PAPER
    found = faults(PAPER.replace(old, new, 1))
    assert any(one[:2] == (line, field) and words in one[2] for one in found), found


def test_what_a_county_sends_must_fit_together():
    one, table = edition(PAPER), edition(HOUSING, "codes/county_housing.toml")
    assert check_all([one, table]) == []
    assert "county_housing" in check_all([one])[0].words, "the choices it names are not there"
    other = edition(PAPER, "forms/other.toml")
    assert "请合在一个文件里" in check_all([one, table, other])[0].words
    later = edition(PAPER.replace('"long_text"', '"date"'), since=date(2027, 1, 1))
    assert "以前填过的会读不出来" in check_all([one, table, later])[0].words


def test_only_fields_of_a_county_bring_tables_of_their_own():
    (fault,) = check(edition(HOUSING, "codes/housing.toml"))
    assert "没有叫“housing”的代码表" in fault.words


# --- at the bureau ---------------------------------------------------------------------------------


@pytest.fixture
def papers(bureau, tmp_path):
    bring(bureau, tmp_path, "mediation-revisit.toml", PAPER)
    bring(bureau, tmp_path, "county_housing.toml", HOUSING)
    return bureau


def test_the_change_is_said_in_words_before_signing(papers):
    trial = papers.trial()
    assert trial.ready, trial.faults
    said = [one.words for one in trial.differences if one.title == "文书栏目：《人民调解回访记录》"]
    assert "“回访情况”改称“回访了解的情况”" in said
    assert "“回访了解的情况”最多 400 个字（原来 20000 个）" in said
    assert "增设“居住情况”（必填）" in said


def test_an_edition_that_offices_may_have_used_is_not_touched_again(papers, tmp_path, clock):
    """A paper made by it must read the same for ever; before its day it may still be put right."""
    papers.sign()
    bring(papers, tmp_path, "mediation-revisit.toml", PAPER.replace("网格员", "村委会"))
    assert papers.trial().ready, "its day has not come"
    papers.sign()
    clock.set(datetime(2026, 12, 20, 9))
    bring(papers, tmp_path, "mediation-revisit.toml", PAPER)
    (fault,) = papers.trial().faults
    assert "各所已经在用，不能改动" in fault.words
    papers.remove("forms/mediation-revisit.toml", FROM)
    (fault,) = papers.trial().faults
    assert "不能移出" in fault.words
    with pytest.raises(ActionableError):
        papers.sign()


# --- at an office ----------------------------------------------------------------------------------


@pytest.fixture
def case(office):
    uid = office.add_case(1)
    with office.store.begin() as session:
        return session.get_one(MediationCase, (office.code, uid)).uid


def made(office, case) -> str:
    with office.store.begin() as session:
        found = session.get_one(MediationCase, (office.code, case))
        return add_paper(session, found, VISIT).uid


def test_a_paper_keeps_the_edition_it_was_made_in(papers, taker, office, case, tmp_path, clock):
    """J11: printed ones stay, half-filled ones wait to be lifted, new ones are made anew."""
    printed, draft = made(office, case), made(office, case)
    service = PaperService(office.store)
    typed = {"findings": "已经履行。" * 100, "visited_on": date(2026, 12, 1), "visitor": "测试员甲"}
    service.save(draft, typed)
    service.freeze_print(printed, {**typed, "findings": "已履行。"})
    papers.sign()
    taker.take(papers.write(tmp_path))
    clock.set(datetime(2026, 12, 16, 9))
    later = made(office, case)
    assert [service.form(one).version for one in (printed, draft, later)] == [
        "2010",
        "2010",
        f"2010@{FROM}",
    ]
    paper = service.printed(printed)
    assert paper is not None
    assert paper["findings"] == "已履行。"
    assert "county_1" not in service.values(draft)
    wrong = {p.field for p in service.problems(later)}
    assert "county_1" in wrong


def test_what_the_county_asked_is_kept_with_the_paper(papers, taker, office, case, tmp_path, clock):
    """Stored, in history, in the package to the bureau: it is a value of the paper like any other."""
    papers.sign()
    taker.take(papers.write(tmp_path))
    clock.set(datetime(2026, 12, 16, 9))
    uid = made(office, case)
    service = PaperService(office.store)
    service.save(uid, {"county_1": "rent", "county_2": "同意回访意见。"})
    assert service.values(uid)["county_1"] == "rent"
    with office.store.begin() as session:
        paper = session.get_one(Paper, (office.code, uid))
        assert paper.values["county_2"] == "同意回访意见。"
        paper.form_version = "2010"
    service.save(uid, {"findings": "已履行。"})
    with office.store.begin() as session:
        kept = session.get_one(Paper, (office.code, uid))
        assert kept.values["county_1"] == "rent", "another edition's answers are not lost"


def test_an_office_refuses_what_is_protected(county, papers, taker, tmp_path):
    """A signature is no licence: the office asks the same questions as the bureau."""
    papers.sign()
    bundle = read_kept(papers.write(tmp_path).read_bytes())
    text = PAPER.replace("max_length = 400", "hidden = true")
    files = tuple(replace(f, text=text) if f.folder == "forms" else f for f in bundle.files)
    with county.store.begin() as session:
        data = write_bundle(replace(bundle, files=files), keys_of(session, county.store)[0])
    lay_over(())
    with pytest.raises(
        BundleRefused, match=r"forms/mediation-revisit.toml 第 9 行 hidden"
    ) as caught:
        taker.take_bytes(data)
    assert caught.value.code == Reason.UNUSABLE
    assert form_on(VISIT, FROM).version == "2010"


def test_what_offices_filled_in_comes_to_the_county_and_into_a_workbook(
    county, papers, taker, office, case, tmp_path, clock
):
    """F64: the values travel with the paper; the county's list names cases by number only."""
    papers.sign()
    taker.take(papers.write(tmp_path))
    clock.set(datetime(2026, 12, 16, 9))
    uid = made(office, case)
    PaperService(office.store).save(
        uid, {"county_1": "rent", "county_2": "同意。", "visited_on": date(2026, 12, 16)}
    )
    designs = PaperDesigns(county.store)
    assert designs.gathered() == []
    county.accept(office.send("2026-12"))
    ((register, rows),) = designs.gathered()
    assert register.title == "人民调解回访记录"
    assert [field.label for field in register.columns[3:]] == ["居住情况", "网格员意见"]
    (row,) = rows
    assert (row["county_1"], row["county_2"]) == ("rent", "同意。")
    assert row["dated_on"] == date(2026, 12, 16)
    book = evaluation_workbook(
        [(register, rows)], note="", creator="640122", made_at=datetime(2027, 1, 4, 9)
    )
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    shown = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    assert "租住" in shown
    assert "同意。" in shown
