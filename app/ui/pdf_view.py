"""Preview from memory, and the printer: no plain file is ever written on the way (trust E4)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QPageLayout, QPageSize, QPainter, QTransform
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QLabel, QToolBar, QVBoxLayout, QWidget

from app.errors import ActionableError
from app.ui import background, dialogs, files, outputs
from app.ui.sizes import open_at
from app.ui.theme import set_role

__all__ = ["PdfPreview", "preview", "print_pages"]

PRINT_DPI = 300
ZOOM_STEP = 1.2
SAVE_WARNING = "另存的文件没有加密，任何人拿到都能看。"
SAVE_ADVICE = "请只存到单位的电脑或移动盘，用完删除。"


class PdfPreview(QDialog):
    """The paper as it will be printed, in a window of its own."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        pdf: bytes,
        *,
        file_name: str,
        logged: str = "",
        can_save: bool = True,
    ) -> None:
        super().__init__(parent)
        self._can_save = can_save
        self._pdf = pdf
        self._logged = logged or title
        self._file_name = file_name
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        open_at(self, 900, 680)
        # owned by the dialog and not by the view: the view would be torn down after it (segfault)
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument(self)
        self.document.load(self._buffer)
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self.document)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._toolbar())
        layout.addWidget(self.view)
        self.view.setFocus()

    def _toolbar(self) -> QToolBar:
        bar = QToolBar(self)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        for words, keys, do in (
            ("打印…", QKeySequence.StandardKey.Print, self.print_out),
            ("另存为 PDF…", QKeySequence.StandardKey.Save, self.save),
            ("放大", QKeySequence.StandardKey.ZoomIn, lambda: self._zoom(ZOOM_STEP)),
            ("缩小", QKeySequence.StandardKey.ZoomOut, lambda: self._zoom(1 / ZOOM_STEP)),
            ("适合宽度", QKeySequence("Ctrl+0"), self._fit),
            ("关闭", QKeySequence.StandardKey.Close, self.close),
        ):
            if do == self.save and not self._can_save:
                continue
            action = QAction(words, self)
            action.setShortcut(keys)
            action.setToolTip(f"{words}({action.shortcut().toString()})")
            action.triggered.connect(do)
            bar.addAction(action)
        count = QLabel(f"共 {self.document.pageCount()} 页")
        set_role(count, "muted")
        bar.addSeparator()
        bar.addWidget(count)
        return bar

    def _zoom(self, factor: float) -> None:
        factor *= self.view.zoomFactor()
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(factor, 0.25), 4.0))

    def _fit(self) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def print_out(self) -> None:
        """Ask for the printer, then send every page to it."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setFullPage(True)
        printer.setResolution(PRINT_DPI)
        printer.setDocName(self._file_name)
        printer.setFromTo(1, self.document.pageCount())
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            pages = self.document.pageCount()
            outputs.about_to_print(self._logged, self._file_name, pages=pages)
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Send the pages to ``printer`` on a worker thread."""
        pdf = self._pdf
        background.run(
            self,
            "正在送往打印机",
            lambda progress: print_pages(pdf, printer, progress),
            done=lambda _: None,
        )

    def save(self) -> None:
        """Write the PDF where the clerk says, after a word of warning."""
        if not dialogs.ask(self, SAVE_WARNING, SAVE_ADVICE, yes="另存", no="不存"):
            return
        path = files.ask_save(self, "另存为 PDF", f"{self._file_name}.pdf", "PDF (*.pdf)")
        if path is not None:
            try:
                outputs.about_to_export(self._logged, self._file_name)
            except ActionableError as error:
                dialogs.tell(self, error)
                return
            background.run(
                self,
                "正在写文件",
                lambda _: files.write(path, self._pdf),
                done=lambda _: None,
                can_cancel=False,
            )


def print_pages(pdf: bytes, printer: QPrinter, progress: Callable[[int, int], None]) -> int:
    """Paint the pages of ``pdf`` that ``printer`` wants; returns how many were sent.

    ``progress`` may raise ``background.Cancelled``: what was sent is then taken back.

    Raises ``ActionableError`` when the printer cannot begin.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    painter = QPainter()
    if not painter.begin(printer):
        raise ActionableError(
            "W02", "打印机没有响应，一页也没有打印。", do="请检查打印机是否开机、有纸，再打印。"
        )
    first = printer.fromPage() or 1
    last = printer.toPage() or document.pageCount()
    sent = 0
    try:
        for number in range(first - 1, last):
            progress(sent, last - first + 1)
            if sent:
                printer.newPage()
            size = document.pagePointSize(number) * (printer.resolution() / 72)
            image = document.render(number, QSize(round(size.width()), round(size.height())))
            if image.width() > image.height():  # a wide table on upright paper
                image = image.transformed(QTransform().rotate(90))
            painter.drawImage(0, 0, image)
            sent += 1
    except background.Cancelled:
        printer.abort()
        raise
    finally:
        painter.end()
    return sent


def preview(
    parent: QWidget,
    title: str,
    pdf: bytes,
    *,
    file_name: str,
    logged: str = "",
    can_save: bool = True,
) -> PdfPreview:
    """Show ``pdf``; ``file_name`` (a number, never a name) is offered when it is saved.

    ``logged`` is what the log calls it, where the title could name a person. What may not leave the
    store is shown and printed, not saved.
    """
    window = PdfPreview(parent, title, pdf, file_name=file_name, logged=logged, can_save=can_save)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.open()
    return window
