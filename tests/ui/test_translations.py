"""Qt speaks Chinese, also where its own catalogue has nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, QFileInfo
from PySide6.QtWidgets import QFileIconProvider

from app.paths import resource_dir

REST = resource_dir() / "translations" / "qt_rest_zh_CN"


def test_standard_buttons_and_the_file_window_are_chinese(qapp, tmp_path):
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert QFileIconProvider().type(QFileInfo(str(tmp_path))) == "文件夹"
    assert QCoreApplication.translate("QFileSystemModel", "Size") == "大小"


def test_the_catalogue_is_made_from_its_source(tmp_path):
    made = tmp_path / "made.qm"
    beside = Path(PySide6.__file__)
    lrelease = next(
        p for p in (beside.with_name("lrelease"), beside.with_name("lrelease.exe")) if p.exists()
    )
    subprocess.run([lrelease, "-silent", REST.with_suffix(".ts"), "-qm", made], check=True)
    assert made.read_bytes() == REST.with_suffix(".qm").read_bytes()
