"""依据与规则: what is in force on a day, and why (corrections notes §1.7)."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.rules.profiles import load_profiles, rule_folder, rule_names
from app.services.rules import TOPICS, RuleLine, RulesService

D = date


@pytest.fixture
def rules(store):
    return RulesService(store)


def line(rules: RulesService, key: str, on: date, title: str = "") -> RuleLine:
    found = [r for r in rules.in_force("corrections", on) if r.key == key and title in r.title]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_rule_has_a_name_a_clerk_can_read(topic):
    """A new key needs a line under [names] of its file."""
    keys = {value.key for p in load_profiles(rule_folder(), topic) for value in p.values}
    assert keys - rule_names(rule_folder(), topic).keys() == set()


def test_the_day_decides_between_the_rules_of_2012_and_2020(rules):
    before = line(rules, "leave.above_county", D(2020, 6, 30))
    after = line(rules, "leave.above_county", D(2020, 7, 1))
    assert (before.profile, before.said) == ("国家2012", "不得批准")
    assert (after.profile, after.said) == ("国家2020", "报上一级批准")
    assert "“国家2012”不得批准，只适用到2020年6月30日" in after.why
    assert "“国家2020”报上一级批准，自2020年7月1日起才适用" in before.why


def test_the_county_goes_before_the_nation_and_the_page_says_so(rules):
    """The store's office lies in 640122."""
    hours = line(rules, "edu.hours_month", D(2026, 1, 1))
    assert (hours.said, hours.local) == ("8小时", "本县规定")
    assert "“国家2020”未作规定，层级较远，近的机关有规定时让位" in hours.why


def test_what_was_not_compared_with_the_original_is_marked(rules):
    assert line(rules, "leave.frequent_valid_months", D(2026, 1, 1)).confirmed
    doubtful = line(rules, "leave.window_max_days", D(2026, 1, 1))
    assert not doubtful.confirmed
    assert "尚待核对原文" in doubtful.why


def test_a_rule_narrowed_to_a_class_stands_beside_the_rule_for_all(rules):
    assert line(rules, "checkin.home_visit.period", D(2026, 1, 1), "严管").said == "每月一次"


@pytest.mark.parametrize("topic", TOPICS)
def test_every_line_names_its_document_and_article(rules, topic):
    found = rules.in_force(topic, D(2026, 1, 1))
    assert found
    assert all(r.document and r.article and r.said for r in found)
    assert [r.title for r in found if re.search("[a-z_]", r.title)] == []


def test_a_rule_of_another_place_applies_once_the_county_adopts_it(rules, monkeypatch):
    """An office of 永宁 follows 贺兰's work standard, and stops."""
    monkeypatch.setattr(RulesService, "office", property(lambda _self: "640121100"))
    on = D(2026, 1, 1)
    assert line(rules, "edu.hours_month", on).said == "未作规定"
    foreign = next(p for p in rules.profiles("corrections") if p.id == "helan-2019")
    assert (foreign.local, foreign.mine) == ("外地规定", False)
    rules.adopt("corrections", "helan-2019", adopted=True)
    assert line(rules, "edu.hours_month", on).said == "8小时"
    rules.adopt("corrections", "helan-2019", adopted=False)
    assert line(rules, "edu.hours_month", on).said == "未作规定"
    with pytest.raises(KeyError):
        rules.adopt("corrections", "nowhere", adopted=True)
