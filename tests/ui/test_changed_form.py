"""J11: the county changes a list, a code, a sentence and a paper in the middle of a month."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.data_files import shipped
from app.demo.office_work import resettled
from app.forms.display import wording
from app.forms.registry import form as form_of
from app.forms.resettlement import PLAN as HELP_PLAN
from app.services.bundles.county import CountyBundles
from app.services.newer import TypedSince
from app.ui import dialogs
from app.ui.corrections.file import FileTab
from app.ui.desk_tools import DeskTools
from app.ui.lift_dialog import LiftDialog
from app.ui.resettlement.papers import HelpPapersTab
from tests.services.bundles.conftest import DOCUMENT, HOUSING, OATH, PAPER, bring
from tests.services.corrections.conftest import SHEET
from tests.sync.county import Office, make_county, settle
from tests.ui.conftest import OFFICE
from tests.ui.sending import Clerk as Reader
from tests.ui.test_case_page import case, page

__all__ = ["case", "page"]

CHANGE = date(2026, 3, 16)


def changed_list() -> str:
    """The county's list: 授权委托书 always, 证据材料 by another name, 调查记录 no longer."""
    own = shipped("formsets", "list-b")
    assert own is not None
    text = own.text.replace(
        'title = "授权委托书"\nneed = "as_needed"\nforms = ["mediation.mandate"]\n'
        'condition = "has_agent"',
        'title = "授权委托书"\nneed = "required"\nforms = ["mediation.mandate"]',
    ).replace('title = "人民调解证据材料"', 'title = "证据材料清单"')
    start = text.index('[[part]]\ncode = "inquiry"')
    return text[:start] + text[text.index("[[part]]", start + 1) :]


def changed_types() -> str:
    own = shipped("codes", "dispute_type")
    assert own is not None
    line = next(line for line in own.text.split("\n") if '"neighbour"' in line)
    ends = line.replace(" },", ', valid_to = 2026-03-15, becomes = ["neighbour_2026"] },')
    after = '  { code = "neighbour_2026", label = "邻里（相邻关系）纠纷" },'
    return own.text.replace(line, f"{ends}\n{after}")


@pytest.fixture
def bureau(desk, store, clock, make_store, tmp_path) -> CountyBundles:
    """The county on 10 March, our office enrolled."""
    clock.set(datetime(2026, 3, 10, 9))
    settle(store, OFFICE)
    county = make_county(make_store, tmp_path / "stick", practice=True)
    office = Office(OFFICE.code, store, desk.reports, tmp_path / "stick" / OFFICE.code)
    office.stick.mkdir()
    county.enrol(office)
    return CountyBundles(county.store)


@pytest.fixture
def bundle(bureau, tmp_path) -> Path:
    """Signed on 10 March, in force from the sixteenth."""
    bring(bureau, tmp_path, "list-b.toml", changed_list(), since=CHANGE)
    bring(bureau, tmp_path, "dispute_type.toml", changed_types(), since=CHANGE)
    oath = OATH.replace("2026-12-15", "2026-03-16")
    bring(bureau, tmp_path, "mediation.toml", oath, since=CHANGE)
    bureau.sign()
    written: Path = bureau.write(tmp_path)
    return written


@pytest.fixture
def reader(qtbot, monkeypatch) -> Reader:
    return Reader(qtbot, monkeypatch)


def titles(desk, case) -> list[str]:
    return [part.part.title for part in desk.mediation.dossier.parts(case)]


def press(page, words: str, clerk) -> None:
    bar = page.notices.list_bar
    for at in range(bar._actions.count()):
        button = bar._actions.itemAt(at).widget()
        if button.text() == words:
            clerk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            return
    raise AssertionError(words)


def test_a_list_changes_in_the_middle_of_a_month(clerk, desk, case, page, bundle, clock, reader):
    printed = desk.mediation.papers.add(case, "mediation.application")
    desk.mediation.papers.save(printed, {"applied_on": date(2026, 3, 2)})
    before_print = desk.mediation.papers.freeze_print(printed)
    draft = desk.mediation.papers.add(case, "mediation.notice")
    before = titles(desk, case)
    desk.bundles.take(bundle)

    clock.set(datetime(2026, 3, 12, 9))
    page.refresh()
    assert page.notices.list_bar.text == "", "nothing changes before its day"

    clock.set(datetime(2026, 3, 17, 9))
    page.refresh()
    assert "自2026-03-16起有新版；本卷在那以前开始，按旧版" in page.notices.list_bar.text
    assert titles(desk, case) == before
    sides = [{"name": "赵试", "side": "applicant"}, {"name": "钱验", "side": "respondent"}]
    later = desk.mediation.cases.open(
        {
            "dispute_type": "neighbour_2026",
            "parties": sides,
            "mediators": [{"name": "测试员甲"}],
        }
    )
    desk.mediation.procedure.accept(later, date(2026, 3, 17))
    assert "证据材料清单" in titles(desk, later)
    assert "人民调解调查记录" not in titles(desk, later)

    seen: list[str] = []

    def leave(dialog: LiftDialog) -> None:
        rows = dialog.rows.register.model
        seen.extend(f"{r.title} {r.words}" for r in map(rows.row, range(rows.total)))
        seen.append(dialog.changes.text())
        clerk.qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)

    with reader.in_dialog(LiftDialog, leave):
        press(page, "看看要改什么…", clerk)
    assert "“授权委托书”由按需改为必须" in seen[-1]
    assert desk.mediation.dossier.listing(later).source == DOCUMENT
    assert "去掉“人民调解调查记录”" in seen[-1]
    assert any("授权委托书 新目录要求有" in one for one in seen)
    assert titles(desk, case) == before, "looking changes nothing"

    def lift(dialog: LiftDialog) -> None:
        clerk.qtbot.mouseClick(dialog.lift, Qt.MouseButton.LeftButton)

    with reader.in_dialog(LiftDialog, lift):
        press(page, "看看要改什么…", clerk)
    assert "证据材料清单" in titles(desk, case)
    assert any("授权委托书" in part.missing for part in desk.mediation.dossier.missing(case))
    assert page.notices.list_bar.text == ""
    assert desk.mediation.papers.printed(printed) == before_print
    assert draft in [paper.uid for paper in desk.mediation.papers.listed(case)]

    desk.mediation.dossier.drop_back(case)
    assert titles(desk, case) == before


def test_a_paper_keeps_the_sentence_of_its_day(desk, case, bundle, clock):
    """What was dated before the change reads as it did; from its day on the new words stand."""
    desk.bundles.take(bundle)
    clock.set(datetime(2026, 3, 17, 9))
    form = form_of("mediation.application")
    field = next(f for f in form.fields() if f.wording == "text:application.declaration")

    def said(day: date) -> str:
        return wording(form, field, {form.dated_by: day})

    assert said(date(2026, 3, 15)).startswith("人民调解委员会已将")
    assert said(date(2026, 3, 16)) == "我已了解人民调解的规定，自愿申请调解。"


def test_a_half_filled_paper_names_the_field_whose_code_is_gone(desk, case, bundle, clock):
    """The draft stays; what may no longer be chosen is named with what took its place."""
    draft = desk.mediation.papers.add(case, "mediation.acceptance")
    desk.bundles.take(bundle)
    clock.set(datetime(2026, 3, 17, 9))
    found = desk.mediation.dossier.newer_list(case)
    (gone,) = [one for one in found.attention if "停用" in one.words]
    assert gone.paper == draft
    assert "现在用“邻里（相邻关系）纠纷”" in gone.words
    assert desk.mediation.cases.facts(case)["dispute_type"] == "neighbour"


# --- the fields of a paper -------------------------------------------------------------------------


@pytest.fixture
def papers(bureau, tmp_path) -> Path:
    """A paper with fields of the county, signed on 10 March, in force from the sixteenth."""
    bring(bureau, tmp_path, "mediation-revisit.toml", PAPER, since=CHANGE)
    bring(bureau, tmp_path, "county_housing.toml", HOUSING, since=CHANGE)
    bureau.sign()
    written: Path = bureau.write(tmp_path)
    return written


VISITED = {"visited_on": date(2026, 3, 12), "visitor": "测试员甲", "party_names": "赵试、钱验"}


def test_a_paper_changes_in_the_middle_of_a_month(clerk, desk, case, page, papers, clock, reader):
    """Printed papers stay, a half-filled one is lifted with a list of what needs attention."""
    printed = desk.mediation.papers.add(case, "mediation.revisit")
    desk.mediation.papers.save(printed, {**VISITED, "findings": "已履行。"})
    desk.mediation.papers.freeze_print(printed)
    draft = desk.mediation.papers.add(case, "mediation.revisit")
    desk.mediation.papers.save(draft, {**VISITED, "findings": "正在履行。" * 100})
    desk.bundles.take(papers)
    clock.set(datetime(2026, 3, 12, 9))
    page.refresh()
    assert page.notices.list_bar.text == "", "nothing changes before its day"

    clock.set(datetime(2026, 3, 17, 9))
    page.refresh()
    assert page.notices.list_bar.text.startswith("《人民调解回访记录》自2026-03-16起有新版")
    page._choose(page.list.entry_of(draft))
    assert "county_1" not in page.view._cells, "the draft stays as it was begun"
    seen: list[str] = []

    def lift(dialog: LiftDialog) -> None:
        rows = dialog.rows.register.model
        seen.extend(f"{r.field}：{r.words}" for r in map(rows.row, range(rows.total)))
        seen.append(dialog.changes.text())
        clerk.qtbot.mouseClick(dialog.lift, Qt.MouseButton.LeftButton)

    with reader.in_dialog(LiftDialog, lift):
        press(page, "看看要改什么…", clerk)
    assert "增设“居住情况”（必填）" in seen[-1]
    assert "居住情况：新版要求填写，还没有填。" in seen
    assert any("新版最多 400 个字，要改短" in one for one in seen)
    assert desk.mediation.papers.form(printed).version == "2010"
    assert desk.mediation.papers.form(draft).version == "2010@2026-03-16"
    assert page.notices.list_bar.text == ""

    assert page.entry.key == draft
    page.view.put("findings", "正在履行。")
    page.view.put("county_1", "rent")
    page.view.put("county_2", "同意。")
    assert page.save_current()
    assert desk.mediation.papers.values(draft)["county_1"] == "rent"
    filed = desk.mediation.binding.paper(draft)
    assert filed.form.field("county_1").label == "居住情况"
    assert filed.values["county_2"] == "同意。"
    assert desk.mediation.binding.paper(printed).form.version == "2010", "a reprint reads as it did"


def test_a_paper_of_corrections_says_that_it_has_a_newer_edition(
    clerk, desk, bureau, tmp_path, clock, reader
):
    person = desk.corrections.persons.admit(SHEET, control_class="strict")
    report = desk.corrections.papers.add(person, "corrections.c23")
    desk.corrections.papers.change("corrections.c23", report, {"life": "务农。", "law": None})
    text = PAPER.replace("mediation.revisit", "corrections.c23").replace("findings", "life")
    bring(bureau, tmp_path, "corrections-c23.toml", text, since=CHANGE)
    bring(bureau, tmp_path, "county_housing.toml", HOUSING, since=CHANGE)
    bureau.sign()
    desk.bundles.take(bureau.write(tmp_path))
    clock.set(datetime(2026, 3, 17, 9))
    tab = FileTab(DeskTools(desk), person)
    clerk.qtbot.addWidget(tab)
    tab.show_paper("corrections.c23", report)
    assert tab.view is not None
    assert "这份草稿在那以前开始，按旧版" in tab.view.notice.text

    def lift(dialog: LiftDialog) -> None:
        clerk.qtbot.mouseClick(dialog.lift, Qt.MouseButton.LeftButton)

    with reader.in_dialog(LiftDialog, lift):
        assert tab.entry is not None
        tab._lift(tab.entry, desk.corrections.papers.newer("corrections.c23", report))
    assert tab.view is not None
    assert tab.view.notice.text == ""
    tab.view.put("county_1", "own")
    assert tab.save_current()
    assert desk.corrections.papers.values("corrections.c23", report)["county_1"] == "own"
    assert desk.corrections.papers.values("corrections.c23", report)["life"] == "务农。"


# --- and back, while nothing was typed since --------------------------------------------------------


def lift_it(page, clerk, reader) -> None:
    """改按新版, with the mouse."""
    with reader.in_dialog(
        LiftDialog, lambda dialog: clerk.qtbot.mouseClick(dialog.lift, Qt.MouseButton.LeftButton)
    ):
        press(page, "看看要改什么…", clerk)


def button_of(bar, words: str) -> QPushButton:
    found: list[QPushButton] = [one for one in bar.findChildren(QPushButton) if one.text() == words]
    assert len(found) == 1
    return found[0]


def test_a_lifted_dossier_goes_back_while_nothing_was_typed(
    clerk, desk, case, page, bundle, clock, reader
):
    """A wrong click is no decision: list and papers follow what they followed before."""
    before = titles(desk, case)
    desk.bundles.take(bundle)
    clock.set(datetime(2026, 3, 17, 9))
    page.refresh()
    bar = page.notices.lifted_bar
    assert bar.text == "", "nothing was lifted yet"
    lift_it(page, clerk, reader)
    assert titles(desk, case) != before
    assert "可以改回旧版" in bar.text

    clerk.qtbot.mouseClick(button_of(bar, "改回旧版"), Qt.MouseButton.LeftButton)
    assert titles(desk, case) == before
    assert bar.text == ""
    assert "有新版" in page.notices.list_bar.text, "and may be lifted again"

    lift_it(page, clerk, reader)
    clerk.qtbot.mouseClick(button_of(bar, "知道了"), Qt.MouseButton.LeftButton)
    assert bar.text == ""
    assert desk.mediation.dossier.may_drop_back(case)
    notice = desk.mediation.papers.add(case, "mediation.notice")
    assert notice
    assert not desk.mediation.dossier.may_drop_back(case), "a paper was begun under the new list"
    with pytest.raises(TypedSince):
        desk.mediation.dossier.drop_back(case)
    assert titles(desk, case) != before


def test_a_lifted_paper_goes_back_with_what_it_held(
    clerk, desk, case, page, papers, clock, reader, monkeypatch
):
    """The old values stay with the paper; what is typed into the newer edition ends the way back."""
    draft = desk.mediation.papers.add(case, "mediation.revisit")
    desk.mediation.papers.save(draft, {**VISITED, "findings": "正在履行。"})
    held = desk.mediation.papers.values(draft)
    desk.bundles.take(papers)
    clock.set(datetime(2026, 3, 17, 9))
    page.refresh()
    page._choose(page.list.entry_of(draft))
    lift_it(page, clerk, reader)
    assert "county_1" in page.view._cells
    clerk.qtbot.mouseClick(
        button_of(page.notices.lifted_bar, "改回旧版"), Qt.MouseButton.LeftButton
    )
    assert desk.mediation.papers.form(draft).version == "2010"
    assert desk.mediation.papers.values(draft) == held
    assert "county_1" not in page.view._cells

    lift_it(page, clerk, reader)
    told: list[str] = []
    monkeypatch.setattr(dialogs, "tell", lambda _, error: told.append(error.code))
    page.view.put("county_1", "rent")
    clerk.qtbot.mouseClick(
        button_of(page.notices.lifted_bar, "改回旧版"), Qt.MouseButton.LeftButton
    )
    assert told == ["F03"]
    assert page.notices.lifted_bar.text == "", "what was half typed is kept, in the newer edition"
    assert desk.mediation.papers.form(draft).version == "2010@2026-03-16"
    assert desk.mediation.papers.values(draft)["county_1"] == "rent"


def test_what_is_too_long_to_keep_is_told_why_it_cannot_go_back(
    clerk, desk, case, page, papers, clock, reader, monkeypatch
):
    """The length alone would not say what stops 改回旧版."""
    draft = desk.mediation.papers.add(case, "mediation.revisit")
    desk.mediation.papers.save(draft, {**VISITED, "findings": "正在履行。"})
    desk.bundles.take(papers)
    clock.set(datetime(2026, 3, 17, 9))
    page.refresh()
    page._choose(page.list.entry_of(draft))
    lift_it(page, clerk, reader)
    told: list[str] = []
    monkeypatch.setattr(dialogs, "tell", lambda _, error: told.append(error.code))
    page.view.put("findings", "长" * 20_000)
    clerk.qtbot.mouseClick(
        button_of(page.notices.lifted_bar, "改回旧版"), Qt.MouseButton.LeftButton
    )
    assert told == ["F03"]
    assert page.view.dirty, "what was typed still stands there"


def changed_paper(bureau, desk, tmp_path, clock, code: str, long: str) -> None:
    """The county's fields on another paper, taken, on the day after it begins."""
    text = PAPER.replace("mediation.revisit", code).replace("findings", long)
    bring(bureau, tmp_path, f"{code.replace('.', '-')}.toml", text, since=CHANGE)
    bring(bureau, tmp_path, "county_housing.toml", HOUSING, since=CHANGE)
    bureau.sign()
    desk.bundles.take(bureau.write(tmp_path))
    clock.set(datetime(2026, 3, 17, 9))


def lift_in_bar(bar, clerk, reader) -> None:
    """改按新版 from the bar over a paper."""
    with reader.in_dialog(
        LiftDialog, lambda dialog: clerk.qtbot.mouseClick(dialog.lift, Qt.MouseButton.LeftButton)
    ):
        clerk.qtbot.mouseClick(button_of(bar, "看看要改什么…"), Qt.MouseButton.LeftButton)


def test_a_lifted_paper_of_corrections_goes_back(clerk, desk, bureau, tmp_path, clock, reader):
    person = desk.corrections.persons.admit(SHEET, control_class="strict")
    report = desk.corrections.papers.add(person, "corrections.c23")
    desk.corrections.papers.change("corrections.c23", report, {"life": "务农。", "law": None})
    changed_paper(bureau, desk, tmp_path, clock, "corrections.c23", "life")
    tab = FileTab(DeskTools(desk), person)
    clerk.qtbot.addWidget(tab)
    tab.show()
    tab.show_paper("corrections.c23", report)
    assert not tab.back_button.isVisible()
    assert tab.view is not None
    lift_in_bar(tab.view.notice, clerk, reader)
    assert "county_1" in tab.view._cells
    assert tab.view.isAncestorOf(tab.focusWidget()), "the keyboard stays with the paper"
    assert tab.back_button.isVisible()
    clerk.qtbot.mouseClick(tab.back_button, Qt.MouseButton.LeftButton)
    assert tab.view.isAncestorOf(tab.focusWidget())
    assert not tab.back_button.isVisible()
    assert "county_1" not in tab.view._cells
    assert "有新版" in tab.view.notice.text
    assert desk.corrections.papers.values("corrections.c23", report)["life"] == "务农。"

    lift_in_bar(tab.view.notice, clerk, reader)
    tab.view.put("county_1", "own")
    assert tab.save_current()
    assert not tab.back_button.isVisible()
    with pytest.raises(TypedSince):
        desk.corrections.papers.drop_back("corrections.c23", report)


def test_a_lifted_plan_of_resettlement_goes_back(clerk, desk, bureau, tmp_path, clock, reader):
    person = resettled(desk.resettlement, date(2026, 3, 9))
    plan = dict.fromkeys(("situation", "needs", "goals", "measures"), "稳定就业。")
    desk.resettlement.papers.save(HELP_PLAN.code, person, {**plan, "made_on": date(2026, 3, 9)})
    changed_paper(bureau, desk, tmp_path, clock, HELP_PLAN.code, "goals")
    tab = HelpPapersTab(DeskTools(desk), person)
    clerk.qtbot.addWidget(tab)
    tab.show()
    tab.show_paper(HELP_PLAN.code)
    assert not tab.back_button.isVisible()

    lift_in_bar(tab.views[HELP_PLAN.code].notice, clerk, reader)
    assert "county_1" in tab.views[HELP_PLAN.code]._cells
    assert tab.views[HELP_PLAN.code].isAncestorOf(tab.focusWidget())
    clerk.qtbot.mouseClick(tab.back_button, Qt.MouseButton.LeftButton)
    assert tab.views[HELP_PLAN.code].isAncestorOf(tab.focusWidget())
    assert "county_1" not in tab.views[HELP_PLAN.code]._cells
    assert desk.resettlement.papers.values(HELP_PLAN.code, person)["goals"] == "稳定就业。"
    assert not tab.back_button.isVisible()
