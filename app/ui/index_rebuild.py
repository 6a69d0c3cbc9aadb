"""文件 → 重建搜索索引: when something that was entered is not found (F34).

The index follows each saved record by itself, so nobody needs this from day to day. It is one
transaction: who cancels keeps the old index.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.desk import Desk
from app.ui import background, dialogs

__all__ = ["rebuild_index"]

CANCELLED = "已取消重建，原来的搜索索引还在用。"


def rebuild_index(window: QWidget, desk: Desk, *, said: Callable[[str], None]) -> None:
    """Ask, then build the index anew with progress and 取消; ``said`` tells that it was cancelled."""
    if not dialogs.ask(
        window,
        "重建搜索索引？",
        "明明登记过的人或案件，在搜索框里找不到时用。只重新编排索引，不改动任何记录；"
        "记录多的要等几分钟，中途可以取消。",
        yes="开始重建",
    ):
        return

    def failed(error: BaseException) -> bool:
        if isinstance(error, background.Cancelled):
            said(CANCELLED)
            return True
        return False

    background.run(
        window,
        "正在重建搜索索引",
        desk.search.rebuild,
        done=lambda entries: dialogs.inform(
            window, "搜索索引已重建。", f"收进 {entries} 条记录，现在可以搜索。"
        ),
        failed=failed,
    )
