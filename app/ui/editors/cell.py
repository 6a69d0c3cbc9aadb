"""One field with its label, its note and its problem: the brick every form is built of."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.editors.base import Editor

__all__ = ["FieldCell"]


class FieldCell(QWidget):
    """The editor under its label; below it a note, or in red what is wrong.

    A fact of the case says so beside its label (本案共用); a click keeps a correction for this
    paper alone (只改本文书) and ``own_toggled`` is sent.
    """

    own_toggled = Signal(bool)

    def __init__(self, editor: Editor, *, shared: bool = False) -> None:
        super().__init__()
        self.editor = editor
        self.field = editor.field
        self.label: QLabel | None = None
        self.switch: QPushButton | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(3))
        if not editor.own_label or shared:
            layout.addWidget(self._head(shared=shared))
        else:
            layout.addStretch(1)
        layout.addWidget(editor)
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        self._problem = QLabel()
        self._problem.setProperty("role", "problem")
        for line in (self._note, self._problem):
            line.setWordWrap(True)
            line.hide()
            layout.addWidget(line)
        if not editor.own_label:
            layout.addStretch(1)

    def _head(self, *, shared: bool) -> QWidget:
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(4))
        if not self.editor.own_label:
            self.label = QLabel()
            self.label.setTextFormat(
                Qt.TextFormat.RichText if self.field.required else Qt.TextFormat.PlainText
            )
            self.label.setProperty("role", "label")
            self.set_label(self.field.label)
            self.label.setBuddy(self.editor.first())
            line.addWidget(self.label)
        if shared:
            self.switch = QPushButton("本案共用")
            self.switch.setProperty("role", "chip")
            self.switch.setCheckable(True)
            self.switch.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.switch.setToolTip("点一下，只在本文书上改；再点一下，恢复为全案共用的内容")
            self.switch.toggled.connect(self._switched)
            line.addWidget(self.switch)
        line.addStretch(1)
        self._head_widget = head
        return head

    @property
    def own(self) -> bool:
        """Whether the value was set apart for this paper."""
        return self.switch is not None and self.switch.isChecked()

    def set_own(self, own: bool) -> None:
        """Set the value apart for this paper, or share it again."""
        if self.switch is not None:
            self.switch.setChecked(own)

    def set_label(self, words: str) -> None:
        """Call the field ``words``; a required one is starred."""
        if self.label is not None:
            star = f' <span style="color:{theme.COLOURS["bad"]}">*</span>'
            self.label.setText(words + (star if self.field.required else ""))

    def show_label(self, shown: bool) -> None:
        """Hide the label where it stands at the head of the column."""
        if self.label is not None:
            self._head_widget.setVisible(shown)

    def note(self, text: str, *, warn: bool = False) -> None:
        """Say something calm under the field; nothing when ``text`` is empty."""
        theme.set_role(self._note, "warning" if warn else "muted")
        self._note.setText(text)
        self._show_note()

    def mark(self, message: str) -> None:
        """Say what is wrong and frame the editor; an empty message takes both away."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))
        self.editor.set_wrong(bool(message))
        self._show_note()

    def _show_note(self) -> None:
        """What is wrong is said once: a calm note with the same words steps back."""
        said, wrong = self._note.text().rstrip("。"), self._problem.text().rstrip("。")
        self._note.setVisible(bool(said) and said != wrong)

    @property
    def message(self) -> str:
        """What is said to be wrong, or nothing."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def _switched(self, own: bool) -> None:
        if self.switch is not None:
            self.switch.setText("只改本文书" if own else "本案共用")
        self.own_toggled.emit(own)
