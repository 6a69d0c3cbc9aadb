"""Code tables: dated, sourced, never contradicting themselves (mediation notes §3.1-3.5)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from app.forms.codes import label, read_table, table, table_names
from app.paths import resource_dir

TODAY = date(2026, 11, 22)

ASKED_FOR = [
    "dispute_type",
    "case_source",
    "result",
    "end_reason",
    "agreement_form",
    "performance",
    "confirmation",
    "difficulty",
    "committee_kind",
    "ethnic_group",
    "sex",
    "id_paper",
    "party_side",
    "party_kind",
    "relation",
    "agent_power",
    "retention",
    "control_class",
    "corrections_category",
    "leave_reason",
    "leave_refusal",
    "checkin_kind",
    "training_category",
    "training_form",
    "training_level",
    "staff_role",
    "education",
    "evidence_kind",
]


@pytest.mark.parametrize("name", sorted({*ASKED_FOR, *table_names()}))
def test_every_table_reads_and_names_its_source(name: str) -> None:
    codes = table(name)
    assert codes.title
    assert codes.source
    assert codes.at(TODAY)
    for entry in codes:
        assert entry.label == entry.label.strip() != ""
        assert re.fullmatch(r"[a-z0-9_]{1,64}", entry.code), entry.code


@pytest.mark.parametrize("name", table_names())
def test_no_two_choices_of_a_day_look_alike(name: str) -> None:
    for on in (date(2005, 6, 1), TODAY):
        labels = [entry.label for entry in table(name).at(on)]
        if name != "village":  # two townships may each have a village of one name
            assert len(labels) == len(set(labels))


def test_a_file_that_is_no_code_table_is_passed_over() -> None:
    assert (resource_dir() / "codes" / "surnames.toml").exists()
    assert "surnames" not in table_names()


def test_an_unknown_table_is_our_mistake() -> None:
    with pytest.raises(KeyError, match="no_such_table"):
        table("no_such_table")


def test_a_case_gets_exactly_one_leaf_of_the_types_in_force() -> None:
    """S22: eighteen leaves, 劳动争议 and 消费 split, in the order of the report."""
    types = table("dispute_type")
    leaves = types.at(TODAY)
    assert len(leaves) == 18
    assert leaves[0].label == "婚姻家庭纠纷"
    assert leaves[-1].label == "其他纠纷"
    assert types.is_head("labour")
    assert types.head("wage_arrears").label == "劳动争议纠纷"
    assert [e.label for e in types.children("consumer", TODAY)] == [
        "旅游纠纷",
        "电子商务纠纷",
        "其他消费纠纷",
    ]
    assert len(types.children(on=TODAY)) == 15


def test_the_earlier_edition_is_kept_and_leads_to_the_later_one() -> None:
    """§3.1: two editions, old codes mapped to new ones; a split type leads to its parts."""
    types = table("dispute_type")
    assert [e.label for e in types.at(date(2010, 1, 1))][:3] == [
        "婚姻家庭继承",
        "邻里",
        "房屋宅基地",
    ]
    assert len(types.at(date(2010, 1, 1))) == 15
    assert types.now_called("old_medical", TODAY) == ("medical",)
    assert types.now_called("old_labour", TODAY) == ("wage_arrears", "labour_other")
    assert types.now_called("medical", TODAY) == ("medical",)
    assert types.now_called("medical", date(2010, 1, 1)) == ()
    for entry in types:
        assert types.now_called(entry.code, TODAY)


def test_five_senders_stand_under_the_third_head_of_sources() -> None:
    """Report check L2: 接受委托移送 is the sum of its five parts."""
    sources = table("case_source")
    assert [e.code for e in sources.children()] == ["own_initiative", "application", "referred"]
    assert len(sources.children("referred")) == 5


def test_words_of_an_imported_list_find_their_code() -> None:
    types = table("dispute_type")
    assert types.code_of(" 邻里纠纷 ", TODAY) == "neighbour"
    assert types.code_of("邻里", TODAY) == "old_neighbour"
    assert types.code_of("劳动争议纠纷", TODAY) == "labour"
    assert types.code_of("medical") == "medical"
    assert types.code_of("天上掉下来的纠纷", TODAY) is None


def test_a_label_is_there_for_every_code_and_for_none() -> None:
    assert label("ethnic_group", "03") == "回族"
    assert label("ethnic_group", "from elsewhere") == "from elsewhere"
    assert label("ethnic_group", None) == ""
    assert "from elsewhere" not in table("ethnic_group")


def test_fifty_six_groups_in_official_order_and_three_more() -> None:
    """GB/T 3304-1991."""
    groups = [e.label for e in table("ethnic_group")]
    assert len(groups) == 59
    assert (groups[0], groups[2], groups[55]) == ("汉族", "回族", "基诺族")
    assert groups[56:] == ["其他", "未识别民族", "外国籍"]


def test_seven_powers_of_an_agent_in_the_order_of_the_mandate() -> None:
    """§1.7: an agent who signs an agreement needs the fourth and the fifth."""
    powers = [e.code for e in table("agent_power")]
    assert len(powers) == 7
    assert powers[3:5] == ["concede", "attend_and_sign"]


def test_leave_reasons_follow_the_rules_of_their_day() -> None:
    """12办法 13 names 家庭重大变故; 59号 26 names 就学、参与诉讼 and more."""
    reasons = table("leave_reason")
    assert [e.label for e in reasons.at(date(2019, 1, 1))] == [
        "就医",
        "家庭重大变故",
        "其他正当理由",
    ]
    assert "就学" in [e.label for e in reasons.at(TODAY)]
    assert reasons.now_called("family_change") == ("family",)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ('[{ code = "a", label = "甲" }, { code = "a", label = "乙" }]', "the same code twice"),
        ('[{ code = "a", label = "甲", parent = "b" }]', "no such codes"),
        ('[{ code = "a", label = "甲", becomes = ["b"] }]', "no such codes"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    tmp_path: Path, entries: str, said: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(f'title = "x"\nsource = "x"\nconfirmed = true\nentries = {entries}', "utf-8")
    with pytest.raises(ValueError, match=said):
        read_table(path)
