"""Papers of identity: the right verdict always, and nothing silently altered (fault test I2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from app.rules import identity
from app.rules.identity import (
    FEMALE,
    MALE,
    age_on,
    check_credit_code,
    check_digit,
    check_paper,
    check_phone,
    check_resident,
    upgrade,
)

TODAY = date(2026, 11, 22)
BODY = st.from_regex(
    r"640122(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])99[6-9]", fullmatch=True
)


def resident(birth: str, order: str = "999", region: str = "640122") -> str:
    body = f"{region}{birth}{order}"
    return body + check_digit(body)


def test_a_right_number_tells_sex_and_birth() -> None:
    """GB 11643: digits 7–14 the birth, 15–17 the order, odd for men."""
    man = check_resident(resident("19850316", "999"), today=TODAY)
    woman = check_resident(resident("19850316", "998"), today=TODAY)
    assert (man.ok, man.sex, man.birth) == (True, MALE, date(1985, 3, 16))
    assert woman.sex == FEMALE
    assert man.message == ""


@given(BODY)
def test_the_check_digit_agrees_with_python_stdnum(body: str) -> None:
    """An independent implementation of GB 11643 as the oracle."""
    number = body + check_digit(body)
    assert ric.calc_check_digit(number) == number[-1]
    born = date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    assert check_resident(number, today=TODAY).ok is (born <= TODAY)


@given(BODY, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(body: str, place: int, shift: int) -> None:
    """ISO 7064 MOD 11-2 finds every single slip."""
    number = body + check_digit(body)
    slip = str((int(number[place]) + shift) % 10)
    assert not check_resident(number[:place] + slip + number[place + 1 :], today=TODAY).ok


@given(BODY, st.integers(0, 15))
def test_any_swap_of_neighbours_is_found(body: str, place: int) -> None:
    number = body + check_digit(body)
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert not check_resident(swapped, today=TODAY).ok


@pytest.mark.parametrize(
    ("typed", "change"),
    [
        (resident("19850316", "997").lower(), None),
        ("640122 19850316 9991", "已去掉空格"),
        ("６４０１２２１９８５０３１６９９９１", "全角字符已改成半角"),
        ("'640122198503169991", "已去掉前面的撇号"),
        ("640122198503169991\u200b", "已去掉空格"),
        ("640122198503169991\n", "已去掉空格"),
    ],
)
def test_what_the_keyboard_added_is_taken_away_and_reported(typed: str, change: str | None) -> None:
    verdict = check_resident(typed, today=TODAY)
    assert verdict.ok
    assert verdict.typed == typed
    assert verdict.changes == ((change,) if change else ())


def test_a_small_x_becomes_large_and_is_reported() -> None:
    number = next(n for n in (resident(f"198503{d:02}") for d in range(1, 28)) if n.endswith("X"))
    verdict = check_resident(number.lower(), today=TODAY)
    assert (verdict.number, verdict.changes) == (number, ("小写字母已改成大写",))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("6.4E+17", "被表格软件当成数字"),
        ("6.40122198503E+17", "被表格软件当成数字"),
        ("640122198503169000.0", "被表格软件当成数字"),
        ("640122198503168000", "末三位是000，可能被表格软件改过"),
        ("640122198503169995", "校验位不符"),
        (resident("19850230"), "1985年2月30日不存在"),
        (resident("20261123"), "还没有到"),
        (resident("10850316"), "出生年份1085不可能"),
        (resident("19850316", region="990122"), "地区代码99不存在"),
        ("64012219850316999", "现为17位"),
        ("64012219850316999Y", "只有数字"),
        ("X40122198503169994", "只有数字"),
        ("640122850230999", "1985年2月30日不存在"),
        ("", "没有填证件号码"),
        ("   ", "没有填证件号码"),
        ("无", "只有数字"),
        ("6401222\u09e60001019969", "只有数字"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason_and_kept_as_typed(typed: str, said: str) -> None:
    verdict = check_resident(typed, today=TODAY)
    assert not verdict.ok
    assert said in verdict.message
    assert verdict.number == typed
    assert verdict.changes == ()
    assert (verdict.sex, verdict.birth) == ("", None)


def test_a_number_that_ends_in_000_is_doubted_even_when_its_check_digit_is_right() -> None:
    """A spreadsheet keeps fifteen digits and fills up with zeros; one in eleven still checks."""
    verdict = check_resident("640122198503169000", today=TODAY)
    assert verdict.ok
    assert "末三位是000" in verdict.message


def test_born_today_is_no_future_birth() -> None:
    assert check_resident(resident("20261122"), today=TODAY).ok


def test_fifteen_digits_are_allowed_and_find_their_eighteen() -> None:
    """First-generation numbers: no check digit, years of the 1900s."""
    old = "640122850316999"
    verdict = check_resident(old, today=TODAY)
    assert verdict.ok
    assert (verdict.number, verdict.birth, verdict.sex) == (old, date(1985, 3, 16), MALE)
    assert "没有校验位" in verdict.message
    assert upgrade(old) == resident("19850316", "999")


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_permits_of_hong_kong_macao_and_taiwan_residents(region: str) -> None:
    number = resident("19850316", region=region)
    assert check_paper(identity.HMT_RESIDENCE, number, today=TODAY).ok
    mainland = check_paper(identity.HMT_RESIDENCE, resident("19850316"), today=TODAY)
    assert "应以810000、820000或830000开头" in mainland.message


def test_foreign_permanent_residents_new_and_old_card() -> None:
    body = "93110019850316999"
    new = check_paper(identity.PERMANENT, body + check_digit(body), today=TODAY)
    old = check_paper(identity.PERMANENT, "CAN110085031601", today=TODAY)
    wrong = check_paper(identity.PERMANENT, body + "Y", today=TODAY)
    slip = "0" if check_digit(body) != "0" else "1"
    assert new.ok
    assert new.birth == date(1985, 3, 16)
    assert old.ok
    assert old.birth == date(1985, 3, 16)
    assert not wrong.ok
    assert "校验位不符" in check_paper(identity.PERMANENT, body + slip, today=TODAY).message


@pytest.mark.parametrize(
    ("kind", "number", "ok"),
    [
        ("passport", "E12345678", True),
        ("passport", "e12345678", True),
        ("passport", "护照", False),
        ("hm_permit", "H12345678", True),
        ("hm_permit", "12345678", False),
        ("tw_permit", "12345678", True),
        ("tw_permit", "A123", False),
        ("household_book", "随便什么号", True),
    ],
)
def test_other_papers_have_looser_shapes(kind: str, number: str, ok: bool) -> None:
    assert check_paper(kind, number, today=TODAY).ok is ok


def test_no_paper_needs_a_reason_and_no_number() -> None:
    assert check_paper("none", "", today=TODAY, reason="证件遗失，正在补办").ok
    assert "写明原因" in check_paper("none", "", today=TODAY).message
    assert "改选证件种类" in check_paper("none", "123", today=TODAY, reason="x").message


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_credit_codes_agree_with_python_stdnum(body: str) -> None:
    """GB 32100-2015, with an independent implementation as the oracle."""
    code = body + identity.credit_check_character(body)
    assert uscc.calc_check_digit(body) == code[-1]
    assert check_credit_code(code).ok


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91640122MA75X", "现为13位"),
        ("91640122MA75XI0000", "不用这些字符：I"),
        ("916401227359000000", "校验位不符"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_its_reason(code: str, said: str) -> None:
    verdict = check_credit_code(code)
    assert said in verdict.message
    assert verdict.number == code


def test_a_credit_code_in_small_letters_is_kept_in_large() -> None:
    body = "91640122MA75X0000"
    code = body + identity.credit_check_character(body)
    assert check_credit_code(code.lower()).number == code


@pytest.mark.parametrize(
    "phone",
    [
        "13900000001",
        "139 0000 0001",
        "+8613900000001",
        "0951-8061234",
        "8061234",
        "12348",
        "4008001234",
    ],
)
def test_telephones_in_use_pass_without_a_word(phone: str) -> None:
    assert check_phone(phone).warnings == ()


@pytest.mark.parametrize("phone", ["1390000000", "23900000001", "139000000012", "没有"])
def test_a_doubtful_telephone_is_a_warning_never_a_bar(phone: str) -> None:
    verdict = check_phone(phone)
    assert verdict.ok
    assert "请再看一遍" in verdict.message


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2008, 11, 22), date(2026, 11, 21), 17),
        (date(2008, 11, 22), date(2026, 11, 22), 18),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2026, 11, 22), date(2026, 11, 21), -1),
    ],
)
def test_age_turns_on_the_birthday(birth: date, day: date, age: int) -> None:
    """民法典 201, 202; the boundary day of fault test I2."""
    assert age_on(birth, day) == age


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 120 * 366))
def test_age_never_falls_and_turns_once_a_year(birth: date, days: int) -> None:
    day = birth + timedelta(days=days)
    assert 0 <= age_on(birth, day + timedelta(days=1)) - age_on(birth, day) <= 1
    assert abs(age_on(birth, day) - days / 365.2425) < 1.01
