"""§8.8: nobody is 在册 in two offices unnoticed; nothing is overwritten (F23)."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.bureau.finding import CountySearch
from app.services.bureau.records import RecordsService
from app.services.corrections.persons import PersonService
from app.services.corrections.seals import SealService
from app.services.corrections.states import NotAllowed
from tests.services.corrections.conftest import SHEET, sit_down_to_look
from tests.sync.county import LIGANG, XIGANG, County, Office


def moved(persons: PersonService, uid: str) -> None:
    persons.step(uid, {"after": "moving_out", "happened_on": date(2025, 5, 12)})
    persons.step(
        uid,
        {
            "after": "moved_out",
            "happened_on": date(2025, 5, 20),
            "decided_by": "贺兰县司法局",
            "document_number": "贺矫变〔2025〕2号",
        },
    )


def test_a_move_in_without_a_move_out_is_told_and_both_records_stand(
    county: County, office: Office
):
    ligang = county.office(LIGANG)
    old, new = PersonService(office.store), PersonService(ligang.store)
    here = old.admit(SHEET)
    there = new.admit(
        {**SHEET, "reception": "transfer_in", "reported_on": date(2025, 5, 20)},
        control_class="strict",
    )
    county.accept(office.send())
    assert county.bureau.counted_twice() == []
    county.accept(ligang.send())
    (twice,) = county.bureau.counted_twice()
    assert [(code, uid) for code, _, uid in twice.records] == [(XIGANG, here), (LIGANG, there)]
    for code, _, uid in twice.records:
        view = RecordsService(county.store).look(code, "corrections", uid)
        assert view.uid == uid
    moved(old, here)
    county.accept(office.send())
    assert county.bureau.counted_twice() == []


def test_people_without_a_number_are_never_the_same_person(county: County, office: Office):
    ligang = county.office(LIGANG)
    nobody = {**SHEET, "id_number": None, "id_kind": "none", "id_reason": "补办中"}
    PersonService(office.store).admit(nobody)
    PersonService(ligang.store).admit(nobody)
    county.accept(office.send())
    county.accept(ligang.send())
    assert county.bureau.counted_twice() == []


def test_a_sealed_record_is_neither_found_nor_opened_at_the_bureau(county: County, office: Office):
    """D2; 刑诉法 286: the seal travels, and holds at the county as well."""
    persons = PersonService(office.store)
    minor = persons.admit(
        {
            **SHEET,
            "birth_date": date(2007, 2, 10),
            "id_kind": "none",
            "id_number": None,
            "id_reason": "补办中",
        }
    )
    persons.release(
        minor,
        {
            "reason": "expired",
            "happened_on": date(2025, 11, 4),
            "decided_by": "贺兰县司法局",
            "document_number": "贺矫解9号",
            "summary_on": date(2025, 10, 8),
            "appraised_on": date(2025, 10, 30),
        },
    )
    county.accept(office.send())
    assert RecordsService(county.store).look(XIGANG, "corrections", minor).uid == minor
    sit_down_to_look(office.store)
    SealService(office.store).seal(
        minor,
        {
            "basis": "five_years",
            "sealed_on": date(2025, 11, 5),
            "sealed_by": "测所长",
            "second_person": "测员",
        },
    )
    county.accept(office.send())
    with pytest.raises(NotAllowed, match="封存"):
        RecordsService(county.store).look(XIGANG, "corrections", minor)
    assert [h.kind for h in CountySearch(county.store).find("测甲").hits] in ([], ["person"])
