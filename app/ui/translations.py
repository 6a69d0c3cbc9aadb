"""Qt's own words in Chinese: 确定, 取消, 复制, 撤消 on standard buttons and menus."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.paths import resource_dir

__all__ = ["load_translations"]

CATALOGUE = "qtbase_zh_CN"
REST = "qt_rest_zh_CN"
"""What Qt's catalogue lacks; asked before it, for the last one loaded is."""
LOADED = "speaks_chinese"


def load_translations(application: QApplication) -> None:
    """Speak Chinese, whatever language the PC is set to. Safe to call twice."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if application.property(LOADED):
        return
    qts = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for catalogue, folder in ((CATALOGUE, qts), (REST, resource_dir() / "translations")):
        translator = QTranslator(application)
        if translator.load(catalogue, str(folder)):
            application.installTranslator(translator)
            application.setProperty(LOADED, True)
