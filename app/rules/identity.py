"""Papers that say who somebody is: numbers checked, never silently altered.

Every check answers with a ``Verdict``: the number as it should be kept, what was changed to get
there (spaces, full-width digits, a small x), what is wrong with it, and what it tells of sex and
birth. A number that is wrong stays as typed; the clerk decides.

Sources: GB 11643-1999 (resident number and check digit), GB 32100-2015 (unified social credit
code), 《港澳台居民居住证申领发放办法》 (regions 81, 82, 83), 《外国人永久居留身份证》 of 2023.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from app.days import show_date
from app.rules.calendar import months_later

RESIDENT = "resident_id"
HMT_RESIDENCE = "hmt_residence"
PERMANENT = "foreign_permanent"
PASSPORT = "passport"
HM_PERMIT = "hm_permit"
TW_PERMIT = "tw_permit"
NONE = "none"
ADULT = 18
"""Codes of ``resources/codes/id_paper.toml`` whose numbers have a shape to check."""

MALE, FEMALE = "1", "2"
"""GB/T 2261.1, as in ``resources/codes/sex.toml``."""

_HMT_REGIONS = frozenset({"81", "82", "83"})
_REGIONS = _HMT_REGIONS | {
    str(n)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71))
    for n in range(first, last + 1)
}
_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
_CHECK = "10X98765432"
_OLDEST = date(1850, 1, 1)

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_SHAPES = {
    PASSPORT: (r"[A-Z0-9]{5,17}", "护照号码应为五至十七位字母或数字"),
    HM_PERMIT: (r"[HM][0-9]{8}([0-9]{2})?", "港澳居民来往内地通行证应为H或M加八位或十位数字"),
    TW_PERMIT: (r"[0-9]{8}|[0-9]{10}[A-Z]?", "台湾居民来往大陆通行证应为八位数字"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known about one number."""

    typed: str
    number: str
    """As it should be kept; equal to ``typed`` where the number is wrong."""
    changes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    sex: str = ""
    birth: date | None = None

    @property
    def ok(self) -> bool:
        """Whether the number may be kept as a checked one."""
        return not self.problems

    @property
    def message(self) -> str:
        """Everything to tell the clerk, in one line."""
        return ";".join((*self.problems, *self.warnings, *self.changes))


def check_paper(kind: str, number: str, *, today: date, reason: str = "") -> Verdict:
    """Check ``number`` as a paper of ``kind`` (a code of the table ``id_paper``).

    ``none`` wants a reason instead of a number; kinds without a known shape take any number.
    """
    if kind == NONE:
        return _none(number, reason)
    clean, changes = _tidy(number)
    if not clean:
        return Verdict(number, number, problems=("没有填证件号码",))
    checks = {RESIDENT: _resident, HMT_RESIDENCE: _hmt, PERMANENT: _permanent}
    if check := checks.get(kind):
        verdict = check(clean, today)
    elif kind in _SHAPES:
        pattern, message = _SHAPES[kind]
        fits = re.fullmatch(pattern, clean) is not None
        verdict = Verdict(clean, clean, problems=() if fits else (message,))
    else:
        verdict = Verdict(clean, clean)
    if not verdict.ok:  # a wrong number tells nothing about its bearer
        return Verdict(number, number, problems=verdict.problems, warnings=verdict.warnings)
    return replace(verdict, typed=number, changes=changes)


def check_resident(number: str, *, today: date) -> Verdict:
    """Check a resident number of eighteen or fifteen digits (GB 11643)."""
    return check_paper(RESIDENT, number, today=today)


def upgrade(number15: str) -> str:
    """The eighteen-digit form of a valid fifteen-digit number: century 19 and a check digit.

    For finding the same person under both numbers; what a paper shows stays as it is.
    """
    body = f"{number15[:6]}19{number15[6:]}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """The last character for seventeen digits: ISO 7064 MOD 11-2 (GB 11643)."""
    return _CHECK[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def check_credit_code(code: str) -> Verdict:
    """Check a unified social credit code of eighteen characters (GB 32100-2015)."""
    clean, changes = _tidy(code)
    problems: tuple[str, ...] = ()
    if len(clean) != 18:
        problems = (f"统一社会信用代码应为十八位，现为{len(clean)}位",)
    elif wrong := sorted(set(clean) - set(_CREDIT_ALPHABET)):
        problems = (f"统一社会信用代码不用这些字符：{'、'.join(wrong)}",)
    elif credit_check_character(clean[:17]) != clean[17]:
        problems = ("统一社会信用代码的校验位不符，请对照营业执照",)
    kept = code if problems else clean
    return Verdict(code, kept, changes=() if problems else changes, problems=problems)


def credit_check_character(body: str) -> str:
    """The eighteenth character for seventeen (GB 32100-2015, annex A)."""
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return _CREDIT_ALPHABET[-total % 31]


def check_phone(phone: str) -> Verdict:
    """Check the shape of a telephone number; a doubtful one is a warning, never a bar."""
    clean = unicodedata.normalize("NFKC", phone).strip()
    plain = re.sub(r"[\s()—–-]", "", clean).removeprefix("+86")
    mobile = r"1[3-9][0-9]{9}"
    landline = r"(0[0-9]{2,3})?[2-8][0-9]{6,7}(转[0-9]{1,6})?"
    service = r"[48]00[0-9]{7}|9[56][0-9]{3,4}|1[12][0-9]{1,3}|12[0-9]{3}"
    if re.fullmatch(f"{mobile}|{landline}|{service}", plain):
        return Verdict(phone, clean, changes=_changed(phone, clean))
    hint = f"电话号码像是不对（{len(re.sub('[^0-9]', '', plain))}位数字），请再看一遍"
    return Verdict(phone, clean, changes=_changed(phone, clean), warnings=(hint,))


def comes_of_age(birth: date) -> date:
    """The first day on which somebody is eighteen (成年人: Civil Code 17), as ``age_on`` counts."""
    return months_later(birth, ADULT * 12)


def age_on(birth: date, day: date) -> int:
    """Full years of age (周岁) on ``day``, the birthday itself included.

    Civil Code 201 and 202: the day of birth is not counted, the year ends on the day of the same
    number; born on 29 February, on 28 February of a common year. Negative before birth.
    """
    years = day.year - birth.year
    return years if day >= months_later(birth, years * 12) else years - 1


def _resident(clean: str, today: date) -> Verdict:
    if damaged := _float_damage(clean):
        return Verdict(clean, clean, problems=(damaged,))
    if re.fullmatch(r"[0-9]{15}", clean):
        return _resident_15(clean, today)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", clean):
        return Verdict(clean, clean, problems=(_shape_problem(clean),))
    problems = list(_region_problems(clean))
    birth, trouble = _birth(clean[6:14], today)
    problems += trouble
    if clean[17] != check_digit(clean[:17]):
        problems.append("居民身份证号码的校验位不符，请对照证件")
    warning = ("末三位是000，可能被表格软件改过，请对照证件",) if clean.endswith("000") else ()
    return Verdict(
        clean,
        clean,
        problems=tuple(problems),
        warnings=warning,
        sex=_sex(clean[14:17]),
        birth=birth,
    )


def _resident_15(clean: str, today: date) -> Verdict:
    """First-generation numbers hold no check digit and a two-digit year of the 1900s."""
    problems = list(_region_problems(clean))
    birth, trouble = _birth(f"19{clean[6:12]}", today)
    problems += trouble
    warning = "十五位的旧号码没有校验位，请尽量换成十八位"
    return Verdict(
        clean,
        clean,
        problems=tuple(problems),
        warnings=(warning,),
        sex=_sex(clean[12:15]),
        birth=birth,
    )


def _hmt(clean: str, today: date) -> Verdict:
    """Residence permits share the resident number's rule, with regions 810000, 820000, 830000."""
    verdict = _resident(clean, today)
    if len(clean) == 18 and clean[:2] not in _HMT_REGIONS:
        problem = "港澳台居民居住证号码应以810000、820000或830000开头"
        return replace(verdict, problems=(*verdict.problems, problem))
    return verdict


def _permanent(clean: str, today: date) -> Verdict:
    """New cards: 9, region, country, birth, order, check digit. Old ones: three letters, 12 digits."""
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", clean):
        birth, trouble = _birth_of_two_digit_year(clean[7:13], today)
        return Verdict(clean, clean, problems=trouble, birth=birth)
    if not re.fullmatch(r"9[0-9]{16}[0-9X]", clean):
        problem = "外国人永久居留身份证号码应为9开头的十八位，或三个字母加十二位数字"
        return Verdict(clean, clean, problems=(problem,))
    birth, trouble = _birth(clean[6:14], today)
    if clean[17] != check_digit(clean[:17]):
        trouble = (*trouble, "外国人永久居留身份证号码的校验位不符，请对照证件")
    return Verdict(clean, clean, problems=trouble, sex=_sex(clean[14:17]), birth=birth)


def _none(number: str, reason: str) -> Verdict:
    if number.strip():
        return Verdict(number, number, problems=("选了“无证件”就不填号码；有号码请改选证件种类",))
    if not reason.strip():
        return Verdict(number, "", problems=("没有证件的，请写明原因",))
    return Verdict(number, "")


def _tidy(typed: str) -> tuple[str, tuple[str, ...]]:
    """The number without what a keyboard or a spreadsheet adds, and what was taken away."""
    changes: list[str] = []

    def step(before: str, after: str, said: str) -> str:
        if after != before:
            changes.append(said)
        return after

    text = step(typed, unicodedata.normalize("NFKC", typed), "全角字符已改成半角")
    text = step(text, text.removeprefix("'").removeprefix("‘"), "已去掉前面的撇号")
    invisible = "".join(c for c in text if not (c.isspace() or unicodedata.category(c) == "Cf"))
    text = step(text, invisible, "已去掉空格")
    text = step(text, text.upper(), "小写字母已改成大写")
    return text, tuple(changes)


def _changed(before: str, after: str) -> tuple[str, ...]:
    return () if before == after else ("已去掉空格或改成半角",)


def _float_damage(clean: str) -> str:
    """A spreadsheet keeps fifteen digits of a number: what it lost cannot be restored."""
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]+", clean) or re.fullmatch(
        r"[0-9]{15,18}\.0*", clean
    ):
        return "号码被表格软件当成数字，后几位已经丢失，请照证件重新输入（单元格设为文本）"
    return ""


def _shape_problem(clean: str) -> str:
    if "X" in clean[:-1] or not re.fullmatch(r"[0-9X]*", clean):
        return "居民身份证号码只有数字，末位可以是X"
    return f"居民身份证号码应为十八位（旧的十五位），现为{len(clean)}位"


def _region_problems(clean: str) -> tuple[str, ...]:
    if clean[:2] in _REGIONS:
        return ()
    return (f"号码开头的地区代码{clean[:2]}不存在",)


def _birth(digits: str, today: date) -> tuple[date | None, tuple[str, ...]]:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        birth = date(year, month, day)
    except ValueError:
        return None, (f"号码里的出生日期{year}年{month}月{day}日不存在",)
    if birth > today:
        return None, (f"号码里的出生日期{show_date(birth)}还没有到",)
    if birth < _OLDEST:
        return None, (f"号码里的出生年份{year}不可能",)
    return birth, ()


def _birth_of_two_digit_year(digits: str, today: date) -> tuple[date | None, tuple[str, ...]]:
    """The century is not on the old card: the latest one that is not in the future."""
    birth, trouble = _birth(f"20{digits}", today)
    return (birth, trouble) if birth else _birth(f"19{digits}", today)


def _sex(order: str) -> str:
    return MALE if int(order) % 2 else FEMALE
