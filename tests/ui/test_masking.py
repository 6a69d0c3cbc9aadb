"""E3: ID numbers, telephones and addresses are cut wherever nothing is typed, on every page.

The office is filled with what a practice office holds and then walked through; what the store keeps
in a column of numbers, telephones or addresses must not be readable in any widget that only shows.
Forms being filled show the whole, for a number is compared with its paper there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QTextEdit,
    QWidget,
)
from sqlalchemy import inspect, select, text

from app.demo.office_work import month_of_corrections, resettled, training_days
from app.models.audit import AuditEntry
from app.models.mediation import MediationCase
from app.paths import Profile
from app.services.bureau.review import ReviewQuery
from app.services.desk import Desk
from app.services.settings import Identity
from app.services.veil import SHOWN_OF_ADDRESS, veil
from app.ui.bureau.record import RecordDialog
from app.ui.corrections.page import CorrectionsPage
from app.ui.desk_tools import DeskTools
from app.ui.main_window import MainWindow
from app.ui.mediation.case_forms import context_of
from app.ui.mediation.committees_dialog import CommitteesDialog
from app.ui.mediation.page import MediationPage
from app.ui.preferences import Preferences
from app.ui.reports.county_letters import CountyLetters
from app.ui.resettlement.page import ResettlementPage
from app.ui.resettlement.take_over import TakeOverDialog
from app.ui.tabs import tabs_of
from app.ui.trash_dialog import TrashDialog
from app.ui.unveil import Unveil
from tests.services.corrections.test_transfers import OUT
from tests.sync.conftest import county
from tests.ui.sending import bureau_desk, office_desk

__all__ = ["county"]

TODAY = datetime(2026, 11, 27, 9)
LONG = 20_000
ADDRESS = "立岗镇兰光村七组{}号"
PARTY = {"id_number": "640122198503069977", "phone": "13900000301"}
COMPLAINT = "对方电话13900000302，证件640122197001019974。"
"""Numbers that somebody wrote among other words."""


@pytest.fixture
def desk(store, clock, tmp_path) -> Desk:
    """A practice office with something of every kind in it."""
    clock.set(TODAY)
    office = Identity(
        kind="office",
        code="640122100",
        name="立岗司法所",
        county_code="640122",
        county_name="贺兰县",
        practice=True,
    )
    made = Desk(store, Profile(tmp_path), office)
    fill(made)
    return made


def fill(made: Desk) -> None:
    """What a month brings to an office."""
    _mediation(made)
    _corrections(made)
    _resettlement(made)
    training_days(made.training, TODAY.date())
    for number, row in enumerate(made.training.staff.roll()):
        values = made.training.staff.sheet(row["uid"])
        made.training.staff.edit(row["uid"], {**values, "phone": f"1390000040{number}"})


def _mediation(desk: Desk) -> None:
    committee = desk.mediation.committees.save(
        {"name": "立岗镇人民调解委员会", "short_name": "立岗", "kind": "township"}
    )
    desk.mediation.committees.save_mediator(
        committee, {"name": "测试员甲", "from_on": date(2024, 1, 1), "phone": "13900000501"}
    )
    for number, private in enumerate((False, True)):
        who = "隐私" if private else "公开"
        uid = desk.mediation.cases.open(
            {
                "dispute_type": "neighbour",
                "source": "application",
                "summary": f"围墙越界。{COMPLAINT}",
                "restricted": private,
                "parties": [
                    {
                        "name": f"测{who}甲",
                        "side": "applicant",
                        "address": ADDRESS.format(number),
                        **PARTY,
                    },
                    {"name": f"测{who}乙", "side": "respondent", "phone": "13900000303"},
                ],
                "mediators": [{"name": "测试员甲"}],
            },
            committee=committee,
        )
        desk.mediation.procedure.accept(uid, date(2026, 11, 2))
        desk.mediation.dossier.add_wanted(uid)
        desk.mediation.review.check(uid)


def _corrections(desk: Desk) -> None:
    month = month_of_corrections(desk.corrections, TODAY.date())
    persons = desk.corrections.persons
    sheet = persons.sheet(month.person)
    persons.edit(
        month.person,
        {
            **sheet,
            "address": ADDRESS.format(8),
            "registered_address": ADDRESS.format(9),
            "home_phone": "13900000601",
            "family": [{"name": "测母", "relation": "母", "place": ADDRESS.format(21)}],
        },
    )
    persons.add_row(
        month.person,
        "group_member",
        {"name": "测成员", "role": "family", "phone": "13900000602", "from_on": date(2026, 10, 1)},
    )
    desk.corrections.leaves.apply(
        month.person,
        {
            "kind": "ordinary",
            "reason": "family",
            "reason_text": f"探望亲属。{COMPLAINT}",
            "destination": "宁夏回族自治区银川市兴庆区",
            "destination_address": ADDRESS.format(10),
            "from_on": date(2026, 11, 28),
            "until_on": date(2026, 11, 29),
            "contact_phone": "13900000603",
            "host_name": "测亲属",
            "host_phone": "13900000604",
            "applied_on": date(2026, 11, 24),
        },
    )
    moved = {**OUT, "new_address": ADDRESS.format(11)}
    days = {
        name: value.replace(year=2026, month=11)
        for name, value in moved.items()
        if isinstance(value, date)
    }
    desk.corrections.transfers.apply(
        month.person, "out", {**moved, **days, "move_on": date(2026, 12, 30)}
    )


def _resettlement(desk: Desk) -> None:
    person = resettled(desk.resettlement, TODAY.date())
    sheet = desk.resettlement.persons.sheet(person)
    lives = {"address": ADDRESS.format(12), "away_at": ADDRESS.format(22)}
    family = [{"name": "测兄", "relation": "兄", "place": ADDRESS.format(23)}]
    desk.resettlement.persons.edit(person, {**sheet, **lives, "family": family})
    entries = desk.resettlement.entries
    visit = {"happened_on": TODAY.date(), "method": "home", "outcome": "met", "staff": "测试员甲"}
    visit |= {"place": ADDRESS.format(24), "situation": "在家务农。"}
    entries.add_row(person, "visit", visit)
    settled = {"kind": "farming", "from_on": TODAY.date(), "place": ADDRESS.format(25)}
    entries.add_row(person, "placement", settled)
    desk.resettlement.prerelease.add_missing(
        "11月名单",
        date(2026, 11, 20),
        {
            "name": "测漏报",
            "id_number": "640122199001019971",
            "registered_address": ADDRESS.format(13),
            "prison": "测试监狱",
            "release_on": date(2026, 12, 20),
            "sex": "1",
        },
    )


@pytest.fixture
def secrets(desk: Desk) -> dict[str, str]:
    """What the office's store keeps in such columns."""
    return secrets_of(desk)


def secrets_of(desk: Desk) -> dict[str, str]:
    """What a store keeps in such columns: value → column."""
    found: dict[str, str] = {}
    with desk._database.begin() as session:
        connection = session.connection()
        for table in inspect(connection).get_table_names():
            for column in inspect(connection).get_columns(table):
                name = column["name"]
                if not name.endswith(("id_number", "phone", "address")):
                    continue
                for (value,) in session.execute(text(f'SELECT DISTINCT "{name}" FROM "{table}"')):
                    if value and veil(name, value) != value:
                        found[str(value)] = name
    found |= {"13900000302": "written among words", "640122197001019974": "written among words"}
    found |= {ADDRESS.format(number): "where somebody lives" for number in range(21, 26)}
    assert len(found) > 20, found
    assert {len(v) > SHOWN_OF_ADDRESS for v in found} == {True}
    return found


# --- reading a window ----------------------------------------------------------------------------


def words_of(widget: QWidget) -> Iterator[str]:
    """Everything that can be read in a widget and its children without typing, tips included."""
    for one in (widget, *widget.findChildren(QWidget)):
        yield one.toolTip()
        yield one.accessibleDescription()
        if isinstance(one, (QLabel, QAbstractButton)):
            yield one.text()
        elif isinstance(one, QGroupBox):
            yield one.title()
        elif isinstance(one, QLineEdit) and one.isReadOnly():
            yield one.text()
        elif isinstance(one, (QPlainTextEdit, QTextEdit)) and one.isReadOnly():
            yield one.toPlainText()
        elif isinstance(one, QAbstractItemView) and one.model() is not None:
            yield from _of_model(one, QModelIndex())


def _of_model(view: QAbstractItemView, parent: QModelIndex) -> Iterator[str]:
    model = view.model()
    if isinstance(model, QAbstractListModel):
        columns, rows = 1, 0 if parent.isValid() else model.rowCount()
    else:
        columns, rows = model.columnCount(parent), model.rowCount(parent)
    for row in range(min(rows, 200)):
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in (
                Qt.ItemDataRole.DisplayRole,
                Qt.ItemDataRole.ToolTipRole,
                Qt.ItemDataRole.AccessibleTextRole,
            ):
                yield str(index.data(role) or "")
        yield from _of_model(view, model.index(row, 0, parent))


class Reader:
    """Walks the window and remembers where a secret was to be read."""

    def __init__(self, secrets: dict[str, str]) -> None:
        self.secrets = secrets
        self.seen: set[tuple[str, str, str]] = set()
        self.read = 0

    def look(self, where: str, widget: QWidget) -> None:
        QApplication.processEvents()
        for words in words_of(widget):
            self.read += bool(words)
            for secret, column in self.secrets.items():
                if secret in words:
                    self.seen.add((where, column, words))

    def tabs(self, where: str, widget: Any) -> None:
        """The widget with each of its tabs in front."""
        self.look(where, widget)
        for tabs in widget.findChildren(QTabWidget):
            for place in range(tabs.count()):
                tabs.setCurrentIndex(place)
                self.look(f"{where} {tabs.tabText(place)}", widget)


@pytest.fixture
def window(qtbot, desk, tmp_path) -> Iterator[MainWindow]:
    made = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
    made.resize(1366, 728)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    today: Any = made.page("today")
    qtbot.waitUntil(lambda: not today.waiting, timeout=LONG)
    yield made
    setattr(made, "_keep_everything", lambda: True)  # noqa: B010
    made.close()
    made.release()
    shiboken6.delete(made)


def turn_to(window: MainWindow, name: str) -> Any:
    window.tabs.setCurrentIndex(window._place(name))
    return window.page(name)


def persons_of(desk: Desk) -> tuple[str, str]:
    """Somebody in corrections, somebody in resettlement."""
    from app.services.corrections.register import PersonQuery
    from app.services.resettlement.register import HelpQuery

    supervised = desk.corrections.persons.page(PersonQuery()).rows[0]["uid"]
    helped = desk.resettlement.persons.page(HelpQuery()).rows[0]["uid"]
    return supervised, helped


def dialogs_of(desk: Desk, window: MainWindow) -> list[Callable[[], QWidget]]:
    tools = DeskTools(desk)
    return [
        lambda: CommitteesDialog(window, desk),
        lambda: TakeOverDialog(window, tools),
        lambda: CountyLetters(window, desk),
        lambda: TrashDialog(window, desk),
    ]


def test_no_page_shows_a_whole_number_where_nothing_is_typed(
    qtbot, desk: Desk, window: MainWindow, secrets: dict[str, str]
):
    reader = Reader(secrets)
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        qtbot.wait(50)
        reader.tabs(window.tabs.tabText(place), window)
    supervised, helped = persons_of(desk)
    corrections = turn_to(window, "corrections")
    assert isinstance(corrections, CorrectionsPage)
    corrections.open_person(supervised)
    reader.tabs("矫正对象", window)
    corrections.show_calendar()
    for row in range(corrections.calendar.table.model().rowCount()):
        corrections.calendar.table.setCurrentIndex(corrections.calendar.table.model().index(row, 0))
        reader.look("外出日历", window)
    for words, show in (
        ("成批登记", corrections.start_batch),
        ("学时", corrections.start_hours),
        ("期满", corrections.show_due),
        ("统计", corrections.show_statistics),
    ):
        show()
        reader.look(words, window)
    resettlement = turn_to(window, "resettlement")
    assert isinstance(resettlement, ResettlementPage)
    resettlement.open_person(helped)
    reader.tabs("帮教对象", window)
    mediation = turn_to(window, "mediation")
    assert isinstance(mediation, MediationPage)
    with desk._database.begin() as session:
        cases = [case.uid for case in session.query(MediationCase)]
    for case in cases:
        mediation.open_case(case)
        assert mediation.case is not None
        for part in ("people", "check", *(f.form for f in desk.mediation.papers.listed(case))):
            mediation.case.go(part)
            reader.look(f"案件 {part}", window)
    for make in dialogs_of(desk, window):
        dialog = make()
        qtbot.addWidget(dialog)
        dialog.show()
        reader.tabs(type(dialog).__name__, dialog)
    for typed in ("测", "139000003", "围墙"):
        window.search.setText(typed)
        window.search.look()
        reader.look(f"搜索 {typed}", window.search.popup)
    hits = context_of(desk, cases[0]).people("party", "测")
    hits = [*hits, *DeskTools(desk).context().people("name", "测")]
    assert hits
    for hit in hits:
        for secret, column in secrets.items():
            if secret in hit.detail:
                reader.seen.add(("输入姓名时的提示", column, hit.detail))
    assert reader.read > 1000, "the walk read something"
    for one in sorted(reader.seen):
        print(*one, sep=" | ")
    assert sorted(reader.seen) == []


def test_no_page_of_a_bureau_shows_one_either(qtbot, county, clock, tmp_path):
    """What the offices sent, page by page and record by record (E3)."""
    clock.set(TODAY)
    office = county.office()
    fill(office_desk(office))
    county.accept(office.send("2026-10"))
    desk = bureau_desk(county)
    secrets = secrets_of(desk)
    window = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
    qtbot.addWidget(window, before_close_func=lambda w: w.release())
    window.show()
    reader = Reader(secrets)
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        page = window.current()
        qtbot.waitUntil(lambda page=page: not getattr(page, "waiting", False), timeout=LONG)
        if (work := getattr(page, "_work", None)) is not None:
            qtbot.waitUntil(lambda work=work: not work.busy, timeout=LONG)
        reader.tabs(window.tabs.tabText(place), window)
        if work is not None:
            qtbot.waitUntil(lambda work=work: not work.busy, timeout=LONG)
    kinds = set()
    for line in desk.bureau.review.page(ReviewQuery(states=()), limit=500).lines:
        dialog = RecordDialog(window, desk.bureau, line.office, line.kind, line.uid)
        qtbot.addWidget(dialog)
        dialog.show()
        reader.tabs(f"记录 {line.kind}", dialog)
        kinds.add(line.kind)
    assert {"case", "corrections", "leave", "resettlement", "staff", "mediator"} <= kinds
    for typed in ("测", "139000003"):
        window.search.setText(typed)
        window.search.look()
        reader.look(f"搜索 {typed}", window.search.popup)
    assert reader.read > 1000
    assert sorted(reader.seen) == []


# --- showing them ----------------------------------------------------------------------------------


def revealed(desk: Desk) -> list[tuple[str, str]]:
    """What the log says was shown whole: what it is, and its number."""
    with desk._database.begin() as session:
        query = select(AuditEntry).where(AuditEntry.kind == "reveal")
        return [(json.loads(e.detail)["what"], e.subject) for e in session.scalars(query)]


def tick(qtbot: Any, box: Unveil) -> None:
    assert box.isVisible()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
    assert box.isChecked()


def read_at(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(words_of(widget))


@pytest.mark.parametrize(
    ("where", "secret", "logged"),
    [
        ("group", "13900000602", "社区矫正对象"),
        ("leave", "13900000603", "社区矫正对象"),
        ("timeline", ADDRESS.format(11), "社区矫正对象"),
        ("calendar", "13900000101", "外出日历"),
        ("helped", "13900000102", "安置帮教花名册"),
        ("lists", "640122199001019971", "预释放核查名单"),
        ("staff", "13900000400", "工作人员名册"),
    ],
)
def test_one_button_shows_the_whole_until_the_page_is_left(
    qtbot, desk: Desk, window: MainWindow, where: str, secret: str, logged: str
):
    """The button is there, what it shows is written down, and whoever comes next finds it cut."""
    page, shown, box = place_of(desk, window, where)
    assert secret not in read_at(shown)
    assert revealed(desk) == []
    tick(qtbot, box)
    assert secret in read_at(shown)
    ((what, number),) = revealed(desk)
    assert what == logged
    assert number.startswith("640122100"), "no name in the log"
    window.tabs.setCurrentIndex(0)
    assert not box.isChecked()
    window.tabs.setCurrentIndex(window._place(page))
    assert secret not in read_at(shown)
    assert len(revealed(desk)) == 1


def place_of(desk: Desk, window: MainWindow, where: str) -> tuple[str, QWidget, Unveil]:
    """Page, what shows the number, its button."""
    supervised, _ = persons_of(desk)
    if where in {"group", "leave", "timeline", "calendar"}:
        page = turn_to(window, "corrections")
        if where == "calendar":
            page.show_calendar()
            page.calendar.turn(0)
            return "corrections", page.calendar, page.calendar.unveil
        page.open_person(supervised)
        tabs = {"group": "plan", "leave": "leave", "timeline": "timeline"}
        return "corrections", page.person.open_tab(tabs[where]), page.person.unveil
    if where in {"helped", "lists"}:
        page = turn_to(window, "resettlement")
        page.tabs.setCurrentIndex(0 if where == "helped" else 1)
        shown = page.roll if where == "helped" else page.lists
        return "resettlement", shown, shown.unveil if where == "helped" else shown.whole
    page = turn_to(window, "training")
    page.tabs.setCurrentIndex(0)
    return "training", page.staff, page.staff.unveil


def test_the_search_calls_a_private_case_by_its_number(qtbot, desk: Desk, window: MainWindow):
    """人民调解法 23: the box names no party of a case that touches privacy until it is asked to."""
    box = window.search
    box.setFocus()
    box.setText("测隐私")
    box.look()
    lines = [box.popup.list.item(n).text() for n in range(box.popup.list.count())]
    (case,) = [line for line in lines if "案件" in line]
    assert "测隐私" not in case
    assert "涉及隐私，打开后查看" in case
    assert any(line.startswith("测隐私甲") for line in lines), "the person is found by name"
    tick(qtbot, box.unveil)
    assert box.popup.isVisible()
    shown = read_at(box.popup)
    assert "13900000301" in shown
    assert revealed(desk) == [("搜索结果", "640122100")]
    box.popup.hide()
    assert not box.unveil.isChecked()


def test_an_office_may_show_them_always(qtbot, desk: Desk, tmp_path):
    """设置: then there is no button, and nothing is cut."""
    desk.settings.change_habits({"mask_numbers": False})
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.open_person(persons_of(desk)[0])
    assert page.person is not None
    tab = page.person.open_tab("plan")
    assert "13900000602" in read_at(tab)
    assert not page.person.unveil.isVisible()
