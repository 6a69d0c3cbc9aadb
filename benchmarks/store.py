"""A practice office filled with invented cases, straight through the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from app.models.base import new_uid
from app.models.mediation import MediationCase
from app.models.people import Person
from app.paths import Profile
from app.services import setup
from app.services.desk import Desk
from app.services.pinyin import initials
from app.services.settings import Identity

__all__ = ["NOW", "PASSWORD", "office"]

NOW = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - an office lives in its own time
PASSWORD = "benchmark password 1"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀兰霞平"


def clock() -> datetime:
    return NOW


@contextmanager
def office(cases: int) -> Iterator[tuple[Desk, Path]]:
    """A desk over ``cases`` cases and twice as many people, and its folder."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "office"
        who = Identity(kind="office", code="640122102", name="立岗司法所", county_code="640122")
        desk, _ = setup.create(Profile(root), who, PASSWORD, clock=clock)
        _fill(desk, cases)
        try:
            yield desk, root
        finally:
            desk.close()


def _fill(desk: Desk, cases: int) -> None:
    chance = Random(20261123)
    committee = desk.mediation.committees.save(
        {"name": "立岗镇人民调解委员会", "short_name": "立岗", "kind": "township"}
    )

    def name() -> str:
        return chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)

    same = {"office": "640122102", "changed_at": NOW, "revision": 1, "epoch": 1}
    people, rows = [], []
    for number in range(cases):
        pair = (name(), name())
        accepted = date(2016, 1, 1) + timedelta(days=chance.randrange(3900))
        people += [
            {
                **same,
                "uid": new_uid(),
                "change": 0,
                "name": one,
                "kind": "natural",
                "initials": initials(one)[0],
            }
            for one in pair
        ]
        rows.append(
            {
                **same,
                "uid": new_uid(),
                "change": number + 10,
                "committee_uid": committee,
                "state": "succeeded",
                "round": 1,
                "year": 3000,
                "sequence": number + 1,
                "number": f"立岗人调字第{number + 1:06}号",
                "title": f"{pair[0]}与{pair[1]}邻里纠纷",
                "parties_text": "、".join(pair),
                "accepted_on": accepted,
                "dispute_type": "neighbour",
                "source": "application",
                "summary": "双方因宅基地边界和排水发生争执，经调解协商处理。",
            }
        )
    with desk._database.begin() as session:
        for start in range(0, len(people), 5000):
            session.execute(insert(Person), people[start : start + 5000])
        for start in range(0, len(rows), 5000):
            session.execute(insert(MediationCase), rows[start : start + 5000])
    desk.search.rebuild()
