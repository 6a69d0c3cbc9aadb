"""县局配置包 as the clerks have it: brought in, tried, signed at the bureau; taken at the office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.rules.profiles import rule_book
from app.ui.bundles.county import CountyBundleWindow
from app.ui.bundles.office import OfficeBundleDialog
from app.ui.form_dialog import FormDialog
from app.ui.reports.page import ReportsPage
from tests.services.bundles.conftest import RISK, RULE
from tests.sync.conftest import county, office
from tests.sync.county import BUREAU
from tests.ui.sending import LONG, bureau_desk, clerk, office_desk

__all__ = ["clerk", "county", "office"]

DAY = date(2026, 12, 15)


@pytest.fixture
def window(county, clock, clerk, tmp_path) -> CountyBundleWindow:
    clock.set(datetime(2026, 11, 27, 9, 0))
    clerk.picks_folder(tmp_path)
    made: CountyBundleWindow = clerk.opens(CountyBundleWindow(None, bureau_desk(county)))
    return made


def answering(clerk, **values: object) -> Callable[[FormDialog], None]:
    """Fill a short form in and press its button."""

    def answer(dialog: FormDialog) -> None:
        dialog.view.set_values(values)
        clerk.qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)

    return answer


def bring(clerk, window, folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(text, "utf-8")
    clerk.picks_files(path)
    with clerk.in_dialog(FormDialog, answering(clerk, since=DAY, source="贺司发〔2026〕21号")):
        clerk.clicks(window.bring)
    clerk.waits_for(window)


def test_a_fault_is_shown_with_its_place_and_keeps_the_button_grey(window, clerk, tmp_path):
    bring(clerk, window, tmp_path, "risk.toml", RISK.replace('label = "低"', "label = 3"))
    assert not window.sign.isEnabled()
    assert window.below.currentWidget() is window.faults
    line = window.faults.register.model.row(0)
    assert (line.about, line.where) == ("codes/risk.toml", "第 7 行 label")
    assert "1 处要改" in window.state.text()


def test_from_the_bureaus_window_to_the_office(window, county, office, clerk, qtbot, tmp_path):
    """F64 from end to end: what the county sets is looked at, taken, and counts from its day."""
    bring(clerk, window, tmp_path, "training.toml", RULE)
    bring(clerk, window, tmp_path, "risk.toml", RISK)
    assert window.below.tabText(0) == "会改变什么（3）"
    with clerk.in_dialog(FormDialog, answering(clerk, note="十二月十五日起执行")):
        clerk.clicks(window.sign)
    file = tmp_path / "640122-bundle-001.sfb"
    qtbot.waitUntil(file.exists, timeout=LONG)
    clerk.waits_for(window)
    qtbot.waitUntil(lambda: "可以拔出" in clerk.last, timeout=LONG)
    assert "最近签发的是第 1 版（11月27日）" in window.state.text()
    assert not window.sign.isEnabled()

    desk = office_desk(office)
    page = clerk.opens(ReportsPage(desk))
    clerk.picks_files(file)
    seen: list[str] = []

    def take(dialog: OfficeBundleDialog) -> None:
        seen.append(dialog.heading.text())
        clerk.clicks(dialog.select)
        qtbot.waitUntil(dialog.take.isEnabled, timeout=LONG)
        seen.append(dialog.detail.text())
        assert dialog.lines.register.model.total == 3
        clerk.clicks(dialog.take)
        qtbot.waitUntil(lambda: "第 1 版已采用" in clerk.last, timeout=LONG)
        seen.append(dialog.heading.text())
        dialog.accept()

    with clerk.in_dialog(OfficeBundleDialog, take):
        clerk.clicks(page.head.bundle)
    clerk.waits_for(page)
    assert "还没有导入过" in seen[0]
    assert "县局的话：十二月十五日起执行" in seen[1]
    assert seen[2] == "本所用的是县局配置包第 1 版。"
    assert "采用县局配置包 1 条" in page.head.figures.text()
    rules = rule_book("training", BUREAU)
    assert rules.resolve("training.required_days", DAY, cls="head").value == 16


def test_a_refused_bundle_is_told_in_a_sentence(office, clerk, qtbot, tmp_path):
    dialog = OfficeBundleDialog(None, office_desk(office).bundles)
    qtbot.addWidget(dialog)
    dialog.show()
    bad = tmp_path / "640122-bundle-009.sfb"
    bad.write_bytes(b"nothing of ours")
    dialog.look(bad)
    qtbot.waitUntil(lambda: bool(clerk.heard), timeout=LONG)
    assert "这不是本程序的报送文件" in clerk.last
    assert not dialog.take.isEnabled()


def test_the_minimum_is_raised_in_the_window(window, clerk):
    """Trust §11, G6: what is asked of every office's program stands in the next version."""
    with clerk.in_dialog(FormDialog, answering(clerk, minimum_suite=1, minimum_reader=2)):
        clerk.clicks(window.minimum)
    clerk.waits_for(window)
    line = window.changes.register.model.row(0)
    assert line.about == "最低要求"
    assert "至少能读第 2 代" in line.words
    assert window.sign.isEnabled()
