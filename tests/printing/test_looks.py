"""Papers of corrections as they look for a woman, a minor and a man with much to say.

What these tests hold was first seen on paper: a seal alone on a page, a day cut in two, a value
torn from its label, a guardian's line on the paper of an adult.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.forms.corrections import BASIC_SHEET
from app.forms.definition import Form, Kind
from app.forms.dossier import FiledPaper
from app.forms.fitting import of_age
from app.forms.registry import all_forms, form
from app.printing.dossier import print_paper
from app.printing.flow import Space
from app.printing.marks import SEAL_DIAMETER, _undivided
from app.printing.page import PageSetup, Printed
from app.printing.text import FIELD, NOTE, Text, fill, label
from tests.printing import reading

DAY = date(2026, 12, 28)
LONG_NAME = "阿卜杜热合曼·买买提艾力江·吐尔逊"
WOMAN: dict[str, Any] = {
    "name": "测秀英",
    "sex": "2",
    "birth_date": date(1985, 6, 8),
    "id_kind": "resident_id",
    "id_number": "640122198506089968",
    "address": "贺兰县习岗镇新胜村三组12号",
    "registered_address": "贺兰县习岗镇新胜村三组12号",
    "phone": "13900000001",
    "category": "probation",
    "offences": "危险驾驶罪",
    "penalty": "detention",
    "penalty_term": "拘役三个月",
    "supplementary": "并处罚金三千元",
    "decided_by": "贺兰县人民法院",
    "decision_number": "（2025）宁0122刑初88号",
    "decided_on": DAY,
    "effective_on": DAY,
    "starts_on": DAY,
    "ends_on": DAY,
    "documents_received_on": DAY,
    "documents_received": "判决书、执行通知书、结案登记表各一份",
    "reported_on": DAY,
    "report_outcome": "in_time",
    "court": "贺兰县人民法院",
    "judgment_number": "（2025）宁0122刑初88号",
    "judged_on": DAY,
    "county_authority": "贺兰县司法局",
    "office_name": "习岗司法所",
    "crime_facts": "2025年8月3日21时许饮酒后驾驶小型轿车，经检测血液酒精含量为152毫克/100毫升。",
    "prior_record": "无",
    "accomplices": "无",
    "resume": [
        {"period": "2003年至2010年", "event": "在家务农"},
        {"period": "2010年至今", "event": "在县城从事家政服务"},
    ],
    "family": [
        {"name": "测丈夫", "relation": "丈夫", "place": "习岗镇新胜村", "phone": "13900000002"},
        {"name": "测女儿", "relation": "女儿", "place": "贺兰县某中学", "phone": ""},
        {"name": "测母亲", "relation": "母亲", "place": "习岗镇新胜村", "phone": "13900000003"},
    ],
    "juvenile": False,
}
GUARDED = (
    *("c05", "c07_notice", "c07_pledge", "c10", "c11", "c13_decision", "c13_notice"),
    *("c14", "c15", "c16", "c19_use", "c19_extend", "c19_lift", "c19_notice", "c29", "c30"),
    *("c22", "c22_talk"),
)
"""Papers that are read out or handed to the person, or record what the person said."""


def printed(paper: Form, **values: Any) -> Printed:
    return print_paper(FiledPaper(paper, values), author="640122100", setup=PageSetup())


def pages(made: Printed) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in reading.reader(made).pages]


def laid_out(made: Printed) -> str:
    pages = reading.reader(made).pages
    return "\n".join(page.extract_text(extraction_mode="layout") for page in pages)


# --- minors and adults ---------------------------------------------------------------------------


@pytest.mark.parametrize("code", [*(f"corrections.{c}" for c in GUARDED), "resettlement.agreement"])
def test_a_guardian_signs_with_a_minor_and_not_with_an_adult(code: str):
    """社区矫正法 53; 实施办法 55: a guardian comes to declarations and punishments of a minor."""
    paper = form(code)
    minor, adult = (
        reading.words(printed(paper, name="测试", juvenile=young)) for young in (True, False)
    )
    assert len(re.findall("监护人(?:签收)?：", minor)) == 1
    assert "监护人" not in adult
    assert "未成年的" not in minor


@pytest.mark.parametrize("code", [*(f"corrections.{c}" for c in GUARDED), "resettlement.agreement"])
def test_a_blank_paper_has_the_guardians_line_and_says_for_whom(code: str):
    assert "（未成年的）" in reading.words(printed(form(code))).replace("(", "（").replace(
        ")", "）"
    )


def test_the_assessment_of_a_minor_is_not_made_public():
    """社区矫正法 54; 实施办法 55; corrections notes §1.8: no 公示, on paper as little as on screen."""
    sheet = form("corrections.c26")
    public = {"public_from": DAY, "public_until": DAY}
    minor = reading.words(printed(sheet, name="测试", juvenile=True, **public))
    adult = reading.words(printed(sheet, name="测试", juvenile=False, **public))
    assert "公示" not in minor
    assert "未成年人的考核奖惩不公开" in minor
    assert "公示自" in adult
    assert "未成年" not in adult
    on_screen = {field.name for field in of_age(sheet, {"juvenile": True}).fields()}
    assert on_screen.isdisjoint(public)


@pytest.mark.parametrize("name", ["admonition", "warning", "praise"])
def test_a_note_about_minors_stands_on_papers_of_minors(name: str):
    sheet = form(f"corrections.c09_{name}")
    assert "通知监护人到场" in reading.words(printed(sheet, name="测试", juvenile=True))
    assert "监护人" not in reading.words(printed(sheet, name="测试", juvenile=False))


def test_no_other_paper_speaks_of_guardians_to_an_adult():
    """Whoever adds a line for minors marks it so."""
    official = ("corrections.c02", "corrections.c01")  # the sheet has boxes for a guardian
    for code, paper in all_forms().items():
        if not code.startswith("corrections.c") or code in official:
            continue
        shown = of_age(paper, {"juvenile": False})
        fields = [*shown.fields(), *(f for row in shown.stub for f in row)]
        told = [f.label for f in fields if f.on_paper and "监护人" in f.label]
        assert (code, told) == (code, [])


# --- lines that a matter does not need -----------------------------------------------------------


def test_an_ordinary_leave_has_no_empty_lines_for_what_it_does_not_need():
    application = form("corrections.c10")
    ordinary = reading.words(printed(application, name="测试", destination="中卫市"))
    assert "经常性去往市县" not in ordinary
    assert "未提前三日" not in ordinary
    frequent = reading.words(printed(application, name="测试", places="中卫市、吴忠市"))
    assert "经常性去往市县" in frequent
    assert "经常性去往市县" in reading.words(printed(application))


def test_the_closing_words_of_a_notice_of_termination_stand_last():
    said = reading.words(
        printed(form("corrections.c32_termination"), name="测试", imprisoned_at="银川监狱")
    )
    assert said.index("收监场所") < said.index("特此通知") < said.index("抄送")


def test_the_declaration_is_numbered_from_first_to_last():
    """实施办法 20: text, rules, ban, consequences, rights, group."""
    said = reading.words(printed(form("corrections.c05"), **WOMAN))
    places = [said.index(f"{number}、") for number in "一二三四五六"]
    assert places == sorted(places)


# --- breaks --------------------------------------------------------------------------------------


def test_the_basic_sheet_takes_two_pages_as_the_official_form_does():
    """C02, printed on both sides of a sheet; nothing is cut off."""
    made = printed(BASIC_SHEET, **WOMAN)
    assert len(reading.reader(made).pages) == 2
    said = reading.words(made)
    for shown in ("测秀英", "640122198506089968", "在县城从事家政服务", "测母亲", "152毫克"):
        assert shown in said
    assert len(reading.reader(printed(BASIC_SHEET)).pages) == 2, "the blank form, too"


def test_a_long_basic_sheet_goes_on_and_loses_nothing():
    long = "，".join(f"第{number}项经过" for number in range(400))
    made = printed(BASIC_SHEET, **{**WOMAN, "crime_facts": long})
    assert len(reading.reader(made).pages) > 2
    said = re.sub(r"\s|主要犯罪事实|第\d页，共\d页", "", reading.words(made))
    assert long in said


def test_the_help_sheet_stays_on_one_page():
    values = {k: v for k, v in WOMAN.items() if k not in {"family", "decided_by"}}
    values["family"] = [
        {"name": "测丈夫", "relation": "丈夫", "place": "新胜村", "phone": "13900000002"},
        {"name": "测女儿", "relation": "女儿", "place": "新胜村", "phone": "13900000003"},
    ]
    values["group"] = [{"name": "测所长", "role": "office", "phone": "13900000004"}] * 2
    sheet = form("resettlement.sheet")
    codes = {f.name: f for f in sheet.fields()}
    values = {k: v for k, v in values.items() if k in codes and k != "category"}
    assert len(reading.reader(printed(sheet, **values)).pages) == 1
    assert len(reading.reader(printed(sheet)).pages) == 1, "the blank form, too"


@pytest.mark.parametrize("code", ["c13_letter", "c14", "c17", "c20_request", "c32_death"])
def test_a_seal_never_stands_alone_on_a_page(code: str):
    """Whatever the length of the text: with the seal there is always a line of it."""
    paper = form(f"corrections.{code}")
    texts = [f.name for f in paper.fields() if f.kind is Kind.LONG_TEXT and f.on_paper]
    turned = False
    for length in range(0, 900, 45):
        values: dict[str, Any] = dict.fromkeys(texts, "甲乙丙丁戊己庚辛壬癸" * (length // 10))
        made = pages(printed(paper, **{**WOMAN, **values, paper.dated_by: DAY}))
        told = re.split(
            "执行地县级社区矫正机构（盖章）|发文机关（盖章）|2026年12月28日$", made[-1]
        )[0]
        assert len(told) >= 2, length
        turned = turned or len(made) > 1
    assert turned


def test_what_announces_a_table_stands_above_it():
    """C05: 六、… 由下列人员组成 goes to the page where the list is."""
    for extra in range(0, 240, 12):
        made = pages(printed(form("corrections.c05"), **{**WOMAN, "orders": "禁止接触" * extra}))
        for text in made:
            if "由下列人员组成" in text:
                assert "姓名身份单位电话" in text, extra


@pytest.mark.parametrize("code", ["c08", "c02", "c24_list", "c20_record", "c12"])
def test_days_and_numbers_are_not_cut_in_two(code: str):
    """A box or column is wide enough, or the figure is set a little smaller."""
    paper = form(f"corrections.{code}")
    values: dict[str, Any] = {}
    for field in paper.fields():
        if field.kind is Kind.DATE:
            values[field.name] = DAY
        if field.kind is Kind.ROWS:
            values[field.name] = [
                {
                    c.name: DAY if c.kind is Kind.DATE else "13900000099"
                    for c in field.columns
                    if c.kind in (Kind.DATE, Kind.TEXT)
                }
            ]
    shown = laid_out(printed(paper, **values))
    days = len(re.findall("2026年12月28日", shown))
    assert days == len(re.findall("2026年", shown))
    assert not re.search(r"(?<!\d)13900000(?!099)", shown)


@pytest.mark.parametrize("code", ["c01", "c07_pledge", "c10", "c28_summary", "c30"])
def test_a_long_name_leaves_no_value_torn_from_its_label(code: str):
    shown = laid_out(printed(form(f"corrections.{code}"), **{**WOMAN, "name": LONG_NAME}))
    for words, value in (("性别", "女"), ("矫正类别", "缓刑"), ("身份证号", "6401221985060899")):
        for line in shown.splitlines():
            if f"{words}：" in line:
                assert value in line.split(f"{words}：")[1]
    assert LONG_NAME in shown


def test_the_remark_of_a_seal_is_not_cut_in_two():
    width = SEAL_DIAMETER - 16
    for words in ("社区矫正机构（盖章）", "执行地县级社区矫正机构（盖章）", "司法所（盖章）"):
        lines = Text(_undivided(words, width), replace(NOTE)).lines(width)
        assert any("（盖章）" in line for line in lines), words


def test_lines_left_for_the_pen_do_not_begin_a_page():
    text = Text([label("理由："), fill("家庭和睦。")], FIELD, lines=3)
    text.height(400)
    parts = text.split(400, FIELD.leading * 2.2)
    assert parts is not None
    assert isinstance(parts[1], Space)


def test_no_paper_calls_a_woman_a_man():
    """Sex is printed from the sheet; no fixed sentence has a word for men only."""
    for code, paper in all_forms().items():
        if code.startswith("corrections.c"):
            made = printed(paper, **{k: v for k, v in WOMAN.items() if k in _names(paper)})
            said = reading.words(made)
            assert "男" not in said, code
            assert "先生" not in said, code


def _names(paper: Form) -> set[str]:
    return {
        f.name for f in paper.fields() if f.kind is not Kind.ROWS or f.name in {"resume", "family"}
    }


@pytest.mark.parametrize("code", ["c17", "c18_probation", "c20_request", "c31", "c32_death"])
def test_copies_are_named_below_the_date(code: str):
    """GB/T 9704: 抄送 stands in the closing part, below seal and date."""
    paper = form(f"corrections.{code}")
    said = "".join(pages(printed(paper, **{**WOMAN, paper.dated_by: DAY})))
    assert said.rindex("2026年12月28日") < said.index("抄送：")


@pytest.mark.parametrize("code", ["c24_list", "daily_list", "c20_record"])
def test_whoever_keeps_the_record_has_room_for_a_name(code: str):
    paper = form(f"corrections.{code}")
    rows = next(f for f in paper.fields() if f.kind is Kind.ROWS)
    made = laid_out(printed(paper, **{rows.name: [{"staff": "测干事"}]}))
    assert "测干事" in made
    assert rows.columns[-1].label in made, "nor is the head of the column broken"


def test_an_opinion_to_be_written_by_hand_has_a_line_long_enough():
    """C29: four characters were no room for 鉴定意见."""
    made = printed(form("corrections.c29"))
    lines = [right - left for left, _, right, _ in reading.rules(made)]
    assert sum(length > 190 for length in lines) >= 3


def test_the_columns_of_a_hand_over_list_hold_number_office_and_title():
    """移交清单: 序号 on one line, figures of one size, the office not broken."""
    line = {"author": "贺兰县司法局", "title": "社区矫正对象基本信息表", "on": DAY}
    rows = [{"no": number, **line} for number in range(1, 40)]
    made = printed(form("corrections.handover"), documents=rows)
    shown = laid_out(made)
    assert "序号" in shown
    assert shown.count("贺兰县司法局") == 39
    assert shown.count("社区矫正对象基本信息表") == 39
    assert shown.count("责任者") == len(reading.reader(made).pages)


@pytest.mark.parametrize("code", ["c29", "c30"])
def test_whoever_granted_parole_is_not_said_to_have_sentenced(code: str):
    said = reading.words(printed(form(f"corrections.{code}"), **WOMAN))
    assert "被判处拘役三个月" in said
    assert WOMAN["court"] in said
    assert not re.search(r"贺兰县人民法院(以（2025）宁0122刑初88号)?判处", said)


@pytest.mark.parametrize("code", ["c22", "c22_talk"])
def test_nobody_signs_a_record_on_a_page_without_a_word_of_it(code: str):
    """以上笔录我看过 stood alone above the signatures: the record could be exchanged."""
    turned = False
    for count in range(24):
        made = pages(printed(form(f"corrections.{code}"), name="测甲", talk="问：答。\n" * count))
        if len(made) > 1:
            turned = True
            assert "答。" in made[-1].split("以上笔录")[0], count
    assert turned


def test_the_day_of_a_signature_stays_with_it():
    """C23: 汇报人 at the foot of a page, 汇报日期 and 收到人 alone on the next."""
    turned = False
    for length in range(0, 700, 20):
        told = dict.fromkeys(("law", "changes"), "情况正常。" * (length // 5))
        values = {**told, "received_by": "测干事", "review": "已阅。" * 14, "reported_on": DAY}
        made = pages(printed(form("corrections.c23"), **{**WOMAN, **values}))
        turned = turned or len(made) > 1
        assert "汇报人" in made[-1], length
        assert "汇报日期" in made[-1], length
    assert turned


def test_that_a_paper_was_handed_over_is_a_paragraph_like_any_other():
    """C13: it began at the margin."""
    made = printed(form("corrections.c13_notice"), **WOMAN)
    (said,) = [p for p in reading.pieces(made) if p.text.startswith("本文书已送达")]
    (head,) = [p for p in reading.pieces(made) if p.text.startswith("社区矫正对象：")]
    assert said.x > head.x + 20
