"""Where a bureau's records lie is said in full, at every size of type."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from app.paths import Profile
from app.services.desk import Desk
from app.services.settings import Identity
from app.ui import theme
from app.ui.store.server_dialog import ServerDialog

BUREAU = Identity(
    kind="bureau", code="640122", name="贺兰县司法局", county_code="640122", county_name="贺兰县"
)


@pytest.mark.parametrize("percent", [100, 150])
def test_no_word_is_cut_off(qtbot, qapp, make_store, tmp_path, percent):
    theme.apply(qapp, percent)
    try:
        dialog = ServerDialog(None, Desk(make_store(), Profile(tmp_path), BUREAU))
        qtbot.addWidget(dialog)
        dialog.show()
        labels = [one for one in dialog.children() if isinstance(one, QLabel)]
        for words in labels:
            assert words.height() >= words.heightForWidth(words.width()), words.text()
        assert any("这台电脑" in words.text() for words in labels)
        assert not dialog.probe.isEnabled()
        dialog.address.setText("postgresql://sfs@127.0.0.1/sfs")
        assert dialog.probe.isEnabled()
    finally:
        theme.apply(qapp, 100)
