"""收件, fourth tab: the offices and their keys (K3): read, compare by telephone, confirm, answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.days import month_words
from app.errors import ActionableError
from app.services.bureau import BureauService
from app.services.bureau.give_back import GivenBack
from app.services.bureau.views import OfficeView
from app.services.report_views import KeyCard
from app.ui import dialogs, files, theme
from app.ui.bureau.enrol import Enrol
from app.ui.bureau.give_back import GiveBack
from app.ui.parts import (
    button,
    line_of,
    may_be_pulled_out,
    spoken_digits,
    text,
)
from app.ui.register_view import Column, RegisterView
from app.ui.reports.keys import KEY_FILES
from app.ui.worker import Worker

__all__ = ["OfficesTab"]

STATES = {
    "offered": ("等电话核对", "warn", "warning"),
    "confirmed": ("已核对，可以收件", "good", "done"),
    "revoked": ("已作废", "bad", "error"),
}
EMPTY = "还没有登记司法所。\n请各所把公钥文件（文件名以 -key.sfk 结尾）交来，在这里读入，再打电话核对数字。"


def _state(office: OfficeView) -> tuple[str, str, str]:
    if office.stopped:
        return "编号冲突，已暂停接收", "bad", "error"
    return STATES.get(office.key.state if office.key else "", ("没有公钥", "muted", "info"))


def _newest(office: OfficeView) -> str:
    return f"{month_words(office.month)} 第 {office.number} 号" if office.month else "还没有"


COLUMNS = (
    Column(title="司法所", text=lambda o: o.name, width=160),
    Column(title="编码", text=lambda o: o.code, width=110),
    Column(
        title="公钥",
        text=lambda o: _state(o)[0],
        width=190,
        tone=lambda o: _state(o)[1],
        icon=lambda o: _state(o)[2],
    ),
    Column(title="最近收下的包", text=_newest, width=170),
    Column(title="现有记录", text=lambda o: f"{o.records:,}", width=96, right=True),
    Column(title="备注", text=lambda o: "练习所" if o.key and o.key.practice else "", width=60),
)


class OfficesTab(QWidget):
    """The tab; ``changed`` is sent when a key or a stop was changed."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, bureau: BureauService, work: Worker) -> None:
        super().__init__()
        self._bureau = bureau
        self._work = work
        self._offices: Sequence[OfficeView] = ()
        self.read = button("读入公钥文件…", self.choose_offers, role="primary")
        self.compare = button("电话核对…", self.compare_digits)
        self.answer = button("写答复文件…", self.write_answer, sign="export")
        self.give = button("归还数据…", self.give_back, tip="该所恢复了备份或换了电脑时用")
        self.lift = button("解除暂停…", self.lift_stop)
        self.revoke = button("作废公钥…", self.revoke_key)
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            searchable=False,
            empty=EMPTY,
            empty_action=("读入公钥文件…", self.choose_offers),
        )
        self.register.opened.connect(lambda _: self.compare_digits())
        self.register.selected.connect(lambda _: self._selected())
        self.register.setMinimumHeight(theme.px(150))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(14), 0, 0)
        column.setSpacing(theme.px(10))
        buttons = (self.read, self.compare, self.answer, self.give, self.lift, self.revoke)
        column.addLayout(line_of(buttons))
        column.addWidget(self.register, 1)
        column.addWidget(text("本局的 24 位数字（司法所读入答复后会打电话来核对，请念给他听）："))
        self.own = spoken_digits("")
        column.addWidget(self.own)
        self._selected()

    def show_offices(self, offices: Sequence[OfficeView], own: KeyCard) -> None:
        """Show these offices, and the bureau's own digits."""
        self._offices = offices
        self.register.refresh()
        self.own.setText(spoken_digits(own.fingerprint).text())
        self._selected()

    def choose(self, code: str) -> None:
        """Put the cursor on an office."""
        for row, office in enumerate(self._offices):
            if office.code == code:
                self.register.table.setCurrentIndex(self.register.model.index(row, 0))

    # --- keys ----------------------------------------------------------------------------------------

    def choose_offers(self) -> None:
        """Choose key files of offices and read them."""
        self.read_offers(files.ask_open(self, "司法所的公钥文件", KEY_FILES))

    def read_offers(self, chosen: Sequence[Path]) -> None:
        """Take key files in; then each is compared on the telephone."""
        if chosen:
            self._work.run(
                "正在读公钥文件",
                lambda _: [self._read_one(path) for path in chosen],
                self._offers_read,
                can_cancel=False,
            )

    def _read_one(self, path: Path) -> KeyCard | ActionableError:
        try:
            return self._bureau.keys.read_offer(path)
        except ActionableError as error:  # told in the window's thread, the others are read
            return error

    def _offers_read(self, read: list[KeyCard | ActionableError]) -> None:
        self.changed.emit()
        for card in read:
            if isinstance(card, ActionableError):
                dialogs.tell(self, card)
            elif card.state == "offered":
                self._work.then(partial(self._enrol, card))
            else:
                state = STATES[card.state][0]
                dialogs.inform(self, f"{card.name}的这把公钥以前读过：{state}。")

    def compare_digits(self) -> None:
        """Compare the digits of the office under the cursor."""
        office: OfficeView | None = self.register.current()
        if office is not None and office.key is not None and self.compare.isEnabled():
            self._enrol(office.key)

    def _enrol(self, card: KeyCard) -> None:
        dialog = Enrol(self, self._bureau, card)
        if dialog.exec():
            self.said.emit(f"{card.name}的公钥已核对。")
            self.changed.emit()
            if dialogs.ask(
                self,
                f"{card.name}已登记。",
                "还要把答复文件交给该所，该所才能开始报送。现在写到U盘吗？",
                yes="写答复文件…",
                no="以后再写",
            ):
                self._work.then(partial(self._write_answer, card.code, card.name))

    def write_answer(self) -> None:
        """Write the answer for the office under the cursor."""
        office: OfficeView | None = self.register.current()
        if office is not None and self.answer.isEnabled():
            self._write_answer(office.code, office.name)

    def _write_answer(self, code: str, name: str) -> None:
        folder = files.ask_folder(self, "答复文件写到哪里（请选U盘）")
        if folder is None:
            return
        self._work.run(
            "正在写答复文件",
            lambda _: self._bureau.keys.export_answer(code, folder),
            lambda file: may_be_pulled_out(
                self, [file], more=f"请交给{name}，在该所的“报送”页读入，再核对一次数字。"
            ),
            can_cancel=False,
        )

    def revoke_key(self) -> None:
        """Trust no key of the office any more, after asking."""
        office: OfficeView | None = self.register.current()
        if office is None or not self.revoke.isEnabled():
            return
        if dialogs.ask(
            self,
            f"作废{office.name}的公钥？",
            "该所用现在的密钥封的包都会被拒收，直到重新交换公钥。\n电脑被盗、丢失或换人时才需要。",
            yes="作废",
            careful=True,
        ):
            self._bureau.keys.revoke(office.code)
            self.said.emit(f"{office.name}的公钥已作废。")
            self.changed.emit()

    def give_back(self) -> None:
        """Write what is held of the office under the cursor for its new or restored PC (P14)."""
        office: OfficeView | None = self.register.current()
        if office is None or not self.give.isEnabled():
            return
        dialog = GiveBack(self, self._bureau.give_back, office)
        if not dialog.exec():
            return
        folder = files.ask_folder(self, "归还文件写到哪里（请选U盘）")
        if folder is None:
            return
        wanted, scans = dialog.wanted, dialog.with_scans
        self._work.run(
            "正在写归还文件",
            lambda progress: self._bureau.give_back.write(
                office.code, wanted, folder, scans=scans, progress=progress
            ),
            partial(self._given_back, office.name),
        )

    def _given_back(self, name: str, given: GivenBack) -> None:
        self.said.emit(f"{name}的数据已写出：{given.records} 条记录，{given.scans} 份扫描件。")
        may_be_pulled_out(
            self,
            given.files,
            more=f"请交给{name}，在该所“报送”页的“恢复后核对”里读入。该所接着报来的是新编号的包。",
        )
        self.changed.emit()

    def lift_stop(self) -> None:
        """Receive from a stopped office again, after asking."""
        office: OfficeView | None = self.register.current()
        if office is None or not office.stopped:
            return
        if dialogs.ask(
            self,
            f"{office.name}的接收已暂停。",
            "同一个编号收到过两个不同的包，多半是数据被复制到了两台电脑。\n"
            "请先打电话问清哪一台是正在用的。解除后要给该所一份新的答复文件，"
            "该所读入后封一个完整包报来；另一台电脑封的包以后都会被拒收。",
            yes="已问清，解除暂停",
            careful=True,
        ):
            self._bureau.lift_stop(office.code)
            self.said.emit(f"{office.name}已解除暂停。")
            self.changed.emit()
            self._work.then(partial(self._write_answer, office.code, office.name))

    # --- showing -------------------------------------------------------------------------------------

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[OfficeView], int]:
        return self._offices[offset : offset + limit], len(self._offices)

    def _selected(self) -> None:
        office: OfficeView | None = self.register.current()
        state = office.key.state if office is not None and office.key else ""
        self.compare.setEnabled(state == "offered")
        self.answer.setEnabled(state == "confirmed")
        self.revoke.setEnabled(state == "confirmed")
        self.give.setEnabled(state == "confirmed")
        self.lift.setVisible(office is not None and office.stopped)
