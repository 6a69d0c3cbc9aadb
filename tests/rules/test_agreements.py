"""When an agreement binds and what a court will not confirm (mediation notes §5, rules 2–20)."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.agreements import (
    confirmability,
    mediator_conflict,
    must_be_written,
    oral_effective_on,
    required_copies,
    session_barred,
    suggest_courts,
    suggest_retention,
    written_advice,
    written_effective_on,
)
from app.rules.profiles import RuleBook, rule_book

D = date
ON = D(2026, 3, 1)


@pytest.fixture
def rules() -> RuleBook:
    return rule_book("mediation", "640122")


def test_a_written_agreement_binds_on_the_day_of_the_last_signature_or_the_seal() -> None:
    """人民调解法 29."""
    parties = {"张某": D(2026, 3, 1), "李某": D(2026, 3, 3)}
    effective = written_effective_on(parties, {"王某": D(2026, 3, 1)}, D(2026, 3, 2))
    assert (effective.on, effective.missing) == (D(2026, 3, 3), ())


def test_without_the_seal_it_does_not_bind_and_says_what_is_missing() -> None:
    effective = written_effective_on({"张某": ON, "李某": None}, {"王某": ON}, None)
    assert effective.on is None
    assert effective.missing == ("李某", "人民调解委员会印章")


def test_an_agreement_needs_parties_and_a_mediator() -> None:
    with pytest.raises(ValueError, match="parties and a mediator"):
        written_effective_on({"张某": ON}, {}, ON)


def test_an_oral_agreement_binds_at_once() -> None:
    """人民调解法 30."""
    assert oral_effective_on(ON).on == ON


def test_one_copy_for_each_party_and_one_for_the_committee(rules: RuleBook) -> None:
    """人民调解法 29."""
    assert required_copies(3, ON, rules) == 4


def test_land_contract_disputes_must_be_written(rules: RuleBook) -> None:
    """农村土地承包经营纠纷调解仲裁法 10."""
    assert must_be_written("forest_land", ON, rules).flag
    assert not must_be_written("neighbour", ON, rules).flag


def test_what_is_still_to_be_done_had_better_be_written(rules: RuleBook) -> None:
    """若干规定 34 against 人民调解法 28: a reminder, never a bar."""
    assert "书面协议" in written_advice(ON, rules, due_later=True)
    assert written_advice(ON, rules, due_later=False) == ""


@pytest.mark.parametrize(
    ("terms", "word"),
    [
        ("双方自愿离婚", "离婚"),
        ("宅基地使用权归张某", "使用权归"),
        ("李某撤回报案", "撤回报案"),
        ("由支付令执行", "支付令"),
    ],
)
def test_what_a_court_may_not_confirm_is_barred_with_its_article(
    rules: RuleBook, terms: str, word: str
) -> None:
    """民诉解释 355."""
    found = confirmability("neighbour", terms, ON, rules)
    assert not found.open
    assert found.bars[0].found == word
    assert "第三百五十五条" in found.bars[0].message


@pytest.mark.parametrize(
    ("terms", "word"),
    [
        ("张某放弃诉讼权利", "放弃诉讼"),
        ("房屋过户到孩子名下", "孩子名下"),
        ("李某尽快支付", "尽快"),
    ],
)
def test_what_a_court_might_reject_is_a_warning(rules: RuleBook, terms: str, word: str) -> None:
    """民诉解释 358, check E8: unclear terms, waiver of suit, a child's property."""
    found = confirmability("neighbour", terms, ON, rules)
    assert found.open
    assert [doubt.found for doubt in found.warnings] == [word]


def test_types_near_status_and_title_are_warned_of(rules: RuleBook) -> None:
    clear = "李某于2026年4月1日前一次付清张某8000元。"
    assert confirmability("neighbour", clear, ON, rules).warnings == ()
    assert confirmability("family", clear, ON, rules).warnings[0].found == "family"
    assert "确权" in confirmability("homestead", clear, ON, rules).warnings[0].message


def test_an_inviting_court_is_the_only_one() -> None:
    """民事诉讼法 205, first item."""
    options = suggest_courts(invited_by="贺兰县人民法院", parties_at=["永宁县"])
    assert [o.court for o in options] == ["贺兰县人民法院"]


def test_otherwise_every_court_of_the_places_may_confirm_and_is_named_once() -> None:
    """民事诉讼法 205, second item; 民诉解释 352 for two committees."""
    options = suggest_courts(
        parties_at=["贺兰县", "永宁县", "贺兰县"], committees_at=["贺兰县", "金凤区"]
    )
    assert [(o.court, o.reason) for o in options] == [
        ("贺兰县人民法院", "当事人住所地、调解组织所在地"),
        ("永宁县人民法院", "当事人住所地"),
        ("金凤区人民法院", "调解组织所在地"),
    ]
    assert "第三百五十二条" in options[0].article
    assert suggest_courts() == ()


@pytest.mark.parametrize(
    ("session", "consented", "barred"),
    [
        (D(2026, 3, 4), None, False),
        (D(2026, 3, 5), None, True),
        (D(2026, 3, 9), D(2026, 3, 8), False),
        (D(2026, 3, 7), D(2026, 3, 8), True),
        (D(2026, 3, 9), D(2026, 3, 4), True),
    ],
)
def test_a_refusal_ends_mediation_until_the_party_consents_again(
    session: date, consented: date | None, barred: bool
) -> None:
    """人民调解法 17, check C5."""
    assert bool(session_barred(session, D(2026, 3, 5), consented)) is barred


def test_without_a_refusal_nothing_is_barred() -> None:
    assert session_barred(ON, None, None) == ""


def test_a_party_or_its_kin_does_not_mediate() -> None:
    """人民调解法 15, check C6: the number proves, the name asks."""
    parties = [("张某", "640122198503169991"), ("李某", "")]
    assert "就是本案当事人" in mediator_conflict("张某", "640122198503169991", parties)
    assert mediator_conflict("张某", "640122198503169983", parties) == ""
    assert "同名" in mediator_conflict("李某", "640122198503169983", parties)
    assert "亲属关系" in mediator_conflict("王某", "", parties, relatives=["王某"])
    assert mediator_conflict("王某", "", parties) == ""


@pytest.mark.parametrize(
    ("dispute_type", "text", "performed", "instalments", "code"),
    [
        ("traffic", "致一人死亡", True, False, "permanent"),
        ("homestead", "围墙", True, False, "long"),
        ("neighbour", "分三期付清", False, True, "long"),
        ("neighbour", "当场付清", True, False, "short"),
        ("neighbour", "年底付清", False, False, "long"),
    ],
)
def test_a_retention_period_is_proposed_with_its_reason(
    rules: RuleBook, dispute_type: str, text: str, performed: bool, instalments: bool, code: str
) -> None:
    """Notes §2.2: suggest, never decide."""
    found = suggest_retention(
        dispute_type, text, ON, rules, performed=performed, instalments=instalments
    )
    assert found.code == code
    assert "建议" in found.reason
