"""The dated lists of a person's page: which columns each shows, what it begins with, how it prints.

A tab asks for its lists by name; the service knows each name's table, form and checks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.forms import corrections_entries as entries
from app.forms import corrections_events as events
from app.forms import corrections_health as health
from app.forms import corrections_plan as plan
from app.forms import corrections_sanctions as sanctions
from app.forms.corrections import NAME
from app.forms.definition import Form
from app.ui import theme
from app.ui.dated_rows import DatedRows, RowActions, RowStep
from app.ui.desk_tools import DeskTools
from app.ui.layouts import GridFlow

__all__ = ["LISTS", "CardsTab", "List", "card", "dated_list", "print_slip", "words_label"]


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """How a kind of dated rows is shown. ``today`` names the fields that begin with today."""

    title: str
    form: Form
    columns: tuple[str, ...]
    empty: str
    today: tuple[str, ...] = ("from_on",)
    values: dict[str, Any] = field(default_factory=dict)
    prints: bool = False


LISTS: dict[str, List] = {
    "control_change": List(
        title="管理类别",
        form=entries.CONTROL_CHANGE,
        columns=("from_on", "control_class", "reason"),
        empty="还没有确定管理类别。日常监管的次数按类别算，请先登记。",
    ),
    "suspension": List(
        title="暂停监管",
        form=entries.SUSPENSION,
        columns=("kind", "from_on", "until_on"),
        empty="没有。被羁押、住院等不能报到的，登记起止日。",
    ),
    "court_order": List(
        title="禁止令",
        form=entries.COURT_ORDER,
        columns=("content", "from_on", "until_on"),
        empty="没有禁止令。",
    ),
    "group_member": List(
        title="矫正小组",
        form=entries.GROUP_MEMBER,
        columns=("name", "sex", "role", "phone"),
        empty="还没有矫正小组成员。女性对象的小组应有女性成员。",
    ),
    "declaration": List(
        title="宣告",
        form=plan.DECLARATION,
        columns=("held_at", "kind", "host", "place"),
        empty="还没有宣告。小组成员到场；未成年人由监护人到场，不公开。",
        today=(),
        values={"kind": "entry"},
        prints=True,
    ),
    "corrections_plan": List(
        title="矫正方案",
        form=plan.PLAN,
        columns=("made_on", "risk", "supervision", "made_by"),
        empty="还没有矫正方案。",
        today=("made_on",),
        prints=True,
    ),
    "plan_adjustment": List(
        title="方案调整",
        form=plan.PLAN_ADJUSTMENT,
        columns=("adjusted_on", "reason", "content"),
        empty="没有调整。情况变化的，登记调整的原因和内容。",
        today=("adjusted_on",),
    ),
    "plan_review": List(
        title="实施效果评估",
        form=plan.PLAN_REVIEW,
        columns=("reviewed_on", "effect", "opinion"),
        empty="还没有评估。",
        today=("reviewed_on",),
    ),
    "term_change": List(
        title="减刑和期限变更",
        form=plan.TERM_CHANGE,
        columns=("decided_on", "kind", "new_ends_on", "document_number"),
        empty="没有变更。收到减刑裁定书后登记，原止日留在记录里。",
        today=(),
        values={"kind": "commutation"},
    ),
    "positioning": List(
        title="电子定位",
        form=sanctions.POSITIONING,
        columns=("from_on", "until_on", "ground", "decision_number"),
        empty="没有使用电子定位装置。",
        values={},
    ),
    "inquiry": List(
        title="调查评估",
        form=events.INQUIRY,
        columns=("commission_received_on", "commissioned_by", "inquiry_result", "adopted"),
        empty="没有。收到委托函的，登记委托、完成和采纳情况。",
        today=("commission_received_on",),
        prints=True,
    ),
    "reoffence": List(
        title="再犯罪",
        form=events.REOFFENCE,
        columns=("happened_on", "kind", "offences", "document_number"),
        empty="没有。收到公安、法院来函后登记。",
        today=("happened_on",),
    ),
    "incident": List(
        title="突发事件",
        form=events.INCIDENT,
        columns=("happened_on", "kind", "facts", "county_told_on"),
        empty="没有。",
        today=("happened_on",),
        prints=True,
    ),
    "health_report": List(
        title="身体情况报告和病情复查",
        form=health.HEALTH_REPORT,
        columns=("reported_on", "kind", "hospital", "findings"),
        empty="还没有报告。身体情况每月报告，保外就医的每三个月复查。",
        today=("reported_on",),
        values={"kind": "body"},
    ),
    "health_extension": List(
        title="期限调整",
        form=health.HEALTH_EXTENSION,
        columns=("kind", "due_on", "new_due_on", "document_number"),
        empty="没有调整过报告、复查的期限。",
        today=(),
        values={"kind": "recheck"},
    ),
    "guarantor_check": List(
        title="保证人核查",
        form=health.GUARANTOR_CHECK,
        columns=("checked_on", "guarantor_name", "note"),
        empty="还没有核查过保证人。",
        today=("checked_on",),
        values={"capable": True, "at_liberty": True, "settled": True, "nearby": True},
    ),
}
"""Every dated list by the name the service knows."""


def dated_list(
    tools: DeskTools,
    uid: str,
    name: str,
    *,
    fresh: Callable[[], dict[str, Any]] = dict,
    steps: Sequence[RowStep] = (),
) -> DatedRows:
    """The list called ``name`` of one person; ``fresh`` adds to what a new entry begins with."""
    shown = LISTS[name]
    persons = tools.desk.corrections.persons

    def begin() -> dict[str, Any]:
        today: date = tools.today()
        return {**dict.fromkeys(shown.today, today), **shown.values, **fresh()}

    printing = RowStep("打印", lambda row: print_slip(section, tools, uid, shown.form, row))
    section = DatedRows(
        shown.title,
        shown.form,
        shown.columns,
        tools,
        replace(
            RowActions.of(persons, uid, name),
            ask=lambda values, row: persons.ask_row(uid, name, values, row),
        ),
        scope=f"{shown.form.code}/{uid}",
        empty=shown.empty,
        fresh=begin,
        context=tools.context(),
        steps=(*steps, printing) if shown.prints else steps,
    )
    return section


def print_slip(
    parent: QWidget, tools: DeskTools, uid: str, form: Form, values: dict[str, Any]
) -> None:
    """One entry as a slip for the file: the form with the person's name over it."""
    slip = form
    if all(one.name != "name" for one in form.fields()):
        slip = replace(form, rows=((NAME,), *form.rows))
    name = tools.desk.corrections.persons.card(uid).name
    number = f"{tools.desk.identity.code}-{form.code.rsplit('.', 1)[-1].upper()}"
    tools.preview_paper(parent, slip, {**values, "name": name}, f"{number}-{tools.today():%Y%m%d}")


def card(title: str, *widgets: QWidget, buttons: Sequence[QWidget] = ()) -> QFrame:
    """A framed card: heading with buttons on its right, widgets below."""
    frame = QFrame()
    frame.setProperty("role", "card")
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    head = QHBoxLayout()
    head.addWidget(heading)
    head.addStretch(1)
    for button in buttons:
        head.addWidget(button)
    layout = QVBoxLayout(frame)
    side = theme.px(12)
    layout.setContentsMargins(side, theme.px(8), side, theme.px(10))
    layout.addLayout(head)
    for widget in widgets:
        layout.addWidget(widget)
    return frame


def words_label(role: str = "") -> QLabel:
    """A label for sentences: it wraps, and can be copied from."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label


class CardsTab(QScrollArea):
    """A tab of cards: full ones above each other, lists two abreast where there is room.

    ``changed`` carries a sentence for the status bar.
    """

    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self._tools, self._uid = tools, uid
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("role", "plain")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, theme.px(10), theme.px(4), 0)
        self._column.setSpacing(theme.px(10))
        self._column.addStretch(1)
        self.setWidget(inner)
        self.lists: dict[str, DatedRows] = {}

    def put(self, widget: QWidget) -> None:
        """A card as wide as the tab, below what is there."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def put_lists(self, *names: str) -> None:
        """The dated lists called so, two abreast."""
        self.put_abreast([self.add_list(name) for name in names])

    def put_abreast(self, widgets: Sequence[QWidget]) -> None:
        """Cards two abreast where there is room."""
        grid = QWidget()
        flow = GridFlow(grid, gap=theme.px(10), line_gap=theme.px(10), unit=theme.px(420), most=2)
        for widget in widgets:
            flow.add(widget)
        self.put(grid)

    def add_list(
        self,
        name: str,
        *,
        fresh: Callable[[], dict[str, Any]] = dict,
        steps: Sequence[RowStep] = (),
    ) -> DatedRows:
        """Make a list of this person and keep it under its name."""
        section = dated_list(self._tools, self._uid, name, fresh=fresh, steps=steps)
        title = LISTS[name].title
        section.changed.connect(lambda: self.done(f"{title}已保存。"))
        self.lists[name] = section
        return section

    def reload(self) -> None:
        """Read everything again."""
        for section in self.lists.values():
            section.reload()

    def only_read(self, why: str) -> None:
        """The lists can only be read, and say why; "" allows everything again."""
        for section in cast("list[DatedRows]", self.findChildren(DatedRows)):
            section.only_read(why)

    def done(self, words: str) -> None:
        """Something was saved."""
        self.reload()
        self.changed.emit(words)

    def show_part(self, name: str) -> None:
        """Bring a list into sight."""
        if (section := self.lists.get(name)) is not None:
            self.ensureWidgetVisible(section)
            section.new.setFocus()
