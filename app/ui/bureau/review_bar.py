"""Under a record at the bureau: where it stands in the review, what changed, 通过 and 退回 (F59, F62)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.forms.definition import Field, Form, Kind
from app.services.bureau import BureauService
from app.services.bureau.differences import Difference
from app.services.bureau.intake import STATES
from app.services.bureau.record_views import Section
from app.services.bureau.review import RETURNED, Said, Standing
from app.ui import dialogs, theme
from app.ui.bureau.words import label_of
from app.ui.editors import FormContext
from app.ui.form_dialog import FormDialog
from app.ui.parts import Card, button, heading, line_of, text

__all__ = ["REASON", "ReviewBar", "ask_reason", "since_section"]

REASON = Form(
    code="bureau.return",
    title="退回",
    source="县局审核",
    rows=(
        (
            Field(
                "reason",
                "退回原因",
                Kind.LONG_TEXT,
                required=True,
                help="写清哪里不对、怎样改；司法所在这条记录上看到的就是这段话。",
            ),
        ),
    ),
)


def ask_reason(
    parent: QWidget, clock: Callable[[], datetime], title: str, act: Callable[[str], None]
) -> bool:
    """Ask why a record is returned and do so; whether it was."""

    def today() -> date:
        return clock().date()

    dialog = FormDialog(
        parent,
        REASON,
        FormContext(today=today),
        lambda values: act(values["reason"] or ""),
        title=f"退回：{title}",
        yes="退回",
    )
    return dialog.exec() == QDialog.DialogCode.Accepted


def since_section(since: tuple[Difference, ...]) -> Section:
    """What changed since the county last looked, as a table."""
    return Section(
        "上次审核以后改了什么",
        heads=("哪里", "改动", "栏目", "原来", "现在"),
        rows=tuple((one.title, one.effect, _column(one), one.before, one.after) for one in since),
    )


def _column(one: Difference) -> str:
    """What a clerk calls the column: never by its name in the store."""
    return one.column and (label_of(one.column) or one.named or "其他栏目")


class ReviewBar(QWidget):
    """The bar; ``judged`` carries a sentence once something was said of the record."""

    judged = Signal(str)

    def __init__(self, bureau: BureauService, office: str, kind: str, uid: str) -> None:
        super().__init__()
        self._review = bureau.review
        self._now = bureau.now
        self._of = (office, kind, uid)
        self._title = ""
        self.standing: Standing | None = None
        self.state = heading()
        self.said = text("", "muted")
        self.passed = button("通过", self.accept, role="primary", key="Ctrl+Return")
        self.returned = button("退回…", self.give_back, key="Ctrl+Shift+R")
        card = Card()
        head = line_of((self.passed, self.returned), stretch_after=False)
        head.insertWidget(0, self.state, 1)
        card.column.addLayout(head)  # one line: on a low screen the record needs the rest
        card.column.addWidget(self.said)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(card)

    def show_standing(self, title: str, *, whole: bool) -> tuple[Difference, ...]:
        """Read again where the record stands; what changed since it was last looked at."""
        self._title = title
        self.standing = self._review.standing(*self._of, whole=whole)
        self.setVisible(self.standing is not None)
        if self.standing is None:
            return ()
        self.state.setText(f"审核：{STATES[self.standing.state]}")
        self.said.setText("\n".join(map(_said, self.standing.said)))
        self.said.setVisible(bool(self.standing.said))
        may = self._review.may_judge and self.standing.state != "gone"
        self.passed.setVisible(self._review.may_judge)
        self.returned.setVisible(self._review.may_judge)
        self.passed.setEnabled(may and self.standing.state != "accepted")
        self.returned.setEnabled(may)
        return self.standing.since

    def accept(self) -> None:
        """Pass the record as it stands on the screen."""
        if self.standing is None:
            return
        try:
            self._review.pass_one(*self._of, self.standing.stamp)
        except Exception as error:
            dialogs.report(self, error)
        else:
            self.judged.emit("已通过。")

    def give_back(self) -> None:
        """Return it, with a reason."""
        standing = self.standing
        if standing is None:
            return
        if ask_reason(
            self,
            self._now,
            self._title,
            lambda reason: self._review.give_back(*self._of, standing.stamp, reason),
        ):
            self.judged.emit("已退回。")


def _said(one: Said) -> str:
    words = "退回" if one.verdict == RETURNED else "通过"
    reason = f"：{one.reason}" if one.reason else ""
    return f"{one.at:%Y-%m-%d %H:%M} {one.by} {words}{reason}"
