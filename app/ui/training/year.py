"""年度: what each person owes and has, the pace of the year, and who will miss it (J14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.days import show_date
from app.forms.training import PERSONAL_RECORD, YEAR_REGISTER
from app.services.month_end.recounts import training_table
from app.ui import dialogs, theme
from app.ui.desk_tools import DeskTools
from app.ui.register_view import Column, RegisterModel, RegisterView
from app.ui.reported_window import ReportedWindow

__all__ = ["YearView"]

TONES = {"达标": "good", "未达标": "bad", "落后进度": "warn", "数据不全": "warn", "无任务": "muted"}
BAR = 2
"""The column with the bars."""


class YearView(QWidget):
    """The year as a table with bars. ``changed`` carries words for the status bar."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._years = tools.desk.training.years
        now = tools.today().year
        self.year = QComboBox()
        for one in range(now, now - 6, -1):
            self.year.addItem(f"{one}年", one)
        self.year.currentIndexChanged.connect(lambda _: self.reload())
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            searchable=False,
            empty="还没有在岗人员。先在“人员”里登记人员和岗位，这里就会算出每人应训天数。",
            busy=lambda: tools.desk.busy,
        )
        self.register.table.setItemDelegateForColumn(BAR, BarDelegate(self.register.table))
        self.register.opened.connect(lambda row: self.print_person(row["uid"]))
        self.register.add_row_action("打印个人记录", lambda row: self.print_person(row["uid"]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar())
        layout.addWidget(self.summary)
        layout.addWidget(self.register, 1)
        self.setFocusProxy(self.register)

    def _bar(self) -> QHBoxLayout:
        words = QLabel("年度(&D)")
        words.setBuddy(self.year)
        self.person_button = QPushButton("打印个人记录")
        self.person_button.setToolTip("光标所在的人；在表上按回车也可以")
        self.print_button = QPushButton("打印年度表")
        self.print_button.setToolTip("Ctrl+P")
        self.export_button = QPushButton("导出表格")
        self.freeze_button = QPushButton("上报并封存")
        self.freeze_button.setToolTip("把这一年的表按现在的样子留底；以后改签到要写原因")
        self.changes_button = QPushButton("上报后变动…")
        self.changes_button.setToolTip("打印、导出过的表里，哪些数字后来变了")
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(words)
        bar.addWidget(self.year)
        bar.addStretch(1)
        for button, act in (
            (self.person_button, self._print_current_person),
            (self.print_button, self.print_table),
            (self.export_button, self.export),
            (self.freeze_button, self.freeze),
            (self.changes_button, self.show_changes),
        ):
            button.clicked.connect(lambda _=False, act=act: act())
            bar.addWidget(button)
        return bar

    # -- what is shown ------------------------------------------------------------------------------

    @property
    def chosen(self) -> int:
        """The year shown."""
        return int(self.year.currentData())

    def reload(self) -> None:
        """Reckon the year again."""
        self._rows = self._years.table(self.chosen)
        self._missing = [
            p.name for p in self._years.year(self.chosen) if p.here and p.forecast.will_miss
        ]
        self.register.refresh()
        self.summary.setText(self._summary())
        some = bool(self._rows)
        for button in (self.person_button, self.print_button, self.export_button):
            button.setEnabled(some)
        frozen = self._years.reported(self.chosen)
        self.freeze_button.setVisible(some and frozen is None)

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, _filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        rows = list(getattr(self, "_rows", []))
        if sort:
            rows.sort(key=lambda row: row[sort], reverse=descending)
        return rows[offset : offset + limit], len(rows)

    def _summary(self) -> str:
        owing = [row for row in self._rows if row["required_days"]]
        if not owing:
            return ""
        met = sum(row["verdict"] == "达标" for row in owing)
        words = f"有培训任务{len(owing)}人，已达标{met}人。"
        if self._missing and self.chosen == self._tools.today().year:
            words += f"按现在的进度和已排的班次，年底会差天数的：{'、'.join(self._missing)}。"
        if frozen := self._years.reported(self.chosen):
            words += f"{show_date(frozen[0])}已上报封存"
            words += "；现在的数字与上报时不同。" if self._differs(frozen[1]) else "。"
        return words

    def _differs(self, reported: Sequence[Mapping[str, Any]]) -> bool:
        """Whether somebody's credited days are no longer those that were reported."""
        before = {row["uid"]: str(row.get("credited_days")) for row in reported}
        now = {row["uid"]: str(row["credited_days"]) for row in self._rows}
        return before != now

    def show_person(self, uid: str) -> None:
        """Put the cursor on a person."""
        model = self.register.model
        line = next((n for n in range(model.total) if model.row(n)["uid"] == uid), -1)
        if line >= 0:
            self.register.table.setCurrentIndex(model.index(line, 0))
        self.register.table.setFocus()

    # -- paper and table ------------------------------------------------------------------------------

    def _keep(self, way: str) -> str:
        """Keep the table as it leaves the office (F70); its version and checksum."""
        desk = self._tools.desk
        return desk.reported.keep(training_table(desk, self.chosen), way).stamp

    def show_changes(self) -> None:
        """What changed after it was reported, and whose."""
        window = ReportedWindow(self, self._tools.desk)
        window.wants.connect(lambda target: self.show_person(target.uid))
        window.exec()

    def print_table(self) -> None:
        """Preview the yearly table, kept as it is."""
        stamp = self._keep("print")
        self._tools.preview_register(
            self,
            YEAR_REGISTER,
            self._rows,
            title=f"{self.chosen}{YEAR_REGISTER.title}",
            note=f"{self._tools.as_of()}  {stamp}",
            file_name=self._file_name("培训年度表"),
        )

    def export(self) -> None:
        """The yearly table as a workbook, kept as it is."""
        stamp = self._keep("export")
        self._tools.save_workbook(
            self,
            YEAR_REGISTER,
            self._rows,
            note=f"{self._tools.as_of()}  {stamp}",
            file_name=self._file_name("培训年度表"),
            done=self.changed.emit,
        )

    def print_person(self, uid: str) -> None:
        """Preview one person's record of the year."""
        values = self._years.personal_record(uid, self.chosen)
        name = self._file_name("个人培训记录")
        self._tools.preview_paper(self, PERSONAL_RECORD, values, name)

    def _print_current_person(self) -> None:
        row = self.register.current()
        if row is None:
            self.changed.emit("先在表上选一个人。")
        else:
            self.print_person(row["uid"])

    def freeze(self) -> None:
        """Keep the table as reported."""
        if dialogs.ask(
            self,
            f"上报并封存{self.chosen}年度的表？",
            "封存后，改动这一年的签到要写更正原因；上报时的数字留底，可以随时比对。",
            yes="封存",
            careful=True,
        ) and self._tools.attempt(self, lambda: self._years.freeze(self.chosen)):
            self.reload()
            self.changed.emit(f"{self.chosen}年度培训表已封存。")

    def _file_name(self, what: str) -> str:
        return f"{self._tools.desk.identity.code}-{what}-{self.chosen}"


class BarDelegate(QStyledItemDelegate):
    """已计 of 应训 as a calm bar; a thin line shows where the year should be by now."""

    Index = QModelIndex | QPersistentModelIndex

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the bar and its figures."""
        style = QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter)
        row = cast(RegisterModel, index.model()).row(index.row())
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if row is None or not row["required_days"]:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height, figures = theme.px(10), theme.px(76)
        left, width = rect.left() + theme.px(6), rect.width() - figures - theme.px(12)
        top = rect.center().y() - height / 2
        scale = width / float(max(row["required_days"], row["credited_days"]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(QRectF(left, top, width, height), height / 2, height / 2)
        painter.setBrush(theme.colour(BARS.get(row["verdict"], "accent")))
        done = float(row["credited_days"]) * scale
        if done:
            painter.drawRoundedRect(
                QRectF(left, top, max(done, height), height), height / 2, height / 2
            )
        if row["pace_days"]:
            painter.setPen(QPen(theme.colour("muted"), max(theme.px(2), 1)))
            x = left + float(row["pace_days"]) * scale
            painter.drawLine(round(x), round(top - 4), round(x), round(top + height + 4))
        painter.setPen(theme.colour("ink"))
        words = f"{row['credited_days']:f} / {row['required_days']:f}"
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -theme.px(8), 0), side, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as a line."""
        return super().sizeHint(option, index)


BARS = {"达标": "good", "落后进度": "warn_line", "未达标": "bad"}


def _days(name: str) -> Any:
    return lambda row: f"{row[name]:f}" if row[name] else ""


COLUMNS = (
    Column(title="姓名", text=lambda r: r["name"], sort="name", width=100),
    Column(title="岗位", text=lambda r: r["role"], sort="role", width=140),
    Column(
        title="已计 / 应训（天）",
        text=lambda r: f"{r['credited_days']:f} / {r['required_days']:f}",
        sort="credited_days",
        width=280,
        tip=lambda r: f"到今天应达{r['pace_days']:f}天（竖线）",
    ),
    Column(
        title="尚缺",
        text=_days("short_days"),
        sort="short_days",
        width=70,
        right=True,
    ),
    Column(title="进度应达", text=_days("pace_days"), sort="pace_days", width=90, right=True),
    Column(
        title="结论",
        text=lambda r: r["verdict"],
        sort="verdict",
        width=96,
        tone=lambda r: TONES.get(r["verdict"], ""),
    ),
    Column(
        title="预测",
        text=lambda r: r["forecast"],
        sort="forecast",
        width=200,
        tone=lambda r: "bad" if "差" in r["forecast"] else "muted",
    ),
    Column(title="待核", text=_days("pending_days"), width=64, right=True),
    Column(title="说明", text=lambda r: r["note"], width=220),
)
