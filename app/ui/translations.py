"""Qt's own words in Chinese: 确定, 取消, 复制, 撤消 on standard buttons and menus."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

__all__ = ["load_translations"]

CATALOGUE = "qtbase_zh_CN"
LOADED = "speaks_chinese"


def load_translations(application: QApplication) -> None:
    """Speak Chinese, whatever language the PC is set to. Safe to call twice."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if application.property(LOADED):
        return
    translator = QTranslator(application)
    if translator.load(CATALOGUE, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
        application.setProperty(LOADED, True)
