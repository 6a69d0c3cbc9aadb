"""改按新版: what the county has changed in a list or a paper, and what of this one needs a look."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.services.newer import Newer
from app.ui import theme
from app.ui.bundles.parts import RowsTab
from app.ui.form_bars import NoticeBar
from app.ui.parts import button, heading, line_of, text
from app.ui.register_view import Column
from app.ui.sizes import open_at

__all__ = ["LiftDialog", "say_newer"]

COLUMNS = (
    Column(title="文书", text=lambda one: one.title, width=190),
    Column(title="栏目", text=lambda one: one.field, width=130),
    Column(title="要注意的", text=lambda one: one.words, width=420, tip=lambda one: one.words),
)


class LiftDialog(QDialog):
    """The dialog; accepted where the clerk lifts the dossier or the paper to what is newer."""

    def __init__(self, parent: QWidget | None, found: Newer, *, of_case: bool = True) -> None:
        super().__init__(parent)
        kind = "卷内目录" if found.whole else "文书"
        ours = "这一卷" if of_case else "这份文书"
        self.setWindowTitle(f"{kind}有新版")
        open_at(self, 940, 640)
        self.changes = text("\n".join(f"· {one}" for one in found.changes))
        self.rows = RowsTab(COLUMNS, f"{ours}没有要改的地方。")
        self.lift = button("改按新版", self.accept, role="primary")
        self.keep = button("仍按旧版", self.reject)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.px(8))
        column.addWidget(heading(f"{found.title}，自{found.since:%Y-%m-%d}起的新版"))
        column.addWidget(text(f"依据：{found.source}", "muted"))
        column.addWidget(self.changes)
        column.addWidget(text(f"改按新版后，{ours}要看一看的有 {len(found.attention)} 处："))
        column.addWidget(self.rows, 1)
        column.addWidget(
            text("打印过的文书不变，仍是打印时的版本。不改也可以，照旧版办。", "muted")
        )
        column.addLayout(line_of((self.lift, self.keep), stretch_after=False))
        self.rows.show_rows(found.attention)


def say_newer(bar: NoticeBar, found: Newer, lift: Callable[[], None]) -> None:
    """Say over a half-filled paper that the county has changed it; a draft's own notice goes first."""
    if bar.text:
        return
    bar.say(
        f"{found.title}自{found.since:%Y-%m-%d}起有新版；这份草稿在那以前开始，按旧版。",
        ("看看要改什么…", lift),
        ("仍按旧版", bar.clear),
    )
