"""状态 of one person: the steps taken, the dated entries, and what the county has delegated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from app.forms import corrections_entries as entries
from app.forms.codes import label
from app.forms.corrections_transfer import SEAL
from app.forms.definition import Form, Values
from app.services.corrections.states import ENDED, ON_THE_BOOKS, TRANSITIONS, Move, move
from app.services.corrections.steps import StepRow
from app.ui.corrections.forms import REASON
from app.ui.corrections.lists import CardsTab, card, words_label
from app.ui.corrections.sealed import say_marks
from app.ui.corrections.transfer import TransferCard
from app.ui.dated_rows import DatedRows, RowActions
from app.ui.desk_tools import DeskTools
from app.ui.editors.base import Option

__all__ = ["StatusTab"]

OWN_FORMS = frozenset(
    {"released", "terminated", "moving_out", "moved_out", "lost", "out_of_control"}
)
"""States that are reached by an entry of their own: certificate, ruling, transfer, absence."""

LISTS = ("control_change", "term_change", "suspension", "court_order", "inquiry")
"""The dated lists of this tab."""


class StatusTab(CardsTab):
    """The tab; ``sealed`` when the record went out of sight."""

    sealed = Signal()

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__(tools, uid)
        self._persons = tools.desk.corrections.persons
        self.put(self._steps_card())
        self.put(self._term_card())
        self.transfer = TransferCard(tools, uid)
        self.transfer.changed.connect(self.done)
        self.put(self.transfer)
        self.delegations = self._delegations()
        self.put_abreast([*(self.add_list(name) for name in LISTS), self.delegations])
        self.reload()

    def reload(self) -> None:
        """Read everything again."""
        super().reload()
        self._state = self._persons.card(self._uid).state
        steps = self._persons.steps(self._uid)
        self._timeline.setText("\n".join(_line(step) for step in reversed(steps)))
        after = TRANSITIONS.get(self._state, frozenset())
        self.move_button.setVisible(bool(after - OWN_FORMS))
        self.release_button.setVisible("released" in after)
        self.terminate_button.setVisible("terminated" in after)
        shown = self._persons.card(self._uid)
        self.seal_button.setVisible(shown.juvenile and self._state in ENDED)
        self.term_end_button.setVisible(self._state in ON_THE_BOOKS)
        self.undo_button.setEnabled(any(s.before and not s.undone for s in steps))
        self._term.setText(f"{self._persons.term(self._uid)}\n{self._term_end_words()}")
        self.transfer.reload()
        self.delegations.reload()

    def _term_end_words(self) -> str:
        done = self._persons.term_end(self._uid)
        words = (("summary_on", "个人总结"), ("appraised_on", "书面鉴定"))
        return (
            "，".join(
                f"{title}{f'{day:%Y-%m-%d}' if (day := done[name]) else '还没有'}"
                for name, title in words
            )
            + "。"
        )

    def show_part(self, name: str) -> None:
        """Bring a list, the transfer or the release into sight."""
        if name in {"release", "term_end", "seal"}:
            button = getattr(self, f"{name}_button")
            button.setFocus()
        elif name == "transfer":
            self.ensureWidgetVisible(self.transfer)
            self.transfer.setFocus()
        else:
            super().show_part(name)

    # -- steps --------------------------------------------------------------------------------------

    def _steps_card(self) -> QFrame:
        self._timeline = words_label()
        self.move_button = self._button("变更状态", self.move_on)
        self.release_button = self._button("登记解除", self.release)
        self.terminate_button = self._button("登记终止", self.terminate)
        self.undo_button = self._button("撤销上一步", self.undo)
        self.seal_button = self._button("封存记录", self.seal)
        buttons = (
            *(self.move_button, self.release_button, self.terminate_button),
            *(self.undo_button, self.seal_button),
        )
        return card("状态变更", self._timeline, buttons=buttons)

    def only_read(self, why: str) -> None:
        """What the county has delegated belongs to the whole office."""
        super().only_read(why)
        self.delegations.only_read("")

    def _term_card(self) -> QFrame:
        self._term = words_label()
        self.term_end_button = self._button("登记总结、鉴定", self.record_term_end)
        return card("矫正期限", self._term, buttons=(self.term_end_button,))

    def _button(self, words: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda _=False: act())
        return button

    def record_term_end(self) -> None:
        """Record the 个人总结 and the 书面鉴定."""
        self._ask(
            entries.TERM_END, self._persons.record_term_end, self._persons.term_end(self._uid)
        )

    def seal(self) -> None:
        """Seal a minor's record; the page is left, for it opens no more."""
        values = {"basis": "five_years", "sealed_on": self._tools.today()}
        marked: list[str] = []
        if self._tools.fill(
            self,
            SEAL,
            lambda filled: marked.extend(
                self._tools.desk.corrections.seals.seal(self._uid, filled)
            ),
            scope=f"{SEAL.code}/{self._uid}",
            about="封存后，名单、查找、导出里都不再出现，内容移到另一把钥匙下面；以后查阅要有依据，由两个人登记。\n"
            "内容从此只在本机和本所的备份里，县局那一份随下次报送清空。封存后请当天把备份复制到U盘或移动硬盘。",
            values=values,
            yes="封存",
        ):
            say_marks(self, marked, "已经标明", "已经印好的档案，请换上新印的封面和目录。")
            self.sealed.emit()

    def move_on(self) -> None:
        """Ask for the next state; only what the procedure knows from here is offered."""
        after = sorted(TRANSITIONS.get(self._state, frozenset()) - OWN_FORMS)
        offered = [(code, label("corrections_state", code)) for code in after]
        values: dict[str, Any] = {"happened_on": self._tools.today()}
        if len(offered) == 1:
            values["after"] = offered[0][0]
        about = "\n".join(_rule(step) for code in after if (step := move(self._state, code)))
        self._ask(entries.STEP, self._persons.step, values, {"after": offered}, about)

    def release(self) -> None:
        """Record 解除 from the county's certificate."""
        card = self._persons.card(self._uid)
        values = {
            "reason": "expired",
            "happened_on": card.ends_on or self._tools.today(),
            **self._persons.term_end(self._uid),
        }
        self._ask(entries.RELEASE, self._persons.release, values)

    def terminate(self) -> None:
        """Record 终止 from the ruling."""
        values = {"happened_on": self._tools.today()}
        self._ask(entries.TERMINATION, self._persons.terminate, values)

    def undo(self) -> None:
        """Take the last step back by a reversing entry."""
        if self._tools.fill(
            self,
            REASON,
            lambda values: self._persons.undo_step(self._uid, values["reason"] or ""),
            scope=f"corrections.undo/{self._uid}",
            title="撤销上一步",
            about="登记错了才撤销。原来的一步和撤销的原因都留在记录里。",
            yes="撤销",
        ):
            self.done("上一步已撤销。")

    def _ask(
        self,
        form: Form,
        act: Callable[[str, Values], object],
        values: dict[str, Any],
        choices: Mapping[str, Sequence[Option]] | None = None,
        about: str = "",
    ) -> None:
        if self._tools.fill(
            self,
            form,
            lambda filled: act(self._uid, filled),
            scope=f"{form.code}/{self._uid}",
            about=about,
            values=values,
            context=self._tools.context(choices),
        ):
            self.done(f"{form.title}已保存。")

    # -- lists --------------------------------------------------------------------------------------

    def _delegations(self) -> DatedRows:
        persons = self._persons
        section = DatedRows(
            "县级委托事项（全所）",
            entries.DELEGATION,
            ("matter", "from_on", "until_on"),
            self._tools,
            RowActions(
                load=persons.delegations, add=persons.add_delegation, edit=persons.edit_delegation
            ),
            scope=f"{entries.DELEGATION.code}/{self._uid}",
            empty="没有登记委托。没有“七日内外出的批准”委托，本所不能批准请假。",
            fresh=lambda: {"matter": "leave_7", "from_on": self._tools.today()},
        )
        section.changed.connect(lambda: self.changed.emit("委托事项已保存。"))
        return section


def _rule(step: Move) -> str:
    """Who decides a step and the paper it rests on."""
    words = f"{label('corrections_state', step.after)}：{step.event}；{step.decides}"
    words += f"；依据{step.paper}" if step.paper else ""
    return words + ("，须填决定机关和文号。" if step.document else "。")


def _line(step: StepRow) -> str:
    """One step in a line."""
    after = label("corrections_state", step.after)
    words = f"{step.happened_on:%Y-%m-%d}  "
    words += f"{label('corrections_state', step.before)} → {after}" if step.before else after
    if step.reason and step.after in REASONS:
        words += f"（{label(REASONS[step.after], step.reason)}）"
    facts = [step.decided_by, step.document_number, step.note]
    words += "".join(f"  {fact}" for fact in facts if fact).replace("\n", " ")
    return f"{words}（已撤销）" if step.undone else words


REASONS = {"released": "release_reason", "terminated": "termination_reason"}
"""The steps whose reason is an entry of a code table."""
