"""J12: somebody moves to the next township, seen from both offices, in the window.

No day without an office and no day with two: the rhythm here ends with the hand-over, the person
is counted here until the day before reporting there (法 27; 办法 30, 31; notes §8.5).
"""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pypdf
import pytest
from PySide6.QtCore import Qt

from app.paths import Profile
from app.services.desk import Desk
from app.services.settings import Identity
from app.ui import dialogs, pdf_view
from app.ui.corrections.page import CorrectionsPage
from tests.services.corrections.conftest import SHEET
from tests.ui.driving import fill_by_keys, focused, office_desk, type_into

APRIL = datetime(2025, 4, 1, 9, 0)


@pytest.fixture(autouse=True)
def _looked_at(monkeypatch):
    """What is asked a second time was looked at."""
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)


@pytest.fixture
def old(store, clock, tmp_path):
    """习岗司法所, where the person is on the books."""
    return office_desk(store, clock, tmp_path, APRIL)


@pytest.fixture
def new(make_store, old, tmp_path):
    """立岗司法所, the next township."""
    identity = Identity(
        kind="office",
        code="640122101",
        name="立岗司法所",
        county_code="640122",
        county_name="贺兰县",
    )
    return Desk(make_store(office="640122101"), Profile(tmp_path / "new"), identity)


def shown(qtbot, desk):
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.waitUntil(lambda: page.roll.week is not None)
    return page


def ask_and_hand_over(qtbot, card, clock):
    """Application, answer, decision, hand-over, each from its own paper."""
    fill_by_keys(
        qtbot,
        card.buttons["out"],
        move_on="2025-05-10",
        reason="随配偶迁居。",
        new_address="立岗镇兰星村二组",
        other_authority="贺兰县司法局",
        other_office="立岗司法所",
        other_office_code="640122101",
        opinion="情况属实，同意。",
        opinion_by="测所长",
        inquiry_on="2025-04-01",
    )
    clock.set(datetime(2025, 4, 6, 9, 0))
    fill_by_keys(qtbot, card.buttons["answer"], answer="同意接收", answer_number="复1号")
    clock.set(datetime(2025, 5, 12, 9, 0))
    fill_by_keys(
        qtbot,
        card.buttons["decide"],
        decision="同意变更",
        decided_by="贺兰县司法局",
        decision_number="贺矫变〔2025〕2号",
    )
    clock.set(datetime(2025, 5, 14, 9, 0))
    fill_by_keys(
        qtbot, card.buttons["hand_over"], files_sent_on="2025-05-14", note="判决书、工作档案"
    )


def test_no_day_is_lost_and_none_counted_twice(qtbot, old, new, clock, monkeypatch):
    """J12 from the application to the first call at the new office."""
    uid = old.corrections.persons.admit(SHEET, control_class="strict")
    here = shown(qtbot, old)
    here.open_person(uid, "transfer")
    card = here.person.status.transfer
    assert "没有正在办理的变更" in card._words.text()
    ask_and_hand_over(qtbot, card, clock)
    assert "待迁出" in here.person._tags[0].text()
    assert "日常监管到2025-05-14为止" in card._words.text()
    assert "2025-05-19前" in card._words.text(), "seven days from the decision"

    clock.set(datetime(2025, 5, 20, 9, 0))
    there = shown(qtbot, new)
    there.start_new()
    type_into(
        qtbot,
        there.admission.view,
        name="测甲",
        id_number="640122199001019971",
        address="立岗镇兰星村二组",
        phone="13900000001",
        category="缓刑",
        offences="危险驾驶罪",
        decided_by="贺兰县人民法院",
        decided_on="2024-10-25",
        effective_on="2024-11-05",
        term_years="1",
        starts_on="2024-11-05",
        ends_on="2025-11-04",
        reception="执行地变更迁入",
        reported_on="2025-05-20",
        control_class="严管",
    )
    qtbot.mouseClick(there.admission.save_button, Qt.MouseButton.LeftButton)
    assert there.person is not None
    moved_in = there.person.uid
    assert "待迁入" in there.person.status._timeline.text()

    here.activateWindow()
    qtbot.waitUntil(here.isActiveWindow)
    fill_by_keys(qtbot, card.buttons["report"], reported_on="2025-05-20", receipt_on="2025-05-20")
    assert "已迁出" in here.person._tags[0].text()

    clock.set(datetime(2025, 6, 2, 9, 0))
    for number in range(62):
        day = date(2025, 4, 1) + timedelta(days=number)
        counted = [desk.corrections.counts(day, day)["closing"] for desk in (old, new)]
        assert counted == ([1, 0] if day < date(2025, 5, 20) else [0, 1]), day
    may = [desk.corrections.counts(date(2025, 5, 1), date(2025, 5, 31)) for desk in (old, new)]
    assert (may[0]["moved_out"], may[1]["new_moved_in"]) == (1, 1)
    ended = [d.last for d in old.corrections.check_ins.duties(uid)]
    assert max(ended) == date(2025, 5, 14)
    begun = [d.first for d in new.corrections.check_ins.duties(moved_in)]
    assert min(begun) == date(2025, 5, 20)


def test_the_old_offices_record_can_be_read_and_not_changed(qtbot, old, clock, monkeypatch):
    """F23: the record becomes a copy; what is tried is refused in words."""
    uid = old.corrections.persons.admit(SHEET, control_class="strict")
    here = shown(qtbot, old)
    here.open_person(uid, "transfer")
    card = here.person.status.transfer
    ask_and_hand_over(qtbot, card, clock)
    clock.set(datetime(2025, 5, 20, 9, 0))
    fill_by_keys(qtbot, card.buttons["report"], reported_on="2025-05-20")
    told: list[str] = []
    monkeypatch.setattr(dialogs, "tell", lambda _, error: told.append(error.what))
    sheet = here.person.sheet
    type_into(qtbot, sheet.view, phone="13900000009")
    assert sheet.view.values()["phone"] == "13900000001", "nothing can be typed in vain"
    assert not sheet.save_button.isEnabled()
    assert "只供查阅，不能再改" in [tag.text() for tag in here.person._tags]
    daily, leaves, plan = here.person.daily, here.person.leaves, here.person.plan
    lists = [*plan.lists.values(), *here.person.status.lists.values()]
    lists.append(here.person.sanctions.absences)
    closed = [*(c.button for c in daily.cards.values()), daily.waive_button, leaves.apply_button]
    for button in (*closed, *(one.new for one in lists)):
        assert not button.isEnabled()
        assert "只供查阅" in button.toolTip(), button.text()
    assert here.person.status.delegations.new.isEnabled(), "that of the whole office is not his"
    leaves.apply()
    assert leaves.form is None, "nor by the word in the empty list"
    sheet = here.person.sheet
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    sheet.save()
    assert "只供查阅" in told[0]
    assert old.corrections.persons.sheet(uid)["phone"] == "13900000001"
    assert not here.person.status.move_button.isVisible()


def test_the_sheet_of_the_move_is_printed(qtbot, old, clock, monkeypatch):
    """办理单 for the file and for the other office: everything, each once."""
    uid = old.corrections.persons.admit(SHEET, control_class="strict")
    here = shown(qtbot, old)
    here.open_person(uid, "transfer")
    card = here.person.status.transfer
    ask_and_hand_over(qtbot, card, clock)
    papers: list[bytes] = []
    monkeypatch.setattr(
        pdf_view, "preview", lambda parent, title, pdf, file_name: papers.append(pdf)
    )
    qtbot.mouseClick(card.buttons["print"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(papers), timeout=30_000)
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(papers[0])).pages)
    for words in ("测甲", "立岗镇兰星村二组", "贺矫变〔2025〕2号", "2025年5月14日", "工作档案"):
        assert words in "".join(text.split()), words


def test_who_does_not_arrive_becomes_the_old_offices_search(qtbot, old, clock):
    """办法 31: told by the new county at once, searched for by the old one."""
    uid = old.corrections.persons.admit(SHEET, control_class="strict")
    here = shown(qtbot, old)
    here.open_person(uid, "transfer")
    card = here.person.status.transfer
    ask_and_hand_over(qtbot, card, clock)
    clock.set(datetime(2025, 5, 21, 9, 0))
    fill_by_keys(qtbot, card.buttons["absent"], note="没有报到")
    titles = [r.title for r in old.corrections.reminders(date(2025, 5, 21))]
    assert any("应当立即查找" in title for title in titles)
    here.person.show_part("absence")
    tab = here.person.sanctions
    fill_by_keys(
        qtbot,
        tab.absences.new,
        cause="未在规定时限报到",
        first_absent_on="2025-05-20",
        discovered_on="2025-05-21",
    )
    assert old.corrections.persons.card(uid).state == "lost"
    assert old.corrections.counts(date(2025, 5, 21), date(2025, 5, 21))["closing"] == 1
