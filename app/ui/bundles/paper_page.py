"""改文书栏目: choose a paper, change its lines in a table, see the paper beside it (F64).

What cannot be changed is grey and says why. Nothing counts anywhere before it is put into the next
version, and nothing at an office before that is signed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QSplitter, QVBoxLayout, QWidget

from app.exports.evaluation import evaluation_workbook
from app.forms.bundle import BUNDLE_FILE
from app.forms.county_fields import ADDED_KINDS
from app.forms.dossier import FiledPaper
from app.services.bundles.design import Design, Line
from app.services.bundles.designs import DesignPaper
from app.services.desk import Desk
from app.ui import dialogs, files, outputs, theme
from app.ui.edit_table import EditColumn, EditTable, Row
from app.ui.editors import FormContext
from app.ui.form_dialog import FormDialog
from app.ui.page_setup import page_setup
from app.ui.paper_preview import PaperPreview
from app.ui.parts import button, line_of, text
from app.ui.worker import Worker

__all__ = ["PaperPage"]

WORKBOOKS = "Excel 工作簿 (*.xlsx)"
KINDS = {key: words for key, (_, words) in ADDED_KINDS.items()}
LENGTHS = {"text": 100, "long_text": 2_000}
QUIET = 500
"""Milliseconds without typing before the paper is laid out anew."""
MOST_SAID = 3

COLUMNS = (
    EditColumn("label", "栏名", 190),
    EditColumn("kind", "填什么", 90, "choice", KINDS),
    EditColumn("required", "必填", 54, "tick"),
    EditColumn("shown", "保留", 54, "tick", tip="不勾的栏目不问、不印；法律和程序要用的不能去掉"),
    EditColumn("max_length", "最多字数", 80, "number"),
    EditColumn("choices", "选项或单位", 160, tip="选项之间用顿号隔开；数字写单位"),
    EditColumn("help", "填写说明", 240),
)
ABOUT = (
    "打字或双击改，空格勾选，Alt+↑↓ 换次序。灰色的不能改，指上去看为什么。"
    "增设的栏目集中印在签名前面。"
)


class PaperPage(QWidget):
    """The page. ``kept`` says that the next version holds another edition of a paper."""

    kept = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._designs = desk, desk.paper_designs
        self._work = Worker(self)
        self._setup = page_setup(desk)  # asked once: the store may be locked while this is open
        self._papers: list[DesignPaper] = []
        self._since: date | None = None
        self._source = ""
        self.design: Design | None = None
        self.dirty = False
        self.paper = QComboBox()
        self.paper.setEditable(True)
        self.paper.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.paper.setMaxVisibleItems(24)
        self.paper.setMinimumWidth(theme.px(430))
        if (completer := self.paper.completer()) is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.table = EditTable(COLUMNS, _locked)
        self.table.setMinimumWidth(theme.px(560))
        self.preview = PaperPreview()
        self.state = text("", "muted")
        self.faults = text("", "problem")
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=QUIET)
        self._timer.timeout.connect(self.refresh)
        self.table.edited.connect(self._edited)
        self.paper.activated.connect(lambda _: self._chosen())
        self._list()
        self.open(self._papers[0].code)

    def _lay_out(self) -> None:
        self.add = button("增设栏目", self.add_field, key="Ins", sign="add")
        self.drop = button("去掉", self.drop_field, key="Shift+Del")
        self.up = button("上移", lambda: self.move_field(-1), key="Alt+Up")
        self.down = button("下移", lambda: self.move_field(1), key="Alt+Down")
        self.undo = button("恢复原样", self.give_back)
        self.export = button("导出各所所填…", self.export_filled, sign="export")
        self.keep = button("存入下一版…", self.keep_design, role="primary", key="Ctrl+S")
        label = QLabel("文书")
        label.setBuddy(self.paper)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(6))
        column.addWidget(text(ABOUT, "muted"))
        column.addWidget(self.table, 1)
        column.addWidget(self.faults)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.preview)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([theme.px(820), theme.px(430)])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.px(8), 0, 0)
        whole.setSpacing(theme.px(8))
        self.state.setWordWrap(False)
        whole.addLayout(line_of((label, self.paper, self.state)))
        whole.addLayout(
            line_of((self.add, self.drop, self.up, self.down, self.undo, self.keep, self.export))
        )
        whole.addWidget(split, 1)

    # --- which paper -----------------------------------------------------------------------------

    def _list(self) -> None:
        self._papers = self._designs.papers()
        self.paper.clear()
        for one in self._papers:
            mark = "（下一版有改动）" if one.days else ""
            self.paper.addItem(f"{one.group}　{one.title}{mark}", one.code)

    def _chosen(self) -> None:
        code = self.paper.currentData()
        if self.design is not None and code != self.design.form:
            if self.may_leave():
                self.open(code)
            else:
                self._point_at(self.design.form)

    def may_leave(self) -> bool:
        """Whether what was changed is kept, or may be given up."""
        self.table.commit()
        return not self.dirty or dialogs.ask(
            self,
            "这份文书改过，还没有存入下一版。",
            "现在离开，刚才改的会丢掉。",
            yes="不存，离开",
            careful=True,
        )

    def open(self, code: str, since: date | None = None) -> None:
        """Show a paper as the next version has it from a day on, or at last."""
        days = next(one.days for one in self._papers if one.code == code)
        self._since = since or (days[-1] if days else None)
        self._show(self._designs.design(code, self._since))
        self.dirty = False
        self._point_at(code)
        words = "、".join(f"{day:%Y-%m-%d}" for day in days)
        self.state.setText(f"下一版里从 {words} 起有改动。" if days else "现在是程序自带的样子。")
        self.refresh()

    def _point_at(self, code: str) -> None:
        self.paper.setCurrentIndex(self.paper.findData(code))

    def _show(self, design: Design, at: int = 0) -> None:
        self.design = design
        self.table.show_lines([_row(line) for line in design.lines], at)

    # --- what is done ----------------------------------------------------------------------------

    def add_field(self) -> None:
        """A field of the county's own below those there are."""
        if self.design is None:
            return
        fresh = self.design.fresh
        self.design = replace(self.design, fresh=fresh + 1)
        line = Line(f"county_{fresh}", "", "text", max_length=LENGTHS["text"], county=True)
        places = [n for n, row in enumerate(self.table.lines) if row["county"]]
        self.table.insert(_row(line), places[-1] + 1 if places else len(self.table.lines))

    def drop_field(self) -> None:
        """Take a county's field away, or leave an official one off the paper."""
        row, here = self.table.current(), self.table.currentRow()
        if row is None:
            return
        if row["county"]:
            self.table.drop(here)
        elif row["why"]:
            dialogs.inform(self, f"“{row['label']}”不能去掉。", f"{row['why']}。")
        else:
            row["shown"] = False
            self.table.show_lines(self.table.lines, here)
            self._edited()

    def move_field(self, by: int) -> None:
        """Up or down, within the section."""
        if not self.table.move_line(by, _may_change_places):
            dialogs.inform(
                self,
                "这一栏不能再移了。",
                "次序只能在同一段里换：固定文字、签名处的上下不能串，增设的栏目总在一起。",
            )

    def give_back(self) -> None:
        """The paper as the program brings it."""
        if self.design is not None:
            self._show(self._designs.own(self.design.form, self.design.fresh))
            self._edited()

    def keep_design(self) -> None:
        """Ask for day and document, and put the paper into the next version."""
        self.table.commit()
        design = self._composed()
        if design is None:
            return
        dialog = FormDialog(
            self,
            BUNDLE_FILE,
            FormContext(today=lambda: self._desk.clock().date()),
            lambda values: self._designs.keep(design, values["since"], values["source"]),
            title=f"《{design.title}》从哪天起改",
            about="签发以前随时可以再改；到了这一天以后就不能再改，要另写一份新的日期。",
            values={"since": self._since, "source": self._source or None},
            yes="存入",
        )
        if dialog.exec():
            given = dialog.view.values()
            self._source = given["source"]
            self._list()
            self.open(design.form, given["since"])
            self.kept.emit(f"《{design.title}》已存入下一版。")

    def export_filled(self) -> None:
        """What offices filled into the county's own fields, as a workbook, after a word of warning."""
        try:
            sheets = self._designs.gathered()
        except Exception as error:
            dialogs.report(self, error)
            return
        if not sheets:
            dialogs.inform(
                self, "各所还没有报来增设栏目的内容。", "各所采用新版、填写并报送以后才有。"
            )
            return
        if not dialogs.ask(
            self,
            f"导出 {len(sheets)} 种文书里增设栏目的内容？",
            "表格没有加密，案件和人员只有编号，所填的文字原样导出。请存到安全的位置，用完及时删除。",
            yes="导出",
        ):
            return
        path = files.ask_save(self, "增设栏目的内容存到哪里", "added-fields.xlsx", WORKBOOKS)
        if path is None:
            return
        outputs.about_to_export("增设栏目", self._desk.identity.code)
        creator, made_at = self._desk.identity.code, self._desk.clock()
        note = f"{made_at:%Y-%m-%d} 导出，只列填过的；没有加密"
        self._work.run(
            "正在导出",
            lambda _: files.write(
                path, evaluation_workbook(sheets, note=note, creator=creator, made_at=made_at)
            ),
            lambda _: self.kept.emit(f"已导出 {path.name}。"),
            can_cancel=False,
        )

    # --- the paper beside it ---------------------------------------------------------------------

    def _edited(self) -> None:
        self.dirty = True
        self._timer.start()

    def _composed(self) -> Design | None:
        if self.design is None:
            return None
        return self.design.with_lines([_line(row) for row in self.table.lines])

    def refresh(self) -> None:
        """Look for faults, and lay the paper out anew off the window's thread."""
        design = self._composed()
        if design is None:
            return
        tried = self._designs.tried(design)
        more = f"（共 {len(tried.faults)} 处）" if len(tried.faults) > MOST_SAID else ""
        self.faults.setText("\n".join(tried.faults[:MOST_SAID]) + more)
        self.faults.setVisible(bool(tried.faults))
        setup, author, form = self._setup, self._desk.identity.code, tried.form
        if any(field.county and not field.label for field in form.fields()):
            return  # a line that is being typed

        def paper() -> bytes:
            from app.printing.dossier import print_paper  # loaded with the first paper

            return print_paper(FiledPaper(form, {}), author=author, setup=setup).pdf

        self.preview.lay_out(paper)


def _row(line: Line) -> Row:
    choices = "、".join(line.choices) or line.unit
    return {
        "line": line,
        "county": line.county,
        "why": line.why,
        "label": line.label,
        "kind": line.kind,
        "required": line.required,
        "shown": not line.hidden,
        "max_length": line.max_length,
        "choices": choices,
        "help": line.help,
    }


def _line(row: Row) -> Line:
    """What a row of the table says now."""
    words = str(row["choices"] or "")
    kind = row["kind"]
    length = row["max_length"]
    if row["county"]:
        length = length or LENGTHS.get(kind) if kind in LENGTHS else None
    parts = tuple(filter(None, (one.strip() for one in words.replace(",", "、").split("、"))))
    before: Line = row["line"]
    return replace(
        before,
        label=row["label"],
        kind=kind,
        required=bool(row["required"]),
        hidden=not row["shown"],
        max_length=length,
        choices=parts if row["county"] and kind == "choice" else (),
        unit=words if row["county"] and kind == "number" else "",
        help=row["help"],
    )


def _locked(row: Row, key: str) -> str | None:
    """Why a cell cannot be changed; ``None`` where it can."""
    line: Line = row["line"]
    open_always = {"label", "help"}
    if key in open_always:
        return None
    reasons: dict[str, str | None] = {
        "kind": None if line.county else "",
        "shown": f"不能去掉：{line.why}" if line.why else None,
        "required": "程序或法律要求必填" if line.always else None,
        "max_length": None if row["kind"] in {*LENGTHS, "一行文字", "多行文字"} else "",
        "choices": None,
    }
    if line.county:
        reasons["shown"] = "增设的栏目不要了，按“去掉”"
        reasons["choices"] = None if row["kind"] in {"choice", "number"} else ""
    elif key == "choices":
        coded = line.kind in {"选项", "多选"}
        return "选项在代码表里：关上这个窗口，按“导出原件”改代码表" if coded else ""
    return reasons[key]


def _may_change_places(here: Row, there: Row) -> bool:
    one, other = here["line"], there["line"]
    if one.county or other.county:
        return bool(one.county and other.county)
    return bool(one.section >= 0 and one.section == other.section)
