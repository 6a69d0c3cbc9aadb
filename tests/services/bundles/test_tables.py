"""Columns of the statistics and numbers of papers: changed at the bureau, counted from their day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.data_files import Edition
from app.errors import ActionableError
from app.forms.corrections import month_register
from app.forms.issuers import Issuer, issued_by, notices
from app.forms.report_columns import report_table
from app.services.bundles.contents import check
from app.services.bundles.designs_tables import TableDesigns
from tests.services.bundles.conftest import DOCUMENT, FROM

MONTH = "corrections-month"
BEFORE = date(2026, 12, 14)
NOTICE = "corrections.c20_request"
OURS = """source = "贺司发〔2026〕21号"
since = 2026-12-15
confirmed = true
"""


@pytest.fixture
def designs(county) -> TableDesigns:
    return TableDesigns(county.store)


def faults(path: str, text: str) -> list[str]:
    return [one.words for one in check(Edition(path, text, FROM, DOCUMENT))]


# --- tables of statistics --------------------------------------------------------------------------


def test_every_figure_the_program_counts_is_offered(designs):
    lines = designs.report(MONTH)
    assert {one.key for one in report_table("corrections").columns} <= {one.key for one in lines}
    shown = [one.key for one in lines if one.shown]
    assert shown == [one.key for one in report_table(MONTH).columns]
    assert designs.report_faults(MONTH, lines) == ()


def test_columns_come_go_and_are_called_otherwise_from_a_day_on(bureau, designs):
    extra = next(one for one in designs.report(MONTH) if not one.shown)
    lines = [
        replace(one, label="本月新接收")
        if one.key == "new"
        else replace(one, shown=(one.shown and one.key != "found") or one.key == extra.key)
        for one in designs.report(MONTH)
    ]
    designs.keep_report(MONTH, lines, FROM, DOCUMENT)
    trial = bureau.trial()
    assert trial.faults == ()
    words = [one.words for one in trial.differences]
    assert "程序至少能读第 2 代配置包" in words[0], "older programs must be updated first"
    assert "“新增”改称“本月新接收”" in words
    assert any("去掉“社区矫正·查回人次”" in one for one in words)
    assert any("增加" in one and extra.label in one for one in words)
    bureau.sign()
    then, now = month_register(BEFORE), month_register(FROM)
    assert "found" in {field.name for field in then.columns}
    labels = {field.name: field.label for field in now.columns}
    assert labels["new"] == "本月新接收"
    assert "found" not in labels
    assert extra.key in labels


def test_a_group_by_codes_is_one_line_and_keeps_following_its_code_table(bureau, designs):
    lines = designs.report("mediation")
    assert [one.key for one in lines if one.key.startswith("*")] == [
        "*committee",
        "*source",
        "*type",
        "*averted",
    ]
    changed = [
        replace(one, group="案件从哪里来")
        if one.key == "*source"
        else replace(one, shown=one.key != "*committee")
        for one in lines
    ]
    designs.keep_report("mediation", changed, FROM, DOCUMENT)
    assert bureau.trial().faults == ()
    bureau.sign()
    then, now = (
        {column.key: column.group for column in report_table("mediation", day).columns}
        for day in (BEFORE, FROM)
    )
    assert any(key.startswith("committee.") for key in then)
    assert not any(key.startswith("committee.") for key in now)
    assert {g for key, g in now.items() if key.startswith("source.")} == {"案件从哪里来"}
    assert {k for k in now if k.startswith("type.")} == {k for k in then if k.startswith("type.")}


def test_what_a_figure_is_the_program_says(bureau, designs):
    """A county that renames a sum of money does not turn fen into yuan."""
    own = {one.key: one for one in report_table("resettlement").columns}
    lines = [replace(one, label=f"{one.label}数") for one in designs.report("resettlement")]
    designs.keep_report("resettlement", lines, FROM, DOCUMENT)
    bureau.sign()
    for column in report_table("resettlement", FROM).columns:
        before = own[column.key]
        kept = (column.money, column.small, column.unit)
        assert kept == (before.money, before.small, before.unit)
        assert column.label == f"{before.label}数"


def test_a_table_must_still_add_up(designs):
    """The county's workbook checks 期初 + 新增 - … = 期末 by formula."""
    lines = [
        replace(one, shown=one.shown and one.key != "closing") for one in designs.report(MONTH)
    ]
    (words,) = designs.report_faults(MONTH, lines)
    assert "不能去掉“期末在册”" in words
    with pytest.raises(ActionableError, match="1 处要改"):
        designs.keep_report(MONTH, lines, FROM, DOCUMENT)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ('{ key = "ghosts", label = "鬼" }', "程序不会数“ghosts”"),
        ('{ key = "new", label = "甲" }, { key = "new", label = "乙" }', "写了两次"),
        ('{ key = "new", label = "甲", colour = "red" }', "没有这个名称"),
    ],
)
def test_a_fault_of_a_table_is_said(columns, words):
    head = 'title = "表"\nsource = "贺司发〔2026〕21号"\nconfirmed = true\n'
    text = f'{head}[[group]]\ntitle = "组"\ncolumns = [\n  {columns},\n]\n'
    assert any(words in one for one in faults("reports/resettlement.toml", text))


def test_a_table_the_program_does_not_know_is_said():
    text = 'title = "表"\nsource = "贺司发"\nconfirmed = true\n[[group]]\ntitle = "组"\ncolumns = [{ key = "a", label = "b" }]\n'
    assert "没有叫“other”的统计表" in faults("reports/other.toml", text)[0]


# --- numbers ---------------------------------------------------------------------------------------


def test_an_offices_papers_are_numbered_as_the_county_says(bureau, designs):
    lines = [
        replace(one, template="{简称}司矫{字}〔{年}〕{序号:3}号", word="协", notice=False)
        if one.form == NOTICE
        else one
        for one in designs.numbers()
    ]
    designs.keep_numbers(lines, FROM, DOCUMENT)
    trial = bureau.trial()
    assert trial.faults == ()
    words = [one.words for one in trial.differences]
    assert any("的文号：" in one and "〔{年}〕{序号:3}号" in one for one in words)
    assert any("不再列入“打印本月文书”" in one for one in words)
    bureau.sign()
    assert issued_by(NOTICE, BEFORE).template == "（{年}）{简称}矫{字}字第{序号}号"
    assert issued_by(NOTICE, FROM).word == "协"
    assert (NOTICE in notices(BEFORE), NOTICE in notices(FROM)) == (True, False)
    line = next(one for one in designs.numbers() if one.form == NOTICE)
    assert line.looks == "示范司矫协〔2026〕001号"


def test_nobody_is_given_the_countys_papers_to_number(designs):
    """Who issues a paper is settled; the county's numbers are copied, never minted here."""
    lines = designs.numbers()
    theirs = next(one for one in lines if one.form == "corrections.c14")
    assert not theirs.ours
    wrong = [
        replace(one, template="{年}{序号}", word="") if one is theirs else one for one in lines
    ]
    (words,) = designs.number_faults(wrong)
    assert "不由司法所出具" in words
    text = OURS + '[[paper]]\nform = "corrections.c14"\nissuer = "office"\n'
    assert any("由谁出具是规定好的" in one for one in faults("papers/corrections.toml", text))
    assert issued_by("corrections.c14").issuer is Issuer.COUNTY


@pytest.mark.parametrize(
    ("template", "word", "words"),
    [
        ("第{序号}号", "协", "会重号"),
        ("{年}字第{序号}{序号}号", "协", "会重号"),
        ("{年}{所长}{序号}", "协", "花括号里只能写"),
        ("{年}{字}{序号}", "", "要写是什么字"),
        ("{年}{序号}" + "长" * 60, "", "最多 60 个字"),
    ],
)
def test_a_number_that_could_come_twice_is_refused(designs, template, word, words):
    lines = [
        replace(one, template=template, word=word) if one.form == NOTICE else one
        for one in designs.numbers()
    ]
    assert any(words in one for one in designs.number_faults(lines))
