"""Practice stores filled with invented cases, straight through the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from app.models.base import Base, new_uid
from app.models.history import Counter
from app.models.mediation import Committee, MediationCase, Party
from app.models.people import Person
from app.models.sync import OutboxPackage
from app.paths import Profile
from app.services import setup
from app.services.desk import Desk
from app.services.settings import Identity

__all__ = ["NOW", "PASSWORD", "clock", "desk_at", "fill", "office", "report"]

NOW = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - an office lives in its own time
PASSWORD = "benchmark password 1"
CODE, COUNTY = "640122102", "640122"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀兰霞平"
AT_A_TIME = 5000

Rows = list[dict[str, Any]]


def clock() -> datetime:
    return NOW


def desk_at(root: Path, *, code: str = CODE, kind: str = "office") -> Desk:
    """An empty office or bureau in ``root``."""
    bureau = kind == "bureau"
    who = Identity(
        kind="bureau" if bureau else "office",
        code=COUNTY if bureau else code,
        name="贺兰县司法局" if bureau else f"{code}司法所",
        county_code=COUNTY,
    )
    return setup.create(Profile(root), who, PASSWORD, clock=clock)[0]


@contextmanager
def office(cases: int) -> Iterator[tuple[Desk, Path]]:
    """A desk over ``cases`` cases and five people for two of them, and its folder.

    It has reported for years: the county holds all but one case of a hundred.
    """
    with TemporaryDirectory() as folder:
        root = Path(folder) / "office"
        desk = desk_at(root)
        fill(desk, cases, people=cases * 5 // 2)
        report(desk, cases - cases // 100)
        desk.search.rebuild()
        try:
            yield desk, root
        finally:
            desk.close()


def fill(
    desk: Desk, cases: int, *, people: int = 0, parties: int = 0, owner: str | None = None
) -> None:
    """So many cases, parties of theirs and person cards, as records of ``owner``.

    They are as new as if typed today. The cards of a register are left out of the next package,
    which holds at most 200,000 records.
    """
    chance = Random(20261123)
    owner = owner or desk.identity.code
    same = {"office": owner, "changed_at": NOW, "revision": 1, "epoch": 1}
    committee = new_uid()

    def name() -> str:
        return chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)

    names = [name() for _ in range(max(people, parties, 2 * min(cases, 1000)))]
    committees: Rows = [
        {**same, "uid": committee, "name": "立岗镇人民调解委员会", "short_name": "立岗",
         "kind": "township"}
    ]  # fmt: skip
    cards: Rows = [
        {**same, "uid": new_uid(), "name": one, "kind": "natural"} for one in names[:people]
    ]
    filed: Rows = [_case(same, committee, number, names, chance) for number in range(cases)]
    sides: Rows = [
        {**same, "uid": new_uid(), "case_uid": filed[number // 2 % cases]["uid"],
         "position": number // (2 * cases) * 2 + number % 2,
         "side": ("applicant", "respondent")[number % 2], "name": names[number]}
        for number in range(parties)
    ]  # fmt: skip
    travels = [*committees, *filed, *sides]
    for change, row in enumerate(travels, 1):
        row["change"] = change
    for row in cards:
        row["change"] = 0
    tables: tuple[tuple[type[Base], Rows], ...] = (
        (Committee, committees), (Person, cards), (MediationCase, filed), (Party, sides)
    )  # fmt: skip
    with desk._database.begin() as session:
        for table, rows in tables:
            for start in range(0, len(rows), AT_A_TIME):
                session.execute(insert(table), rows[start : start + AT_A_TIME])
        session.merge(Counter(office=owner, name="change", value=len(travels)))


def report(desk: Desk, change: int) -> None:
    """The county has received every edit up to this one, as if in one package."""
    with desk._database.begin() as session:
        session.add(
            OutboxPackage(
                office=desk.identity.code,
                epoch=1,
                seq=1,
                month="2026-10",
                base_seq=0,
                digest=sha256(b"").hexdigest(),
                size=0,
                change=change,
                records=change,
                counts={"mediation_case": change},
                totals={},
                frozen_at=NOW,
                answer="merged",
                answered_at=NOW,
            )
        )


def _case(
    same: dict[str, Any], committee: str, number: int, names: list[str], chance: Random
) -> dict[str, Any]:
    pair = chance.sample(names, 2)
    return {
        **same,
        "uid": new_uid(),
        "committee_uid": committee,
        "state": "succeeded",
        "round": 1,
        "year": 3000,
        "sequence": number + 1,
        "number": f"立岗人调字第{number + 1:06}号",
        "title": f"{pair[0]}与{pair[1]}邻里纠纷",
        "parties_text": "、".join(pair),
        "accepted_on": date(2016, 1, 1) + timedelta(days=chance.randrange(3900)),
        "dispute_type": "neighbour",
        "source": "application",
        "summary": "双方因宅基地边界和排水发生争执，经调解协商处理。",
    }
