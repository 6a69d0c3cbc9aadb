"""What the windows of the county bundle show: plain values in the words of a clerk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.services.bundles.compare import Difference
from app.services.bundles.contents import Fault

__all__ = [
    "BundleView",
    "DraftFile",
    "Minimum",
    "OfficeVersion",
    "Original",
    "Trial",
    "Version",
]


@dataclass(frozen=True, slots=True)
class BundleView:
    """A bundle before or after it is taken; ``news`` tells whether it would change anything."""

    version: int
    county: str
    made_at: datetime
    note: str
    files: int
    differences: tuple[Difference, ...]
    news: bool
    current: int  # the version that counted before; 0: none
    digest: str

    @property
    def title(self) -> str:
        """县局配置包第 3 版."""
        return f"县局配置包第 {self.version} 版"


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file of the next bundle; ``faults`` are what the trial check found in it."""

    path: str
    title: str
    since: date
    source: str
    state: str  # 新增, 有改动, 没有变
    faults: int
    form: str = ""  # the paper it changes, where it can be composed in the window


@dataclass(frozen=True, slots=True)
class Minimum:
    """What the next version asks of every program, and between which bounds it may be set."""

    suite: int
    reader: int
    least: tuple[int, int]  # as the last version: it never goes down
    most: tuple[int, int]  # as this program knows


@dataclass(frozen=True, slots=True)
class Trial:
    """The next bundle, tried: its files, what is wrong with them, what it would change."""

    version: int  # the number it would get
    files: tuple[DraftFile, ...]
    faults: tuple[Fault, ...]
    differences: tuple[Difference, ...]
    keys_changed: bool  # an office's key was confirmed or revoked since the last version
    minimum: Minimum

    @property
    def ready(self) -> bool:
        """Whether it may be signed."""
        return not self.faults and (bool(self.differences) or self.keys_changed)


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was signed here."""

    version: int
    made_at: datetime
    note: str
    files: int
    keys: int
    signed_by: str


@dataclass(frozen=True, slots=True)
class OfficeVersion:
    """Which version an office works by; 0: none reported yet."""

    office: str
    name: str
    version: int
    newest: int

    @property
    def state(self) -> str:
        """In words."""
        if not self.version:
            return "还没有报来"
        return (
            "已是最新" if self.version >= self.newest else f"还差 {self.newest - self.version} 版"
        )


@dataclass(frozen=True, slots=True)
class Original:
    """A file to begin from: the county's newest edition, or the program's own."""

    path: str
    title: str
    ours: bool  # the county's
