"""Rules are dated and come from a named document (corrections notes §1.7, product F18)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.paths import resource_dir
from app.rules.profiles import NoRule, RuleBook, Ruling, load_profiles, rule_book

HELAN = "640122"


@pytest.fixture
def helan() -> RuleBook:
    return rule_book("corrections", HELAN)


def test_the_day_of_the_event_chooses_between_the_rules_of_2012_and_2020(helan: RuleBook) -> None:
    """司发通〔2012〕12号 applies until 2020-06-30, 司发通〔2020〕59号 from 2020-07-01."""
    before = helan.resolve("leave.above_county", date(2020, 6, 30))
    after = helan.resolve("leave.above_county", date(2020, 7, 1))
    assert (before.text, before.profile.name) == ("forbidden", "国家2012")
    assert (after.text, after.profile.name) == ("superior", "国家2020")


def test_the_county_goes_before_the_nation(helan: RuleBook) -> None:
    """法 36 sets no hours since 2020; Helan's work standard of 2019 still asks for eight."""
    on = date(2020, 7, 1)
    assert helan.resolve("edu.hours_month", on).integer == 8
    assert helan.resolve("edu.hours_month", on).profile.name == "贺兰2019 (1+X+5)"
    elsewhere = rule_book("corrections", "640121")
    assert elsewhere.resolve("edu.hours_month", on).integer_or_none is None


def test_hours_of_june_and_july_2020_without_a_local_profile() -> None:
    """H7: eight hours in June 2020 under the rules of 2012, no quota in July."""
    nation = rule_book("corrections")
    assert nation.resolve("edu.hours_month", date(2020, 6, 1)).integer == 8
    assert nation.resolve("edu.hours_month", date(2020, 7, 1)).value is None


def test_another_county_may_adopt_the_profile_of_helan() -> None:
    yongning = rule_book("corrections", "640121", adopted=["helan-2019"])
    assert yongning.resolve("checkin.weekly_voice.period", date(2026, 1, 1)).text == "week"


def test_a_line_for_one_class_goes_before_the_line_for_all(helan: RuleBook) -> None:
    on = date(2026, 1, 1)
    assert helan.resolve("checkin.home_visit.period", on, cls="strict").text == "month"
    assert helan.resolve("checkin.home_visit.period", on, cls="ordinary").text == "quarter"


def test_a_ruling_says_why_and_how_sure_it_is(helan: RuleBook) -> None:
    on = date(2026, 1, 1)
    sure = helan.resolve("leave.frequent_valid_months", on).why
    unsure = helan.resolve("leave.advance_days", on).why
    assert sure == (
        "6个月，依据“国家2020”《社区矫正法》及其《实施办法》（司发通〔2020〕59号）："
        "办法第二十九条 一次批准有效期六个月"
    )
    assert unsure.endswith("（尚待核对原文）")


def test_a_matter_no_document_speaks_of_is_an_error_in_plain_words(helan: RuleBook) -> None:
    with pytest.raises(NoRule, match="没有适用于2011年1月1日的规则"):
        helan.resolve("leave.office_max_days", date(2011, 1, 1))
    assert helan.find("leave.office_max_days", date(2011, 1, 1)) is None


def test_a_value_read_as_the_wrong_type_is_our_mistake(helan: RuleBook) -> None:
    with pytest.raises(TypeError, match=r"leave\.above_county"):
        _ = helan.resolve("leave.above_county", date(2026, 1, 1)).integer


def test_an_unknown_profile_cannot_be_adopted() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        rule_book("corrections", HELAN, adopted=["nowhere"])


def test_the_same_rule_twice_in_one_profile_is_refused(tmp_path: Path) -> None:
    line = '{ key = "a", value = 1.5 }'
    head = '[[profile]]\nid = "x"\nname = "x"\njurisdiction = "000000"\nauthority_doc = "x"\n'
    head += "effective_from = 2020-01-01\n"
    (tmp_path / "double.toml").write_text(f"{head}value = [{line}, {line}]", encoding="utf-8")
    (tmp_path / "single.toml").write_text(f"{head}value = [{line}]", encoding="utf-8")
    with pytest.raises(ValueError, match="the same rule twice"):
        rule_book("double", folder=tmp_path)
    exact = rule_book("single", folder=tmp_path).resolve("a", date(2020, 1, 1))
    assert exact.decimal == Decimal("1.5")


@pytest.mark.parametrize("topic", ["corrections", "mediation", "training"])
def test_every_shipped_value_names_its_document(topic: str) -> None:
    """A rule without a source cannot be explained to an inspector."""
    for profile in load_profiles(resource_dir() / "rules", topic):
        assert profile.authority_doc
        assert profile.values
        for value in profile.values:
            assert value.article_text, (profile.id, value.key)


def test_a_ruling_never_speaks_the_program_s_own_words(helan: RuleBook) -> None:
    """Every rule that a reminder of corrections cites: no English word of the files shows."""
    for profile in helan.profiles:
        for rule in profile.values:
            said = Ruling(rule.value, rule, profile).why.split("，依据")[0]
            assert not re.search(r"[a-z_]{3,}", said), (rule.key, said)
