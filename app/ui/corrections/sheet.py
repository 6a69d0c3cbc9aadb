"""基本信息表 on screen: a new admission, or the sheet of somebody on the roll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.corrections import BASIC_SHEET
from app.ui import theme
from app.ui.checked_saving import save_checked
from app.ui.corrections.forms import ADMISSION
from app.ui.corrections.papers import print_basic_sheet
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView
from app.ui.photo_box import PhotoBox

__all__ = ["BasicSheet"]

ABOUT = "照判决书、执行通知书抄写。填了报到时间的登记为“在册”，没有填的登记为“待报到”。"


class BasicSheet(QWidget):
    """The form and its buttons. ``saved`` carries the uid, ``given_up`` leaves an admission.

    ``photo_changed`` carries words for the status bar.
    """

    saved = Signal(str)
    photo_changed = Signal(str)
    given_up = Signal()

    def __init__(self, tools: DeskTools, uid: str | None = None) -> None:
        super().__init__()
        self._tools = tools
        self._persons = tools.desk.corrections.persons
        self._photos = tools.desk.corrections.photos
        self._uid = uid
        form = BASIC_SHEET if uid else ADMISSION
        self.view = FormView(form, tools.context(), shared_facts=False)
        if uid:
            self.view.set_values(self._persons.sheet(uid))
        title = "基本信息表" if uid else "新入矫：基本信息表"
        self.view.keep_drafts(tools.desk.drafts, f"{BASIC_SHEET.code}/{uid or 'new'}", title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar())
        self.photo = PhotoBox(self._photos.read(uid) if uid else None)
        self.photo.chosen.connect(self._photo_chosen)
        self.photo.removed.connect(self._photo_removed)
        beside = QHBoxLayout()
        beside.setSpacing(theme.px(10))
        beside.addWidget(self.view, 1)
        beside.addWidget(self.photo)
        layout.addLayout(beside, 1)
        self.setFocusProxy(self.view)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        if self._uid is None:
            back = QPushButton("返回")
            back.clicked.connect(self.give_up)
            bar.addWidget(back)
            title = QLabel("新入矫")
            title.setProperty("role", "title")
            bar.addWidget(title)
            about = QLabel(ABOUT)
            about.setProperty("role", "muted")
            about.setWordWrap(True)
            bar.addWidget(about, 1)
        else:
            bar.addStretch(1)
        paper = QPushButton("打印")
        paper.setToolTip("Ctrl+P")
        paper.clicked.connect(self.print_sheet)
        self.save_button = QPushButton("保存")
        self.save_button.setProperty("role", "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        bar.addWidget(paper)
        bar.addWidget(self.save_button)
        return bar

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.view.next_field()
        self.view.go_to("name")

    def reload(self) -> None:
        """Read the facts again: a term, a name may have been changed in another tab."""
        if self._uid is not None:
            self.view.renew(self._persons.sheet(self._uid))

    def only_read(self, only: bool) -> None:
        """Nothing may be typed: whoever has moved away is kept by another office."""
        self.view.set_read_only(only)
        self.save_button.setEnabled(not only)
        self.photo.setEnabled(not only)

    def save(self) -> bool:
        """Check and save; what needs a second look is asked first. Whether it was saved."""
        uid = save_checked(
            self, self.view, lambda values: self._persons.check(values, self._uid), self._keep
        )
        if uid is not None:
            self.saved.emit(uid)
        return uid is not None

    def _keep(self, values: dict[str, Any]) -> str:
        if self._uid is not None:
            self._persons.edit(self._uid, values)
            return self._uid
        control_class = values.pop("control_class", None)
        uid = self._persons.admit(values, control_class=control_class or None)
        if self.photo.data is not None:
            self._photos.keep(uid, self.photo.data)
        return uid

    def _photo_chosen(self, data: bytes) -> None:
        """Kept at once; of an admission, with the sheet."""
        if (uid := self._uid) is not None:
            self._change_photo(lambda: self._photos.keep(uid, data), "照片已保存。")

    def _photo_removed(self) -> None:
        if (uid := self._uid) is not None:
            self._change_photo(lambda: self._photos.remove(uid), "照片已移去。")

    def _change_photo(self, act: Callable[[], None], words: str) -> None:
        if self._tools.attempt(self, act):
            self.photo_changed.emit(words)
        elif self._uid is not None:
            self.photo.show_photo(self._photos.read(self._uid))

    def give_up(self) -> None:
        """Leave an admission; what was typed stays as a draft."""
        self.view.keep_now()
        self.given_up.emit()

    def print_sheet(self) -> None:
        """Preview the sheet as it stands; empty, it is a form to fill in by hand."""
        values = {**self.view.values(), "photo": self.photo.data}
        print_basic_sheet(self, self._tools, values)
