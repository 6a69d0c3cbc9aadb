"""The photograph beside a basic sheet: chosen, pasted or dropped, cut, taken away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QPushButton, QVBoxLayout

from app.forms.photo import PHOTO_MM
from app.services.photos import RawPhoto, open_photo
from app.ui import background, dialogs, files, theme
from app.ui.photo_cut import PhotoDialog

__all__ = ["PhotoBox", "photo_pixmap"]

PHOTO_FILES = "照片 (*.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp)"
WIDE = 120
"""Pixels, at every size of type: a photograph has no letters, and a low screen no room."""
"""Pixels at 100 %."""

NOTHING = "没有照片\n\n拖到这里"


def photo_pixmap(data: bytes, wide: int) -> QPixmap:
    """A photograph so many pixels wide."""
    return QPixmap.fromImage(QImage.fromData(data)).scaledToWidth(
        wide, Qt.TransformationMode.SmoothTransformation
    )


class PhotoBox(QFrame):
    """The photograph and its buttons. ``chosen`` carries the new bytes, ``removed`` tells it is gone."""

    chosen = Signal(bytes)
    removed = Signal()

    def __init__(self, data: bytes | None = None) -> None:
        super().__init__()
        self.data: bytes | None = None
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setWordWrap(True)
        self.picture.setFixedSize(WIDE, WIDE * PHOTO_MM[1] // PHOTO_MM[0])
        self.choose = self._button("选择…", self.ask)
        self.paste = self._button("粘贴", self.paste_now)
        self.remove = self._button("移去", self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.picture)
        for button in (self.choose, self.paste, self.remove):
            column.addWidget(button)
        column.addStretch(1)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.paste_now)
        self.setFixedWidth(WIDE)
        self.setAcceptDrops(True)
        self.show_photo(data)

    @staticmethod
    def _button(words: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda _=False: act())
        return button

    def show_photo(self, data: bytes | None) -> None:
        """Show this photograph, or the place for one."""
        self.data = data
        self.remove.setVisible(data is not None)
        if data is None:
            self.picture.setText(NOTHING)
            theme.set_role(self.picture, "mark")
            self.picture.setAccessibleName("照片：还没有")
            return
        theme.set_role(self.picture, "")
        self.picture.setPixmap(photo_pixmap(data, self.picture.width()))
        self.picture.setAccessibleName("照片")

    # -- where it comes from ----------------------------------------------------------------------

    def ask(self) -> None:
        """Choose a file."""
        if paths := files.ask_open(self, "选择照片", PHOTO_FILES):
            self._open(lambda: files.read(paths[0]))

    def paste_now(self) -> None:
        """Take what was copied: a picture, or a picture file."""
        if not self.take(QGuiApplication.clipboard().mimeData()):
            dialogs.warn(self, "没有可以粘贴的照片。", "请先复制一张图片或者一个照片文件。")

    def take(self, mime: QMimeData) -> bool:
        """Begin with what was pasted or dropped; whether there is a picture in it."""
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            self._open(lambda: files.read(paths[0]))
        elif mime.hasImage() and not (image := QImage(mime.imageData())).isNull():
            data = _png(image)
            self._open(lambda: data)
        else:
            return False
        return True

    def _open(self, read: Callable[[], bytes]) -> None:
        background.run(self, "正在读取照片", lambda _: open_photo(read()), done=self._cut)

    def _cut(self, raw: RawPhoto) -> None:
        dialog = PhotoDialog(self, raw)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.show_photo(dialog.photo)
            self.chosen.emit(dialog.photo)
        dialog.deleteLater()

    def _remove(self) -> None:
        if dialogs.ask(
            self, "移去这张照片吗？", "照片从本机删除，不能找回。", yes="移去", careful=True
        ):
            self.show_photo(None)
            self.removed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file or a picture may be dropped here."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin with what was dropped."""
        event.acceptProposedAction()
        self.take(event.mimeData())


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
