"""Preview from memory, printing to a printer, saving after a warning."""

from __future__ import annotations

import pypdf
import pytest
from PySide6.QtPrintSupport import QPrinter

from app.forms.dossier import FiledPaper
from app.forms.registry import form
from app.printing.dossier import print_paper
from app.printing.page import PageSetup
from app.ui import dialogs, files
from app.ui.background import Cancelled
from app.ui.pdf_view import PdfPreview, print_pages


@pytest.fixture(scope="module")
def paper():
    filed = FiledPaper(form("mediation.notice"), {})
    return print_paper(filed, author="640122102", setup=PageSetup()).pdf


@pytest.fixture
def preview(qtbot, paper):
    window = PdfPreview(None, "权利义务告知书", paper, file_name="640122102-001")
    qtbot.addWidget(window)
    window.show()
    return window


def test_it_shows_every_page_from_memory(preview, paper):
    import io

    assert preview.document.pageCount() == len(pypdf.PdfReader(io.BytesIO(paper)).pages)


def printer_to(path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(100)
    return printer


def test_every_page_reaches_the_printer(qtbot, paper, tmp_path):
    seen: list[tuple[int, int]] = []
    sent = print_pages(
        paper, printer_to(tmp_path / "out.pdf"), lambda done, total: seen.append((done, total))
    )
    assert sent == len(pypdf.PdfReader(tmp_path / "out.pdf").pages) == len(seen)


def test_printing_stops_when_the_clerk_says_so(qtbot, paper, tmp_path):
    def progress(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        print_pages(paper, printer_to(tmp_path / "out.pdf"), progress)


def test_a_copy_is_saved_only_after_the_warning(qtbot, preview, monkeypatch, tmp_path, paper):
    asked = []
    target = tmp_path / "copy.pdf"

    def agree(parent, words, advice, **buttons):
        asked.append(words)
        return True

    monkeypatch.setattr(dialogs, "ask", agree)
    monkeypatch.setattr(files, "ask_save", lambda *a: target)
    preview.save()
    qtbot.waitUntil(lambda: target.exists() and target.read_bytes() == paper)
    assert "没有加密" in asked[0]


def test_a_copy_that_cannot_be_written_says_so(qtbot, preview, monkeypatch, tmp_path):
    shown = []
    monkeypatch.setattr(dialogs, "ask", lambda *a, **k: True)
    monkeypatch.setattr(files, "ask_save", lambda *a: tmp_path / "gone" / "copy.pdf")
    monkeypatch.setattr(dialogs, "tell", lambda parent, error: shown.append(error.what))
    preview.save()
    qtbot.waitUntil(lambda: bool(shown))
    assert "没有写成" in shown[0]
