"""改统计表栏目 and 改文书编号: lines of a table, edited in place, put into the next version (F64)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.forms.bundle import BUNDLE_FILE
from app.services.bundles.designs_tables import NumberLine, ReportLine, TableChoice
from app.services.desk import Desk
from app.ui import dialogs, theme
from app.ui.edit_table import EditColumn, EditTable, Row
from app.ui.editors import FormContext
from app.ui.form_dialog import FormDialog
from app.ui.parts import button, line_of, text

__all__ = ["NumbersPage", "ReportColumnsPage"]

MOST_SAID = 3
UNCHANGED = "现在是程序自带的样子。"


class _LinesPage(QWidget):
    """What both pages share: a table, what is wrong with it, and 存入下一版."""

    kept = Signal(str)

    def __init__(self, desk: Desk, columns: Sequence[EditColumn], about: str) -> None:
        super().__init__()
        self._desk, self._designs = desk, desk.table_designs
        self._source = ""
        self._days: tuple[date, ...] = ()
        self.dirty = False
        self.table = EditTable(columns, self._locked)
        self.state = text("", "muted")
        self.state.setWordWrap(False)
        self.faults = text("", "problem")
        self.keep = button("存入下一版…", self.keep_lines, role="primary", key="Ctrl+S")
        self.undo = button("恢复原样", self.reload)
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.px(8))
        self.tools = line_of((self.undo, self.keep))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self.head)
        column.addLayout(self.tools)
        column.addWidget(text(about, "muted"))
        column.addWidget(self.table, 1)
        column.addWidget(self.faults)
        self.table.edited.connect(self._edited)

    def may_leave(self) -> bool:
        """Whether what was changed is kept, or may be given up."""
        self.table.commit()
        return not self.dirty or dialogs.ask(
            self,
            "这张表改过，还没有存入下一版。",
            "现在离开，刚才改的会丢掉。",
            yes="不存，离开",
            careful=True,
        )

    def reload(self) -> None:
        """As the next version has it."""
        self.table.show_lines(self._read())
        words = "、".join(f"{day:%Y-%m-%d}" for day in self._days)
        self.state.setText(f"下一版里从 {words} 起有改动。" if words else UNCHANGED)
        self.dirty = False
        self._say(self._faults())

    def keep_lines(self) -> None:
        """Ask for day and document, and put the lines into the next version."""
        self.table.commit()
        dialog = FormDialog(
            self,
            BUNDLE_FILE,
            FormContext(today=lambda: self._desk.clock().date()),
            lambda values: self._put(values["since"], values["source"]),
            title=f"{self._title()}从哪天起改",
            values={
                "since": self._days[-1] if self._days else None,
                "source": self._source or None,
            },
            yes="存入",
        )
        if dialog.exec():
            self._source = dialog.view.values()["source"]
            title = self._title()
            self.reload()
            self.kept.emit(f"{title}已存入下一版。")

    def _edited(self) -> None:
        self.dirty = True
        self._say(self._faults())

    def _say(self, faults: Sequence[str]) -> None:
        more = f"（共 {len(faults)} 处）" if len(faults) > MOST_SAID else ""
        self.faults.setText("\n".join(faults[:MOST_SAID]) + more)
        self.faults.setVisible(bool(faults))

    def _locked(self, row: Row, key: str) -> str | None:
        raise NotImplementedError

    def _read(self) -> list[Row]:
        raise NotImplementedError

    def _faults(self) -> Sequence[str]:
        raise NotImplementedError

    def _put(self, since: date, source: str) -> None:
        raise NotImplementedError

    def _title(self) -> str:
        raise NotImplementedError


REPORT_COLUMNS = (
    EditColumn("shown", "列出", 54, "tick"),
    EditColumn("own", "程序数的是", 230, "shown"),
    EditColumn("label", "表上的栏名", 260),
    EditColumn("group", "归在哪一组", 200),
)


class ReportColumnsPage(_LinesPage):
    """Which figures a table of statistics shows, what it calls them, in which order and group."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            REPORT_COLUMNS,
            "勾上的列在表里，打字或双击改栏名和组名，Alt+↑↓ 换次序。程序不数的数加不进来；"
            "灰色的勾是表里核对要用的，不能去掉。",
        )
        self._choices: list[TableChoice] = []
        self.choose = QComboBox()
        self.choose.setMinimumWidth(theme.px(320))
        label = QLabel("统计表")
        label.setBuddy(self.choose)
        for widget in (label, self.choose, self.state):
            self.head.addWidget(widget)
        self.head.addStretch(1)
        self.up = button("上移", lambda: self.move_line(-1), key="Alt+Up")
        self.down = button("下移", lambda: self.move_line(1), key="Alt+Down")
        self.tools.insertWidget(0, self.up)
        self.tools.insertWidget(1, self.down)
        self._choices = self._designs.reports()
        for one in self._choices:
            self.choose.addItem(one.title, one.name)
        self._shown = self.choose.itemData(0)
        self.choose.activated.connect(lambda _: self._chosen())
        self.reload()

    def _chosen(self) -> None:
        if self.choose.currentData() == self._shown:
            return
        if self.may_leave():
            self._shown = self.choose.currentData()
            self.reload()
        else:
            self.choose.setCurrentIndex(self.choose.findData(self._shown))

    def move_line(self, by: int) -> None:
        """Up or down."""
        self.table.move_line(by, lambda _one, _other: True)

    def _locked(self, row: Row, key: str) -> str | None:
        if key == "own":
            return ""
        if key == "label" and row["key"].startswith("*"):
            return "栏名就是代码表里各项的名称，要改请改代码表"
        if key == "shown" and row["needed"]:
            return "这一栏要用来核对合计、比率，不能去掉"
        return None

    def _read(self) -> list[Row]:
        self._choices = self._designs.reports()
        self._days = next(one.days for one in self._choices if one.name == self._shown)
        return [asdict(line) for line in self._designs.report(self._shown)]

    def _lines(self) -> list[ReportLine]:
        return [ReportLine(**row) for row in self.table.lines]

    def _faults(self) -> Sequence[str]:
        return self._designs.report_faults(self._shown, self._lines())

    def _put(self, since: date, source: str) -> None:
        self._designs.keep_report(self._shown, self._lines(), since, source)

    def _title(self) -> str:
        return self.choose.currentText()


NUMBER_COLUMNS = (
    EditColumn("title", "文书", 270, "shown"),
    EditColumn("issuer", "由谁出具", 140, "shown"),
    EditColumn("template", "文号样式", 280, tip="写 {年}{简称}{字}{序号}，序号补零写 {序号:3}"),
    EditColumn("word", "字", 90),
    EditColumn("notice", "列入本月文书", 110, "tick"),
    EditColumn("looks", "编出来的样子", 260, "shown"),
)


class NumbersPage(_LinesPage):
    """How an office numbers its own papers of corrections, and which are notices of a month."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            NUMBER_COLUMNS,
            "文号样式里 {年}{简称}{字}{序号} 由程序填，别的字照印；每个文种每年从 1 号起，不跳号、不重号。"
            "由谁出具是规定好的，县局出具的文书本所不编号。",
        )
        self.head.addWidget(self.state)
        self.head.addStretch(1)
        self.reload()

    def _locked(self, row: Row, key: str) -> str | None:
        if key in {"title", "issuer", "looks"}:
            return ""
        if key in {"template", "word"} and not row["ours"]:
            return "不由司法所出具，文号照抄，不在这里编"
        return None

    def _read(self) -> list[Row]:
        self._days = self._designs.number_days()
        return [{**asdict(line), "looks": line.looks} for line in self._designs.numbers()]

    def _lines(self) -> list[NumberLine]:
        return [
            NumberLine(**{name: value for name, value in row.items() if name != "looks"})
            for row in self.table.lines
        ]

    def _edited(self) -> None:
        for row, line in zip(self.table.lines, self._lines(), strict=True):
            row["looks"] = line.looks
        self.table.show_lines(self.table.lines, self.table.currentRow())
        super()._edited()

    def _faults(self) -> Sequence[str]:
        return self._designs.number_faults(self._lines())

    def _put(self, since: date, source: str) -> None:
        self._designs.keep_numbers(self._lines(), since, source)

    def _title(self) -> str:
        return "社区矫正文书的编号"
