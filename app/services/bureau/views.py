"""What the bureau's pages show: plain values, in the words a clerk reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.errors import ActionableError
from app.services.report_views import KeyCard

__all__ = [
    "Accepted",
    "Board",
    "BoardCell",
    "Change",
    "Checked",
    "Inspection",
    "OfficeView",
    "Parcel",
    "ReceivedView",
    "TableCount",
]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One package as it lies on the stick: its file, or all its volumes."""

    files: tuple[Path, ...]

    @property
    def label(self) -> str:
        """The name of its first file."""
        more = f" 等 {len(self.files)} 卷" if len(self.files) > 1 else ""
        return self.files[0].name + more


@dataclass(frozen=True, slots=True)
class TableCount:
    """How many records of one kind a package adds, changes, deletes; ``title`` in Chinese."""

    table: str
    title: str
    new: int
    changed: int
    deleted: int
    unchanged: int
    outdated: int
    conflicts: int
    reports: bool = True  # False: only answers the county's letters, no record of the package


@dataclass(frozen=True, slots=True)
class Change:
    """One record in the list; ``effect`` in Chinese, ``fields`` are column names."""

    title: str
    caption: str
    effect: str
    fields: tuple[str, ...]
    table: str
    uid: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one package is and would do; nothing has changed.

    ``problem`` says why it is not to be merged; without one, ``accept`` will merge it, or give out
    the old receipt again where ``repeated``.
    """

    parcel: Parcel
    problem: ActionableError | None
    repeated: bool = False
    office: str = ""
    office_name: str = ""
    month: str = ""
    epoch: int = 0
    number: int = 0
    records: int = 0
    made_at: datetime | None = None
    counts: tuple[TableCount, ...] = ()
    changes: tuple[Change, ...] = ()
    left_off: int = 0  # changes not listed
    scans: int = 0

    @property
    def acceptable(self) -> bool:
        """Whether ``accept`` will take it."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a package. ``result``: merged, repeated, superseded, held, fork."""

    parcel: Parcel
    result: str
    message: str
    office: str
    office_name: str
    month: str
    epoch: int
    number: int
    digest: str
    phone_code: str  # to be read to the office
    counts: tuple[TableCount, ...] = ()
    records: int = 0
    missing: tuple[int, ...] = ()

    @property
    def merged(self) -> bool:
        """Whether the county now holds what it held."""
        return self.result in {"merged", "repeated", "superseded"}


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of ``verify``."""

    parcel: Parcel
    problem: ActionableError | None

    def __str__(self) -> str:
        """``accepted`` or ``refused CODE reason in words``."""
        if self.problem is None:
            return "accepted"
        return f"refused {self.problem.code} {self.problem.what}{self.problem.do}"


@dataclass(frozen=True, slots=True)
class OfficeView:
    """An office the bureau knows: its key, how far it has come, whether it is stopped."""

    code: str
    name: str
    key: KeyCard | None  # confirmed, or the newest offered
    epoch: int
    number: int  # of its newest merged package
    month: str  # of that package
    received_at: datetime | None
    missing: tuple[int, ...]  # numbers that never came; their content came later
    stopped: bool
    records: int  # living and deleted, as last counted


@dataclass(frozen=True, slots=True)
class ReceivedView:
    """A package that came, and what became of it; ``result`` also ``undone``."""

    office: str
    office_name: str
    digest: str
    epoch: int
    number: int
    month: str
    records: int
    result: str
    counts: dict[str, int]
    received_at: datetime
    received_by: str
    phone_code: str
    can_undo: bool


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One office, one month (F65).

    ``state``: received, zero (零报告), held or fork (returned to the office), later (contained in
    the package of a later month), due, overdue, before (the office was not enrolled yet).
    """

    office: str
    month: str
    state: str
    due_on: date
    packages: int = 0  # merged
    records: int = 0
    received_at: datetime | None = None  # the first of them
    days_late: int = 0  # of the first merged package; of what has not come, until today
    returned: int = 0  # records of this month that the county has returned and not got back
    waiting: int = 0  # records of this month that nobody has looked at yet


@dataclass(frozen=True, slots=True)
class Board:
    """Offices × months (F65); ``due`` says for each month until when it is in time."""

    months: tuple[str, ...]
    due: tuple[date, ...]
    offices: tuple[tuple[str, str], ...]  # code, name
    cells: dict[tuple[str, str], BoardCell]  # (office, month)
