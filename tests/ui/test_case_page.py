"""The page of a case: its dossier on the left, looked through without changing anything."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.services.month_end.slips import CorrectionNeeded
from app.ui.dossier_tree import ENTRY


@pytest.fixture
def case(desk):
    """Accepted on 2 March, with two parties and a mediator."""
    uid = desk.mediation.cases.open(
        {
            "dispute_type": "neighbour",
            "source": "application",
            "summary": "围墙越界。",
            "parties": [
                {"name": "张测试", "side": "applicant"},
                {"name": "李试样", "side": "respondent"},
            ],
            "mediators": [{"name": "测试员甲"}],
        }
    )
    desk.mediation.procedure.accept(uid, date(2026, 3, 2))
    return uid


@pytest.fixture
def page(clerk, case):
    """The page of the case in the window."""
    clerk.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    clerk.page.open_case(case)
    clerk.returns()
    return clerk.case


def papers(desk, case):
    return [paper.form for paper in desk.mediation.papers.listed(case)]


def rect_of(page, part):
    """Where the line of a part stands."""
    entry = page.list.entry_of(part)
    item = next(i for i in page.list._items() if i.data(0, ENTRY) == entry)
    page.list.scrollToItem(item)
    return page.list.visualItemRect(item).center()


def arrow_to(clerk, page, part):
    """Press ↓ until the cursor stands on the part."""
    page.list.setFocus()
    page.list.select(page.list.first())
    page._choose(page.list.first())
    for _ in range(40):
        if page.entry == page.list.entry_of(part):
            return
        clerk.press(Qt.Key.Key_Down)
    raise AssertionError(part)


def test_arrowing_over_the_whole_dossier_makes_no_paper(clerk, desk, case, page):
    before = papers(desk, case)
    page.list.setFocus()
    for _ in range(40):
        clerk.press(Qt.Key.Key_Down)
    for _ in range(40):
        clerk.press(Qt.Key.Key_Up)
    assert papers(desk, case) == before == ["mediation.acceptance"]


def test_a_missing_paper_says_what_it_is_for_and_whether_it_must_be_there(clerk, page):
    """The form set's 必须/按需, its ground, and what the paper is good for."""
    arrow_to(clerk, page, "mediation.notice")
    assert page.body.currentWidget() is page.wanted
    assert page.wanted.need.text() == "必须"
    assert page.wanted.state.text() == "本案现在就缺这一件"
    assert "权利义务" in page.wanted.purpose.text()
    assert page.wanted.ground.text() == "受理以后就要有。"
    assert page.wanted.first.text() == "建立这份文书（Enter）"
    assert not page.marks.isVisible()
    arrow_to(clerk, page, "mediation.mandate")
    assert page.wanted.need.text() == "按需"
    assert page.wanted.state.text() == "本案现在可以没有"


def test_enter_on_its_line_makes_a_missing_paper(clerk, desk, case, page):
    arrow_to(clerk, page, "mediation.notice")
    clerk.press(Qt.Key.Key_Return)
    assert "mediation.notice" in papers(desk, case)
    assert page.view is not None
    assert page.view.isAncestorOf(clerk.focus), "the keyboard is in the new paper"


def test_a_click_looks_and_a_double_click_makes(clerk, desk, case, page):
    viewport, at = page.list.viewport(), rect_of(page, "mediation.record")
    clerk.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert page.body.currentWidget() is page.wanted
    assert "mediation.record" not in papers(desk, case)
    clerk.qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert papers(desk, case).count("mediation.record") == 1


def test_the_button_makes_the_paper_it_names(clerk, desk, case, page):
    """Where one of two papers is enough, each has its button."""
    desk.mediation.papers.remove(desk.mediation.papers.listed(case)[0].uid)
    page.refresh()
    arrow_to(clerk, page, "application")
    first, second = (page.wanted._buttons.itemAt(n).widget() for n in range(2))
    assert first.text() == "建立《人民调解申请书》（Enter）"
    clerk.clicks(second)
    assert papers(desk, case) == ["mediation.acceptance"]


def test_everything_missing_is_made_at_once(clerk, desk, case, page):
    """F5: the short road."""
    arrow_to(clerk, page, "mediation.notice")
    assert page.wanted.all.text() == "一次建齐现在缺的 2 份文书"
    clerk.clicks(page.wanted.all)
    assert {"mediation.notice", "mediation.identity"} <= set(papers(desk, case))
    assert desk.mediation.dossier.missing(case) == []


def test_a_step_leads_to_the_paper_that_comes_next(clerk, desk, case, page):
    """After 达成协议 the agreement is in hand, with the keyboard in it."""
    clerk.takes_step(on="0302")
    assert page.entry.form == "mediation.agreement"
    assert page.view.isAncestorOf(clerk.focus)


def test_a_step_without_what_it_asks_is_marked_and_not_taken(clerk, desk, case, page):
    """立卷 without a name would leave the cover blank."""
    desk.mediation.procedure.agree(case, date(2026, 3, 2))
    page.refresh()
    said: list[str] = []

    def act(dialog):
        dialog.submit()
        said.extend(problem.message for problem in dialog.view.problem_bar.problems)
        dialog.view.saved()
        dialog.reject()

    clerk.answers(act)
    clerk.clicks(page.steps.main)
    assert said == ["“立卷人”还没有填写。", "“保管期限”还没有填写。"]
    assert desk.mediation.cases.summary(case).state == "succeeded"


def test_the_tag_of_the_next_deadline_tells_every_deadline_of_the_case(clerk, desk, case, page):
    """Payment, the thirty days for the court and the visit all run at once; the nearest is named."""
    desk.mediation.cases.save(
        case,
        {
            "facts": "张测试的围墙越界二十厘米。",
            "terms": "张测试于2026年3月31日前赔偿李试样2000元。",
            "performance_terms": "2026年3月31日前转账支付。",
            "amount": 200_000,
            "obligations": [
                {
                    "payer": "张测试",
                    "payee": "李试样",
                    "amount": 200_000,
                    "due_on": date(2026, 3, 31),
                }
            ],
        },
    )
    desk.mediation.procedure.agree(case, date(2026, 3, 2), oral=True)
    page.refresh()
    dues = desk.mediation.cases.summary(case).dues
    lines = page.head.due.toolTip().splitlines()
    assert [line[:10] for line in lines] == [f"{due.on}" for due in dues]
    assert len(lines) >= 3
    assert page.head.due.text().endswith(f"还有 {(dues[0].on - date(2026, 3, 2)).days} 天")


def test_locking_asks_nothing_and_what_cannot_be_saved_stays_as_a_draft(
    clerk, desk, page, monkeypatch
):
    """Nobody sat there to say why a reported case was changed, and the screen stayed open."""

    def needed(*_):
        raise CorrectionNeeded("2026-02", "第001号", ())

    monkeypatch.setattr("app.services.mediation.cases.CaseService.save", needed)
    page.view.put("summary", "围墙越界二十厘米。")
    assert not clerk.page.keep_typed()
    assert page.view.dirty
    assert desk.drafts.waiting() != []
    monkeypatch.undo()
    assert clerk.page.keep_typed()
    assert not page.view.dirty
