"""The whole dossier as one PDF: numbers, contents, bookmarks, scans, words that search."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from app.errors import ActionableError
from app.forms.dossier import DossierPart, FiledPaper, FiledScan
from app.forms.registry import form
from app.printing import dossier
from app.printing.page import PageSetup
from tests.printing import golden


@pytest.fixture(scope="module")
def printed():
    return golden.dossier()


@pytest.fixture(scope="module")
def reader(printed) -> Any:
    return pypdf.PdfReader(io.BytesIO(printed.pdf))


def words(page: Any) -> str:
    return str(page.extract_text()).replace("\n", "")


def test_it_equals_the_one_that_was_looked_at(reader):
    """tests/golden/dossier.pdf; renewed with ``python -m tests.printing.golden``."""
    looked_at: Any = pypdf.PdfReader(golden.FOLDER / "dossier.pdf")
    assert len(reader.pages) == len(looked_at.pages)
    for number, (now, then) in enumerate(zip(reader.pages, looked_at.pages, strict=True), 1):
        assert now.get_contents().get_data() == then.get_contents().get_data(), f"page {number}"


def test_the_contents_name_the_real_first_pages(printed, reader):
    listing = words(reader.pages[1])
    for part in ("application", "acceptance", "notice", "evidence", "record", "agreement"):
        first = printed.pages.first(f"{part}#0")
        page = next(p for p in printed.pages.pages if p.number == first)
        title = form(f"mediation.{part}").title
        assert title in words(reader.pages[page.index - 1])
        assert title in listing
    assert f"{printed.pages.first('agreement#0')}—" in listing  # the last part shows its range


def test_the_back_cover_counts_every_page(printed, reader):
    assert f"共计{len(reader.pages)}页" in words(reader.pages[-1]).replace(" ", "")
    assert printed.pages.numbered == len(reader.pages) - 3  # cover, contents, back cover


def test_every_document_has_a_bookmark(reader):
    titles = [entry["/Title"] for entry in reader.outline]
    assert titles[:3] == ["卷宗封面", "卷内目录", "人民调解申请书"]
    assert titles[-1] == "封底"


def test_the_file_speaks_of_the_office_only(reader):
    """Trust E2: author is the office's code."""
    assert reader.metadata.author == "640122102"
    assert "测试员" not in str(reader.metadata)


def test_names_with_rare_characters_are_found_as_typed(reader):
    text = "".join(words(page) for page in reader.pages)
    assert "测试人李𠮷娟" in text
    assert "阿卜杜热合曼·买买提明" in text


def test_a_pdf_scan_keeps_its_words_on_the_page_kept_for_it():
    scan = FiledScan("回执", golden.dossier().pdf, "application/pdf")
    plan = _plan_with(scan)
    printed = dossier.print_dossier(plan, author="640122102", setup=PageSetup())
    reader = pypdf.PdfReader(io.BytesIO(printed.pdf))
    first = printed.pages.first("proof#0")
    page = next(p for p in printed.pages.pages if p.number == first)
    assert "立岗镇人民调解委员会" in words(reader.pages[page.index - 1])
    outline: list[Any] = list(reader.outline)
    assert [entry["/Title"] for entry in outline] == ["卷宗封面", "卷内目录", "回执", "封底"]


def test_a_damaged_scan_is_named_before_anything_prints():
    with pytest.raises(ActionableError, match="回执"):
        dossier.print_dossier(
            _plan_with(FiledScan("回执", b"not an image")), author="x", setup=PageSetup()
        )


def test_a_character_without_glyph_is_named_with_its_field():
    filed = FiledPaper(form("mediation.receipt"), {"payer": "李\U000f1234某"})
    found = dossier.missing_in_paper(filed)
    assert [glyph.field for glyph in found] == ["付款人"]


def test_a_practice_office_prints_so_on_every_page():
    filed = FiledPaper(form("mediation.receipt"), {})
    printed = dossier.print_paper(filed, author="x", setup=replace(PageSetup(), practice=True))
    for page in pypdf.PdfReader(io.BytesIO(printed.pdf)).pages:
        assert "不作凭证" in words(page)


def _plan_with(scan: FiledScan):
    from app.forms.dossier import DossierPlan

    back = FiledPaper(form("mediation.back"), golden.FACTS)
    return DossierPlan(
        title="案卷",
        number="1",
        cover=FiledPaper(form("mediation.cover"), golden.FACTS),
        parts=(
            DossierPart("proof", "履行凭证", (), (scan,)),
            DossierPart("empty", "调查记录"),
            DossierPart("back", "封底", (back,), numbered=False),
        ),
    )
