"""改文书栏目: a county composes its papers line by line, and the next bundle holds what it made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import ActionableError
from app.forms.codes import table
from app.forms.editions import changeable, form_on
from app.services.bundles.design import Design, Line
from app.services.bundles.designs import PaperDesigns
from tests.services.bundles.conftest import DOCUMENT, FROM

VISIT = "mediation.revisit"
LATER = date(2027, 3, 1)


@pytest.fixture
def designs(county) -> PaperDesigns:
    return PaperDesigns(county.store)


def housing(*choices: str, name: str = "county_1") -> Line:
    return Line(name, "居住情况", "choice", required=True, choices=choices, county=True)


def relabelled(design: Design, name: str, **what) -> Design:
    return design.with_lines(
        [replace(line, **what) if line.name == name else line for line in design.lines]
    )


@pytest.mark.parametrize("code", sorted(changeable()))
def test_a_paper_taken_up_and_laid_down_is_the_same(designs, code):
    tried = designs.tried(designs.design(code))
    assert not tried.changed
    assert tried.faults == ()
    assert tried.form.rows == changeable()[code].rows


def test_what_is_composed_is_signed_and_reads_as_it_was_composed(bureau, designs):
    design = relabelled(designs.design(VISIT), "findings", label="了解的情况", max_length=500)
    lines = [*design.lines, housing("自有", "租住")]
    lines.append(Line("county_2", "里程", "number", unit="公里", county=True))
    lines.append(Line("county_3", "是否满意", "yes_no", county=True, help="问本人。"))
    designs.keep(design.with_lines(lines), FROM, DOCUMENT)
    trial = bureau.trial()
    assert trial.faults == ()
    assert [one.path for one in trial.files] == [
        "codes/county_mediation_revisit_1.toml",
        "forms/mediation-revisit.toml",
    ]
    bureau.sign()
    form = form_on(VISIT, FROM)
    assert form.field("findings").label == "了解的情况"
    assert (form.field("county_2").unit, form.field("county_3").help) == ("公里", "问本人。")
    assert [e.label for e in table(form.field("county_1").codes)] == ["自有", "租住"]
    again = designs.design(VISIT)
    assert [line.name for line in again.lines if line.county] == [
        "county_1",
        "county_2",
        "county_3",
    ]
    assert again.fresh == 4, "a name is never given twice"


def test_a_label_that_stays_keeps_its_code(bureau, designs):
    """Records keep codes: what was chosen before must not read otherwise afterwards."""
    design = designs.design(VISIT)
    designs.keep(design.with_lines([*design.lines, housing("自有", "租住")]), FROM, DOCUMENT)
    changed = designs.design(VISIT)
    lines = [replace(one, choices=("借住", "自有")) if one.county else one for one in changed.lines]
    designs.keep(changed.with_lines(lines), LATER, DOCUMENT)
    assert bureau.trial().faults == ()
    bureau.sign()
    codes = table("county_mediation_revisit_1")
    assert {entry.label: entry.code for entry in codes} == {
        "自有": "c1",
        "租住": "c2",
        "借住": "c3",
    }
    assert [entry.label for entry in codes.at(LATER)] == ["借住", "自有"]
    assert [entry.label for entry in codes.at(FROM)] == ["自有", "租住"]


def test_order_is_kept_by_section(bureau, designs):
    design = designs.design("corrections.c26")
    first = [n for n, line in enumerate(design.lines) if line.section == 0][:2]
    lines = list(design.lines)
    lines[first[0]], lines[first[1]] = lines[first[1]], lines[first[0]]
    designs.keep(design.with_lines(lines), FROM, DOCUMENT)
    assert bureau.trial().faults == ()
    assert [line.name for line in designs.design("corrections.c26").lines] == [
        line.name for line in lines
    ]


def test_what_is_protected_is_refused_before_anything_is_kept(bureau, designs):
    design = relabelled(designs.design(VISIT), "findings", hidden=True)
    assert "不能去掉：必填栏" in designs.tried(design).faults[0]
    with pytest.raises(ActionableError, match="1 处要改") as caught:
        designs.keep(design, FROM, DOCUMENT)
    assert caught.value.code == "G18"
    assert bureau.trial().files == ()


def test_nothing_changed_is_nothing_to_keep(designs):
    with pytest.raises(ActionableError, match="没有不同"):
        designs.keep(designs.design(VISIT), FROM, DOCUMENT)


def test_a_later_edition_may_give_the_programs_paper_back(bureau, designs):
    design = relabelled(designs.design(VISIT), "findings", label="了解的情况")
    designs.keep(design, FROM, DOCUMENT)
    designs.keep(designs.own(VISIT, 1), LATER, DOCUMENT)
    bureau.sign()
    assert form_on(VISIT, FROM).field("findings").label == "了解的情况"
    assert form_on(VISIT, LATER).field("findings").label == "回访情况"


def test_words_with_marks_of_their_own_survive_the_file(bureau, designs):
    label = '入"户"走访\\情况'
    designs.keep(relabelled(designs.design(VISIT), "findings", label=label), FROM, DOCUMENT)
    assert bureau.trial().faults == ()
    line = next(one for one in designs.design(VISIT).lines if one.name == "findings")
    assert line.label == label
