"""存根: what the issuer keeps, torn off along a line that the seal and the number cross."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.forms.definition import VALUELESS, Form, Kind
from app.forms.dossier import FiledPaper
from app.forms.registry import all_forms
from app.printing.dossier import print_paper
from app.printing.page import PageSetup
from tests.printing import reading

STUBBED = [form for form in all_forms().values() if form.stub]
NUMBER = "（2026）贺司矫字第7号"
TYPICAL: dict[str, Any] = {
    "name": "买买提明·阿卜杜热合曼",
    "sex": "1",
    "birth_date": date(1990, 1, 1),
    "id_number": "640122199001019971",
    "address": "宁夏回族自治区银川市贺兰县习岗镇新胜村三组28号",
    "offences": "危险驾驶罪",
    "court": "贺兰县人民法院",
    "judgment_number": "（2025）宁0122刑初35号",
    "penalty_term": "拘役三个月，缓刑六个月",
    "category": "probation",
    "facts": "2026年1月6日至9日未经批准离开贺兰县，手机关机，未按时报告，经查找于9日返回。" * 2,
    "article": "《中华人民共和国社区矫正法》第二十八条、《社区矫正法实施办法》第三十四条第二项",
    "county_authority": "贺兰县司法局",
    "office_name": "习岗司法所",
    "formula": "probation",
    "destination": "宁夏中卫市沙坡头区",
    "reason": "工作调动，已签订一年劳动合同。",
    "new_address": "中卫市沙坡头区文昌镇某小区3号楼2单元101室",
    "other_authority": "中卫市沙坡头区司法局",
    "addressee": "贺兰县公安局",
    "ground": "left_area",
}


def printed(form: Form, *, fill: bool) -> Any:
    fields = {f.name: f for f in form.fields() if f.kind not in VALUELESS}
    values = {name: TYPICAL[name] for name in fields if name in TYPICAL} if fill else {}
    days = {n: date(2026, 3, 2) for n, f in fields.items() if f.kind is Kind.DATE} if fill else {}
    if "reason" in fields and fields["reason"].kind is Kind.CHOICE:
        values.pop("reason", None)
    number = {form.numbered_by: NUMBER} if fill else {}
    filed = FiledPaper(form, {**days, **values, **number})
    return print_paper(filed, author="640122100", setup=PageSetup())


def test_notices_decisions_and_certificates_have_a_stub():
    """F21; corrections notes §2.1: C11, C30 and the decisions."""
    codes = {form.code.removeprefix("corrections.") for form in STUBBED}
    assert {"c11", "c13_decision", "c14", "c15", "c16", "c19_use", "c30"} <= codes


@pytest.mark.parametrize("form", STUBBED, ids=lambda form: form.code)
@pytest.mark.parametrize("fill", [False, True], ids=["blank", "typical"])
def test_stub_and_paper_stand_on_one_sheet(form, fill):
    """A seal alone on a second page would be no decision."""
    assert len(reading.reader(printed(form, fill=fill)).pages) == 1


@pytest.mark.parametrize("form", STUBBED, ids=lambda form: form.code)
def test_the_number_stands_on_the_stub_on_the_line_and_on_the_paper(form):
    words = reading.words(printed(form, fill=True))
    assert words.count(NUMBER) == 3
    assert f"{form.title}（存根）" in words
    assert words.index("（存根）") < words.index("骑缝处加盖印章") < words.rindex(form.title)


def test_the_line_crosses_the_whole_sheet():
    made = printed(STUBBED[0], fill=True)
    left, right = PageSetup().paper[0] * 0.02, PageSetup().paper[0] * 0.98
    ends = [x for line in reading.rules(made) for x in (line[0], line[2])]
    assert min(ends) < left
    assert max(ends) > right
