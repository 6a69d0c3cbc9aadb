"""The roll of an office, with every fault real ones have: each row's verdict is the expected one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.forms.codes import label
from app.imports.child import load, read
from app.imports.prerelease import PRERELEASE_LIST
from app.imports.roster import ROSTER
from app.imports.trial import ASK, DUP, OK, SKIP, try_out
from tests.imports.making import rows_xml, sheet_xml, xlsx

DATA = Path(__file__).parent / "data"
EXPECTED = json.loads((DATA / "roster.expected.json").read_text("utf-8"))
TODAY = date(2024, 11, 30)


@pytest.fixture(scope="module")
def trial():
    return try_out(ROSTER, load(DATA / "roster.xlsx"), TODAY)


@pytest.fixture(scope="module")
def judged(trial):
    return {(row.sheet, row.number): row for row in trial.rows}


def expected(row):
    return pytest.param(row, id=f"{row['sheet']}-{row['row']}")


@pytest.mark.parametrize("row", [expected(r) for r in EXPECTED["rows"]])
def test_every_row_gets_its_verdict(judged, row):
    assert judged[row["sheet"], row["row"]].state == row["state"]


def test_no_row_is_passed_over_and_the_counts_agree(trial):
    assert {s: trial.count(s) for s in (OK, ASK, DUP, SKIP)} == EXPECTED["counts"]
    assert len(trial.rows) == len(EXPECTED["rows"])


READ = {
    "name": lambda v: v["name"],
    "type": lambda v: label("corrections_category", v["category"]),
    "start": lambda v: v["starts_on"].isoformat(),
    "end": lambda v: v["ends_on"].isoformat(),
    "id": lambda v: v["id_number"],
    "minor": lambda v: v["juvenile"],
    "guardian_phone": lambda v: v["guardian_phone"],
    "ended": lambda v: v["ended"],
    "reason": lambda v: v["reason"],
    "ended_on": lambda v: v["ended_on"].isoformat(),
    "to": lambda v: v["moved_to"],
    "recheck": lambda v: "每三个月" if v["category"] == "outside" else "",
}


@pytest.mark.parametrize("row", [expected(r) for r in EXPECTED["rows"] if r.get("record")])
def test_every_record_has_the_values_expected_after_repair(judged, row):
    values = judged[row["sheet"], row["row"]].values
    assert {key: READ[key](values) for key in row["record"]} == row["record"]


@pytest.mark.parametrize("row", [expected(r) for r in EXPECTED["rows"] if r.get("fixes")])
def test_what_was_mended_is_said(judged, row):
    assert set(row["fixes"]) <= set(judged[row["sheet"], row["row"]].fixes)


def test_a_repeated_row_names_the_first(judged):
    assert judged["在册", 14].of == "在册!4"


def test_a_defect_is_named_by_sheet_row_and_column(judged):
    assert judged["在册", 12].places == ("在册 第12行D列（身份证号）：身份证号存为数字，末位丢失",)
    assert [place.partition("：")[0] for place in judged["在册", 13].places] == [
        "在册 第13行D列（身份证号）",
        "在册 第13行H列（矫正起止）",
        "在册 第13行K列（联系电话）",
    ]


def test_a_hidden_column_of_telephones_stays_behind(trial):
    """The ledger's own page: 定位手机号 must not travel with an import."""
    assert trial.left_out == ("定位手机号（隐藏列）",)
    assert not any("139000009" in str(row.values) for row in trial.rows)


HEAD = ["姓名", "性别", "身份证号", "矫正类别", "矫正起日", "矫正止日", "联系电话"]


def one(*cells, head=HEAD, profile=ROSTER):
    rows = try_out(profile, read(xlsx({"表": sheet_xml(rows_xml([head, list(cells)]))})), TODAY)
    return rows.rows[-1]


GOOD = ("测甲", "男", "640122199001019971", "缓刑", "2024-03-02", "2025-03-01", "13900000001")


def test_a_row_of_the_template_is_good():
    assert one(*GOOD).state == OK


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("640122199001019971", OK),
        ("640122 19900101 9971", OK),
        ("６４０１２２１９９００１０１９９７１", OK),
        ("'640122199001019971", OK),
        ("640122900101997", OK),  # fifteen digits
        ("640122199001019970", ASK),  # check digit
        ("6.40122199001019E+17", ASK),  # lost in a number
        ("640122199002309971", ASK),  # 30 February
        ("640122209001019971", ASK),  # not born yet
        ("64012219900101997", ASK),  # seventeen
        ("不详", ASK),
        ("", ASK),
    ],
)
def test_numbers_are_judged_and_never_silently_altered(number, state):
    """I2."""
    row = one(GOOD[0], "", number, *GOOD[3:])
    assert row.state == state
    if state == ASK:
        assert (row.values["id_number"] or "") == number


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("2024-03-02", date(2024, 3, 2)),
        ("2024.3.2", date(2024, 3, 2)),
        ("2024/3/2", date(2024, 3, 2)),
        ("2024年3月2日", date(2024, 3, 2)),
        ("20240302", date(2024, 3, 2)),
        ("45353", date(2024, 3, 2)),
        ("２０２４．３．２", date(2024, 3, 2)),
    ],
)
def test_dates_as_offices_write_them(typed, read_as):
    row = one(*GOOD[:4], typed, *GOOD[5:])
    assert (row.state, row.values["starts_on"]) == (OK, read_as)


@pytest.mark.parametrize("typed", ["2024-02-30", "3月上旬", "2024年", "abc"])
def test_a_date_that_is_none_is_asked_about(typed):
    assert one(*GOOD[:4], typed, *GOOD[5:]).state == ASK


def test_an_address_is_kept_to_the_letter():
    """I3: rare and compatibility characters are part of what was written."""
    head = [*HEAD, "住址"]
    row = one(*GOOD, "習崗鎭﨎村𠮷組 3号（东）", head=head)
    assert row.values["address"] == "習崗鎭﨎村𠮷組 3号（东）"


def test_a_file_without_a_header_holds_no_record():
    trial = try_out(ROSTER, read(xlsx({"表": sheet_xml(rows_xml([["随便", "写写"]]))})), TODAY)
    assert [row.state for row in trial.rows] == [SKIP]


def test_a_header_may_come_again_and_sums_stand_between():
    rows = [["花名册"], HEAD, list(GOOD), ["小计", "1人"], HEAD, ["测乙", "男", "", *GOOD[3:]]]
    trial = try_out(ROSTER, read(xlsx({"表": sheet_xml(rows_xml(rows))})), TODAY)
    assert [row.state for row in trial.rows] == [SKIP, SKIP, OK, SKIP, SKIP, ASK]


PRERELEASE = ["序号", "姓名", "身份证号", "户籍所在地", "关押单位", "刑满释放日期"]


def test_a_prerelease_list_is_read_by_its_own_headings():
    row = one(
        "1",
        "测 归",
        "640122199001019971",
        "习岗镇",
        "测试监狱",
        "2026.4.1",
        head=PRERELEASE,
        profile=PRERELEASE_LIST,
    )
    assert row.state == OK
    assert row.values["name"] == "测归"
    assert row.values["prison"] == "测试监狱"
    assert row.values["release_on"] == date(2026, 4, 1)


@pytest.mark.parametrize("heading", ["服刑场所", "服刑监狱", "执行场所"])
def test_the_place_of_a_sentence_is_known_by_its_other_names(heading):
    row = one(
        "1",
        "测归",
        "640122199001019971",
        "习岗镇",
        "测试监狱",
        "2026.4.1",
        head=[heading if name == "关押单位" else name for name in PRERELEASE],
        profile=PRERELEASE_LIST,
    )
    assert row.values["prison"] == "测试监狱"
