"""收件: trial, undo, whole sticks, the board (F65, F66, J6)."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from datetime import date

import pytest
from sqlalchemy import select, update

from app.models.history import Version
from app.models.mediation import MediationCase, Scan
from app.models.people import Person
from app.models.sync import OfficeHead, Receipt
from app.services.base import Missing
from app.services.bureau.views import ReceivedView
from app.sync.objection import NotMerged, Objection
from app.sync.refusal import Refusal, Refused
from tests.sync.county import (
    LIGANG,
    XIGANG,
    County,
    Office,
    refusal,
    rows_of,
)


def test_the_trial_says_what_will_change_and_changes_nothing(county: County, office: Office):
    """F66: counts and list."""
    uid = office.add_person("王五")
    county.accept(office.send())
    office.rename(uid, "王伍")
    office.add_case(7)
    file = office.send()
    before = rows_of(county.store, office.code)

    (found,) = county.bureau.inspect([file])

    assert (found.acceptable, found.office, found.month, found.number) == (
        True,
        XIGANG,
        "2026-03",
        2,
    )
    by_title = {count.title: (count.new, count.changed) for count in found.counts}
    assert by_title["人员卡"] == (0, 1)
    assert by_title["调解案件"] == (1, 0)
    assert by_title["当事人"] == (2, 0)
    (renamed,) = [change for change in found.changes if change.effect == "更新"]
    assert (renamed.caption, renamed.fields) == ("王伍", ("name",))
    assert rows_of(county.store, office.code) == before
    assert county.accept(file).counts == found.counts


def test_the_list_names_a_confidential_case_by_its_number_only(county: County, office: Office):
    """人民调解法 23: what touches privacy is not shown in lists."""
    uid = office.add_case(1)
    with office.store.begin() as session:
        case = session.get_one(MediationCase, (office.code, uid))
        case.restricted, case.number, case.title = True, None, "张三与李四婚姻纠纷"
    (found,) = county.bureau.inspect([office.send()])
    (change,) = [c for c in found.changes if c.table == "mediation_case"]
    assert change.caption == "（涉及隐私）"


def test_undoing_an_import_leaves_the_store_as_it_was(county: County, office: Office):
    """F66: undo this import, to an equal store."""
    uid = office.add_person("王五")
    office.add_case(1)
    county.accept(office.send())
    before = everything(county, office.code)
    office.rename(uid, "王伍")
    office.add_case(2)
    gone = office.add_person("赵六")
    office.bury(gone)
    file = office.send()
    county.accept(file)

    undone = county.bureau.undo(office.code)

    assert (undone.result, undone.number) == ("undone", 2)
    assert everything(county, office.code) == before
    assert county.bureau.recount(office.code) == []
    assert county.accept(file).result == "merged"
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)


def everything(county: County, office: str) -> object:
    """Records, history, head and receipts of an office."""
    with county.store.begin() as session:
        versions = [
            (v.record, v.revision, v.values)
            for v in session.scalars(select(Version).where(Version.office == office))
        ]
        head = session.get_one(OfficeHead, office)
        receipts = list(session.scalars(select(Receipt.digest).where(Receipt.office == office)))
        place = (head.epoch, head.seq, head.digest, head.totals)
    return rows_of(county.store, office), versions, place, receipts


def test_only_the_last_import_of_an_office_can_be_undone(county: County, office: Office):
    office.add_person("王五")
    county.accept(office.send())
    county.accept(office.send())
    assert [view.can_undo for view in sorted(county.bureau.received(), key=number)] == [
        False,
        True,
    ]
    county.bureau.undo(office.code)
    with pytest.raises(Missing, match="撤销"):
        county.bureau.undo(office.code)
    assert county.names() == ["王五"]


def number(view: ReceivedView) -> int:
    return view.number


def test_the_running_totals_can_be_counted_anew(county: County, office: Office):
    """P9: what nobody touched is counted on demand."""
    office.add_person("王五")
    county.accept(office.send())
    assert county.bureau.recount(office.code) == []
    with county.store.begin() as session:
        session.execute(update(Person).values(deleted=True))
    assert county.bureau.recount(office.code) == [
        "人员卡（deleted）：现有 1 条，应有 0 条",
        "人员卡（living）：现有 0 条，应有 1 条",
    ]


def test_good_packages_merge_though_others_on_the_stick_are_bad(
    county: County, office: Office, tmp_path
):
    """J6: each file on its own."""
    stick = tmp_path / "from-all"
    stick.mkdir()
    good = [office, county.office(LIGANG)]
    for one in good:
        one.add_person("王五")
        shutil.copy(one.send(), stick)
    (stick / "640122999-2026-03-001.sfs").write_bytes(b"not a package at all")
    (stick / "photo.jpg").write_bytes(b"not even named like one")

    found = county.bureau.inspect([stick])

    assert sorted(i.problem.code if i.problem else "" for i in found) == ["", "", "P02"]
    for inspection in found:
        if inspection.acceptable:
            county.bureau.accept(inspection.parcel)
    assert county.names(XIGANG) == county.names(LIGANG) == ["王五"]


def test_volumes_of_one_package_are_taken_together(county: County, office: Office, monkeypatch):
    """P13."""
    case = office.add_case(1)
    for page in range(2):
        image = secrets.token_bytes(6 * 1024 * 1024)
        sha256 = hashlib.sha256(image).hexdigest()
        office.add_blob(sha256, image)
        with office.store.begin() as session:
            session.add(
                Scan(
                    case_uid=case,
                    part="evidence",
                    title=f"第{page + 1}页",
                    media_type="image/png",
                    sha256=sha256,
                    size=len(image),
                )
            )
    package = office.seal()
    files = office.reports.export(package.epoch, package.number, office.stick).files
    assert [file.name for file in files] == [
        "640122100-2026-03-001-1of2.sfs",
        "640122100-2026-03-001-2of2.sfs",
    ]
    (parcel,) = county.bureau.gather([office.stick])
    (found,) = county.bureau.inspect([office.stick])
    assert found.records == sum(package.counts.values()), "a picture is no record beside its own"
    assert county.bureau.accept(parcel).result == "merged"
    assert refusal(county, files[0]) == "P10"
    with county.store.begin() as session:
        assert session.scalar(select(Scan.title).where(Scan.sha256 == sha256)) == "第2页"


def test_a_stick_pulled_out_while_reading_is_said_plainly(county: County, office: Office):
    file = office.send()
    file.unlink()
    (inspection,) = county.bureau.inspect([file])
    assert inspection.problem is not None
    assert (inspection.problem.code, "U盘" in inspection.problem.do) == ("P01", True)


def states_of(county: County, *months: str) -> dict[tuple[str, str], str]:
    board = county.bureau.board(months)
    return {key: cell.state for key, cell in board.cells.items()}


def test_the_board_shows_offices_by_months(county: County, office: Office, clock):
    """F65: what came, what waits, what is overdue; nothing is asked for from before enrolment."""
    county.office(LIGANG)  # both were enrolled on the 2nd of March
    office.add_person("王五")
    county.accept(office.send("2026-03"))
    clock.set(date(2026, 4, 3))
    months = ("2026-02", "2026-03", "2026-04")
    assert states_of(county, *months) == {
        (XIGANG, "2026-02"): "before",
        (XIGANG, "2026-03"): "received",
        (XIGANG, "2026-04"): "due",
        (LIGANG, "2026-02"): "before",
        (LIGANG, "2026-03"): "due",
        (LIGANG, "2026-04"): "due",
    }
    clock.set(date(2026, 4, 8))
    board = county.bureau.board(months)
    assert board.due == (date(2026, 3, 3), date(2026, 4, 3), date(2026, 5, 3))
    late = board.cells[LIGANG, "2026-03"]
    assert (late.state, late.days_late) == ("overdue", 5)
    assert [code for code, _ in board.offices] == [XIGANG, LIGANG]


def test_a_month_whose_content_came_later_is_not_asked_for_again(county, office, clock):
    """P5: packages are cumulative."""
    clock.set(date(2026, 5, 1))
    county.accept(office.send("2026-04"))
    clock.set(date(2026, 5, 20))
    assert states_of(county, "2026-03", "2026-04") == {
        (XIGANG, "2026-03"): "later",
        (XIGANG, "2026-04"): "zero",
    }


def test_the_board_tells_what_came_late_and_what_was_empty(county: County, office: Office, clock):
    """A month counts as sent on the day of its first package; a zero report is a report."""
    clock.set(date(2026, 4, 6))
    county.accept(office.send("2026-03"))
    clock.set(date(2026, 4, 9))
    office.add_person("王五")
    county.accept(office.send("2026-03"))
    cell = county.bureau.board(["2026-03"]).cells[XIGANG, "2026-03"]
    assert (cell.state, cell.packages, cell.records, cell.days_late) == ("received", 2, 1, 3)


def test_the_board_tells_what_went_back(county: County, office: Office):
    """P7: held until a full package comes; merged then, and no longer returned."""
    office.add_person("王五")
    county.answer(office, county.accept(office.send("2026-02")))
    county.bureau.undo(office.code)
    office.add_person("赵六")
    county.accept(office.send("2026-03"))
    assert states_of(county, "2026-03") == {(XIGANG, "2026-03"): "held"}
    county.accept(office.send("2026-03", full=True))
    assert states_of(county, "2026-03") == {(XIGANG, "2026-03"): "received"}


@pytest.mark.parametrize(
    ("month", "due"),
    [("2026-11", date(2026, 12, 3)), ("2026-12", date(2027, 1, 3))],
)
def test_a_month_is_due_in_the_next_one(county: County, month, due):
    assert county.bureau.due_on(month) == due


def test_every_refusal_reads_as_a_sentence():
    """J6: a clerk understands it and knows what to do."""
    said = [NotMerged(reason) for reason in Objection] + [Refused(r) for r in Refusal]
    assert len({error.code for error in said}) == len(said)
    for error in said:
        assert error.what.endswith("。")
        assert error.do.endswith("。")
        assert not any(c.isascii() and c.isalpha() for c in error.what.replace("U盘", ""))
