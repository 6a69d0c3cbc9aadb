"""Every figure of the bureau is answered office by office; the county's is their union or sum.

So a PostgreSQL that distributes the tables by owning office needs no query across shards but the
last addition (docs/scaling.md). Two servers that hold half of the offices each stand for shards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from app.models import sharding
from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase
from app.models.migrate import metadata
from app.services.bureau import BureauService
from app.services.bureau.behind import BehindService
from app.services.bureau.decisions import DecisionsService
from app.services.bureau.finding import CountySearch
from app.services.bureau.notices import NoticesService
from app.services.bureau.parts import BureauParts
from app.services.bureau.records import RecordsService
from app.services.bureau.review import ReviewQuery, ReviewService
from app.services.bureau.same_person import SamePersonService
from app.services.bureau.sending import SendingService
from app.sync.records import tables, totals
from tests.server.test_load import OFFICES, _enrol_too
from tests.sync.county import County, MakeStore, make_county

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
MONTHS = ("2026-02", "2026-03")


@pytest.fixture
def shards(make_store: MakeStore, tmp_path: Path, county: County) -> tuple[County, County]:
    """All offices at ``county``; the first three on one shard, the rest on the other."""
    pair = (make_county(make_store, tmp_path / "a"), make_county(make_store, tmp_path / "b"))
    for place, code in enumerate(OFFICES):
        office = county.office(code)
        shard = pair[place >= 3]
        _enrol_too(shard, county, office)
        office.add_person(f"测试{place}")
        for number in range(place + 1):
            uid = office.add_case(number + 1, state="succeeded")
            with office.store.begin() as session:
                session.get_one(MediationCase, (code, uid)).accepted_on = date(2026, 3, 2)
        package = office.send()
        county.accept(package)
        shard.accept(package)
    return pair


BY_OFFICE = {
    *("BureauService.figures", "BureauService.recount", "BureauService.received"),
    *("BureauService.board", "BureauService.offices", "BehindService.figure"),
    *("BureauService.log_alarms", "BehindService.all_of"),
    *("BehindService.cases", "BehindService.training", "BehindService.corrections"),
    *("BehindService.resettlement", "RecordsService.look", "CountySearch.find"),
    "BehindService.rates",
    *("CountySearch.offices", "CountySearch.rebuild"),
    *("ReviewService.page", "ReviewService.counts"),
    *("ReviewService.standing", "SendingService.states", "DecisionsService.lines"),
}
"""Answered office by office; ``by_office`` below asks them all."""
ACROSS = {
    *("BureauService.counted_twice", "SamePersonService.proposals", "SamePersonService.count"),
    *("SamePersonService.decide", "SamePersonService.others"),
}
"""Compare the persons of several offices: a last step over what each shard answers."""
OWN_ROWS = {
    *("BureauService.due_on", "SamePersonService.decisions", "SamePersonService.withdraw"),
    *("BureauService.prepare", "NoticesService.notices", "NoticesService.attachment"),
    "ReviewService.may_judge",
}
"""About the bureau's own few rows."""
ONE_PACKAGE = {
    *("BureauService.gather", "BureauService.inspect", "BureauService.verify"),
    *("BureauService.accept", "BureauService.write_receipt", "BureauService.undo"),
    "BureauService.lift_stop",
}
"""About one package of one office: its shard alone is asked."""
ONE_OFFICE = {
    *("ReviewService.accept", "ReviewService.give_back", "ReviewService.pass_one"),
    *("NoticesService.issue", "NoticesService.withdraw", "SendingService.offices_on"),
    *("SendingService.write", "DecisionsService.draft", "DecisionsService.decide"),
    "DecisionsService.take_back",
}
"""What is said to an office: every row begins with its code."""
PART_SERVICES = {
    *("BureauParts.records", "BureauParts.behind", "BureauParts.same_person"),
    *("BureauParts.review", "BureauParts.notices", "BureauParts.decisions"),
    *("BureauParts.sending", "BureauParts.give_back"),
}


def test_every_query_of_a_bureau_is_known_here():
    """A new one is put where it belongs, and where it belongs it is tested."""
    services = (
        *(BureauService, BureauParts, BehindService, RecordsService, CountySearch),
        SamePersonService,
        *(ReviewService, NoticesService, DecisionsService, SendingService),
    )
    there = {
        f"{service.__name__}.{name}"
        for service in services
        for name in vars(service)
        if not name.startswith("_") and name != "work"
    }
    assert there == BY_OFFICE | ACROSS | OWN_ROWS | ONE_PACKAGE | ONE_OFFICE | PART_SERVICES


def by_office(county: County) -> dict[tuple[str, str], Any]:
    """Every answer the bureau's pages show, keyed by office."""
    bureau = county.bureau
    found: dict[tuple[str, str], Any] = {}
    search = CountySearch(county.store)
    search.rebuild()
    hits = [hit for word in ("测试", "张三") for hit in search.find(word, limit=1000).hits]
    for view in bureau.offices():
        found[view.code, "office"] = view
    for one in bureau.figures(SINCE, UNTIL).offices:
        code = one.code
        found[code, "figures"] = one
        found[code, "recount"] = bureau.recount(code)
        found[code, "received"] = [
            (r.month, r.number, r.result, r.counts) for r in bureau.received(code)
        ]
        behind = bureau.behind.figure("cases", "total", [code], SINCE, UNTIL)
        assert behind
        found[code, "behind"] = sorted(behind, key=lambda item: item.uid)
        rated = bureau.behind.figure("rates", "corrections.whole", [code], SINCE, UNTIL)
        found[code, "rates"] = sorted(item.uid for item in rated)
        found[code, "looked at"] = [
            bureau.records.look(code, item.kind, item.uid) for item in found[code, "behind"]
        ]
        found[code, "alarms"] = [one for one in bureau.log_alarms() if one.office == code]
        found[code, "found"] = {
            (hit.kind, hit.uid, hit.title) for hit in hits if hit.office == code
        }
        assert found[code, "found"]
        lines = bureau.review.page(ReviewQuery(office=code), limit=500).lines
        assert lines
        found[code, "review"] = lines
        found[code, "standing"] = [bureau.review.standing(code, i.kind, i.uid) for i in lines]
        found[code, "counts"] = {k: n for k, n in bureau.review.counts().items() if k[0] == code}
        found[code, "reply"] = [one for one in bureau.sending.states() if one.office == code]
        found[code, "logs"] = [one for one in bureau.log_alarms() if one.office == code]
        found[code, "decisions"] = [
            one for one in bureau.decisions.lines() if one.proposal.office == code
        ]
    return found | bureau.board(MONTHS).cells


def test_every_answer_is_the_union_of_the_shards(county: County, shards: tuple[County, County]):
    whole = by_office(county)
    parts = [by_office(shard) for shard in shards]
    assert parts[0].keys().isdisjoint(parts[1])
    assert whole == {**parts[0], **parts[1]}


def test_who_is_counted_twice_is_a_last_step_over_the_shards(
    county: County, shards: tuple[County, County]
):
    """The one kind of question that compares offices: each shard lists numbers, one place counts."""
    standing = {"id_number": "640122199001019971", "state": "enrolled", "category": "probation"}
    for code, one, shard in ((OFFICES[0], county, shards[0]), (OFFICES[6], county, shards[1])):
        for bureau in (one, shard):
            with bureau.store.begin() as session:
                session.add(CorrectionsPerson(office=code, name="测试", **standing))
    assert [shard.bureau.counted_twice() for shard in shards] == [[], []]
    (twice,) = county.bureau.counted_twice()
    listed: list[Any] = []
    for shard in shards:
        with shard.store.begin() as session:
            listed += session.execute(
                select(CorrectionsPerson.id_number, CorrectionsPerson.office)
            ).all()
    assert {office for _, office in listed} == {office for office, _, _ in twice.records}


def test_county_totals_are_the_sum_of_the_shards(county: County, shards: tuple[County, County]):
    def count(one: County, name: str) -> int:
        with one.store.begin() as session:
            return sum(
                total.count
                for code in OFFICES
                for total in totals(session.connection(), code)
                if total.table == name
            )

    for name in tables():
        assert count(county, name) == sum(count(shard, name) for shard in shards)


@contextmanager
def spoken(county: County) -> Iterator[list[str]]:
    """Every statement the county's store is sent."""
    heard: list[str] = []

    def listen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    event.listen(county.store.engine, "before_cursor_execute", listen)
    yield heard
    event.remove(county.store.engine, "before_cursor_execute", listen)


def test_no_statement_reads_records_without_naming_an_office(
    county: County, shards: tuple[County, County]
):
    """Each statement about records says whose: a shard is found without asking all of them."""
    office = county.office("640122109")
    office.add_case(1)
    package = office.send()
    with spoken(county) as heard:
        county.accept(package)
        county.bureau.figures(SINCE, UNTIL)
        county.bureau.undo(office.code)
    about_records = re.compile(rf"\b(FROM|UPDATE|INTO|JOIN) ({'|'.join(tables())})\b")
    asked = [statement for statement in heard if about_records.search(statement)]
    assert len(asked) > len(tables())
    for statement in asked:
        named = re.search(r"office (=|IN) |\(office, ", statement)
        assert named, statement


def test_the_statements_distribute_every_table_by_office():
    made = list(sharding.statements())
    for table in metadata().tables.values():
        (line,) = [s for s in made if f"'{table.name}'" in s.replace("'person');", ");")]
        assert "'office'" in line
    order = [re.search(r"table\('(\w+)'", s) for s in made[1:]]
    names = [found.group(1) for found in order if found]
    assert names[0] == "person"
    assert len(names) == len(set(names)) == len(metadata().tables) + 1
