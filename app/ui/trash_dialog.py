"""回收站: what was taken away, and bringing it back with plain words about what happens (F42)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services.desk import Desk
from app.services.trash import Removed
from app.ui import dialogs, theme
from app.ui.buttons import Button
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.sizes import open_at

__all__ = ["TrashDialog"]

EMPTY = "回收站是空的。\n移出的文书、扫描件、案件和其他记录会列在这里，随时可以找回。"


class TrashDialog(QDialog):
    """``restored`` carries the words about what came back."""

    restored = Signal(str)

    def __init__(self, parent: QWidget | None, desk: Desk, *, person: str = "") -> None:
        """The whole bin, or what was taken out of the working file of ``person``."""
        super().__init__(parent)
        self._desk = desk
        self._person = person
        self.setWindowTitle("已移出档案的文书和扫描件" if person else "回收站")
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            filters=() if person else (Filter("kind", "种类", desk.trash.kinds()),),
            searchable=not person,
            empty=EMPTY,
            busy=lambda: desk.busy,
        )
        self.register.opened.connect(self.bring_back)
        self.register.selected.connect(self._tell)
        self.effect = QLabel()
        self.effect.setWordWrap(True)
        theme.set_role(self.effect, "muted")
        self.back = Button("放回（Enter）" if person else "找回（Enter）")
        self.back.setAutoDefault(False)
        theme.set_role(self.back, "primary")
        self.back.clicked.connect(lambda: self.bring_back(self.register.current()))
        close = Button("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.effect, 1)
        foot.addWidget(self.back)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        side = theme.px(14)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.px(10))
        column.addWidget(self.register, 1)
        column.addLayout(foot)
        open_at(self, 980, 560)
        self.register.refresh()  # the line whose reason stands below is marked
        self._tell(self.register.current())
        self.register.table.setFocus()

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[list[Removed], int]:
        if self._person:
            found = self._desk.trash.of_file(self._person)
        else:
            found = self._desk.trash.listed(filters.get("text") or "", filters.get("kind") or "")
        names = self._desk.accounts.names()
        shown = found[offset : offset + limit]
        named = [replace(one, removed_by=names.get(one.removed_by, "")) for one in shown]
        return named, len(found)

    def _tell(self, row: Removed | None) -> None:
        self.back.setEnabled(row is not None)
        said = [f"移出原因：{row.reason}"] if row is not None and row.reason else []
        if row is not None:
            said.append(f"找回以后：{row.effect}")
        self.effect.setText("\n".join(said))

    def bring_back(self, row: Removed | None) -> None:
        """Ask, then bring the row back."""
        if row is None or not dialogs.ask(
            self, f"找回“{row.name}”吗？", row.effect, yes="找回", no="取消"
        ):
            return
        try:
            name = self._desk.trash.restore(row.kind, row.uid)
        except Exception as error:
            dialogs.report(self, error)
            return
        self.register.refresh()
        self._tell(self.register.current())
        self.restored.emit(f"已找回：{row.words} {name}")


COLUMNS = (
    Column(title="种类", text=lambda r: r.words, width=130),
    Column(title="内容", text=lambda r: r.name, width=340, tip=lambda r: r.name),
    Column(title="原来在", text=lambda r: r.owner, width=240, tip=lambda r: r.owner),
    Column(title="移出时间", text=lambda r: f"{r.removed_at:%Y-%m-%d %H:%M}", width=140),
    Column(title="谁移出的", text=lambda r: r.removed_by or "本所", width=90),
)
