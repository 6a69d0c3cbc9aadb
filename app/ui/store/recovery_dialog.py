"""恢复后核对: a store that came back, step by step until the county has set it right (C1, C2, J8)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.services.access import Work
from app.services.desk import Desk
from app.services.recovery.mark import Arrival, Kind
from app.services.recovery.series import Given
from app.services.recovery.service import BroughtHome, spoken
from app.ui import dialogs, files, theme
from app.ui.file_drops import FileDrops
from app.ui.layouts import drop
from app.ui.parts import (
    Card,
    button,
    heading,
    line_of,
    muted,
    scrolling,
    spoken_code,
    text,
)
from app.ui.reports.keys import KeyExchange
from app.ui.store.recovery_words import choices_of, heading_of, missing_of, outcome
from app.ui.worker import Worker

__all__ = ["RETURN_SUFFIX", "RecoveryDialog"]

RETURN_SUFFIX = ".sfg"
ONLY_A_COPY = (
    "这里作为只供查看的副本。",
    "以后要在这里正式使用，再打开“报送”页的“恢复后核对”重新选择。",
)
PRACTICE_COPY = (
    "可以开始练习了。",
    "登记、打印都能练。要练封存和报送的，在“报送”页的“恢复后核对”里改选，或者另开一个练习所。",
)
RETURN_FILES = f"县局归还的数据 (*{RETURN_SUFFIX})"
MOST_NUMBER = 99_999
ASKING = (
    "数据文件夹不在上次使用的电脑、用户或位置，或者比上次关闭时旧。"
    "选定以前照常登记，只是不能封存、导出。"
)
TO_OTHERS = "这一步请有“所长”角色的同事登录后，在“报送”页的“恢复后核对”里办。"
WAITING = "县局确认以前不能封存、导出；登记和打印照常。"
PRACTISING = (
    "练习用的文件夹换了电脑、用户或位置。这里的人和事都是编造的，练习包也到不了正式的县局，"
    "怎么选都不会弄丢真的数据。"
)


class RecoveryDialog(QDialog):
    """Accepted once the county's answer was read and all is set right."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._work = Worker(self)
        self._practice = desk.identity.practice
        self._series: list[tuple[Given, QSpinBox]] = []
        self.choices: dict[Kind, QRadioButton] = {}
        self.setWindowTitle("恢复后核对")
        self.decide = button("就这样定", self.answer, role="primary")
        self.note_numbers = button("记下编号", self.keep_numbers)
        self.new_keys = button("换一把新公钥…", self.renew_keys)
        self.choose = button("选择归还文件…", self.choose_return, role="primary")
        self._column = QVBoxLayout(self)
        side = theme.px(16)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(10))
        self._shown: QWidget | None = None
        FileDrops(self, (f"*{RETURN_SUFFIX}",), self.read_return)
        close = button("以后再办", self.reject)
        self._column.addLayout(line_of((close,), stretch_after=False))
        self.refresh()

    def refresh(self) -> None:
        """Show how far it has come."""
        arrival = self._desk.recovery.arrival()
        if arrival is None:
            self.accept()
            return
        inner = QWidget()
        steps = QVBoxLayout(inner)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(theme.px(10))
        asking = arrival.kind in {Kind.ASKED, Kind.COPY}
        words = (PRACTISING if self._practice else ASKING) if asking else WAITING
        steps.addWidget(self._top(arrival, words))
        if not self._desk.may(Work.OFFICE if asking else Work.HEAD):
            steps.addWidget(muted(TO_OTHERS))
        elif asking:
            steps.addWidget(self._question(arrival))
        else:
            for card in (self._numbers(), self._call(arrival), self._reading()):
                steps.addWidget(card)
        steps.addStretch(1)
        area = scrolling(inner)
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            drop(self._shown)
        self._shown = area
        self._column.insertWidget(0, area, 1)
        wanted = inner.sizeHint().height() + theme.px(84)
        free = self.screen().availableGeometry()
        self.resize(theme.px(660), min(wanted, int(free.height() * 0.86)))
        if (below := self.frameGeometry().bottom() - free.bottom()) > 0:
            self.move(self.x(), max(free.top(), self.y() - below))  # it grew under the cursor

    # --- what is shown -----------------------------------------------------------------------------

    def _top(self, arrival: Arrival, words: str) -> Card:
        card = Card()
        card.column.addWidget(heading(heading_of(arrival, practice=self._practice)))
        card.column.addWidget(text(words))
        if missing := missing_of(arrival):
            card.column.addWidget(text(missing, "warning"))
        return card

    def _question(self, arrival: Arrival) -> Card:
        card = Card()
        group = QButtonGroup(card)
        self.choices = {}
        for kind, words, hint in choices_of(practice=self._practice):
            if kind is arrival.kind:
                continue
            choice = QRadioButton(words)
            group.addButton(choice)
            self.choices[kind] = choice
            card.column.addWidget(choice)
            below = muted(hint)
            below.setIndent(theme.px(26))
            card.column.addWidget(below)
        next(iter(self.choices.values())).setFocus()
        group.buttonToggled.connect(lambda *_: self.decide.setEnabled(True))
        self.decide.setEnabled(False)
        card.column.addLayout(line_of((self.decide,)))
        return card

    def _numbers(self) -> Card:
        card = Card()
        card.column.addWidget(heading("1 核对纸质台账上的编号"))
        given = self._desk.recovery.numbers()
        self._series = []
        if not given:
            card.column.addWidget(muted("还没有编过号，不用核对。"))
            return card
        card.column.addWidget(
            muted(
                "备份以后、恢复以前用过的号，这里不知道。请翻台账，填每一种最后用到的号；"
                "没有用过新号的不用改。"
            )
        )
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        for row, series in enumerate(given):
            last = QSpinBox()
            last.setRange(series.following - 1, MOST_NUMBER)
            last.setPrefix("用到第 ")
            last.setSuffix(" 号")
            last.setAccessibleName(f"{series.title} {series.year}年用到的号")
            grid.addWidget(text(f"{series.title}　{series.year}年"), row, 0)
            grid.addWidget(last, row, 1)
            self._series.append((series, last))
        card.column.addLayout(grid)
        card.column.addLayout(line_of((self.note_numbers,)))
        return card

    def _call(self, arrival: Arrival) -> Card:
        card = Card()
        card.column.addWidget(heading("2 给县局打电话"))
        card.column.addWidget(
            muted("请县局在“收件”的“各所公钥”里选中本所，按“归还数据…”，把下面的恢复编号念给他：")
        )
        self.request = spoken_code(spoken(arrival.request))
        card.column.addWidget(self.request)
        stolen = line_of((self.new_keys,))
        stolen.insertWidget(
            0, muted("原来的电脑丢失或被盗的，先换一把新公钥，和县局核对以后再请他归还。"), 1
        )
        card.column.addLayout(stolen)
        return card

    def _reading(self) -> Card:
        card = Card()
        card.column.addWidget(heading("3 读入县局归还的文件"))
        card.column.addWidget(muted("文件名以 .sfg 结尾；分成几卷的，一起选上，也可以一起拖进来。"))
        card.column.addLayout(line_of((self.choose,)))
        return card

    # --- what the buttons do -----------------------------------------------------------------------

    def answer(self) -> None:
        """Say how the data came here."""
        kind = next((k for k, choice in self.choices.items() if choice.isChecked()), None)
        if kind is None:
            return
        try:
            self._desk.recovery.answer(kind)
        except Exception as error:
            dialogs.report(self, error)
        if kind is Kind.COPY:
            dialogs.inform(self, *(PRACTICE_COPY if self._practice else ONLY_A_COPY))
            self.reject()
            return
        self.refresh()

    def keep_numbers(self) -> None:
        """Remember what the paper register shows as used."""
        raised = [(given, box.value()) for given, box in self._series]
        for given, last in raised:
            if last >= given.following:
                self._desk.recovery.used_up_to(given, last)
        self.refresh()
        dialogs.inform(self, "编号已记下。", "以后从下一个号编起，用过的号不会再用。")

    def renew_keys(self) -> None:
        """Another pair of keys; then the exchange with the county begins anew."""
        if not dialogs.ask(
            self,
            "换一把新公钥？",
            "原来那把以后不能再报送，县局要重新核对一次。只有原来的电脑丢失或被盗时才需要。",
            yes="换新公钥",
            careful=True,
        ):
            return
        self._desk.reports.keys.renew()
        KeyExchange(self, self._desk.reports).exec()

    def choose_return(self) -> None:
        """Choose what the county gave back."""
        self.read_return(files.ask_open(self, "县局归还的数据", RETURN_FILES))

    def read_return(self, chosen: Sequence[Path]) -> None:
        """Merge it; what is refused is said in words, and nothing has changed then."""
        if chosen:
            self._work.run(
                "正在核对并补回记录",
                lambda progress: self._desk.recovery.import_return(chosen, progress=progress),
                self._home,
            )

    def _home(self, home: BroughtHome) -> None:
        dialogs.inform(self, "县局的数据已经归还，可以照常报送了。", outcome(home))
        self.accept()
