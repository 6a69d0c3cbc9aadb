"""空白表格 from the menu: every paper can be printed empty for the pen (F48)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.paths import Profile
from app.services.desk import Desk
from app.services.settings import Identity
from app.ui import pdf_view
from app.ui.blank_forms import BlankForms, for_hand, printable, staged


@pytest.fixture
def menu(qtbot, store, tmp_path):
    identity = Identity(kind="office", code="640122100", name="习岗司法所")
    window = QWidget()
    qtbot.addWidget(window)
    return BlankForms(Desk(store, Profile(tmp_path), identity), window)


def test_the_menu_lists_the_papers_of_every_duty(menu):
    menu.aboutToShow.emit()
    duties = [action.text() for action in menu.actions()]
    assert duties == ["人民调解", "社区矫正", "安置帮教", "队伍培训"]
    titles = {form.title for form in printable()["mediation"]}
    assert {"人民调解申请书", "人民调解协议书", "人民调解回访记录"} <= titles
    assert "当事人与代理人" not in titles, "a sheet of the screen is no paper"


def test_an_empty_paper_comes_to_the_preview(menu, qtbot, monkeypatch):
    shown: list[bytes] = []
    monkeypatch.setattr(pdf_view, "preview", lambda *a, **k: shown.append(a[2]))
    form = next(f for f in printable()["mediation"] if f.title == "人民调解申请书")
    menu.show_blank(form)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown[0].startswith(b"%PDF")


def test_the_papers_of_corrections_stand_by_stage():
    """Seventy papers in one menu would not fit a screen."""
    stages = staged(printable()["corrections"])
    assert "社区矫正宣告书" in [form.title for form in stages["入矫"]]
    assert "解除社区矫正证明书" in [form.title for form in stages["期满和终止"]]
    assert "准予外出通知书" in [form.title for form in stages["外出"]]
    assert all(len(forms) <= MOST for forms in stages.values())
    assert list(staged(printable()["mediation"])) == [""], "one menu is enough there"


MOST = 30
"""Lines of a menu that a small screen can show."""


NOBODYS = {"corrections.delegation", "corrections.special_period"}


def test_an_entry_to_be_filled_by_hand_asks_whose_it_is():
    """帮扶登记 without a name: on the screen it stands beside the person."""
    listed = [*printable()["corrections"], *printable()["resettlement"]]
    for form in (f for f in listed if f.title.endswith(("登记", "确定")) and f.code not in NOBODYS):
        labels = [field.label for field in for_hand(form).fields()]
        assert "姓名" in labels, form.title
    member = next(f for f in listed if f.title == "矫正小组成员")
    assert [field.label for field in for_hand(member).fields()][:2] == ["社区矫正对象", "姓名"]
    sheet = next(f for f in listed if f.title == "安置帮教计划")
    assert for_hand(sheet) is sheet, "a paper has its name already"


def test_what_is_only_asked_on_the_screen_is_no_blank_form():
    assert "删除登记" not in {form.title for form in printable()["resettlement"]}
