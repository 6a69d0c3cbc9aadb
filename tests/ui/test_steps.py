"""Steps after the agreement: performance, urging, and judicial confirmation with its clock."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from app.ui.mediation.case_procedure import APPLY, PERFORM, RULING, URGE, steps_for
from tests.ui.driving import fill_in, in_dialog
from tests.ui.test_case_page import case, page

__all__ = ["case", "page"]


@pytest.fixture
def agreed(desk, case, page, clock):
    """An oral agreement of 3 March: 600 yuan until the end of the month."""
    clock.set(datetime(2026, 3, 3, 9))
    desk.mediation.procedure.agree(case, date(2026, 3, 3), oral=True)
    desk.mediation.cases.save(
        case,
        {
            "terms": "李试样赔偿600元。",
            "obligations": [
                {
                    "payer": "李试样",
                    "payee": "张测试",
                    "amount": 60_000,
                    "due_on": date(2026, 3, 31),
                }
            ],
        },
    )
    page.refresh()
    return case


def words(page):
    return [action.text() for action in page.steps._menu.actions() if action.text()]


def test_an_agreement_offers_its_performance_and_the_court(page, agreed):
    assert {"登记履行", "督促履行", "共同申请司法确认", "补写书面协议"} <= set(words(page))
    assert "登记法院裁定" not in words(page)


def test_performance_is_registered_with_its_receipt(clerk, desk, page, agreed):
    """F7: the receipt takes payer, payee and amount from the obligation."""
    fill_in(clerk.qtbot)  # everything is known: the day, what is owed, the receipt
    page.steps.take(PERFORM)
    facts = desk.mediation.cases.facts(agreed)
    assert facts["performance"] == "done"
    assert page.entry.form == "mediation.receipt"
    assert desk.mediation.papers.values(page.entry.key)["payer"] == "李试样"
    assert "登记履行" not in words(page)


def test_an_urging_is_noted_with_its_day(clerk, desk, page, agreed, clock):
    clock.set(datetime(2026, 4, 2, 9))
    fill_in(clerk.qtbot, note="打电话催过，答应本周给。")
    page.steps.take(URGE)
    (obligation,) = desk.mediation.cases.facts(agreed)["obligations"]
    assert obligation["urged_on"] == date(2026, 4, 2)
    assert "答应本周给" in obligation["note"]


def test_confirmation_tells_its_thirty_days_and_the_usual_court(clerk, desk, page, agreed):
    """Law 33: jointly, within thirty days of validity."""
    said = APPLY.about(desk, agreed)
    assert "共同申请" in said
    assert "到2026年4月2日为止（还有 30 天）" in said
    fill_in(clerk.qtbot)
    page.steps.take(APPLY)
    facts = desk.mediation.cases.facts(agreed)
    assert (facts["confirmation"], facts["confirmation_court"]) == ("applied", "贺兰县人民法院")
    assert page.entry.form == "mediation.confirmation"
    assert "共同申请司法确认" not in words(page)
    fill_in(clerk.qtbot, ruling_no="(2026)宁0122民特5号", ruling="confirmed")
    page.steps.take(RULING)
    assert desk.mediation.cases.facts(agreed)["confirmation"] == "confirmed"


def test_too_late_an_application_is_refused_with_the_last_day(clerk, desk, page, agreed, clock):
    clock.set(datetime(2026, 4, 20, 9))
    told = []

    def act(dialog):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("app.ui.dialogs.tell", lambda _parent, error: told.append(error.what))
            dialog.submit()

    in_dialog(clerk.qtbot, act)
    page.steps.take(APPLY)
    assert "申请期限到2026年4月2日为止" in told[0]
    assert desk.mediation.cases.facts(agreed)["confirmation"] == "none"


def test_related_cases_are_pointed_out_linked_and_unlinked(clerk, desk, case, page):
    """Same people within ninety days; 一案一卷."""
    rows = desk.mediation.cases.facts(case)["parties"]
    for row in rows:
        row["id_number"] = {"张测试": "640122197806189995", "李试样": "640122198207089989"}[
            row["name"].name
        ]
    desk.mediation.cases.save(case, {"parties": rows})
    other = desk.mediation.cases.open(
        {
            "dispute_type": "neighbour",
            "source": "application",
            "parties": [{k: v for k, v in row.items() if k != "uid"} for row in rows],
        }
    )
    desk.mediation.procedure.accept(other, date(2026, 3, 2))
    page.refresh()
    bar = page.notices.related_bar
    assert "同样的当事人近期还有纠纷：(2026)习岗人调字第002号" in bar.text
    page.notices._relate(other)
    assert "关联案件" in bar.text
    assert desk.mediation.cases.related(other)[0].linked
    page.notices._relate(None)
    assert not desk.mediation.cases.related(case)[0].linked
    page.notices._dismiss(desk.mediation.cases.related(case))
    page.refresh()
    assert bar.text == ""


def test_a_paper_changed_after_printing_offers_to_print_again(clerk, desk, case, page):
    page.go("mediation.acceptance")
    desk.mediation.papers.freeze_print(page.entry.key)
    desk.mediation.cases.save(case, {"summary": "围墙越界约二十厘米。"})
    page.refresh()
    assert page.notices.changed_bar.text == ("打印以后改过：纠纷简要情况。纸上的还是原来的内容。")
    desk.mediation.papers.freeze_print(page.entry.key)
    page.refresh()
    assert page.notices.changed_bar.text == ""


def test_f6_takes_the_usual_step(clerk, desk, case, page):
    fill_in(clerk.qtbot)
    page.list.setFocus()
    clerk.press(Qt.Key.Key_F6)
    assert desk.mediation.cases.summary(case).state == "succeeded"
    assert steps_for(desk, desk.mediation.cases.summary(case))[0].words == "立卷"
