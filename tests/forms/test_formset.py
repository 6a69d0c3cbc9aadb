"""The dossier's lists of parts are data: two lists, their conditions, their papers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.forms import registry
from app.forms.formset import CONDITIONS, formset, formsets, wanted
from app.forms.mediation import PAPERS

ACCEPTED = {"accepted_on": date(2026, 3, 2)}
AGREED = {**ACCEPTED, "agreed_on": date(2026, 3, 5)}


def test_the_two_lists_have_nine_and_thirteen_lines():
    """Notes §1.1: list A and list B."""
    lines = {code: [p.title for p in formset(code).parts if p.listed] for code in formsets()}
    assert len(lines["list-a"]) == 9
    assert len(lines["list-b"]) == 13
    assert lines["list-b"][1] == "人民调解当事人权利义务告知书"
    assert "人民调解结案报告表" in lines["list-b-closing"]


@pytest.mark.parametrize("code", formsets())
def test_every_paper_has_its_place_in_every_list(code: str):
    assert [paper.code for paper in PAPERS if formset(code).part_of(paper.code) is None] == []


@pytest.mark.parametrize("code", formsets())
def test_a_list_names_only_papers_there_are_and_says_where_it_is_from(code: str):
    one = formset(code)
    for part in one.parts:
        for paper in (*part.forms, *part.also):
            assert registry.form(paper).code == paper
    assert one.source
    assert one.effective_from


@pytest.mark.parametrize(
    ("part", "facts", "expected"),
    [
        ("application", {}, True),
        ("notice", {}, False),
        ("notice", ACCEPTED, True),
        ("mandate", {"agents": []}, False),
        ("mandate", {"agents": [{"name": "李代理"}]}, True),
        ("record", ACCEPTED, False),
        ("record", AGREED, True),
        ("record", {**ACCEPTED, "ended_on": date(2026, 3, 9)}, True),
        ("agreement", {**ACCEPTED, "ended_on": date(2026, 3, 9)}, False),
        ("agreement", AGREED, True),
        ("performance", {**AGREED, "performance": "none"}, False),
        ("performance", {**AGREED, "performance": "part"}, True),
        ("revisit", {**AGREED, "performed_on": date(2026, 3, 5)}, False),
        ("revisit", AGREED, True),
        ("confirmation", {**AGREED, "confirmation": "none"}, False),
        ("confirmation", {**AGREED, "confirmation": "applied"}, True),
        ("explanation", {"round": 1}, False),
        ("explanation", {"round": 2}, True),
    ],
)
def test_when_a_part_must_be_there(part: str, facts: dict[str, Any], expected: bool):
    assert wanted(formset("list-b").part(part), facts) is expected


def test_no_condition_is_a_mystery():
    used = {part.condition for one in formsets().values() for part in one.parts}
    assert used <= set(CONDITIONS)
