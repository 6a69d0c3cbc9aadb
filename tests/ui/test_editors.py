"""Every kind of field can be typed into and gives back the value it names."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, Qt

from app.forms.definition import VALUELESS, Field, Kind, PersonRef, TimeRange
from app.ui import theme
from app.ui.editors import EDITORS, SHOWN, FormContext, PersonHit, make_editor
from app.ui.editors.dates import read_time
from tests.ui.conftest import type_chinese

TODAY = date(2026, 3, 2)
CONTEXT = FormContext(today=lambda: TODAY)
NAMED = Field("name", "姓名", Kind.PERSON)
COLUMNS = (Field("name", "名称"), Field("copies", "份数", Kind.NUMBER, default=1))

SAMPLES = {
    Kind.TEXT: (Field("t", "事由"), "邻里纠纷"),
    Kind.LONG_TEXT: (Field("t", "经过", Kind.LONG_TEXT), "第一段\n第二段"),
    Kind.DATE: (Field("d", "日期", Kind.DATE), date(2026, 3, 15)),
    Kind.DATETIME: (Field("d", "时间", Kind.DATETIME), datetime(2026, 3, 15, 9, 30)),
    Kind.TIME_RANGE: (
        Field("d", "起止", Kind.TIME_RANGE),
        TimeRange(datetime(2026, 3, 15, 9, 30), datetime(2026, 3, 15, 11, 0)),
    ),
    Kind.NUMBER: (Field("n", "份数", Kind.NUMBER, unit="份"), 3),
    Kind.MONEY: (Field("m", "金额", Kind.MONEY), 1_234_550),
    Kind.CHOICE: (Field("c", "性别", Kind.CHOICE, codes="sex"), "2"),
    Kind.MULTI_CHOICE: (
        Field("c", "权限", Kind.MULTI_CHOICE, codes="agent_power"),
        ("evidence", "concede"),
    ),
    Kind.BOOL: (Field("b", "疑难复杂", Kind.BOOL), True),
    Kind.PERSON: (NAMED, PersonRef("马德福", "uid-1")),
    Kind.ROWS: (
        Field("r", "证据", Kind.ROWS, columns=COLUMNS),
        [{"uid": "u", "name": "照片", "copies": 2}],
    ),
}


def editor_for(qtbot, field, context=CONTEXT):
    editor = make_editor(field, context)
    qtbot.addWidget(editor)
    editor.show()
    return editor


def test_every_kind_has_its_place_on_screen():
    assert EDITORS.keys() | SHOWN.keys() == set(Kind)
    assert SHOWN.keys() == VALUELESS


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.value)
def test_what_is_shown_is_given_back(qtbot, kind):
    field, value = SAMPLES[kind]
    editor = editor_for(qtbot, field)
    editor.set_value(value)
    assert editor.value() == value
    assert editor.complaint() == ""


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.value)
def test_an_emptied_editor_holds_nothing(qtbot, kind):
    field, value = SAMPLES[kind]
    editor = editor_for(qtbot, field)
    editor.set_value(value)
    editor.set_value(None)
    assert not editor.value()


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.value)
def test_showing_a_value_is_no_change_of_the_clerks(qtbot, kind):
    field, value = SAMPLES[kind]
    editor = editor_for(qtbot, field)
    with qtbot.assertNotEmitted(editor.changed):
        editor.set_value(value)


def test_a_date_is_typed_short_and_written_in_full_when_left(qtbot):
    """F80: 0315 is enough."""
    editor = editor_for(qtbot, SAMPLES[Kind.DATE][0])
    qtbot.keyClicks(editor.day_line.line, "0315")
    assert editor.value() == date(2026, 3, 15)
    editor.on_leave()
    assert editor.day_line.line.text() == "2026年3月15日"
    assert editor.weekday.text() == "周日"


def test_tomorrow_is_a_date(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.DATE][0])
    type_chinese(editor.day_line.line, "明天")
    assert editor.value() == date(2026, 3, 3)


def test_up_and_down_turn_the_day(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.DATE][0])
    editor.set_value(date(2026, 2, 28))
    qtbot.keyClick(editor.day_line.line, Qt.Key.Key_Up)
    assert editor.value() == date(2026, 3, 1)


def test_a_day_is_picked_from_the_calendar_with_the_keyboard(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.DATE][0])
    editor.set_value(date(2026, 3, 10))
    qtbot.keyClick(editor.day_line.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = editor.day_line._popup.calendar
    calendar.activated.emit(calendar.selectedDate().addDays(1))
    assert editor.value() == date(2026, 3, 11)


def test_what_is_no_date_is_said_and_gives_no_value(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.DATE][0])
    qtbot.keyClicks(editor.day_line.line, "0231")
    assert editor.value() is None
    assert "2月" in editor.complaint()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("9:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("9点半", time(9, 30)),
        ("9时5分", time(9, 5)),
        ("下午3点", time(15)),
        ("晚上8点一刻", time(20, 15)),
        ("15", time(15)),
        ("\uff10\uff19\uff13\uff10", time(9, 30)),
    ],
)
def test_a_time_may_be_typed_as_people_say_it(typed, meant):
    assert read_time(typed) == meant


@pytest.mark.parametrize("typed", ["25", "9:75", "早饭后", ""])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - the editor says it in its own words
        read_time(typed)


def test_a_meeting_ends_on_the_day_it_began_unless_another_is_given(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.TIME_RANGE][0])
    qtbot.keyClicks(editor.start_day.line, "0315")
    qtbot.keyClicks(editor.start_time, "0930")
    qtbot.keyClicks(editor.end_time, "11")
    assert editor.value() == SAMPLES[Kind.TIME_RANGE][1]


def test_an_end_before_the_start_is_said(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.TIME_RANGE][0])
    qtbot.keyClicks(editor.start_day.line, "0315")
    qtbot.keyClicks(editor.start_time, "1100")
    qtbot.keyClicks(editor.end_time, "0930")
    assert "早于" in editor.complaint()


def test_money_is_typed_in_yuan_and_read_back_in_words(qtbot):
    """F43: 1.2万 is twelve thousand yuan, kept in fen."""
    editor = editor_for(qtbot, SAMPLES[Kind.MONEY][0])
    qtbot.keyClicks(editor.line, "1.2w")
    assert editor.value() == 1_200_000
    assert editor.words.text() == "大写：壹万贰仟元整"
    editor.on_leave()
    assert editor.line.text() == "12,000"


def test_a_fraction_is_kept_exactly(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.NUMBER][0])
    qtbot.keyClicks(editor.line, "1.50")
    assert editor.value() == Decimal("1.50")


def test_a_number_out_of_bounds_is_said(qtbot):
    editor = editor_for(qtbot, Field("copies", "份数", Kind.NUMBER, minimum=2))
    qtbot.keyClicks(editor.line, "1")
    assert editor.complaint() == "不能小于 2。"


def test_a_choice_is_found_by_pinyin_initials(qtbot):
    editor = editor_for(qtbot, Field("d", "纠纷类型", Kind.CHOICE, codes="dispute_type"))
    qtbot.keyClicks(editor.combo.line, "lljf")
    editor.on_leave()
    assert editor.combo.line.text() == "邻里纠纷"
    assert editor.value()


def test_typing_narrows_the_list_that_pops_up(qtbot):
    editor = editor_for(qtbot, Field("d", "纠纷类型", Kind.CHOICE, codes="dispute_type"))
    type_chinese(editor.combo.line, "物业")
    shown = editor.combo.completer().completionModel()
    assert [shown.index(n, 0).data() for n in range(shown.rowCount())] == ["物业纠纷"]


def test_words_that_are_no_choice_are_said(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.CHOICE][0])
    type_chinese(editor.combo.line, "不知道")
    assert editor.value() is None
    assert "不在列表中" in editor.complaint()


def test_a_code_no_longer_offered_still_shows_its_label(qtbot):
    """A record of last year keeps its type when the table changes."""
    field = Field("party", "委托人", choices_only := Kind.TEXT)
    context = FormContext(today=lambda: TODAY, choices=lambda _: [("u1", "马德福")])
    editor = editor_for(qtbot, field, context)
    editor.set_value("u1")
    assert editor.combo.line.text() == "马德福"
    assert choices_only is Kind.TEXT


def test_a_sentence_offered_by_the_desk_is_read_whole(qtbot):
    """What is owed, by whom and until when, is longer than any entry of a code table."""
    owed = "某农业科技有限公司：60,000元，2026年6月30日前；" * 2
    context = FormContext(today=lambda: TODAY, choices=lambda _: [("a", owed)])
    editor = editor_for(qtbot, Field("obligation", "履行事项", Kind.CHOICE), context)
    editor.set_value("a")
    editor.resize(theme.px(1200), editor.height())
    line = editor.combo.line
    qtbot.waitUntil(lambda: line.width() > line.fontMetrics().horizontalAdvance(owed))


def test_the_wheel_never_turns_a_choice(qtbot):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    editor = editor_for(qtbot, SAMPLES[Kind.CHOICE][0])
    editor.set_value("1")
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor.combo, event)
    assert editor.value() == "1"


def test_a_person_already_here_is_offered_and_picked(qtbot):
    """F38: 此人已登记."""
    hit = PersonHit(PersonRef("马德福", "uid-1"), "男 1966年生 黎明村")
    asked = []

    def people(field, typed):
        asked.append((field, typed))
        return [hit]

    editor = editor_for(qtbot, NAMED, FormContext(today=lambda: TODAY, people=people))
    type_chinese(editor.line, "马")
    editor._ask()
    assert asked[-1] == ("name", "马")
    with qtbot.waitSignal(editor.picked) as picked:
        editor._completer.activated[QModelIndex].emit(editor._lines.index(0))
    assert picked.args == [hit]
    assert editor.value() == PersonRef("马德福", "uid-1")
    assert not editor.tag.isHidden()


def test_another_name_typed_over_a_pick_is_another_person(qtbot):
    editor = editor_for(qtbot, NAMED)
    editor.set_value(PersonRef("马德福", "uid-1"))
    editor.line.selectAll()
    type_chinese(editor.line, "马德全")
    assert editor.value() == PersonRef("马德全", None)


def test_long_text_grows_with_its_lines(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.LONG_TEXT][0])
    editor.resize(500, 300)
    before = editor.box.height()
    editor.set_value("\n".join(f"第{n}行" for n in range(12)))
    assert editor.box.height() > before


def test_a_rare_character_outside_the_basic_plane_is_kept(qtbot):
    editor = editor_for(qtbot, SAMPLES[Kind.TEXT][0])
    type_chinese(editor.line, "李𠮷娟")
    assert editor.value() == "李𠮷娟"
