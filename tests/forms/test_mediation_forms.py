"""Each paper of mediation: its fixed words, its help, its columns, who signs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.forms.codes import table
from app.forms.definition import VALUELESS, Field, Form, Kind, Mark
from app.forms.display import wording
from app.forms.mediation import FORMS
from app.forms.people import party_block
from app.forms.registry import all_forms, form
from app.forms.texts import text, texts

each_form = pytest.mark.parametrize("one", FORMS, ids=lambda one: one.code)


def every(fields: Iterator[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from every(iter(field.columns))


@each_form
def test_no_two_fields_of_a_paper_have_one_name(one: Form):
    names = [field.name for field in one.fields()]
    assert sorted(names) == sorted(set(names))


@each_form
def test_every_choice_has_its_table_and_every_mark_its_signer(one: Form):
    names = {field.name for field in one.fields()}
    for field in every(one.fields()):
        if field.kind in {Kind.CHOICE, Kind.MULTI_CHOICE}:
            assert table(field.codes).at()
        if field.kind is Kind.MARK:
            assert field.marks
            assert not field.per or field.per in names
        if field.kind is Kind.ROWS:
            assert field.columns


@each_form
def test_a_paper_says_where_its_format_is_from(one: Form):
    assert one.source
    if one.dated_by:
        assert one.field(one.dated_by).kind in {Kind.DATE, Kind.TIME_RANGE}


def test_a_fact_means_the_same_wherever_it_stands():
    """Typed once: a fact of one name has one kind and one code table in every paper."""
    seen: dict[str, tuple[Kind, str]] = {}
    for one in FORMS:
        for field in one.fact_fields():
            assert seen.setdefault(field.name, (field.kind, field.codes)) == (
                field.kind,
                field.codes,
            )


@each_form
def test_beside_each_field_stands_how_to_fill_it(one: Form):
    """F79."""
    silent = [
        field.label
        for field in every(one.fields())
        if field.on_screen and field.kind not in VALUELESS and not (field.help or field.example)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        (
            "mediation.application",
            "declaration",
            "人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解委员会进行调解。",
        ),
        ("mediation.record", "told", "人民调解委员会已将人民调解的相关规定告知各方当事人。"),
        ("mediation.agreement", "held_by", "本协议一式____份，当事人、人民调解委员会各持一份。"),
        ("mediation.notice", "paragraph_nature", "一、人民调解委员会是调解民间纠纷的群众性组织。"),
    ],
)
def test_the_fixed_sentences_stand_as_printed(code: str, name: str, words: str):
    """Notes §1.3, §1.5, §1.10, §1.11."""
    one = form(code)
    assert wording(one, one.field(name), {}) == words


def test_labels_are_those_of_the_model_papers():
    """Notes §1.2, §1.11, §1.13."""
    labels = [f.label for f in form("mediation.cover").fields() if f.on_paper][1:]
    assert labels == [
        "卷名", "卷号", "人民调解员", "调解日期", "至", "立卷人", "立卷日期", "保管期限", "备注",
    ]  # fmt: skip
    revisit = [f.label for f in form("mediation.revisit").fields() if f.on_paper and not f.bare]
    assert revisit == [
        "当事人",
        "调解协议编号",
        "回访事由",
        "回访时间",
        "回访情况",
        "回访人（签名）",
    ]


def test_everybody_signs_the_agreement_and_the_committee_seals_it():
    """人民调解法 29."""
    places = {f.name: f.marks for f in form("mediation.agreement").fields() if f.kind is Kind.MARK}
    assert places["sign_parties"] == (Mark.SIGNATURE, Mark.FINGERPRINT)
    assert places["seal_committee"] == (Mark.SEAL,)
    assert {"sign_mediators", "sign_recorder"} <= set(places)


def test_parties_need_not_sign_the_register_of_an_oral_agreement():
    """人民调解法 28, 30: the mediator records it."""
    names = {f.name for f in form("mediation.oral-agreement").fields() if f.kind is Kind.MARK}
    assert names == {"sign_mediators", "seal_committee"}


def test_a_company_prints_other_lines_than_a_person():
    """Notes §1.3."""
    person = [f.label for row in party_block({"kind": "natural"}) for f in row]
    assert person == ["姓名", "性别", "民族", "年龄", "职业或职务", "联系方式", "单位或住址"]
    company = [f.label for row in party_block({"kind": "legal"}) for f in row]
    assert company == [
        "名称",
        "统一社会信用代码",
        "法定代表人或主要负责人",
        "职务",
        "地址",
        "联系方式",
    ]
    child = party_block({"kind": "natural", "guardian_name": "王某"})
    assert "法定代理人" in [f.label for row in child for f in row]


def test_every_text_says_since_when_and_from_where():
    for one in texts().values():
        assert one.text
        assert one.source
        assert one.since
    assert text("record.told")


def test_every_form_of_every_duty_is_found_by_its_code():
    assert {one.code for one in FORMS} <= set(all_forms())
    with pytest.raises(KeyError):
        form("mediation.nothing")
