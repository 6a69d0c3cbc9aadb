"""JSON from outside has one meaning and is bounded (trust P11)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sync import strict_json
from app.sync.refusal import Refusal, Refused


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1,]", "{} {}", "'a'", "NaN", "-Infinity", "1e999", '{"a":1,"a":1}', "\ufeff1"],
)
def test_what_two_parsers_might_read_differently_is_malformed(text):
    with pytest.raises(Refused) as refusal:
        strict_json.loads(text.encode())
    assert refusal.value.reason is Refusal.MALFORMED


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 0, -1])
def test_integers_that_fit_a_database_pass(number):
    assert strict_json.loads(str(number).encode()) == number


@pytest.mark.parametrize("text", [str(2**63), str(-(2**63) - 1), "9" * 5000])
def test_integers_that_fit_no_database_are_malformed(text):
    with pytest.raises(Refused):
        strict_json.loads(text.encode())


@pytest.mark.parametrize("length", [65_535, 65_536, 65_537])
@pytest.mark.parametrize("form", ['"%s"', '["%s"]', '{"%s":0}', '{"a":"%s"}'])
def test_a_text_has_at_most_64_kib_wherever_it_stands(form, length):
    data = (form % ("x" * length)).encode()
    if length <= 65_536:
        assert strict_json.loads(data)
    else:
        with pytest.raises(Refused) as refusal:
            strict_json.loads(data)
        assert refusal.value.reason is Refusal.TOO_LARGE


def test_a_text_is_measured_in_utf_8():
    assert strict_json.loads(strict_json.dumps("字" * 21_845)) == "字" * 21_845
    with pytest.raises(Refused):
        strict_json.dumps("字" * 21_846)
    with pytest.raises(Refused):
        strict_json.loads(b'"' + b"\\u5b57" * 21_846 + b'"')


def test_sixteen_levels_pass_and_seventeen_do_not():
    assert strict_json.loads(nested(16).encode()) is not None
    assert strict_json.loads(f"[{nested(15)},{nested(15)}]".encode()) is not None
    for text in (nested(17), f"[{nested(16)}]", '{"a":' * 16 + "[]" + "}" * 16):
        with pytest.raises(Refused):
            strict_json.loads(text.encode())
    with pytest.raises(Refused):
        strict_json.loads(nested(200_000).encode())


@pytest.mark.parametrize("text", ['"\\ud800"', '{"\\udc00":1}', '["\\udfff\\ud800"]'])
def test_half_a_character_is_malformed(text):
    with pytest.raises(Refused):
        strict_json.loads(text.encode())
    assert strict_json.loads(b'"\\ud842\\udfb7"') == "𠮷"


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("ab字\n\x00"), inner),
        max_leaves=12,
    )
)
def test_what_is_written_reads_back(value):
    try:
        data = strict_json.dumps(value)
    except Refused:  # deeper than sixteen
        return
    assert strict_json.loads(data) == value


@given(st.binary(max_size=60))
def test_noise_is_read_or_refused_and_nothing_else(data):
    with suppress(Refused):
        strict_json.loads(data)
