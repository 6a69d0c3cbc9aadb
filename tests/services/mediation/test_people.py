"""One card behind a name: by number or by choice, never by the name alone (F36, F38, F39)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.models.database import Database
from app.services.mediation import MediationService
from app.services.people import PeopleService
from tests.services.mediation.conftest import COMPANY, LI, ZHANG


@pytest.fixture
def people(store: Database) -> PeopleService:
    return PeopleService(store)


def card_of(desk: MediationService, case: str, place: int = 0) -> str:
    return str(desk.cases.facts(case)["parties"][place]["name"].uid)


def test_the_number_fills_in_sex_and_birth(desk: MediationService, case: str):
    zhang = desk.cases.facts(case)["parties"][0]
    assert (zhang["sex"], zhang["birth_date"], zhang["age"]) == ("1", date(1978, 6, 18), 47)
    assert zhang["id_kind"] == "resident_id"


def test_the_same_number_is_the_same_person(
    desk: MediationService, facts: dict[str, Any], committee: str, case: str
):
    again = desk.cases.open(facts, committee=committee)
    assert card_of(desk, again) == card_of(desk, case)


def test_the_old_number_of_fifteen_digits_is_the_same_person(
    desk: MediationService, facts: dict[str, Any], committee: str, case: str
):
    old = {**ZHANG, "id_number": "640122780618999"}
    again = desk.cases.open({**facts, "parties": [old, LI]}, committee=committee)
    assert card_of(desk, again) == card_of(desk, case)
    assert desk.cases.facts(again)["parties"][0]["id_number"] == "640122780618999", (
        "as on the paper"
    )


def test_the_same_name_alone_is_another_person(
    desk: MediationService, facts: dict[str, Any], committee: str, case: str
):
    """I4: never merged by name."""
    namesake = {"name": "张测试", "side": "applicant"}
    other = desk.cases.open({**facts, "parties": [namesake, LI]}, committee=committee)
    assert card_of(desk, other) != card_of(desk, case)


def test_who_is_chosen_from_the_list_is_linked(
    desk: MediationService, people: PeopleService, facts: dict[str, Any], committee: str, case: str
):
    known = people.known("张测")[0]
    chosen = {"side": "applicant", **known.values}
    other = desk.cases.open({**facts, "parties": [chosen, LI]}, committee=committee)
    assert card_of(desk, other) == known.uid
    assert desk.cases.facts(other)["parties"][0]["phone"] == ZHANG["phone"]
    roles = people.roles(known.uid)
    assert [(role.page, role.role) for role in roles] == [("mediation", "申请人")] * 2


def test_somebody_is_found_while_typing_by_name_initials_or_number(
    people: PeopleService, case: str
):
    for typed in ("张", "zcs", "6401221978"):
        assert [known.name for known in people.known(typed)] == ["张测试"]
    assert people.known("  ") == []


def test_another_number_means_another_person(desk: MediationService, case: str):
    before = card_of(desk, case)
    rows = desk.cases.facts(case)["parties"]
    rows[0]["id_number"] = "340104198507179990"
    desk.cases.save(case, {"parties": rows})
    assert card_of(desk, case) != before


def test_a_company_is_known_by_its_credit_code(
    desk: MediationService, people: PeopleService, facts: dict[str, Any], committee: str
):
    case = desk.cases.open({**facts, "parties": [ZHANG, COMPANY]}, committee=committee)
    known = card_of(desk, case, 1)
    assert people.card(known)["legal_representative"] == "马试"
    again = desk.cases.open({**facts, "parties": [ZHANG, COMPANY]}, committee=committee)
    assert card_of(desk, again, 1) == known


def test_a_doubtful_number_is_told_kept_and_never_altered(
    desk: MediationService, facts: dict[str, Any], committee: str
):
    """I2: a wrong check digit stays as typed; the clerk decides."""
    wrong = {**ZHANG, "id_number": "640122197806189990"}
    doubts = desk.cases.problems({"parties": [wrong]})
    assert [(p.column, p.blocking) for p in doubts] == [("id_number", False)]
    case = desk.cases.open({**facts, "parties": [wrong, LI]}, committee=committee)
    assert desk.cases.facts(case)["parties"][0]["id_number"] == "640122197806189990"


def test_nobody_needs_a_number_but_somebody_must_say_why(desk: MediationService):
    without = {"name": "王老汉", "id_kind": "none"}
    assert [p.column for p in desk.cases.problems({"parties": [without]})] == ["id_reason"]
    assert desk.cases.problems({"parties": [{**without, "id_reason": "遗失补办中"}]}) == []


def test_what_the_number_says_and_what_was_typed_are_compared(desk: MediationService):
    odd = {**ZHANG, "sex": "2", "birth_date": date(1980, 1, 1)}
    assert {p.column for p in desk.cases.problems({"parties": [odd]})} == {"sex", "birth_date"}


def test_a_name_mended_in_one_case_mends_the_card_unless_it_has_other_cases(
    desk: MediationService, people: PeopleService, facts: dict[str, Any], committee: str
):
    plain = {"name": "王老汗", "side": "applicant"}
    case = desk.cases.open({**facts, "parties": [plain, LI]}, committee=committee)
    rows = desk.cases.facts(case)["parties"]
    uid = rows[0]["name"].uid
    rows[0]["name"] = "王老汉"
    desk.cases.save(case, {"parties": rows})
    assert people.card(uid)["name"] == "王老汉"
    chosen = {"side": "applicant", "name": desk.cases.facts(case)["parties"][0]["name"]}
    desk.cases.open({**facts, "parties": [chosen, LI]}, committee=committee)
    rows[0]["name"] = "赵大伯"
    desk.cases.save(case, {"parties": rows})
    assert people.card(uid)["name"] == "王老汉"
    assert card_of(desk, case) != uid
