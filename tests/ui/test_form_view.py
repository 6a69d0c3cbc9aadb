"""A paper on screen is filled with the keyboard, says what is wrong, and loses nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.definition import VALUELESS, Field, Form, Kind, Mark, PersonRef, Problem
from app.forms.people import PARTY
from app.forms.registry import all_forms
from app.services.drafts import DraftService
from app.ui.editors import FormContext, PersonHit, RowsEditor
from app.ui.editors.row import CardRow
from app.ui.form_view import FormView
from tests.ui.conftest import type_chinese

TODAY = date(2026, 3, 2)

PAPER = Form(
    code="test.paper",
    title="人民调解受理登记表",
    source="invented for these tests",
    rows=(
        (
            Field("accepted_on", "受理日期", Kind.DATE, fact=True, required=True),
            Field("dispute_type", "纠纷类型", Kind.CHOICE, fact=True, codes="dispute_type"),
        ),
        (
            Field(
                "summary",
                "纠纷简要情况",
                Kind.LONG_TEXT,
                required=True,
                help="写清经过。",
                example="张某翻建围墙越界。",
            ),
        ),
        (Field("amount", "金额", Kind.MONEY), Field("copies", "份数", Kind.NUMBER, default=3)),
        (Field("copies_text", "", Kind.FIXED, wording="本协议一式{copies}份。"),),
        (Field("parties", "当事人", Kind.ROWS, fact=True, required=True, columns=PARTY),),
        (Field("sign", "当事人（签名）", Kind.MARK, marks=(Mark.SIGNATURE,), per="parties"),),
        (Field("remark", "备注", on_screen=False), Field("last", "登记人")),
    ),
)

MA = {"uid": "p1", "side": "applicant", "kind": "natural", "name": PersonRef("马德福", "c1")}
LI = {"uid": "p2", "side": "respondent", "kind": "natural", "name": PersonRef("李𠮷娟")}


@pytest.fixture
def show(qtbot):
    def show(form=PAPER, *, values=None, **context):
        view = FormView(form, FormContext(today=lambda: TODAY, **context))
        qtbot.addWidget(view)
        view.resize(1000, 700)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        if values is not None:
            view.set_values(values)
        return view

    return show


def focused():
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keyboard"
    return widget


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(focused(), key, modifier)


# -- values -----------------------------------------------------------------------------------


def test_what_goes_in_comes_out_even_what_is_not_on_screen(show):
    values = {
        "accepted_on": TODAY,
        "dispute_type": None,
        "summary": "甲\n乙",
        "amount": 1200,
        "copies": 4,
        "parties": [MA, LI],
        "remark": "不在屏幕上",
        "last": "王某",
        "stranger": 7,
    }
    shown = show(values=values).values()
    assert {name: shown[name] for name in values.keys() - {"parties"}} == {
        name: value for name, value in values.items() if name != "parties"
    }
    assert [row["uid"] for row in shown["parties"]] == ["p1", "p2"]
    assert shown["parties"][1]["name"] == PersonRef("李𠮷娟")


def test_a_new_form_begins_with_the_defaults(show):
    assert show().values()["copies"] == 3


def test_showing_values_is_no_change(show, qtbot):
    view = show()
    with qtbot.assertNotEmitted(view.changed):
        view.set_values({"summary": "甲"})
    assert not view.dirty


def test_every_form_of_the_program_can_be_shown(show):
    for form in all_forms().values():
        view = show(form)
        assert view.values().keys() >= {
            f.name for f in form.fields() if f.on_screen and f.kind not in VALUELESS
        }
        view.close()


# -- keyboard (F80) ---------------------------------------------------------------------------


def test_enter_goes_through_the_fields_in_the_order_of_reading(show, qtbot):
    view = show()
    view.go_to("accepted_on")
    way = []
    for _ in range(3):
        press(qtbot, Qt.Key.Key_Return)
        way.append(focused())
    assert way[0] is view.cell("dispute_type").editor.combo
    assert way[1] is view.cell("summary").editor.box
    assert way[2] is view.cell("summary").editor.box, "in long text Enter begins a paragraph"


def test_enter_over_an_open_list_goes_on_with_what_was_meant(show, qtbot):
    """The first Enter only closed the list: the next words were typed after the initials."""
    view = show()
    view.go_to("dispute_type")
    combo = view.cell("dispute_type").editor.combo
    qtbot.keyClicks(combo.line, "lljf")
    popup = combo.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert focused() is view.cell("summary").editor.box
    assert combo.line.text() == "邻里纠纷"


def test_control_enter_leaves_long_text(show, qtbot):
    view = show()
    view.go_to("summary")
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert focused() is view.cell("amount").editor.line
    assert view.cell("summary").editor.box.toPlainText() == ""


def test_tab_follows_the_order_of_reading(show, qtbot):
    view = show()
    view.go_to("amount")
    press(qtbot, Qt.Key.Key_Tab)
    assert focused() is view.cell("copies").editor.line
    press(qtbot, Qt.Key.Key_Backtab)
    assert focused() is view.cell("amount").editor.line


WAYS = tuple(
    all_forms()[code]
    for code in (
        "corrections.c02",
        "corrections.c10",
        "resettlement.sheet",
        "resettlement.visit",
    )
)


@pytest.mark.parametrize("form", WAYS, ids=lambda form: form.code)
def test_tab_and_backtab_go_through_a_whole_paper_that_shows_values(form, show, qtbot):
    """From a text or a day below a list Tab went back to the list, and round and round."""
    view = show(form, values={})
    view.focus_first()
    first, way = focused(), [focused()]
    while len(way) < 200:
        press(qtbot, Qt.Key.Key_Tab)
        if focused() is first:
            break
        way.append(focused())
    halts = [h for cell in view._cells.values() for h in cell.editor.focusable()]
    inside = [widget for widget in way if widget in halts]
    assert inside == [h for h in halts if h.isVisible() and h.isEnabled()]
    press(qtbot, Qt.Key.Key_Backtab)
    back = [focused()]
    while focused() is not first:
        press(qtbot, Qt.Key.Key_Backtab)
        back.append(focused())
    assert back == [*reversed(way)]


def test_tab_leaves_a_paper_for_the_button_below_it(qtbot):
    view = FormView(PAPER, FormContext(today=lambda: TODAY))
    page, above, below = QWidget(), QPushButton("返回"), QPushButton("保存")
    layout = QVBoxLayout(page)
    for widget in (above, view, below):
        layout.addWidget(widget)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    view.set_values({})
    view.go_to("last")
    press(qtbot, Qt.Key.Key_Tab)
    assert focused() is below
    view.focus_first()
    press(qtbot, Qt.Key.Key_Backtab)
    assert focused() is above


def test_a_case_can_be_entered_with_the_keyboard_alone(show, qtbot):
    view = show()
    view.go_to("accepted_on")
    qtbot.keyClicks(focused(), "0301")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.keyClicks(focused(), "lljf")
    press(qtbot, Qt.Key.Key_Return)
    type_chinese(focused(), "张某翻建围墙。")
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(focused(), "800")
    press(qtbot, Qt.Key.Key_Return)
    values = view.values()
    assert values["accepted_on"] == date(2026, 3, 1)
    assert values["dispute_type"]
    assert values["summary"] == "张某翻建围墙。"
    assert values["amount"] == 80_000
    assert view.dirty


def test_f1_explains_the_field_and_escape_puts_it_away(show, qtbot):
    """F79: how to fill it, with an example."""
    view = show()
    view.go_to("summary")
    press(qtbot, Qt.Key.Key_F1)
    assert "写清经过" in view.bubble.text
    assert "张某翻建围墙越界" in view.bubble.text
    press(qtbot, Qt.Key.Key_Escape)
    assert view.bubble.text == ""


def test_the_strip_says_how_the_focused_field_is_filled(show):
    view = show()
    view.go_to("amount")
    assert "1.2万" in view.hint_strip.text


# -- repeated rows ----------------------------------------------------------------------------


def parties(view) -> RowsEditor:
    editor = view.cell("parties").editor
    assert isinstance(editor, RowsEditor)
    return editor


def opened(row) -> CardRow:
    assert isinstance(row, CardRow)
    row.open()
    return row


def test_a_required_list_begins_with_a_blank_row_that_does_not_count(show):
    view = show()
    assert len(parties(view).rows()) == 1
    assert view.values()["parties"] == []


def test_a_row_is_added_removed_and_taken_back(show, qtbot):
    view = show(values={"parties": [MA]})
    qtbot.mouseClick(parties(view).add_button, Qt.MouseButton.LeftButton)
    row = parties(view).rows()[1]
    assert row.values()["side"] == "respondent", "after an applicant the other side is meant"
    type_chinese(focused(), "李某某")
    assert [r["name"].name for r in view.values()["parties"]] == ["马德福", "李某某"]
    parties(view).rows()[0].remove_asked.emit()
    assert [r["name"].name for r in view.values()["parties"]] == ["李某某"]
    parties(view)._take_back()
    assert [r["name"].name for r in view.values()["parties"]] == ["马德福", "李某某"]


def test_rows_change_places(show):
    view = show(values={"parties": [MA, LI]})
    parties(view).rows()[1].move_asked.emit(-1)
    assert [r["uid"] for r in view.values()["parties"]] == ["p2", "p1"]


def test_a_company_is_asked_for_its_credit_code_and_a_person_for_the_birth_date(show):
    view = show(values={"parties": [MA, {**LI, "kind": "legal"}]})
    person, company = (opened(row) for row in parties(view).rows())

    def asked(row):
        return {cell.field.name for cell in row.cells() if not cell.isHidden()}

    assert "birth_date" in asked(person)
    assert "credit_code" not in asked(person)
    assert "credit_code" in asked(company)
    assert "birth_date" not in asked(company)


def test_a_minor_is_asked_for_a_guardian(show):
    """民法典 17, 23."""
    view = show(values={"parties": [{**MA, "birth_date": date(2015, 1, 1)}]})
    row = opened(parties(view).rows()[0])
    assert not next(c for c in row.cells() if c.field.name == "guardian_name").isHidden()


def test_an_identity_number_fills_sex_and_birth_date(show, qtbot):
    """F36."""
    view = show(values={"parties": [MA]})
    row = opened(parties(view).rows()[0])
    cells = {cell.field.name: cell for cell in row.cells()}
    qtbot.keyClicks(cells["id_number"].editor.first(), "11010519491231002x")
    row._left("id_number")
    assert cells["sex"].editor.value() == "2"
    assert cells["birth_date"].editor.value() == date(1949, 12, 31)
    assert cells["id_number"].editor.value() == "11010519491231002X"


def test_a_wrong_check_digit_is_said_once(show, qtbot):
    """While typing it is a calm note; once saving was refused it is the problem, and only that."""
    view = show(values={"parties": [MA]})
    row = opened(parties(view).rows()[0])
    cell = next(cell for cell in row.cells() if cell.field.name == "id_number")
    qtbot.keyClicks(cell.editor.first(), "110105194912310021")
    row._left("id_number")

    def said() -> list[str]:
        labels = cast(list[QLabel], cell.findChildren(QLabel))
        lines = [line for line in labels if not line.isHidden()]
        return [line.text().rstrip("。") for line in lines if "校验位" in line.text()]

    assert len(said()) == 1
    cell.mark(said()[0] + "。")
    assert len(said()) == 1
    cell.mark("")
    assert len(said()) == 1


def test_a_person_already_here_fills_the_blanks_of_the_row(show):
    """F38: nothing typed is replaced."""
    hit = PersonHit(PersonRef("马德福", "c1"), values={"phone": "13900000001", "address": "别处"})
    view = show(values={"parties": [{**MA, "address": "习岗镇"}]})
    row = opened(parties(view).rows()[0])
    row._picked(hit)
    values = row.values()
    assert values["phone"] == "13900000001"
    assert values["address"] == "习岗镇"


def test_the_places_for_signatures_follow_the_parties(show):
    view = show(values={"parties": [MA, LI]})
    assert any("马德福" in label.text() for label in view.page._shown)


def test_fixed_wording_follows_what_is_typed(show, qtbot):
    view = show()
    view.cell("copies").editor.line.clear()
    qtbot.keyClicks(view.cell("copies").editor.line, "5")
    assert any("5" in label.text() and "一式" in label.text() for label in view.page._shown)


# -- problems ---------------------------------------------------------------------------------


def test_what_is_wrong_stands_under_the_field_and_the_bar_leads_there(show, qtbot):
    view = show()
    view.mark([Problem("summary", "“纠纷简要情况”还没有填写。"), Problem("amount", "太大。")])
    assert view.cell("summary").message == "“纠纷简要情况”还没有填写。"
    assert focused() is view.cell("summary").editor.box
    view.problem_bar.jump.emit(view.problem_bar.problems[1])
    assert focused() is view.cell("amount").editor.line


def test_a_problem_inside_a_closed_card_opens_it(show):
    view = show(values={"parties": [MA, LI]})
    view.mark([Problem("parties", "没有住址", row=1, column="address")])
    cell = next(c for c in parties(view).rows()[1].cells() if c.field.name == "address")
    assert cell.isVisible()
    assert cell.message == "没有住址"


def test_a_field_put_right_loses_its_mark(show, qtbot):
    view = show()
    view.mark([Problem("amount", "太大。")])
    qtbot.keyClicks(view.cell("amount").editor.line, "5")
    assert view.cell("amount").message == ""
    assert view.problem_bar.isHidden()


def test_what_cannot_be_read_is_marked_before_anything_is_saved(show, qtbot):
    view = show()
    qtbot.keyClicks(view.cell("accepted_on").editor.day_line.line, "0231")
    assert not view.readable()
    assert view.cell("accepted_on").message
    (said,) = view.problem_bar.problems
    assert said.message.startswith("“受理日期”"), "above the form no field stands beside the words"


# -- facts of the case ------------------------------------------------------------------------


def test_a_fact_can_be_set_apart_for_one_paper(show, qtbot):
    """F2: shared by the case, corrected for one printing."""
    view = show()
    switch = view.cell("accepted_on").switch
    assert switch.text() == "本案共用"
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.text() == "只改本文书"
    assert view.own() == {"accepted_on"}


def test_a_field_of_the_paper_alone_has_no_switch(show):
    assert show().cell("summary").switch is None


# -- drafts (F41) -----------------------------------------------------------------------------


@pytest.fixture
def drafts(store):
    return DraftService(store)


def test_half_a_form_survives_a_power_cut(show, qtbot, drafts):
    """Trust L4: what is typed is in the encrypted store within seconds."""
    view = show()
    view.keep_drafts(drafts, "test/1", "受理登记表")
    view.go_to("summary")
    type_chinese(focused(), "张某翻建围墙。")
    view.cell("accepted_on").set_own(True)
    view.keep_now()
    view.close()

    again = show()
    assert again.keep_drafts(drafts, "test/1", "受理登记表")
    assert again.values()["summary"] == "张某翻建围墙。"
    assert again.own() == {"accepted_on"}
    assert "找回了" in again.notice.text
    assert again.dirty


def test_leaving_a_field_keeps_the_draft(show, qtbot, drafts):
    view = show()
    view.keep_drafts(drafts, "test/1", "受理登记表")
    view.go_to("summary")
    type_chinese(focused(), "张某")
    with qtbot.waitSignal(view.draft_kept):
        press(qtbot, Qt.Key.Key_Tab)
    assert drafts.find("test/1").values["summary"] == "张某"


def test_a_recovered_draft_can_be_given_up(show, qtbot, drafts):
    drafts.keep("test/1", "受理登记表", {"summary": "旧的"})
    view = show(values={"summary": "已保存的"})
    view.keep_drafts(drafts, "test/1", "受理登记表")
    assert view.values()["summary"] == "旧的"
    button = view.notice._actions.itemAt(0).widget()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view.values()["summary"] == "已保存的"
    assert drafts.find("test/1") is None


def test_a_saved_form_leaves_no_draft(show, qtbot, drafts):
    view = show()
    view.keep_drafts(drafts, "test/1", "受理登记表")
    qtbot.keyClicks(view.cell("amount").editor.line, "5")
    view.keep_now()
    view.saved()
    assert drafts.find("test/1") is None
    assert not view.dirty


def test_autosave_waits_while_the_store_is_busy(show, qtbot, drafts):
    busy = [True]
    view = show(busy=lambda: busy[0])
    view.keep_drafts(drafts, "test/1", "受理登记表")
    qtbot.keyClicks(view.cell("amount").editor.line, "5")
    view.keep_now()
    assert drafts.find("test/1") is None
    busy[0] = False
    view.keep_now()
    assert drafts.find("test/1").saved_at == datetime(2026, 3, 2, 9)
