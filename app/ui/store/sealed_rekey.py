"""Changing the sealed key beside the work: it starts by itself, shows how far it is, may be put off (D2)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.access import Work
from app.services.desk import Desk
from app.services.sealed_rekey import Changed
from app.ui import background, dialogs

__all__ = ["LATER", "rekey_if_due"]

TITLE = "有人不能再看封存记录，正在更换封存的钥匙"
DONE = "封存的钥匙已经更换，封存的内容重新加密。"
LATER = "封存的钥匙等有“所长”或“审核”角色的同事登录时自动更换。"


def rekey_if_due(
    parent: QWidget,
    desk: Desk,
    *,
    said: Callable[[str], None] = lambda _words: None,
    then: Callable[[], None] = lambda: None,
) -> None:
    """Change the key when it is due and this account holds it; ``then`` follows in every case.

    Put off or failed, it is due again at the next log-in; nothing has changed then.
    """
    if not desk.may(Work.SEALED) or not desk.sealed_keys.due():
        then()
        return

    def done(changed: Changed) -> None:
        said(DONE)
        if changed.unreadable:
            dialogs.warn(
                parent,
                f"有 {changed.unreadable} 份封存的内容打不开，没有换上新的钥匙。",
                "它们原样留着，没有丢。请用“备份与恢复”里封存那几天的备份核对，并联系维护人员。",
            )
        then()

    def failed(error: BaseException) -> bool:
        if not isinstance(error, background.Cancelled):
            dialogs.report(parent, error)
        then()
        return True

    background.run(parent, TITLE, desk.sealed_keys.change, done=done, failed=failed)
