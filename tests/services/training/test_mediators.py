"""调解员轮训: the register of mediators against the sign-in sheets (F29, I-12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from app.models.database import Database
from app.services.mediation.committees import CommitteeService
from app.services.training import TrainingService
from app.services.training.staff import TrainingRefused
from tests.services.training.conftest import SESSION, half


@pytest.fixture
def desk(store: Database) -> TrainingService:
    return TrainingService(store)


@pytest.fixture
def committees(store: Database) -> CommitteeService:
    return CommitteeService(store)


@pytest.fixture
def committee(committees: CommitteeService) -> str:
    return committees.save(
        {"name": "兰星村人民调解委员会", "short_name": "兰星", "kind": "village"}
    )


@pytest.fixture
def appoint(committees, committee):
    """Put somebody on the register; the uid."""

    def go(name: str, from_on: date | None = date(2018, 1, 1), **more: Any) -> str:
        values = {"name": name, "from_on": from_on, **more}
        uid: str = committees.save_mediator(committee, values)
        return uid

    return go


def train(
    desk: TrainingService, cards: Iterable[str | None], day: date, *, rotation: bool = True
) -> None:
    """A session for mediators at which these sign in."""
    sittings = [half(day)]
    held = desk.sessions.hold({**SESSION, "mediator_rotation": rotation, "sittings": sittings})
    (sitting,) = desk.attendance.grid(held).sittings
    desk.attendance.tick(held, {card: {sitting.uid: "signed"} for card in cards if card})


def cards_of(desk: TrainingService) -> dict[str, str | None]:
    return {line.name: line.staff_uid for line in desk.mediators.year(2019).lines}


def test_t13_two_missing_of_forty_is_not_met(desk, appoint, end_of_2019):
    """38 of 40 are 95.00%; one of the two was appointed on 12-20 and is only in grace."""
    for number in range(38):
        appoint(f"测{number}")
    assert desk.mediators.enrol().made == 38
    train(desk, cards_of(desk).values(), date(2019, 9, 2))
    appoint("测缺")
    appoint("测新", date(2019, 12, 20))
    found = desk.mediators.year(2019)
    assert (found.outcome.attended, found.outcome.total) == (38, 40)
    assert found.outcome.grace == ("测新",)
    assert not found.outcome.met
    assert "轮训覆盖率 95.00%，没有达到要求的 100%" in found.words
    assert "不算他们是 97.44%" in found.words
    standing = {line.name: (line.trained_on, line.in_grace) for line in found.lines}
    assert standing["测0"] == (date(2019, 9, 2), False)
    assert (standing["测缺"], standing["测新"]) == ((None, False), (None, True))


def test_another_session_is_no_rotation(desk, appoint, end_of_2019):
    appoint("测甲")
    desk.mediators.enrol()
    train(desk, [cards_of(desk)["测甲"]], date(2019, 9, 2), rotation=False)
    (line,) = desk.mediators.year(2019).lines
    assert (line.trained_on, line.standing) == (None, "还没有")


def test_every_year_anew_and_only_who_was_in_office(desk, appoint, clock, end_of_2019):
    appoint("测甲")
    desk.mediators.enrol()
    train(desk, [cards_of(desk)["测甲"]], date(2019, 9, 2))
    appoint("测前任", date(2015, 1, 1), until_on=date(2018, 12, 31))
    assert [line.name for line in desk.mediators.year(2019).lines] == ["测甲"]
    clock.set(date(2020, 6, 30))
    assert desk.mediators.year(2020).outcome.attended == 0
    assert desk.mediators.year(2019).outcome.attended == 1
    assert {line.name for line in desk.mediators.year(2018).lines} == {"测甲", "测前任"}


def test_putting_on_the_roll_takes_over_what_the_register_knows(desk, appoint, end_of_2019):
    appoint("测甲", date(2018, 3, 1), sex="2", phone="13900000001", full_time=True)
    appoint("测乙", None)
    assert desk.mediators.enrol().made == 2
    cards = cards_of(desk)
    sheet = desk.staff.sheet(cards["测甲"])
    assert (sheet["sex"], sheet["phone"], sheet["joined_on"]) == (
        "2", "13900000001", date(2018, 3, 1),
    )  # fmt: skip
    posts = {name: desk.staff.rows(uid, "role")[0] for name, uid in cards.items()}
    assert {name: (post["role"], post["from_on"]) for name, post in posts.items()} == {
        "测甲": ("full_time_mediator", date(2018, 3, 1)),
        "测乙": ("part_time_mediator", date(2019, 1, 1)),
    }
    assert desk.mediators.enrol().made == 0, "a second time there is nothing to do"


def test_a_name_alone_never_ties_two(desk, staff, appoint, end_of_2019):
    """Somebody of the same name on the roll is the same person only when a clerk says so."""
    known = staff.add({"name": "测甲"}, role="full_time_mediator", from_on=date(2018, 1, 1))
    same, other = appoint("测甲"), appoint("测甲")
    done = desk.mediators.enrol()
    assert (done.made, done.namesakes) == (0, ("测甲", "测甲"))
    desk.mediators.tie(same, known)
    with pytest.raises(TrainingRefused, match="已经对应"):
        desk.mediators.enrol_one(same)
    made = desk.mediators.enrol_one(other)
    lines = {line.uid: line.staff_uid for line in desk.mediators.year(2019).lines}
    assert lines == {same: known, other: made}
    assert made != known


def test_a_wrong_tie_is_undone_and_a_deleted_card_is_none(desk, staff, appoint, end_of_2019):
    known = staff.add({"name": "测甲"}, role="full_time_mediator", from_on=date(2018, 1, 1))
    mediator = appoint("测甲")
    desk.mediators.tie(mediator, known)
    desk.mediators.untie(mediator)
    assert cards_of(desk) == {"测甲": None}
    desk.mediators.tie(mediator, known)
    staff.delete(known)
    (line,) = desk.mediators.year(2019).lines
    assert (line.staff_uid, line.standing) == (None, "没有列入培训人员")
    assert desk.mediators.enrol().made == 1


def test_an_empty_register_has_no_rate(desk, end_of_2019):
    found = desk.mediators.year(2019)
    assert (found.words, found.lines, found.outcome.strict) == ("", (), None)
