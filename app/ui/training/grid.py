"""签到: people × sittings, ticked from the paper sheet with the keyboard.

Space ticks a cell and goes down, C marks a certificate, Ctrl+Space ticks a whole sitting,
Shift+Space a whole person; Ctrl+Z takes back, Enter notes why somebody was absent. Every tick is
kept at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.days import short_day
from app.forms.codes import label
from app.services.training.attendance import Grid, GridPerson
from app.ui import theme
from app.ui.reading_tables import only_read

__all__ = ["AttendanceGrid", "Marks"]

Index = QModelIndex | QPersistentModelIndex
Marks = dict[str, dict[str, str | None]]
"""Staff uid → sitting uid → ``signed``, ``certificate`` or ``None``."""

SIGNED, CERTIFICATE = "signed", "certificate"
SHOWN = {SIGNED: "✓", CERTIFICATE: "证书", None: ""}
BEFORE = ("姓名", "岗位")
AFTER = ("签到", "备注")


class GridModel(QAbstractTableModel):
    """The grid as a table: name and post, one column a sitting, how many, remarks."""

    def __init__(self) -> None:
        super().__init__()
        self.grid: Grid | None = None

    def show(self, grid: Grid) -> None:
        """Show another state of the grid; the same shape keeps the cursor."""
        same = self.grid is not None and _shape(self.grid) == _shape(grid)
        if same:
            self.grid = grid
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.beginResetModel()
            self.grid = grid
            self.endResetModel()

    def person(self, row: int) -> GridPerson | None:
        """The person in a line."""
        people = self.grid.people if self.grid else ()
        return people[row] if 0 <= row < len(people) else None

    def sitting(self, column: int) -> str | None:
        """The uid of the sitting in a column; none beside the sittings."""
        sittings = self.grid.sittings if self.grid else ()
        place = column - len(BEFORE)
        return sittings[place].uid if 0 <= place < len(sittings) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One line a person."""
        return 0 if parent.isValid() or self.grid is None else len(self.grid.people)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Name, post, sittings, count, remarks."""
        if parent.isValid() or self.grid is None:
            return 0
        return len(BEFORE) + len(self.grid.sittings) + len(AFTER)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles; a sitting on two lines."""
        if (
            role != Qt.ItemDataRole.DisplayRole
            or orientation is not Qt.Orientation.Horizontal
            or self.grid is None
        ):
            return None
        if section < len(BEFORE):
            return BEFORE[section]
        place = section - len(BEFORE)
        if place < len(self.grid.sittings):
            one = self.grid.sittings[place]
            part = label("sitting", one.part)
            hours = f"{one.hours.normalize():f}学时" if one.hours else ""
            return f"{short_day(one.held_on)}\n{part}{hours}"
        return AFTER[place - len(self.grid.sittings)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A tick, or the words of the side columns."""
        person = self.person(index.row())
        if person is None:
            return None
        sitting = self.sitting(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(person, index.column(), sitting)
        return self._looks(person, sitting, role) if sitting else None

    def _looks(self, person: GridPerson, sitting: str, role: int) -> Any:
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour("good" if person.proofs.get(sitting) == SIGNED else "warn")
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return {
            Qt.ItemDataRole.TextAlignmentRole: Qt.AlignmentFlag.AlignCenter,
            Qt.ItemDataRole.ToolTipRole: "空格签到，C 记证书",
        }.get(Qt.ItemDataRole(role))

    def _words(self, person: GridPerson, column: int, sitting: str | None) -> str:
        if sitting:
            return SHOWN[person.proofs.get(sitting)]
        if column == 0:
            return person.name
        if column == 1:
            return "、".join(label("staff_role", role) for role in person.roles)
        total = len(self.grid.sittings) if self.grid else 0
        if column == len(BEFORE) + total:
            return f"{len(person.proofs)}/{total}"
        lecturer = "授课" if person.capacity == "lecturer" else ""
        facts = (lecturer, person.absence_reason, person.score, person.certificate_number)
        return "  ".join(filter(None, facts))


class AttendanceGrid(QTableView):
    """The table. ``keep`` saves marks and says whether it did; ``noted`` asks for remarks."""

    noted = Signal(object)

    def __init__(self, keep: Callable[[Marks], bool]) -> None:
        super().__init__()
        self.grid_model = GridModel()
        self.setModel(self.grid_model)
        self._keep = keep
        self.undo = QUndoStack(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        only_read(self, height=36)
        self.setAlternatingRowColors(True)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self.setAccessibleName("签到")
        theme.set_role(self, "cells")

    def show_grid(self, grid: Grid) -> None:
        """Show the grid; of a new shape the cursor goes to the first sitting."""
        shape = _shape(self.grid_model.grid) if self.grid_model.grid else None
        self.grid_model.show(grid)
        if shape != _shape(grid):
            self.undo.clear()
            widths = [110, 130, *([86] * len(grid.sittings)), 64, 160]
            for column, width in enumerate(widths):
                self.setColumnWidth(column, theme.px(width))
            if grid.people and grid.sittings:
                self.setCurrentIndex(self.grid_model.index(0, len(BEFORE)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the grid; arrows move as in every table."""
        modifiers, key = event.modifiers(), event.key()
        if key == Qt.Key.Key_Space:
            if modifiers & Qt.KeyboardModifier.ControlModifier:
                self.tick_sitting()
            elif modifiers & Qt.KeyboardModifier.ShiftModifier:
                self.tick_person()
            else:
                self.tick(SIGNED)
        elif key == Qt.Key.Key_C and not modifiers:
            self.tick(CERTIFICATE)
        elif key == Qt.Key.Key_Z and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.undo.undo()
        elif key == Qt.Key.Key_Y and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.undo.redo()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (person := self.grid_model.person(self.currentIndex().row())) is not None:
                self.noted.emit(person)
        else:
            super().keyPressEvent(event)

    # -- ticking ------------------------------------------------------------------------------------

    def tick(self, proof: str) -> None:
        """Tick the cell under the cursor, or take the tick away, and go down."""
        index = self.currentIndex()
        person = self.grid_model.person(index.row())
        sitting = self.grid_model.sitting(index.column())
        if person is None or sitting is None:
            return
        new = None if person.proofs.get(sitting) == proof else proof
        self._do("签到", {person.staff_uid: {sitting: new}})
        below = min(index.row() + 1, self.grid_model.rowCount() - 1)
        self.setCurrentIndex(self.grid_model.index(below, index.column()))

    def tick_sitting(self) -> None:
        """Everybody came to this sitting; a second time, nobody did."""
        sitting = self.grid_model.sitting(self.currentIndex().column())
        grid = self.grid_model.grid
        if sitting is None or grid is None:
            return
        every = all(person.proofs.get(sitting) for person in grid.people)
        self._do(
            "整列签到",
            {p.staff_uid: {sitting: None if every else SIGNED} for p in grid.people
             if every or not p.proofs.get(sitting)},
        )  # fmt: skip

    def tick_person(self) -> None:
        """The person came to every sitting; a second time, to none."""
        person = self.grid_model.person(self.currentIndex().row())
        grid = self.grid_model.grid
        if person is None or grid is None:
            return
        every = all(person.proofs.get(s.uid) for s in grid.sittings)
        wanted = {
            s.uid: None if every else SIGNED
            for s in grid.sittings
            if every or not person.proofs.get(s.uid)
        }
        self._do("整行签到", {person.staff_uid: wanted})

    def _do(self, words: str, marks: Mapping[str, Mapping[str, str | None]]) -> None:
        grid = self.grid_model.grid
        if grid is None or not any(marks.values()):
            return
        people = {person.staff_uid: person for person in grid.people}
        new: Marks = {uid: dict(wanted) for uid, wanted in marks.items()}
        old: Marks = {
            uid: {sitting: people[uid].proofs.get(sitting) for sitting in wanted}
            for uid, wanted in new.items()
        }
        if self._keep(new):
            self.undo.push(_Tick(words, self._keep, old, new))


class _Tick(QUndoCommand):
    """Ticks that can be taken back. Done already when it is pushed."""

    def __init__(self, words: str, keep: Callable[[Marks], bool], old: Marks, new: Marks) -> None:
        super().__init__(words)
        self._keep, self._old, self._new = keep, old, new
        self._first = True

    def undo(self) -> None:
        """As it was."""
        self._keep(self._old)

    def redo(self) -> None:
        """Once more."""
        if self._first:
            self._first = False
            return
        self._keep(self._new)


def _shape(grid: Grid) -> tuple[object, ...]:
    return (
        grid.uid,
        tuple(s.uid for s in grid.sittings),
        tuple(p.staff_uid for p in grid.people),
    )
