"""Money is exact to the fen, in figures and in words (《支付结算办法》 annex 1)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.money import LIMIT, MoneyProblem, in_words, parse_yuan, yuan_text

DIGITS = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}
SUMS = st.one_of(
    st.integers(0, LIMIT - 1),
    st.integers(0, 10**7),
    st.lists(st.sampled_from([0, 0, 0, 1, 5]), min_size=14, max_size=14).map(
        lambda digits: int("".join(map(str, digits)))
    ),
)
"""Any sum, small sums, and sums full of zeros, where 大写 goes wrong."""


def read_aloud(words: str) -> int:
    """Fen from 大写, by an independent reader: sections of 亿 and 万, then 角 and 分."""

    def section(text: str) -> int:
        total, digit = 0, 0
        for c in text:
            if c in DIGITS:
                digit = DIGITS[c]
            else:
                total, digit = total + digit * UNITS[c], 0
        return total + digit

    whole, _, rest = words.rpartition("元")
    yuan = 0
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if name in whole:
            part, whole = whole.split(name, 1)
            yuan += section(part) * size
    fen = (yuan + section(whole)) * 100
    for name, size in (("角", 10), ("分", 1)):
        if found := re.search(f"([壹贰叁肆伍陆柒捌玖]){name}", rest):
            fen += DIGITS[found[1]] * size
    return fen


@given(SUMS)
def test_words_read_aloud_give_the_same_fen(fen: int) -> None:
    assert read_aloud(in_words(fen)) == fen


@given(SUMS)
def test_words_never_stumble(fen: int) -> None:
    """No double 零, none before 元 or 整, no 亿 directly before 仟 without 万."""
    words = in_words(fen)
    assert "零零" not in words
    assert not re.search(".零元", words)
    assert words.endswith(("整", "角", "分"))
    assert not re.search(r"亿.仟[^万]*元", words) or "亿零" in words


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角"),
        (1005, "壹拾元零伍分"),
        (80000, "捌佰元整"),
        (1200050, "壹万贰仟元伍角"),
        (140950, "壹仟肆佰零玖元伍角"),
        (600714, "陆仟零柒元壹角肆分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (10000100000, "壹亿零壹仟元整"),
        (9999999999999, "玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_examples_of_the_rule(fen: int, words: str) -> None:
    """The annex's own examples (￥1,409.50, ￥6,007.14, ￥16,409.02, ￥325.04) and borders."""
    assert in_words(fen) == words


@pytest.mark.parametrize("fen", [-1, LIMIT])
def test_no_words_outside_the_range(fen: int) -> None:
    with pytest.raises(ValueError, match="大写"):
        in_words(fen)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12000", 1200000),
        ("1.2万", 1200000),
        ("1.2w", 1200000),
        ("12,000.50", 1200050),
        ("12，000.50", 1200050),
        ("１２０００", 1200000),
        ("￥800元", 80000),
        ("人民币 48.5 万元整", 48500000),
        ("3千", 300000),
        ("0", 0),
        ("0.01", 1),
        ("800.5", 80050),
        ("1亿", 10**10),
        ("1.00001万", 1000010),
        ("1.23456789亿", 12345678900),
        ("12000。5", 1200050),
        (".5", 50),
        ("5.", 500),
    ],
)
def test_what_a_clerk_types_is_understood(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "没有填金额"),
        ("-5", "不能是负数"),
        ("负五元", "不能是负数"),
        ("1,2万", "逗号的位置不对"),
        ("12,00", "逗号的位置不对"),
        ("1,200,0", "逗号的位置不对"),
        ("1.2.3", "看不懂"),
        (".", "看不懂"),
        (",", "逗号的位置不对"),
        ("0.001", "不足一分"),
        ("两", "看不懂"),
        ("1.0000001万", "不足一分"),
        ("9999999999999", "太大"),
        ("1e5", "看不懂"),
        ("一万二", "看不懂"),
        ("12000元或15000元", "看不懂"),
        ("\u09e7\u09e8", "看不懂"),
    ],
)
def test_what_is_in_doubt_is_asked_never_guessed(typed: str, said: str) -> None:
    with pytest.raises(MoneyProblem, match=said):
        parse_yuan(typed)


@given(st.integers(-LIMIT, LIMIT - 1), st.booleans())
def test_figures_read_back_as_the_same_sum(fen: int, grouped: bool) -> None:
    text = yuan_text(fen, grouped=grouped)
    if fen < 0:
        assert text.startswith("-")
    else:
        assert parse_yuan(text) == fen


def test_whole_yuan_have_no_decimals() -> None:
    assert yuan_text(80000) == "800"
    assert yuan_text(1200050, grouped=True) == "12,000.50"
    assert yuan_text(-5) == "-0.05"
