"""操作日志: what stands in it, and who may read it (F71, U1, L8)."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import select

from app.errors import ActionableError
from app.models.audit import AuditEntry
from app.models.keyslots import WrongPassword
from app.services import health, setup
from app.services.access import NotAllowed, Role
from app.services.accounts import NewAccount
from app.services.log_kinds import KINDS, Kind
from app.services.log_words import BECAME, told
from app.sync.decision import Verdict
from tests.models.test_audit import tamper
from tests.real_office import PASSWORD

AUDIT = frozenset({Role.AUDIT})


@pytest.fixture
def desk(open_office):
    return open_office()


def read(desk, **filters):
    """What 审计 sees: number, person, kind, words; the newest first."""
    desk._database.roles = AUDIT
    rows, total = desk.log.page(0, 500, filters)
    assert total == len(rows)
    return [(row.person, row.kind, row.words) for row in rows]


def test_log_in_failures_and_their_times_are_told_at_the_next_log_in(
    desk, office_profile, evening, open_office
):
    """U1, L8: the store is shut when a password is wrong, so the slot file keeps it until then."""
    desk.close()
    for _ in range(3):
        evening.advance(minutes=1)
        with pytest.raises(WrongPassword):
            setup.open_desk(office_profile, "wrong one 1", clock=evening)
    rows = read(open_office(), kind=Kind.FAILED.value)
    assert [words for _, _, words in rows] == [
        f"所长的密码输错，2026-11-27 18:0{minute}:00" for minute in (3, 2, 1)
    ]
    assert b"failures" not in office_profile.key_slots.read_bytes()


def test_the_paper_from_the_safe_leaves_its_mark(desk, office_profile, office_recovery, evening):
    desk.close()
    digits = office_recovery.digits
    desk = setup.open_with_recovery(office_profile, digits, "a new one 12", clock=evening)
    assert read(desk)[0] == ("所长", "登录", "用恢复密钥")
    desk.close()


def test_changes_of_accounts_are_told_with_their_roles(desk):
    desk.accounts.add(NewAccount("王某某", frozenset({Role.ENTRY})))
    desk.accounts.change("u2", NewAccount("王某某", frozenset({Role.ENTRY, Role.REVIEW})))
    desk.accounts.disable("u2")
    assert [words for _, _, words in read(desk, kind=Kind.ACCOUNT.value)] == [
        "王某某：停用",
        "王某某：改姓名或角色（录入、审核）",
        "王某某：发起始密码",
        "王某某：新建（录入）",
    ]


def test_a_change_is_told_without_content(desk):
    """审计 sees that a person's row was changed, and neither name nor number."""
    uid = desk.training.staff.add({"name": "赵某"})
    desk.training.staff.edit(uid, {"name": "赵某某", "phone": "13912345678"})
    (changed, made, *_) = [words for _, _, words in read(desk, kind=Kind.CHANGE.value)]
    assert f"#{uid[:8]}" in made
    assert made.startswith("新增")
    assert "姓名" in changed
    for words in (made, changed):
        assert "赵" not in words
        assert "139" not in words


def test_a_column_is_called_as_the_papers_of_its_duty_call_it():
    """案件来源 was told as 依据, the label another duty has for a column of that name."""

    def changed(table: str, *fields: str) -> str:
        record = {"table": table, "uid": "b10ee2e2-0000", "fields": list(fields)}
        return told("change", "", json.dumps({"records": [record]}), {})

    assert changed("mediation_case", "source") == "改调解案件 #b10ee2e2：案件来源"
    assert changed("mediation_case", "summary") == "改调解案件 #b10ee2e2：纠纷简要情况"
    assert changed("resettlement_person", "source") == "改安置帮教对象 #b10ee2e2：来源"
    assert changed("paper", "printed_at") == "改调解文书 #b10ee2e2：打印时间"
    assert changed("paper", "corrected", "no_name") == "改调解文书 #b10ee2e2：2 栏"


def test_a_record_that_was_written_twice_is_told_once():
    record = {"table": "mediation_case", "uid": "b10ee2e2-0000"}
    twice = [{**record, "fields": ["dispute_type"]}, {**record, "fields": ["title"]}]
    said = told("change", "", json.dumps({"records": twice}), {})
    assert said == "改调解案件 #b10ee2e2：纠纷类型、名称"


def test_a_package_a_leaver_and_a_setting_are_told_in_words():
    names = {"u1": "所长", "u2": "王某某"}
    assert told("seal", "2026-11-2", '{"epoch": 1}', names) == "2026年11月 第 2 号包"
    for result, words in (("merged", "已并入"), ("held", "没有并入，等完整包")):
        said = told("receive", "640122101 2026-11-2", json.dumps({"result": result}), names)
        assert said == f"640122101 2026年11月 第 2 号包：{words}"
    assert told("undo", "640122101 2026-11", "{}", names) == "640122101 2026年11月的包"
    answer = json.dumps({"what": "回执", "result": "superseded"})
    said = "回执：2026年11月 第 2 号包，内容已在后来的包里"
    assert told("import", "2026-11-2", answer, names) == said
    made = json.dumps({"act": "made", "roles": ["head", "admin"]})
    assert told("account", "u1", made, names, "640122102") == "所长：新建（所长、管理）"
    assert told("account", "u2", made, names, "640122") == "王某某：新建（负责人、管理）"
    assert set(BECAME) == {verdict.value for verdict in Verdict}
    work = json.dumps({"work": {"帮教责任人": 1}})
    assert told("handover", "u2 u1", work, names) == "王某某离开，帮教责任人 1 项交给所长"
    assert told("setting", "habits", '{"names": ["mask"]}', names) == "改了 1 项设置"


def test_the_log_is_narrowed_by_person_kind_and_day(desk, evening, office_profile):
    desk.training.staff.add({"name": "赵某"})
    start = desk.accounts.add(NewAccount("王某某", frozenset({Role.ENTRY})))[1]
    desk.close()
    evening.advance(days=1)
    desk = setup.open_desk(office_profile, start, clock=evening, user="u2")
    assert read(desk, person="u2") == [("王某某", "登录", "用密码")]
    day = evening().date()
    assert len(read(desk, since=day, until=day)) == 1
    assert {kind for _, kind, _ in read(desk, kind="change")} == {"改动记录"}
    assert desk.log.people() == [("u1", "所长"), ("u2", "王某某")]
    desk.close()


def test_a_print_is_written_down_before_it_happens(desk):
    desk.log.output(Kind.PRINT, "人民调解协议书", "640122102-3f2a9c4e", pages=2)
    assert read(desk)[0][2] == "人民调解协议书（640122102-3f2a9c4e，2 页）"


def test_a_restore_stands_in_the_log_that_goes_on(desk, office_profile, evening, open_office):
    from app.services.backups import restore
    from app.services.backups.restore import Secret

    backup = desk.backups.make("hand")
    desk.close()
    restore.restore(
        office_profile,
        backup,
        Secret(password=PASSWORD),
        clock=evening,
        report=lambda _done, _all: None,
    )
    open_office().close()
    desk = open_office()
    words = [words for _, kind, words in read(desk) if kind == "恢复备份"]
    assert words == [f"恢复到 {backup.made_at:%Y-%m-%d %H:%M} 的备份"]
    kinds = [kind for _, kind, _ in read(desk)]
    assert kinds.count("恢复备份") == 1, "told once, however often the store is opened"


def test_the_weekly_check_walks_the_chain(desk, monkeypatch, evening):
    monkeypatch.setattr(health, "BREATH", 0)
    assert desk.health.check(threading.Event()) is True
    assert desk.log.reminders(evening().date()) == []
    tamper(desk._vault, "UPDATE audit_entry SET actor = 'u9' WHERE number = 1")
    evening.advance(days=8)
    assert desk.health.check(threading.Event()) is True, "the records themselves are sound"
    (reminder,) = desk.log.reminders(evening().date())
    assert "第 1 条" in reminder.title


def test_after_a_crash_the_chain_is_walked_before_anybody_works(
    desk, office_profile, open_office, evening
):
    tamper(desk._vault, "DELETE FROM audit_entry WHERE number = 2")
    desk.close()
    office_profile.in_use.touch()
    again = open_office()
    assert len(again.log.reminders(evening().date())) == 1


def test_opening_and_looking_leaves_one_entry(desk, open_office):
    with desk._database.begin() as session:
        before = len(session.scalars(select(AuditEntry)).all())
    desk.close()
    desk = open_office()
    desk.corrections.reminders(desk.clock().date())
    with desk._database.begin() as session:
        assert len(session.scalars(select(AuditEntry)).all()) == before + 1


def test_every_kind_has_its_words():
    assert set(KINDS) == set(Kind)


def test_whole_numbers_leave_with_role_and_reason_only(desk):
    """E3."""
    with pytest.raises(ActionableError) as refusal:
        desk.log.unmasked("花名册", "640122102-roll", "  ")
    assert refusal.value.code == "A06"
    desk.log.unmasked("花名册", "640122102-roll", "报县局核对")
    desk._database.roles = frozenset({Role.ENTRY})
    with pytest.raises(NotAllowed):
        desk.log.unmasked("花名册", "640122102-roll", "报县局核对")
    assert read(desk, kind=Kind.EXPORT.value) == [
        ("所长", "导出", "花名册（640122102-roll，显示全号，理由：报县局核对）")
    ]
