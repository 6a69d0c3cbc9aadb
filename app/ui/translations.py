"""Qt's own words in Chinese: 确定, 取消, 复制, 撤销 on standard buttons and menus."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

__all__ = ["load_translations"]

CATALOGUES = ("qtbase", "qt")

# where qtbase_zh_CN leaves a standard word in English or uses one no clerk knows
OWN_WORDS = {
    ("QPlatformTheme", "&Yes"): "是(&Y)",
    ("QPlatformTheme", "&No"): "否(&N)",
    ("QPlatformTheme", "OK"): "确定",
    ("QPlatformTheme", "Cancel"): "取消",
    ("QPlatformTheme", "Close"): "关闭",
    ("QPlatformTheme", "Save"): "保存",
    ("QPlatformTheme", "Discard"): "不保存",
}


class _OwnWords(QTranslator):
    """A few words that must be right whatever catalogue came with Qt."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def translate(
        self,
        context: str | bytes | bytearray | memoryview,
        source: str | bytes | bytearray | memoryview,
        disambiguation: object = None,
        n: int = -1,
    ) -> str:
        """Our word, or an empty string: Qt then asks the next catalogue."""
        return OWN_WORDS.get((_text(context), _text(source)), "")


def _text(given: str | bytes | bytearray | memoryview) -> str:
    return given if isinstance(given, str) else bytes(given).decode()


def load_translations(application: QApplication) -> None:
    """Speak Chinese, whatever language the PC is set to. Safe to call twice."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if application.property("speaks_chinese"):
        return
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for catalogue in CATALOGUES:
        translator = QTranslator(application)
        if translator.load(f"{catalogue}_zh_CN", folder):
            application.installTranslator(translator)
    application.installTranslator(_OwnWords(application))
    application.setProperty("speaks_chinese", True)
