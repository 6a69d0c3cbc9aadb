"""时间线: everything in order, and the whole term as a picture (F20)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.forms.pictures import Look, so_far
from app.models.base import Base, Record
from app.services.corrections.service import CorrectionsService
from app.services.corrections.term_picture import LAYERS
from app.services.corrections.timeline import TimelineQuery
from app.services.corrections.timeline_entry import KINDS, TIMELINE_REGISTER, said
from app.services.corrections.timeline_life import LIFE_SOURCES
from app.services.corrections.timeline_sources import SOURCES
from tests.services.corrections.test_leaves import DELEGATION, OPINION, application, back

D = date


NOT_ON_THE_LINE = {"sealed_view": "a look at a sealed record; the record itself opens no more"}
"""Tables of a person that are no events of theirs, and why."""


@pytest.fixture
def desk(store):
    return CorrectionsService(store)


@pytest.fixture
def lived(desk, person, clock):
    """Two calls, a leave of the office come back from two days late, hours, hospital, a paper."""
    desk.persons.add_delegation(DELEGATION)
    call = {"method": "call", "result": "self", "direction": "in", "staff": "测协理员"}
    clock.set(datetime(2025, 3, 5, 15))
    for at in (datetime(2025, 3, 5, 9), datetime(2025, 3, 5, 14)):
        desk.check_ins.record(person, "weekly_voice", {**call, "happened_at": at})
    clock.set(datetime(2025, 3, 6, 9))
    uid = desk.leaves.apply(
        person, application(D(2025, 3, 10), D(2025, 3, 12), applied_on=D(2025, 3, 6))
    )
    desk.leaves.give_opinion(uid, {**OPINION, "opinion_on": D(2025, 3, 6)})
    desk.leaves.approve(uid, by="测所长", on=D(2025, 3, 6), number="（2025）习矫外字第1号")
    clock.set(datetime(2025, 3, 10, 9))
    desk.leaves.depart(uid, {"departed_at": datetime(2025, 3, 10, 8)})
    clock.set(datetime(2025, 3, 14, 18))
    desk.leaves.come_back(uid, back(datetime(2025, 3, 14, 17), late_reason="车辆故障"))
    desk.hours.record(
        [person],
        {
            "kind": "study",
            "happened_on": D(2025, 3, 14),
            "minutes": 90,
            "topic": "民法典",
            "staff": "测协理员",
        },
    )
    desk.persons.add_row(
        person,
        "suspension",
        {"kind": "hospital", "from_on": D(2025, 3, 15), "until_on": D(2025, 3, 20)},
    )
    desk.papers.mark_printed("corrections.c10", uid)
    return uid


def test_everything_stands_in_order_the_newest_first(desk, person, lived):
    told = [(e.on, e.title) for e in desk.timelines.entries(person)]
    assert told == sorted(told, key=lambda line: line[0], reverse=True)
    titles = [title for _, title in reversed(told)]
    leave = [t for t in titles if "外出" in t]
    assert leave == ["外出申请"] * 3 + ["外出离开", "外出申请", "外出返回", "外出申请"]
    assert {"周听声", "教育学习", "暂停监管", "打印文书", "管理类别", "状态变更"} <= set(titles)
    march_5 = [e.at for e in desk.timelines.entries(person) if e.on == D(2025, 3, 5)]
    assert march_5 == [datetime(2025, 3, 5, 14), datetime(2025, 3, 5, 9)]


def test_an_entry_says_what_who_and_by_which_paper(desk, person, lived):
    entries = desk.timelines.entries(person)
    approved = next(e for e in entries if e.number)
    assert (approved.words, approved.who, approved.number) == (
        "已批准",
        "测所长",
        "（2025）习矫外字第1号",
    )
    assert approved.part == f"leave/{lived}"
    returned = next(e for e in entries if e.title == "外出返回")
    assert returned.words == "逾期2天，车辆故障"
    study = next(e for e in entries if e.kind == "hours")
    assert study.words == "1.5小时，民法典"


def test_a_new_offence_stands_with_the_number_of_its_letter(desk, person, clock):
    clock.set(datetime(2025, 4, 2, 9))
    desk.persons.add_row(
        person,
        "reoffence",
        {
            "kind": "administrative",
            "happened_on": D(2025, 4, 1),
            "document_number": "贺公函〔2025〕3号",
        },
    )
    told = next(e for e in desk.timelines.entries(person) if e.title == "再犯罪")
    assert (told.who, told.number) == ("", "贺公函〔2025〕3号")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        (TimelineQuery(kinds=("hours",)), {"教育学习"}),
        (TimelineQuery(kinds=("check_in",), first=D(2025, 3, 1)), {"周听声"}),
        (TimelineQuery(last=D(2024, 12, 31)), {"管理类别", "状态变更"}),
        (TimelineQuery(text="车辆故障"), {"外出返回"}),
        (TimelineQuery(text="没有这样的字"), set()),
    ],
)
def test_it_is_narrowed_by_kind_period_and_words(desk, person, lived, query, titles):
    assert {e.title for e in desk.timelines.entries(person, query)} == titles


def test_what_was_taken_away_is_not_told(desk, person, lived):
    (row,) = desk.persons.rows(person, "suspension")
    desk.persons.remove_row("suspension", row["uid"])
    assert "暂停监管" not in {e.title for e in desk.timelines.entries(person)}


def test_every_table_about_a_person_is_a_source():
    """A new kind of record has to come onto the time line, or say here why it does not."""
    tables = {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Record) and "person_uid" in mapper.columns
    }
    told = {source.columns[0].class_.__tablename__ for source in (*SOURCES, *LIFE_SOURCES)}
    corrections = {t for t in tables if _of_corrections(t)}
    assert corrections - told - NOT_ON_THE_LINE.keys() == set()


def _of_corrections(table: str) -> bool:
    targets = {key.column.table.name for key in Base.metadata.tables[table].foreign_keys}
    return "corrections_person" in targets


def test_every_entry_has_a_row_of_the_register(desk, person, lived):
    for entry in desk.timelines.entries(person):
        assert set(entry.as_row()) == {column.name for column in TIMELINE_REGISTER.columns}
        assert entry.kind in KINDS


def test_the_whole_term_is_one_picture(desk, person, lived):
    picture = desk.timelines.picture(person)
    assert (picture.lines[0].label, picture.lines[-1].label) == ("2024年11月", "2025年11月")
    march = {box.day.day: box for box in picture.lines[4].boxes if box}
    assert picture.lines[4].label == "2025年3月"
    assert (march[5].look, march[5].sign) == (Look.SOFT, "听")
    assert [march[d].look for d in (10, 12)] == [Look.HATCH, Look.HATCH]
    assert [(march[d].look, march[d].sign) for d in (13, 14)] == [(Look.ALARM, "逾")] * 2
    assert [march[d].look for d in (15, 20, 21)] == [Look.REST, Look.REST, Look.PLAIN]
    end = {box.day.day: box for box in picture.lines[-1].boxes if box}
    assert (end[4].sign, end[5].look) == ("满", Look.OUTSIDE)
    assert "外出3天" in picture.spoken
    assert "逾期未归2天" in picture.spoken


def test_on_paper_months_to_come_are_left_out_but_for_the_last(desk, person, lived):
    """A term of five years was two pages of empty boxes."""
    whole = desk.timelines.picture(person)
    short = so_far(whole, D(2025, 3, 20))
    assert [line.label for line in short.lines][:2] == [line.label for line in whole.lines][:2]
    assert short.lines[-1] == whole.lines[-1]
    assert "2025年3月" in {line.label for line in short.lines}
    assert "2025年5月" not in {line.label for line in short.lines}
    assert so_far(whole, D(2035, 1, 1)) == whole


def test_missed_reports_are_drawn_where_they_were_due(desk, person, lived):
    """Strict control since 2024-11-08 and no call before March: each Sunday shows it."""
    december = desk.timelines.picture(person).lines[1]
    missed = [box.day.day for box in december.boxes if box and box.sign == "漏"]
    assert {1, 8, 15, 22, 29} <= set(missed)


def test_each_layer_has_a_look_of_its_own_or_a_sign_of_its_own():
    """Told apart without colours."""
    samples = [(layer.sample.look, layer.sample.sign) for layer in LAYERS]
    assert len(set(samples)) == len(samples)


def test_sentences_that_follow_each_other_have_one_mark_between_them():
    """在亲戚家找到。 and 建议警告。 used to read 在亲戚家找到。，建议警告。"""
    assert said("在亲戚家找到。", "建议警告。") == "在亲戚家找到，建议警告。"
    assert said("失去联系", None, " ", "电话\n关机") == "失去联系，电话 关机"
