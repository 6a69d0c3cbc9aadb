"""What a paper says by itself: fixed sentences, and the places to sign, seal and fingerprint."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.forms.definition import Field, Form, Kind, Mark, PersonRef, Values
from app.forms.display import pieces
from app.forms.values import is_blank
from app.ui import theme

__all__ = ["SHOWN", "FixedWording", "MarkPlace", "Shown"]

MARKS = {Mark.SIGNATURE: "签名", Mark.FINGERPRINT: "按指印", Mark.SEAL: "盖章"}


class Shown(QLabel):
    """A line that shows and never asks; ``refresh`` brings it up to date with the form."""

    def __init__(self, form: Form, field: Field) -> None:
        super().__init__()
        self.form = form
        self.field = field
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def refresh(self, values: Values) -> None:
        """Say what fits ``values``."""
        raise NotImplementedError


class FixedWording(Shown):
    """A sentence of the paper; what the form fills into its blanks stands out."""

    def __init__(self, form: Form, field: Field) -> None:
        super().__init__(form, field)
        self.setProperty("role", "wording")

    def refresh(self, values: Values) -> None:
        """The sentence with its blanks filled."""
        colour = theme.COLOURS["accent"]
        self.setText(
            "".join(
                f'<span style="color:{colour}">{escape(piece.text)}</span>'
                if piece.filled
                else escape(piece.text).replace("\n", "<br>")
                for piece in pieces(self.form, self.field, values)
            )
        )
        self.setVisible(bool(self.field.wording))


class MarkPlace(Shown):
    """Who is to sign or seal by hand on the printed paper."""

    def __init__(self, form: Form, field: Field) -> None:
        super().__init__(form, field)
        self.setProperty("role", "mark")

    def refresh(self, values: Values) -> None:
        """One entry for every person the place repeats for."""
        names = self._names(values)
        marks = "、".join(MARKS[mark] for mark in self.field.marks)
        places = " ".join(f"☐&nbsp;{escape(name)}" for name in names) or "☐"
        label = self.field.label
        if label.startswith("("):  # (人民调解委员会印)
            label = label[1:-1]
        self.setText(
            f"{escape(label)} &nbsp; {places} &nbsp; "
            f'<span style="color:{theme.COLOURS["faint"]}">打印后在纸上{marks}</span>'
        )

    def _names(self, values: Values) -> list[str]:
        per = values.get(self.field.per) if self.field.per else None
        if is_blank(per):
            return []
        rows = per if isinstance(per, list) else [{"name": per}]
        named = (row.get("name") for row in rows)
        return [n.name if isinstance(n, PersonRef) else str(n) for n in named if not is_blank(n)]


class PhotoPlace(Shown):
    """Nothing: a photograph is chosen beside the form, where it has room."""

    def refresh(self, values: Values) -> None:
        """Stay out of the way."""
        del values
        self.hide()


SHOWN: dict[Kind, type[Shown]] = {
    Kind.FIXED: FixedWording,
    Kind.MARK: MarkPlace,
    Kind.PHOTO: PhotoPlace,
}
"""The widget of each kind without a value."""
