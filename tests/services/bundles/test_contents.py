"""试检查: each fault is named by its line and field, in words a clerk can act on."""

from __future__ import annotations

from datetime import date

import pytest

from app.data_files import FOLDERS, Edition, shipped, shipped_names
from app.services.bundles.contents import check, check_all

DAY = date(2026, 12, 15)

RISK = """title = "风险等级"
source = "贺司发〔2026〕21号"
confirmed = true
entries = [
  { code = "high", label = "高" },
  { code = "medium", label = "中" },
  { code = "low", label = "低" },
]
"""
RULE = """[[profile]]
id = "helan-2027"
name = "贺兰2027"
jurisdiction = "640122"
authority_doc = "贺司发〔2026〕21号"
effective_from = 2027-01-01
value = [
  { key = "training.required_days", cls = "head", value = 16, unit = "天" },
]
"""


def edition(path: str, text: str) -> Edition:
    return Edition(path, text, DAY, "贺司发〔2026〕21号")


def faults(path: str, text: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.field, one.words) for one in check(edition(path, text))]


@pytest.mark.parametrize(
    "own",
    [
        own
        for folder in FOLDERS
        for name in shipped_names(folder)
        if (own := shipped(folder, name)) and name != "surnames"
    ],
    ids=lambda own: own.path,
)
def test_what_the_program_brings_passes(own):
    """A county begins from these files: none may be refused as it is."""
    assert check(edition(own.path, own.text)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ('"高" },', '"高" ', 5, "", "花括号没有合上"),
        ("confirmed = true", "confirmed = yes", 3, "", "写法不对"),
        ('label = "中"', 'lable = "中"', 6, "label", "缺“label”"),
        ('label = "中"', 'lable = "中"', 6, "lable", "没有这个名称"),
        ('label = "中"', "label = 2", 6, "label", "文字"),
        ('"medium"', '"high"', 5, "code", "写了两次"),
        ('"medium"', '"Medium"', 6, "code", "小写"),
        ('label = "低"', 'label = "低", parent = "none"', 7, "parent", "没有代码“none”"),
        ('label = "低"', 'label = "低", valid_to = "2026"', 7, "valid_to", "2026-12-15"),
        ('source = "贺司发〔2026〕21号"\n', "", 0, "source", "缺“source”"),
    ],
)
def test_a_fault_of_a_code_table_is_found_in_its_line(old, new, line, field, words):
    assert old in RISK
    found = faults("codes/risk.toml", RISK.replace(old, new, 1))
    assert any(one[:2] == (line, field) and words in one[2] for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        (
            "training.required_days",
            "training.require_days",
            8,
            "key",
            "没有“training.require_days”",
        ),
        ("value = 16", 'value = "十六"', 8, "value", "应当写数字"),
        ("value = 16", "value = -1", 8, "value", "不能小于零"),
        ("value = 16", "value = true", 8, "value", "应当写数字"),
        ('"head"', '"boss"', 8, "cls", "没有“boss”"),
        ('"640122"', '"贺兰县"', 4, "jurisdiction", "六位"),
        ("2027-01-01", '"2027年"', 6, "effective_from", "日期"),
        ("2027-01-01", "2027-02-30", 6, "", "没有这一天"),
    ],
)
def test_a_fault_of_a_rule_is_found_in_its_line(old, new, line, field, words):
    found = faults("rules/training.toml", RULE.replace(old, new, 1))
    assert any(one[:2] == (line, field) and words in one[2] for one in found), found


def test_a_list_of_parts_must_bind_and_know_its_papers():
    own = shipped("formsets", "list-b")
    assert own is not None
    wrong = own.text.replace('"mediation.agreement"', '"mediation.contract"', 1)
    assert any("没有文书“mediation.contract”" in words for _, _, words in faults(own.path, wrong))
    wrong = own.text.replace('code = "cover"', 'code = "front"', 1)
    assert any("装订不起来" in words for _, _, words in faults(own.path, wrong))
    wrong = own.text.replace('stage = "filed"', 'stage = "later"', 1)
    assert any("只能写" in words for _, _, words in faults(own.path, wrong))


def test_a_blank_that_nobody_fills_never_reaches_a_paper():
    text = (
        "[application.declaration]\n"
        'text = "我{nickname}自愿申请。"\n'
        'source = "贺司发〔2026〕21号"\nsince = 2026-12-15\nconfirmed = true\n'
    )
    (fault,) = faults("texts/mediation.toml", text)
    assert (fault[0], fault[1]) == (1, "text")
    assert "nickname" in fault[2]


def test_a_name_the_program_does_not_know_is_said():
    assert "没有叫“risks”的代码表" in faults("codes/risks.toml", RISK)[0][2]
    assert "没有叫“trainings”的规则" in faults("rules/trainings.toml", RULE)[0][2]


def test_a_code_never_changes_its_meaning():
    """Records keep codes: what was registered as 高 must not read 极高 tomorrow."""
    changed = edition("codes/risk.toml", RISK.replace('label = "高"', 'label = "极高"'))
    (fault,) = check_all([changed])
    assert "不能改成“极高”" in fault.words


def test_depth_does_not_stop_the_check():
    assert faults("codes/risk.toml", "entries = " + "[" * 50_000)[0][1] == ""
