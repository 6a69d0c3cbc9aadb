"""Calm bars over the paper in hand: taken out just now, changed after printing, a related case, a
newer list of parts.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import ActionableError
from app.services.desk import Desk
from app.services.mediation.cases import Related
from app.services.newer import Newer, TypedSince
from app.ui import dialogs, theme
from app.ui.county_bar import CountyBar
from app.ui.form_bars import NoticeBar
from app.ui.lift_dialog import LiftDialog
from app.ui.removed_bar import RemovedBar

__all__ = ["CaseNotices", "say_changed"]

UNFINISHED = frozenset({"waiting", "mediating", "succeeded", "failed", "withdrawn", "transferred"})
"""States before filing: a bound dossier stays as it was bound."""
OPEN = frozenset({"waiting", "mediating"})
"""States in which another dispute of the same people should be known before going on."""
MOST_NAMED = 3
LIFTED = "本卷已改按新版，还没有按新版填写过；改错了可以改回旧版。"
BEGUN = {True: "本卷在那以前开始", False: "本卷的草稿在那以前开始"}


class CaseNotices(QWidget):
    """``restored`` carries what came back, ``opens`` a case to show, ``reprint`` asks to print."""

    restored = Signal(str, str)  # kind, uid
    opens = Signal(str)
    reprint = Signal()
    lifted = Signal(str)  # words: the dossier follows another edition of its list

    def __init__(
        self,
        desk: Desk,
        keep: Callable[[], bool] = lambda: True,
        typed: Callable[[], bool] = lambda: False,
    ) -> None:
        """``keep`` saves what is half typed before the paper in hand changes its edition;
        ``typed`` says whether that is a paper of the dossier.
        """
        super().__init__()
        self._desk, self._keep, self._typed = desk, keep, typed
        self._case = ""
        self._seen: set[str] = set()  # related cases the clerk has been told of on this page
        self.removed = RemovedBar(desk)
        self.removed.restored.connect(self.restored)
        self.county = CountyBar(desk, "case")
        self.related_bar, self.changed_bar, self.list_bar = NoticeBar(), NoticeBar(), NoticeBar()
        self.lifted_bar = NoticeBar()
        self._as_it_was: set[str] = set()  # dossiers the clerk leaves under the older list
        self._as_it_is: set[str] = set()  # and those lifted for good
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        above = (self.county, self.removed, self.list_bar, self.lifted_bar)
        for bar in (*above, self.related_bar, self.changed_bar):
            column.addWidget(bar)

    # --- related cases --------------------------------------------------------------------------

    def show_case(self, case: str, state: str) -> None:
        """Name the cases of the same people near in time, and the one this grew out of."""
        self._case = case
        self.county.show_record(case)
        self._show_list(case, state)
        others = self._desk.mediation.cases.related(case)
        linked = [one for one in others if one.linked]
        near = [one for one in others if not one.linked and one.uid not in self._seen]
        if linked:
            self.related_bar.say(
                f"关联案件：{_told(linked)}",
                ("打开", self._opener(linked[0])),
                ("取消关联", lambda: self._relate(None)),
            )
        elif near and state in OPEN:
            self.related_bar.say(
                f"同样的当事人近期还有纠纷：{_told(near)}。是同一纠纷的延续，可以关联。",
                ("打开", self._opener(near[0])),
                ("关联", lambda: self._relate(near[0].uid)),
                ("知道了", lambda: self._dismiss(near)),
            )
        else:
            self.related_bar.clear()

    # --- a newer list of parts (J11) ------------------------------------------------------------

    def _show_list(self, case: str, state: str) -> None:
        """Say that the county has changed the list since the dossier was begun."""
        dossier = self._desk.mediation.dossier
        found = dossier.newer_list(case) if state in UNFINISHED else None
        if state in UNFINISHED and case not in self._as_it_is and dossier.may_drop_back(case):
            self.lifted_bar.say(
                LIFTED, ("改回旧版", self._drop_back), ("知道了", lambda: self._stay(case))
            )
        else:
            self.lifted_bar.clear()
        if found is None or case in self._as_it_was:
            self.list_bar.clear()
            return
        self.list_bar.say(
            f"{found.title}自{found.since:%Y-%m-%d}起有新版；{BEGUN[found.whole]}，按旧版。",
            ("看看要改什么…", lambda: self._ask_to_lift(found)),
            ("仍按旧版", lambda: self._leave(case)),
        )

    def _ask_to_lift(self, found: Newer) -> None:
        if self._keep() and LiftDialog(self, found).exec():
            self._desk.mediation.dossier.lift(self._case)
            what = "新目录" if found.whole else "新版文书"
            self.lifted.emit(f"本卷已改按{found.since:%Y-%m-%d}起的{what}")

    def _drop_back(self) -> None:
        typed = self._typed()
        if not self._keep():
            if typed:  # and not even to be saved: the problems alone do not say what stops it
                dialogs.tell(self, TypedSince())
            return
        try:
            self._desk.mediation.dossier.drop_back(self._case)
        except ActionableError as error:  # typed since the bar was shown
            dialogs.tell(self, error)
            return
        self.lifted.emit("本卷已改回旧版，原来填写的都在")

    def _stay(self, case: str) -> None:
        self._as_it_is.add(case)
        self.lifted_bar.clear()

    def _leave(self, case: str) -> None:
        self._as_it_was.add(case)
        self.list_bar.clear()

    # --- related cases, answered ----------------------------------------------------------------

    def _opener(self, other: Related) -> Callable[[], None]:
        return lambda: self.opens.emit(other.uid)

    def _relate(self, other: str | None) -> None:
        cases = self._desk.mediation.cases
        if other is None:  # the link may stand in either case
            for one in cases.related(self._case):
                if one.linked:
                    cases.relate(one.uid, None)
        cases.relate(self._case, other)
        self.show_case(self._case, cases.summary(self._case).state)

    def _dismiss(self, others: list[Related]) -> None:
        self._seen.update(one.uid for one in others)
        self.related_bar.clear()

    # --- changed after printing -----------------------------------------------------------------

    def show_paper(self, changed: list[str]) -> None:
        """Name what no longer reads as it was printed; nothing for a paper that does."""
        say_changed(self.changed_bar, changed, self.reprint.emit)


def say_changed(bar: NoticeBar, changed: list[str], reprint: Callable[[], None]) -> None:
    """Name the fields that no longer read as they were printed; without any the bar goes."""
    if not changed:
        bar.clear()
        return
    named = "、".join(changed[:MOST_NAMED])
    more = f"等 {len(changed)} 栏" if len(changed) > MOST_NAMED else ""
    words = f"打印以后改过：{named}{more}。纸上的还是原来的内容。"
    bar.say(words, ("重新打印", reprint))


def _told(others: list[Related]) -> str:
    first = others[0]
    day = f"（{first.accepted_on:%Y-%m-%d} 受理）" if first.accepted_on else ""
    more = f"等 {len(others)} 件" if len(others) > 1 else ""
    return f"{first.number or '未编号'} {first.title}{day}{more}"
