"""案卷评查: a draw that anybody can repeat, readers from elsewhere, points that people deduct."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from app.data_files import Edition, lay_over, shipped
from app.rules.evaluation import (
    Mark,
    assign,
    draw,
    evaluation_sheet,
    faults_of,
    outcome,
    read_evaluation,
)
from app.rules.review import CHECKS

SHEET = evaluation_sheet()
DOSSIERS = {f"office{n}": [f"case{n}-{m}" for m in range(12)] for n in range(7)}


def test_the_sheet_makes_up_a_hundred_and_hints_at_what_is_checked():
    assert sum(item.points for item in SHEET.items) == 100
    assert {check for item in SHEET.items for check in item.checks} <= CHECKS.keys()
    assert not SHEET.confirmed, "no official sheet could be read"


def test_the_same_seed_draws_the_same_and_another_does_not():
    first = draw("2026年摇号37", DOSSIERS, 3)
    shuffled = {office: there[::-1] for office, there in reversed(DOSSIERS.items())}
    assert draw("2026年摇号37", shuffled, 3) == first
    assert draw("2026年摇号38", DOSSIERS, 3) != first
    assert all(len(set(drawn)) == 3 for drawn in first.values())


def test_an_office_with_few_dossiers_gives_all_of_them():
    assert draw("s", {"a": ["1", "2"]}, 5) == {
        "a": sorted(["1", "2"], key=draw("s", {"a": ["1", "2"]}, 5)["a"].index)
    }


def test_every_dossier_has_about_the_same_chance():
    drawn = Counter(
        one for n in range(2_000) for one in draw(f"s{n}", {"a": list("0123456789")}, 2)["a"]
    )
    assert set(drawn) == set("0123456789")
    assert all(300 < times < 500 for times in drawn.values()), drawn


@pytest.mark.parametrize("offices", [2, 3, 7])
def test_nobody_reads_their_own_and_everybody_reads_once(offices):
    codes = [f"office{n}" for n in range(offices)]
    for seed in ("a", "b", "c"):
        readers = assign(seed, codes)
        assert all(office != reader for office, reader in readers.items())
        assert sorted(readers.values()) == sorted(codes)


def test_an_only_office_is_read_by_the_bureau():
    assert assign("s", ["office0"]) == {"office0": ""}


def test_points_are_lost_only_where_a_person_took_them():
    assert outcome(SHEET, {}).total == 100
    come = outcome(SHEET, {"1": Mark(4, "目录没有填"), "10": Mark(9, "没有签名")})
    assert (come.total, come.band) == (87, "良好")


def test_a_veto_fails_whatever_is_left():
    come = outcome(SHEET, {"8": Mark(0, "违背当事人意愿", veto=True)})
    assert (come.total, come.band, come.vetoed) == (100, "不合格", True)


def test_a_deduction_needs_a_reason_and_stays_within_its_item():
    wrong = faults_of(
        SHEET,
        {
            "1": Mark(3, " "),
            "3": Mark(4, "散装"),
            "2": Mark(1, "缺目录"),
            "4": Mark(0, "x", veto=True),
        },
    )
    assert set(wrong) == {"1", "3", "4"}
    assert "理由" in wrong["1"]
    assert "最多扣 3 分" in wrong["3"]


def test_a_sheet_whose_points_are_no_hundred_is_not_read():
    own = shipped("rules", "evaluation")
    assert own is not None
    with pytest.raises(ValueError, match="hundred"):
        read_evaluation(Edition(own.path, own.text.replace("points = 10", "points = 9", 1)).data)


def test_a_county_may_bring_its_own_from_a_day_on():
    own = shipped("rules", "evaluation")
    assert own is not None
    since = date(2027, 1, 1)
    lay_over([Edition(own.path, own.text.replace('version = "1"', 'version = "县2027"'), since)])
    assert evaluation_sheet(date(2026, 12, 31)).version == "1"
    assert evaluation_sheet(since).version == "县2027"
