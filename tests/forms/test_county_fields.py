"""A county changes a paper: what may change, what is protected, and how the paper then reads."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from app.data_files import Edition, lay_over
from app.forms.checks import problems
from app.forms.county_fields import BLOCK, applied, read_change, sections
from app.forms.definition import VALUELESS, Field, Kind
from app.forms.dossier import FiledPaper
from app.forms.editions import (
    changeable,
    edition_on,
    editions_of,
    fields_changed,
    form_as,
    form_on,
    to_attend,
)
from app.forms.protected import objections
from app.forms.registry import form as own_form
from app.printing.dossier import print_paper
from app.printing.page import PageSetup
from tests.test_every_form import filled

FROM, LATER = date(2026, 12, 15), date(2027, 2, 1)
VISIT = "mediation.revisit"
HEAD = {"form": VISIT, "version": "贺兰2026", "source": "贺司发〔2026〕21号", "confirmed": True}
ADDED = [
    {"name": "county_1", "label": "是否满意", "kind": "yes_no", "required": True},
    {"name": "county_2", "label": "往返里程", "kind": "number", "unit": "公里", "minimum": 0},
    {"name": "county_3", "label": "网格员意见", "kind": "long_text", "max_length": 300},
]
TEXT = """form = "mediation.revisit"
version = "贺兰2026"
source = "贺司发〔2026〕21号"
confirmed = true
[[field]]
name = "findings"
label = "回访中了解的情况"
[[add]]
name = "county_1"
label = "是否满意"
kind = "yes_no"
required = true
"""


def changed(code: str = VISIT, **what):
    return applied(own_form(code), read_change({**HEAD, "form": code, **what}), FROM)


def refused(code: str = VISIT, **what) -> list[tuple[str, str, str]]:
    found = objections(own_form(code), read_change({**HEAD, "form": code, **what}))
    return [(one.name, one.key, one.words) for one in found]


# --- how a changed paper reads ---------------------------------------------------------------------


def test_words_limits_and_needs_change_where_the_paper_is_defined():
    form = changed(
        title="人民调解回访表",
        field=[
            {
                "name": "findings",
                "label": "了解的情况",
                "help": "写明履行到哪一步。",
                "max_length": 500,
            },
            {"name": "dated_on", "required": True},
        ],
    )
    field = form.field("findings")
    assert (form.title, field.label, field.help) == (
        "人民调解回访表",
        "了解的情况",
        "写明履行到哪一步。",
    )
    assert field.required, "what is not named stays as it is"
    assert form.version == "2010@2026-12-15"
    found = {p.field: p.message for p in problems(form, {"findings": "字" * 501}, on=FROM)}
    assert "最多500个字" in found["findings"]
    assert "还没有填写" in found["dated_on"]


def test_a_field_that_is_left_off_is_neither_asked_nor_printed_but_still_known():
    """Checks of the program find it by name; what was typed before stays in the record."""
    form = changed("corrections.c26", field=[{"name": "objection", "hidden": True}])
    field = form.field("objection")
    assert (field.on_screen, field.on_paper, field.required) == (False, False, False)


def test_fields_of_the_county_stand_together_before_what_is_signed():
    form = changed(add=ADDED)
    rows = [[field.name for field in row] for row in form.rows]
    at = rows.index([BLOCK])
    assert rows[at : at + 3] == [[BLOCK], ["county_1", "county_2"], ["county_3"]]
    marks = [n for n, row in enumerate(form.rows) if row[0].kind is Kind.MARK]
    assert at < marks[0]
    assert all(form.field(name).county for name in ("county_1", "county_2", "county_3"))
    assert {f.name for f in form.own_fields()} >= {"county_1", "county_2", "county_3"}


def test_a_yes_or_no_left_open_is_not_a_no():
    form = changed(add=ADDED)
    found = [p.field for p in problems(form, {"county_1": None}, on=FROM)]
    assert "county_1" in found
    assert "county_1" not in [p.field for p in problems(form, {"county_1": "no"}, on=FROM)]


def test_order_changes_within_a_section_and_neighbours_stay_on_their_line():
    own = own_form("corrections.c26")
    first = sections(own)[0]
    moved = [first[1], first[0], *first[2:]]
    form = changed("corrections.c26", section=[{"order": moved}])
    assert [f.name for f in form.fields() if f.name in set(first)] == moved
    assert {f.name for f in form.fields()} == {f.name for f in own.fields()}
    assert form.rows[-3:] == own.rows[-3:], "other sections keep their lines"


@pytest.mark.parametrize("code", sorted(changeable()))
@pytest.mark.parametrize("fill", [False, True], ids=["blank", "filled"])
def test_every_paper_a_county_may_change_still_prints_with_its_block(code, fill):
    """The official part keeps its lines in their order; the block comes before the signatures."""
    form = changed(code, add=ADDED)
    own = own_form(code)
    assert [row for row in form.rows if not row[0].county] == list(own.rows)
    values = filled(form) if fill else {}
    printed = print_paper(FiledPaper(form, values), author="640122", setup=PageSetup())
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.pdf)).pages)
    assert "县局增设栏目" in text
    assert "网格员意见" in text.replace("\n", "")


# --- what is protected -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name", "why"),
    [
        ("mediation.revisit", "findings", "必填栏"),
        ("mediation.revisit", "visited_on", "必填栏"),
        ("mediation.agreement", "terms", "必填栏"),
        ("mediation.acceptance", "dispute_type", "必填栏"),
        ("mediation.oral-agreement", "facts", "必填栏"),
        ("mediation.record", "participants_agreed", "人民调解法第二十条"),
        ("mediation.mandate", "matter", "民法典第一百六十五条"),
        ("corrections.c01", "danger", "第十四条"),
        ("corrections.c09", "county_opinion", "签署意见"),
        ("corrections.c14", "number", "文号"),
    ],
)
def test_what_the_law_or_the_program_needs_cannot_be_left_off(code, name, why):
    (found, *_) = refused(code, field=[{"name": name, "hidden": True}])
    assert found[:2] == (name, "hidden")
    assert "不能去掉" in found[2]
    assert why in found[2]


def test_no_required_field_becomes_a_matter_of_taste():
    assert "不能改成按需" in refused(field=[{"name": "findings", "required": False}])[0][2]
    own = own_form(VISIT)
    for field in own.fields():
        if field.kind in VALUELESS:
            assert refused(field=[{"name": field.name, "label": "别的"}])


@pytest.mark.parametrize(
    ("what", "key", "words"),
    [
        ({"field": [{"name": "nothing", "label": "甲"}]}, "name", "没有“nothing”"),
        ({"field": [{"name": "findings", "label": ""}]}, "label", "1 到 30 个字"),
        ({"field": [{"name": "findings", "label": "回访时间"}]}, "label", "已经有了"),
        ({"field": [{"name": "findings", "max_length": 999_999}]}, "max_length", "之间"),
        ({"field": [{"name": "visited_on", "max_length": 5}]}, "max_length", "没有字数"),
        ({"field": [{"name": "findings", "codes": "risk"}]}, "codes", "没有选项"),
        ({"add": [{**ADDED[0], "name": "satisfied"}]}, "name", "county_"),
        ({"add": [ADDED[0], ADDED[0]]}, "name", "用了两次"),
        ({"add": [{**ADDED[0], "label": "回访时间"}]}, "label", "已经有了"),
        ({"add": [{"name": "county_9", "label": "去向", "kind": "choice"}]}, "codes", "没有选项"),
        ({"add": [{**ADDED[2], "max_length": 90_000}]}, "max_length", "之间"),
        ({"add": [{**ADDED[1], "minimum": 9, "maximum": 3}]}, "minimum", "还大"),
        ({"section": [{"order": ["findings", "visited_on"]}]}, "order", "不多不少"),
        ({"title": "一" * 60}, "title", "最多 40 个字"),
        (
            {"add": [{**ADDED[1], "name": f"county_{n}", "label": f"第{n}栏"} for n in range(21)]},
            "add",
            "最多增设 20 栏",
        ),
    ],
)
def test_what_cannot_be_is_said_with_its_field(what, key, words):
    found = refused(**what)
    assert any(one[1] == key and words in one[2] for one in found), found


def test_the_program_brings_no_paper_a_county_could_not_have_as_it_is():
    for code in changeable():
        assert refused(code) == []
        assert changed(code).rows == own_form(code).rows


# --- which edition counts --------------------------------------------------------------------------


@pytest.fixture
def laid():
    lay_over(
        (
            Edition("forms/revisit.toml", TEXT, FROM, "贺司发〔2026〕21号"),
            Edition("forms/revisit.toml", TEXT.replace("county_1", "county_2"), LATER, "21号"),
        ),
        lambda: date(2026, 12, 20),
    )
    yield
    lay_over(())


def test_a_day_has_its_edition_and_a_paper_keeps_its_own(laid):
    assert [e.since for e in editions_of(VISIT)] == [None, FROM, LATER]
    assert form_on(VISIT, date(2026, 12, 14)) is own_form(VISIT)
    assert form_on(VISIT).version == "2010@2026-12-15", "without a day it is the day at this desk"
    assert form_as(VISIT, "2010") is own_form(VISIT)
    assert form_as(VISIT, "2010@2027-02-01").version == "2010@2027-02-01"
    assert form_as(VISIT, "2010@2027-01-01").version == "2010@2026-12-15", "the one before it"
    assert edition_on("mediation.record").since is None


def test_what_changed_is_said_in_words(laid):
    words = list(fields_changed(own_form(VISIT), form_on(VISIT)))
    assert words == ["“回访情况”改称“回访中了解的情况”", "增设“是否满意”（必填）"]
    back = list(fields_changed(form_on(VISIT), own_form(VISIT)))
    assert "去掉“是否满意”" in back


def test_lifting_names_the_fields_to_look_at():
    was = own_form(VISIT)
    now = replace(
        changed(add=[ADDED[0]], field=[{"name": "findings", "max_length": 3}]), version="2"
    )
    asks = dict(to_attend(was, now, {"findings": "已经履行了"}, FROM))
    assert "还没有填" in asks["是否满意"]
    assert "现有 5 个字，新版最多 3 个字" in asks["回访情况"]
    gone = dict(to_attend(now, was, {"county_1": "yes"}, FROM))
    assert "仍保存着" in gone["是否满意"]


def test_a_choice_that_is_no_longer_offered_is_named():
    was = replace(own_form(VISIT), rows=((Field("way", "方式", Kind.CHOICE, codes="risk"),),))
    now = replace(was, rows=((Field("way", "方式", Kind.CHOICE, codes="yes_no"),),))
    assert dict(to_attend(was, now, {"way": "high"}, FROM)) == {
        "方式": "选过的一项不在新的选项里，请重新选。"
    }
