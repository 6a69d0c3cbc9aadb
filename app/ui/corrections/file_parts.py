"""Beside the list of a working file: one part with what can be filed in it; who got a paper when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.days import short_day
from app.forms.codes import label
from app.forms.corrections_papers.file import DELIVERY_ENTRY
from app.forms.definition import Field, Form, Kind
from app.forms.formset import formset
from app.forms.issuers import Issuer, issued_by
from app.forms.registry import form as form_of
from app.services.corrections.file import WORKING
from app.services.corrections.paper_sources import LISTS
from app.services.dossier_parts import DossierPart
from app.services.scans import ScanCard
from app.ui import theme
from app.ui.desk_tools import DeskTools
from app.ui.elided import ElidedLabel
from app.ui.layouts import LineLayout, clear
from app.ui.scans_panel import ScanHome, ScansPanel

__all__ = ["DeliveryStrip", "PartPanel"]


FROM_RECORDS = frozenset(
    {
        *("c02", "c08", "c09", "c09_frequent", "c10", "c11", "c12"),
        *("c09_control", "c09_report", "c09_residence", "c09_positioning"),
        *("c09_admonition", "c09_warning", "c09_praise", "c14", "c15", "c16", "c17"),
        *("c18_probation", "c18_parole", "c18_imprison", "c18_arrest", "c18_commute"),
        *("c13_letter", "c13_decision", "c13_notice", "c19_use", "c19_extend", "c19_lift"),
        *("c19_notice", "c20_record", "c21", "c22", "c24", "daily_control", "delivery"),
    }
)
"""What is recorded elsewhere has its paper by itself."""

WHERE = {
    "plan": "矫正方案在“小组与方案”里登记，文书自动归入。",
    "visits": "走访在“日常监管”里登记，文书自动归入。",
    "talks": "月见面的谈话在“日常监管”里登记，文书自动归入；其他谈话可以在这里新做。",
    "leaves": "外出在“请销假”里登记，文书自动归入。",
    "matters": "管理类别调整在“状态”里登记，报告复查期限在“健康与保证人”里登记，审批表自动归入。",
    "sanctions": "奖惩在“奖惩与查找”里登记，审批表和决定书自动归入。",
    "positioning": "电子定位在“奖惩与查找”里登记，文书自动归入。",
    "search": "脱离监管和查找在“奖惩与查找”里登记，查找记录自动归入。",
    "change": "执行地变更在“状态”里登记，提请减刑、撤销和收监在“奖惩与查找”里登记，文书自动归入。",
    "deliveries": "送达在每份文书下面登记，回证自动归入。",
}
"""Where the records behind a part are kept."""


SCAN_ENTRY = Form(
    code="corrections.scan_entry",
    title="扫描件的题名和文号",
    source="卷内目录的通行栏目（DA/T 22）",
    rows=(
        (Field("title", "题名", required=True, help="照文件上的标题写。"),),
        (
            Field("number", "文号", help="照文件抄写；没有的留空。"),
            Field("dated_on", "日期", Kind.DATE, help="文件上的日期。"),
        ),
        (Field("author", "责任者", help="制发文件的机关或者个人。"),),
    ),
)


class PartPanel(QWidget):
    """A part: buttons for the papers that can be made in it, and its scans.

    ``wanted`` carries the code of a form.
    """

    wanted = Signal(str)
    changed = Signal()

    def __init__(self, tools: DeskTools, person: str) -> None:
        super().__init__()
        self._tools, self._person = tools, person
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.buttons = QWidget()
        self._flow = LineLayout(self.buttons, gap=theme.px(8), line_gap=theme.px(8), fill=False)
        self.scans = ScansPanel(tools.desk)
        self.scans.changed.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.note)
        column.addWidget(self.buttons)
        column.addWidget(self.scans, 1)

    def show_part(self, part: DossierPart) -> None:
        """Show what lies in the part and what can be added."""
        makable = [
            code
            for code in (*part.part.forms, *part.part.also)
            if self.can_make(code)
            and (form_of(code).repeatable or code not in {item.form for item in part.items})
        ]
        clear(self._flow)
        for code in makable:
            button = QPushButton(f"新做：{form_of(code).title}")
            button.clicked.connect(lambda _=False, code=code: self.wanted.emit(code))
            self._flow.add(button, at_least=button.sizeHint().width())
        self.buttons.setVisible(bool(makable))
        self.note.setText(_about(part, makes=bool(makable)))
        theme.set_role(self.note, "problem" if part.missing else "muted")
        corrections = self._tools.desk.corrections
        parts = formset(WORKING).parts
        home = ScanHome(corrections.scans, self._person, parts, self._describe)
        self.scans.show_home(home, part.part.code)

    def _describe(self, scan: ScanCard) -> bool:
        """Ask what 卷内目录 says of a scan."""
        scans = self._tools.desk.corrections.scans

        def keep(values: dict[str, Any]) -> None:
            about = {name: values[name] for name in ("number", "author", "dated_on")}
            scans.change(scan.uid, title=values["title"], **about)

        return self._tools.fill(
            self,
            SCAN_ENTRY,
            keep,
            scope=f"{SCAN_ENTRY.code}/{scan.uid}",
            values={
                "title": scan.title,
                "number": scan.number,
                "author": scan.author,
                "dated_on": scan.dated_on,
            },
        )

    @staticmethod
    def can_make(code: str) -> bool:
        """Whether a paper is made here; those of leaves, visits and meetings follow their records."""
        return code.removeprefix("corrections.") not in FROM_RECORDS and code not in LISTS


def _about(part: DossierPart, *, makes: bool) -> str:
    ways = "可以新做文书，也可以存入扫描件。" if makes else "原件扫描后存入这里。"
    where = WHERE.get(part.part.code, "")
    if part.missing:
        return f"{part.missing}。{where}{ways}"
    if not part.items:
        return f"这一件还没有文件。{where}{ways}"
    return f"这一件有{len(part.items)}份文件，左边点开每一份，扫描件在下面。{where}"


class DeliveryStrip(QFrame):
    """送达: who got the paper in hand when and how; ``changed`` after a new entry."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._form = self._subject = self._recipient = ""
        theme.set_role(self, "strip")
        self.words = ElidedLabel()
        self.receipt = _button("打印空白回证", self._print_receipt)
        self.record = _button("登记送达…", self._record)
        self.undo = _button("撤销最近一次", self._undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(4), theme.px(6), theme.px(4))
        row.addWidget(self.words, 1)
        for button in (self.undo, self.receipt, self.record):
            row.addWidget(button)

    def show_paper(self, form: str, subject: str, recipient: str) -> None:
        """Show the deliveries of a paper; hidden for papers that are handed to nobody."""
        self._form, self._subject, self._recipient = form, subject, recipient
        rule = issued_by(form)
        handed = rule.issuer in {Issuer.COUNTY, Issuer.DECIDING} or bool(rule.template)
        self.setVisible(handed)
        if not handed:
            return
        found = self._tools.desk.corrections.deliveries.of_paper(form, subject)
        self.undo.setVisible(bool(found))
        self.words.setText("送达：" + ("；".join(map(_said, found)) if found else "还没有登记"))

    def _record(self) -> None:
        deliveries = self._tools.desk.corrections.deliveries
        taken = self._tools.fill(
            self,
            DELIVERY_ENTRY,
            lambda values: deliveries.record(self._form, self._subject, values),
            scope=f"{DELIVERY_ENTRY.code}/{self._subject}",
            about="当面送达的，让本人在存根或者送达回证上签名；拒绝签收的选“留置送达”并写明事由。",
            values={
                "recipient": self._recipient,
                "received_by": self._recipient,
                "way": "direct",
                "delivered_on": self._tools.today(),
            },
            yes="登记",
        )
        if taken:
            self.changed.emit("已登记送达；送达回证归入档案“送达回证”。")

    def _undo(self) -> None:
        deliveries = self._tools.desk.corrections.deliveries
        found = deliveries.of_paper(self._form, self._subject)
        if found and self._tools.attempt(self, lambda: deliveries.remove(found[-1]["uid"])):
            self.changed.emit("已撤销最近一次送达登记。")

    def _print_receipt(self) -> None:
        deliveries = self._tools.desk.corrections.deliveries
        filed = deliveries.receipt_to_take_along(self._form, self._subject)
        name = f"{self._tools.desk.identity.code}-receipt-{self._tools.today():%Y%m%d}"
        self._tools.preview_paper(self, filed.form, filed.values, name)


def _said(delivery: dict[str, Any]) -> str:
    day, way = delivery["delivered_on"], label("delivery_way", delivery["way"])
    return f"{delivery['recipient']}（{short_day(day)}，{way}）"


def _button(words: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(words)
    button.clicked.connect(lambda _=False: act())
    return button
