"""The bureau's search box: it follows every merge and every undo, and names the office (F34)."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text

from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase
from app.models.search import SearchEntry, SearchInitials
from app.services.base import Missing
from app.services.bureau.finding import CountySearch
from app.services.search import Hit
from tests import servers
from tests.sync.county import LIGANG, XIGANG, County, Office

ADDRESS, PHONE, NUMBER = "贺兰县习岗镇和平村三组12号", "13900000001", "640122199001019997"


def hits(county: County, typed: str) -> list[Hit]:
    return list(CountySearch(county.store).find(typed).hits)


def index_of(county: County) -> set[tuple[str, str, str, str]]:
    """Everything the index holds; its numbers are its own business."""
    with county.store.begin() as session:
        return {(e.office, e.uid, e.title, e.detail) for e in session.query(SearchEntry).all()}


def test_what_an_office_sent_is_found_with_the_name_of_the_office(county: County, office: Office):
    ligang = county.office(LIGANG)
    office.add_person("李明朗")
    ligang.add_person("李明亮")
    county.accept(office.send())
    county.accept(ligang.send())

    assert {(hit.title, hit.office, hit.whose) for hit in hits(county, "李明")} == {
        ("李明朗", XIGANG, "640122100所"),
        ("李明亮", LIGANG, "640122102所"),
    }
    assert [hit.title for hit in hits(county, "lmlang")] == []
    assert {hit.title for hit in hits(county, "lml")} == {"李明朗", "李明亮"}


def test_a_later_package_changes_what_is_found(county: County, office: Office):
    uid, gone = office.add_person("王五"), office.add_person("赵六")
    county.accept(office.send())
    office.rename(uid, "曾解放")
    office.bury(gone)
    county.accept(office.send())
    assert [hit.title for hit in hits(county, "zjf")] == ["曾解放"]
    assert hits(county, "王五") == hits(county, "赵六") == []


def test_undoing_an_import_takes_the_index_back(county: County, office: Office):
    """F66: found again under the old name, and not under what the import brought."""
    uid, gone = office.add_person("王五"), office.add_person("赵六")
    office.add_case(1)
    county.accept(office.send())
    before = index_of(county)
    office.rename(uid, "曾解放")
    office.bury(gone)
    office.add_case(2)
    county.accept(office.send())
    assert index_of(county) != before

    county.bureau.undo(office.code)

    assert index_of(county) == before
    assert [hit.title for hit in hits(county, "王五")] == ["王五"]
    assert [hit.title for hit in hits(county, "zhao")] == []
    assert [hit.title for hit in hits(county, "赵六")] == ["赵六"]
    assert hits(county, "zjf") == []


def test_built_anew_a_bureaus_index_holds_what_the_merge_put_there(county: County, office: Office):
    """人民调解法 23, E3: no name of a private case, no whole address, comes in by the back door."""
    office.add_person("李明朗", address=ADDRESS, phone=PHONE)
    private = office.add_case(1)
    with office.store.begin() as session:
        session.get_one(MediationCase, (office.code, private)).restricted = True
    county.accept(office.send())
    before = index_of(county)

    assert CountySearch(county.store).rebuild() == len(before)

    assert index_of(county) == before


def test_a_package_that_fails_leaves_the_index_alone(county: County, office: Office):
    """The index is part of the one transaction."""
    office.add_person("王五")
    county.accept(office.send())
    before = index_of(county)
    office.add_person("赵六")
    file = office.send()
    (parcel,) = county.bureau.gather([file])

    def fails(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        county.bureau.accept(parcel, progress=fails)
    assert index_of(county) == before


def test_names_are_not_listed_where_privacy_is_touched(county: County, office: Office):
    """人民调解法 23; 社区矫正法 54; E3: numbers and addresses are cut."""
    uid = office.add_case(1)
    office.add_person("李明朗", address=ADDRESS, phone=PHONE, id_number=NUMBER)
    with office.store.begin() as session:
        case = session.get_one(MediationCase, (office.code, uid))
        case.restricted, case.title, case.parties_text = True, "张三与李四婚姻纠纷", "张三、李四"
        session.add(
            CorrectionsPerson(
                name="孙小七",
                category="probation",
                state="enrolled",
                juvenile=True,
                address=ADDRESS,
            )
        )
    county.accept(office.send())
    (case_hit,) = hits(county, "婚姻")
    (young,) = hits(county, "孙小七")
    (person,) = hits(county, NUMBER)
    assert (case_hit.title, case_hit.detail) == ("(2026)习岗人调字第001号", "")
    assert (young.title, young.detail) == ("未成年矫正对象", "")
    assert (person.title, person.detail) == ("李明朗", "贺兰县习岗镇… 139*****001")


def test_the_cost_of_a_record_does_not_grow_with_the_store(county: County, office: Office):
    """Batches: the same statements for ten records whether ten or a thousand are held already."""

    def statements(number: int, month: str) -> int:
        for _ in range(number):
            office.add_person("王五")
        file = office.send(month)
        seen: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_: object) -> None:
            if "search_" in statement:
                seen.append(statement)

        event.listen(county.store.engine, "before_cursor_execute", note)
        county.accept(file)
        event.remove(county.store.engine, "before_cursor_execute", note)
        return len(seen)

    few = statements(10, "2026-01")
    statements(1200, "2026-02")
    assert statements(10, "2026-03") == few
    assert few < 10
    explain = "EXPLAIN" if servers.SERVER else "EXPLAIN QUERY PLAN"
    with county.store.begin() as session:
        if servers.SERVER:  # a table of this size is read through whatever indexes there are
            session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.execute(
            text(f"{explain} SELECT number FROM search_initials WHERE number IN (1, 2)")
        ).all()
        assert "ix_search_initials_number" in str(plan)
        assert session.query(SearchInitials).count() == 1220


def test_a_record_is_read_in_the_words_of_its_forms(county: County, office: Office):
    office.add_person("李明朗", address=ADDRESS, phone=PHONE, id_number=NUMBER, sex="1")
    county.accept(office.send())
    (hit,) = hits(county, "李明朗")

    view = county.bureau.records.look(hit.office, hit.kind, hit.uid)
    lines = dict(view.sections[0].lines)
    assert (view.title, view.office_name) == ("李明朗", "640122100所")
    assert (lines["性别"], lines["证件号码"], lines["联系方式"]) == (
        "男",
        "6401**********9997",
        "139*****001",
    )
    whole = county.bureau.records.look(hit.office, hit.kind, hit.uid, whole=True)
    assert dict(whole.sections[0].lines)["证件号码"] == NUMBER


def test_a_case_is_read_with_its_parties_and_steps(county: County, office: Office):
    uid = office.add_case(1)
    county.accept(office.send())
    view = county.bureau.records.look(XIGANG, "case", uid)
    by_title = {section.title: section for section in view.sections}
    assert dict(by_title["案件"].lines)["卷号"] == "(2026)习岗人调字第001号"
    names = by_title["当事人"].heads.index("姓名")
    assert [row[names] for row in by_title["当事人"].rows] == ["张三", "李四"]


def test_a_record_that_was_taken_back_is_said_to_be_missing(county: County, office: Office):
    uid = office.add_case(1)
    county.accept(office.send())
    county.bureau.undo(office.code)
    with pytest.raises(Missing):
        county.bureau.records.look(XIGANG, "case", uid)
