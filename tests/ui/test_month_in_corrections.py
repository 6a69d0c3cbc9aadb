"""J4: a month in corrections, from the first report to the end of the term, in the window.

Admission, group, 宣告 and plan; the rhythm with one call entered late and one missed; a class
changed in mid-month; hours short on the twentieth; leave prolonged and overstayed; the end of the
term, which nothing but the county's certificate brings. Real key presses and clicks, a real store.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from app.rules.checkins import Status
from app.services.corrections.leave_view import LeaveQuery
from app.services.corrections.states import NotAllowed
from app.services.reminders import Target
from app.ui import dialogs
from app.ui.corrections.page import CorrectionsPage
from tests.ui.driving import fill_by_keys, fill_in, focused, in_dialog, office_desk, type_into

MONDAY = datetime(2025, 3, 3, 9, 0)


@pytest.fixture
def desk(store, clock, tmp_path):
    desk = office_desk(store, clock, tmp_path, MONDAY)
    desk.corrections.persons.add_delegation(
        {
            "matter": "leave_7",
            "from_on": date(2025, 1, 1),
            "authority": "贺兰县司法局",
            "document_number": "委托1号",
        }
    )
    return desk


@pytest.fixture
def page(desk, qtbot, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)  # what is asked again was looked at
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.waitUntil(lambda: page.roll.week is not None)
    return page


def titles(desk, day):
    return [r.title for r in desk.corrections.reminders(day)]


def admit(qtbot, page, control_class="严管"):
    """Two months of probation from 2025-02-24: the paper says 2025-04-23 (刑诉解释 202)."""
    qtbot.keyClick(page.roll.register.table, Qt.Key.Key_Escape)
    page.start_new()
    view = page.admission.view
    type_into(
        qtbot,
        view,
        name="测月",
        id_number="640122198802149990",
        address="习岗镇新胜村一组",
        phone="13900000001",
        category="缓刑",
        offences="危险驾驶罪",
        penalty_term="拘役二个月",
        decided_by="贺兰县人民法院",
        decided_on="2025-02-13",
        effective_on="2025-02-24",
        term_months="2",
        starts_on="2025-02-24",
        ends_on="2025-04-23",
        reported_on="2025-03-03",
        control_class=control_class,
    )
    qtbot.mouseClick(page.admission.save_button, Qt.MouseButton.LeftButton)
    assert page.person is not None, [p.message for p in view.problem_bar.problems]
    return page.person.uid


def found_the_file(qtbot, desk, page):
    """矫正小组, 宣告, 矫正方案 (法 24, 25; 办法 19-22)."""
    plan = page.person.plan
    assert "还没有矫正小组成员" in plan._standing.text()
    fill_by_keys(
        qtbot,
        plan.lists["group_member"].new,
        name="测员",
        role="司法所工作人员",
        sex="男",
        from_on="2025-03-03",
    )
    fill_by_keys(
        qtbot, plan.confirm_button, group_confirmed_on="2025-03-03", group_confirmed_by="测所长"
    )
    fill_by_keys(
        qtbot,
        plan.lists["declaration"].new,
        held_at=("2025-03-03", "0830"),
        place="本所宣告室",
        host="测所长",
    )
    fill_by_keys(
        qtbot,
        plan.lists["corrections_plan"].new,
        made_by="测员",
        situation="务农，家庭和睦。",
        assessment="再犯罪风险低。",
        supervision="每周电话报告，每月见面。",
        education="每月学习八小时。",
    )
    assert not [t for t in titles(desk, date(2025, 3, 3)) if "档案" in t]


def keep_the_rhythm(qtbot, desk, page, uid, clock):
    """One call in time, one entered late with its reason, one missed (F15, F16)."""
    clock.set(datetime(2025, 3, 5, 10, 0))
    page.open_person(uid, "weekly_voice")
    card = page.person.daily.cards["weekly_voice"]
    fill_by_keys(qtbot, card.button, staff="测员")
    clock.set(datetime(2025, 3, 18, 10, 0))
    page.person.daily.reload()
    asked: list[str] = []

    def late(dialog):
        type_into(qtbot, dialog.view, happened_at=("2025-03-15", "0900"), staff="测员")
        qtbot.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        asked.append(dialog.view.cell("late_reason").message)
        type_into(qtbot, dialog.view, late_reason="当日停电")
        qtbot.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    in_dialog(qtbot, late)
    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    assert "补录" in asked[0]
    clock.set(datetime(2025, 3, 24, 9, 0))
    weeks = [
        (d.first, d.status)
        for d in desk.corrections.check_ins.duties(uid)
        if d.kind == "weekly_voice"
    ]
    assert weeks[:4] == [
        (date(2025, 3, 3), Status.DONE),
        (date(2025, 3, 10), Status.DONE),
        (date(2025, 3, 17), Status.OVERDUE),
        (date(2025, 3, 24), Status.OPEN),
    ]
    assert any("周听声逾期未报1次" in t for t in titles(desk, date(2025, 3, 24)))
    page.refresh()
    row = page.roll.register.model.row(0)
    assert page.roll.week.missed_words(row["uid"]).startswith("周听声1次")


def change_class(qtbot, desk, page, uid):
    """普管 from the sixteenth: a home visit a quarter from the next month on (F16)."""
    page.open_person(uid, "control_change")
    section = page.person.status.lists["control_change"]
    fill_by_keys(qtbot, section.new, control_class="普管", from_on="2025-03-16", reason="考核合格")
    assert desk.corrections.persons.card(uid).control_class == "ordinary"
    visits = [d for d in desk.corrections.check_ins.duties(uid) if d.kind == "home_visit"]
    assert [(d.first, d.ruling.text) for d in visits] == [
        (date(2025, 3, 3), "month"),  # what 严管 asked of March is still owed
        (date(2025, 4, 1), "quarter"),
    ]


def close_the_gap(qtbot, desk, page, uid, clock):
    """On the twentieth the desk names who is short; one session closes it (F19)."""
    clock.set(datetime(2025, 3, 20, 9, 0))
    (reminder,) = [
        r
        for r in desk.corrections.reminders(date(2025, 3, 20))
        if r.kind == "corrections.shortfall"
    ]
    page.open_target(reminder.target)
    sheet = page.hours
    assert page.stack.currentWidget() is sheet
    assert sheet._rows[0].study.short == 7.5 * 60, "29 of 31 days: 7.48 hours, up to 7.5"
    type_into(qtbot, sheet.view, minutes="450", topic="法治教育课")
    sheet.table.setFocus()
    qtbot.keyClick(sheet.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert sheet.table.ticked() == [uid]
    qtbot.mouseClick(sheet.save_button, Qt.MouseButton.LeftButton)
    assert sheet._rows[0].study.short == 0
    assert sheet._rows[0].service.short > 0
    qtbot.keyClick(sheet.table, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0


def take_leave(qtbot, desk, page, uid, clock):
    """Three days, prolonged by two before they end, back a day too late (F17, F18)."""
    clock.set(datetime(2025, 3, 20, 15, 0))
    page.open_person(uid, "leave/")
    tab = page.person.leaves
    tab.apply()
    view = tab.form.view
    type_into(
        qtbot,
        view,
        reason="就医",
        destination="宁夏中卫市沙坡头区",
        from_on="2025-03-24",
        until_on="2025-03-26",
        reason_text="陪同母亲住院检查。",
    )
    qtbot.mouseClick(tab.form.save_button, Qt.MouseButton.LeftButton)
    assert not view.problem_bar.problems

    def press(words):
        qtbot.mouseClick(tab.detail.buttons[words], Qt.MouseButton.LeftButton)

    fill_by_keys(qtbot, tab.detail.buttons["签署意见"], opinion="同意。", opinion_by="测所长")
    fill_by_keys(qtbot, tab.detail.buttons["本所批准"], by="测所长")
    clock.set(datetime(2025, 3, 24, 9, 0))
    fill_by_keys(qtbot, tab.detail.buttons["登记离开"], departed_at=("2025-03-24", "0800"))
    clock.set(datetime(2025, 3, 26, 9, 0))
    press("申请展期")
    type_into(qtbot, tab.form.view, until_on="2025-03-28", reason_text="检查未完。")
    prolonging = tab.form.view
    qtbot.mouseClick(tab.form.save_button, Qt.MouseButton.LeftButton)
    assert not prolonging.problem_bar.problems
    fill_by_keys(qtbot, tab.detail.buttons["签署意见"], opinion="同意。", opinion_by="测所长")
    fill_by_keys(qtbot, tab.detail.buttons["本所批准"], by="测所长")
    clock.set(datetime(2025, 3, 29, 10, 0))
    assert any("逾期未归第1天" in t for t in titles(desk, date(2025, 3, 29)))
    rows = desk.corrections.leaves.page(LeaveQuery(person_uid=uid)).rows
    tab.show_leave(next(row["uid"] for row in rows if row["state"] != "joined"))
    fill_by_keys(
        qtbot,
        tab.detail.buttons["销假"],
        returned_at=("2025-03-29", "0930"),
        back_reported_at=("2025-03-29", "0940"),
        late_reason="班车停运。",
        handled_by="测员",
    )
    (leave,) = [
        r
        for r in desk.corrections.leaves.page(LeaveQuery(person_uid=uid)).rows
        if r["state"] == "closed"
    ]
    assert (leave["until_on"], leave["late_days"]) == (date(2025, 3, 28), 1)


def test_a_month_in_corrections(qtbot, desk, page, clock):
    """J4 without a break, from the first report to the certificate, one person all through."""
    uid = admit(qtbot, page)
    persons = desk.corrections.persons
    assert "一致" in persons.term(uid)
    found_the_file(qtbot, desk, page)
    keep_the_rhythm(qtbot, desk, page, uid, clock)
    change_class(qtbot, desk, page, uid)
    close_the_gap(qtbot, desk, page, uid, clock)
    take_leave(qtbot, desk, page, uid, clock)
    come_to_the_end(qtbot, desk, page, uid, clock)
    told = persons.sheet(uid)["name"].name
    bound = desk.corrections.file.parts(uid)
    kept = {item.title for part in bound for item in part.items}
    assert told == "测月"
    assert {"社区矫正对象外出申请书", "外出销假登记", "社区矫正方案"} <= kept, (
        "all of it is on file"
    )


def test_a_stricter_class_in_mid_month_asks_for_more_at_once(qtbot, desk, page, clock):
    """J4, the other way round (F16): 严管 from the sixteenth asks for a visit in March already."""
    uid = admit(qtbot, page, control_class="普管")
    clock.set(datetime(2025, 3, 16, 9, 0))

    def visits():
        return [d for d in desk.corrections.check_ins.duties(uid) if d.kind == "home_visit"]

    assert {d.ruling.text for d in visits()} == {"quarter"}
    page.open_person(uid, "control_change")
    section = page.person.status.lists["control_change"]
    fill_by_keys(qtbot, section.new, control_class="严管", from_on="2025-03-16", reason="被训诫")
    monthly = [d for d in visits() if d.ruling.text == "month"]
    assert monthly[0].first <= date(2025, 3, 31), "not only from April on"
    assert monthly[0].last == date(2025, 3, 31)
    assert monthly[0].status is Status.OPEN


def test_the_end_of_the_term(qtbot, desk, page, clock):
    """J4 to its end, of somebody with nothing else on record."""
    come_to_the_end(qtbot, desk, page, admit(qtbot, page), clock)


def come_to_the_end(qtbot, desk, page, uid, clock):
    """Nothing at midnight; summary, appraisal, certificate (办法 53; 法 44)."""
    persons = desk.corrections.persons
    clock.set(datetime(2025, 3, 24, 9, 0))
    assert any("还有30天期满" in t for t in titles(desk, date(2025, 3, 24)))
    clock.set(datetime(2025, 4, 17, 9, 0))
    (red,) = [
        r
        for r in desk.corrections.reminders(date(2025, 4, 17))
        if r.kind == "corrections.appraisal"
    ]
    page.open_target(Target("corrections", red.target.uid, red.target.part))
    status = page.person.status
    assert status.term_end_button.hasFocus()
    fill_by_keys(qtbot, status.term_end_button, summary_on="2025-04-01", appraised_on="2025-04-16")
    clock.set(datetime(2025, 4, 24, 0, 0, 1))
    assert persons.card(uid).state == "enrolled", "no release at midnight"
    with pytest.raises(NotAllowed):
        persons.step(uid, {"after": "released", "happened_on": date(2025, 4, 23)})
    clock.set(datetime(2025, 4, 24, 9, 0))
    fill_by_keys(
        qtbot,
        status.release_button,
        decided_by="贺兰县司法局",
        document_number="（2025）贺矫解字第7号",
    )
    card = persons.card(uid)
    assert (card.state, persons.steps(uid)[-1].document_number) == (
        "released",
        "（2025）贺矫解字第7号",
    )
    assert "解除矫正" in page.person._tags[0].text()
    month = desk.corrections.counts(date(2025, 4, 1), date(2025, 4, 30))
    assert (month["opening"], month["released"], month["closing"]) == (1, 1, 0)
    assert not [d for d in desk.corrections.check_ins.duties(uid) if d.first > date(2025, 4, 23)]


def test_contact_lost_and_found_by_the_mouse_and_the_keys(qtbot, desk, page, clock):
    """法 30; 办法 34, 38: the length offers the paper; the clerk proposes, the county answers."""
    uid = admit(qtbot, page)
    clock.set(datetime(2025, 3, 12, 9, 0))
    page.open_person(uid, "absence")
    tab = page.person.sanctions
    fill_by_keys(qtbot, tab.absences.new, first_absent_on="2025-03-10", discovered_on="2025-03-12")
    assert "失联查找" in page.person._tags[0].text()
    assert not tab.absences.new.isVisible()
    fill_by_keys(qtbot, tab.searches.new, target="13900000001", staff="测员、测丁")
    clock.set(datetime(2025, 3, 16, 9, 0))
    tab.reload()
    assert "第7天" in tab.absence_words.text()
    fill_by_keys(
        qtbot,
        tab.absences.steps["登记查回"],
        excuse="无正当理由",
        found_how="在亲戚家找到。",
        handled_by="测员",
    )
    assert desk.corrections.persons.card(uid).state == "enrolled"
    drafted: list[str] = []

    def propose(dialog):
        drafted.append(dialog.view.values()["article"])
        drafted.append(dialog.view.values()["facts"])
        type_into(qtbot, dialog.view, proposed_by="测员", submitted_on="2025-03-16")
        qtbot.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    in_dialog(qtbot, propose)
    qtbot.mouseClick(tab.absences.steps["起草建议"], Qt.MouseButton.LeftButton)
    assert "第三十四条" in drafted[0]
    assert "脱离监管6日" in drafted[1]
    clock.set(datetime(2025, 3, 20, 9, 0))
    fill_in(
        qtbot,
        decided_on=date(2025, 3, 19),
        decided_by="贺兰县司法局",
        decision_number="贺矫训〔2025〕3号",
    )
    qtbot.mouseClick(tab.sanctions.steps["登记结果"], Qt.MouseButton.LeftButton)
    assert "训诫1次（2025-03-19）" in tab.ladder_words.text()
