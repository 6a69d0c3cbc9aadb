"""The photograph of the basic sheet: kept encrypted like a scan, printed, sent, removed."""

from __future__ import annotations

import io

import pypdf
import pytest
from sqlalchemy import func, select

from app.forms.corrections import BASIC_SHEET
from app.forms.dossier import FiledPaper
from app.models.local import Blob
from app.printing.dossier import print_paper
from app.printing.page import PageSetup
from app.services.corrections import CorrectionsService
from app.services.photos import BadPhoto
from tests.pictures import one_inch, picture
from tests.services.corrections.conftest import SHEET

PHOTO = one_inch()


def blobs(store) -> int:
    with store.begin() as session:
        return session.scalar(select(func.count()).select_from(Blob)) or 0


def printed(filed: FiledPaper) -> list[tuple[int, int]]:
    """The sizes of the pictures on the printed paper."""
    pdf = print_paper(filed, author="640122100", setup=PageSetup()).pdf
    found = [
        image.image for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for image in page.images
    ]
    return [image.size for image in found if image is not None]


def test_a_photograph_is_kept_shown_and_replaced(store, desk, person):
    assert desk.photos.read(person) is None
    desk.photos.keep(person, PHOTO)
    assert desk.photos.read(person) == PHOTO
    with pytest.raises(BadPhoto):
        desk.photos.keep(person, picture())
    assert desk.photos.read(person) == PHOTO
    other = one_inch() + b"\0"  # another digest
    desk.photos.keep(person, other)
    assert (desk.photos.read(person), blobs(store)) == (other, 1)


def test_a_photograph_that_two_people_share_stays_for_the_other(store, desk, persons, person):
    second = persons.admit({**SHEET, "name": "测乙", "id_number": "640122199001018493"})
    for one in (person, second):
        desk.photos.keep(one, PHOTO)
    assert blobs(store) == 1
    desk.photos.remove(person)
    assert desk.photos.read(person) is None
    assert desk.photos.read(second) == PHOTO
    desk.photos.remove(second)
    assert blobs(store) == 0


def test_saving_the_sheet_again_keeps_the_photograph(desk, persons, person):
    desk.photos.keep(person, PHOTO)
    persons.edit(person, {**SHEET, "phone": "13900000009"})
    assert desk.photos.read(person) == PHOTO


def test_it_prints_in_its_box_and_an_empty_box_waits_for_paste(desk, person):
    filed = desk.papers.filed(BASIC_SHEET.code, person)
    assert printed(filed) == []
    desk.photos.keep(person, PHOTO)
    assert printed(desk.papers.filed(BASIC_SHEET.code, person)) == [(295, 413)]
    desk.papers.mark_printed(BASIC_SHEET.code, person)
    assert desk.papers.changed_since_print(BASIC_SHEET.code, person) == []


def test_it_travels_with_the_month(county, office):
    desk = CorrectionsService(office.store)
    person = desk.persons.admit(SHEET)
    desk.photos.keep(person, PHOTO)
    accepted = county.accept(office.send())
    county.answer(office, accepted)
    with county.store.begin() as session:
        (blob,) = session.scalars(select(Blob).where(Blob.office == office.code))
        assert blob.data == PHOTO
    desk.photos.remove(person)  # what was sent is frozen: nothing breaks afterwards
    assert county.accept(office.send()).office == office.code
