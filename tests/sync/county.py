"""A small county on real stores: offices that record and report, a bureau that receives.

Sticks are folders. Nothing here is mocked but the clock.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import exists, literal, select, union_all

from app.models.database import Database
from app.models.history import bury
from app.models.local import Blob, Setting
from app.models.mediation import Committee, MediationCase, Party
from app.models.people import Person
from app.models.store import Store
from app.services.bureau import BureauService
from app.services.bureau.views import Accepted
from app.services.report_views import SentPackage
from app.services.reports import ReportsService
from app.services.settings import Identity
from app.sync.records import encode, tables

BUREAU = "640122"
XIGANG, LIGANG = "640122100", "640122102"

MakeStore = Callable[..., Any]


@dataclass
class Office:
    """An office with a stick of its own."""

    code: str
    store: Database
    reports: ReportsService
    stick: Path
    key: bytes = b""  # to open the store again: a closed one has forgotten it

    def __post_init__(self) -> None:
        self.key = self.key or self.store._key

    def add_person(self, name: str, **values: Any) -> str:
        with self.store.begin() as session:
            person = Person(name=name, **values)
            session.add(person)
            session.flush()
            return person.uid

    def rename(self, uid: str, name: str) -> None:
        with self.store.begin() as session:
            session.get_one(Person, (self.code, uid)).name = name

    def bury(self, uid: str) -> None:
        with self.store.begin() as session:
            bury([session.get_one(Person, (self.code, uid))])

    def add_case(self, number: int, state: str = "mediating") -> str:
        """A case with its committee and two parties."""
        with self.store.begin() as session:
            committee = session.scalar(select(Committee))
            if committee is None:
                committee = Committee(name="习岗镇人民调解委员会", short_name="习岗", kind="town")
                session.add(committee)
                session.flush()
            case = MediationCase(
                committee_uid=committee.uid, year=2026, sequence=number, state=state
            )
            case.number = f"(2026)习岗人调字第{number:03}号"
            session.add(case)
            session.flush()
            for position, name in enumerate(("张三", "李四")):
                side = "applicant" if position == 0 else "respondent"
                session.add(Party(case_uid=case.uid, position=position, side=side, name=name))
            return case.uid

    def add_blob(self, sha256: str, data: bytes) -> None:
        with self.store.begin() as session:
            session.add(Blob(office=self.code, sha256=sha256, data=data))

    def seal(self, month: str = "2026-03", *, full: bool = False) -> SentPackage:
        return self.reports.seal_month(month, full=full)

    def export(self, package: SentPackage) -> Path:
        """The one file of a small package, on the stick."""
        (file,) = self.reports.export(package.epoch, package.number, self.stick).files
        return file

    def send(self, month: str = "2026-03", *, full: bool = False) -> Path:
        return self.export(self.seal(month, full=full))


@dataclass
class County:
    """A bureau and its offices, keys exchanged."""

    store: Store
    bureau: BureauService
    stick: Path
    _make: MakeStore

    def office(
        self, code: str = XIGANG, *, practice: bool = False, enrolled: bool = True
    ) -> Office:
        store = self._make(office=code)
        settle(store, Identity(kind="office", code=code, name=f"{code}所", practice=practice))
        stick = self.stick / code
        stick.mkdir(exist_ok=True)
        office = Office(code, store, ReportsService(store), stick)
        if enrolled:
            self.enrol(office)
        return office

    def enrol(self, office: Office) -> None:
        """K3 as the clerks do it, the telephone being this function."""
        offered = self.bureau.keys.read_offer(office.reports.keys.export_offer(office.stick))
        self.bureau.keys.confirm(office.code, offered.fingerprint)
        self.certify(office)
        county = office.reports.keys.county()
        assert county is not None
        office.reports.keys.confirm_county(county.code, county.fingerprint)

    def certify(self, office: Office) -> None:
        """Carry the bureau's answer to the office."""
        office.reports.keys.read_answer(self.bureau.keys.export_answer(office.code, office.stick))

    def accept(self, *files: Path) -> Accepted:
        (parcel,) = self.bureau.gather(files)
        return self.bureau.accept(parcel)

    def answer(self, office: Office, accepted: Accepted) -> None:
        """Carry the receipt home."""
        file = self.bureau.write_receipt(accepted.office, accepted.digest, office.stick)
        office.reports.import_receipt(file)

    def names(self, code: str = XIGANG) -> list[str]:
        """Names of the living people the county holds of an office."""
        with self.store.begin() as session:
            query = select(Person.name).where(Person.office == code).order_by(Person.name)
            return list(session.scalars(query))


def settle(store: Store, identity: Identity) -> None:
    """Say whose store it is, as the first start does."""
    with store.begin() as session:
        session.add(Setting(office=identity.code, name="identity", value=asdict(identity)))


def make_county(make_store: MakeStore, stick: Path, *, practice: bool = False) -> County:
    store = make_store(office=BUREAU)
    name = "贺兰县司法局"
    settle(store, Identity(kind="bureau", code=BUREAU, name=name, practice=practice))
    stick.mkdir(exist_ok=True)
    return County(store, BureauService(store), stick, make_store)


def rows_of(store: Store, office: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Every record of an office, tombstones too: table → uid → row as a package holds it."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    any_rows = (
        select(literal(name)).where(exists().where(table.c.office == office))
        for name, table in tables().items()
    )
    with store.begin() as session:
        for name in session.scalars(union_all(*any_rows)):
            table = tables()[name]
            rows = session.execute(select(table).where(table.c.office == office)).mappings()
            if held := {row["uid"]: encode(table, row) for row in rows}:
                found[name] = held
    return found


def records_in(store: Store) -> int:
    return sum(len(rows) for rows in rows_of(store, store.office).values())


def refusal(county: County, *files: Path) -> str:
    """The code under which ``accept`` refuses, and ``inspect`` and ``verify`` say the same."""
    (inspection,) = county.bureau.inspect(files)
    (line,) = county.bureau.verify(files)
    assert inspection.problem is not None
    assert str(line).startswith(f"refused {inspection.problem.code} ")
    assert inspection.problem.what.endswith("。")
    assert inspection.problem.do.endswith("。")
    return inspection.problem.code


def clone(county: County, office: Office, to: str) -> Office:
    """The office's store copied to another PC, as staff do it."""
    office.store.close()
    folder = office.store.path.parent.with_name(to)
    shutil.copytree(office.store.path.parent, folder)
    first = reopen(county, office, office.store.path)
    office.store, office.reports = first.store, first.reports
    return reopen(county, office, folder / office.store.path.name)


def reopen(county: County, office: Office, path: Path) -> Office:
    store = Database(path, office.key, office=office.code, clock=office.store.clock)
    return Office(office.code, store, ReportsService(store), office.stick)
