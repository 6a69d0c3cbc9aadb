"""Notices, decisions, the bundle on its way, and which rows make one record."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.demo.office_work import resettled
from app.errors import ActionableError
from app.models.audit import AuditEntry
from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase, Paper, Party
from app.models.supervision import Leave
from app.services.answers import AnswersService
from app.services.base import Missing, Rejected
from app.services.bundles.county import CountyBundles
from app.services.bundles.office import OfficeBundles
from app.services.log_kinds import Kind
from app.services.resettlement import ResettlementService
from app.services.units import KINDS, part_tables, parts_of
from app.sync.records import tables
from tests.services.answers.conftest import Post, county, office, post
from tests.services.bundles.conftest import RISK, bring
from tests.services.reports.test_logged import logged
from tests.services.resettlement.conftest import CHILD_SHEET, MEANS_SHEET
from tests.sync.county import LIGANG, County

__all__ = ["county", "office", "post"]

NOTICE = {"title": "报送培训计划", "text": "请于月底前报送。", "due_on": date(2026, 3, 31)}
ANSWER = {
    "approved": True,
    "decided_by": "贺兰县司法局",
    "decided_on": date(2026, 3, 2),
    "decision_number": "（2026）贺矫准字第3号",
}


def leave_of(post: Post, *, sealed: bool = False) -> str:
    """Somebody asks to be away longer than the office may grant; merged."""
    with post.office.store.begin() as session:
        person = CorrectionsPerson(
            name="测甲",
            state="enrolled",
            category="probation",
            ends_on=date(2026, 11, 4),
            sealed=sealed,
        )
        session.add(person)
        session.flush()
        leave = Leave(
            person_uid=person.uid,
            kind="ordinary",
            state="waiting_county",
            applied_on=date(2026, 3, 1),
            from_on=date(2026, 3, 5),
            until_on=date(2026, 3, 16),
            reason="medical",
            destination="银川市",
            tier="county",
        )
        session.add(leave)
        session.flush()
        uid = leave.uid
    post.send()
    return uid


# --- one record ----------------------------------------------------------------------------------


def test_every_row_that_refers_to_a_record_belongs_to_it():
    """A table made later joins its unit by its references."""
    owned = {part.table: kind for kind, part in part_tables()}
    assert owned["party"] == owned["paper_mark"] == owned["scan"] == "case"
    assert owned["spot_check"] == "leave"
    assert owned["check_in"] == owned["corrections_delivery"] == "corrections"
    assert owned["attendance"] == owned["training_sitting"] == "session"
    assert owned["help_visit"] == "resettlement"
    assert owned["staff_role"] == "staff"
    steps = {kind for kind, part in part_tables() if part.table == "corrections_step"}
    assert steps == {"leave", "corrections"}
    assert "sealed_view" not in owned
    assert all(part.table in tables() for kind in KINDS for part in parts_of(kind))


def test_a_party_that_joins_a_case_makes_the_case_another(county: County, post: Post):
    """F62: what hangs on a record is part of it."""
    uid = post.office.add_case(1)
    post.send()
    county.bureau.review.accept(post.lines())
    with post.office.store.begin() as session:
        session.add(Party(case_uid=uid, position=2, side="respondent", name="王五"))
    post.send("2026-04")
    (line,) = post.lines()
    assert (line.kind, line.uid, line.state) == ("case", uid, "changed")
    standing = county.bureau.review.standing(post.office.code, "case", uid)
    assert standing is not None
    assert [(d.title, d.effect, d.after) for d in standing.since] == [("当事人", "新增", "王五")]


def test_what_changed_is_said_in_the_words_of_the_code_tables(county: County, post: Post):
    """F62: 已立卷, not ``filed``; 调解卷宗, not ``mediation.cover``."""
    uid = post.office.add_case(1, state="succeeded")
    post.send()
    county.bureau.review.accept(post.lines())
    with post.office.store.begin() as session:
        case = session.get_one(MediationCase, (post.office.code, uid))
        case.state, case.retention, case.formset = "filed", "long", "list-b"
        session.add(Paper(case_uid=uid, form="mediation.cover", form_version="2010", values={}))
    post.send("2026-04")
    standing = county.bureau.review.standing(post.office.code, "case", uid)
    assert standing is not None
    assert {(d.column, d.before, d.after) for d in standing.since if d.column} == {
        ("state", "调解成功", "已立卷"),
        ("retention", "（空）", "长期"),
    }
    assert [d.after for d in standing.since if d.effect == "新增"] == ["调解卷宗"]


def test_the_place_of_a_home_visit_is_cut_among_the_differences(county: County, post: Post):
    """E3: where somebody lives is an address, whatever the paper calls it."""
    desk = ResettlementService(post.office.store)
    person = resettled(desk, date(2025, 12, 1))
    post.send()
    county.bureau.review.accept(post.lines())
    (visit, *_) = desk.entries.rows(person, "visit")
    desk.entries.edit_row("visit", visit["uid"], {**visit, "place": "立岗镇兰星村5组12号"})
    post.send("2026-04")
    review = county.bureau.review
    for whole, words in ((False, "立岗镇兰星村…"), (True, "立岗镇兰星村5组12号")):
        standing = review.standing(post.office.code, "resettlement", person, whole=whole)
        assert standing is not None
        assert [d.after for d in standing.since if d.column == "place"] == [words]


def test_a_child_and_the_offices_report_are_judged_without_a_name(county: County, post: Post):
    """未成年人保护法 4: the list of a review names no child; the report is called by its period."""
    desk = ResettlementService(post.office.store)
    child = desk.children.register(CHILD_SHEET)
    desk.means.add(MEANS_SHEET)
    post.send()
    assert {(line.kind, line.title) for line in post.lines()} == {
        ("child", "服刑人员未成年子女"),
        ("means", "2025年工作机构、人员、经费"),
    }
    county.bureau.review.accept(post.lines())
    desk.children.add_row(child, "child_help", {"kind": "relief", "given_on": date(2026, 3, 1)})
    post.send("2026-04")
    (line,) = post.lines()
    assert (line.kind, line.uid, line.state) == ("child", child, "changed")


def test_a_sealed_person_is_on_no_list(county: County, post: Post):
    """D2."""
    leave_of(post, sealed=True)
    assert post.lines(states=()) == []
    assert county.bureau.decisions.lines() == []
    assert county.bureau.review.counts() == {}


def test_the_board_says_how_many_were_returned(county: County, post: Post):
    """F65."""
    uid = post.office.add_case(1)
    post.send()
    post.return_(uid, "缺日期")
    cell = county.bureau.board(["2026-03"]).cells[post.office.code, "2026-03"]
    assert (cell.state, cell.returned, cell.waiting) == ("received", 1, 1)


def test_what_was_removed_is_not_passed(county: County, post: Post):
    uid = post.office.add_case(1)
    post.send()
    line = next(line for line in post.lines() if line.uid == uid)
    with post.office.store.begin() as session:
        from app.models.mediation import MediationCase

        session.get_one(MediationCase, (post.office.code, uid)).deleted = True
    post.send("2026-04")
    with pytest.raises(Missing):
        county.bureau.review.accept([line])
    assert [one.state for one in post.lines(states=()) if one.uid == uid] == ["gone"]


# --- 县局通知 -------------------------------------------------------------------------------------


def test_a_notice_reaches_the_offices_it_is_for_only(county: County, post: Post):
    """F33."""
    other = Post(county, county.office(LIGANG))
    other.office.add_case(1)
    for one in (post, other):
        one.send()
    county.bureau.notices.issue(NOTICE, [post.office.code])
    post.take()
    other.take()
    assert [notice.title for notice in post.says.notices()] == [NOTICE["title"]]
    assert other.says.notices() == []


def test_an_attachment_comes_down_once_and_whole(county: County, post: Post):
    post.send()
    pdf = b"%PDF-1.7" + bytes(200_000)
    county.bureau.notices.issue(NOTICE, [post.office.code], attachment=("计划.pdf", pdf))
    post.take()
    (notice,) = post.says.notices()
    assert post.says.attachment(notice.uid) == ("计划.pdf", pdf)


@pytest.mark.parametrize(
    ("attachment", "code"),
    [(("大.pdf", b"%PDF-" + bytes(5 * 1024 * 1024)), "Y12"), (("表.xlsx", b"PK\3\4"), "Y13")],
)
def test_an_attachment_is_a_pdf_of_five_megabytes(county: County, post: Post, attachment, code):
    with pytest.raises(ActionableError) as refused:
        county.bureau.notices.issue(NOTICE, [post.office.code], attachment=attachment)
    assert refused.value.code == code
    assert county.bureau.notices.notices() == []


def test_a_notice_has_words_and_somebody_to_read_them(county: County, post: Post):
    with pytest.raises(Rejected):
        county.bureau.notices.issue({"title": "空"}, [post.office.code])
    with pytest.raises(ActionableError) as refused:
        county.bureau.notices.issue(NOTICE, [])
    assert refused.value.code == "Y11"


def test_a_notice_taken_back_is_shown_no_more(county: County, post: Post):
    post.send()
    uid = county.bureau.notices.issue(NOTICE, [post.office.code])
    post.take()
    county.bureau.notices.withdraw(uid)
    post.take()
    assert post.says.notices() == []
    assert county.bureau.notices.notices()[0].withdrawn


# --- 批复 ----------------------------------------------------------------------------------------


def test_a_decision_changes_no_record_of_the_office(county: County, post: Post):
    """社区矫正法 27: the office records it by its own service."""
    uid = leave_of(post)
    (line,) = county.bureau.decisions.lines()
    assert (line.proposal.kind, line.proposal.uid, line.state) == ("leave", uid, "待批")
    county.bureau.decisions.decide(post.office.code, "leave", uid, ANSWER, "按时销假")
    post.take()
    ruling = post.says.ruling("leave", uid)
    assert ruling is not None
    assert (ruling.values["decision_number"], ruling.opinion) == (
        ANSWER["decision_number"],
        "按时销假",
    )
    for store in (post.office.store, county.store):
        with store.begin() as session:
            assert session.get_one(Leave, (post.office.code, uid)).state == "waiting_county"


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision_number": ""},
        {"decided_on": date(2026, 3, 3)},
        {"approved": False},
        {"approved_until": date(2026, 12, 1)},
        {"approved_until": date(2026, 3, 4)},  # before the leave begins
        {"decided_on": date(2026, 2, 28)},  # before it was asked for
        {"approved_from": date(2026, 3, 1)},  # not afterwards
        {"refusal": "other"},  # granted and refused
    ],
)
def test_a_decision_that_cannot_be_right_is_refused(county: County, post: Post, wrong):
    uid = leave_of(post)
    with pytest.raises(Rejected):
        county.bureau.decisions.decide(post.office.code, "leave", uid, {**ANSWER, **wrong})
    assert county.bureau.decisions.lines()[0].decided == ""


def test_a_decision_is_forgotten_only_while_no_office_can_have_it(county: County, post: Post):
    uid = leave_of(post)
    county.bureau.decisions.decide(post.office.code, "leave", uid, ANSWER)
    county.bureau.decisions.take_back(post.office.code, "leave", uid)
    county.bureau.decisions.decide(post.office.code, "leave", uid, ANSWER)
    post.write()
    with pytest.raises(ActionableError) as refused:
        county.bureau.decisions.take_back(post.office.code, "leave", uid)
    assert refused.value.code == "Y21"


# --- the bundle ----------------------------------------------------------------------------------


def test_an_answer_carries_the_countys_bundle_until_it_has_arrived(
    county: County, post: Post, tmp_path
):
    """J7: a new code list goes home with the answer."""
    post.send()
    setting = CountyBundles(county.store)
    bring(setting, tmp_path, "risk.toml", RISK)
    setting.sign()
    taking = OfficeBundles(post.office.store)
    answers = AnswersService(post.office.store, post.office.reports, bundles=taking)
    outcome = answers.take(post.write())
    assert "配置包第 1 版已导入" in outcome.message
    current = taking.current()
    assert current is not None
    assert current.version == 1
    post.send("2026-04")
    county.bureau.notices.issue(NOTICE, [post.office.code])
    (state,) = county.bureau.sending.states()
    assert (state.waiting["bundle"], state.waiting["notice"]) == (0, 1)


def test_a_clerk_does_not_take_the_bundle_for_the_head(county: County, post: Post, tmp_path):
    """The answer is taken in; the bundle waits for who may set things."""
    post.send()
    setting = CountyBundles(county.store)
    bring(setting, tmp_path, "risk.toml", RISK)
    setting.sign()
    taking = OfficeBundles(post.office.store)
    answers = AnswersService(post.office.store, post.office.reports, bundles=taking)
    files = post.write()
    post.office.store.roles = frozenset({"entry"})
    assert "由所长或者管理员" in answers.take(files).message
    post.office.store.roles = frozenset({"head"})
    assert "配置包第 1 版已导入" in answers.take(files).message


# --- 操作日志 -------------------------------------------------------------------------------------


def test_what_the_county_says_stands_in_its_log_and_no_reason(county: County, post: Post):
    """U1: passed, returned, decided, taken back, a notice: by whom, of which record, in words."""
    first, second = post.office.add_case(1), post.office.add_case(2)
    leave = leave_of(post)
    post.return_(first, "张某某的住址不全")
    county.bureau.review.accept([line for line in post.lines() if line.uid == second])
    county.bureau.decisions.decide(post.office.code, "leave", leave, ANSWER, "按时销假")
    county.bureau.decisions.take_back(post.office.code, "leave", leave)
    notice = county.bureau.notices.issue(NOTICE, [post.office.code])
    county.bureau.notices.withdraw(notice)
    office = post.office.code
    assert logged(county.store, Kind.VERDICT) == [
        f"退回{office}的调解案件 #{first[:8]}",
        f"通过{office}的调解案件 #{second[:8]}",
        f"批复{office}的外出请假 #{leave[:8]}",
        f"删去还没发出的批复：{office}的外出请假 #{leave[:8]}",
        f"发出通知 #{notice[:8]}（{office}）",
        f"收回通知 #{notice[:8]}（{office}）",
    ]
    with county.store.begin() as session:
        details = list(session.scalars(select(AuditEntry.detail)))
    assert not any("张某某" in detail for detail in details)


def test_many_passed_at_once_are_one_line_per_office(county: County, post: Post):
    for number in range(1, 6):
        post.office.add_case(number)
    post.send()
    lines = [line for line in post.lines() if line.kind == "case"]
    county.bureau.review.accept(lines)
    (said,) = logged(county.store, Kind.VERDICT)
    assert said.count("#") == 3
    assert said.endswith("等 5 件")


def test_a_verdict_that_was_refused_leaves_no_entry(county: County, post: Post):
    post.office.add_case(1)
    post.send()
    stale = next(line for line in post.lines() if line.kind == "case")
    with pytest.raises(ActionableError):
        county.bureau.review.pass_one(stale.office, stale.kind, stale.uid, (9, 9))
    assert logged(county.store, Kind.VERDICT) == []


def test_what_only_answers_the_county_is_counted_as_no_record(county: County, post: Post):
    """P9: the package says how many records it brings, and so does everything said of it."""
    post.office.add_case(1)
    post.send()
    post.take()
    post.office.add_case(2)
    (parcel,) = county.bureau.inspect([post.office.send("2026-04")])
    assert any(not count.reports for count in parcel.counts), "the answer taken is listed"
    assert sum(count.new for count in parcel.counts if count.reports) == parcel.records


def test_a_leave_for_the_body_above_is_decided_by_no_name_put_there(county: County, post: Post):
    """实施办法 27: more than thirty days; the county copies who decided."""
    uid = leave_of(post)
    decisions = county.bureau.decisions
    assert decisions.draft(post.office.code, "leave", uid)["decided_by"] == "贺兰县司法局"
    with county.store.begin() as session:
        session.get_one(Leave, (post.office.code, uid)).state = "waiting_superior"
    assert "decided_by" not in decisions.draft(post.office.code, "leave", uid)
    assert decisions.lines()[0].state == "待批，须报上一级"


def test_a_decision_says_how_far_it_has_come(county: County, post: Post):
    uid = leave_of(post)
    decisions = county.bureau.decisions
    decisions.decide(post.office.code, "leave", uid, ANSWER)
    assert decisions.lines()[0].state == "已批，随下一份反馈发出"
    assert decisions.lines()[0].decided.startswith("准予外出，")
    post.write()
    assert decisions.lines()[0].state == "已写进反馈，等该所导入"
