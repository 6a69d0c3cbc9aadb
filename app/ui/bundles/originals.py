"""导出原件: choose a data file to begin from, and write it into a folder."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.services.bundles.county import CountyBundles
from app.services.bundles.views import Original
from app.ui import dialogs, files
from app.ui.bundles.parts import RowsTab
from app.ui.parts import button, line_of, text
from app.ui.register_view import Column
from app.ui.sizes import open_at

__all__ = ["Originals"]

COLUMNS = (
    Column(title="内容", text=lambda one: one.title, width=300),
    Column(title="文件", text=lambda one: one.path, width=230),
    Column(title="来自", text=lambda one: "本局" if one.ours else "程序自带", width=100),
)


class Originals(QDialog):
    """The dialog; stays open, so that several files may be written."""

    def __init__(self, parent: QWidget | None, bundles: CountyBundles) -> None:
        super().__init__(parent)
        self._bundles = bundles
        self.setWindowTitle("导出原件")
        open_at(self, 720, 520)
        self.rows = RowsTab(COLUMNS, "没有文件。", searchable=True)
        self.rows.register.opened.connect(lambda _: self.write_one())
        self.write = button("写到文件夹…", self.write_one, role="primary")
        close = button("关闭", self.accept)
        column = QVBoxLayout(self)
        column.addWidget(
            text(
                "选一份，写到文件夹里用记事本打开修改。改完仍存为 UTF-8 编码、文件名不变，再导入。",
                "muted",
            )
        )
        column.addWidget(self.rows, 1)
        column.addLayout(line_of((self.write, close), stretch_after=False))
        self.rows.register.selected.connect(lambda one: self.write.setEnabled(one is not None))
        self.rows.show_rows(bundles.originals())
        self.rows.register.table.setFocus()

    def write_one(self) -> None:
        """Write the file under the cursor."""
        found: Original | None = self.rows.current()
        folder = files.ask_folder(self, "原件写到哪里") if found else None
        if found is None or folder is None:
            return
        try:
            path = self._bundles.write_original(found.path, folder)
        except Exception as error:
            dialogs.report(self, error)
            return
        dialogs.inform(self, f"已写好 {path.name}。", f"位置：{folder}")
